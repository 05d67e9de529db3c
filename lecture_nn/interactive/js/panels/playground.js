// A network that is trained while you watch: its output and its hidden units' lines in the plane, its loss and accuracy,
// the activation of each hidden unit, and the examples in the space of the last hidden layer (L01, L02, L09, L27).

import { random } from "../shared/core.js";
import { Net, floats, gridOf } from "../shared/net.js";
import { mount } from "../shared/panel.js";
import { counted, legend, node, set, shade, short } from "../shared/draw.js";
import { axes } from "../shared/plot.js";

const REACH = 2.5; // the plane goes from -REACH to REACH
const GRID = 100;
const SMALL = 50; // side of a hidden unit's picture: every other place of the grid
const BUDGET = 5; // milliseconds of a frame for training: the rest is for drawing and for answering controls
const KEPT = 300; // points of a curve
const DIVERGED = 1e6; // a loss that no run recovers from

export function render(context) {
  return mount(context, ({ figure, data, panel }) => {
    const places = gridOf(-REACH, REACH, GRID);
    const sets = Object.fromEntries(Object.entries(data.sets).map(([name, parts]) => [name, parts.map(decoded)]));
    const draw = picture(figure, data.space !== false);
    let current = {}; // the settings of the run
    let net, examples, trainer, curves;

    function start(settings) {
      current = settings;
      const { layers, units, activation, seed, noise } = settings;
      net = new Net([2, ...Array(layers).fill(units), 1], activation, "sigmoid");
      net.initialize(seed);
      examples = sets[settings.data].map(({ clean, noise: unit, T }) => (
        { X: clean.map((x, i) => x + noise * unit[i]), T }));
      trainer = epochs(net, examples[0], random(1000 + seed));
      curves = history();
      draw.examples(...examples);
      note();
    }

    /** The activations of the last hidden layer for the training examples; nothing where there is none. */
    function features() {
      return net.layers.length > 1 ? net.activations(examples[0].X)[net.layers.length - 1] : null;
    }

    function note() {
      curves.add(trainer.finished(), ...examples.map(({ X, T }) => net.measure(X, T)));
    }

    return {
      actions: {
        step: () => { if (trainer.epoch(current, Infinity)) note(); },
        reset: () => { panel.set({ train: false }); start(current); },
      },
      tick() {
        if (!net) return;
        const end = performance.now() + BUDGET;
        for (let i = 0; i < current.speed; i++) {
          if (!trainer.epoch(current, end)) return; // goes on in the next frame
          note();
        }
      },
      update(settings) {
        const ofAnotherRun = (name) => current[name] !== settings[name];
        if (["data", "noise", "layers", "units", "activation", "seed"].some(ofAnotherRun)) start(settings);
        current = settings;
        const h = net.activations(places);
        const hidden = features();
        draw.net(h, net, curves, hidden, examples[0].T);
        const [train, validation] = curves.last();
        const diverged = !(train.loss < DIVERGED);
        if (diverged && settings.train) panel.set({ train: false });
        const percent = (fraction) => `${short(100 * fraction, 0)}%`;
        const epoch = trainer.finished();
        return {
          words: diverged ? "Training diverged: the numbers got too large. Lower the learning rate η, then press Reset."
            : `After ${counted(epoch, "epoch")} the loss is ${short(train.loss, 3)} on the training examples and ` +
              `${short(validation.loss, 3)} on the validation examples; the accuracy is ${percent(train.accuracy)} and ` +
              `${percent(validation.accuracy)}.`,
          shown: () => ({
            epoch,
            train, validation,
            weights: net.layers.flatMap(({ weights, bias }) => [...weights, ...bias]),
            order: trainer.order(),
            examples: examples.map(({ X, T }) => ({ X: [...X], T: [...T] })),
            corners: [0, GRID - 1, GRID * (GRID - 1), GRID * GRID - 1].map((i) => h[h.length - 1][i]),
            hidden: draw.pictures(),
            points: curves.size(),
            space: draw.space(),
            lines: draw.lines(),
            features: hidden && [...hidden],
          }),
        };
      },
    };
  });
}

function decoded({ clean, noise, T }) {
  return { clean: floats(clean), noise: floats(noise), T: floats(T) };
}

/** Epochs of shuffled mini-batches; an epoch can be interrupted after any batch and resumed. */
function epochs(net, { X, T }, next) {
  const order = [...T.keys()];
  let [finished, at] = [0, 0];
  return {
    finished: () => finished,
    order: () => [...order],
    /** Train to the end of the epoch, or until this time; returns whether the end was reached. */
    epoch(settings, end) {
      while (at < order.length) {
        if (performance.now() > end) return false;
        if (at === 0) shuffle(order, next); // only once time is left for the first batch, too
        const rows = order.slice(at, at + settings.batch);
        const inputs = Float64Array.from({ length: 2 * rows.length }, (_, i) => X[2 * rows[i >> 1] + (i & 1)]);
        net.step(inputs, Float64Array.from(rows, (n) => T[n]), settings);
        at += rows.length;
      }
      at = 0;
      finished += 1;
      return true;
    },
  };
}

function shuffle(order, next) {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
}

/** What was measured after each epoch; in long runs after every second, fourth, ... so that drawing stays quick. */
function history() {
  let kept = [];
  let every = 1;
  let last;
  return {
    add(epoch, train, validation) {
      last = [train, validation];
      if (epoch % every === 0) kept.push([epoch, train, validation]);
      if (kept.length > KEPT) {
        every *= 2;
        kept = kept.filter(([n]) => n % every === 0);
      }
    },
    last: () => last,
    size: () => kept.length,
    epochs: () => kept.map(([n]) => n),
    of: (part, what) => kept.map((entry) => entry[1 + part][what]),
  };
}

/** All elements; returns functions that draw the examples and the state of the net. `withSpace`: see `hiddenSpace`. */
function picture(figure, withSpace) {
  const plane = { x: [-REACH, REACH], y: [-REACH, REACH], xlabel: "x₁", ylabel: "x₂", bare: true };
  const ax = axes(figure, { width: 455, height: 420, low: 300, square: true, ...plane });
  ax.box.closest(".lnn").classList.add("lnn-side");
  const shades = ax.heat(GRID);
  const boundary = ax.contour();
  const lines = unitLines(ax);
  const marks = [["square", "#e07b39"], ["circle", "white"]].map(([shape, color]) =>
    ax.marks({ shape, color, size: shape === "square" ? 3.5 : 4, edge: "black" }));
  const space = withSpace ? hiddenSpace(figure) : { shown: () => null, draw() {} };
  const side = node("div", { class: "lnn-picture lnn-later lnn-curves" }, figure);
  const tall = { width: 455, height: 200, firm: true, low: 140, x: [0, 20], xlabel: "epoch", y: [0, 1.05] };
  const [loss, accuracy] = ["loss", "accuracy"].map((ylabel) => {
    const made = axes(side, { ...tall, title: `${ylabel === "loss" ? "Loss" : "Accuracy"} after each epoch`, ylabel });
    return { limits: made.limits, lines: [{ color: "blue" }, { color: "orange", dash: "7 4" }].map(made.line) };
  });
  const below = node("div", { class: "lnn-later", style: "flex: 1 1 100%" }, figure);
  legend(figure, [
    { label: "training examples", color: "blue" },
    { label: "validation examples", color: "orange", dash: "7 4" },
    { label: "t = 1", color: "white", shape: "circle", edge: "var(--lnn-ink)" },
    { label: "t = 0", color: "#e07b39", shape: "square", edge: "var(--lnn-ink)" },
    { label: "decision boundary: output ½", color: "ink", dash: "6 3" },
    { label: "a hidden unit's line: pre-activation 0", color: "pink" },
    { label: "predicted probability of t = 1, from 0 to 1", shape: "shades" },
  ]);
  const units = hiddenUnits(below);
  let shownLines = [];

  return {
    examples({ X, T }) {
      for (const [t, pen] of marks.entries()) {
        const chosen = [...T.keys()].filter((n) => T[n] === t);
        pen(chosen.map((n) => X[2 * n]), chosen.map((n) => X[2 * n + 1]));
      }
    },
    net(h, net, curves, features, T) {
      const o = h[h.length - 1];
      shownLines = lines(net);
      space.draw(net, features, T);
      shades(o);
      boundary(o, GRID, GRID);
      units.draw(h, net);
      const epochsSeen = curves.epochs();
      const now = epochsSeen[epochsSeen.length - 1];
      ax.title(`Predicted probability after ${counted(now, "epoch")}`);
      const losses = [0, 1].map((part) => curves.of(part, "loss").map((v) => Math.min(v, DIVERGED)));
      const top = roundUp(Math.min(5, Math.max(0.5, ...losses.flat().filter((v) => v < DIVERGED))));
      loss.limits([0, roundUp(Math.max(20, now))], [0, top]);
      accuracy.limits([0, roundUp(Math.max(20, now))], [0, 1.05]);
      for (const part of [0, 1]) {
        loss.lines[part](epochsSeen, losses[part]);
        accuracy.lines[part](epochsSeen, curves.of(part, "accuracy"));
      }
    },
    pictures: units.count,
    space: space.shown,
    lines: () => shownLines,
  };
}

/** The two ends of the line w1 x + w2 y + b = 0 in the square from -r to r, as [xs, ys]: they may lie beyond it. */
function ends(w1, w2, b, r) {
  const across = (steep, flat) => [-r, r].map((at) => -(b + flat * at) / steep);
  return Math.abs(w2) > Math.abs(w1) ? [[-r, r], across(w2, w1)] : [across(w1, w2), [-r, r]];
}

/** Returns a function that draws, for each unit of the first hidden layer, the line where its pre-activation is 0. */
function unitLines(ax) {
  const pens = Array.from({ length: 8 }, () => [ax.line({ color: "white", width: 4.5 }), ax.line({ color: "pink" })]);
  return ({ layers }) => {
    const { units, weights, bias } = layers[0];
    const drawn = Array.from({ length: layers.length > 1 ? units : 0 }, (_, j) =>
      ends(weights[2 * j], weights[2 * j + 1], bias[j], REACH));
    pens.forEach((both, j) => { for (const pen of both) pen(...(drawn[j] ?? [[], []])); });
    return drawn;
  };
}

/** The examples in the plane of the activations of the last hidden layer, where that has one unit or two. */
function hiddenSpace(figure) {
  const title = "The examples in the plane of h₁ and h₂";
  const plane = { x: [-1.2, 1.2], y: [-1.2, 1.2], xlabel: "h₁", ylabel: "h₂", title };
  const ax = axes(figure, { width: 455, height: 420, low: 300, square: true, later: true, ...plane });
  const pens = [["square", "#e07b39"], ["circle", "white"]].map(([shape, color]) =>
    ax.marks({ shape, color, size: 4, edge: shape === "circle" ? "var(--lnn-ink)" : "black" }));
  const boundary = ax.line({ color: "ink", dash: "6 3" });
  let seen = null;
  return {
    shown: () => seen,
    draw(net, h, T) {
      const { units, activation } = net.layers[net.layers.length - 2] ?? {};
      const visible = h !== null && units <= 2;
      const display = visible ? "" : "none";
      if (ax.box.style.display !== display) {
        ax.box.style.display = display;
        ax.box.closest(".lnn").dispatchEvent(new CustomEvent("rearranged")); // its neighbours get more room, or less
      }
      seen = null;
      if (!visible) return;
      const top = activation === "relu" ? roundUp(Math.max(1, ...h)) : 1;
      const [low, high] = [activation === "tanh" ? -1.2 : -0.2 * top, 1.2 * top];
      ax.limits([low, high], [low, high]);
      const place = (n) => [h[units * n], units === 2 ? h[2 * n + 1] : 0]; // one unit: all on a line
      for (const [t, pen] of pens.entries()) {
        const chosen = [...T.keys()].filter((n) => T[n] === t).map(place);
        pen(chosen.map(([x]) => x), chosen.map(([, y]) => y));
      }
      const { weights, bias } = net.layers[net.layers.length - 1];
      seen = ends(weights[0], units === 2 ? weights[1] : 0, bias[0], high);
      boundary(...seen);
    },
  };
}

/** The next of 1, 2 and 5 times a power of ten. */
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((m) => m * power).find((v) => v >= value * 0.999);
}

/** A small picture for each hidden unit; the pictures keep their elements, and those without a unit are hidden. */
function hiddenUnits(parent) {
  const rows = [1, 2, 3].map((layer) => {
    const row = node("div", { style: "display: flex; flex-wrap: wrap; gap: 4px; margin: 4px 0" }, parent);
    node("span", { style: "flex: 0 0 100%" }, row, `Activation of each unit in hidden layer ${layer}`);
    const units = Array.from({ length: 8 }, () => {
      const size = "width: 56px; height: 56px; max-width: calc(12.5% - 4px); object-fit: contain";
      const canvas = node("canvas", { width: SMALL, height: SMALL, style: size, "aria-hidden": "true" }, row);
      const pen = canvas.getContext("2d");
      return { canvas, pen, image: pen.createImageData(SMALL, SMALL) };
    });
    return { row, units };
  });
  let shown = 0;
  return {
    count: () => shown,
    draw(h, net) {
      shown = 0;
      rows.forEach(({ row, units }, l) => {
        const layer = l + 1 < net.layers.length ? net.layers[l] : null;
        row.hidden = !layer;
        row.style.display = layer ? "flex" : "none";
        if (!layer) return;
        units.forEach(({ canvas, pen, image }, j) => {
          canvas.style.display = j < layer.units ? "" : "none";
          if (j >= layer.units) return;
          shown += 1;
          const [low, high] = bounds(h[l + 1], j, layer);
          for (let r = 0; r < SMALL; r++)
            for (let c = 0; c < SMALL; c++) {
              const value = h[l + 1][(2 * r * GRID + 2 * c) * layer.units + j];
              shade((value - low) / (high - low), image.data, 4 * ((SMALL - 1 - r) * SMALL + c));
            }
          pen.putImageData(image, 0, 0);
        });
      });
    },
  };
}

/** What is darkest and what is brightest: the range of the function; for ReLU 0 and the unit's largest activation. */
function bounds(h, j, { units, activation }) {
  if (activation === "tanh") return [-1, 1];
  if (activation === "sigmoid") return [0, 1];
  let top = 1e-9;
  for (let i = j; i < h.length; i += units) top = Math.max(top, h[i]);
  return [0, top];
}
