"""What the drawings of back-propagation must show."""

import pytest

from lecture_nn.figures.backprop import draw_chain


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_every_number_of_the_chain_is_drawn():
    ax = draw_chain(["a", "b", "c"], [1.5, 2.25, -3.0], [("db/da", 0.5), ("dc/db", -4.0)], [-2.0, -4.0, 1.0])
    shown = texts(ax)
    for text in ("a", "b", "c", "1.5", "2.25", "−3", "−2.0000", "−4.0000", "1.0000"):
        assert shown.count(text) == 1
    assert "db/da\n× 0.5" in shown
    assert "dc/db\n× −4" in shown
    assert len(ax.patches) == 3 + 2 * 2


def test_forward_arrows_point_right_and_backward_arrows_left():
    ax = draw_chain(["a", "b"], [1, 2], [("db/da", 2)], [2, 1])
    steps = [p._posA_posB[1][0] - p._posA_posB[0][0] for p in ax.patches if hasattr(p, "_posA_posB")]
    assert sorted(step > 0 for step in steps) == [False, True]


def test_lengths_must_fit():
    with pytest.raises(ValueError, match=r"expected lengths \(2, 1, 2\) for 2 names, got \(2, 0, 2\)"):
        draw_chain(["a", "b"], [1, 2], [], [2, 1])


def test_what_a_forward_arrow_does_stands_above_it():
    ax = draw_chain(["a", "b", "c"], [1, 2, 4], [("", 2), ("", 4)], [8, 4, 1], ["doubled", "squared"])
    places = {text.get_text(): text.get_position() for text in ax.texts}
    arrows = sorted(p._posA_posB for p in ax.patches if hasattr(p, "_posA_posB") and p._posA_posB[0][1] > 0)
    for step, (start, end) in zip(["doubled", "squared"], arrows, strict=True):
        x, y = places[step]
        assert start[0] < x < end[0]
        assert y > start[1]
    with pytest.raises(ValueError, match="steps: expected 2 for 3 names, or none, got 1"):
        draw_chain(["a", "b", "c"], [1, 2, 4], [("", 2), ("", 4)], [8, 4, 1], ["doubled"])
