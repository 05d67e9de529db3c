"""A class that is graded while its processes are killed: nobody loses a point, and the sheet is written."""

import csv
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from hostile import ALL, SOLVED, notebook

from lecture_nn.checks import load_exercise
from lecture_nn.grading import grade_class, missing, pool
from lecture_nn.grading.records import record_of
from lecture_nn.grading.settings import Settings
from lecture_nn.grading.submissions import Submission, find
from lecture_nn.grading.underway import UnderWay
from lecture_nn.workers import Limits, why_not_locked

ROOT = Path(__file__).resolve().parent.parent
sandboxed = pytest.mark.skipif(bool(why_not_locked()), reason=f"there is no sandbox here: {why_not_locked()}")


def sheet(out):
    with (out / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def class_of(place, notebooks):
    for name, data in notebooks.items():
        (place / name).mkdir(parents=True)
        (place / name / "softmax.ipynb").write_bytes(data)
    return place


def command(place, out, *more):
    command = [sys.executable, "-P", "-m", "lecture_nn", "grade-class", place, "--out", out, "--seed", "1", *more]
    variables = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def processes_of_sandboxes(main):
    """The processes in and around the sandboxes below a process; those that judge are left out."""
    found = []
    for judge in psutil.Process(main).children():
        if "lecture_nn.grading.child" in judge.cmdline():
            found += judge.children(recursive=True)
    return found


@pytest.mark.slow
@sandboxed
def test_honest_students_lose_nothing_while_sandboxes_are_killed(tmp_path):
    place = class_of(tmp_path / "class", {f"s{n:02}": notebook([*SOLVED, f"x = {n}"]) for n in range(30)})
    grading = command(place, tmp_path / "out", "--jobs", "2")
    rng, kills = random.Random(0), 0
    while grading.poll() is None and kills < 60:  # so many that most notebooks meet one, and it still comes to an end
        time.sleep(0.3)
        try:
            victims = processes_of_sandboxes(grading.pid)
            if victims:
                rng.choice(victims).kill()
                kills += 1
        except psutil.Error:
            continue
    code = grading.wait()
    rows = sheet(tmp_path / "out")
    assert [(row["status"], row["points"], row["notes"]) for row in rows] == [("ok", str(ALL), "")] * 30
    assert code == 0
    assert kills > 3
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert command(place, tmp_path / "out").wait() == 0
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} == before


LIMITS = Limits(seconds=20, total=60)
SLOW = "import time\ntime.sleep(3)"


@pytest.mark.slow
@sandboxed
def test_a_notebook_at_which_the_grader_is_killed_twice_is_not_graded_and_the_others_are(tmp_path):
    notebooks = {f"s{n}": notebook(SOLVED) for n in range(4)}
    place = class_of(tmp_path / "class", {**notebooks, "s5_bomb": notebook([SLOW, *SOLVED])})
    killed = []

    def kill(out):
        """Kill whoever grades the one notebook that takes a while."""
        while len(killed) < 2 and not stop.is_set():
            marks = {path.name for path in (out / "underway").glob("*.json")}
            if len(list((out / "records").glob("*.json"))) >= 4 and len(marks) == 1:
                for judge in psutil.Process().children():
                    if "lecture_nn.grading.child" in judge.cmdline():
                        judge.kill()
                        killed.append(judge.pid)
                        judge.wait()
            stop.wait(0.05)

    stop = threading.Event()
    killer = threading.Thread(target=kill, args=[tmp_path / "out"])
    killer.start()
    try:
        grade_class(place, tmp_path / "out", seed=1, limits=LIMITS)
    finally:
        stop.set()
        killer.join()
    assert len(killed) == 2
    rows = {row["student"]: row for row in sheet(tmp_path / "out")}
    assert {name: row["points"] for name, row in rows.items() if name != "s5_bomb"} == dict.fromkeys(
        notebooks, str(ALL)
    )
    assert rows["s5_bomb"]["status"] == "not graded"
    assert "the grader was killed 2 times" in rows["s5_bomb"]["notes"]
    grade_class(place, tmp_path / "out", seed=1, limits=LIMITS)  # it isn't tried again
    assert "the grader was killed 2 times" in next(
        row["notes"] for row in sheet(tmp_path / "out") if row["student"] == "s5_bomb"
    )
    grade_class(place, tmp_path / "out", seed=1, limits=LIMITS, regrade=("s5_bomb",))
    assert {row["points"] for row in sheet(tmp_path / "out")} == {str(ALL)}


def test_what_was_under_way_at_a_crash_is_known_and_a_stop_is_no_crash(tmp_path):
    one, other = (Submission(name, f"{name}.ipynb", bytes) for name in ("one", "other"))
    crashed = UnderWay(tmp_path)
    crashed.begin(one, "a")
    crashed.begin(other, "a")
    crashed.end(other)
    again = UnderWay(tmp_path)
    assert (again.times(one, "a"), again.times(one, "changed"), again.times(other, "a")) == (1, 0, 0)
    again.begin(one, "a")
    again.begin(other, "a")
    again.stop()
    after = UnderWay(tmp_path)
    assert (after.times(one, "a"), after.times(other, "a")) == (1, 0)
    after.begin(one, "a")
    after.killed(one)
    after.stop()
    assert UnderWay(tmp_path).times(one, "a") == 2
    after.end(one)
    assert UnderWay(tmp_path).times(one, "a") == 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_suspects_nobody(tmp_path, signal_number):
    place = class_of(tmp_path / "class", {"anna": notebook(["import time\ntime.sleep(1000)"])})
    # a signal that is ignored here, as in a shell's background job, would be ignored there, too
    before = signal.signal(signal_number, signal.SIG_DFL)
    try:
        grading = command(place, tmp_path / "out", "--trust")
    finally:
        signal.signal(signal_number, before)
    while not list((tmp_path / "out" / "underway").glob("*.json")):
        assert grading.poll() is None
        time.sleep(0.02)
    grading.send_signal(signal_number)
    assert grading.wait() == 130
    assert list((tmp_path / "out" / "underway").iterdir()) == []
    assert json.loads((tmp_path / "out" / "seed.json").read_text()) == {"seed": 1}


@pytest.mark.skipif(sys.platform == "win32", reason="there, whoever reads a pipe and is gone is another error")
def test_a_judge_that_nobody_listens_to_any_more_ends_without_a_word(capfd):
    judge = pool._Judge(Settings(1, "none", LIMITS))
    judge._process.stdout.close()
    about = {"student": "anna", "file": "softmax.ipynb", "named": "softmax.ipynb", "fingerprint": "x"}
    judge.send(pool.Task(0, about, notebook(SOLVED)))
    assert judge._process.wait() == 0
    assert capfd.readouterr().err == ""
    judge.close()


def test_a_stop_while_a_judge_is_being_started_ends_that_one_too(monkeypatch):
    made, closed, graded = [], [], []
    second, stopped = threading.Event(), threading.Event()

    class Judge:
        """The second one takes until the first is closed to be started."""

        def __init__(self, settings):
            made.append(self)
            if len(made) == 2:
                second.set()
                assert stopped.wait(60)

        def send(self, task):
            graded.append(task.number)

        def receive(self):
            assert second.wait(60)
            return {}

        def close(self):
            closed.append(self)
            stopped.set()

    monkeypatch.setattr(pool, "_Judge", Judge)
    results = pool.graded_here([iter([pool.Task(n, {}, b"")]) for n in range(2)], None)
    assert next(results)[1] == {}
    results.close()
    assert graded == [0]
    assert set(made) == set(closed)
    assert len(made) == 2


def test_the_next_notebook_is_read_while_one_is_judged_and_survives_the_judge(monkeypatch):
    asked, read = [], []

    class Judge:
        """Judges when the next notebook has been read, and is killed at the first."""

        def __init__(self, settings):
            self.task = None

        def send(self, task):
            self.task = task.number
            asked.append(task.number)

        def receive(self):
            assert read == list(range(min(self.task + 2, 4))), "read before this one was done, and no further"
            if self.task == 0:
                raise pool.KilledError
            return {"of": self.task}

        def close(self):
            pass

    def tasks():
        for n in range(4):
            read.append(n)
            yield pool.Task(n, {}, b"")

    monkeypatch.setattr(pool, "_Judge", Judge)
    found = [(task.number, record) for task, record in pool.graded_here([tasks()], None, ahead=True)]
    assert found == [(0, None), *((n, {"of": n}) for n in (1, 2, 3))]
    assert asked == [0, 1, 2, 3]


def test_each_judge_takes_from_its_own_line_and_then_from_the_others(monkeypatch):
    met, second_is_at_work, first_is_done = {}, threading.Event(), threading.Event()

    class Judge:
        """The second judge stays at its first task until the first one has done all others."""

        def __init__(self, settings):
            self.tasks = []

        def send(self, task):
            self.tasks.append(task.number)
            met[self.tasks[0]] = self.tasks

        def receive(self):
            if self.tasks == [10]:
                second_is_at_work.set()
                assert first_is_done.wait(60)
            assert second_is_at_work.wait(60)
            if self.tasks[-1] == 12:
                first_is_done.set()
            return {}

        def close(self):
            pass

    monkeypatch.setattr(pool, "_Judge", Judge)
    lines = [[pool.Task(n, {}, b"") for n in numbers] for numbers in ([0, 1], [10, 11, 12])]
    assert len(list(pool.graded_here(list(map(iter, lines)), None))) == 5
    assert met == {0: [0, 1, 11, 12], 10: [10]}


def test_those_of_one_name_stand_in_one_line():
    files = ["anna/softmax.ipynb", "anna/neuron.ipynb", "bert/softmax.ipynb", "bert/neuron.ipynb"]
    handed_in = [Submission(file.split("/")[0], file, bytes) for file in files]
    assert missing._in_lines(missing._by_name(handed_in), 2) == [[1, 3], [0, 2]]
    assert missing._in_lines([3, 1, 4, 5, 9], 2) == [[3, 1], [4, 5, 9]]
    assert missing._in_lines([7], 3) == [[], [], [7]]


def test_what_is_suspected_is_graded_with_nothing_read_ahead(tmp_path, monkeypatch):
    place, out = class_of(tmp_path / "class", {"anna": notebook(SOLVED), "bert": notebook(SOLVED)}), tmp_path / "out"
    ahead_of = []

    def here(lines, settings, ahead):
        ahead_of.append((len(lines), ahead))
        tasks = itertools.chain(*lines)
        yield from ((task, None if len(ahead_of) == 1 else {**task.record, "status": "ok"}) for task in tasks)

    monkeypatch.setattr(missing, "graded_here", here)
    handed_in = find(place, {"softmax": load_exercise("softmax")}).submissions
    (out / "records").mkdir(parents=True)
    missing.grade_missing(handed_in, out, Settings(1, "none", LIMITS), 2, None, set())
    assert ahead_of == [(2, True), (1, False)]
    assert [record_of(each, out)["status"] for each in handed_in] == ["ok", "ok"]
