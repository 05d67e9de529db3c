// The words of the glossary, and which of them somebody means who writes a word a little differently.

let loading;

/** What the glossary knows: [{names, text, to, lesson, section}], loaded once. */
export function words() {
  loading ??= fetch(new URL("words.json", import.meta.url)).then((reply) => reply.json());
  return loading;
}

/** A word as it is compared: small letters, no hyphens, singular. */
export function folded(text) {
  return text.toLowerCase().replace(/[-–_\s]+/g, " ").trim().split(" ").map(singular).join(" ");
}

function singular(word) {
  if (word.length < 4 || /(ss|us|is|ias|xes)$/.test(word)) return word;
  if (word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  return word.replace(/s$/, "");
}

/** How many letters must be put in, left out, changed or exchanged with their neighbour to make b of a; at most `most` + 1. */
export function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let [before, last, row] = [[], [], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    [before, last, row] = [last, row, [i]];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      const exchanged = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (exchanged) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    if (Math.min(...row) > most) return most + 1;
  }
  return row[b.length];
}

/** The entries that a query means: by name, else by the beginning of a name, else with one or two letters wrong. */
export function meant(entries, query) {
  const asked = folded(query);
  if (!asked) return { entries: [], corrected: "" };
  const named = (test) => entries.filter(({ names }) => names.some((name) => test(folded(name))));
  const exact = named((name) => name === asked);
  const within = asked.length > 2 ? named((name) => ` ${name} `.includes(` ${asked} `) || name.startsWith(asked)) : [];
  if (exact.length || within.length) return { entries: [...new Set([...exact, ...within])], corrected: "" };
  const most = asked.length < 4 ? 0 : asked.length < 8 ? 1 : 2;
  let best = { far: most + 1, entries: [], name: "" };
  for (const entry of entries) {
    for (const name of entry.names) {
      const far = distance(asked, folded(name), most);
      if (far < best.far) best = { far, entries: [entry], name };
      else if (far === best.far && far <= most && !best.entries.includes(entry)) best.entries.push(entry);
    }
  }
  return { entries: best.entries, corrected: best.name };
}
