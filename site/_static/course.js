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
