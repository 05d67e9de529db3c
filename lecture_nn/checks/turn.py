"""What a lesson calls to check the few lines that its reader has written."""

from __future__ import annotations

import dis
import html
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lecture_nn.checks.model import Result
from lecture_nn.checks.report import marked
from lecture_nn.checks.turns import load_turn
from lecture_nn.memory import recall, remember
from lecture_nn.student_code import holds_dots

NOTHING = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"}
"""The instructions of a function whose body is a docstring, ``...`` or ``pass``."""


def your_turn(name: str, answer: Any) -> TurnReport:
    """Check what the reader has written and say what seems to be wrong with it.

    An answer that still holds ``...`` counts as not answered, which is no error.

    Parameters
    ----------
    name : str
        The turn, for example "delta_hidden".
    answer : function or value
        What the reader has written.

    Raises
    ------
    ValueError
        If there is no turn of this name.
    """
    turn = load_turn(name)
    report = turn.grade({name: ... if not_answered(answer) else answer})
    if all(result.passed for result in report.results):
        remember("turns", lambda done: done.update({name: "right"}))
    return TurnReport(name, report.results)


def not_answered(answer: Any) -> bool:
    """Whether an answer is as the lesson left it: ``...``, something that holds one, or a function without a body."""
    if isinstance(answer, list | tuple):
        return any(map(not_answered, answer))
    return holds_dots(answer) or _is_empty(answer)


def _is_empty(function: Callable[..., Any]) -> bool:
    code = getattr(function, "__code__", None)
    if code is None:
        return False
    steps = list(dis.get_instructions(code))
    returned = [step for step in steps if step.opname in ("LOAD_CONST", "RETURN_CONST")]
    return {step.opname for step in steps} <= NOTHING and returned[-1].argval in (None, Ellipsis)


def done() -> set[str]:
    """Return the names of the turns that the reader has answered."""
    return set(recall("turns"))


@dataclass(frozen=True)
class TurnReport:
    """What became of a turn: shown as a few lines."""

    name: str
    results: tuple[Result, ...]

    @property
    def status(self) -> str:
        """The first of "unanswered", "wrong" and "right" that one of the checks came to."""
        found = {result.status for result in self.results}
        return next(status for status in ("unanswered", "wrong", "right") if status in found)

    def __repr__(self) -> str:
        return "\n".join(self._lines())

    def _repr_html_(self) -> str:
        color = {"right": "#12916c", "wrong": "#cf6a1f", "unanswered": "#8a8a8a"}[self.status]
        first, *others = [marked(html.escape(line, quote=False)).replace("\n", "<br>") for line in self._lines()]
        more = "".join(f"<br>{line}" for line in others)
        style = f"border-left:4px solid {color};padding:4px 12px;margin:4px 0"
        return f'<div class="lnnq-turn" style="{style}"><b>{first}</b>{more}</div>'

    def _lines(self) -> list[str]:
        if self.status == "unanswered":
            return [
                f"○ {self.name}: your turn. Put your own code in place of the ... above and run the cell again.",
                "The lesson goes on without it if you would rather read first.",
            ]
        if self.status == "right":
            titles = "; ".join(result.check.title for result in self.results)
            return [f"✓ {self.name} is right.", f"Checked: {titles}."]
        wrong = next(result for result in self.results if result.status == "wrong")
        about = wrong.misunderstanding
        hint = about.hint if about else wrong.check.hint
        end = "" if wrong.found[-1:] in ("?", ".") else "."
        return [f"✗ {self.name}: not yet.", f"Found: {wrong.found}{end}", f"Hint: {hint}"]
