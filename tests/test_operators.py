"""Variants of the right functions: the machine that runs them, the slips that make them, and what is said to them."""

import ast
import inspect
import re
from dataclasses import replace

import numpy as np
import pytest
from equivalent_mutants import SLIPS as EQUIVALENT

from lecture_nn.checks import exercise_names, load_exercise
from lecture_nn.checks.answers import Namespace
from lecture_nn.checks.asked import asked_for
from lecture_nn.checks.diagnosis import cases, operators
from lecture_nn.checks.diagnosis.bases import BASES, bases
from lecture_nn.checks.diagnosis.machine import Machine
from lecture_nn.checks.diagnosis.parts import RefusedError, sound
from lecture_nn.checks.diagnosis.references import reference
from lecture_nn.checks.diagnosis.slips import SLIPS
from lecture_nn.checks.diagnosis.subject import Subject
from lecture_nn.checks.diagnosis.variants import Variants, pairs
from lecture_nn.checks.exercise import Exercise
from lecture_nn.checks.expect import SEED
from lecture_nn.checks.turns import load_turn


def made(source, *probes, around=""):
    """The variants of a function that is written out here."""
    name = ast.parse(source).body[0].name
    return Variants(name, source, around, {"np": np}, probes)


def told(exercise, name, wrong):
    """What is said to a wrong function, by the variants alone."""
    right = reference(exercise, name)
    for check in exercise.checks:
        answers = Namespace({**right.function.__globals__, name: wrong})
        if check.run(answers).status == "wrong" and any(call.name == name for call in answers.calls):
            calls = tuple(call for call in answers.calls if call.name == name)
            return list(operators.variants(Subject(exercise, name, calls, right, None)))
    raise AssertionError("accepted")


# The machine


@pytest.mark.parametrize("name", exercise_names())
def test_the_machine_runs_the_right_functions_as_python_does(name):
    exercise = load_exercise(name)
    right = {key: reference(exercise, key) for key in asked_for(exercise)[0]}
    functions = {}
    for each in right.values():
        machine = Machine(dict(each.function.__globals__))
        machine.statement(ast.parse(each.ways[0]).body[0])(functions)
    for check in exercise.checks:
        answers = Namespace(functions)
        assert check.run(answers).status != "wrong"


def test_a_loop_that_would_never_end_is_left():
    source = "def f(n):\n    while n > 0:\n        n = n - 1\n    return n\n"
    own = made(source, (3,))
    endless = [change for change in own.changes if change.slip == "never renewed"]
    assert endless
    with pytest.raises(RefusedError, match="too many rounds"):
        own.run(endless, (3,))
    assert endless[0] not in own.behaviours()


def test_a_recursion_that_would_never_end_is_left():
    own = made("def f(n):\n    return 0 if n == 0 else 1 + f(n - 1)\n", (3,))
    assert own.right == [3]
    for change in own.changes:
        try:
            own.run((change,), (3,))
        except Exception:
            continue  # refused, or an error of the variant's own


def test_a_few_behaviours_are_the_first_of_all():
    source, arguments = "def f(a, b):\n    return a / (b + 1) - 2 * a\n", (np.arange(3.0), 2.0)
    own = made(source, arguments)
    few = own.behaviours(3)
    assert len(few) == 3 < len(own.behaviours())
    assert own.behaviours()[:3] == few
    assert [each.did for each in made(source, arguments).behaviours()] == [each.did for each in own.behaviours()]


def test_nothing_that_is_given_is_changed():
    source = "def f(w, g):\n    w -= g\n    w[0] = 7\n    return w\n"
    w, g = np.ones(3), np.ones(3)
    own = made(source, (w, g))
    own.behaviours()
    assert np.array_equal(w, np.ones(3))


def test_a_slip_that_writes_changes_nothing_that_is_given():
    """The right function changes nothing here; one that takes X for its result writes into what was given."""
    source = (
        "def f(X, Y):\n    out = np.zeros((4, 3))\n    for n in range(4):\n        out[n] = X[n] + Y[n]\n    return out"
    )
    X, Y = np.ones((4, 3)), np.ones((4, 3))
    own = made(source, (X, Y))
    own.behaviours()
    assert any("    X[n] = " in own.shown((change,)) for change in own.changes)
    assert (X == 1).all()
    assert (Y == 1).all()


def test_nothing_is_varied_that_nobody_would_write():
    source = (
        "def f(weights, biases, X):\n    h = [X]\n    for l in range(len(weights)):\n"
        "        h.append(h[l] @ weights[l] if l < len(weights) - 1 else h[l])\n    return h\n"
    )
    own = made(source, ([np.ones((3, 3)), np.ones((3, 3))], [np.ones(3), np.ones(3)], np.ones((4, 3))))
    shown = [own.shown((change,)) for change in own.every_change()]
    assert not [text for text in shown if re.search(r"(weights|biases)\)?\.append|\(h \+ |l < -?1 ", text)]
    assert len(shown) == len({(text, change.did) for text, change in zip(shown, own.every_change(), strict=True)})


@pytest.mark.parametrize("source", ["def f(*a):\n    return a\n", "def f(a):\n    class A: pass\n    return a\n"])
def test_what_the_machine_does_not_know_is_refused(source):
    with pytest.raises(RefusedError):
        made(source, (1,))


def test_huge_arrays_and_powers_are_refused():
    machine = Machine({"np": np})
    for text in ("np.zeros(10**9)", "[0] * 10**9", "2 ** 100000"):
        with pytest.raises(RefusedError):
            machine.expression(ast.parse(text, mode="eval").body)({})


@pytest.mark.parametrize("ending", ["np.array(T)", "T"])
def test_a_list_that_is_appended_to_itself_is_refused(ending):
    """NumPy would look 64 lists deep into it, with as many entries in each."""
    source = "def f(n):\n    T = []\n    for row in [[1, 2]] * n:\n        T.append(row)\n    return np.array(T)\n"
    own = made(source, (4,))
    machine = Machine({"np": np})
    machine.statement(ast.parse(source.replace("append(row)", "append(T)").replace("np.array(T)", ending)).body[0])(
        space := {}
    )
    with pytest.raises(RefusedError):
        sound(space["f"](4))
    own.behaviours()  # it comes to an end


# The slips

FORMULAS = {
    "def f(h, delta):\n    return delta * (1 - h**2)": {
        "delta": "a factor left out",
        "delta * (1 - h)": "another power",
        "delta * 1 - h**2": "a parenthesis moved",
        "delta * (h * (1 - h))": "the derivative of another activation",
        "delta * (1 - _tanh(h) ** 2)": "an activation too many",
        "delta / (1 - h**2)": "product for quotient",
        "delta * (1 + h**2)": "the wrong sign",
    },
    "def f(z):\n    return 1 / (1 + np.exp(-z))": {
        "1 / 1 + np.exp(-z)": "a parenthesis moved",
        "1 / (1 + np.exp(z))": "minus left out",
        "1 / (1 - np.exp(-z))": "the wrong sign",
    },
    "def f(P, T):\n    return -np.mean(np.sum(T * np.log(P), axis=1))": {
        "-np.mean(np.sum(T * np.log2(P), axis=1))": "another function",
        "-np.sum(np.sum(T * np.log(P), axis=1))": "another function",
        "-np.mean(np.sum(T * np.log(P + 1e-08), axis=1))": "ε where it doesn't belong",
        "np.mean(np.sum(T * np.log(P), axis=1))": "minus left out",
        "-np.mean(np.sum(T * np.log(P)))": "another axis",
    },
    "def f(s, g, eps):\n    return g / (np.sqrt(s) + eps)": {
        "g / np.sqrt(s + eps)": "inside the call or outside",
        "g / (s + eps)": "a function left out",
        "g / np.sqrt(s) + eps": "a parenthesis moved",
        "g / (np.sqrt(s) + 1e-08)": "an argument ignored",
    },
    "def f(W, delta, x):\n    return delta @ W + x": {
        "delta @ W.T + x": "another matrix product",
        "W @ delta + x": "another matrix product",
        "delta @ W": "a term left out",
    },
}


@pytest.mark.parametrize("source", FORMULAS)
def test_slips_that_everybody_makes_are_among_them(source):
    rng = np.random.default_rng(0)
    count = len(ast.parse(source).body[0].args.args)
    own = made(
        source,
        tuple(rng.uniform(0.1, 0.9, size=(3, 3)) for _ in range(count - ("eps" in source)))
        + ((0.1,) if "eps" in source else ()),
    )
    found = {(own.shown((change,)).split("return ")[1], change.slip) for change in own.changes}
    for text, name in FORMULAS[source].items():
        assert (ast.unparse(ast.parse(text)), name) in found, text


STEP = "def f(w, v, g, eta, gamma):\n    v = gamma * v + eta * g\n    return w - v, v"


def test_the_old_value_and_a_number_of_ones_own():
    rng = np.random.default_rng(0)
    own = made(STEP, (*rng.normal(size=(3, 4)), 0.3, 0.7))
    texts = {own.shown((change,)): change for change in own.changes}
    assert any("return (w - old_v, v)" in text for text in texts)
    assert any("v = 0.9 * v + eta * g" in text for text in texts)
    assert any("v = eta * g" in text for text in texts)


def test_two_slips_at_once():
    rng = np.random.default_rng(0)
    given = (*rng.normal(size=(3, 4)), 0.3, 0.7)
    own = made(STEP, given)
    texts = {own.shown((change,)): change for change in own.behaviours()}
    uphill = next(change for text, change in texts.items() if "w + v" in text)
    no_rate = next(change for text, change in texts.items() if "gamma * v + g" in text)
    w, v, g, _, gamma = given
    got = own.run((uphill, no_rate), given)
    assert np.allclose(got[0], w + gamma * v + g)
    assert np.allclose(got[1], gamma * v + g)
    assert "there are two mistakes" in operators.sentence((uphill, no_rate))


def test_of_what_returns_the_same_one_is_kept():
    own = made("def f(a, b):\n    return a * b", (np.array([1.5, 2.5]), np.array([0.5, 3.5])))
    found = own.behaviours()
    returned = [tuple(np.ravel(own.run((change,), own.probes[0]))) for change in found]
    assert len(set(returned)) == len(returned)
    assert not any(np.array_equal(np.ravel(own.right[0]), each) for each in returned)


# The checks


def _checked(exercise):
    """Each function of the exercise, its variants, and the checks that ask for it."""
    for name in asked_for(exercise)[0]:
        checks = [check for check in exercise.checks if name in asked_for(replace(exercise, checks=[check]))[0]]
        probes = [arguments for check in checks for arguments in cases.probes(check, exercise, name)]
        right = reference(exercise, name)
        own = Variants(name, right.ways[0], right.module, dict(right.function.__globals__), probes)
        yield own, own.behaviours(), checks, right.function.__globals__


@pytest.mark.parametrize("name", exercise_names())
def test_every_slip_in_a_solution_is_found_wrong(name, record_property):
    exercise, tried, caught = load_exercise(name), 0, 0
    token = SEED.set(1)
    accepted = []
    for own, found, checks, space in _checked(exercise):
        known = EQUIVALENT.get(f"{name}.{own.name}", {})
        lines = own.shown(()).splitlines()
        wrong = 0
        for change in found:
            answers = Namespace({**space, own.name: own.as_function((change,))})
            if any(check.run(answers).status != "right" for check in checks):
                wrong += 1
                continue
            changed = [line.strip() for line in own.shown((change,)).splitlines() if line not in lines]
            if not any(re.fullmatch(pattern, changed[0]) for pattern in known):
                accepted.append((own.name, change.slip, changed))
        tried, caught = tried + len(found), caught + wrong
        count = len(own.changes), len(found), len(pairs(found, own.affordable(operators.PAIRS)))
        print(f"{name}.{own.name}: {count[0]} slips, {count[1]} behaviours, {wrong} caught; {count[2]} pairs")
    SEED.reset(token)
    record_property("mutants", [caught, tried])
    assert accepted == []
    assert tried >= 50


# What is said


def wrong_velocity(w, v, g, eta, gamma):
    return w - (gamma * v - eta * g), gamma * v - eta * g


def wrong_rms(w, s, g, eta, rho, eps):
    s = rho * s + (1 - rho) * g**2
    return w - eta * g / np.sqrt(s + eps), s


def wrong_outer(x, t, W, b):
    o = 1 / (1 + np.exp(-(W @ x + b)))
    return np.outer(o - t, x), o - t


@pytest.mark.parametrize(
    ("exercise", "name", "wrong", "words"),
    [
        ("optimizers", "momentum_step", wrong_velocity, "subtract"),
        ("optimizers", "rmsprop_step", wrong_rms, "inside the square root"),
        ("single_layer_backprop", "gradient_of_example", wrong_outer, "derivative of the activation function"),
        ("softmax", "gradient", lambda Z, T: np.exp(Z) / np.exp(Z).sum(1, keepdims=True) - T / len(Z), "parentheses"),
    ],
)
def test_a_name_is_given_in_an_exercise(exercise, name, wrong, words):
    found = told(load_exercise(exercise), name, wrong)
    assert found
    assert words in found[0].hint, [each.hint for each in found]
    assert found == sorted(found, key=lambda each: each.rank)
    assert all(each.source in ("operator", "pair") for each in found)


def velocity_elsewhere(w, v, g, eta, gamma):
    v = gamma * v + g
    return w - eta * v, v


def velocity_elsewhere_and_uphill(w, v, g, eta, gamma):
    v = gamma * v + g
    return w + eta * v, v


def test_a_formula_from_elsewhere_is_known_with_a_slip_in_it_too():
    found = told(load_exercise("optimizers"), "momentum_step", velocity_elsewhere)
    assert "as some libraries do" in found[0].hint
    assert found[0].rank == 2
    found = told(load_exercise("optimizers"), "momentum_step", velocity_elsewhere_and_uphill)
    assert any("as some libraries do" in each.hint and "you add the step" in each.hint for each in found)


@pytest.mark.parametrize("name", BASES)
def test_formulas_from_elsewhere_are_wrong_and_named(name):
    for exercise in (load_exercise(each) for each in exercise_names()):
        right = reference(exercise, name) if name in asked_for(exercise)[0] else None
        for source, did, _ in bases(name, right.parameters) if right else ():
            space = dict(right.function.__globals__)
            exec(source, space)
            found = told(exercise, name, space[name])
            assert any(did in each.hint for each in found), (did, [each.hint for each in found])


def test_a_turn_of_a_lesson_is_told_as_well():
    found = told(load_turn("delta_u"), "delta_u", lambda delta_h, h: delta_h * (1 - h))
    assert "doesn't belong to the activation function of these units" in found[0].hint


def test_an_instructors_reference_is_enough():
    exercise = Exercise("ours")

    @exercise.reference
    def area(width, height):
        return width * height / 2

    @exercise.check("Area", points=1, row="L01", hint="Half of the rectangle.")
    def _area(s):
        assert s.area(3.0, 5.0) == 7.5

    found = told(exercise, "area", lambda width, height: width * height)
    assert "divide by the 2" in found[0].hint


def test_what_no_slip_explains_gets_no_name():
    assert told(load_exercise("optimizers"), "momentum_step", lambda w, v, g, eta, gamma: (w * 0.123, v)) == []


def test_sentences_can_be_read():
    for _, _, rank, function in SLIPS:
        assert 1.5 <= rank <= 3
        assert inspect.getdoc(function)
    for name, exercise in (("softmax", "cross_entropy"), ("optimizers", "adam_step"), ("weight_decay", "step")):
        right = reference(load_exercise(name), exercise)
        for line in (each.strip() for each in right.ways[0].splitlines() if "return" in each):
            for own, found in operators._KEPT.get((exercise, right), ()):
                for change in found:
                    said = operators.sentence((change,))
                    assert line not in said
                    assert said[-1] in ".?"
                    assert own
