// Panels on a web page, where there is no kernel: each <div class="lnn-panel"> holds its state as JSON.

for (const el of document.querySelectorAll(".lnn-panel")) {
  const state = JSON.parse(el.querySelector("script").textContent);
  const { render } = await import(`./panels/${state.module}.js`);
  el.replaceChildren(); // the still picture has done its duty
  render({ model: modelOf(state), el });
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
