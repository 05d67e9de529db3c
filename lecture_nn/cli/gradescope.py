"""``lecture-nn gradescope``: make the autograder that an instructor uploads to Gradescope."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from lecture_nn.cli import arguments


def add_command(commands: Any) -> None:
    """Add the command to the parser's."""
    parser = commands.add_parser(
        "gradescope",
        help="make an autograder for Gradescope",
        description="Make the one file that Gradescope asks for: an autograder for one or several exercises.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--exercise", action="append", required=True, metavar="NAME", help="grade this exercise; repeatable"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="the zip to write: autograder.zip")
    parser.add_argument(
        "--checks", type=Path, metavar="PATH", help="a folder or file of your own checks, which students don't have"
    )
    parser.add_argument(
        "--seconds", type=arguments.seconds, default=60.0, help="how long the cells of a notebook may take (60)"
    )
    parser.add_argument(
        "--seed",
        type=arguments.seed,
        help="of the examples that the checks draw, or @FILE with it (a secret one, kept in the zip)",
    )
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Write the zip; return 0, or 2 for wrong use."""
    from lecture_nn.grading.autograder import make_autograder

    if not (folder := chosen.out.absolute().parent).is_dir():
        print(
            f"--out: expected a file in a folder that is there, got {chosen.out}: make {folder} first", file=sys.stderr
        )
        return 2
    try:
        points = make_autograder(
            chosen.out,
            tuple(chosen.exercise),
            checks=chosen.checks,
            seconds=chosen.seconds,
            seed=chosen.seed,
        )
    except (ValueError, OSError) as error:
        print(arguments.said(error), file=sys.stderr)
        return 2
    print(
        f"Wrote {chosen.out}. Upload it as the autograder of a programming assignment, and give that {points} points.\n"
        "It needs Python 3.11 or newer in Gradescope's image: Ubuntu 24.04 has it, Ubuntu 22.04 installs it."
    )
    return 0
