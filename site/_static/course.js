// A moving picture can be stopped, and stands still from the start for readers who asked their system for that.
for (const picture of document.querySelectorAll("img[data-still]")) {
  const moving = picture.getAttribute("src");
  const button = document.createElement("button");
  button.className = "btn btn-sm btn-outline-primary";
  const show = (plays) => {
    picture.setAttribute("src", plays ? moving : picture.dataset.still);
    button.textContent = plays ? "Stop the picture" : "Play the picture";
    button.onclick = () => show(!plays);
  };
  const frame = document.createElement("span");
  frame.className = "moving";
  frame.style.cssText = picture.style.cssText; // how narrow it may become
  picture.replaceWith(frame);
  frame.append(picture, document.createElement("br"), button);
  show(!matchMedia("(prefers-reduced-motion: reduce)").matches);
}

// The theme names this button by one of the words on it; who speaks to a computer says what is written there.
for (const button of document.querySelectorAll("button.search-button-field")) {
  button.setAttribute("aria-label", button.textContent.replace(/\s+/g, " ").trim());
}

// What scrolls sideways can be reached, and scrolled, by keyboard.
const WIDE = {
  "div.formula": "formula",
  ".bd-content pre": "code",
  ".pst-scrollable-table-container, .cell_output, .cell_output .output": "wide content",
};
const scrollable = () => {
  for (const box of document.querySelectorAll(".cell_output:has(> img, > .moving)")) {
    box.querySelector(":scope > .beyond")?.remove();
    if (box.scrollWidth <= box.clientWidth + 1) continue;
    const words = document.createElement("small"); // a picture has no edge that could show a shade
    words.className = "beyond";
    words.textContent = "The figure goes on to the right: move it sideways.";
    box.append(words);
  }
  for (const [selector, label] of Object.entries(WIDE)) {
    for (const box of document.querySelectorAll(selector)) {
      if (box.scrollWidth > box.clientWidth) {
        box.tabIndex = 0;
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", label);
      }
    }
  }
};
addEventListener("load", scrollable);
addEventListener("resize", scrollable);

// All folded code of a page is shown or folded by one switch, which is remembered for the next page.
const CODE = "lnn-code-shown";
const remembered = (value) => {
  try {
    if (value === undefined) return localStorage.getItem(CODE) === "yes";
    localStorage.setItem(CODE, value ? "yes" : "no");
  } catch { /* where nothing may be stored, the switch works for this page */ }
  return Boolean(value);
};
for (const place of document.querySelectorAll(".code-switch")) {
  const button = place.querySelector("button");
  const cells = document.querySelectorAll("details.hide");
  const many = `${cells.length} folded ${cells.length === 1 ? "cell" : "cells"}`;
  const show = (shown, told) => {
    for (const cell of cells) cell.open = shown;
    button.setAttribute("aria-pressed", shown);
    place.querySelector("span").textContent = told ? `${shown ? "Shown" : "Hidden"}: the code of ${many}.` : `${many} on this page.`;
  };
  button.addEventListener("click", () => {
    const shown = button.getAttribute("aria-pressed") !== "true";
    remembered(shown);
    show(shown, true);
  });
  show(remembered(), false);
}
