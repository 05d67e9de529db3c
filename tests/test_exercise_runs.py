"""What the exercises on optimizers and on reading a run say of their own experiments, with margins."""

import re
from functools import cache
from pathlib import Path

import make_exercises
import nbformat
import numpy as np
import pytest

from lecture_nn.checks import load_exercise

ROOT = Path(__file__).resolve().parent.parent


@cache
def space(name):
    """What the solved notebook defines, and what each of its cells prints, without its figures and its check."""
    names, printed = {}, []
    names["print"] = lambda *words, end="\n": printed.append(" ".join(map(str, words)) + end)
    for cell in nbformat.read(ROOT / "solutions" / f"{name}.ipynb", as_version=4).cells:
        if cell.cell_type == "code" and not re.search(r"^check\(|plt\.", cell.source, flags=re.MULTILINE):
            exec(make_exercises.starting_lines(cell.source, keep=frozenset(range(100))), names)
    return {**names, "printed": "".join(printed)}


def found(name, pattern):
    """The numbers that a pattern's groups match in what is printed, a row for each match."""
    return np.array(re.findall(pattern, space(name)["printed"]), dtype=float)


def test_each_learning_rate_has_the_curve_that_the_exercise_asks_for():
    page = space("monitoring")
    assert page["rates"] == {"a": 1.0, "b": 0.3, "c": 3.0, "d": 0.002}
    assert [page[f"run_{run}"] for run in "abcd"] == ["too high", "good", "far too high", "too low"]
    losses = {run: np.array(lines) for run, lines in page["losses"].items()}
    assert losses["b"][:, -1].max() < 0.15
    assert losses["a"][:, -1].min() > 1.5 * losses["b"][:, -1].max()  # stuck in every run
    assert losses["a"][:, -1].mean() > 0.5
    assert losses["a"][:, -1].max() < 2.1
    assert losses["a"].std(axis=0)[-1] > 0.1
    assert losses["c"][:, 0].min() > np.log(10)
    assert np.abs(losses["c"][:, -1] - np.log(10)).max() < 0.1
    assert (np.diff(losses["d"]) < 0).all()
    assert losses["d"][:, -1].min() > 1.7


def test_the_instruments_tell_the_four_runs_apart():
    first, typical, dead, loss = found(
        "monitoring", r"first step ([\d.]+), typical ([\d.]+), dead +(\d+)%, loss ([\d.]+)"
    ).T
    assert first == pytest.approx([0.0003, 0.05, 0.17, 0.5], rel=0.2)
    assert typical[:2] == pytest.approx([0.0003, 0.026], rel=0.25)
    assert typical[3] < 0.0001  # dead units take no steps
    assert dead[:2].max() == 0
    assert 60 <= dead[2] <= 90
    assert dead[3] == 100
    assert loss[1] < 0.15 < 0.5 < loss[2] < 1.6


@pytest.mark.parametrize("threshold", [0.9, 0.99, 0.999])
def test_a_unit_that_is_off_for_nearly_all_examples_is_not_taken_for_dead(threshold):
    wrong = {"dead_fraction": lambda H: np.mean((H == 0).mean(axis=0) > threshold)}
    (result,) = [r for r in load_exercise("monitoring").grade(wrong).results if r.status != "unanswered"]
    assert result.status == "wrong"
    assert "nearly all examples" in result.misunderstanding.hint


def test_leaky_units_learn_at_the_learning_rate_of_the_stuck_run_in_most_networks_and_explode_at_the_highest():
    at_1, at_3 = re.findall(r"leaky ReLUs, learning rate [\d.]+: loss (.+)", space("monitoring")["printed"])
    ends = np.array(at_1.split(), dtype=float)
    assert np.sum(ends < 0.1) == 4
    assert ends.max() > 10
    assert at_3.split() == ["nan"] * 5


def test_more_images_close_the_gap_which_the_training_accuracy_does_not_show():
    accuracy, gap = found("monitoring", r"training accuracy ([\d.]+), gap ([\d.]+)").T
    assert accuracy.min() >= 0.99
    assert gap[0] > gap[1] + 0.03
    assert gap[1] > gap[2] + 0.01


def test_the_valley_of_the_first_cell_is_too_narrow_for_one_learning_rate():
    w1, w2 = found("optimizers", r"w1 = ([-\d.]+), w2 = ([-\d.e+]+)").T
    assert abs(w1[0]) > 3
    assert abs(w1[1]) > 0.5
    assert abs(w2[:2]).max() < 1e-8
    assert abs(w2[2]) > 1e4


def test_turning_the_valley_changes_nothing_for_steps_made_of_whole_gradients():
    along, turned = found("optimizers", r"along the axes +([\d.a-z]+) steps, turned by 45° +([\d.a-z]+) steps").T
    assert along[:2] == pytest.approx(turned[:2], abs=1)
    assert along[0] > 2 * along[1]
    assert along[2] < 100
    assert turned[2] > 2 * turned[0]
    assert along[3] < 100
    assert turned[3] == pytest.approx(turned[1], abs=10)
    page = space("optimizers")
    for (name, _), E in page["best"].items():
        assert page["steps_needed"](E) < 600, name


def test_smaller_batches_get_further_in_the_same_number_of_epochs_at_rates_that_are_not_at_the_edge():
    steps, loss, spread, rate = found(
        "optimizers", r"(\d+) steps, loss ([\d.]+) ± ([\d.]+) \(learning rate ([\d.]+)\)"
    ).T
    assert steps.tolist() == [5, 50, 500]
    assert loss[0] > 2 * loss[1] > 2 * loss[2]
    assert spread[2] > 2 * spread[1]
    assert rate.min() > 0.01
    assert rate.max() < 3


def test_where_the_valley_is_flat_at_the_start_rmsprop_gains_nothing_along_the_axes():
    page = space("optimizers")
    step, memories, _ = page["OPTIMIZERS"]["RMSProp"]
    for valley, turn in (("along the axes", np.eye(2)), ("turned by 45°", page["turn"])):
        matrix, start = page["valleys"][valley][0], turn @ np.array([-4, 0.1])
        runs = [page["race"](step, memories, matrix, start, eta) for eta in page["rates"]]
        assert min(map(page["steps_needed"], runs)) > 450, valley


def test_the_rate_that_rmsprop_leaves_in_the_turned_valley_grows_to_the_limit():
    page = space("optimizers")
    matrix, w = page["valleys"]["turned by 45°"]
    best = min(page["rates"], key=lambda eta: page["steps_needed"](page["race"](page["rmsprop"], 1, matrix, w, eta)))
    s, left = np.zeros(2), []
    for n in range(1, 531):
        w, s = page["rmsprop"](matrix @ w, n, best, w, s)
        left.append(best / np.sqrt(s))
    assert np.mean(left[0]) == pytest.approx(0.003, rel=0.3)
    assert 0.012 < np.mean(left[-1]) < 0.025
    assert left[99][0] == pytest.approx(left[99][1], rel=0.25)  # nearly the same root


def test_folds_choose_better_because_they_validate_on_more_and_not_because_they_train_on_more():
    page = space("model_selection")
    errors, decays = page["errors"], page["DECAYS"]

    def judged(seed):
        rng = np.random.default_rng(seed)
        (H, t), new, order = page["draw"](35, rng), page["draw"](1000, rng), rng.permutation(35)
        final, others = errors(H, t, *new), np.random.default_rng(1000 + seed)

        def split(numbers, N):
            a, b = numbers[:N], numbers[N:]
            return errors(H[a], t[a], H[b], t[b])

        five = np.mean([split(others.permutation(35), 20) for _ in range(5)], axis=0)
        return final[split(order, 28).argmin()], final[five.argmin()], errors(H, t, H, t).argmin()

    on_28, five_on_20, smallest = np.transpose([judged(seed) for seed in range(200)])
    split, folds = page["trials"][:, 1].mean(), page["trials"][:, 2].mean()
    assert len(decays) == 11
    assert not smallest.any()
    assert on_28.mean() > split > folds + 0.005
    assert abs(five_on_20.mean() - folds) < 0.006


def test_a_strong_penalty_keeps_out_right_labels_too():
    page = space("weight_decay")
    accuracy, memorized = (np.array([page["found"][decay] for decay in page["DECAYS"]])[:, :, n] for n in (0, 1))
    assert accuracy[2].min() > accuracy[0].max()
    assert accuracy[2].mean() - accuracy[0].mean() == pytest.approx(0.034, abs=0.012)
    assert memorized.mean(axis=1)[:3] == pytest.approx([0.99, 0.76, 0.22], abs=0.06)
    assert memorized[3].mean() < 0.12

    def right_labels(number, decay):
        images = page["noisy_digits"](page["data"], number)
        answers = page["train"](images, number, decay).forward(images.X).argmax(axis=1)
        right = images.given == images.true
        return np.mean(answers[right] == images.given[right])

    learned = [np.mean([right_labels(number, decay) for number in range(3)]) for decay in (0.03, 0.1)]
    assert learned == pytest.approx([0.95, 0.83], abs=0.03)
