"""The process in which a student's notebook runs: it executes the cells, then answers calls. It knows no check.

It speaks over its standard input and output, which are taken away from the student's code first.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

import lecture_nn
from lecture_nn.student_code import AnswerError, NotAnsweredError, call, their_error, value
from lecture_nn.workers import wire

PREPARED = [
    "IPython.core.inputtransformer2",
    "linecache",
    "matplotlib.pyplot",
    "numpy.random",
    "lecture_nn",
    "lecture_nn.datasets",
]
"""What a process that workers are forked from has loaded."""

REHEARSAL = [
    "import numpy as np\nimport matplotlib.pyplot as plt\nfrom lecture_nn.checks import check",
    "figure, axes = plt.subplots()\naxes.plot([0, 1], label='x')\naxes.legend()\nplt.show()\nplt.close('all')",
    "rng = np.random.default_rng(0)\nrng.normal(size=(3, 3)) @ rng.normal(size=(3, 3))",
]
"""Cells of ours that such a process runs first: what they make slow is slow once, not for each notebook."""


def prepare() -> None:
    """Let the notebook's own ``check(...)`` do nothing: here the checks are on the other side, and can't be loaded."""
    stand_in = ModuleType("lecture_nn.checks")
    stand_in.check = stand_in.progress = lambda *_: None
    sys.modules[stand_in.__name__] = lecture_nn.checks = stand_in


def limit(limits: dict[str, Any]) -> None:
    """Limit what this process may use, where the system has such limits."""
    try:
        import resource
    except ImportError:  # Windows
        return
    mega = 1_000_000
    for name, most in {
        "RLIMIT_AS": limits["memory"] * mega,
        "RLIMIT_CPU": int(limits["total"]) + 1,
        "RLIMIT_FSIZE": limits["disk"] * mega,
        "RLIMIT_NOFILE": limits["files"],
        "RLIMIT_CORE": 0,
    }.items():
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some; a lower one is in force already
            resource.setrlimit(getattr(resource, name), (most, most))


class _Shell:
    """What magic commands are given to: they do nothing here, but for the code below ``%%time`` and its like."""

    def __init__(self, run: Callable[[str], None]) -> None:
        self._run = run

    def run_cell_magic(self, name: str, _: str, body: str) -> None:
        if name in ("capture", "prun", "time", "timeit"):
            self._run(body)

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_, **__: None


def run(cells: list[str]) -> tuple[dict[str, Any], list[str]]:
    """Execute the cells one after the other, as a notebook does: an error ends its cell, not the run.

    Returns the names that they define, and the errors, one text for each cell that had one.
    """
    import linecache

    from IPython.core.inputtransformer2 import TransformerManager

    transform = TransformerManager().transform_cell

    space: dict[str, Any] = {"__name__": "__main__", "__builtins__": __builtins__}
    shell = _Shell(lambda body: exec(compile(transform(body), "magic", "exec", dont_inherit=True), space))
    space.update(get_ipython=lambda: shell, display=lambda *_, **__: None)
    errors = []
    for number, cell in enumerate(cells, 1):
        name = f"cell {number}"
        try:
            source, code = cell, None
            with contextlib.suppress(SyntaxError):  # most cells are plain Python, which is found out quickly
                code = compile(cell, name, "exec", dont_inherit=True)
            if code is None:
                source = transform(cell)
                code = compile(source, name, "exec", dont_inherit=True)
            linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
            exec(code, space)
        except BaseException as error:  # SystemExit and KeyboardInterrupt as well
            errors.append(f"{name}: {their_error(error)}")
    return space, errors


def _seed() -> None:
    """Let draws that a submission doesn't seed be the same each time: the same submission gets the same grade."""
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002
    np.random.bit_generator.randbits = random.Random(0).getrandbits  # what default_rng() takes its seed from


def main() -> None:
    """Take the cells, run them, and answer calls until the input ends."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.environ["MPLBACKEND"] = "agg"
    _seed()
    space, errors = run(wire.receive(requests))
    wire.send(replies, {"errors": errors[:20]})
    while True:
        try:
            kind, name, arguments = wire.receive(requests)
        except EOFError:
            return
        try:
            got = call(space, name, tuple(arguments)) if kind == "call" else value(space, name)
            reply = wire.encode({"returned": got}, wire.LONGEST_REPLY, wire.LONGEST_HEAD)
        except NotAnsweredError as error:
            reply = wire.encode({"unanswered": str(error)[:2000]})
        except (AnswerError, wire.WireError) as error:
            reply = wire.encode({"error": str(error)[:2000]})
        except BaseException as error:
            reply = wire.encode({"error": their_error(error)[:2000]})
        replies.write(len(reply).to_bytes(8, "little") + reply)
        replies.flush()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        limit(json.loads(sys.argv[1]))
    prepare()
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        main()
    sys.exit(0)
