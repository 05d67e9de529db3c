"""The turns of lesson 16: memorized labels, bias and variance (lecture rows L34 and L35)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import draws, expect_close
from lecture_nn.checks.turns.declare import Turn

LESSON = "16_overfitting"

MEMORIZED = Turn("memorized", LESSON, "L34")
PARTS = Turn("bias_and_variance", LESSON, "L35")
TURNS = (MEMORIZED, PARTS)

# Memorized labels


@MEMORIZED.asks(
    "a batch of labels, a third of them wrong, with answers of every kind",
    hint="Which images carry a wrong label? Among those, and only those, how many get their wrong label as the answer?",
)
def _memorized(s: Answers) -> None:
    for rng in draws():
        # 21 wrong labels: memorized, seen through, answered in some other way. No two of these occur equally often,
        # and never as many are memorized as not; of the 39 right labels some aren't learned either.
        memorized, seen, learned = rng.integers(8, 11), rng.integers(3, 6), rng.integers(30, 36)
        other = 21 - memorized - seen
        true = rng.integers(10, size=60)
        given, answers = (true + rng.integers(1, 5, size=60)) % 10, (true + rng.integers(5, 10, size=60)) % 10
        given[21:] = true[21:]
        kinds = np.repeat([1, 2, 3, 1, 3], [memorized, seen, other, learned, 39 - learned])
        answers = np.choose(kinds - 1, [given, true, answers])
        order = np.array([0, *(2 + rng.permutation(58)), 1])  # the first and the last count
        given, true, answers = given[order], true[order], answers[order]
        got = s.memorized(answers, given, true)
        expect_close("memorized(answers, given, true)", got, np.mean(answers[given != true] == given[given != true]))


@MEMORIZED.mistake("You divide by the number of all images. Which labels should the fraction be taken of?")
def _of_all(answers: NDArray, given: NDArray, true: NDArray) -> float:
    return float(np.mean((answers == given) & (given != true)))


@MEMORIZED.mistake(
    "This is the accuracy on the labels as given, right ones included. To reproduce a right label isn't to memorize "
    "noise."
)
def _accuracy(answers: NDArray, given: NDArray, true: NDArray) -> float:
    return float(np.mean(answers == given))


@MEMORIZED.mistake(
    "You count the images with a wrong label for which the answer is the *true* digit. These were not memorized."
)
def _seen_through(answers: NDArray, given: NDArray, true: NDArray) -> float:
    return float(np.mean(answers[given != true] == true[given != true]))


@MEMORIZED.mistake(
    "You count every answer that isn't the true digit. Some of these are mistakes of another kind: neither the true "
    "digit nor the label as given."
)
def _any_mistake(answers: NDArray, given: NDArray, true: NDArray) -> float:
    return float(np.mean(answers[given != true] != true[given != true]))


@MEMORIZED.mistake("This is a number of images. The function returns their fraction among the wrong labels.")
def _count(answers: NDArray, given: NDArray, true: NDArray) -> float:
    return float(np.sum((answers == given) & (given != true)))


@MEMORIZED.mistake("These are the right labels that were learned. Select the images whose label is wrong.")
def _of_the_right(answers: NDArray, given: NDArray, true: NDArray) -> float:
    return float(np.mean(answers[given == true] == given[given == true]))


@MEMORIZED.mistake("This is the fraction of wrong labels that were *not* memorized.")
def _not_memorized(answers: NDArray, given: NDArray, true: NDArray) -> float:
    return float(np.mean(answers[given != true] != given[given != true]))


@MEMORIZED.mistake("You select the images whose *answer* is wrong. How do you find those whose *label* is wrong?")
def _wrong_answers(answers: NDArray, given: NDArray, true: NDArray) -> float:
    return float(np.mean(answers[answers != true] == given[answers != true]))


@MEMORIZED.mistake(
    "You divide by the number of labels that are given as answers, right ones included. Which labels should the "
    "fraction be taken of?"
)
def _of_those_given(answers: NDArray, given: NDArray, true: NDArray) -> float:
    return float(np.mean((given != true)[answers == given]))


@MEMORIZED.mistake(
    "This is the accuracy: you compare with the true digits. A label is memorized if the answer is the label as given."
)
def _accuracy_on_true(answers: NDArray, given: NDArray, true: NDArray) -> float:
    return float(np.mean(answers == true))


@MEMORIZED.mistake(
    "You divide by 100, as many as there are wrong labels in the lesson. How many are there among the labels given?"
)
def _of_a_hundred(answers: NDArray, given: NDArray, true: NDArray) -> float:
    return float(np.sum((answers == given) & (given != true))) / 100


@MEMORIZED.mistake(
    "You divide by the wrong labels that were memorized or seen through. What about those for which the answer is some "
    "third digit?"
)
def _of_two_kinds(answers: NDArray, given: NDArray, true: NDArray) -> float:
    kept, seen = answers[given != true] == given[given != true], answers[given != true] == true[given != true]
    return float(kept.sum() / (kept.sum() + seen.sum()))


@MEMORIZED.mistake("This is a percentage. The function returns a fraction, from 0 to 1.")
def _percent(answers: NDArray, given: NDArray, true: NDArray) -> float:
    return 100 * float(np.mean(answers[given != true] == given[given != true]))


# Bias and variance


@PARTS.asks(
    "the squared bias and the variance of several functions at several places",
    hint="First the mean of the S functions at each place: along which axis of O? The squared bias is its mean squared "
    "distance from the truth, the variance the mean squared distance of the functions from it.",
)
def _parts(s: Answers) -> None:
    for rng in draws():
        for S, M in ((6, 4), (3, 7)):
            truth = rng.normal(size=M)
            O = truth + rng.normal(size=M) + rng.uniform(0.5, 2, size=M) * rng.normal(size=(S, M))
            got = s.bias_and_variance(O, truth)
            expect_close(f"bias_and_variance, O {O.shape}", got, _right_parts(O, truth))


def _right_parts(O: NDArray, truth: NDArray) -> tuple[float, float]:
    mean = O.mean(axis=0)
    return float(np.mean((mean - truth) ** 2)), float(np.mean((O - mean) ** 2))


@PARTS.mistake("The right two numbers in the wrong order: the squared bias comes first.")
def _turned(O: NDArray, truth: NDArray) -> tuple[float, float]:
    return _right_parts(O, truth)[::-1]


@PARTS.mistake(
    "Your first number is the mean squared miss of the single functions: bias and variance together. Which curve has "
    "to be compared with the truth for the bias alone?"
)
def _squares_first(O: NDArray, truth: NDArray) -> tuple[float, float]:
    return float(np.mean((O - truth) ** 2)), _right_parts(O, truth)[1]


@PARTS.mistake(
    "Your second number measures distances from the truth, so the bias is in it, too. From what does the variance "
    "measure distances?"
)
def _about_the_truth(O: NDArray, truth: NDArray) -> tuple[float, float]:
    return _right_parts(O, truth)[0], float(np.mean((O - truth) ** 2))


@PARTS.mistake(
    "You let the errors at different places cancel before you square them. Which should come first, the square or "
    "the mean over the places?"
)
def _places_cancel(O: NDArray, truth: NDArray) -> tuple[float, float]:
    return float(np.mean(O.mean(axis=0) - truth) ** 2), _right_parts(O, truth)[1]


@PARTS.mistake(
    "Your variance is taken over everything at once, so it also counts how the curve itself goes up and down. Over "
    "which axis is the variance at one place taken?"
)
def _over_everything(O: NDArray, truth: NDArray) -> tuple[float, float]:
    return _right_parts(O, truth)[0], float(np.var(O))


@PARTS.mistake("Your variance is taken over the places. Which axis counts the functions?")
def _wrong_axis(O: NDArray, truth: NDArray) -> tuple[float, float]:
    return _right_parts(O, truth)[0], float(np.mean(O.var(axis=1)))


@PARTS.mistake(
    "Your variance divides by S − 1. Here it is the plain mean over the S functions, so that the parts add up."
)
def _unbiased(O: NDArray, truth: NDArray) -> tuple[float, float]:
    return _right_parts(O, truth)[0], float(np.mean(O.var(axis=0, ddof=1)))


@PARTS.mistake("The bias isn't squared: the first number is a mean of distances.")
def _not_squared(O: NDArray, truth: NDArray) -> tuple[float, float]:
    return float(np.mean(np.abs(O.mean(axis=0) - truth))), _right_parts(O, truth)[1]


@PARTS.mistake("The bias isn't squared, so misses of different places cancel.")
def _signed(O: NDArray, truth: NDArray) -> tuple[float, float]:
    return float(np.mean(O.mean(axis=0) - truth)), _right_parts(O, truth)[1]


@PARTS.mistake("Both numbers are roots. Leave out the roots: only the squares add up to the distance.")
def _roots(O: NDArray, truth: NDArray) -> tuple[float, float]:
    squared_bias, variance = _right_parts(O, truth)
    return float(np.sqrt(squared_bias)), float(np.sqrt(variance))


@PARTS.mistake("Both numbers are half of what they should be. The half of the squared error isn't wanted here.")
def _halves(O: NDArray, truth: NDArray) -> tuple[float, float]:
    squared_bias, variance = _right_parts(O, truth)
    return squared_bias / 2, variance / 2


@PARTS.mistake(
    "You add up all squared distances, over functions and places. How many of them are there for each of the two parts?"
)
def _sum_of_all(O: NDArray, truth: NDArray) -> tuple[float, float]:
    mean = O.mean(axis=0)
    return float(np.sum((mean - truth) ** 2)), float(np.sum((O - mean) ** 2))


@PARTS.mistake("You take one mean over everything, functions and places. Which entries of O belong to one place?")
def _one_mean(O: NDArray, truth: NDArray) -> tuple[float, float]:
    return float(np.mean((O.mean() - truth) ** 2)), float(np.var(O))


@PARTS.mistake("You take one mean for each function, over all places. Which entries of O belong to one place?")
def _means_of_functions(O: NDArray, truth: NDArray) -> tuple[float, float]:
    mean = O.mean(axis=1, keepdims=True)
    return float(np.mean((mean - truth) ** 2)), float(np.mean((O - mean) ** 2))


@PARTS.mistake("Your second number is made of standard deviations. How does a variance differ from these?")
def _deviation(O: NDArray, truth: NDArray) -> tuple[float, float]:
    return _right_parts(O, truth)[0], float(np.mean(O.std(axis=0)))


@PARTS.mistake("Your first number is the root of the mean squared bias. Leave out the root.")
def _root(O: NDArray, truth: NDArray) -> tuple[float, float]:
    return float(np.sqrt(_right_parts(O, truth)[0])), _right_parts(O, truth)[1]


@PARTS.mistake("You add up over the places. The mean over them is asked for.")
def _sums(O: NDArray, truth: NDArray) -> tuple[float, float]:
    mean = O.mean(axis=0)
    return float(np.sum((mean - truth) ** 2)), float(np.sum(O.var(axis=0)))


@PARTS.mistake(
    "For the bias you take one mean over everything, functions and places. Which entries of O belong to one place?"
)
def _grand_mean(O: NDArray, truth: NDArray) -> tuple[float, float]:
    return float(np.mean((O.mean() - truth) ** 2)), _right_parts(O, truth)[1]


@PARTS.mistake(
    "Your variance is that of all misses together, so a bias that differs from place to place is in it, too. Over "
    "which axis is the variance at one place taken?"
)
def _of_the_misses(O: NDArray, truth: NDArray) -> tuple[float, float]:
    return _right_parts(O, truth)[0], float(np.var(O - truth))


@PARTS.mistake(
    "You return numbers for each place. One squared bias and one variance are asked for, their means over the places."
)
def _each_place(O: NDArray, truth: NDArray) -> tuple[NDArray, NDArray]:
    return (O.mean(axis=0) - truth) ** 2, O.var(axis=0)
