// The list of lessons: what the reader has answered in this browser, and what comes next. The numbers are those that
// `progress` tells in a notebook and in the terminal; turns and points are kept where notebooks run, not here.

import { recalled } from "./memory.js";

const path = JSON.parse(document.getElementById("lnn-asked").textContent).map((stop) => {
  const answers = (stop.questions ?? []).map(recalled).filter(Boolean);
  return {
    ...stop,
    isLesson: Boolean(stop.questions),
    total: stop.questions?.length ?? 0,
    answered: answers.length,
    right: answers.filter(({ first }) => first === "right").length,
    read: stop.quiz?.length > 0 && stop.quiz.every(recalled),
  };
});
const lessons = path.filter(({ isLesson }) => isLesson);

for (const lesson of lessons) {
  const link = document.querySelector(`main a[href$="notebooks/${lesson.name}.html"]`);
  if (!link || lesson.answered === 0) continue;
  const note = document.createElement("span");
  note.className = "lnnq-done";
  const mark = lesson.read ? "✓ " : "";
  note.textContent = ` ${mark}${lesson.answered} of ${lesson.total} questions answered, ${lesson.right} right at once`;
  link.after(note);
}

/** What to do next: a lesson that is begun, else what follows the last one that is read, else what was left out. */
function next() {
  const begun = lessons.findLast(({ read, answered }) => answered > 0 && !read);
  if (begun) return ["Go on with", begun];
  const last = path.findLastIndex(({ read }) => read);
  const following = path.slice(last + 1);
  const exercise = following[0]?.isLesson === false ? following[0] : null;
  const leftOut = lessons.find(({ read }) => !read);
  // Only notebooks know whether an exercise is solved: it is suggested as long as the lesson after it isn't begun.
  if (exercise && (following.length > 1 || !leftOut)) return ["Now build it:", exercise];
  const lesson = following.find(({ isLesson, read }) => isLesson && !read) ?? leftOut;
  return lesson ? ["Next:", lesson] : null;
}

const place = document.getElementById("lnn-progress");
const answered = lessons.reduce((sum, lesson) => sum + lesson.answered, 0);
if (place && answered > 0) {
  const total = lessons.reduce((sum, lesson) => sum + lesson.total, 0);
  const read = lessons.filter((lesson) => lesson.read).length;
  place.textContent = `${read} of ${lessons.length} lessons read, ${answered} of ${total} questions answered. `;
  const [told, stop] = next() ?? [];
  if (stop) {
    const link = document.createElement("a");
    link.href = stop.page;
    link.textContent = stop.isLesson ? `${stop.name.slice(0, 2)} ${stop.title}` : stop.title;
    place.append(`${told} `, link);
  }
  place.hidden = false;
}
