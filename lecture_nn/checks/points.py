"""The points that a student has reached, and what is left to do."""

from __future__ import annotations

import html
from dataclasses import dataclass, field

from lecture_nn.checks.exercises import exercise_names, load_exercise
from lecture_nn.checks.lessons import Answered, answered
from lecture_nn.checks.order import in_order
from lecture_nn.checks.report import Report
from lecture_nn.checks.words import count, part
from lecture_nn.memory import recall, remember


def reached() -> dict[str, int]:
    """The best score of each exercise so far; a file that is not there or can't be read counts as empty."""
    shown, graded = _kept("points"), _kept("graded")
    return {name: max(shown.get(name, 0), graded.get(name, 0)) for name in {**shown, **graded}}


def _kept(section: str) -> dict[str, int]:
    try:
        return {name: int(points) for name, points in recall(section).items() if name in exercise_names()}
    except (ValueError, TypeError):
        return {}


def note(report: Report) -> None:
    """Keep the points of a report, if they are the best so far.

    Those of the checks that a notebook shows are kept apart from those of an exercise that was graded with all checks.
    """
    hidden = [result for result in report.results if result.check.hidden]
    _keep_best("points", report.name, report.points - sum(each.check.points for each in hidden if each.passed))
    if hidden:
        _keep_best("graded", report.name, report.points)


def _keep_best(section: str, name: str, points: int) -> None:
    def best(kept: dict[str, int]) -> None:
        if _kept(section).get(name, -1) < points:
            kept[name] = points

    remember(section, best)


@dataclass(frozen=True)
class Progress:
    """What is answered in the lessons, the points of all exercises in the order of the lessons, and what to do next.

    Attributes
    ----------
    points : dict from name to int
        The best scores with the checks that the notebooks show.
    lessons : tuple of Answered
    graded : dict from name to int
        The best scores with all checks.
    """

    points: dict[str, int]
    lessons: tuple[Answered, ...] = ()
    graded: dict[str, int] = field(default_factory=dict)

    def _rows(self) -> list[_Row]:
        return [
            _Row(
                exercise.name,
                self.points.get(exercise.name, 0),
                self.graded.get(exercise.name, 0),
                sum(check.points for check in exercise.checks if not check.hidden),
                exercise.total,
            )
            for exercise in map(load_exercise, in_order())
        ]

    def next(self) -> str:
        """What to work at next: the first exercise with points left to reach in its notebook, else by grading it."""
        rows = self._rows()
        for row in rows:
            if not row.solved_in_notebook:
                return f"exercises/{row.name}.ipynb"
        for row in rows:
            if row.more():
                return f"lecture-nn grade exercises/{row.name}.ipynb{row.more()}"
        return "nothing: you have solved them all"

    def __repr__(self) -> str:
        lines = [f"{each.lesson:28} {each}" for each in self.lessons]
        lines += [f"{row.name:28} {row.reached:3} of {row.total:3} points{row.more()}" for row in self._rows()]
        return "\n".join([*lines, f"Next: {self.next()}"])

    def _repr_html_(self) -> str:
        rows = [_in_table(each.lesson, str(each), each.done, each.total) for each in self.lessons]
        rows += [
            _in_table(row.name, f"{part(row.reached, row.total, 'point')}{row.more()}", row.reached, row.total)
            for row in self._rows()
        ]
        return f"<table>{''.join(rows)}</table><p>Next: {html.escape(self.next())}</p>"


@dataclass(frozen=True)
class _Row:
    """An exercise: its best scores in the notebook and when it was graded, and the points that there are in each."""

    name: str
    points: int
    graded: int
    shown: int
    total: int

    @property
    def reached(self) -> int:
        return max(self.points, self.graded)

    @property
    def solved_in_notebook(self) -> bool:
        return self.points >= self.shown or self.graded >= self.total

    def more(self) -> str:
        left = self.total - self.reached
        if not left or not self.solved_in_notebook:
            return ""
        return f" ({count(left, 'point')} more: checked when the exercise is graded)"


def _in_table(name: str, told: str, reached: int, total: int) -> str:
    # no colours: those of the theme, light or dark, are readable
    return (
        f'<tr><td style="text-align:left">{html.escape(name)}</td>'
        f'<td style="text-align:left">{html.escape(told)}</td><td><progress aria-label="{html.escape(name)}" '
        f'max="{total}" value="{reached}"></progress></td></tr>'
    )


def progress() -> Progress:
    """Return what is answered in the lessons, the points reached in every exercise, and what to work at next."""
    return Progress(_kept("points"), tuple(answered()), _kept("graded"))
