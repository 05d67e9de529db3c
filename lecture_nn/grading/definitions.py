"""What the cells of a notebook define at their top level: where it stands, and what it looks like without its names.

It reads tokens and builds no syntax tree, because parsing hostile code can end the process that parses it.
"""

from __future__ import annotations

import builtins
import hashlib
import io
import itertools
import json
import keyword
import re
import tokenize
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from importlib.resources import files

SHORTEST = 30
"""Tokens of a function that says something about who wrote it: a shorter one is written alike by nearly everybody."""

LONGEST_KEPT = 5_000
"""Characters of a cell whose statements are kept for the next notebook, at most."""

LONGEST_CELL = 50_000
LONGEST_NOTEBOOK = 200_000
"""Characters of code that are read, at most: tokens take about a second for a million characters."""

_FIXED = {*keyword.kwlist, *dir(builtins)}
"""Names that mean the same everywhere."""
_FUNCTION = {"@", "def", "class", "async"}
_CONTINUES = {"else", "elif", "except", "finally"}
_LAYOUT = {tokenize.NEWLINE: "\n", tokenize.INDENT: "{", tokenize.DEDENT: "}"}
_LEFT_OUT = {tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER}
_FSTRING = (getattr(tokenize, "FSTRING_START", -1), getattr(tokenize, "FSTRING_END", -1))  # Python 3.12 and newer


@dataclass
class Statement:
    """A statement at the top level of a cell.

    Attributes
    ----------
    names : list of str
        The functions, classes and values that it defines.
    text : str
        Its lines.
    cell : int
        The number of its cell among the code cells, from 1.
    line : int
        The number of its first line in the cell, from 1.
    is_function : bool
        Whether it defines a function or a class.
    shape : list of str
        Its tokens without comments, white space and docstrings, its names numbered in the order in which they appear.
    """

    names: list[str] = field(default_factory=list)
    text: str = ""
    cell: int = 0
    line: int = 1
    is_function: bool = False
    shape: list[str] = field(default_factory=list)

    @property
    def is_trivial(self) -> bool:
        """Whether nearly everybody would write it alike: a value, or a very short function."""
        return not self.is_function or len(self.shape) < SHORTEST

    @property
    def fingerprint(self) -> str:
        """A short text that two statements share if they differ only in white space, comments and names."""
        return hashlib.sha256("\0".join(self.shape).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def statements(cells: Iterable[str]) -> list[Statement]:
    """Return the top-level statements of the code cells, in their order; of a cell that can't be read, one in all."""
    found, left = [], LONGEST_NOTEBOOK
    for number, cell in enumerate(cells, 1):
        left -= len(cell)
        if len(cell) > LONGEST_CELL or left < 0:
            continue
        of_cell = (_of_given_cell if len(cell) <= LONGEST_KEPT else _of_cell)(cell)
        found += [replace(each, cell=number) for each in of_cell]
    return found


def _of_cell(cell: str) -> tuple[Statement, ...]:
    source = _without_magics(cell)
    try:
        return tuple(_split(source))
    except (tokenize.TokenError, SyntaxError):  # not Python; IndentationError is a SyntaxError
        names = re.findall(r"^(?:def|class)[ \t]+(\w+)|^(\w+)[ \t]*=", source, flags=re.MULTILINE)
        return (Statement([a or b for a, b in names], cell.strip("\n")),)


_of_given_cell = lru_cache(maxsize=256)(_of_cell)
"""The same for a cell that a class may have in common: most of a notebook is as it was handed out."""


_WHITE_SPACE = {number: None for number in range(0x3001) if chr(number).isspace()}


def digest(cell: str) -> str:
    """Return what tells a cell from others, whatever its white space; a list of its words could be very long."""
    return hashlib.sha256(cell.translate(_WHITE_SPACE).encode("utf-8", "surrogatepass")).hexdigest()[:12]


@dataclass(frozen=True)
class Start:
    """What the notebook of an exercise begins with.

    Attributes
    ----------
    fingerprints : frozenset of str
        Of its statements.
    written : frozenset of str
        The names of the functions that are written already, such as those with planted bugs.
    to_answer : frozenset of str
        What a solution changes: names with the fingerprint of the statement that defines them, a space between.
    closing : frozenset of str
        The digests of its cells after the last check, which show what the answers are good for.
    """

    fingerprints: frozenset[str] = frozenset()
    written: frozenset[str] = frozenset()
    to_answer: frozenset[str] = frozenset()
    closing: frozenset[str] = frozenset()

    @classmethod
    def of(cls, cells: Sequence[str], solution: Iterable[str]) -> Start:
        """Return what these cells begin with, which are solved by those of `solution`."""
        found = statements(cells)
        checks = [n for n, cell in enumerate(cells, 1) if re.search(r"^check\(", cell, flags=re.MULTILINE)]
        stays = {each.fingerprint for each in statements(solution)}
        written = (name for each in found if not each.is_trivial for name in each.names)
        changed = (each for each in found if each.fingerprint not in stays)
        return cls(
            frozenset(each.fingerprint for each in found),
            frozenset(written),
            frozenset(f"{name} {each.fingerprint}" for each in changed for name in each.names),
            frozenset(map(digest, cells[max(checks, default=len(cells)) :])),
        )


@cache
def start_of(exercise: str) -> Start:
    """Return what the notebook of an exercise begins with; nothing for an exercise of an instructor's own."""
    kept = json.loads((files("lecture_nn.grading") / "starting_lines.json").read_text(encoding="utf-8"))
    return Start(**{kind: frozenset(texts) for kind, texts in kept.get(exercise, {}).items()})


def _without_magics(cell: str) -> str:
    """The cell with IPython's own lines as comments, each as long as before."""
    return re.sub(r"^([ \t]*)[%!?]", r"\1#", cell, flags=re.MULTILINE)


def _split(source: str) -> Iterator[Statement]:
    """Split a cell into its top-level statements."""
    text = [line.removesuffix("\r") for line in source.split("\n")]  # as tokens are counted, whatever else ends lines
    lines: list[list[tokenize.TokenInfo]] = []
    depth = 0
    for line in _logical_lines(tokenize.generate_tokens(io.StringIO(source).readline)):
        closing = [token for token in line if token.type == tokenize.DEDENT]
        rest = [token for token in line if token.type != tokenize.DEDENT]
        depth += sum(token.type == tokenize.INDENT for token in rest) - len(closing)
        decorated = bool(lines) and lines[-1][0].string == "@"
        if lines and rest and depth == 0 and rest[0].string not in _CONTINUES and not decorated:
            yield _statement([*lines, closing], text)
            lines, line = [], rest
        lines.append(line)
    if any(token.type not in _LAYOUT for line in lines for token in line):
        yield _statement(lines, text)


def _logical_lines(tokens: Iterable[tokenize.TokenInfo]) -> Iterator[list[tokenize.TokenInfo]]:
    """Yield the tokens line by line; brackets keep a line together, comments are left out."""
    line: list[tokenize.TokenInfo] = []
    for token in tokens:
        if token.type in _LEFT_OUT:
            continue
        line.append(token)
        if token.type == tokenize.NEWLINE:
            yield line
            line = []
    if line:
        yield line


def _statement(lines: list[list[tokenize.TokenInfo]], text: list[str]) -> Statement:
    written = [[token for token in line if token.type not in _LAYOUT] for line in lines]
    tokens = [token for line in written for token in line]
    names = _names([[token.string for token in line] for line in written])
    own = "\n".join(text[tokens[0].start[0] - 1 : tokens[-1].end[0]])
    shape = _shape(_without_docstrings(lines), text)
    return Statement(names, own, 0, tokens[0].start[0], tokens[0].string in _FUNCTION, shape)


def _names(lines: list[list[str]]) -> list[str]:
    """The names that a statement defines: its functions and classes, else what stands left of its equals signs."""
    tokens = [token for line in lines for token in line]
    if defined := [after for before, after in itertools.pairwise(tokens) if before in ("def", "class")]:
        return defined[:1] if tokens[0] in _FUNCTION else defined  # else, as in `try:`, all that are defined inside
    names: list[str] = []
    for line in lines:
        if line and not keyword.iskeyword(line[0]):
            names += _assigned(line)
    return names


def _assigned(line: list[str]) -> list[str]:
    names: list[str] = []
    target: list[str] = []
    depth, annotation = 0, False
    for text in line:
        depth += (text in ("(", "[", "{")) - (text in (")", "]", "}"))
        if depth:
            continue
        if text == "=":
            names += target
        if text in ("=", ";"):
            target, annotation = [], False
        elif text == ":":
            annotation = True
        elif text.isidentifier() and not annotation:
            target.append(text)
    return names


def _without_docstrings(lines: list[list[tokenize.TokenInfo]]) -> list[tokenize.TokenInfo]:
    kept = []
    for line in lines:
        written = {token.type for token in line} - {tokenize.INDENT, tokenize.DEDENT, tokenize.NEWLINE}
        docstring = written == {tokenize.STRING}
        kept += [token for token in line if not docstring or token.type in (tokenize.INDENT, tokenize.DEDENT)]
    return kept


def _shape(tokens: list[tokenize.TokenInfo], text: list[str]) -> list[str]:
    shape: list[str] = []
    numbers: dict[str, int] = {}
    before, open_strings, start = "", 0, (0, 0)
    for token in tokens:
        if token.type == _FSTRING[0]:
            start = start if open_strings else token.start
            open_strings += 1
        elif token.type == _FSTRING[1]:
            open_strings -= 1
            if not open_strings:
                shape.append(_between(text, start, token.end))
        elif open_strings:
            continue
        elif token.type in _LAYOUT:
            shape.append(_LAYOUT[token.type])
        elif token.type == tokenize.NAME and before != "." and token.string not in _FIXED:
            shape.append(f"name {numbers.setdefault(token.string, len(numbers))}")
        else:
            shape.append("\n" if token.string == ";" else token.string)
        before = token.string
    return shape


def _between(text: list[str], start: tuple[int, int], end: tuple[int, int]) -> str:
    """The source from one place to another: what older Pythons give as one token."""
    if start[0] == end[0]:
        return text[start[0] - 1][start[1] : end[1]]
    return "\n".join([text[start[0] - 1][start[1] :], *text[start[0] : end[0] - 1], text[end[0] - 1][: end[1]]])
