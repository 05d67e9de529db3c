// The search page: first where the glossary says that a word is introduced, then what Pagefind finds in the text.

import { meant, words } from "./words.js";

const MOST = 12; // pages that are shown
const PLACES = 3; // places within one
const LATER = [[/\/(api|grading|install)\.html/, 0.2], [/\/(glossary|notation)\.html/, 0.4], [/\/exercises\//, 0.7], [/19_errata/, 0.5]];

const form = document.querySelector("form.find");
const field = form.elements.q;
const found = document.getElementById("found");
const list = document.getElementById("results");
const root = new URL("..", import.meta.url);
let newest = 0;

const pagefind = import(new URL("pagefind/pagefind.js", root).href);

async function search(query) {
  const mine = ++newest;
  if (!query.trim()) {
    found.textContent = "";
    list.replaceChildren();
    return;
  }
  const { entries, corrected } = meant(await words(), query);
  const engine = await pagefind;
  let asked = query;
  let { results } = await engine.search(asked);
  if (corrected) {
    asked = corrected;
    ({ results } = await engine.search(asked));
  }
  if (!results.length) results = await withAnyWord(engine, query);
  const read = results.slice(0, 3 * MOST).map(async (result) => ({ score: result.score, ...(await result.data()) }));
  const pages = (await Promise.all(read)).filter((page) => hasWordOf(page, asked));
  if (mine !== newest) return; // somebody has gone on typing
  const first = entries.slice(0, 4).map((entry) => new URL(entry.to, root).href);
  for (const page of pages) {
    page.href = new URL(page.url.replace(/^\//, ""), root).href;
    for (const [which, factor] of LATER) if (which.test(page.url)) page.score *= factor;
  }
  pages.sort((a, b) => b.score - a.score);
  const rows = [];
  entries.slice(0, 4).forEach((entry, i) => rows.push(word(entry, first[i])));
  for (const page of pages.slice(0, MOST)) rows.push(result(page, first));
  list.replaceChildren(...rows);
  const instead = corrected ? `Nothing is called “${query}”. Did you mean “${corrected}”? ` : "";
  found.textContent = instead + (rows.length ? `${pages.length} ${pages.length === 1 ? "page" : "pages"} found.` :
    `Nothing found for “${query}”. Try another word, or look into the glossary.`);
}

/** Whether a page has a word that begins as one of the query's does: of a word that is nowhere, Pagefind takes less and less. */
function hasWordOf({ excerpt, sub_results: places }, query) {
  const beginnings = query.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean).map((each) => each.slice(0, Math.ceil(0.7 * each.length)));
  const marked = [excerpt, ...places.map((place) => place.excerpt)].flatMap((text) => [...text.matchAll(/<mark>(.*?)<\/mark>/g)]);
  return marked.some(([, text]) => beginnings.some((beginning) => text.toLowerCase().includes(beginning)));
}

/** Pages with any of the words, those with the most of them first: no page has every word of a question. */
async function withAnyWord(engine, query) {
  const pages = new Map();
  for (const each of query.split(/\s+/).filter((text) => text.length > 2)) {
    const { results } = await engine.search(each);
    if (results.length > 25) continue; // a word like "what", which tells nothing
    for (const result of results) {
      const known = pages.get(result.id);
      if (known) known.score += result.score + 1;
      else pages.set(result.id, { ...result, data: result.data, score: result.score });
    }
  }
  return [...pages.values()].sort((a, b) => b.score - a.score);
}

/** Where the glossary says that a word is introduced. */
function word(entry, href) {
  const row = make("li", "find-word");
  const link = make("a", "", `Lesson ${entry.lesson}: ${entry.section}`);
  link.href = href;
  row.append(link, make("p", "", `introduces ${entry.names[0]}: ${entry.text}`));
  return row;
}

/** A page, with the best places in it that haven't been named yet. */
function result(page, named) {
  const row = make("li");
  const link = make("a", "", `${/\/exercises\//.test(page.url) ? "Exercise: " : ""}${page.meta.title}`);
  link.href = page.href;
  row.append(link);
  const places = page.sub_results.filter(({ url }) => url.includes("#") && !named.some((to) => to.endsWith(url.replace(/^\//, ""))));
  const best = places.sort((a, b) => weight(b) - weight(a)).slice(0, PLACES);
  if (!best.length) row.append(excerpt(page.excerpt));
  for (const place of best) {
    const inside = make("div", "find-place");
    const to = make("a", "", place.title);
    to.href = new URL(place.url.replace(/^\//, ""), root).href;
    inside.append(to, excerpt(place.excerpt));
    row.append(inside);
  }
  return row;
}

/** How good a place is: one with two of the words stands before one with a single word many times. */
function weight({ excerpt, weighted_locations: locations }) {
  const kinds = new Set([...excerpt.matchAll(/<mark>(.*?)<\/mark>/g)].map(([, word]) => word.toLowerCase().slice(0, 5)));
  return 1e6 * kinds.size + locations.reduce((sum, { balanced_score }) => sum + balanced_score, 0);
}

function excerpt(html) {
  const text = make("p");
  text.innerHTML = `… ${html} …`; // Pagefind's: words from the middle of the page's own text, escaped, with marks
  return text;
}

function make(tag, name = "", text = "") {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text) element.textContent = text;
  return element;
}

let waiting;
field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    history.replaceState(null, "", field.value ? `?q=${encodeURIComponent(field.value)}` : location.pathname);
    search(field.value);
  }, 120);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  search(field.value);
});
field.value = new URLSearchParams(location.search).get("q") ?? "";
if (!field.value) field.focus();
search(field.value);
