"""The state of panels in the address of a page: controls change it, a page opens as it says, and nobody trusts it."""

from urllib.parse import parse_qs, urlsplit

import pytest

from lecture_nn.interactive import digit_panel, neuron_panel, playground_panel

SETTINGS = "number => document.querySelectorAll('.lnn')[number].panel.settings"


def asked_for(page):
    address = urlsplit(page.evaluate("() => location.href"))
    return {name: value for name, (value,) in parse_qs(address.query).items()}


def test_a_page_opens_as_the_address_says_that_its_controls_made(panel_page):
    """Two panels of a kind, one of another: each has its own settings. What runs by itself is no setting."""
    watched = panel_page(neuron_panel().html() + playground_panel(units=2).html() + neuron_panel().html())
    page = watched.page
    page.locator(".lnn[data-drawn]").nth(2).wait_for()
    page.evaluate("() => history.replaceState(null, '', '?other=1#place')")
    page.get_by_label("input x₁").first.press("Home")
    page.get_by_label("activation function").first.select_option("relu")
    page.get_by_label("bias").last.press("End")
    page.get_by_label("data", exact=True).select_option("xnor")
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_role("button", name="Pause", exact=True).click()
    wanted = {"other": "1", "neuron.x1": "-4", "neuron.activation": "relu", "neuron2.bias": "4"}
    wanted |= {"playground.data": "xnor"}
    page.wait_for_function("() => ['neuron.x1', 'playground', 'neuron2'].every(it => location.search.includes(it))")
    assert asked_for(page) == wanted
    assert page.evaluate("() => location.hash") == "#place"
    before = [page.evaluate(SETTINGS, n) for n in range(3)]
    page.reload()
    page.locator(".lnn[data-drawn]").nth(2).wait_for()
    assert [page.evaluate(SETTINGS, n) for n in range(3)] == before
    assert page.get_by_label("input x₁").first.input_value() == "-4"
    page.get_by_label("bias").last.press("Home")
    for _ in range(40):
        page.get_by_label("bias").last.press("ArrowRight")
    page.wait_for_function("() => !location.search.includes('neuron2')")  # where it began
    assert watched.problems == []


@pytest.mark.parametrize(
    "bad",
    ["x1=9", "x1=-4.01", "x1=", "x1=NaN", "x1=Infinity", "x1=<b>", "activation=constructor", "z=1", "__proto__=1"],
)
def test_what_no_control_has_is_ignored(bad, panel_page):
    watched = panel_page(neuron_panel().html(), at=f"?neuron.{bad}&neuron.w1=3")
    watched.page.locator(".lnn[data-drawn]").wait_for()
    assert watched.page.evaluate(SETTINGS, 0) == {**neuron_panel().settings, "w1": 3}
    assert watched.problems == []


def test_boxes_and_numbers_of_a_menu_are_kept(panel_page):
    at = "?digit.inverted=yes&digit.picture=7&playground.rate=0.03&playground.batch=200&playground.train=true"
    page = panel_page(digit_panel().html() + playground_panel().html(), at=at).page
    page.locator(".lnn[data-drawn]").nth(1).wait_for()
    digit, playground = (page.evaluate(SETTINGS, n) for n in range(2))
    assert (digit["inverted"], digit["picture"]) == (True, "7")
    assert (playground["rate"], playground["batch"], playground["train"]) == (0.03, 200, False)


def test_a_link_to_a_panel_is_copied(panel_page):
    page = panel_page(neuron_panel().html() + neuron_panel().html()).page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_label("weight w₁").last.press("End")
    share = page.get_by_role("button", name="Copy a link to these settings").last
    page.wait_for_function("() => location.search.includes('neuron2.w1=4')")
    share.click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == "http://127.0.0.1/?neuron2.w1=4#panel-neuron2"
