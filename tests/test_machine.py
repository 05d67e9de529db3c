"""The machine runs a function as Python does, and refuses what would fill the memory."""

import numpy as np
import pytest

from lecture_nn.checks.diagnosis.parts import RefusedError
from lecture_nn.checks.diagnosis.variants import Variants

X = np.arange(6.0).reshape(2, 3)


@pytest.mark.parametrize(
    ("body", "given"),
    [
        ("return X.sum(axis=1), X.T", (X,)),
        ("return X.sum(), X.mean(axis=0), len(X)", (X,)),
        ("a, b = X\n    return np.outer(a, b=b)", (X,)),
        ("return (*X, X.max(initial=9.0))", (X,)),
        ("return 2.0 * X, X * 2, 2 * X, X ** 2, 2.0 ** X", (X,)),
        ("return X * [1, 2, 3], 3 * [X], [X] * 2, 3 * len(X), 2 ** len(X)", (X,)),
        (
            "def inner(a, b=2.0, *, c=1.0):\n        return a * b + c\n"
            "    return inner(X), inner(X, c=5.0), inner(b=X, a=X)",
            (X,),
        ),
    ],
)
def test_what_comes_out_is_what_python_makes_of_it(body, given):
    source = f"def f(X):\n    {body}"
    space = {"np": np}
    exec(source, space)
    own = Variants("f", source, "", {}, [given])
    for got, expected in zip(own.run((), given), space["f"](*given), strict=True):
        np.testing.assert_array_equal(got, expected)


@pytest.mark.parametrize("body", ["return 10 ** n", "return n ** n", "return 2 ** n * 2 ** n", "return [0.0] * n ** 3"])
def test_what_would_fill_the_memory_is_refused(body):
    own = Variants("f", f"def f(n):\n    {body}", "", {}, [(2,)])
    assert np.size(own.run((), (2,))) in (1, 8)
    with pytest.raises(RefusedError):
        own.run((), (2000,))
