"""Panels on a phone, in the dark, and under a finger: what is seen together, how large text is, what a swipe does."""

import pytest

from lecture_nn import interactive
from lecture_nn.interactive import descent_panel, neuron_panel, playground_panel

PANELS = [getattr(interactive, name) for name in interactive.__all__ if name.endswith("_panel")]
PHONE = {"width": 375, "height": 667}
HEADER = 60  # pixels of the site's own bar, which stays at the top of a phone
SMALLEST = 11

TEXTS = """() => [...document.querySelectorAll(".lnn svg text, .lnn label, .lnn output, .lnn select, .lnn li, .lnn p")]
    .filter(it => it.textContent.trim() && it.getBoundingClientRect().width)
    .map(it => {
        const { a = 1, b = 0 } = it.getScreenCTM?.() ?? {};
        return [parseFloat(getComputedStyle(it).fontSize) * Math.hypot(a, b), it.textContent];
    })"""
"""Each text with its size on the screen."""

TOGETHER = """() => {
    const root = document.querySelector(".lnn");
    const first = root.querySelector(".lnn-picture:not(.lnn-later) > svg").getBoundingClientRect();
    const controls = root.querySelector(".lnn-controls").getBoundingClientRect();
    return Math.max(first.bottom, controls.bottom) - Math.min(first.top, controls.top);
}"""
"""How high the controls and the picture are that stands with them."""

CUT = """() => [...document.querySelectorAll(".lnn svg text, .lnn label, .lnn output")]
    .filter(it => it.textContent.trim() && it.getBoundingClientRect().width)
    .filter(it => it.scrollWidth > it.clientWidth && it.matches("label")
        || it.getBoundingClientRect().right > innerWidth || it.getBoundingClientRect().left < 0)
    .map(it => it.textContent)"""


@pytest.mark.parametrize("make", PANELS, ids=lambda make: make.__name__)
def test_on_a_phone_text_can_be_read_and_controls_are_seen_with_the_picture(make, show, settle):
    page = show(make(), viewport=PHONE).page
    page.locator(".lnn-narrow").wait_for()
    assert [text for size, text in page.evaluate(TEXTS) if size < SMALLEST] == []
    assert page.evaluate(CUT) == []
    assert page.evaluate(TOGETHER) <= PHONE["height"] - HEADER
    for width in (768, 1000):  # as in a lesson on a desktop, and with nothing beside it
        page.set_viewport_size({"width": width, "height": 800})
        settle(page)
        page.locator(".lnn:not(.lnn-narrow)").wait_for(state="attached")
        assert [text for size, text in page.evaluate(TEXTS) if size < SMALLEST] == []


def test_a_new_width_draws_what_was_drawn(show):
    """The same numbers as in a panel that had this width from the start, in the same places."""
    paths = "() => [...document.querySelectorAll('.lnn svg [d]')].map(it => it.getAttribute('d'))"
    fresh = show(playground_panel(), viewport={"width": 1000, "height": 800})
    fresh.set(units=2)
    resized = show(playground_panel(), viewport=PHONE)
    resized.set(units=2)
    narrow = resized.page.evaluate(paths)
    resized.page.set_viewport_size({"width": 1000, "height": 800})
    resized.page.locator(".lnn:not(.lnn-narrow)").wait_for(state="attached")
    assert resized.page.evaluate(paths) == fresh.page.evaluate(paths) != narrow


@pytest.mark.parametrize("units", [2, 4])
def test_a_picture_that_comes_or_goes_in_the_frame_of_a_new_width_is_drawn_in_that_width(units, show):
    """The next frame is drawn before a browser tells of the new width."""
    page = (shown := show(playground_panel(), viewport={"width": 1000, "height": 800})).page
    shown.set(units=6 - units)
    widths = page.evaluate(
        """(units) => new Promise((done) => {
            const root = document.querySelector(".lnn");
            root.addEventListener("drawn", () => done([...root.querySelectorAll(".lnn-picture > svg")]
                .filter((svg) => svg.clientWidth)
                .map((svg) => svg.viewBox.baseVal.width)), { once: true });
            root.parentElement.style.width = "375px";
            root.panel.set({ units });
        })""",
        units,
    )
    assert len(widths) >= 3
    assert min(widths) >= 280


@pytest.mark.parametrize("make", PANELS, ids=lambda make: make.__name__)
def test_where_there_is_hardly_any_room_nothing_fails(make, show, settle):
    """Such as beside a menu that slides in."""
    page = show(make(), viewport={"width": 1000, "height": 800}).page
    for width in (70, 40, 600):
        page.evaluate("(width) => { document.querySelector('.lnn').parentElement.style.width = `${width}px`; }", width)
        settle(page)


@pytest.mark.parametrize(
    ("attribute", "dark", "ground"),
    [
        ("document.documentElement.dataset.theme = 'dark'", True, "#fff"),
        ("document.documentElement.dataset.theme = 'light'", False, "#111"),
        ("document.body.dataset.jpThemeLight = 'false'", True, "#fff"),
        ("document.body.dataset.vscodeThemeKind = 'vscode-dark'", True, "#fff"),
        ("document.body.className = 'other'", True, "#111"),
    ],
)
def test_a_panel_is_dark_when_the_page_says_so_or_is(attribute, dark, ground, show):
    """A page that says nothing is judged by what lies behind the panel."""
    page = show(neuron_panel()).page
    page.evaluate(f"() => {{ {attribute}; document.body.style.background = '{ground}'; }}")
    page.locator(".lnn.lnn-dark" if dark else ".lnn:not(.lnn-dark)").wait_for(state="attached")
    behind = "document.querySelector('.lnn').style.getPropertyValue('--lnn-ground')"
    page.wait_for_function(f"() => {behind} === getComputedStyle(document.body).backgroundColor")  # it has looked
    paper = page.evaluate("() => getComputedStyle(document.querySelector('.lnn')).getPropertyValue('--lnn-ink')")
    assert paper.strip() == ("#eee" if dark else "#222")


@pytest.mark.parametrize(("dx", "dy", "moves"), [(0, -160, False), (60, 0, True)])
@pytest.mark.parametrize("place", ["slider", "picture"])
def test_a_swipe_that_scrolls_changes_nothing_and_one_along_a_slider_moves_it(place, dx, dy, moves, show):
    """A finger that begins on a slider, or on a picture that can be dragged, may want to scroll the page."""
    panel = show(descent_panel(), viewport=PHONE, has_touch=True, is_mobile=True)
    page = panel.page
    page.evaluate("() => document.body.style.height = '3000px'")
    target = page.get_by_label("initial v") if place == "slider" else page.locator(".lnn-drag")
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    x, y = box["x"] + 0.25 * box["width"], box["y"] + box["height"] / 2
    fingers = page.context.new_cdp_session(page)
    before = page.evaluate("() => ({ ...document.querySelector('.lnn').panel.settings })")

    def touch(kind, part=None):
        points = [] if part is None else [{"x": x + part * dx, "y": y + part * dy}]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 0)
    for step in range(1, 11):
        touch("touchMove", step / 10)
    touch("touchEnd")
    panel.set()
    after = page.evaluate("() => ({ ...document.querySelector('.lnn').panel.settings })")
    assert (after != before) == moves
    if not moves:
        page.wait_for_function("() => scrollY > 40")
        assert target.input_value() == str(before["v"]) if place == "slider" else True


def test_what_runs_by_itself_rests_out_of_sight(show):
    page = show(playground_panel(), viewport=PHONE).page
    page.evaluate("() => document.body.style.height = '6000px'")
    page.get_by_role("button", name="Train", exact=True).click()
    epoch = "() => document.querySelector('.lnn').shown.epoch"
    page.wait_for_function(f"() => ({epoch})() > 3")
    page.evaluate("() => scrollTo(0, 5000)")
    rested = """() => new Promise(done => {
        let [before, same] = [-1, 0];
        const look = () => {
            const now = document.querySelector(".lnn").shown.epoch;
            same = now === before ? same + 1 : 0;
            before = now;
            if (same > 10) done(now); else requestAnimationFrame(look);
        };
        look();
    })"""
    stopped = page.evaluate(rested)
    page.evaluate("() => scrollTo(0, 0)")
    page.wait_for_function(f"then => ({epoch})() > then + 3", arg=stopped)
