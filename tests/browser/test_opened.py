"""The way of a student from an empty folder: open the course, answer an exercise, take a newer version of it."""

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lab import HOMES

from lecture_nn.course import Course, installed, update

EXERCISE = "exercises/neuron.ipynb"
NEWS = "@jupyterlab/apputils-extension:notification"
ANSWER = "def neuron(x, weights, bias):\n    return sigmoid(bias + weights @ x)"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """The folder that ``lecture-nn open`` made in an empty one, and the address that it printed."""
    here = tmp_path / "Übung 1"
    here.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--port", str(port), "--", "--LabApp.expose_app_in_browser=True"]
    homes = {name: str(tmp_path / name.lower()) for name in HOMES}
    command = [sys.executable, "-m", "lecture_nn", "open", *options]
    environment = {**os.environ, **homes, "LECTURE_NN_PROGRESS": str(tmp_path / "progress.json")}
    environment["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
    log = tmp_path / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, cwd=here, env=environment, stdout=out, stderr=subprocess.STDOUT)
    try:
        yield here / "lecture_nn_course", printed(log, server)
    finally:
        server.terminate()
        server.wait(30)


def printed(log: Path, server: subprocess.Popen) -> str:
    """The address that it prints as soon as it answers there."""
    while not (found := re.search(r"http://127\.0\.0\.1\S+token=\w+", log.read_text(errors="replace"))):
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(0.1)
            raise RuntimeError(log.read_text(errors="replace"))
    return found[0]


WRITE = """async ([path, answer]) => {
    const { commands } = window.jupyterapp;
    const { context, content } = await commands.execute("docmanager:open", { path });
    await context.ready;
    const asked = content.widgets.find(({ model }) => (model.getMetadata("answer") ?? []).includes("neuron"));
    if (answer) {
        asked.model.sharedModel.setSource(answer);
        await context.save();
    } else {
        await context.revert();
    }
    return [...content.widgets].map(({ model }) => model.sharedModel.getSource());
}"""
"""Open an exercise and answer it, or with no answer read it anew; what is in its cells."""


def test_the_first_lesson_opens_and_an_answer_is_kept_through_an_update(opened, watch: Callable):
    folder, address = opened
    watched = watch(viewport={"width": 1200, "height": 800})
    page = watched.page
    page.goto(address)
    page.locator(".jp-NotebookPanel h1", has_text="00 · Start here").wait_for(timeout=60_000)
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for(timeout=60_000)
    settings = page.evaluate("name => window.jupyterapp.serviceManager.settings.fetch(name)", NEWS)
    wanted = {name: settings["schema"]["properties"][name]["default"] for name in ("fetchNews", "checkForUpdates")}
    assert wanted == {"fetchNews": "false", "checkForUpdates": False}
    assert page.locator(".jp-Dialog, .Toastify__toast").count() == 0, "no question greets the student"

    assert ANSWER in page.evaluate(WRITE, [EXERCISE, ANSWER])
    course = installed()
    newer = json.loads(course.files[EXERCISE])
    newer["cells"][0]["source"] = ["# A newer exercise"]
    newer["cells"].insert(1, {"cell_type": "markdown", "id": "new", "metadata": {}, "source": ["One more thing."]})
    data = json.dumps(newer).encode()
    report = update(folder, Course("99.0", {**course.files, EXERCISE: data}))
    assert report.merged[EXERCISE].moved == ["neuron"]
    assert report.beside == {}
    cells = page.evaluate(WRITE, [EXERCISE, ""])
    assert cells[:2] == ["# A newer exercise", "One more thing."]
    assert cells[4] == ANSWER
    assert not [problem for problem in watched.problems if problem.startswith("outside")]
