"""In which order the exercises are meant to be done: each has its place after a lesson."""

from __future__ import annotations

from collections.abc import Iterable

from lecture_nn.checks.exercises import exercise_names

AFTER = {
    "neuron": 2,
    "activations": 3,
    "forward_pass": 6,
    "single_layer_backprop": 9,
    "multi_layer_backprop": 10,
    "softmax": 12,
    "debug_the_trainer": 13,
    "optimizers": 14,
    "monitoring": 15,
    "weight_decay": 17,
    "model_selection": 18,
    "ten_digits": 20,  # the capstone, which asks for all lessons
}
"""The number of the last lesson before an exercise. Lecture rows don't tell: the lecture goes another way."""


def in_order() -> list[str]:
    """Return the names of all exercises, in the order of the lessons before them."""
    return sorted(exercise_names(), key=lambda name: (AFTER.get(name, len(AFTER) + 100), name))


def path(lessons: Iterable[str]) -> list[str]:
    """Return the names of all notebooks in the order in which they are read and done.

    Parameters
    ----------
    lessons : iterable of str
        The names of the lessons, which begin with their numbers. An exercise comes right after its lesson.
    """
    places = [(int(lesson[:2]), 0, lesson) for lesson in lessons]
    places += [(AFTER.get(name, 100), 1, name) for name in in_order()]
    return [name for _, _, name in sorted(places)]


def exercise_after(lesson: int) -> str:
    """Return the exercise that a reader of this lesson comes to next."""
    return next((name for name in in_order() if AFTER.get(name, 0) >= lesson), in_order()[-1])
