"""Output that any terminal, pipe or file takes: signs that its encoding doesn't have are written in others."""

from __future__ import annotations

import codecs
import sys
import unicodedata

from lecture_nn.checks.report import MARKS, WORDS

SIGNS = {
    "−": "-", "–": "-", "—": "-", "×": "x", "·": "*", "±": "+-", "½": "1/2", "…": "...", "⋮": ":", "→": "->", "←": "<-",
    "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "∈": "in", "∂": "d", "∇": "grad", "∑": "sum", "√": "sqrt", "∞": "inf",
    "‖": "||", "′": "'", "‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " ", "\u2009": " ", "\u202f": " ",
    "°": " degrees", "λ": "lambda", "Λ": "Lambda",  # whose name in Unicode has no b
}  # fmt: skip
"""What stands for a sign, in ASCII."""

SIGNS |= {mark: f"[{WORDS[status]}]" for status, mark in MARKS.items()}


def take_any_sign() -> None:
    """Let the standard output and error write what their encodings can't hold as well as they can.

    A console of Windows, a pipe, or a variable such as PYTHONIOENCODING=ascii may know neither "✓" nor "λ"; a name on
    disk may hold bytes that aren't letters at all. None of them ends a command.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # none with pythonw, or one of a notebook's
            stream.reconfigure(errors=READABLE)


def readable(error: UnicodeError) -> tuple[str, int]:
    """Return ASCII in place of what can't be encoded, and where to go on: a handler for `codecs`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    written, before = [], ""
    for sign in error.object[error.start : error.end]:
        kind, _, base = unicodedata.decomposition(sign).partition(" ")
        raised = kind == "<super>"
        if raised or kind == "<sub>":
            sign = chr(int(base, 16))  # h₁ becomes h1, and 10⁻³ becomes 10^-3
        written.append("^" * (raised and before != "^") + _in_ascii(sign))
        before = "^" if raised else ""
    return "".join(written), error.end


def _in_ascii(sign: str) -> str:
    if sign.isascii() or sign in SIGNS:
        return SIGNS.get(sign, sign)
    size, _, letter = unicodedata.name(sign, "").removeprefix("GREEK ").partition(" LETTER ")
    if letter.isalpha() and unicodedata.name(sign).startswith("GREEK "):
        return letter.title() if size == "CAPITAL" else letter.lower()
    return sign.encode("ascii", "backslashreplace").decode()


READABLE = "lecture_nn.readable"
codecs.register_error(READABLE, readable)
