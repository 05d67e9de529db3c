"""The checks of the exercises: right answers score full marks, each mistake is named, whatever else is wrong."""

import contextlib
import html
import io
import re
from pathlib import Path

import make_exercises
import nbformat
import numpy as np
import pytest

from lecture_nn import softmax
from lecture_nn.checks import check, load_exercise

ROOT = Path(__file__).resolve().parent.parent

# The planted bugs, in the order in which the solution fixes them, and the check that is to report each.
BUGS = [
    "The output layer is linear",
    "The loss is a finite mean, even when the network is confidently wrong",
    "The gradient is of the mean loss, whatever the batch size",
    "Every layer gets a gradient",
    "Error signals go back through the right weights",
    "Each error signal is multiplied by the derivative of its own layer",
    "A step uses the gradient at the weights it started from",
    "Every example keeps its own target",
]
ALL = range(len(BUGS))
GRADIENT = "The whole gradient is right, on layers of four different sizes"
LEARNS = "The trainer learns"


def trainer(mended):
    """The functions of the exercise's trainer, with the bugs of these numbers fixed and the others in place."""
    notebook = nbformat.read(ROOT / "solutions" / "debug_the_trainer.ipynb", as_version=4)
    space = {"np": np, "softmax": softmax}
    number = 0
    for cell in notebook.cells:
        if "# Fix me" in cell.source:
            exec(make_exercises.starting_lines(cell.source, keep=frozenset(mended), first=number), space)
            number += cell.source.count(make_exercises.BEGIN)
    assert number == len(BUGS)
    return space


def failed(report):
    return {result.check.title for result in report.results if not result.passed}


def grade(space, explain=True):
    return load_exercise("debug_the_trainer").grade(space, explain=explain)


def test_the_solution_has_full_marks():
    report = grade(trainer(ALL))
    assert failed(report) == set()
    assert report.points == report.total == 10


def test_the_untouched_exercise_scores_nothing_and_raises_nothing():
    report = grade(trainer([]))
    assert report.points == 0
    assert failed(report) == {*BUGS, GRADIENT, LEARNS}


@pytest.mark.parametrize("bug", ALL, ids=BUGS)
def test_one_bug_left_is_reported_by_its_own_check(bug):
    report = grade(trainer(set(ALL) - {bug}))
    assert BUGS[bug] in failed(report)
    assert failed(report) <= {BUGS[bug], GRADIENT, LEARNS}
    assert report.points < report.total


# The experiments of the exercise: what each prints if one bug is left, and if none is.


EXPERIMENTS = ["1: is the loss sane", "2: can it memorize", "3: is the gradient", "4: does a step do", "5: is it fed"]


def experiments(mended):
    """What the cells of each experiment print, with the bugs of these numbers fixed and the others in place."""
    notebook = nbformat.read(ROOT / "solutions" / "debug_the_trainer.ipynb", as_version=4)
    space, number, printed, title = {}, 0, {}, ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            title = cell.source.splitlines()[0]
        elif cell.cell_type == "code" and "check(" not in cell.source and "A network that learns" not in title:
            code = make_exercises.starting_lines(cell.source, keep=frozenset(mended), first=number)
            number += cell.source.count(make_exercises.BEGIN)
            with contextlib.redirect_stdout(io.StringIO()) as out, np.errstate(all="ignore"):
                exec(code, space)
            printed[title] = printed.get(title, "") + out.getvalue()
    return [next(text for title, text in printed.items() if each in title) for each in EXPERIMENTS]


def test_a_right_trainer_shows_no_symptom():
    sane, memorized, gradient, step, fed = experiments(ALL)
    losses = [float(found) for found in re.findall(r"loss +([\d.]+)", sane)]
    assert losses == sorted(losses)
    assert losses[0] < 1.5
    assert losses[-1] > 300
    assert "100% of 20" in memorized.splitlines()[-1]
    assert float(re.findall(r"loss +([\d.]+)", memorized)[-1]) < 0.01
    assert gradient.count("agrees") == 12
    assert step.count("as backward says") == 6
    assert all(0.005 < float(ratio) < 0.2 for ratio in re.findall(r"weights = ([\d.]+)", step))
    assert all(int(share) >= 97 for share in re.findall(r"accuracy (\d+)%", fed))


SYMPTOMS = [
    lambda sane, memorized, gradient, step, fed: float(re.findall(r"loss +([\d.]+)", sane)[-1]) < 3,
    lambda sane, memorized, gradient, step, fed: "nan" in sane.splitlines()[-1],
    lambda sane, memorized, gradient, step, fed: (
        gradient.count("differs; backward / numerical is 10.00 to 10.00") == 12
    ),
    lambda sane, memorized, gradient, step, fed: (
        gradient.count("differs; backward returns zeros only") == 4
        and step.count("weights[0]: change / weights = 0.000") == 2
    ),
    lambda sane, memorized, gradient, step, fed: "differs" in gradient and "backward fails: matmul" in gradient,
    lambda sane, memorized, gradient, step, fed: "differs" in gradient and "backward fails: operands" in gradient,
    lambda sane, memorized, gradient, step, fed: gradient.count("agrees") == 12 and step.count("NOT what") == 4,
    lambda sane, memorized, gradient, step, fed: (
        gradient.count("agrees") == 12
        and step.count("as backward says") == 6
        and int(re.findall(r"mini-batches.*accuracy (\d+)%", fed)[0]) < 60
    ),
]


@pytest.mark.parametrize("bug", ALL, ids=BUGS)
def test_an_experiment_shows_each_bug_when_all_others_are_fixed(bug):
    shown = experiments(set(ALL) - {bug})
    assert SYMPTOMS[bug](*shown)
    assert [SYMPTOMS[other](*shown) for other in ALL if other != bug] == [False] * (len(BUGS) - 1)


def test_the_untouched_trainer_runs_and_shows_that_it_is_ill():
    sane, memorized, gradient, step, fed = experiments([])
    assert "nan" not in sane  # the nonlinearity on the output layer hides the logarithm of 0
    assert "100% of 20" not in memorized
    assert "agrees" not in gradient
    assert max(float(ratio) for ratio in re.findall(r"weights = ([\d.]+)", step)) > 1
    assert all(int(share) < 90 for share in re.findall(r"accuracy (\d+)%", fed))


@pytest.mark.parametrize("bug", ALL, ids=BUGS)
def test_one_bug_mended_is_reported_while_all_others_are_left(bug):
    assert failed(grade(trainer([bug]), explain=False)) == {*BUGS, GRADIENT, LEARNS} - {BUGS[bug]}


def test_every_set_of_mended_bugs_is_told_from_every_other():
    for code in range(2 ** len(BUGS)):
        mended = {bug for bug in ALL if code >> bug & 1}
        assert failed(grade(trainer(mended), explain=False)) & set(BUGS) == {BUGS[bug] for bug in set(ALL) - mended}


def test_hints_are_different_and_give_no_line_of_the_answer():
    checks = load_exercise("debug_the_trainer").checks
    assert len({each.hint for each in checks}) == len(checks)
    notebook = nbformat.read(ROOT / "solutions" / "debug_the_trainer.ipynb", as_version=4)
    answers = []
    for cell in notebook.cells:
        if "# Fix me" in cell.source:
            solved = make_exercises.starting_lines(cell.source, keep=frozenset(ALL)).splitlines()
            given = make_exercises.starting_lines(cell.source).splitlines()
            answers += [line.strip() for line in set(solved) - set(given)]
    assert len(answers) >= len(BUGS)
    for line in answers:
        assert not any(line in each.hint for each in checks)


def loops(weights, h, T):
    """Backward without a matrix product, returning tuples of lists."""
    P = softmax(h[-1])
    delta = [[(P[n][k] - T[n][k]) / len(T) for k in range(len(T[0]))] for n in range(len(T))]
    d_weights, d_biases = [], []
    for l in range(len(weights) - 1, -1, -1):
        J, D = weights[l].shape
        examples = range(len(T))
        d_weights.insert(0, [[sum(delta[n][j] * h[l][n][i] for n in examples) for i in range(D)] for j in range(J)])
        d_biases.insert(0, [sum(delta[n][j] for n in examples) for j in range(J)])
        slope = 1 - np.asarray(h[l]) ** 2
        delta = [
            [slope[n][i] * sum(delta[n][j] * weights[l][j, i] for j in range(J)) for i in range(D)] for n in examples
        ]
    return tuple(d_weights), tuple(d_biases)


def einsum(weights, h, T):
    delta = (softmax(h[-1]) - T) / len(T)
    d_weights, d_biases = [], []
    for l in reversed(range(len(weights))):
        d_weights.append(np.einsum("nj,ni->ji", delta, h[l]))
        d_biases.append(np.einsum("nj->j", delta))
        delta = np.einsum("nj,ji,ni->ni", delta, weights[l], 1 - h[l] ** 2)
    return d_weights[::-1], d_biases[::-1]


def spoils_its_arguments(weights, h, T):
    delta = softmax(h[-1])
    delta -= T
    delta /= len(T)
    d_weights, d_biases = [None] * len(weights), [None] * len(weights)
    while weights:
        W, l = weights.pop(), len(weights)
        d_weights[l], d_biases[l] = delta.T @ h[l], delta.sum(axis=0)
        h[l] *= -h[l]
        h[l] += 1
        delta = delta @ W * h[l]
    return d_weights, d_biases


@pytest.mark.parametrize("backward", [loops, einsum], ids=lambda f: f.__name__)
def test_right_answers_written_differently_have_full_marks(backward):
    space = trainer(ALL)
    space["backward"] = backward
    step = {
        "np": np,
        "forward": space["forward"],
        "backward": lambda *a: [[np.array(g) for g in s] for s in backward(*a)],
    }
    exec(
        "def step(weights, biases, X, T, eta):\n"
        "    dW, db = backward(weights, forward(weights, biases, X), T)\n"
        "    return [W - eta * d for W, d in zip(weights, dW)], [b - eta * d for b, d in zip(biases, db)]",
        step,
    )
    space["step"] = step["step"]
    assert failed(grade(space)) == set()


def test_an_answer_that_changes_what_it_was_given_is_told_so():
    space = trainer(ALL)
    space["backward"] = spoils_its_arguments
    report = grade(space)
    assert GRADIENT in failed(report)
    changed = "backward has changed `weights` and `h`, the lists that it was given"
    assert any(changed in result.found for result in report.results)


def test_what_several_checks_find_is_said_once():
    report = load_exercise("ten_digits").grade({"plan": {"hidden": [100], "rate": 0.1}})
    found = [result.found for result in report.results if result.check.title.startswith("A plan")]
    assert "got 'rate'" in found[0]
    assert sum(result.found == found[0] for result in report.results) > 2
    for text in (repr(report), re.sub("<.*?>", "", html.unescape(report._repr_html_()))):
        assert text.count("got 'rate'") == 1
        assert 'the same as in "A plan within the budget" above' in text


def test_an_answer_learnt_by_heart_fails():
    """The first example is the same each time; the second is drawn anew."""
    space = trainer(ALL)
    right, seen = space["cross_entropy"], []

    def by_heart(P, T):
        seen.append(np.asarray(P).copy())
        return right(P, T) if np.array_equal(P, seen[0]) else right(seen[0], T)

    space["cross_entropy"] = by_heart
    assert BUGS[1] in failed(grade(space))


def test_mini_batches_that_ignore_the_seed_fail():
    def unseeded(X, T, batch_size, seed):
        order = np.random.default_rng().permutation(len(X))
        return [(X[rows], T[rows]) for rows in np.split(order, range(batch_size, len(X), batch_size))]

    report = grade({**trainer(ALL), "minibatches": unseeded})
    assert failed(report) == {BUGS[7]}
    assert any("called twice: expected the same order" in result.found for result in report.results)


def test_an_answer_that_raises_an_error_is_not_named_after_what_it_returned_before():
    """On one example, divided by N twice is the same as divided once; the error comes in the next call."""
    space = trainer(ALL)
    right = space["backward"]

    def one_layer_only(weights, h, T):
        if len(weights) > 1:
            raise IndexError("list index out of range")
        return right(weights, h, T)

    space["backward"] = one_layer_only
    wrong = [result for result in grade(space).results if result.status == "wrong"]
    assert BUGS[3] in {result.check.title for result in wrong}
    assert {about.source for result in wrong if (about := result.misunderstanding)} <= {"raised"}


def test_a_missing_function_is_not_answered_yet():
    space = trainer(ALL)
    del space["backward"]
    report = grade(space)
    found = [result.found for result in report.results if result.check.title == GRADIENT]
    assert found == ["there is no function backward yet: run the cell that defines it"]
    assert BUGS[0] not in failed(report)


def test_an_error_in_the_answer_is_shown_with_its_line_and_without_ours(tmp_path):
    file = tmp_path / "answer.py"
    file.write_text("def forward(weights, biases, X):\n    return weights[0] @ nonsense\n")
    space = trainer(ALL)
    exec(compile(file.read_text(), str(file), "exec"), space)
    first = grade(space).results[0]
    assert not first.passed
    assert first.found == (
        "NameError: name 'nonsense' is not defined, raised by \"return weights[0] @ nonsense\" in forward"
    )


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda weights, biases, X: None, "got None; does it end with return?"),
        (lambda weights, biases, X: [X], "expected a list or tuple of 4, got 1 entry"),
        (lambda weights, biases, X: ["text"] * 4, "expected numbers of shape (6, 2), got str"),
        (lambda weights, biases, X: [X.T] * 4, "expected shape (6, 2), got (2, 6)"),
        (lambda weights, biases, X: [X * np.nan] * 4, "got [nan, nan, nan, nan, …]"),
    ],
    ids=["nothing", "too short", "text", "transposed", "not a number"],
)
def test_what_came_is_said(wrong, says):
    first = grade({**trainer(ALL), "forward": wrong}).results[0]
    assert not first.passed
    assert says in first.found


def test_the_report_escapes_what_came():
    space = {**trainer(ALL), "forward": lambda *_: [][0 : 1 / 0]}
    page = grade(space)._repr_html_()
    assert "Score: " in page
    assert "ZeroDivisionError" in page

    def markup(*_):
        raise ValueError("<script>")

    page = grade({**space, "forward": markup})._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_check_outside_a_notebook_needs_a_namespace():
    assert check("debug_the_trainer", trainer(ALL)).points == 10
    with pytest.raises(ValueError, match=r"namespace: expected a dictionary of functions outside a notebook, got None"):
        check("debug_the_trainer")


def test_an_unknown_exercise_lists_the_known_ones():
    with pytest.raises(ValueError, match=r"name: expected one of .*'debug_the_trainer', .*got 'backprop'"):
        load_exercise("backprop")


def test_starting_lines():
    head, tail = "def f(x):\n    ### BEGIN SOLUTION\n    y = 2 * x\n", "    ### END SOLUTION\n    return y"
    cell = f"{head}    ### STARTING LINES\n    # y = x\n{tail}"
    assert make_exercises.starting_lines(cell) == "def f(x):\n    y = x\n    return y"
    assert make_exercises.starting_lines(cell, keep=frozenset([0])) == "def f(x):\n    y = 2 * x\n    return y"
    stub = "def f(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
    assert make_exercises.starting_lines(stub) == "def f(x):\n    raise NotImplementedError"


@pytest.mark.parametrize(
    "cell",
    [
        "### BEGIN SOLUTION\nx = 1",
        "### END SOLUTION",
        "### STARTING LINES",
        "### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION",
        "### BEGIN SOLUTION\n### STARTING LINES\nx = 1\n### END SOLUTION",
    ],
)
def test_markers_that_do_not_belong_together_are_refused(cell):
    with pytest.raises(make_exercises.MarkerError):
        make_exercises.starting_lines(cell)
