"""The process in which a student's notebook runs: it executes the cells, then answers calls. It knows no check.

It speaks over its standard input and output, which are taken away from the student's code first.
"""

from __future__ import annotations

import builtins
import contextlib
import json
import os
import random
import re
import sys
import time
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

import numpy as np

import lecture_nn
from lecture_nn.edited import call_edited
from lecture_nn.student_code import AnswerError, NotAnsweredError, call, their_error, value
from lecture_nn.workers import wire
from lecture_nn.workers.cells import Notebook
from lecture_nn.workers.clock import Clock

PREPARED = [
    "asyncio",
    "IPython.core.inputtransformer2",
    "linecache",
    "matplotlib.pyplot",
    "numpy.random",
    "lecture_nn",
    "lecture_nn.datasets",
    "lecture_nn.figures",
    "lecture_nn.label_noise",
    "lecture_nn.schedules",
    "lecture_nn.threads",
    "lecture_nn.watching",
]
"""What a process that workers are forked from has loaded: at least what the exercises' notebooks import."""

REHEARSAL = [
    "import numpy as np\nimport matplotlib.pyplot as plt\nfrom lecture_nn.checks import check",
    "from lecture_nn.threads import use_one_thread\nuse_one_thread()",
    "figure, axes = plt.subplots()\naxes.plot([0, 1], label='x')\naxes.legend()\nplt.show()\nplt.close('all')",
    "rng = np.random.default_rng(0)\nrng.normal(size=(3, 3)) @ rng.normal(size=(3, 3))",
]
"""Cells of ours that such a process runs first: what they make slow is slow once, not for each notebook."""

WARM_UP = [
    """
import matplotlib.pyplot as plt
import numpy as np
from lecture_nn.checks import check
from lecture_nn.figures import use_style
before = dict.copy(plt.rcParams)
use_style()
dict.update(plt.rcParams, before)
""",
    "def answer(X, others):\n    Z = np.exp(X - X.max(axis=1))\n    return Z / Z.sum(axis=1), others",
]


class _NoReport:
    """What `check(...)` returns here."""

    points = total = unseen = 0
    results = ()

    def __repr__(self) -> str:
        return ""


def prepare() -> None:
    """Let the notebook's own ``check(...)`` do nothing: here the checks are on the other side, and can't be loaded."""
    stand_in = ModuleType("lecture_nn.checks")
    stand_in.check = stand_in.progress = lambda *_, **__: _NoReport()
    sys.modules[stand_in.__name__] = lecture_nn.checks = stand_in


def warm_up() -> None:
    """Do for a made-up notebook what most do: a forked process copies the memory that it changes, bit by bit.

    A worker that was forked ahead does so while it waits for its notebook, and answers the sooner.
    """
    notebook = Notebook(WARM_UP, functions=["answer"])
    notebook.run(Clock(time.time() + 60, 60.0))
    request = wire.decode(wire.encode(["call", "answer", [np.ones((3, 3)), [1.0]]]))
    wire.encode({"returned": _answer(notebook, *request[:2], tuple(request[2])), **_note(notebook, "answer")})


def limit(limits: dict[str, Any]) -> None:
    """Limit what this process may use, where the system has such limits."""
    try:
        import resource
    except ImportError:  # Windows
        return
    mega = 1_000_000
    for name, most in {
        "RLIMIT_AS": limits["memory"] * mega,
        "RLIMIT_DATA": limits["memory"] * mega,  # a process that judges has less, and hands it down
        "RLIMIT_CPU": int(limits["total"]) + 1,
        "RLIMIT_FSIZE": limits["disk"] * mega,
        "RLIMIT_NOFILE": limits["files"],
        "RLIMIT_CORE": 0,
    }.items():
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some; a lower one is in force already
            resource.setrlimit(getattr(resource, name), (most, most))


def _seed() -> None:
    """Let draws that a submission doesn't seed be the same each time: the same submission gets the same grade."""
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002
    np.random.bit_generator.randbits = random.Random(0).getrandbits  # what default_rng() takes its seed from


def _put(files: dict[str, Any]) -> None:
    """Write the files that were handed in with the notebook into its folder, from which it can import them."""
    folder = Path.cwd()
    for name, content in files.items():
        path = folder / name
        with contextlib.suppress(OSError, ValueError):
            if path.resolve().is_relative_to(folder.resolve()):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.tobytes())


def _no_input(*_: Any) -> str:
    raise EOFError("nobody is there to answer input() when a notebook is graded")


def _send(replies: BinaryIO, reply: bytes) -> None:
    replies.write(len(reply).to_bytes(8, "little") + reply)
    replies.flush()


def _run(message: dict[str, Any] | list[str], replies: BinaryIO) -> Notebook:
    """Run the cells that the judge has sent, and tell it what became of them."""
    task = message if isinstance(message, dict) else {"cells": message}
    _put(task.get("files", {}))
    sys.path.insert(0, os.getcwd())
    builtins.input = _no_input
    known = {name: task.get(name, []) for name in ("functions", "values", "begun", "careful", "left_out")}
    notebook = Notebook(task["cells"], **known)
    sys.modules["__main__"] = notebook.module
    clock = Clock(task.get("until"), task.get("seconds", 0.0))
    told = (lambda number: _send(replies, wire.encode({"cell": number}))) if task.get("tell") else None
    notebook.run(clock, told)
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8", errors="replace")  # noqa: SIM115 - theirs may be closed
    warnings.resetwarnings()
    warnings.simplefilter("ignore")  # one that the notebook has made an error is none in an answer
    _send(replies, wire.encode({"errors": notebook.errors[:20], "stopped": notebook.stopped[:20]}))
    return notebook


def _answer(notebook: Notebook, kind: str, name: str, arguments: tuple[Any, ...]) -> Any:
    """The value `name`, or what the function returns; of several versions the last one that is an answer.

    For what is asked "again", it is enough to know that an error was raised. To "each" of several questions the answer
    is what came back, and None for an error.
    """
    if kind == "each":
        return [_or_none(notebook, name, tuple(each)) for each in arguments]
    if kind == "value":
        return value(notebook.space, name)
    if kind == "edited":
        versions, *rest = arguments
        return call_edited(notebook.space, name, versions, tuple(rest))
    while True:
        try:
            return call(notebook.space, name, arguments, explained=kind != "again")
        except NotAnsweredError:
            if not notebook.earlier(name):
                raise


def _or_none(notebook: Notebook, name: str, arguments: tuple[Any, ...]) -> Any:
    try:
        return _answer(notebook, "again", name, arguments)
    except BaseException:  # such as SystemExit
        return None


def _explained(said: str, notebook: Notebook, name: str = "") -> str:
    """An error's text, with the cell whose failure is behind it."""
    missing = re.search(r"NameError: name '(\w+)' is not defined", said)
    name = missing[1] if missing else name
    if not (name and (why := notebook.why(name))):
        return said[:2000]
    return f"{said[:1000]}. {name} is missing because its cell failed: {why[:1000]}"


def _note(notebook: Notebook, name: str) -> dict[str, Any]:
    """What is to be told beside the answer: where it stands, and that a later cell has overwritten it."""
    told, place = notebook.overwritten.get(name), notebook.place(name)
    return ({"at": place} if place else {}) | ({"note": told[:500]} if told else {})


def _reply(notebook: Notebook, kind: str, name: str, arguments: tuple[Any, ...]) -> bytes:
    """Return the reply to a question."""
    try:
        got = {"returned": _answer(notebook, kind, name, arguments)}
        return wire.encode(got | _note(notebook, name), wire.LONGEST_REPLY, wire.LONGEST_HEAD)
    except NotAnsweredError as error:
        said = {"unanswered": _explained(str(error), notebook, name)}
    except (AnswerError, wire.WireError) as error:
        said = {"error": _explained(str(error), notebook)}
        if noted := getattr(error, "noted", ""):
            said["facts"] = noted
    except BaseException as error:
        said = {"error": _explained(their_error(error), notebook)}
    return wire.encode({**_note(notebook, name), **said})


def main() -> None:
    """Take the cells, run them, and answer calls until the input ends."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.environ["MPLBACKEND"] = "agg"
    os.environ.pop("DISPLAY", None)  # else plt.show() warns that it shows nothing
    _seed()
    notebook = _run(wire.receive(requests), replies)
    while True:
        try:
            kind, name, arguments = wire.receive(requests)
        except EOFError:
            return
        _send(replies, _reply(notebook, kind, name, tuple(arguments)))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        limit(json.loads(sys.argv[1]))
    prepare()
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        main()
    sys.exit(0)
