"""``lecture-nn assemble``: your own network, from the functions that you got right."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from lecture_nn.cli import arguments


def add_command(commands: Any) -> None:
    """Add the command to the parser's."""
    parser = commands.add_parser(
        "assemble",
        help="gather what you got right into my_network.py, and train it beside the package's",
        description="Gather the functions of your exercises and turns that are right into one file, my_network.py. "
        "Check its gradients, train it on digits beside the package's network from the same seeds, and draw both. "
        "What isn't right yet is named, and the package's function takes its place.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "folder", nargs="?", type=arguments.folder, metavar="EXERCISES", help="the folder of your exercises (exercises)"
    )
    parser.add_argument(
        "--to",
        type=arguments.folder,
        metavar="FOLDER",
        help="where to put my_network.py (beside the folder of the exercises)",
    )
    parser.add_argument(
        "--seconds", type=arguments.seconds, default=60.0, help="about how long the training may take (60)"
    )
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Assemble the network; return 0, or 1 if it doesn't run, 2 if there are no exercises."""
    from lecture_nn.assembly import assemble

    try:
        assembled = assemble(chosen.folder, to=chosen.to, seconds=chosen.seconds)
    except (ValueError, OSError) as error:
        print(f"lecture-nn assemble: {arguments.said(error)}", file=sys.stderr)
        return 2
    print(assembled)
    return 1 if assembled.problem else 0
