// A network that learns to tell fours from other digits while you watch: each validation image stands where the
// predicted probability puts it, the fours in the upper half and the others in the lower (L10).

import { random } from "../shared/core.js";
import { Net, bytes } from "../shared/net.js";
import { mount } from "../shared/panel.js";
import { legend, node, short } from "../shared/draw.js";
import { axes } from "../shared/plot.js";

const SIDE = 32; // of an image
const PACKED = 28; // of the part of it that isn't empty in all images
const RATE = 0.05;
const BATCH = 10; // images in a batch; a frame trains on one, so that the images are seen moving
const TILE = 27; // side of an image in the picture
const SHARP = 2; // pixels of the canvas for each of the picture's
const REACH = 0.9; // how far the axis of probabilities goes from ½ to both sides, as `placed` has it
const KEPT = 400; // points of a curve

export function render(context) {
  return mount(context, ({ figure, data, panel }) => {
    const [all, validation] = [data.train, data.validation].map(unpacked);
    const net = new Net(data.sizes, "tanh", "sigmoid");
    const draw = picture(figure, validation);
    let current = {}; // the settings of the run
    let train, order, next, at, epoch, curve;

    function start(settings) {
      current = settings;
      const { images, seed } = settings;
      train = { X: all.X.subarray(0, images * SIDE * SIDE), T: all.T.subarray(0, images) };
      net.initialize(seed);
      next = random(1000 + seed);
      order = [...train.T.keys()];
      [at, epoch] = [0, 0];
      curve = [];
      note();
    }

    function batch() {
      if (at === 0) shuffled(order, next);
      const rows = order.slice(at, at + BATCH);
      const X = new Float64Array(rows.length * SIDE * SIDE);
      rows.forEach((n, i) => X.set(train.X.subarray(n * SIDE * SIDE, (n + 1) * SIDE * SIDE), i * SIDE * SIDE));
      net.step(X, Float64Array.from(rows, (n) => train.T[n]), { rate: RATE });
      at += rows.length;
      if (at < order.length) return false;
      at = 0;
      epoch += 1;
      note();
      return true;
    }

    function note() {
      if (curve.length < KEPT) curve.push([train, validation].map(({ X, T }) => net.measure(X, T).accuracy));
    }

    return {
      actions: {
        step: () => { while (!batch()); },
        reset: () => { panel.set({ train: false }); start(current); },
      },
      tick() { if (order) batch(); },
      update(settings) {
        if (current.images !== settings.images || current.seed !== settings.seed) start(settings);
        current = settings;
        const outputs = net.forward(validation.X);
        const right = Array.from(validation.T, (t, n) => (outputs[n] >= 0.5) === (t === 1));
        const epochs = epoch + at / order.length;
        draw(outputs, right, curve);
        const count = (t) => validation.T.reduce((sum, each, n) => sum + (each === t && right[n]), 0);
        const [fours, others] = [1, 0].map((t) => [count(t), validation.T.filter((each) => each === t).length]);
        return {
          words: `${told(epochs, train.T.length)}, ${fours[0] + others[0]} of the ${validation.T.length} validation ` +
            "images are classified correctly: " +
            `${fours[0]} of ${fours[1]} fours and ${others[0]} of ${others[1]} others.`,
          shown: () => ({
            epoch,
            batches: Math.round(at / BATCH),
            order: [...order],
            outputs: [...outputs],
            correct: fours[0] + others[0],
            accuracy: curve[curve.length - 1],
            weights: net.layers.flatMap(({ weights, bias }) => [...weights, ...bias]),
          }),
        };
      },
    };
  });
}

function told(epochs, images) {
  if (epochs === 0) return "Before training";
  const many = epochs === 1 ? "epoch" : "epochs";
  return `After ${short(epochs, epochs % 1 ? 1 : 0)} ${many} with ${images} training images`;
}

/** Images and targets: an image is sent as 28 x 28 grey levels from 0 to 3, four of them in a byte. */
function unpacked({ images, targets }) {
  const T = Float64Array.from(targets);
  const X = new Float64Array(T.length * SIDE * SIDE);
  const margin = (SIDE - PACKED) / 2;
  bytes(images).forEach((four, i) => {
    for (let k = 0; k < 4; k++) {
      const pixel = 4 * i + k;
      const [n, inside] = [Math.floor(pixel / PACKED ** 2), pixel % PACKED ** 2];
      const [r, c] = [Math.floor(inside / PACKED) + margin, (inside % PACKED) + margin];
      X[(n * SIDE + r) * SIDE + c] = ((four >> (2 * k)) & 3) / 3;
    }
  });
  return { X, T };
}

function shuffled(order, next) {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
}

/** Where a probability stands, from -1 to 1: the places near 0 and near 1 are stretched, or all images would end there. */
function placed(p) {
  const z = Math.log((p + 1e-9) / (1 - p + 1e-9));
  return z / (4 + Math.abs(z));
}

/** All elements; returns a function that draws the predictions for the validation images and the two curves. */
function picture(figure, { X, T }) {
  const marked = [0.001, 0.1, 0.5, 0.9, 0.999];
  const plane = {
    width: 600, height: 340, low: 290, x: [-REACH, REACH], y: [0, 1], bare: true, margin: { left: 14 },
    narrowMargin: { left: 6, right: 6 },
    xlabel: "predicted probability of a four", xticks: { at: marked.map(placed), names: marked.map(String) },
    yticks: { at: [] },
  };
  const ax = axes(figure, plane);
  ax.box.style.flex = "3 1 380px";
  const canvas = ax.under(1, 1);
  const pen = canvas.getContext("2d");
  const tiles = [...T.keys()].map((n) => tile(X.subarray(n * SIDE * SIDE, (n + 1) * SIDE * SIDE)));
  ax.line({ color: "ink", dash: "6 3" })([0, 0], [0, 1]);
  ax.line({ color: "grey", width: 0.8 })([-REACH, REACH], [0.5, 0.5]);
  ax.text({})(-REACH + 0.02, 0.945, "fours");
  ax.text({ anchor: "end" })(REACH - 0.02, 0.44, "other digits"); // at the end that these leave
  const tall = { width: 310, height: 340, low: 145, x: [0, 10], y: [0.2, 1.02], xlabel: "epochs" };
  const curves = axes(figure, { ...tall, title: "Accuracy" });
  curves.box.style.flex = "1 1 210px";
  const lines = [{ color: "blue" }, { color: "orange", dash: "7 4" }].map(curves.line);
  legend(figure, [
    { label: "training images", color: "blue" },
    { label: "validation images", color: "orange", dash: "7 4" },
    { label: "wrong so far", shape: "square", color: "white", edge: "var(--lnn-orange)" },
    { label: "probability ½", color: "ink", dash: "6 3" },
  ]);
  const drawn = [...T.keys()];

  const tilesOf = ax.kept((outputs, right) => {
    const size = { width: SHARP * (ax.X(REACH) - ax.X(-REACH)), height: SHARP * (ax.Y(0) - ax.Y(1)) };
    if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
    pen.clearRect(0, 0, size.width, size.height);
    const orange = getComputedStyle(ax.box).getPropertyValue("--lnn-orange");
    const band = size.height / 2 - SHARP * TILE;
    for (const n of drawn.sort((a, b) => right[b] - right[a])) { // the wrong ones last, on top
      const left = SHARP * (ax.X(placed(outputs[n])) - ax.X(-REACH) - TILE / 2);
      const top = ((n * 0.618) % 1) * band + (T[n] === 1 ? 0 : size.height / 2);
      pen.drawImage(tiles[n], left, top, SHARP * TILE, SHARP * TILE);
      pen.strokeStyle = right[n] ? "#999" : orange;
      pen.lineWidth = right[n] ? 1 : 3 * SHARP;
      pen.strokeRect(left, top, SHARP * TILE, SHARP * TILE);
    }
  });

  return (outputs, right, curve) => {
    tilesOf(outputs, right);
    ax.title(`${right.filter(Boolean).length} of ${T.length} validation images on the correct side of ½`);
    const epochs = [...curve.keys()];
    curves.limits([0, Math.max(10, curve.length - 1)], [0.2, 1.02]);
    lines.forEach((line, part) => line(epochs, curve.map((both) => both[part])));
  };
}

/** An image as a small canvas: ink is black on white paper. */
function tile(pixels) {
  const canvas = node("canvas", { width: SIDE, height: SIDE });
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(SIDE, SIDE);
  pixels.forEach((ink, i) => image.data.set([255 * (1 - ink), 255 * (1 - ink), 255 * (1 - ink), 255], 4 * i));
  pen.putImageData(image, 0, 0);
  return canvas;
}
