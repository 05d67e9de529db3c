"""Trust in the checks of every exercise: right answers pass however they are written, wrong ones fail and are named.

For each exercise there are the solution, the answers of tests/right_answers, the misunderstandings beside the checks,
and mutants of the solution made here: one operator, axis, sign, index or term changed in each.
"""

import ast
import contextlib
import copy
import functools
import re
from collections import Counter
from importlib import import_module
from pathlib import Path

import lecture_map
import make_exercises
import nbformat
import numpy as np
import pytest
from equivalent_mutants import EQUIVALENT

from lecture_nn.checks import exercise_names, load_exercise
from lecture_nn.checks.answers import Namespace

ROOT = Path(__file__).resolve().parent.parent
NAMES = exercise_names()
EVERY = frozenset(range(100))
by_name = pytest.mark.parametrize("name", NAMES)


@functools.cache
def notebook(name):
    return nbformat.read(ROOT / "solutions" / f"{name}.ipynb", as_version=4)


def sources(name, keep):
    """The code of the notebook with the solutions, or the student's with what stands in their places."""
    number = 0
    for cell in notebook(name).cells:
        if cell.cell_type == "code":
            yield make_exercises.starting_lines(cell.source, keep=keep, first=number), cell.source
            number += cell.source.count(make_exercises.BEGIN)


def without_figures(source):
    return re.search(r"^check\(|plt\.", source, flags=re.MULTILINE) is None


@functools.cache
def _solution(name):
    space = {}
    for code, _ in sources(name, EVERY):
        if without_figures(code):
            exec(code, space)
    return space


def solution(name):
    """The names that the solved notebook defines, without its figures."""
    return dict(_solution(name))


def answer_names(name):
    """The functions and values that the checks ask for, found by running them."""
    asked = set()
    given = Namespace(solution(name))
    for check in load_exercise(name).checks:
        check.run(given)
        asked |= {call.name for call in given.calls}
    return sorted(asked)


def grade(name, **changed):
    return load_exercise(name).grade({**solution(name), **changed})


@by_name
def test_the_solution_has_full_marks(name):
    report = grade(name)
    assert [r.found for r in report.results if not r.passed] == []
    assert report.points == report.total == load_exercise(name).total


@by_name
def test_the_untouched_exercise_scores_nothing_and_raises_nothing(name):
    space = {}
    for code, _ in sources(name, frozenset()):
        if without_figures(code):
            try:
                exec(code, space)
            except Exception:  # as Jupyter does: the cell ends, the next goes on
                continue
    report = load_exercise(name).grade(space)
    assert report.points == 0
    # in these two something is there already, which is to be repaired
    to_repair = {
        "forward_pass": {"Any number of layers, fixed"},
        "debug_the_trainer": {r.check.title for r in report.results},
    }
    assert {r.check.title for r in report.results if r.status == "wrong"} == to_repair.get(name, set())


@by_name
def test_the_notebook_says_what_it_is_worth(name):
    head = notebook(name).cells[0].source
    points, minutes, rows = re.search(r"\*(\d+) points, about (\d+) minutes, lecture rows? ([^.]+)\.", head).groups()
    assert int(points) == load_exercise(name).total
    assert 10 <= int(minutes) <= 90
    assert set(re.findall(r"L\d\d", rows)) == {check.row for check in load_exercise(name).checks}
    claimed = {row for cell in notebook(name).cells for row in cell.metadata.get("lecture_rows", [])}
    assert claimed == {check.row for check in load_exercise(name).checks}


@by_name
def test_checks_and_hints_are_complete(name):
    checks = load_exercise(name).checks
    assert len({check.title for check in checks}) == len(checks)
    assert all(check.row in lecture_map.ROWS and check.hint and check.points >= 1 for check in checks)
    assert any(not check.hidden for check in checks)
    solved = {line.strip() for code, _ in sources(name, EVERY) for line in code.splitlines()}
    given = {line.strip() for code, _ in sources(name, frozenset()) for line in code.splitlines()}
    answers = {line for line in solved - given if len(line) > 12}
    hints = [check.hint for check in checks] + [m.hint for m in load_exercise(name).misunderstandings]
    assert not [(line, hint) for line in answers for hint in hints if line in hint]


@by_name
def test_misunderstandings_point_to_a_lesson_or_a_section(name):
    for each in load_exercise(name).misunderstandings:
        path = ROOT / "notebooks" / f"{each.read.notebook}.ipynb"
        headings = [""]  # the lesson as a whole
        headings += [
            line.lstrip("#").strip()
            for cell in nbformat.read(path, as_version=4).cells
            if cell.cell_type == "markdown"
            for line in cell.source.splitlines()
            if line.startswith("#")
        ]
        assert each.read.section in headings, f"{each.read.section!r} is none of {headings}"
        assert each.hint[-1] in ".?"


@by_name
def test_misunderstandings_are_wrong_and_answered_by_their_own_hint(name, record_property):
    told = []
    for each in load_exercise(name).misunderstandings:
        is_function = callable(solution(name)[each.name])
        report = grade(name, **{each.name: each.wrong if is_function else each.wrong()})
        wrong = [result for result in report.results if result.status == "wrong"]
        assert wrong, f"{each.name}: accepted ({each.hint})"
        told.append(any(result.misunderstanding is each for result in wrong))
    record_property("misunderstandings", [sum(told), len(told)])
    assert len(told) >= 3 or name == "debug_the_trainer"
    assert np.mean(told or [1]) >= 0.95, [
        m.hint for m, t in zip(load_exercise(name).misunderstandings, told, strict=True) if not t
    ]


# Right answers


class Callable:
    """An object that can be called in place of a function."""

    def __init__(self, function):
        self.function = function

    def __call__(self, *arguments):
        return self.function(*arguments)


def mapped(change):
    """What an answer returns, with its arrays changed by `change`."""

    def wrap(function):
        def changed(value):
            if isinstance(value, tuple):
                return tuple(map(changed, value))
            if isinstance(value, list):
                return [changed(item) for item in value]
            return change(value) if isinstance(value, np.ndarray) else value

        return lambda *arguments: changed(function(*arguments))

    return wrap


WAYS = {
    "a callable object": Callable,
    "plain lists": mapped(np.ndarray.tolist),
    "float32": mapped(lambda a: a.astype(np.float32) if a.dtype.kind == "f" else a),
    "column-major": mapped(np.asfortranarray),
    "read-only views": mapped(lambda a: np.lib.stride_tricks.as_strided(a, writeable=False)),
}


@by_name
@pytest.mark.parametrize("way", WAYS)
def test_right_answers_of_other_kinds_have_full_marks(name, way, record_property):
    tried = sum(callable(solution(name)[answer]) for answer in answer_names(name))
    record_property("right answers", [tried, tried])  # if one of them fails the test does
    for answer in answer_names(name):
        if callable(solution(name)[answer]):
            report = grade(name, **{answer: WAYS[way](solution(name)[answer])})
            assert [r.found for r in report.results if not r.passed] == [], answer


@by_name
def test_right_answers_written_differently_have_full_marks(name, record_property):
    module = import_module(f"right_answers.{name}")
    answers = {key: value for key, value in vars(module).items() if "__" in key[1:-2] and not key.startswith("_")}
    for key, answer in answers.items():
        asked = key.split("__")[0]
        assert asked in answer_names(name), key
        # A fresh copy sees the other answers of the notebook, as it would there.
        report = grade(name, **{asked: answer})
        assert [r.found for r in report.results if not r.passed] == [], key
    record_property("right answers", [len(answers), len(answers)])
    functions = [a for a in answer_names(name) if callable(solution(name)[a])]
    written = Counter(key.split("__")[0] for key in answers)
    assert all(written[function] >= 2 for function in functions), (written, functions)


# Mutants


SWAPPED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult}
COMPARED = {
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}
TWINS = {"sum": "mean", "mean": "sum", "max": "min", "min": "max", "argmax": "argmin", "argmin": "argmax"}
TWINS |= {"zeros": "ones", "ones": "zeros", "maximum": "minimum", "minimum": "maximum", "abs": "negative"}


class Mutator(ast.NodeTransformer):
    """Makes the one change of that number; `count` says how many there are."""

    def __init__(self, number):
        self.number, self.count, self.what = number, 0, None

    def _turn(self, node, *changes):
        for what, change in changes:
            if self.count == self.number:
                before = ast.unparse(node)
                node = change(node)
                self.what = f"{what}: {before} -> {ast.unparse(node)}"
            self.count += 1
        return node

    def visit_BinOp(self, node):
        self.generic_visit(node)
        swaps = []
        if type(node.op) in SWAPPED:
            other = SWAPPED[type(node.op)]
            swaps.append(("operator", lambda n: ast.BinOp(n.left, other(), n.right)))
        return self._turn(node, *swaps, ("left alone", lambda n: n.left), ("right alone", lambda n: n.right))

    def visit_AugAssign(self, node):
        self.generic_visit(node)
        if type(node.op) not in SWAPPED:
            return node
        other = SWAPPED[type(node.op)]
        return self._turn(
            node,
            ("operator", lambda n: ast.AugAssign(n.target, other(), n.value)),
            ("dropped", lambda n: ast.Pass()),
        )

    def visit_Constant(self, node):
        if isinstance(node.value, bool):
            return self._turn(node, ("turned", lambda n: ast.Constant(not n.value)))
        if isinstance(node.value, int):
            return self._turn(node, ("one more", lambda n: ast.Constant(n.value + 1)))
        if isinstance(node.value, float) and 1e-6 < abs(node.value) < 1e6:
            return self._turn(node, ("half more", lambda n: ast.Constant(n.value * 1.5)))
        return node

    def visit_UnaryOp(self, node):
        self.generic_visit(node)
        return self._turn(node, ("sign dropped", lambda n: n.operand)) if isinstance(node.op, ast.USub) else node

    def visit_Compare(self, node):
        self.generic_visit(node)
        other = COMPARED.get(type(node.ops[0]))
        if other is None:
            return node
        return self._turn(node, ("comparison", lambda n: ast.Compare(n.left, [other(), *n.ops[1:]], n.comparators)))

    def visit_Attribute(self, node):
        self.generic_visit(node)
        if node.attr == "T":
            return self._turn(node, ("transpose dropped", lambda n: n.value))
        if node.attr in TWINS:
            other = TWINS[node.attr]
            return self._turn(node, ("function", lambda n: ast.Attribute(n.value, other, n.ctx)))
        return node

    def visit_Subscript(self, node):
        self.generic_visit(node)
        return node

    def visit_FunctionDef(self, node):
        body = [n for n in node.body if not (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant))]
        node.body = [self.visit(n) for n in body]
        return node  # defaults and annotations are the exercise's, not the student's


def mutants(code):
    """Every mutant of the code, as (what was changed, the code)."""
    found, number = [], 0
    while True:
        mutator = Mutator(number)
        tree = ast.fix_missing_locations(mutator.visit(copy.deepcopy(ast.parse(code))))
        if mutator.what is None:
            return found
        found.append((mutator.what, ast.unparse(tree)))
        number += 1


def only_defines(code):
    """Whether a cell has nothing but functions, classes and imports, so that it is quick to run again."""
    kinds = ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom
    return without_figures(code) and all(isinstance(node, kinds) for node in ast.parse(code).body)


@by_name
def test_mutants_of_the_values_in_the_solution_are_found_wrong(name, record_property):
    accepted, tried = [], 0
    asked = answer_names(name)
    remade = [code for code, marked in sources(name, EVERY) if make_exercises.BEGIN in marked or only_defines(code)]
    for code, marked in sources(name, EVERY):
        if make_exercises.BEGIN not in marked or not without_figures(code):
            continue
        if only_defines(code):  # functions are varied in test_operators
            continue
        if "plan = {" in code:  # settings to train with: many are right, and each takes seconds to try
            continue
        for what, mutant in mutants(code):
            # Functions of the notebook see each other, so all are made again around the mutant.
            space = {key: value for key, value in solution(name).items() if key not in asked}
            with np.errstate(all="ignore"), contextlib.suppress(Exception):
                for other in remade:
                    exec(mutant if other == code else other, space)
            tried += 1
            report = load_exercise(name).grade(space, explain=False)
            if report.points == report.total:
                accepted.append(what)
    record_property("mutants", [tried - len(accepted), tried])
    known = EQUIVALENT.get(name, {})
    assert sorted(set(accepted) - set(known)) == []
    assert sorted(set(known) - set(accepted)) == [], "listed as equivalent, but found wrong"
    assert tried or name == "debug_the_trainer"  # which asks for functions only


@by_name
def test_nonsense_scores_next_to_nothing_and_raises_nothing(name):
    """An empty notebook and one full of nonsense all score at most what one lucky choice is worth, without an error."""
    assert load_exercise(name).grade({}).points == 0
    for nonsense in (0, None, "x", [], np.nan, np.zeros(3), lambda *_: None, lambda *_: np.nan, lambda *_: "b"):
        report = load_exercise(name).grade(dict.fromkeys(answer_names(name), nonsense))
        assert report.points <= report.total / 4, nonsense
