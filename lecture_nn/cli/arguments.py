"""Kinds of arguments that several commands take, and what is said of one that is none."""

from __future__ import annotations

import argparse
from pathlib import Path

LONGEST_SHOWN = 40
"""Characters of a wrong argument that are repeated, at most."""


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
