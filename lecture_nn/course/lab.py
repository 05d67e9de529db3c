"""Opening a copy of the course in JupyterLab."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence
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
