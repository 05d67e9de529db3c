"""Grading a class: every input yields a row, the same one each time, whatever the submissions do."""

import contextlib
import csv
import html
import io
import itertools
import json
import multiprocessing
import os
import shutil
import signal
import socket
import string
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from unittest.mock import patch

import pytest
from hostile import ALL, CASES, SOLVED, notebook

import lecture_nn
from lecture_nn.checks import load_exercise
from lecture_nn.cli import main
from lecture_nn.grading import RefusedError, grade_class, missing, one, run, several
from lecture_nn.grading.cells import cell
from lecture_nn.grading.one import printable
from lecture_nn.grading.pages import SORTING
from lecture_nn.grading.records import _version_of_checks as version_of_checks
from lecture_nn.grading.rows import LEVELS, STATUSES
from lecture_nn.grading.settings import Settings
from lecture_nn.workers import Limits, Locked, visible, why_not_locked

ROOT = Path(__file__).resolve().parent.parent
LIMITS = Limits(seconds=8, total=48, memory=1000)
PATIENT = Limits(seconds=60, total=240, memory=1000)  # for what ends by itself: a busy machine may take long
locked = pytest.mark.skipif(bool(why_not_locked()), reason=f"submissions can't be locked in here: {why_not_locked()}")


def sheet(out):
    with (out / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def records(out):
    return {record["file"]: record for record in map(json.loads, map(Path.read_text, (out / "records").iterdir()))}


def contents(out):
    return {path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def sandboxes():
    """The processes of sandboxes that this one has started; what it grades itself keeps one, for the whole session."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            name, rest = path.read_text().rsplit(") ", 1)
            if "bwrap" in name and rest.split()[1] == str(os.getpid()):
                found.add(path.parent.name)
    return found


def test_everybody_gets_the_same_examples_of_an_exercise_and_others_with_another_seed():
    seeds = []

    def grading(*_, seed, **__):
        seeds.append(seed)
        raise OSError("nothing is graded here")

    with patch.object(one, "grade", grading):
        for seed, student, exercise in ((1, "anna", "softmax"), (1, "ben", "softmax"), (1, "anna", "neuron")):
            record = {"student": student, "file": f"{student}/{exercise}.ipynb", "exercise": exercise}
            one.grade_one(0, record, b"", Settings(seed, "required", LIMITS, tried=True))
        record = {"student": "anna", "file": "anna/softmax.ipynb", "exercise": "softmax"}
        one.grade_one(0, record, b"", Settings(2, "required", LIMITS, tried=True))
    assert seeds[0] == seeds[1]
    assert len(set(seeds)) == 3


@pytest.fixture(scope="module")
def hostile_class(tmp_path_factory):
    """All hostile and broken submissions, graded once: a class of those that don't end by themselves, one of others."""
    endless, others = [tmp_path_factory.mktemp("submissions") for _ in range(2)]
    secret = tmp_path_factory.mktemp("others") / "secret"
    secret.write_text("the-secret")
    before = sandboxes()
    with patch.dict(os.environ, SECRET="the-secret"), socket.create_server(("127.0.0.1", 0)) as server:
        for name, example in CASES.items():
            data = example.data.replace(b"{secret!r}", repr(str(secret)).encode())
            place = endless if example.status == "timeout" else others
            (place / f"{name}.ipynb").write_bytes(data.replace(b"{port}", str(server.getsockname()[1]).encode()))
        outs = [tmp_path_factory.mktemp("results") for _ in range(2)]
        alike = {"seed": 1, "only": ("softmax",)}
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as meanwhile:  # most of them only wait
            waiting = meanwhile.submit(grade_class, endless, outs[0], jobs=4, limits=LIMITS, **alike)
            grade_class(others, outs[1], jobs=2, limits=PATIENT, **alike)
            waiting.result()
        server.settimeout(0)
        with pytest.raises(BlockingIOError):
            server.accept()
    assert sandboxes() == before
    return outs


@pytest.mark.slow
@locked
@pytest.mark.parametrize("name", CASES)
def test_hostile_and_broken_submissions(hostile_class, name, record_property):
    example, out = CASES[name], hostile_class[CASES[name].status != "timeout"]
    record = records(out)[f"{name}.ipynb"]
    expected = (example.status, example.points, example.errors)
    obtained = (record["status"], record.get("points", 0), len(record.get("errors", [])))
    record_property("submission", (name, expected, obtained))
    assert obtained == expected
    row = next(row for row in sheet(out) if row["student"] == name)
    assert (row["status"], int(row["points"])) == (example.status, example.points)


@pytest.mark.slow
@locked
def test_a_class_of_cheats_leaves_nothing_behind(hostile_class):
    assert sum(len(sheet(out)) for out in hostile_class) == len(CASES)
    for out in hostile_class:
        assert not any(b"the-secret" in data for data in contents(out).values())
        assert max(map(len, contents(out).values())) < 1_000_000
        assert {record["level"] for record in records(out).values() if "level" in record} == {"full"}


# What is handed in: tests/test_layouts.py


def folder_of(place, files):
    for name, data in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)
    return place


# The whole way. Most of it doesn't need the lock: `trust` where there is none.


@pytest.fixture
def grades(tmp_path):
    def run(files, made=folder_of, out="out", **more):
        place = tmp_path / "class"
        place.mkdir(exist_ok=True)
        more = {"seed": 1, "limits": PATIENT, "trust": bool(why_not_locked()), **more}
        grade_class(made(place, files), tmp_path / out, **more)
        return tmp_path / out

    return run


RIGHT, WRONG = notebook(SOLVED), notebook([*SOLVED, "def softmax(Z):\n    return Z"])


def test_a_sheet_with_a_row_for_each_student(grades):
    files = {
        "anna/softmax.ipynb": RIGHT,
        "anna/older softmax.ipynb": WRONG,
        "anna/neuron.ipynb": (ROOT / "solutions" / "neuron.ipynb")
        .read_bytes()
        .replace(b"### BEGIN SOLUTION", b"# mine"),
        "ben/softmax.ipynb": (ROOT / "exercises" / "softmax.ipynb").read_bytes(),
        "carl/softmax.ipynb": b"{",
        "dora/essay.pdf": b"",
        "emil/softmax.ipynb": notebook([*SOLVED, "from lecture_nn import softmax as s\nsoftmax = s"]),
        "emil/other softmax.ipynb": notebook([*SOLVED, "softmax = __import__('lecture' + '_nn').softmax"]),
        "fina/softmax.ipynb": notebook([*SOLVED, "def gradient(Z, T):\n    return softmax(Z) - T"]),
    }
    out = grades(files)
    anna, ben, carl, dora, emil, fina = sheet(out)
    assert (anna["student"], anna["status"], anna["points"]) == ("anna", "ok", "24")
    assert anna["flags"] == (
        "softmax: several notebooks, the best one counts: anna/softmax.ipynb (14 of 14), "
        "not anna/older softmax.ipynb (7 of 14)"
    )
    assert anna["file"] == "anna/neuron.ipynb; anna/softmax.ipynb"
    assert (anna["neuron (10)"], anna["softmax (14)"]) == ("10", "14")
    assert [column for column in anna if "(" in column][:2] == ["neuron (10)", "neuron: One unit, one example (2)"]
    assert (ben["status"], ben["points"], ben["neuron (10)"], ben["softmax (14)"]) == ("ok", "0", "", "0")
    assert (carl["status"], carl["points"]) == ("unreadable", "0")
    assert "carl/softmax.ipynb: expected a notebook, got a notebook that is cut off before its end: " in carl["notes"]
    assert (dora["status"], dora["notes"]) == ("missing", "dora: expected a notebook, got essay.pdf")
    assert emil["flags"].split("; ") == [
        "softmax: may reach code without naming it: __import__",
        "softmax: uses softmax of the package",
        "softmax: several notebooks, the best one counts: emil/other softmax.ipynb (14 of 14), "
        "not emil/softmax.ipynb (14 of 14)",
    ]
    page = (out / "class.html").read_text()
    assert page.count("<figure") == 2
    assert "feedback/anna-" in page
    assert fina["points"] == "11"
    hint = next(
        each.hint
        for each in load_exercise("softmax").misunderstandings
        if each.name == "gradient" and "mean" in each.hint
    )
    for told in (page, next((out / "feedback").glob("fina-*.html")).read_text()):
        assert html.escape(hint) in told
    feedback = next((out / "feedback").glob("anna-*.html")).read_text()
    assert "24 of 24 points" in feedback
    for told in (feedback, page):
        assert LEVELS[anna["sandbox"]] in html.unescape(told)
    assert "http" not in feedback.replace("http-equiv", "")


def test_files_beside_a_notebook_go_with_it_and_count_as_changes(grades):
    files = {
        "anna/softmax.ipynb": notebook([SOLVED[0], "from helper import *", 'check("softmax")']),
        "anna/helper.py": "\n".join(["import numpy as np", *SOLVED[1:-1]]).encode(),
    }
    assert [row["points"] for row in sheet(grades(files))] == ["14"]
    changed = files["anna/helper.py"].replace(b"times_steeper = 57", b"times_steeper = 1")
    assert [row["points"] for row in sheet(grades({"anna/helper.py": changed}))] == ["12"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_names_are_safe_in_pages_and_sheets(grades):
    evil = [
        '=HYPERLINK("http://x")',
        "+1",
        "-1",
        "@x",
        "a\nb",
        'it\'s "quoted", ok',
        "<img src=x onerror=alert(1)>",
        "\u202eevil",
    ]
    names_of_files = [*evil, os.fsdecode(b"\xff\xfe")]
    cell = 'raise ValueError("<script>alert(1)</script>")'
    out = grades({f"{name}/softmax.ipynb": notebook([cell, *SOLVED]) for name in names_of_files})
    rows = sheet(out)
    assert len(rows) == len(names_of_files) == len(list((out / "feedback").iterdir()))
    assert all(row["points"] == "14" for row in rows)
    assert all(value[:1] not in tuple("=+-@\t\r") for row in rows for value in row.values())
    assert {"a\nb", "\\u202eevil", "\\udcff\\udcfe"} <= {row["student"] for row in rows}
    for page in [out / "class.html", *(out / "feedback").iterdir()]:
        text = page.read_text(encoding="utf-8").replace(f"<script>{SORTING}</script>", "")
        assert "<script" not in text
        assert "<img" not in text
        assert page.name.isascii()


@pytest.mark.parametrize("splits_at", [",", ";", "\t"])
def test_no_part_of_a_cell_is_a_formula_wherever_a_reader_splits_it(splits_at):
    signs = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦"]
    before = ["", " ", ";", "; ", 'x;"', "x\n", "\n", "\t", "x\t", "\r", "x;;", "';"]
    texts = [f"{start}{sign}1" for sign in signs for start in before]
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n").writerows([[cell(text)] for text in texts])
    for quotes in ({}, {"quoting": csv.QUOTE_NONE}):
        read = csv.reader(io.StringIO(written.getvalue(), newline=""), delimiter=splits_at, **quotes)
        parts = [part for line in read for part in line]
        assert len(parts) >= len(texts)
        assert [part for part in parts if part.strip('"' + string.whitespace)[:1] in signs] == []
    assert [cell(text) for text in ("anna-b", "1 - 2", "a, -1", 7)] == ["anna-b", "1 - 2", "a, -1", 7]
    assert len(cell("x" * 10**6)) < 5100


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_results_are_for_the_instructor_alone_whatever_the_umask(tmp_path, grades, umask):
    before = os.umask(umask)
    try:
        out = grades({"anna.ipynb": b"{"}, gradescope=tmp_path / "results.json")
    finally:
        os.umask(before)
    modes = {path.relative_to(out): path.stat().st_mode & 0o777 for path in [out, *out.rglob("*")]}
    assert {mode for path, mode in modes.items() if (out / path).is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if (out / path).is_file() and path.name != ".lock"} == {0o600}
    assert (tmp_path / "results.json").stat().st_mode & 0o777 == 0o666 & ~umask


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipes_links_and_folders_in_the_place_of_files(tmp_path, grades):
    place = folder_of(tmp_path / "class", {"x/softmax.ipynb": RIGHT})
    (place / "pipe").mkdir()
    os.mkfifo(place / "pipe" / "softmax.ipynb")
    (place / "folder.ipynb").mkdir()
    (place / "link.ipynb").symlink_to(place / "x" / "softmax.ipynb")
    (place / "linked").symlink_to(place / "x")
    (place / "x" / "out").symlink_to("/etc")
    statuses = {row["student"]: row["status"] for row in sheet(grades({}))}
    assert statuses == {
        "x": "ok",
        "pipe": "unreadable",
        "folder.ipynb": "missing",
    }


def test_a_second_run_grades_what_is_new_or_changed(tmp_path, grades):
    def graded():
        """The files that were graded since the last call."""
        nonlocal before
        now = {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "records").iterdir()}
        new, before = [path for path in now if now[path] != before.get(path)], now
        return sorted(json.loads(path.read_text())["file"] for path in new)

    before = {}
    files = {"anna.ipynb": RIGHT, "ben.ipynb": WRONG, "carl.ipynb": b"{"}
    out = grades(files)
    whole = contents(out)
    assert graded() == ["anna.ipynb", "ben.ipynb", "carl.ipynb"]
    assert contents(grades(files)) == whole
    assert graded() == []
    grades({**files, "ben.ipynb": RIGHT, "dora.ipynb": RIGHT})
    assert graded() == ["ben.ipynb", "dora.ipynb"]
    next((out / "records").iterdir()).write_text("{")  # damaged
    grades({}, seed=None)  # the seed of the run before
    assert len(graded()) == 1
    grades({}, seed=2)
    assert len(graded()) == 4
    (out / "records" / f".writing{'0' * 16}").touch()  # of a run that was killed
    (tmp_path / "class" / "ben.ipynb").unlink()
    pages = set(os.listdir(out / "feedback"))
    grades({}, seed=2)
    assert not list(out.rglob(".writing*"))
    assert {page.split("-")[0] for page in pages - set(os.listdir(out / "feedback"))} == {"ben"}


@pytest.mark.parametrize("file", ["grading/starting_lines.json", "checks/references.json", "network.py"])
def test_what_the_package_has_noted_of_its_exercises_is_part_of_its_version(tmp_path, monkeypatch, file):
    monkeypatch.setattr(lecture_nn, "__file__", str(tmp_path / "__init__.py"))
    folder_of(tmp_path, {"__init__.py": b"", file: b"{}"})
    before = version_of_checks.__wrapped__()
    assert version_of_checks.__wrapped__() == before
    folder_of(tmp_path, {file: b"[]"})
    assert version_of_checks.__wrapped__() != before


def test_files_of_others_stay(tmp_path, grades):
    for number, name in enumerate(["grades.csv", "feedback/thesis.html", "records/x.json", ".writing", "a/.writing1"]):
        out = folder_of(tmp_path / str(number), {name: b"precious"})
        with pytest.raises(ValueError, match="--out: expected a new or empty folder, or one with results"):
            grades({"anna.ipynb": RIGHT}, out=str(number))
        assert contents(out) == {Path(name): b"precious"}
    (tmp_path / "empty").mkdir()
    out = grades({"anna.ipynb": RIGHT, "ben.ipynb": b"{"}, out="empty")
    theirs = ["feedback/thesis.html", "a/.writing1", "records/.writing_about_it", "feedback/.writing", "notes.txt"]
    folder_of(out, dict.fromkeys(theirs, b"precious"))
    (tmp_path / "class" / "ben.ipynb").unlink()
    assert len(sheet(grades({}, out="empty"))) == 1
    assert [name for name in theirs if (out / name).read_bytes() != b"precious"] == []
    assert [page.name.split("-")[0] for page in (out / "feedback").glob("*-*.html")] == ["anna"]


@pytest.mark.parametrize(
    ("place", "out", "checks"),
    [
        ("class", "class", None),
        ("class", "class/out", None),
        ("out/class", "out", None),
        ("out/feedback", "out", None),
        ("class", "link", None),
        ("class", "out", "class/checks"),
        ("class", "out", "out"),
    ],
)
def test_submissions_results_and_checks_do_not_lie_in_one_another(tmp_path, place, out, checks):
    folder_of(tmp_path / place, {"anna.ipynb": RIGHT})
    (tmp_path / "link").symlink_to(tmp_path / "class" / "out")
    if checks:
        folder_of(tmp_path / checks, {"x.py": b""})
    before = contents(tmp_path)
    with pytest.raises(ValueError, match=r"expected a folder outside"):
        grade_class(tmp_path / place, tmp_path / out, checks=tmp_path / checks if checks else None, trust=True)
    assert contents(tmp_path) == before


def test_the_same_seed_gives_the_same_files_in_any_order_and_number_of_processes(grades, monkeypatch):
    files = {
        f"{n}/softmax.ipynb": notebook([*SOLVED, f"times_steeper = {n}", "1 / 0", "raise ValueError(object())"])
        for n in range(4)
    }
    unseeded = ["times_steeper = np.random.default_rng().random()", "for_a_price = list({'p', 'q', 'r', 's'})[0]"]
    files["unseeded/softmax.ipynb"] = notebook([*SOLVED, *unseeded])
    one, other = grades(files, out="one", jobs=1), grades(files, out="other", jobs=2)
    assert contents(one) == contents(other)
    monkeypatch.setattr(run, "why_not_locked", lambda: "not now")
    one, other = grades(files, out="trusted", trust=True), grades(files, out="again", trust=True)
    assert contents(one) == contents(other)


def test_an_own_check_is_added_and_stays_with_the_judge(tmp_path, grades):
    checks = folder_of(
        tmp_path / "checks",
        {
            "mine.py": b"from lecture_nn.checks import Exercise\nEXERCISE = Exercise('softmax')\n"
            b"@EXERCISE.check('Mine', points=5, row='L16', hint='h')\ndef mine(s):\n    assert s.value('own') == 3\n"
        },
    )
    out = grades({"anna.ipynb": notebook([*SOLVED, "own = 3"]), "ben.ipynb": RIGHT}, checks=checks)
    assert [(row["softmax (19)"], row["softmax: Mine (5)"]) for row in sheet(out)] == [("19", "5"), ("14", "0")]
    assert load_exercise("softmax").total == ALL
    (checks / "mine.py").write_text("x = 3")
    with pytest.raises(
        ValueError, match=r"--checks: expected .*mine\.py to define EXERCISE, an Exercise, got nothing of that name"
    ):
        grades({}, checks=checks)
    with pytest.raises(ValueError, match="--checks: expected a folder with Python files"):
        grades({}, checks=tmp_path / "nowhere")


def test_strangers_are_refused_where_they_cannot_be_locked_in(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(run, "why_not_locked", lambda: "no lock here")
    place = folder_of(tmp_path / "class", {"anna.ipynb": RIGHT})
    out = tmp_path / "out"
    with pytest.raises(RefusedError):
        grade_class(place, out)
    assert main(["grade-class", str(place), "--out", str(out)]) == 3
    assert "can't be sandboxed on this machine: no lock here.\n--trust runs them" in capsys.readouterr().err
    assert not out.exists()
    assert main(["grade-class", str(place), "--out", str(out), "--trust", "--jobs", "1", "--seed", "1"]) == 0
    assert capsys.readouterr().out.startswith("1 student (1 ok): see ")
    assert sheet(out)[0]["sandbox"] == ("plain" if sys.platform == "win32" else "limits")
    assert "could read and write the user" in (out / "class.html").read_text()


def test_wrong_use_of_the_command(tmp_path, capsys):
    place = folder_of(tmp_path / "class", {"anna.ipynb": RIGHT})
    for arguments, message in {
        (str(place), "--out", str(place / "out")): "--out: expected a folder outside",
        (
            str(place),
            "--out",
            str(tmp_path / "out"),
            "--exercise",
            "poetry",
        ): "--exercise: expected some of activations",
        (str(tmp_path / "nowhere"), "--out", str(tmp_path / "out")): "SUBMISSIONS: expected a folder, a zip or a tar",
        (str(place), "--out", str(place / "anna.ipynb")): "--out: expected a folder outside",
        (str(place), "--out", os.devnull): "--out: expected a folder, got ",
    }.items():
        assert main(["grade-class", *arguments, "--trust"]) == 2
        assert message in capsys.readouterr().err
    for arguments, message in {
        (str(place), str(place)): "unrecognized arguments",
        (str(place), "--executor", "dask"): "go together",
        (str(place), "--reveal"): "--reveal is an option of `lecture-nn grade`, not of `lecture-nn grade-class`",
        (str(place), "--tru"): "unrecognized arguments: --tru",
        (str(place), "--jobs", "0"): "--jobs: expected a whole number of at least 1, got '0'",
        (str(place), "--seconds", "inf"): "--seconds: expected a number of seconds above 0",
    }.items():
        with pytest.raises(SystemExit) as ended:
            main(["grade-class", *arguments, "--out", str(tmp_path / "out")])
        assert ended.value.code == 2
        assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@locked
def test_what_submissions_can_read_may_not_hold_submissions(tmp_path, monkeypatch):
    place = folder_of(tmp_path / "class", {"anna.ipynb": RIGHT})
    monkeypatch.setattr(run, "visible", lambda: [*visible(), tmp_path])
    with pytest.raises(ValueError, match="which submissions can read: move it elsewhere"):
        grade_class(place, tmp_path / "out")


@locked
def test_the_sandbox_starts_whatever_way_python_was_called(tmp_path, monkeypatch):
    for name in ("executable", "prefix"):
        way = os.path.join(tmp_path, os.path.relpath(getattr(sys, name), tmp_path))
        monkeypatch.setattr(sys, name, way)
    Locked().close()


@locked
def test_each_worker_has_the_limits_it_was_started_with():
    with contextlib.closing(Locked()) as starter:
        for memory in (1000, 1000, 1500, 1000):
            worker = starter.start(Limits(memory=memory))
            worker.exchange(
                ["import resource\nlimit = resource.getrlimit(resource.RLIMIT_AS)[0]"], time.monotonic() + 60
            )
            reply = worker.exchange(["value", "limit", []], time.monotonic() + 60)
            worker.kill()
            assert reply == {"returned": memory * 10**6}


def test_two_runs_do_not_share_a_folder(tmp_path, grades):
    from filelock import FileLock

    out = grades({"anna.ipynb": RIGHT})
    with FileLock(out / ".lock"), pytest.raises(ValueError, match="in use by another run"):
        grades({})


@locked
def test_a_sandbox_that_is_ended_from_outside_costs_nobody_points():
    settings = Settings(1, "required", LIMITS, tried=True)
    for _ in range(3):
        process = one.starter_of_this_thread("required")._sandbox._process
        process.kill()
        process.wait()
        _, record = several.grade_all(0, {"student": "anna", "file": "x", "named": "softmax.ipynb"}, RIGHT, settings)
        assert (record["status"], record["points"]) == ("ok", ALL)


def test_a_grader_that_fails_says_so_and_tries_again(grades, monkeypatch):
    def broken(*_, **__):
        raise OSError("no more processes")

    def here(lines, settings, ahead):
        tasks = itertools.chain(*lines)
        return ((task, several.grade_all(task.number, task.record, task.data, settings)[1]) for task in tasks)

    with monkeypatch.context() as patch:
        patch.setattr(one, "grade", broken)
        patch.setattr(missing, "graded_here", here)
        out = grades({"anna.ipynb": RIGHT})
    assert [(row["status"], row["points"]) for row in sheet(out)] == [("not graded", "0")]
    assert "no more processes" in sheet(out)[0]["notes"]
    assert [row["status"] for row in sheet(grades({}))] == ["ok"]


def test_texts_are_printable():
    assert (
        printable("a\tb\0\ud800\u202e\n<function f at 0x7f12ab34cd56> 0x12")
        == "a\\tb\\x00\\ud800\\u202e\n<function f at 0x…> 0x12"
    )


def test_every_status_has_a_meaning():
    assert {example.status for example in CASES.values()} | {"missing", "absent", "not graded"} == set(STATUSES)


@pytest.mark.skipif(sys.platform == "win32", reason="Dask's nannies are tried on Linux and macOS")
def test_on_a_dask_cluster_of_which_a_worker_is_killed(grades, tmp_path):
    from distributed import LocalCluster

    slowly = [*SOLVED, "import time; time.sleep(0.05)"]
    files = {f"{n}/softmax.ipynb": notebook([*slowly, f"x = {n}"]) for n in range(60)}
    alone = grades(files, out="alone")
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", host="127.0.0.1"
    ) as cluster:
        victim = next(iter(cluster.workers.values()))

        def kill():
            while len(list((tmp_path / "out" / "records").glob("*.json"))) < 5:
                time.sleep(0.02)
            os.kill(victim.pid, signal.SIGKILL)
            killed.append(len(list((tmp_path / "out" / "records").glob("*.json"))))

        killed = []
        killer = threading.Thread(target=kill, daemon=True)  # it waits for ever if nothing is graded
        killer.start()
        out = grades(files, scheduler=cluster.scheduler_address)
        killer.join()
    assert killed[0] < 60
    assert (out / "grades.csv").read_bytes() == (alone / "grades.csv").read_bytes()
    assert Counter(row["student"] for row in sheet(out)) == Counter(str(n) for n in range(60))


def test_a_run_that_is_killed_half_way_goes_on_where_it_was(tmp_path, grades):
    import subprocess

    files = {f"{n}.ipynb": notebook([*SOLVED, "import time; time.sleep(0.05)", f"x = {n}"]) for n in range(40)}
    undisturbed = contents(grades(files, out="undisturbed"))
    command = [
        sys.executable,
        "-m",
        "lecture_nn",
        "grade-class",
        str(tmp_path / "class"),
        "--out",
        str(tmp_path / "out"),
    ]
    command += ["--seed", "1", "--jobs", "2", "--trust"]
    process = subprocess.Popen(command, cwd=ROOT)
    while len(list((tmp_path / "out" / "records").glob("*.json"))) < 10:
        assert process.poll() is None
        time.sleep(0.02)
    process.kill()
    process.wait()
    done = {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "records").glob("*.json")}
    assert len(done) < 40
    grades({}, limits=Limits())
    again = {path for path, at in done.items() if path.stat().st_mtime_ns != at}
    assert again == set()  # what was done is kept
    csv_of = Path("grades.csv")
    assert contents(tmp_path / "out")[csv_of] == undisturbed[csv_of]
    shutil.rmtree(tmp_path / "out")
