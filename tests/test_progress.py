"""The student's points: kept, never lost, never in the way."""

import json
import multiprocessing
import os

import pytest

from lecture_nn.checks import load_exercise, progress
from lecture_nn.checks.points import note, reached


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
    assert "2 of  13 points" in repr(progress())
    assert '<progress aria-label="softmax" max="13" value="2">' in progress()._repr_html_()


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
