// A net trained with more or less weight decay: its curve, the sizes of its weights, and its losses (L36, L37).

import { linspace } from "../shared/core.js";
import { floats, netsOf, rootMeanSquare, sortedSizes } from "../shared/net.js";
import { mount } from "../shared/panel.js";
import { legend, short } from "../shared/draw.js";
import { axes } from "../shared/plot.js";

const SIZE = { width: 303, height: 270, low: 158, basis: 220, firm: true };

export function render(context) {
  return mount(context, ({ figure, data }) => {
    const nets = netsOf(data);
    const target = [...floats(data.target)];
    const x = linspace(-1.5, 1.5, target.length);
    const inputs = Float64Array.from(x);
    const best = data.losses[1].indexOf(Math.min(...data.losses[1]));
    const curve = curvePlot(figure, x, target, data.examples);
    const sizes = sizePlot(figure, nets);
    const losses = lossPlot(figure, data, best);
    legend(figure, [
      { label: "output of the net; training loss", color: "blue" },
      { label: "weights of the output layer; validation loss", color: "orange", dash: "7 4" },
      { label: "function that the examples are drawn from", color: "grey", dash: "2 3" },
      { label: "training example; this λ", color: "ink", shape: "circle" },
      { label: "lowest validation loss", color: "green", shape: "square" },
    ]);
    return {
      update({ k }) {
        const o = [...nets[k].forward(inputs)];
        curve(o);
        const [hidden, output] = sizes(nets[k]);
        losses(k);
        const rms = rootMeanSquare([...hidden, ...output]);
        const [training, validation] = data.losses.map((part) => part[k]);
        const judgement = k < best ? "This is too little weight decay: the net overfits, and its curve follows the noise."
          : k > best ? "This is too much weight decay: the net underfits, and its curve is too flat."
            : "No other λ here gives a lower validation loss.";
        return {
          words: `With λ = ${data.decays[k]} the training loss is ${short(training, 3)} and the validation loss ` +
            `${short(validation, 3)}. ${judgement} The RMS weight is ${short(rms)}.`,
          shown: () => ({ outputs: o, hidden, output, rms, training, validation, best: data.decays[best] }),
        };
      },
    };
  });
}

function curvePlot(figure, x, target, examples) {
  const ax = axes(figure, { ...SIZE, x: [-1.5, 1.5], y: [-2, 2], xlabel: "x", title: "Output o(x) of the net" });
  ax.line({ color: "grey", dash: "2 3" })(x, target);
  const net = ax.line({});
  for (const [at, t] of examples) ax.mark({ size: 5 })(at, t);
  return (o) => net(x, o);
}

/** The sizes of the weights of each layer, the largest first. */
function sizePlot(figure, nets) {
  const largest = nets.flatMap(({ layers }) => layers.map(({ weights }) => sortedSizes(weights)[0]));
  const top = Math.ceil(Math.max(...largest));
  const count = nets[0].layers[0].weights.length;
  const rank = linspace(1, count, count);
  const labels = { xlabel: "weights, the largest first", ylabel: "|w|", title: "Sizes of the weights" };
  const ax = axes(figure, { ...SIZE, x: [1, count], y: [0, top], ...labels });
  const lines = [ax.line({}), ax.line({ color: "orange", dash: "7 4" })];
  const notes = ["blue", "orange"].map((color) => ax.text({ color, anchor: "end" }));
  return ({ layers }) => layers.map((layer, l) => {
    const sizes = sortedSizes(layer.weights);
    lines[l](rank, sizes);
    notes[l](count, top * (0.93 - 0.1 * l), ["hidden layer", "output layer (dashed)"][l]);
    return sizes;
  });
}

function lossPlot(figure, { decays, losses }, best) {
  const at = linspace(0, decays.length - 1, decays.length);
  const every = at.filter((k) => k === 0 || (k > 1 && k % 3 === 1)); // values that there is room for
  const ax = axes(figure, {
    ...SIZE, x: [-0.3, decays.length - 0.7], y: [0, 1.1 * Math.max(...losses.flat())],
    xticks: { at: every, names: every.map((k) => String(decays[k])) },
    xlabel: "weight decay λ", ylabel: "loss", title: "Training and validation loss",
  });
  ax.line({})(at, losses[0]);
  ax.line({ color: "orange", dash: "7 4" })(at, losses[1]);
  ax.mark({ color: "green", shape: "square", size: 9 })(best, losses[1][best]);
  const chosen = [ax.mark({}), ax.mark({})];
  return (k) => chosen.forEach((mark, part) => mark(k, losses[part][k]));
}
