"""Finding the questions of a notebook without running it: a question is declared with literals alone."""

from __future__ import annotations

import ast
from typing import Any

from lecture_nn.predictions.question import Choice, Number, Question, Questions

KINDS = {"predict": Choice, "predict_number": Number}


def declared(source: str) -> Questions | None:
    """Return what a cell asks, or None if its last line is no call of `predict`, `predict_number` or `quiz`.

    Raises
    ------
    ValueError
        If the call holds anything but literals, or the question itself isn't sound.
    """
    try:
        statements = ast.parse(source).body
    except SyntaxError:  # an exercise's starting lines, or a magic
        return None
    last = statements[-1].value if statements and isinstance(statements[-1], ast.Expr) else None
    name = _called(last)
    if name == "quiz":
        (asked,) = _only(last, "quiz")
        if not isinstance(asked, ast.List):
            raise ValueError("quiz: expected a list of predict(...) and predict_number(...)")
        return Questions(tuple(map(_question, asked.elts)), quiz=True)
    return Questions((_question(last),)) if name in KINDS else None


def calls(source: str) -> int:
    """Return how often a cell calls `predict`, `predict_number` or `quiz`, wherever the calls stand."""
    try:
        return sum(_called(node) is not None for node in ast.walk(ast.parse(source)))
    except SyntaxError:
        return 0


def _called(node: ast.AST | None) -> str | None:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {*KINDS, "quiz"}:
        return node.func.id
    return None


def _only(call: ast.Call, name: str) -> list[ast.expr]:
    if len(call.args) != 1 or call.keywords:
        raise ValueError(f"{name}: expected one list")
    return call.args


def _question(node: ast.expr) -> Question:
    name = _called(node)
    if name not in KINDS:
        raise ValueError(f"quiz: expected predict(...) and predict_number(...), got {ast.unparse(node)[:60]}")
    positional = [_literal(name, argument) for argument in node.args]
    named = {each.arg: _literal(name, each.value) for each in node.keywords if each.arg}
    if len(named) != len(node.keywords):
        raise ValueError(f"{name}: expected literals, got **")
    return KINDS[name](*positional, **named)


def _literal(name: str, node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        message = f"{name}: expected literals only, so that the site can read the question without running the lesson"
        raise ValueError(f"{message}; got {ast.unparse(node)[:60]}") from None
