"""The student's points: kept, never lost, never in the way."""

import json
import multiprocessing
import os
import re
from importlib import import_module
from pathlib import Path

import nbformat
import pytest
from rewritten import ROOT

from lecture_nn.checks import exercise_names, load_exercise, progress, your_turn
from lecture_nn.checks.lessons import contents
from lecture_nn.checks.order import path
from lecture_nn.checks.points import Progress, note, reached
from lecture_nn.checks.progress_page import page
from lecture_nn.checks.suggestion import Stop, suggest
from lecture_nn.cli import main
from lecture_nn.concepts import inventory
from lecture_nn.concepts.kept import keep
from lecture_nn.files import write_whole
from lecture_nn.memory import remember
from lecture_nn.predictions import declared

LESSONS = {place.stem: place for place in sorted(ROOT.glob("notebooks/[0-9]*.ipynb"))}


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "own" / "progress.json"
    monkeypatch.setenv("LECTURE_NN_PROGRESS", str(path))
    return path


def report(**answers):
    return load_exercise("softmax").grade(answers, hidden=False)


BOTH = {"for_a_price": "c", "for_a_species": "b"}


def test_the_best_score_is_kept(file):
    for answers in ({"for_a_price": "c"}, BOTH, {}):
        note(report(**answers))
    assert reached() == {"softmax": 2}
    assert json.loads(file.read_text()) == {"points": {"softmax": 2}}
    assert "softmax" in repr(progress())
    assert "2 of  14 points" in repr(progress())
    assert '<progress aria-label="softmax" max="14" value="2">' in progress()._repr_html_()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"points": 3}', '{"points": {"softmax": "x"}}', "\x00"])
def test_a_damaged_file_counts_as_empty_and_is_mended(file, text):
    file.parent.mkdir()
    file.write_text(text)
    assert reached() == {}
    note(report(**BOTH))
    assert reached() == {"softmax": 2}


def test_a_crash_while_writing_leaves_the_old_file(file, monkeypatch):
    note(report(for_a_price="c"))

    def crash(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", crash)
    with pytest.raises(KeyboardInterrupt):
        note(report(**BOTH))
    assert reached() == {"softmax": 1}


def test_work_goes_on_where_nothing_can_be_written(file):
    file.parent.write_text("a file where a folder should be")
    note(report(**BOTH))
    assert reached() == {}


LESSON = "10_multi_layer_backprop"


def answer(*ids, first="right"):
    remember("predictions", lambda kept: kept.update({each: {"first": first, "given": 0} for each in ids}))


def test_what_is_answered_in_the_lessons_is_told(file):
    asked = contents()["lessons"][LESSON]
    N, turns = len(asked["questions"]), len(asked["turns"])
    start = f"0 of {N} questions answered, 0 right at once; 0 of {turns} turns"
    assert f"{LESSON:28} {start}" in repr(progress())
    answer(asked["questions"][0])
    answer(asked["questions"][1], first="shown")
    answer("of an older lesson")
    remember("predictions", lambda kept: kept.update({asked["questions"][2]: 3}))  # damaged
    your_turn("delta_u", lambda delta_h, h: delta_h * (1 - h**2))
    told = f"2 of {N} questions answered, 1 right at once; 1 of {turns} turns"
    assert f"{LESSON:28} {told}\n" in repr(progress())
    bar = f'<progress aria-label="{LESSON}" max="{N + turns}" value="3">'
    assert f"{told}</td><td>{bar}" in progress()._repr_html_()
    assert progress().next().startswith(f"notebooks/{LESSON}.ipynb (go on with lesson 10, ")
    answer(*asked["quiz"])
    assert f"{LESSON:28} read; {len(asked['quiz']) + 2} of {N}" in repr(progress())
    assert "1 of 21 lessons read" in repr(progress())
    assert progress().next().startswith("exercises/multi_layer_backprop.ipynb (now build it")


def test_the_totals_are_the_same_everywhere(file, monkeypatch, tmp_path):
    """In a notebook, in the terminal, on the page and on the site; and wherever one is, whatever one has changed."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    monkeypatch.chdir(tmp_path)
    asked = json.loads(re.search(r'lnn-asked">(.*?)</script>', import_module("shown").answered(list(LESSONS)))[1])
    assert [stop["name"] for stop in asked] == path(LESSONS)
    for stop in asked:
        if stop["name"] not in LESSONS:
            continue
        cells = nbformat.read(LESSONS[stop["name"]], as_version=4).cells
        found = [questions for cell in cells if cell.cell_type == "code" and (questions := declared(cell.source))]
        assert stop["questions"] == [each.id for questions in found for each in questions.questions]
        assert stop["quiz"] == [each.id for each in found[-1].questions]
        assert re.search(rf"^{stop['name']} +0 of {len(stop['questions'])} questions", repr(progress()), re.MULTILINE)
        assert f"{len(stop['questions'])} questions, " in page(progress())
    totals = {name: total for name, _, total in progress().totals()}
    assert totals["lessons read"] == len(LESSONS)
    assert totals["questions answered"] == sum(len(stop.get("questions", ())) for stop in asked)
    assert totals["points"] == sum(load_exercise(name).total for name in exercise_names())


def test_the_quiz_before_and_after_is_told_and_comes_when_all_else_is_done(file):
    names = list(inventory().names())
    right = {name: {"first": "noted", "given": inventory()[name].right} for name in names}
    told = "The quiz before and after the course: 0 of 25 questions answered before, 0 after"
    assert told in repr(progress())
    keep("before", dict(list(right.items())[:-1]))
    keep("after", {names[0]: right[names[0]] | {"first": "right"}})
    for text in (repr(progress()), progress()._repr_html_(), page(progress())):
        assert told.replace("0 of", "24 of").replace("0 after", "1 after") in text
    assert "start with lesson 00" in progress().next(), "a quiz is no lesson"
    done = stops("l!", "e!")
    assert suggest(done, quiz_is_left=True).place == "notebooks/before_and_after.ipynb"
    assert suggest(done).place == "lecture-nn assemble"
    assert suggest(stops("l!", "e"), quiz_is_left=True).place == "exercises/x1.ipynb"
    for before, after, left in ((24, 1, True), (24, 25, False), (0, 0, False)):
        finished = Progress({}, quiz=(before, after, 25))
        object.__setattr__(finished, "stops", lambda: done)
        assert ("before_and_after" in finished.next()) == left


def stops(*done):
    """A short path: lessons and exercises as "l" and "e", "!" behind what is done, "?" behind what is begun."""
    found = []
    for number, each in enumerate(done):
        name = f"{number:02}_x" if each[0] == "l" else f"x{number}"
        found.append(Stop(name, each[0].upper(), each[0] == "l", each[1:] == "?", each[1:2] == "!", "some"))
    return found


@pytest.mark.parametrize(
    ("path", "number", "why"),
    [
        ("l l e l e", 0, "start with"),
        ("l! l? e l e", 1, "go on with"),
        ("l! l! e l e", 2, "now build it"),
        ("l! l! e? l e", 2, "go on with"),
        ("l! l! e! l e", 3, "next comes"),
        ("l! l! e l! e", 2, "you have left out"),  # before the capstone
        ("l! l? e l! e?", 1, "go on with"),  # the capstone comes last, though it is begun
        ("l! l e l! e?", 1, "you have left out"),
        ("l? l e! l? e", 3, "go on with"),  # where the reader is, not where they once stopped
        ("l! l! e! l! e", 4, "now build it"),
        ("l! l! e! l! e?", 4, "go on with"),
        ("l! l! e! l! e!", None, "you have read and solved everything"),
    ],
)
def test_one_thing_is_suggested_that_makes_sense(path, number, why):
    found = stops(*path.split())
    told = suggest(found)
    assert told.why.startswith(why)
    assert told.place == (found[number].place if number is not None else "lecture-nn assemble")


ODD = {
    "points": {"softmax": 10**400, "neuron": True, "activations": -1, "monitoring": "x", "ten_digits": 3, "other": 4},
    "graded": [1, 2],
    "predictions": {"a": None, "b": {"first": []}},
    "turns": {"delta_u": {"how": "in a newer version"}},
    "newer": {"kept": [1]},
}


def test_what_another_version_has_written_is_read_as_far_as_it_goes_and_kept(file):
    file.parent.mkdir()
    file.write_text(json.dumps(ODD))
    assert reached() == {"softmax": 14, "ten_digits": 3}
    told = {name: done for name, done, _ in progress().totals()}
    assert told == {"lessons read": 0, "questions answered": 0, "turns done": 1, "points": 17}
    note(load_exercise("activations").grade({"can_die": "c"}))
    remember("graded", lambda kept: kept.update(neuron=10))
    kept = json.loads(file.read_text())
    assert kept["newer"] == {"kept": [1]}
    assert kept["graded of another version"] == [1, 2]
    assert kept["points"]["other"] == 4
    assert reached() == {"softmax": 14, "ten_digits": 3, "activations": 1, "neuron": 10}


@pytest.mark.parametrize("text", [b"{", b"[1]", b"\xff\xfe", b"[" * 100_000, b'"another program"'])
def test_a_file_that_is_not_ours_is_kept_beside_when_something_is_noted(file, text):
    file.parent.mkdir()
    file.write_bytes(text)
    assert "0 of 21 lessons read" in repr(progress())
    note(report(**BOTH))
    assert reached() == {"softmax": 2}
    assert file.with_name("progress.json.damaged").read_bytes() == text


def test_the_page_is_written_and_said_where(file, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("webbrowser.open", lambda _: pytest.fail("nobody is there to look at it"))
    answer(*contents()["lessons"]["00_start_here"]["questions"])
    assert main(["progress", "--html"]) == 0
    assert str(tmp_path / "progress.html") in capsys.readouterr().out
    text = (tmp_path / "progress.html").read_text()
    assert not re.search(r"https?://|src=|@import|url\(", text), "it needs nothing else"
    assert '<li class="lesson done">' in text
    assert '<li class="lesson here">' in text
    assert "<dd>1 <small>of 21</small>" in text
    assert main(["progress", "--html", "nowhere/page.html"]) == 2
    assert "can't be written" in capsys.readouterr().err


def test_the_page_replaces_nothing_but_a_page(tmp_path, monkeypatch, capsys, file):
    monkeypatch.chdir(tmp_path)
    for name in ("softmax.ipynb", "page.html"):
        Path(name).write_text('{"cells": ["my answers"]}')
        assert main(["progress", "--html", name]) == 2
        assert Path(name).read_text() == '{"cells": ["my answers"]}'
        assert f"{name}: There is another file already, which isn't replaced" in capsys.readouterr().err
    assert main(["concepts", "--export", "softmax.ipynb"]) == 2
    assert Path("softmax.ipynb").read_text() == '{"cells": ["my answers"]}'
    for _ in range(2):
        assert main(["progress", "--html", "mine.html"]) == 0
        assert main(["concepts", "--export", "mine.json"]) == 0
    capsys.readouterr()
    assert main(["progress", "--html", "nowhere/page.html"]) == 2
    assert "can't be written: nowhere/page.html: No such" in capsys.readouterr().err.replace("\\", "/")
    assert not list(tmp_path.rglob(".writing*"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_a_pipe_or_a_device_is_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileExistsError, match="no ordinary file"):
        write_whole(tmp_path / "pipe", "text")
    assert (tmp_path / "pipe").is_fifo()
    assert os.listdir(tmp_path) == ["pipe"]


def write(name, points, path):
    os.environ["LECTURE_NN_PROGRESS"] = path
    graded = load_exercise(name).grade({}, hidden=False)
    fake = type(graded)(name, graded.results)
    type(fake).points = property(lambda self: points)
    note(fake)


def test_two_notebooks_at_once_lose_nothing(file):
    jobs = [
        multiprocessing.get_context("spawn").Process(target=write, args=(name, 3, str(file)))
        for name in ("softmax", "debug_the_trainer")
    ]
    for job in jobs:
        job.start()
    for job in jobs:
        job.join(60)
    assert reached() == {"softmax": 3, "debug_the_trainer": 3}
