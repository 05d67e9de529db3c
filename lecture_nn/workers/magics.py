"""What stands in for IPython while a notebook is graded: its magic commands, without a system behind them."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

_RUN_THE_LINE = {"time", "prun", "memit", "mprun", "lprun", "debug", "snakeviz", "pyinstrument"}
"""Magic commands that execute the statement after them. (What `%timeit` sets is gone after it, so it needn't run.)"""

_RUN_THE_BODY = _RUN_THE_LINE | {"capture", "timeit", "ipytest", "run_pytest", "run_pytest[clean]", "px", "wallclock"}
"""Those that execute the cell below them."""

_OPTIONS_WITH_A_VALUE = {"-r", "-s", "-T", "-l", "-D", "-f", "-m", "-n", "-i", "-t"}


class Inert:
    """Something that can be asked for any part and called in any way, and does nothing."""

    def __getattr__(self, name: str) -> Inert:
        if name.startswith("__"):
            raise AttributeError(name)
        return Inert()

    def __call__(self, *_: Any, **__: Any) -> Inert:
        return Inert()

    def __enter__(self) -> Inert:
        return self

    def __exit__(self, *_: object) -> None:
        return None


class Shell(Inert):
    """What `get_ipython()` returns.

    Commands of the system do nothing, because no other program may be started; those that time a statement or collect
    its output execute it; `%%writefile` writes, and `%run` runs, a file in the notebook's own folder.
    """

    kernel = None  # what asks for one does without it

    def __init__(self, space: dict[str, Any], execute: Callable[[str], None]) -> None:
        self.user_ns = space
        self._execute = execute
        self._own: dict[tuple[str, str], Callable[..., Any]] = {}

    def system(self, *_: Any) -> None:
        """Do nothing for `!command`."""

    def getoutput(self, *_: Any, **__: Any) -> list[str]:
        """Return the empty output of a command, of the type that `files = !ls` has."""
        from IPython.utils.text import SList

        return SList([])

    def run_cell(self, source: str, *_: Any, **__: Any) -> None:
        """Execute the text as a cell."""
        self._execute(source)

    ex = run_cell

    def magic(self, line: str) -> Any:
        """Execute a magic command, as older notebooks do it."""
        name, _, rest = line.strip().lstrip("%").partition(" ")
        return self.run_line_magic(name, rest)

    def register_magic_function(self, function: Callable[..., Any], kind: str = "line", name: str = "") -> None:
        """Note a magic command that the notebook defines for itself."""
        for each in ("line", "cell") if kind == "line_cell" else (kind,):
            self._own[each, name or function.__name__] = function

    def run_line_magic(self, name: str, line: str = "", *_: Any, **__: Any) -> Any:
        """Execute a magic command; those that show or set up something do nothing."""
        if own := self._own.get(("line", name)):
            return own(line)
        if name in _RUN_THE_LINE:
            return self._value(_without_options(line))
        if name in ("sx", "system"):
            return self.getoutput()
        if name == "run":
            self._run_file(line)
        if name == "pylab":
            self._execute(
                "import numpy as np\nimport matplotlib.pyplot as plt\nfrom pylab import *\nimport numpy as np"
            )
        if name in ("env", "set_env") and "=" in line:
            variable, value = line.split("=", 1)
            os.environ[variable.strip()] = value.strip()
        return None

    def run_cell_magic(self, name: str, line: str, body: str) -> Any:
        """Execute the cell below a magic command, or put it into a file; another language's cell does nothing."""
        if own := self._own.get(("cell", name)):
            return own(line, body)
        words = _words(line)
        if name in ("writefile", "file") and words:
            path = Path(words[-1])
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a" if words[0] in ("-a", "--append") else "w", encoding="utf-8") as file:
                file.write(body)
            sys.path_importer_cache.pop(os.getcwd(), None)  # else a module written in the same second isn't found
        if name in _RUN_THE_BODY:
            self._execute(body)
        if name == "capture" and words and not words[-1].startswith("-"):
            self.user_ns[words[-1]] = Inert()
        return None

    def _value(self, source: str) -> Any:
        """Execute a statement; return its value if it is an expression."""
        try:
            code = compile(source, "magic", "eval", dont_inherit=True)
        except SyntaxError:
            self._execute(source)
            return None
        return eval(code, self.user_ns)

    def _run_file(self, line: str) -> None:
        """Execute a program or notebook that lies in the notebook's folder."""
        names = [word for word in _words(line) if not word.startswith("-")]
        path = Path(names[0]) if names else Path()
        if not path.suffix:
            path = path.with_name(f"{path.name}.py")
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".ipynb":
            self._execute(text)
            return
        for cell in json.loads(text)["cells"]:
            if cell["cell_type"] == "code":
                self._execute("".join(cell["source"]))


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:
        return line.split()


def _without_options(line: str) -> str:
    """The statement after the options of a magic command."""
    while line.startswith("-") and line[1:2].isalpha():
        option, _, line = line.partition(" ")
        if option in _OPTIONS_WITH_A_VALUE:
            line = line.lstrip().partition(" ")[2]
        line = line.lstrip()
    return line
