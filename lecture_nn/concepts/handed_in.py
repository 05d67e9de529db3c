"""Reading what students hand in. The files come from strangers: nothing in them is trusted."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lecture_nn.concepts.gain import Result
from lecture_nn.concepts.inventory import inventory
from lecture_nn.concepts.kept import FORMAT, ID, VERSION
from lecture_nn.concepts.quiz import STAGES

LARGEST = 64 * 1024
"""Bytes of a file, at most; one with all answers has about 2,000."""

MOST = 5000
"""Files that are looked at, at most."""


@dataclass(frozen=True)
class HandedIn:
    """The answers of a class, one result for each random number, and what was left out, a sentence for each file."""

    results: tuple[Result, ...]
    left_out: tuple[str, ...]


def read_folder(folder: Path) -> HandedIn:
    """Read all files ``*.json`` in a folder and the folders in it.

    Of several with the same random number, which come from one student who handed in more than once, the one with
    the most answers counts.

    Raises
    ------
    ValueError
        If it is no folder, or has no such file, or too many.
    """
    if not folder.is_dir():
        raise ValueError(f"expected a folder with the files that students handed in, got {folder}")
    results: dict[str, tuple[Result, str]] = {}
    problems = []
    found = 0
    for path in _files(folder):
        found += 1
        if found > MOST:
            raise ValueError(f"{folder}: expected at most {MOST} files, found more")
        name = str(path.relative_to(folder))
        try:
            number, result = read(path)
        except (ValueError, OSError) as error:
            told = error.strerror if isinstance(error, OSError) and error.strerror else error
            problems.append(f"{name}: left out, {told}")
            continue
        known = results.get(number)
        if known is None:
            results[number] = (result, name)
            continue
        kept, other = (known, name) if _answers(known[0]) >= _answers(result) else ((result, name), known[1])
        results[number] = kept
        problems.append(f"{other}: left out, from the same student as {kept[1]}, which has at least as many answers")
    if not found:
        raise ValueError(f"{folder}: expected files that end in .json, found none; students make them with "
                         "`lecture-nn concepts --export`")  # fmt: skip
    return HandedIn(tuple(result for result, _ in results.values()), tuple(problems))


def read(path: Path) -> tuple[str, Result]:
    """Return the random number and the answers of a file.

    Raises
    ------
    ValueError
        If it is too large, damaged, or something else.
    """
    with open(path, "rb", opener=_open) as file:
        content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ValueError(f"larger than {LARGEST // 1024} KB")
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise ValueError("not readable as JSON") from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ValueError("not a file of `lecture-nn concepts --export`")
    if not _is(data.get("version"), VERSION):
        raise ValueError(f"expected version {VERSION} of the format")
    number, answers = data.get("id"), data.get("answers")
    if not isinstance(number, str) or not ID.fullmatch(number):
        raise ValueError("damaged: the random number")
    if not isinstance(answers, dict):
        raise ValueError("damaged: the answers")
    stages: dict[str, dict[str, int | None]] = {stage: {} for stage in STAGES}
    for name in inventory().names():  # those that this version doesn't ask are passed over
        if name not in answers:
            continue
        given = answers[name]
        if not isinstance(given, dict) or not set(given) <= set(STAGES):
            raise ValueError(f"damaged: the answers to {name}")
        for stage, choice in given.items():
            if not inventory()[name].takes(choice):
                raise ValueError(f"damaged: the answer to {name} {stage}")
            stages[stage][name] = choice
    result = Result(stages["before"], stages["after"])
    if not _answers(result):
        raise ValueError("no answers")
    return number, result


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def _files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder, followlinks=False):
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            if name.lower().endswith(".json") and path.is_file() and not path.is_symlink():
                yield path


def _answers(result: Result) -> int:
    return len(result.before) + len(result.after)


def _is(found: Any, version: int) -> bool:
    return isinstance(found, int) and not isinstance(found, bool) and found == version
