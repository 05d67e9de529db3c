"""The first thing that happens when this package is run as a program: nothing is imported from the current directory.

A class is often graded from its own folder, where a file called ``numpy.py`` may lie. ``lecture-nn`` doesn't look
there, but ``python -m lecture_nn`` does, and so does any Python if a part of ``PYTHONPATH`` is empty. What Python
itself imports before it comes to this line can't be helped from here: ``python -P -m lecture_nn`` can.
"""

import os
import sys


def leave_the_current_directory() -> None:
    """Take the current directory from Python's path, unless this package lies there or isn't what is run."""
    name = os.path.basename(sys.argv[0]) if sys.argv else ""
    started = sys.orig_argv[1:]
    as_module = name == "-m" and any(each.removeprefix("-m") == "lecture_nn" for each in started)
    if not as_module and os.path.splitext(name)[0] != "lecture-nn":
        return
    ours = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    here = os.path.realpath(os.curdir)
    sys.path[:] = [
        path for path in sys.path if path == ours or (os.path.isabs(path) and os.path.realpath(path) != here)
    ]


leave_the_current_directory()
