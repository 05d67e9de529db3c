"""The web site as its readers meet it: every page of a fresh build, in a browser."""

import itertools
import posixpath
import re
import subprocess
import sys
from pathlib import Path

import build_site
import glossary
import lecture_map
import nbformat
import pytest
import site_map
from playwright.sync_api import Page, expect

from lecture_nn.checks.lessons import contents

pytestmark = pytest.mark.slow  # it builds the whole site

ROOT = Path(__file__).resolve().parent.parent.parent
LESSONS = [f"notebooks/{path.stem}" for path in sorted(ROOT.glob("notebooks/[0-9]*.ipynb"))]
EXERCISES = [f"exercises/{path.stem}" for path in sorted(ROOT.glob("exercises/*.ipynb"))]
OTHERS = ["index", "lessons", "exercises", "map", "notation", "glossary", "api", "install", "grading"]
OTHERS += ["search", "genindex", "py-modindex", "notebooks/before_and_after"]
PAGES = [*OTHERS, *LESSONS, *EXERCISES]


DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 800}
NARROWEST = {"width": 320, "height": 800}  # what WCAG asks for
HEAVIEST = 1_500_000

PANELS_DRAWN = """() => document.querySelectorAll(".lnn-panel").length
    === document.querySelectorAll(".lnn-panel .lnn[data-drawn]").length"""
THEME = "theme => document.documentElement.dataset.theme === theme"
"""The page follows the system's theme, but not at once."""

WEIGHT = """() => ["navigation", "resource"].flatMap((type) => performance.getEntriesByType(type))
    .reduce((sum, entry) => sum + entry.transferSize, 0)"""
VIOLATIONS = """async () => {
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const { violations } = await axe.run({ runOnly: rules, resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
}"""

LOOK_ONCE = """() => {
  const place = (it) => (it ? `${place(it.parentElement)}>${it.tagName}.${it.className}` : "");
  const looks = new Map();
  const look = (it) => {
    if (!looks.has(it)) {
      const { color, fontSize, fontWeight, opacity, backgroundColor, backgroundImage } = getComputedStyle(it);
      const clear = backgroundColor === "rgba(0, 0, 0, 0)" && backgroundImage === "none";
      const ground = clear && it.parentElement ? look(it.parentElement).ground : backgroundColor + backgroundImage;
      looks.set(it, { ground, letters: [color, fontSize, fontWeight, opacity].join() });
    }
    return looks.get(it);
  };
  const seen = new Set();
  const again = (it, inside = []) => {
    const says = [...it.childNodes].some((each) => each.nodeType === Node.TEXT_NODE && each.data.trim());
    const { ground, letters } = look(it);
    const key = [says, place(it), ground, letters, ...new Set(inside.map((each) => look(each).letters))].join();
    return seen.has(key) || !seen.add(key);
  };
  const bare = (it) => it.textContent.trim() && [...it.attributes].every(({ name }) => name === "class");
  const formulas = [...document.querySelectorAll(".formula")]
    .filter((it) => it.checkVisibility() && again(it, [...it.querySelectorAll(".katex-html *")]))
    .map((it) => [it.querySelector(".katex-html"), it.querySelector("math")])
    .map(([drawn, heard]) => [drawn, heard, drawn.getBoundingClientRect()]);
  const words = [...document.querySelectorAll("article :is(span, em, code)")]
    .filter((it) => bare(it) && !it.closest(".formula") && it.checkVisibility() && again(it));
  for (const [drawn, heard, { width, height }] of formulas) {
    drawn.replaceChildren();
    drawn.style = `display: inline-block; width: ${width}px; height: ${height}px`;
    heard.textContent = heard.textContent;
  }
  for (const it of words.reverse()) if (!it.firstElementChild) it.replaceWith(...it.childNodes);
  document.body.normalize();
}"""
"""Leave one of what is drawn alike: axe looks at each word of code and each letter of a formula, thousands of them.

Alike is what stands in the same chain of tags and classes, on the same ground, in letters of the same colour, size and
weight. Words have nothing else that axe could look at; of a formula stays what is heard, and the place that it takes.
"""


def test_every_page_is_looked_at(html):
    assert {path.relative_to(html).with_suffix("").as_posix() for path in html.rglob("*.html")} == {*PAGES, "404"}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_for_wrong_addresses_is_accessible(theme, address, axe, watch):
    page = watch(viewport=PHONE, color_scheme=theme).page
    page.goto(f"{address}/404.html")
    page.evaluate(f"{axe}; null")
    assert page.evaluate(VIOLATIONS) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_sound_light_and_accessible(name, address, axe, watch, settle):
    """First on a light desktop, then on a dark phone: that covers both themes and both layouts."""
    watched = watch(viewport=DESKTOP, color_scheme="light")
    page = watched.page
    page.goto(f"{address}/{name}.html")
    page.evaluate(f"{axe}; document.querySelectorAll('details').forEach((it) => it.open = true)")
    page.wait_for_function(THEME, arg="light")
    page.wait_for_function(PANELS_DRAWN)
    settle(page)
    assert 0 < page.evaluate(WEIGHT) < HEAVIEST
    page.evaluate(LOOK_ONCE)
    assert page.evaluate(VIOLATIONS) == []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    page.wait_for_function(THEME, arg="dark")
    settle(page)
    assert page.evaluate(VIOLATIONS) == []
    page.set_viewport_size(NARROWEST)
    settle(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= NARROWEST["width"], "it moves sideways"
    assert watched.problems == []


@pytest.mark.parametrize(
    ("button", "opens"), [("primary-toggle", "primary-sidebar-modal"), ("search-button-field", "search-dialog")]
)
def test_the_menu_and_the_search_are_accessible_on_a_phone(button, opens, address, axe, watch, settle):
    page = watch(viewport=PHONE).page
    page.goto(f"{address}/{LESSONS[3]}.html")
    page.evaluate(f"{axe}; null")
    page.locator(f"button.{button}:visible").focus()
    page.keyboard.press("Enter")
    dialog = page.locator(f"dialog#pst-{opens}[open]")
    dialog.wait_for()
    settle(page)
    assert page.evaluate(VIOLATIONS) == []
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")


def test_axe_finds_what_is_wrong(axe, watch):
    """The check above would pass on anything if it found nothing."""
    page = watch().page
    page.set_content('<html lang="en"><title>t</title><p style="color:#999;background:#fff">pale</p><img src="data:,">')
    page.evaluate(f"{axe}; null")
    assert {found.split(":")[0] for found in page.evaluate(VIOLATIONS)} == {"color-contrast", "image-alt"}


FORMULA = """<span class="formula" {}><span class="katex-mathml"><math><mi>x</mi><mn>{}</mn></math></span>
<span class="katex-html" aria-hidden="true"><span class="mord">x</span><span class="mord">{}</span></span></span>"""


UNLIKE = {
    "the class is another": '<span class="pale">pale</span>',
    "another class stands beside it": '<span class="k late">pale</span>',
    "the box has another class": '</p><p class="box"><span class="k">pale</span>',
    "the ground is another": '</p><p style="background: #555"><span class="k">pale</span>',
    "the first has no letters of its own": '<span class="p"><b>b</b></span> <span class="p">pale</span>',
    "the first can't be seen": '<span class="h" hidden>a</span> <span class="h">pale</span>',
    "a formula": FORMULA.format('style="color: #999"', "max", "max"),
    "a letter of a formula": FORMULA.format("", "max", '<span style="color: #999">max</span>'),
}


def test_what_is_looked_at_once_is_found_where_it_is_not_like_the_rest(axe, watch):
    page = watch().page
    many = 20 * f'<span class="k"><span>a</span></span> <span class="k">b</span> {FORMULA.format("", 2, 2)}'
    style = "body { background: #fff; color: #000 } .pale, .late, .box .k, .p, .h { color: #999 } b { color: #000 }"
    size = "() => [document.querySelectorAll('*').length, document.body.innerText.match(/[ab]/g).length]"
    for kind, of in UNLIKE.items():
        body = f"<article><p>{many}</p><p>{many} {of}</p></article>"
        page.set_content(f'<html lang="en"><title>t</title><style>{style}</style>{body}')
        page.evaluate(f"{axe}; null")
        before, (elements, letters) = page.evaluate(VIOLATIONS), page.evaluate(size)
        page.evaluate(LOOK_ONCE)
        after, (fewer, still) = page.evaluate(VIOLATIONS), page.evaluate(size)
        assert [found.split(":")[0] for found in after] == [found.split(":")[0] for found in before], kind
        assert {found.split(":")[0] for found in after} == {"color-contrast"}, kind
        assert fewer < elements / 2
        assert still == letters


NEXT = re.compile(r'<a class="right-next"\s+href="([^"]+)"')


def test_next_leads_through_the_lessons_in_order(html, address, watch):
    for name, follows in itertools.pairwise(LESSONS):
        (link,) = NEXT.findall((html / f"{name}.html").read_text(encoding="utf-8"))
        assert posixpath.normpath(f"{name}/../{link}") == f"{follows}.html"
    page = watch().page
    page.goto(f"{address}/{LESSONS[0]}.html")
    follow(page, "a.right-next")
    assert here(page) == f"{address}/{LESSONS[1]}.html"
    page.goto(f"{address}/{LESSONS[-1]}.html")
    follow(page, "a.right-next")
    follow(page, "a.left-prev")
    assert here(page) == f"{address}/{LESSONS[-1]}.html"


def here(page: Page) -> str:
    """The address as the page itself has it: what Playwright has noted of it can be some milliseconds old."""
    return page.evaluate("() => location.href")


def follow(page: Page, link: str) -> None:
    with page.expect_navigation():
        page.click(link)


def test_the_search_finds_words_and_asks_nobody_else(address, watch):
    watched = watch()
    page = watched.page
    page.goto(f"{address}/index.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("saturated")
    page.keyboard.press("Enter")
    expect(page.locator("#results > li > a").first).to_have_attribute(
        "href", re.compile(r"notebooks/03_activations\.html")
    )
    assert watched.problems == []


def test_every_term_can_be_found_in_the_lesson_that_introduces_it(html):
    for entry in glossary.terms():
        page = (html / "notebooks" / f"{entry['lesson']}.html").read_text(encoding="utf-8")
        text = page.replace("’", "'")  # as Sphinx sets apostrophes
        for name in (entry["term"], *entry.get("also", []), *filter(None, [entry.get("lecture")])):
            assert name in text, (entry["lesson"], name)


def test_formulas_are_set_and_can_be_heard(address, watch):
    page = watch().page
    page.goto(f"{address}/notebooks/12_softmax_and_cross_entropy.html")
    assert page.locator(".formula math").count() == page.locator(".formula").count() > 10
    loaded = page.evaluate(
        "async () => [...(await document.fonts.ready)].filter((f) => f.status == 'loaded').map((f) => f.family)"
    )
    assert "KaTeX_Main" in loaded
    assert "$" not in page.inner_text("article p >> nth=1")


def test_figures_and_results_are_those_of_the_notebooks(html):
    for name in LESSONS:
        notebook = nbformat.read(ROOT / f"{name}.ipynb", as_version=4)
        outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
        figures = sum("image/png" in output.get("data", {}) for output in outputs)
        text = (html / f"{name}.html").read_text(encoding="utf-8")
        assert len(re.findall(r'<img [^>]*src="\.\./_images/', text)) == figures, name
        assert text.count("<details>") == sum(cell.source.count("<details>") for cell in notebook.cells)


@pytest.mark.parametrize(("motion", "plays"), [("no-preference", True), ("reduce", False)])
def test_a_moving_picture_plays_stops_and_respects_a_wish_for_stillness(motion, plays, address, watch):
    page = watch(reduced_motion=motion).page
    page.goto(f"{address}/notebooks/14_optimizers.html")
    picture, button = page.locator(".moving img").first, page.locator(".moving button").first
    for _ in range(2):
        expect(button).to_have_text("Stop the picture" if plays else "Play the picture")
        assert ("still" not in picture.get_attribute("src")) == plays
        assert picture.evaluate("async (it) => { await it.decode(); return it.naturalWidth }") > 300
        button.focus()
        page.keyboard.press("Enter")
        plays = not plays


SHIFTED = """async () => {
  const seen = [];
  new PerformanceObserver((list) => seen.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true });
  for (let frames = 0; frames < 3; frames++) await new Promise(requestAnimationFrame);
  return seen.filter(({ sources }) => sources.some(({ node }) => node?.parentElement?.closest("main")))
    .reduce((sum, { value }) => sum + value, 0);
}"""
"""How far what the page says moved while it was loading (the largest shift that is called good is 0.1)."""


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
def test_the_first_page_is_a_network_to_train_and_the_path(viewport, address, watch):
    watched = watch(viewport=viewport)
    page = watched.page
    page.goto(f"{address}/index.html")
    page.locator(".home-play .lnn[data-drawn]").wait_for()
    assert page.evaluate(SHIFTED) < 0.02
    assert page.get_by_role("button", name="Train", exact=True).get_attribute("aria-pressed") == "false"
    page.get_by_label("units in each").press("ArrowRight")
    page.get_by_label("units in each").press("ArrowRight")
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_text("the accuracy is 100%").wait_for(timeout=60_000)
    links = page.locator(".home-path li > a").evaluate_all("all => all.map(it => it.getAttribute('href'))")
    assert links == [f"{name}.html" for name in LESSONS]
    told = page.locator(".home-path li").all_inner_texts()
    assert all(re.search(r"about \d\d min.*\?", text, re.DOTALL) for text in told)
    assert watched.problems == []


def test_without_javascript_the_first_page_shows_a_picture(address, watch):
    page = watch(java_script_enabled=False).page
    page.goto(f"{address}/index.html")
    assert page.locator(".home-play img").bounding_box()["width"] > 500


def test_a_still_that_says_what_a_panel_lets_one_find_out_is_seen_where_no_panel_is(address, watch):
    page = watch().page
    page.goto(f"{address}/notebooks/11_choosing_a_loss.html")
    page.locator(".lnn[data-drawn]").wait_for()
    still = page.locator(".cell.tag_still")
    assert still.is_hidden()
    page.emulate_media(media="print")
    still.wait_for()


def test_figures_stay_readable_on_a_phone(address, watch):
    """They keep their width there and scroll, moving pictures, too."""
    page = watch(viewport=PHONE).page
    page.goto(f"{address}/notebooks/14_optimizers.html")
    page.locator(".cell_output .moving img").wait_for()
    widths = page.evaluate("() => [...document.querySelectorAll('.cell_output img')].map((it) => it.clientWidth)")
    assert min(widths) >= 600


def test_a_page_is_read_by_keyboard(address, watch):
    page = watch().page
    page.goto(f"{address}/notebooks/03_activations.html")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to main content", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_function("() => location.hash === '#main-content'")
    answer = page.locator("details").first
    expect(answer).not_to_have_attribute("open", re.compile(""))
    answer.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(answer).to_have_attribute("open", "")


def test_the_list_of_lessons_suggests_what_comes_next(address, watch):
    page, lessons = watch().page, contents()["lessons"]
    remember = "ids => ids.forEach(id => localStorage.setItem('lecture-nn:' + id, JSON.stringify({first: 'right'})))"
    page.goto(f"{address}/lessons.html")
    summary = page.locator("#lnn-progress")
    assert not summary.is_visible(), "nothing is answered"
    for name, kind, suggestion in (
        ("01_beyond_lines", "quiz", "Next: 02 The neuron"),
        ("02_neuron", "quiz", "Now build it: The neuron, and two inputs with the same value"),
        ("03_activations", "questions", "Now build it: Activations and their derivatives"),
        ("20_automatic_differentiation", "quiz", "Next: 00 Start here"),
    ):
        page.evaluate(remember, lessons[name][kind])
        page.reload()
        expect(summary).to_contain_text(suggestion)
    for lesson in lessons.values():
        page.evaluate(remember, lesson["quiz"])
    page.reload()
    expect(summary).to_contain_text("21 of 21 lessons read")
    expect(summary).to_contain_text("Now build it: Capstone")
    summary.locator("a").click()
    expect(page.locator("h1")).to_contain_text("Capstone")


def test_the_map_leads_to_every_row(html):
    text = (html / "map.html").read_text(encoding="utf-8")
    rows = re.findall(r"<td><p>([LE]\d\d)</p></td>.*?</tr>", text, flags=re.DOTALL)
    assert rows == list(lecture_map.ROWS)
    assert all('href="notebooks/' in row for row in re.findall(r"<td><p>[LE]\d\d</p></td>.*?</tr>", text, re.DOTALL))


def test_no_solution_is_in_the_site(html):
    """The exercises are shown as students get them, cell by cell."""
    assert not [path for path in html.rglob("*") if "solution" in path.name]
    for name in EXERCISES:
        cells = nbformat.read(ROOT / f"{name}.ipynb", as_version=4).cells
        text = (html / f"{name}.html").read_text(encoding="utf-8")
        assert text.count('<div class="cell_input') == sum(cell.cell_type == "code" for cell in cells)
        assert not re.search(r'class="[^"]*\bcell_output', text)


def test_dead_links_are_found(tmp_path):
    (tmp_path / "there.html").write_text('<p id="place"></p><a href="here.html#top"></a><a href="https://a.org"></a>')
    links = ["there.html#place", "there.html", "gone.html", "there.html#nowhere", "#nowhere", "run/lab/index.html"]
    (tmp_path / "here.html").write_text("".join(f'<a href="{link}"></a>' for link in links) + '<img src="gone.png">')
    dead = ["gone.html", "there.html#nowhere", "#nowhere", "gone.png"]
    assert build_site.dead_links(tmp_path, leave_out=["run"]) == [f"here.html: {link}" for link in dead]


def test_the_book_has_contents_with_page_numbers_and_answers_at_the_end(html, tmp_path):
    """Two notebooks of it; the whole has the same pages more often."""
    pypdf = pytest.importorskip("pypdf")
    names = ["03_activations", "activations"]
    command = [
        sys.executable,
        ROOT / "tools" / "book.py",
        "--site",
        html,
        "--to",
        tmp_path / "book.pdf",
        "--only",
        *names,
    ]
    made = subprocess.run(command, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    book = pypdf.PdfReader(tmp_path / "book.pdf")
    texts = [page.extract_text() for page in book.pages]
    lesson, exercise = (
        re.escape(site_map.title(ROOT / name))
        for name in ("notebooks/03_activations.ipynb", "exercises/activations.ipynb")
    )
    for title, mark in ((lesson, book.outline[0]), (exercise, book.outline[1])):
        (number,) = re.findall(rf"{title}\s+(\d+)", texts[1])  # in the contents
        first = int(number) - 1
        assert re.search(title, texts[first])
        assert book.get_destination_page_number(mark) == first
        assert texts[first].rstrip().endswith(number) or re.search(rf"{title}\s*{number}", texts[first])  # in its foot
    of_lesson = "\n".join(texts[: book.get_destination_page_number(book.outline[1])])
    assert of_lesson.index("Answers and solutions") > of_lesson.index("History and reading")
    assert (
        of_lesson.count("at the end.") == len(re.findall(r"^\d+\. (?:Answer|A solution)", of_lesson, re.MULTILINE)) > 5
    )
    links = [link.get_object() for page in book.pages for link in page.get("/Annots", [])]
    assert not [link for link in links if "127.0.0.1" in str(link.get("/A", ""))]
    assert [link for link in links if "/Dest" in link], (
        "a link from the exercise to its lesson leads to a page of the book"
    )


def test_on_paper_a_dark_page_is_light_and_the_screen_is_as_before(watch, address, settle):
    watched = watch(viewport=DESKTOP, color_scheme="dark")
    page = watched.page
    page.goto(f"{address}/notebooks/03_activations.html")
    page.wait_for_function(THEME, arg="dark")
    page.wait_for_function(PANELS_DRAWN)
    page.wait_for_function("document.documentElement.dataset.cards === 'ready'")
    text, folded = page.text_content(".bd-article"), page.locator(".bd-article details").count()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".lnn :is(button, input, select)").filter(visible=True).count() == 0
    assert page.locator(".lnn svg").first.is_visible(), "a panel's drawing is its still"
    page.wait_for_function("() => !document.querySelector('.lnn-dark')")
    assert page.locator(".bd-article details").filter(visible=True).count() == 0
    assert page.get_by_role("heading", name="Answers and solutions").is_visible()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    settle(page)
    page.wait_for_function(THEME, arg="dark")
    assert (page.text_content(".bd-article"), page.locator(".bd-article details").count()) == (text, folded)
    assert watched.problems == []
