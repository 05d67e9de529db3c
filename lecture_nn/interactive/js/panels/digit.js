// Draw a digit and see the ten outputs of a trained net, also for pictures unlike anything it was trained on (L23).

import { random, softmax } from "../shared/core.js";
import { Net, bytes, floats } from "../shared/net.js";
import { mount } from "../shared/panel.js";
import { drawing, node, set, short } from "../shared/draw.js";

const SIDE = 32; // of the picture that is the net's input
const BOX = 20; // the data set's digits fill a square of this side ...
const CENTRE = 16; // ... and their centre of mass is at this column and row
const STROKE = 2.6; // the width of its strokes, as measured on upright ones
const PAD = 280; // side of the field to draw in

const LETTER = [[[90, 230], [140, 50], [190, 230]], [[108, 160], [172, 160]]]; // an A

export function render(context) {
  return mount(context, ({ figure, data, panel }) => {
    const net = new Net(data.sizes, "relu", "identity"); // the softmax is taken below
    const layers = data.layers.map(({ step, steps, bias }) => [
      Array.from(bytes(steps), (k) => Math.fround(step * k)), // float32, as in Python
      [...floats(bias)],
    ]);
    net.load(layers.flat(2));
    const examples = data.examples.map(floats);
    let strokes = [];
    let selected = ""; // the picture that was shown last
    const top = node("div", { class: "lnn-pair lnn-figure", style: "flex: 1 1 400px" }, figure);
    const pad = field(top, {
      begin(point) {
        if (selected !== "drawing") strokes = [];
        strokes.push([point]);
        panel.set({ picture: "drawing" });
        panel.redraw();
      },
      go(point) {
        const stroke = strokes[strokes.length - 1];
        const [x, y] = stroke[stroke.length - 1];
        if (Math.hypot(point[0] - x, point[1] - y) < 2) return;
        stroke.push(point);
        panel.redraw();
      },
    });
    const input = inputPicture(top);
    const bars = tenBars(figure);
    const noise = random(1);
    const pictures = {
      noise: Float64Array.from({ length: SIDE * SIDE }, noise),
      letter: asPicture(LETTER),
    };

    return {
      actions: {
        clear() {
          strokes = [];
          panel.set({ picture: "drawing", turn: 0, right: 0, down: 0, inverted: false });
        },
      },
      update({ picture, turn, right, down, inverted }) {
        selected = picture;
        const drawn = picture === "drawing" ? strokes : picture === "letter" ? LETTER : [];
        pad(drawn);
        let x = examples[picture] ?? pictures[picture] ?? asPicture(strokes);
        if (turn || right || down) x = moved(x, turn, right, down);
        if (inverted) x = x.map((v) => 1 - v);
        input(x);
        const outputs = softmax([...net.forward(x)]);
        const order = [...outputs.keys()].sort((a, b) => outputs[b] - outputs[a]);
        bars(outputs, order[0]);
        const what = picture in examples ? `The picture is a ${picture} that the network wasn't trained on. `
          : picture in pictures ? "The picture is not of a digit. "
            : strokes.length === 0 ? "Nothing has been drawn yet. " : "";
        return {
          words: `${what}The prediction is ${order[0]}, with probability ${short(outputs[order[0]], 2)}; ` +
            `the next most probable digit is ${order[1]}, with ${short(outputs[order[1]], 2)}.`,
          shown: () => ({ picture: [...x], outputs, prediction: order[0], strokes: strokes.length }),
        };
      },
    };
  });
}

/** A drawing as the digits of the data set are: 20 pixels in the longer direction, centre of mass in the middle. */
export function asPicture(strokes) {
  const points = strokes.flat();
  if (points.length === 0) return new Float64Array(SIDE * SIDE);
  const [low, high] = [Math.min, Math.max].map((f) => [0, 1].map((i) => f(...points.map((p) => p[i]))));
  const longest = Math.max(high[0] - low[0], high[1] - low[1], PAD / 10); // a dot stays a dot
  const scale = (BOX - STROKE) / longest;
  const place = (offset) => strokes.map((stroke) =>
    stroke.map((p) => [0, 1].map((i) => (p[i] - (low[i] + high[i]) / 2) * scale + offset[i])));
  const middle = centreOfMass(inked(place([CENTRE, CENTRE])));
  return inked(place(middle.map((m) => 2 * CENTRE - m)));
}

/** Pixels of strokes: 1 within half a stroke's width of the line, falling to 0 over the next pixel. */
function inked(strokes) {
  const pixels = new Float64Array(SIDE * SIDE);
  for (const stroke of strokes) {
    stroke.forEach((from, k) => {
      const to = stroke[Math.min(k + 1, stroke.length - 1)];
      const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
      const square = dx * dx + dy * dy;
      for (let r = 0; r < SIDE; r++)
        for (let c = 0; c < SIDE; c++) {
          const along = square && Math.min(1, Math.max(0, ((c - from[0]) * dx + (r - from[1]) * dy) / square));
          const distance = Math.hypot(c - from[0] - along * dx, r - from[1] - along * dy);
          const ink = STROKE / 2 + 0.5 - distance;
          if (ink > pixels[r * SIDE + c]) pixels[r * SIDE + c] = Math.min(1, ink);
        }
    });
  }
  return pixels;
}

/** Column and row of the ink's centre. */
export function centreOfMass(pixels) {
  let [sum, x, y] = [0, 0, 0];
  pixels.forEach((ink, i) => {
    sum += ink;
    x += ink * (i % SIDE);
    y += ink * Math.floor(i / SIDE);
  });
  return [x / sum, y / sum];
}

/** A picture rotated clockwise about its middle (degrees), then shifted (pixels); interpolated between pixels. */
export function moved(pixels, turn, right, down) {
  const [cos, sin] = [Math.cos((turn * Math.PI) / 180), Math.sin((turn * Math.PI) / 180)];
  const at = (r, c) => (r >= 0 && r < SIDE && c >= 0 && c < SIDE ? pixels[r * SIDE + c] : 0);
  return pixels.map((_, i) => {
    const [dx, dy] = [(i % SIDE) - CENTRE - right, Math.floor(i / SIDE) - CENTRE - down];
    const [x, y] = [CENTRE + cos * dx + sin * dy, CENTRE - sin * dx + cos * dy]; // where this pixel came from
    const [c, r] = [Math.floor(x), Math.floor(y)];
    const [a, b] = [x - c, y - r];
    return (1 - b) * ((1 - a) * at(r, c) + a * at(r, c + 1)) + b * ((1 - a) * at(r + 1, c) + a * at(r + 1, c + 1));
  });
}

/** The field to draw in, for mouse, pen and finger; returns a function that shows strokes. */
function field(figure, { begin, go }) {
  const column = node("div", { class: "lnn-picture", style: `flex: 1 1 180px; max-width: ${PAD}px` }, figure);
  node("div", { style: "font-weight: 600; height: 24px; text-align: center" }, column, "Draw here");
  const svg = node("svg:svg", { viewBox: `0 0 ${PAD} ${PAD}`, class: "lnn-pad", "aria-hidden": "true" }, column);
  set(svg, { style: "touch-action: none; cursor: crosshair" }); // a finger draws, and doesn't scroll
  const paper = { x: 1, y: 1, width: PAD - 2, height: PAD - 2, style: "fill: white; stroke: var(--lnn-grey)" };
  node("svg:rect", paper, svg);
  const style = "fill: none; stroke: black; stroke-width: 18; stroke-linecap: round; stroke-linejoin: round";
  const path = node("svg:path", { style }, svg);
  const place = (event) => {
    const seen = svg.getBoundingClientRect();
    const scale = PAD / seen.width;
    const inside = (v) => Math.min(Math.max(v, 0), PAD);
    return [inside((event.clientX - seen.left) * scale), inside((event.clientY - seen.top) * scale)];
  };
  let pen = null; // the pointer that draws
  svg.addEventListener("pointerdown", (event) => {
    if (pen !== null || event.button !== 0) return;
    event.preventDefault();
    pen = event.pointerId;
    svg.setPointerCapture(pen);
    begin(place(event));
  });
  svg.addEventListener("pointermove", (event) => { if (event.pointerId === pen) go(place(event)); });
  for (const end of ["pointerup", "pointercancel"]) {
    svg.addEventListener(end, (event) => { if (event.pointerId === pen) pen = null; });
  }
  return (strokes) => {
    path.setAttribute("d", strokes.map((s) => `M${s.join("L")}${s.length === 1 ? "h0.1" : ""}`).join(""));
  };
}

/** The input of the net, pixel by pixel: ink is black on white paper. */
function inputPicture(figure) {
  const box = node("div", { class: "lnn-picture", style: "flex: 0 1 144px; text-align: center" }, figure);
  node("div", { style: "font-weight: 600; height: 24px" }, box, "Input of the net");
  const style = "position: static; width: 100%; image-rendering: pixelated; border: 1px solid var(--lnn-grey)";
  const canvas = node("canvas", { width: SIDE, height: SIDE, style, "aria-hidden": "true" }, box);
  node("div", {}, box, "32 × 32 numbers");
  const pen = canvas.getContext("2d");
  const image = pen.createImageData(SIDE, SIDE);
  return (pixels) => {
    pixels.forEach((ink, i) => image.data.set([255 * (1 - ink), 255 * (1 - ink), 255 * (1 - ink), 255], 4 * i));
    pen.putImageData(image, 0, 0);
  };
}

/** The ten outputs as bars with numbers. */
function tenBars(figure) {
  return drawing(figure, { wide: [420, 310], narrow: [345, 212] }, barsIn).draw;
}

function barsIn(svg, narrow) {
  const [long, high, top] = narrow ? [235, 19, 21] : [300, 28, 30];
  node("svg:text", { x: 40 + long / 2, y: 17, class: "lnn-title" }, svg, "Predicted probabilities");
  const rows = Array.from({ length: 10 }, (_, k) => {
    const y = top + k * high;
    const label = node("svg:text", { x: 22, y: y + high / 2, class: "lnn-middle" }, svg, String(k));
    node("svg:rect", { x: 40, y: y + 3, width: long, height: high - (narrow ? 4 : 6), style: "fill: var(--lnn-grid)" }, svg);
    const bar = node("svg:rect", { x: 40, y: y + 3, height: high - (narrow ? 4 : 6) }, svg);
    const number = node("svg:text", { x: 40 + long + 10, y: y + high / 2 + 4 }, svg);
    return { label, bar, number };
  });
  return (outputs, best) => rows.forEach(({ label, bar, number }, k) => {
    const largest = k === best;
    set(bar, { width: long * outputs[k], style: `fill: var(--lnn-${largest ? "blue" : "grey"})` });
    number.textContent = `${outputs[k].toFixed(3)}${largest ? " ◀" : ""}`;
    for (const text of [label, number]) text.style.fontWeight = largest ? "700" : "400";
  });
}
