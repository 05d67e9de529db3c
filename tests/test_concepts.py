"""The concept inventory: its questions, what is remembered and told when, gains, and what a class hands in."""

import csv
import json
import re
from pathlib import Path

import nbformat
import pytest

from lecture_nn.cli import main
from lecture_nn.concepts import Result, inventory, normalized_gain
from lecture_nn.concepts.class_table import SMALLEST, class_table
from lecture_nn.concepts.gain import meaning
from lecture_nn.concepts.handed_in import LARGEST, read, read_folder
from lecture_nn.concepts.inventory import parse
from lecture_nn.concepts.kept import answers, exported, forget, keep, result
from lecture_nn.concepts.page import page
from lecture_nn.concepts.quiz import Quiz
from lecture_nn.interactive import concepts
from lecture_nn.interactive.before_and_after import _Asked
from lecture_nn.predictions import declared

ROOT = Path(__file__).resolve().parent.parent
LESSONS = {path.stem: path for path in ROOT.glob("notebooks/[0-9]*.ipynb")}
ALL = inventory().concepts
RIGHT = {concept.name: concept.right for concept in ALL}
WRONG = {concept.name: min(concept.misconceptions) for concept in ALL}
NAMES = list(RIGHT)
IDEAS = """single neuron; limits of lines; activation functions; networks and their parameters; representational
power; forward pass; loss; gradient descent; backpropagation; cost of backpropagation; hidden error
signals; saturation, and the choice of a loss; choice of outputs; softmax; modules; mini-batches;
momentum and adaptive learning rates; learning curves; overfitting; capacity, bias and variance; choosing
hyper-parameters; weight decay; validation and early stopping; test set"""
ELSEWHERE = {"00", "07", "19", "20"}
"""Lessons without an idea of their own: the tour, the application, the errata, and what is beyond the lecture."""


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "progress.json"
    monkeypatch.setenv("LECTURE_NN_PROGRESS", str(path))
    return path


def some(chosen, number):
    """The answers to the first so many questions."""
    return {name: chosen[name] for name in NAMES[:number]}


# The questions


def test_every_idea_of_the_lecture_and_every_lesson_has_a_question():
    assert 20 <= len(ALL) <= 25
    assert {concept.idea for concept in ALL} == {" ".join(idea.split()) for idea in IDEAS.split(";")}
    assert {concept.lesson for concept in ALL} == {name for name in LESSONS if name[:2] not in ELSEWHERE}


def test_every_wrong_choice_is_a_misconception_of_its_own_with_a_source_that_can_be_found():
    for concept in ALL:
        assert set(concept.misconceptions) == set(range(len(concept.question.options))) - {concept.right}
    beliefs = [each.belief for concept in ALL for each in concept.misconceptions.values()]
    assert len(set(beliefs)) == len(beliefs)
    for source in inventory().sources.values():
        assert re.search(r"https?://\S+$|doi:10\.\S+$|ISBN [\d-]+$|arXiv:\d{4}\.\d{4,5}$", source), source
    used = {each.source for concept in ALL for each in concept.misconceptions.values()}
    assert set(inventory().sources.values()) - used == {inventory().sources["hake1998"]}


def test_the_right_choice_is_not_known_by_its_place():
    places = [concept.right for concept in ALL]
    for place in range(3):
        assert 0.25 <= places.count(place) / len(ALL) <= 0.42
    assert not any(a == b == c for a, b, c in zip(places, places[1:], places[2:], strict=False))


def test_the_right_choice_is_not_known_by_its_length():
    longest = shortest = 0
    for concept in ALL:
        lengths = [len(text) for text in concept.question.options]
        assert max(lengths) <= 1.15 * min(lengths), concept.name
        right = lengths.pop(concept.right)
        longest += right > max(lengths)
        shortest += right < min(lengths)
    assert max(longest, shortest) <= 0.42 * len(ALL)


def test_no_question_stands_in_a_lesson():
    """Whoever has read the lessons should have understood them, not seen the answers."""
    asked = set()
    for path in LESSONS.values():
        for cell in nbformat.read(path, as_version=4).cells:
            found = declared(cell.source) if cell.cell_type == "code" else None
            for question in found.questions if found else ():
                asked |= {question.text, *question.choices()}
    for concept in ALL:
        assert not asked & {concept.question.text, *concept.question.options}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("right = true\n", "", "exactly one right choice, got 0"),
        ('source = "a"\n', 'right = true\nsource = "a"\n', "exactly one right choice, got 2"),
        ('source = "a"\n', "", "choice 0: expected a source, got none"),
        ('source = "a"\n', 'source = "b"\n', "choice 0: unknown source 'b'"),
        ('belief = "A"\n', "", "choice 0: expected a belief, got none"),
        ('text = "C"', 'text = "B"', "expected different ones"),
        ('reply = "b"', 'reply = " "', "reply to 'B': expected some text"),
        ('name = "one"', 'name = "One two"', "name: expected small letters"),
        ('lesson = "02_neuron"\n', "", "lesson: expected something"),
    ],
)
def test_a_question_that_is_not_sound_is_refused(old, new, message):
    text = 'name = "one"\nidea = "i"\nlesson = "02_neuron"\ntext = "T?"\n'
    text = f"[[questions]]\n{text}"
    for choice, more in (("A", 'belief = "A"\nsource = "a"\n'), ("B", "right = true\n"),
                         ("C", 'belief = "C"\nsource = "c"\n')):  # fmt: skip
        text += f'[[questions.choices]]\ntext = "{choice}"\nreply = "{choice.lower()}"\n{more}'
    text += '[sources]\na = "x"\nc = "y"\n'
    assert parse(text).names() == ["one"]
    with pytest.raises(ValueError, match=message):
        parse(text.replace(old, new, 1))


# What is shown when


def test_before_the_course_nothing_tells_what_is_right():
    state = json.dumps(Quiz("before").state())
    shown = state + Quiz("before").html() + Quiz("before").still() + repr(Quiz("before"))
    for concept in ALL:
        for reply in concept.question.options.values():
            assert reply not in shown
    assert '"answer"' not in state
    assert '"reply"' not in state
    (saved,) = [each for each in cells() if each.source == 'concepts("before")']
    assert saved.outputs[0]["data"]["text/html"] == Quiz("before").still(), "run it again"


def test_the_saved_notebook_does_not_tell_either():
    (saved,) = [each for each in cells() if each.source == 'concepts("after")']
    assert saved.outputs[0]["data"] == {"text/plain": repr(Quiz("after")), "text/html": Quiz("after").still()}
    assert not [reply for concept in ALL for reply in concept.question.options.values() if reply in str(saved.outputs)]


def test_after_the_course_every_choice_has_its_reply_and_a_lesson_to_read():
    for concept, asked in zip(ALL, Quiz("after").state(pages=True)["questions"], strict=True):
        assert asked["answer"] == concept.right
        for option in asked["options"]:
            assert option["reply"].endswith(f'<a href="{concept.lesson}.html">lesson {concept.lesson[:2]}</a>.</em>')
    with pytest.raises(ValueError, match='expected "before" or "after"'):
        concepts("during")


def cells():
    return nbformat.read(ROOT / "notebooks" / "before_and_after.ipynb", as_version=4).cells


# What is remembered


def test_the_first_answer_counts_before_and_after(file):
    before = _Asked(concepts("before"))
    before.answers = {"concepts-before-neuron": {"first": "noted", "given": 0}}
    before.answers = {"concepts-before-neuron": {"first": "noted", "given": 1}}
    after = _Asked(concepts("after"))
    assert after.earlier["neuron"]["given"] == 0
    after.answers = {"concepts-after-neuron": {"first": "wrong", "given": 2, "begun": 2}}
    after.answers = {"concepts-after-neuron": {"first": "right", "given": 1, "begun": 1}}
    assert answers("after") == {"neuron": {"first": "wrong", "given": 1, "begun": 2}}
    assert result() == Result({"neuron": 0}, {"neuron": 2})
    assert _Asked(concepts("after")).answers == {"concepts-after-neuron": answers("after")["neuron"]}
    forget("after")
    assert result() == Result({"neuron": 0}, {})


@pytest.mark.parametrize(
    "damaged",
    ["{", "[]", '{"concepts": 3}', '{"concepts": {"before": [1], "after": "x", "id": {}}}',
     '{"concepts": {"before": {"neuron": {"first": "right", "given": 1}, "loss": {"first": "noted", "given": 9},'
     ' "rate": {"first": "noted", "given": true}, "gone": {"first": "noted", "given": 0}, "cost": 5}}}'],
)  # fmt: skip
def test_a_damaged_file_costs_only_what_was_damaged(file, damaged):
    file.write_text(damaged)
    assert result() == Result({}, {})
    keep("before", {"neuron": {"first": "noted", "given": None}})
    assert result() == Result({"neuron": None}, {})
    assert re.fullmatch("[0-9a-f]{32}", exported()["id"])


def test_without_a_place_to_remember_the_quiz_goes_on(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LECTURE_NN_PROGRESS", str(tmp_path / "file" / "progress.json"))
    _Asked(concepts("after")).answers = {"concepts-after-neuron": {"first": "right", "given": 1, "begun": 1}}
    assert exported()["answers"] == {}


# Gains


@pytest.mark.parametrize(
    ("before", "after", "gain"),
    [(0.2, 0.6, 0.5), (0, 1, 1), (0.5, 0.5, 0), (0.5, 0.25, -0.5), (1, 1, None), (1, 0.5, None), (0.4, 1, 1)],
)
def test_the_normalized_gain(before, after, gain):
    found = normalized_gain(before, after)
    assert found == (gain if gain is None else pytest.approx(gain))


def test_what_is_no_fraction_is_refused():
    for before, after in ((-0.1, 0.5), (0.5, 1.1), (50, 60), (float("nan"), 0.5)):
        with pytest.raises(ValueError, match="expected a fraction from 0 to 1"):
            normalized_gain(before, after)


def test_only_what_was_answered_both_times_is_compared():
    # 10 both times: 4 right before; after, the same 4 and 3 more, so g = 3/6
    before = some(WRONG, 10) | some(RIGHT, 4) | {NAMES[20]: RIGHT[NAMES[20]]}
    after = some(WRONG, 10) | some(RIGHT, 7) | {NAMES[21]: WRONG[NAMES[21]]}
    mine = Result(before, after)
    assert (mine.right("before"), mine.right("after"), mine.gain) == (4, 7, pytest.approx(0.5))
    assert str(mine) == (
        "Of the 10 questions that you answered both times, 4 were right before the course, and 7 are now. You have "
        "gained 50% of what you could still gain: this is the normalized gain, g = 0.50 (medium)."
    )
    unknown = Result(dict.fromkeys(NAMES), some(RIGHT, 25))
    assert unknown.gain == 1, "I don't know is an answer that isn't right"


@pytest.mark.parametrize(
    ("mine", "told"),
    [
        (Result({}, {}), "The quiz after the course hasn't been answered yet."),
        (Result(some(RIGHT, 3), {}), "Answered before the course: 3"),
        (Result({}, some(RIGHT, 3) | {NAMES[3]: None}), "Right: 3 of 4. The quiz before the course wasn't answered"),
        (Result(some(RIGHT, 4), some(RIGHT, 4)), "Answered both times: 4 of the questions. From 5 on"),
        (Result(some(RIGHT, 5), some(RIGHT, 5)), "All were right before, so there was nothing to gain"),
        (Result(some(RIGHT, 5) | {NAMES[0]: None}, some(WRONG, 5)), "the normalized gain is negative: g = −4.00"),
    ],
)
def test_what_a_student_is_told(mine, told):
    assert told in str(mine)


def test_the_size_of_a_gain_is_named_as_hake_did():
    assert [re.search(r"\((\w+)\)", meaning(g))[1] for g in (0.29, 0.3, 0.69, 0.7)] == [
        "low",
        "medium",
        "medium",
        "high",
    ]


# A class


def handed_in(folder, *pairs):
    """Files of students, each with these answers before and after."""
    folder.mkdir(exist_ok=True)
    for number, (before, after) in enumerate(pairs):
        both = {name: {} for name in {**before, **after}}
        for name, choice in before.items():
            both[name]["before"] = choice
        for name, choice in after.items():
            both[name]["after"] = choice
        made = {"format": "lecture_nn concepts", "version": 1, "id": f"{number:032x}", "answers": both}
        (folder / f"student{number}.json").write_text(json.dumps(made))
    return folder


def test_what_is_exported_is_read(file, tmp_path, capsys):
    keep("before", {"neuron": {"first": "noted", "given": 0}, "loss": {"first": "noted", "given": None}})
    keep("after", {"neuron": {"first": "wrong", "given": 1, "begun": 0}})
    (tmp_path / "class").mkdir()
    assert main(["concepts", "--export", str(tmp_path / "class" / "mine.json")]) == 0
    assert "your answers to 2 questions and a random number, without your name" in capsys.readouterr().out
    number, mine = read(tmp_path / "class" / "mine.json")
    assert mine == result()
    assert number == exported()["id"] == json.loads(file.read_text())["concepts"]["id"]


GOOD = {"format": "lecture_nn concepts", "version": 1, "id": "f" * 32, "answers": {"neuron": {"before": 0, "after": 1}}}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "not readable as JSON"),
        (b"\xff\xfe\x00", "not readable as JSON"),
        (b"[" * 30_000, "not readable as JSON"),
        (b"9" * 20_000, "not readable as JSON"),
        (json.dumps(GOOD).encode() + b" " * LARGEST, "larger than 64 KB"),
        (b"[]", "not a file of"),
        (b'{"answers": {}}', "not a file of"),
        (GOOD | {"version": 2}, "expected version 1"),
        (GOOD | {"version": True}, "expected version 1"),
        (GOOD | {"id": "../../etc/passwd"}, "the random number"),
        (GOOD | {"id": "F" * 33}, "the random number"),
        (GOOD | {"answers": [["neuron", 1]]}, "damaged: the answers"),
        (GOOD | {"answers": {"neuron": 1}}, "damaged: the answers to neuron"),
        (GOOD | {"answers": {"neuron": {"during": 1}}}, "damaged: the answers to neuron"),
        (GOOD | {"answers": {"neuron": {"after": 3}}}, "damaged: the answer to neuron after"),
        (GOOD | {"answers": {"neuron": {"after": -1}}}, "damaged: the answer to neuron after"),
        (GOOD | {"answers": {"neuron": {"after": True}}}, "damaged: the answer to neuron after"),
        (GOOD | {"answers": {"neuron": {"after": 1.0}}}, "damaged: the answer to neuron after"),
        (GOOD | {"answers": {"neuron": {"after": "<script>"}}}, "damaged: the answer to neuron after"),
        (GOOD | {"answers": {"<b>": {"after": 1}}}, "no answers"),
    ],
)  # fmt: skip
def test_a_hostile_or_damaged_file_is_named_and_left_out(tmp_path, capsys, content, told):
    folder = handed_in(tmp_path / "class", (some(WRONG, 25), some(RIGHT, 25)))
    (folder / "bad.json").write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    read_in = read_folder(folder)
    assert len(read_in.results) == 1
    (problem,) = read_in.left_out
    assert problem.startswith("bad.json: left out, ")
    assert told in problem
    assert main(["concepts", str(folder), "--out", str(tmp_path / "class.html")]) == 1
    assert capsys.readouterr().err == f"{problem}\n"
    assert "bad.json" not in (tmp_path / "class.html").read_text(encoding="utf-8")


def test_a_student_who_handed_in_twice_counts_once(tmp_path):
    folder = handed_in(tmp_path / "class", (some(WRONG, 25), {}))
    again = handed_in(tmp_path / "class" / "later", (some(WRONG, 25), some(RIGHT, 25)))
    (again / "linked.json").symlink_to("/etc/passwd")
    (again / "folder.json").mkdir()
    read_in = read_folder(folder)
    assert read_in.results == (Result(some(WRONG, 25), some(RIGHT, 25)),)
    (problem,) = read_in.left_out
    assert problem.startswith("student0.json: left out, from the same student as later/student0.json")


def test_the_table_of_a_class():
    """Six who went from 5 of 25 to 15 of 25 right, two who had all right before, one who left after the first quiz."""
    six = Result(dict(WRONG) | some(RIGHT, 5), dict(WRONG) | some(RIGHT, 15))
    two = Result(dict(RIGHT), dict(RIGHT))
    table = class_table([six] * 6 + [two] * 2 + [Result(dict(RIGHT), {})])
    assert (table.students, table.matched, table.without) == (9, 8, 2)
    assert table.before == pytest.approx((6 * 0.2 + 2) / 8)  # 0.4
    assert table.after == pytest.approx((6 * 0.6 + 2) / 8)  # 0.7
    assert table.of_averages == pytest.approx(0.3 / 0.6)
    assert table.average == pytest.approx(0.5)  # 0.4 / 0.8 for each of the six
    learned, still = table.rows[10], table.rows[24]
    assert (learned.of, learned.right.fraction("before"), learned.right.fraction("after")) == (8, 0.25, 1)
    assert learned.gain == 1
    assert learned.wrong[WRONG[NAMES[10]]].told("before") == 0.75
    assert still.gain == 0
    surviving = {(row.concept.name, share.after) for row, _, share in table.surviving()}
    assert surviving == {(name, 6) for name in NAMES[15:]}


def test_fewer_than_five_are_not_broken_down(tmp_path):
    few = [Result(dict(WRONG), dict(RIGHT))] * (SMALLEST - 1)
    table = class_table(few)
    assert (table.before, table.of_averages, table.surviving()) == (None, None, [])
    shown = page(table)
    assert "nothing is told about fewer than 5 students" in shown
    assert "%" not in re.sub(r"(?s)<style>.*</style>", "", shown)
    assert all(row["before"] == row["after"] == row["gain"] == "" for row in csv.DictReader(table.csv().splitlines()))
    table = class_table([Result(dict(WRONG), dict(RIGHT))] * 6 + [Result(dict(WRONG), dict(WRONG))] * 4)
    assert table.surviving() == [], "four hold on to each of them"
    assert "under 5" in page(table)
    rows = [row for row in csv.DictReader(table.csv().splitlines()) if row["question"] == "neuron"]
    assert [(row["choice"], row["before"], row["after"], row["gain"]) for row in rows] == [
        ("right", "0.000", "0.600", "0.600"),
        ("a", "1.000", "", ""),
        ("c", "0.000", "0.000", ""),
        ("I don't know", "0.000", "0.000", ""),
    ]


def test_wrong_use_is_told(file, tmp_path, capsys):
    for called, told in (
        (["concepts", str(tmp_path)], "FOLDER and --out FILE go together"),
        (["concepts", str(tmp_path), "--out", "a.html", "--export"], "choose one"),
    ):
        with pytest.raises(SystemExit):
            main(called)
        assert told in capsys.readouterr().err
    for called, told in (
        (
            ["concepts", str(tmp_path), "--out", str(tmp_path / "a.html")],
            "files that end in .json, found none",
        ),
        (["concepts", str(tmp_path / "none"), "--out", "a.html"], "expected a folder"),
        (["concepts", str(tmp_path), "--out", "a.pdf"], "expected a file that ends in .html or .csv"),
        (["concepts", "--export", str(tmp_path / "none" / "a.json")], "No such file"),
    ):
        assert main(called) == 2
        assert told in capsys.readouterr().err
    assert main(["concepts"]) == 0
    assert "hasn't been answered yet" in capsys.readouterr().out
    keep("after", {name: {"first": "wrong", "given": 0, "begun": WRONG[name]} for name in NAMES[:1]})
    main(["concepts"])
    assert "to read: lesson 02, on single neuron" in capsys.readouterr().out
