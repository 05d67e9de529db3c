"""The page of a class and the feedback, opened in a browser: on a desktop and a phone, light and dark."""

import pytest
from made_records import KNOWN, feedback_page, missing, record, write

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 375, "height": 800}

VIOLATIONS = """async () => {
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const { violations } = await axe.run({ runOnly: rules, resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
}"""

CUT = """() => [...document.querySelectorAll("figure, figure *, h1, h2, h3, p, li")].filter((it) => {
  const isBlock = getComputedStyle(it).display != "inline" && it.tagName != "PRE";
  const leavesWindow = it.getBoundingClientRect().right > innerWidth + 0.5;
  return (leavesWindow || (isBlock && it.scrollWidth > it.clientWidth + 1)) && !it.closest(".scroll, pre > *");
}).map((it) => it.outerHTML.slice(0, 100))"""
"""What is wider than the window or than its own place, but for what can be moved sideways."""

STUDENTS = "table.sortable tbody td:first-child a"


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A class with everything that the pages can show."""
    out = tmp_path_factory.mktemp("class") / "out"
    long = {"cell": 3, "text": "def softmax(Z):\n    return " + " + ".join(["np.exp(Z)"] * 40)}
    wrong = {"status": "wrong", "found": "softmax(Z): expected [0.1, 0.2], got [0.3, 0.4]", "code": [long]}
    told = {**wrong, "misunderstanding": "you divide by the wrong sum.", "read": "lesson 12", "names": ["softmax"]}
    shared = {"own": [["softmax", "0123456789abcdef"]], "changed": {2: told}}
    records = [
        record("Anna", **shared),
        record("Ben", **shared),
        record("Carla", "neuron", changed={0: {"status": "unanswered"}}, status="timeout"),
        record("Carla", changed={n: {"status": "unanswered"} for n in range(8)}),
        missing("Dora"),
        record("Emil " + "van der " * 8 + "Berg", flags=["uses softmax of the package"] * 3),
        record("Zoë"),
        record("Zoë", "neuron"),
    ]
    write(out, *records)
    (out / "manual.csv").write_text("student,exercise,points,comment\nAnna,softmax,0.5,Well done\nNobody,softmax,1,\n")
    write(out, *records)
    return out


def problems(watched):
    """What went wrong; the pages are files, which the browser may read."""
    return [problem for problem in watched.problems if not problem.startswith("outside: file:")]


@pytest.mark.parametrize("name", ["class.html", "Anna", "Carla", "Dora"])
def test_a_page_is_accessible_and_fits_a_phone(results, axe, watch, name):
    watched = watch(viewport=DESKTOP, color_scheme="light", bypass_csp=True)  # axe is a script of ours
    page = watched.page
    path = results / name if name == "class.html" else feedback_page(results, name)
    page.goto(path.as_uri())
    page.evaluate(f"{axe}; null")
    assert page.evaluate(VIOLATIONS) == []
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(VIOLATIONS) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"], "it moves sideways"
    assert page.evaluate(CUT) == []
    assert problems(watched) == []


def test_the_table_is_sorted_by_keyboard_and_says_so(results, watch):
    watched = watch(viewport=DESKTOP)
    page = watched.page
    page.goto((results / "class.html").as_uri())
    assert page.locator(STUDENTS).all_inner_texts()[0] == "Dora"
    assert page.locator("[aria-sort]").count() == 0
    head = page.get_by_role("columnheader", name="Points")
    for order, first, last in (("ascending", "Dora", "Zoë"), ("descending", "Zoë", "Dora")):
        head.get_by_role("button").focus()
        page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == order
        names = page.locator(STUDENTS).all_inner_texts()
        assert (names[0], names[-1]) == (first, last)
    page.get_by_role("button", name="Student").click()
    names = page.locator(STUDENTS).all_inner_texts()
    assert names == sorted(names)
    assert page.locator("[aria-sort]").count() == 1
    page.get_by_role("button", name="Status").click()
    assert page.locator(STUDENTS).all_inner_texts()[:2] == ["Dora", "Carla"]
    assert problems(watched) == []


def test_without_scripts_the_table_is_whole(results, watch):
    page = watch(java_script_enabled=False).page
    page.goto((results / "class.html").as_uri())
    assert page.locator(STUDENTS).all_inner_texts()[0] == "Dora"
    assert page.locator("th button").count() == 0
    titles = [check.title for check in KNOWN["softmax"].checks]
    assert all(page.get_by_text(title, exact=False).first.is_visible() for title in titles)


def test_no_other_script_runs(results, watch):
    page = watch().page
    page.goto((results / "class.html").as_uri())
    page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.ran = true";
        document.body.append(script);
    }""")
    assert page.evaluate("() => window.ran") is None
