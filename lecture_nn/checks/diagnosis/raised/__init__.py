"""What an error message hides: what probably happened when the student's code raised an error.

The facts are gathered where the error is raised (`lecture_nn.facts`) and may come from a worker; here they become a
sentence. Something is said only where the facts show it. Otherwise the error with its line stands alone.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from lecture_nn.checks.asked import asked_for
from lecture_nn.checks.diagnosis.raised import (
    attributes,
    axes,
    beyond,
    broadcasting,
    calls,
    exchanged,
    indices,
    limits,
    lists,
    missing,
    misused,
    no_such_axis,
    operands,
    positions,
    products,
    returned,
    unset,
    whole_arrays,
    written_to,
)
from lecture_nn.checks.diagnosis.raised.facts import Facts, read
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.references import Reference, module_namespace, reference
from lecture_nn.checks.diagnosis.repair import Repairs
from lecture_nn.checks.diagnosis.subject import no_result, taught
from lecture_nn.checks.model import Misunderstanding

if TYPE_CHECKING:
    from lecture_nn.checks.answers import Answers
    from lecture_nn.checks.exercise import Exercise
    from lecture_nn.checks.model import Check

EXPLAINERS = (
    returned.no_answer,
    returned.second_name,
    calls.another_signature,
    limits.recursion,
    limits.memory,
    limits.power,
    whole_arrays.split_unevenly,
    limits.division,
    limits.of_nothing,
    limits.overflow,
    limits.elsewhere,
    misused.own_check,
    misused.no_arrow,
    misused.in_a_set,
    misused.taken_together,
    misused.left_over,
    misused.factorial,
    misused.single_numbers,
    misused.one_input,
    misused.popped,
    misused.not_transposed,
    misused.every_with_every,
    misused.a_column_more,
    unset.not_set_yet,
    missing.missing_name,
    missing.missing_key,
    exchanged.inside_another,
    exchanged.unpacked,
    lists.added_or_searched,
    indices.of_other_shapes,
    broadcasting.cannot_be_broadcast,
    written_to.wrong_place,
    products.cannot_be_multiplied,
    products.not_enough_axes,
    operands.several_in_one,
    whole_arrays.for_a_number,
    whole_arrays.for_a_truth,
    whole_arrays.whole_numbers,
    whole_arrays.joined,
    positions.no_whole_numbers,
    beyond.beyond_the_end,
    no_such_axis.other_axes,
    indices.lists,
    calls.of_no_function,
    calls.wrong_arguments,
    calls.unpacking,
    calls.fractions,
    calls.loops,
    operands.minus_of_truths,
    operands.of_the_wrong_kind,
    attributes.missing_attribute,
    missing.numpys_own,
)
"""The first that has something to say is heard."""

LONGEST = 900


def explain(
    noted: str, exercise: Exercise | None = None, check: Check | None = None, answers: Answers | None = None
) -> Misunderstanding | None:
    """Return what an error looks like; None if the facts don't tell.

    Parameters
    ----------
    noted : str
        The facts, as `lecture_nn.facts` writes them; they may be anything.
    exercise : Exercise, optional
        Whose functions were asked for: it knows their arguments.
    check, answers : optional
        Which check asked whom: then the place of the mistake may be found in the answer's text.
    """
    try:
        facts = read(noted) if noted else None
        found = finding(_with_meanings(facts, exercise)) if facts else None
        where = taught(exercise, facts.asked) if exercise is not None and facts else None
        about = None
        if found is not None:
            said = found.said[:LONGEST]
            about = Misunderstanding(facts.asked, no_result, said, where, source="raised", kind=found.kind)
        if facts is None or exercise is None or check is None or answers is None:
            return about
        return Repairs(facts.asked, check, exercise, answers).preferred(about)
    except Exception:  # the facts come from the student's side, and code can be written in ways that nobody foresaw
        return None


def finding(facts: Facts) -> Finding | None:
    """Return the first thing that is found out about an error."""
    return next((found for explainer in EXPLAINERS if (found := explainer(facts)) is not None), None)


def _with_meanings(facts: Facts, exercise: Exercise | None) -> Facts:
    right = reference(exercise, facts.asked) if exercise is not None else None
    if right is None:
        return facts
    known = axes.meanings(right.docstring, right.parameters, facts.given)
    names = {node.func.id for node in facts.parts(ast.Call) if isinstance(node.func, ast.Name)} | {facts.where}
    others = {name: reference(exercise, name) for name in names - {facts.asked, ""}}
    return replace(
        facts,
        meanings=known,
        expected=right.parameters,
        functions=_functions(exercise, right) if facts.kind == "NameError" else frozenset(),
        signatures={name: axes.of_parameters(each) for name, each in others.items() if each is not None},
        results=_results(right),
        results_of={name: _results(each) for name, each in others.items() if each is not None},
        tables=any(len(each.shape or ()) > 1 for each in facts.given) or _makes_tables(right),
    )


def _functions(exercise: Exercise, right: Reference) -> frozenset[str]:
    """The functions that an exercise asks for, and those that its solution sees."""
    given = module_namespace(right.module) if right.module else right.globals
    return frozenset({*asked_for(exercise)[0], *(name for name, each in given.items() if callable(each))})


def _results(right: Reference) -> int:
    tree = ast.parse(right.ways[0]) if right.ways else ast.Module([], [])
    returned = [each.value for each in ast.walk(tree) if isinstance(each, ast.Return)]
    return len(returned[-1].elts) if returned and isinstance(returned[-1], ast.Tuple) else 1


def _makes_tables(right: Reference) -> bool:
    return (
        not right.ways or re.search(r"outer|None|newaxis|einsum|reshape|\([A-Z], ?[A-Z]\)", right.ways[0]) is not None
    )
