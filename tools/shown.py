"""The notebooks as the web site shows them: what moves and what asks is made from its cell, without running it."""

import ast
import json
import re
from pathlib import Path

import glossary
import nbformat

from lecture_nn import interactive
from lecture_nn.predictions import declared

ROOT = Path(__file__).resolve().parent.parent
NO_SCRIPT = "<noscript>What moves here needs JavaScript. The picture below stands still.</noscript>"
PANELS_SCRIPT = '<script type="module" src="../_static/panels/page.js"></script>'
QUESTIONS_SCRIPT = '<script type="module" src="../_static/questions/page.js"></script>'


def shown(path: Path) -> nbformat.NotebookNode:
    """The notebook as the site shows it: as it was saved, but for panels, questions, and links to other pages here.

    The code of a question is left out, since it says the answer.
    """
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if name := panel_of(cell):
            html = getattr(interactive, name)(**settings_of(cell, name)).html(NO_SCRIPT) + PANELS_SCRIPT
            cell.outputs = [nbformat.v4.new_output("display_data", {"text/html": html})]
        if cell.cell_type == "code" and (asked := declared(cell.source)):
            cell.outputs = [nbformat.v4.new_output("display_data", {"text/html": asked.html() + QUESTIONS_SCRIPT})]
            cell.metadata["tags"] = ["remove-input"]
        if cell.cell_type == "markdown":
            cell.source = cell.source.replace("[README](../README.md)", "[page of exercises](../exercises.md)")
    if path.parent.name == "notebooks" and (terms := glossary.of_lesson(path.stem)):
        notebook.cells.append(nbformat.v4.new_markdown_cell(terms))
    return notebook


def panel_of(cell: nbformat.NotebookNode) -> str | None:
    """The function of lecture_nn.interactive that a cell ends with a call of."""
    found = re.search(r"^(\w+_panel)\(.*\)$", cell.source, flags=re.MULTILINE) if cell.cell_type == "code" else None
    return found[1] if found else None


def settings_of(cell: nbformat.NotebookNode, name: str) -> dict[str, object]:
    """What the cell sets this panel's controls to: literals, by the controls' names."""
    calls = [node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Call)]
    (call,) = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == name]
    return {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}


def answered(names: list[str]) -> str:
    """What the list of lessons needs to say how many of a lesson's questions the reader has answered."""
    asked = {}
    for name in names:
        cells = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells
        found = [declared(cell.source) for cell in cells if cell.cell_type == "code"]
        asked[name] = [question.id for questions in filter(None, found) for question in questions.questions]
    listed = json.dumps({name: ids for name, ids in asked.items() if ids})
    return (
        f'<script type="application/json" id="lnn-asked">{listed}</script>'
        '<script type="module" src="_static/questions/lessons.js"></script>'
    )
