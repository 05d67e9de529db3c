// A panel: controls, a picture that follows them, and a sentence that says what it shows.

import { node, set, short } from "./plot.js";

/**
 * Put a panel into `el`.
 *
 * `model` gives `title`, `controls`, `settings` (each control's value by its name) and `data`, and hears of changed
 * settings: anywidget's model in a notebook, a plain object on a web page.
 *
 * `build({figure, data, panel})` draws into the element `figure` once and returns
 *   update(settings)  draws for these settings; returns {words, shown}: a sentence for all readers, and a function that
 *                     returns the numbers that were drawn, which is called only when a test asks for `root.shown`
 *   actions           what each button does, by its name (optional)
 *   tick()            one step of what goes on by itself while a "run" control is on (optional)
 *   close()           (optional)
 * `panel.set({name: value})` moves a control, `panel.redraw()` draws again.
 *
 * When `build` or `update` fails, the panel says so in its own place, and everything else on the page goes on.
 */
export function mount({ model, el }, build) {
  const root = node("section", { class: "lnn", "aria-label": model.get("title") }, el);
  const form = node("div", { class: "lnn-controls" }, root);
  const figure = node("div", { class: "lnn-figure" }, root);
  const words = node("p", { class: "lnn-words", "aria-live": "polite" }, root);
  const settings = { ...model.get("settings") };
  const inputs = {};
  let frame = 0;
  let saying = 0;
  let saving = 0;
  let drawn = 0;
  let numbers = () => null;

  // A drag asks many times and is drawn once a frame, with the values it has by then.
  function redraw() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      try {
        if (running() && view.tick) view.tick();
        draw(view.update({ ...settings }));
      } catch (error) {
        fail(error);
      }
    });
  }

  function draw({ words: sentence, shown }) {
    numbers = shown;
    root.dataset.drawn = String(++drawn);
    root.dispatchEvent(new CustomEvent("drawn"));
    set(words, { "aria-live": running() ? "off" : "polite" }); // nobody could listen to what changes at each frame
    if (drawn === 1 || running()) words.textContent = sentence;
    clearTimeout(saying); // a screen reader hears where a movement ends, not each place on the way
    saying = setTimeout(() => { words.textContent = sentence; }, 250);
    if (running() && root.isConnected) redraw();
  }

  function fail(error) {
    clearTimeout(saying);
    words.textContent = `This panel has stopped because of an error in its program (${error.message}). ` +
      "Reload the page to try again.";
    reportError(error);
  }

  function changed(name, value) {
    settings[name] = value;
    clearTimeout(saving);
    saving = setTimeout(() => { model.set("settings", { ...settings }); model.save_changes(); }, 150);
    redraw();
  }

  function apply(values) {
    for (const [name, value] of Object.entries(values)) {
      if (!(name in inputs) || Object.is(settings[name], value)) continue;
      inputs[name](value);
      changed(name, value);
    }
  }

  const running = () => model.get("controls").some(({ kind, name }) => kind === "run" && settings[name]);
  const panel = { settings, set: apply, redraw };
  let view;
  try {
    view = build({ figure, data: model.get("data"), panel });
  } catch (error) {
    fail(error);
    return () => root.remove();
  }
  root.panel = panel; // for tests, as is `shown`
  Object.defineProperty(root, "shown", { get: () => numbers() });
  for (const control of model.get("controls")) {
    inputs[control.name] = CONTROLS[control.kind](form, control, settings, changed, view.actions ?? {}, panel);
  }
  const hear = () => apply(model.get("settings"));
  model.on("change:settings", hear);
  const unwatch = followTheme(root);
  redraw();
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(saying);
    clearTimeout(saving);
    model.off("change:settings", hear);
    unwatch();
    view.close?.();
    root.remove();
  };
}

/** Each kind of control makes its elements and returns a function that shows a value. */
const CONTROLS = {
  slider(form, { name, label, min, max, step, digits, names, play }, settings, changed) {
    const row = node("div", { class: "lnn-control" }, form);
    const id = `lnn-${Math.random().toString(36).slice(2)}`;
    node("label", { for: id }, row, label);
    const input = focusable("input", { type: "range", id, min, max, step }, row);
    const out = node("output", { for: id }, row);
    const show = (value) => {
      input.value = value;
      out.textContent = names?.[value] ?? short(value, digits ?? decimals(step));
      input.setAttribute("aria-valuetext", out.textContent);
    };
    show(settings[name]);
    input.addEventListener("input", () => { show(Number(input.value)); changed(name, Number(input.value)); });
    if (play) playButton(row, input, play);
    return show;
  },

  menu(form, { name, label, options }, settings, changed) {
    const row = node("div", { class: "lnn-control" }, form);
    const id = `lnn-${Math.random().toString(36).slice(2)}`;
    node("label", { for: id }, row, label);
    const input = focusable("select", { id }, row);
    options.forEach(([text], i) => node("option", { value: i }, input, text));
    const show = (value) => { input.value = options.findIndex(([, v]) => v === value); };
    show(settings[name]);
    input.addEventListener("change", () => changed(name, options[Number(input.value)][1]));
    return show;
  },

  check(form, { name, label }, settings, changed) {
    const row = node("label", { class: "lnn-control" }, form);
    const input = focusable("input", { type: "checkbox" }, row);
    node("span", {}, row, label);
    const show = (value) => { input.checked = value; };
    show(settings[name]);
    input.addEventListener("change", () => changed(name, input.checked));
    return show;
  },

  /** A button that starts and ends what goes on by itself. */
  run(form, { name, label, stop }, settings, changed) {
    const button = focusable("button", { type: "button" }, form);
    const show = (value) => { button.textContent = value ? stop : label; set(button, { "aria-pressed": value }); };
    show(settings[name]);
    button.addEventListener("click", () => { show(!settings[name]); changed(name, !settings[name]); });
    return show;
  },

  button(form, { name, label }, settings, changed, actions, panel) {
    const button = focusable("button", { type: "button" }, form, label);
    button.addEventListener("click", () => { actions[name](); panel.redraw(); });
    return () => {};
  },
};

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

/** Mark the panel as dark when what lies behind it is, now and whenever the theme changes. */
function followTheme(root) {
  const look = () => {
    let behind = root.parentElement;
    let color = "";
    while (behind && !color) {
      const found = getComputedStyle(behind).backgroundColor;
      if (!/^(transparent|rgba\(.*, 0\))$/.test(found)) color = found;
      behind = behind.parentElement;
    }
    const [r, g, b] = (color.match(/[\d.]+/g) ?? [255, 255, 255]).map(Number);
    root.classList.toggle("lnn-dark", 0.299 * r + 0.587 * g + 0.114 * b < 128);
  };
  const later = () => requestAnimationFrame(() => requestAnimationFrame(look));
  const watcher = new MutationObserver(later);
  for (const watched of [document.documentElement, document.body]) watcher.observe(watched, { attributes: true });
  later();
  return () => watcher.disconnect();
}
