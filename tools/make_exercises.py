"""Make the students' notebooks in exercises/ from the solved ones in solutions/, the only ones that are edited.

    python tools/make_exercises.py           write exercises/
    python tools/make_exercises.py --check   write nothing; fail if exercises/ is not what it would write

In a code cell of a solution

    ### BEGIN SOLUTION
    answer = 42
    ### STARTING LINES
    # answer = ...
    ### END SOLUTION

becomes what stands, as comments, below STARTING LINES (the indentation is that of the markers); without such
lines it becomes `raise NotImplementedError`. A cell tagged "solution" is left out. Outputs are left out. A cell with an
answer says in its metadata what it asks for, so that `lecture-nn update` finds the answer however the notebook changes.

Fingerprints of what the students begin with go to lecture_nn/grading/starting_lines.json, by which the class grader
tells what has not been touched.
"""

import argparse
import json
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from lecture_nn.course.notebooks import defines  # noqa: E402
from lecture_nn.grading.definitions import Start  # noqa: E402

FINGERPRINTS = ROOT / "lecture_nn" / "grading" / "starting_lines.json"
BEGIN, START, END = "### BEGIN SOLUTION", "### STARTING LINES", "### END SOLUTION"


class MarkerError(ValueError):
    """The markers of a cell don't belong together."""


def starting_lines(source: str, keep: frozenset[int] = frozenset(), first: int = 0) -> str:
    """The source of a cell as the student gets it.

    Solutions are numbered from `first`, in their order; those in `keep` stay solved, without their markers.
    """
    out, solution, start, number = [], None, None, first
    for line in source.splitlines():
        marker = line.strip()
        if marker == BEGIN and solution is None:
            solution, start, indent = [], None, line[: line.index("#")]
        elif marker == START and solution is not None and start is None:
            start = []
        elif marker == END and solution is not None:
            given = (
                [f"{indent}raise NotImplementedError"] if start is None else [_uncommented(s, indent) for s in start]
            )
            out += solution if number in keep else given
            solution, start, number = None, None, number + 1
        elif marker in (BEGIN, START, END):
            raise MarkerError(f"{marker!r} stands where it can't:\n{source}")
        else:
            (out if solution is None else solution if start is None else start).append(line)
    if solution is not None:
        raise MarkerError(f"{BEGIN!r} without {END!r}:\n{source}")
    return "\n".join(out)


def _uncommented(line: str, indent: str) -> str:
    if not line.startswith(f"{indent}#"):
        raise MarkerError(f"below {START!r} every line is a comment with the markers' indentation, got {line!r}")
    return (indent + line[len(indent) + 1 :].removeprefix(" ")).rstrip()


def exercise(solution: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The student's notebook of a solved one."""
    cells = []
    for cell in solution.cells:
        if "solution" in cell.metadata.get("tags", []):
            continue
        cell = cell.copy()
        if cell.cell_type == "code":
            asks_for_an_answer = BEGIN in cell.source
            cell.update(source=starting_lines(cell.source), outputs=[], execution_count=None)
            if asks_for_an_answer:
                cell.metadata = cell.metadata.copy() | {"answer": sorted(defines(cell.source))}
        cells.append(cell)
    return nbformat.v4.new_notebook(cells=cells, metadata=solution.metadata)


def fingerprints(exercises: dict[str, nbformat.NotebookNode], solutions: dict[str, nbformat.NotebookNode]) -> str:
    """What each exercise begins with, as JSON with an exercise on each line."""
    lines = []
    for name, notebook in sorted(exercises.items()):
        both = (notebook, solutions[name])
        start = Start.of(*([cell.source for cell in each.cells if cell.cell_type == "code"] for each in both))
        lines.append(f'"{name}": {json.dumps({kind: sorted(texts) for kind, texts in vars(start).items()})}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if something would change")
    check = parser.parse_args().check
    solved = {path.stem: nbformat.read(path, as_version=4) for path in sorted(ROOT.glob("solutions/*.ipynb"))}
    made = {name: exercise(each) for name, each in solved.items()}
    wanted = {ROOT / "exercises" / f"{name}.ipynb": nbformat.writes(each) + "\n" for name, each in made.items()}
    wanted[FINGERPRINTS] = fingerprints(made, solved)
    extra = set(ROOT.glob("exercises/*.ipynb")) - set(wanted)
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if check and (stale or extra):
        names = ", ".join(sorted(path.name for path in [*stale, *extra]))
        sys.exit(f"exercises/ is out of step with solutions/ ({names}): edit the solution, then run make exercises")
    if not check:
        for path in stale:
            path.write_text(wanted[path], encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
        for path in extra:
            path.unlink()
            print(f"removed exercises/{path.name}, which has no solution")
    print(f"exercises/ is in step with solutions/ ({len(made)} notebooks)")


if __name__ == "__main__":
    main()
