"""A stray among a student's files, such as a scratch notebook or a lesson, is told and costs nothing."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from hostile import ALL, SOLVED, notebook

from lecture_nn.grading import grade_class
from lecture_nn.workers import Limits, why_not_locked

ROOT = Path(__file__).resolve().parent.parent
RIGHT = notebook(SOLVED)


def zipped(files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


@pytest.fixture
def grades(tmp_path):
    def run(files, **more):
        for name, data in files.items():
            (tmp_path / "class" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "class" / name).write_bytes(data)
        limits = Limits(seconds=60, total=240)
        grade_class(tmp_path / "class", tmp_path / "out", seed=1, limits=limits, trust=bool(why_not_locked()), **more)
        return tmp_path / "out"

    return run


def sheet(out):
    with (out / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


STRAYS = {
    "their own scratch notebook": ("scratch.ipynb", notebook(["x = 1", "print(x)"]), "it answers no exercise"),
    "an empty notebook": ("Untitled.ipynb", notebook([]), "it answers no exercise"),
    "a lesson": (
        "12_softmax_and_cross_entropy.ipynb",
        (ROOT / "notebooks" / "12_softmax_and_cross_entropy.ipynb").read_bytes(),
        "the lesson 12_softmax_and_cross_entropy",
    ),
    "a copied solution": (
        "neuron.ipynb",
        (ROOT / "solutions" / "neuron.ipynb").read_bytes(),
        "our own solution of neuron",
    ),
    "an exercise that isn't graded": (
        "neuron.ipynb",
        (ROOT / "exercises" / "neuron.ipynb").read_bytes(),
        "a notebook of neuron, which isn't graded here",
    ),
    "an archive of pictures": ("pictures.zip", zipped({"plot.png": b"\x89PNG"}), "got pictures.zip with plot.png"),
}


@pytest.mark.parametrize("name", STRAYS)
@pytest.mark.parametrize("first", ["", "0 "])
def test_a_stray_beside_a_graded_notebook_is_told_and_is_no_status(grades, name, first):
    file, data, reason = STRAYS[name]
    stray = f"anna/{'0/' if first else ''}{file}"  # before the answer in the order of the names, or after it
    out = grades({"anna/1.ipynb": RIGHT, stray: data, "ben/softmax.ipynb": RIGHT}, only=("softmax",))
    anna, ben = sheet(out)
    assert (anna["status"], anna["points"], anna["missing"], anna["flags"]) == ("ok", str(ALL), "", "")
    assert anna["notes"] == f"left out: {stray} ({told_of(anna)})"
    assert reason in told_of(anna)
    assert ben["notes"] == ""
    page = next((out / "feedback").glob("anna-*")).read_text()
    assert "Left out: " in page
    assert "⚠" not in page


def told_of(row):
    return row["notes"].partition(" (")[2].removesuffix(")")


def test_many_strays_are_one_note(grades):
    out = grades({f"anna/{n}.ipynb": notebook([f"x = {n}"]) for n in range(9)} | {"anna/softmax.ipynb": RIGHT})
    (anna,) = sheet(out)
    assert anna["status"] == "ok"
    assert anna["notes"].startswith("left out: anna/0.ipynb (it answers no exercise), anna/1.ipynb")
    assert anna["notes"].endswith("and 4 more")


def test_strays_alone_and_damaged_files_are_a_status(grades):
    (anna, ben) = sheet(
        grades({"anna/x.ipynb": notebook(["x = 1"]), "ben/neuron.ipynb": b"{", "ben/softmax.ipynb": RIGHT})
    )
    assert (anna["status"], ben["status"], ben["points"]) == ("other exercise", "unreadable", str(ALL))
