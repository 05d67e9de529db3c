// A unit with two inputs: every number on its way through, and the decision boundary z = 0 (L04).

import { ACTIVATIONS, linspace, preActivation } from "../shared/core.js";
import { mount } from "../shared/panel.js";
import { bracketed, drawing, legend, node, set, short } from "../shared/draw.js";
import { axes } from "../shared/plot.js";

const GRID = 101;

export function render(context) {
  return mount(context, ({ figure }) => {
    const unit = drawUnit(figure);
    const ax = axes(figure, { width: 400, height: 330, low: 225, x: [-4, 4], y: [-4, 4], xlabel: "x₁", ylabel: "x₂", bare: true });
    const shades = ax.heat(GRID);
    const [under, line] = [ax.line({ color: "white", width: 4 }), ax.line({ color: "black", dash: "6 3" })];
    const example = ax.mark({ color: "orange", shape: "square" });
    const places = linspace(-4, 4, GRID);
    const values = new Float64Array(GRID * GRID);
    ax.title("Activation h for every input x");
    legend(figure, [
      { label: "product w x above 0 (no arrow where it is 0)", color: "blue" },
      { label: "product w x below 0", color: "orange", dash: "8 5" },
      { label: "decision boundary z = 0", color: "ink", dash: "6 3" },
      { label: "the input x", color: "orange", shape: "square" },
      { label: "h, from low to high", shape: "shades" },
    ]);
    return {
      update({ x1, x2, w1, w2, bias, activation }) {
        const { f } = ACTIVATIONS[activation];
        const z = preActivation([[w1, w2]], [bias], [x1, x2])[0];
        const h = f(z);
        unit({ x1, x2, w1, w2, bias, activation, z, h });
        places.forEach((b, r) => places.forEach((a, c) => { values[r * GRID + c] = f(w1 * a + w2 * b + bias); }));
        const [low, high] = { sigmoid: [0, 1], tanh: [-1, 1] }[activation] ?? [-8, 8];
        shades(values.map((v) => (v - low) / (high - low)));
        const boundary = decisionBoundary(w1, w2, bias);
        for (const draw of [under, line]) draw(...boundary);
        example(x1, x2);
        const side = z > 0 ? "positive" : z < 0 ? "negative" : "zero, so x lies on the decision boundary";
        return {
          words: `z = ${short(w1, 1)} · ${bracketed(x1, 1)} + ${bracketed(w2, 1)} · ${bracketed(x2, 1)} + ${bracketed(bias, 1)} ` +
            `= ${short(z)}, which is ${side}. The activation is h = ${short(h, 3)}.`,
          shown: () => ({ z, h, boundary, corner: values[0], opposite: values[values.length - 1] }),
        };
      },
    };
  });
}

/** Two points far out on the line w1 x1 + w2 x2 + bias = 0, as [x1s, x2s]; none when both weights are 0. */
function decisionBoundary(w1, w2, bias) {
  const square = w1 * w1 + w2 * w2;
  if (square === 0) return [[], []];
  const [a, b] = [(-bias * w1) / square, (-bias * w2) / square]; // its point nearest to the origin
  const reach = 100 / Math.sqrt(square);
  return [[a - reach * w2, a + reach * w2], [b + reach * w1, b - reach * w1]];
}

/** The unit as circles and arrows; returns a function that writes the numbers. */
function drawUnit(figure) {
  return drawing(figure, { wide: [470, 330], narrow: [345, 190] }, unitIn).draw;
}

/** Places of the parts: the middle of each circle with its radius, and the ends of the arrows. */
const WIDE = { x: [[44, 80], [44, 260]], r: [28, 48, 32], sum: [260, 170], out: [430, 170], bias: [50, 62, 110],
  weights: [[70, 92, 208, 148], [70, 248, 208, 192]], names: [[130, 98], [130, 250]] };
const SMALL = { x: [[28, 50], [28, 156]], r: [22, 42, 26], sum: [198, 103], out: [316, 103], bias: [12, 22, 50],
  weights: [[49, 58, 150, 88], [49, 148, 150, 118]], names: [[86, 54], [86, 160]] };

function unitIn(svg, narrow) {
  const at = narrow ? SMALL : WIDE;
  const arrow = (x1, y1, x2, y2) => {
    const line = node("svg:line", { x1, y1, x2, y2 }, svg);
    const head = node("svg:path", { d: "M0,-5L9,0L0,5Z" }, svg);
    set(head, { transform: `translate(${x2} ${y2}) rotate(${(Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI})` });
    return (color, width, dash = "none") => {
      for (const part of [line, head]) part.setAttribute("visibility", color ? "visible" : "hidden");
      line.setAttribute("style", `stroke: var(--lnn-${color}); stroke-width: ${width}; stroke-dasharray: ${dash}`);
      head.setAttribute("style", `fill: var(--lnn-${color})`);
    };
  };
  const circle = (x, y, r, name, above) => {
    node("svg:circle", { cx: x, cy: y, r, style: "fill: none; stroke: var(--lnn-ink); stroke-width: 1.5" }, svg);
    node("svg:text", { x, y: y - r - 8, class: "lnn-middle" }, svg, name);
    return node("svg:text", { x, y, class: "lnn-middle" }, svg);
  };
  const inputs = at.x.map((place, i) => circle(...place, at.r[0], ["x₁", "x₂"][i]));
  const [x, y] = at.sum;
  const sum = circle(x, y, at.r[1], "");
  const kind = node("svg:text", { x, y: y + 14, class: "lnn-middle" }, svg);
  sum.setAttribute("y", y - 8);
  const out = circle(...at.out, at.r[2], "h");
  const weights = at.weights.map((ends) => arrow(...ends));
  const texts = at.names.map(([left, foot]) => node("svg:text", { x: left, y: foot, class: "lnn-note" }, svg));
  const [over, from, to] = at.bias;
  arrow(x, from, x, to)("grey", 1.5);
  const biasText = node("svg:text", { x, y: over, class: "lnn-middle" }, svg);
  arrow(x + at.r[1], y, at.out[0] - at.r[2] - 12, y)("ink", 2);
  return ({ x1, x2, w1, w2, bias, activation, z, h }) => {
    [[x1, w1], [x2, w2]].forEach(([x, w], i) => {
      inputs[i].textContent = short(x, 1);
      texts[i].textContent = `w${"₁₂"[i]} = ${short(w, 1)}`;
      const product = x * w;
      if (product === 0) weights[i](null); // nothing arrives
      else if (product > 0) weights[i]("blue", 1.2 + Math.min(Math.abs(product), 16) / 2.4);
      else weights[i]("orange", 1.2 + Math.min(Math.abs(product), 16) / 2.4, "8 5");
    });
    sum.textContent = `z = ${short(z)}`;
    kind.textContent = activation;
    biasText.textContent = `bias ${short(bias, 1)}`;
    out.textContent = short(h, 3);
  };
}
