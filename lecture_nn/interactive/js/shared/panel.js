// A panel: controls, a picture that follows them, and a sentence that says what it shows.

import { makeControls } from "./controls.js";
import { node, set } from "./draw.js";

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
 * `panel.set({name: value})` moves a control, `panel.redraw()` draws again, and `panel.undo()` returns a function that
 * brings all controls back to where they stand now.
 *
 * When `build` or `update` fails, the panel says so in its own place, and everything else on the page goes on.
 */
export function mount({ model, el }, build) {
  const root = node("section", { class: "lnn", "aria-label": model.get("title") }, el);
  const unwatchWidth = followWidth(root);
  const form = node("div", { class: "lnn-controls" }, root);
  const figure = node("div", { class: "lnn-figure" }, root);
  const words = node("p", { class: "lnn-words", "aria-live": "polite" }, root);
  const settings = { ...model.get("settings") };
  let inputs = {};
  let frame = 0;
  let seen = true; // whether some of it is on the screen
  let saying = 0;
  let saving = 0;
  let drawn = 0;
  let numbers = () => null;

  // A drag asks many times and is drawn once a frame, with the values it has by then.
  function redraw() {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      try {
        if (running() && seen && view.tick) view.tick();
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
    if (running() && seen && root.isConnected) redraw();
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
  const undo = () => {
    const before = { ...settings };
    return () => apply(before);
  };
  const panel = { settings, set: apply, redraw, undo };
  let view;
  try {
    view = build({ figure, data: model.get("data"), panel });
  } catch (error) {
    fail(error);
    return () => root.remove();
  }
  root.panel = panel; // for tests, as is `shown`
  Object.defineProperty(root, "shown", { get: () => numbers() });
  inputs = makeControls(form, model.get("controls"), { settings, changed, redraw, actions: () => view.actions });
  const hear = () => apply(model.get("settings"));
  model.on("change:settings", hear);
  const unwatch = [unwatchWidth, followTheme(root), followSight(root, (now) => { seen = now; redraw(); })];
  redraw();
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(saying);
    clearTimeout(saving);
    model.off("change:settings", hear);
    for (const stop of unwatch) stop();
    view.close?.();
    root.remove();
  };
}

const NARROW = 560; // pixels: below that, a panel is laid out for a phone
const ROOMY = 860; // from here on, there is room beside the picture

/**
 * Mark the panel as narrow or roomy when it is, and tell its pictures of each new width. A picture that comes or goes says
 * "rearranged", which may be heard before the watcher has told of a new width.
 */
function followWidth(root) {
  const measure = node("div", { class: "lnn-measure" }, root); // the panel's own height depends on the pictures
  const look = () => {
    const width = measure.clientWidth;
    root.classList.toggle("lnn-narrow", width > 0 && width < NARROW);
    root.classList.toggle("lnn-roomy", width >= ROOMY);
    root.dispatchEvent(new CustomEvent("resized"));
  };
  const watcher = new ResizeObserver(look);
  watcher.observe(measure);
  root.addEventListener("rearranged", look);
  look();
  return () => watcher.disconnect();
}

/** Say when the panel is scrolled out of sight or into it: what runs by itself needn't run unseen. */
function followSight(root, changed) {
  let before = true;
  const watcher = new IntersectionObserver((entries) => {
    const now = entries.at(-1).isIntersecting;
    if (now !== before) changed(now);
    before = now;
  });
  watcher.observe(root);
  return () => watcher.disconnect();
}

/** Mark the panel as dark when the page says that it is, or else when what lies behind the panel is. */
function followTheme(root) {
  const look = () => {
    const ground = groundOf(root);
    root.style.setProperty("--lnn-ground", ground); // of the narrow edges that keep marks and words apart
    root.classList.toggle("lnn-dark", saidToBeDark() ?? isDark(ground));
  };
  const later = () => requestAnimationFrame(() => requestAnimationFrame(look));
  const watcher = new MutationObserver(later);
  for (const watched of [document.documentElement, document.body]) watcher.observe(watched, { attributes: true });
  look();
  later();
  return () => watcher.disconnect();
}

/** What the page says of its theme: this course's site, JupyterLab, VS Code; undefined when it says nothing. */
function saidToBeDark() {
  const { theme } = document.documentElement.dataset;
  const { jpThemeLight, vscodeThemeKind } = document.body.dataset;
  if (["light", "dark"].includes(theme)) return theme === "dark";
  if (jpThemeLight) return jpThemeLight === "false";
  return vscodeThemeKind && !vscodeThemeKind.includes("light");
}

/** The colour that is seen behind an element. */
function groundOf(element) {
  for (let behind = element.parentElement; behind; behind = behind.parentElement) {
    const color = getComputedStyle(behind).backgroundColor;
    if (!/^(transparent|rgba\(.*, 0\))$/.test(color)) return color;
  }
  return "rgb(255, 255, 255)";
}

function isDark(color) {
  const [r, g, b] = color.match(/[\d.]+/g).map(Number);
  return 0.299 * r + 0.587 * g + 0.114 * b < 128;
}
