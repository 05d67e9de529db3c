"""The notebooks as a whole: what every lesson and solution has, beyond what nbval compares."""

import ast
import re
from pathlib import Path

import lecture_map
import make_exercises
import nbformat
import pytest
from rewritten import REWRITTEN

from lecture_nn.predictions import declared

ROOT = Path(__file__).resolve().parent.parent
LESSONS = sorted(ROOT.glob("notebooks/[0-9]*.ipynb"))
SOLUTIONS = sorted(ROOT.glob("solutions/*.ipynb"))
EXERCISES = sorted(ROOT.glob("exercises/*.ipynb"))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("*/README.md"), ROOT / "site" / "grading.md"]
PAGES += [ROOT / "lecture_nn" / "data" / "README.md"]

# The cells whose output can't be the same twice, by the first line of each. Whoever adds one says why in the lesson.
NOT_COMPARED = {
    "00_start_here": [  # accuracies and losses of trained networks, to the last digit
        "fours = four_or_not()",
        "tasks = {",
    ],
    "01_beyond_lines": [  # what trained units come to, and medians of nearly equal errors, to the last digits
        'points = toy("xnor", 200, noise=0.1, seed=0)',
        "trained = {}",
        'print("median test error (and the number of functions that achieves it)")',
        "problems = [wave(20, seed) for seed in range(10)]",
        "def cosines(weights, a):",
        "faster = {}",
        "def squared_length(X):",
    ],
    "02_neuron": [  # mistakes of trained units, and what follows from their weights, to the last digits
        "net = detector(X_train, T_train)",
        "pixels = np.concatenate([data.train.X, data.validation.X])",
        """print(f"bias {w0:.2f}: for a blank page the output is {sigmoid(w0):.2f}")""",
        "def cross_entropy(z):",
        "def both(X):",
        "images, targets = both(data.train.X[:5000]), np.float32(t_train)",
    ],
    "03_activations": [  # what trained networks come to, and rounding errors; all checked with margins
        'single = at_each_rate("identity", units=0)',
        'bent = {"tanh": at_each_rate("tanh")}',
        'bent["relu"] = at_each_rate("relu")',
        "start, sizes = {}, [64, 20, 1]",
        "def dead(net):",
        "class LeakyReLU(Activation):",
        "rng = np.random.default_rng(0)",
        "use_silu = partial(use, activation=SiLU())",
    ],
    "05_representational_power": [  # least squares near singularity; what training comes to, to the last digits
        "points = np.linspace(0, 1, 1001)",
        "fits, rng = {}, np.random.default_rng(1)",
        "def wave_error(D, J):",
        "def rings(n, seed):",
        "def reduced(X):",
        "def combination(net, X):",
        "noises, after = (0.001, 0.003, 0.01, 0.03, 0.1), {}",
        'first_steps, far_away, kind = {}, {}, {"hidden": "relu", "output": "identity"}',
    ],
    "06_forward_pass": [  # times
        "images, parameters = X_val[:64].copy(), detector.parameters",
        "rng = np.random.default_rng(0)",
    ],
    "07_four_or_not_four": [  # what trained networks come to, to the last digits
        "units = train_detectors(train, hidden=0, seeds=range(10))",
        "on_held_out = np.array([net.accuracy(*held_out) for net in networks])",
        "X, T = validation",
        'print("mean and standard deviation over ten seeds")',
        'for name, scores in (("o", o), ("o squared", o**2)):',
        "edges = [0, 0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98, 1]",
        'names = ("1/2", "1/11", "chosen on validation images", "chosen on the same images")',
        "def draw(fours, others, seed):",
        "drawn = [draw(23, 215, seed) for seed in range(10)]",
        "def with_prior(o, old, new):",
    ],
    "09_single_layer_backprop": [  # times; the rounding errors of numerical gradients
        "def by_nudging(net, X, T):",
        'detector = MLP([1024, 30, 1], hidden="relu", output="sigmoid", seed=0)',
        "exponents = np.arange(-14, 0.1)",
        "O, N = layer.forward(images), len(images)",
    ],
    "08_loss_and_descent": [  # losses of trained networks, to the last digits
        "X, T = smaller(data.train.X[:200]), data.train.T[:200]  # (N, D) and (N, K)",
        "rates, every = (0.5, 1.0, 2.0, 4.0), 20",
    ],
    "10_multi_layer_backprop": [  # times and memory; counts of networks that learn, checked with a margin
        'net = MLP([1024, 100, 10], hidden="relu", output="softmax", seed=0)',
        "rng = np.random.default_rng(0)",
        "X, T = rng.normal(size=(1000, 100)), rng.normal(size=(1000, 100))",
        'disc, rates = toy("circles", 50, noise=0.1, seed=1), (1e-9, 1e-7, 1e-5, 0.001, 0.01, 0.1, 1)',
    ],
    "11_choosing_a_loss": [  # accuracies of trained networks, to the last digits
        "usual, _ = compare(bias=0)",
        "wrong_start, chosen = compare(bias=-6)",
        'for net in chosen["squared error, sigmoid"][:3]:',
    ],
    "13_networks_as_modules": [  # rounding errors, and accuracies of trained networks
        "trainer = train_modules  # once your own is right: trainer = train",
        "def skip(U):",
    ],
    "12_softmax_and_cross_entropy": [  # what trained networks come to, to the last digits; all checked with margins
        "data = digits()",
        'layer = MLP([64, 10], output="softmax", seed=0)  # trained as the ten detectors were',
        'print("small initial weights")',
        'print("initial weights fifty times as large")',
        "nets = {J: trained(J, rate, range(10)) for J, rate in rate_for.items()}",
        "dead = [np.all(net.activations(train[0])[1] == 0, axis=0).sum() for net in nets[3]]",
        "bins, label = {}, judge[1].argmax(axis=1)",
        'printed = np.concatenate([letters("AEFHKMNPRTUVWXY", font) for font in FONTS])',
    ],
    "14_optimizers": [  # sums in another order, to the last digits; times
        "exact, off = gradient(X, T), {}",
        "def one_epoch(size):",
        "# How fast each is at the best of 17 factors",
    ],
    "15_monitoring": [  # losses and updates of runs made on the spot, to the last digits; all checked with margins
        "def network(seed=0):",
        "last = {}",
        "def units_alive(net):",
        'print("   rate   hidden layer   output layer   validation accuracy")',
        "still = network()",
        "beta, some = 0.98, Examples(images.X[:500], images.T[:500])",
        "# A rough curve and three ways to smooth it",
        'smooth = {"started at the first loss": started, "bias-corrected": corrected}',
        "long = network()",
    ],
    "16_overfitting": [  # what training comes to; least squares near singularity, to the last digits
        "data = digits()",
        "clean, control = noisy_digits(data, number=0, wrong=0), {}",
        "# Four accuracies over the epochs, and the control",
        "def apart(a, b):",
        "# Double descent, the control, and a tuned penalty",
    ],
    "17_weight_decay": [  # what trained networks come to, to the last digits
        "blank = np.all(drawn.X == 0, axis=0)  # pixels without ink in any image",
        "fitted, train, validation = decay_runs()  # trained for 6,000 epochs",
        "# The fitted function for three values of λ",
        'print("weights    λ     largest violation   smallest eigenvalue")',
        'runs = {("Momentum", decay): (Momentum(0.03, 0.9), decay) for decay in (0.001, 0.1)}',
    ],
    "18_early_stopping": [  # what training comes to, to the last digits
        "losses = np.array(history.validation_loss)",
        'print("patience   epochs run   kept epoch   its validation loss")',
        "marks = (1, first_rise, 100, 200, 300, best, 1000, 4000)",
        'relu_net, descent, course = small_net(2, "relu"), Momentum(0.05, 0.9), []',
        "h = waves(x)  # (days, 20, J)",
        'ten_units = MLP([1024, 10], output="softmax", seed=0)  # for comparison',
    ],
    "monitoring": [  # what trained networks come to, to the last digits; tests/test_exercise_runs.py has the margins
        "def first_weights(net):",
        "for rate in (1.0, 3.0):",
        "validation = data.validation.X[:1000], data.validation.T[:1000]",
    ],
    "20_automatic_differentiation": [  # differences that are rounding, and times
        "results = [both([2, 4, 2], same, 0.1, 4, 200, seed) for seed in range(10)]",
        'kinds = {"digits": ([1024, 50, 10], images, 64), "XNOR": ([2, 4, 2], same, 4)}',
    ],
    "model_selection": [  # errors of models fitted or trained, to the last digit
        "trials = np.array([three_choices(seed) for seed in range(200)])",
        "data = digits()",
    ],
    "ten_digits": [  # accuracies of trained networks
        "def describe(name, found):",
        "if my_plan_is_final:",
    ],
    "weight_decay": [  # accuracies of trained networks
        "found = {decay: [] for decay in DECAYS}",
    ],
}


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(path):
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def prose(path):
    return "\n\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")


def has_image(cell):
    return any("image/png" in output.get("data", {}) for output in cell.get("outputs", []))


def by_name(paths):
    return pytest.mark.parametrize("path", paths, ids=lambda path: f"{path.parent.name}/{path.stem}")


def test_there_are_lessons_solutions_and_exercises():
    assert len(LESSONS) >= 5
    assert len(SOLUTIONS) >= 1
    assert [path.name for path in EXERCISES] == [path.name for path in SOLUTIONS]


@by_name(LESSONS + SOLUTIONS)
def test_every_code_cell_has_been_run_in_order_without_error(path):
    cells = [cell for cell in code_cells(path) if cell.source.strip()]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert not [output for cell in cells for output in cell.outputs if output.output_type == "error"]


@by_name(LESSONS + SOLUTIONS)
def test_nothing_is_printed_to_stderr(path):
    """Warnings and progress bars, which a reader of the saved notebook would see as red boxes."""
    outputs = [output for cell in code_cells(path) for output in cell.outputs]
    assert not [output.text for output in outputs if output.get("name") == "stderr"]


@by_name(LESSONS + EXERCISES)
def test_code_cells_are_short(path):
    """Fifteen lines; folded ones may take thirty, and a question as many as it needs."""
    for cell in code_cells(path):
        folded = cell.metadata.get("jupyter", {}).get("source_hidden", False)
        lines = len(cell.source.splitlines())
        assert lines <= (30 if folded else 15) or declared(cell.source), cell.source.splitlines()[0]


@by_name(SOLUTIONS)
def test_code_cells_of_solutions_are_short_without_their_markers(path):
    every = frozenset(range(100))
    solved = [make_exercises.starting_lines(cell.source, keep=every) for cell in code_cells(path)]
    assert not [source for source in solved if len(source.splitlines()) > 15]


@by_name(LESSONS + SOLUTIONS)
def test_every_figure_has_alternative_text(path):
    for cell in filter(has_image, code_cells(path)):
        alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
        assert len(alt) >= 40, f"a figure without alternative text in the cell {cell.source[:60]!r}"


@by_name(LESSONS + SOLUTIONS)
def test_alternative_text_stands_only_where_a_figure_is(path):
    for cell in code_cells(path):
        assert has_image(cell) or "mystnb" not in cell.metadata, cell.source[:60]


@by_name(LESSONS + SOLUTIONS)
def test_a_plotting_cell_prints_no_object(path):
    """Its last line returns nothing, so that no address or repr of a matplotlib object is saved."""
    for cell in filter(has_image, code_cells(path)):
        last = cell.source.rstrip().splitlines()[-1]
        assert last == "plt.show()" or "play_race(" in cell.source, last


@by_name(LESSONS + SOLUTIONS)
def test_outputs_hold_no_address_path_or_version(path):
    text = "\n".join(
        str(output.get("text", ""))
        + "".join(str(v) for k, v in output.get("data", {}).items() if k.startswith("text/"))
        for cell in code_cells(path)
        for output in cell.outputs
    )
    assert not re.search(r"0x[0-9a-f]{6,}|ipykernel_|/(?:home|root|tmp)/|[A-Z]:\\\\|site-packages", text)
    assert read(path).metadata == {
        "kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"},
        "language_info": {"name": "python"},
    }


@by_name(LESSONS + SOLUTIONS)
def test_random_numbers_come_from_a_seeded_generator(path):
    for cell in code_cells(path):
        for node in ast.walk(ast.parse(cell.source)) if "###" not in cell.source else []:
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "np.random":
                assert node.attr == "default_rng", ast.unparse(node)
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("default_rng"):
                assert node.args, "default_rng() without a seed"


@by_name(LESSONS + SOLUTIONS)
def test_only_the_listed_cells_are_not_compared(path):
    tagged = [
        cell.source.splitlines()[0]
        for cell in code_cells(path)
        if {"nbval-ignore-output", "nbval-skip", "raises-exception"} & set(cell.metadata.get("tags", []))
    ]
    assert tagged == NOT_COMPARED.get(path.stem, [])


def test_every_lesson_is_held_to_what_lessons_are():
    """By tests/test_rewritten.py."""
    assert {path.stem for path in LESSONS} == set(REWRITTEN)


@by_name(LESSONS)
def test_a_lesson_teaches_its_rows(path):
    claimed = [row for cell in read(path).cells for row in cell.metadata.get("lecture_rows", [])]
    lecture_rows = [row for row in claimed if row.startswith("L")]
    assert path.stem in lecture_map.LESSONS
    assert sorted(set(lecture_rows)) == [row for row in lecture_map.LESSONS[path.stem] if row.startswith("L")]


@by_name(LESSONS)
def test_a_lesson_without_rows_says_that_it_goes_beyond_the_lecture(path):
    first = read(path).cells[0]
    beyond = not lecture_map.LESSONS[path.stem]
    assert first.metadata.get("beyond_the_lecture", False) == beyond
    assert ("goes beyond the lecture" in " ".join(first.source.split())) == beyond


@by_name(LESSONS)
def test_a_section_checks_each_row_that_it_teaches(path):
    for section in lecture_map.sections(path):
        assert sorted(section.checks) == sorted(section.rows), section.title


def test_every_row_of_the_lecture_is_taught():
    assert not [row for row, sections in lecture_map.taught().items() if not sections]
    (lesson,) = (path for path in LESSONS if path.stem == "19_errata")
    errata = {row for section in lecture_map.sections(lesson) for row in section.rows}
    assert errata == {row for row in lecture_map.ROWS if row.startswith("E")}


def test_an_assert_that_is_not_run_checks_nothing():
    assert lecture_map.asserts("for x in y:\n    assert x")
    assert not lecture_map.asserts("def f(x):\n    assert x")
    assert not lecture_map.asserts("print('assert')")
    assert not lecture_map.asserts("check(x)")
    assert lecture_map.asserts("check(x)", {"check"})


def test_the_plan_has_every_row_once():
    planned = [row for rows in lecture_map.LESSONS.values() for row in rows]
    assert sorted(planned) == sorted(lecture_map.ROWS)


def test_the_readmes_have_the_map_and_every_notebook():
    assert lecture_map.table() in (ROOT / "notebooks" / "README.md").read_text(encoding="utf-8")
    for path in LESSONS + EXERCISES:
        readme = path.with_name("README.md").read_text(encoding="utf-8")
        assert f"({path.name})" in readme.split(lecture_map.BEGIN)[0], path.name


def targets(text):
    """What the links of a Markdown text point to; code is left out."""
    text = re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.DOTALL)
    return re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", text)


@pytest.mark.parametrize("path", LESSONS + SOLUTIONS + EXERCISES + PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_resolve(path):
    text = prose(path) if path.suffix == ".ipynb" else path.read_text(encoding="utf-8")
    for target in targets(text):
        if target.startswith("https://"):
            host = target.split("/")[2]
            assert re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}", host), target
            if host == "doi.org":
                assert re.match(r"https://doi\.org/10\.\d{4,}/\S+$", target), target
        else:
            assert (path.parent / target.split("#")[0]).exists(), f"{path.name} links to {target}"


def test_the_link_check_finds_links():
    """It would pass on anything if it found none."""
    assert targets("see [a](b.ipynb) and `[c](d)`, [e](https://doi.org/10.1/x)") == [
        "b.ipynb",
        "https://doi.org/10.1/x",
    ]
    assert all(targets(prose(path)) for path in LESSONS)


def test_exercises_are_in_step_with_solutions():
    for path in SOLUTIONS:
        made = nbformat.writes(make_exercises.exercise(read(path))) + "\n"
        assert (ROOT / "exercises" / path.name).read_text(encoding="utf-8") == made


@by_name(EXERCISES)
def test_an_exercise_gives_nothing_away(path):
    text = path.read_text(encoding="utf-8")
    assert "SOLUTION" not in text
    assert "STARTING LINES" not in text
    assert not [cell for cell in code_cells(path) if cell.outputs or cell.execution_count]
    assert re.search(r"\d+ points, about \d+ minutes, lecture row", text)
