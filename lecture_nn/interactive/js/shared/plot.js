// Pictures: axes with curves, marks, bars and shades. What moves keeps its elements and changes their attributes.

/** Okabe and Ito's colours, as in lecture_nn.figures; ink and grey follow the theme. */
export const COLORS = {
  blue: "var(--lnn-blue)",
  orange: "var(--lnn-orange)",
  green: "var(--lnn-green)",
  pink: "var(--lnn-pink)",
  yellow: "var(--lnn-yellow)",
  ink: "var(--lnn-ink)",
  grey: "var(--lnn-grey)",
};

/** A new element with attributes, inside a parent; names with "svg:" make SVG. */
export function node(name, attributes = {}, parent = null, text = null) {
  const made = name.startsWith("svg:")
    ? document.createElementNS("http://www.w3.org/2000/svg", name.slice(4))
    : document.createElement(name);
  set(made, attributes);
  if (text !== null) made.textContent = text;
  if (parent) parent.append(made);
  return made;
}

export function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
}

/** A number as it is written in a picture: few digits, a real minus sign. */
export function short(value, digits = 2) {
  const text = Number(value).toFixed(digits);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
}

/** The same as a factor or a term of a formula: in brackets when it is negative. */
export function bracketed(value, digits = 2) {
  const text = short(value, digits);
  return text.startsWith("−") ? `(${text})` : text;
}

/** A number of things: "1 epoch", "2 epochs". */
export function counted(number, thing) {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}

/** Round numbers in an interval, about `count` of them. */
export function ticks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999);
  const found = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) found.push(i * step);
  return { at: found, digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

/** An empty drawing of a width and height in its own units, scaled to the place there is. */
export function drawing(parent, width, height) {
  const box = node("div", { class: "lnn-picture", style: `max-width: ${width}px` }, parent);
  const svg = node("svg:svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" }, box);
  return { box, svg, width, height };
}

/** Outlines of marks of a size, drawn from their middle. */
export const SHAPES = {
  circle: (s) => `m${-s},0a${s},${s} 0 1 0 ${2 * s},0a${s},${s} 0 1 0 ${-2 * s},0z`,
  square: (s) => `m${-s},${-s}h${2 * s}v${2 * s}h${-2 * s}z`,
  diamond: (s) => `m0,${-1.3 * s}l${1.3 * s},${1.3 * s}l${-1.3 * s},${1.3 * s}l${-1.3 * s},${-1.3 * s}z`,
  up: (s) => `m0,${-1.2 * s}l${1.2 * s},${2.2 * s}h${-2.4 * s}z`,
  down: (s) => `m0,${1.2 * s}l${1.2 * s},${-2.2 * s}h${-2.4 * s}z`,
  left: (s) => `m${-1.2 * s},0l${2.2 * s},${1.2 * s}v${-2.4 * s}z`,
  right: (s) => `m${1.2 * s},0l${-2.2 * s},${1.2 * s}v${-2.4 * s}z`,
  star: (s) => {
    const corner = (i) => [Math.sin, (a) => -Math.cos(a)].map((f) => (i % 2 ? 0.7 : 1.7) * s * f((i * Math.PI) / 5));
    const pieces = Array.from({ length: 9 }, (_, i) => corner(i + 1).map((v, k) => (v - corner(i)[k]).toFixed(2)));
    return `m${corner(0)}l${pieces.join("l")}z`;
  },
};

let plots = 0; // gives each plot's clip path an id of its own

/**
 * Axes. Options: width, height, x and y (each [low, high]), xlabel, ylabel, title, margin, bare (without grid lines),
 * xticks and yticks (each {at, names}). Returns what draws into them; X and Y turn data into places.
 */
export function axes(parent, options) {
  const { width = 440, height = 300, xlabel = "", ylabel = "", title = "" } = options;
  const margin = { left: 52, right: 14, top: 28, bottom: 44, ...options.margin };
  const { box, svg } = drawing(parent, width, height);
  const range = { x: options.x, y: options.y };
  const inner = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };
  const X = (v) => margin.left + ((v - range.x[0]) / (range.x[1] - range.x[0])) * inner.width;
  const Y = (v) => margin.top + (1 - (v - range.y[0]) / (range.y[1] - range.y[0])) * inner.height;
  const clip = `lnn-clip-${++plots}`;
  const hole = node("svg:clipPath", { id: clip }, node("svg:defs", {}, svg));
  node("svg:rect", { x: margin.left, y: margin.top, width: inner.width, height: inner.height }, hole);
  const grid = node("svg:g", { class: "lnn-grid" }, svg);
  const content = node("svg:g", { "clip-path": `url(#${clip})` }, svg);
  const frame = node("svg:path", { class: "lnn-frame" }, svg);
  set(frame, { d: `M${margin.left},${margin.top}v${inner.height}h${inner.width}` });
  const heading = node("svg:text", { x: margin.left + inner.width / 2, y: 17, class: "lnn-title" }, svg, title);
  node("svg:text", { x: margin.left + inner.width / 2, y: height - 6, class: "lnn-label" }, svg, xlabel);
  const middle = margin.top + inner.height / 2;
  node("svg:text", { x: 13, y: middle, class: "lnn-label", transform: `rotate(-90 13 ${middle})` }, svg, ylabel);

  function drawGrid() {
    grid.replaceChildren();
    const across = options.xticks ?? ticks(...range.x, inner.width / 70);
    across.at.forEach((v, i) => {
      if (!options.bare) node("svg:line", { x1: X(v), x2: X(v), y1: margin.top, y2: margin.top + inner.height }, grid);
      const place = { x: X(v), y: margin.top + inner.height + 16, class: "lnn-tick" };
      node("svg:text", place, grid, across.names?.[i] ?? short(v, across.digits));
    });
    const up = options.yticks ?? ticks(...range.y, inner.height / 50);
    up.at.forEach((v, i) => {
      if (!options.bare) node("svg:line", { y1: Y(v), y2: Y(v), x1: margin.left, x2: margin.left + inner.width }, grid);
      const place = { x: margin.left - 6, y: Y(v) + 4, class: "lnn-tick lnn-left" };
      node("svg:text", place, grid, up.names?.[i] ?? short(v, up.digits));
    });
  }
  drawGrid();

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

  const marks = ({ color = "ink", shape = "circle", size = 6, edge = "var(--lnn-paper)" } = {}) => {
    const style = `fill: ${COLORS[color] ?? color}; stroke: ${edge}`;
    const made = node("svg:path", { class: "lnn-mark", style }, content);
    const outline = SHAPES[shape](size);
    return (xs, ys) => made.setAttribute("d", path(xs, ys).replace(/[ML]([^ML]+)/g, `M$1${outline}`));
  };

  return {
    box, svg, content, X, Y, range,
    title: (text) => { heading.textContent = text; },
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
      return (xs, ys) => made.setAttribute("d", path(xs, ys));
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
      return (x, height) => {
        const [top, foot] = [Y(Math.max(height, 0)), Y(Math.min(height, 0))];
        set(made, { x: X(x - w / 2), y: top, width: X(w) - X(0), height: foot - top });
      };
    },
    /** A pointer pressed on the plot: `moved(x, y)` hears where it is, within the limits, until it is let go. */
    drag: (moved) => {
      svg.classList.add("lnn-drag");
      const within = (fraction, [low, high]) => low + (high - low) * Math.min(Math.max(fraction, 0), 1);
      const tell = ({ clientX, clientY }) => {
        const seen = svg.getBoundingClientRect();
        const [x, y] = [((clientX - seen.left) * width) / seen.width, ((clientY - seen.top) * height) / seen.height];
        moved(within((x - margin.left) / inner.width, range.x), within(1 - (y - margin.top) / inner.height, range.y));
      };
      svg.addEventListener("pointerdown", (event) => { svg.setPointerCapture(event.pointerId); tell(event); });
      svg.addEventListener("pointermove", (event) => { if (svg.hasPointerCapture(event.pointerId)) tell(event); });
    },
    /** A text beside a place; returns a function that sets both. */
    text: ({ anchor = "start", color = "ink", size = 13 } = {}) => {
      const style = `fill: ${COLORS[color]}; text-anchor: ${anchor}; font-size: ${size}px`;
      const made = node("svg:text", { style, class: "lnn-note" }, svg);
      return (x, y, text) => { set(made, { x: X(x), y: Y(y) }); made.textContent = text; };
    },
    /** Shades of a function on a grid of columns by rows, row 0 at the bottom, under all else; values from 0 to 1. */
    heat: (columns, rows = columns) => {
      const [x0, x1, y0, y1] = [range.x[0], range.x[1], range.y[0], range.y[1]];
      const place = `left: ${(100 * X(x0)) / width}%; top: ${(100 * Y(y1)) / height}%; ` +
        `width: ${(100 * (X(x1) - X(x0))) / width}%; height: ${(100 * (Y(y0) - Y(y1))) / height}%`;
      const canvas = node("canvas", { width: columns, height: rows, style: place, "aria-hidden": "true" });
      box.prepend(canvas);
      const pen = canvas.getContext("2d");
      const image = pen.createImageData(columns, rows);
      return (values) => {
        for (let r = 0; r < rows; r++)
          for (let c = 0; c < columns; c++)
            shade(values[r * columns + c], image.data, 4 * ((rows - 1 - r) * columns + c));
        pen.putImageData(image, 0, 0);
      };
    },
    /** Thin lines where values on a grid cross some levels; returns a function that sets them. */
    contours: ({ color = "grey", width: w = 0.8 } = {}) => {
      const style = `stroke: ${COLORS[color] ?? color}; stroke-width: ${w}`;
      const made = node("svg:path", { class: "lnn-line", style }, content);
      return (values, columns, rows, levels) => {
        const pieces = levels.flatMap((level) => crossings(values, columns, rows, level));
        made.setAttribute("d", pieces.map(([a, b]) => `M${at(a)}L${at(b)}`).join(""));
      };
    },
    /** The line where values on a grid cross a level: white below black dashes, seen on any shade. */
    contour: () => {
      const under = node("svg:path", { class: "lnn-line", style: "stroke: white; stroke-width: 3.5" }, content);
      const over = node("svg:path", { class: "lnn-line", style: "stroke: black; stroke-dasharray: 6 3" }, content);
      return (values, columns, rows, level = 0.5) => {
        const d = crossings(values, columns, rows, level)
          .map(([a, b]) => `M${at(a)}L${at(b)}`)
          .join("");
        under.setAttribute("d", d);
        over.setAttribute("d", d);
      };
    },
  };

  /** The place of a column and a row of a grid that fills the plot. */
  function at([c, r, columns, rows]) {
    const x = range.x[0] + ((range.x[1] - range.x[0]) * c) / (columns - 1);
    const y = range.y[0] + ((range.y[1] - range.y[0]) * r) / (rows - 1);
    return `${X(x).toFixed(2)},${Y(y).toFixed(2)}`;
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
        cuts.push([p[0] + part * (q[0] - p[0]), p[1] + part * (q[1] - p[1]), columns, rows]);
      }
      for (let k = 0; k + 1 < cuts.length; k += 2) found.push([cuts[k], cuts[k + 1]]);
    }
  }
  return found;
}

const CIVIDIS = [
  [0, 34, 78], [26, 56, 111], [67, 78, 108], [97, 101, 111], [125, 124, 120],
  [155, 148, 118], [188, 174, 108], [222, 201, 88], [254, 232, 56],
];

/** The colours of 0/255, 1/255, ... as red, green, blue: looked up, since a picture has ten thousand places. */
const SHADES = Uint8Array.from({ length: 768 }, (_, i) => {
  const place = (Math.floor(i / 3) / 255) * (CIVIDIS.length - 1);
  const k = Math.min(Math.floor(place), CIVIDIS.length - 2);
  return CIVIDIS[k][i % 3] + (place - k) * (CIVIDIS[k + 1][i % 3] - CIVIDIS[k][i % 3]);
});

/** Write the colour of a value from 0 to 1 (matplotlib's cividis, in eight straight pieces) into image data. */
export function shade(value, data, at) {
  const k = 3 * Math.round(255 * (value < 0 ? 0 : value > 1 ? 1 : value));
  data[at] = SHADES[k];
  data[at + 1] = SHADES[k + 1];
  data[at + 2] = SHADES[k + 2];
  data[at + 3] = 255;
}

/** What each line or mark stands for: entries are {label, color, dash}, {label, color, shape, edge} or both, where
 * the shape "shades" stands for the scale of a heat map. Returns the list. */
export function legend(parent, entries) {
  const list = node("ul", { class: "lnn-legend" }, parent);
  for (const { label, color, dash = "", shape, edge = "var(--lnn-paper)" } of entries) {
    const item = node("li", {}, list);
    const svg = node("svg:svg", { width: 34, height: 14, "aria-hidden": "true" }, item);
    const fill = `fill: ${COLORS[color] ?? color}; stroke: ${edge}`;
    if (!shape || dash) {
      const style = `stroke: ${COLORS[color] ?? color}; stroke-width: 2.5; stroke-dasharray: ${dash || "none"}`;
      node("svg:line", { x1: 1, x2: 33, y1: 7, y2: 7, style }, svg);
    }
    if (shape === "shades") {
      for (let i = 0; i < 34; i++) {
        const rgb = new Uint8ClampedArray(4); // as in images: with another kind of array `shade` is far slower
        shade(i / 33, rgb, 0);
        node("svg:rect", { x: i, y: 1, width: 1.5, height: 12, style: `fill: rgb(${rgb.slice(0, 3)})` }, svg);
      }
    } else if (shape) node("svg:path", { d: `M17,7${SHAPES[shape](5)}`, class: "lnn-mark", style: fill }, svg);
    node("span", {}, item, label);
  }
  return list;
}
