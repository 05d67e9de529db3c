"""Every lesson with a panel, opened and run in JupyterLab: what a control moves there is what it moves on a page."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

import lecture_nn.interactive

ROOT = Path(__file__).resolve().parents[2]


def panel_cells() -> Iterator[tuple[str, str]]:
    """The lessons with a panel, each with the call that makes it."""
    for path in sorted(ROOT.glob("notebooks/*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "code" and source.endswith("_panel()"):
                yield path.stem, source.removesuffix("()")


PANELS = list(panel_cells())


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab that serves a copy of the lessons and knows nothing of the user's own settings."""
    root = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", root / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    homes = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTERLAB_SETTINGS_DIR")
    homes += ("JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR")
    environment = {**os.environ, **{name: str(root / name.lower()) for name in homes}}
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", f"--IdentityProvider.token={token}"]
    options += [f"--ServerApp.root_dir={root}", "--LabApp.expose_app_in_browser=True", "--ServerApp.port_retries=0"]
    with (root / "log").open("wb") as log:
        command = [sys.executable, "-m", "jupyterlab", *options]
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        address = f"http://127.0.0.1:{port}/lab/tree/notebooks/{{}}.ipynb?reset&token={token}"
        wait_for(f"http://127.0.0.1:{port}/api?token={token}", server, root / "log")
        yield address
    finally:
        server.terminate()  # and its kernels with it
        server.wait(30)


def wait_for(address: str, server: subprocess.Popen, log: Path, tries: int = 300) -> None:
    for _ in range(tries):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            try:
                server.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
        return
    pytest.fail(f"JupyterLab did not start:\n{log.read_text(errors='replace')}")


def run_all(page: Page, address: str) -> None:
    """Open a notebook, run its cells up to the end, and wait for its panel to be drawn."""
    page.goto(address)
    page.wait_for_function("() => window.jupyterapp?.shell.currentWidget?.context?.isReady", timeout=60_000)
    page.evaluate(
        """async () => {
            const notebook = window.jupyterapp.shell.currentWidget;
            await notebook.context.ready;
            await notebook.sessionContext.ready;
            await window.jupyterapp.commands.execute("notebook:run-all-cells");
        }"""
    )
    page.locator(".lnn[data-drawn]").first.wait_for(state="attached", timeout=90_000)


@pytest.mark.parametrize(("lesson", "panel"), PANELS, ids=[f"{lesson}: {panel}" for lesson, panel in PANELS])
def test_a_control_moves_the_picture_as_on_a_page(lesson, panel, lab, watch: Callable, show: Callable):
    watched = watch(viewport={"width": 1200, "height": 900})
    page = watched.page
    run_all(page, lab.format(lesson))
    root = page.locator(".lnn").nth([p for l, p in PANELS if l == lesson].index(panel))
    root.scroll_into_view_if_needed()
    control = root.locator("input[type=range], select").first
    before = root.evaluate("root => root.shown")
    drawn = root.get_attribute("data-drawn")
    control.focus()
    for key in ("ArrowUp", "ArrowRight"):  # JupyterLab uses the arrows, too: it must leave them to the control
        control.press(key)
    page.wait_for_function("([root, n]) => root.dataset.drawn > n", arg=[root.element_handle(), drawn])
    after, settings = root.evaluate("root => [root.shown, root.panel.settings]")
    assert after != before
    alone = show(getattr(lecture_nn.interactive, panel)()).set(**settings)
    assert after == pytest.approx(alone) if isinstance(alone, dict) else after == alone
    assert watched.problems == []
