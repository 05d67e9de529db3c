"""Kinds of arguments that several commands take."""

from __future__ import annotations

import argparse
from pathlib import Path


def seconds(text: str) -> float:
    """A time limit: above 0, and at most a day."""
    if not 0 < (number := float(text)) <= 86400:
        raise argparse.ArgumentTypeError(f"expected a number above 0, of at most a day's 86400, got {text}")
    return number


def jobs(text: str) -> int:
    """A number of processes, at least 1."""
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number of at least 1, got {text}")
    return number


def seed(text: str) -> int:
    """A whole number, or "@FILE" with one in it: every user of a machine can read the arguments of its programs."""
    if not text.startswith("@"):
        return int(text)
    try:
        return int(Path(text[1:]).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise argparse.ArgumentTypeError(f"expected a file with a whole number, got {text[1:]} ({error})") from None
