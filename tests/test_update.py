"""A newer course in a reader's folder: what they have written is kept, whatever they do and whenever it is stopped."""

import copy
import functools
import json
import os
import re
import signal
import sys
from pathlib import Path

import nbformat
import pytest

from lecture_nn.course import Course, CourseFolderError, last_worked_at, lay_out, update
from lecture_nn.course.manifest import HIDDEN, read
from lecture_nn.course.merge import merge
from lecture_nn.course.notebooks import defines, marks, source

ROOT = Path(__file__).resolve().parent.parent


def cell(name, text, kind="code", **metadata):
    made = {"id": name, "cell_type": kind, "metadata": metadata, "source": text}
    return made | {"outputs": [], "execution_count": None} if kind == "code" else made


def notebook(*cells, **changed):
    """A notebook's bytes; changed gives new texts by id."""
    made = [{**each, "source": changed.get(each["id"], each["source"])} for each in copy.deepcopy(list(cells))]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


EXERCISE = [
    cell("title", "# The neuron", "markdown"),
    cell("imports", "import numpy as np"),
    cell("one", "def neuron(x):\n    raise NotImplementedError", answer=["neuron"]),
    cell("text", "How many?", "markdown"),
    cell("two", "most = ...", answer=["most"]),
    cell("space", "# Your space to try things"),
    cell("check", 'check("neuron")'),
]
LESSON = [
    cell("top", "# Lesson", "markdown"),
    cell("run", "rate = 0.1\ntrain(rate)"),
    cell("turn", 'answer = ...\n\nyour_turn("at_least_two", answer)'),
    cell("end", "The end", "markdown"),
]
E_PATH, L_PATH = "exercises/neuron.ipynb", "notebooks/02_neuron.ipynb"
OLD = Course(
    "1.0", {E_PATH: notebook(*EXERCISE), L_PATH: notebook(*LESSON), "notebooks/03_same.ipynb": notebook(LESSON[0])}
)

NEWER = [
    EXERCISE[0],
    EXERCISE[1] | {"source": "import numpy as np\nimport math"},
    cell("new", "Think first.", "markdown"),
    EXERCISE[2] | {"source": 'def neuron(x):\n    """Return h."""\n    raise NotImplementedError', "id": "renumbered"},
    EXERCISE[3] | {"source": "How many, at most?", "id": "one"},  # an id that another cell had
    *EXERCISE[4:],
]
NEW = Course(
    "1.1",
    {
        E_PATH: notebook(*NEWER),
        L_PATH: notebook(*LESSON, end="The new end"),
        "notebooks/03_same.ipynb": notebook(LESSON[0]),
        "notebooks/04_new.ipynb": notebook(LESSON[0]),
    },
)

ANSWER = "def neuron(x):\n    return 42"


@pytest.fixture
def folder(tmp_path):
    """A copy of the old course, in a place with spaces and umlauts."""
    folder = tmp_path / "Über mich" / "my course"
    lay_out(folder, OLD)
    return folder


def texts(data):
    return [source(each) for each in json.loads(data)["cells"]]


def merged(mine, new=NEWER, before=EXERCISE):
    """The merged texts, and what was said of them."""
    result = merge(mine, marks(notebook(*before)) if before else None, notebook(*new))
    ids = [each["id"] for each in json.loads(result.data)["cells"]]
    assert len(set(ids)) == len(ids)
    return texts(result.data), result


# What a reader has written


def test_an_answer_moves_into_the_new_cell_and_everything_else_is_new():
    got, result = merged(notebook(*EXERCISE, one=ANSWER))
    wanted = texts(notebook(*NEWER))
    wanted[3] = ANSWER
    assert got == wanted
    assert (result.moved, result.reread, result.lost, result.own) == (["neuron"], ["neuron"], [], [])


def test_the_turn_of_a_lesson_and_a_changed_experiment_are_kept():
    mine = notebook(*LESSON, turn='answer = 3\nyour_turn("at_least_two", answer)', run="rate = 9\ntrain(rate)")
    new = [LESSON[0], *LESSON[1:3], LESSON[3] | {"source": "another end"}]
    got, result = merged(mine, new, LESSON)
    assert got == ["# Lesson", "rate = 9\ntrain(rate)", 'answer = 3\nyour_turn("at_least_two", answer)', "another end"]
    assert result.reread == result.lost == []


def test_a_changed_cell_that_the_course_has_changed_too_is_not_moved_but_named():
    new = [LESSON[0], LESSON[1] | {"source": "rate = 0.2\ntrain(rate)"}, *LESSON[2:]]
    got, result = merged(notebook(*LESSON, run="rate = 9\ntrain(rate)"), new, LESSON)
    assert got == texts(notebook(*new))
    assert result.lost == ['the cell "rate = 9"']


@pytest.mark.parametrize(
    "new",
    {
        "asks for more": [
            *EXERCISE[:2],
            cell("one", "def neuron(x): ...\ndef batch(X): ...", answer=["batch", "neuron"]),
        ],
        "asks for something else": [*EXERCISE[:2], cell("one", "def unit(x): ...", answer=["unit"])],
        "asks no more": EXERCISE[:2],
    }.items(),
    ids=lambda pair: pair[0],
)
def test_an_answer_that_the_new_exercise_has_no_place_for_is_named(new):
    got, result = merged(notebook(*EXERCISE, one=ANSWER), new[1])
    assert got == texts(notebook(*new[1]))
    assert result.lost == ["neuron"]


def without_ids(cells):
    return [{key: value for key, value in each.items() if key != "id"} for each in cells]


def without_marks(cells):
    return [{**each, "metadata": {}} for each in cells]


def answered(cells=EXERCISE, **changed):
    return json.loads(notebook(*cells, **({"one": ANSWER, "two": "most = 3"} | changed)))["cells"]


def as_file(cells):
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}).encode()


NOTE = cell("note", "a note of mine", "markdown")

ODD_HABITS = {
    "ids lost": without_ids(answered()),
    "ids and marks lost": without_ids(without_marks(answered())),
    "ids lost, and a cell more": without_ids([NOTE, *answered()]),
    "marks lost": without_marks(answered()),
    "ends of lines of Windows": [{**each, "source": each["source"].replace("\n", "\r\n")} for each in answered()],
    "spaces at the ends of lines": [{**each, "source": each["source"].replace("\n", "  \n")} for each in answered()],
    "lines in a list": [{**each, "source": each["source"].splitlines(keepends=True)} for each in answered()],
    "an answered cell twice": [*answered()[:3], answered()[2] | {"id": "copy"}, *answered()[3:]],
    "an answered cell twice, with its id": [*answered()[:3], EXERCISE[2], *answered()[2:]],
    "marked cell removed, answer in a new one": [*answered()[:2], cell("mine", ANSWER), *answered()[3:]],
    "all answers in one cell": [*EXERCISE[:2], cell("mine", f"{ANSWER}\n\nmost = 3"), *EXERCISE[5:]],
    "all answers in the space": [*EXERCISE[:5], EXERCISE[5] | {"source": f"{ANSWER}\n\nmost = 3"}, EXERCISE[6]],
    "marked cells removed, answers at the end": [*EXERCISE[:2], *EXERCISE[5:], cell("mine", f"{ANSWER}\n\nmost = 3")],
    "marked cells removed, answers at the top": [cell("mine", f"{ANSWER}\n\nmost = 3"), *EXERCISE[:2], *EXERCISE[5:]],
    "cells in another order": [*EXERCISE[:2], *answered()[4:5], *answered()[2:4], *EXERCISE[5:]],
    "an answer split in two": [*answered()[:2], cell("one", "def neuron(x):\n    return 42"), cell("x", "most = 3")],
    "helpers above the answer": [EXERCISE[0], cell("h", "def help(): ..."), *answered()[1:]],
    "outputs": [{**each, "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}]} for each in answered()],
    "a helper above the answer, with its id": [*EXERCISE[:2], cell("one", "h = 1"), *answered()[2:]],
    "helpers above the answers, with their ids, marks lost": without_marks(
        [*EXERCISE[:2], cell("one", "h = 1"), *answered()[2:4], cell("two", "h = 2"), *answered()[4:]]
    ),
    "the second answer merged into the first": [
        *EXERCISE[:2],
        *answered(one=f"{ANSWER}\n\nmost = 3")[2:3],
        *EXERCISE[5:],
    ],
    "a comment in the marked cell, the answer below": [
        *answered(one="# see below")[:3],
        cell("mine", ANSWER),
        *answered()[3:],
    ],
    "an answer in two cells, the marked one with a part of it": [
        *EXERCISE[:2],
        EXERCISE[2] | {"source": "most = 3", "metadata": {"answer": ["most"]}},
        cell("mine", ANSWER),
        *EXERCISE[5:],
    ],
    "answers below a condition, in new cells": [
        *EXERCISE[:2],
        cell("mine", f"if True:\n    {ANSWER.replace(chr(10), chr(10) + '    ')}"),
        cell("mine2", "for _ in [0]:\n    (\n        most\n    ) = 2\n    most = 3"),
        *EXERCISE[5:],
    ],
    "the text deleted": [each for each in answered() if each["cell_type"] == "code"],
}


@pytest.mark.parametrize("cells", ODD_HABITS.values(), ids=ODD_HABITS.keys())
@pytest.mark.parametrize("before", [EXERCISE, None], ids=["known version", "unknown version"])
def test_whoever_runs_the_new_notebook_has_the_old_answers(cells, before):
    """Whatever the reader's habits: every answer is there, and no starting lines come after it."""
    got, result = merged(as_file(cells), before=before)
    names = {"check": lambda name: None}
    for text in got:
        if not text.startswith(("#", "a note", "How", "Think")):
            exec(text.replace("\r\n", "\n"), names)
    if before:
        assert result.lost == []
    if not result.lost:
        assert (names["neuron"](0), names["most"]) == (42, 3)
        written = {
            line.strip()
            for text in (ANSWER, "most = 3", "a note of mine" * (NOTE in cells))
            for line in text.split("\n")
        }
        assert written <= {line.strip() for text in got for line in text.splitlines()} | {""}


TWO = cell("both", "def neuron(x): ...\n\nmost = ...", answer=["neuron", "most"])


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ([TWO], [EXERCISE[2], EXERCISE[6], EXERCISE[4]]),
        ([EXERCISE[2], EXERCISE[6], EXERCISE[4]], [TWO]),
        ([EXERCISE[4], EXERCISE[2]], [EXERCISE[2], EXERCISE[4]]),
    ],
    ids=["parted", "joined", "moved"],
)
def test_answers_count_where_the_course_has_parted_joined_or_moved_the_cells(old, new, known, marked):
    mine = answered(old, both=f"{ANSWER}\n\nmost = 3")
    got, result = merged(as_file(mine if marked else without_marks(mine)), new, old if known else None)
    names = {"check": lambda name: None}
    for text in got:
        exec(text, names)
    assert (names["neuron"](0), names["most"]) == (42, 3)
    assert result.lost == []
    assert not known or {name for told in result.moved for name in told.split(", ")} == {"neuron", "most"}
    again, result = merged(result.data, new, new)
    assert again == got, "there is nothing left to do"


def test_starting_lines_that_a_reader_kept_beside_an_answer_do_not_come_after_it():
    """The cell was duplicated with its id, and answered; in the new version it stands further up."""
    mine = [*EXERCISE[:4], EXERCISE[4], EXERCISE[4] | {"source": "most = 3"}, *EXERCISE[5:]]
    got, result = merged(as_file(mine), [*EXERCISE[:2], EXERCISE[4] | {"id": "renumbered"}, *EXERCISE[2:4]])
    assert got == [*texts(notebook(*EXERCISE[:2])), "most = 3", *texts(notebook(*EXERCISE[2:4]))]
    assert (result.moved, result.own, result.lost) == (["most"], [], [])


@pytest.mark.parametrize(
    "text",
    [
        "from my_answers import first, second",
        "import first, a.b as second",
        "(first,\n second) = 1, 2",
        "[first, *second] = range(9)",
        "first: int = 3\nsecond += 1",
        "try:\n    first = 1\nexcept ValueError:\n    def second(): ...",
        "for first in (second := [1]): pass",
        "%%time\n@wraps\ndef first(): ...\nwith x as second: pass",
        "first = second = 3",
        "first = 3\ndef second(:",
    ],
)
def test_what_a_cell_defines_is_known(text):
    assert defines(text) >= {"first", "second"}
    assert not defines("def f():\n    first = 1\nx = [first for first in y]\nz.first = w[first] = lambda second: 3") & {
        "first",
        "second",
    }


def test_what_was_only_run_is_not_counted_as_changed():
    ran = [{**each, "execution_count": 3, "outputs": [1]} if "outputs" in each else each for each in EXERCISE]
    _, result = merged(as_file(ran))
    assert result.moved == result.own == result.lost == []


def test_notes_and_cells_of_ones_own_stay_where_they_were():
    mine = [NOTE | {"id": "first"}, *EXERCISE[:3], NOTE, *EXERCISE[3:], cell("last", "1 + 1")]
    got, result = merged(as_file(mine))
    assert got[0] == "a note of mine"
    assert got[got.index(NEWER[3]["source"]) + 1] == "a note of mine"
    assert got[-1] == "1 + 1"
    assert len(result.own) == 3


def test_every_exercise_of_the_course_keeps_every_answer():
    """The solutions stand for a reader's answers, and move into exercises all of whose texts are new."""
    for path in sorted(ROOT.glob("exercises/*.ipynb")):
        begun = json.loads(path.read_text(encoding="utf-8"))["cells"]
        solved = {each["id"]: each for each in json.loads((ROOT / "solutions" / path.name).read_text("utf-8"))["cells"]}
        mine = [{**each, "source": solved[each["id"]]["source"]} for each in begun]
        new = [{**each, "id": f"n{i}", "source": f"# new\n{source(each)}"} for i, each in enumerate(begun)]
        asked = [each["id"] for each in begun if "answer" in each["metadata"]]
        assert len(asked) >= 5, path.name
        result = merge(as_file(mine), marks(as_file(begun)), as_file(new))
        assert len(result.moved) == len(asked), path.name
        assert result.lost == result.own == []
        assert {source(solved[name]) for name in asked} <= set(texts(result.data))


# A folder


def test_a_folder_is_updated_and_the_reader_s_own_files_are_not_touched(folder):
    (folder / E_PATH).write_bytes(notebook(*EXERCISE, one=ANSWER))
    own = {
        "notes.txt": "x",
        "exercises/my_neuron.ipynb": "{}",
        "exercises/.ipynb_checkpoints/neuron-checkpoint.ipynb": "y",
    }
    for path, text in own.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text)
    report = update(folder, NEW)
    assert ANSWER in texts((folder / E_PATH).read_bytes())
    assert (folder / L_PATH).read_bytes() == NEW.files[L_PATH]
    assert {path: (folder / path).read_text() for path in own} == own
    assert (report.added, report.renewed, list(report.merged)) == (["notebooks/04_new.ipynb"], [L_PATH], [E_PATH])
    assert report.beside == {}
    assert (folder / HIDDEN / "before" / "1.0" / E_PATH).read_bytes() == notebook(*EXERCISE, one=ANSWER)
    again = update(folder, NEW)
    assert not any((again.added, again.renewed, again.merged, again.removed, again.kept))


def test_what_can_t_be_moved_stands_beside_the_new_notebook(folder):
    mine = notebook(*EXERCISE, imports="import torch", one=ANSWER)
    (folder / E_PATH).write_bytes(mine)
    (folder / "exercises" / "neuron_before_update.ipynb").write_text("of an earlier update")
    report = update(folder, NEW)
    assert report.beside == {E_PATH: "exercises/neuron_before_update_2.ipynb"}
    assert (folder / report.beside[E_PATH]).read_bytes() == mine
    assert ANSWER in texts((folder / E_PATH).read_bytes())


@pytest.mark.parametrize("damaged", [b"", b'{"cells": [', b"\xff\xfe", b"[]", b'{"cells": [3]}', b"[" * 100_000])
def test_a_damaged_notebook_stands_beside_the_new_one(folder, damaged):
    (folder / E_PATH).write_bytes(damaged)
    report = update(folder, NEW)
    assert (folder / report.beside[E_PATH]).read_bytes() == damaged
    assert (folder / E_PATH).read_bytes() == NEW.files[E_PATH]


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"version": "1.0", "files": {"a": 3}}', None])
def test_without_its_notes_a_folder_keeps_the_answers(folder, damaged):
    (folder / E_PATH).write_bytes(notebook(*EXERCISE, one=ANSWER))
    notes = folder / HIDDEN / "manifest.json"
    notes.unlink() if damaged is None else notes.write_text(damaged)
    report = update(folder, NEW)
    assert ANSWER in texts((folder / E_PATH).read_bytes())
    assert read(folder).version == "1.1"
    assert (folder / report.beside[L_PATH]).read_bytes() == OLD.files[L_PATH]  # whose changes nobody can tell


def test_a_notebook_that_the_course_gave_up_goes_unless_it_was_changed(folder):
    files = {path: data for path, data in NEW.files.items() if path not in (E_PATH, L_PATH)}
    (folder / E_PATH).write_bytes(notebook(*EXERCISE, one=ANSWER))
    report = update(folder, Course("1.1", files))
    assert (report.removed, report.kept) == ([L_PATH], [E_PATH])
    assert not (folder / L_PATH).exists()
    kept = folder / HIDDEN / "before" / "1.0" / L_PATH
    assert kept.read_bytes() == OLD.files[L_PATH], "the notes may be somebody else's, and wrong"
    assert (folder / E_PATH).exists()
    assert not update(folder, Course("1.2", files)).kept, "from then on it is the reader's own"


@pytest.mark.parametrize("asked_for", [EXERCISE, without_marks(EXERCISE)], ids=["known by its tasks", "by its texts"])
def test_what_was_written_moves_into_a_notebook_that_is_called_otherwise_now(folder, asked_for):
    """A lesson is renumbered, or an exercise renamed."""
    mine = notebook(*LESSON, turn='answer = 3\nyour_turn("at_least_two", answer)', end="my end")
    (folder / L_PATH).write_bytes(mine)
    os.utime(folder / L_PATH, ns=((later := (folder / HIDDEN / "manifest.json").stat().st_mtime_ns + 10**9), later))
    (folder / E_PATH).write_bytes(notebook(*EXERCISE, one=ANSWER))
    renamed = {
        "notebooks/03_neuron.ipynb": notebook(*LESSON, end="The new end"),
        "exercises/unit.ipynb": NEW.files[E_PATH],
    }
    report = update(folder, Course("1.1", renamed | {"notebooks/02_other.ipynb": notebook(NOTE)}))
    assert report.called_before == {"notebooks/03_neuron.ipynb": L_PATH, "exercises/unit.ipynb": E_PATH}
    assert ANSWER in texts((folder / "exercises/unit.ipynb").read_bytes())
    assert texts((folder / "notebooks/03_neuron.ipynb").read_bytes())[2:] == [
        'answer = 3\nyour_turn("at_least_two", answer)',
        "The new end",
    ]
    assert not (folder / L_PATH).exists()
    assert not (folder / E_PATH).exists()
    assert report.beside == {"notebooks/03_neuron.ipynb": "notebooks/02_neuron_before_update.ipynb"}
    assert (folder / report.beside["notebooks/03_neuron.ipynb"]).read_bytes() == mine
    assert (folder / HIDDEN / "before" / "1.0" / E_PATH).read_bytes() == notebook(*EXERCISE, one=ANSWER)
    assert (report.kept, report.added) == ([], ["notebooks/02_other.ipynb"])
    assert last_worked_at(folder) == "notebooks/03_neuron.ipynb"


def test_what_was_written_moves_into_no_notebook_that_is_another_or_there(folder):
    mine = notebook(*EXERCISE, one=ANSWER)
    (folder / E_PATH).write_bytes(mine)
    (folder / "exercises" / "unit.ipynb").write_bytes(notebook(NOTE))
    report = update(
        folder, Course("1.1", {"exercises/unit.ipynb": NEW.files[E_PATH], "exercises/b.ipynb": OLD.files[L_PATH]})
    )
    assert E_PATH in report.kept
    assert (folder / E_PATH).read_bytes() == mine
    assert (folder / "exercises" / "b.ipynb").read_bytes() == OLD.files[L_PATH]


def test_an_answer_in_a_notebook_of_format_3_is_moved(folder):
    old = nbformat.v3.new_notebook(worksheets=[nbformat.v3.new_worksheet()])
    for each in answered():
        kind = nbformat.v3.new_code_cell if each["cell_type"] == "code" else nbformat.v3.new_text_cell
        old.worksheets[0].cells.append(kind(*["markdown"] * (each["cell_type"] != "code"), each["source"]))
    (folder / E_PATH).write_text(nbformat.v3.writes_json(old), encoding="utf-8")
    report = update(folder, NEW)
    assert report.beside == {}
    assert ANSWER in texts((folder / E_PATH).read_bytes())


def test_both_sides_of_a_merge_conflict_are_named_as_what_they_are(folder):
    (folder / E_PATH).write_bytes(b"<<<<<<< HEAD\n" + notebook(*EXERCISE) + b"\n=======\n{}\n>>>>>>> other\n")
    assert "merge conflict" in update(folder, NEW).merged[E_PATH].why


def test_a_notebook_of_the_reader_s_own_that_a_new_one_is_called_like_stands_beside(folder):
    (folder / "notebooks" / "04_new.ipynb").write_bytes(notebook(NOTE))
    report = update(folder, NEW)
    assert (folder / report.beside["notebooks/04_new.ipynb"]).read_bytes() == notebook(NOTE)


def test_a_notebook_that_is_only_to_be_read_is_updated(folder):
    (folder / L_PATH).chmod(0o444)
    update(folder, NEW)
    assert (folder / L_PATH).read_bytes() == NEW.files[L_PATH]


def test_an_older_course_changes_nothing(folder):
    update(folder, NEW)
    before = tree(folder)
    with pytest.raises(CourseFolderError, match=r"made with lecture-nn 1\.1, which is newer than the 1\.0"):
        update(folder, OLD)
    assert tree(folder) == before
    report = lay_out(folder, OLD)
    assert report.older
    assert (report.before, report.version) == ("1.1", "1.1")


def test_where_there_is_no_course_there_is_nothing_to_update(tmp_path):
    with pytest.raises(CourseFolderError, match="holds no copy of the course yet"):
        update(tmp_path, NEW)
    assert list(tmp_path.iterdir()) == []


def test_where_the_reader_stopped_is_known_after_an_update(folder):
    assert last_worked_at(folder) == ""
    later = (folder / HIDDEN / "manifest.json").stat().st_mtime_ns + 10**9
    for place, text in ((L_PATH, notebook(*LESSON, turn="answer = 1")), (E_PATH, notebook(*EXERCISE, one=ANSWER))):
        (folder / place).write_bytes(text)
        os.utime(folder / place, ns=(later, later))
        later += 10**9
    assert last_worked_at(folder) == E_PATH
    update(folder, NEW)
    assert last_worked_at(folder) == E_PATH


# Stopped at any moment


def tree(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "lock"
    }


OPERATIONS = {"write", "mkdir", "replace", "rename", "unlink", "remove", "rmdir", "chmod"}
"""Names of what changes files, of Python's own or of the system's. Before `write` a file is there, and empty."""


@pytest.fixture
def no_sync(monkeypatch):
    """What is killed is a process, not the machine: nothing need reach the disk."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


def killed_after(count, act):
    """Do it in a process that is killed before its operation number `count`; return whether it had finished."""
    if (child := os.fork()) == 0:
        seen = 0

        def kill(frame, event, function):
            nonlocal seen
            if event == "c_call" and function.__name__ in OPERATIONS:
                seen += 1
                if seen > count:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.setprofile(kill)
            act()
            sys.setprofile(None)
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1] == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is forked, and killed")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
@pytest.mark.parametrize("what", ["open", "update"])
def test_killed_before_any_operation_nothing_is_lost(tmp_path, what, no_sync):
    """Each file is at any moment as it was or as it shall be, and the next call does the rest."""
    mine = notebook(*EXERCISE, imports="import torch", one=ANSWER)
    act = {"open": lambda: lay_out(folder, OLD), "update": lambda: update(folder, NEW)}[what]

    def begin(name):
        begun = tmp_path / name
        if what == "update":
            lay_out(begun, OLD)
            (begun / E_PATH).write_bytes(mine)
        return begun

    folder = begin("whole")
    before = visible(folder)
    act()
    whole = visible(folder)
    states = set()
    for count in range(1000):
        folder = begin(f"killed {count}")
        finished = killed_after(count, act)
        now = visible(folder)
        states.add(frozenset(now.items()))
        for path in before.keys() | whole.keys() | now.keys():
            assert now.get(path) in (before.get(path), whole.get(path)), (count, path)
        if what == "update":
            assert mine in now.values() or finished
        act()
        assert visible(folder) == whole, count
        assert not [path for path in tree(folder) if "staged" in path or ".writing" in path]
        if finished:
            break
    assert finished
    assert count > 15
    assert len(states) > 3, "some are stopped half way"


def visible(folder):
    """The files of a folder but for the notes; what new cells are called is drawn at random."""
    return {
        path: re.sub(rb'"id": "[0-9a-f]{8}"', b"", data) for path, data in tree(folder).items() if HIDDEN not in path
    }


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is forked, and killed")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_what_is_written_after_a_killed_update_is_kept_too(tmp_path, no_sync):
    """Somebody may go on working for a week before the next call."""
    folder, count = tmp_path / "0", 0
    while True:
        folder = tmp_path / str(count)
        lay_out(folder, OLD)
        finished = killed_after(count, functools.partial(update, folder, NEW))
        cells = json.loads((folder / E_PATH).read_bytes())["cells"]
        for each in cells:
            if each["metadata"].get("answer") == ["neuron"]:
                each["source"] = ANSWER
        (folder / E_PATH).write_bytes(as_file(cells))
        update(folder, NEW)
        assert texts((folder / E_PATH).read_bytes())[3] == ANSWER, count
        if finished:
            return
        count += 1


def test_without_space_everything_stays_as_it_was(folder, monkeypatch):
    (folder / E_PATH).write_bytes(notebook(*EXERCISE, one=ANSWER))
    before = visible(folder)

    def full(_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            update(folder, NEW)
    assert visible(folder) == before
    assert not (folder / HIDDEN / "staged").exists(), "what has no place doesn't go on filling the disk"
    update(folder, NEW)
    assert ANSWER in texts((folder / E_PATH).read_bytes())
