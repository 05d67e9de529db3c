"""Whether a reader finds what the course has: by its search, from outside, and from a wrong address."""

import re
import shutil

import build_site
import findable
import glossary
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow  # it builds the whole site

NAMES = [
    (name, entry["lesson"])
    for entry in glossary.terms()
    for name in (entry["term"], *entry.get("also", []), *filter(None, [entry.get("lecture")]))
]
FIRST = """async (queries) => {
  const { meant, words } = await import(new URL("_static/words.js", location.href));
  const entries = await words();
  return queries.map((query) => meant(entries, query).entries.map(({ to }) => to));
}"""
EXPECTED = {  # a reader's words, and the lessons that are to stand first
    "XOR": "01_beyond_lines",
    "vanishing gradient": "03_activations",
    "Learning rates": "08_loss_and_descent",
    "backpropagation": "10_multi_layer_backprop",
    "sotfmax": "12_softmax_and_cross_entropy",
    "over-fitting": "16_overfitting",
    "one hot": "00_start_here",
    "logits": "06_forward_pass",
    "why does early stopping work": "18_early_stopping",
}


@pytest.fixture(scope="module")
def page(address, open_page):
    watched = open_page(viewport={"width": 1280, "height": 800})
    watched.page.goto(f"{address}/search.html")
    yield watched.page
    assert watched.problems == []


def test_every_word_of_the_glossary_leads_to_the_lesson_that_introduces_it(page):
    found = page.evaluate(FIRST, [name for name, _ in NAMES])
    assert len(NAMES) > 300
    assert not [name for (name, lesson), to in zip(NAMES, found, strict=True) if not any(lesson in each for each in to)]


def test_a_slip_of_the_keyboard_is_forgiven(page):
    """A letter left out, doubled, or exchanged with the next: the word that was meant is still among the first."""
    long = [(name, lesson) for name, lesson in NAMES if len(name) > 8]
    slips = [name[:4] + name[5:] for name, _ in long] + [name[:4] + name[3:] for name, _ in long]
    slips += [name[:4] + name[5] + name[4] + name[6:] for name, _ in long]
    found = page.evaluate(FIRST, slips)
    missed = [
        slip
        for slip, to, (_, lesson) in zip(slips, found, 3 * long, strict=True)
        if not any(lesson in each for each in to)
    ]
    assert len(missed) < 0.02 * len(slips), missed


@pytest.mark.parametrize("query", EXPECTED)
def test_the_best_place_stands_first(page, query):
    page.get_by_label("Search the course").fill(query)
    expect(page.locator("#results > li > a").first).to_have_attribute("href", re.compile(EXPECTED[query]))
    assert "δδ" not in page.inner_text("#results"), "a formula stands in an excerpt once"


def test_a_result_leads_to_the_section(page):
    page.get_by_label("Search the course").fill("condition number")
    expect(page.locator("#results > .find-word").first).to_contain_text("condition number")  # and not the last query's
    places = page.locator("#results .find-place a")
    expect(places.first).to_have_attribute("href", re.compile(r"#\w"))
    shown = places.evaluate_all("(links) => links.map((link) => [link.href, link.textContent])")
    for (address, name), words in [(to.split("#"), words) for to, words in shown]:
        assert f'id="{name}"' in page.request.get(address).text()
        assert "!" not in words


def test_an_exercise_is_called_one(page, html):
    page.get_by_label("Search the course").fill("backprop")
    expect(page.locator("#results > li > a", has_text="Exercise: Backprop in a single layer")).to_be_visible()
    assert ">Exercise: The forward pass<" in (html / "404.html").read_text(encoding="utf-8")


def test_a_word_that_is_nowhere_finds_nothing(page):
    page.get_by_label("Search the course").fill("xyzzyplugh")
    expect(page.locator("#found")).to_contain_text("Nothing found")
    expect(page.locator("#results > li")).to_have_count(0)


def test_a_card_says_what_a_word_or_a_symbol_means(address, watch):
    watched = watch(viewport={"width": 1280, "height": 800})
    page = watched.page
    page.goto(f"{address}/notebooks/10_multi_layer_backprop.html")
    page.wait_for_function("document.documentElement.dataset.cards === 'ready'")
    card, word = page.locator("#card-of-word"), page.locator("a.word", has_text="error signal").first
    expect(card).to_be_hidden()
    word.hover()
    expect(card).to_contain_text("derivative of the loss")
    card.hover()  # it stays while it is pointed at
    expect(card).to_be_visible()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    word.focus()
    expect(card).to_be_visible()
    assert word.get_attribute("aria-describedby") == card.get_attribute("id")
    symbol = page.locator("a.word:has(.formula)").first
    symbol.focus()
    expect(card).not_to_contain_text("derivative of the loss")
    expect(card).not_to_be_empty()
    assert watched.problems == []


@pytest.fixture(scope="module")
def published(html, tmp_path_factory):
    """Some pages, as they are where the address of the site is known."""
    to = tmp_path_factory.mktemp("published")
    for name in ("index.html", "glossary.html", "notebooks/00_start_here.html", "exercises/softmax.html"):
        (to / name).parent.mkdir(exist_ok=True)
        shutil.copy(html / name, to / name)
    findable.describe(to, "https://example.org/course", "https://example.org/source")
    return to


def test_each_page_describes_itself(html):
    descriptions = {}
    for path in findable.pages(html):
        text = path.read_text(encoding="utf-8")
        (about,) = re.findall(r'<meta name="description" content="([^"]*)"', text)
        assert 40 < len(about) < 400
        assert "og:image" in text
        descriptions.setdefault(about, []).append(path.name)
    assert not {about: names for about, names in descriptions.items() if len(names) > 1}


def test_where_the_address_is_known_pages_say_it_and_are_listed(published):
    listed = re.findall(r"<loc>(.*?)</loc>", (published / "sitemap.xml").read_text(encoding="utf-8"))
    canonical = []
    for path in findable.pages(published):
        canonical += re.findall(r'<link rel="canonical" href="([^"]*)"', path.read_text(encoding="utf-8"))
    assert sorted(listed) == sorted(canonical)
    assert "https://example.org/course/" in listed
    assert "Sitemap: https://example.org/course/sitemap.xml" in (published / "robots.txt").read_text(encoding="utf-8")
    lesson = (published / "notebooks" / "00_start_here.html").read_text(encoding="utf-8")
    assert lesson.count('class="report"') == lesson.count("<h2>") > 5
    assert "https://example.org/source/issues/new?title=00_start_here%3A%20" in lesson


def test_a_wrong_address_leads_on(html, watch, serve):
    text = (html / "404.html").read_text(encoding="utf-8")
    assert text.count('href="/notebooks/') == len(list((html / "notebooks").glob("[0-9]*.html")))
    watched = watch()
    watched.page.goto(f"{serve(html)}/404.html")
    watched.page.get_by_label("Search the course").fill("momentum")
    watched.page.get_by_role("button", name="Search").click()
    expect(watched.page.locator("#results > li > a").first).to_have_attribute("href", re.compile("14_optimizers"))
    assert build_site.dead_links(html, ["run", "download"]) == []
