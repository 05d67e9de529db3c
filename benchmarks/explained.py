"""What explanations cost a class, as the ratio of two runs of the same command; makes explained.md.

python benchmarks/explained.py [--rounds 3]

Three of ten notebooks have a wrong answer of the corpus in place of a right one. Each class is graded by
``lecture-nn grade-class`` as an instructor runs it, with its default settings, in turns with explanations and without:
by a copy of the package in which none are looked for.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from grading import LIGHT

from lecture_nn.checks import exercise_names
from lecture_nn.checks.own import bare
from lecture_nn.grading.notebook import code_cells

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
WRONG = 0.3
CLASSES = (
    ("the whole course, 20 students, all mistakes different", exercise_names(), 20, 1),
    ("the light exercises, 100 students, five make each mistake", LIGHT, 100, 5),
    ("the light exercises, 28 students, five make each mistake", LIGHT, 28, 5),
    ("the light exercises, 100 students, all mistakes different", LIGHT, 100, 1),
    ("the light exercises, 28 students, all mistakes different", LIGHT, 28, 1),
)
"""What they hand in, how many there are, and how many of them make the same mistake."""


def main() -> None:
    """Measure, and write what was found to explained.md."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        without = _without_explanations(Path(folder) / "without")
        for n, (told, exercises, students, alike) in enumerate(CLASSES):
            place = Path(folder) / f"class{n}"
            _write(place, class_of(exercises, students, alike))
            took: dict[Path, list[float]] = {without: [], ROOT: []}
            for _ in range(rounds):
                for package, seconds in took.items():
                    seconds.append(_seconds(package, place, Path(folder) / "out"))
            few, many = (statistics.median(seconds) for seconds in took.values())
            rows.append(f"| {told} | {few:.1f} s | {many:.1f} s | {many / few:.2f} |")
            print(rows[-1], flush=True)
    (HERE / "explained.md").write_text(_report(rows, rounds), encoding="utf-8")


def class_of(exercises: list[str], students: int, alike: int) -> list[tuple[str, bytes]]:
    """The notebooks, each with its exercise; a wrong answer of the corpus is used `alike` times."""
    draw = random.Random(0)
    corpus = json.loads((ROOT / "tests" / "corpus" / "answers.json").read_text(encoding="utf-8"))
    made = []
    for exercise in exercises:
        right = solution(exercise)
        wrong = {each["code"]: each for each in corpus if each["exercise"] == exercise and not each["right"]}
        picked = draw.sample(list(wrong.values()), max(1, round(WRONG * students / alike))) * alike
        made += [(exercise, notebook(with_answer(right, each["function"], each["code"]))) for each in picked]
        made += [(exercise, notebook([*right, f"# {n}"])) for n in range(students - len(picked))]
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


def _write(place: Path, made: list[tuple[str, bytes]]) -> None:
    """A folder for each student, with a notebook for each exercise."""
    students: dict[str, int] = {}
    for exercise, data in made:
        students[exercise] = students.get(exercise, 0) + 1
        folder = place / f"student{students[exercise]:03}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{exercise}.ipynb").write_bytes(data)


def _without_explanations(place: Path) -> Path:
    """A copy of the package that looks for no explanations."""
    shutil.copytree(ROOT / "lecture_nn", place / "lecture_nn", ignore=shutil.ignore_patterns("__pycache__"))
    file = place / "lecture_nn" / "checks" / "exercise.py"
    code = file.read_text(encoding="utf-8")
    changed = code.replace("explain: bool = True", "explain: bool = False")
    if changed == code:
        raise ValueError("Exercise.grade has no `explain: bool = True` any more: what turns explanations off?")
    file.write_text(changed, encoding="utf-8")
    return place


def _seconds(package: Path, place: Path, out: Path) -> float:
    """How long the command takes for a class."""
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "lecture_nn", "grade-class", str(place), "--out", str(out)]
    began = time.perf_counter()
    subprocess.run(
        command,
        check=True,
        env={**os.environ, "PYTHONPATH": str(package)},
        cwd=package,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - began


def _report(rows: list[str], rounds: int) -> str:
    return "\n".join(
        [
            "# What explanations cost a class",
            "",
            f"Seconds of `lecture-nn grade-class`, medians of {rounds} runs in turns, and the ratio. Three of ten "
            "notebooks are wrong.",
            "A light exercise's notebook takes some 20 ms to grade, so there an explanation weighs most; and a mistake "
            "that a",
            "classmate has made is explained at once. Repeat it with `python benchmarks/explained.py`.",
            "",
            "| class | without | with | ratio |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    main()
