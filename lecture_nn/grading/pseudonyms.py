"""Names for people who are graded without their names: the same ones in each run, kept in a file of their own."""

from __future__ import annotations

import csv
import io
import re
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from lecture_nn.files import write_whole

NAME = "names.csv"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that look alike


def pseudonyms(out: Path, students: Iterable[str]) -> dict[str, str]:
    """Return the pseudonym of each student: the one of earlier runs, for new ones a random one, which is kept.

    The key is the file ``names.csv`` in `out`, which only its owner can read.

    Raises
    ------
    ValueError
        If that file is there and can't be read: with new pseudonyms, notes that were made under the old ones would
        belong to nobody.
    """
    known = load(out)
    taken = set(known.values())
    students = list(dict.fromkeys(students))
    for student in students:
        while student not in known:
            name = "Student " + "".join(secrets.choice(_LETTERS) for _ in range(5))
            if name not in taken:
                known[student] = name
                taken.add(name)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["pseudonym", "student"])
    writer.writerows(sorted((name, student) for student, name in known.items()))
    write_whole(out / NAME, text.getvalue(), private=True)
    return {student: known[student] for student in students}


def load(out: Path) -> dict[str, str]:
    """Return the pseudonyms of earlier runs, by student; none if there was no such run."""
    try:
        with (out / NAME).open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        if rows[:1] != [["pseudonym", "student"]]:
            raise ValueError("expected the columns pseudonym and student")
        return {student: name for name, student in rows[1:]}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, csv.Error) as error:
        raise ValueError(
            f"{out / NAME}: the key to the pseudonyms can't be read ({error}): restore it, or delete it for new ones"
        ) from None


def without_names(value: Any, names: Mapping[str, str], files: Iterable[str] = ()) -> Any:
    """Return a copy of plain data in which each name is its pseudonym, and each file's name is "the file".

    The parts of a name are replaced, too, where they stand as words: people sign their comments. What people say about
    themselves in other words stays.
    """
    words = {file: "the file" for file in files if file}
    for student, pseudonym in names.items():
        words |= {part: pseudonym for part in re.split(r"[\W_]+", student) if len(part) > 2 and not part.isdigit()}
        words[student] = pseudonym
    if not words:
        return value
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    found = re.compile(rf"(?<![^\W_])(?:{pattern})(?![^\W_])", re.IGNORECASE)
    lower = {word.lower(): new for word, new in words.items()}

    def replaced(part: Any) -> Any:
        if isinstance(part, str):
            return found.sub(lambda match: lower[match.group().lower()], part)
        if isinstance(part, Mapping):
            return {key: replaced(each) for key, each in part.items()}
        return [replaced(each) for each in part] if isinstance(part, list | tuple) else part

    return replaced(value)
