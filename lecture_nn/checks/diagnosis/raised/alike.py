"""Names that look like a missing one: which may be meant, and which look alike but name something else."""

from __future__ import annotations

import ast
import difflib
import re

from lecture_nn.checks.diagnosis.raised.facts import Facts
from lecture_nn.checks.diagnosis.raised.finding import Finding
from lecture_nn.checks.diagnosis.raised.rounds import in_loop
from lecture_nn.checks.diagnosis.raised.values import values_of

ADDED = {"new", "old", "next", "prev", "previous", "last", "first", "hat", "prime", "best", "all", "sum", "mean", "bar"}
"""Words that make another name of one: new_weights are no weights."""

NEAR = 0.75
"""How similar two names are, at least, of which one may be the other misspelt."""

ALIKE = 0.6
"""The same of two words within names: left and right are less similar."""


def meant(facts: Facts, name: str, as_function: bool) -> Finding | None:
    """Return what is said of a missing name if another one may be meant; None if none is like it."""
    names = _names(facts, name, as_function)
    numbered = [each for each in names if re.fullmatch(re.escape(name) + r"_?\d", each)]
    if len(numbered) > 1:
        names = " and ".join(f"`{each}`" for each in sorted(numbered)[:3])
        return Finding(
            "one of several numbered names",
            f"There is no variable `{name}`, but there are {names}. Which of them do you mean here, or "
            f"is a line missing that sets `{name}`?",
        )
    several = next((each for each in names if each in (f"{name}s", f"{name}es")), None)
    repeated = _is_repeated(facts) and not is_made(facts, name)
    if several is not None and _holds_entries(facts, several) and repeated:
        other = f"is a line missing that sets `{name}`" if values_of(facts, several) else "all of them"
        return Finding(
            "the name of one entry",
            f"There is no variable `{name}`, but there is `{several}`. Do you need one entry of `{several}` in this "
            f"round, or {other}?",
        )
    near = next((each for each in _near(name, names) if not _names_something_else(name, each)), None)
    if near is None:
        return None
    missing = "" if as_function or sorted(near) == sorted(name) else f", or is a line missing that sets {name}"
    return Finding("a misspelt name", f"There is no {name}, but there is {near}. Is that the one you mean{missing}?")


def is_made(facts: Facts, name: str) -> bool:
    """Return whether the line adds entries to what has the missing name: a[n] = ..., or a.append(...)."""
    statement = facts.statement
    targets = [*getattr(statement, "targets", []), getattr(statement, "target", None)]
    function = getattr(getattr(statement, "value", None), "func", None)
    if isinstance(statement, ast.Expr) and getattr(function, "attr", "") in ("append", "extend", "insert"):
        targets.append(function)
    return any(getattr(getattr(each, "value", None), "id", "") == name for each in targets)


def looks_like_another(facts: Facts, name: str) -> bool:
    """Return whether there are names like a missing one which name something else, functions among them."""
    return bool(_near(name, _names(facts, name, as_function=True)))


def _near(name: str, names: list[str]) -> list[str]:
    near = difflib.get_close_matches(name, names, 3, NEAR)
    return [each for each in near if each[0].lower() == name[0].lower()]  # beta is not a misspelt eta


def _names(facts: Facts, name: str, as_function: bool) -> list[str]:
    """The names that may be meant: not the function that is being written, and others only where one is called."""
    names = dict.fromkeys([*facts.names, *facts.globals, *facts.known, *facts.expected])
    functions = {each for each in names if (of := facts.named(each)) is not None and of.kind == "function"}
    values = {each for each, of in facts.names.items() if of.kind != "function"}  # as an argument delta_h
    others = set() if as_function else {*facts.signatures, *facts.functions, *functions} - values
    return [each for each in names if each not in {name, facts.asked, facts.where, *others}]


def _names_something_else(name: str, near: str) -> bool:
    """Whether two names differ by what tells things apart: a number, a letter of its own, another word."""
    if name.lower() == near.lower():
        return False
    first, second = (re.findall(r"[^\W\d_]+|\d+", each) for each in (name, near))
    if [each for each in first if each.isdigit()] != [each for each in second if each.isdigit()]:
        return True
    if len(first) != len(second):
        more, less = sorted((first, second), key=len, reverse=True)
        return {each.lower() for each in more} - {each.lower() for each in less} <= ADDED
    return any(_differ(a, b) for a, b in zip(first, second, strict=True) if a != b)


def _differ(first: str, second: str) -> bool:
    """Whether two words are different ones, such as v and w or left and right, and none is the other misspelt."""
    if first in second or second in first:
        return False
    return len(first) == len(second) <= 2 or difflib.SequenceMatcher(None, first, second).ratio() < ALIKE


def _holds_entries(facts: Facts, name: str) -> bool:
    of = facts.named(name)
    return of is not None and (of.kind in ("list", "tuple") or (of.is_array and bool(of.shape)))


def _is_repeated(facts: Facts) -> bool:
    """Whether the place of the error is within a loop, or within a comprehension."""
    loops = (ast.ListComp, ast.GeneratorExp, ast.DictComp, ast.SetComp)
    around = [each for each in ast.walk(facts.statement or ast.Module([], [])) if isinstance(each, loops)]
    inside = any(facts.node is part for each in around for part in ast.walk(each)) if facts.node is not None else False
    return inside or in_loop(facts) is not None
