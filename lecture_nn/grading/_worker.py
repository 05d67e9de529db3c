"""The process in which a student's notebook runs: it executes the cells, then answers calls. It knows no check.

It speaks over its standard input and output, which are taken away from the student's code first.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Any

from lecture_nn.grading import _wire
from lecture_nn.questions._answers import AnswerError, NotAnsweredError, call, their_error, value


def run(cells: list[str]) -> tuple[dict[str, Any], list[str]]:
    """Execute the cells one after the other, as a notebook does: an error ends its cell, not the run.

    Returns the names that they define, and the errors, one text for each cell that had one.
    """
    import linecache

    from IPython.core.inputtransformer2 import TransformerManager

    space: dict[str, Any] = {"__name__": "__main__", "__builtins__": __builtins__}
    errors = []
    for number, cell in enumerate(cells, 1):
        name = f"cell {number}"
        try:
            source = TransformerManager().transform_cell(cell)
            linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
            exec(compile(source, name, "exec"), space)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # SystemExit as well
            errors.append(f"{name}: {their_error(error)}")
    return space, errors


def main() -> None:
    """Take the cells, run them, and answer calls until the input ends."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.environ["MPLBACKEND"] = "agg"
    space, errors = run(_wire.receive(requests))
    _wire.send(replies, {"errors": errors[:20]})
    while True:
        try:
            kind, name, arguments = _wire.receive(requests)
        except EOFError:
            return
        try:
            got = call(space, name, tuple(arguments)) if kind == "call" else value(space, name)
            reply = _wire.encode({"returned": got})
        except NotAnsweredError as error:
            reply = _wire.encode({"unanswered": str(error)[:2000]})
        except (AnswerError, _wire.WireError) as error:
            reply = _wire.encode({"error": str(error)[:2000]})
        except BaseException as error:
            reply = _wire.encode({"error": their_error(error)[:2000]})
        replies.write(len(reply).to_bytes(8, "little") + reply)
        replies.flush()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        main()
    sys.exit(0)
