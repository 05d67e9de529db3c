"""The project's own files agree with each other."""

import inspect
import json
import os
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import nbformat
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

import lecture_nn
from lecture_nn.cli import main

ROOT = Path(__file__).resolve().parent.parent
CONDA_NAMES = {  # where conda-forge has another name; the first comes without a Qt window
    "matplotlib-base": "matplotlib",
    "playwright-python": "playwright",
    "python-build": "build",
}


@pytest.fixture(scope="module")
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def asked_for(project):
    """What the course and its checks need. The benchmarks' packages are installed by `make bench` only."""
    texts = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    return {requirement.name: requirement.specifier for requirement in map(Requirement, texts)}


def test_conda_environment_asks_for_the_same_packages_and_versions(project):
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["channels"] == ["conda-forge"]
    entries = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    conda = {}
    for entry in entries:
        name, bound = re.fullmatch(r"([a-z0-9-]+)(.*)", entry).groups()
        conda[CONDA_NAMES.get(name, name)] = SpecifierSet(bound)
    assert conda.pop("python") == SpecifierSet(project["requires-python"])
    assert conda.pop("pip") == SpecifierSet("")
    needed = list(map(Requirement, project["dependencies"] + project["optional-dependencies"]["test"]))
    assert conda == {each.name: each.specifier for each in needed if each.marker is None}
    of_one_system = [str(each).replace('"', "'") for each in needed if each.marker is not None]
    assert environment["dependencies"][-1]["pip"][-1] == "-e ."  # pip and Binder allow no other option beside it
    assert [str(Requirement(each)).replace('"', "'") for each in environment["dependencies"][-1]["pip"][:-1]] == (
        of_one_system
    )


def test_constraints_pin_every_package_within_its_bounds_and_name_no_address(project):
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line) for line in lines)
    pins = {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in (line.split("==") for line in lines)}
    for name, bounds in asked_for(project).items():
        assert pins[name] in bounds


def test_ci_runs_the_test_command_and_nothing_else():
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith("#")]
    assert commands == ["set -euo pipefail", 'cd "$(dirname "$0")/.."', "exec make test"]


def make_targets():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE)) | {".venv/site", ".venv/checks"}


def test_what_builds_the_site_installs_what_that_needs():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    rules = re.findall(r"^([a-z-]+):([^=\n]*)\n((?:\t.*\n)+)", makefile, flags=re.MULTILINE)
    building = {name: needs for name, needs, commands in rules if any(map(builds_the_site, scripts_in(commands)))}
    assert {"site", "book", "bench"} <= set(building)
    assert all("$(VENV)/site" in needs.split() for needs in building.values())


def scripts_in(commands):
    return [path for name in re.findall(r"\w+\.py\b", commands) for path in ROOT.glob(f"*/{name}")]


def builds_the_site(script):
    return script.name == "build_site.py" or "build_site.py" in script.read_text(encoding="utf-8")


def test_readme_names_only_make_targets_that_exist():
    targets = make_targets()
    pages = [(ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md")]
    named = {name for page in pages for name in re.findall(r"(?:^|`)make ([a-z-]+)", page, flags=re.MULTILINE)}
    assert {"lab", "test"} <= named <= targets


def test_the_workflow_runs_commands_that_exist(project):
    """What GitHub makes of it can't be tried here; that it names targets, files and versions that are there can."""
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "checks.yml").read_text(encoding="utf-8"))
    jobs = workflow["jobs"]
    steps = [step for job in jobs.values() for step in job["steps"]]
    assert all(("run" in step) != ("uses" in step) for step in steps)
    commands = "\n".join(step.get("run", "") for step in steps)
    assert {"test", "test-lowest", "site"} == set(re.findall(r"\bmake (\S+)", commands)) <= make_targets()
    files = re.findall(r"\btools/\S+|(?<=-c )\S+", commands)
    assert len(files) == 4
    assert all((ROOT / name).is_file() for name in files)
    extras = re.search(r'-e "\.\[(.*?)\]"', commands)[1].split(",")
    assert set(extras) <= set(project["optional-dependencies"])
    options = re.search(r"^PYTEST := pytest (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)[1]
    assert f"python -m pytest {options}\n" in commands, "elsewhere, the tests run as make test runs them"
    assert {job["needs"] for job in jobs.values() if "needs" in job} <= set(jobs)
    oldest = project["requires-python"].removeprefix(">=")
    for job in (jobs["linux"], jobs["elsewhere"]):
        assert job["strategy"]["matrix"]["python"][0] == oldest
        assert job["strategy"]["matrix"]["python"][-1] == "3.x"


def test_the_dev_container_runs_commands_that_exist(capsys):
    settings = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    made, opened = settings["postCreateCommand"].split(" && ")
    command, *targets = made.split()
    assert command == "make"
    assert set(targets) <= make_targets()
    program, name, *options = opened.split()
    assert program == ".venv/bin/lecture-nn"
    with pytest.raises(SystemExit):
        main([name, "--help"])
    told = capsys.readouterr().out
    assert all(option in told for option in options)
    editor = settings["customizations"]["vscode"]["settings"]
    assert editor["python.defaultInterpreterPath"] == ".venv/bin/python"


@pytest.mark.parametrize("statement", ["import lecture_nn", "from lecture_nn.datasets import digits; digits()"])
def test_the_core_imports_numpy_alone(statement):
    """A module that only the notebooks need would make every import wait for it."""
    script = (
        f"import numpy.random, sys; before = set(sys.modules); {statement}; print(*sorted(set(sys.modules) - before))"
    )
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert "lecture_nn.network" in loaded
    foreign = {name.split(".")[0] for name in loaded} - {"lecture_nn", "numpy"} - set(sys.stdlib_module_names)
    assert foreign == set()


MODULES = [
    "activations", "basis", "datasets", "figures", "gradients", "interactive", "losses", "network", "neuron",
    "optimizers", "training", "validation", "checks", "predictions", "memory", "autodiff",
]  # fmt: skip


@pytest.mark.parametrize("name", MODULES)
def test_public_names_have_docstrings_and_type_hints(name):
    module = import_module(f"lecture_nn.{name}")
    assert inspect.getdoc(module)
    public = {key: value for key, value in vars(module).items() if not key.startswith("_")}
    own = [v for v in public.values() if getattr(v, "__module__", "").startswith(f"lecture_nn.{name}") and callable(v)]
    assert own
    for thing in own:
        assert inspect.getdoc(thing), thing
        methods = vars(thing) if inspect.isclass(thing) else {}
        functions = [getattr(thing, key) for key in methods if not key.startswith("_")] if methods else [thing]
        for function in filter(inspect.isfunction, functions):
            assert inspect.getdoc(function), function.__qualname__
            hints = inspect.get_annotations(function)
            arguments = [key for key in inspect.signature(function).parameters if key != "self"]
            assert {*arguments, "return"} <= {*hints}, function.__qualname__


@pytest.mark.parametrize(
    ("line", "says", "workers"),
    [
        ("pathlib.Path('notebooks/left.txt').write_text('x')", "changed or left files: notebooks/left.txt", []),
        ("pathlib.Path('notebooks/a.ipynb').write_text('x')", "changed or left files: notebooks/a.ipynb", ["-n", "2"]),
        ("pathlib.Path('solutions/b.ipynb').unlink()", "changed or left files: solutions/b.ipynb", []),
        ("pathlib.Path('elsewhere.txt').write_text('x')", None, []),
    ],
)
def test_a_run_that_leaves_a_trace_fails(tmp_path, line, says, workers):
    (tmp_path / "conftest.py").write_text((ROOT / "conftest.py").read_text(encoding="utf-8"), encoding="utf-8")
    for name in ("notebooks/a.ipynb", "solutions/b.ipynb"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("{}")
    (tmp_path / "pytest.ini").write_text("[pytest]")
    (tmp_path / "test_it.py").write_text(f"import pathlib\ndef test_it():\n    {line}\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "xdist", *workers]
    few = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # the others take longer to import than this takes
    run = subprocess.run(command, cwd=tmp_path, env=few, capture_output=True, text=True)
    assert run.returncode == (1 if says else 0), run.stdout
    assert "1 passed" in run.stdout
    assert (says or "") in run.stdout
    assert ("changed or left" in run.stdout) == bool(says)


def test_nbval_compares_what_the_notebooks_print(tmp_path):
    """The options of make test, on a lesson whose saved output says something else than the cell prints."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    options = re.search(r"^PYTEST := .*?(--nbval .*)", makefile, flags=re.MULTILINE)[1].split()
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    for said in ("2", "3"):
        cell = nbformat.v4.new_code_cell("print(1 + 1)", execution_count=1)
        cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text=f"{said}\n")]
        nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=kernel), tmp_path / f"says_{said}.ipynb")
    command = [sys.executable, "-m", "pytest", "-rA", *options, tmp_path]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 1
    assert sorted(re.findall(r"^(PASSED|FAILED) says_(\d)", run.stdout, re.MULTILINE)) == [
        ("FAILED", "3"),
        ("PASSED", "2"),
    ]


def test_everything_in_all_exists_and_the_version_is_one():
    assert all(hasattr(lecture_nn, name) for name in lecture_nn.__all__)
    assert re.fullmatch(r"\d+\.\d+\.\d+", lecture_nn.__version__)
