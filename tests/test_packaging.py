"""The source archive and the wheel: they build, hold what they should, and work alone in a fresh environment."""

import importlib.metadata
import json
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def run(*command, **settings):
    done = subprocess.run(command, capture_output=True, text=True, **settings)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The archive, and the wheel that is made from it."""
    to = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", to, ROOT)
    (archive,), (wheel,) = to.glob("*.tar.gz"), to.glob("*.whl")
    return archive, wheel


def sources():
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "lecture_nn").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_archive_holds_the_whole_course(built):
    with tarfile.open(built[0]) as archive:
        names = {name.split("/", maxsplit=1)[1] for name in archive.getnames()}
    assert sources() <= names
    for part in ("notebooks", "exercises", "solutions", "tests", "site", "tools"):
        assert {p.relative_to(ROOT).as_posix() for p in (ROOT / part).glob("*.[im]*")} <= names, part
    assert {"README.md", "LICENSE", "Makefile", "pyproject.toml", "constraints.txt", "hatch_build.py"} <= names
    assert not [name for name in names if name.startswith((".git/", ".venv", "_site", ".ci", "dist"))]


def test_the_wheel_holds_the_package_and_the_course_and_nothing_else(built):
    """No solution: where a class is graded, students' notebooks can read what is installed."""
    with zipfile.ZipFile(built[1]) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
        carried = {name: wheel.read(name) for name in names if name.startswith("lecture_nn/course/files/")}
    files = [*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("exercises/*.ipynb")]
    assert carried == {f"lecture_nn/course/files/{p.parent.name}/{p.name}": p.read_bytes() for p in files}
    assert names == sources() | carried.keys()


def test_the_wheel_works_alone_in_a_fresh_environment(built, tmp_path):
    """With NumPy and nothing else: that is all the core asks for. The data are inside."""
    venv.create(tmp_path / "fresh", with_pip=False)
    python = tmp_path / "fresh" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python, "install", "--quiet"]
    run(*pip, f"numpy=={importlib.metadata.version('numpy')}")
    run(*pip, "--no-deps", built[1])
    script = (
        "import json, lecture_nn; from lecture_nn.datasets import digits; data = digits();"
        "print(json.dumps([lecture_nn.__file__, data.train.X.shape, data.test.T.shape]))"
    )
    place, *shapes = json.loads(run(python, "-I", "-W", "error", "-c", script, cwd=tmp_path))
    assert Path(place).is_relative_to(tmp_path)
    assert shapes == [[10_000, 1024], [3_000, 10]]
    requires = "import importlib.metadata as m; print(*m.requires('lecture-nn'), sep='\\n')"
    assert "jupyterlab>=4.2" in run(python, "-c", requires).split()
    for name in ("filelock", "platformdirs"):
        run(*pip, "--no-deps", f"{name}=={importlib.metadata.version(name)}")
    course_is_laid_out(python.with_name("lecture-nn").with_suffix(python.suffix), tmp_path / "Größe")


def course_is_laid_out(command, place):
    """With no other program in reach: no git, no make."""
    place.mkdir()
    alone = {"PATH": "", "LECTURE_NN_PROGRESS": str(place / "progress.json")}
    assert "Put the lessons and exercises" in run(command, "open", "--no-lab", cwd=place, env=alone)
    files = [*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("exercises/*.ipynb")]
    laid = {
        path.relative_to(ROOT): (place / "lecture_nn_course" / path.relative_to(ROOT)).read_bytes() for path in files
    }
    assert laid == {path.relative_to(ROOT): path.read_bytes() for path in files}
    assert "is up to date" in run(command, "update", cwd=place, env=alone)
    told = run(command, "progress", cwd=place, env=alone)  # which reads the lessons
    assert "00_start_here" in told
    assert "Next: " in told
