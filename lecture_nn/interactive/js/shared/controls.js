// The controls of a panel: native elements with labels, in groups, on a grid.

import { node, set, short } from "./draw.js";

/**
 * Put controls into `form`, those of a group together. Returns, by name, functions that show a value.
 *
 * `settings` has the value of each; `changed(name, value)` hears of a new one; `actions` has what buttons do, and
 * `redraw()` follows them.
 */
export function makeControls(form, controls, context) {
  const shows = {};
  for (const { name, members } of grouped(controls)) {
    const box = node(name ? "fieldset" : "div", { class: "lnn-group" }, form);
    if (name) node("legend", {}, box, name);
    const many = members.filter(({ kind }) => kind === "slider" || kind === "menu").length;
    box.style.setProperty("--lnn-columns", name ? Math.ceil(many / 3) : many === 4 ? 2 : Math.min(many, 3));
    if (many > 2 && members.every(isShort)) box.classList.add("lnn-short"); // on a phone, three in a row
    let row = null; // of buttons and boxes to tick, which stand side by side
    for (const control of members) {
      const small = !["slider", "menu"].includes(control.kind);
      row = small ? row ?? node("div", { class: "lnn-row" }, box) : null;
      shows[control.name] = CONTROLS[control.kind](row ?? box, control, context);
    }
  }
  return shows;
}

/** Controls with the same group, as long as they follow each other. */
function grouped(controls) {
  const groups = [];
  for (const control of controls) {
    const name = control.group ?? "";
    if (groups.at(-1)?.name !== name) groups.push({ name, members: [] });
    groups.at(-1).members.push(control);
  }
  return groups;
}

/** Whether a label and a number have room in a third of a phone's width. */
function isShort({ kind, label, names }) {
  return label.length < (kind !== "slider" ? 16 : names ? 10 : 14);
}

/** A cell of the grid with a label, and the id for what it labels. */
function cell(box, label, wide) {
  const row = node("div", { class: `lnn-control${wide ? " lnn-wide" : ""}` }, box);
  const id = `lnn-${Math.random().toString(36).slice(2)}`;
  node("label", { for: id }, row, label);
  return { row, id };
}

/** Each kind of control makes its elements and returns a function that shows a value. */
const CONTROLS = {
  slider(box, { name, label, min, max, step, digits, names, play }, { settings, changed }) {
    const { row, id } = cell(box, label, play);
    const track = node("div", { class: "lnn-track" }, row);
    const input = focusable("input", { type: "range", id, min, max, step });
    const out = node("output", { for: id }, row);
    const show = (value) => {
      input.value = value;
      out.textContent = names?.[value] ?? short(value, digits ?? decimals(step));
      input.setAttribute("aria-valuetext", out.textContent);
    };
    show(settings[name]);
    const choose = (value) => { show(value); changed(name, Number(input.value)); };
    input.addEventListener("input", () => choose(Number(input.value)));
    giveBack(input, () => settings[name], choose);
    if (play) playButton(track, input, play);
    track.append(input);
    return show;
  },

  menu(box, { name, label, options }, { settings, changed }) {
    const { row, id } = cell(box, label);
    const input = focusable("select", { id }, row);
    options.forEach(([text], i) => node("option", { value: i }, input, text));
    const show = (value) => { input.value = options.findIndex(([, v]) => v === value); };
    show(settings[name]);
    input.addEventListener("change", () => changed(name, options[Number(input.value)][1]));
    return show;
  },

  check(row, { name, label }, { settings, changed }) {
    const box = node("label", { class: "lnn-check" }, row);
    const input = focusable("input", { type: "checkbox" }, box);
    node("span", {}, box, label);
    const show = (value) => { input.checked = value; };
    show(settings[name]);
    input.addEventListener("change", () => changed(name, input.checked));
    return show;
  },

  /** A button that starts and ends what goes on by itself. */
  run(row, { name, label, stop }, { settings, changed }) {
    const button = focusable("button", { type: "button", class: "lnn-main" }, row);
    const show = (value) => { button.textContent = value ? stop : label; set(button, { "aria-pressed": value }); };
    show(settings[name]);
    button.addEventListener("click", () => { show(!settings[name]); changed(name, !settings[name]); });
    return show;
  },

  button(row, { name, label }, { actions, redraw }) {
    const button = focusable("button", { type: "button" }, row, label);
    button.addEventListener("click", () => { actions()[name](); redraw(); });
    return () => {};
  },
};

/**
 * A finger that touches a slider moves it at once, and may then turn out to scroll the page: the browser says so by
 * cancelling its pointer, and the slider goes back to where it stood.
 */
function giveBack(input, value, choose) {
  let before = null;
  input.addEventListener("pointerdown", () => { before = value(); });
  input.addEventListener("pointercancel", () => choose(before));
}

/** An element that takes keys: JupyterLab, which uses the arrows itself, is told to leave them to it. */
export function focusable(name, attributes, parent, text = null) {
  return node(name, { ...attributes, "data-lm-suppress-shortcuts": "true" }, parent, text);
}

/** A button that moves a slider by itself, a step every so many milliseconds, up to its end. */
function playButton(row, input, milliseconds) {
  const button = focusable("button", { type: "button", "aria-pressed": "false" }, row, "Play");
  let timer = 0;
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    button.textContent = "Play";
    button.setAttribute("aria-pressed", "false");
  };
  const move = (value) => { input.value = value; input.dispatchEvent(new Event("input")); };
  button.addEventListener("click", () => {
    if (timer) return stop();
    if (Number(input.value) >= Number(input.max)) move(input.min);
    button.textContent = "Pause";
    button.setAttribute("aria-pressed", "true");
    timer = setInterval(() => {
      if (!input.isConnected) return stop();
      move(Number(input.value) + Number(input.step));
      if (Number(input.value) >= Number(input.max)) stop();
    }, milliseconds);
  });
}

function decimals(step) {
  return (String(step).split(".")[1] ?? "").length;
}
