"""Your turn in lesson 13: a value that is used twice, the slips of a trainer, and a trainer of one's own (L32, L33)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lecture_nn.checks.answers import Answers
from lecture_nn.checks.expect import draws, expect_close, numbers
from lecture_nn.checks.turns.declare import Turn
from lecture_nn.checks.turns.trainer_of_modules import TRAIN

LESSON = "13_networks_as_modules"

SKIP = Turn("skip_backward", LESSON, "L32")
SLIPS = Turn("slips", LESSON, "L33")
TURNS = (SKIP, SLIPS, TRAIN)

# A value that is used twice


@SKIP.asks(
    "∂E/∂u for two batches whose u is used twice",
    hint="u reaches z along two paths. What comes back along the direct one, what along the one through tanh, and what "
    "becomes of the two where they meet?",
)
def _skip(s: Answers) -> None:
    for rng in draws():
        delta_z, h = rng.normal(size=(5, 3)), np.tanh(rng.normal(size=(5, 3)))
        expect_close("skip_backward(delta_z, h)", s.skip_backward(delta_z, h), delta_z + delta_z * (1 - h**2))


@SKIP.mistake(
    "This is what comes back through tanh. The path that skips tanh brings back something, too: is it in your result?"
)
def _only_through_tanh(delta_z: NDArray, h: NDArray) -> NDArray:
    return delta_z * (1 - h**2)


@SKIP.mistake(
    "This is what comes back along the direct path. The one through tanh brings back something, too: is it still in it?"
)
def _only_direct(delta_z: NDArray, h: NDArray) -> NDArray:
    return delta_z


@SKIP.mistake(
    "You multiply what comes back along the two paths. Factors belong to the links of *one* path; two paths add up."
)
def _product(delta_z: NDArray, h: NDArray) -> NDArray:
    return delta_z * delta_z * (1 - h**2)


@SKIP.mistake("The path through tanh has only its local derivative: the error signal from above is missing.")
def _without_delta(delta_z: NDArray, h: NDArray) -> NDArray:
    return delta_z + (1 - h**2)


@SKIP.mistake("This is the mean of the two paths. A nudge of u takes both at once: how do their effects combine?")
def _mean(delta_z: NDArray, h: NDArray) -> NDArray:
    return (delta_z + delta_z * (1 - h**2)) / 2


@SKIP.mistake("You take the derivative of tanh at h. But h is already tanh(u): what does that leave to compute?")
def _tanh_twice(delta_z: NDArray, h: NDArray) -> NDArray:
    return delta_z + delta_z * (1 - np.tanh(h) ** 2)


@SKIP.mistake(
    "On the path through tanh you multiply by h itself, which is what goes forwards. What goes back along it?"
)
def _values_for_derivatives(delta_z: NDArray, h: NDArray) -> NDArray:
    return delta_z + delta_z * h


@SKIP.mistake("You let tanh hand on what it receives, as if its derivative were 1. What is it in terms of h?")
def _tanh_as_a_plus(delta_z: NDArray, h: NDArray) -> NDArray:
    return 2 * delta_z


@SKIP.mistake(
    "You have summed over the batch. Each example has its own u, and nothing of it goes to the other examples."
)
def _summed_over_the_batch(delta_z: NDArray, h: NDArray) -> NDArray:
    return (delta_z + delta_z * (1 - h**2)).sum(axis=0)


@SKIP.mistake("This is ∂z/∂u alone. What comes back from above is missing.")
def _local_only(delta_z: NDArray, h: NDArray) -> NDArray:
    return 2 - h**2


# The slips of a trainer

WHERE = [3, 5, 8, 2]


@SLIPS.asks(
    "the three lines where Python stops, and the line that does too much",
    hint="Play Python: go through the lines one by one and ask of every name and every entry on the right-hand side "
    "whether it exists by then. For the last slip, ask which entries are computed and never used.",
)
def _slips(s: Answers) -> None:
    got = numbers("slips", s.value("slips"), (4,))
    if got.shape != (4,):
        raise AssertionError(f"slips: expected four line numbers, got shape {got.shape}")
    wrong = [place for place, (line, right) in enumerate(zip(got, WHERE, strict=True), 1) if line != right]
    if wrong:
        raise AssertionError(f"slips: number {wrong[0]} of the four isn't right")


@SLIPS.pattern(
    "The right four lines, but the order counts: first the three that stop Python, as it meets them, then the fourth.",
    example=[2, 3, 5, 8],
)
def _in_another_order(got: Sequence[float]) -> bool:
    return sorted(got) == sorted(WHERE)


@SLIPS.mistake(
    "The first three are right. Line 4 is needed: the outputs get no ReLU. Which line has computed h of the last layer "
    "before, for nothing?"
)
def _overwriting() -> list[int]:
    return [3, 5, 8, 4]


@SLIPS.mistake(
    "The first three are right. The loop in line 6 runs down to layer 1, as it should: the first layer needs "
    "gradients, too. Look at the other loop."
)
def _the_loop_back() -> list[int]:
    return [3, 5, 8, 6]


@SLIPS.mistake("Each of your numbers is too small by one. From which number on do the comments count the lines?")
def _from_0() -> list[int]:
    return [line - 1 for line in WHERE]


@SLIPS.pattern(
    "Line 1 is where you would give the inputs their place. But Python carries out line 1 without an error, and stops "
    "where something asks for the missing entry.",
    example=[1, 5, 8, 2],
)
def _where_it_is_repaired(got: Sequence[float]) -> bool:
    return got[0] == 1


@SLIPS.pattern(
    "The first is right. Once the inputs have their place, Python gets through the loop and line 4. Which name after "
    "that has never got a value?",
    example=[3, 7, 8, 2],
)
def _past_the_name(got: Sequence[float]) -> bool:
    return got[0] == 3 and got[1] != 5 and sorted(got) != sorted(WHERE)


@SLIPS.pattern(
    "Python doesn't stop at line 7: once the inputs have been stored, h[0] exists. Which dictionary in the loop "
    "has no entry 0?",
    example=[3, 5, 7, 2],
)
def _inputs_on_the_way_back(got: Sequence[float]) -> bool:
    return list(got[:3]) == [3, 5, 7]


@SLIPS.pattern(
    "The loop in line 6 is right: layer 1 needs gradients, too. Which line in it stops Python, for i = 1?",
    example=[3, 5, 6, 2],
)
def _the_loop_that_ends_too_late(got: Sequence[float]) -> bool:
    return list(got[:3]) == [3, 5, 6]
