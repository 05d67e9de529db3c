"""The speed of grading a class, as ratios to nbclient and nbgrader on the same notebooks; makes grading.md."""

from __future__ import annotations

import argparse
import json
import logging
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from lecture_nn.checks import exercise_names

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
HEAVY = ("debug_the_trainer", "monitoring", "ten_digits")
"""Exercises whose notebook or check trains nets: what takes the time there is the training."""

LIGHT = [name for name in exercise_names() if name not in HEAVY]
ROUNDS = 5
COPIES = 40
"""Of each light exercise, in the class that lecture-nn grades: enough to leave its start behind."""


def main() -> None:
    """Measure, and write what was found to grading.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nbgrader", type=Path, default=ROOT / ".venv" / "nbgrader", help="an environment with it")
    chosen = parser.parse_args()
    os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")
    nbgrader = _nbgrader(chosen.nbgrader)
    rounds = []
    with tempfile.TemporaryDirectory() as folder:
        place, course = _class(Path(folder) / "class"), _course(Path(folder) / "course")
        for n in range(ROUNDS):  # one after the other in each round, so that a busy machine slows all of them
            seconds = {
                "one process": _ours(place, Path(folder) / f"one{n}", 1),
                "two processes": _ours(place, Path(folder) / f"two{n}", 2),
                "one core": _ours(place, Path(folder) / f"core{n}", 1, cores=1),
            }
            seconds["nbclient"] = _nbclient() / len(LIGHT)
            if nbgrader:
                seconds["nbgrader"] = _autograde(nbgrader, course) / len(LIGHT)
            seconds["one loop"], seconds["two loops"] = _loops(1), _loops(2) / 2
            print({name: f"{1000 * each:.1f} ms" for name, each in seconds.items()}, flush=True)
            rounds.append(seconds)
    (HERE / "grading.md").write_text(_report(rounds), encoding="utf-8")


def _class(place: Path) -> Path:
    """A class in which each student has solved each light exercise."""
    for name in LIGHT:
        for n in range(COPIES):
            (place / f"student {n}").mkdir(parents=True, exist_ok=True)
            # no two answers are the same text; without our marks, by which a solution of ours would be told from them
            solved = nbformat.writes(_solution(name)).replace("### BEGIN SOLUTION", f"# solved by student {n}")
            (place / f"student {n}" / f"{name}.ipynb").write_text(solved, encoding="utf-8")
    return place


def _solution(name: str) -> nbformat.NotebookNode:
    """The solution of an exercise up to its last check: what comes after it trains nets, and isn't graded."""
    notebook = nbformat.read(ROOT / "solutions" / f"{name}.ipynb", as_version=4)
    last = max(n for n, cell in enumerate(notebook.cells) if cell.source.startswith("check("))
    notebook.cells = notebook.cells[: last + 1]
    return notebook


def _ours(place: Path, out: Path, jobs: int, cores: int = 2) -> float:
    """Seconds for a notebook, between the first third of the records and the last: the start is left out."""
    command = [sys.executable, "-m", "lecture_nn", "grade-class", str(place), "--out", str(out), "--jobs", str(jobs)]
    every = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(every)[:cores])
    try:
        subprocess.run([*command, "--seed", "1"], check=True, cwd=ROOT, capture_output=True)
    finally:
        os.sched_setaffinity(0, every)
    written = sorted(record.stat().st_mtime for record in (out / "records").iterdir())
    written = written[len(written) // 3 :]
    return (written[-1] - written[0]) / (len(written) - 1)


def _loops(number: int) -> float:
    """Seconds that so many processes take, all at the same time, for a loop that shares nothing."""
    code = "import timeit; print(timeit.timeit('str(12345)', number=20_000_000))"
    started = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) for _ in range(number)]
    return max(float(process.communicate()[0]) for process in started)


def _nbclient() -> float:
    """All light solutions, each executed in a kernel of its own, as nbclient does it."""
    begin = time.perf_counter()
    for name in LIGHT:
        notebook = _solution(name)
        NotebookClient(notebook, resources={"metadata": {"path": ROOT / "solutions"}}).execute()
    return time.perf_counter() - begin


def _nbgrader(place: Path) -> Path | None:
    """The nbgrader command of an environment of its own, since its versions are not those of the course."""
    command = place / "bin" / "nbgrader"
    if not command.exists():
        venv.create(place, with_pip=True)
        install = [place / "bin" / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        if subprocess.run([*install, "--editable", ROOT, "nbgrader>=0.9"], check=False).returncode:
            return None
    return command


def _course(place: Path) -> Path:
    """A course for nbgrader: an assignment for each light exercise, its check(...) cell as the test, one student."""
    for name in LIGHT:
        notebook = _solution(name)
        for cell in notebook.cells:
            cell.source = re.sub(r"### (BEGIN|END) SOLUTION\n?", "", cell.source)  # they mean something to nbgrader
            if cell.cell_type == "code" and f'check("{name}")' in cell.source and "import" not in cell.source:
                of_test = {"grade": True, "grade_id": name, "locked": True, "points": 10, "schema_version": 3}
                cell.metadata["nbgrader"] = {**of_test, "solution": False, "task": False, "cell_type": "code"}
        for folder in (place / "source" / name, place / "submitted" / "anna" / name):
            folder.mkdir(parents=True)
            nbformat.write(notebook, folder / f"{name}.ipynb")
    (place / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.root = {str(place)!r}\nc.CourseDirectory.course_id = 'x'\n"
    )
    return place


def _autograde(command: Path, course: Path) -> float:
    """All light solutions through nbgrader's autograde, one process for all; its start is left out.

    The versions for the student are made before, and are not counted.
    """
    ours = {**os.environ, "PATH": os.pathsep.join([str(command.parent), os.environ["PATH"]])}  # it calls others
    if not (course / "release").exists():
        for name in LIGHT:
            subprocess.run(
                [command, "generate_assignment", name], cwd=course, check=True, env=ours, capture_output=True
            )
    script = [command.parent / "python", HERE / "autograde.py", *LIGHT]
    ran = subprocess.run(script, cwd=course, check=True, env=ours, stdout=subprocess.PIPE, text=True)
    return float(json.loads(ran.stdout.splitlines()[-1]))


def _report(rounds: list[dict[str, float]]) -> str:
    lines = [
        "# Speed of grading, as ratios measured in one run",
        "",
        f"Written by `make bench`: the solutions of {len(LIGHT)} exercises (all but {len(HEAVY)} that train nets),",
        "up to their last check, graded by `lecture-nn grade-class`, executed by nbclient, and graded by nbgrader's",
        "autograde. The start of each program is left out. Medians of "
        f"{len(rounds)} rounds in which all ran one after the other.",
        "",
        "| | times as long as lecture-nn with one process |",
        "|---|---|",
    ]
    for name in ("nbclient", "nbgrader"):
        if name in rounds[0]:
            lines.append(f"| {name} | {statistics.median(r[name] / r['one process'] for r in rounds):.0f} |")
    seconds = statistics.median(r["one process"] for r in rounds)
    two, alone, loops = (
        statistics.median(r[one] / r[both] for r in rounds)
        for one, both in (("one core", "two processes"), ("one process", "two processes"), ("one loop", "two loops"))
    )
    lines += [
        "",
        f"- One process took {1000 * seconds:.0f} ms for a notebook on this machine.",
        f"- Two cores grade {two:.2f} times as many notebooks as one core, each with as many processes. (Of a loop in",
        f"  Python that shares nothing, two processes do {loops:.2f} times as many in the same time as one here.)",
        f"- Two processes on two cores grade {alone:.2f} times as many as one process on them, which uses both, too:",
        "  while it judges, the next worker is made ready.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    main()
