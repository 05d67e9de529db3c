"""A JupyterLab of its own, for tests and measurements in a browser."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

HOMES = (
    "IPYTHONDIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
)
NEWS = "@jupyterlab/apputils-extension:announcements"
"""Asks whether it may fetch news, in front of the notebook."""


@contextmanager
def jupyterlab(root: Path) -> Iterator[str]:
    """Serve a folder on this machine alone; gives the address for `open_lab`.

    The user's own settings are neither read nor changed: they are looked for in the folder's .lab.
    """
    homes = {name: str(root / ".lab" / name.lower()) for name in HOMES}
    settings = Path(homes["JUPYTER_CONFIG_DIR"]) / "labconfig" / "page_config.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"disabledExtensions": {NEWS: True}}), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=20"]
    options += [f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={root}"]
    options += ["--LabApp.expose_app_in_browser=True", "--KernelManager.shutdown_wait_time=0.2"]
    log = root / ".lab" / "log"
    with log.open("wb") as out:
        command = [sys.executable, "-m", "jupyterlab", *options]
        server = subprocess.Popen(command, env={**os.environ, **homes}, stdout=out, stderr=subprocess.STDOUT)
    try:
        about = Path(homes["JUPYTER_RUNTIME_DIR"]) / f"jpserver-{server.pid}.json"
        yield f"{_served(about, server, log)}lab?reset&token={token}"
    finally:
        server.terminate()  # and its kernels with it
        server.wait(30)


def _served(about: Path, server: subprocess.Popen, log: Path, tries: int = 300) -> str:
    """Wait until it answers, and return its address: another one may have taken the port that was free before."""
    for _ in range(tries):
        try:
            known = json.loads(about.read_text(encoding="utf-8"))
            urllib.request.urlopen(f"{known['url']}api?token={known['token']}", timeout=5).close()
            return known["url"]
        except (OSError, ValueError):  # it isn't written yet, or not all of it
            try:
                server.wait(0.2)
                break
            except subprocess.TimeoutExpired:
                continue
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(errors='replace')}")


def open_lab(page: Page, address: str) -> None:
    """Load JupyterLab, with no notebook open."""
    page.goto(address)
    page.wait_for_function("() => window.jupyterapp", timeout=60_000)
    page.evaluate("() => window.jupyterapp.restored")


def run_all(page: Page, name: str) -> None:
    """Open a notebook of the folder and run it from top to bottom; it goes on running when this returns."""
    page.evaluate(
        """async path => {
            const { commands } = window.jupyterapp;
            const { context, sessionContext } = await commands.execute("docmanager:open", { path });
            await Promise.all([context.ready, sessionContext.ready]);
            commands.execute("notebook:run-all-cells");
        }""",
        f"{name}.ipynb",
    )


def shut_down(page: Page) -> None:
    """Close the open notebook and end its kernel, which may still be running cells."""
    page.evaluate(
        """async () => {
            const notebook = window.jupyterapp.shell.currentWidget;
            await notebook.sessionContext.shutdown();
            notebook.context.model.dirty = false;  // else it asks whether to save
            notebook.close();
        }"""
    )
