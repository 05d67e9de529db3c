// One training example through a net with one hidden layer, forwards and then backwards, number by number (L17, L20).
// The steps come from lecture_nn.passes: what each one computes, and the products that add up to it.

import { ACTIVATIONS } from "../shared/core.js";
import { mount } from "../shared/panel.js";
import { bracketed, drawing, legend, node, short } from "../shared/draw.js";

const DIGITS = { forward: 3, backward: 4 };

export function render(context) {
  return mount(context, ({ figure, data }) => {
    const formula = node("div", { class: "lnn-formula" }, figure);
    const net = drawNet(figure, data);
    const list = drawList(figure, data.steps);
    legend(figure, [
      { label: "the number of this step", color: "blue" },
      { label: "the backward pass: the deltas stand below a unit, the derivative of E below its weight",
        color: "orange", shape: "square" },
    ]);
    return {
      update({ step, x1, x2, t1, t2 }) {
        const given = { x: [x1, x2], t: [t1, t2] };
        const { known, results } = follow(data, given);
        const E = given.t.reduce((sum, t, k) => sum + (known[keyOf({ name: "o", indices: [k + 1] })] - t) ** 2 / 2, 0);
        const done = results.slice(0, step);
        const newest = done[step - 1] ?? null;
        formula.textContent = newest?.text ?? "Before the first step: inputs, weights and targets are known.";
        net({ given, done, newest, E: step >= results.filter((each) => !isBackward(each)).length ? E : null });
        list(done);
        const of = `Step ${step} of ${results.length}`;
        return {
          words: newest ? `${of}, ${isBackward(newest) ? "backward" : "forward"} pass: ` +
            `${symbol(newest.result)} = ${newest.short}. ${meaning(newest, known, data.activations)}`
            : `${of}: nothing has been computed yet.`,
          shown: () => ({ step, values: results.map(({ value }) => value), formula: formula.textContent, E }),
        };
      },
    };
  });
}

const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";
const SUPERSCRIPTS = { o: "ᵒ", z: "ᶻ", h: "ʰ", u: "ᵘ" };

/** A quantity as it is written: u₁, w₁₂, δᵘ₁, ∂E/∂w₁₂. */
export function symbol({ name, indices, derivative }) {
  const index = indices.map((i) => [...String(i)].map((digit) => SUBSCRIPTS[digit]).join("")).join("");
  if (!derivative) return name + index;
  return isWeight({ name }) ? `∂E/∂${name}${index}` : `δ${SUPERSCRIPTS[name]}${index}`;
}

function keyOf({ name, indices, derivative = false }) {
  return `${derivative ? "dE/d" : ""}${name}${indices}`;
}

function isWeight({ name }) {
  return name === "v" || name === "w";
}

function isBackward({ result }) {
  return result.derivative;
}

/**
 * Carry out all steps for inputs and targets. Each result is {result, terms, value, short, text}: its number, the same
 * rounded, and its formula in symbols and in numbers; `known` has all numbers by `keyOf` of their quantity.
 */
export function follow({ steps, weights, activations }, given) {
  const known = {};
  const digits = {};
  for (const [name, values] of Object.entries(given)) {
    values.forEach((value, i) => { known[keyOf({ name, indices: [i + 1] })] = value; });
  }
  for (const [name, rows] of Object.entries(weights)) {
    rows.forEach((row, j) => row.forEach((w, i) => { known[keyOf({ name, indices: [j + 1, i + 1] })] = w; }));
  }
  const valueOf = ({ quantity, function: name }) => {
    const value = known[keyOf(quantity)];
    return name ? functionOf(name, activations)(value) : value;
  };
  const inNumbers = (factor) => {
    const { quantity, function: name } = factor;
    const key = keyOf(quantity);
    if (activations[name]) return `${activations[name]}(${short(known[key], digits[key])})`;
    return bracketed(valueOf(factor), name ? DIGITS.backward : digits[key] ?? 1);
  };
  const results = steps.map(({ result, terms }) => {
    const value = terms.reduce((sum, { sign, factors }) => sum + sign * factors.reduce((p, f) => p * valueOf(f), 1), 0);
    known[keyOf(result)] = value;
    digits[keyOf(result)] = DIGITS[result.derivative ? "backward" : "forward"];
    const rounded = short(value, digits[keyOf(result)]);
    const text = `${inSymbols({ result, terms })} = ${joined(terms, inNumbers, " · ")} = ${rounded}`;
    return { result, terms, value, short: rounded, text };
  });
  return { known, results };
}

/** The function that a factor names: an activation function, or (with a dash) its derivative. */
function functionOf(name, activations) {
  const activation = ACTIVATIONS[activations[name[0]]];
  return name.endsWith("'") ? activation.d : activation.f;
}

/** The formula of a step in symbols. */
function inSymbols({ result, terms }) {
  const write = ({ quantity, function: name }) =>
    (name ? `${name.replace("'", "′")}(${symbol(quantity)})` : symbol(quantity));
  return `${symbol(result)} = ${joined(terms, write, "\u2009")}`;
}

/** A sum of products, each factor as `write` puts it. */
function joined(terms, write, times) {
  return terms.map(({ sign, factors }, n) =>
    (sign < 0 ? " − " : n > 0 ? " + " : "") + factors.map(write).join(times)).join("");
}

/** What the number of a step means. */
function meaning({ result, terms, value }, known, activations) {
  const { name, indices: [n] } = result;
  const local = terms[0].factors.find((factor) => factor.function.endsWith("'"));
  if (!result.derivative) {
    if (name === "o") return `The target of output ${n} is ${short(known[keyOf({ name: "t", indices: [n] })], 1)}.`;
    if (name === "h") return `This is the activation of hidden unit ${n}, an input of both outputs.`;
    const unit = name === "u" ? "hidden unit" : "output";
    return `This is the pre-activation of ${unit} ${n}: its inputs, each times its weight, added up.`;
  }
  const rate = short(Math.abs(value), DIGITS.backward);
  const change = value === 0 ? "E would not change"
    : `E would ${value > 0 ? "increase" : "decrease"} ${rate} times as much`;
  const moved = `If ${symbol({ ...result, derivative: false })} increased a little, ${change}.`;
  if (!local) return moved;
  const kind = activations[local.function[0]];
  const limit = { tanh: " (for tanh it is at most 1)", sigmoid: " (for the sigmoid it is at most 0.25)" }[kind] ?? "";
  const derivative = functionOf(local.function, activations)(known[keyOf(local.quantity)]);
  return `${moved} The derivative of the unit's activation function is ${short(derivative, 3)}${limit}.`;
}

/** The net, every unit and weight with its numbers; returns a function that writes the numbers that are known. */
function drawNet(figure, { weights }) {
  const build = (svg, narrow) => netIn(svg, weights, narrow ? SMALL : WIDE);
  return drawing(figure, { wide: [600, 470], narrow: [345, 308] }, build).draw;
}

/** Columns with their place and radius, rows, half the gap that a label needs in a line, and places of other texts. */
const WIDE = { columns: { x: [44, 28], h: [266, 50], o: [488, 50] }, rows: [82, 330], gaps: [38, 25], lines: [18, 37],
  font: 14, target: (y) => [544, y + 5, "start"], error: [598, 464] };
const SMALL = { columns: { x: [21, 19], h: [142, 37], o: [304, 37] }, rows: [58, 216], gaps: [28, 20], lines: [14, 28],
  font: 11.5, target: (y) => [304, y - 42, "middle"], error: [343, 303] };

function netIn(svg, weights, { columns, rows, gaps, lines: under, font, target, error: corner }) {
  const text = (x, y, color = "ink", anchor = "middle") =>
    node("svg:text", { x, y, style: `font-size: ${font}px; text-anchor: ${anchor}; fill: var(--lnn-${color})` }, svg);
  const lines = new Map();
  for (const [name, matrix] of Object.entries(weights)) {
    const [[x1, r1], [x2, r2]] = name === "v" ? [columns.x, columns.h] : [columns.h, columns.o];
    matrix.forEach((row, j) => row.forEach((w, i) => {
      const [y1, y2] = [rows[i], rows[j]];
      const length = Math.hypot(x2 - x1, y2 - y1);
      const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
      const part = i === j ? 0.5 : name === "w" && i < j ? 0.37 : 0.26; // beside the crossing, and below the deltas
      const at = r1 + part * (length - r1 - r2);
      const gap = gaps[i === j ? 0 : 1]; // for the label: also where nothing can be painted behind it
      const stretch = (from, to) => `M${x1 + from * dx},${y1 + from * dy}L${x1 + to * dx},${y1 + to * dy}`;
      const d = stretch(r1, at - gap) + stretch(at + gap, length - r2);
      const weight = { name, indices: [j + 1, i + 1] };
      const [x, y] = [x1 + at * dx, y1 + at * dy];
      text(x, y - 2).textContent = `${symbol(weight)} = ${short(w, 1)}`;
      lines.set(keyOf(weight), { path: node("svg:path", { d }, svg), below: text(x, y + 15, "orange") });
    }));
  }
  const circles = new Map();
  for (const [name, [x, r]] of Object.entries(columns)) {
    rows.forEach((y, n) => {
      const input = name === "x";
      const circle = node("svg:circle", { cx: x, cy: y, r }, svg);
      const inside = input ? [text(x, y + 5)] : [text(x, y - 4), text(x, y + 15)];
      const below = input ? [] : under.map((down) => text(x, y + r + down, "orange"));
      if (input) text(x, y - r - 8).textContent = symbol({ name, indices: [n + 1] });
      circles.set(keyOf({ name, indices: [n + 1] }), { circle, inside, below });
    });
  }
  const targets = rows.map((y) => {
    const [left, foot, anchor] = target(y);
    return text(left, foot, "ink", anchor);
  });
  const error = text(...corner, "ink", "end");
  const outline = (element, marked) => element.setAttribute("style", `fill: none; stroke: var(--lnn-${
    marked ? "blue" : "ink"}); stroke-width: ${marked ? 4.5 : 1.3}`);
  return ({ given, done, newest, E }) => {
    const marked = newest ? marksOf(newest) : [];
    for (const [key, { path, below }] of lines) {
      outline(path, marked.includes(key));
      below.textContent = "";
    }
    for (const [key, { circle, inside, below }] of circles) {
      outline(circle, marked.includes(key));
      for (const element of [...inside, ...below]) element.textContent = "";
    }
    given.x.forEach((value, i) => {
      circles.get(keyOf({ name: "x", indices: [i + 1] })).inside[0].textContent = short(value, 1);
    });
    given.t.forEach((value, k) => {
      targets[k].textContent = `${symbol({ name: "t", indices: [k + 1] })} = ${short(value, 1)}`;
    });
    for (const step of done) {
      const { result } = step;
      if (isWeight(result)) lines.get(placeOf(result)).below.textContent = step.short;
      else {
        const places = circles.get(placeOf(result))[result.derivative ? "below" : "inside"];
        places.find(({ textContent }) => !textContent).textContent = `${symbol(result)} = ${step.short}`;
      }
    }
    error.textContent = E === null ? "" : `E = ½ ((o₁ − t₁)² + (o₂ − t₂)²) = ${short(E, 3)}`;
  };
}

/** The line or the circle that a quantity is written at. */
function placeOf({ name, indices }) {
  return keyOf({ name: { u: "h", z: "o" }[name] ?? name, indices });
}

/** What is marked at a step: where its number is written, and the weights that go into a unit's number. */
function marksOf({ result, terms }) {
  const used = terms.flatMap(({ factors }) => factors.map(({ quantity }) => quantity)).filter(isWeight);
  return [result, ...(isWeight(result) ? [] : used)].map(placeOf);
}

/** All steps as a list; returns a function that fills in the numbers that are known and marks the newest. */
function drawList(figure, steps) {
  const size = [310, 24 + 18 * (steps.length + 1.5)];
  return drawing(figure, { wide: size, later: true }, (svg) => stepsIn(svg, steps)).draw;
}

function stepsIn(svg, steps) {
  let y = 0;
  const rows = steps.map((step, n) => {
    if (n === 0 || isBackward(step) !== isBackward(steps[n - 1])) {
      y += n === 0 ? 14 : 28;
      const heading = isBackward(step) ? "Backward pass" : "Forward pass";
      node("svg:text", { x: 14, y, style: "font-weight: 600" }, svg, heading);
    }
    y += 18;
    const sign = node("svg:text", { x: 0, y }, svg, "▸");
    return [sign, node("svg:text", { x: 14, y }, svg, inSymbols(step)), node("svg:text", { x: 308, y }, svg)];
  });
  return (done) => rows.forEach(([sign, text, value], n) => {
    const [made, newest] = [n < done.length, n + 1 === done.length];
    sign.setAttribute("visibility", newest ? "visible" : "hidden");
    const style = `fill: var(--lnn-${made ? "ink" : "grey"}); font-weight: ${newest ? 700 : 400}`;
    text.setAttribute("style", style);
    value.setAttribute("style", `${style}; text-anchor: end; font-variant-numeric: tabular-nums`);
    value.textContent = made ? done[n].short : "";
  });
}
