"""Writing the file `my_network.py`: the student's functions, the package's where they are missing, and the glue."""

from __future__ import annotations

import ast
import builtins
import hashlib
import inspect
import os
import re
import sys
import textwrap
from collections.abc import Callable, Iterable
from pathlib import Path

from lecture_nn.assembly import glue
from lecture_nn.assembly.parts import PARTS
from lecture_nn.assembly.renaming import CannotRenameError, renamed
from lecture_nn.assembly.right import NotYet, Taken
from lecture_nn.files import write_whole

MARK = "# ---- What holds it together: the course's ----"
SIGNED = "# Assembled by lecture-nn assemble. Signature: "
WIDTH = 100

MARKERS = re.compile(
    r"^ *### (?:BEGIN SOLUTION\n|STARTING LINES\n(?:.*\n)*? *### END SOLUTION\n?|END SOLUTION\n?)", re.MULTILINE
)
"""What the course's own solutions have around their answers."""
FROM_PACKAGE = re.compile(r"^(?:from|import) lecture_nn\b")


def network(taken: Iterable[Taken], missing: Iterable[NotYet]) -> tuple[str, list[NotYet]]:
    """Return the text of the file, and what is missing in the end.

    Functions whose helpers can't be given other names, although another notebook uses the same ones, count as missing.
    """
    taken, missing = list(taken), list(missing)
    glued = _glue()
    file = _File({part.name for part in PARTS} | _defined(glued) | {"np"})
    blocks = []
    for each in taken:
        try:
            blocks.append(file.block(each))
        except CannotRenameError as error:
            why = f"it is right, but the name {error} is used in another notebook, too: call it something else"
            missing += [NotYet(part, why) for part in each.parts.values()]
    order = [part.name for part in PARTS]
    missing.sort(key=lambda each: order.index(each.part.name))
    lines = [*_about(missing, file.needs()), "", *file.imports()]
    if missing:
        lines += ["", *_stand_ins(missing)]
    text = "\n".join([*lines, *(f"\n\n{block}" for block in blocks), f"\n\n{glued}"]).rstrip() + "\n"
    return f"{SIGNED}{_digest(text)}\n{text}", missing


class _File:
    """What stands in the file so far: which names are taken, and by what."""

    def __init__(self, reserved: set[str]) -> None:
        self._reserved = reserved
        self._taken: set[str] = set()
        self._imports: dict[str, str] = {"np": "import numpy as np"}

    def imports(self) -> list[str]:
        own = [line for line in self._imports.values() if not FROM_PACKAGE.match(line)]
        ours = [line for line in self._imports.values() if FROM_PACKAGE.match(line)]
        told = (
            ["", "# Taken from the package by functions of yours: as long as they do, the file needs it."]
            if ours
            else []
        )
        return [*sorted(own, key=lambda line: (line.startswith("from"), line)), *told, *sorted(ours)]

    def needs(self) -> list[str]:
        """The packages that the student's functions import, other than NumPy and what Python brings along."""
        modules = {re.split(r"[\s.]+", line)[1] for line in self._imports.values()}
        return sorted(modules - sys.stdlib_module_names - {"numpy"})

    def block(self, taken: Taken) -> str:
        """The functions of a notebook, under names that nothing else in the file has."""
        gathered = taken.gathered
        other: dict[str, str] = {}
        imports = {}
        for name, statement in gathered.imports.items():
            if _of_one_package(statement, self._imports.get(name, "")):
                imports[name] = "\n".join(dict.fromkeys([*self._imports[name].split("\n"), statement]))
                continue
            clash = name in self._reserved - {"np"} or hasattr(builtins, name)
            if clash or self._imports.get(name, statement) != statement or name in self._taken:
                other[name] = self._free(f"{name}_of_{taken.name}")
                statement = f"{statement.partition(' as ')[0]} as {other[name]}"
            imports[other.get(name, name)] = statement
        bound = sorted({name for item in gathered.items for name in item.binds})
        for name in bound:
            if name in taken.parts and taken.parts[name].name == name:
                continue
            clash = name in self._reserved or hasattr(builtins, name) or name in self._imports
            if clash or name in self._taken:
                other[name] = self._free(f"{name}_of_{taken.name}")
        written = [renamed(MARKERS.sub("", item.text), other) for item in gathered.items]
        self._imports |= imports
        self._taken |= {other.get(name, name) for name in bound}
        adapters = [renamed(part.adapter, other) for name, part in taken.parts.items() if name != part.name]
        renamed_names = [
            f"# {old} is called {new} here, because {old} means something else in this file."
            for old, new in other.items()
        ]
        shapes = [f"#   {part.name}: {part.shapes}" for part in taken.parts.values()]
        head = [f"# ---- Yours, from {taken.source} ----", *shapes, *renamed_names]
        return "\n".join(head) + "\n\n\n" + "\n\n\n".join([*_spaced(written), *adapters])

    def _free(self, name: str) -> str:
        """A name like this one that nothing has yet."""
        name = re.sub(r"\W", "_", name)
        while name in self._taken or name in self._reserved or name in self._imports:
            name += "_"
        return name


def _of_one_package(*statements: str) -> bool:
    """Whether ``import numpy`` and ``import numpy.linalg`` are meant: both give the same package the same name."""
    found = [re.fullmatch(r"import (\w+)[\w.]*(\nimport \1[\w.]*)*", statement) for statement in statements]
    return all(found) and len({match[1] for match in found}) == 1


def _spaced(items: list[str]) -> list[str]:
    """Simple statements that follow each other stand together."""
    found: list[str] = []
    simple = False
    for item in items:
        begins = re.match(r"(?:#[^\n]*\n)*(?:@|def |class |async )", item) is not None
        if found and simple and not begins:
            found[-1] += f"\n{item}"
        else:
            found.append(item)
        simple = not begins
    return found


def _about(missing: list[NotYet], needs: list[str]) -> list[str]:
    if missing:
        yours = len(PARTS) - len(missing)
        state = f"{yours} of its {len(PARTS)} parts are yours; the others are still the package's, and marked"
    else:
        state = f"All of its {len(PARTS)} parts are yours"
    then = "It needs nothing but NumPy."
    if needs:
        then = f"Functions of yours import {' and '.join(needs)}, so it needs more than NumPy."
    elif missing:
        then = "Once all of them are yours, it needs nothing but NumPy."
    return [
        '"""My network: written in the exercises of a course on the foundations of neural networks.',
        "",
        *textwrap.wrap(f"{state}. {then}", WIDTH),
        "",
        "    python my_network.py                 check the gradients, and learn a problem that no line solves",
        "    from my_network import train         train a network of your own",
        "",
        "What each part is given and returns stands above it: N examples, D inputs, J hidden units, K outputs.",
        '"""',
    ]


def _stand_ins(missing: list[NotYet]) -> list[str]:
    lines = ["# ---- Not yours yet, so the package's until you have solved the exercise ----"]
    for exercise in dict.fromkeys(each.part.exercise for each in missing):
        names = ", ".join(each.part.name for each in missing if each.part.exercise == exercise)
        lines += [f"# not yours yet: exercises/{exercise}.ipynb", f"from lecture_nn.assembly.stand_ins import {names}"]
    return lines


def _glue() -> str:
    return inspect.getsource(glue).partition(MARK)[1] + inspect.getsource(glue).partition(MARK)[2].rstrip()


def _defined(source: str) -> set[str]:
    return {
        name.id if isinstance(name, ast.Name) else name
        for node in ast.parse(source).body
        for name in (node.targets if isinstance(node, ast.Assign) else [getattr(node, "name", "")])
    } - {""}


def _digest(text: str) -> str:
    return hashlib.sha256("\n".join(text.splitlines()).encode()).hexdigest()[:16]


def is_ours(path: Path) -> bool:
    """Whether the file is as it was written here, and nobody has changed it since."""
    try:
        first, _, rest = path.read_text(encoding="utf-8").partition("\n")
    except (OSError, ValueError):
        return False
    return first.removeprefix(SIGNED).strip() == _digest(rest) and first.startswith(SIGNED)


def keep_beside(path: Path, is_ours: Callable[[Path], bool] = is_ours) -> Path | None:
    """Move a file that isn't as it was written here to a name that is free; return where it is now."""
    if not os.path.lexists(path) or (path.is_file() and not path.is_symlink() and is_ours(path)):
        return None
    number = 1
    while os.path.lexists(kept := path.with_name(f"{path.stem}_yours_{number}{path.suffix}")):
        number += 1
    path.rename(kept)
    return kept


def write(path: Path, text: str) -> Path | None:
    """Write the file; return where the old one is now, if it had been changed by hand."""
    kept = keep_beside(path)
    write_whole(path, text)
    return kept
