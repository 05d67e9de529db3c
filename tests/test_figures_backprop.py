"""What the drawings of back-propagation must show."""

import pytest

from lecture_nn.figures import COLORS
from lecture_nn.figures.backprop import draw_chain


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_every_number_of_the_chain_is_drawn_with_its_name():
    shown = texts(ax := draw_chain(["a", "b", "c"], [1.5, 2.25, -3.0], [0.5, -4.0]))
    for name, value in (("a", "1.5"), ("b", "2.25"), ("c", "−3")):
        assert shown.count(f"${name}$\n{value}") == 1
    for name, derivative in (("a", "−2.0000"), ("b", "−4.0000"), ("c", "1.0000")):  # products of the links
        assert shown.count(f"$\\partial c/\\partial {name}$\n= {derivative}") == 1
    assert "$\\times\\;\\partial b/\\partial a$\n= 0.5" in shown
    assert "$\\times\\;\\partial c/\\partial b$\n= −4" in shown
    assert len(ax.patches) == 3 + 2 * 2


def test_derivatives_are_orange_and_the_rows_say_what_they_hold():
    ax = draw_chain(["a", "b"], [1, 2], [2])
    for text in ax.texts:
        orange = "partial" in text.get_text() or text.get_text().startswith("derivatives")
        assert text.get_color() == (COLORS["orange"] if orange else COLORS["ink"]) or text.get_color() == "black"
        assert (text.get_color() == COLORS["orange"]) == orange
    assert {"values, forward →", "derivatives, backward ←"} <= set(texts(ax))


def test_forward_arrows_point_right_and_backward_arrows_left():
    ax = draw_chain(["a", "b"], [1, 2], [2])
    steps = [p._posA_posB[1][0] - p._posA_posB[0][0] for p in ax.patches if hasattr(p, "_posA_posB")]
    assert sorted(step > 0 for step in steps) == [False, True]


def test_lengths_must_fit():
    with pytest.raises(ValueError, match=r"expected lengths \(2, 1\) for 2 names, got \(2, 0\)"):
        draw_chain(["a", "b"], [1, 2], [])


def test_what_a_forward_arrow_does_stands_above_it():
    ax = draw_chain(["a", "b", "c"], [1, 2, 4], [2, 4], ["doubled", "squared"])
    places = {text.get_text(): text.get_position() for text in ax.texts}
    arrows = sorted(p._posA_posB for p in ax.patches if hasattr(p, "_posA_posB") and p._posA_posB[0][1] == 0)
    for step, (start, end) in zip(["doubled", "squared"], arrows, strict=True):
        x, y = places[step]
        assert start[0] < x < end[0]
        assert y > start[1]
    with pytest.raises(ValueError, match="steps: expected 2 for 3 names, or none, got 1"):
        draw_chain(["a", "b", "c"], [1, 2, 4], [2, 4], ["doubled"])
