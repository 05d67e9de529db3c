"""A person's way from an empty folder to a network of their own: the course opened, answers written, a picture seen."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from lab import jupyterlab, open_lab
from playwright.sync_api import expect

from lecture_nn.assembly.parts import PARTS
from lecture_nn.assembly.writing import MARKERS
from lecture_nn.course import installed, lay_out

pytestmark = pytest.mark.slow  # it starts JupyterLab, and grades eight exercises

ROOT = Path(__file__).resolve().parents[2]
EXERCISE = "exercises/activations.ipynb"

OPEN = """async path => {
    const { commands } = window.jupyterapp;
    const { context, sessionContext } = await commands.execute("docmanager:open", { path });
    await Promise.all([context.ready, sessionContext.ready]);
}"""
PASTE = """([name, answer]) => {
    const { content } = window.jupyterapp.shell.currentWidget;
    const cell = content.widgets.find(({ model }) => (model.getMetadata("answer") ?? []).includes(name));
    cell.model.sharedModel.setSource(answer);
}"""
"""Put an answer into the cell that asks for it."""
RUN = """async () => {
    await window.jupyterapp.commands.execute("notebook:run-all-cells");
    await window.jupyterapp.commands.execute("docmanager:save");
}"""
NEW = """async code => {
    const { commands } = window.jupyterapp;
    const notebook = await commands.execute("notebook:create-new", { kernelName: "python3" });
    const { context, content, sessionContext } = notebook;
    await Promise.all([context.ready, sessionContext.ready]);
    content.widgets[0].model.sharedModel.setSource(code);
    await commands.execute("notebook:run-all-cells");
}"""
SHOWN = (
    """() => [...document.querySelectorAll(".jp-OutputArea img")].some(it => it.complete && it.naturalWidth > 500)"""
)


def answers(name: str) -> list[tuple[str, str]]:
    """What a solution has in the cells that ask for something, by the first name that each asks for."""
    asked, solved = (nbformat.read(ROOT / f / f"{name}.ipynb", as_version=4).cells for f in ("exercises", "solutions"))
    sources = {cell.id: MARKERS.sub("", cell.source) for cell in solved}
    return [(cell.metadata["answer"][0], sources[cell.id]) for cell in asked if "answer" in cell.metadata]


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, str]]:
    """A copy of the course in an empty folder, as ``lecture-nn open`` makes it, and JupyterLab there."""
    folder = tmp_path / "my course"
    environment = {"LECTURE_NN_PROGRESS": str(tmp_path / "progress.json"), "LECTURE_NN_TRIAL": "2"}
    environment["PYTHONPATH"] = str(ROOT)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    lay_out(folder, installed())
    with jupyterlab(folder) as address:
        yield folder, address


def test_answers_become_a_network_of_ones_own(lab, watch: Callable):
    folder, address = lab
    watched = watch(viewport={"width": 1200, "height": 900})
    page = watched.page
    open_lab(page, address)
    page.evaluate(OPEN, EXERCISE)
    for name, answer in answers("activations"):
        page.evaluate(PASTE, [name, answer])
    page.evaluate(RUN)
    expect(page.locator(".jp-OutputArea").filter(has_text="Score: 10 of 10 points").first).to_be_attached(
        timeout=30_000
    )

    for name in {part.exercise for part in PARTS} - {"activations", "softmax"}:  # on other days
        path = folder / "exercises" / f"{name}.ipynb"
        notebook = json.loads(path.read_text(encoding="utf-8"))
        written = dict(answers(name))
        for cell in notebook["cells"]:
            if "answer" in cell["metadata"]:
                cell["source"] = written[cell["metadata"]["answer"][0]]
        path.write_text(json.dumps(notebook), encoding="utf-8")

    page.evaluate(NEW, "from lecture_nn.assembly import assemble\nassemble()")
    told = page.locator(".jp-OutputArea-output").filter(has_text="my_network.py")
    expect(told.first).to_contain_text("15 of 18 parts are yours", timeout=90_000)
    expect(told.first).to_contain_text("exercises/softmax.ipynb: softmax, cross_entropy, gradient")
    expect(told.first).to_contain_text("The same numbers, a part of them written by you")
    page.wait_for_function(SHOWN)
    assert "def sigmoid(z):" in (folder / "my_network.py").read_text(encoding="utf-8")

    command = [sys.executable, "-m", "lecture_nn", "progress"]
    progress = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder, env=os.environ)
    assert re.search(r"^activations +10 of +10 points$", progress.stdout, re.MULTILINE)
    assert re.search(r"^Next: notebooks/04_networks.ipynb \(next comes: ", progress.stdout, re.MULTILINE)
    assert not [problem for problem in watched.problems if problem.startswith("outside")]
