"""What explanations cost: a class in which three of ten notebooks are wrong, and five students make the same mistake.

python benchmarks/explained.py [--notebooks 250] [--alike 5] [EXERCISE ...]

The class is graded with explanations and without, in a process each; seconds of computing are compared, of the process
that judges and of its sandbox, because they depend less on what else the machine does. The start is left out.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from unittest.mock import patch

import psutil
from grading import LIGHT

from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.own import bare
from lecture_nn.grading.notebook import code_cells
from lecture_nn.grading.settings import Settings
from lecture_nn.grading.several import grade_all
from lecture_nn.workers import Limits

ROOT = Path(__file__).resolve().parent.parent
WRONG = 0.3


def main() -> None:
    """Compare, or, with --only, grade in this process and print the seconds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("exercises", nargs="*", default=LIGHT)
    parser.add_argument("--notebooks", type=int, default=250)
    parser.add_argument("--alike", type=int, default=5, help="students who make the same mistake; 1: all are different")
    parser.add_argument("--only", choices=("with", "without"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.only:
        print(seconds(chosen.exercises, chosen.notebooks, chosen.alike, chosen.only == "with"))
        return
    command = [sys.executable, __file__, *chosen.exercises, "--notebooks", str(chosen.notebooks)]
    command += ["--alike", str(chosen.alike), "--only"]
    quiet = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    took = {
        each: float(subprocess.run([*command, each], check=True, env=quiet, stdout=subprocess.PIPE).stdout)
        for each in ("without", "with")
    }
    ratio = took["with"] / took["without"]
    print(f"{chosen.notebooks} notebooks, {chosen.alike} alike: {ratio:.2f} times as long with explanations: {took}")


def seconds(exercises: list[str], count: int, alike: int, explain: bool) -> float:
    """Seconds of computing for a class of so many notebooks."""
    settings = Settings(1, "required", Limits(), tried=True)
    grade = Exercise.grade

    def graded(self: Exercise, answers: object, hidden: bool = True, explain: bool = explain) -> object:
        return grade(self, answers, hidden, explain)

    def one(number: int, exercise: str, data: bytes) -> None:
        about = {"student": f"s{number}", "file": f"s{number}/{exercise}.ipynb", "named": f"{exercise}.ipynb"}
        record = grade_all(number, {**about, "fingerprint": "x"}, data, settings)[1]
        assert record["status"] in ("ok", "timeout"), record

    with patch.object(Exercise, "grade", graded):
        for exercise in exercises:  # what a class of right answers loads, too
            one(count, exercise, notebook(solution(exercise)))
        began = time.process_time() + of_sandbox()
        for number, (exercise, data) in enumerate(class_of(exercises, count, alike)):
            one(number, exercise, data)
        return time.process_time() + of_sandbox() - began


def class_of(exercises: list[str], count: int, alike: int) -> list[tuple[str, bytes]]:
    """So many notebooks, each with the exercise that it is for; a wrong answer of the corpus is used `alike` times."""
    draw = random.Random(0)
    corpus = json.loads((ROOT / "tests" / "corpus" / "answers.json").read_text(encoding="utf-8"))
    made = []
    for exercise in exercises:
        share, right = count // len(exercises), solution(exercise)
        wrong = {each["code"]: each for each in corpus if each["exercise"] == exercise and not each["right"]}
        picked = draw.sample(list(wrong.values()), max(1, round(WRONG * share / alike))) * alike
        made += [(exercise, notebook(with_answer(right, each["function"], each["code"]))) for each in picked]
        made += [(exercise, notebook([*right, f"# {n}"])) for n in range(share - len(picked))]
    draw.shuffle(made)
    return made


def solution(name: str) -> list[str]:
    """The code cells of a solution up to its last check, without our marks."""
    cells = code_cells((ROOT / "solutions" / f"{name}.ipynb").read_bytes())
    code = [cell.replace("### BEGIN", "#") for cell in cells]
    return code[: 1 + max(n for n, cell in enumerate(code) if cell.startswith("check("))]


def with_answer(cells: list[str], name: str, answer: str) -> list[str]:
    """The cells, with another answer in place of the definition of this name."""
    for number, cell in enumerate(cells):
        for node in ast.parse(cell).body:
            targets = [node] if isinstance(node, ast.FunctionDef) else getattr(node, "targets", [])
            if any(name in (getattr(n, "name", ""), getattr(n, "id", "")) for each in targets for n in ast.walk(each)):
                lines = cell.split("\n")
                changed = [*lines[: node.lineno - 1], answer, *lines[node.end_lineno :]]
                return [*cells[:number], "\n".join(changed), *cells[number + 1 :]]
    raise ValueError(f"name: expected one that a cell defines, got {name}")


def notebook(cells: list[str]) -> bytes:
    """A notebook of these code cells."""
    return bare(cells).encode()


def of_sandbox() -> float:
    """Seconds that the processes below this one have computed."""
    return sum(sum(each.cpu_times()[:4]) for each in psutil.Process().children(recursive=True))


if __name__ == "__main__":
    main()
