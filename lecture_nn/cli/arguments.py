"""Kinds of arguments that several commands take, and what is said of one that is none."""

from __future__ import annotations

import argparse
import textwrap
from pathlib import Path
from typing import Any

LONGEST_SHOWN = 40
"""Characters of a wrong argument that are repeated, at most."""


class Help(argparse.HelpFormatter):
    """Help whose lines don't end within a name: neither "lecture-nn" nor "--no-browser" is broken at its hyphen."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return textwrap.wrap(" ".join(text.split()), width, break_on_hyphens=False, break_long_words=False)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines = self._split_lines(text, max(width - len(indent), 1))
        return "\n".join(f"{indent}{line}" for line in lines)


class Parser(argparse.ArgumentParser):
    """A parser of the command or of one of its commands."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**({"formatter_class": Help} | settings))


def folder(text: str) -> Path:
    """A folder; the ~ of a home is understood even where the shell leaves it, as Windows' does."""
    try:
        return Path(text).expanduser()
    except RuntimeError:  # there is nobody of that name
        return Path(text)


def file(text: str) -> Path:
    """A file to write."""
    if not text.strip():
        raise argparse.ArgumentTypeError("expected the name of a file, got an empty one")
    return folder(text)


def port(text: str) -> int:
    """Where a server listens."""
    if (number := _whole(text)) is None or not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 to 65535, got {_shown(text)}")
    return number


def seconds(text: str) -> float:
    """A time limit: above 0, and at most a day."""
    wanted = f"expected a number of seconds above 0 and of at most a day's 86400, got {_shown(text)}"
    try:
        number = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{wanted}: write --seconds 90 for a minute and a half") from None
    if not 0 < number <= 86400:
        raise argparse.ArgumentTypeError(wanted)
    return number


def jobs(text: str) -> int:
    """A number of processes, at least 1."""
    if (number := _whole(text)) is None or number < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number of at least 1, got {_shown(text)}")
    return number


def seed(text: str) -> int:
    """A whole number, or "@FILE" with one in it: every user of a machine can read the arguments of its programs."""
    if not text.startswith("@"):
        if (number := _whole(text)) is None:
            raise argparse.ArgumentTypeError(f"expected a whole number, or @FILE with one in it, got {_shown(text)}")
        return number
    try:
        found = Path(text[1:]).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise argparse.ArgumentTypeError(f"expected a file with a whole number: {said(error)}") from None
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected a file with a whole number, got {text[1:]}, no text") from None
    if (number := _whole(found)) is None:
        raise argparse.ArgumentTypeError(
            f"expected a file with a whole number, got {text[1:]}, which says {_shown(found.strip())}"
        )
    return number


def said(error: Exception) -> str:
    """Return what an error says to somebody who doesn't know Python: the file and the reason, no number of it."""
    if not isinstance(error, OSError) or not error.strerror:
        return str(error)
    return f"{error.filename}: {error.strerror}" if error.filename else error.strerror


def _whole(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def _shown(text: str) -> str:
    return repr(text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}...")
