// Gradient descent on the loss of the net h = tanh(v x), o = w h: its path, and the loss after each step (L15).

import { linspace, OPTIMIZERS, pathOf } from "../shared/core.js";
import { mount } from "../shared/panel.js";
import { counted, legend, short } from "../shared/draw.js";
import { axes } from "../shared/plot.js";

const GRID = 121;
const DIVERGED = 1e4; // weights of this size are no longer drawn
const DOT = "#f08030"; // seen on dark and on light shades
const LEVELS = Array.from({ length: 15 }, (_, i) => 0.02 * 600 ** (i / 14));

export function render(context) {
  return mount(context, ({ figure, data: { x, t }, panel }) => {
    const loss = ([v, w]) => x.reduce((sum, at, n) => sum + (w * Math.tanh(v * at) - t[n]) ** 2, 0) / 2 / x.length;
    const gradient = ([v, w]) => {
      const sum = [0, 0];
      x.forEach((at, n) => {
        const h = Math.tanh(v * at);
        const error = w * h - t[n];
        sum[0] += error * w * (1 - h * h) * at;
        sum[1] += error * h;
      });
      return sum.map((s) => s / x.length);
    };
    const descend = (eta, momentum, start, steps) =>
      pathOf(OPTIMIZERS.Momentum({ learning_rate: eta, momentum }), gradient, start, steps);
    const bottom = descend(1, 0, [1, 2], 3000).pop();
    const lowest = loss(bottom);

    const ax = axes(figure, { width: 455, height: 430, low: 270, x: [-4, 4], y: [-4, 4], xlabel: "weight v", ylabel: "weight w",
      title: "Loss E for every v and w, and the path on it", bare: true });
    const places = linspace(-4, 4, GRID);
    const losses = places.flatMap((w) => places.map((v) => loss([v, w])));
    ax.heat(GRID)(losses.map((E) => Math.log(E / lowest) / Math.log(LEVELS[14] / lowest)));
    ax.contours({ color: "#ccc" })(losses, GRID, GRID, LEVELS);
    const minima = ax.marks({ color: "white", shape: "diamond", size: 5, edge: "black" });
    minima([bottom[0], -bottom[0]], [bottom[1], -bottom[1]]);
    const [under, line] = [ax.line({ color: "white", width: 4.5 }), ax.line({ color: "black", width: 1.5 })];
    const dots = ax.marks({ color: DOT, size: 3.5, edge: "black" });
    const [from, to] = [["square", 6], ["star", 7]].map(([shape, size]) =>
      ax.mark({ color: "black", shape, size, edge: "white" }));
    ax.drag((v, w) => panel.set({ v: Math.round(10 * v) / 10, w: Math.round(10 * w) / 10 }), panel.undo);

    const names = ["0.01", "0.1", "1", "10", "100"];
    const curve = axes(figure, { width: 455, height: 430, low: 140, x: [0, 100], y: [-2, 2], xlabel: "step",
      yticks: { at: [-2, -1, 0, 1, 2], names }, title: "Loss E after each step" });
    const floor = curve.line({ color: "grey", dash: "6 3", width: 1.5 });
    floor([0, 100], [Math.log10(lowest), Math.log10(lowest)]);
    const history = curve.line();
    const end = curve.mark({ shape: "star", size: 7 });
    legend(figure, [
      { label: "weights after each step", color: DOT, shape: "circle", edge: "black" },
      { label: "initialization (drag it, or use the sliders)", color: "black", shape: "square", edge: "white" },
      { label: "weights after the last step", color: "black", shape: "star", edge: "white" },
      { label: "the two minima", color: "white", shape: "diamond", edge: "black" },
      { label: "lowest loss", color: "grey", dash: "6 3" },
      { label: "loss E, from low to high", shape: "shades" },
    ]);
    return {
      update({ eta, momentum, steps, v, w }) {
        const path = descend(eta, momentum, [v, w], steps);
        const E = path.map(loss);
        const drawn = path.filter((p) => Math.hypot(...p) < DIVERGED);
        const [vs, ws] = [drawn.map((p) => p[0]), drawn.map((p) => p[1])];
        for (const draw of [under, line, dots]) draw(vs, ws);
        from(v, w);
        to(vs[vs.length - 1], ws[ws.length - 1]);
        history(E.map((_, n) => n), E.map((e) => Math.log10(e)));
        end(steps, Math.log10(E[steps]));
        const state = stateOf(path, E, lowest);
        return {
          words: `After ${counted(steps, "step")} the loss is ${written(E[steps])}; ` +
            `its minimum is ${short(lowest, 3)}. ${state}`,
          shown: () => ({ path, E, lowest, bottom, state }),
        };
      },
    };
  });
}

function written(E) {
  return E < 1000 ? short(E, 3) : Number.isFinite(E) ? "above 1000" : "infinite";
}

/** How the run is going, from all weights visited and their losses. */
function stateOf(path, E, lowest) {
  const steps = path.length - 1;
  if (steps === 0) return "Press Play or move the slider to take steps.";
  if (!(E[steps] < Math.max(3 * E[0], 10))) return "The run diverges, because the steps are too long.";
  const last = Math.hypot(path[steps][0] - path[steps - 1][0], path[steps][1] - path[steps - 1][1]);
  if (last === 0) return "The gradient is 0 here, so the weights no longer change.";
  const recent = E.slice(-11);
  const rises = recent.filter((e, n) => n > 0 && e > recent[n - 1] + 1e-6).length;
  if (rises > 0) return `The loss oscillates: it rose in ${rises} of the last ${recent.length - 1} steps.`;
  if (E[steps] - lowest < 0.001) return "The run has reached a minimum.";
  return `The loss is still falling; the last step had length ${short(last, 3)}.`;
}
