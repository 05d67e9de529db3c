"""What surrounds the processes that grading starts: nothing of the current directory, nothing of the submissions.

Python looks for modules in the current directory, matplotlib for ``matplotlibrc``, the system for programs where its
paths say so. Grading is often started in the folder of the class, where anybody may have put files of such
names. So each process is started in a folder of our own, with paths and variables that are chosen here.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
"""The folder of this package. Who can write there needs no other way in, so it is where processes of ours start."""

_CONFIGURING = ("PYTHON", "IPYTHON", "JUPYTER", "MPL", "MATPLOTLIB")
_PATHS = ("PATH", "LD_LIBRARY_PATH", "LD_PRELOAD", "DYLD_LIBRARY_PATH")


def python(*arguments: str) -> list[str]:
    """Return the command that starts this Python; neither the current directory nor the user's packages are added."""
    return [os.path.abspath(sys.executable), "-s", "-P", *arguments]


def environment() -> dict[str, str]:
    """Return the variables for a process of ours: none configures Python, no path depends on the current directory."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(_CONFIGURING)}
    for name in _PATHS:
        if name in kept:
            kept[name] = os.pathsep.join(path for path in kept[name].split(os.pathsep) if os.path.isabs(path))
    return {**kept, "PYTHONPATH": os.pathsep.join(import_path()), "PYTHONHASHSEED": "0"}  # sets in one order


def bare(home: str) -> dict[str, str]:
    """Return the variables for a stranger's process, which are none of ours; `home` is its folder."""
    return {
        "PATH": "/usr/bin",
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join(import_path()),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MPLBACKEND": "agg",
        **dict.fromkeys(("HOME", "TMPDIR", "IPYTHONDIR", "MPLCONFIGDIR"), home),
    }


def import_path() -> list[str]:
    """Return the folders of this package and of installed ones."""
    return [str(PACKAGE.parent), *libraries()]


def libraries() -> list[str]:
    """Return the folders of installed packages."""
    return [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages") and _is_folder(path)]


def program(name: str) -> str | None:
    """Return the path of a program, which is never looked for in the current directory."""
    return shutil.which(name, path=environment().get("PATH", os.defpath))


@contextlib.contextmanager
def undisturbed(*places: Path) -> Iterator[None]:
    """Let this process import nothing from the current directory, nor from `places`, while the block runs.

    Raises
    ------
    ValueError
        If this package or Python's own modules lie in one of `places`.
    """
    for folder in (str(PACKAGE.parent), sys.prefix, sys.base_prefix, os.path.dirname(os.__file__), *libraries()):
        for place in places:
            if Path(folder).resolve().is_relative_to(place.resolve()):
                raise ValueError(f"{place} holds programs that the grading itself runs, in {folder}: move it elsewhere")
    whole, here = sys.path, Path.cwd().resolve()
    ours = {Path(path).resolve() for path in import_path()}
    sys.path = [path for path in whole if os.path.isabs(path) and _may_stay(Path(path).resolve(), here, places, ours)]
    try:
        yield
    finally:
        sys.path = whole


def _may_stay(path: Path, here: Path, places: tuple[Path, ...], ours: set[Path]) -> bool:
    return path in ours or (path != here and not any(path.is_relative_to(place.resolve()) for place in places))


def _is_folder(path: str) -> bool:
    return os.path.isabs(path) and os.path.isdir(path)
