"""A page with several panels: each stands for itself, and what a panel returns for tests costs its readers nothing."""

import pytest

from lecture_nn.interactive import Panel, activation_panel, neuron_panel, playground_panel, race_panel
from lecture_nn.interactive.panel import menu


def without_a_program():
    return neuron_panel().html().replace('"module": "neuron"', '"module": "gone"')


def with_broken_state():
    return neuron_panel().html().replace('{"module"', '{"module', 1)


def that_cannot_be_built():
    return Panel("descent", "A panel without its data", []).html()


def that_cannot_be_drawn():
    return Panel("activation", "A panel of no function", [menu("activation", "f", "none", ["none"])]).html()


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (without_a_program, "could not be started"),
        (with_broken_state, "could not be started"),
        (that_cannot_be_built, "has stopped because of an error"),
        (that_cannot_be_drawn, "has stopped because of an error"),
    ],
)
def test_a_panel_that_fails_says_so_and_stops_no_other(broken, says, panel_page):
    watched = panel_page(activation_panel().html() + broken() + neuron_panel().html())
    page = watched.page
    page.locator(".lnn-panel").nth(1).get_by_text(says).wait_for()
    assert "Reload the page" in page.locator(".lnn-panel").nth(1).inner_text()
    for place in (0, 2):
        page.locator(".lnn-panel").nth(place).locator(".lnn[data-drawn]").wait_for()
    assert any(problem.startswith("error:") for problem in watched.problems)  # whoever looks for it finds it, too


def test_a_panel_that_could_not_be_drawn_is_drawn_again_when_a_control_moves(panel_page):
    controls = [menu("activation", "function", "none", ["none", "tanh"]), menu("at", "at", 0.5, [0.5])]
    page = panel_page(Panel("activation", "A panel that recovers", controls).html()).page
    page.get_by_text("has stopped because of an error").wait_for()
    page.get_by_label("function").select_option("tanh")
    page.get_by_text("the activation is 0.462").wait_for()


BEYOND = """() => {
    const right = it => it.getBoundingClientRect().right;
    const all = [...document.querySelectorAll(".lnn-control, .lnn-control *")];
    return all.filter(it => right(it) > right(it.closest(".lnn"))).map(it => it.outerHTML);
}"""


@pytest.mark.parametrize("panel", [race_panel, playground_panel])
def test_no_control_is_cut_off_on_a_phone(panel, panel_page):
    page = panel_page(panel().html(), viewport={"width": 375, "height": 740}).page
    page.locator(".lnn[data-drawn]").wait_for()
    assert page.evaluate(BEYOND) == []


COPIED = """() => new Promise(done => {
    let copies = 0;
    const floats = Object.getPrototypeOf(Float64Array.prototype);
    const iterate = floats[Symbol.iterator];
    floats[Symbol.iterator] = function () { copies += this.length === 400; return iterate.call(this); };
    const root = document.querySelector(".lnn");
    root.addEventListener("drawn", () => {
        const drawing = copies;
        const asked = root.shown.examples.length;
        floats[Symbol.iterator] = iterate;
        done([drawing, asked, copies - drawing]);
    }, { once: true });
    root.panel.redraw();
})"""


def test_what_only_tests_look_at_is_copied_when_they_ask(show):
    """The playground's training and validation inputs, 2 x 400 numbers: not once per frame, but when asked for."""
    panel = show(playground_panel())
    assert panel.page.evaluate(COPIED) == [0, 2, 2]
