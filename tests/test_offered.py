"""Which of several explanations is told, if equally much has to be assumed for each."""

from types import SimpleNamespace

import pytest

from lecture_nn.checks.diagnosis import choose
from lecture_nn.checks.diagnosis.wording import BY_HAND
from lecture_nn.checks.model import Misunderstanding


def guess(did, asks, rank=2.3, source="operator"):
    return Misunderstanding("f", len, f"It looks as if you {did}. {asks}", None, rank, source)


SWAPPED, DOUBLED = guess("swap the rows", "Which is the first?"), guess("take it twice", "How often is it asked for?")
ALSO_DOUBLED = guess("add it twice", "How often is it asked for?")


def offered(*fitting, confirmed=()):
    repairs = SimpleNamespace(confirm=lambda found: found in confirmed)
    found = choose._offered(SimpleNamespace(repairs=repairs), list(fitting))
    return found and found.hint


def test_of_two_rare_slips_with_the_same_results_none_is_told_unless_a_repair_shows_which():
    assert offered(SWAPPED, DOUBLED) is None
    assert offered(SWAPPED, DOUBLED, confirmed=[DOUBLED]) == DOUBLED.hint
    assert offered(SWAPPED) == SWAPPED.hint


def test_both_are_told_if_the_same_question_leads_on_from_either_or_both_are_usual():
    assert offered(DOUBLED, ALSO_DOUBLED) == (
        "It looks as if you take it twice, or perhaps you add it twice. How often is it asked for?"
    )
    usual = [guess("swap the rows", "Which is the first?", 2.0), guess("take it twice", "How often?", 2.0)]
    assert "Or perhaps you take it twice. How often" in offered(*usual)


def test_what_is_seen_is_told_without_a_guess_beside_it():
    seen = guess("swap the rows", "Which is the first?", source="outside")
    assert offered(seen, DOUBLED) == offered(DOUBLED, seen) == seen.hint


@pytest.mark.parametrize(
    ("did", "told"),
    [
        ("leave out the 1", False),
        ("leave out a factor: an intermediate result", False),
        ("divide by the part with n twice", False),
        ("leave out a factor: curvature", True),
        ("take `log1p` in place of the logarithm", True),
    ],
)
def test_a_slip_that_has_neither_a_name_nor_a_question_is_told_only_if_a_repair_shows_it(did, told):
    slip = guess(did, BY_HAND, 2.0)
    for confirmed in ([], [slip]):
        evidence = SimpleNamespace(
            repairs=SimpleNamespace(confirm=lambda found, confirmed=confirmed: found in confirmed)
        )
        assert choose._Evidence.says_enough(evidence, slip) is (told or bool(confirmed))
