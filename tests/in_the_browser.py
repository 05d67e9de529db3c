"""Run notebooks with what Python lacks in a browser taken away: threads, processes, and packages not fetched there.

    python tests/in_the_browser.py notebooks/*.ipynb solutions/*.ipynb

Pyodide itself can't be used for this: its NumPy is fetched from an address of its own.
"""

import _thread
import importlib
import json
import os
import re
import subprocess
import sys
import threading
import tomllib
import warnings
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
from IPython.core.interactiveshell import InteractiveShell

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))


def lacking() -> set[str]:
    """Modules that are not there: the course's dependencies that the first cell doesn't fetch, and Unix's limits."""
    fetched = importlib.import_module("build_site").FETCHED
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.match(r"[a-z0-9-]+", each)[0] for each in project["dependencies"]}
    return needed - {"numpy", *fetched} | {"resource", "multiprocessing"}


def take_away(modules: set[str]) -> None:
    """Make this process as poor as a browser's."""

    def no_thread(*_: object, **__: object) -> None:
        raise RuntimeError("can't start new thread")

    def no_process(*_: object, **__: object) -> None:
        raise OSError(138, "emscripten does not support processes")

    for name in [name for name in sys.modules if name.split(".")[0] in modules | {"lecture_nn"}]:
        del sys.modules[name]
    sys.modules.update(dict.fromkeys(modules))  # None: importing it is an error
    sys.platform = "emscripten"
    _thread.start_new_thread = no_thread
    for name in ("_start_new_thread", "_start_joinable_thread"):  # before and since Python 3.13
        if hasattr(threading, name):
            setattr(threading, name, no_thread)
    subprocess.Popen = os.fork = os.posix_spawn = no_process


def main(paths: list[Path]) -> None:
    mpl.use("agg")
    plt.show = plt.close
    importlib.import_module("ipywidgets")
    warnings.simplefilter("error", RuntimeWarning)
    take_away(lacking())
    shell = InteractiveShell.instance(colors="nocolor")
    failed = [f"{path.name}, cell {number}" for path in paths if (number := first_failure(shell, path)) is not None]
    if failed:
        sys.exit(f"Fails where there are no threads and no processes: {'; '.join(failed)}")


def first_failure(shell: InteractiveShell, path: Path) -> int | None:
    """Run a notebook; return the number of the cell that ends it with an error."""
    shell.reset(new_session=False)
    for number, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"]):
        if cell["cell_type"] == "code" and not shell.run_cell("".join(cell["source"]), silent=True).success:
            return number
    print(f"{path.name}: all cells ran")
    return None


if __name__ == "__main__":
    main([Path(name).resolve() for name in sys.argv[1:]])
