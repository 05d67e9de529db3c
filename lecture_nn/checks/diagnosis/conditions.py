"""What may hold of the code of an answer, so that a sentence about it is put in other words."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from lecture_nn.checks.diagnosis.misread import chained
from lecture_nn.checks.diagnosis.slips import argument, called, names_in
from lecture_nn.checks.diagnosis.syntax import by_place, terms
from lecture_nn.checks.diagnosis.written import SUMS, Written

Holds = Callable[[Written], bool]

WHOLE = "FloorDiv int trunc floor astype round around rint fix ceil"
"""What may lose the digits of a number."""

SEARCHES = "min max sort sorted argmin argmax argsort lexsort nanargmin"
ZEROS = ("zeros", "zeros_like")
SIZES = ("len", "range", "enumerate", "zip")


def has_none_of(words: str) -> Holds:
    """None of these words and operations is in the code."""
    return lambda own: own.contradicts(("does", words))


def has_one_of(words: str) -> Holds:
    """One of them at least is."""
    return lambda own: own.contradicts(("never", words))


def never_calls(*names: str) -> Holds:
    """None of these functions is called, whatever variables are named."""
    return lambda own: not {called(node) for node in own.nodes} & set(names)


def adds_the_bias(own: Written) -> bool:
    """Whether the bias is added somewhere, so that another minus must have reversed its sign."""
    added = [side for node in own.nodes for side in terms(node)]
    added += [node.value for node in own.nodes if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add)]
    return any(getattr(each, "id", getattr(each, "attr", "")) == "bias" for each in added)


def goes_on(own: Written) -> bool:
    """Whether there is a loop that is never left before its end."""
    return own.has(ast.For, ast.While) and not own.ends_in_a_loop


def multiplies_no_matrices(own: Written) -> bool:
    """Whether there is no product of matrices or rows."""
    return own.contradicts(("multiplies matrices", "")) and not own.words["outer"]


def searches_by_a_condition(own: Written) -> bool:
    """Whether a loop with a condition looks for something, and no function does."""
    return own.has(ast.For, ast.While) and own.has(ast.If) and own.contradicts(("does", SEARCHES))


def compares_in_a_chain(own: Written) -> bool:
    """Whether a comparison such as a > b == c stands in the code, and nothing is rounded."""
    return bool(chained(own)) and own.contradicts(("does", WHOLE))


def reduces_a_whole_argument(*functions: str) -> Holds:
    """One of these functions is called with all entries of an argument, without an axis."""

    def holds(own: Written) -> bool:
        arguments = {node.arg for node in own.nodes if isinstance(node, ast.arg)}
        return any(
            getattr(argument(node), "id", "") in arguments
            and not by_place(node)
            and all(each.arg != "axis" for each in node.keywords)
            for node in own.nodes
            if isinstance(node, ast.Call) and called(node) in functions
        )

    return holds


def counts_in_every_round(own: Written) -> bool:
    """Whether a loop counts without a condition."""
    return any(
        isinstance(line, ast.AugAssign) and getattr(line.value, "value", None) == 1
        for loop in own.nodes
        if isinstance(loop, ast.For)
        for line in loop.body
    )


def asks_for(name: str) -> Holds:
    """An argument stands in a comparison."""
    return lambda own: any(
        getattr(part, "id", "") == name
        for node in own.nodes
        if isinstance(node, ast.Compare)
        for part in ast.walk(node)
    )


def has_no_second_name(own: Written) -> bool:
    """Whether no name is set to what another name or a slice stands for, as in up = w and up = w[:]."""
    values = [
        part
        for node in own.nodes
        if isinstance(node, ast.Assign)
        for part in (node.value.elts if isinstance(node.value, ast.Tuple) else [node.value])
    ]
    return not any(isinstance(each, ast.Name) or _is_a_view(each) for each in values)


def _is_a_view(node: ast.AST) -> bool:
    """Whether this may be the same array once more: a slice of it, or what such a function makes of it."""
    of_all = isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice)
    return of_all or called(node) in ("asarray", "asanyarray", "view", "reshape", "ravel")


def returns_zeros(own: Written) -> bool:
    """Whether an array of zeros is made and returned, filled or not."""
    return bool(_made_of_zeros(own))


def _made_of_zeros(own: Written) -> set[str]:
    """The names of arrays that are made of zeros, and returned."""
    returned = {getattr(node.value, "id", "") for node in own.nodes if isinstance(node, ast.Return)}
    return {name for name, value in _set(own) if called(value) in ZEROS and own.stored[name] == 1} & returned


def fills_nothing(own: Written) -> bool:
    """Whether an array of zeros is returned, and no line writes into it, or to what a loop takes from it."""
    made = _made_of_zeros(own)
    loops = [node for node in own.nodes if isinstance(node, ast.For)]
    parts = {each for loop in loops if made & names_in(loop.iter) for each in names_in(loop.target)}
    calls = [node for node in own.nodes if isinstance(node, ast.Call) and called(node) not in SIZES]
    touched = [_root(node) for node in own.nodes if _is_written(node)] + [_root(node.func) for node in calls]
    given = {name for node in calls for part in node.args for name in names_in(part)}
    return bool(made) and not (made | parts) & {*touched, *given}


def _is_written(node: ast.AST) -> bool:
    """Whether this is a place of an array that gets a value, or something that is added to where it is."""
    if isinstance(node, ast.AugAssign):
        return True
    return isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load)


def _root(node: ast.AST) -> str:
    """The name of an array of which this is a place or a method, or that is added to here."""
    node = node.target if isinstance(node, ast.AugAssign) else node
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return getattr(node, "id", "")


def _set(own: Written) -> Iterator[tuple[str, ast.expr]]:
    """The names that are set by themselves, each with its value."""
    for node in own.nodes:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value


def ends_in_the_first_round(own: Written) -> bool:
    """Whether each way through the body of a loop comes to a return."""
    return any(isinstance(node, ast.For | ast.While) and _always_returns(node.body) for node in own.nodes)


def _always_returns(body: list[ast.stmt]) -> bool:
    return any(
        isinstance(each, ast.Return)
        or (isinstance(each, ast.If) and _always_returns(each.body) and _always_returns(each.orelse))
        for each in body
    )


def takes_the_log_of_an_exponential(own: Written) -> bool:
    """Whether a logarithm is taken of what exp returned, as it is."""
    exponentials = {name for name, value in _set(own) if called(value) == "exp" and own.stored[name] == 1}
    of = [node.args[0] for node in own.nodes if called(node) == "log" and node.args]
    return any(called(each) == "exp" or getattr(each, "id", "") in exponentials for each in of)


def goes_through_the_runs(own: Written) -> bool:
    """Whether there is a loop, and no index that counts from the end: the runs are what is gone through."""
    ends = [node for node in own.nodes if isinstance(node, ast.Subscript) and "-1" in ast.unparse(node.slice)]
    return own.has(ast.For) and not ends


def asks_for_less_than_0(own: Written) -> bool:
    """Whether a number is compared with 0 for being below it."""
    for node in own.nodes:
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            right = isinstance(node.ops[0], ast.Lt) and getattr(node.comparators[0], "value", None) == 0
            left = isinstance(node.ops[0], ast.Gt) and getattr(node.left, "value", None) == 0
            if right or left:
                return True
    return bool(own.words["less"] or own.words["signbit"])


def multiplies_by_t_at_most_once(own: Written) -> bool:
    """Whether t is a factor of fewer than two products."""
    products = [
        node for node in own.nodes if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.MatMult)
    ]
    return sum("t" in (getattr(each.left, "id", ""), getattr(each.right, "id", "")) for each in products) < 2


def corrects_both(own: Written) -> bool:
    """Whether something is divided by 1 minus a power of each of two names, as in Adam."""
    below = [part for each in own.divisors for part in ast.walk(each)]
    powers = [each for each in below if isinstance(each, ast.BinOp) and isinstance(each.op, ast.Pow)]
    return len({ast.unparse(each.left) for each in powers}) == 2


def multiplies_by_what_is_left(own: Written) -> bool:
    """Whether 1 - o is a factor of a product."""
    products = [node for node in own.nodes if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)]
    return any(ast.unparse(side) == "1 - o" for node in products for side in (node.left, node.right))


def adds_what_is_left_to_1(own: Written) -> bool:
    """Whether 1 - o is a term of a sum."""
    rests = {name for name, value in _set(own) if ast.unparse(value) == "1 - o"}
    return any(
        ast.unparse(each) == "1 - o" or getattr(each, "id", "") in rests for node in own.nodes for each in terms(node)
    )


def never_rounds(own: Written) -> bool:
    """Whether nothing is divided with a remainder, and nothing rounded: whole numbers are tried one by one."""
    rounding = ("ceil", "floor", "round", "rint", "int", "trunc", "divmod", "fix", "astype", "floor_divide", "mod")
    return not own.has(ast.FloorDiv, ast.Mod) and not any(own.words[each] for each in rounding) and own.loops


def never_divides(own: Written) -> bool:
    """Whether there is no denominator: no division, and nothing to the power of -1."""
    inverse = any(own.words[each] for each in ("divide", "true_divide", "reciprocal", "power"))
    powers = any(isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) for node in own.nodes)
    return not own.has(ast.Div) and not inverse and not powers


def divides_by_a_size(own: Written) -> bool:
    """Whether something is divided by a number of entries, and no mean is taken."""
    return divides_by_a_length(own) or _divides_by(own, lambda node: getattr(node, "attr", "") == "size")


def divides_by_a_length(own: Written) -> bool:
    """Whether something is divided by the length of an axis, and no mean is taken."""
    return _divides_by(own, _is_a_length)


def _divides_by(own: Written, is_of_kind: Callable[[ast.AST], bool]) -> bool:
    sizes = {
        node.targets[0].id
        for node in own.nodes
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and is_of_kind(node.value)
    }
    divisors = any(is_of_kind(each) or getattr(each, "id", "") in sizes for each in own.divisors)
    return divisors and not own.words["mean"]


def _is_a_length(node: ast.AST) -> bool:
    node = node.value if isinstance(node, ast.Subscript) else node
    return called(node) == "len" or getattr(node, "attr", "") == "shape"


def sums_nothing(own: Written) -> bool:
    """Whether there is a loop, and no sum, mean or product of arrays."""
    return own.has(ast.For) and not own.has(ast.MatMult) and not any(own.words[each] for each in SUMS)


def has_no_examples(own: Written) -> bool:
    """Whether no argument is called as arrays are that have a row for each example."""
    return not {each.arg for each in own.function.args.args} & {
        *"XTZHOPAYotxz",
        "losses",
        "errors",
        "delta_z",
        "called",
    }


def never_counts(own: Written) -> bool:
    """Whether there is no loop, index, size or division without remainder, so that nothing is counted."""
    return not own.has(ast.For, ast.While, ast.Subscript, ast.FloorDiv) and not any(
        own.words[each] for each in ("len", "range", "arange", "size", "shape")
    )


def writes_zero(own: Written) -> bool:
    """Whether there is a condition, and a 0 that isn't compared with anything: in a branch, or written into entries."""
    compared = {id(part) for node in own.nodes if isinstance(node, ast.Compare) for part in ast.walk(node)}
    chosen = [node.args[1:] for node in own.nodes if called(node) == "where"]
    chosen += [[node.body, node.orelse] for node in own.nodes if isinstance(node, ast.IfExp)]
    chosen += [[node.value] for node in own.nodes if isinstance(node, ast.Assign | ast.Return) and node.value]
    chosen += [node.args for node in own.nodes if called(node) == "append"]
    zeros = [each for several in chosen for each in several if getattr(each, "value", None) == 0]
    return bool(compared) and any(id(each) not in compared for each in zeros)


def divides_by_a_size_alone(own: Written) -> bool:
    """Whether something is divided by a number of entries, and there is no ½ and no 2 in the code."""
    numbers = {each.value for each in own.nodes if isinstance(each, ast.Constant)}
    return divides_by_a_size(own) and not numbers & {2, 0.5, 4, 0.25}


def adds_two_terms(own: Written) -> bool:
    """Whether something other than a number is added to something else."""
    sums = [node for node in own.nodes if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)]
    return any(not isinstance(each.left, ast.Constant) and not isinstance(each.right, ast.Constant) for each in sums)
