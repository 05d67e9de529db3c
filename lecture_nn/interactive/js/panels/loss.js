// Two losses of a sigmoid output, and how large their derivatives are where the output is wrong (L21).

import { linspace, sigmoid, softplus } from "../shared/core.js";
import { mount } from "../shared/panel.js";
import { legend, short } from "../shared/draw.js";
import { axes } from "../shared/plot.js";

/** Output, error o - t, losses and their derivatives dE/dz for a target of 0 or 1; cross-entropy comes first. */
export function losses(z, t) {
  const error = t === 1 ? -sigmoid(-z) : sigmoid(z); // not as a difference, which would round to 0 far out
  return {
    o: sigmoid(z),
    error,
    E: [softplus(t === 1 ? -z : z), error ** 2 / 2],
    derivative: [error, error * sigmoid(z) * sigmoid(-z)],
  };
}

const KINDS = [{ color: "blue" }, { color: "orange", dash: "7 4" }];
const MARKS = [{ color: "blue" }, { color: "orange", shape: "square" }];

export function render(context) {
  return mount(context, ({ figure, panel }) => {
    const z = linspace(-8, 8, 161);
    const size = { width: 303, height: 290, low: 155, basis: 220, firm: true };
    const plots = [
      axes(figure, { ...size, x: [-8, 8], y: [-0.3, 8.3], xlabel: "pre-activation z", title: "Loss E" }),
      axes(figure, { ...size, x: [-8, 8], y: [-1.1, 1.1], xlabel: "pre-activation z", title: "Derivative ∂E/∂z" }),
      axes(figure, { ...size, x: [0, 1.04], y: [-0.05, 1.1], xlabel: "error |o − t|", title: "Size of the derivative" }),
    ];
    const curves = plots.map((ax) => KINDS.map(ax.line));
    const here = plots.map((ax) => ax.line({ color: "grey", width: 1 }));
    const marks = plots.map((ax) => MARKS.map(ax.mark));
    for (const ax of plots.slice(0, 2)) ax.drag((x) => panel.set({ z: Math.round(10 * x) / 10 }), panel.undo);
    legend(figure, [
      { label: "cross-entropy", ...KINDS[0] },
      { label: "at this z", ...MARKS[0], shape: "circle" },
      { label: "squared error", ...KINDS[1] },
      { label: "at this z", ...MARKS[1] },
    ]);
    return {
      update({ z: at, t }) {
        const all = z.map((v) => losses(v, t));
        const now = losses(at, t);
        const drawn = KINDS.map((_, k) => ({
          E: all.map((one) => one.E[k]),
          derivative: all.map((one) => one.derivative[k]),
          size: all.map((one) => Math.abs(one.derivative[k])),
        }));
        const errors = all.map((one) => Math.abs(one.error));
        drawn.forEach(({ E, derivative, size }, k) => {
          [[z, E], [z, derivative], [errors, size]].forEach((data, i) => curves[i][k](...data));
          marks[0][k](at, now.E[k]);
          marks[1][k](at, now.derivative[k]);
          marks[2][k](Math.abs(now.error), Math.abs(now.derivative[k]));
        });
        plots.forEach((ax, i) => {
          const x = i < 2 ? at : Math.abs(now.error);
          here[i]([x, x], ax.range.y);
        });
        const ratio = now.derivative[0] / now.derivative[1];
        return {
          words: `At z = ${short(at, 1)} the output is o = ${short(now.o, 4)}; the target is ${t}, so the error is ` +
            `${short(Math.abs(now.error), 4)}. The derivative of the cross-entropy is ${short(now.derivative[0], 4)}, ` +
            `${ratio < 10 ? short(ratio, 1) : Math.round(ratio).toLocaleString("en")} times as large as the derivative ` +
            `of the squared error, ${short(now.derivative[1], 4)}.`,
          shown: () => ({ ...now, at, z, errors, curves: drawn }),
        };
      },
    };
  });
}
