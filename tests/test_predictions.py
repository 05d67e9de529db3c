"""Questions without a browser: what they refuse, how they read as text, what is remembered, and where they stand."""

import json

import pytest

from lecture_nn.interactive import predict, predict_number, quiz
from lecture_nn.interactive.prediction import _Asked
from lecture_nn.predictions import declared
from lecture_nn.predictions.inline import inline

CHOICES = {"Negative": "No: both count.", "Positive": "Yes: they add."}
ONE = predict("Which sign has $\\delta^h_1$?", CHOICES, answer=1)
TWO = predict_number(
    "How many of the four?", 3, "Three, never four.", wrong={4: "That would be XNOR."}, unit="examples"
)
QUIZ = quiz([ONE, TWO])


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "progress.json"
    monkeypatch.setenv("LECTURE_NN_PROGRESS", str(path))
    return path


@pytest.mark.parametrize(
    ("choices", "answer", "message"),
    [
        (CHOICES, 2, "answer: expected the number of one of the choices, 0 to 1, got 2"),
        (CHOICES, -1, "answer: expected"),
        (CHOICES, "Positive", "answer: expected"),
        (CHOICES, True, "answer: expected"),
        ({"Negative": "No."}, 0, "choices: expected two to five, got 1"),
        (dict.fromkeys("abcdef", "No."), 0, "choices: expected two to five, got 6"),
        (CHOICES | {"Zero": " "}, 1, "reply to 'Zero': expected some text"),
        (CHOICES | {"Zero": None}, 1, "reply to 'Zero': expected some text"),
        (CHOICES | {"": "Empty."}, 1, "choice: expected some text"),
        (["Negative", "Positive"], 1, "choices: expected a dictionary"),
        (CHOICES | {"$\\int x$": "No."}, 1, r"expected one of .*; got \\int"),
        (CHOICES | {"$x": "No."}, 1, r"expected a second \$"),
    ],
)
def test_a_question_that_is_not_sound_is_refused(choices, answer, message):
    with pytest.raises(ValueError, match=message):
        predict("Which sign?", choices, answer=answer)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"answer": "3"}, "answer: expected a number"),
        ({"answer": float("nan")}, "answer: expected a number"),
        ({"because": ""}, "because: expected some text"),
        ({"wrong": {2: ""}}, "reply to 2: expected some text"),
        ({"wrong": {3.4: "Too many."}, "tolerance": 0.5}, "wrong: expected numbers further from the answer"),
        ({"tolerance": -1}, "tolerance: expected at least 0"),
        ({"wrong": {"two": "Too few."}}, "wrong: expected numbers, got 'two'"),
    ],
)
def test_a_number_that_is_not_sound_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        predict_number(**{"question": "How many?", "answer": 3, "because": "Three."} | change)


def test_a_quiz_of_nothing_or_of_one_question_twice_is_refused():
    with pytest.raises(ValueError, match="at least one question"):
        quiz([])
    with pytest.raises(ValueError, match="one of them twice"):
        quiz([ONE, ONE])


def test_a_question_reads_as_plain_text_with_its_answer_at_the_end():
    assert repr(ONE) == (
        "Predict: Which sign has δʰ₁?\n  (a) Negative\n  (b) Positive\n\n"
        "Run this cell to answer. The answer stands below.\n\n\n\n"
        "Answer: (b) Positive. Yes: they add.\n  (a) No: both count."
    )
    assert "Question 2: How many of the four?" in repr(QUIZ)
    assert "Answer: 3 examples. Three, never four.\n  not 4: That would be XNOR." in repr(QUIZ)


def test_a_saved_notebook_has_the_question_its_choices_and_a_folded_answer(file):
    bundle, _ = ONE._repr_mimebundle_()
    page = bundle["text/html"]
    before, folded = page.split("<details")
    assert "<li>Negative</li><li>Positive</li>" in before
    assert "they add" not in before
    assert "<b>Positive.</b> Yes: they add." in folded
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/plain"] == repr(ONE)


def test_what_is_saved_does_not_depend_on_what_was_answered(file):
    before = ONE._repr_mimebundle_()[0]
    _Asked(ONE).answers = {ONE.questions[0].id: {"first": "wrong", "given": 0}}
    after = ONE._repr_mimebundle_()[0]
    assert [before[kind] for kind in ("text/html", "text/plain")] == [
        after[kind] for kind in ("text/html", "text/plain")
    ]


def test_an_answer_is_remembered_in_the_file_and_forgotten_again(file):
    name, other = (question.id for question in QUIZ.questions)
    file.write_text(json.dumps({"points": {"softmax": 2}}))
    asked = _Asked(QUIZ)
    assert asked.answers == {}
    asked.answers = {name: {"first": "wrong", "given": 0}}
    asked.answers = {**asked.answers, other: {"first": "right", "given": 3}}
    kept = json.loads(file.read_text())
    assert kept == {
        "points": {"softmax": 2},
        "predictions": {name: {"first": "wrong", "given": 0}, other: {"first": "right", "given": 3}},
    }
    assert _Asked(ONE).answers == {name: {"first": "wrong", "given": 0}}
    asked.answers = {other: asked.answers[other]}
    assert _Asked(ONE).answers == {}
    assert json.loads(file.read_text())["predictions"].keys() == {other}


@pytest.mark.parametrize(
    "text", ["", "[]", '{"predictions": 3}', json.dumps({"predictions": {ONE.questions[0].id: "x"}})]
)
def test_a_damaged_file_counts_as_empty(file, text):
    file.write_text(text)
    assert _Asked(ONE).answers == {}


def test_the_same_question_has_the_same_id_wherever_it_is_and_another_has_not():
    (first,), (again,), (other,) = (
        predict(text, CHOICES, answer=0).questions for text in ("Which sign?", " Which\nsign? ", "Which sign then?")
    )
    assert first.id == again.id != other.id


# Formulas


@pytest.mark.parametrize(
    ("formula", "plain"),
    [
        (r"\delta^h_j = \sum_k \delta^z_k\, w_{kj}", "δʰⱼ = ∑ₖ\u2009δᶻₖ\u2009wₖⱼ"),
        (r"\partial E/\partial h_1", "∂E/∂h₁"),
        (r"2^{10}", "2¹⁰"),
        (r"-1 < x \le 3", "−1 < x ≤ 3"),
        (r"\frac{a+b}{2}", "(a + b)/2"),
        (r"1/\sqrt{n}", "1/√n"),
        (r"\sqrt{2/50}", "√(2/50)"),
        (r"\frac{1}{2n} + \frac{x_1}{10}", "1/(2n) + x₁/10"),
        (r"\frac{\partial E}{\partial h_1}", "∂E/∂h₁"),
        (r"\frac{1}{2}(w - 1)^2", "½(w − 1)²"),
        (r"\frac{1}{N} \sum_n x_n", "(1/N)∑ₙ\u2009xₙ"),
        (r"\frac{a}{b}(1 - c)", "(a/b)(1 − c)"),
        (r"\tanh u - \tanh(v)", "tanh\u2009u − tanh(v)"),
        (r"x_1 x_2", "x₁\u2009x₂"),
        (r"e^{-Q}", "e^(−Q)"),
        (r"f'(u)", "f′(u)"),
        (r"\theta^2 \approx 0.25", "θ² ≈ 0.25"),
    ],
)
def test_a_formula_as_plain_text(formula, plain):
    assert inline(f"${formula}$").plain == plain


def test_a_text_as_html():
    made = inline("If `a < b`, is *every* $w_{kj} < 0$ & why?").html
    assert made == (
        "If <code>a &lt; b</code>, is <em>every</em> "
        '<span class="lnnq-formula"><i>w</i><sub><i>k</i><i>j</i></sub> &lt; 0</span> &amp; why?'
    )


@pytest.mark.parametrize("formula", [r"\frac{a}{b", "x_", r"\frac{a}", "a}", r"\mathbb{R}"])
def test_a_formula_that_cannot_be_shown_is_refused(formula):
    with pytest.raises(ValueError, match="formula"):
        inline(f"${formula}$")


# Questions in notebooks


def test_a_question_is_found_in_its_cell_without_running_it():
    pairs = '{"Negative": "No: both count.", "Positive": "Yes: they add."}'
    choices = f'predict("Which sign has $\\\\delta^h_1$?", {pairs}, answer=1)'
    more = 'wrong={4: "That would be XNOR."}, unit="examples"'
    number = f'predict_number("How many of the four?", 3, "Three, never four.", {more})'
    assert declared(choices).state() == ONE.state()
    assert declared(f"x = 1\n{number}").state() == TWO.state()
    assert declared(f"quiz([\n    {choices},\n    {number},\n])").state() == QUIZ.state()
    for nothing in ("", "x = 1", f"q = {number}", "fit(net)", "%matplotlib inline", "print(quiz)"):
        assert declared(nothing) is None


@pytest.mark.parametrize(
    "cell",
    [
        'predict(question, {"a": "b", "c": "d"}, answer=1)',
        'predict(f"{n} of them?", {"a": "b", "c": "d"}, answer=1)',
        'predict("Which?", choices, answer=1)',
        'predict_number("How many?", 2**10, "Because.")',
        'predict_number("How many?", **more)',
        "quiz(questions)",
        'quiz([predict("Which?", {"a": "b", "c": "d"}, answer=1), x])',
        'predict("Which?", {"a": "b", "c": "d"}, answer=2)',
    ],
)
def test_a_question_with_anything_but_literals_is_refused(cell):
    with pytest.raises(ValueError, match="expected"):
        declared(cell)
