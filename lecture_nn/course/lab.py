"""Opening a copy of the course in JupyterLab."""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

from lecture_nn.course.manifest import HIDDEN

DEFAULTS = Path(__file__).parent / "jupyter"
"""A folder of JupyterLab's settings: its question about news isn't asked. What the reader has chosen counts more."""


def is_there() -> bool:
    """Whether JupyterLab is installed beside this package."""
    return importlib.util.find_spec("jupyterlab") is not None


def arguments(folder: Path, notebook: str, options: Sequence[str] = ()) -> list[str]:
    """Return what JupyterLab is started with: it shows the folder, and opens a notebook of it.

    It looks for no newer version of itself, and which notebooks are open is kept in the folder. None of that changes
    the reader's own settings.

    Parameters
    ----------
    folder : Path
    notebook : str
        Its place in the folder.
    options : sequence of str
        More options of JupyterLab's; they come last, so that they win.
    """
    own = [
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.workspaces_dir={folder / HIDDEN / 'workspaces'}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        own.append("--allow-root")  # in a container there is often nobody else
    return [*own, f"--LabApp.default_url=/lab/tree/{quote(notebook)}", *options]


def start(folder: Path, notebook: str, options: Sequence[str] = ()) -> int:
    """Run JupyterLab until the reader ends it; return its exit code."""
    with ExitStack() as stack:
        if not all(map(_is_writable, _places_of_its_own())):
            place = stack.enter_context(tempfile.TemporaryDirectory(prefix="lecture_nn_", ignore_cleanup_errors=True))
            os.environ |= {name: str(Path(place, name.lower())) for name in _VARIABLES}
            print("Nothing can be written into your home folder, so JupyterLab's settings last until you end it.")
        return _started(folder, notebook, options)


_VARIABLES = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
"""Say where Jupyter keeps what is the user's own."""


def _places_of_its_own() -> list[Path]:
    from jupyter_core import paths

    ipython = Path(os.environ.get("IPYTHONDIR") or Path.home() / ".ipython")
    found = (paths.jupyter_config_dir(), paths.jupyter_data_dir(), paths.jupyter_runtime_dir())
    return [*map(Path, found), ipython]


def _is_writable(place: Path) -> bool:
    """Whether a folder can be written, or made."""
    there = next((each for each in (place, *place.parents) if os.path.exists(each)), place)  # else it may be hidden
    return os.path.isdir(there) and os.access(there, os.W_OK | os.X_OK)


def _started(folder: Path, notebook: str, options: Sequence[str]) -> int:
    os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")  # this Python's kernel, not another one of the user's
    others = os.environ.get("JUPYTER_CONFIG_PATH", "")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, [others, str(DEFAULTS)]))
    from jupyterlab.labapp import main

    os.chdir(folder)
    sys.argv[0] = "jupyter-lab"
    try:
        main(arguments(folder, notebook, options))
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0
