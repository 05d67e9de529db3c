"""Note what the lessons and solutions hold, so that the grader knows them when somebody hands them in.

    python tools/shipped.py           write lecture_nn/grading/shipped.json
    python tools/shipped.py --check   write nothing; fail if it is not what it would write

Only digests of code cells are kept: the text of no solution lies where students' notebooks run. (The checks know the
solutions, see references.py, and their folder is hidden there.)
"""

import argparse
import json
import sys
from pathlib import Path

from lecture_nn.grading.definitions import digest
from lecture_nn.grading.notebook import code_cells, read
from lecture_nn.grading.which import MARKER

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "lecture_nn" / "grading" / "shipped.json"


def shipped() -> str:
    lessons = {
        path.stem: sorted({digest(cell) for cell in code_cells(read(path)) if len(cell) > 80})
        for path in sorted(ROOT.glob("notebooks/*.ipynb"))
    }
    solutions = {
        path.stem: sorted({digest(cell) for cell in code_cells(read(path)) if MARKER in cell})
        for path in sorted(ROOT.glob("solutions/*.ipynb"))
    }
    return json.dumps({"lessons": lessons, "solutions": solutions}, indent=1) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if something would change")
    if parser.parse_args().check:
        if PLACE.read_text(encoding="utf-8") != shipped():
            sys.exit(f"{PLACE.name} is out of step with the lessons and solutions: run make exercises")
    else:
        PLACE.write_text(shipped(), encoding="utf-8")
    print(f"{PLACE.name} is in step with the lessons and solutions")


if __name__ == "__main__":
    main()
