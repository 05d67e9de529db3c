"""For all of pytest, the notebooks that nbval runs included: a run leaves no trace in what it ran."""

import hashlib
import os
import tempfile
from pathlib import Path

import pytest

WATCHED = ("notebooks", "exercises", "solutions", "lecture_nn")


def pytest_configure() -> None:
    """Points reached by the checks in notebooks that are run here are kept apart from the user's own."""
    os.environ["LECTURE_NN_PROGRESS"] = str(Path(tempfile.mkdtemp()) / "progress.json")


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
