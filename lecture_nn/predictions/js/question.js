// Questions that are answered in the page: the reader commits, then each answer has its own reply.

/**
 * Put questions into `el`.
 *
 * `model` gives `data` (what lecture_nn.predictions.Questions.state returns) and `answers`, which it keeps: for the id
 * of each question that was answered {first, given}. `first` is "right", "wrong" or "shown", what the reader did first;
 * `given` is the newest answer, the number of a choice or a number, and null once the answer has been shown.
 *
 * The quiz before and after the course (lecture_nn.concepts) has a `stage`. Before the course, answers are only "noted",
 * once and for all; null is "I don't know". After it, `begun` is the first answer, and the model's `earlier` has the
 * answers from before the course, by the name of the question.
 */
export function render({ model, el }) {
  const { questions, quiz, stage } = model.get("data");
  if (stage === "after" && Object.keys(model.get("answers")).length === 0 && !model.opened) {
    const gate = make("p", { class: "lnnq lnnq-buttons" }, el);
    const open = make("button", { type: "button", class: "lnnq-main" }, gate, "I have read the lessons: show the questions");
    let close = () => gate.remove();
    open.addEventListener("click", () => {
      gate.remove();
      model.opened = true; // stays open if another view of it is made
      close = render({ model, el });
      el.querySelector("input")?.focus();
    });
    return () => close();
  }
  const root = make("section", { class: "lnnq", "aria-label": quiz ? "Quiz" : "Prediction" }, el);
  const shown = questions.map((question, i) => {
    const lead = quiz ? `${i + 1}.` : "Predict.";
    return one(root, question, lead, (answer) => keep(question.id, answer));
  });
  const score = quiz ? make("p", { class: "lnnq-score", role: "status" }, root) : null;
  const hand = stage === "after" ? make("p", { class: "lnnq-buttons" }, root) : null;
  if (hand) make("button", { type: "button" }, hand, "Save my answers as a file").addEventListener("click", () => save(model));

  function keep(id, answer) {
    const answers = { ...model.get("answers") };
    if (answer) answers[id] = answer;
    else delete answers[id];
    model.set("answers", answers);
    model.save_changes();
    show();
  }

  function show() {
    const answers = model.get("answers");
    questions.forEach(({ id }, i) => shown[i](answers[id] ?? null));
    if (!score) return;
    if (stage) return void (score.textContent = told(stage, questions, answers, model.get("earlier") ?? {}));
    const given = questions.map(({ id }) => answers[id]).filter(Boolean);
    const right = given.filter(({ first }) => first === "right").length;
    score.textContent = given.length === 0 ? "" :
      `${given.length} of ${questions.length} answered, ${right} right at the first attempt.`;
  }

  show();
  model.on("change:answers", show);
  model.on("change:earlier", show);
  return () => {
    model.off("change:answers", show);
    model.off("change:earlier", show);
    root.remove();
  };
}

/** What the quiz before or after the course says of all answers: lecture_nn.concepts.gain says the same in a terminal. */
export function told(stage, questions, answers, earlier) {
  const given = questions.filter(({ id }) => answers[id]);
  if (stage === "before") {
    const all = given.length === questions.length ? " That is all. You will learn what is right after the course." : "";
    return given.length ? `${given.length} of ${questions.length} noted.${all}` : "";
  }
  if (given.length === 0) return "";
  const count = `${given.length} of ${questions.length} answered, `;
  const right = (asked) => asked.filter(({ id }) => answers[id].first === "right").length;
  if (Object.keys(earlier).length === 0) {
    return `${count}${right(given)} right at the first attempt. There are no answers from before the course to compare with.`;
  }
  const both = given.filter(({ name }) => earlier[name]);
  if (both.length < FEWEST) return `${count}${right(given)} right at the first attempt.`;
  const before = both.filter(({ name, answer }) => earlier[name].given === answer).length;
  const after = right(both);
  const compared = `${count}${both.length} of them both times: ${before} right before the course, ${after} now. `;
  if (before === both.length) return `${compared}All were right before, so there was nothing to gain.`;
  const gain = (after - before) / (both.length - before);
  const shown = gain.toFixed(2).replace("-", "−");
  if (gain < 0) return `${compared}These are fewer than before: the normalized gain is negative, g = ${shown}.`;
  const size = gain >= 0.7 ? "high" : gain >= 0.3 ? "medium" : "low";
  return `${compared}You have gained ${Math.round(100 * gain)}% of what you could still gain: the normalized gain is g = ${shown} (${size}).`;
}

const FEWEST = 5; // questions answered both times, for a gain to be told

/** Save the file that a student hands in, which lecture_nn.concepts.handed_in reads: no name, no time. */
function save(model) {
  const [earlier, answers] = [model.get("earlier") ?? {}, model.get("answers")];
  const both = model.get("data").questions.map(({ id, name }) => [name, {
    ...(earlier[name] && { before: earlier[name].given }),
    ...(answers[id] && { after: answers[id].begun ?? null }),
  }]);
  const answered = Object.fromEntries(both.filter(([, each]) => Object.keys(each).length > 0));
  const file = { format: "lecture_nn concepts", version: 1, id: model.get("reader"), answers: answered };
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(file, null, 1)}\n`], { type: "application/json" }));
  const link = make("a", { href: url, download: "concepts.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url)); // after the click has been seen to
}

/** One question; returns a function that shows an answer to it, or null for none. */
function one(root, question, lead, keep) {
  const form = make("form", { class: "lnnq-question", "data-question": question.id, novalidate: "" }, root);
  const field = make("fieldset", {}, form);
  const legend = make("legend", {}, field);
  make("span", { class: "lnnq-lead" }, legend, lead);
  make("span", {}, legend).innerHTML = ` ${question.text}`;
  const reply = make("div", { class: "lnnq-reply", role: "status" });
  const kind = question.kind === "choice" ? choices(field, question) : number(field, question, legend);
  const buttons = make("div", { class: "lnnq-buttons" }, form);
  make("button", { type: "submit", class: "lnnq-main" }, buttons, "That’s my answer");
  const showMe = make("button", { type: "button" }, buttons, question.noted ? "I don’t know" : "Show me");
  const again = make("button", { type: "button" }, buttons, "Start over");
  form.append(reply);
  let answer; // undefined until it is shown for the first time

  function say(mark, words, text) {
    reply.className = `lnnq-reply lnnq-${words}`;
    reply.replaceChildren();
    if (!text) return;
    make("span", { class: "lnnq-mark", "aria-hidden": "true" }, reply, mark);
    if (!SAYS_SO[words]?.test(text)) make("span", { class: "lnnq-heard" }, reply, HEARD[words]);
    make("span", {}, reply).innerHTML = text;
  }

  if (question.noted) reply.tabIndex = -1;
  const begun = (given) => (question.name ? { begun: answer ? answer.begun : given } : {});

  function note(given) {
    if (answer) return; // the first answer counts
    keep({ first: "noted", given });
    (form.nextElementSibling?.querySelector("input:enabled") ?? reply).focus();
  }

  field.addEventListener("keydown", (event) => { // JupyterLab keeps Enter from doing what it does in a form
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = kind.given();
    if (given === null) return say("", "none", kind.missing);
    if (question.noted) return note(given);
    const right = kind.isRight(given);
    keep({ first: answer?.first ?? (right ? "right" : "wrong"), given, ...begun(given) });
  });
  showMe.addEventListener("click", () => {
    if (question.noted) return note(null);
    keep({ first: answer?.first ?? "shown", given: null, ...begun(null) });
    if (!again.hidden) again.focus(); // this button is gone now
  });
  again.addEventListener("click", () => {
    keep(null);
    kind.focus();
  });

  return (newest) => {
    const unchanged = JSON.stringify(newest) === JSON.stringify(answer);
    answer = newest;
    const solved = answer !== null && (answer.given === null || kind.isRight(answer.given));
    form.dataset.first = answer?.first ?? "";
    form.dataset.solved = String(solved);
    again.hidden = answer === null || Boolean(question.name);
    showMe.hidden = solved || (question.noted && answer !== null);
    buttons.hidden = question.noted && answer !== null;
    field.disabled = buttons.hidden;
    if (unchanged) return; // what the reader is choosing now stays
    kind.show(answer, solved);
    if (answer === null) say("", "none", "");
    else if (question.noted) say("", "noted", answer.given === null ? "Noted: you don’t know." : "Noted.");
    else if (answer.given === null) say("→", "shown", kind.answer);
    else say(solved ? "✓" : "✗", solved ? "right" : "wrong", kind.reply(answer.given));
  };
}

const HEARD = { right: "Right. ", wrong: "Not right. ", shown: "The answer. ", noted: "", none: "" };
const SAYS_SO = { right: /^(right|yes|correct|exactly)[.,:;!]/i, wrong: /^(no|not quite|not right|wrong)[.,:;!]/i };

/** Choices, one of which can be picked. */
function choices(field, { id, options, answer, noted }) {
  const group = `lnnq-${id}-${Math.random().toString(36).slice(2)}`;
  const rows = options.map(({ text }, value) => {
    const row = make("label", { class: "lnnq-choice" }, field);
    const input = make("input", { type: "radio", name: group, value }, row);
    make("span", {}, row).innerHTML = text;
    return { row, input, mark: make("span", { class: "lnnq-mark" }, row) };
  });
  return {
    missing: `Choose one first. If you would rather not, press “${noted ? "I don’t know" : "Show me"}”.`,
    answer: options[answer] && `<b>${stopped(options[answer].text)}</b> ${options[answer].reply}`,
    given() {
      const picked = rows.findIndex(({ input }) => input.checked);
      return picked < 0 ? null : picked;
    },
    isRight: (given) => given === answer,
    reply: (given) => options[given]?.reply ?? "",
    focus: () => rows[0].input.focus(),
    show(newest, solved) {
      rows.forEach(({ row, input, mark }, value) => {
        const given = newest?.given === value;
        const right = solved && value === answer;
        input.checked = newest !== null && (newest.given === null ? value === answer : given);
        if (noted) return void (input.checked = given && newest.given !== null);
        row.className = `lnnq-choice${right ? " lnnq-right" : given ? " lnnq-wrong" : ""}`;
        mark.textContent = right ? "✓" : given ? "✗" : "";
        if (right || given) mark.setAttribute("aria-label", right ? "right" : "not right");
        else mark.removeAttribute("aria-label");
        if (right || given) mark.setAttribute("role", "img");
        else mark.removeAttribute("role");
      });
    },
  };
}

/** A number to type. */
function number(field, { answer, shown, because, wrong, tolerance, unit }, legend) {
  legend.id = `lnnq-${Math.random().toString(36).slice(2)}`;
  const row = make("div", { class: "lnnq-number" }, field);
  const attributes = { type: "text", inputmode: "decimal", autocomplete: "off", size: 10, "aria-labelledby": legend.id };
  const input = make("input", attributes, row);
  if (unit) {
    make("span", { id: `${legend.id}-unit` }, row).innerHTML = unit;
    input.setAttribute("aria-describedby", `${legend.id}-unit`);
  }
  const percent = unit.trim().startsWith("%");
  const near = (a, b) => Math.abs(a - b) <= tolerance + 1e-9 * Math.max(1, Math.abs(b));
  return {
    missing: "Type a number, such as 3, −0.5 or 1/4. If you would rather not, press “Show me”.",
    answer: `<b>${shown}.</b> ${because}`,
    given: () => parsed(input.value, percent),
    isRight: (given) => near(given, answer),
    reply(given) {
      if (near(given, answer)) return because;
      const known = wrong.filter(([value]) => near(given, value));
      known.sort(([a], [b]) => Math.abs(given - a) - Math.abs(given - b));
      return known[0]?.[1] ?? (given < answer ? "The number is larger than that." : "The number is smaller than that.");
    },
    focus: () => input.focus(),
    show(newest) {
      const value = newest === null ? "" : String(newest.given ?? answer).replace("-", "−");
      if (newest === null || parsed(input.value, percent) !== (newest.given ?? answer)) input.value = value;
    },
  };
}

/** The number that a reader wrote, with a comma or a point, as a fraction, a power or a percentage; null if none. */
export function parsed(text, percent = false) {
  let plain = text.trim().replace(/[−–]/g, "-").replace(/\s/g, "");
  const share = plain.endsWith("%");
  if (share) plain = plain.slice(0, -1);
  plain = plain.replace(/[×*·x]10\^/, "e");
  if (/^-?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(plain)) plain = plain.replace(/,/g, ""); // thousands
  const [, left, sign, right] = plain.match(/^([^/^]+)(?:([/^])([^/^]+))?$/) ?? [];
  const a = value(left);
  const b = sign ? value(right) : 1;
  const found = sign === "^" ? a ** b : a / b;
  if (!Number.isFinite(found)) return null;
  return share && !percent ? found / 100 : found;
}

function value(text = "") {
  const plain = text.replace(",", ".");
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
}

function make(name, attributes = {}, parent = null, text = null) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (name === "input" || name === "button") made.dataset.lmSuppressShortcuts = "true"; // JupyterLab leaves them the keys
  if (text !== null) made.textContent = text;
  parent?.append(made);
  return made;
}

function stopped(text) {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}
