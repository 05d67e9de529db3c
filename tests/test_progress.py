"""The student's points: kept, never lost, never in the way."""

import json
import multiprocessing
import os

import nbformat
import pytest

import lecture_nn
from lecture_nn.checks import load_exercise, progress, your_turn
from lecture_nn.checks.points import note, reached
from lecture_nn.memory import remember
from lecture_nn.predictions import declared


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


def test_what_is_answered_in_the_lessons_is_told(file, tmp_path, monkeypatch):
    questions = [f'predict("Is it {n}?", {{"Yes": "It is.", "No": "It is not."}}, answer=0)' for n in range(3)]
    cells = [*questions, "def delta_u(delta_h, h):\n    ...\n\n\nyour_turn('delta_u', delta_u)", "predict(", "fit(net)"]
    (tmp_path / "notebooks").mkdir()
    damaged = tmp_path / "notebooks" / "11_choosing_a_loss.ipynb"
    damaged.write_text("{")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nbformat.write(notebook, tmp_path / "notebooks" / "10_multi_layer_backprop.ipynb")
    monkeypatch.setattr(lecture_nn, "__file__", str(tmp_path / "lecture_nn" / "__init__.py"))
    assert "10_multi_layer_backprop      0 of 3 questions answered, 0 right at once; 0 of 1 turn" in repr(progress())
    first, second = (declared(question).questions[0].id for question in questions[:2])
    given = {first: {"first": "right", "given": 0}, second: {"first": "shown", "given": None}, "other": 3}
    remember("predictions", lambda kept: kept.update(given))
    your_turn("delta_u", lambda delta_h, h: delta_h * (1 - h**2))
    told = "2 of 3 questions answered, 1 right at once; 1 of 1 turn"
    assert f"10_multi_layer_backprop      {told}\n" in repr(progress())
    assert (
        f'{told}</td><td><progress aria-label="10_multi_layer_backprop" max="4" value="3">' in progress()._repr_html_()
    )
    assert "11_" not in repr(progress())


def test_progress_is_told_without_the_lessons_too(file, tmp_path, monkeypatch):
    monkeypatch.setattr(lecture_nn, "__file__", str(tmp_path / "lecture_nn" / "__init__.py"))
    monkeypatch.chdir(tmp_path)
    assert "questions" not in repr(progress())
    assert "Next: exercises/" in repr(progress())


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
