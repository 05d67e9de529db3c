// The list of lessons: how many of each lesson's questions the reader has answered in this browser.

import { recalled } from "./memory.js";

const asked = JSON.parse(document.getElementById("lnn-asked").textContent);

for (const [name, ids] of Object.entries(asked)) {
  const answers = ids.map(recalled).filter(Boolean);
  const link = document.querySelector(`main a[href$="notebooks/${name}.html"]`);
  if (!link || answers.length === 0) continue;
  const right = answers.filter(({ first }) => first === "right").length;
  const note = document.createElement("span");
  note.className = "lnnq-done";
  const mark = answers.length === ids.length ? "✓ " : "";
  note.textContent = ` ${mark}${answers.length} of ${ids.length} questions answered, ${right} right at once`;
  link.after(note);
}
