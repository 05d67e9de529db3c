"""Your turn in lesson 05: a bump of two units, steps at equal rises, the most linear regions (lecture row L09)."""

from __future__ import annotations

from math import comb

import numpy as np
from numpy.typing import NDArray

from lecture_nn.activations import sigmoid
from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import draws, expect_close, expect_list, expect_number, numbers
from lecture_nn.checks.turns.declare import Turn

LESSON = "05_representational_power"

BUMP = Turn("bump_weights", LESSON, "L09")
RISES = Turn("root_places", LESSON, "L09")
REGIONS = Turn("most_regions", LESSON, "L09")
TURNS = (BUMP, RISES, REGIONS)

Weights = tuple[list[float], list[float], list[float]]


@BUMP.asks(
    "the curve that your two units add up to, for two bumps",
    hint="A sigmoid unit passes one half where its pre-activation v0 + v x is 0, so its step is at x = -v0 / v. "
    "One unit has to step up at the left end, and the other has to take it back at the right end.",
)
def _bump(s: Answers) -> None:
    for rng in draws():
        left, height = rng.uniform(0.1, 0.4), rng.uniform(1.5, 3) * rng.choice([-1, 1])
        right, v = left + rng.uniform(0.2, 0.4), rng.uniform(30, 60)
        V, v0, w = expect_list("bump_weights(...)", s.bump_weights(left, right, height, v), 3)
        parts = {"V": V, "v0": v0, "w": w}
        for name, part in parts.items():
            parts[name] = numbers(name, part, (2,)).ravel()
            if parts[name].shape != (2,):
                raise AssertionError(f"{name}: expected two numbers, one for each unit, got {len(parts[name])}")
        x = np.linspace(0, 1, 201)[:, None]
        curve = sigmoid(x * parts["V"] + parts["v0"]) @ parts["w"]
        right_curve = height * (sigmoid(v * (x - left)) - sigmoid(v * (x - right)))[:, 0]
        for place, i in (("in the middle of the bump", np.abs(x[:, 0] - (left + right) / 2).argmin()), ("at x = 0", 0)):
            expect_close(f"the sum of the two units {place}", curve[i], right_curve[i])
        expect_close("the sum of the two units at 201 places from x = 0 to 1", curve, right_curve)


@BUMP.mistake("Your biases are minus the places themselves. At which x is v0 + v x then 0?")
def _place_as_bias(left: float, right: float, height: float, v: float) -> Weights:
    return [v, v], [-left, -right], [height, -height]


@BUMP.mistake("The sign of the biases is reversed: with v0 = +v times the place, the step is at a negative x.")
def _bias_reversed(left: float, right: float, height: float, v: float) -> Weights:
    return [v, v], [v * left, v * right], [height, -height]


@BUMP.mistake("Both steps go up. How can the second unit take back what the first one adds?")
def _both_up(left: float, right: float, height: float, v: float) -> Weights:
    return [v, v], [-v * left, -v * right], [height, height]


@BUMP.mistake(
    "The two places are exchanged: your first unit, with the output weight +height, steps up at the right end. At "
    "which end does the bump begin?"
)
def _places_exchanged(left: float, right: float, height: float, v: float) -> Weights:
    return [v, v], [-v * right, -v * left], [height, -height]


@BUMP.mistake("This is a dip where the bump should be: the two output weights have each other's sign.")
def _dip(left: float, right: float, height: float, v: float) -> Weights:
    return [v, v], [-v * left, -v * right], [-height, height]


@BUMP.mistake(
    "Your steps are nowhere near: the biases are minus the places divided by v. At which x is v0 + v x then 0?"
)
def _place_over_v(left: float, right: float, height: float, v: float) -> Weights:
    return [v, v], [-left / v, -right / v], [height, -height]


@BUMP.mistake(
    "Your second unit falls, so it is on everywhere to the left of its step, and the curve isn't 0 outside of the "
    "bump. How could a unit that rises take the height back?"
)
def _second_falls(left: float, right: float, height: float, v: float) -> Weights:
    return [v, -v], [-v * left, v * right], [height, height]


@BUMP.mistake("The order is exchanged: first the two hidden weights, then the two biases, then the two output weights.")
def _biases_first(left: float, right: float, height: float, v: float) -> Weights:
    return [-v * left, -v * right], [v, v], [height, -height]


@BUMP.mistake("The order is exchanged: the two output weights come last, after the two hidden weights and biases.")
def _outputs_first(left: float, right: float, height: float, v: float) -> Weights:
    return [height, -height], [-v * left, -v * right], [v, v]


@BUMP.mistake("Your bump is half as high as it should be. How many units are on between the two steps?")
def _half_the_height(left: float, right: float, height: float, v: float) -> Weights:
    return [v, v], [-v * left, -v * right], [height / 2, -height / 2]


@BUMP.mistake("Your bump is always 1 high. Which of your numbers decide how high it is?")
def _without_height(left: float, right: float, height: float, v: float) -> Weights:
    return [v, v], [-v * left, -v * right], [1, -1]


@RISES.asks(
    "the places for several numbers of steps",
    hint="Cut the *rise* from 0 to 1 into J equal parts, counted from 0. At which height is the middle of part j, and "
    "at which x does the square root have that height?",
)
def _places(s: Answers) -> None:
    for J in (4, 7, 1, int(next(iter(draws())).integers(10, 30))):
        expect_close(f"root_places({J})", s.root_places(J), ((np.arange(J) + 0.5) / J) ** 2)


@RISES.mistake("These places are equally far apart in x. Along which axis should the curve be cut into equal parts?")
def _equal_parts(J: int) -> NDArray:
    return (np.arange(J) + 0.5) / J


@RISES.mistake(
    "You take the midpoint in x of each rise. What is needed is the midpoint in *height*: at which x is it reached?"
)
def _middle_of_the_places(J: int) -> NDArray:
    ends = (np.arange(J + 1) / J) ** 2
    return (ends[1:] + ends[:-1]) / 2


@RISES.mistake("You take the square root of the heights. At which x does the square root of x have a given height?")
def _root_again(J: int) -> NDArray:
    return np.sqrt((np.arange(J) + 0.5) / J)


@RISES.mistake(
    "Your steps are at the beginning of each part of the rise, so that the network is ahead of the curve. Where in its "
    "part would a step be ahead as much as behind?"
)
def _at_the_beginning(J: int) -> NDArray:
    return (np.arange(J) / J) ** 2


@RISES.mistake(
    "Your steps are at the end of each part of the rise, so that the network lags behind the curve. Where in its part "
    "would a step be ahead as much as behind?"
)
def _at_the_end(J: int) -> NDArray:
    return (np.arange(1, J + 1) / J) ** 2


@RISES.mistake(
    "Your steps begin at x = 0 and end at x = 1: J places with J - 1 rises between them. Into how many parts should J "
    "steps cut the rise?"
)
def _ends_included(J: int) -> NDArray:
    return np.linspace(0, 1, J) ** 2


@RISES.mistake(
    "Your last step is beyond x = 1, and your first one and a half parts up. From which number do you count the steps?"
)
def _counted_from_one(J: int) -> NDArray:
    return ((np.arange(1, J + 1) + 0.5) / J) ** 2


@REGIONS.asks(
    "the number of regions for few and many units, in one to five dimensions",
    hint="Add up the number of ways to choose k of the J hyperplanes, for k from 0 up to and including D. "
    "`math.comb(J, k)` counts them, and is 0 where k is larger than J.",
)
def _regions(s: Answers) -> None:
    for J, D in ((12, 4), (6, 3), (1, 1), (3, 1), (10, 2), (2, 5), (4, 6), (30, 3)):
        right = sum(comb(J, k) for k in range(D + 1))
        expect_number(f"most_regions({J}, {D})", s.most_regions(J, D), right)


@REGIONS.mistake(
    "You count every combination of units on and off. They all occur only if there are at least as many inputs as "
    "units."
)
def _every_pattern(J: int, D: int) -> int:
    return 2**J


@REGIONS.mistake("That is right for two inputs, in the plane. Where does the theorem's sum over k end with D inputs?")
def _in_the_plane(J: int, D: int) -> int:
    return 1 + J + comb(J, 2)


@REGIONS.mistake("The last term of the sum is missing. With which k does yours end?")
def _one_term_short(J: int, D: int) -> int:
    return sum(comb(J, k) for k in range(D))


@REGIONS.mistake("Your sum has one term too many at its end. Which k should be the last?")
def _one_term_too_many(J: int, D: int) -> int:
    return sum(comb(J, k) for k in range(D + 2))


@REGIONS.mistake("The first term is missing. In how many ways can none of the hyperplanes be chosen?")
def _without_the_first(J: int, D: int) -> int:
    return sum(comb(J, k) for k in range(1, D + 1))


@REGIONS.mistake("This is the number of crossings alone, the last term of the sum. Which terms come before it?")
def _crossings(J: int, D: int) -> int:
    return comb(J, D)


@REGIONS.mistake("J and D are exchanged. From how many hyperplanes are k chosen?")
def _exchanged(J: int, D: int) -> int:
    return sum(comb(D, k) for k in range(J + 1))


@REGIONS.mistake(
    "That is right for a single input. With more inputs the hyperplanes cross, and cut each other's regions."
)
def _one_input(J: int, D: int) -> int:
    return J + 1
