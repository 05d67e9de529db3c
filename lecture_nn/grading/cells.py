"""Texts that a spreadsheet takes for texts, whatever a stranger has written into them."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

LONGEST = 5000
"""Characters of a cell, at most; some spreadsheets cut one off after 32,767."""

_FIRST = "=+-@"
_SEPARATORS = ";\t\r\n"
"""What a reader of another kind of table may split a cell at; a comma stays within its quotes."""


def cell(value: Any) -> Any:
    """Return `value` as it may stand in a table: a text is of bounded length, and no part of it is a formula.

    A spreadsheet set up for another country splits at semicolons, tabs or line ends, and forgets about quotes there. So
    what follows one of them is treated like the beginning: an apostrophe stands before a sign that would make it a
    formula, full-width signs included.
    """
    if not isinstance(value, str):
        return value
    text = bounded(value, LONGEST)
    text = re.sub(rf"((?:^|[{_SEPARATORS}])[{_SEPARATORS}\s\"']*)(\S)", _guarded, text)
    return f"'{text}" if text[:1] in tuple(_SEPARATORS) else text


def bounded(text: str, longest: int) -> str:
    """`text`, or its beginning and how much is left out."""
    if len(text) <= longest:
        return text
    return f"{text[:longest]}… ({len(text) - longest:,} characters more)"


def _guarded(match: re.Match[str]) -> str:
    before, character = match.groups()
    plain = unicodedata.normalize("NFKC", character)[:1]  # full-width, small and raised signs are signs, too
    return f"{before}'{character}" if plain in tuple(f"{_FIRST}\N{MINUS SIGN}") else match[0]
