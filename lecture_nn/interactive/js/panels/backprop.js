// One training example through a net with one hidden layer, forwards and then backwards, number by number (L17, L20).

import { ACTIVATIONS } from "../shared/core.js";
import { mount } from "../shared/panel.js";
import { drawing, legend, node, short, term } from "../shared/plot.js";

const [BEFORE, LATER] = [3, 4]; // digits of the numbers of the forward and of the backward pass

export function render(context) {
  return mount(context, ({ figure, data }) => {
    const line = node("div", { class: "lnn-formula" }, figure);
    const net = drawNet(figure, data);
    const list = drawList(figure, data.steps);
    legend(figure, [
      { label: "the number of this step", color: "blue" },
      { label: "numbers of the backward pass: below a unit its deltas, below a weight the derivative of E",
        color: "orange", shape: "square" },
    ]);
    return {
      update({ step, x1, x2, t1, t2 }) {
        const made = follow(data, [x1, x2], [t1, t2]);
        const E = ((made.known["o₁"] - t1) ** 2 + (made.known["o₂"] - t2) ** 2) / 2;
        const now = step > 0 ? { ...data.steps[step - 1], ...made.results[step - 1] } : null;
        line.textContent = now ? now.text : "Before the first step: inputs, weights and targets are known.";
        net({ x: [x1, x2], t: [t1, t2], step, now, results: made.results, E });
        list(step, made.results);
        return {
          words: now ? `Step ${step} of ${data.steps.length}, ${now.backward ? "backwards" : "forwards"}: ` +
            `${now.symbol} = ${now.short}. ${meaning(now, made.known, data.activations)}`
            : `Step 0 of ${data.steps.length}: nothing has been computed yet.`,
          shown: { step, values: made.results.map(({ value }) => value), formula: line.textContent, E },
        };
      },
    };
  });
}

/**
 * The number of each step: what its formula says, with the numbers found so far. The right side of a formula is a
 * sum or a difference of products; a thin space stands between factors.
 */
export function follow({ steps, weights, activations }, x, t) {
  const known = {};
  const digits = {};
  x.forEach((value, i) => { known[`x${sub(i)}`] = value; });
  t.forEach((value, k) => { known[`t${sub(k)}`] = value; });
  weights.forEach((rows, layer) => rows.forEach((row, j) => row.forEach((w, i) => {
    known["vw"[layer] + sub(j) + sub(i)] = w;
  })));
  const value = (factor) => {
    const call = factor.match(/^([fg])(′?)\((.*)\)$/);
    if (!call) return known[factor];
    const activation = ACTIVATIONS[activations["fg".indexOf(call[1])]];
    return (call[2] ? activation.d : activation.f)(known[call[3]]);
  };
  const written = (factor) => {
    const call = factor.match(/^([fg])\((.*)\)$/);
    if (call) return `${activations["fg".indexOf(call[1])]}(${short(known[call[2]], digits[call[2]])})`;
    return term(value(factor), digits[factor] ?? (factor.includes("′") ? LATER : 1));
  };
  const results = steps.map(({ formula, backward }) => {
    const [symbol, right] = formula.split(" = ");
    const pieces = right.split(/ ([+−]) /); // terms, with their signs between
    let total = 0;
    const numbers = pieces.map((piece, n) => {
      if (n % 2) return ` ${piece} `;
      const factors = piece.split("\u2009");
      total += factors.reduce((product, factor) => product * value(factor), pieces[n - 1] === "−" ? -1 : 1);
      return factors.map(written).join(" · ");
    }).join("");
    known[symbol] = total;
    digits[symbol] = backward ? LATER : BEFORE;
    const rounded = short(total, digits[symbol]);
    return { symbol, value: total, short: rounded, text: `${formula} = ${numbers} = ${rounded}` };
  });
  return { known, results };
}

function sub(i) {
  return "₁₂₃₄₅₆₇₈₉"[i];
}

/** What the number of a step says. */
function meaning({ symbol, formula, value, backward, place }, known, activations) {
  const [unit, n] = [{ h: "hidden unit", o: "output" }[place[0]], place[1] + 1];
  if (!backward) {
    if (symbol[0] === "o") return `The target of output ${n} is ${short(known[`t${sub(n - 1)}`], 1)}.`;
    if (symbol[0] === "h") return `That is the answer of hidden unit ${n}, which goes to both outputs.`;
    return `That is the pre-activation of ${unit} ${n}: all that comes in, each times its weight, added up.`;
  }
  const of = symbol.replace("∂E/∂", "").replace(/δ(.)/, (_, letter) => "ozhu"["ᵒᶻʰᵘ".indexOf(letter)]);
  const change = value === 0 ? "E would stay as it is" :
    `E would ${value > 0 ? "grow" : "fall"} ${short(Math.abs(value), LATER)} times as much`;
  const slope = formula.match(/[fg]′\((.*)\)/);
  const kind = slope && activations["fg".indexOf(slope[0][0])];
  const limit = { tanh: " (a tanh has at most 1)", sigmoid: " (a sigmoid has at most 0.25)" }[kind] ?? "";
  const factor = slope ? ` The unit's slope is ${short(ACTIVATIONS[kind].d(known[slope[1]]), 3)}${limit}.` : "";
  return `If ${of} grew a little, ${change}.${factor}`;
}

/** The net, every unit and weight with its numbers; returns a function that writes those known after a step. */
function drawNet(figure, { steps, weights }) {
  const { svg } = drawing(figure, 600, 470);
  const text = (x, y, color = "ink", anchor = "middle") =>
    node("svg:text", { x, y, style: `font-size: 14px; text-anchor: ${anchor}; fill: var(--lnn-${color})` }, svg);
  const places = { x: [44, 28], h: [266, 50], o: [488, 50] }; // column and radius
  const rows = [82, 330];
  const lines = {};
  weights.forEach((matrix, layer) => matrix.forEach((row, j) => row.forEach((w, i) => {
    const letter = "vw"[layer];
    const [[x1, r1], [x2, r2]] = [places["xh"[layer]], places["ho"[layer]]];
    const [y1, y2] = [rows[i], rows[j]];
    const length = Math.hypot(x2 - x1, y2 - y1);
    const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
    const share = i === j ? 0.5 : letter === "w" && i < j ? 0.37 : 0.26; // beside the crossing, and below the deltas
    const at = r1 + share * (length - r1 - r2);
    const gap = i === j ? 38 : 25; // for the label: also where nothing can be painted behind it
    const stretch = (from, to) => `M${x1 + from * dx},${y1 + from * dy}L${x1 + to * dx},${y1 + to * dy}`;
    const d = stretch(r1, at - gap) + stretch(at + gap, length - r2);
    const name = letter + sub(j) + sub(i);
    const [x, y] = [x1 + at * dx, y1 + at * dy];
    text(x, y - 2).textContent = `${name} = ${short(w, 1)}`;
    lines[[letter, j, i]] = { name, path: node("svg:path", { d }, svg), below: text(x, y + 15, "orange") };
  })));
  const circles = {};
  for (const [letter, [x, r]] of Object.entries(places)) {
    rows.forEach((y, n) => {
      const circle = node("svg:circle", { cx: x, cy: y, r }, svg);
      const inside = letter === "x" ? [text(x, y + 5)] : [text(x, y - 4), text(x, y + 15)];
      const below = letter === "x" ? [] : [text(x, y + r + 18, "orange"), text(x, y + r + 37, "orange")];
      if (letter === "x") text(x, y - r - 8).textContent = `x${sub(n)}`;
      circles[[letter, n]] = { circle, inside, below };
    });
  }
  const targets = rows.map((y) => text(544, y + 5, "ink", "start"));
  const error = text(598, 464, "ink", "end");
  const frame = (element, marked) => element.setAttribute("style", `fill: none; stroke: var(--lnn-${
    marked ? "blue" : "ink"}); stroke-width: ${marked ? 4.5 : 1.3}`);
  return ({ x, t, step, now, results, E }) => {
    const used = now ? results[step - 1].symbol.startsWith("∂") ? [] : now.formula.split(/ = | \+ |\u2009/) : [];
    for (const [place, { name, path, below }] of Object.entries(lines)) {
      frame(path, now && (String(now.place) === place || used.includes(name)));
      below.textContent = "";
    }
    for (const [place, { circle, inside, below }] of Object.entries(circles)) {
      frame(circle, now && String(now.place) === place);
      for (const element of [...inside, ...below]) element.textContent = "";
    }
    x.forEach((value, i) => { circles[["x", i]].inside[0].textContent = short(value, 1); });
    t.forEach((value, k) => { targets[k].textContent = `t${sub(k)} = ${short(value, 1)}`; });
    steps.slice(0, step).forEach(({ place, backward }, n) => {
      const { symbol, short: number } = results[n];
      if (place.length === 3) lines[place].below.textContent = number;
      else {
        const free = circles[place][backward ? "below" : "inside"].find(({ textContent }) => !textContent);
        free.textContent = `${symbol} = ${number}`;
      }
    });
    const complete = step >= steps.filter(({ backward }) => !backward).length;
    error.textContent = complete ? `E = ½ ((o₁ − t₁)² + (o₂ − t₂)²) = ${short(E, 3)}` : "";
  };
}

/** All steps as a list; returns a function that fills in the numbers known after one, and marks it. */
function drawList(figure, steps) {
  const { svg } = drawing(figure, 310, 24 + 18 * (steps.length + 1.5));
  let y = 0;
  const rows = steps.map(({ formula, backward }, n) => {
    if (n === 0 || backward !== steps[n - 1].backward) {
      y += n === 0 ? 14 : 28;
      node("svg:text", { x: 14, y, style: "font-weight: 600" }, svg, backward ? "backwards" : "forwards");
    }
    y += 18;
    const sign = node("svg:text", { x: 0, y }, svg, "▸");
    return [sign, node("svg:text", { x: 14, y }, svg, formula), node("svg:text", { x: 308, y }, svg)];
  });
  return (step, results) => rows.forEach(([sign, text, value], n) => {
    const [made, now] = [n < step, n + 1 === step];
    sign.setAttribute("visibility", now ? "visible" : "hidden");
    const style = `fill: var(--lnn-${made ? "ink" : "grey"}); font-weight: ${now ? 700 : 400}`;
    text.setAttribute("style", style);
    value.setAttribute("style", `${style}; text-anchor: end; font-variant-numeric: tabular-nums`);
    value.textContent = made ? results[n].short : "";
  });
}
