"""Ordinary workers that root starts run as another user: what is closed to others is out of their reach.

The tests need root, and a Python that every user may run; elsewhere only the refusals are tested.
"""

import contextlib
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import numpy
import pytest
from hostile import ALL, SOLVED, notebook
from test_gradescope import OWN_CHECK

from lecture_nn.cli import arguments, main
from lecture_nn.grading import run
from lecture_nn.workers import Limits, Plain, plain, trial, users
from lecture_nn.workers.trial import open_to_another_user, why_not_another_user

ROOT = Path(__file__).resolve().parent.parent
SOON = 60


def python_for_everybody():
    """A Python of this version that another user may run, or None."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return None
    for name in (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        test = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
        with contextlib.suppress(OSError):
            if subprocess.run([name, "-c", test], user=65534, group=65534, extra_groups=[]).returncode == 0:
                return name
    return None


PYTHON = python_for_everybody()
LIBRARIES = str(Path(numpy.__file__).parent.parent)
as_root = pytest.mark.skipif(PYTHON is None, reason="this needs root, and a Python that every user may run")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="this is about users of Unix")


@pytest.fixture
def python(monkeypatch):
    """The Python that everybody may run starts what is started here."""
    for module in (plain, users):
        monkeypatch.setattr(module, "python", lambda *options: [PYTHON, "-s", "-P", *options])
    monkeypatch.setenv("SECRET", "the-secret")


def ask(worker, code, *calls):
    soon = time.monotonic() + SOON
    if code:
        assert worker.exchange([code], soon)["errors"] == []
    return [worker.exchange(["call", name, list(given)], soon) for name, *given in calls]


REACHING = """
import os, signal
def reach(what, *given):
    try:
        got = {
            "read": lambda path: open(path).read(),
            "change": lambda path: open(path, "a").close() or "opened",
            "list": os.listdir,
            "remove": lambda path: os.remove(path) or "removed",
            "signal": lambda number: os.kill(number, 0) or "reached",
            "memory": lambda number: len(open(f"/proc/{number}/maps").read()),
            "environment": lambda number: open(f"/proc/{number}/environ").read(),
            "root": lambda: os.setuid(0) or "root",
            "groups": lambda: str(os.getgroups()),
            "own": lambda: str(dict(os.environ)),
        }[what](*given)
    except OSError as error:
        return type(error).__name__
    return got or "nothing"
def who():
    return [os.getuid(), os.getgid(), os.getcwd()]
def write():
    open("own", "w").write("x")
    return os.listdir()
"""


@as_root
def test_a_worker_is_a_user_of_its_own_who_reaches_nobody(python, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("the-secret")
    secret.chmod(0o600)
    here = os.getpid()
    starter = Plain(other_user=True)
    one, other = starter.start(Limits()), starter.start(Limits())
    try:
        calls = [("who",), ("write",), ("reach", "read", str(secret)), ("reach", "change", str(secret))]
        calls += [("reach", "list", str(tmp_path)), ("reach", "signal", here), ("reach", "memory", here)]
        calls += [("reach", "environment", here), ("reach", "root"), ("reach", "groups"), ("reach", "own")]
        who, wrote, *reached, groups, own = (reply["returned"] for reply in ask(one, REACHING, *calls))
        (theirs, group, folder), ((uid, _, _),) = who, (r["returned"] for r in ask(other, REACHING, ("who",)))
        assert theirs == group != uid
        assert {theirs, uid} <= set(users.NUMBERS)
        assert wrote == ["own"]
        assert set(reached) == {"PermissionError"}
        assert groups == "[]"
        assert "the-secret" not in own
        (across,) = ask(other, "", ("reach", "list", folder))
        assert across == {"returned": "PermissionError"}
    finally:
        one.kill()
        other.kill()
    assert not Path(folder).exists()


FAMILY = """
import os, subprocess, sys, time
def family():
    os.kill(os.getppid(), 19)  # the process that watches over this one
    read, write = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.write(write, b"%10d" % os.getpid())
            while True:
                time.sleep(1000)
        os._exit(0)
    return [os.getppid(), os.getpid(), int(os.read(read, 10))]
def bomb():
    try:
        while True:
            if os.fork() == 0:
                time.sleep(1000)
    except BlockingIOError:
        return "no more"
"""


def has_ended(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(") ", 1)[1][0] in "ZX"
    except OSError:
        return True


@as_root
def test_all_that_a_user_has_started_ends_even_if_the_watcher_is_stopped(python):
    worker = Plain(other_user=True).start(Limits())
    family, bomb = ask(worker, FAMILY, ["family"], ["bomb"])
    assert bomb == {"returned": "no more"}
    assert not any(map(has_ended, family["returned"]))
    worker.kill()
    end = time.monotonic() + SOON
    while not all(map(has_ended, family["returned"])):
        assert time.monotonic() < end
        time.sleep(0.01)


@as_root
def test_a_number_is_lent_once_at_a_time(monkeypatch):
    monkeypatch.setattr(users, "NUMBERS", range(65520, 65522))
    one, other = users.borrow(), users.borrow()
    assert {one.number, other.number} == {65520, 65521}
    with pytest.raises(OSError, match="all users from 65520 to 65521 are in use"):
        users.borrow()
    one.give_back()
    other.give_back()
    sleeping = subprocess.Popen([PYTHON, "-c", "import time; time.sleep(1000)"], user=65520, group=65520)
    try:  # of somebody who doesn't know our locks
        third = users.borrow()
        assert third.number == 65521
        third.give_back()
    finally:
        sleeping.kill()
        sleeping.wait()


@as_root
def test_what_is_open_to_everybody_is_known(python, tmp_path):
    place = Path(tempfile.mkdtemp())
    try:
        place.chmod(0o755)
        for name, mode in {"closed": 0o600, "open": 0o644, "writable": 0o666}.items():
            (place / name).write_text("")
            (place / name).chmod(mode)
        (place / "folder").mkdir(mode=0o700)
        found = open_to_another_user([place, *sorted(place.iterdir())])
    finally:
        shutil.rmtree(place)
    assert found == [f"change {place}/writable", f"read {place}", f"read {place}/open"]


# Where it can't be done


def run_something():
    worker = Plain(other_user=True).start(Limits())
    try:
        ask(worker, "x = 3")
    finally:
        worker.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="Linux only")
@pytest.mark.parametrize("broken", ["not root", "no Python", "no package", "no number"])
def test_what_cannot_be_done_is_told_and_nothing_is_started(monkeypatch, tmp_path, broken):
    if broken == "not root":
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        reason = "only root can start"
    elif PYTHON is None:
        pytest.skip("this needs root, and a Python that every user may run")
    elif broken == "no Python":
        hidden = tmp_path / "python"
        hidden.symlink_to(PYTHON)
        monkeypatch.setattr(plain, "python", lambda *options: [str(hidden), *options])
        reason = "Permission denied"
    elif broken == "no package":
        monkeypatch.setattr(plain, "python", lambda *options: [PYTHON, "-s", "-P", *options])
        monkeypatch.setattr(plain, "bare", lambda home: {"PYTHONPATH": str(tmp_path), "HOME": home})
        reason = "must be readable for everybody"
    else:
        monkeypatch.setattr(users, "NUMBERS", range(0))
        monkeypatch.setattr(users, "LOCKS", tmp_path / "locks")
        monkeypatch.setattr(users.random, "sample", lambda numbers, k: [])
        monkeypatch.setattr(users, "NUMBERS", range(3, 4))
        reason = "all users from 3 to 3 are in use"
    assert reason in why_not_another_user.__wrapped__()
    with pytest.raises((OSError, EOFError)):
        run_something()


def test_why_root_has_no_other_user_is_told(monkeypatch):
    told = []
    monkeypatch.setattr(run, "why_not_another_user", lambda: "no reason")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(sys, "platform", "linux")
    assert run._without_sandbox(told.append, []) == "none"
    assert told == ["the notebooks run as root, who can read and change everything: no reason"]
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert run._without_sandbox(told.append, []) == "none"
    assert len(told) == 1


def test_a_trial_that_gets_somewhere_is_no_success(monkeypatch):
    monkeypatch.setattr(trial, "_asked_as_another_user", lambda *_: ["nothing", "becomes root"])
    assert why_not_another_user.__wrapped__() == "a trial submission isn't kept out: nothing, becomes root"


def test_a_seed_in_a_file(tmp_path, capsys):
    (tmp_path / "seed").write_text("34\n")
    assert (arguments.seed("-3"), arguments.seed(f"@{tmp_path / 'seed'}")) == (-3, 34)
    with pytest.raises(SystemExit):
        main(["grade-class", "x", "--out", "y", "--seed", f"@{tmp_path / 'none'}"])
    assert "expected a file with a whole number" in capsys.readouterr().err


# The whole way: Gradescope's image without a sandbox

CHEAT = """
import glob, os, subprocess
top = {top!r}
found = []
for path in [*glob.glob(top + "/**", recursive=True), "/autograder/source/checks/mine.py"]:
    for mode in ("r", "a"):
        try:
            open(path, mode).close()
        except OSError:
            continue
        if any(part in path for part in ("results", "submission", "checks/", "seed", "run_autograder")) and (
            mode == "a" or "/package/" not in path and "run_autograder" not in path
        ):
            found.append(mode + " " + path)
for process in glob.glob("/proc/[0-9]*"):
    for name in ("environ", "cmdline", "mem"):
        try:
            text = open(process + "/" + name, "rb").read()
        except OSError:
            continue
        if b"31415926" in text:
            found.append(process + "/" + name)
try:
    os.rename(top + "/results", top + "/mine")
    found.append("renamed")
except OSError:
    pass
assert not found, found
"""


@as_root
def test_on_gradescope_a_notebook_reaches_neither_checks_nor_results():
    top = Path(tempfile.mkdtemp())  # pytest's own folder is closed to others
    try:
        top.chmod(0o755)
        (top / "checks").mkdir()
        (top / "checks" / "mine.py").write_text(OWN_CHECK)
        options = ["--checks", str(top / "checks"), "--seed", "31415926", "--seconds", "10"]
        assert main(["gradescope", "--exercise", "softmax", "--out", str(top / "autograder.zip"), *options]) == 0
        shutil.rmtree(top / "checks")
        with zipfile.ZipFile(top / "autograder.zip") as archive:
            for member in archive.infolist():
                path = Path(archive.extract(member, top / "source"))
                path.chmod(0o755 if os.access(path, os.X_OK) else 0o644)  # as an unzip that knows no modes
        (top / "autograder.zip").unlink()
        for name in ("submission", "results", "venv/bin"):
            (top / name).mkdir(parents=True)
            (top / name).chmod(0o755)
        python = top / "venv" / "bin" / "python"
        python.write_text(f'#!/bin/sh\nPYTHONPATH="$PYTHONPATH:{LIBRARIES}" exec "{PYTHON}" "$@"\n')
        python.chmod(0o755)
        (top / "submission_metadata.json").write_text("{}")
        (top / "submission" / "softmax.ipynb").write_bytes(
            notebook([*SOLVED, "own = 3", CHEAT.replace("{top!r}", repr(str(top)))])
        )
        variables = {"AUTOGRADER": str(top), "OPENBLAS_NUM_THREADS": "1", "PATH": str(_programs_without_bwrap(top))}
        bash = shutil.which("bash")
        done = subprocess.run(
            [bash, top / "source" / "run_autograder"], env=variables, cwd=top, capture_output=True, text=True
        )
        told = json.loads((top / "results" / "results.json").read_text())
    finally:
        shutil.rmtree(top)
    assert "of another user, with limits" in told["output"], done.stderr
    assert told["score"] == ALL + 5
    assert "AssertionError" not in told["output"]
    assert "chmod 700" not in done.stderr


def _programs_without_bwrap(top):
    folder = top / "bin"
    folder.mkdir()
    for name in ("rm", "mktemp", "chmod", "sh", "env"):
        (folder / name).symlink_to(shutil.which(name))
    return folder


def test_the_seed_of_an_autograder_is_in_a_closed_file(tmp_path):
    assert main(["gradescope", "--exercise", "softmax", "--seed", "31415926", "--out", str(tmp_path / "a.zip")]) == 0
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.read("seed") == b"31415926\n"
        assert stat.S_IMODE(archive.getinfo("seed").external_attr >> 16) == 0o600
        assert b"31415926" not in archive.read("run_autograder")
