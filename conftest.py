"""For all of pytest, the notebooks that nbval runs included: a run leaves no trace, and says what took long."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import pytest

WATCHED = ("notebooks", "exercises", "solutions", "lecture_nn")


def pytest_configure(config: pytest.Config) -> None:
    """Points reached by the checks in notebooks that are run here are kept apart from the user's own."""
    if not hasattr(config, "workerinput"):  # workers inherit it
        kept = tempfile.TemporaryDirectory(prefix="progress", ignore_cleanup_errors=True)
        config.add_cleanup(kept.cleanup)
        os.environ["LECTURE_NN_PROGRESS"] = str(Path(kept.name) / "progress.json")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    for what, told in report.user_properties if report.when == "call" else ():
        TRIED.setdefault(what, []).append(told)
    if report.when == "call" and ".ipynb::" in report.nodeid:
        notebook, cell = report.nodeid.split("::", maxsplit=1)
        SECONDS.setdefault(notebook, {})[cell] = report.duration


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what the exercises' checks were tried with, and how long the notebooks took. Nothing fails by it."""
    says = {"right answers": "accepted", "misunderstandings": "answered by their own hint", "mutants": "found wrong"}
    if set(says) & set(TRIED):
        terminalreporter.section("trust in the exercises' checks")
        for what, word in says.items():
            found, tried = (sum(column) for column in zip(*TRIED.get(what, [(0, 0)]), strict=True))
            more = "; the others are right, too, and listed with the reason" if what == "mutants" else ""
            terminalreporter.line(f"{what}: {found} of {tried} {word}{more}")
    if "layout" in TRIED:
        terminalreporter.section("layouts of what a class hands in: how read, students expected and found")
        for name, read, expected, found in TRIED["layout"]:
            if isinstance(expected, str):
                terminalreporter.line(f"{name:45} {read}, as expected" if found == expected else f"{name:45} {found}")
                continue
            verdict = "as expected" if found == expected else f"EXPECTED {expected}, found {found}"
            terminalreporter.line(f"{name:45} {read:12} {len(expected):3} {len(found):3} {verdict}")
    if "submission" in TRIED:
        terminalreporter.section("hostile and broken submissions: status, points, cells with errors")
        for name, expected, obtained in TRIED["submission"]:
            verdict = "as expected" if obtained == expected else f"EXPECTED {outcome(expected)}"
            terminalreporter.line(f"{name:45} {outcome(obtained)} {verdict}")
    if SECONDS:
        totals = {notebook: sum(cells.values()) for notebook, cells in SECONDS.items()}
        slowest = max(totals, key=totals.get)
        seconds, cell, notebook = max((s, cell, name) for name, cells in SECONDS.items() for cell, s in cells.items())
        terminalreporter.section("the course's clock")
        terminalreporter.line(f"{len(totals)} notebooks ran for {sum(totals.values()):.0f} s in all")
        terminalreporter.line(f"slowest notebook: {slowest}, {totals[slowest]:.1f} s")
        terminalreporter.line(f"slowest cell: {notebook}, code {cell.lower()} (counted from 0), {seconds:.1f} s")


def outcome(of: tuple[str, int, int]) -> str:
    return "{:14} {:3} {:3}".format(*of)


def contents(root: Path) -> dict[str, str]:
    """The files of the watched folders with a digest of each; caches, which git ignores, left out."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in WATCHED
        for path in sorted((root / folder).rglob("*"))
        if path.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts)
    }


def pytest_sessionstart(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):  # once, not in each worker
        session.config.stash[BEFORE] = contents(session.config.rootpath)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    before = session.config.stash.get(BEFORE, None)
    if before is None:
        return
    after = contents(session.config.rootpath)
    changed = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    if changed:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        session.config.get_terminal_writer().line(f"\nThe run changed or left files: {', '.join(changed)}", red=True)


BEFORE = pytest.StashKey[dict[str, str]]()
TRIED: dict[str, list[tuple]] = {}
SECONDS: dict[str, dict[str, float]] = {}
