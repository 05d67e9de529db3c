"""What an instructor should look at, read roughly from the cells' text: parsing hostile code can end a process."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

ALWAYS_GIVEN = {"check", "digits", "numerical_gradient", "progress", "use_style"}
"""What every exercise may take from the package."""

_NO_ANSWERS = {"checks", "datasets", "figures", "interactive"}
"""Parts of the package that answer no exercise."""

_WITHOUT_CODE = re.compile(r"^[ \t]*(?:!|%(?:pip|conda|mamba|cd|env|load_ext)\b)[^\n]*", re.MULTILINE)
_TEXTS = re.compile(
    r"#[^\n]*"
    r'|"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*(?:"""|\\?\Z)'
    r"|'{3}[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*(?:'{3}|\\?\Z)"
    r'|"[^"\\\n]*(?:\\.[^"\\\n]*)*"?'
    r"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'?",
    re.DOTALL,
)
"""Comments and texts; one that doesn't end, ends with its line or with the cell: each is read once."""

_FROM = re.compile(r"\bfrom[ \t]+lecture_nn([\w.]*)[ \t]+import[ \t]+(\([^()]{0,2000}\)|[^\n;]*)")
_IMPORT = re.compile(r"(?:^|;)[ \t]*import[ \t][^\n;]*", re.MULTILINE)
_BY_NAME = re.compile(
    r"\b(?:__import__|import_module|run_module|eval|exec)[ \t]*\([ \t]*\w{0,2}[\"'][^\n\"']{0,200}lecture_nn"
)
_HARMLESS = re.compile(
    r"importlib\.(?:reload|metadata|resources)\b|importlib\.util(?:\.find_spec)?\b"
    r"|from[ \t]+importlib[ \t]+import[ \t]+(?:reload|metadata|resources)\b|import[ \t]+importlib[ \t]*(?=$|[;,])"
    r'|""[ \t]+(?:not[ \t]+)?in[ \t]+sys\.modules\b'
    r"|\bexec[ \t]*\([ \t]*open\([\"'][\w-]+\.py[\"'][^()\n]{0,60}\)\.read\(\)[ \t]*\)",
    re.MULTILINE,
)
_MEANS = re.compile(
    r"\b(importlib|import_module|__import__|sys\.modules|__globals__|__builtins__|__subclasses__|get_objects)\b"
    r"|(?<![.\w])(?<!def )(eval|exec)(?=[ \t]*\()|\bbuiltins\.(eval|exec)\b|=[ \t]*(eval|exec)[ \t]*(?:$|[;,])",
    re.MULTILINE,
)


def borrowed(cells: Iterable[str], given: Collection[str]) -> list[str]:
    """Return the names that the cells take from the package and the exercise doesn't give: a hint for the instructor.

    What stands in a comment or a text, or is installed, is not taken; nor are data and pictures.
    """
    cells = list(cells)
    code = "\n".join(_code(cell) for cell in cells if "lecture_nn" in cell)
    taken: set[str] = set()
    modules = {"lecture_nn"}
    for part, names in _FROM.findall(code):
        for name in re.sub(r"[()\\]", "", names).split(","):
            name, *other = name.strip().split(" as ")
            if not name:
                continue
            if f"{part}.{name}".strip(".").split(".")[0] in _NO_ANSWERS and name != "*":
                continue
            taken.add(name.strip())
    code = _FROM.sub("", code)
    for imported in _IMPORT.findall(code):
        for name, other in re.findall(r"\blecture_nn([\w.]*)(?:[ \t]+as[ \t]+(\w+))?", imported):
            if other and name.strip(".").split(".")[0] not in _NO_ANSWERS:
                modules.add(other)
    code = _IMPORT.sub("", code)
    if len(modules) > 1:  # other names for it, which may be used anywhere
        code = "\n".join([code, *(_code(cell) for cell in cells if "lecture_nn" not in cell)])
    used = re.compile(rf"(?<![.\w])(?:{'|'.join(map(re.escape, sorted(modules)[:100]))})\b((?:[ \t]*\.[ \t]*\w+)*)")
    taken.update(name for path in used.findall(code) if (name := _last(path)))
    if any(_BY_NAME.search(cell) for cell in cells):
        taken.add("lecture_nn")
    return sorted(taken - ALWAYS_GIVEN - set(given))


def _last(path: str) -> str:
    """What `.losses.softmax` takes from the package: the last name; nothing if it is about the package itself."""
    names = [name.strip() for name in path.split(".") if name.strip()]
    if not names or names[0] in ("__dict__", "__getattribute__"):
        return "lecture_nn"
    return "" if names[0] in _NO_ANSWERS or names[0].startswith("__") else names[-1]


def looked_up(cells: Iterable[str]) -> list[str]:
    """Return the means by which the cells may reach the package's code without naming it, again by their text."""
    cells = [cell for cell in cells if _MEANS.search(cell)]
    code = "\n".join(_HARMLESS.sub("", _code(cell)) for cell in cells)
    return sorted({name for match in _MEANS.finditer(code) for name in match.groups() if name})


def _code(cell: str) -> str:
    """A cell without comments, without commands for the system, and with empty texts."""
    return "".join(_pieces(_WITHOUT_CODE.sub("", cell)))


def _pieces(cell: str) -> Iterator[str]:
    end = 0
    for match in _TEXTS.finditer(cell):
        before = cell[end : match.start()]
        yield before
        end = match.end()
        text = match[0]
        if text[0] == "#":
            continue
        formatted = re.search(r"(?<!\w)(?:[rR]?[fF]|[fF][rR])\Z", before[-3:])  # there is code in it
        yield text if formatted or re.fullmatch(r"[\"'][\w-]+\.py[\"']", text) else '""'
    yield cell[end:]
