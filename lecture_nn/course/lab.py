"""Opening a copy of the course in JupyterLab."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from lecture_nn.course.manifest import HIDDEN


def is_there() -> bool:
    """Whether JupyterLab is installed beside this package."""
    return importlib.util.find_spec("jupyterlab") is not None


def arguments(folder: Path, notebook: str, options: Sequence[str] = ()) -> list[str]:
    """Return what JupyterLab is started with: it shows the folder, and opens a notebook of it.

    It asks no questions about news and looks for no newer version of itself, and which notebooks are open is kept in
    the folder. None of that changes the reader's own settings.

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
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        own.append("--allow-root")  # in a container there is often nobody else
    return [str(folder / notebook), *own, *options]


def start(folder: Path, notebook: str, options: Sequence[str] = ()) -> int:
    """Run JupyterLab until the reader ends it; return its exit code."""
    os.environ.setdefault(
        "JUPYTER_PREFER_ENV_PATH", "1"
    )  # the Python beside it, not one that is installed for the user
    from jupyterlab.labapp import main

    os.chdir(folder)
    sys.argv[0] = "jupyter-lab"
    try:
        main(arguments(folder, notebook, options))
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0
