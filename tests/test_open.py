"""Opening a copy of the course: where it goes, what it leaves alone, and what JupyterLab is started with."""

import errno
import json
import os
import sys
import threading
from pathlib import Path

import pytest
from filelock import FileLock

import lecture_nn.course.folder
from lecture_nn.cli import main
from lecture_nn.course import Course, CourseFolderError, find, installed, lab, lay_out
from lecture_nn.course.browser import tell_if_newer, version_of
from lecture_nn.course.contents import FOLDERS
from lecture_nn.course.manifest import HIDDEN

ROOT = Path(__file__).resolve().parent.parent
FIRST = "notebooks/00_start_here.ipynb"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder that we are in, and JupyterLab only noted: what it would have been started with."""
    empty = tmp_path / "Größe × 2"
    empty.mkdir()
    monkeypatch.chdir(empty)
    return empty


@pytest.fixture
def started(monkeypatch):
    """What JupyterLab is started with, in place of starting it."""
    calls = []
    monkeypatch.setattr(lab, "start", lambda *call: calls.append(call) or 0)
    return calls


def test_the_whole_course_is_put_into_a_folder_and_opened_at_the_first_lesson(here, started, capsys):
    assert main(["open"]) == 0
    folder = here / "lecture_nn_course"
    for path in [*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("exercises/*.ipynb")]:
        assert (folder / path.relative_to(ROOT)).read_bytes() == path.read_bytes()
    assert sorted(path.name for path in folder.iterdir()) == sorted([*FOLDERS, HIDDEN])
    assert started == [(folder, FIRST, [])]
    told = capsys.readouterr().out
    assert f"Put the lessons and exercises ({len(installed().files)} notebooks) into {folder}" in told
    assert f"Opening {FIRST}" in told


def test_a_second_call_changes_nothing_and_opens_what_was_saved_last(here, started, monkeypatch):
    main(["open"])
    folder = here / "lecture_nn_course"
    exercise = folder / "exercises" / "neuron.ipynb"
    exercise.write_text('{"cells": []}')
    later = (folder / HIDDEN / "manifest.json").stat().st_mtime_ns + 10**9
    os.utime(exercise, ns=(later, later))
    (folder / "notebooks" / "05_representational_power.ipynb").unlink()
    monkeypatch.chdir(folder / "exercises")  # it is found from inside, too
    assert main(["open"]) == 0
    assert exercise.read_text() == '{"cells": []}'
    assert (folder / "notebooks" / "05_representational_power.ipynb").exists(), "put back"
    assert started[1] == (folder, "exercises/neuron.ipynb", [])
    assert not (folder / "exercises" / "lecture_nn_course").exists()


@pytest.mark.parametrize(
    ("given", "options"),
    [
        ([], []),
        (["--no-browser"], ["--no-browser"]),
        (["--port", "8890"], ["--port=8890"]),
        (["--", "--ip", "0.0.0.0"], ["--ip", "0.0.0.0"]),
        (["--no-browser", "--"], ["--no-browser"]),
    ],
)
@pytest.mark.parametrize("folder", [[], ["my folder"]])
def test_options_go_to_jupyterlab(here, started, given, options, folder):
    main(["open", *folder, *given])
    assert started == [(here / (folder or ["lecture_nn_course"])[0], FIRST, options)]


def test_without_jupyterlab_the_notebooks_can_be_had_all_the_same(here, started, monkeypatch, capsys):
    monkeypatch.setattr(lab, "is_there", lambda: False)
    assert main(["open"]) == 2
    assert "JupyterLab isn't installed" in capsys.readouterr().err
    assert list(here.iterdir()) == []
    assert main(["open", "--no-lab"]) == 0
    assert (here / "lecture_nn_course" / FIRST).exists()
    assert started == []


def test_bare_it_opens_in_a_terminal_and_only_helps_in_a_script(here, started, monkeypatch, capsys):
    assert main([]) == 0
    assert "usage: lecture-nn" in capsys.readouterr().out
    assert started == []
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    assert main([]) == 0
    assert len(started) == 1


# Other people's files


def test_it_goes_beside_other_files_and_leaves_them_alone(here):
    (here / "exercises").mkdir()
    (here / "exercises" / "mine.ipynb").write_text("x")
    lay_out(here, installed())
    assert (here / "exercises" / "mine.ipynb").read_text() == "x"
    assert (here / FIRST).exists()


def test_where_the_names_are_taken_it_goes_nowhere(here, capsys):
    (here / "exercises").mkdir()
    (here / "exercises" / "neuron.ipynb").write_text("x")
    assert main(["open", "--no-lab", "."]) == 2
    assert "such as exercises/neuron.ipynb. They stay as they are" in capsys.readouterr().err
    assert [path.name for path in here.rglob("*")] == ["exercises", "neuron.ipynb"]


def test_the_sign_for_a_home_is_understood_where_no_shell_does(here, monkeypatch):
    monkeypatch.setenv("HOME", str(here))
    monkeypatch.setenv("USERPROFILE", str(here))
    assert main(["open", "--no-lab", "~/course"]) == 0
    assert (here / "course" / FIRST).is_file()
    assert not Path("~").exists()


@pytest.mark.parametrize("command", ["open", "update"])
def test_a_file_is_no_folder(here, capsys, command):
    (here / "taken").write_text("x")
    for path in ("taken", "taken/inside"):
        assert main([command, path]) == 2
        assert f"expected a folder, got the file {here / 'taken'}" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["open", "update"])
def test_the_project_itself_is_left_alone(command, capsys):
    assert main([command, str(ROOT)]) == 2
    assert "is the project itself" in capsys.readouterr().err
    assert not (ROOT / HIDDEN).exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_without_the_right_to_write_it_says_so(here, capsys):
    here.chmod(0o500)
    assert main(["open", "--no-lab"]) == 2
    here.chmod(0o700)
    assert "Permission denied" in capsys.readouterr().err


@pytest.mark.parametrize("number", [13, 28, 30])
def test_what_the_system_refuses_is_said_in_words_and_tried_again(here, monkeypatch, capsys, number):
    def refuse(_):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", refuse)
        assert main(["open", "--no-lab"]) == 2
    told = capsys.readouterr().err
    assert told.startswith(os.strerror(number))
    assert "Traceback" not in told
    assert main(["open", "--no-lab"]) == 0
    assert (here / "lecture_nn_course" / FIRST).exists()


@pytest.mark.parametrize(
    ("number", "cure"),
    [
        (errno.ENOSPC, "Make room on that disk"),
        (errno.EACCES, "if you may not write there, name another folder"),
        (errno.EROFS, "if you may not write there, name another folder"),
        (errno.EIO, "the disk away?"),
    ],
)
def test_what_to_do_about_it_is_said_too(here, monkeypatch, capsys, number, cure):
    def refuse(_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    assert main(["open", "--no-lab"]) == 2
    assert cure in capsys.readouterr().err


def test_jupyterlab_runs_without_a_home_that_can_be_written(here, monkeypatch, capsys):
    """The settings, and the keys of its kernels, are in a private folder that goes with it."""
    seen = []

    def main_of_jupyterlab(_):
        seen.extend(Path(os.environ[name]) for name in lab._VARIABLES)
        seen[0].mkdir()

    monkeypatch.setattr("jupyterlab.labapp.main", main_of_jupyterlab)
    for name in lab._VARIABLES:
        monkeypatch.setenv(name, str(here / name))
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "")
    monkeypatch.setattr(sys, "argv", ["lecture-nn"])
    assert lab.start(here, FIRST) == 0
    assert seen == [here / name for name in lab._VARIABLES]
    assert capsys.readouterr().out == ""
    seen.clear()
    (here / "file").write_text("")  # not even the superuser makes a folder in a file
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(here / "file" / "runtime"))
    assert lab.start(here, FIRST) == 0
    assert len({path.parent for path in seen}) == 1
    assert here not in seen[0].parents
    assert not seen[0].parent.exists()
    assert "last until you end it" in capsys.readouterr().out


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process becomes another user")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_folders_that_are_closed_to_us_end_nothing(here):
    """In a container, somebody who isn't root often has root's home; and notes above may be somebody else's."""
    here.chmod(0o755)
    closed = here / HIDDEN
    closed.mkdir(mode=0)
    if (child := os.fork()) == 0:
        right = False
        try:
            os.chdir(here)
            if os.geteuid() == 0:
                os.setuid(65534)
            found = [find(place) == place / "lecture_nn_course" for place in (Path("exercises"), here)]
            right = all(found) and not lab._is_writable(Path(HIDDEN, "home", ".jupyter"))
        finally:
            os._exit(0 if right else 1)
    assert os.waitpid(child, 0)[1] == 0
    closed.chmod(0o700)


# Two at once


def test_a_second_one_waits_for_the_first(here, monkeypatch):
    course = Course("1.0", {"notebooks/a.ipynb": b'{"cells": []}'})
    (here / HIDDEN).mkdir()
    with FileLock(here / HIDDEN / "lock"):
        with monkeypatch.context() as patched:
            patched.setattr(lecture_nn.course.folder, "WAIT", 0.01)
            with pytest.raises(CourseFolderError, match="another lecture-nn is at work"):
                lay_out(here, course)
        monkeypatch.setattr(lecture_nn.course.folder, "WAIT", 600)
        waiting = threading.Thread(target=lay_out, args=(here, course))
        waiting.start()
        assert not (here / "notebooks").exists()
    waiting.join()
    assert (here / "notebooks" / "a.ipynb").exists()


# Versions


def test_a_newer_and_an_older_course_are_told_of(here, capsys, monkeypatch, started):
    course = installed()
    changed = {**course.files, FIRST: course.files[FIRST] + b"\n"}
    lay_out(here / "old", Course("0.0.9", changed))
    lay_out(here / "new", Course("99.1", changed))
    main(["open", "old"])
    assert "A newer version of the course is installed" in capsys.readouterr().out
    assert (here / "old" / FIRST).read_bytes() == changed[FIRST], "only update changes it"
    main(["open", "new"])
    assert "was made with lecture-nn 99.1, which is newer" in capsys.readouterr().out
    main(["open", "same"])
    main(["open", "same"])
    assert "which is newer" not in (told := capsys.readouterr().out)
    assert "newer version" not in told


def test_an_update_tells_what_it_did(here, capsys):
    course = installed()
    exercise = "exercises/neuron.ipynb"
    old = course.files[exercise].replace(b"raise NotImplementedError", b"...")
    lay_out(here, Course("0.0.9", {exercise: old}))
    mine = old.replace(b'weights, bias):\\n",', b'weights, bias):\\n",\n    "    # my answer\\n",', 1)
    (here / exercise).write_bytes(mine)
    assert mine != old
    assert main(["update", "."]) == 0
    told = capsys.readouterr().out
    assert f"  {exercise}\n    moved into the new notebook: neuron\n" in told
    assert "please read again: neuron" in told
    assert f"{len(course.files) - 1} notebooks new" in told
    assert main(["update", "."]) == 0
    assert capsys.readouterr().out == f"{here} is up to date.\n"


def test_an_update_tells_what_happened_to_renamed_and_damaged_notebooks(here, capsys):
    course = installed()
    files = {path: data for path, data in course.files.items() if path.startswith("exercises/")}
    lay_out(
        here,
        Course("0.0.9", {path: data.replace(b"raise NotImplementedError", b"...") for path, data in files.items()}),
    )
    exercises = here / "exercises"
    (exercises / "softmax.ipynb").rename(exercises / "softmax Müller.ipynb")
    (exercises / "neuron.ipynb").write_bytes(b"")
    assert main(["update", "."]) == 0
    told = capsys.readouterr().out
    assert "1 notebook put back; if you gave yours another name, that one stays as it was:\n  exercises/softmax" in told
    assert "not moved: the file is empty or damaged, and can't be read\n    your old notebook stands beside it" in told
    assert (exercises / "softmax Müller.ipynb").is_file()


def test_the_copy_in_a_named_folder_is_pointed_to(here, capsys):
    lay_out(here / "lecture_nn_course", Course("1.0", {"notebooks/a.ipynb": b'{"cells": []}'}))
    assert main(["update", "."]) == 2
    assert capsys.readouterr().err == (
        f"{here} holds no copy of the course, but {here / 'lecture_nn_course'} does: name that one\n"
    )


def test_a_copy_is_found_from_inside(here):
    lay_out(here / "mine", Course("1.0", {"notebooks/a.ipynb": b'{"cells": []}'}))
    assert find(here / "mine" / "notebooks") == here / "mine"
    assert find(here) == here / "lecture_nn_course"


# In the browser


def test_an_edited_copy_in_the_browser_is_told_of_a_newer_version(tmp_path, capsys):
    data = installed().files["exercises/softmax.ipynb"]
    version = version_of(data)
    served = tmp_path / "served.json"
    served.write_text(json.dumps({"exercises/softmax.ipynb": version}))
    tell_if_newer("exercises/softmax.ipynb", version, served)
    tell_if_newer("exercises/gone.ipynb", "any", served)
    tell_if_newer("exercises/softmax.ipynb", "older", tmp_path / "none.json")
    assert capsys.readouterr().out == ""
    tell_if_newer("exercises/softmax.ipynb", "older", served)
    told = capsys.readouterr().out
    assert "newer version of this notebook" in told
    assert "choose Rename, and call it my_softmax.ipynb" in told


def test_a_version_changes_with_what_a_notebook_says_and_not_with_what_it_has_printed():
    notebook = json.loads(installed().files["exercises/softmax.ipynb"])
    version = version_of(json.dumps(notebook).encode())
    notebook["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x"}]
    assert version_of(json.dumps(notebook).encode()) == version
    notebook["cells"][0]["source"] = "# Another title"
    assert version_of(json.dumps(notebook).encode()) != version
