"""The notebooks as the web site shows them: what moves and what asks is made from its cell, without running it."""

import ast
import json
import re
from pathlib import Path

import folded
import glossary
import nbformat

from lecture_nn import interactive
from lecture_nn.checks.lessons import contents
from lecture_nn.checks.order import path
from lecture_nn.concepts.quiz import Quiz
from lecture_nn.predictions import declared

ROOT = Path(__file__).resolve().parent.parent
NO_SCRIPT = "<noscript>What moves here needs JavaScript.</noscript>"
PANELS_SCRIPT = '<script type="module" src="../_static/panels/page.js"></script>'
QUESTIONS_SCRIPT = '<script type="module" src="../_static/questions/page.js"></script>'


def shown(place: Path) -> nbformat.NotebookNode:
    """The notebook as the site shows it: as it was saved, but for panels, questions, and links to other pages here.

    The code of a question is left out, since it says the answer.
    """
    notebook = nbformat.read(place, as_version=4)
    for cell in notebook.cells:
        if name := panel_of(cell):
            html = getattr(interactive, name)(**settings_of(cell, name)).html(NO_SCRIPT) + PANELS_SCRIPT
            cell.outputs = [nbformat.v4.new_output("display_data", {"text/html": html})]
        if cell.cell_type == "code" and (asked := declared(cell.source)):
            cell.outputs = [nbformat.v4.new_output("display_data", {"text/html": asked.html() + QUESTIONS_SCRIPT})]
            cell.metadata["tags"] = ["remove-input"]
        elif cell.cell_type == "code" and (stage := re.fullmatch(r'concepts\("(\w+)"\)', cell.source)):
            html = Quiz(stage[1]).html() + QUESTIONS_SCRIPT
            cell.outputs = [nbformat.v4.new_output("display_data", {"text/html": html})]
            cell.metadata["tags"] = ["remove-input"]
        elif "hide-input" in cell.metadata.get("tags", []):
            holds = folded.holds(cell)
            cell.metadata["mystnb"] = {"code_prompt_show": f"Show {holds}", "code_prompt_hide": f"Hide {holds}"}
        if cell.cell_type == "markdown":
            cell.source = cell.source.replace("[README](../README.md)", "[page of exercises](../exercises.md)")
    if place.parent.name == "notebooks" and (terms := glossary.of_lesson(place.stem)):
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
    """What the list of lessons needs to say what the reader has answered and what comes next: the path, in order."""
    lessons, exercises = contents()["lessons"], contents()["exercises"]
    listed = []
    for name in path(names):
        if name in exercises:
            listed.append({"name": name, "title": exercises[name]["title"], "page": f"exercises/{name}.html"})
            continue
        about = {key: lessons[name][key] for key in ("title", "questions", "quiz")}
        listed.append({"name": name, "page": f"notebooks/{name}.html", **about})
    return (
        f'<script type="application/json" id="lnn-asked">{json.dumps(listed)}</script>'
        '<script type="module" src="_static/questions/lessons.js"></script>'
    )
