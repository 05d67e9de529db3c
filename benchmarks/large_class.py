"""A class of thousands: time and memory, and a run that is killed half-way ends with the sheet of an undisturbed one.

python benchmarks/large_class.py --students 5000
python benchmarks/large_class.py --students 1000 --outputs 100
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path += [str(ROOT / "tests"), str(ROOT / "tools")]

from hostile import CASES  # noqa: E402
from make_exercises import BEGIN  # noqa: E402
from test_exercises import mutants, without_figures  # noqa: E402

from lecture_nn.checks import exercise_names  # noqa: E402

LIGHT = [name for name in exercise_names() if name != "ten_digits"]
SLOW = ("timeout", "memory")
"""What becomes of the hostile notebooks that are left out: one of them takes as long as hundreds of others."""


def main() -> None:
    """Make the class, grade it twice, once killed, and compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=5000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--outputs", type=int, default=0, help="megabytes of outputs in each tenth notebook")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "class"
        kinds = make_class(place, chosen.students, chosen.outputs)
        print(f"{chosen.students} students: {kinds}")
        seconds, memory, _ = graded(place, Path(folder) / "whole", chosen.jobs)
        print(f"{seconds:.0f} s with {chosen.jobs} processes, {chosen.students / seconds:.0f} students a second")
        print(f"largest process of the judge: {memory / 1e6:.0f} MB")
        _, _, done = graded(place, Path(folder) / "killed", chosen.jobs, until=chosen.students // 2)
        seconds, _, _ = graded(place, Path(folder) / "killed", chosen.jobs)
        print(f"killed after {done} students; the second start took {seconds:.0f} s")
        whole, again = (Path(folder) / out / "grades.csv" for out in ("whole", "killed"))
        if whole.read_bytes() != again.read_bytes():
            sys.exit("the sheets differ")
        print(f"both sheets are the same, byte for byte: {whole.stat().st_size:,} bytes")


def make_class(place: Path, students: int, outputs: int) -> dict[str, int]:
    """Fill a folder with notebooks, one for each student; return how many there are of each kind.

    Each tenth student hands in a solved notebook with so many megabytes of `outputs`, if any are asked for.
    """
    rng = random.Random(0)
    kinds = {
        "solved": [_unmarked((ROOT / "solutions" / f"{name}.ipynb").read_bytes()) for name in LIGHT],
        "mutant": [data for name in LIGHT for data in _mutants(name, rng)],
        "blank": [(ROOT / "exercises" / f"{name}.ipynb").read_bytes() for name in LIGHT],
        "hostile or broken": [
            example.data for example in CASES.values() if example.status not in SLOW and len(example.data) < 1e6
        ],
    }
    shares = dict(zip(kinds, (40, 40, 15, 5), strict=True))
    counts = dict.fromkeys([*kinds, "large"], 0)
    for n in range(students):
        (kind,) = rng.choices(list(shares), list(shares.values()))
        data = rng.choice(kinds[kind])
        if outputs and n % 10 == 0:
            kind, data = "large", _with_outputs(rng.choice(kinds["solved"]), outputs, n)
        counts[kind] += 1
        folder = place / f"student {n:05}"
        folder.mkdir(parents=True)
        (folder / "softmax.ipynb").write_bytes(data)
    return counts


def _unmarked(data: bytes) -> bytes:
    """The notebook without our marks, by which a solution of ours is told from a student's answer."""
    return data.replace(b"### BEGIN SOLUTION", b"# solved")


def _with_outputs(data: bytes, megabytes: int, number: int) -> bytes:
    """The notebook, with so many megabytes of text printed by its first code cell."""
    notebook = json.loads(data)
    cell = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    line = f"{number:7} {'.' * 91}\n"  # 100 characters
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": [line] * (10_000 * megabytes)}]
    return json.dumps(notebook).encode()


def _mutants(name: str, rng: random.Random) -> list[bytes]:
    """Twenty notebooks, each with one small change in a solved cell."""
    text = (ROOT / "solutions" / f"{name}.ipynb").read_text(encoding="utf-8")
    made = []
    for number, cell in enumerate(json.loads(text)["cells"]):
        source = "".join(cell["source"])
        if cell["cell_type"] != "code" or BEGIN not in source or not without_figures(source):
            continue
        for _, mutant in mutants(source):
            notebook = json.loads(text)
            notebook["cells"][number]["source"] = mutant
            made.append(_unmarked(json.dumps(notebook).encode()))
    return rng.sample(made, min(20, len(made)))


def graded(place: Path, out: Path, jobs: int, until: int | None = None) -> tuple[float, int, int]:
    """Grade, or kill the command once `until` records are there: seconds, peak memory of a process, records."""
    command = [sys.executable, "-m", "lecture_nn", "grade-class", str(place), "--out", str(out), "--seed", "1"]
    begin, largest = time.perf_counter(), 0
    process = subprocess.Popen([*command, "--jobs", str(jobs), "--seconds", "20"], cwd=ROOT)
    while process.poll() is None:
        largest = max([largest, *(_memory(each) for each in _judges(process.pid))])
        if until is not None and len(list(out.glob("records/*.json"))) >= until:
            process.kill()
        time.sleep(0.2)
    return time.perf_counter() - begin, largest, len(list(out.glob("records/*.json")))


def _judges(pid: int) -> list[psutil.Process]:
    """The command and the processes that it grades with, without the sandboxes."""
    try:
        main = psutil.Process(pid)
        return [main, *(each for each in main.children() if "bwrap" not in each.name())]
    except psutil.Error:
        return []


def _memory(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0


if __name__ == "__main__":
    main()
