// Cards for the words and symbols of the course: what one means is shown beside it, without leaving the page.

import { folded, words } from "./words.js";

const root = new URL("..", import.meta.url);
const article = document.querySelector(".bd-article");
const card = document.createElement("div");
card.className = "card-of-word";
card.id = "card-of-word";
card.setAttribute("role", "tooltip");
card.hidden = true;
let opening, closing, shownFor;

function make(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

function open(link, tapped = false) {
  clearTimeout(closing);
  clearTimeout(opening);
  opening = setTimeout(() => {
    shownFor?.removeAttribute("aria-describedby");
    shownFor = link;
    card.textContent = link.dataset.card;
    if (tapped) card.append(document.createElement("br"), make("small", "Tap the word again to look it up."));
    card.hidden = false;
    link.setAttribute("aria-describedby", card.id);
    const at = link.getBoundingClientRect();
    const below = at.bottom + card.offsetHeight + 12 < innerHeight;
    card.style.left = `${Math.max(8, Math.min(at.left, document.documentElement.clientWidth - card.offsetWidth - 8)) + scrollX}px`;
    card.style.top = `${(below ? at.bottom + 6 : at.top - card.offsetHeight - 6) + scrollY}px`;
  }, 150);
}

function close(at = 200) {
  clearTimeout(opening);
  clearTimeout(closing);
  closing = setTimeout(() => {
    card.hidden = true;
    shownFor?.removeAttribute("aria-describedby");
    shownFor = null;
  }, at);
}

/** Close the card when the pointer leaves, but not that of a link that has been reached by keyboard. */
function closeUnlessFocused() {
  if (!document.activeElement?.dataset.card) close();
}

/** Make a link that shows a card. */
function carded(link, text) {
  link.dataset.card = text;
  link.addEventListener("pointerenter", ({ pointerType }) => pointerType !== "touch" && open(link));
  link.addEventListener("pointerleave", closeUnlessFocused);
  link.addEventListener("focus", () => open(link));
  link.addEventListener("blur", () => close());
  link.addEventListener("click", (event) => {  // a finger can't point: its first tap shows the card, its second follows the link
    if (event.pointerType !== "touch" || shownFor === link) return;
    event.preventDefault();
    open(link, true);
  });
}

async function start() {
  if (!article) return;
  document.body.append(card);
  card.addEventListener("pointerenter", () => clearTimeout(closing));
  card.addEventListener("pointerleave", closeUnlessFocused);
  addEventListener("keydown", ({ key }) => key === "Escape" && close(0));
  addEventListener("pointerdown", ({ target }) => card.contains(target) || shownFor?.contains(target) || close(0));
  const entries = new Map();
  for (const entry of await words()) for (const name of entry.names) if (!entries.has(folded(name))) entries.set(folded(name), entry);
  const place = (name) => new URL(`glossary.html#term-${name.replace(/[^\w]+/g, "-")}`, root).href;
  for (const link of article.querySelectorAll('a[href*="glossary.html#term-"]')) {
    const entry = entries.get(folded(link.textContent));
    if (entry) carded(link, entry.text);
  }
  const done = new Set();
  for (const strong of article.querySelectorAll("p > strong, li > strong, li > p > strong, td strong")) {
    const entry = entries.get(folded(strong.textContent.replace(/[.,;:]$/, "")));
    if (!entry || done.has(entry) || strong.closest("a, details, .lnnq, .lnn")) continue;
    done.add(entry);
    const link = document.createElement("a");
    link.className = "word";
    link.href = place(entry.names[0]);
    strong.replaceWith(link);
    link.append(strong);
    carded(link, entry.text);
  }
  for (const [formula, text] of await symbols()) {
    const same = (each) => each.querySelector("mrow")?.outerHTML === formula && !each.closest("a, h1, h2, h3, details, table");
    const first = [...article.querySelectorAll("p .formula, li .formula")].find(same);
    if (!first) continue;
    const link = document.createElement("a");
    link.className = "word";
    link.setAttribute("aria-label", first.querySelector("mrow").textContent.trim()); // MathML alone is no name
    link.href = new URL("notation.html", root).href;
    first.replaceWith(link);
    link.append(first);
    carded(link, text);
  }
  document.documentElement.dataset.cards = "ready";
}

/** The symbols of the page of symbols: their formulas, and what they mean. */
async function symbols() {
  if (/\/notation\.html$/.test(location.pathname)) return [];
  const page = new DOMParser().parseFromString(await (await fetch(new URL("notation.html", root))).text(), "text/html");
  const rows = [...page.querySelectorAll(".bd-article tbody tr")].map((row) => [...row.cells]);
  for (const copy of page.querySelectorAll(".katex-mathml")) copy.dataset.kept = "";
  return rows.map(([formula, meaning]) => {
    const text = meaning.cloneNode(true);
    for (const twice of text.querySelectorAll(".katex-mathml")) twice.remove();
    return [formula.querySelector("mrow")?.outerHTML, text.textContent.trim()];
  });
}

if ("requestIdleCallback" in window) requestIdleCallback(start, { timeout: 2000 });
else setTimeout(start, 500);
