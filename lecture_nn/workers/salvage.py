"""Going on in a cell that failed: with the statements that don't need what the failed one should have set.

A statement that fails where the notebook is graded may have worked where it was written: there was a module, a file, or
somebody to answer `input()`. What comes after it in the cell is often an answer that has nothing to do with it. So each
later statement is run unless it reads a name that a failed one should have set, or may have changed.
"""

from __future__ import annotations

import ast
import builtins
import copy
import dis
from collections.abc import Callable, Iterator
from types import CodeType, ModuleType, TracebackType
from typing import Any

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_OF_A_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_OWN_NAMES = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def lets_the_student_go_on(error: BaseException) -> bool:
    """Whether the student may never have seen the error: it is due to the machine, or to a cell run earlier."""
    if isinstance(error, ImportError | OSError | EOFError | NameError | MemoryError):
        return True
    text = str(error) if isinstance(error, AttributeError | RuntimeError) else ""
    return text.startswith("module ") or "start new thread" in text


def failed_statement(tree: ast.Module, error: BaseException, filename: str) -> int | None:
    """Return which of the statements at the top level raised the error; None if the code never ran."""
    trace = error.__traceback__
    while trace and not (trace.tb_frame.f_code.co_filename == filename and trace.tb_frame.f_code.co_name == "<module>"):
        trace = trace.tb_next
    if trace is None:
        return None
    at = _position(trace)
    before = [n for n, statement in enumerate(tree.body) if _start(statement) <= at]
    return before[-1] if before else None


def _position(trace: TracebackType) -> tuple[int, int]:
    line, _, column, _ = list(trace.tb_frame.f_code.co_positions())[trace.tb_lasti // 2]
    return line or trace.tb_lineno, 10**9 if column is None else column


def _start(statement: ast.stmt) -> tuple[int, int]:
    first = min([statement, *getattr(statement, "decorator_list", [])], key=lambda node: node.lineno)
    return first.lineno, first.col_offset


def go_on(
    tree: ast.Module, failed: int, run: Callable[[ast.stmt], None], space: dict[str, Any], forget: bool
) -> tuple[set[str], list[ast.stmt], BaseException | None]:
    """Run the statements after the failed one that don't depend on it; return the names and statements that are left.

    The first error that is no `Exception`, such as the end of the cell's time, is returned as well.

    Parameters
    ----------
    tree : ast.Module
        The cell.
    failed : int
        The number of the statement that failed.
    run : callable
        Runs a statement in `space`.
    space : dict
        The notebook's names.
    forget : bool
        Whether a name that wasn't set loses its old value, too: the student's notebook gave it another one.
    """
    missing: set[str] = set()
    left: list[ast.stmt] = []
    ended: BaseException | None = None
    for number, statement in enumerate(tree.body[failed:]):
        if number > 0 and not missing.intersection(_read(statement)):
            try:
                run(statement)
                missing -= set(_set(statement))
                continue
            except Exception:
                pass  # its names are missing, too
            except BaseException as error:
                ended = ended or error
        lost = set(_set(statement)) - _one_by_one(statement, run) - _bare(statement, run, space)
        left.append(statement)
        missing |= lost | set(_changed(statement, space))
        if forget:
            for name in lost:
                space.pop(name, None)
    return missing, left, ended


def without_line(source: str, error: SyntaxError) -> ast.Module:
    """Parse a cell without the statement that is no Python; its place is taken by one that can be stepped over.

    Raises
    ------
    SyntaxError
        If the rest is no Python either.
    """
    lines = source.splitlines(keepends=True)
    for _ in range(5):
        at = min(max((error.lineno or 1) - 1, 0), len(lines) - 1)
        first = next((n for n in range(at, -1, -1) if lines[n].strip() and not lines[n][0].isspace()), 0)
        after = (n for n in range(first + 1, len(lines)) if lines[n].strip() and not lines[n][0].isspace())
        last = next((n for n in after if n > at), len(lines))
        lines[first:last] = ["\n"] * (last - first)
        try:
            tree = ast.parse("".join(lines))
        except SyntaxError as again:
            error = again
            continue
        return ast.Module([ast.Pass(lineno=1, col_offset=0), *tree.body], [])
    raise error


def skeleton(tree: ast.Module) -> list[ast.stmt]:
    """Return the statements that can't take long: definitions, imports, and names for numbers and texts written out."""
    return [
        statement
        for statement in tree.body
        if isinstance(statement, Definition | ast.Import | ast.ImportFrom)
        or (isinstance(statement, ast.Assign) and _is_literal(statement.value))
    ]


def definition(tree: ast.Module, name: str) -> ast.stmt | None:
    """Return the last statement at the top level that defines the function `name`."""
    found = [each for each in tree.body if isinstance(each, Definition) and each.name == name]
    found += [
        each
        for each in tree.body
        if isinstance(each, ast.Assign)
        and isinstance(each.value, ast.Lambda)
        and any(isinstance(target, ast.Name) and target.id == name for target in each.targets)
    ]
    return max(found, key=lambda each: each.lineno, default=None)


def is_unanswered(function: Any) -> bool:
    """Whether a function is only the starting lines of an exercise: it raises NotImplementedError, or does nothing."""
    code = getattr(function, "__code__", None)
    if not isinstance(code, CodeType) or len(code.co_code) > _LONGEST_UNANSWERED:
        return False
    done = {dis.opname[each] for each in code.co_code[::2]} - _NOTHING
    if "RAISE_VARARGS" in done:
        return code.co_names == ("NotImplementedError",) and done <= _ONE_RAISE
    if not done <= _ONE_RETURN:
        return False
    steps = [each for each in dis.get_instructions(code) if each.opname not in _NOTHING]
    return steps[-1].argval in (None, ...) and steps[0].argval in (None, ...)


_LONGEST_UNANSWERED = 100  # bytes: looking at each step of a longer one takes time
_NOTHING = {"RESUME", "CACHE", "NOP"}
_ONE_RAISE = {"LOAD_GLOBAL", "LOAD_CONST", "PUSH_NULL", "PRECALL", "CALL", "RAISE_VARARGS"}
_ONE_RETURN = {"LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"}


def _is_literal(node: ast.expr) -> bool:
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False
    return True


def _one_by_one(statement: ast.stmt, run: Callable[[ast.stmt], None]) -> set[str]:
    """The names that can be set after an import failed: in `import pandas, numpy`, one is there."""
    there: set[str] = set()
    if isinstance(statement, ast.Import | ast.ImportFrom) and len(statement.names) > 1:
        for name in statement.names:
            alone = copy.copy(statement)
            alone.names = [name]
            try:
                run(alone)
                there |= set(_set(alone))
            except Exception:
                continue
    return there


def _bare(statement: ast.stmt, run: Callable[[ast.stmt], None], space: dict[str, Any]) -> set[str]:
    """The name of a function that can be defined without its annotations and the decorators that are missing."""
    if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
        return set()
    plain = copy.deepcopy(statement)
    plain.returns = None
    arguments = plain.args
    for each in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg):
        if each is not None:
            each.annotation = None
    there = {*space, *vars(builtins)}
    plain.decorator_list = [each for each in plain.decorator_list if _read(ast.Expr(each)) <= there]
    try:
        run(plain)
    except Exception:
        return set()
    return {statement.name}


def _now(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that are evaluated when the statement is: all but the bodies of functions."""
    yield node
    children = ast.iter_child_nodes(node)
    if isinstance(node, _OF_A_FUNCTION):
        inside = node.body if isinstance(node.body, list) else [node.body]
        children = (child for child in children if child not in inside)
    for child in children:
        yield from _now(child)


def _read(statement: ast.stmt) -> set[str]:
    """The names that a statement reads when it is run, not when what it defines is called."""
    read = {node.id for node in _now(statement) if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store)}
    if isinstance(statement, ast.AugAssign):
        read |= set(_roots(statement.target))
    return read


def _set(statement: ast.AST) -> Iterator[str]:
    """The names that a statement sets."""
    if isinstance(statement, Definition):
        yield statement.name
    elif isinstance(statement, ast.Name) and not isinstance(statement.ctx, ast.Load):
        yield statement.id
    elif isinstance(statement, ast.alias):
        yield statement.asname or statement.name.split(".")[0]
    elif not isinstance(statement, _OWN_NAMES):
        for child in ast.iter_child_nodes(statement):
            yield from _set(child)


def _changed(statement: ast.stmt, space: dict[str, Any]) -> Iterator[str]:
    """The names whose values a statement may have changed half-way: what it writes into, or calls for its effect."""
    for node in _now(statement):
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            yield from _roots(node)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            call = node.value
            if isinstance(call.func, ast.Name) and hasattr(builtins, call.func.id):
                continue  # print(...) and its like change nothing
            for part in (call.func, *call.args, *(keyword.value for keyword in call.keywords)):
                yield from (name for name in _roots(part) if _can_change(space.get(name)))


def _roots(node: ast.AST) -> Iterator[str]:
    """The name at the beginning of `name.part[3].method`."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id


def _can_change(value: Any) -> bool:
    return not (value is None or callable(value) or isinstance(value, ModuleType | int | float | str | bytes | tuple))
