"""Draw a digit: the page prepares pictures as the data set's are, and its net is the trained one."""

import numpy as np
import pytest
from scipy import ndimage

from lecture_nn.datasets import digits
from lecture_nn.interactive import digit_panel
from lecture_nn.interactive.trained import digit_net

HELD_OUT = digits().validation
FIRSTS = [int(np.argmax(HELD_OUT.T.argmax(axis=1) == k)) for k in range(10)]


@pytest.fixture
def panel(show):
    return show(digit_panel(), viewport={"width": 1000, "height": 700})


def draw(panel, *strokes):
    """Draw with the mouse, each stroke along points in shares of the field's side; returns what is shown then."""
    box = panel.page.locator(".lnn-pad").bounding_box()
    mouse, side, top = panel.page.mouse, box["width"], box["y"] + box["height"] - box["width"]
    for stroke in strokes:
        (x, y), *rest = [(box["x"] + a * side, top + b * side) for a, b in stroke]
        mouse.move(x, y)
        mouse.down()
        for place in rest:
            mouse.move(*place, steps=4)
        mouse.up()
    return panel.set()


def ring(x=0.5, y=0.5, a=0.25, b=0.35):
    angles = np.linspace(0, 2 * np.pi, 25)
    return list(zip(x + a * np.sin(angles), y - b * np.cos(angles), strict=True))


def sides_and_centre(picture):
    image = np.reshape(picture, (32, 32))
    rows, columns = np.flatnonzero(image.max(axis=1) > 0.02), np.flatnonzero(image.max(axis=0) > 0.02)
    return np.ptp(rows) + 1, np.ptp(columns) + 1, ndimage.center_of_mass(image)


def test_the_outputs_are_those_of_the_net(panel):
    net = digit_net()
    net = net.copy()
    net.cast("float64")
    for k, n in enumerate(FIRSTS):
        shown = panel.set(picture=str(k))
        np.testing.assert_array_equal(np.float32(shown["picture"]), HELD_OUT.X[n])
        assert shown["outputs"] == pytest.approx(net.forward(HELD_OUT.X[n : n + 1].astype(float))[0], abs=1e-9)
    for moved in ({"picture": "noise"}, {"picture": "7", "turn": 90, "right": -3, "down": 5}, {"inverted": True}):
        shown = panel.set(**moved)
        assert shown["outputs"] == pytest.approx(net.forward([shown["picture"]])[0], abs=1e-9)


def test_the_net_is_worth_showing():
    assert digit_net().accuracy(*HELD_OUT) > 0.92


def test_digits_drawn_with_the_mouse_are_recognised(panel):
    assert draw(panel, [(0.5, 0.15), (0.5, 0.85)])["prediction"] == 1
    panel.click("Clear")
    assert draw(panel, ring())["prediction"] == 0
    panel.click("Clear")
    assert draw(panel, [(0.25, 0.2), (0.7, 0.2), (0.4, 0.85)])["prediction"] == 7
    panel.page.wait_for_function(
        "() => document.querySelector('.lnn-words').textContent.startsWith('The prediction is 7')"
    )


@pytest.mark.parametrize("stroke", [ring(), ring(0.2, 0.3, 0.1, 0.14), ring(0.6, 0.6, 0.38, 0.1)])
def test_a_drawing_is_as_large_as_the_data_sets_digits_and_in_the_middle(panel, stroke):
    """Theirs: 20 pixels in the longer direction, the centre of mass in column and row 16 (to half a pixel)."""
    theirs = [sides_and_centre(image) for image in HELD_OUT.X[:200]]
    assert all(max(high, wide) == 20 and np.allclose(centre, 16, atol=0.51) for high, wide, centre in theirs)
    high, wide, centre = sides_and_centre(draw(panel, stroke)["picture"])
    assert 20 <= max(high, wide) <= 21  # between pixels
    assert centre == pytest.approx((16, 16), abs=0.02)


def test_a_stroke_is_as_wide_as_in_the_data_set(panel):
    ones = HELD_OUT.X[HELD_OUT.T.argmax(axis=1) == 1].reshape(-1, 32, 32)
    upright = ones[(ones.max(axis=1) > 0.02).sum(axis=1) <= 6]
    theirs = np.median(upright[:, 10:22].sum(axis=2))
    image = np.reshape(draw(panel, [(0.3, 0.1), (0.3, 0.9)])["picture"], (32, 32))
    assert image[10:22].sum(axis=1) == pytest.approx(theirs, abs=0.25)
    assert image.max() == 1


def test_turning_and_shifting(panel):
    image = HELD_OUT.X[FIRSTS[2]].reshape(32, 32).astype(float)
    for turn, right, down in ((0, 3, -2), (90, 0, 0), (35, 4, 1), (-120, -10, 10)):
        shown = panel.set(picture="2", turn=turn, right=right, down=down)
        c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
        back = np.array([[c, -s], [s, c]])  # from (row, column) of the result to that of the image
        offset = 16 - back @ (16 + np.array([down, right]))
        expected = ndimage.affine_transform(image, back, offset, order=1, mode="grid-constant")
        np.testing.assert_allclose(np.reshape(shown["picture"], (32, 32)), expected, atol=1e-6)
    shown = panel.set(turn=0, right=0, down=0, inverted=True)
    np.testing.assert_allclose(shown["picture"], 1 - image.ravel())


def test_upside_down_it_is_often_wrong_and_still_confident(panel):
    shown = [panel.set(picture=str(k), turn=180) for k in range(10)]
    assert sum(each["prediction"] != k for k, each in enumerate(shown)) >= 4
    assert np.mean([max(each["outputs"]) for each in shown]) > 0.7


def test_a_new_stroke_begins_a_drawing_and_clear_ends_it(panel):
    panel.set(picture="3", turn=40)
    assert draw(panel, [(0.5, 0.2), (0.5, 0.8)])["strokes"] == 1
    assert draw(panel, [(0.3, 0.5), (0.7, 0.5)])["strokes"] == 2
    shown = panel.click("Clear")
    assert shown["strokes"] == 0
    assert max(shown["picture"]) == 0
    assert sum(shown["outputs"]) == pytest.approx(1)
    assert panel.page.evaluate("() => document.querySelector('.lnn').panel.settings?.turn ?? 0") == 0
    dot = draw(panel, [(0.4, 0.4)])
    assert 4 < sum(dot["picture"]) < 12


def test_keys_are_enough(panel):
    panel.page.get_by_label("picture", exact=True).select_option("held-out image: 5")
    assert panel.press("shifted right", "ArrowRight", "ArrowRight")["prediction"] in range(10)
    assert sides_and_centre(panel.set()["picture"])[2][1] == pytest.approx(18, abs=0.51)


def test_a_finger_draws_and_does_not_scroll(panel):
    assert panel.page.locator(".lnn-pad").evaluate("pad => getComputedStyle(pad).touchAction") == "none"
    shown = panel.page.locator(".lnn-pad").evaluate("""pad => {
        const box = pad.getBoundingClientRect();
        pad.setPointerCapture = () => {};
        const send = (name, y) => pad.dispatchEvent(new PointerEvent(name, {
            pointerId: 7, pointerType: "touch", button: 0, bubbles: true,
            clientX: box.left + 100, clientY: box.top + y,
        }));
        send("pointerdown", 60);
        for (let y = 70; y < 240; y += 10) send("pointermove", y);
        send("pointerup", 240);
        send("pointermove", 10);
        return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(
            () => done(document.querySelector(".lnn").shown))));
    }""")
    assert shown["prediction"] == 1
