"""Slips in calls: a function that is missing or another one, a wrong axis, arguments in another order."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lecture_nn.checks.diagnosis.parts import Raw
from lecture_nn.checks.diagnosis.slips import Place, argument, called, calling, combined, number, slip, transposed
from lecture_nn.checks.diagnosis.wording import BY_HAND, CALLS, TWICE

Made = Iterator[tuple[object, str, str]]

UNARY = {
    "tanh",
    "sigmoid",
    "softmax",
    "exp",
    "log",
    "sqrt",
    "abs",
    "sign",
    "sum",
    "mean",
    "round",
    "cosh",
    "relu",
    "cumsum",
}
UNARY |= {"float", "int", "list", "reversed", "sorted", "copy", "max", "min", "argmax", "argmin", "norm", "std", "var"}
UNARY |= {
    "argsort",
    "ravel",
    "all",
    "any",
    "maximum",
    "minimum",
    "diag",
    "cos",
    "median",
    "log1p",
    "square",
    "flatnonzero",
}

TWINS: dict[str, tuple[str, ...]] = {
    "sum": ("mean", "prod", "max", "cumsum"),
    "mean": ("sum", "max"),
    "max": ("min", "mean", "sum", "argmax"),
    "min": ("max", "argmin"),
    "argmax": ("argmin", "max"),
    "argmin": ("argmax", "min"),
    "maximum": ("minimum",),
    "minimum": ("maximum",),
    "floor": ("ceil", "round"),
    "ceil": ("floor", "round"),
    "zeros": ("ones",),
    "ones": ("zeros",),
    "std": ("var",),
    "var": ("std",),
    "log": ("log2", "log10", "log1p"),
    "exp": ("exp2", "expm1"),
    "all": ("any",),
    "any": ("all",),
    "cos": ("sin",),
    "cosh": ("sinh",),
    "sqrt": ("square",),
    "median": ("mean",),
    "union1d": ("intersect1d",),
}

ALONG_AXES = {"sum", "mean", "max", "min", "argmax", "argmin", "std", "var", "all", "any", "median", "prod"}
ALONG_AXES |= {"concatenate", "norm", "cumsum", "sort", "argsort", "stack"}

ACTIVATIONS = ("tanh", "sigmoid", "relu", "step", "softmax", "leaky")
ACTIVATION_WORDS = {
    "tanh": "the tanh",
    "sigmoid": "the sigmoid",
    "relu": "a ReLU",
    "step": "a threshold",
    "softmax": "the softmax",
    "leaky": "a leaky ReLU",
}
GROWS = "Should the result grow as more numbers come in, or stay about as large as each of them?"
TWICE_AS_MANY = "How many examples are there, and how many numbers is your mean taken over?"
ROWS = "How many rows are there, and how many of them do you go through?"
WHICH = "Which activation function do these units have, and which values can it take?"


@slip("a function left out", ast.Call)
def function_left_out(node: ast.Call, place: Place) -> Made:
    """f(x) as x."""
    name, inner = called(node), argument(node)
    if name in UNARY and inner is not None:
        did = {
            "max": "you don't take the largest value",
            "min": "you don't take the smallest value",
            "softmax": "you use the logits where their softmax belongs",
        }.get(name, f"you leave out {CALLS.get(name, f'`{name}`')}")
        if name in ("tanh", "sigmoid", "relu"):
            did = "you use the pre-activation where the activation belongs"
        asks = place.words.question(node)
        if name in ("maximum", "clip") and len(node.args) >= 2:
            did = "you leave out the lower limit"
            if called(place.parent(node)) == "log":
                did, asks = "you take the logarithm of numbers that may be 0", "What is log(0), and what 0 times that?"
        if name == "sum" and _is_averaged(node, place):
            did, asks = "you average over all entries, and not over the examples", TWICE_AS_MANY
        yield inner, did, asks


def _is_averaged(node: ast.Call, place: Place) -> bool:
    """Whether a sum over each row is averaged as it is."""
    around = place.parent(node)
    around = place.parent(around) if isinstance(around, ast.Attribute) else around
    return called(around) == "mean" and place.ndim(argument(node)) == 2


@slip("another function", ast.Call, rank=2.1)
def another_function(node: ast.Call, place: Place) -> Made:
    """Another function of the same kind, or another activation."""
    name = called(node)
    for other in TWINS.get(name, ()):
        now, wanted = CALLS.get(other, f"`{other}`"), CALLS.get(name, f"`{name}`")
        if other in ("log2", "log10"):
            did, asks = (
                f"your logarithm has base {other[3:]}",
                "Which base does a log without a base mean in a formula?",
            )
        elif {name, other} == {"sum", "mean"}:
            did = "you add up where you should average" if other == "sum" else "you average where you should add up"
            asks = GROWS
        else:
            did, asks = f"you take {now} in place of {wanted}", BY_HAND
        inner = argument(node)
        if isinstance(node.func, ast.Attribute) and other in ("cumsum", "median", "square", "exp2", "expm1", "sinh"):
            yield calling(other, inner, **{k.arg: k.value for k in node.keywords if k.arg == "axis"}), did, asks
        elif isinstance(node.func, ast.Attribute):
            yield ast.Call(ast.Attribute(node.func.value, other, ast.Load()), node.args, node.keywords), did, asks
        else:
            yield ast.Call(ast.Name(other, ast.Load()), node.args, node.keywords), did, asks
    if name in ("tanh", "sigmoid", "relu", "softmax"):
        inner = argument(node)
        for other in ACTIVATIONS:
            if other != name and inner is not None:
                did = f"you use {ACTIVATION_WORDS[other]} in place of {ACTIVATION_WORDS[name]}"
                if other == "step":
                    did = f"you use a threshold where {ACTIVATION_WORDS[name]} alone belongs"
                yield ast.Call(ast.Name(f"_{other}", ast.Load()), [inner], []), did, WHICH
    if name == "norm" and argument(node) is not None:
        inner = argument(node)
        asks = "How long is a vector with the entries 3 and 4?"
        yield calling("sum", calling("abs", inner)), "you add up the absolute values of the entries", asks
        yield calling("sum", combined(inner, ast.Pow, number(2))), "you leave out the square root in a length", asks
        yield calling("mean", calling("abs", inner)), "you average the absolute values of the entries", asks
        yield calling("sum", inner), "you add up the entries with their signs", asks
        yield calling("max", calling("abs", inner)), "you take the largest entry for the length", asks
        yield calling("std", inner), "you take the standard deviation for the length", asks
        mean = calling("sqrt", calling("mean", combined(inner, ast.Pow, number(2))))
        yield mean, "you average the squares where you should add them up", asks


@slip("another axis", ast.Call, rank=2.1)
def axis(node: ast.Call, place: Place) -> Made:
    """Along another axis, over everything, with an axis kept or dropped."""
    inner = argument(node)
    if called(node) not in ALONG_AXES or inner is None:
        return
    ndim = place.ndim(inner)
    if ndim is None or ndim < 1:
        return
    now = next((k.value for k in node.keywords if k.arg == "axis"), None)
    others = [k for k in node.keywords if k.arg != "axis"]
    asks = "Which axis counts the examples, and which should disappear? Write down the shape that should come out."
    what = CALLS.get(called(node), f"`{called(node)}`")
    current = now.value if isinstance(now, ast.Constant) else None
    for other in (None, *range(ndim)):
        if other == current or (other == ndim - 1 and current == -1):
            continue
        keywords = others + ([] if other is None else [ast.keyword("axis", number(other))])
        if other is None:
            did = f"you take {what} over the whole array, without an axis"
        elif now is None:
            did = f"you take {what} along axis {other} only"
        else:
            did = f"you take {what} along axis {other}"
        yield ast.Call(node.func, node.args, keywords), did, asks
    keep = next((k for k in node.keywords if k.arg == "keepdims"), None)
    if keep:
        without = [k for k in node.keywords if k.arg != "keepdims"]
        yield (
            ast.Call(node.func, node.args, without),
            "you leave out keepdims",
            ("Which shape does the result have without it, and along which axis is it then repeated?"),
        )
    elif now is not None:
        kept = [*node.keywords, ast.keyword("keepdims", number(True))]
        yield ast.Call(node.func, node.args, kept), "you keep an axis that should disappear", asks


@slip("another ddof", ast.Call, rank=2.0)
def ddof(node: ast.Call, place: Place) -> Made:
    """n for n − 1, or the other way round."""
    if called(node) not in ("std", "var"):
        return
    others = [k for k in node.keywords if k.arg != "ddof"]
    asks = "What is the sum of squares divided by in the standard deviation of a sample?"
    if len(others) < len(node.keywords):
        yield ast.Call(node.func, node.args, others), "you divide by n in the standard deviation", asks
    else:
        yield (
            ast.Call(node.func, node.args, [*others, ast.keyword("ddof", number(1))]),
            ("you divide by n − 1 in the standard deviation"),
            asks,
        )


@slip("arguments exchanged", ast.Call, rank=2.2)
def exchanged(node: ast.Call, place: Place) -> Made:
    """Two arguments in the other order, or one case of two everywhere."""
    if len(node.args) == 2:
        a, b = node.args
        asks = "Which of the two comes first, and what does the order change?"
        if called(node) not in ("maximum", "minimum"):
            yield ast.Call(node.func, [b, a], node.keywords), "two arguments are swapped", asks
        if called(node) in ("maximum", "minimum"):
            yield a, "you leave out the limit", "Which values should never occur?"
    if called(node) == "where" and len(node.args) == 3:
        test, yes, no = node.args
        asks = "Which entries does each of the two apply to?"
        yield ast.Call(node.func, [test, no, yes], []), "the two cases are swapped", asks
        did = "you use one formula for both cases"
        yield _everywhere(yes, test), did, asks
        yield _everywhere(no, test), did, asks
    if called(node) in ("outer", "dot") and len(node.args) == 2:
        a, b = node.args
        asks = "Which shape should come out, and which number belongs in its first row, second column?"
        if called(node) == "outer":
            yield combined(a, ast.Mult, b), "you multiply entry by entry where an outer product belongs", asks
            yield combined(a, ast.MatMult, b), "you sum the products where an outer product belongs", asks
        else:
            yield combined(a, ast.Mult, b), "you don't sum the products", place.words.question(node)
            yield calling("outer", a, b), "you take an outer product where the products should be summed", asks
            yield (
                calling("mean", combined(a, ast.Mult, b)),
                "you average the products",
                "What does a unit do with its inputs?",
            )


def _everywhere(value: ast.expr, test: ast.expr) -> ast.expr:
    """The value, with the shape that the test has."""
    return combined(value, ast.Add, combined(number(0), ast.Mult, test))


@slip("ε where it doesn't belong", ast.Call, rank=2.1)
def epsilon(node: ast.Call, place: Place) -> Made:
    """A small number inside a logarithm or a root."""
    inner = argument(node)
    if called(node) == "log" and inner is not None:
        asks = "What does a small number inside the logarithm change when a probability is tiny?"
        for small in (1e-12, 1e-8, 1e-10, 1e-15, 1e-7, 1e-9, 1e-6, 1e-5):
            did = "you add a small number inside the logarithm"
            yield ast.Call(node.func, [combined(inner, ast.Add, number(small))], []), did, asks
            limited = calling("maximum", inner, number(small))
            yield ast.Call(node.func, [limited], []), "you clip the argument of the logarithm", asks
        yield combined(Raw(node), ast.Add, number(1e-12)), "you add a small number to the logarithm", asks
    if called(node) == "sqrt" and inner is not None:
        for small in (1e-8, 1e-7, 1e-6):
            did = "you add a small number of your own inside the square root"
            yield ast.Call(node.func, [combined(inner, ast.Add, number(small))], []), did, place.words.question(node)


@slip("the other way round", ast.Attribute)
def not_transposed(node: ast.Attribute, place: Place) -> Made:
    """W.T as W."""
    if node.attr == "T" and place.ndim(node) == 2:
        name = place.words.of(node.value)
        yield node.value, f"you use {name} in place of its transpose", SHAPES


SHAPES = "What do its rows stand for, and what its columns? Write the shapes down, side by side."


@slip("the other way round", ast.Name)
def turned(node: ast.Name, place: Place) -> Made:
    """W as W.T."""
    if place.ndim(node) == 2 and not isinstance(place.parent(node), ast.Attribute | ast.Subscript):
        if called(place.parent(node)) == "len":  # the other axis is counted, which is said by a slip of its own
            return
        yield transposed(Raw(node)), f"you use the transpose of {place.words.of(node)}", SHAPES


@slip("the other axis counted", ast.Call, rank=2.4)
def other_length(node: ast.Call, place: Place) -> Made:
    """len(X) as X.shape[1], or as X.size."""
    inner = argument(node)
    if called(node) != "len" or inner is None or (place.ndim(inner) or 0) < 1:
        return
    if place.ndim(inner) == 2:
        columns = ast.Call(node.func, [transposed(Raw(inner))], [])
        divides = isinstance(getattr(place.parent(node), "op", None), ast.Div)
        did = f"you count the columns of {place.words.of(inner)} and not its rows"
        if called(place.parent(node)) == "range":  # which of several loops it is can't be seen
            did = f"a loop or sum of yours goes through the columns of {place.words.of(inner)}, and not its rows"
        yield columns, did, TWICE if divides else ROWS
    size = ast.Attribute(inner, "size", ast.Load())
    yield size, f"you divide by the number of all entries of {place.words.of(inner)}", TWICE


@slip("two functions in the other order", ast.Call, rank=2.2)
def other_order(node: ast.Call, place: Place) -> Made:
    """f(g(a)) as g(f(a))."""
    inner = argument(node)
    if not isinstance(inner, ast.Call) or called(node) not in UNARY or called(inner) not in UNARY:
        return
    innermost = argument(inner)
    if innermost is None:
        return
    first, second = CALLS.get(called(inner), f"`{called(inner)}`"), CALLS.get(called(node), f"`{called(node)}`")
    did = f"you take {second} before {first}"
    yield _applied(inner, _applied(node, innermost)), did, "Is the result the same in either order? Try two numbers."


def _applied(call: ast.Call, to: ast.expr) -> ast.Call:
    """The same call, applied to something else."""
    if argument(call) is not None and call.args and argument(call) is call.args[0]:
        return ast.Call(call.func, [to, *call.args[1:]], call.keywords)
    return ast.Call(ast.Attribute(to, call.func.attr, ast.Load()), call.args, call.keywords)
