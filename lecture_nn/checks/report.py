"""The report that a student reads: a table in a notebook, lines elsewhere."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from lecture_nn.checks.model import PERHAPS, Result


@dataclass(frozen=True)
class Report:
    """The results of an exercise's checks: shown as a table in a notebook, as lines elsewhere.

    Attributes
    ----------
    name : str
        The exercise.
    results : tuple of Result
        In the order of the checks.
    unseen : int
        Points of the checks that were not run.
    """

    name: str
    results: tuple[Result, ...]
    unseen: int = 0

    @property
    def points(self) -> int:
        """Points reached."""
        return sum(result.check.points for result in self.results if result.passed)

    @property
    def total(self) -> int:
        """Points of the checks that were run."""
        return sum(result.check.points for result in self.results)

    def _summary(self) -> str:
        score = f"Score: {self.points} of {self.total} points."
        if self.unseen:
            passed = " All checks shown here pass." if self.points == self.total else ""
            return f"{score}{passed} {_points(self.unseen)} more: checked when the exercise is graded."
        return f"{score} All checks pass." if self.points == self.total else score

    def __repr__(self) -> str:
        lines = [self._summary()]
        for result, before in zip(self.results, self._said_before(), strict=True):
            each, about = result.check, result.misunderstanding
            lines.append(
                f"{MARKS[result.status]} {each.title} ({', '.join(filter(None, [_points(each.points), each.row]))})"
            )
            if result.status != "wrong" and result.found:
                lines.append(f"    {result.found}")
            if before is not None:
                lines.append(f"    found: {_as_in(before)}")
            elif result.status == "wrong":
                lines.append(f"    found: {result.found}")
                read = f" Read {about.read}." if about and about.read else ""
                if hint := f"{about.said}{read}" if about else each.hint:
                    lines.append(f"    hint:  {hint}")
        return "\n".join(lines)

    def _said_before(self) -> list[Result | None]:
        """For each result, the first one that found exactly the same and has the same to say about it, if there is one.

        A function that raises an error, or a plan over the budget, is found by every check that needs it.
        """
        first: dict[tuple[str, str], Result] = {}
        said = []
        for result in self.results:
            key = result.found, result.misunderstanding.hint if result.misunderstanding else ""
            known = first.setdefault(key, result) if result.status == "wrong" else result
            said.append(None if known is result else known)
        return said

    def _repr_html_(self) -> str:
        rows = []
        for result, before in zip(self.results, self._said_before(), strict=True):
            each = result.check
            # white on a dark label, and else the theme's own colours: readable in light and dark
            color = {"right": "#00664b", "wrong": "#b34700", "unanswered": "#555"}[result.status]
            label = f"background:{color};color:#fff;padding:2px 8px;border-radius:4px"
            rows.append(
                '<tr><td style="text-align:left;vertical-align:top;white-space:nowrap">'
                f'<b style="{label}">{MARKS[result.status]} {WORDS[result.status]}</b></td>'
                f'<td style="text-align:left"><b>{html.escape(each.title)}</b>{_more(result, before)}</td>'
                f'<td style="vertical-align:top;white-space:nowrap">{_points(each.points)}</td>'
                f'<td style="vertical-align:top">{each.row}</td></tr>'
            )
        return f"<p><b>{self._summary()}</b></p><table>{''.join(rows)}</table>"


MARKS = {"right": "✓", "wrong": "✗", "unanswered": "○"}
WORDS = {"right": "right", "wrong": "not yet", "unanswered": "not answered"}


def _as_in(before: Result) -> str:
    """In place of what was said already."""
    return f'the same as in "{before.check.title}" above, so fix that first'


def _more(result: Result, before: Result | None) -> str:
    """What a row of the table says below the title, unless an earlier row says the same."""
    about = result.misunderstanding
    if before is not None:
        return f"<br>Found: {_lines(_as_in(before))}."
    if result.status != "wrong":
        return f"<br>{_lines(result.found)}" if result.found else ""
    found = f"<br>Found: {_lines(result.found)}"
    if about:
        read = ""
        if about.read:
            read = f' Read <a href="{html.escape(about.read.address)}">{html.escape(str(about.read))}</a>.'
        label = "What probably happened:" if about.source == "raised" else "Hint:"
        if about.said.startswith(PERHAPS):
            label = PERHAPS.strip()
        return f"{found}<br><b>{label}</b> {_lines(about.said.removeprefix(PERHAPS))}{read}"
    if not result.check.hint:
        return found
    return f"{found}<details><summary>Hint</summary>{_lines(result.check.hint)}</details>"


def _points(points: int) -> str:
    return "1 point" if points == 1 else f"{points} points"


def _lines(text: str) -> str:
    return marked(html.escape(text)).replace("\n", "<br>")


def marked(text: str) -> str:
    """Return escaped text in which what stands in backticks is marked as code, and what stands in stars is stressed."""
    parts = re.split("`([^`\n]+)`", text)  # every other one stood in backticks
    return "".join(
        f"<code>{part}</code>" if n % 2 else re.sub(r"(?<![\w*)])\*([^\W\d_][\w ]*)\*(?![\w*(])", r"<em>\1</em>", part)
        for n, part in enumerate(parts)
    )
