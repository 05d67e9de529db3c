"""The zip that an instructor uploads to Gradescope: the grader, what installs it, and what runs it."""

from __future__ import annotations

import importlib.metadata
import io
import os
import re
import secrets
import shlex
import sys
import zipfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import lecture_nn
from lecture_nn.files import UNFINISHED
from lecture_nn.grading.settings import exercises, private_checks
from lecture_nn.grading.solved import not_right

NEEDED = (
    "filelock>=3.12",
    "ipython>=8.20",
    "jinja2>=3.1",
    "joblib>=1.4",
    "matplotlib>=3.9",
    "numpy>=2.0",
    "platformdirs>=4.0",
    "pyseccomp>=0.1.2",
    "threadpoolctl>=3.8",
    "tqdm>=4.66",
)
"""What the grader and the students' notebooks import. JupyterLab isn't among it: nobody looks at the image."""

SCRIPTS = ("setup.sh", "run_autograder")
_WHEN = (1980, 1, 1, 0, 0, 0)  # the same for all, so that the same grader makes the same file


def make_autograder(
    out: Path,
    only: tuple[str, ...],
    *,
    checks: Path | None = None,
    seconds: float = 60.0,
    seed: int | None = None,
) -> int:
    """Write the zip, and return the points that a submission can reach.

    Parameters
    ----------
    out : Path
        Where to write it; an autograder that is there already is replaced, another file is not.
    only : tuple of str
        The exercises that are graded.
    checks : Path, optional
        A folder of an instructor's own checks.
    seconds : float
        How long the cells of a notebook may take.
    seed : int, optional
        Of the examples that the checks draw; by default a secret one, the same for every submission.

    Raises
    ------
    ValueError
        If `only` names no exercise or an unknown one, or if `out` is another file.
    """
    private = private_checks(checks)
    known = exercises(private)
    for problem in not_right(private, known):
        print(problem, file=sys.stderr)
    if not only or set(only) - set(known):
        got = ", ".join(sorted(set(only) - set(known))) or "none"
        raise ValueError(f"--exercise: expected some of {', '.join(sorted(known))}, got {got}")
    if out.exists() and not _is_autograder(out):
        raise ValueError(f"--out: {out} is there already, and is no autograder: choose another name or move it away")
    options = [f"--exercise={name}" for name in only]
    options += [f"--seconds={seconds:g}"]
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _scripts(options, bool(private)):
            _add(archive, name, text.encode(), 0o755)
        seed = secrets.randbits(64) if seed is None else seed
        _add(archive, "seed", f"{seed}\n".encode(), 0o600)  # not among the arguments, which every user can read
        _add(archive, "requirements.txt", "\n".join([*NEEDED, ""]).encode())
        _add(archive, "constraints.txt", "\n".join([*_versions(), ""]).encode())
        package = Path(lecture_nn.__file__).parent
        for path in sorted(package.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                _add(archive, f"package/lecture_nn/{path.relative_to(package).as_posix()}", path.read_bytes())
        for file, text in private:
            _add(archive, f"checks/{Path(file).name}", text.encode())
    unfinished = out.with_name(f"{UNFINISHED}{secrets.token_hex(8)}")
    try:
        unfinished.write_bytes(data.getvalue())
        os.replace(unfinished, out)
    finally:
        unfinished.unlink(missing_ok=True)
    return sum(known[name].total for name in set(only))


def _scripts(options: list[str], has_checks: bool) -> Iterator[tuple[str, str]]:
    image = files("lecture_nn.grading") / "gradescope_image"
    written = (
        shlex.join(options) + ' --seed "@$top/source/seed"' + (' --checks "$top/source/checks"' if has_checks else "")
    )
    for name in SCRIPTS:
        yield name, (image / name).read_text(encoding="utf-8").replace("@OPTIONS@", written)


def _versions() -> Iterator[str]:
    """Yield the versions that are installed here."""
    for requirement in NEEDED:
        name = re.match(r"[\w-]+", requirement).group()
        try:
            yield f"{name}=={importlib.metadata.version(name)}"
        except importlib.metadata.PackageNotFoundError:  # pyseccomp is for Linux alone
            continue


def _add(archive: zipfile.ZipFile, name: str, data: bytes, mode: int = 0o644) -> None:
    entry = zipfile.ZipInfo(name, _WHEN)
    entry.external_attr = mode << 16
    entry.create_system = 3  # Unix, whose modes these are
    archive.writestr(entry, data, zipfile.ZIP_DEFLATED)


def _is_autograder(file: Path) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            return set(SCRIPTS) <= set(archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return False
