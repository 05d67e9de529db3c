"""Run notebooks with what Python lacks in a browser taken away: threads, processes, and packages not fetched there.

    python tests/in_the_browser.py notebooks/*.ipynb solutions/*.ipynb

With `--until-nothing-new`, each notebook is run as far as it uses something of a module that none before it has used.

Pyodide itself can't be used for this: its NumPy is fetched from an address of its own.
"""

import _thread
import ast
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


def used(source: str, names: dict[str, str]) -> set[str]:
    """Return what a cell uses of modules, and by which arguments; `names`, of what is imported, are added to.

    Of NumPy and matplotlib only that they are used: they start neither threads nor processes here.
    """
    nodes, found = list(ast.walk(ast.parse(source))), set()
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            start = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            names.update({each.asname or each.name.partition(".")[0]: start + each.name for each in node.names})
            found |= {f"import {start}{each.name}" for each in node.names}
    for node in nodes:
        match node:
            case ast.Name(id) if id in names:
                found.add(names[id])
            case ast.Attribute(ast.Name(id), name) if id in names and not names[id].startswith(("numpy", "matplotlib")):
                found.add(f"{names[id]}.{name}")
            case ast.Call(ast.Name(id)) if id in names and not names[id].startswith("lecture_nn.figures"):
                found |= {f"{names[id]}({argument.arg}=)" for argument in node.keywords}
    return found


def until_nothing_new(cells: list[str], seen: set[str]) -> list[str]:
    """Return the first cells, up to the last one that uses something not `seen` yet; `seen` is added to."""
    names, end = {}, 0
    for number, source in enumerate(cells, start=1):
        new = used(source, names) - seen
        end = number if new else end
        seen |= new
    return cells[:end]


def main(paths: list[Path], shorter: bool = False) -> None:
    mpl.use("agg")
    plt.show = plt.close
    importlib.import_module("ipywidgets")
    warnings.simplefilter("error", RuntimeWarning)
    take_away(lacking())
    shell = InteractiveShell.instance(colors="nocolor")
    seen = set() if shorter else None
    failed = [
        f"{path.name}, cell {number}" for path in paths if (number := first_failure(shell, path, seen)) is not None
    ]
    if failed:
        sys.exit(f"Fails where there are no threads and no processes: {'; '.join(failed)}")


def first_failure(shell: InteractiveShell, path: Path, seen: set[str] | None) -> int | None:
    """Run a notebook, to its end or until nothing is new; return which code cell ends it with an error, from 0."""
    shell.reset(new_session=False)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    run = cells if seen is None else until_nothing_new(cells, seen)
    for number, source in enumerate(run):
        if not shell.run_cell(source, silent=True).success:
            return number
    print(f"{path.name}: {'all' if len(run) == len(cells) else f'{len(run)} of {len(cells)}'} cells ran")
    return None


if __name__ == "__main__":
    shorter = "--until-nothing-new" in sys.argv
    main([Path(name).resolve() for name in sys.argv[1:] if not name.startswith("--")], shorter)
