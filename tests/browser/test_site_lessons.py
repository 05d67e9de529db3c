"""What holds of every lesson's page: each is opened once, in the dark on a phone, and asked everything."""

import re
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Page, expect

from lecture_nn.checks.lessons import contents
from lecture_nn.predictions import declared

pytestmark = pytest.mark.slow  # it builds the whole site

ROOT = Path(__file__).resolve().parent.parent.parent
LESSONS = [f"notebooks/{path.stem}" for path in sorted(ROOT.glob("notebooks/[0-9]*.ipynb"))]
OTHERS = ["notebooks/before_and_after", *(f"exercises/{path.stem}" for path in sorted(ROOT.glob("exercises/*.ipynb")))]


def cells(name):
    found = nbformat.read(ROOT / f"{name}.ipynb", as_version=4).cells
    return [cell for cell in found if cell.cell_type == "code"]


QUESTIONS = {name: [asked for cell in cells(name) if (asked := declared(cell.source))] for name in LESSONS}
ASKING = [name for name in LESSONS if QUESTIONS[name]]
FOLDING = [
    name
    for name in LESSONS
    if any("hide-input" in cell.metadata.get("tags", []) and not declared(cell.source) for cell in cells(name))
]
TOLD = {name: contents()["lessons"][Path(name).name] for name in LESSONS}
FIRST = [(TOLD[name]["questions"] + TOLD[name]["quiz"])[0] for name in ASKING]
"""A question of each lesson, which the reader of this page has had shown before."""
SHOWN = {"first": "shown", "given": None}
"""What is kept of a question whose answer was shown."""

LARGE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

REMEMBER = """([ids, value]) => ids.forEach((id) => localStorage.setItem(`lecture-nn:${id}`, JSON.stringify(value)))"""
REMEMBERED = """() => Object.fromEntries(Object.entries(localStorage)
    .filter(([key]) => key.startsWith("lecture-nn:")).map(([key, value]) => [key.split(":")[1], JSON.parse(value)]))"""

CUT = """() => {
  document.querySelectorAll("details").forEach((it) => { it.open = true; });
  return [...document.querySelectorAll("article pre, article .cell_output > .output")]
    .filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.textContent.slice(0, 60));
}"""

DRAWN = """() => document.querySelectorAll(".lnn-panel").length
    === document.querySelectorAll(".lnn[data-drawn]").length"""

FOLLOWS = """(theme) => document.documentElement.dataset.theme === theme
    && [...document.querySelectorAll(".lnn")].every((it) => it.matches(".lnn-dark") === (theme === "dark"))"""
"""The page follows the system's theme, but not at once, and its panels the page."""

LETTERS = """() => [...document.querySelectorAll("article .cell_output img[width]")]
    .filter((picture) => picture.clientWidth).map((picture) =>
    picture.clientWidth / picture.getAttribute("width") * (picture.src.endsWith(".webp") ? 13.9 : 10.4))"""
"""How many pixels high ten points are in each figure: they are drawn with 100 pixels to the inch, films with 75."""


@pytest.fixture(scope="module")
def reader(address, open_page):
    """The browser of a reader who has had the answer to a question of each lesson shown."""
    watched = open_page(viewport=PHONE, color_scheme="dark")
    watched.page.goto(f"{address}/404.html")
    watched.page.evaluate(REMEMBER, [FIRST, SHOWN])
    return watched


@pytest.fixture(scope="module")
def opened(request, address, reader):
    """A lesson's page, as it was opened: the tests of one lesson follow each other on it."""
    reader.problems.clear()  # those of the lesson before
    reader.page.goto(f"{address}/{request.param}.html")
    return request.param


@pytest.fixture
def lesson(opened, reader, pages):
    """The name of a lesson, and its page on a phone."""
    pages.append(reader)
    reader.page.set_viewport_size(PHONE)
    yield opened, reader.page
    assert reader.problems == []


def each(names):
    return pytest.mark.parametrize("opened", names, indirect=True)


def follows(page: Page, theme: str) -> None:
    page.wait_for_function(DRAWN)
    page.wait_for_function(FOLLOWS, arg=theme)
    grounds = page.evaluate("""() => [...document.querySelectorAll('.output:has(.lnn-panel, .lnnq)')]
        .map((it) => getComputedStyle(it).backgroundColor)""")
    assert set(grounds) <= {"rgba(0, 0, 0, 0)"}, "the theme's light ground, on which its own ink can't be read"
    filters = page.evaluate("""() => [...document.querySelectorAll('.cell_output img')]
        .map((it) => getComputedStyle(it).filter)""")
    assert set(filters) <= {"none"}


@each(LESSONS)
def test_panels_and_pictures_follow_the_theme(lesson):
    follows(lesson[1], "dark")


@pytest.mark.parametrize(("theme", "names"), [("dark", OTHERS[:1]), ("light", LESSONS[1:3])])
def test_panels_and_pictures_of_other_pages_and_themes_do_so_too(theme, names, address, watch):
    page = watch(viewport=LARGE, color_scheme=theme).page
    for name in names:
        page.goto(f"{address}/{name}.html")
        follows(page, theme)


@each(FOLDING)
def test_a_folded_cell_is_opened_by_keyboard(lesson):
    lesson[1].evaluate("document.querySelectorAll('details').forEach((it) => { it.open = false; })")
    folded = lesson[1].locator("details.hide").first
    code = folded.locator("pre").first
    assert not code.is_visible()
    summary = folded.locator("summary")
    assert re.fullmatch(r"Show the .+ \(\d+ lines?\)", said := summary.inner_text().strip())
    summary.focus()
    lesson[1].keyboard.press("Enter")
    code.wait_for()
    assert summary.inner_text().strip() == said.replace("Show", "Hide")


@each(ASKING)
def test_questions_are_answered_and_remembered(lesson):
    """What was shown before is shown again, and what is shown now is kept as a question of this lesson."""
    name, page = lesson
    asked = sum(len(each.questions) for each in QUESTIONS[name])
    forms, shown = page.locator(".lnnq-question"), page.locator(".lnnq-shown")
    expect(forms).to_have_count(asked)
    assert not re.search(r"(?<![.\w])predict\(", page.inner_text("article")), "the code of a question says its answer"
    expect(shown).to_have_count(1)
    before = page.evaluate(REMEMBERED)
    page.get_by_role("button", name="Show me").first.click()
    expect(shown).to_have_count(2)
    kept = {key: value for key, value in page.evaluate(REMEMBERED).items() if key not in before}
    assert list(kept.values()) == [SHOWN]
    assert set(kept) <= {*TOLD[name]["questions"], *TOLD[name]["quiz"]}


def test_the_list_of_lessons_counts_what_is_answered(address, watch):
    watched = watch(viewport=PHONE, color_scheme="dark")
    page, counted = watched.page, sum(len(each["questions"]) for each in contents()["lessons"].values())
    summary = page.locator("#lnn-progress")

    def told(name: str) -> str:
        return page.locator("tr").filter(has=page.locator(f"a[href='{name}.html']")).locator(".lnnq-done").inner_text()

    def of(name: str) -> str:
        return f"1 of {sum(len(each.questions) for each in QUESTIONS[name])} questions answered, 0 right at once"

    page.goto(f"{address}/{LESSONS[3]}.html")
    page.get_by_role("button", name="Show me").first.click()
    page.locator(".lnnq-shown").wait_for()
    page.reload()
    page.locator(".lnnq-shown").wait_for()
    page.goto(f"{address}/lessons.html")
    assert told(LESSONS[3]) == of(LESSONS[3])
    assert summary.inner_text().startswith(f"0 of 21 lessons read, 1 of {counted} questions answered. Go on with ")
    for name, first in zip(ASKING, FIRST, strict=True):
        page.evaluate("() => localStorage.clear()")
        page.evaluate(REMEMBER, [[first], SHOWN])
        page.reload()
        expect(summary.locator("a")).to_have_attribute("href", f"{name}.html")
        assert told(name) == of(name)
    assert watched.problems == []


@each(LESSONS)
def test_figures_have_legible_letters_on_a_phone(lesson):
    page = lesson[1]
    page.evaluate("() => document.querySelectorAll('details').forEach((it) => { it.open = true; })")
    letters = page.evaluate(LETTERS)
    assert len(letters) == page.locator("article .cell_output img:visible").count() > 0
    assert min(letters) >= 10.3


@each(LESSONS)
def test_nothing_wide_is_cut_off(lesson, settle):
    lesson[1].set_viewport_size(LARGE)
    settle(lesson[1])
    assert lesson[1].evaluate(CUT) == []


def test_nothing_wide_of_other_pages_is_cut_off(address, watch):
    page = watch(viewport=LARGE).page
    for name in [*OTHERS, "install"]:
        page.goto(f"{address}/{name}.html")
        assert page.evaluate(CUT) == [], name
