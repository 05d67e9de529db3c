"""How the pages of the web site look, and how little of them stands between a reader and the first line."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow  # it builds the whole site

ROOT = Path(__file__).resolve().parent.parent.parent
LESSONS = [f"notebooks/{path.stem}" for path in sorted(ROOT.glob("notebooks/*.ipynb"))]
EXERCISES = [f"exercises/{path.stem}" for path in sorted(ROOT.glob("exercises/*.ipynb"))]
LARGE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

HOLDS_UP = 120_000
"""Bytes of styles and scripts that a browser must have before it draws a page: it had 480,000, and then the icons."""

LINES = """() => [...document.querySelectorAll("article section > p")].flatMap((paragraph) => {
  if (paragraph.querySelector(".formula")) return [];
  const lines = new Map();
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    for (let i = 0; i < text.length; i++) {
      const range = document.createRange();
      range.setStart(text, i);
      range.setEnd(text, i + 1);
      const box = range.getClientRects()[0];
      if (box) lines.set(Math.round(box.bottom / 8), (lines.get(Math.round(box.bottom / 8)) ?? 0) + 1);
    }
  }
  return [...lines.values()].slice(0, -1);
})"""
"""How many characters each line of text has, but for the last of a paragraph."""


def test_a_line_has_70_to_80_characters(address, watch):
    page, lines = watch(viewport=LARGE).page, []
    for name in LESSONS[::4]:
        page.goto(f"{address}/{name}.html")
        page.evaluate("() => document.fonts.ready")
        lines += page.evaluate(LINES)
    assert len(lines) > 300
    lines.sort()
    assert 70 <= lines[len(lines) // 2] <= 80
    assert lines[len(lines) * 19 // 20] <= 84, "words that happen to be short"


def test_the_font_is_the_sites_own_and_what_stands_in_for_it_is_as_wide(address, watch):
    watched = watch(viewport=LARGE)
    watched.page.goto(f"{address}/{LESSONS[2]}.html")
    loaded = "async () => [...(await document.fonts.ready)].filter((f) => f.status == 'loaded').map((f) => f.family)"
    assert any("Source Sans 3" in family for family in watched.page.evaluate(loaded))
    assert watched.page.request.get(f"{address}/_static/fonts/LICENSE.txt").text().count("SIL OPEN FONT LICENSE") >= 1
    heights = []
    for family in ("var(--pst-font-family-base)", '"Wide as Source Sans", "Wide as Source Sans, too"'):
        watched.page.add_style_tag(content=f"html body * {{ font-family: {family}; }}")
        heights += [watched.page.evaluate("() => document.querySelector('article section > p').clientHeight")]
    assert heights[0] == heights[1], "the text moves when its font comes"
    assert watched.problems == []


@pytest.mark.parametrize("name", ["index", "map", LESSONS[2], EXERCISES[0]])
def test_little_holds_up_the_first_line(name, html, address, watch):
    """What stands in the page before its body, and what it must wait for: nothing else."""
    text = (html / f"{name}.html").read_text(encoding="utf-8")
    head = text[: text.index("<body")]
    assert 0 < len(head) < HOLDS_UP
    assert "stylesheet" not in head
    assert all(re.search(r"\b(defer|async|module)\b", tag) for tag in re.findall(r"<script[^>]*\bsrc=[^>]*>", text))
    assert "Font Awesome" not in text
    assert not re.search(r'class="[^"]*\bfa-', text)
    watched = watch(viewport=PHONE)
    watched.page.goto(f"{address}/{name}.html")
    blocking = """() => performance.getEntriesByType("resource")
        .filter((each) => each.renderBlockingStatus === "blocking").map((each) => each.name)"""
    assert watched.page.evaluate(blocking) == []


def test_what_goes_on_beyond_an_edge_says_so(address, watch, settle):
    page = watch(viewport=PHONE).page
    page.goto(f"{address}/notebooks/14_optimizers.html")
    settle(page)
    figures = page.locator(".cell_output:has(> img, > .moving)")
    assert figures.count() > 3
    for box in figures.all():
        wide = box.evaluate("it => it.scrollWidth > it.clientWidth + 1")
        assert box.locator(".beyond").count() == wide
    ground = page.locator("article pre:visible").first.evaluate("it => getComputedStyle(it).backgroundAttachment")
    assert {"local", "scroll"} == set(ground.split(", "))


def test_one_switch_shows_and_hides_all_code_and_is_remembered(address, watch):
    page = watch().page
    page.goto(f"{address}/{LESSONS[2]}.html")
    switch, said = page.get_by_role("button", name="Show all code"), page.locator(".code-switch [role=status]")
    opened = "() => new Set([...document.querySelectorAll('details.hide')].map((it) => it.open))"
    is_open = f"() => [...({opened})()].join()"
    assert page.evaluate(is_open) == "false"
    switch.focus()
    page.keyboard.press("Enter")
    expect(switch).to_have_attribute("aria-pressed", "true")
    expect(said).to_have_text(re.compile("^Shown: the code of "))
    assert page.evaluate(is_open) == "true"
    page.goto(f"{address}/{LESSONS[3]}.html")
    expect(switch).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(is_open) == "true"
    switch.press("Enter")
    expect(said).to_have_text(re.compile("^Hidden: the code of "))
    page.reload()
    assert page.evaluate(is_open) == "false"


@pytest.mark.parametrize("name", [LESSONS[3], EXERCISES[3]])
def test_a_page_begins_with_where_it_stands_and_its_title_outranks_its_buttons(name, address, watch):
    page = watch(viewport=LARGE).page
    page.goto(f"{address}/{name}.html")
    for above, below in ((".around-prev", "a.left-prev"), (".around-next", "a.right-next")):
        first, second = page.locator(above), page.locator(below)
        assert first.get_attribute("href") == second.get_attribute("href")
        assert second.locator(".prev-next-title").inner_text() in first.inner_text()
    title, run = page.locator("h1").bounding_box(), page.locator(".run a").bounding_box()
    assert title["y"] + title["height"] <= run["y"]
    assert title["height"] > run["height"]
    expected = "Lessons" if name in LESSONS else "Exercises"
    assert page.locator("#pst-primary-sidebar .bd-links__title").inner_text() == expected


def test_the_map_is_short_on_a_phone_and_whole_on_a_desktop(address, watch, settle):
    page = watch(viewport=PHONE).page
    page.goto(f"{address}/map.html")
    settle(page)
    assert page.evaluate("() => document.documentElement.scrollHeight") < 1700
    part = page.locator("details.part").nth(2)
    part.locator("summary").click()
    expect(part.get_by_role("link").first).to_be_visible()
    assert part.evaluate("it => it.scrollWidth <= it.clientWidth")
    page = watch(viewport=LARGE).page
    page.goto(f"{address}/map.html")
    assert page.locator("details.part:not([open])").count() == 0


@pytest.mark.parametrize("width", [1280, 1440, 1920])
def test_the_text_keeps_its_place_while_the_list_of_sections_is_still_to_come(width, address, watch):
    page = watch(viewport=LARGE | {"width": width}).page
    page.goto(f"{address}/{LESSONS[3]}.html")

    def place():  # how high it is changes as long as panels come
        box = page.locator("article").bounding_box()
        return box["x"], box["y"], box["width"]

    before = place()
    page.evaluate("() => document.querySelector('.bd-sidebar-secondary').remove()")
    assert place() == before


def test_the_theme_is_known_before_any_script_has_come(address, watch):
    page = watch(color_scheme="dark").page
    page.route("**/*.js*", lambda route: route.abort())
    page.goto(f"{address}/{LESSONS[3]}.html")
    assert page.evaluate("() => document.documentElement.dataset.theme") == "dark"


def test_the_links_of_the_header_stand_in_one_row_on_a_small_desktop(address, watch):
    page = watch(viewport={"width": 1000, "height": 800}).page
    page.goto(f"{address}/{LESSONS[3]}.html")
    assert page.locator(".bd-header").bounding_box()["height"] <= 80, "two rows have 100"
