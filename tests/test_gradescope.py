"""The autograder for Gradescope: one zip, which is unpacked here and run as Gradescope would run it."""

import importlib.metadata
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from hostile import ALL, SOLVED, notebook
from packaging.requirements import Requirement

from lecture_nn.checks import load_exercise
from lecture_nn.cli import main
from lecture_nn.grading.autograder import NEEDED

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or not shutil.which("bash"), reason="Gradescope's image is a Linux with bash"
)

WRONG = notebook([*SOLVED, "def softmax(Z):\n    '''</code>'''\n    return Z"])
OWN_CHECK = """from lecture_nn.checks import Exercise
EXERCISE = Exercise("softmax")
@EXERCISE.check("Mine", points=5, row="L16", hint="h")
def mine(s):
    assert s.value("own") == 3
"""


def unpacked(top, *options):
    """The folders that Gradescope makes, with the autograder in them; Python itself is not installed anew."""
    assert main(["gradescope", "--exercise", "softmax", "--out", str(top / "autograder.zip"), *options]) == 0
    with zipfile.ZipFile(top / "autograder.zip") as archive:
        for member in archive.infolist():
            path = Path(archive.extract(member, top / "source"))
            path.chmod(member.external_attr >> 16)
    for name in ("submission", "results", "venv/bin"):
        (top / name).mkdir(parents=True)
    python = top / "venv" / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    return top


@pytest.fixture(scope="module")
def autograder(tmp_path_factory):
    checks = tmp_path_factory.mktemp("checks")
    (checks / "mine.py").write_text(OWN_CHECK)
    return unpacked(tmp_path_factory.mktemp("autograder"), "--checks", str(checks), "--seed", "3", "--seconds", "10")


def run(top, files):
    """Hand the files in, and return the results."""
    shutil.rmtree(top / "submission")
    (top / "submission").mkdir()
    for name, data in files.items():
        (top / "submission" / name).parent.mkdir(parents=True, exist_ok=True)
        (top / "submission" / name).write_bytes(data)
    (top / "results" / "results.json").write_text('{"score": 100}')  # of the submission before
    environment = {**os.environ, "AUTOGRADER": str(top), "OPENBLAS_NUM_THREADS": "1"}
    script = shutil.copy(top / "source" / "run_autograder", top)  # as Gradescope does
    done = subprocess.run([script], env=environment, cwd=top, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    told = json.loads((top / "results" / "results.json").read_text())
    assert set(told) <= {"score", "output", "tests", "output_format", "test_output_format", "test_name_format"}
    assert {told["output_format"]} | {told[name] for name in told if name.endswith("_format")} == {"text"}
    for test in told.get("tests", ()):
        assert set(test) == {"name", "score", "max_score", "status", "output", "visibility"}
        assert test["status"] == ("passed" if test["score"] else "failed")
    return told


def test_a_notebook_gets_a_line_for_each_check(autograder):
    told = run(autograder, {"my work.ipynb": WRONG})
    assert told["score"] == sum(test["score"] for test in told["tests"]) == 7
    assert sum(test["max_score"] for test in told["tests"]) == ALL + 5
    titles = [check.title for check in load_exercise("softmax").checks]
    assert [test["name"] for test in told["tests"]] == [f"softmax: {title}" for title in [*titles, "Mine"]]
    failed = next(test for test in told["tests"] if test["name"] == "softmax: Softmax of a batch")
    assert re.search(
        r"expected \[.*Your code, cell 8:\ndef softmax\(Z\):\n    '''</code>'''", failed["output"], re.DOTALL
    )
    assert "process" in told["output"]  # how the notebook was run


def test_the_best_of_several_notebooks_counts_in_any_folder(autograder):
    told = run(autograder, {"a.ipynb": WRONG, "deep/er/b.ipynb": notebook([*SOLVED, "own = 3"]), "c.pdf": b"%PDF"})
    assert told["score"] == ALL + 5


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "SUBMISSIONS: expected notebooks"),
        ({"homework.pdf": b"%PDF-1.4"}, "homework.pdf"),
        ({"homework.zip": b"PK\x03\x04"}, "homework.zip"),
        ({"softmax.ipynb": b"{"}, "softmax.ipynb: "),
        ({"poetry.ipynb": notebook(["x = 1"])}, "poetry.ipynb: "),
    ],
)
def test_what_cannot_be_graded_gets_nothing_and_the_reason(autograder, files, reason):
    told = run(autograder, files)
    assert told["score"] == 0
    assert reason in told["output"]
    assert {test["score"] for test in told.get("tests", ())} <= {0}


def test_an_autograder_that_fails_says_so(autograder):
    python = autograder / "venv" / "bin" / "python"
    before = python.read_text()
    python.write_text("#!/bin/sh\nexit 3\n")
    try:
        environment = {**os.environ, "AUTOGRADER": str(autograder)}
        (autograder / "results" / "results.json").write_text('{"score": 100}')
        subprocess.run([autograder / "source" / "run_autograder"], env=environment, check=True)
        told = json.loads((autograder / "results" / "results.json").read_text())
    finally:
        python.write_text(before)
    assert told["score"] == 0
    assert "autograder itself failed" in told["output"]


def test_the_zip_is_what_gradescope_asks_for(autograder):
    with zipfile.ZipFile(autograder / "autograder.zip") as archive:
        members = {member.filename: member for member in archive.infolist()}
        for name in ("setup.sh", "run_autograder"):
            assert stat.S_IMODE(members[name].external_attr >> 16) == 0o755
            text = archive.read(name)
            assert text.startswith(b"#!/usr/bin/env bash\n")
            assert b"\r" not in text
            assert b"@OPTIONS@" not in text
    assert {name.split("/")[0] for name in members} == {
        "setup.sh", "run_autograder", "requirements.txt", "constraints.txt", "package", "checks", "seed"
    }  # fmt: skip
    ours = {path.relative_to(ROOT).as_posix() for path in (ROOT / "lecture_nn").rglob("*") if path.is_file()}
    assert {name.removeprefix("package/") for name in members if name.startswith("package/")} == {
        name for name in ours if "__pycache__" not in name
    }


def test_the_same_grader_makes_the_same_zip(tmp_path):
    for name in ("one.zip", "other.zip"):
        assert main(["gradescope", "--exercise", "neuron", "--seed", "1", "--out", str(tmp_path / name)]) == 0
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other.zip").read_bytes()


def test_wrong_use(tmp_path, capsys):
    (tmp_path / "thesis.zip").write_bytes(b"years of work")
    for arguments, message in {
        ("--exercise", "poetry", "--out", str(tmp_path / "a.zip")): "--exercise: expected some of activations",
        ("--exercise", "softmax", "--out", str(tmp_path / "thesis.zip")): "is there already, and is no autograder",
        ("--exercise", "softmax", "--out", str(tmp_path / "no" / "a.zip")): "expected a file in a folder that is there",
    }.items():
        assert main(["gradescope", *arguments]) == 2
        assert message in capsys.readouterr().err
    assert (tmp_path / "thesis.zip").read_bytes() == b"years of work"
    assert len(list(tmp_path.iterdir())) == 1
    assert main(["gradescope", "--exercise", "softmax", "--out", str(tmp_path / "a.zip")]) == 0
    assert main(["gradescope", "--exercise", "softmax", "--out", str(tmp_path / "a.zip")]) == 0
    assert f"{ALL} points" in capsys.readouterr().out


# What the image needs


def test_what_is_installed_there_is_what_the_package_asks_for():
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    bounds = {Requirement(each).name: str(Requirement(each).specifier) for each in ours}
    for each in map(Requirement, NEEDED):
        assert bounds.get(each.name, str(each.specifier)) == str(each.specifier)


def closure(names):
    """The distributions that come with these."""
    found, open_ = set(), list(names)
    while open_:
        name = open_.pop().lower().replace("_", "-")
        if name in found:
            continue
        found.add(name)
        for each in map(Requirement, importlib.metadata.requires(name) or ()):
            if each.marker is None or each.marker.evaluate({"extra": ""}):
                open_.append(each.name)
    return found


def test_grading_imports_nothing_that_is_not_installed_there(tmp_path):
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "anna.ipynb").write_bytes(notebook(["%matplotlib inline\nimport matplotlib.pyplot", *SOLVED]))
    command = ["grade-class", str(tmp_path / "class"), "--out", str(tmp_path / "out"), "--jobs", "1", "--trust"]
    program = (
        f"import sys, json; from lecture_nn.cli import main; main({command!r})\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True)
    loaded = set(json.loads(done.stdout.splitlines()[-1])) - set(sys.stdlib_module_names)
    known = importlib.metadata.packages_distributions()
    distributions = {name.lower().replace("_", "-") for module in loaded for name in known.get(module, ())}
    assert {"numpy", "jinja2"} <= distributions
    assert distributions - {"lecture-nn", "setuptools"} <= closure(Requirement(each).name for each in NEEDED)


@pytest.mark.parametrize(("pythons", "asks_for"), [(("python3",), "nothing"), ((), "python3.11 python3.11-venv")])
def test_the_image_is_set_up_with_what_there_is(tmp_path, autograder, pythons, asks_for):
    """With stand-ins for apt-get and for a Python that can't make an environment at first, nor have old versions."""
    made = tmp_path / "venv" / "bin" / "python"
    python = f"""#!/bin/sh
case "$*" in
  "-c "*) exit 0;;
  "-m venv"*) test -e {tmp_path}/has-venv || exit 1
              mkdir -p {made.parent}; cp "$0" {made};;
  *constraints.txt*) echo "pip $*" >> {tmp_path}/log; exit 1;;
  *) echo "pip $*" >> {tmp_path}/log;;
esac
"""
    apt = f"""#!/bin/sh
echo "apt $*" >> {tmp_path}/log
case "$*" in *-venv) touch {tmp_path}/has-venv;; esac
case "$*" in *python3.11*) cp {tmp_path}/python {tmp_path}/bin/python3.11;; esac
"""
    (tmp_path / "bin").mkdir()
    for name, text in {"python": python, "bin/apt-get": apt, **{f"bin/{name}": python for name in pythons}}.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    for tool in ("bash", "sh", "env", "mkdir", "cp", "touch", "chmod", "printf", "test"):
        if found := shutil.which(tool):
            (tmp_path / "bin" / tool).symlink_to(found)
    shutil.copytree(autograder / "source", tmp_path / "source")
    done = subprocess.run(
        [tmp_path / "source" / "setup.sh"],
        env={"PATH": str(tmp_path / "bin"), "AUTOGRADER": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    log = (tmp_path / "log").read_text().splitlines()
    assert log[0] == "apt update"
    if asks_for != "nothing":
        assert log[1] == f"apt install -y {asks_for}"
    assert [line.split(" install ")[1].split()[-1].split("/")[-1] for line in log if line.startswith("pip")] == [
        "constraints.txt",
        "requirements.txt",
    ]
    assert stat.S_IMODE((tmp_path / "source" / "checks").stat().st_mode) == 0o700
