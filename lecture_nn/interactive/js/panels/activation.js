// An activation and its derivative, with the tangent at a pre-activation that can be moved (L05).

import { ACTIVATIONS, linspace } from "../shared/core.js";
import { mount } from "../shared/panel.js";
import { axes, legend, short } from "../shared/plot.js";

/** Below this share of its steepest slope a unit counts as saturated: it hardly learns. */
const SATURATED = 0.1;

export function render(context) {
  return mount(context, ({ figure }) => {
    const ax = axes(figure, { width: 560, height: 320, x: [-6, 6], y: [-1.2, 1.4], xlabel: "pre-activation z" });
    const z = linspace(-6, 6, 241);
    const [f, d, tangent] = [{}, { color: "orange", dash: "7 4" }, { color: "ink", width: 1.5 }].map(ax.line);
    const [point, slope] = [ax.mark({}), ax.mark({ color: "orange", shape: "square", size: 5 })];
    legend(figure, [
      { label: "f(z)", color: "blue" },
      { label: "f′(z)", color: "orange", dash: "7 4" },
      { label: "tangent", color: "ink" },
      { label: "its slope", color: "orange", shape: "square" },
    ]);
    return {
      update({ at, activation }) {
        const chosen = ACTIVATIONS[activation];
        const unbounded = activation === "relu" || activation === "identity";
        ax.limits([-6, 6], unbounded ? [-6.5, 6.5] : [-1.2, 1.4]);
        ax.title(activation);
        const [h, dh] = [chosen.f(at), chosen.d(at)];
        f(z, z.map(chosen.f));
        d(z, z.map(chosen.d));
        tangent([at - 1.5, at + 1.5], [h - 1.5 * dh, h + 1.5 * dh]);
        point(at, h);
        slope(at, dh);
        const steepest = chosen.d(activation === "relu" ? 1 : 0);
        const state = dh < SATURATED * steepest ? (dh === 0 ? "off: no slope at all" : "saturated") : "not saturated";
        return {
          words: `At z = ${short(at, 1)} the unit answers ${short(h, 3)} with slope ${short(dh, 3)}: ${state}.`,
          shown: { at, h, slope: dh, state },
        };
      },
    };
  });
}
