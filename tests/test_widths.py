"""Lines of a lesson or of an exercise are short enough to be read without scrolling sideways."""

import nbformat
import pytest
from rewritten import REWRITTEN, ROOT

NOT_YET = {"01_beyond_lines", "08_loss_and_descent", "10_multi_layer_backprop"}
"""Lessons that still have longer lines. May only shrink."""
EXERCISES = {"model_selection", "monitoring", "optimizers", "weight_decay"}
"""Exercises whose lines are short already. May only grow."""
FOLDED, VISIBLE, PRINTED = 80, 84, 82
"""JupyterLab shows the first line of a folded cell without breaking it: a long one makes the whole notebook scroll."""


def too_long(cells):
    """The lines of code cells and of what they print that are too long, each with what it is and its length."""
    found = []
    for cell in cells:
        if cell.cell_type != "code":
            continue
        lines = cell.source.splitlines()
        if cell.metadata.get("jupyter", {}).get("source_hidden"):
            kinds = [("folded", lines[:1], FOLDED)]
        else:
            kinds = [("visible", lines, VISIBLE)]
        printed = [line for output in cell.outputs for line in output.get("text", "").splitlines()]
        for kind, each, most in [*kinds, ("printed", printed, PRINTED)]:
            found += [f"{kind}, {len(line)} characters: {line}" for line in each if len(line) > most]
    return found


@pytest.mark.parametrize("name", sorted(REWRITTEN - NOT_YET))
def test_no_line_of_a_lesson_is_too_long(name):
    assert too_long(nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells) == []


@pytest.mark.parametrize("name", sorted(EXERCISES))
def test_no_line_of_an_exercise_is_too_long(name):
    assert too_long(nbformat.read(ROOT / "exercises" / f"{name}.ipynb", as_version=4).cells) == []


def test_lessons_whose_lines_are_short_are_off_the_list():
    """Take what is told here off NOT_YET."""
    read = {name: nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells for name in sorted(NOT_YET)}
    assert [name for name, cells in read.items() if not too_long(cells)] == []


@pytest.mark.parametrize("hidden", [True, False])
def test_lines_that_are_too_long_are_found(hidden):
    first, second, printed = "a" * (81 if hidden else 85), "b" * 85, "c" * 83
    metadata = {"jupyter": {"source_hidden": hidden}}
    out = [nbformat.v4.new_output("stream", text=f"{'d' * 82}\n{printed}\n")]
    cell = nbformat.v4.new_code_cell(f"{first}\n{second}\n{'e' * 80}", metadata=metadata, outputs=out)
    text = nbformat.v4.new_markdown_cell("f" * 200)
    expected = [first, printed] if hidden else [first, second, printed]
    assert [line.rsplit(" ", 1)[1] for line in too_long([text, cell])] == expected
