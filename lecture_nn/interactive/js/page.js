// Panels on a web page, where there is no kernel: each <div class="lnn-panel"> holds its state as JSON.

import { settingsFrom, withSettings } from "./address.js";

const seen = {}; // how many panels of each program there are on the page

for (const el of document.querySelectorAll(".lnn-panel")) start(el).catch((error) => replaceByFailure(el, error));

/** Load a panel's program and put the panel in the place of what stands there instead. */
async function start(el) {
  const state = JSON.parse(el.querySelector("script").textContent);
  seen[state.module] = (seen[state.module] ?? 0) + 1;
  const key = `${state.module}${seen[state.module] > 1 ? seen[state.module] : ""}`;
  el.id = `panel-${key}`;
  const { render } = await import(`./panels/${state.module}.js`);
  el.replaceChildren();
  const model = modelOf(state, key);
  render({ model, el });
  shareButton(el, () => addressOf(key, state, model.get("settings")));
  if (location.hash === `#${el.id}`) el.scrollIntoView();
}

/** Say in its place that a panel couldn't be started; the panels after it are not affected. */
function replaceByFailure(el, error) {
  const words = document.createElement("p");
  words.className = "lnn-words";
  words.setAttribute("role", "status");
  words.textContent = `This panel could not be started (${error.message}). Reload the page to try again.`;
  el.replaceChildren(words);
  reportError(error);
}

/** What anywidget's model does, for one page alone. A panel saves where a movement has ended: then the address follows. */
function modelOf(state, key) {
  const kept = { ...state, settings: settingsFrom(location.search, key, state) };
  return {
    get: (name) => kept[name],
    set: (name, value) => { kept[name] = value; },
    save_changes() {
      const search = withSettings(location.search, key, state, kept.settings);
      history.replaceState(history.state, "", `${location.pathname}${search && "?"}${search}${location.hash}`);
    },
    on() {},
    off() {},
  };
}

/** The address of this page with the panel as it is set, and of no other panel. */
function addressOf(key, state, settings) {
  const search = withSettings("", key, state, settings);
  return `${location.origin}${location.pathname}${search && "?"}${search}#panel-${key}`;
}

/** A small button that copies the panel's address. */
function shareButton(el, address) {
  const button = document.createElement("button");
  const first = "Copy a link to these settings";
  button.type = "button";
  button.className = "lnn-share";
  button.textContent = first;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(address());
      button.textContent = "Copied";
    } catch { // the browser doesn't let a page copy
      button.textContent = "Copy the address of this page";
    }
  });
  button.addEventListener("blur", () => { button.textContent = first; });
  el.querySelector(".lnn").append(button);
}
