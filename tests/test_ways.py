"""Ways to write a function: listed one by one, and their slips come in the order that all of them would come in."""

from itertools import islice

import pytest

from lecture_nn.checks import load_exercise
from lecture_nn.checks.diagnosis import variants, ways
from lecture_nn.checks.diagnosis.cases import calls_of
from lecture_nn.checks.diagnosis.references import reference
from lecture_nn.checks.diagnosis.ways import Ways


def ways_of(exercise, name):
    exercise = load_exercise(exercise)
    calls = [call for check in exercise.checks for call in calls_of(check, exercise) if call.name == name]
    return Ways(reference(exercise, name), [call.arguments for call in calls[:4]])


def ranks(singles):
    return [change.rank for _, change in singles]


@pytest.mark.parametrize(("exercise", "name"), [("softmax", "softmax"), ("single_layer_backprop", "delta_z")])
def test_slips_come_by_rank_and_of_equal_ones_those_of_the_first_way(exercise, name):
    found = ways_of(exercise, name)
    first, again = list(found.singles()), list(found.singles())
    listed = [(own, change) for own, changes in found for change in changes]
    assert len(found.listed) > 2
    assert first == again == sorted(listed, key=lambda each: each[1].rank)


def test_another_way_is_listed_only_for_a_search_that_comes_to_its_ranks():
    found = ways_of("softmax", "softmax")
    assert not found.listed
    tried = ranks(islice(found.singles(), 5))
    assert max(tried) < 2.2
    assert len(found.listed) == 1
    singles = found.singles()
    while (rank := next(singles)[1].rank) < 2.2:
        assert len(found.listed) == 1
    assert rank >= 2.2
    assert len(found.listed) > 1


def test_what_is_listed_is_kept(monkeypatch):
    found = ways_of("softmax", "softmax")
    before = list(found)
    monkeypatch.setattr(ways, "Variants", None)
    assert [own for own, _ in found] == [own for own, _ in before]
    assert len(before) > 2


def test_what_a_solution_has_besides_is_read_once_for_all_of_its_functions():
    found = ways_of("softmax", "gradient")
    variants._functions_around.cache_clear()
    list(found)
    assert variants._functions_around.cache_info().misses == 1
    assert len(found.listed) > 2
