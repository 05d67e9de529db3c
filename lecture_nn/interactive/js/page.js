// Panels on a web page, where there is no kernel: each <div class="lnn-panel"> holds its state as JSON.

for (const el of document.querySelectorAll(".lnn-panel")) start(el).catch((error) => replaceByFailure(el, error));

/** Load a panel's program and put the panel in the place of what stands there instead. */
async function start(el) {
  const state = JSON.parse(el.querySelector("script").textContent);
  const { render } = await import(`./panels/${state.module}.js`);
  el.replaceChildren();
  render({ model: modelOf(state), el });
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

/** What anywidget's model does, for one page alone. */
function modelOf(state) {
  return {
    get: (name) => state[name],
    set: (name, value) => { state[name] = value; },
    save_changes() {},
    on() {},
    off() {},
  };
}
