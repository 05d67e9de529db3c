"""Measure how well wrong answers are told apart and named: a table with a row for each exercise.

    python tools/diagnosed.py CORPUS.json [--list] [--only EXERCISE] [--seeds N]

The corpus is a list of answers: the ``exercise``, the ``function``, its ``code``, whether it is ``right``, and, if not,
the ``thought`` behind it with some ``names``: words of which one at least stands in any sentence that names it. A name
without such a word is counted as another one, and listed (with ``--list``) to be judged by a reader.
"""

import argparse
import ast
import contextlib
import json
import linecache
import time
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np

from lecture_nn.checks import Exercise, exercise_names, load_exercise
from lecture_nn.checks.answers import Namespace
from lecture_nn.checks.asked import asked_by, asked_for
from lecture_nn.checks.diagnosis.cases import RightAnswers
from lecture_nn.checks.diagnosis.references import module_namespace, reference
from lecture_nn.checks.diagnosis.solved import code_of
from lecture_nn.checks.expect import SEED
from lecture_nn.checks.model import Check, Result
from lecture_nn.checks.turns import load_turn, turns
from lecture_nn.checks.turns.declare import Turn
from lecture_nn.edited import Versions

EXERCISES = Path(__file__).resolve().parent.parent / "exercises"
LESSONS = EXERCISES.parent / "notebooks"

TOLD_BY_THE_ERROR = ("has changed", "does it end with return", "more than once", "is still a ...")
TOLD_BY_THE_CHECK = ("it would be right if", "your hidden units ", "no line in the plane", "plan: ", "in a row. Which")
"""Of messages that say what is wrong themselves: of errors, and of checks to which many answers are right."""


class Tried(RightAnswers):
    """Right answers to an exercise, but for one function."""

    def __init__(self, exercise: Exercise, name: str, code: str) -> None:
        super().__init__(exercise)
        space = self.right_names()
        cell = f"<answer {name}>"  # as in a notebook, whose cells can be read when an error is raised
        linecache.cache[cell] = len(code), None, code.splitlines(keepends=True), cell
        self.ended = ""
        """By which error the cell ended, if it did."""
        try:
            exec(compile(code, cell, "exec"), space)
        except Exception as error:  # as in a notebook: the cell ends, and defines nothing
            space.pop(name, None)
            self.ended = f"{type(error).__name__}: {error}"
        self._name, self._own = name, Namespace(space)

    def right_names(self) -> dict:
        """What stands in the notebook besides: the answers to all functions, what it gives, and the usual imports."""
        space = {}
        for other in asked_for(self._exercise)[0]:
            if (right := reference(self._exercise, other)) is not None:
                space |= module_namespace(right.module)
        known = {key: value for key, value in space.items() if not isinstance(value, ModuleType)}
        return of_the_lesson(self._exercise) | known | written_out(self._exercise.name) | {"np": np}

    def limit(self, seconds: float) -> object:
        return self._own.limit(seconds)

    def text_of(self, name: str) -> str:
        return self._own.text_of(name) if name == self._name else ""

    def _call(self, name: str, arguments: tuple) -> object:
        return self._own._call(name, arguments) if name == self._name else super()._call(name, arguments)

    def each_edited(self, name: str, versions: list[Versions], arguments: tuple) -> list:
        return self._own.each_edited(name, versions, arguments)

    def _value(self, name: str) -> object:
        return self._own._value(name) if name == self._name else super()._value(name)


def of_the_lesson(exercise: Exercise) -> dict:
    """What stands in the lesson of a turn besides: what it imports of the package, and the other turns' answers."""
    if not isinstance(exercise, Turn):
        return {}
    others = [turn for _, turn in turns().values() if turn.lesson == exercise.lesson and turn is not exercise]
    answers = {turn.name: right.function for turn in others if (right := reference(turn, turn.name)) is not None}
    return imported(exercise.lesson) | answers


@cache
def imported(lesson: str) -> dict:
    """What a lesson imports of the package, but for its panels."""
    found: dict = {}
    for cell in code_of((LESSONS / f"{lesson}.ipynb").read_text(encoding="utf-8")):
        for node in ast.parse(cell).body:
            known = isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lecture_nn")
            if known and "interactive" not in node.module:
                exec(ast.unparse(node), found)
    return {name: value for name, value in found.items() if not name.startswith("__")}


@cache
def written_out(name: str) -> dict:
    """The values that an exercise's notebook writes out beside what is asked for, such as a first plan."""
    path = EXERCISES / f"{name}.ipynb"
    if not path.exists():  # a turn's
        return {}
    found = {}
    for cell in code_of(path.read_text(encoding="utf-8")):
        for node in ast.parse(cell).body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                with contextlib.suppress(ValueError):  # made by a call, for example
                    found[node.targets[0].id] = ast.literal_eval(node.value)
    return {key: value for key, value in found.items() if value is not ...}


@dataclass
class Row:
    """What became of the answers to an exercise."""

    wrong: int = 0
    caught: int = 0
    named: int = 0
    otherwise: int = 0
    right: int = 0
    refused: int = 0
    seconds: float = 0.0
    told: list[str] = field(default_factory=list)


def exercise_of(entry: dict) -> Exercise:
    name = entry["exercise"]
    return load_exercise(name) if name in exercise_names() else load_turn(entry["function"])


def concerns(check: Check, name: str) -> bool:
    """Whether a check asks for this name, or for none that is known."""
    asked = asked_by(check)
    return not asked or name in asked


def failure_of(result: Result, answers: Tried, name: str) -> Result | None:
    """The result of a check that this answer has failed; None if it hasn't, or wasn't asked."""
    if result.status == "unanswered" and answers.ended:
        return Result(result.check, "wrong", f"the cell ended in an error: {answers.ended}")
    asked = any(call.name == name for call in answers.calls)
    return result if result.status == "wrong" or (not result.passed and asked) else None


def outcome(entry: dict, seed: int, explain: bool = True) -> tuple[list[Result], float]:
    """The failed checks of an answer, beside right ones to all else, and how long the slowest of all checks took."""
    exercise = exercise_of(entry)
    answers = Tried(exercise, entry["function"], entry["code"])
    token, failed, slowest = SEED.set(seed), [], 0.0
    try:
        for check in exercise.checks:
            if not concerns(check, entry["function"]):
                continue
            began = time.perf_counter()
            result = check.run(answers, exercise if explain else None)
            slowest = max(slowest, time.perf_counter() - began)
            if (failure := failure_of(result, answers, entry["function"])) is not None:
                failed.append(failure)
    finally:
        SEED.reset(token)
    return failed, slowest


def name_of(failed: list[Result]) -> str:
    """The sentence that names what was thought, or nothing."""
    for result in failed:
        if result.misunderstanding:
            return result.misunderstanding.hint
    for result in failed:
        if any(text in result.found for text in (*TOLD_BY_THE_ERROR, *TOLD_BY_THE_CHECK)):
            return result.found
    return ""


def failed_checks(exercise: str, function: str, code: str) -> list[Result]:
    """The failed checks of a single answer."""
    return outcome({"exercise": exercise, "function": function, "code": code}, seed=0)[0]


def told(exercise: str, function: str, code: str) -> str:
    """The sentence that names what was thought in a single answer, or nothing."""
    return name_of(failed_checks(exercise, function, code))


def measure(corpus: list[dict], seeds: int, only: list[str]) -> dict[str, Row]:
    rows: dict[str, Row] = defaultdict(Row)
    for entry in corpus:
        if only and entry["exercise"] not in only:
            continue
        row = rows[entry["exercise"]]
        failed, slowest = outcome(entry, seed=0)
        row.seconds = max(row.seconds, slowest)
        if entry["right"]:
            row.right += 1
            row.refused += bool(failed)
            if failed:
                row.told.append(f"REFUSED {entry['function']}: {failed[0].found[:160]}\n{entry['code']}")
            continue
        row.wrong += 1
        passed = [seed for seed in range(seeds) if not outcome(entry, seed, explain=False)[0]] if failed else [0]
        row.caught += not passed
        sentence = name_of(failed)
        fits = any(word.lower() in sentence.lower() for word in entry["names"])
        row.named += bool(sentence)
        row.otherwise += bool(sentence) and not fits
        kind = "PASSED" if passed else "NAMELESS" if not sentence else "OTHER" if not fits else ""
        if kind:
            found = failed[0].found.replace("\n", " / ")[:200] if failed else ""
            row.told.append(
                f"{kind} {entry['exercise']}.{entry['function']} {passed[:5] or ''}: {entry['thought']}\n"
                f"    found: {found}\n    said: {sentence}\n    names: {entry['names']}\n{entry['code']}"
            )
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("--list", action="store_true", help="list what isn't named, and what is named otherwise")
    parser.add_argument("--only", action="append", default=[], help="an exercise")
    parser.add_argument("--seeds", type=int, default=1, help="of the examples on which wrong answers have to fail")
    options = parser.parse_args()
    with open(options.corpus, encoding="utf-8") as file:
        rows = measure(json.load(file), options.seeds, options.only)
    if options.list:
        print("\n\n".join(text for row in rows.values() for text in row.told), end="\n\n")
    form = "{:24} {:>6} {:>7} {:>6} {:>10} {:>6} {:>8} {:>8}"
    print(form.format("exercise", "wrong", "caught", "named", "other word", "right", "refused", "slowest"))
    every = list(rows.items())
    total = Row(*(sum(getattr(row, key) for row in rows.values()) for key in list(vars(Row()))[:6]))
    for name, row in [*every, ("all", total)]:
        told = (row.wrong, row.caught, row.named, row.otherwise, row.right, row.refused, f"{row.seconds:.2f} s")
        print(form.format(name, *told))


if __name__ == "__main__":
    main()
