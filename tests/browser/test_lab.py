"""Every lesson with a panel, opened and run in JupyterLab: what a control moves there is what it moves on a page."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lab import jupyterlab, run_all

import lecture_nn.interactive

ROOT = Path(__file__).resolve().parents[2]


def panel_cells() -> Iterator[tuple[str, str]]:
    """The lessons with a panel, each with the call that makes it."""
    for path in sorted(ROOT.glob("notebooks/*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            last = "".join(cell["source"]).rsplit("\n", 1)[-1]
            if cell["cell_type"] == "code" and last.endswith("_panel()"):
                yield path.stem, last.removesuffix("()")


PANELS = list(panel_cells())
LITE = "Shared module @jupyterlite/services"
"""Said where the site's packages are installed, too: one of them is an extension for JupyterLite alone."""

SETTLED = """root => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(
    () => done([root.shown, root.panel.settings]))))"""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the lessons, of which a copy is served."""
    root = tmp_path_factory.mktemp("lab")
    for path in ROOT.glob("notebooks/*.ipynb"):
        shutil.copy(path, root)
    with jupyterlab(root) as address:
        yield address


@pytest.mark.parametrize(("lesson", "panel"), PANELS, ids=[f"{lesson}: {panel}" for lesson, panel in PANELS])
def test_a_control_moves_the_picture_as_on_a_page(lesson, panel, lab, watch: Callable, show: Callable):
    watched = watch(viewport={"width": 1200, "height": 900})
    page = watched.page
    run_all(page, lab.format(lesson))
    page.locator(".lnn[data-drawn]").first.wait_for(state="attached", timeout=90_000)
    root = page.locator(".lnn").nth([p for l, p in PANELS if l == lesson].index(panel))
    root.scroll_into_view_if_needed()
    control = root.locator("input[type=range], select").first
    before = root.evaluate("root => root.shown")
    drawn = root.get_attribute("data-drawn")
    control.focus()
    for key in ("ArrowUp", "ArrowRight"):  # JupyterLab uses the arrows, too: it must leave them to the control
        control.press(key)
    page.wait_for_function("([root, n]) => root.dataset.drawn > n", arg=[root.element_handle(), drawn])
    after, settings = root.evaluate(SETTLED)
    assert after != before
    assert after == show(getattr(lecture_nn.interactive, panel)()).set(**settings)
    assert [problem for problem in watched.problems if LITE not in problem] == []
