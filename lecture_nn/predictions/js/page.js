// Questions on a web page, where there is no kernel: this browser remembers the answers, and sends them to nobody.

import { reader, recalled, remember } from "./memory.js";
import { render } from "./question.js";

for (const el of document.querySelectorAll(".lnn-questions")) {
  const data = JSON.parse(el.querySelector("script").textContent);
  const stills = [...el.querySelectorAll(".lnnq-still")]; // what can only be read is for paper
  for (const still of stills) still.hidden = true;
  el.replaceChildren(...stills);
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
    get(name) {
      if (data.stage === "after" && name === "earlier") return before(data.questions);
      return data.stage === "after" && name === "reader" ? reader() : state[name];
    },
    set(name, value) {
      state[name] = value;
      for (const { id } of data.questions) remember(id, value[id]);
    },
    save_changes() {},
    on() {},
    off() {},
  };
}

/** The answers from before the course, by the name of the question. */
function before(questions) {
  const kept = questions.map(({ id, name }) => [name, recalled(id.replace("-after-", "-before-"))]);
  return Object.fromEntries(kept.filter(([, answer]) => answer));
}
