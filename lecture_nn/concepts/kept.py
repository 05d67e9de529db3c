"""A student's answers, remembered in their progress file, and the file without a name that they can hand in."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lecture_nn.concepts.gain import Result
from lecture_nn.concepts.inventory import inventory
from lecture_nn.concepts.quiz import STAGES
from lecture_nn.files import write_whole
from lecture_nn.memory import recall, remember

SECTION = "concepts"
FORMAT = "lecture_nn concepts"
VERSION = 1
ID = re.compile(r"[0-9a-f]{32}")


def answers(stage: str) -> dict[str, dict[str, Any]]:
    """Return what is kept of the quiz "before" or "after", by question; what is damaged counts as not answered.

    Each answer is what the page keeps, ``{"first", "given", "begun"}``: how the first answer was, the newest one, and
    the first one, which is the one that counts.
    """
    return _sound(stage, recall(SECTION).get(stage))


def result() -> Result:
    """Return the student's first answers, before and after."""
    return Result(*({name: each["begun"] for name, each in answers(stage).items()} for stage in STAGES))


def keep(stage: str, given: Mapping[str, dict[str, Any]]) -> None:
    """Keep answers of a stage. The first answer to a question stays, whatever is answered later."""

    def kept(section: dict[str, Any]) -> None:
        known = _sound(stage, section.get(stage))
        for name, answer in _sound(stage, given).items():
            first = known.get(name, answer)
            known[name] = answer | {"first": first["first"], "begun": first["begun"]} if stage == "after" else first
        section[stage] = known
        section["id"] = _id(section)

    remember(SECTION, kept)


def reader() -> str:
    """Return the random number that tells a student's file from others, and says nothing about them."""
    found = {}

    def kept(section: dict[str, Any]) -> None:
        found["id"] = section["id"] = _id(section)

    remember(SECTION, kept)
    return found.get("id") or secrets.token_hex(16)  # a machine that keeps nothing


def forget(stage: str) -> None:
    """Forget the answers of a stage, so that it can be taken anew."""
    remember(SECTION, lambda section: section.pop(stage, None))


def exported() -> dict[str, Any]:
    """Return what a student hands in: their first answers and a random number, no name and no time."""
    mine = result()
    both = {
        name: {stage: getattr(mine, stage)[name] for stage in STAGES if name in getattr(mine, stage)}
        for name in inventory().names()
    }
    answered = {name: each for name, each in both.items() if each}
    return {"format": FORMAT, "version": VERSION, "id": reader(), "answers": answered}


def export(path: Path) -> int:
    """Write the file to hand in, and return how many questions it has answers to."""
    made = exported()
    write_whole(path, json.dumps(made, indent=1) + "\n", ours=FORMAT.encode())
    return len(made["answers"])


def _id(section: Mapping[str, Any]) -> str:
    found = section.get("id")
    return found if isinstance(found, str) and ID.fullmatch(found) else secrets.token_hex(16)


def _sound(stage: str, found: Any) -> dict[str, dict[str, Any]]:
    if not isinstance(found, dict):
        return {}
    firsts = ("noted",) if stage == "before" else ("right", "wrong", "shown")
    sound = {}
    for name in inventory().names():
        answer = found.get(name)
        if not isinstance(answer, dict) or answer.get("first") not in firsts:
            continue
        given = answer.get("given")
        begun = answer.get("begun", given)
        if inventory()[name].takes(given) and inventory()[name].takes(begun):
            sound[name] = {"first": answer["first"], "given": given, "begun": begun}
    return sound
