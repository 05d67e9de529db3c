// Before a page is printed: its light colours, and what is folded, answers and solutions, in a section at the end.

const undo = [];

addEventListener("beforeprint", () => {
  const root = document.documentElement;
  const { theme } = root.dataset;
  root.dataset.theme = "light";
  undo.push(() => { root.dataset.theme = theme; });
  for (const picture of document.querySelectorAll("img[loading=lazy]")) picture.loading = "eager";
  const folded = [...document.querySelectorAll(".bd-article details:not(.hide)")].filter((each) => !each.parentElement.closest("details"));
  if (!folded.length) return;
  const answers = document.createElement("section");
  answers.className = "answers";
  answers.innerHTML = "<h2>Answers and solutions</h2>";
  folded.forEach((details, i) => {
    const summary = details.querySelector("summary").textContent.trim();
    const here = document.createElement("p");
    here.className = "answer-at-the-end";
    here.textContent = `${summary}: number ${i + 1} at the end.`;
    const there = document.createElement("div");
    const title = document.createElement("p");
    title.textContent = `${i + 1}. ${summary}`;
    there.append(title, ...[...details.childNodes].filter((node) => node.nodeName !== "SUMMARY"));
    answers.append(there);
    details.replaceWith(here);
    undo.push(() => {
      details.append(...[...there.childNodes].slice(1));
      here.replaceWith(details);
    });
  });
  document.querySelector(".bd-article").append(answers);
  undo.push(() => answers.remove());
});

addEventListener("afterprint", () => {
  while (undo.length) undo.shift()();
});
