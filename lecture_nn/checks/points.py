"""The points that a student has reached, and what is left to do."""

from __future__ import annotations

import html
from dataclasses import dataclass

from lecture_nn.checks.exercises import exercise_names, load_exercise
from lecture_nn.checks.lessons import Answered, answered
from lecture_nn.checks.report import Report
from lecture_nn.memory import recall, remember


def reached() -> dict[str, int]:
    """The best score of each exercise so far; a file that is not there or can't be read counts as empty."""
    try:
        return {name: int(points) for name, points in recall("points").items() if name in exercise_names()}
    except (ValueError, TypeError):
        return {}


def note(report: Report) -> None:
    """Keep the points of a report, if they are the best so far."""

    def best(points: dict[str, int]) -> None:
        if reached().get(report.name, -1) < report.points:
            points[report.name] = report.points

    remember("points", best)


@dataclass(frozen=True)
class Progress:
    """What is answered in the lessons, the points of all exercises in the order of the lessons, and what to do next."""

    points: dict[str, int]
    lessons: tuple[Answered, ...] = ()

    def _rows(self) -> list[tuple[str, int, int]]:
        # "shown" points only: the others are not known before grading
        ordered = sorted(map(load_exercise, exercise_names()), key=lambda each: min(check.row for check in each.checks))
        return [
            (each.name, self.points.get(each.name, 0), sum(c.points for c in each.checks if not c.hidden))
            for each in ordered
        ]

    def next(self) -> str:
        """What to work at next: the first exercise that is not full."""
        for name, points, total in self._rows():
            if points < total:
                return f"exercises/{name}.ipynb"
        return "nothing: you have solved them all"

    def __repr__(self) -> str:
        lines = [f"{each.lesson:28} {each}" for each in self.lessons]
        lines += [f"{name:28} {points:3} of {total:3} points" for name, points, total in self._rows()]
        return "\n".join([*lines, f"Next: {self.next()}"])

    def _repr_html_(self) -> str:
        rows = [_row(each.lesson, str(each), each.done, each.total) for each in self.lessons]
        rows += [_row(name, f"{points} of {total} points", points, total) for name, points, total in self._rows()]
        return f"<table>{''.join(rows)}</table><p>Next: {html.escape(self.next())}</p>"


def _row(name: str, told: str, reached: int, total: int) -> str:
    return (
        f'<tr style="background:#fff;color:#111"><td style="text-align:left">{html.escape(name)}</td>'
        f'<td style="text-align:left">{html.escape(told)}</td><td><progress aria-label="{html.escape(name)}" '
        f'max="{total}" value="{reached}"></progress></td></tr>'
    )


def progress() -> Progress:
    """Return what is answered in the lessons, the points reached in every exercise, and what to work at next."""
    return Progress(reached(), tuple(answered()))
