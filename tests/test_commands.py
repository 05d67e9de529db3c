"""The command `lecture-nn` as somebody types it: help, versions, messages, and output that any terminal can show."""

import argparse
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import lecture_nn
from lecture_nn.checks import exercise_names, load_exercise, progress
from lecture_nn.checks.lessons import contents
from lecture_nn.checks.order import AFTER, exercise_after, in_order, path
from lecture_nn.checks.points import note, reached
from lecture_nn.checks.turns import turns
from lecture_nn.cli import arguments, main
from lecture_nn.cli.terminal import READABLE, readable
from lecture_nn.memory import remember

ROOT = Path(__file__).resolve().parent.parent
ODD = "λ ✓ h₁ 10⁻³ ½ ○ 雪 \ud800"
"""Signs that some encodings lack, and the half of one, which none has."""


@pytest.fixture(autouse=True)
def _own_progress(tmp_path, monkeypatch):
    monkeypatch.setenv("LECTURE_NN_PROGRESS", str(tmp_path / "own" / "progress.json"))


@pytest.fixture
def terminal(monkeypatch):
    """``terminal(encoding)`` puts strict streams of this encoding in place of ours; it returns what arrived there."""

    def set_up(encoding):
        streams = [io.TextIOWrapper(io.BytesIO(), encoding, errors="strict", write_through=True) for _ in range(2)]
        monkeypatch.setattr(sys, "stdout", streams[0])
        monkeypatch.setattr(sys, "stderr", streams[1])
        return lambda: [stream.buffer.getvalue().decode(encoding) for stream in streams]

    return set_up


def write(path, *cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells]), path)
    return path


@pytest.fixture
def course(tmp_path):
    """A folder with exercises that are answered oddly, and solutions beside them."""
    write(tmp_path / "exercises" / "softmax.ipynb", f"for_a_price = {ODD!a}", "for_a_species = 'b'")
    write(tmp_path / "solutions" / "softmax.ipynb", f"### BEGIN SOLUTION\nfor_a_price = 'c'  # {ODD[:-1]}")
    write(tmp_path / "exercises" / f"neuron {ODD[:-1]}.ipynb", "most_for_a_line = 'λ'")
    (tmp_path / "exercises" / "broken ○.ipynb").write_text("λ")
    (tmp_path / "roster.csv").write_text("id,name\n1,Żaneta λ\n2,Ben\n", encoding="utf-8")
    place = tmp_path / "class" / "Żaneta λ"
    write(place / "softmax.ipynb", "for_a_price = 'c'")
    return tmp_path


# Help and versions


def test_without_a_command_it_tells_what_there_is(capsys):
    assert main([]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    for command in ("grade", "grade-class", "gradescope", "progress", "--version"):
        assert command in told.out


def test_the_version(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"lecture-nn {lecture_nn.__version__}\n"


# Any terminal

COMMANDS = {
    "nothing": "",
    "help": "--help",
    "help of grade": "grade --help",
    "help of grade-class": "grade-class --help",
    "help of gradescope": "gradescope --help",
    "help of progress": "progress --help",
    "version": "--version",
    "progress": "progress",
    "grade": "grade exercises",
    "reveal": "grade exercises --reveal --seconds 50",
    "grade nothing": "grade ○",
    "grade a wrong option": "grade exercises --seconds ½",
    "wrong command": "✓",
    "dry run": "grade-class class --dry-run",
    "dry run with a roster": "grade-class class --dry-run --roster roster.csv --layout folders",
    "no such class": "grade-class λ --out r",
    "no such layout": "grade-class class --out r --layout ✓",
    "no such exercise": "grade-class class --out r --exercise ✓",
    "no such platform": "grade-class class --out r --grades-for ✓",
    "no such roster": "grade-class class --out r --roster λ.csv",
    "no such checks": "grade-class class --out r --checks λ",
    "wrong jobs": "grade-class class --out r --jobs ½",
    "wrong seed": "grade-class class --out r --seed λ",
    "wrong seed in a file": "grade-class class --out r --seed @roster.csv",
    "autograder": "gradescope --exercise softmax --out λ.zip",
    "autograder of nothing": "gradescope --exercise ✓ --out a.zip",
    "autograder with a wrong seed": "gradescope --exercise softmax --out a.zip --seed λ",
    "autograder nowhere": "gradescope --exercise softmax --out λ/a.zip",
}


@pytest.mark.parametrize(
    ("command", "encoding"),
    [(command, encoding) for command in COMMANDS for encoding in ("ascii", "cp1252")]
    + [("reveal", encoding) for encoding in ("utf-8", "cp437", "shift_jis", "utf-16")],
)
def test_output_that_a_terminal_lacks_signs_for_ends_no_command(course, terminal, monkeypatch, command, encoding):
    monkeypatch.chdir(course)
    arrived = terminal(encoding)
    try:
        code = main(COMMANDS[command].split())
    except SystemExit as ended:
        code = ended.code
    assert code in (0, 1, 2)
    told = "".join(arrived())
    assert told
    assert not re.search(r"invalid \w+ value|Error|codec|Errno|surrogates", told)


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("grad", "there is no command 'grad': did you mean `lecture-nn grade`?"),
        ("exercises", "to open the course in that folder, `lecture-nn open exercises`"),
        ("roster.csv", "to grade that file, `lecture-nn grade roster.csv`"),
        ("xyz", "there are open, update, "),
        ("open --brwser", "open: error: unrecognized arguments: --brwser"),
        ("open --no-browse", "(did you mean --no-browser?)"),
        ("open My Course", "open: error: unrecognized arguments: Course (a name with spaces in it goes"),
        ("update My Course", "update: error: unrecognized arguments: Course"),
        ("progress here", "usage: lecture-nn progress"),
        ("--nonsense", "usage: lecture-nn [-h]"),
        ("progress --html=", "--html: expected the name of a file, got an empty one"),
        ("concepts --export=", "--export: expected the name of a file, got an empty one"),
        ("open --port x", "--port: expected a whole number from 1 to 65535, got 'x'"),
        ("open --port 99999", "--port: expected a whole number from 1 to 65535, got '99999'"),
    ],
)
def test_what_was_meant_is_said_where_a_command_is_called_wrongly(course, monkeypatch, capsys, command, told):
    monkeypatch.chdir(course)
    with pytest.raises(SystemExit) as ended:
        main(command.split())
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("width", ["20", "64", "80"])
def test_help_breaks_no_name_and_is_had_in_both_ways(monkeypatch, capsys, width):
    monkeypatch.setenv("COLUMNS", width)
    for command in ("open", "update", "progress", "assemble", "concepts", "grade", ""):
        with pytest.raises(SystemExit):
            main([*command.split(), "--help"])
        told = capsys.readouterr().out
        assert not re.search(r"lecture-\n|--\w+-\n|lecture_\w*\n +\w*_?course", told)
        with pytest.raises(SystemExit):
            main(["help", *command.split()])
        assert capsys.readouterr().out == told


def test_the_quiz_is_no_exercise(course, capsys):
    quiz = write(course / "notebooks" / "before_and_after.ipynb", "concepts('before')")
    assert main(["grade", str(quiz)]) == 1
    told = capsys.readouterr().out
    assert "This is the quiz before and after the course" in told
    assert "0 of 1 notebook graded" in told


def test_a_report_is_readable_in_ascii(course, terminal, monkeypatch):
    monkeypatch.chdir(course)
    arrived = terminal("ascii")
    assert main(["grade", "exercises/softmax.ipynb"]) == 0
    out, _ = arrived()
    assert "[right] The output for one of seven species" in out
    assert "[not yet] The output for a price" in out
    assert "[not answered] Softmax of a batch" in out
    assert "[right] h1 10^-3 1/2 [not answered]" in out


def test_a_class_is_graded_whatever_its_names(course, terminal, monkeypatch):
    monkeypatch.chdir(course)
    try:
        os.mkdir(os.fsencode(course / "class") + b"/an\xfcna")
    except OSError:
        pytest.skip("this file system takes only names that are text")
    (course / "class" / os.fsdecode(b"an\xfcna") / "softmax.ipynb").write_bytes(
        (course / "exercises" / "softmax.ipynb").read_bytes()
    )
    arrived = terminal("ascii")
    options = ["--jobs", "1", "--trust", "--roster", "roster.csv", "--grades-for", "canvas", "--grade-item", "λ"]
    assert main(["grade-class", "class", "--out", "results", *options]) == 0, arrived()
    out, err = arrived()
    assert "3 students (" in out
    assert "an\\udcfcna" in err
    assert main(["grade-class", "class", "--out", "results", *options, "--regrade", "nobody ○"]) == 2


@pytest.mark.parametrize("encoding", ["ascii", "cp1252:strict"])
@pytest.mark.parametrize("where", ["pipe", "file"])
def test_the_variable_for_the_encoding_ends_no_command(course, encoding, where):
    command = [sys.executable, "-m", "lecture_nn", "grade", "exercises/softmax.ipynb"]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": encoding, "OPENBLAS_NUM_THREADS": "1"}
    with (course / "out").open("w+b") as file:
        output = file if where == "file" else subprocess.PIPE
        run = subprocess.run(command, cwd=course, env=variables, stdout=output, stderr=subprocess.PIPE)
        file.seek(0)
        told = run.stdout if where == "pipe" else file.read()
    assert run.returncode == 0, run.stderr
    assert b"[not answered] Softmax of a batch" in told


def test_every_sign_of_the_course_can_be_told_in_ascii():
    exercises = [load_exercise(name) for name in exercise_names()] + [turn for _, turn in turns().values()]
    texts = [text for each in exercises for check in each.checks for text in (check.title, check.hint)]
    texts += [about.hint for each in exercises for about in each.misunderstandings]
    signs = {sign for text in texts for sign in text if not sign.isascii()}
    assert len(signs) > 10
    told = {sign: readable(UnicodeEncodeError("ascii", sign, 0, 1, "")) for sign in signs}
    assert {sign: text for sign, (text, end) in told.items() if "\\" in text or not text.isascii() or end != 1} == {}


def test_letters_of_formulas_are_named():
    text = "λ Λ η Δ ∂ ü"
    assert text.encode("ascii", READABLE) == rb"lambda Lambda eta Delta d \xfc"
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("ascii", READABLE)


def test_a_reader_of_the_output_may_stop_reading(course):
    command = f"{sys.executable} -c 'from lecture_nn.cli import main; import sys; sys.exit(main([\"progress\"]))'"
    if os.name != "posix":
        pytest.skip("needs a shell")
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    run = subprocess.run(f"{command} | true", shell=True, cwd=course, env=variables, capture_output=True, text=True)
    assert run.stderr == ""


def test_a_streams_absence_is_no_error(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["progress"]) == 0


def test_stopped_by_hand(monkeypatch, capsys):
    def stop(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("lecture_nn.cli.progress.run", stop)
    assert main(["progress"]) == 130
    assert capsys.readouterr().err == "Stopped.\n"


# Messages


@pytest.mark.parametrize(
    ("kind", "wrong", "says"),
    [
        (arguments.seconds, "abc", "expected a number of seconds above 0 and of at most a day's 86400, got 'abc'"),
        (arguments.seconds, "1 min", "write --seconds 90 for a minute and a half"),
        (arguments.seconds, "nan", "got 'nan'"),
        (arguments.seconds, "0", "got '0'"),
        (arguments.seconds, "1e9", "got '1e9'"),
        (arguments.jobs, "two", "expected a whole number of at least 1, got 'two'"),
        (arguments.jobs, "1.5", "got '1.5'"),
        (arguments.jobs, "0", "got '0'"),
        (arguments.seed, "x" * 10**5, f"or @FILE with one in it, got '{'x' * 40}...'"),
        (arguments.seed, "9" * 5000, "expected a whole number"),
        (arguments.seed, "@nowhere", "expected a file with a whole number: nowhere: No such file"),
        (arguments.seed, "@words", "expected a file with a whole number, got words, which says 'some words'"),
        (arguments.seed, "@bytes", "expected a file with a whole number, got bytes, no text"),
    ],
)
def test_a_wrong_argument_is_explained(tmp_path, monkeypatch, kind, wrong, says):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "words").write_text("some words\n")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(argparse.ArgumentTypeError) as told:
        kind(wrong)
    assert says in str(told.value)
    assert "invalid" not in str(told.value)


def test_arguments_that_are_right(tmp_path):
    (tmp_path / "seed").write_text("\ufeff 7\n", encoding="utf-8")
    assert arguments.seconds("1.5") == 1.5
    assert arguments.jobs("2") == 2
    assert arguments.seed("-3") == -3
    assert arguments.seed(f"@{tmp_path / 'seed'}") == 7


def test_numbers_are_counted_in_english(tmp_path, capsys):
    file = write(tmp_path / "exercises" / "softmax.ipynb", "for_a_price = 'c'")
    assert main(["grade", str(file)]) == 0
    assert "1 of 1 notebook graded, 1 of 14 points" in capsys.readouterr().out
    assert main(["grade", str(tmp_path / "nowhere.ipynb"), str(file)]) == 1
    assert "1 of 2 notebooks graded, 1 of 14 points" in capsys.readouterr().out
    assert main(["grade", str(tmp_path / "nowhere.ipynb")]) == 1
    told = capsys.readouterr().out
    assert told.endswith("0 of 1 notebook graded\n")
    assert "nowhere.ipynb: can't be opened: No such file or directory" in told
    write(tmp_path / "class" / "ben" / "softmax.ipynb", "for_a_price = 'c'")
    assert main(["grade-class", str(tmp_path / "class"), "--out", str(tmp_path / "r"), "--trust", "--jobs", "1"]) == 0
    assert "1 student (1 ok)" in capsys.readouterr().out


def test_a_folder_without_notebooks_says_where_they_are(tmp_path, capsys):
    assert main(["grade", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"no notebook in {tmp_path}\n"
    write(tmp_path / "exercises" / "softmax.ipynb", "for_a_price = 'c'")
    assert main(["grade", str(tmp_path)]) == 2
    assert f"lecture-nn grade {tmp_path / 'exercises'}\n" in capsys.readouterr().err


def test_one_notebook_is_no_class(tmp_path, capsys):
    file = write(tmp_path / "softmax.ipynb", "for_a_price = 'c'")
    with pytest.raises(SystemExit):
        main(["grade-class", str(file), "--out", str(tmp_path / "results")])
    told = capsys.readouterr().err
    assert f"got the notebook {file}" in told
    assert "`lecture-nn grade softmax.ipynb`" in told


# Lessons


@pytest.mark.parametrize(
    ("lesson", "exercise"), [("02_neuron", "neuron"), ("05_representational_power", "forward_pass")]
)
def test_a_lesson_is_not_graded_but_named(capsys, lesson, exercise):
    assert main(["grade", str(ROOT / "notebooks" / f"{lesson}.ipynb")]) == 1
    told = capsys.readouterr().out
    assert f"{lesson}.ipynb is lesson {lesson[:2]}, not an exercise" in told
    assert f"lecture-nn grade {ROOT / 'exercises' / exercise}.ipynb" in told
    assert "Score" not in told
    assert "points" not in told


def test_all_lessons_at_once_are_told_in_one_sentence(capsys):
    assert main(["grade", str(ROOT / "notebooks")]) == 1
    told = capsys.readouterr().out
    assert "21 of the notebooks are lessons" in told
    assert f"lecture-nn grade {ROOT / 'exercises'}\n" in told
    assert len(told.splitlines()) == 3


# The order of the exercises, and their points


def notebook_says(name):
    return nbformat.read(ROOT / "exercises" / f"{name}.ipynb", as_version=4).cells[0].source


@pytest.mark.parametrize("name", exercise_names())
def test_the_order_is_the_one_that_the_notebooks_give(name):
    before = notebook_says(name).partition("Before it:")[2].partition(".*")[0]
    lessons = [int(number) for number in re.findall(r"notebooks/(\d\d)_", before)]
    assert AFTER[name] == (20 if "all lessons" in before else max(lessons))


def test_every_lesson_leads_to_an_exercise():
    assert in_order()[-1] == "ten_digits"
    assert [exercise_after(n) for n in (0, 2, 3, 9, 10, 13, 16, 20)] == [
        "neuron", "neuron", "activations", "single_layer_backprop", "multi_layer_backprop", "debug_the_trainer",
        "weight_decay", "ten_digits",
    ]  # fmt: skip


def suggested():
    """Do, one after the other, what is suggested."""
    while (next_one := progress().next()).endswith(")") and ".ipynb" in next_one.split()[0]:
        name = Path(next_one.split()[0]).stem
        yield name
        if name in exercise_names():
            note(load_exercise(name).grade({}, hidden=False))
        else:
            quiz = {each: {"first": "right", "given": 0} for each in contents()["lessons"][name]["quiz"]}
            remember("predictions", lambda kept, quiz=quiz: kept.update(quiz))


def test_progress_suggests_all_lessons_and_exercises_in_their_order(monkeypatch):
    monkeypatch.setattr("lecture_nn.checks.report.Report.points", property(lambda self: self.total))
    assert list(suggested()) == path(contents()["lessons"])
    left = sum(check.points for name in exercise_names() for check in load_exercise(name).checks if check.hidden)
    assert left > 0
    assert progress().next().startswith("lecture-nn grade exercises/multi_layer_backprop.ipynb (2 points more")


def test_progress_counts_the_points_that_the_notebook_promises():
    told = progress()
    for name in exercise_names():
        total = re.search(r"\*(\d+) points,", notebook_says(name)).group(1)
        assert re.search(rf"^{name} +0 of +{total} points$", repr(told), re.MULTILINE)
        assert f'aria-label="{name}" max="{total}"' in told._repr_html_()


def test_what_is_graded_counts_in_progress(tmp_path, capsys):
    file = write(tmp_path / "exercises" / "softmax.ipynb", "for_a_price = 'c'\nfor_a_species = 'b'")
    assert main(["grade", str(file)]) == 0
    assert reached() == {"softmax": 2}
    solved = ROOT / "solutions" / "softmax.ipynb"
    assert main(["grade", str(solved)]) == 0
    assert reached() == {"softmax": 2}  # the course's own solution is nobody's progress
    cells = [cell.source for cell in nbformat.read(solved, as_version=4).cells if cell.cell_type == "code"]
    write(file, *(re.sub(r"^ *###.*\n", "", cell, flags=re.MULTILINE) for cell in cells))
    assert main(["grade", str(file)]) == 0
    assert reached() == {"softmax": 14}
    assert re.search(r"^softmax +14 of +14 points$", repr(progress()), re.MULTILINE)
    capsys.readouterr()


def test_progress_says_which_points_only_grading_gives():
    note(load_exercise("softmax").grade({}, hidden=False))
    assert "more" not in repr(progress())
    row = next(row for row in progress()._rows() if row.name == "softmax")
    solved = type(row)("softmax", 13, 0, 13, 14)
    assert solved.more() == " (1 point more: checked when the exercise is graded)"
    assert type(row)("softmax", 12, 13, 13, 14).more() == ""  # what is left can be seen in the notebook
    assert type(row)("softmax", 0, 14, 13, 14).solved_in_notebook


def test_turns_and_questions_are_counted_in_english():
    from lecture_nn.checks.lessons import Answered

    assert str(Answered("10", 1, 0, 0, 1, 1)) == "0 of 1 question answered, 0 right at once; 1 of 1 turn"
    assert str(Answered("10", 2, 1, 1, 0, 0)) == "1 of 2 questions answered, 1 right at once"
