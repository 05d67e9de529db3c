"""No process that grading starts imports from, or is configured by, the current directory or the submissions."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hostile import SOLVED, notebook

from lecture_nn.workers import surroundings, why_not_locked

ROOT = Path(__file__).resolve().parent.parent
sandboxed = pytest.mark.skipif(bool(why_not_locked()), reason=f"there is no sandbox here: {why_not_locked()}")
BEFORE_US = "contextlib functools types warnings"
"""What Python 3.11 may import before it comes to this package, if it is started with -m."""
MODULES = """numpy random socket subprocess pickle json queue threading signal tempfile shutil select struct base64
    hashlib logging uuid sitecustomize usercustomize IPython matplotlib pyseccomp filelock tqdm jinja2 joblib ctypes
    distributed glob zipfile csv statistics traceback difflib multiprocessing concurrent""".split()  # noqa: SIM905


@pytest.fixture
def trap(tmp_path):
    """A class whose folder is full of files that Python and others look for; each that is run leaves its name."""
    place, sprung = tmp_path / "class", tmp_path / "sprung"
    place.mkdir()
    sprung.mkdir()
    for name in [*MODULES, *BEFORE_US.split()]:
        (place / f"{name}.py").write_text(f"open({str(sprung / name)!r}, 'w').close()\n1 / 0\n")
        (place / f"{name}.pth").write_text(f"import os; open({str(sprung / 'pth')!r}, 'w').close()\n")
    (place / "matplotlibrc").write_text("backend: nonsense\ntext.usetex: True\n")
    (place / ".env").write_text("PYTHONPATH=.\n")
    (place / "pyproject.toml").write_text("[tool\n")
    (place / "bwrap").write_text(f"#!/bin/sh\ntouch {sprung}/bwrap\n")
    (place / "bwrap").chmod(0o755)
    for name, data in {"anna": notebook(SOLVED), "ben": (ROOT / "exercises" / "softmax.ipynb").read_bytes()}.items():
        (place / name).mkdir()
        (place / name / "softmax.ipynb").write_bytes(data)
    return place


def installed_command(folder):
    """A command as pip installs it."""
    script = folder / "bin" / "lecture-nn"
    script.parent.mkdir()
    script.write_text("import sys\nfrom lecture_nn.cli import main\nsys.exit(main())\n")
    return [sys.executable, str(script)]


def points(out):
    with (out / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row["points"] for row in csv.DictReader(file) if row["student"] in ("anna", "ben")}


WAYS = {
    "installed": ([], {}),
    "trusted": (["--trust"], {}),
    "an empty part in PYTHONPATH": ([], {"PYTHONPATH": f"{ROOT}{os.pathsep}"}),
    "here first on PATH": ([], {"PATH": f".{os.pathsep}{os.environ['PATH']}"}),
    "variables that name files here": ([], {"MATPLOTLIBRC": ".", "PYTHONSTARTUP": "numpy.py", "IPYTHONDIR": "."}),
}


@sandboxed
@pytest.mark.parametrize("way", WAYS)
def test_files_of_the_class_are_not_run_nor_read(tmp_path, trap, way):
    options, variables = WAYS[way]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", **variables}
    if way.startswith("an empty"):  # Python's own start reads these: nobody else can help it
        for name in ("sitecustomize", "usercustomize", *BEFORE_US.split()):
            (trap / f"{name}.py").unlink()
    command = [*installed_command(tmp_path), "grade-class", ".", "--out", "../out", "--jobs", "2", *options]
    run = subprocess.run(command, cwd=trap, env=variables, capture_output=True, text=True)
    assert os.listdir(tmp_path / "sprung") == []
    assert run.returncode == 0, run.stderr
    assert points(tmp_path / "out") == {"anna": "14", "ben": "0"}
    page = (tmp_path / "out" / "class.html").read_text(encoding="utf-8")
    assert "usetex" not in page


@sandboxed
@pytest.mark.parametrize("safely", [[], ["-P"]])
def test_run_as_a_module_what_python_has_not_imported_itself_is_not_imported_here(tmp_path, trap, safely):
    if not safely:
        for name in BEFORE_US.split():
            (trap / f"{name}.py").unlink()
    command = [sys.executable, *safely, "-m", "lecture_nn", "grade-class", ".", "--out", "../out"]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    run = subprocess.run(command, cwd=trap, env=variables, capture_output=True, text=True)
    assert os.listdir(tmp_path / "sprung") == []
    assert run.returncode == 0, run.stderr
    assert points(tmp_path / "out") == {"anna": "14", "ben": "0"}


def test_your_own_notebooks_are_graded_without_files_of_their_folder(tmp_path, trap):
    for name in BEFORE_US.split():
        (trap / f"{name}.py").unlink()
    command = [*installed_command(tmp_path), "grade", "anna"]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    run = subprocess.run(command, cwd=trap, env=variables, capture_output=True, text=True)
    assert os.listdir(tmp_path / "sprung") == []
    assert "14 of 14 points" in run.stdout


def test_the_command_goes_on_working_in_a_checkout_that_is_not_installed(tmp_path):
    shutil.copytree(ROOT / "lecture_nn", tmp_path / "lecture_nn", ignore=shutil.ignore_patterns("__pycache__"))
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    code = "import lecture_nn, runpy, sys; print(lecture_nn.__file__)"
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=variables, capture_output=True, text=True)
    assert run.stdout.strip() == str(tmp_path / "lecture_nn" / "__init__.py")
    command = [sys.executable, "-m", "lecture_nn", "progress"]
    variables["LECTURE_NN_PROGRESS"] = str(tmp_path / "progress.json")
    run = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_what_a_process_of_ours_starts_with(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("PYTHONSTARTUP", "PYTHONINSPECT", "MPLCONFIGDIR", "MATPLOTLIBRC", "IPYTHONDIR", "JUPYTER_CONFIG_DIR"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["", ".", str(tmp_path)]))
    monkeypatch.setenv("PATH", os.pathsep.join(["", ".", "bin", "/usr/bin"]))
    code = "import json, os, sys; print(json.dumps([sys.path, dict(os.environ), sys.flags.safe_path]))"
    command = surroundings.python("-c", code)
    told = subprocess.run(command, env=surroundings.environment(), capture_output=True, text=True, check=True).stdout
    path, variables, safe = json.loads(told)
    assert safe
    assert all(os.path.isabs(each) and not Path(each).is_relative_to(tmp_path) for each in path)
    assert variables["PATH"] == "/usr/bin"
    assert not {"MPLCONFIGDIR", "MATPLOTLIBRC", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "PYTHONSTARTUP"} & set(variables)
    (tmp_path / "bwrap").write_text("#!/bin/sh\n")
    (tmp_path / "bwrap").chmod(0o755)
    assert surroundings.program("bwrap") in (None, "/usr/bin/bwrap")


def test_nothing_is_imported_from_the_submissions_while_a_class_is_graded(tmp_path, monkeypatch):
    place = tmp_path / "class"
    (place / "inner").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", ".", str(tmp_path), str(place), str(place / "inner"), *sys.path])
    with surroundings.undisturbed(place):
        inside = list(sys.path)
    assert not any(Path(each).resolve().is_relative_to(tmp_path) for each in inside)
    assert sys.path[0] == ""
    for folder in (ROOT, Path(sys.prefix), Path(sys.prefix).parent):
        with (
            pytest.raises(ValueError, match="holds programs that the grading itself runs"),
            surroundings.undisturbed(folder),
        ):
            pass
