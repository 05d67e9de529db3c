// A net at each stage of a long training: its function, the sizes of its weights, and both losses (L39, L40).

import { linspace } from "../shared/core.js";
import { Net, floats, gridOf } from "../shared/net.js";
import { mount } from "../shared/panel.js";
import { axes, legend, node, short } from "../shared/plot.js";

const GRID = 61;
const LARGEST = 40; // so many weights are drawn: the others are near 0
const LEVELS = [-1, -0.5, 0, 0.5, 1];

export function render(context) {
  return mount(context, ({ figure, data }) => {
    const nets = data.nets.map((numbers) => {
      const net = new Net([2, 40, 1], "tanh", "identity");
      net.load(floats(numbers));
      return net;
    });
    const places = gridOf(-1.5, 1.5, GRID);
    const best = data.losses[1].indexOf(Math.min(...data.losses[1]));
    const [above, below] = [0, 1].map(() => node("div", { class: "lnn-figure", style: "flex: 1 1 100%" }, figure));
    const map = plane(above, "what the net says", data.examples);
    const truth = plane(above, "the truth", []);
    truth(Array.from({ length: GRID * GRID }, (_, i) => {
      const [x1, x2] = [places[2 * i], places[2 * i + 1]];
      return Math.sin(2 * x1) * Math.cos(1.5 * x2) + 0.5 * x1;
    }));
    const sizes = sortedSizes(below, nets);
    const losses = lossPicture(below, data, best);
    legend(figure, [
      { label: "training loss", color: "blue" },
      { label: "validation loss", color: "orange", dash: "7 4" },
      { label: "this epoch", color: "ink", shape: "circle" },
      { label: "lowest validation loss", color: "green", shape: "square" },
      { label: "from −1.5 to 1.5; lines at −1, −½, 0, ½, 1; dots are training examples", shape: "shades" },
    ]);
    return {
      update({ k }) {
        const [, h, o] = nets[k].activations(places);
        map(o);
        const sorted = sizes(nets[k]);
        losses(k);
        const rms = Math.sqrt(sorted.reduce((sum, w) => sum + w * w, 0) / sorted.length);
        const linear = h.filter((v) => Math.abs(v) < Math.tanh(data.linear)).length / h.length;
        const [training, validation] = data.losses.map((part) => part[k]);
        const how = k < best ? "it still falls" : k > best ? "it has been lower" : "its lowest: here one stops";
        return {
          words: `After ${data.epochs[k]} epochs the training loss is ${short(training, 3)}, the validation loss ` +
            `${short(validation, 3)} (${how}). ${short(100 * linear, 0)} % of the hidden units' pre-activations lie in the ` +
            `linear range of tanh; a weight has a size of ${short(rms)} (root mean square).`,
          shown: {
            corners: [0, GRID - 1, GRID * (GRID - 1), GRID * GRID - 1].map((i) => o[i]),
            sizes: sorted, rms, linear, training, validation, epoch: data.epochs[k], best: data.epochs[best],
          },
        };
      },
    };
  });
}

/** A map of a function of two inputs, with lines of equal height. */
function plane(figure, title, examples) {
  const square = { width: 400, height: 350, x: [-1.5, 1.5], y: [-1.5, 1.5], bare: true };
  const ax = axes(figure, { ...square, xlabel: "x₁", ylabel: "x₂", title });
  const shades = ax.heat(GRID);
  const lines = LEVELS.map(() => ax.contour());
  for (const [x1, x2] of examples) {
    const style = "fill: white; stroke: black; stroke-width: 1";
    node("svg:circle", { cx: ax.X(x1), cy: ax.Y(x2), r: 3.5, style }, ax.content);
  }
  return (values) => {
    shades(values.map((v) => (v + 1.5) / 3));
    lines.forEach((line, i) => line(values, GRID, GRID, LEVELS[i]));
  };
}

/** The sizes of all weights, largest first. */
function sortedSizes(figure, nets) {
  const sizesOf = ({ layers }) => layers.flatMap(({ weights }) => [...weights].map(Math.abs)).sort((a, b) => b - a);
  const count = sizesOf(nets[0]).length;
  const top = Math.ceil(sizesOf(nets[nets.length - 1])[0]);
  const labels = { xlabel: `weight, the ${LARGEST} largest of ${count}`, ylabel: "|w|", title: "sizes of the weights" };
  const ax = axes(figure, { height: 250, x: [1, LARGEST], y: [0, top], ...labels });
  const line = ax.line({});
  return (net) => {
    const sizes = sizesOf(net);
    line(linspace(1, count, count), sizes);
    return sizes;
  };
}

function lossPicture(figure, { epochs, losses }, best) {
  const x = epochs.map((epoch) => Math.log10(epoch + 1)); // epoch 0 has its place at the left end
  const marked = [0, 10, 100, 1000, 4000];
  const ax = axes(figure, {
    height: 250, x: [0, x[x.length - 1]], y: [0, 1.1 * Math.max(...losses.flat())],
    xticks: { at: marked.map((epoch) => Math.log10(epoch + 1)), names: marked.map(String) },
    xlabel: "epoch", ylabel: "loss", title: "both losses",
  });
  ax.line({})(x, losses[0]);
  ax.line({ color: "orange", dash: "7 4" })(x, losses[1]);
  ax.mark({ color: "green", shape: "square", size: 9 })(x[best], losses[1][best]);
  const chosen = [ax.mark({}), ax.mark({})];
  return (k) => chosen.forEach((mark, part) => mark(x[k], losses[part][k]));
}
