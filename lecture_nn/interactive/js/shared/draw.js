// Drawings: elements, colours, marks, numbers as text, shades and legends.

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

/** Whether the panel that an element is in stands in a narrow place, such as a phone, where pictures are lower. */
export function isNarrow(element) {
  return element.closest(".lnn")?.classList.contains("lnn-narrow") ?? false;
}

/** Call `fit` now and whenever the panel that an element is in gets another width. */
export function whenResized(element, fit) {
  element.closest(".lnn")?.addEventListener("resized", fit);
  fit();
}

/**
 * A drawing of two forms, so that its text is never scaled down by much: `wide` and `narrow` are the width and height of
 * either in pixels of the page.
 *
 * `build(svg, narrow)` draws what stands still and returns a function that draws the rest. It is called again when there
 * is room for the other form; what is returned here draws with the one that was built last.
 */
export function drawing(parent, { wide, narrow = wide, later = false }, build) {
  const box = node("div", { class: `lnn-picture${later ? " lnn-later" : ""}` }, parent);
  const svg = node("svg:svg", { "aria-hidden": "true" }, box);
  let built = null;
  let draw = () => {};
  let last = null;
  whenResized(box, () => {
    box.style.maxWidth = `${wide[0]}px`;
    const room = box.clientWidth || wide[0]; // not in the page yet
    const small = isNarrow(box) || room < 0.85 * wide[0];
    const [width, height] = small ? narrow : wide;
    box.style.maxWidth = `${small ? Math.max(width, Math.min(room, 1.25 * width)) : width}px`;
    if (built === small) return;
    built = small;
    set(svg, { viewBox: `0 0 ${width} ${height}` });
    svg.replaceChildren();
    draw = build(svg, built);
    if (last) draw(...last);
  });
  return { box, svg, draw: (...values) => { last = values; draw(...values); } };
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
