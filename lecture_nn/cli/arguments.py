"""Kinds of arguments that several commands take."""

from __future__ import annotations

import argparse


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
