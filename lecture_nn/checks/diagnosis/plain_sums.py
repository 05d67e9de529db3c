"""What is added up, and how often, as far as it is plain to see.

As in `plain`, each function takes what was written and returns a sentence that is true of it; "" if there is nothing of
the kind.
"""

from __future__ import annotations

import ast

from lecture_nn.checks.diagnosis.plain_loops import gone_through
from lecture_nn.checks.diagnosis.written import Written, terms


def divided_in_each_round(own: Written) -> str:
    """A running sum that is divided again whenever something is added: g = (g + new) / N, in a loop."""
    for loop in own.nodes:
        if not isinstance(loop, ast.For | ast.While):
            continue
        begun = [ast.unparse(each.targets[0]) for each in loop.body if isinstance(each, ast.Assign)]
        grown = {
            each.target.id: each
            for each in loop.body
            if isinstance(each, ast.AugAssign) and isinstance(each.op, ast.Add) and isinstance(each.target, ast.Name)
        }
        for each in loop.body:
            later = isinstance(each, ast.AugAssign) and isinstance(each.op, ast.Div)
            again = later and getattr(each.target, "id", "") in grown.keys() - set(begun)
            if again or (_divides_a_sum(each) and begun.count(ast.unparse(each.targets[0])) == 1):
                code = ast.unparse(each)
                return (
                    f"`{code}` is done in each round, so what came in early is divided again and again. How many times "
                    "must a sum be divided to give a mean, and when?"
                )
    return ""


def _divides_a_sum(node: ast.AST) -> bool:
    """Whether a name, or each entry of it, gets what it was plus something, divided: g = (g + new) / N."""
    target = node.targets[0] if isinstance(node, ast.Assign) else None
    value = getattr(node, "value", None)
    if not isinstance(target, ast.Name) or value is None:
        return False
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div):
        return any(getattr(each, "id", "") == target.id for each in terms(value.left))
    quotients = [each for each in ast.walk(value) if isinstance(each, ast.BinOp) and isinstance(each.op, ast.Div)]
    each_of = [
        each for each in ast.walk(value) if isinstance(each, ast.ListComp)
    ]  # [(a + b) / 2 for a, b in zip(g, new)]
    reads = any(getattr(name, "id", "") == target.id for comp in each_of for name in ast.walk(comp.generators[0].iter))
    return reads and any(terms(each.left) for each in quotients)


def first_twice(own: Written) -> str:
    """A sum that begins with the first entry, in a loop that begins with it as well."""
    begun: dict[str, tuple[ast.Assign, set[str]]] = {}
    for node in (each for each in own.nodes if isinstance(each, ast.Assign)):  # the outer lines before those in loops
        of = {each.value.id for each in ast.walk(node.value) if _is_first(each)}
        for name in (each for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)):
            begun.setdefault(name.id, (node, of))
    for loop in (node for node in own.nodes if isinstance(node, ast.For)):
        through = {name for name, _ in gone_through(loop)}
        for node in ast.walk(loop):
            for name in filter(begun.get, _added_to(node)):
                start, of = begun[name]
                if start.lineno < loop.lineno and of & through:
                    return (
                        f"`{name}` starts with the first one, in `{ast.unparse(start)}`, and the loop begins with it, "
                        "too. How often does it count, and how often the others?"
                    )
    return ""


def _is_first(node: ast.AST) -> bool:
    index = node.slice if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) else None
    return isinstance(index, ast.Constant) and index.value == 0


def _added_to(node: ast.AST) -> list[str]:
    """The name to which something is added: s += x, s = s + x."""
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        return [getattr(node.target, "id", "")]
    if isinstance(node, ast.Assign):
        names = [getattr(each, "id", "") for each in terms(node.value)]
        return [each.id for each in node.targets if isinstance(each, ast.Name) and each.id in names]
    return []
