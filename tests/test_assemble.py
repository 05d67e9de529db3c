"""Your own network: gathered from exercises and turns, right or wrong, plain or odd, and run beside the package's."""

import functools
import importlib.util
import inspect
import json
import re
import subprocess
import sys
from importlib import import_module

import nbformat
import numpy as np
import pytest
from matplotlib.figure import Figure
from rewritten import ROOT

from lecture_nn import MLP, EarlyStopping, Momentum, fit
from lecture_nn.assembly import assemble, glue, picture, stand_ins, trial, writing
from lecture_nn.assembly.assembled import Assembled
from lecture_nn.assembly.gathering import Notebook, names_of
from lecture_nn.assembly.parts import PARTS
from lecture_nn.assembly.renaming import CannotRenameError, renamed
from lecture_nn.assembly.right import Taken
from lecture_nn.assembly.writing import MARKERS, network, write
from lecture_nn.cli import main
from lecture_nn.grading import grade
from lecture_nn.grading.one import starter_of_this_thread
from lecture_nn.workers import why_not_locked

NAMES = [part.name for part in PARTS]


@pytest.fixture(autouse=True)
def _short(monkeypatch):
    monkeypatch.setenv("LECTURE_NN_TRIAL", "2")  # 100 images, 3 epochs


@pytest.fixture
def course(tmp_path):
    """A student's folder, where exercises can be laid out: solved as in the solutions, but for what is changed."""
    (tmp_path / "exercises").mkdir()

    def lay_out(changed=None, only=None):
        for name in dict.fromkeys(part.exercise for part in PARTS):
            if only is None or name in only:
                cells = solved(name)
                for old, new in (changed or {}).get(name, {}).items():
                    cells = [put_in(cell, old, new) for cell in cells]
                save(tmp_path / "exercises" / f"{name}.ipynb", cells)
        return tmp_path / "exercises"

    return lay_out


def solved(name):
    cells = nbformat.read(ROOT / "solutions" / f"{name}.ipynb", as_version=4).cells
    return [MARKERS.sub("", cell.source) for cell in cells if cell.cell_type == "code"]


def put_in(cell, name, source):
    """The cell, or another definition of `name` in its place."""
    return source if re.search(rf"^def {name}\(", cell, re.MULTILINE) else cell


def save(path, cells):
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells]), path)


def load(path):
    specification = importlib.util.spec_from_file_location("my_network", path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture
def tried_here(monkeypatch, tmp_path):
    """The network is trained in this process, which has imported all that it needs already."""

    def tried(file, seconds):
        trial.main(str(file), str(tmp_path / "trial.json"), str(seconds), "2")
        return json.loads((tmp_path / "trial.json").read_text()), ""

    monkeypatch.setattr(sys, "dont_write_bytecode", sys.dont_write_bytecode)
    monkeypatch.setattr("lecture_nn.assembly.assembled._tried", tried)


@pytest.fixture
def judged_at_once(monkeypatch):
    """Notebooks are judged in workers forked from one process, where there can be a sandbox: NumPy is imported once."""
    if not why_not_locked():
        at_once = functools.partial(grade, starter=starter_of_this_thread("required"))
        monkeypatch.setattr("lecture_nn.assembly.right.grade", at_once)


@pytest.fixture
def untried(monkeypatch):
    """The network is written, and not run."""
    monkeypatch.setattr("lecture_nn.assembly.assembled._tried", lambda *_: ({}, "not tried"))


def not_yours(assembled):
    return [each.part.name for each in assembled.missing]


def test_solved_exercises_make_a_network_that_does_what_the_packages_does(course, tmp_path, judged_at_once):
    assembled = assemble(course())
    assert assembled.complete
    assert assembled.difference < 1e-9
    assert max(assembled.found["gradients"].values()) < 1e-7
    assert "The same numbers, written by you" in repr(assembled)
    assert (tmp_path / "my_network.png").read_bytes().startswith(b"\x89PNG")
    assert "data:image/png;base64" in assembled._repr_html_()
    text = (tmp_path / "my_network.py").read_text()
    assert "lecture_nn" not in re.sub(r"lecture-nn assemble", "", text)
    assert "##" not in text, "no marker of a solution is left"
    for part in PARTS:
        assert f"# ---- Yours, from exercises/{part.exercise}.ipynb ----" in text
        assert f"#   {part.name}: {part.shapes}" in text
    own = re.search(r"def gradients.*?(?=\n\n)", "\n\n".join(solved("multi_layer_backprop")), re.DOTALL)[0]
    assert own in text, "their own words"
    alone = subprocess.run(
        [sys.executable, "-I", "my_network.py"], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=120
    )
    assert "of 200 new examples right" in alone.stdout


def test_one_wrong_function_is_named_and_the_rest_is_used(course, tmp_path, tried_here, judged_at_once):
    wrong = "def softmax(Z):\n    e = np.exp(Z)\n    return e / e.sum()"
    assembled = assemble(course({"softmax": {"softmax": wrong}}, only=["softmax", "activations"]))
    assert "softmax" in not_yours(assembled)
    assert "gradient" in not_yours(assembled), "it calls the wrong softmax"
    assert not {"cross_entropy", "sigmoid", "relu_derivative"} & set(not_yours(assembled))
    assert re.search(r"exercises/softmax.ipynb: softmax, gradient\n    softmax: \S", repr(assembled))
    text = (tmp_path / "my_network.py").read_text()
    assert (
        "# not yours yet: exercises/softmax.ipynb\nfrom lecture_nn.assembly.stand_ins import softmax, gradient" in text
    )
    assert "e / e.sum()" not in text
    assert assembled.difference < 1e-9


def test_nothing_yet_is_said_kindly_and_runs(tmp_path, monkeypatch, capsys):
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "softmax.ipynb").write_bytes((ROOT / "exercises" / "softmax.ipynb").read_bytes())
    (tmp_path / "exercises" / "damaged.ipynb").write_text("{")
    monkeypatch.chdir(tmp_path)
    assert main(["assemble"]) == 0
    told = capsys.readouterr().out
    assert f"0 of {len(PARTS)} parts are yours" in told
    assert "Nothing is yours yet" in told
    assert "same numbers, written by you (" not in told
    for part in PARTS:
        assert part.name in told
    monkeypatch.chdir(tmp_path.parent)
    assert main(["assemble"]) == 2
    assert "name their folder" in capsys.readouterr().err
    assert main(["assemble", "nowhere"]) == 2


ODD = {
    "activations": {
        "sigmoid": "from numpy import exp, abs\n\nONE = 1.0\n\n\ndef helper(e, z, *, ONE=ONE):\n"
        "    return np.where(z >= 0, ONE / (ONE + e), e / (ONE + e))\n\n\n"
        "def sigmoid(z):\n    z = np.asarray(z, dtype=float)\n    return helper(exp(-abs(z)), z)",
    },
    "forward_pass": {
        "forward_deep": "def forward_deep(X, weights, biases):\n    # one layer, then the rest\n"
        "    z = X @ weights[0].T + biases[0]\n    if len(weights) == 1:\n        return z\n"
        "    return forward_deep(helper(z), weights[1:], biases[1:])\n\n\nhelper = lambda z: np.tanh(z)",
    },
    "softmax": {
        "softmax": "import math\nsizes = []\nfor n in (1,):\n    sizes.append(n)\n\n\n"
        "def decorated(f):\n    def inner(Z):\n        return f(Z) * sizes[0]\n    return inner\n\n\n"
        "@decorated\ndef softmax(Z):\n    return [[math.exp(z - max(row)) / sum(math.exp(y - max(row)) for y in row)"
        " for z in row] for row in Z] * np.ones(Z.shape)",
        "gradient": "class Step:\n    def __init__(self, T):\n        self.T = T\n\n    def helper(self, Z):\n"
        "        return (softmax(Z) - self.T) / len(Z)\n\n\ndef gradient(Z, T):\n    return Step(T).helper(Z)",
    },
    "multi_layer_backprop": {
        "gradients": "def step_back(delta, W, H):\n    global calls\n    calls += 1\n"
        "    return delta_u(delta @ W, H)\n\n\ncalls = 0\n\n\ndef gradients(X, T, V, v0, W, w0):\n"
        "    H = forward(X, V, v0)\n    delta = (H @ W.T + w0 - T) / len(X)\n    down = step_back(delta, W, H)\n"
        "    return [down.T @ X, down.sum(0), delta.T @ H, delta.sum(0)]\n\n\n"
        "def forward(X, V, v0):\n    return np.tanh(X @ V.T + v0)",
    },
    "weight_decay": {
        "step": "def move(old, d, eta, *, helper=0.0):\n    return old - eta * (d + helper * old)\n\n\n"
        "def step(weights, biases, d_weights, d_biases, eta, decay):\n"
        "    new = list(map(lambda W, d: move(W, d, eta, helper=decay), weights, d_weights))\n"
        "    return new, [move(b, d, eta) for b, d in zip(biases, d_biases)]",
    },
    "optimizers": {
        "momentum_step": "softmax = softmax(np.zeros((1, 2)))  # no function any more\ntotal = 0\ntotal += 1\n\n\n"
        "def sum(a, b):\n    return total * (a + b)\n\n\ndef momentum_step(w, v, g, eta, gamma):\n"
        "    v = sum(gamma * v, eta * g)\n    return w - v, v",
    },
}


def test_odd_styles_and_helpers_of_the_same_name_are_kept_apart(course, tmp_path, tried_here, judged_at_once):
    assembled = assemble(course(ODD, only=ODD))
    left = [part.name for part in PARTS if part.exercise not in ODD]
    assert not_yours(assembled) == left, repr(assembled)
    assert assembled.difference < 1e-9
    text = (tmp_path / "my_network.py").read_text()
    for line in (
        "# one layer, then the rest",
        "helper_of_forward_pass = lambda z: np.tanh(z)",
        "from numpy import abs as abs_of_activations",
        "def sum_of_optimizers(a, b):",
        "helper is called helper_of_forward_pass here",
        "move_of_weight_decay(W, d, eta, helper=decay)",
        "Step(T).helper(Z)",
    ):
        assert line in text, line
    mine = load(tmp_path / "my_network.py")
    assert max(mine.check_gradients().values()) < 1e-7


def test_right_answers_written_differently_make_the_same_network(course, tried_here, judged_at_once):
    changed = {}
    for exercise in dict.fromkeys(part.exercise for part in PARTS):
        module = import_module(f"right_answers.{exercise}")
        for name in vars(module):
            part = name.partition("__")[0]
            if part in NAMES and part != name:  # the last way of each
                cell = f"{inspect.getsource(module)}\n\n{part} = {name}"
                changed.setdefault(exercise, {})[part] = cell
    assert sum(map(len, changed.values())) >= 12
    assembled = assemble(course(changed))
    assert assembled.complete, repr(assembled)
    assert assembled.difference < 1e-4, "some right answers compute in float32"
    assert "Gradients: right, as far as float32 can tell" in repr(assembled)


def test_a_right_turn_takes_the_place_of_an_exercise(course, tmp_path, tried_here, judged_at_once):
    folder = course(only=[])
    (tmp_path / "notebooks").mkdir()
    softmax = "def stable_softmax(Z):\n    e = np.exp(Z - Z.max(1)[:, None])\n    return e / e.sum(1)[:, None]"
    cells = ["import numpy as np", softmax, "def delta_logits(Z, T):\n    return stable_softmax(Z) - T"]
    save(tmp_path / "notebooks" / "12_softmax_and_cross_entropy.ipynb", cells)
    hidden = "def delta_hidden(delta_z, W):\n    return delta_z @ W"
    save(tmp_path / "notebooks" / "10_multi_layer_backprop.ipynb", ["import numpy as np", hidden])
    assembled = assemble(folder)
    assert set(NAMES) - set(not_yours(assembled)) == {"softmax", "delta_h"}
    assert "# ---- Yours, from notebooks/12_softmax_and_cross_entropy.ipynb ----" in assembled.file.read_text()
    assert assembled.difference < 1e-9


def test_a_lesson_whose_turn_is_not_solved_is_not_run(course, tmp_path, untried):
    """It would take a minute, and nothing would be said of it."""
    (tmp_path / "notebooks").mkdir()
    unsolved = "def stable_softmax(Z):\n    return ..."
    cells = ["import numpy as np", unsolved, f"open({str(tmp_path / 'ran')!r}, 'w')"]
    save(tmp_path / "notebooks" / "12_softmax_and_cross_entropy.ipynb", cells)
    assert "softmax" in not_yours(assemble(course(only=[])))
    assert not (tmp_path / "ran").exists()


def test_what_was_changed_by_hand_is_kept_beside(course, tmp_path, untried):
    text, _ = network([], [])
    file = tmp_path / "my_network.py"
    assert write(file, text) is None
    assert write(file, text) is None, "nobody has changed it"
    file.write_text(file.read_text() + "# mine\n")
    changed = file.read_bytes()
    assembled = assemble(course(only=["forward_pass"]))
    assert (assembled.kept.name, assembled.kept.read_bytes()) == ("my_network_yours_1.py", changed)
    assert "You had changed my_network.py, so it is kept as my_network_yours_1.py" in repr(assembled)
    file.write_bytes(b"\xff\x00 of another program")
    assert write(file, text).name == "my_network_yours_2.py"
    assert assembled.kept.read_bytes() == changed
    file.write_text(text.replace("\n", "\r\n"), newline="")
    assert write(file, text) is None, "another system's ends of lines are no change"


@pytest.mark.parametrize("in_a_notebook", [False, True], ids=["in a terminal", "in a notebook of the folder"])
def test_a_function_that_needs_a_file_of_its_own_is_told(course, untried, monkeypatch, in_a_notebook):
    folder = course(
        {"ten_digits": {"accuracy": "import tools_of_mine\n\n\ndef accuracy(o, T):\n    return tools_of_mine.f(o, T)"}},
        only=["ten_digits"],
    )
    (folder / "tools_of_mine.py").write_text("def f(o, T):\n    return (o.argmax(1) == T.argmax(1)).mean()\n")
    if in_a_notebook:  # whose process finds the file, too
        monkeypatch.chdir(folder)
        monkeypatch.syspath_prepend("")
    assembled = assemble(folder)
    assert "accuracy" in not_yours(assembled)
    assert "move what it takes from there into the notebook" in repr(assembled)


def test_what_cannot_be_taken_out_and_what_needs_the_package_is_told(course, tmp_path, untried, judged_at_once):
    by_name = "def accuracy(o, T):\n    return globals()['av' + 'g'](o.argmax(1) == T.argmax(1))\n\n\navg = np.mean"
    borrowed = "import lecture_nn.activations\n\n\ndef sigmoid(z):\n    return lecture_nn.activations.sigmoid(z)"
    changed = {"ten_digits": {"accuracy": by_name}, "activations": {"sigmoid": borrowed}}
    assembled = assemble(course(changed, only=changed))
    assert "accuracy: it is right in the notebook, but can't be taken out of it (KeyError" in repr(assembled)
    assert not {"sigmoid", "tanh_derivative"} & set(not_yours(assembled))
    text = (tmp_path / "my_network.py").read_text()
    assert "Functions of yours import lecture_nn, so it needs more than NumPy." in " ".join(text.split())
    assert "\nimport lecture_nn.activations\n" in text


def test_an_error_in_the_assembled_file_is_told_with_its_line(course, tmp_path, monkeypatch):
    text = inspect.getsource(glue).replace("def check_gradients():", "def check_gradients():\n    1 / 0", 1)
    monkeypatch.setattr(writing.inspect, "getsource", lambda _: text)
    assembled = assemble(course(only=[]))
    assert re.search(
        r"It doesn't run yet: ZeroDivisionError: division by zero, in check_gradients, line \d+", repr(assembled)
    )


def test_the_network_is_run_without_the_files_of_the_current_folder(course, tmp_path, monkeypatch):
    (tmp_path / "random.py").write_text("1 / 0  # a student's own file, which is called like a module of Python's")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    text = inspect.getsource(glue)
    monkeypatch.setattr(writing.inspect, "getsource", lambda _: text)
    assert assemble(course(only=[])).problem == ""
    text = text.replace("def check_gradients():", "def check_gradients():\n    raise ValueError('größer')", 1)
    assert assemble(course(only=[])).problem.startswith("ValueError: größer, in check_gradients, line ")


def test_what_is_no_number_is_neither_right_nor_the_same(tmp_path):
    x = np.array([1.0, 2.0])
    for claimed in ([np.nan, 4.0], [2.0, np.nan]):
        assert np.isnan(glue.largest_difference(lambda: float(np.sum(x**2)), [x], [np.array(claimed)]))
    assert np.isnan(glue.largest_difference(lambda: np.nan, [x], [2 * x]))

    def with_losses(*losses):
        run = {"name": "tanh", "yours": {"validation_loss": [*losses]}, "ours": {"validation_loss": [0.5, 0.25]}}
        run["yours"]["validation_accuracy"] = [0.5]
        found = {"gradients": {"one": 1e-9, "other": np.nan}, "images": 100, "epochs": 2, "runs": [run]}
        return Assembled(tmp_path / "my_network.py", tmp_path / "my_network.png", [], found)

    (tmp_path / "my_network.png").write_bytes(b"")
    assert "Gradients: not right" in repr(with_losses(0.5, 0.25))
    assert "The same numbers" in repr(with_losses(0.5, 0.25))
    assert "lie on top of each other" in with_losses(0.5, 0.25)._repr_html_()
    for losses, told in {
        (0.5, np.nan): "losses are nan or inf",
        (np.inf, 0.25): "losses are nan or inf",
        (0.5,): "ended one of your runs in another epoch",
        (0.5, 0.2): "differ by up to 2e-01",
    }.items():
        assert told in repr(with_losses(*losses))
        assert "The same numbers" not in repr(with_losses(*losses))
        assert "the curves differ." in with_losses(*losses)._repr_html_()


def test_a_dataclass_of_the_students_works_where_the_network_is_run(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", sys.dont_write_bytecode)
    monkeypatch.delitem(sys.modules, "network_of_mine", raising=False)
    text = "from dataclasses import dataclass\n@dataclass\nclass Settings:\n    rate: 'float' = 0.1\n"
    (tmp_path / "network_of_mine.py").write_text(text)
    assert trial._load(tmp_path / "network_of_mine.py").Settings().rate == 0.1
    monkeypatch.delitem(sys.modules, "network_of_mine")


def test_notebooks_that_import_parts_of_one_package_share_its_name():
    parts = {part.name: part for part in PARTS}
    taken = []
    for name, part_of_it, exercise in (
        ("sigmoid", "", "activations"),
        ("accuracy", ".linalg", "ten_digits"),
        ("dead_fraction", ".random", "monitoring"),
    ):
        cells = [f"import numpy{part_of_it}", f"def {name}(*given):\n    return numpy{part_of_it}.abs(given)"]
        gathered = Notebook(cells, exercise).gather([name])
        taken.append(Taken(f"exercises/{exercise}.ipynb", exercise, {name: parts[name]}, gathered))
    text, missing = network(taken, [])
    assert missing == []
    assert "import numpy\nimport numpy.linalg\nimport numpy.random\n" in text
    assert "numpy_of" not in text
    assert "import numpy.linalg as" not in text


ACCURACY = "def accuracy(o, T):\n    return np.mean(o.argmax(1) == T.argmax(1))"
BESIDE = "right or wrong together with tools_of_mine.py: move what it takes from there into the notebook"


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (["import numpy as np\nnonlocal q", "return 3", ACCURACY, "def f(:"], ""),
        ([ACCURACY.replace("return", "global o\n    return")], "name 'o' is parameter and global"),
        (["from tools_of_mine import *", "def accuracy(o, T):\n    return f(o, T)"], BESIDE),
        (
            ["from not_installed_here import *", "from math import *", "def accuracy(o, T):\n    return f(o, T)"],
            "(`from not_installed_here import *` finds nothing here)",
        ),
        (
            ["from .tools_of_mine import *", "def accuracy(o, T):\n    return f(o, T)"],
            "(`from .tools_of_mine import *` finds nothing here)",
        ),
        (["from not_installed_here import *", ACCURACY], ""),
    ],
)
def test_cells_that_fail_are_told_and_end_nothing(tmp_path, untried, cells, told):
    (tmp_path / "tools_of_mine.py").write_text("def f(o, T):\n    return (o.argmax(1) == T.argmax(1)).mean()\n")
    (tmp_path / "softmax.ipynb").mkdir()
    save(tmp_path / "ten_digits.ipynb", ["import numpy as np", *cells])
    (why,) = [each.why for each in assemble(tmp_path, to=tmp_path).missing if each.part.name == "accuracy"] or [""]
    assert told in why
    assert bool(told) == bool(why)


def test_a_module_is_asked_for_its_names_in_a_process_of_its_own(capfd):
    sys.modules.pop("this", None)
    assert "s" in names_of("this")
    assert "this" not in sys.modules
    assert capfd.readouterr().out == "", "what it prints is nobody's answer"


def test_the_name_of_a_notebook_is_no_code(tmp_path, untried):
    try:
        save(tmp_path / "ten_digits\nprint('owned')\r#.ipynb", ["import numpy as np", ACCURACY, 'check("accuracy")'])
    except OSError:
        pytest.skip("no such name here")
    assembled = assemble(tmp_path, to=tmp_path)
    assert "accuracy" not in not_yours(assembled)
    assert "ten_digits?print('owned')?#.ipynb ----\n" in (tmp_path / "my_network.py").read_text()


def test_another_picture_is_kept_and_no_link_is_written_through(course, tmp_path, monkeypatch):
    monkeypatch.setattr("lecture_nn.assembly.assembled._tried", lambda *_: ({"runs": []}, ""))
    monkeypatch.setattr("lecture_nn.assembly.assembled.Assembled._measured", lambda _: [])
    monkeypatch.setattr(picture, "draw", lambda *_: Figure(figsize=(1, 1)))
    folder = course(only=[])
    (tmp_path / "holiday.png").write_bytes(b"of mine")
    (tmp_path / "my_network.png").symlink_to("holiday.png")
    (tmp_path / "my_network_yours_1.png").symlink_to("nowhere")
    assembled = assemble(folder)
    assert assembled.kept_picture.name == "my_network_yours_2.png"
    assert "Another my_network.png was there, which is kept as my_network_yours_2.png." in repr(assembled)
    assert (tmp_path / "holiday.png").read_bytes() == b"of mine"
    assert (tmp_path / "my_network.png").read_bytes().startswith(b"\x89PNG")
    assert assemble(folder).kept_picture is None, "its own picture is drawn anew"


# Its pieces


def test_the_glue_makes_the_packages_networks():
    for hidden, sizes in (("tanh", [4, 3, 2]), ("relu", [4, 5, 3, 2]), ("sigmoid", [4, 2])):
        weights, biases = glue.initial_weights(sizes, hidden, seed=7)
        net = MLP(sizes, hidden=hidden, seed=7)
        assert all(np.array_equal(a, b.weights) for a, b in zip(weights, net.layers, strict=True))
        X = np.random.default_rng(0).normal(size=(5, 4))
        assert np.allclose(glue.predict(X, weights, biases, hidden), net.forward(X))


def test_early_stopping_returns_the_weights_of_the_best_epoch():
    rng = np.random.default_rng(0)
    X, T = rng.normal(size=(40, 4)), np.eye(2)[rng.integers(2, size=40)]
    settings = {"hidden": "tanh", "rule": "momentum_step", "eta": 0.1, "epochs": 60, "batch_size": 10, "patience": 2}
    weights, biases, measured = glue.train((X[:30], T[:30]), (X[30:], T[30:]), [4, 6, 2], **settings)
    net = MLP([4, 6, 2], hidden="tanh", seed=0)
    history = fit(
        net,
        (X[:30], T[:30]),
        (X[30:], T[30:]),
        optimizer=Momentum(0.1),
        batch_size=10,
        epochs=60,
        early_stopping=EarlyStopping(2),
        verbose=False,
    )
    assert len(measured["loss"]) == len(history) < 60
    assert np.allclose(measured["validation_loss"], history.validation_loss)
    assert np.allclose(weights[0], net.layers[0].weights)
    assert np.allclose(biases[1], net.layers[1].bias)


def test_the_packages_functions_stand_in_as_the_checks_want_them():
    from lecture_nn.checks import load_exercise
    from lecture_nn.checks.asked import asked_for
    from lecture_nn.checks.exercise import Exercise

    for part in PARTS:
        for check in load_exercise(part.exercise).checks:
            if asked_for(Exercise(part.exercise, checks=[check])) == ([part.name], []):
                (result,) = (
                    Exercise(part.exercise, checks=[check]).grade({part.name: getattr(stand_ins, part.name)}).results
                )
                assert result.passed, (part.name, result.found)


def test_every_part_is_used_by_the_glue():
    used = set(re.findall(r"\w+", inspect.getsource(glue).partition("# ---- ")[2]))
    assert used >= set(NAMES)


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("def f(x):\n    return g(x)", "def f(x):\n    return G(x)"),
        ("def f(g):\n    return g(1)", "def f(g):\n    return g(1)"),
        ("def f():\n    g = 1\n    return lambda: g", "def f():\n    g = 1\n    return lambda: g"),
        ("def f():\n    global g\n    g += 1", "def f():\n    global G\n    G += 1"),
        ("x = [g for g in g]", "x = [g for g in G]"),
        ("x.g = f(g=g)", "x.g = f(g=G)"),
        ("t = f'{g(1)!r:>{g}} g'", "t = f'{G(1)!r:>{G}} g'"),
        (
            "class g:\n    g = 1\n    def m(self):\n        return g",
            "class G:\n    g = 1\n    def m(self):\n        return G",
        ),
        ("def é(x=g): return 'g', g", "def é(x=G): return 'g', G"),
        ("@g\ndef f(a: g) -> g: pass", "@G\ndef f(a: G) -> G: pass"),
    ],
)
def test_only_global_names_are_renamed(text, new):
    try:
        assert renamed(text, {"g": "G"}) == new
    except CannotRenameError:
        assert "f'" in text, "older Pythons don't say where names stand in f-strings"


def test_a_name_below_another_systems_end_of_line_is_not_renamed():
    text = 'def f(x):\n    text = """a\rb"""\n    return g(x)'
    with pytest.raises(CannotRenameError):
        renamed(text, {"g": "G"})
    assert renamed(text, {"h": "H"}) == text


def test_a_function_is_gathered_with_all_that_it_needs_and_nothing_else():
    cells = [
        "import numpy as np, math\nfrom math import *\nDATA = np.arange(10)\nUNUSED = 3",
        "table = {}\ntable['a'] = 1\nprint(table)",
        "def f(x):\n    return x\n\n\nscale = f(2)",
        "def f(x):\n    return sqrt(x) * scale * table['a'] + unknown",
    ]
    gathered = Notebook(cells, "softmax").gather(["f"])
    texts = [item.text for item in gathered.items]
    assert texts == [
        "table = {}",
        "table['a'] = 1",
        "def f(x):\n    return x",
        "scale = f(2)",
        "def f(x):\n    return sqrt(x) * scale * table['a'] + unknown",
    ]
    assert gathered.imports == {"sqrt": "from math import sqrt"}
    assert gathered.missing == {"unknown"}
    assert json.dumps(texts)
