// A net built from its layer sizes, drawn as units and as layers, with its parameters counted (L07, L08).

import { ACTIVATIONS, linspace } from "../shared/core.js";
import { mount } from "../shared/panel.js";
import { counted, drawing, node, set } from "../shared/draw.js";

/** What each layer of a net with these sizes (inputs first) is made of. */
export function layersOf(sizes, activation) {
  return sizes.slice(1).map((units, l) => ({
    weights: [units, sizes[l]],
    bias: [units],
    parameters: (sizes[l] + 1) * units,
    activation: l === sizes.length - 2 ? "sigmoid" : activation,
  }));
}

export function render(context) {
  return mount(context, ({ figure }) => {
    const drawn = [drawUnits(figure), drawLayers(figure)];
    return {
      update({ inputs, hidden1, hidden2, hidden3, outputs, activation }) {
        const sizes = [inputs, hidden1, hidden2, hidden3, outputs].filter((size) => size > 0);
        const layers = layersOf(sizes, activation);
        for (const draw of drawn) draw(sizes, layers);
        const total = layers.reduce((sum, { parameters }) => sum + parameters, 0);
        const biases = layers.reduce((sum, { bias }) => sum + bias[0], 0);
        const counted = layers.map(({ weights: [to, from] }) => `(${from} + 1) · ${to}`).join(" + ");
        return {
          words: `This ${layers.length}-layer net, ${sizes.join("-")}, has ${counted} = ${total} parameters: ` +
            `${total - biases} weights, the solid lines, and ${biases} biases, the dotted lines from the squares that hold a 1.`,
          shown: () => ({ sizes, layers, total, biases }),
        };
      },
    };
  });
}

/** A circle for each unit, with its activation inside, a line for each weight, and a dotted one for each bias. */
function drawUnits(figure) {
  return drawing(figure, { wide: [455, 370], narrow: [345, 245] }, unitsIn).draw;
}

function unitsIn(svg, narrow) {
  const [width, height] = narrow ? [345, 245] : [455, 370];
  heading(svg, width / 2, "As units");
  const path = (style) => node("svg:path", { style: `fill: none; ${style}` }, svg);
  const lines = path("stroke: var(--lnn-grey); stroke-width: 0.9");
  const dotted = path("stroke: var(--lnn-grey); stroke-width: 1.1; stroke-dasharray: 1 2.5");
  const circles = path("stroke: var(--lnn-ink); stroke-width: 1.5");
  const curves = path("stroke: var(--lnn-blue); stroke-width: 1.8");
  const squares = path("stroke: var(--lnn-ink); stroke-width: 1.2");
  const ones = Array.from({ length: 4 }, () => label(svg, 0, 0, "ink", "lnn-middle"));
  const names = Array.from({ length: 5 }, () =>
    [0, 15].map((down) => label(svg, 0, height - 20 + down, "ink", "lnn-label")));
  return (sizes, layers) => {
    const room = height - 66;
    const gap = Math.min(62, room / (Math.max(...sizes) + 1));
    const r = Math.min(21, 0.42 * gap);
    const X = (l) => 36 + ((width - 72) * l) / (sizes.length - 1);
    const Y = (k, size) => 28 + room / 2 + gap * (k - size / 2); // the square of the largest layer still finds room
    const units = sizes.flatMap((size, l) => Array.from({ length: size }, (_, k) => ({ l, x: X(l), y: Y(k, size) })));
    const weights = units.flatMap((a) => units.filter((b) => b.l === a.l + 1).map((b) => [a, b]));
    set(lines, { d: weights.map(([a, b]) => `M${a.x + r},${a.y}L${b.x - r},${b.y}`).join("") });
    const biases = units.filter(({ l }) => l > 0).map((b) => [{ x: X(b.l - 1), y: Y(sizes[b.l - 1], sizes[b.l - 1]) }, b]);
    const half = 0.75 * r;
    set(dotted, { d: biases.map(([a, b]) => `M${a.x + half},${a.y}L${b.x - r},${b.y}`).join("") });
    const boxes = layers.map((_, l) => [X(l), Y(sizes[l], sizes[l])]);
    set(squares, { d: boxes.map(([x, y]) => `M${x - half},${y - half}h${2 * half}v${2 * half}h${-2 * half}z`).join("") });
    ones.forEach((text, l) => {
      set(text, { display: l < boxes.length ? "inline" : "none", x: boxes[l]?.[0] ?? 0, y: boxes[l]?.[1] ?? 0 });
      text.textContent = l < boxes.length ? "1" : "";
    });
    const circle = ({ x, y }) => `M${x - r},${y}a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0`;
    set(circles, { d: units.map(circle).join("") });
    set(curves, { d: units.map(({ l, x, y }) => (l ? curve(layers[l - 1].activation, x, y, r) : "")).join("") });
    names.forEach((pair, l) => {
      const name = l === 0 ? "inputs" : l === sizes.length - 1 ? "outputs" : `hidden ${l}`;
      pair.forEach((text, i) => {
        set(text, { x: X(l) });
        text.textContent = l < sizes.length ? [name, sizes[l]][i] : "";
      });
    });
  };
}

/** The curve of an activation function around 0, small enough for a circle. */
function curve(activation, x, y, r) {
  const at = linspace(-3, 3, 13);
  const tall = activation === "relu" ? 1 / 3 : 1;
  const places = at.map((u) => `${x + 0.22 * r * u},${y - 0.6 * r * tall * ACTIVATIONS[activation].f(u)}`);
  return `M${places.join("L")}`;
}

/** A box for each layer, and between two the shapes of the arrays that lead from one to the next. */
function drawLayers(figure) {
  return drawing(figure, { wide: [455, 370], narrow: [345, 245], later: true }, layersIn).draw;
}

function layersIn(svg, narrow) {
  const [width, height] = narrow ? [345, 245] : [455, 370];
  const [middle, text] = narrow ? [62, 132] : [84, 170]; // of the boxes, and where their text begins
  heading(svg, width / 2, "As layers");
  const rows = Array.from({ length: 5 }, (_, l) => {
    const group = node("svg:g", {}, svg);
    const tall = narrow ? 20 : 32;
    const box = node("svg:rect", { height: tall, rx: 5, y: -tall / 2 }, group);
    set(box, { style: `fill: none; stroke: var(--lnn-ink); stroke-width: 1.5; stroke-dasharray: ${l ? "none" : "5 3"}` });
    const size = label(group, middle, 0, "ink", "lnn-middle");
    const name = label(group, text, 5);
    const arrow = node("svg:path", { style: "stroke: var(--lnn-grey); stroke-width: 2; fill: none" }, group);
    return { group, box, size, name, arrow, shapes: label(group, text, 0), sum: label(group, text, 0) };
  });
  return (sizes, layers) => {
    const gap = Math.min(96, (height - 70) / (sizes.length - 1));
    const close = gap < 54; // no room for two lines of text between two boxes
    rows.forEach((row, l) => {
      set(row.group, { display: l < sizes.length ? "inline" : "none" });
      if (l >= sizes.length) return;
      const boxWidth = 24 + (narrow ? 8 : 11) * sizes[l];
      set(row.group, { transform: `translate(0 ${(narrow ? 40 : 50) + gap * l})` });
      set(row.box, { x: middle - boxWidth / 2, width: boxWidth });
      row.size.textContent = sizes[l];
      const { weights, bias, parameters, activation } = layers[l - 1] ?? {};
      const kind = l === layers.length ? "output" : "hidden";
      row.name.textContent = l ? `layer ${l}, ${kind}: ${counted(sizes[l], `${activation} unit`)}` : "inputs";
      const half = narrow ? 13 : 20; // of a box and its distance
      set(row.arrow, { d: l ? `M${middle},${half - gap}V${-half}m-5,-8l5,8l5,-8` : "" });
      const sum = `(${sizes[l - 1]} + 1) · ${sizes[l]} = ${parameters}`;
      set(row.shapes, { y: -gap / 2 + (close ? 5 : -3) });
      set(row.sum, { y: -gap / 2 + 14 });
      row.shapes.textContent = l ? `weights (${weights.join(", ")}), bias (${bias},)${close ? `: ${parameters}` : ""}` : "";
      row.sum.textContent = l && !close ? `${sum} parameters` : "";
    });
  };
}

function heading(svg, x, text) {
  node("svg:text", { x, y: 17, class: "lnn-title" }, svg, text);
}

function label(parent, x, y, color = "ink", kind = "") {
  return node("svg:text", { x, y, class: kind, style: `fill: var(--lnn-${color})` }, parent);
}
