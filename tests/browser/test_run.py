"""The part of the site that runs in the reader's browser, as far as it can be tried without Pyodide's own address.

The interpreter comes from npm, and pure packages from their index; NumPy and what else is compiled for it can't be had.
"""

import copy
import email
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import build_site
import nbformat
import pytest
from in_the_browser import until_nothing_new
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from lecture_nn.course.browser import version_of

pytestmark = pytest.mark.slow  # it builds the site, and Python for the browser

ROOT = Path(__file__).resolve().parent.parent.parent

# What is asked of the kernel after the notebook's own first cell.
PROGRAM = """
import contextlib, importlib.resources, io, json, sys, threading
from lecture_nn.course.browser import tell_if_newer
from lecture_nn.checks.model import Check, Result
from lecture_nn.checks.points import note, reached
from lecture_nn.checks.report import Report
from lecture_nn.student_code import time_limit

said = {"platform": sys.platform, "threads": True, "limit": False}
try:
    threading.Thread(target=print).start()
except RuntimeError:
    said["threads"] = False
with time_limit(10):
    said["limit"] = True
note(Report("softmax", (Result(Check("t", 3, "L22", "h", print), "right"),)))
said["reached"] = reached()
newer = io.StringIO()
with contextlib.redirect_stdout(newer):
    tell_if_newer("exercises/softmax.ipynb", "the version of an edited copy")
said["newer"] = newer.getvalue()[:51]
said["digits"] = len((importlib.resources.files("lecture_nn") / "data" / "digits.npz").read_bytes())
print("SAID", json.dumps(said), "END")  # which may arrive in parts
"""

# Stands in for a package that is compiled: its modules can be imported, and have any name that is asked for.
STAND_IN = """
from unittest.mock import MagicMock
def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return MagicMock()
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The folder that JupyterLite was built in: its wheels, and html/run as the site has it."""
    if not shutil.which("npm"):
        pytest.skip("no npm here: make system installs it")
    pytest.importorskip("jupyterlite_core", reason="the site's packages are missing: make test installs them")
    to = tmp_path_factory.mktemp("run")
    build_site.npm()
    build_site.run(to / "lite", to / "html" / "run")
    return to


@pytest.fixture(scope="module")
def lock():
    """The packages of the Pyodide that the kernel loads."""
    from jupyterlite_pyodide_kernel.constants import PYODIDE_VERSION

    folder = build_site.NPM / "node_modules" / "pyodide"
    assert json.loads((folder / "package.json").read_text())["version"] == PYODIDE_VERSION, "site/package.json"
    return json.loads((folder / "pyodide-lock.json").read_text())


@pytest.fixture(scope="module")
def wheels(built):
    return sorted((built / "html" / "run" / "pypi").glob("*.whl"))


def test_the_wheels_are_pure_python_and_the_course_is_whole(wheels):
    assert all(path.name.endswith("-py3-none-any.whl") for path in wheels)
    (course,) = [path for path in wheels if path.name.startswith("lecture_nn-")]
    with zipfile.ZipFile(course) as archive:
        inside = {name for name in archive.namelist() if name.startswith("lecture_nn/")}
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / "lecture_nn").rglob("*") if path.is_file()}
    versions = "lecture_nn/course/served.json"  # in place of the notebooks, which the site serves itself
    assert inside == {name for name in there if "__pycache__" not in name} | {versions}
    assert "lecture_nn/data/digits.npz" in inside


def test_every_package_that_is_fetched_can_be_had_in_the_right_version(built, wheels, lock):
    """From Pyodide's own list, from the site, or from the kernel: nothing is looked for elsewhere."""
    kernel = [*(built / "html" / "run" / "extensions").rglob("*.whl")]
    has, needs = {name: package["version"] for name, package in lock["packages"].items()}, {}
    for path in [*kernel, *wheels]:
        with zipfile.ZipFile(path) as archive:
            (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
            about = email.message_from_bytes(archive.read(name))
        has[canonicalize_name(about["Name"])] = about["Version"]
        needs[canonicalize_name(about["Name"])] = list(map(Requirement, about.get_all("Requires-Dist") or []))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bounds = {each.name: each for each in map(Requirement, project["dependencies"])}
    wanted = [bounds[name] for name in ("numpy", *build_site.FETCHED)]
    browser = {"sys_platform": "emscripten", "python_version": lock["info"]["python"][:4], "extra": ""}
    for each in wanted:
        if each.marker is None or each.marker.evaluate(browser):
            name = canonicalize_name(each.name)
            assert name in has, f"{name} is in no list"
            assert each.specifier.contains(has[name], prereleases=True), f"{each}, but {has[name]} is there"
            wanted += [need for need in needs.get(name, []) if need not in wanted]
    assert {"comm", "ipython", "widgetsnbextension"} <= {each.name for each in wanted}


def test_every_notebook_is_there_and_begins_by_fetching(built):
    for path in [*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("exercises/*.ipynb")]:
        name = f"{path.parent.name}/{path.name}"
        served = nbformat.read(built / "html" / "run" / "files" / name, as_version=4)
        assert served.cells[1].source == build_site.first_cell(name, version_of(path.read_bytes()))
        assert served.cells[2:] == nbformat.read(path, as_version=4).cells


def test_a_lesson_opens_and_only_pyodide_is_asked_for_elsewhere(built, serve, watch):
    watched = watch(viewport={"width": 1280, "height": 800})
    watched.page.set_default_timeout(120_000)  # all of JupyterLite is loaded
    with watched.page.expect_event("pageerror", timeout=120_000):  # Pyodide's address is out of reach in tests
        watched.page.goto(f"{serve(built / 'html')}/run/lab/index.html?path=exercises/softmax.ipynb")
        watched.page.wait_for_selector(".jp-NotebookPanel h1 >> text=Softmax and its loss")
    outside = [problem for problem in watched.problems if problem.startswith("outside")]
    assert outside
    assert all("/pyodide/v" in problem and problem.endswith("/pyodide.mjs") for problem in outside)
    assert not [problem for problem in watched.problems if problem.startswith("status")]
    watched.page.get_by_role("emphasis").filter(has_text="runs in your own browser").wait_for()


EDIT = """async () => {
    const { context } = window.jupyterapp.shell.currentWidget;
    await context.ready;
    context.model.cells.get(2).sharedModel.setSource("my own words");
    await context.save();
}"""
NOW = """async path => {
    const { contents } = window.jupyterapp.serviceManager;
    return [(await contents.get(path, { content: true })).content.cells[2].source].flat().join("");
}"""


def test_an_edited_notebook_is_kept_until_it_is_renamed_as_the_first_cell_says(built, serve, watch, tmp_path):
    """The copy in the browser stays when the site has a newer one; renamed, it makes way for the new one.

    What the browser has fetched a minute ago, it doesn't fetch again: that is left out here.
    """
    site = shutil.copytree(built / "html", tmp_path / "html")
    settings = json.loads((site / "run" / "jupyter-lite.json").read_text())
    settings["jupyter-config-data"]["exposeAppInBrowser"] = True
    (site / "run" / "jupyter-lite.json").write_text(json.dumps(settings))
    path, renamed = "exercises/softmax.ipynb", "exercises/my_softmax.ipynb"
    page = watch(viewport={"width": 1280, "height": 800}, service_workers="block").page
    page.set_default_timeout(120_000)  # all of JupyterLite is loaded, twice
    browser = page.context.new_cdp_session(page)
    browser.send("Network.enable")  # otherwise the next command is accepted, but has no effect
    browser.send("Network.setCacheDisabled", {"cacheDisabled": True})

    os.utime(site / "run" / "files" / path, (0, 0))  # the older a file, the longer a browser keeps it
    address = f"{serve(site)}/run/lab/index.html?path={path}"
    page.goto(address)
    page.wait_for_selector(".jp-NotebookPanel h1 >> text=Softmax and its loss")
    page.evaluate(EDIT)
    served = site / "run" / "files" / path
    newer = nbformat.read(served, as_version=4)
    newer.cells[2].source = "words of a newer version"
    nbformat.write(newer, served)
    page.goto(address)
    page.wait_for_function("() => window.jupyterapp")
    assert page.evaluate(NOW, path) == "my own words"
    renaming = (
        "async path => await window.jupyterapp.serviceManager.contents.rename(path, 'exercises/my_softmax.ipynb')"
    )
    page.evaluate(renaming, path)
    assert page.evaluate(NOW, path) == "words of a newer version"
    assert page.evaluate(NOW, renamed) == "my own words"


def test_the_kernel_starts_and_loads_the_course(built, lock, serve, watch, tmp_path):
    """All in the browser: Pyodide from npm, pure packages from their index, stand-ins for what is compiled."""
    site = shutil.copytree(built / "html", tmp_path / "html")
    pyodide = shutil.copytree(build_site.NPM / "node_modules" / "pyodide", site / "run" / "pyodide")
    lock = copy.deepcopy(lock)
    names, wanted = ["ipython", "jedi", "micropip", *build_site.FETCHED], {}
    while names:
        if (name := canonicalize_name(names.pop())) in lock["packages"] and name not in wanted:
            wanted[name] = lock["packages"][name]
            names += wanted[name]["depends"]
    pure = [each for each in wanted.values() if each["file_name"].endswith("-none-any.whl")]
    download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    download += ["--platform", "any", "--python-version", lock["info"]["python"][:4], "--dest", pyodide]
    subprocess.run([*download, *(f"{each['name']}=={each['version']}" for each in pure)], check=True)
    for each in wanted.values():
        if each not in pure:
            each["file_name"] = stand_in(pyodide, each["name"].lower(), each["version"])
        each["sha256"] = hashlib.sha256((pyodide / each["file_name"]).read_bytes()).hexdigest()
    (pyodide / "pyodide-lock.json").write_text(json.dumps(lock))
    settings = json.loads((site / "run" / "jupyter-lite.json").read_text())
    kernel = settings["jupyter-config-data"]["litePluginSettings"]["@jupyterlite/pyodide-kernel-extension:kernel"]
    kernel["pyodideUrl"] = "./pyodide/pyodide.mjs"
    (site / "run" / "jupyter-lite.json").write_text(json.dumps(settings))
    path = site / "run" / "files" / "exercises" / "softmax.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[2:] = [nbformat.v4.new_code_cell(PROGRAM)]
    nbformat.write(notebook, path)

    watched = watch(viewport={"width": 1280, "height": 800})
    page = watched.page
    page.goto(f"{serve(site)}/run/lab/index.html?path=exercises/softmax.ipynb")
    page.get_by_text("Python (Pyodide) | Idle").wait_for(timeout=120_000)  # what is run before is forgotten
    page.locator(".jp-CodeCell .cm-content").first.click()
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    output = page.locator(".jp-OutputArea-output", has_text=re.compile("END|Error"))
    said = output.first.inner_text(timeout=120_000)
    assert said.startswith("SAID"), said[-2000:]
    digits = (ROOT / "lecture_nn" / "data" / "digits.npz").stat().st_size
    expected = {"platform": "emscripten", "threads": False, "limit": True, "reached": {"softmax": 3}, "digits": digits}
    expected["newer"] = "The web site has a newer version of this notebook. "
    assert json.loads(said.strip().removeprefix("SAID").removesuffix("END")) == expected
    assert page.locator(".jp-OutputArea-output").count() == 1, "the first cell is silent"
    assert not [problem for problem in watched.problems if problem.startswith(("outside", "error"))]


def stand_in(folder, name, version):
    """Make a wheel that stands in for a compiled package; return its name."""
    about = f"{name}-{version}.dist-info"
    files = {f"{about}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"}
    files[f"{about}/WHEEL"] = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files |= {f"{name}/__init__.py": STAND_IN, f"{name}/typing.py": STAND_IN, f"{about}/RECORD": ""}
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
    return f"{name}-{version}-py3-none-any.whl"


def test_notebooks_run_without_threads_and_processes():
    """The quick ones, each until what it uses is known from those before: nbval runs them to their ends.

    `python tests/in_the_browser.py notebooks/*.ipynb solutions/*.ipynb` runs everything.
    """
    slow = ("01_", "05_", "07_", "08_", "12_", "14_", "15_", "16_", "17_", "18_", "ten_digits")
    notebooks = [*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("solutions/*.ipynb")]
    quick = sorted(path for path in notebooks if not path.name.startswith(slow))
    assert len(quick) > 20
    run = taken_away(["--until-nothing-new", *quick])
    assert run.returncode == 0, (run.stdout + run.stderr)[-2000:]
    assert run.stdout.count(" cells ran") == len(quick)


def test_a_notebook_ends_only_where_nothing_new_follows():
    cells = ["import numpy as np\nfrom lecture_nn import fit", "fit(1)", "np.ones(3)", "np.zeros(3)"]
    seen = set()
    assert until_nothing_new(cells, seen) == cells[:3]
    assert until_nothing_new(cells, seen) == []
    for new in (
        "fit(2, seed=1)",
        "import threading",
        "import math\nmath.sqrt(2)",
        "from math import pi",
        "import math\ndef f():\n    return math.e",
    ):
        assert until_nothing_new([*cells, new, "fit(1)"], seen) == [*cells, new]
        assert until_nothing_new([*cells, new], seen) == []


def test_what_a_browser_lacks_is_taken_away(tmp_path):
    """The check above would pass on anything if these lines still worked."""
    lines = {
        "threads": "import threading; threading.Thread(target=print).start()",
        "processes": "import subprocess; subprocess.run(['true'])",
        "packages": "import joblib",
        "limits": "import resource",
        "nothing": "print('it runs')",
    }
    for name, line in lines.items():
        cells = [nbformat.v4.new_code_cell("1 + 1"), nbformat.v4.new_code_cell(line)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / f"{name}.ipynb")
    run = taken_away([tmp_path / f"{name}.ipynb" for name in lines])
    assert run.returncode == 1
    assert run.stderr.splitlines()[-1].endswith(
        ": threads.ipynb, cell 1; processes.ipynb, cell 1; packages.ipynb, cell 1; limits.ipynb, cell 1"
    )


def taken_away(notebooks):
    command = [sys.executable, ROOT / "tests" / "in_the_browser.py", *notebooks]
    return subprocess.run(command, capture_output=True, text=True)
