"""More functions that an answer may have started from, of the lessons' turns: see `bases`."""

from __future__ import annotations

from lecture_nn.checks.diagnosis.thoughts import Base

LESSONS: dict[str, list[Base]] = {
    "accuracy": [
        (
            "def accuracy(o, t):\n    called, four = o > 0.5, t == 1\n"
            "    return np.sum(called & four) / np.sum(called | four)",
            "you divide the fours that are found by all images that are fours or are called one",
            "Where do you count the other digits that are rightly told from fours?",
        ),
    ],
    "distances": [
        (
            "def distances(X, w, w0):\n    gap = X + w0 * w / (w @ w)\n"
            "    return np.sign(gap @ w) * np.sqrt((gap**2).sum(axis=1))",
            "you measure the distance from a single point of the boundary",
            "Is the nearest point of the boundary the same for every example?",
        ),
        (
            "def distances(X, w, w0):\n    gap = X + w0 * w / (w @ w)\n    return np.sqrt((gap**2).sum(axis=1))",
            "you measure the distance from a single point of the boundary, and without a sign",
            "Is the nearest point of the boundary the same for every example?",
        ),
    ],
    "count_parameters": [
        (
            "def count_parameters(sizes):\n    total = 0\n    for n in range(0, len(sizes) - 1, 2):\n"
            "        total += sizes[n] * sizes[n + 1] + sizes[n + 1]\n    return total",
            "you take two sizes away at a time, so every other layer is left out",
            "Between which of the sizes do weights lead, and how many such pairs are there?",
        ),
    ],
    "bump_weights": [
        (
            "def bump_weights(left, right, height, v):\n    return [v, v], [-v * left, -v * right], [height, 0]",
            "you give each unit the height of the curve after its step",
            "What does the output unit do with the two: does it pick one, or add them up?",
        ),
    ],
    "delta_u": [
        (
            "def delta_u(delta_h, h):\n    slopes = np.eye(h.shape[1]) - h[:, :, None] * h[:, None, :]\n"
            "    return (delta_h[:, :, None] * slopes).sum(axis=1)",
            "you take 1 − h² for a matrix, in which the units act on each other",
            "On which pre-activations does the activation of one tanh unit depend?",
        ),
    ],
    "count_loss": [
        (
            "def count_loss(O, T):\n    some = np.where(T > 0, T, 1)\n"
            "    return np.sum(O - T + np.where(T > 0, T * np.log(some / O), 0)) / len(O)",
            "your loss is 0 where output and target are equal: it contains t log t − t as well",
            "Which parts of your formula don't depend on o?",
        ),
    ],
    "cv_error": [
        (
            "def cv_error(solve, H, t, part):\n"
            "    w = np.mean([solve(H[part != p], t[part != p]) for p in np.unique(part)], axis=0)\n"
            "    return np.mean((H @ w - t) ** 2)",
            "you average the weights of all solutions, and judge the result on examples that most of them have seen",
            "Which solution may be judged on a given example?",
        ),
    ],
    "fraction_learned": [
        (
            "def fraction_learned(curvature, eta, n):\n    left = 1 - eta * curvature\n    return left * (1 - left**n)",
            "you leave the first step out of the sum, and begin with the second",
            "How much is learned after a single step?",
        ),
    ],
    "pairs_right": [
        (
            "def pairs_right(fours, others):\n    pairs = fours[:, None] - others[None, :]\n"
            "    return np.mean((pairs > 0) + 0.5 * (pairs == 0)) - 1 / len(others)",
            "your ranks begin with 0, but what you subtract belongs to ranks that begin with 1",
            "What is the smallest sum that the ranks of P fours can have?",
        ),
    ],
}
"""By the name of the function: its source, what it looks as if somebody did, and a question."""
