// Axes with curves, marks, bars and shades. What moves keeps its elements and changes their attributes.

import { COLORS, SHAPES, isNarrow, node, set, shade, short, whenResized } from "./draw.js";

/** Round numbers in an interval, about `count` of them. */
export function ticks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999);
  const found = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) found.push(i * step);
  return { at: found, digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

let plots = 0; // gives each plot's clip path an id of its own

/**
 * Axes, laid out in pixels of the page, so that text keeps its size; in a narrow place they are lower. Options: width
 * (at most), height, low (the height in a narrow place), x and y (each [low, high]), xlabel, ylabel, title, margin, bare
 * (without grid lines), xticks and yticks (each {at, names}), later (in a narrow place below the controls), square (in a
 * narrow place as wide as high), firm (in a wide place as high as it says, however wide),
 * basis (the width from which it shares a line with others).
 *
 * Returns what draws into them. X and Y turn data into places; after a new width, all that was drawn is drawn again.
 */
export function axes(parent, options) {
  const { width = 440, height = 300, low = 160, xlabel = "", ylabel = "", title = "", later = false } = options;
  const box = node("div", { class: `lnn-picture${later ? " lnn-later" : ""}` }, parent);
  const svg = node("svg:svg", { "aria-hidden": "true" }, box);
  const range = { x: options.x, y: options.y };
  const size = { width: 0, height: 0 };
  const again = []; // draws what was drawn before
  let margin, inner;
  const X = (v) => margin.left + ((v - range.x[0]) / (range.x[1] - range.x[0])) * inner.width;
  const Y = (v) => margin.top + (1 - (v - range.y[0]) / (range.y[1] - range.y[0])) * inner.height;
  const clip = `lnn-clip-${++plots}`;
  const hole = node("svg:rect", {}, node("svg:clipPath", { id: clip }, node("svg:defs", {}, svg)));
  const grid = node("svg:g", { class: "lnn-grid" }, svg);
  const content = node("svg:g", { "clip-path": `url(#${clip})` }, svg);
  const frame = node("svg:path", { class: "lnn-frame" }, svg);
  const heading = node("svg:text", { y: 15, class: "lnn-title" }, svg, title);
  const below = node("svg:text", { class: "lnn-label" }, svg, xlabel);
  const beside = node("svg:text", { class: "lnn-label" }, svg, ylabel);

  function fit() {
    const narrow = isNarrow(box);
    box.style.maxWidth = `${narrow && options.square ? low : width}px`;
    if (options.basis) box.style.flexBasis = `${options.basis}px`;
    const wide = Math.round(box.clientWidth) || Math.min(width, 440); // not in the page yet
    const high = narrow ? low : Math.round(height * (options.firm ? 1 : Math.min(1, wide / width)));
    if (wide === size.width && high === size.height) return;
    [size.width, size.height] = [wide, high];
    margin = narrow ? { left: 42, right: 10, top: 22, bottom: xlabel ? 34 : 20, ...options.narrowMargin }
      : { left: 52, right: 14, top: 28, bottom: xlabel ? 44 : 26, ...options.margin };
    const { left, right, top, bottom } = margin; // which may be more than there is, beside a menu that slides in
    inner = { width: Math.max(1, wide - left - right), height: Math.max(1, high - top - bottom) };
    set(svg, { viewBox: `0 0 ${wide} ${high}`, style: `height: ${high}px` });
    set(hole, { x: margin.left, y: margin.top, width: inner.width, height: inner.height });
    set(frame, { d: `M${margin.left},${margin.top}v${inner.height}h${inner.width}` });
    set(heading, { x: narrow || wide < 320 ? wide / 2 : margin.left + inner.width / 2 });
    set(below, { x: margin.left + inner.width / 2, y: high - 5 });
    const middle = margin.top + inner.height / 2;
    set(beside, { x: 12, y: middle, transform: `rotate(-90 12 ${middle})` });
    drawGrid();
    for (const draw of again) draw();
  }

  function drawGrid() {
    grid.replaceChildren();
    const across = options.xticks ?? ticks(...range.x, inner.width / 70);
    across.at.forEach((v, i) => {
      if (!options.bare) node("svg:line", { x1: X(v), x2: X(v), y1: margin.top, y2: margin.top + inner.height }, grid);
      const place = { x: X(v), y: margin.top + inner.height + 15, class: "lnn-tick" };
      node("svg:text", place, grid, across.names?.[i] ?? short(v, across.digits));
    });
    const up = options.yticks ?? ticks(...range.y, inner.height / 40);
    up.at.forEach((v, i) => {
      if (!options.bare) node("svg:line", { y1: Y(v), y2: Y(v), x1: margin.left, x2: margin.left + inner.width }, grid);
      const place = { x: margin.left - 6, y: Y(v) + 4, class: "lnn-tick lnn-left" };
      node("svg:text", place, grid, up.names?.[i] ?? short(v, up.digits));
    });
  }
  whenResized(box, fit);

  /** The same function, which draws what it was given last once more when there is another width. */
  function kept(draw) {
    let last = null;
    again.push(() => { if (last) draw(...last); });
    return (...values) => { last = values; draw(...values); };
  }

  const path = (xs, ys) => {
    let d = "";
    let pen = "M";
    for (let i = 0; i < xs.length; i++) {
      if (Number.isFinite(ys[i])) {
        d += `${pen}${X(xs[i]).toFixed(2)},${Y(ys[i]).toFixed(2)}`;
        pen = "L";
      } else pen = "M"; // a gap
    }
    return d;
  };

  const marks = ({ color = "ink", shape = "circle", size: s = 6, edge = "var(--lnn-paper)" } = {}) => {
    const style = `fill: ${COLORS[color] ?? color}; stroke: ${edge}`;
    const made = node("svg:path", { class: "lnn-mark", style }, content);
    const outline = SHAPES[shape](s);
    return kept((xs, ys) => made.setAttribute("d", path(xs, ys).replace(/[ML]([^ML]+)/g, `M$1${outline}`)));
  };

  return {
    box, size, range, X, Y,
    title: (text) => { heading.textContent = text; },
    /** Draw something of another kind: `draw(...)` is also called again when there is another width. */
    kept,
    /** New limits; what is drawn must be set again. */
    limits: (x, y) => {
      if (String([x, y]) === String([range.x, range.y])) return;
      [range.x, range.y] = [x, y];
      drawGrid();
    },
    /** A curve; returns a function that sets its data. */
    line: ({ color = "blue", dash = "", width: w = 2.2 } = {}) => {
      const style = `stroke: ${COLORS[color] ?? color}; stroke-width: ${w}; stroke-dasharray: ${dash || "none"}`;
      const made = node("svg:path", { class: "lnn-line", style }, content);
      return kept((xs, ys) => made.setAttribute("d", path(xs, ys)));
    },
    /** Marks of one of the SHAPES; returns a function that sets their data. */
    marks,
    /** A single mark; returns a function that moves it. */
    mark: (look) => {
      const moved = marks(look);
      return (x, y) => moved([x], [y]);
    },
    /** A bar from 0 to a height, in a width of the data's; returns a function that sets place and height. */
    bar: ({ color = "blue", width: w = 0.6 } = {}) => {
      const made = node("svg:rect", { class: "lnn-bar", style: `fill: ${COLORS[color] ?? color}` }, content);
      return kept((x, value) => {
        const [top, foot] = [Y(Math.max(value, 0)), Y(Math.min(value, 0))];
        set(made, { x: X(x - w / 2), y: top, width: X(w) - X(0), height: foot - top });
      });
    },
    /**
     * A pointer pressed on the plot: `moved(x, y)` hears where it is, within the limits, until it is let go. When the
     * finger turns out to scroll the page, `back()` undoes what it has moved.
     */
    drag: (moved, back) => {
      svg.classList.add("lnn-drag");
      const within = (fraction, [from, to]) => from + (to - from) * Math.min(Math.max(fraction, 0), 1);
      const tell = ({ clientX, clientY }) => {
        const seen = svg.getBoundingClientRect();
        const [x, y] = [clientX - seen.left - margin.left, clientY - seen.top - margin.top];
        moved(within(x / inner.width, range.x), within(1 - y / inner.height, range.y));
      };
      let undo = null;
      svg.addEventListener("pointerdown", (event) => {
        svg.setPointerCapture(event.pointerId);
        undo = back();
        tell(event);
      });
      svg.addEventListener("pointermove", (event) => { if (svg.hasPointerCapture(event.pointerId)) tell(event); });
      svg.addEventListener("pointercancel", () => undo?.());
    },
    /** A text beside a place; returns a function that sets both. */
    text: ({ anchor = "start", color = "ink" } = {}) => { // `down`: by so many pixels from the place
      const style = `fill: ${COLORS[color]}; text-anchor: ${anchor}`;
      const made = node("svg:text", { style, class: "lnn-note" }, svg);
      return kept((x, y, text, down = 0) => { set(made, { x: X(x), y: Y(y) + down }); made.textContent = text; });
    },
    /** Shades of a function on a grid of columns by rows, row 0 at the bottom, under all else; values from 0 to 1. */
    heat: (columns, rows = columns) => {
      const canvas = under(columns, rows);
      const pen = canvas.getContext("2d");
      const image = pen.createImageData(columns, rows);
      return (values) => {
        for (let r = 0; r < rows; r++)
          for (let c = 0; c < columns; c++)
            shade(values[r * columns + c], image.data, 4 * ((rows - 1 - r) * columns + c));
        pen.putImageData(image, 0, 0);
      };
    },
    under,
    /** Thin lines where values on a grid cross some levels; returns a function that sets them. */
    contours: ({ color = "grey", width: w = 0.8 } = {}) => {
      const style = `stroke: ${COLORS[color] ?? color}; stroke-width: ${w}`;
      const made = node("svg:path", { class: "lnn-line", style }, content);
      return kept((values, columns, rows, levels) => made.setAttribute("d", across(values, columns, rows, levels)));
    },
    /** The line where values on a grid cross a level: white below black dashes, seen on any shade. */
    contour: () => {
      const wider = node("svg:path", { class: "lnn-line", style: "stroke: white; stroke-width: 3.5" }, content);
      const over = node("svg:path", { class: "lnn-line", style: "stroke: black; stroke-dasharray: 6 3" }, content);
      return kept((values, columns, rows, level = 0.5) => {
        const d = across(values, columns, rows, [level]);
        for (const pen of [wider, over]) pen.setAttribute("d", d);
      });
    },
  };

  /** A canvas of so many pixels that fills the plot, under all else. */
  function under(columns, rows) {
    const canvas = node("canvas", { width: columns, height: rows, "aria-hidden": "true" });
    box.prepend(canvas);
    const place = () => {
      const style = { left: margin.left, top: margin.top, width: inner.width, height: inner.height };
      for (const [name, value] of Object.entries(style)) canvas.style[name] = `${value}px`;
    };
    place();
    again.unshift(place);
    return canvas;
  }

  /** The lines where values on a grid that fills the plot cross some levels. */
  function across(values, columns, rows, levels) {
    const place = ([c, r]) => {
      const x = margin.left + (inner.width * c) / (columns - 1);
      const y = margin.top + inner.height * (1 - r / (rows - 1));
      return `${x.toFixed(2)},${y.toFixed(2)}`;
    };
    const pieces = levels.flatMap((level) => crossings(values, columns, rows, level));
    return pieces.map(([a, b]) => `M${place(a)}L${place(b)}`).join("");
  }
}

/** The pieces of the line where values on a grid cross a level, in columns and rows (each square seen alone). */
export function crossings(values, columns, rows, level) {
  const found = [];
  for (let r = 0; r + 1 < rows; r++) {
    for (let c = 0; c + 1 < columns; c++) {
      const at = r * columns + c;
      const above = (values[at] >= level) + (values[at + 1] >= level) + (values[at + columns] >= level) +
        (values[at + columns + 1] >= level);
      if (above === 0 || above === 4) continue; // nearly all squares
      const corners = [[c, r], [c + 1, r], [c + 1, r + 1], [c, r + 1]];
      const v = corners.map(([i, j]) => values[j * columns + i] - level);
      const cuts = [];
      for (let k = 0; k < 4; k++) {
        const [a, b] = [v[k], v[(k + 1) % 4]];
        if (a < 0 === b < 0) continue;
        const [p, q] = [corners[k], corners[(k + 1) % 4]];
        const part = a / (a - b); // of the way from p to q
        cuts.push([p[0] + part * (q[0] - p[0]), p[1] + part * (q[1] - p[1])]);
      }
      for (let k = 0; k + 1 < cuts.length; k += 2) found.push([cuts[k], cuts[k + 1]]);
    }
  }
  return found;
}
