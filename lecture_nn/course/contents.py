"""The notebooks that belong to this package: those of the clone it is installed from, or those that a wheel carries."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import lecture_nn

FOLDERS = ("notebooks", "exercises")
"""The folders of a course, the lessons' first."""

CARRIED = Path(__file__).parent / "files"
"""Where a wheel has them; hatch_build.py puts them there."""


@dataclass(frozen=True)
class Course:
    """A version of the course.

    Attributes
    ----------
    version : str
        Such as "0.1.0".
    files : dict from str to bytes
        The notebooks by their place in the course, such as "notebooks/00_start_here.ipynb".
    """

    version: str
    files: dict[str, bytes]

    def is_older_than(self, version: str) -> bool:
        """Whether `version` is a later one than this."""
        return _numbers(self.version) < _numbers(version)


def clone() -> Path | None:
    """Return the root of the clone that this package is installed from, or None if it is installed from a wheel."""
    root = Path(lecture_nn.__file__).resolve().parent.parent
    return root if is_clone(root) else None


def is_clone(folder: Path) -> bool:
    """Whether a folder is the project itself, whose notebooks are the originals."""
    return (folder / "pyproject.toml").is_file() and (folder / "lecture_nn" / "course").is_dir()


def installed() -> Course:
    """Return the course that is installed with this package.

    Raises
    ------
    FileNotFoundError
        If it isn't there, as in a copy of the package alone.
    """
    root = clone() or CARRIED
    paths = [path for name in FOLDERS for path in sorted((root / name).glob("*.ipynb"))]
    if not paths:
        raise FileNotFoundError(f"expected the lessons in {root}, found none: install lecture-nn again")
    return Course(lecture_nn.__version__, {path.relative_to(root).as_posix(): path.read_bytes() for path in paths})


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version.partition("+")[0])))
