// A net fitted with more or less weight decay: its curve, the sizes of its weights, and both losses (L36, L37).

import { linspace } from "../shared/core.js";
import { Net, floats } from "../shared/net.js";
import { mount } from "../shared/panel.js";
import { axes, legend, short } from "../shared/plot.js";

const SIZE = { width: 300, height: 270 };

export function render(context) {
  return mount(context, ({ figure, data }) => {
    const nets = data.nets.map((numbers) => {
      const net = new Net([1, 30, 1], "tanh", "identity");
      net.load(floats(numbers));
      return net;
    });
    const x = linspace(-1.5, 1.5, 301);
    const places = Float64Array.from(x);
    const best = data.losses[1].indexOf(Math.min(...data.losses[1]));
    const curve = curves(figure, x, data.examples);
    const sizes = sortedSizes(figure, nets);
    const losses = lossPicture(figure, data, best);
    legend(figure, [
      { label: "the net; training loss", color: "blue" },
      { label: "validation loss; output weights", color: "orange", dash: "7 4" },
      { label: "true curve", color: "grey", dash: "2 3" },
      { label: "an example; this λ", color: "ink", shape: "circle" },
      { label: "lowest validation loss", color: "green", shape: "square" },
    ]);
    return {
      update({ k }) {
        const o = [...nets[k].forward(places)];
        curve(o);
        const [hidden, output] = sizes(nets[k]);
        losses(k);
        const rms = Math.sqrt([...hidden, ...output].reduce((sum, w) => sum + w * w, 0) / 60);
        const [training, validation] = data.losses.map((part) => part[k]);
        const how = k < best ? "too little decay: the curve follows the noise"
          : k > best ? "too much: the curve can't follow the examples" : "the lowest validation loss of all";
        return {
          words: `λ = ${data.decays[k]}: training loss ${short(training, 3)}, validation loss ${short(validation, 3)}` +
            ` (${how}). A weight has a size of ${short(rms)} (root mean square).`,
          shown: { outputs: o, hidden, output, training, validation, best: data.decays[best] },
        };
      },
    };
  });
}

function curves(figure, x, examples) {
  const ax = axes(figure, { ...SIZE, x: [-1.5, 1.5], y: [-2, 2], xlabel: "x", title: "what the net says" });
  ax.line({ color: "grey", dash: "2 3" })(x, x.map((v) => Math.sin(3 * v)));
  const net = ax.line({});
  for (const [at, t] of examples) ax.mark({ size: 5 })(at, t);
  return (o) => net(x, o);
}

/** The weights' sizes, largest first, those of both layers apart. */
function sortedSizes(figure, nets) {
  const sizesOf = ({ weights }) => [...weights].map(Math.abs).sort((a, b) => b - a);
  const top = Math.ceil(Math.max(...nets.flatMap(({ layers }) => layers.map((layer) => sizesOf(layer)[0]))));
  const rank = linspace(1, 30, 30);
  const labels = { xlabel: "weight, the largest first", ylabel: "|w|", title: "sizes of the weights" };
  const ax = axes(figure, { ...SIZE, x: [1, 30], y: [0, top], ...labels });
  const lines = [ax.line({}), ax.line({ color: "orange", dash: "7 4" })];
  const notes = ["blue", "orange"].map((color) => ax.text({ color, anchor: "end" }));
  return ({ layers }) => layers.map((layer, l) => {
    const sizes = sizesOf(layer);
    lines[l](rank, sizes);
    notes[l](30, top * (0.93 - 0.1 * l), ["from the input", "to the output (dashed)"][l]);
    return sizes;
  });
}

function lossPicture(figure, { decays, losses }, best) {
  const at = linspace(0, decays.length - 1, decays.length);
  const every = at.filter((k) => k === 0 || (k > 1 && k % 3 === 1)); // names that have room
  const ax = axes(figure, {
    ...SIZE, x: [-0.3, decays.length - 0.7], y: [0, 1.1 * Math.max(...losses.flat())],
    xticks: { at: every, names: every.map((k) => String(decays[k])) },
    xlabel: "weight decay λ", ylabel: "loss", title: "both losses",
  });
  ax.line({})(at, losses[0]);
  ax.line({ color: "orange", dash: "7 4" })(at, losses[1]);
  ax.mark({ color: "green", shape: "square", size: 9 })(best, losses[1][best]);
  const chosen = [ax.mark({}), ax.mark({})];
  return (k) => chosen.forEach((mark, part) => mark(k, losses[part][k]));
}
