// What this browser remembers of the reader's answers.

const PREFIX = "lecture-nn:";

/** The answer to the question of that id, as question.js describes it, or null. */
export function recalled(id) {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFIX + id));
    return ["right", "wrong", "shown", "noted"].includes(kept?.first) ? kept : null;
  } catch { // no memory here, or something else in it
    return null;
  }
}

/** Keep an answer, or forget it if there is none. */
export function remember(id, answer) {
  try {
    if (answer) localStorage.setItem(PREFIX + id, JSON.stringify(answer));
    else localStorage.removeItem(PREFIX + id);
  } catch {
    // A browser that keeps nothing: the answers hold as long as the page.
  }
}

/** A random number that tells this reader's file from others, and says nothing about them. */
export function reader() {
  try {
    const kept = localStorage.getItem(`${PREFIX}reader`);
    if (/^[0-9a-f]{32}$/.test(kept)) return kept;
    localStorage.setItem(`${PREFIX}reader`, random());
    return localStorage.getItem(`${PREFIX}reader`);
  } catch {
    return random();
  }
}

function random() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
