"""The panel of every lesson, run in JupyterLab: what a control moves there is what it moves on a page."""

from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from lab import jupyterlab, open_lab, run_all, shut_down
from playwright.sync_api import Page, expect
from shown import panel_of

import lecture_nn.interactive

pytestmark = pytest.mark.slow  # it starts JupyterLab, and a kernel for every panel

ROOT = Path(__file__).resolve().parents[2]


PANELS = [
    (path.stem, panel, number)
    for path in sorted(ROOT.glob("notebooks/*.ipynb"))
    for number, panel in enumerate(map(panel_of, nbformat.read(path, as_version=4).cells))
    if panel
]
"""Lesson, panel, and the number of its cell."""
WHOLE = "04_networks"
"""The lesson that is shown and run from top to bottom."""

LITE = "Shared module @jupyterlite/services"
"""Said where the site's packages are installed, too: one of them is an extension for JupyterLite alone."""

SETTLED = """root => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(
    () => done([root.shown, root.panel.settings]))))"""

SCROLL = "async number => await window.jupyterapp.shell.currentWidget.content.scrollToItem(number)"
"""Bring a cell into view. Older versions of JupyterLab hide cells that are out of sight, as if they had no size."""

AGAIN = """async times => {
    const { content } = window.jupyterapp.shell.currentWidget;
    const run = async n => {
        content.activeCellIndex = n;
        await window.jupyterapp.commands.execute("notebook:run-cell");
    };
    for (let i = 0; i < times; i++) await run(0);
    await run(1);
    return content.widgets[1].model.outputs.get(0).data["application/vnd.jupyter.stdout"];
}"""
"""Run the first cell so many times, then the second; what that one prints."""

AGAIN_THE_SECOND = """async () => {
    window.jupyterapp.shell.currentWidget.content.activeCellIndex = 1;
    await window.jupyterapp.commands.execute("notebook:run-cell");
}"""


RUNS = 100
"""Of one cell: with 200 the page keeps 3 kB less of each run, as it still grows a little at first."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder, for notebooks."""
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="module")
def loaded(root: Path, open_page: Callable) -> Iterator:
    """JupyterLab, loaded once for all tests."""
    with jupyterlab(root) as address:
        watched = open_page(viewport={"width": 1200, "height": 900})
        watched.page.set_default_timeout(120_000)  # kernels start in it
        open_lab(watched.page, address)
        yield watched


@pytest.fixture
def lab(loaded, pages: list) -> Iterator:
    """JupyterLab, with what goes wrong in it from now on; the notebook that the test opens is closed in the end."""
    loaded.problems.clear()
    pages.append(loaded)
    yield loaded
    shut_down(loaded.page)


@pytest.mark.parametrize(("lesson", "panel", "cell"), PANELS, ids=[f"{lesson}: {panel}" for lesson, panel, _ in PANELS])
def test_a_control_moves_the_picture_as_on_a_page(lesson, panel, cell, lab, root, show: Callable):
    """Of all lessons but one, what the panel needs is run: nbval runs the rest, which JupyterLab takes long to show."""
    notebook = nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", as_version=4)
    if lesson != WHOLE:
        before = [each for each in notebook.cells[:cell] if each.cell_type == "code" and "import " in each.source]
        notebook.cells, cell = [*before, notebook.cells[cell]], len(before)
    nbformat.write(notebook, root / f"{lesson}_{panel}.ipynb")
    run_all(lab.page, f"{lesson}_{panel}")
    drawn = lab.page.locator(".lnn")
    drawn.and_(lab.page.locator("[data-drawn]")).wait_for(state="attached", timeout=120_000)
    lab.page.evaluate(SCROLL, cell)
    drawn.scroll_into_view_if_needed()
    control = drawn.locator("input[type=range], select").first
    before = drawn.evaluate("root => root.shown")
    for _ in range(3):  # JupyterLab may have made the view anew in between, and then it stands where it stood
        control.press("ArrowUp")  # JupyterLab uses the arrows, too: it must leave them to the control
        for _ in range(2):  # a menu goes back with Up: once would bring it to where it began
            control.press("ArrowRight")
        after, settings = drawn.evaluate(SETTLED)
        if after != before:
            break
    assert after != before
    assert after == show(getattr(lecture_nn.interactive, panel)()).set(**settings)
    assert [problem for problem in lab.problems if LITE not in problem] == []


def test_settings_go_from_the_kernel_to_the_page_and_back(lab, root):
    cells = [
        "from lecture_nn.interactive import neuron_panel\npanel = neuron_panel()\npanel",
        "print(panel.settings['x1'])",
        "panel.settings = {'x1': -3.0}",
    ]
    page = run_cells(lab.page, root / "settings.ipynb", cells)
    page.wait_for_function("() => document.querySelector('.lnn').panel.settings.x1 === -3")
    slider = page.get_by_label("input x₁", exact=True)
    assert slider.input_value() == "-3"
    for _ in range(300):  # a panel tells the kernel when a movement has ended; the view may have been made anew
        slider.press("Home")
        if (printed := page.evaluate(AGAIN, 0).strip()) != "-3.0":
            break
    assert printed == "-4"


REOPEN = """async () => {
    const { commands, shell } = window.jupyterapp;
    const { context, sessionContext } = shell.currentWidget;
    await context.save();
    await sessionContext.shutdown();
    context.model.dirty = false;  // else it asks whether to save
    shell.currentWidget.close();
    const opened = await commands.execute("docmanager:open", { path: context.path });
    await opened.context.ready;
}"""


def test_a_notebook_opened_again_shows_panels_and_questions_without_running_them(lab, root):
    """JupyterLab saves what the outputs show, and nothing that no output shows any longer."""
    cells = [
        "from lecture_nn.interactive import neuron_panel, predict\nneuron_panel()",
        "predict('How many?', {'one': 'Yes.', 'two': 'No.'}, answer=0)",
    ]
    page = run_cells(lab.page, root / "reopened.ipynb", cells)
    page.get_by_label("bias", exact=True).press("End")
    page.get_by_text("h = 0.993").wait_for()  # said after what was set is on its way to the kernel
    page.get_by_role("button", name="Show me").click()
    page.evaluate(AGAIN_THE_SECOND)
    page.locator(".lnnq-shown").wait_for()
    for _ in range(2):  # the second time what was saved is saved again
        page.evaluate(REOPEN)
        page.locator(".lnn[data-drawn]").wait_for()
        page.locator(".lnnq-shown").wait_for()
        assert page.locator("text=Error displaying widget").count() == 0
        assert page.get_by_label("bias", exact=True).input_value() == "4"
    assert "h = 0.993" in page.locator(".lnn-words").inner_text()
    page.get_by_label("weight w₁").press("Home")
    page.get_by_text("h = 0.269").wait_for()
    saved = nbformat.read(root / "reopened.ipynb", as_version=4).metadata["widgets"]
    models = saved["application/vnd.jupyter.widget-state+json"]["state"].values()
    assert sorted(model["model_name"] for model in models) == ["AnyModel", "AnyModel", "LayoutModel", "LayoutModel"]


def run_cells(page: Page, path: Path, cells: list[str]) -> Page:
    """Write a notebook, run it in JupyterLab, and wait for its panel."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, path)
    run_all(page, path.stem)
    page.locator(".lnn[data-drawn]").wait_for()
    return page


def test_a_cell_run_again_and_again_leaves_nothing_behind(lab, root):
    """No panel in the page or the kernel but the last one, no thread, and memory that hardly grows.

    JupyterLab 4.6 itself keeps something of any cell that runs again: with a panel, about 30 kB in the page. With
    what a panel is made of kept, too, it would be more than 65.
    """
    cells = [
        "from lecture_nn.interactive import neuron_panel\nneuron_panel()",
        "import gc, threading, tracemalloc, ipywidgets\n"
        "tracemalloc.is_tracing() or tracemalloc.start()\n"
        "gc.collect()\n"
        "print(len(ipywidgets.Widget.widgets), threading.active_count(), tracemalloc.get_traced_memory()[0])",
    ]
    opened = run_cells(lab.page, root / "again.ipynb", cells)
    browser = opened.context.new_cdp_session(opened)

    def again(times: int) -> tuple[int, int, float, float]:
        """Run both cells; returns the kernel's widgets and threads, and the megabytes of kernel and page."""
        said = opened.evaluate(AGAIN, times)
        expect(opened.locator(".lnn[data-drawn]")).to_have_count(1)
        expect(opened.locator(".lnn")).to_have_count(1)
        browser.send("HeapProfiler.collectGarbage")
        widgets, threads, size = map(int, said.split())
        return widgets, threads, size / 1e6, browser.send("Runtime.getHeapUsage")["usedSize"] / 1e6

    again(10)
    before = again(20)
    after = again(RUNS)
    assert after[:2] == before[:2]
    kernel, page = (1000 * (b - a) / RUNS for a, b in zip(before[2:], after[2:], strict=True))
    assert kernel < 5, f"the kernel keeps {kernel:.1f} kB of each run"
    assert page < 48, f"the page keeps {page:.1f} kB of each run"
