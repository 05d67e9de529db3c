"""One path through the course: lesson by lesson, each exercise in its place, nothing left out and no dead end."""

import re

import nbformat
import pytest
from rewritten import ROOT

from lecture_nn.checks.order import AFTER, exercise_after, in_order, path

LESSONS = {place.stem: place for place in sorted(ROOT.glob("notebooks/[0-9]*.ipynb"))}
EXERCISES = {place.stem: place for place in sorted(ROOT.glob("exercises/*.ipynb"))}
NOTEBOOKS = LESSONS | EXERCISES
BESIDE = ROOT / "notebooks" / "before_and_after.ipynb"
"""The quiz of what one believes, which whoever likes answers before the path and after it."""
LINK = re.compile(r"\[[^\]]*\]\((?:\.\./(?:notebooks|exercises)/)?(\w+)\.ipynb[^)]*\)")
ONWARD = re.compile(r"\*\*Now build it:\*\*|\bNext\b")
"""What a notebook's onward link stands behind: the first link after it is where a reader goes on."""
HEADINGS_AT_THE_END = r"^## (?:History|Where|Sources|Reading)"


def texts(name):
    cells = nbformat.read(NOTEBOOKS[name], as_version=4).cells
    return [cell.source for cell in cells if cell.cell_type == "markdown"]


def ending(name):
    """What stands at the end of a notebook, before its further reading."""
    last = texts(name)[-1]
    return re.split(HEADINGS_AT_THE_END, last, flags=re.MULTILINE)[0]


def onward(text):
    """The notebook that a reader goes on with, or None at the end of the path."""
    found = ONWARD.search(text)
    link = LINK.search(text, found.end()) if found else None
    return link[1] if link else None


def follow(name):
    """The notebooks that a reader comes to from here who always goes on with the next, until one leads nowhere new."""
    visited = []
    while name is not None and name not in visited:
        visited.append(name)
        name = onward(ending(name))
    return visited, name


def test_going_on_visits_every_lesson_and_every_exercise_once_in_the_order_of_the_course():
    visited, leads_to = follow("00_start_here")
    assert visited == path(list(LESSONS))
    assert sorted(visited) == sorted(NOTEBOOKS)
    assert leads_to is None, "the last notebook ends the path"


def test_the_order_puts_each_exercise_right_after_its_lesson():
    order = path(list(LESSONS))
    assert [name for name in order if name in EXERCISES] == in_order()
    for exercise, lesson in AFTER.items():
        before = order[order.index(exercise) - 1]
        assert before.startswith(f"{lesson:02}_"), exercise


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_ends_with_its_exercise(name):
    """Its own, or the one that comes next, with the lesson after which it comes."""
    number = int(name[:2])
    end, exercise = ending(name), exercise_after(number)
    build = end[end.index("**Now build it:**") :]
    assert exercise in [link for link in LINK.findall(build) if link in EXERCISES], exercise
    if AFTER[exercise] != number:
        assert re.search(rf"(?:after|After)\s+lesson\s+{AFTER[exercise]:02}\b", build), f"say when {exercise} comes"


@pytest.mark.parametrize("name", EXERCISES)
def test_an_exercise_leads_back_to_its_lessons_and_on(name):
    top = texts(name)[0]
    back = LINK.findall(top[top.index("Before it:") :])
    assert f"{AFTER[name]:02}" in [lesson[:2] for lesson in back if lesson in LESSONS]
    assert name == in_order()[-1] or onward(ending(name)) in LESSONS


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_links_between_notebooks_work_in_jupyterlab_on_github_and_on_the_site(name):
    """They are relative and name the folder wherever it is another one, and their targets exist."""
    for text in texts(name):
        for address in re.findall(r"\]\(([^)\s]+\.ipynb[^)\s]*)\)", text):
            target = (NOTEBOOKS[name].parent / address.partition("#")[0]).resolve()
            assert "://" not in address, address
            assert target in [place.resolve() for place in [*NOTEBOOKS.values(), BESIDE]], address


def test_the_quiz_is_found_before_the_path_and_after_it_and_leads_back():
    first, last = "00_start_here", "18_early_stopping"
    for name, text in ((first, texts(first)[0]), (last, ending(last))):
        assert BESIDE.stem in LINK.findall(text), name
    text = "".join(cell.source for cell in nbformat.read(BESIDE, as_version=4).cells)
    assert {first, last} <= set(LINK.findall(text))


def test_a_chain_with_a_gap_is_found():
    assert onward("Next: [02](02_neuron.ipynb). **Now build it:** [x](../exercises/neuron.ipynb)") == "02_neuron"
    assert onward("**Now build it:** [x](../exercises/neuron.ipynb). Next: [02](02_neuron.ipynb)") == "neuron"
    assert onward("See [lesson 02](02_neuron.ipynb).") is None
