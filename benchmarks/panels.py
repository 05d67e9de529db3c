"""Measure, in JupyterLab in a real browser, how soon a picture follows its control, and write benchmarks/panels.md.

make bench
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import nbformat
import numpy as np
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tools"))
from chromium import installed  # noqa: E402
from lab import jupyterlab, open_lab, run_all  # noqa: E402

INTERACT = """
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import interact
from lecture_nn import Neuron, sigmoid, tanh, relu

z = np.linspace(-6, 6, 241)
places = np.stack(np.meshgrid(np.linspace(-4, 4, 101), np.linspace(-4, 4, 101)), axis=-1)
"""
CURVES = """
@interact(a=(-4, 4, 0.1))
def curves(a=0):
    for f in (sigmoid, tanh, relu):
        plt.plot(z, f(z + a), label=f.name)
    plt.legend()
    plt.show()
"""
REGION = """
@interact(a=(-4, 4, 0.1))
def region(a=0):
    plt.imshow(sigmoid(places @ [2, -1] + a), origin="lower", extent=(-4, 4, -4, 4), cmap="cividis")
    plt.show()
"""
PANELS = "from lecture_nn.interactive import activation_panel, neuron_panel\n"

# Each returns the milliseconds from the event of a moved slider until after the frame that shows the new picture.
PAINTED = "const painted = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));"
OURS = f"""async ([forth, cell, label]) => {{
    {PAINTED}
    const root = document.querySelectorAll(".jp-CodeCell")[cell].querySelector(".lnn");
    const control = [...root.querySelectorAll(".lnn-control")].find(c => c.textContent.includes(label));
    const input = control.querySelector("input");
    const start = performance.now();
    const drawn = new Promise(done => root.addEventListener("drawn", done, {{ once: true }}));
    forth ? input.stepUp() : input.stepDown();
    input.dispatchEvent(new Event("input"));
    await drawn;
    await painted();
    return performance.now() - start;
}}"""
THEIRS = f"""async ([forth, cell]) => {{
    {PAINTED}
    const root = document.querySelectorAll(".jp-CodeCell")[cell];
    const before = root.querySelector("img").src;
    const start = performance.now();
    const changed = new Promise(done => new MutationObserver((_, watcher) => {{
        const picture = root.querySelector("img");
        if (picture && picture.src !== before) {{ watcher.disconnect(); done(picture); }}
    }}).observe(root, {{ childList: true, subtree: true, attributes: true, attributeFilter: ["src"] }}));
    const key = {{ key: forth ? "ArrowRight" : "ArrowLeft", bubbles: true, cancelable: true }};
    root.querySelector(".noUi-handle").dispatchEvent(new KeyboardEvent("keydown", key));
    await (await changed).decode();
    await painted();
    return performance.now() - start;
}}"""


def measure(page: Page, rounds: int) -> dict[tuple[str, str], list[float]]:
    """Return the milliseconds of each move of each contender, one after the other in every round."""
    contenders = {
        ("three curves", "panel"): (OURS, [3, "pre-activation"]),
        ("three curves", "interact"): (THEIRS, [1]),
        ("101 × 101 region", "panel"): (OURS, [4, "bias"]),
        ("101 × 101 region", "interact"): (THEIRS, [2]),
    }
    found: dict[tuple[str, str], list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 3):
        for name, (program, where) in contenders.items():
            milliseconds = page.evaluate(program, [number % 2 == 0, *where])
            if number >= 3:  # the first ones load fonts and warm up
                found[name].append(milliseconds)
            page.wait_for_timeout(60)  # as a hand pauses: what follows a move (saving, saying) is over
    return found


def report(found: dict[tuple[str, str], list[float]]) -> str:
    """Return the table as Markdown."""
    lines = [
        "# How soon a picture follows its control",
        "",
        "Written by `make bench`: in JupyterLab and Chromium, from the event of a moved slider until after the frame",
        "that shows the new picture, in milliseconds. A panel of the course, and plain `ipywidgets.interact` with",
        "matplotlib, took turns.",
        "",
        "| picture | drawn by | median | 95th percentile | interact / panel |",
        "|---|---|---|---|---|",
    ]
    for (picture, by), times in found.items():
        ratio = np.median(found[picture, "interact"]) / np.median(times)
        middle, late = np.quantile(times, [0.5, 0.95])
        lines.append(f"| {picture} | {by} | {middle:.0f} | {late:.0f} | {ratio:.1f} |")
    return "\n".join(lines) + "\n"


def main(rounds: int = 60) -> None:
    """Measure and write the table."""
    sources = [INTERACT, CURVES, REGION, PANELS + "activation_panel()", "neuron_panel()"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source.strip()) for source in sources])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    with tempfile.TemporaryDirectory() as folder, jupyterlab(Path(folder)) as address, sync_playwright() as playwright:
        nbformat.write(notebook, Path(folder) / "panels.ipynb")
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=installed(), args=options)
        page = browser.new_page(viewport={"width": 1200, "height": 3000})
        open_lab(page, address)
        run_all(page, "panels")
        page.wait_for_function("() => document.querySelectorAll('.lnn[data-drawn]').length === 2", timeout=60_000)
        page.wait_for_timeout(2000)
        text = report(measure(page, rounds))
        browser.close()
    print(text)
    (HERE / "panels.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
