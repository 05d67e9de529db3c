// A net at each stage of a long training run: its function, the sizes of its weights, and its losses (L39, L40).

import { linspace } from "../shared/core.js";
import { floats, gridOf, netsOf, rootMeanSquare, sortedSizes } from "../shared/net.js";
import { mount } from "../shared/panel.js";
import { counted, legend, node, short } from "../shared/draw.js";
import { axes } from "../shared/plot.js";

const GRID = 61;
const LARGEST = 40; // of the weights are drawn: the others are near 0
const LEVELS = [-1, -0.5, 0, 0.5, 1];

export function render(context) {
  return mount(context, ({ figure, data }) => {
    const nets = netsOf(data);
    const places = gridOf(-1.5, 1.5, GRID);
    const best = data.losses[1].indexOf(Math.min(...data.losses[1]));
    const [above, below] = ["lnn-figure lnn-pair", "lnn-figure"].map((look) =>
      node("div", { class: look, style: "flex: 1 1 100%" }, figure));
    const map = plane(above, "Output o(x₁, x₂)", data.examples);
    plane(above, "Target function", [])(floats(data.target));
    const sizes = sizePlot(below, nets);
    const losses = lossPlot(below, data, best);
    legend(figure, [
      { label: "training loss", color: "blue" },
      { label: "validation loss", color: "orange", dash: "7 4" },
      { label: "this epoch", color: "ink", shape: "circle" },
      { label: "lowest validation loss", color: "green", shape: "square" },
      { label: "from −1.5 to 1.5, with contours at −1, −½, 0, ½, 1; dots are training examples", shape: "shades" },
    ]);
    return {
      update({ k }) {
        const [, h, o] = nets[k].activations(places);
        map(o);
        const sorted = sizes(nets[k]);
        losses(k);
        const rms = rootMeanSquare(sorted);
        const linear = h.filter((v) => Math.abs(v) < Math.tanh(data.linear)).length / h.length;
        const [training, validation] = data.losses.map((part) => part[k]);
        const judgement = k < best ? "The validation loss has not reached its minimum yet."
          : k > best ? `The validation loss was lower after ${counted(data.epochs[best], "epoch")}.`
            : "Early stopping keeps this net, because the validation loss is at its minimum.";
        return {
          words: `After ${counted(data.epochs[k], "epoch")} the training loss is ${short(training, 3)} and the validation loss ` +
            `${short(validation, 3)}. ${judgement} The RMS weight is ${short(rms)}, and ${short(100 * linear, 0)}% of the ` +
            "pre-activations of the hidden units lie in the linear range of tanh.",
          shown: () => ({
            corners: [0, GRID - 1, GRID * (GRID - 1), GRID * GRID - 1].map((i) => o[i]),
            sizes: sorted, rms, linear, training, validation, epoch: data.epochs[k], best: data.epochs[best],
          }),
        };
      },
    };
  });
}

/** A function of two inputs as shades and contours. */
function plane(figure, title, examples) {
  const square = { width: 455, height: 390, low: 185, x: [-1.5, 1.5], y: [-1.5, 1.5], bare: true };
  const ax = axes(figure, { ...square, xlabel: "x₁", ylabel: "x₂", title });
  const shades = ax.heat(GRID);
  const lines = LEVELS.map(() => ax.contour());
  const places = [0, 1].map((i) => examples.map((example) => example[i]));
  ax.marks({ color: "white", size: 3.5, edge: "black" })(...places);
  return (values) => {
    shades(values.map((v) => (v + 1.5) / 3));
    lines.forEach((line, i) => line(values, GRID, GRID, LEVELS[i]));
  };
}

/** The sizes of all weights, the largest first. */
function sizePlot(figure, nets) {
  const sizesOf = ({ layers }) => sortedSizes(layers.flatMap(({ weights }) => [...weights]));
  const count = sizesOf(nets[0]).length;
  const top = Math.ceil(sizesOf(nets[nets.length - 1])[0]);
  const labels = { xlabel: `weights, the ${LARGEST} largest of ${count}`, ylabel: "|w|", title: "Sizes of the weights" };
  const ax = axes(figure, { width: 455, height: 230, low: 140, x: [1, LARGEST], y: [0, top], ...labels });
  const line = ax.line({});
  return (net) => {
    const sizes = sizesOf(net);
    line(linspace(1, count, count), sizes);
    return sizes;
  };
}

function lossPlot(figure, { epochs, losses }, best) {
  const x = epochs.map((epoch) => Math.log10(epoch + 1)); // epoch 0 is at the left end
  const marked = [0, 10, 100, 1000, 4000];
  const ax = axes(figure, {
    width: 455, height: 230, low: 140, x: [0, x[x.length - 1]], y: [0, 1.1 * Math.max(...losses.flat())],
    xticks: { at: marked.map((epoch) => Math.log10(epoch + 1)), names: marked.map(String) },
    xlabel: "epoch", ylabel: "loss", title: "Training and validation loss",
  });
  ax.line({})(x, losses[0]);
  ax.line({ color: "orange", dash: "7 4" })(x, losses[1]);
  ax.mark({ color: "green", shape: "square", size: 9 })(x[best], losses[1][best]);
  const chosen = [ax.mark({}), ax.mark({})];
  return (k) => chosen.forEach((mark, part) => mark(x[k], losses[part][k]));
}
