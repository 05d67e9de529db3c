"""The turns of the lessons: right answers pass however they are written, wrong ones are told what seems to be wrong."""

import ast
import inspect
import re
from importlib import import_module
from pathlib import Path

import nbformat
import numpy as np
import pytest
from test_exercises import mutants

from lecture_nn.checks import your_turn
from lecture_nn.checks.answers import Namespace
from lecture_nn.checks.turn import done, not_answered
from lecture_nn.checks.turns import load_turn, turns

ROOT = Path(__file__).resolve().parent.parent
NAMES = sorted(turns())
LESSONS = {path.stem[:2]: path for path in ROOT.glob("notebooks/[0-9]*.ipynb")}
MODULES = sorted({f"turn_answers.lesson_{lesson}" for lesson, _ in turns().values()})
RIGHT = [
    (key.split("__")[0], key, answer)
    for module in map(import_module, MODULES)
    for key, answer in vars(module).items()
    if "__" in key[1:-2] and not key.startswith("_")
]
by_name = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    monkeypatch.setenv("LECTURE_NN_PROGRESS", str(tmp_path / "progress.json"))


@pytest.mark.parametrize(("name", "key", "answer"), RIGHT, ids=[key for _, key, _ in RIGHT])
def test_right_answers_are_accepted_however_they_are_written(name, key, answer):
    report = your_turn(name, answer)
    assert report.status == "right", repr(report)
    assert repr(report).startswith(f"✓ {name} is right.\nChecked: ")
    assert done() == {name}


@by_name
def test_every_turn_is_tried_with_three_right_answers_and_knows_three_misunderstandings(name):
    assert sum(of == name for of, _, _ in RIGHT) >= 3
    assert len(load_turn(name).misunderstandings) >= 3


@by_name
def test_misunderstandings_are_wrong_and_answered_by_their_own_hint(name):
    for each in load_turn(name).misunderstandings:
        is_function = any(callable(answer) for of, _, answer in RIGHT if of == name)
        report = your_turn(name, each.wrong if is_function else each.wrong())
        assert report.status == "wrong", each.hint
        assert repr(report).endswith(f"\nHint: {each.hint}"), repr(report)
        assert each.hint[-1] in ".?"
    assert done() == set()


@by_name
def test_what_the_lesson_leaves_is_not_answered_and_no_error(name):
    def empty(*_):
        """Return something."""
        ...  # noqa: PIE790 -- as the lessons have it

    def passed(*_):
        pass

    def raises(*_):
        raise NotImplementedError

    is_function = any(callable(answer) for of, _, answer in RIGHT if of == name)
    values = (..., ([[..., ...], [..., ...]], [..., ...]), [1.0, ...])
    for answer in (*values, empty, passed, *([raises, lambda *_: ...] if is_function else [])):
        report = your_turn(name, answer)
        assert report.status == "unanswered", answer
        assert repr(report).startswith(f"○ {name}: your turn.")
    assert done() == set()


@by_name
def test_nonsense_is_wrong_and_raises_nothing(name):
    for nonsense in (
        0,
        "x",
        [],
        np.nan,
        np.zeros(3),
        None,
        lambda *_: None,
        lambda *_: np.nan,
        lambda: 1,
        lambda *_: 1 / 0,
    ):
        report = your_turn(name, nonsense)
        assert report.status in ("wrong", "unanswered"), nonsense
        assert "Traceback" not in repr(report)


def test_a_forgotten_return_is_not_taken_for_no_answer():
    def without_return(delta_h, h):
        delta_h * (1 - h**2)

    report = your_turn("delta_u", without_return)
    assert report.status == "wrong"
    assert "does it end with return?\n" in repr(report)


@pytest.mark.parametrize("instead", [None, ValueError("different shapes"), "different shapes", np.nan, False])
def test_an_error_that_is_returned_or_printed_was_not_raised(instead):
    def checked_error(o, t):
        return np.mean((o - t) ** 2) if o.shape == t.shape else instead

    report = your_turn("checked_error", checked_error)
    assert report.status == "wrong"
    assert "expected a ValueError, but nothing was raised.\n" in repr(report)
    assert repr(report).endswith(f"\nHint: {load_turn('checked_error').checks[0].hint}")


@pytest.mark.parametrize("kind", [AssertionError, TypeError, Exception])
def test_another_error_than_the_one_asked_for_is_told(kind):
    def checked_error(o, t):
        if o.shape != t.shape:
            raise kind("different shapes")
        return np.mean((o - t) ** 2)

    report = your_turn("checked_error", checked_error)
    assert report.status == "wrong"
    assert f"expected a ValueError, but {kind.__name__} was raised" in repr(report)


def test_an_answer_of_constants_is_an_answer():
    assert not_answered(lambda: None)
    assert not not_answered(lambda: 3)
    assert not not_answered(np.tanh)
    assert not not_answered([[1.0, 2.0], [3.0, 4.0]])
    assert not_answered(np.array([..., 1], dtype=object))


def test_an_unknown_turn_is_refused():
    with pytest.raises(ValueError, match=r"name: expected one of '.*'perceptron_update', .*, got 'backwards'"):
        your_turn("backwards", None)


def test_the_report_as_html_is_the_same_words():
    report = your_turn("delta_u", lambda delta_h, h: delta_h)
    page = re.sub(r"<br>", "\n", report._repr_html_())
    assert re.sub(r"<[^>]+>", "", page) == repr(report)


# Lessons


def asked(path):
    """The turns that a lesson calls, each with the number of its cell."""
    found = {}
    for number, cell in enumerate(nbformat.read(path, as_version=4).cells):
        for node in ast.walk(ast.parse(cell.source)) if cell.cell_type == "code" and "your_turn" in cell.source else ():
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "your_turn":
                found[ast.literal_eval(node.args[0])] = number
    return found


@pytest.mark.parametrize("path", [LESSONS[number] for number in sorted(LESSONS)], ids=lambda path: path.stem)
def test_a_lesson_asks_only_for_its_own_turns_and_its_solutions_are_right(path):
    cells = nbformat.read(path, as_version=4).cells
    for name, number in asked(path).items():
        assert turns()[name][0] == path.stem[:2], name
        solution = cells[number + 1]
        assert solution.cell_type == "markdown"
        code = re.search(r"<details>.*?```python\n(.*?)```.*?</details>", solution.source, flags=re.DOTALL)
        assert code, f"a folded solution with a block of Python follows {name}"
        space = {"np": np}
        exec(code[1], space)
        call = next(
            node
            for node in ast.walk(ast.parse(cells[number].source))
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "your_turn"
        )
        report = your_turn(name, eval(compile(ast.Expression(call.args[1]), path.stem, "eval"), space))
        assert report.status == "right", repr(report)


# Mutants


def passes(name, answer):
    """Whether the checks of a turn accept an answer; nothing is explained."""
    return all(check.run(Namespace({name: answer})).passed for check in load_turn(name).checks)


@by_name
def test_mutants_of_right_answers_are_found_wrong(name, record_property):
    accepted, tried = [], 0
    for of, _, answer in RIGHT:
        if of != name or not callable(answer):
            continue
        for what, mutant in mutants(inspect.getsource(answer)):
            space = {"np": np}
            exec(mutant, space)
            tried += 1
            with np.errstate(all="ignore"):
                if passes(name, space[answer.__name__]):
                    accepted.append(f"{answer.__name__}, {what}")
    record_property("mutants", [tried - len(accepted), tried])
    assert accepted == []
    is_function = any(callable(answer) for of, _, answer in RIGHT if of == name)
    assert tried >= 10 or not is_function  # a value has no code to change
