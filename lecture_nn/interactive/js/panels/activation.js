// An activation function and its derivative, with the tangent at a pre-activation that can be moved (L05).

import { ACTIVATIONS, linspace } from "../shared/core.js";
import { mount } from "../shared/panel.js";
import { legend, short } from "../shared/draw.js";
import { axes } from "../shared/plot.js";

/** A unit counts as saturated where its derivative is below this fraction of the largest: it hardly learns there. */
const SATURATED = 0.1;

export function render(context) {
  return mount(context, ({ figure }) => {
    const ax = axes(figure, { width: 560, height: 320, low: 250, x: [-6, 6], y: [-1.2, 1.4], xlabel: "pre-activation z" });
    const z = linspace(-6, 6, 241);
    const [f, d, tangent] = [{}, { color: "orange", dash: "7 4" }, { color: "ink", width: 1.5 }].map(ax.line);
    const [point, derivative] = [ax.mark({}), ax.mark({ color: "orange", shape: "square", size: 5 })];
    legend(figure, [
      { label: "f(z)", color: "blue" },
      { label: "f′(z)", color: "orange", dash: "7 4" },
      { label: "tangent at z", color: "ink" },
      { label: "its slope f′(z)", color: "orange", shape: "square" },
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
        derivative(at, dh);
        const largest = chosen.d(activation === "relu" ? 1 : 0);
        const state = dh === 0 ? "inactive, because the derivative is 0"
          : dh < SATURATED * largest ? "saturated" : "not saturated";
        return {
          words: `At z = ${short(at, 1)} the activation is ${short(h, 3)} and the derivative ${short(dh, 3)}. ` +
            `The unit is ${state}.`,
          shown: () => ({ at, h, derivative: dh, state }),
        };
      },
    };
  });
}
