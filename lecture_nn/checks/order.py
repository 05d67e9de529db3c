"""In which order the exercises are meant to be done: each has its place after a lesson."""

from __future__ import annotations

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


def exercise_after(lesson: int) -> str:
    """Return the exercise that a reader of this lesson comes to next."""
    return next((name for name in in_order() if AFTER.get(name, 0) >= lesson), in_order()[-1])
