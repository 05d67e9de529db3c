"""What a reader meets who comes for the first time: by finger, by keyboard, slowly, or without JavaScript."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import expect

pytestmark = pytest.mark.slow  # it builds the whole site

LARGE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
LESSON = "notebooks/00_start_here.html"
FONT = "(element) => getComputedStyle(element).fontFamily"
SHIFTS = """
    window.shifted = [];
    new PerformanceObserver((list) => {
        for (const { value, sources } of list.getEntries()) {
            shifted.push([value, ...sources.map(({ node }) => node?.textContent.slice(0, 40))]);
        }
    }).observe({ type: "layout-shift", buffered: true });
"""


def test_panels_and_questions_have_the_font_of_the_text(address, watch):
    page = watch(viewport=LARGE).page
    page.goto(f"{address}/{LESSON}")
    page.wait_for_selector(".lnn[data-drawn]")
    font = page.locator("article p").first.evaluate(FONT)
    assert "Source Sans 3" in font
    for part in (".lnn button", ".lnn svg text", ".lnnq legend", ".lnnq button"):
        assert page.locator(part).first.evaluate(FONT) == font, part


def test_the_first_page_and_the_lessons_agree_how_long_a_lesson_takes(html):
    told = re.findall(
        r'href="notebooks/(\d\w+)\.html">[^<]*</a> <span class="home-minutes">about (\d+)',
        (html / "index.html").read_text(),
    )
    assert len(told) == len(list((html / "notebooks").glob("[0-9]*.html")))
    for name, minutes in told:
        lesson = (html / "notebooks" / f"{name}.html").read_text(encoding="utf-8")
        assert re.search(r"<em>About (\d+) minutes", lesson)[1] == minutes, name


def test_a_first_tap_shows_what_a_word_means_and_a_second_looks_it_up(address, watch):
    page = watch(viewport=PHONE, has_touch=True, is_mobile=True).page
    page.goto(f"{address}/{LESSON}")
    page.wait_for_function("document.documentElement.dataset.cards === 'ready'")
    card, word = page.locator("#card-of-word"), page.locator("a.word", has_text="neural network").first
    word.tap()
    expect(card).to_contain_text("Tap the word again")
    assert page.url.endswith(LESSON)
    box, of_card = word.bounding_box(), card.bounding_box()
    assert of_card["y"] >= box["y"] + box["height"] or of_card["y"] + of_card["height"] <= box["y"], (
        "the word is covered"
    )
    page.locator("article h1").tap()
    expect(card).to_be_hidden()
    word.tap()
    expect(card).to_be_visible()
    word.tap()
    page.wait_for_url("**/glossary.html#term-neural-network")


def test_without_javascript_the_page_has_its_colours_and_no_holes(address, watch):
    page = watch(viewport=PHONE, java_script_enabled=False).page
    page.goto(f"{address}/index.html")
    button = page.get_by_role("link", name="Run it in your browser")
    colour = "(element) => getComputedStyle(element)"
    assert button.evaluate(f"{colour[:-1]}).borderTopColor") != "rgba(0, 0, 0, 0)"
    assert page.locator(".home-play").bounding_box()["height"] < 400
    page.goto(f"{address}/{LESSON}")
    assert max(box.bounding_box()["height"] for box in page.locator(".lnn-panel").all()) < 300
    expect(page.locator(".primary-toggle")).to_be_hidden()


@pytest.mark.parametrize("name", ["exercises/softmax", "notebooks/10_multi_layer_backprop"])
def test_a_slow_line_moves_no_text(name, address, watch):
    page = watch(viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=2).page
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    speed = {"offline": False, "latency": 300, "downloadThroughput": 100_000, "uploadThroughput": 50_000}
    line.send("Network.emulateNetworkConditions", speed)
    page.add_init_script(SHIFTS)
    page.goto(f"{address}/{name}.html", timeout=180_000)  # two megabytes take 20 seconds, and longer beside others
    page.evaluate("() => document.fonts.ready")
    shifted = page.evaluate("shifted")
    assert sum(value for value, *_ in shifted) < 0.05, shifted


def test_what_the_keyboard_reaches_has_a_frame(address, watch):
    page = watch(viewport=LARGE).page
    page.goto(f"{address}/{LESSON}")
    page.locator("article").first.evaluate("(it) => { it.tabIndex = -1; it.focus(); }")
    frame = """() => { const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement);
        return outlineStyle === "solid" ? parseFloat(outlineWidth) : boxShadow === "none" ? 0 : 3; }"""
    widths = []
    for _ in range(12):
        page.keyboard.press("Tab")
        widths.append(page.evaluate(frame))
    assert min(widths) >= 2, widths


def test_the_way_back_up_covers_no_text(address, watch):
    page = watch(viewport=LARGE).page
    page.goto(f"{address}/{LESSON}")
    page.mouse.wheel(0, 3000)
    page.wait_for_function("scrollY > 2000")
    # It is there while the page goes up, and gone again when a panel that is drawn late moves the text down a little.
    left = page.wait_for_function(
        "() => { scrollBy(0, -20); return document.querySelector('#pst-back-to-top').getBoundingClientRect().left; }"
    )
    column = page.locator("article section > p").first.bounding_box()
    assert left.json_value() > column["x"] + column["width"]


def test_the_glossary_has_its_letters(address, watch):
    page = watch(viewport=PHONE).page
    page.goto(f"{address}/glossary.html")
    page.get_by_role("navigation", name="Letters").get_by_role("link", name="W", exact=True).click()
    expect(page.locator("#term-weight")).to_be_in_viewport()


def test_the_ways_on_stand_where_the_text_begins(address, watch):
    page = watch(viewport=LARGE).page
    for name in (LESSON, "notation.html"):
        page.goto(f"{address}/{name}")
        text, way = page.locator("article h1"), page.locator(".left-prev")
        assert way.bounding_box()["x"] == pytest.approx(text.bounding_box()["x"], abs=1), name


def test_what_fits_has_no_trace_of_a_shade(address, watch):
    page = watch(viewport=LARGE, device_scale_factor=2).page
    page.goto(f"{address}/notation.html")
    box = page.locator(".pst-scrollable-table-container").bounding_box()
    below = {"x": box["x"], "y": box["y"] + box["height"] - 6, "width": 20, "height": 8}
    with Image.open(io.BytesIO(page.screenshot(clip=below))) as picture:
        assert len(picture.convert("RGB").getcolors()) == 1
