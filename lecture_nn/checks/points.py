"""The points that a student has reached, and what is left to do."""

from __future__ import annotations

import html
from dataclasses import dataclass, field

from lecture_nn.checks.exercises import exercise_names, load_exercise
from lecture_nn.checks.lessons import Answered, answered, contents
from lecture_nn.checks.order import in_order, path
from lecture_nn.checks.report import Report
from lecture_nn.checks.suggestion import Stop, Suggestion, suggest
from lecture_nn.checks.words import count, part
from lecture_nn.memory import recall, remember


def reached() -> dict[str, int]:
    """The best score of each exercise so far; a file that is not there or can't be read counts as empty."""
    shown, graded = _kept("points"), _kept("graded")
    return {name: max(shown.get(name, 0), graded.get(name, 0)) for name in {**shown, **graded}}


def _kept(section: str) -> dict[str, int]:
    """The scores that can be ones: a file may hold anything, and those of another version other exercises."""
    known, found = exercise_names(), {}
    for name, points in recall(section).items():
        if name in known and isinstance(points, int) and not isinstance(points, bool) and points >= 0:
            found[name] = min(points, load_exercise(name).total)
    return found


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
    quiz : tuple of three int
        Questions of the quiz answered before the course, answered after it, and how many there are.
    """

    points: dict[str, int]
    lessons: tuple[Answered, ...] = ()
    graded: dict[str, int] = field(default_factory=dict)
    quiz: tuple[int, int, int] = (0, 0, 0)

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

    def stops(self) -> list[Stop]:
        """All lessons and exercises in the order of the course, and how far each is done."""
        rows = {row.name: row for row in self._rows()}
        lessons = {each.lesson: each for each in self.lessons}
        titles = {name: about["title"] for name, about in contents()["exercises"].items()}
        found = []
        for name in path(lessons):
            if name in lessons:
                each = lessons[name]
                told = str(each) if each.done else f"{count(each.questions, 'question')}, {count(each.turns, 'turn')}"
                found.append(Stop(name, each.title, True, each.done > 0, each.read, told))
                continue
            row = rows[name]
            told = part(row.reached, row.total, "point") if row.reached else count(row.total, "point")
            more = row.more().strip(" ()")
            found.append(Stop(name, titles.get(name, name), False, row.reached > 0, row.solved_in_notebook, told, more))
        return found

    def next(self) -> str:
        """What to do next: a notebook or a command, and why."""
        return str(self.suggestion())

    def suggestion(self) -> Suggestion:
        """What to do next."""
        before, after, questions = self.quiz
        return suggest(self.stops(), quiz_is_left=before > 0 and after < questions)

    def of_the_quiz(self) -> str:
        """What is answered of the quiz before and after the course, as a sentence; empty where there is none."""
        before, after, questions = self.quiz
        told = f"{part(before, questions, 'question')} answered before, {after} after"
        return f"The quiz before and after the course: {told}" if questions else ""

    def totals(self) -> list[tuple[str, int, int]]:
        """What is counted over the whole course: its name, how much is done, how much there is."""
        rows, lessons = self._rows(), self.lessons
        return [
            ("lessons read", sum(each.read for each in lessons), len(lessons)),
            ("questions answered", sum(each.answered for each in lessons), sum(each.questions for each in lessons)),
            ("turns done", sum(each.turns_done for each in lessons), sum(each.turns for each in lessons)),
            ("points", sum(row.reached for row in rows), sum(row.total for row in rows)),
        ]

    def __repr__(self) -> str:
        lines = [f"{name:28} {told}" for name, told, *_ in self.listed()]
        counted = ", ".join(f"{done} of {total} {name}" for name, done, total in self.totals())
        quiz = [self.of_the_quiz()] * bool(self.of_the_quiz())
        return "\n".join([*lines, "", f"In all: {counted}", *quiz, f"Next: {self.next()}"])

    def _repr_html_(self) -> str:
        rows = "".join(_in_table(*each) for each in self.listed())
        counted = ", ".join(f"{done} of {total} {name}" for name, done, total in self.totals())
        quiz = f"<p>{html.escape(self.of_the_quiz())}.</p>" if self.of_the_quiz() else ""
        return f"<p>{counted}.</p>{quiz}<p><b>Next:</b> {html.escape(self.next())}</p><table>{rows}</table>"

    def listed(self) -> list[tuple[str, str, int, int]]:
        """Each notebook on the path, with what is done in words and numbers."""
        rows = {row.name: row for row in self._rows()}
        lessons = {each.lesson: each for each in self.lessons}
        found = []
        for name in path(lessons):
            if name in lessons:
                each = lessons[name]
                found.append((name, f"{'read; ' * each.read}{each}", each.done, each.total))
            else:
                row = rows[name]
                told = f"{row.reached:3} of {row.total:3} points{row.more()}"
                found.append((name, told, row.reached, row.total))
        return found


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
    from lecture_nn.concepts import inventory, kept  # 15 ms that no other check needs

    quiz = (*(len(kept.answers(stage)) for stage in ("before", "after")), len(inventory().names()))
    return Progress(_kept("points"), tuple(answered()), _kept("graded"), quiz)
