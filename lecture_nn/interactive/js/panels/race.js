// Seven optimizers on one surface: an ill-conditioned valley or a saddle point, along the axes or turned (L26).

import { linspace, OPTIMIZERS, pathOf } from "../shared/core.js";
import { mount } from "../shared/panel.js";
import { counted, legend, short } from "../shared/draw.js";
import { axes } from "../shared/plot.js";

const GRID = 81;
const DIVERGED = 1e4; // weights of this size are no longer drawn, and such a run counts as diverged
const STEPS = 120;

/** Each with its value E, its gradient, the initial weights, the limits of the plot, contours, and the minimum. */
const ALONG_THE_AXES = {
  valley: {
    E: ([a, b]) => 0.5 * (a ** 2 + 50 * b ** 2),
    gradient: ([a, b]) => [a, 50 * b],
    start: [-4, 1],
    limits: [[-4.5, 1.5], [-1.6, 1.6]],
    levels: [0.1, 0.5, 1.5, 3.5, 7, 12, 18, 26, 36, 48, 62],
    lowest: 0,
  },
  saddle: {
    E: ([a, b]) => 0.5 * (a ** 2 - b ** 2) + b ** 4 / 40,
    gradient: ([a, b]) => [a, -b + b ** 3 / 10],
    start: [-2, 1e-3],
    limits: [[-2.5, 1.5], [-1, 4]],
    levels: [-2.4, -2.1, -1.7, -1.3, -0.9, -0.5, -0.2, 0, 0.2, 0.5, 0.9, 1.4, 2, 2.7],
    lowest: -2.5,
  },
};

/** The vector turned by 45 degrees, or with sign -1 back again. */
function turn([a, b], sign = 1) {
  return [Math.SQRT1_2 * (a - sign * b), Math.SQRT1_2 * (sign * a + b)];
}

function turned(surface, limits) {
  const { E, gradient, start } = surface;
  return { ...surface, limits, E: (w) => E(turn(w, -1)), gradient: (w) => turn(gradient(turn(w, -1))),
    start: turn(start) };
}

export const SURFACES = {
  ...ALONG_THE_AXES,
  "turned valley": turned(ALONG_THE_AXES.valley, [[-4.5, 1.5], [-4, 2]]),
  "turned saddle": turned(ALONG_THE_AXES.saddle, [[-3.2, 2.6], [-2.6, 3.2]]),
};

const TITLES = {
  valley: "Ill-conditioned valley",
  saddle: "Saddle point",
  "turned valley": "Ill-conditioned valley, turned by 45°",
  "turned saddle": "Saddle point, turned by 45°",
};

const LOOKS = [
  { color: "blue", dash: "none", shape: "circle" },
  { color: "orange", dash: "8 4", shape: "square" },
  { color: "green", dash: "9 3 2 3", shape: "up" },
  { color: "pink", dash: "2 3", shape: "diamond" },
  { color: "yellow", dash: "14 3", shape: "down" },
  { color: "grey", dash: "5 2 1 2 1 2", shape: "left" },
  { color: "ink", dash: "4 4", shape: "right" },
];

export function render(context) {
  return mount(context, ({ figure, data: { optimizers } }) => {
    const plane = axes(figure, { width: 455, height: 400, low: 240, x: [0, 1], y: [0, 1], xlabel: "weight w₁",
      ylabel: "weight w₂", bare: true });
    const contours = plane.contours({ color: "var(--lnn-grid)", width: 1.2 });
    const heights = axes(figure, { width: 455, height: 400, low: 150, x: [0, STEPS], y: [-6, 2], xlabel: "step",
      yticks: { at: [-6, -4, -2, 0, 2], names: ["10⁻⁶", "10⁻⁴", "0.01", "1", "100"] },
      title: "E above its minimum" });
    const runs = optimizers.map((optimizer, n) => ({
      ...optimizer,
      trail: plane.line(LOOKS[n]),
      curve: heights.line({ ...LOOKS[n], width: 1.8 }),
    }));
    runs.forEach((each, n) => { // above all trails
      each.head = plane.marks({ ...LOOKS[n], size: 6 });
      each.point = heights.marks({ ...LOOKS[n], size: 5 });
    });
    const entries = legend(figure, optimizers.map(({ name }, n) => ({ label: name, ...LOOKS[n] }))).children;
    let drawn = "";
    return {
      update({ surface, rate, step, ...ticked }) {
        const { E, gradient, start, limits, levels, lowest } = SURFACES[surface];
        if (drawn !== surface) {
          drawn = surface;
          plane.limits(...limits);
          plane.title(TITLES[surface]);
          const [across, up] = limits.map(([low, high]) => linspace(low, high, GRID));
          contours(up.flatMap((b) => across.map((a) => E([a, b]))), GRID, GRID, levels);
        }
        const paths = {};
        const above = {};
        runs.forEach(({ name, settings, trail, head, curve, point }, n) => {
          const eta = settings.learning_rate * 2 ** (rate / 2);
          const takeStep = OPTIMIZERS[name]({ ...settings, learning_rate: eta });
          const path = ticked[name] ? pathOf(takeStep, gradient, start, step) : [];
          const kept = path.filter((w) => Math.hypot(...w) < DIVERGED);
          const high = path.map((w) => E(w) - lowest);
          trail(kept.map((w) => w[0]), kept.map((w) => w[1]));
          curve(high.map((_, i) => i), high.map((e) => Math.log10(e)));
          const ends = ticked[name] ? [kept.length - 1] : [];
          head(ends.map((i) => kept[i][0]), ends.map((i) => kept[i][1]));
          point(ends.map((i) => i), ends.map((i) => Math.log10(high[i])));
          entries[n].style.opacity = ticked[name] ? 1 : 0.4;
          if (ticked[name]) [paths[name], above[name]] = [path, high[step]];
        });
        return { words: summary(above, surface, step), shown: () => ({ paths, above }) };
      },
    };
  });
}

/** Which optimizer has the lowest loss, which has the highest, and which have diverged. */
function summary(above, surface, step) {
  const names = Object.keys(above);
  if (names.length === 0) return "No optimizer is selected. Tick at least one.";
  const order = names.filter((name) => above[name] < DIVERGED).sort((a, b) => above[a] - above[b]);
  const diverged = names.filter((name) => !order.includes(name));
  const where = {
    valley: "in the valley",
    saddle: "at the saddle point",
    "turned valley": "in the turned valley",
    "turned saddle": "at the turned saddle point",
  }[surface];
  const height = (E) => (E < 1e-4 ? "less than 0.0001" : short(E, E < 0.1 ? 4 : 2));
  const tell = (name) => `${name} (${height(above[name])} above the minimum)`;
  const others = diverged.length ? ` Diverged: ${diverged.join(", ")}.` : "";
  if (order.length === 0) return `After ${counted(step, "step")} ${where} every run has diverged.${others}`;
  const highest = order.length > 1 ? ` and highest for ${tell(order[order.length - 1])}` : "";
  return `After ${counted(step, "step")} ${where}, E is lowest for ${tell(order[0])}${highest}.${others}`;
}
