"""Workers and sandboxes: how they start, how they are ended, and whose fault that was."""

import ast
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from hostile import ALL, SOLVED, notebook

from lecture_nn.grading import grade, judge
from lecture_nn.workers import Limits, Locked, Plain, SandboxError, bubblewrap, locked, trial, why_not_locked, worker
from lecture_nn.workers.cells import Notebook
from lecture_nn.workers.clock import Clock

sandboxed = pytest.mark.skipif(bool(why_not_locked()), reason=f"there is no sandbox here: {why_not_locked()}")
linux = pytest.mark.skipif(sys.platform != "linux", reason="this is done on Linux only")
SOON = 60  # seconds that something may take at most on a busy machine; nothing waits that long


def wait_for(met):
    end = time.monotonic() + SOON
    while not met():
        assert time.monotonic() < end
        time.sleep(0.01)


def has_ended(process):
    """Whether there is no such process, or only its remains, which its parent hasn't buried."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(") ", 1)[1][0] in "ZX"
    except OSError:
        return True


def ask(worker, code, *calls):
    soon = time.monotonic() + SOON
    worker.exchange([code], soon)
    return [worker.exchange(call, soon) for call in calls]


# Whose fault it was


class Killing(Locked):
    """A sandbox of which something is killed just before the first `times` workers are used."""

    def __init__(self, victim, times):
        super().__init__()
        self.victim, self.left, self.started = victim, times, 0

    def start(self, limits):
        worker = super().start(limits)
        self.started += 1
        if self.left:
            self.left -= 1
            if self.victim == "worker":
                signal.pidfd_send_signal(worker._process, signal.SIGKILL)
            else:
                self._sandbox._process.kill()
                self._sandbox._process.wait()
            assert worker.has_ended(SOON)  # with its sandbox, but not at once
        return worker


@sandboxed
@pytest.mark.parametrize("victim", ["worker", "sandbox"])
def test_a_notebook_whose_worker_is_killed_from_outside_is_graded_again(victim):
    with contextlib.closing(Killing(victim, 5)) as starter:
        graded = grade(notebook(SOLVED), "softmax", starter=starter)
    assert (graded.status, graded.report.points, starter.left) == ("ok", ALL, 0)
    assert starter.started == 6


def test_what_the_exercises_import_is_loaded_before_a_worker_is_forked():
    """A module that isn't is loaded anew for each notebook, which takes longer than the grading of one."""
    code = []
    for file in (Path(__file__).parent.parent / "exercises").glob("*.ipynb"):
        cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
        code += ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    found = {
        name.name if isinstance(node, ast.Import) else node.module
        for cell in code
        for node in ast.walk(ast.parse(re.sub(r"^\s*[%!].*", "", cell, flags=re.MULTILINE)))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    loads = "import importlib, sys; list(map(importlib.import_module, sys.argv[1].split())); print(*sys.modules)"
    ran = [sys.executable, "-c", loads, " ".join(worker.PREPARED)]
    loaded = subprocess.run(ran, capture_output=True, text=True, check=True).stdout.split()
    assert "numpy" in found
    assert found - {"lecture_nn.checks"} <= set(loaded)


@sandboxed
def test_killings_must_end(monkeypatch):
    with contextlib.closing(Killing("worker", 10**6)) as starter:
        hours = SimpleNamespace(monotonic=lambda: time.monotonic() + 3600 * starter.started)  # each worker takes one
        monkeypatch.setattr(judge, "time", hours)
        with pytest.raises(OSError, match=r"killed from outside \(tried 3 times\)"):
            grade(notebook(SOLVED), "softmax", starter=starter)


class Dying(Plain):
    """Ordinary workers, of which the first `times` have died when they are asked for something."""

    def __init__(self, times):
        self.left = times

    def start(self, limits):
        worker = super().start(limits)
        if self.left:
            self.left -= 1
            worker.exchange = Mock(side_effect=EOFError)
        return worker


@linux
@pytest.mark.parametrize(("deaths", "points", "status"), [(1, ALL, "ok"), (2, 0, "died")])
def test_the_first_death_of_a_worker_is_forgiven_and_the_second_counts(deaths, points, status):
    starter = Dying(deaths)
    graded = grade(notebook(SOLVED), "softmax", starter=starter)
    assert (graded.report.points, graded.status, starter.left) == (points, status, 0)


@sandboxed
@pytest.mark.parametrize(
    "end", ["os._exit(0)", "os.abort()", "import ctypes; ctypes.string_at(0)", "os.closerange(0, 64)", "os.kill(0, 9)"]
)
def test_a_worker_that_ends_itself_was_not_killed_from_outside(end):
    with contextlib.closing(Locked()) as starter:
        worker = starter.start(Limits())
        with pytest.raises((EOFError, OSError)):  # a kill of its own does nothing: it ends by itself after that
            ask(worker, f"import os\n{end}\nos._exit(0)", ["value", "x", []])
        assert not worker.was_killed()
        worker.kill()
        other = starter.start(Limits())
        assert ask(other, "x = 1", ["value", "x", []]) == [{"returned": 1}]
        other.kill()


@sandboxed
@pytest.mark.parametrize(
    "how",
    [
        "resource.setrlimit(resource.RLIMIT_CPU, (1, 1))",
        "resource.prlimit(0, resource.RLIMIT_CPU, (1, 1))",
        "resource.setrlimit(resource.RLIMIT_AS, (1, 1))",
    ],
)
def test_a_worker_cannot_have_itself_killed_by_its_limits(how):
    with contextlib.closing(Locked()) as starter:
        worker = starter.start(Limits())
        soon = time.monotonic() + SOON
        reply = worker.exchange([f"import resource\nkept = resource.getrlimit(resource.RLIMIT_CPU)\n{how}"], soon)
        worker.kill()
    assert len(reply["errors"]) == 1
    assert re.search("not allowed|not permitted", reply["errors"][0])


# A sandbox that doesn't start


def test_without_bubblewrap_the_reason_is_that(monkeypatch):
    monkeypatch.setattr(bubblewrap, "program", lambda name: None)
    with pytest.raises(OSError, match="bubblewrap isn't installed"):
        Locked()


@pytest.fixture
def broken_sandbox(monkeypatch):
    """What sandboxes are started with here fails, and says why."""
    started = []

    def command():
        started.append(1)
        return [sys.executable, "-c", "import sys; sys.exit('no namespaces here')"]

    monkeypatch.setattr(bubblewrap, "command", command)
    return started


@linux
def test_a_sandbox_that_does_not_start_says_why_and_is_not_tried_again_and_again(monkeypatch, broken_sandbox):
    with pytest.raises(SandboxError, match="the sandbox doesn't start: no namespaces here") as raised:
        Locked()
    assert not raised.value.killed
    starter = Locked.__new__(Locked)
    starter._failures, starter._sandbox = [], None
    for _ in range(5):
        with pytest.raises(OSError, match="no namespaces here"):
            grade(notebook(SOLVED), "softmax", starter=starter)
    assert len(broken_sandbox) == 1 + 2


@linux
def test_a_sandbox_that_is_killed_while_it_starts_is_told_from_one_that_fails(monkeypatch):
    monkeypatch.setattr(bubblewrap, "command", lambda: [sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"])
    with pytest.raises(SandboxError) as raised:
        Locked()
    assert raised.value.killed


@linux
def test_a_sandbox_that_never_gets_ready_is_given_up(monkeypatch):
    monkeypatch.setattr(locked, "PATIENCE", 0.2)
    monkeypatch.setattr(bubblewrap, "command", lambda: [sys.executable, "-c", "import time; time.sleep(1000)"])
    with pytest.raises(SandboxError, match=r"not ready after 0\.2 seconds"):
        Locked()


@linux
def test_the_trial_is_repeated_if_its_sandbox_is_killed(monkeypatch):
    results = iter([SandboxError("gone", killed=True), SandboxError("gone", killed=True), ""])

    def tried():
        result = next(results)
        if result:
            raise result
        return result

    monkeypatch.setattr(trial, "_what_a_trial_finds", tried)
    assert trial.why_not_locked.__wrapped__() == ""


# What can't be forbidden


@linux
def test_a_system_call_that_cannot_be_forbidden_ends_the_start(monkeypatch):
    from lecture_nn.workers import filter as forbidden

    assert forbidden.build() is not None
    with pytest.raises(OSError, match="the system call no_such_call can't be forbidden here"):
        forbidden.build(["no_such_call"])
    monkeypatch.setattr("pyseccomp.resolve_syscall", lambda arch, name: -10073)
    with pytest.raises(OSError, match="the system call ptrace can't be forbidden here"):
        forbidden.build(["ptrace"])
    assert forbidden._number("fork") is None
    monkeypatch.setattr("pyseccomp.resolve_syscall", lambda arch, name: -1)
    assert forbidden._number("mount_setattr") == 442
    with pytest.raises(OSError, match="fork can't be forbidden"):
        forbidden.build(["fork"])


@linux
def test_a_library_that_cannot_be_found_for_once_does_not_end_the_start():
    code = """
import ctypes.util
found, asked = ctypes.util.find_library, []
def find(name):
    asked.append(name)
    return None if asked.count(name) <= {times} and name == "seccomp" else found(name)
ctypes.util.find_library = find
import lecture_nn.workers.filter
"""
    run = partial(subprocess.run, capture_output=True, text=True, check=False)
    assert run([sys.executable, "-c", code.format(times=1)]).returncode == 0
    assert "Unable to find libseccomp" in run([sys.executable, "-c", code.format(times=2)]).stderr


# Ordinary workers


FAMILY = """
import os, time, subprocess, sys

def family():
    read, write = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.setsid()
            os.write(write, b"%10d" % os.getpid())
            while True:
                time.sleep(1000)
        os._exit(0)
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"], start_new_session=True)
    return [int(os.read(read, 10)), child.pid]
"""


@linux
@pytest.mark.parametrize("end", ["killed by the judge", "by itself"])
def test_what_an_ordinary_worker_has_started_ends_with_it(end):
    worker = Plain().start(Limits())
    ((_, processes),) = ask(worker, FAMILY, ["call", "family", []])[0].items()
    assert len(processes) == 2
    assert not any(map(has_ended, processes))
    if end == "by itself":
        with contextlib.suppress(EOFError, OSError):
            ask(worker, "os._exit(0)", ["call", "x", []])
    else:
        worker.kill()
    wait_for(lambda: all(map(has_ended, processes)))
    if end == "by itself":
        worker.kill()


@linux
def test_the_folder_of_an_ordinary_worker_is_removed_with_it():
    worker = Plain().start(Limits())
    code = "import os\ndef folder():\n    open('left', 'w').close()\n    return os.getcwd()"
    (reply,) = ask(worker, code, ["call", "folder", []])
    assert (Path(reply["returned"]) / "left").exists()
    assert os.path.realpath(reply["returned"]) != os.getcwd()
    worker.kill()
    assert not Path(reply["returned"]).exists()


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no such timers")
def test_only_the_end_of_the_time_stops_a_cell():
    """A notebook that sets the same timer to a moment before is neither stopped then, nor let go on for ever."""
    alarm = "import signal\nsignal.raise_signal(signal.SIGALRM)\nx = 1"
    patient = Notebook([alarm])
    patient.run(Clock(time.time() + 3600, 3600.0))
    assert (patient.errors, patient.stopped, patient.space["x"]) == ([], [], 1)
    endless = Notebook([alarm, "signal.setitimer(signal.ITIMER_REAL, 1e-4, 1e-4)\nwhile True:\n    x = 2"])
    endless.run(Clock(time.time() + 1, 1600.0))  # and the time that is added then is long
    assert (endless.stopped, endless.space["x"]) == ([2], 2)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no such timers")
@pytest.mark.parametrize("then", ["while True:\n    pass", "raise SystemExit"])
def test_what_ends_a_cell_that_goes_on_after_an_error_is_told_and_stepped_over(then):
    """A module that isn't there, then a training run without an end, then an answer: all in one cell."""
    notebook = Notebook([f"import not_installed_here\n{then}\nlost = 1\ndef f():\n    return 1"], ["f"])
    notebook.run(Clock(time.time() + (1 if "while" in then else 3600), 1600.0))
    assert notebook.space["f"]() == notebook.space["lost"] == 1
    (told,) = notebook.errors
    assert "No module named 'not_installed_here'" in told
    assert ("stopped after 1600 seconds" in told, notebook.stopped) == ((True, [1]) if "while" in then else (False, []))
