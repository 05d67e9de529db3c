"""``lecture-nn progress``: what you have read and solved, and what to do next."""

from __future__ import annotations

import argparse
import sys
import webbrowser
from pathlib import Path
from typing import Any

from lecture_nn.cli import arguments

PAGE = Path("progress.html")


def add_command(commands: Any) -> None:
    """Add the command to the parser's."""
    parser = commands.add_parser(
        "progress",
        help="show what you have read and solved so far, and what to do next",
        description="Show which lessons you have read, the questions answered, the turns done and the points of the "
        "exercises, and what to do next. A lesson counts as read when you have answered the questions at its end.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--html",
        nargs="?",
        type=arguments.file,
        const=PAGE,
        metavar="FILE",
        help=f"write it as a page, and open it ({PAGE})",
    )
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Print the progress, or write its page; return 0, or 2 if the page can't be written."""
    from lecture_nn.checks import progress
    from lecture_nn.checks.progress_page import TITLE, page
    from lecture_nn.files import write_whole

    if chosen.html is None:
        print(progress())
        return 0
    try:
        write_whole(chosen.html, page(progress()), ours=TITLE.encode())
    except OSError as error:
        print(f"lecture-nn progress: the page can't be written: {arguments.said(error)}", file=sys.stderr)
        return 2
    place = chosen.html.resolve()
    opened = sys.stdout.isatty() and webbrowser.open(place.as_uri())
    print(f"Your progress is in {place}" + (", which your browser shows now" if opened else ""))
    return 0
