"""An instructor's own solutions, graded before the class is: a check that they fail would be unfair to everybody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from lecture_nn.checks import Exercise
from lecture_nn.checks.words import part
from lecture_nn.grading.companions import beside, needed
from lecture_nn.grading.judge import grade
from lecture_nn.grading.notebook import UnreadableError, code_cells
from lecture_nn.workers import Limits


def not_right(
    private: tuple[tuple[str, str], ...], known: Mapping[str, Exercise], limits: Limits | None = None
) -> Iterator[str]:
    """Yield, for each solved notebook beside the checks that doesn't reach all points, what to look at.

    Parameters
    ----------
    private : tuple of (str, str)
        File names and texts, as `settings.private_checks` returns them.
    known : mapping from name to Exercise
    limits : Limits, optional
    """
    for file, text in private:
        name = Path(file).stem
        if not file.endswith(".ipynb") or name not in known:
            continue
        try:
            files = needed(beside(Path(file)), code_cells(text.encode()))
            report = grade(text.encode(), name, limits=limits, exercises={name: known[name]}, files=files).report
        except UnreadableError as error:
            yield f"{file}: {error}"
            continue
        wrong = [result for result in report.results if not result.passed]
        if wrong:
            found = "; ".join(f"{each.check.title}: {each.found.splitlines()[0]}" for each in wrong[:3])
            yield (
                f"your solution {file} reaches {part(report.points, report.total, 'point')}. Look at it, or at your "
                f"checks, before you trust the grades: {found}"
            )
