"""Paths down a loss: what the page computes is what the package's optimizers do on the lessons' functions."""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from lecture_nn import MLP, Momentum
from lecture_nn.interactive import descent_panel, race_panel
from lecture_nn.interactive.panels import DESCENT_T, DESCENT_X, race_optimizers

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
NAMES = [type(racer).__name__ for racer in race_optimizers()]
STARTS = {"valley": (-4.0, 1.0), "saddle": (-2.0, 1e-3)}
TURN = np.sqrt(0.5) * np.array([[1, -1], [1, 1]])


def cells_of(lesson, *starts):
    """Run the cells of a lesson that hold these lines; returns what they define."""
    cells = [cell.source for cell in nbformat.read(NOTEBOOKS / lesson, as_version=4).cells if cell.cell_type == "code"]
    space = {}
    for start in starts:
        exec(next(source for source in cells if start in source), space)
    return space


def net_at(v, w):
    net = MLP([1, 1, 1], hidden="tanh", output="identity")
    net.layers[0].weights, net.layers[1].weights = [[v]], [[w]]
    return net


def descended(eta, momentum, start, steps):
    """The weights that the package visits with v and w alone, and their losses."""
    X, T = np.array(DESCENT_X)[:, None], np.array(DESCENT_T)[:, None]
    path, optimizer = [np.array(start)], Momentum(eta, momentum)
    for _ in range(steps):
        (d_v, _), (d_w, _) = net_at(*path[-1]).gradients(X, T)
        p = path[-1].copy()
        optimizer.step([p], [np.array([d_v[0, 0], d_w[0, 0]])])
        path.append(p)
    return np.array(path), [net_at(*p).loss(X, T) for p in path]


@pytest.mark.parametrize(
    ("eta", "momentum", "start", "steps"),
    [
        (1.0, 0.0, (2.5, -0.5), 100),
        (0.02, 0.95, (-3.8, 3.8), 100),
        (2.3, 0.0, (2.5, -0.5), 60),
        (3.0, 0.0, (2.5, -0.5), 12),
        (0.5, 0.5, (0.0, 0.0), 10),
        (0.5, 0.9, (-0.3, 0.0), 0),
    ],
)
def test_the_path_is_that_of_the_net(show, eta, momentum, start, steps):
    shown = show(descent_panel()).set(eta=eta, momentum=momentum, v=start[0], w=start[1], steps=steps)
    path, losses = descended(eta, momentum, start, steps)
    np.testing.assert_allclose(shown["path"], path, rtol=1e-7, atol=1e-12)
    np.testing.assert_allclose(shown["E"], losses, rtol=1e-7)
    assert shown["path"][0] == list(start)


def test_the_examples_and_the_minimum_are_the_lessons(show):
    lesson = cells_of("08_loss_and_descent.ipynb", "import numpy as np", "def loss(p)", "v, w = np.linspace(-4")
    assert lesson["x"].tolist() == DESCENT_X
    assert lesson["t"].tolist() == DESCENT_T
    shown = show(descent_panel()).set()
    assert shown["lowest"] == pytest.approx(lesson["losses"].min(), abs=1e-4)
    assert shown["lowest"] == pytest.approx(lesson["loss"](np.array(shown["bottom"])), rel=1e-12)
    assert shown["bottom"] == pytest.approx(lesson["best"], abs=0.03)


@pytest.mark.parametrize(
    ("settings", "state"),
    [
        ({"eta": 0.02}, "The loss is still falling"),
        ({"eta": 1.0, "steps": 100}, "The run has reached a minimum"),
        ({"eta": 2.3}, "The loss oscillates"),
        ({"eta": 3.0}, "The run diverges"),
        ({"eta": 3.0, "steps": 100}, "The run diverges"),
        ({"v": 0, "w": 0}, "The gradient is 0 here"),
        ({"steps": 0}, "Press Play"),
    ],
)
def test_how_the_run_goes_is_said(show, settings, state):
    panel = show(descent_panel())
    assert panel.set(**settings)["state"].startswith(state)
    panel.page.wait_for_function("s => document.querySelector('.lnn-words').textContent.includes(s)", arg=state)


def test_a_run_that_diverges_is_still_drawn_with_finite_numbers(show):
    panel = show(descent_panel())
    panel.set(eta=3.0, steps=100)
    drawn = panel.page.locator(".lnn path").evaluate_all("all => all.map(path => path.getAttribute('d')).join()")
    assert not re.search("NaN|Infinity|undefined", drawn)


def test_the_start_can_be_dragged(show):
    panel = show(descent_panel(), viewport={"width": 1000, "height": 800})
    box = panel.page.locator(".lnn-picture").first.bounding_box()
    panel.page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"])
    panel.page.mouse.down()
    panel.page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.2 * box["height"])
    panel.page.mouse.up()
    v, w = panel.set()["path"][0]
    assert -3 < v < -1
    assert 2 < w < 4
    assert panel.page.get_by_label("initial v").input_value() == f"{v:g}"


def test_keys_and_play_move_the_steps(show):
    panel = show(descent_panel())
    assert len(panel.press("steps", "Home", "ArrowRight")["path"]) == 2
    panel.press("steps", "End", *["ArrowLeft"] * 3)
    panel.click("Play")
    panel.page.wait_for_function("() => document.querySelector('.lnn').shown.path.length === 101")


@pytest.fixture(scope="module")
def lesson():
    """What lesson 14 races on, and with."""
    return cells_of("14_optimizers.ipynb", "import numpy as np", "def valley(w)", "def turned(f)", "def racers(")


def test_the_racers_are_the_lessons(lesson):
    assert [repr(racer) for racer in race_optimizers()] == [repr(racer) for racer in lesson["racers"]()]


def path_of(racer, f, start, steps=120):
    """The places that an optimizer comes to, one for each step, from the start on."""
    racer.reset()
    path = [start]
    for _ in range(steps):
        w = path[-1].copy()
        racer.step([w], [f(w)[1]])
        path.append(w)
    return path


@pytest.mark.parametrize("turned", ["", "turned "])
@pytest.mark.parametrize("surface", ["valley", "saddle"])
@pytest.mark.parametrize("rate", [-6, -1, 0, 1, 6])
def test_every_racer_moves_as_the_package_does(show, lesson, turned, surface, rate):
    shown = show(race_panel()).set(surface=turned + surface, rate=rate, step=120)
    assert list(shown["paths"]) == NAMES
    f = lesson["turned"](lesson[surface]) if turned else lesson[surface]
    start = TURN @ STARTS[surface] if turned else np.array(STARTS[surface])
    for name, racer in zip(NAMES, race_optimizers(), strict=True):
        racer.learning_rate *= 2 ** (rate / 2)
        path, nearby = path_of(racer, f, start), path_of(racer, f, start * (1 + 1e-14))
        until = 120
        for n, (w, other) in enumerate(zip(path, nearby, strict=True)):
            if not np.hypot(*w) < 1e3:  # out of the picture
                until = n
                break
            if not np.allclose(w, other, rtol=1e-7, atol=1e-10):  # from here on rounding decides where it goes
                until = n - 1
                assert until > 60, name
                break
        np.testing.assert_allclose(shown["paths"][name][: until + 1], path[: until + 1], rtol=1e-6, atol=1e-9)
        if until == 120:
            lowest = {"valley": 0.0, "saddle": -2.5}[surface]
            assert shown["above"][name] == pytest.approx(f(path[-1])[0] - lowest, rel=1e-5, abs=1e-12)


def test_the_race_is_the_lessons(show, lesson):
    panel = show(race_panel())
    for surface, start in STARTS.items():
        expected = lesson["race"](lesson[surface], start, 120)
        paths = panel.set(surface=surface, step=120)["paths"]
        for name, path in expected.items():
            np.testing.assert_allclose(paths[name], path, rtol=1e-6, atol=1e-9)


def test_only_the_chosen_run_and_each_looks_different(show):
    panel = show(race_panel())
    drawn = "all => all.filter(path => path.getAttribute('d')).map(path => path.getAttribute('style'))"
    looks = panel.page.locator(".lnn-picture").first.locator(".lnn-line").evaluate_all(drawn)[1:]  # 0: the contours
    assert len(looks) == 7
    for trait in ("stroke", "stroke-dasharray"):
        assert len({re.search(rf"\b{trait}: ([^;]+)", look)[1] for look in looks}) == 7
    marks = panel.page.locator(".lnn-legend .lnn-mark").evaluate_all("all => all.map(m => m.getAttribute('d'))")
    assert len(set(marks)) == 7
    off = dict.fromkeys(NAMES, False)
    assert list(panel.set(**(off | {"Adam": True, "Momentum": True}))["paths"]) == ["Momentum", "Adam"]
    assert len(panel.page.locator(".lnn-picture").first.locator(".lnn-line").evaluate_all(drawn)) == 3
    assert panel.set(**off)["paths"] == {}
    panel.page.wait_for_function("() => document.querySelector('.lnn-words').textContent.startsWith('No optimizer')")


def test_which_runs_diverge_is_said(show):
    panel = show(race_panel())
    panel.set(rate=6, step=120)
    said = "Diverged: GradientDescent, Momentum, Nesterov."
    panel.page.wait_for_function("s => document.querySelector('.lnn-words').textContent.includes(s)", arg=said)


def test_boxes_keys_and_play(show):
    panel = show(race_panel())
    panel.page.get_by_label("AdaGrad").press("Space")
    assert "AdaGrad" not in panel.press("step", "End", "ArrowLeft")["paths"]
    panel.click("Play")
    panel.page.wait_for_function("() => document.querySelector('.lnn').shown.paths.Adam.length === 121")


def test_momentum_makes_a_small_rate_enough(show):
    """Lesson 08 says so."""
    panel = show(descent_panel())
    plain = panel.set(eta=0.1, steps=100)
    assert plain["E"][-1] > 3 * plain["lowest"]
    assert panel.set(eta=0.1, steps=100, momentum=0.9)["E"][-1] == pytest.approx(plain["lowest"], abs=1e-4)
