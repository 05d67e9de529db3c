"""What holds for the lessons that are rewritten: what is folded, what is checked, how they are built, their words."""

import ast
import json
import re

import lecture_map
import nbformat
import pytest
from rewritten import DUE, NOT_YET, REWRITTEN, ROOT, files, home_made

from lecture_nn.predictions import calls, declared

LESSONS = {path.stem: path for path in sorted(ROOT.glob("notebooks/[0-9]*.ipynb"))}
PLOTTING = re.compile(
    r"""\bplt\. | \b(?:plot|draw|show)_\w+\( | \.(?:
    set(?:_\w+)? | plot | scatter | barh? | imshow | pcolormesh | contourf? | hist | semilog[xy] | loglog | errorbar |
    fill_between | annotate | legend | ax[hv]?line | ax[hv]span | colorbar | tick_params | subplots\w* | tight_layout |
    savefig | grid | quiver | stem | boxplot | violinplot | invert_[xy]axis | twin[xy] | margins | add_\w+ | suptitle
    )\(""",
    re.VERBOSE,
)

rewritten = pytest.mark.parametrize("name", sorted(REWRITTEN))
every_lesson = pytest.mark.parametrize("name", LESSONS)


def cells_of(name):
    return nbformat.read(LESSONS[name], as_version=4).cells


def code_of(name):
    return [cell for cell in cells_of(name) if cell.cell_type == "code"]


def folded(cell):
    return bool(cell.metadata.get("jupyter", {}).get("source_hidden"))


def tags(cell):
    return cell.metadata.get("tags", [])


def asserts(source):
    return any(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(source)))


def imports(source):
    return any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.parse(source).body)


def plotting_lines(source):
    """How many lines the statements take that draw."""
    lines = set()
    for node in ast.walk(ast.parse(source)):
        compound = isinstance(node, ast.stmt) and hasattr(node, "body")
        if isinstance(node, ast.stmt) and not compound and PLOTTING.search(ast.unparse(node)):
            lines |= set(range(node.lineno, node.end_lineno + 1))
    return len(lines)


def first_line(cell):
    return cell.source.splitlines()[0]


def test_the_names_are_those_of_lessons():
    assert set(LESSONS) >= REWRITTEN
    assert set(LESSONS) >= set(DUE)


# What is folded


@every_lesson
def test_a_folded_cell_is_folded_in_jupyterlab_and_on_the_site(name):
    for cell in code_of(name):
        assert folded(cell) == ("hide-input" in tags(cell)), first_line(cell)


@rewritten
def test_what_a_reader_sees_holds_no_assert_no_import_and_next_to_no_plotting(name):
    for cell in code_of(name):
        if not folded(cell):
            assert not asserts(cell.source), f"an assert in an unfolded cell: {first_line(cell)}"
            assert not imports(cell.source), f"an import in an unfolded cell: {first_line(cell)}"
            assert plotting_lines(cell.source) <= 3, f"too much plotting in an unfolded cell: {first_line(cell)}"


@rewritten
def test_asserts_stand_in_check_cells_that_say_in_a_line_what_was_confirmed(name):
    for cell in code_of(name):
        assert asserts(cell.source) == ("check" in tags(cell)), first_line(cell)
        if "check" in tags(cell):
            assert folded(cell), first_line(cell)
            assert [output.get("name") for output in cell.outputs] == ["stdout"], first_line(cell)
            (line,) = cell.outputs[0].text.splitlines()
            assert len(line.split()) >= 4, line
    assert any("check" in tags(cell) for cell in code_of(name))


@rewritten
def test_a_result_that_is_not_compared_is_checked_in_its_section(name):
    waiting = []
    for cell in cells_of(name):
        if cell.source.startswith("## "):
            assert not waiting, f"no check cell before {first_line(cell)}: {waiting}"
        if "nbval-ignore-output" in tags(cell):
            waiting.append(first_line(cell))
        if "check" in tags(cell):
            waiting.clear()


def test_plotting_and_asserts_are_found():
    assert plotting_lines("fig, ax = plt.subplots()\nax.plot(x,\n    y)\nprint(x)\n") == 3
    assert plotting_lines("for x in y:\n    ax.set(title=x)\n    z = 1\n    plot_decision_boundary(f, X)") == 2
    assert plotting_lines("net.fit(x)\nz = set(y)\noptimizer.step(w)") == 0
    assert asserts("def f():\n    assert x")
    assert not asserts("'assert'")
    assert imports("x = 1\nimport numpy as np")


# How a lesson is built


@rewritten
def test_a_lesson_links_the_exercises_that_practise_its_rows(name):
    practised = {}
    for path in ROOT.glob("exercises/*.ipynb"):
        for cell in nbformat.read(path, as_version=4).cells:
            for row in cell.metadata.get("lecture_rows", []):
                practised.setdefault(row, set()).add(path.name)
    due = {exercise for row in lecture_map.LESSONS[name] for exercise in practised.get(row, ())}
    prose = "\n".join(cell.source for cell in cells_of(name) if cell.cell_type == "markdown")
    linked = set(re.findall(r"\(\.\./exercises/(\w+\.ipynb)\)", prose))
    assert linked, "a lesson leads to an exercise"
    assert due <= linked | {"debug_the_trainer.ipynb", "ten_digits.ipynb"}, due - linked


@rewritten
def test_a_lesson_has_its_parts_in_order(name):
    cells = cells_of(name)
    text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    title, about, *_ = text.split("\n\n")
    assert title.startswith(f"# {name[:2]} · ")
    assert re.match(r"\*About \d+ minutes\.", about)
    assert "By the end you will be able to" in text
    headings = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)
    ending = [heading for heading in headings if heading in ("What to remember", "Check yourself")]
    assert ending == ["What to remember", "Check yourself"]
    assert re.search("reading", headings[-1], flags=re.IGNORECASE), "history and reading at the end"
    last = next(i for i, cell in enumerate(cells) if re.search("^## Check yourself$", cell.source, re.MULTILINE))
    asked = [declared(cell.source) for cell in cells[last:] if cell.cell_type == "code"]
    assert [questions.quiz for questions in filter(None, asked)] == [True], "a quiz follows Check yourself"
    assert 1400 <= len(text.split()) <= 3300


@rewritten
def test_a_lesson_asks_for_predictions_and_for_code(name):
    asked = [questions for cell in code_of(name) if (questions := declared(cell.source))]
    assert 3 <= sum(not questions.quiz for questions in asked) <= 6
    turns = sum("your_turn(" in cell.source for cell in code_of(name))
    assert (2 if name >= "02" else 0) <= turns <= 4


# Questions, in every lesson that has them


@every_lesson
def test_every_question_can_be_read_without_running_the_lesson(name):
    for cell in code_of(name):
        asked = declared(cell.source)
        expected = len(asked.questions) + asked.quiz if asked else 0
        assert calls(cell.source) == expected, f"a question that isn't its cell's last line: {first_line(cell)}"
        if asked:
            assert re.fullmatch(r"(predict|predict_number|quiz)\(\[?", first_line(cell)), (
                "what is seen of a folded cell"
            )
            assert folded(cell), f"an unfolded cell says its answer: {first_line(cell)}"
            assert cell.outputs[0].data["text/plain"] == repr(asked), f"run it again: {first_line(cell)}"
            assert asked.still() in cell.outputs[0].data["text/html"]


def test_no_question_is_asked_twice():
    texts = [
        each.id
        for name in LESSONS
        for cell in code_of(name)
        if (asked := declared(cell.source))
        for each in asked.questions
    ]
    assert len(set(texts)) == len(texts)


@every_lesson
def test_no_prediction_is_given_away_above_it_and_its_answer_comes_after(name):
    assert given_away(cells_of(name)) == []


def given_away(cells):
    """Which predictions have their answer above them, or nothing that answers them in their section."""
    told = []
    for number, cell in enumerate(cells):
        asked = declared(cell.source) if cell.cell_type == "code" else None
        if asked is None or asked.quiz:
            continue
        (question,) = asked.questions
        above = plain("\n".join(words(each) for each in cells[:number]))
        (right, reason), *_ = question.replies()
        for what, text in (("its answer", right), ("the reason", reason)):
            if len(plain(text)) >= 15 and plain(text) in above:
                told.append(f"{what} stands above: {question.text[:60]}")
        start = max((i for i in range(number) if begins_section(cells[i])), default=0)
        figures = re.sub(r"[−,]", lambda sign: "-" if sign[0] == "−" else "", right.split()[0])
        if not question.choices() and len(re.sub(r"\D", "", figures)) >= 2:
            printed = "\n".join(printed_by(each) for each in cells[start:number])
            if re.search(rf"(?<![\d.]){re.escape(figures)}(?![\d]|\.\d)", printed):
                told.append(f"the number is printed above: {question.text[:60]}")
        after = next((i for i in range(number + 1, len(cells)) if begins_section(cells[i])), len(cells))
        if not any(len(each.source.split()) >= 10 for each in cells[number + 1 : after]):
            told.append(f"nothing answers it in its section: {question.text[:60]}")
    return told


def begins_section(cell):
    return cell.cell_type == "markdown" and re.match("##? ", cell.source) is not None


def printed_by(cell):
    outputs = cell.get("outputs", [])
    return "\n".join(output.get("text") or str(output.get("data", {}).get("text/plain", "")) for output in outputs)


def words(cell):
    """What a cell says to its reader, questions left out: each of their texts may stand in a later quiz."""
    if cell.cell_type == "code" and declared(cell.source):
        return ""
    return f"{cell.source}\n{printed_by(cell)}"


def plain(text):
    """The letters and figures of a text, without case, markup or line breaks."""
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def cell(kind, source, printed=""):
    if kind == "markdown":
        return nbformat.v4.new_markdown_cell(source)
    output = nbformat.v4.new_output("stream", text=printed)
    return nbformat.v4.new_code_cell(source, outputs=[output] if printed else [])


CHOICES = '{"It never stops moving around": "Whatever it fixes, it breaks another.", "It stops": "It does not."}'
ASKED = cell("code", f'predict("What will it do?", {CHOICES}, answer=0)')
NUMBER = cell("code", 'predict_number("How many of them?", 1024, "Two to the power of ten.")')
AFTER = cell("markdown", "Here it is said at some length why it came out as it did.")


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ([cell("markdown", "## A\nIt stands still."), ASKED, AFTER], []),
        ([cell("markdown", "## A\n**It never stops**\nmoving around."), ASKED, AFTER], ["its answer stands above"]),
        ([cell("code", "f()", "whatever it fixes, it breaks another"), ASKED, AFTER], ["the reason stands above"]),
        ([cell("markdown", "## A"), ASKED, cell("markdown", "## B"), AFTER], ["nothing answers it"]),
        ([ASKED], ["nothing answers it"]),
        ([cell("code", "f()", "n = 1024"), NUMBER, AFTER], ["the number is printed above"]),
        ([cell("code", "f()", "n = 10240, 0.1024"), NUMBER, AFTER], []),
        ([cell("code", "f()", "n = 1024"), cell("markdown", "## B"), NUMBER, AFTER], []),
    ],
)
def test_answers_that_are_given_away_are_found(cells, told):
    assert [text.split(":")[0][: len(start)] for text, start in zip(given_away(cells), told, strict=True)] == told


# Words


@rewritten
def test_a_lesson_uses_the_words_of_the_field(name):
    text = " ".join(" ".join(cell.source for cell in cells_of(name)).split()).lower()
    assert [word for word in DUE[name] if word.lower() not in text] == []


def text_of(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text
    return "\n\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])


@rewritten
def test_a_lesson_has_no_home_made_words(name):
    assert home_made(text_of(LESSONS[name])) == []


@pytest.mark.parametrize("name", [name for name in files() if name not in NOT_YET])
def test_a_file_has_no_home_made_words(name):
    assert home_made(text_of(ROOT / name)) == []


def test_files_that_have_none_any_more_are_off_the_list():
    """Take what is told here off NOT_YET in tests/rewritten.py."""
    assert [name for name in sorted(NOT_YET) if not (ROOT / name).exists() or not home_made(text_of(ROOT / name))] == []


def test_home_made_words_are_found():
    assert len(home_made("Each mend breaks something else. The net says so, by heart.")) == 3
    assert home_made("the activation h (in the lecture: *activity*)") == []
    assert home_made("In this case we recommend a training set.") == []
