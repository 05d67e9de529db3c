// Sigmoid units that add up to a curve: as a staircase of steps, or as bumps of two steps each (L09).

import { linspace, sigmoid } from "../shared/core.js";
import { mount } from "../shared/panel.js";
import { counted, legend, short } from "../shared/draw.js";
import { axes } from "../shared/plot.js";

const wave = (x) => x + 0.5 * Math.sin(10 * x);

/** The target curves on the interval from 0 to 1, with the limits of their plots. */
export const CURVES = {
  wave: { t: wave, limits: [-1, 1.7] },
  jump: { t: (x) => wave(x) + (x >= 0.5 ? 1 : 0), limits: [-1, 2.6] },
  sine: { t: (x) => Math.sin(2 * Math.PI * x), limits: [-1.4, 1.4] },
  bell: { t: (x) => Math.exp(-(((x - 0.5) / 0.15) ** 2) / 2), limits: [-1, 1.4] },
  sawtooth: { t: (x) => 1 - Math.abs(((4 * x) % 2) - 1), limits: [-1.2, 1.4] },
};

/**
 * A net whose weights are set by hand to approximate t: o(x) = start + sum of w sigmoid(v (x - place)) over its units.
 * The units are grouped as they are drawn: a step is one unit, a bump is two.
 */
export function byHand(t, kind, parts, steepness) {
  const ends = linspace(0, 1, parts + 1);
  const middles = ends.slice(1).map((end) => end - 0.5 / parts);
  const v = steepness * parts; // the closer the steps, the steeper
  if (kind === "steps") {
    const groups = middles.map((place, j) => [{ place, w: t(ends[j + 1]) - t(ends[j]) }]);
    return { v, start: t(0), groups };
  }
  const edges = [-1 / parts, ...ends.slice(1, -1), 1 + 1 / parts]; // the outer bumps don't end within 0 to 1
  const bump = (x, k) => [{ place: edges[k], w: t(x) }, { place: edges[k + 1], w: -t(x) }];
  return { v, start: 0, groups: middles.map(bump) };
}

export function render(context) {
  return mount(context, ({ figure }) => {
    const size = { width: 455, height: 300, low: 165, x: [0, 1], y: CURVES.wave.limits, xlabel: "x" };
    const whole = axes(figure, size);
    const single = axes(figure, size);
    const x = linspace(0, 1, 1001);
    const contributions = single.line({ color: "green", width: 1.4 });
    const target = whole.line({ color: "orange", dash: "7 4" });
    const net = whole.line({ width: 1.8 });
    const gap = whole.line({ color: "ink", width: 3 });
    const marks = [{ size: 4 }, { shape: "square", size: 4 }].map(whole.mark);
    legend(figure, [
      { label: "target t(x)", color: "orange", dash: "7 4" },
      { label: "output o(x) of the net", color: "blue" },
      { label: "largest error", color: "ink" },
      { label: "contribution of one step or bump", color: "green" },
    ]);
    return {
      update({ curve, kind, parts, steepness }) {
        const { t, limits } = CURVES[curve];
        const { v, start, groups } = byHand(t, kind, parts, steepness);
        const part = (units, at) => units.reduce((sum, { place, w }) => sum + w * sigmoid(v * (at - place)), 0);
        const targets = x.map(t);
        const o = x.map((at) => groups.reduce((sum, units) => sum + part(units, at), start));
        const errors = o.map((value, i) => Math.abs(value - targets[i]));
        const error = Math.max(...errors);
        const worst = errors.indexOf(error);
        for (const ax of [whole, single]) ax.limits([0, 1], limits);
        target(x, targets);
        net(x, o);
        gap([x[worst], x[worst]], [targets[worst], o[worst]]);
        marks[0](x[worst], targets[worst]);
        marks[1](x[worst], o[worst]);
        const pieces = groups.map((units) => pointsNear(units, v).map((at) => [at, part(units, at)]));
        const points = pieces.flatMap((piece) => [...piece, [NaN, NaN]]);
        contributions(points.map(([at]) => at), points.map(([, value]) => value));
        const count = groups.flat().length;
        whole.title(`${counted(count, "unit")}: error up to ${short(error, 3)}`);
        single.title(kind === "steps" ? "Each unit adds a step" : "Each pair of units adds a bump");
        return {
          words: `The net has ${counted(parts, kind.slice(0, -1))}, each made of ` +
            `${kind === "steps" ? "one unit" : "two units"}, with v = ${v}. Its largest error is ${short(error, 3)}, ` +
            `at x = ${short(x[worst], 3)}.`,
          shown: () => ({ v, start, groups, x, t: targets, o, error, worst: x[worst], units: count, pieces }),
        };
      },
    };
  });
}

/** Places from 0 to 1 at which a curve of these units must be known to be drawn: close together where one rises. */
function pointsNear(units, v) {
  const rises = units.flatMap(({ place }) => linspace(-8, 8, 33).map((u) => place + u / v));
  return [...linspace(0, 1, 41), ...rises].filter((at) => at >= 0 && at <= 1).sort((a, b) => a - b);
}
