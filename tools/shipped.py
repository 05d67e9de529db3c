"""Note what the lessons and solutions hold, so that it is known where they aren't.

    python tools/shipped.py           write lecture_nn/grading/shipped.json and lecture_nn/checks/contents.json
    python tools/shipped.py --check   write nothing; fail if one is not what it would write

In the first, the grader finds out whether somebody has handed in a lesson or our own solution. Only digests of code
cells are kept: the text of no solution lies where students' notebooks run. (The checks know the solutions, see
references.py, and their folder is hidden there.) In the second, `progress` and the site find what there is to answer.
"""

import argparse
import ast
import json
import sys
from pathlib import Path

from lecture_nn.grading.definitions import digest
from lecture_nn.grading.notebook import code_cells, read
from lecture_nn.grading.which import MARKER
from lecture_nn.predictions import declared

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "lecture_nn" / "grading" / "shipped.json"
CONTENTS = ROOT / "lecture_nn" / "checks" / "contents.json"


def shipped() -> str:
    lessons = {
        path.stem: sorted({digest(cell) for cell in code_cells(read(path)) if len(cell) > 80})
        for path in sorted(ROOT.glob("notebooks/[0-9]*.ipynb"))
    }
    solutions = {
        path.stem: sorted({digest(cell) for cell in code_cells(read(path)) if MARKER in cell})
        for path in sorted(ROOT.glob("solutions/*.ipynb"))
    }
    return json.dumps({"lessons": lessons, "solutions": solutions}, indent=1) + "\n"


def contents() -> str:
    """The title of every notebook and, for a lesson, the ids of its questions and the names of its turns."""
    found: dict[str, dict[str, dict[str, object]]] = {"lessons": {}, "exercises": {}}
    for path in sorted(ROOT.glob("notebooks/[0-9]*.ipynb")):
        cells = code_cells(read(path))
        asked = [questions for cell in cells if (questions := declared(cell))]
        found["lessons"][path.stem] = {
            "title": title(path),
            "questions": [each.id for questions in asked for each in questions.questions],
            "quiz": [each.id for questions in asked if questions.quiz for each in questions.questions],
            "turns": sorted({name for cell in cells for name in turns_in(cell)}),
        }
    for path in sorted(ROOT.glob("solutions/*.ipynb")):
        found["exercises"][path.stem] = {"title": title(path)}
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def title(path: Path) -> str:
    """The title of a notebook, without a lesson's number."""
    first = code_cells(read(path), "markdown")[0].splitlines()[0]
    return first.removeprefix("# ").split(" · ")[-1]


def turns_in(source: str) -> list[str]:
    """The names of the turns that a cell calls `your_turn` for."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call) and node.args]
    return [node.args[0].value for node in calls if isinstance(node.func, ast.Name) and node.func.id == "your_turn"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if something would change")
    check = parser.parse_args().check
    for place, text in ((SHIPPED, shipped()), (CONTENTS, contents())):
        if not check:
            place.write_text(text, encoding="utf-8")
        elif not place.exists() or place.read_text(encoding="utf-8") != text:
            sys.exit(f"{place.name} is out of step with the lessons and solutions: run make exercises")
        print(f"{place.name} is in step with the lessons and solutions")


if __name__ == "__main__":
    main()
