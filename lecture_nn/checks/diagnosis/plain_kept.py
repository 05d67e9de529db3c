"""What is computed in a loop and never kept, as far as it is plain to see.

As in `plain`, each function takes what was written and returns a sentence that is true of it; "" if there is nothing of
the kind.
"""

from __future__ import annotations

import ast

from lecture_nn.checks.diagnosis.slips import called
from lecture_nn.checks.diagnosis.written import Written


def named_anew(own: Written) -> str:
    """A row that a loop takes from an array, and whose name gets another value that nothing uses."""
    for loop in (node for node in own.nodes if isinstance(node, ast.For)):
        rows = dict(_rows(loop))
        for line in ast.walk(loop):
            target = line.targets[0] if isinstance(line, ast.Assign) and len(line.targets) == 1 else None
            name = getattr(target, "id", "")
            if name in rows and own.stored[name] == 2 and not _is_read_besides(own, name, line):
                return (
                    f"`{ast.unparse(line)}` gives the name `{name}` to something new, but `{rows[name]}` keeps its old "
                    "numbers. How can the new value get into your result?"
                )
    return ""


def written_into(own: Written) -> str:
    """A second name for an array, into which a function writes its result, while the first name is still needed."""
    for line in (node for node in own.nodes if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name)):
        second, first = getattr(line.targets[0], "id", ""), line.value.id
        for node in own.nodes:
            into = {each.arg: getattr(each.value, "id", "") for each in getattr(node, "keywords", ())}.get("out")
            if not isinstance(node, ast.Call) or into not in (second, first) or node.lineno < line.lineno:
                continue
            other = first if into == second else second
            names = [each for each in own.nodes if isinstance(each, ast.Name) and each.id in (first, second)]
            between = [each for each in names if line.lineno < each.lineno < node.lineno]
            anew = any(isinstance(each.ctx, ast.Store) for each in between)
            if not anew and any(each.id == other and each.lineno > node.lineno for each in names):
                return (
                    f"`{ast.unparse(line)}` gives one array two names, and `{ast.unparse(node)}` writes into it. Which "
                    f"numbers are in `{other}` after that?"
                )
    return ""


def _rows(loop: ast.For) -> list[tuple[str, str]]:
    """The names that a loop gives to the entries of arrays, each with the array."""
    over, target = loop.iter, loop.target
    if called(over) == "enumerate" and over.args and isinstance(target, ast.Tuple) and len(target.elts) == 2:
        over, target = over.args[0], target.elts[1]
    pairs = [(target, over)]
    if called(over) == "zip" and isinstance(target, ast.Tuple) and len(target.elts) == len(over.args):
        pairs = list(zip(target.elts, over.args, strict=True))
    return [(one.id, of.id) for one, of in pairs if isinstance(one, ast.Name) and isinstance(of, ast.Name)]


def _is_read_besides(own: Written, name: str, line: ast.Assign) -> bool:
    """Whether the value that a name gets in this line may be used: the name is read below it, or in a loop within."""
    within = {id(part) for part in ast.walk(line)}
    reads = [
        node
        for node in own.nodes
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load) and id(node) not in within
    ]
    return any(node.lineno >= line.lineno for node in reads)
