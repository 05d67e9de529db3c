// Softmax at a temperature as bars, and the gradient of its cross-entropy for a target (L22).

import { softmax } from "../shared/core.js";
import { mount } from "../shared/panel.js";
import { legend, short } from "../shared/draw.js";
import { axes } from "../shared/plot.js";

const CLASSES = [1, 2, 3, 4];
const TARGET = { color: "orange", shape: "circle", size: 5 };

/** Minus the logarithm of the softmax probability of the target, by log-sum-exp, which can't overflow. */
export function crossEntropy(z, target) {
  const top = Math.max(...z);
  return Math.log(z.reduce((sum, v) => sum + Math.exp(v - top), 0)) + top - z[target];
}

export function render(context) {
  return mount(context, ({ figure }) => {
    const shared = { width: 455, height: 300, low: 175, x: [0.4, 4.6], margin: { left: 40, bottom: 44 },
      narrowMargin: { left: 34, bottom: 36 } };
    const xticks = { at: CLASSES, names: CLASSES.map((k) => `class ${k}`) };
    const probabilities = axes(figure, { ...shared, y: [-0.04, 1.2], xticks, title: "Probabilities o = softmax(z / τ)" });
    const gradient = axes(figure, { ...shared, y: [-1.4, 1.3], xticks, title: "o − t, which is ∂E/∂z at τ = 1" });
    const zeros = [probabilities, gradient].map((ax) => ax.line({ color: "ink", width: 1 }));
    const bars = CLASSES.map(() => probabilities.bar());
    const errors = CLASSES.map(() => gradient.bar({ color: "green" }));
    const targets = CLASSES.map(() => probabilities.mark(TARGET));
    const middle = { anchor: "middle" };
    const texts = [probabilities, gradient].map((ax) => CLASSES.map(() => ax.text(middle)));
    const logits = CLASSES.map(() => probabilities.text({ ...middle, color: "grey" }));
    legend(figure, [
      { label: "probability o", color: "blue", shape: "square" },
      { label: "target t", ...TARGET },
      { label: "difference o − t", color: "green", shape: "square" },
    ]);
    return {
      update({ z1, z2, z3, z4, added, temperature, target }) {
        const z = [z1, z2, z3, z4].map((v) => v + added);
        const o = softmax(z, temperature);
        const t = CLASSES.map((k) => (k === target ? 1 : 0));
        const difference = o.map((probability, k) => probability - t[k]);
        const E = crossEntropy(z.map((v) => v / temperature), target - 1);
        for (const zero of zeros) zero([0, 5], [0, 0]);
        CLASSES.forEach((k, i) => {
          bars[i](k, o[i]);
          errors[i](k, difference[i]);
          targets[i](k, t[i]);
          texts[0][i](k, o[i], short(o[i], 3), -5);
          texts[1][i](k, difference[i], short(difference[i], 3), difference[i] < 0 ? 15 : -5);
          logits[i](k, -0.04, `z = ${short(z[i], 1)}`, 30);
        });
        const most = o.indexOf(Math.max(...o));
        return {
          words: `The most probable class is class ${most + 1}, with probability ${short(o[most], 3)}. The target, class ` +
            `${target}, has probability ${short(o[target - 1], 3)}, so the loss is E = ${short(E, 3)}. The probabilities ` +
            "add up to 1, the differences o\u00a0−\u00a0t to 0.",
          shown: () => ({ z, o, difference, E }),
        };
      },
    };
  });
}
