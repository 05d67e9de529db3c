"""Predictions and quizzes in a browser: by mouse, touch and keyboard, for screen readers, remembered, in JupyterLab."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import pytest
from lab import jupyterlab, open_lab, run_all, shut_down
from playwright.sync_api import Page, Route, expect

from lecture_nn.concepts import inventory
from lecture_nn.concepts.handed_in import read
from lecture_nn.concepts.quiz import Quiz
from lecture_nn.interactive import predict, predict_number, quiz
from lecture_nn.interactive.prediction import JS
from lecture_nn.predictions import Questions

ANSWER, SHOW, AGAIN = "That’s my answer", "Show me", "Start over"
PHONE = {"viewport": {"width": 375, "height": 740}, "has_touch": True, "is_mobile": True}
CHOICE = predict(
    r"The weights from $h_1$ to both outputs are positive. What is $\partial E/\partial h_1$?",
    {
        "Negative: output 1 needs more of $h_1$": "It does, but both count.",
        "It depends on how strongly each output pulls": "Exactly, the two effects add.",
        "Zero, since `h1` has no target": "Moving it moves the outputs.",
    },
    answer=1,
)
NUMBER = predict_number(
    "What is the standard deviation?",
    -0.5,
    "Half.",
    wrong={0.5: "The sign is lost.", -2: "Upside down."},
    tolerance=0.01,
)
MANY = predict_number("How many parameters?", 102_400, "All of them.", wrong={1024: "Pixels only."}, unit="weights")
QUIZ = quiz([CHOICE, NUMBER])
VIOLATIONS = """async () => {
  const { violations } = await axe.run({ resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
}"""
KEPT = "() => Object.fromEntries(Object.entries(localStorage).map(([key, value]) => [key, JSON.parse(value)]))"


@pytest.fixture
def ask(watch: Callable) -> Iterator[Callable[..., Page]]:
    """``ask(questions)`` puts questions on a page; after the test nothing may have gone wrong in it."""
    opened = []

    def asks(questions: Questions, dark: bool = False, **settings) -> Page:
        watched = watch(**settings)
        opened.append(watched)
        look = ' style="background: #14181e; color: #ced6dd"' if dark else ""
        body = (
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>Questions</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
            f'<link rel="stylesheet" href="question.css"><body{look}><main><h1>Questions</h1>{questions.html()}'
            '<script type="module" src="page.js"></script></main></body></html>'
        )
        watched.page.route("**/*", lambda route: serve_js(route, body))
        watched.page.goto("http://127.0.0.1/")
        if settings.get("java_script_enabled", True):
            watched.page.wait_for_selector(".lnnq")
        return watched.page

    yield asks
    for watched in opened:
        assert watched.problems == []


def serve_js(route: Route, body: str) -> None:
    name = urlsplit(route.request.url).path.lstrip("/")
    if name:
        route.fulfill(path=JS / name)
    else:
        route.fulfill(body=body, content_type="text/html")


def reply(page: Page, words: str, nth: int = 0) -> None:
    """Wait until the reply to a question holds these words."""
    page.locator(".lnnq-reply").nth(nth).filter(has_text=words).wait_for()


def kept(page: Page, question: Questions = CHOICE) -> dict | None:
    return page.evaluate(KEPT).get(f"lecture-nn:{question.questions[0].id}")


def test_a_choice_by_mouse_has_its_own_reply_and_the_first_is_remembered(ask):
    page = ask(CHOICE)
    assert page.locator(".lnnq-reply").inner_text() == ""
    assert kept(page) is None, "nothing counts before the reader commits"
    page.locator(".lnnq").get_by_text("Negative: output 1").click()
    assert page.locator(".lnnq-reply").inner_text() == ""
    page.get_by_role("button", name=ANSWER).click()
    reply(page, "It does, but both count.")
    assert kept(page) == {"first": "wrong", "given": 0}
    page.locator(".lnnq").get_by_text("It depends").click()
    page.get_by_role("button", name=ANSWER).click()
    reply(page, "Exactly, the two effects add.")
    assert kept(page) == {"first": "wrong", "given": 1}
    assert page.get_by_role("img", name="right", exact=True).count() == 1
    page.reload()
    reply(page, "Exactly, the two effects add.")
    assert page.get_by_label("It depends").is_checked()


def test_a_screen_reader_hears_the_verdict_once(ask):
    choices = {"1": "Right: one.", "2": "No, two.", "3": "Three is odd."}
    page = ask(quiz([predict(f"Question {n}", choices, answer=n) for n in (0, 2)]))
    heard = []
    for question in range(2):
        for choice in range(3):
            page.locator(".lnnq-question").nth(question).locator("input[type=radio]").nth(choice).check()
            page.get_by_role("button", name=ANSWER).nth(question).click()
            reply(page, list(choices.values())[choice].split()[0], question)
            heard.append(page.locator(".lnnq-reply").nth(question).text_content()[1:])
    wrong = "Not right. Three is odd."
    assert heard == ["Right: one.", "No, two.", wrong, "Not right. Right: one.", "No, two.", "Right. Three is odd."]


def test_a_choice_by_touch_on_a_narrow_dark_phone(ask):
    page = ask(CHOICE, dark=True, **PHONE)
    page.locator(".lnnq").get_by_text("It depends").tap()
    page.get_by_role("button", name=ANSWER).tap()
    reply(page, "Exactly, the two effects add.")
    assert kept(page) == {"first": "right", "given": 1}
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 375
    for control in page.locator("label.lnnq-choice, button:visible").all():
        assert control.bounding_box()["height"] >= 24, "what WCAG asks for to be touched"


class BeforeAndAfter:
    """The quiz before the course and the one after it, on one page."""

    def html(self) -> str:
        return Quiz("before").html() + Quiz("after").html()


def test_before_the_course_answers_are_noted_and_after_it_compared_and_handed_in(ask, tmp_path):
    page = ask(BeforeAndAfter(), dark=True, **PHONE)
    before, after = page.locator("section.lnnq").first, page.locator("section.lnnq").nth(1)
    for number, concept in enumerate(inventory().concepts[:7]):  # "I don't know", four wrong, two right
        form = before.locator(".lnnq-question").nth(number)
        if number:
            right, wrong = concept.right, min(concept.misconceptions)
            form.locator("input").nth(right if number > 4 else wrong).check()
        form.get_by_role("button", name=ANSWER if number else "I don’t know").click()
        form.get_by_text("Noted", exact=False).wait_for()
        assert form.locator("button:visible, input:enabled, .lnnq-right, .lnnq-wrong").count() == 0
    assert before.locator(".lnnq-score").inner_text() == "7 of 25 noted."
    page.get_by_role("button", name="I have read the lessons").click()
    for number, concept in enumerate(inventory().concepts[:8]):  # two wrong first, and one that wasn't answered before
        form = after.locator(".lnnq-question").nth(number)
        for choice in [min(concept.misconceptions)] * (number in (1, 6)) + [concept.right]:
            form.locator("input").nth(choice).check()
            form.get_by_role("button", name=ANSWER).click()
        form.locator(".lnnq-reply.lnnq-right").get_by_role("link", name=f"lesson {concept.lesson[:2]}").wait_for()
        assert form.get_by_role("button", name=AGAIN).count() == 0, "the first answer counts"
    told = "8 of 25 answered, 7 of them both times: 2 right before the course, 5 now. You have gained 60% of what you "
    told += "could still gain: the normalized gain is g = 0.60 (medium)."
    assert after.locator(".lnnq-score").inner_text() == told
    page.reload()
    page.locator(".lnnq-score").filter(has_text=told).wait_for()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save my answers as a file").click()
    saved.value.save_as(tmp_path / "concepts.json")
    _, mine = read(tmp_path / "concepts.json")
    assert (len(mine.before), len(mine.after), mine.before["neuron"]) == (7, 8, None)
    assert (mine.right("before"), mine.right("after"), round(mine.gain, 2)) == (2, 5, 0.6)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 375


def test_a_choice_by_keyboard_alone(ask):
    page = ask(CHOICE)
    for key in ("Tab", "Space", "ArrowDown", "ArrowDown", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    reply(page, "Exactly, the two effects add.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == AGAIN
    page.keyboard.press("Enter")
    page.locator(".lnnq-reply").filter(has_not_text="Exactly").wait_for(state="attached")
    assert page.evaluate("() => document.activeElement.type") == "radio"
    assert page.locator("input:checked").count() == 0
    assert kept(page) is None


def test_show_me_is_always_possible_and_counts_as_shown(ask):
    page = ask(CHOICE)
    page.get_by_role("button", name=SHOW).press("Enter")
    reply(page, "It depends on how strongly each output pulls. Exactly, the two effects add.")
    assert kept(page) == {"first": "shown", "given": None}
    assert page.evaluate("() => document.activeElement.textContent") == AGAIN, "the focus isn't lost with the button"
    page.locator(".lnnq").get_by_text("Negative: output 1").click()
    page.get_by_role("button", name=ANSWER).click()
    reply(page, "It does, but both count.")
    assert kept(page) == {"first": "shown", "given": 0}


def test_no_choice_yet_is_told_and_counts_for_nothing(ask):
    page = ask(QUIZ)
    for nth, words in ((0, "Choose one first."), (1, "Type a number")):
        page.get_by_role("button", name=ANSWER).nth(nth).click()
        reply(page, words, nth)
    assert page.evaluate(KEPT) == {}


@pytest.mark.parametrize(
    ("question", "typed", "words", "first"),
    [
        (NUMBER, "-0.5", "Half.", "right"),
        (NUMBER, "−0,505", "Half.", "right"),
        (NUMBER, "-1/2", "Half.", "right"),
        (NUMBER, "-50%", "Half.", "right"),
        (NUMBER, " .5 ", "The sign is lost.", "wrong"),
        (NUMBER, "-2.005", "Upside down.", "wrong"),
        (NUMBER, "-0.53", "The number is larger than that.", "wrong"),
        (NUMBER, "7", "The number is smaller than that.", "wrong"),
        (MANY, "102,400", "All of them.", "right"),
        (MANY, "102 400", "All of them.", "right"),
        (MANY, "1.024e5", "All of them.", "right"),
        (MANY, "1.024 × 10^5", "All of them.", "right"),
        (MANY, "2^10", "Pixels only.", "wrong"),
        (MANY, "ten", "Type a number", None),
        (MANY, "1/0", "Type a number", None),
        (MANY, "", "Type a number", None),
    ],
)
def test_a_number_is_read_as_people_write_it(question, typed, words, first, ask):
    page = ask(question)
    field = page.get_by_role("textbox")
    field.fill(typed)
    field.press("Enter")
    reply(page, words)
    assert (kept(page, question) or {}).get("first") == first
    if first:
        page.reload()
        reply(page, words)


def test_a_quiz_counts_and_leaves_alone_what_is_not_committed(ask):
    page = ask(QUIZ)
    page.get_by_label("It depends").check()
    page.get_by_role("textbox").fill("-0.5")
    page.get_by_role("textbox").press("Enter")
    reply(page, "Half.", nth=1)
    page.locator(".lnnq-score").filter(has_text="1 of 2 answered, 1 right at the first attempt.").wait_for()
    assert page.get_by_label("It depends").is_checked()
    page.get_by_role("button", name=SHOW).click()
    page.locator(".lnnq-score").filter(has_text="2 of 2 answered, 1 right at the first attempt.").wait_for()


def test_a_screen_reader_hears_the_question_its_choices_and_the_reply(ask):
    page = ask(QUIZ)
    group = page.get_by_role("group").nth(0)
    assert group.evaluate("it => it.querySelector('legend').textContent").startswith("1. The weights from h1 to both")
    assert [each.get_attribute("name") for each in group.get_by_role("radio").all()] != []
    assert page.get_by_role("textbox", name="2. What is the standard deviation?").count() == 1
    page.locator(".lnnq").get_by_text("Negative: output 1").click()
    page.get_by_role("button", name=ANSWER).nth(0).click()
    status = page.get_by_role("status").nth(0)
    status.filter(has_text="Not right. It does, but both count.").wait_for()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_in_any_state(dark, ask, axe):
    page = ask(quiz([CHOICE, NUMBER, MANY]), dark=dark)
    page.evaluate(f"{axe}; null")
    assert page.evaluate(VIOLATIONS) == []
    page.locator(".lnnq").get_by_text("Negative: output 1").click()
    for nth in range(3):
        page.get_by_role("button", name=ANSWER).nth(nth).click()
    page.get_by_role("button", name=SHOW).nth(1).click()
    reply(page, "Half.", nth=1)
    assert page.evaluate(VIOLATIONS) == []
    ink = page.locator(".lnnq").evaluate("it => getComputedStyle(it).color")
    paper = page.locator("body").evaluate("it => getComputedStyle(it).backgroundColor")
    assert ink != paper, "axe passes over text that can't be seen at all"


def test_without_javascript_the_question_can_be_read_and_its_answer_unfolded(ask):
    page = ask(CHOICE, java_script_enabled=False)
    assert page.get_by_text("The weights from h1 to both outputs").is_visible()
    assert page.get_by_role("listitem").filter(has_text="Zero, since h1 has no target").first.is_visible()
    answer = page.get_by_text("Exactly, the two effects add.")
    assert not answer.is_visible()
    page.get_by_text("Answer", exact=True).click()
    assert answer.is_visible()


@pytest.mark.parametrize("memory", ["{", "null", '"right"', '{"first": "maybe"}', '{"first": "right", "given": 17}'])
def test_a_damaged_memory_does_no_harm(memory, ask):
    page = ask(CHOICE)
    page.evaluate(
        "([key, value]) => localStorage.setItem(key, value)", [f"lecture-nn:{CHOICE.questions[0].id}", memory]
    )
    page.reload()
    page.wait_for_selector(".lnnq")
    page.locator(".lnnq").get_by_text("It depends").click()
    page.get_by_role("button", name=ANSWER).click()
    reply(page, "Exactly, the two effects add.")


def test_a_browser_that_keeps_nothing_still_answers(ask, watch):
    page = ask(CHOICE)
    page.add_init_script("Storage.prototype.setItem = Storage.prototype.getItem = () => { throw new Error('full') }")
    page.reload()
    page.locator(".lnnq").get_by_text("It depends").click()
    page.get_by_role("button", name=ANSWER).click()
    reply(page, "Exactly, the two effects add.")


# JupyterLab


COUNTED = """import gc, ipywidgets
gc.collect()
print(len(ipywidgets.Widget.widgets))"""
RUN = """async n => {
    const { content } = window.jupyterapp.shell.currentWidget;
    content.activeCellIndex = n;
    await window.jupyterapp.commands.execute("notebook:run-cell");
    return content.widgets[2].model.outputs.get(0)?.data["application/vnd.jupyter.stdout"];
}"""


def wait_for_answers(memory, number):
    """Wait until so many answers stand in the student's file."""
    end = time.monotonic() + 120
    while not memory.exists() or len(json.loads(memory.read_text()).get("predictions", {})) < number:
        assert time.monotonic() < end, "the answers don't arrive in the student's file"
        time.sleep(0.05)


def test_in_jupyterlab_keys_answer_and_the_student_s_file_remembers(tmp_path, watch, monkeypatch):
    memory = tmp_path / "own" / "progress.json"
    monkeypatch.setenv("LECTURE_NN_PROGRESS", str(memory))
    pairs = CHOICE.questions[0].options
    asked = f"predict({CHOICE.questions[0].text!r}, {pairs!r}, answer=1)"
    number = f"predict_number({MANY.questions[0].text!r}, 102400, 'All of them.', wrong={{1024: 'Pixels only.'}})"
    cells = ["from lecture_nn.interactive import *", f"quiz([\n{asked},\n{number}])", COUNTED]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    root = tmp_path / "lab"
    root.mkdir()
    nbformat.write(notebook, root / "asked.ipynb")
    page = watch(viewport={"width": 1200, "height": 900}).page
    with jupyterlab(root) as address:
        open_lab(page, address)
        run_all(page, "asked")
        page.locator(".lnnq").wait_for(timeout=120_000)
        for _ in range(3):  # JupyterLab may have made the view anew in between, and then nothing is chosen in it
            page.get_by_label("Negative: output 1").focus()
            for key in ("Space", "ArrowDown", "ArrowDown", "Enter"):
                page.keyboard.press(key)
            if page.locator(".lnnq-reply").first.inner_text():
                break
        reply(page, "Moving it moves the outputs.")
        page.get_by_role("textbox", name="2. How many parameters?").focus()
        page.keyboard.type("102400")
        page.keyboard.press("Enter")
        reply(page, "All of them.", nth=1)
        wait_for_answers(memory, 2)  # the page sends the second one when the kernel has taken the first
        before = [page.evaluate(RUN, 1), page.evaluate(RUN, 2)][1]
        reply(page, "Moving it moves the outputs.")
        reply(page, "All of them.", nth=1)
        for _ in range(5):
            page.evaluate(RUN, 1)
        assert page.evaluate(RUN, 2) == before, "the widgets of earlier runs are closed"
        expect(page.locator(".lnnq")).to_have_count(1)  # it is drawn a moment after the cell has run
        shut_down(page)
    first, second = CHOICE.questions[0].id, MANY.questions[0].id
    told = {first: {"first": "wrong", "given": 2}, second: {"first": "right", "given": 102400}}
    assert json.loads(memory.read_text())["predictions"] == told


def test_the_programs_are_small():
    """A notebook sends them with each question."""
    assert sum(path.stat().st_size for path in Path(JS).glob("*")) < 25_000
