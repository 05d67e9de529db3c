// Questions on a web page, where there is no kernel: this browser remembers the answers, and sends them to nobody.

import { render } from "./question.js";

const PREFIX = "lecture-nn:";

for (const el of document.querySelectorAll(".lnn-questions")) {
  const data = JSON.parse(el.querySelector("script").textContent);
  el.replaceChildren(); // what stood there could only be read
  render({ model: modelOf(data), el });
}

/** What anywidget's model does, with this browser's memory in place of a kernel's. */
function modelOf(data) {
  const answers = {};
  for (const { id } of data.questions) {
    const kept = recalled(id);
    if (kept) answers[id] = kept;
  }
  const state = { data, answers };
  return {
    get: (name) => state[name],
    set(name, value) {
      state[name] = value;
      for (const { id } of data.questions) remember(id, value[id]);
    },
    save_changes() {},
    on() {},
    off() {},
  };
}

function recalled(id) {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFIX + id));
    return kept && ["right", "wrong", "shown"].includes(kept.first) ? kept : null;
  } catch { // no memory here, or something else in it
    return null;
  }
}

function remember(id, answer) {
  try {
    if (answer) localStorage.setItem(PREFIX + id, JSON.stringify(answer));
    else localStorage.removeItem(PREFIX + id);
  } catch {
    // A browser that keeps nothing: the answers hold as long as the page.
  }
}
