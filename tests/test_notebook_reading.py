"""Strangers' notebooks are read as plain JSON: whatever is in the file, it is cells or one kind of error."""

import contextlib
import io
import json
import os
from pathlib import Path

import nbformat
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lecture_nn.checks import exercise_names, load_exercise
from lecture_nn.grading import notebook as reading
from lecture_nn.grading import outputs
from lecture_nn.grading.flags import borrowed, looked_up
from lecture_nn.grading.notebook import LARGEST, UnreadableError, code_cells, read
from lecture_nn.grading.which import defined

TQ = "'''"
ROOT = Path(__file__).resolve().parent.parent


def written(*sources, **more):
    cells = [{"cell_type": "code", "source": source} for source in sources]
    return json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}, **more}).encode()


def test_the_cells_are_those_that_nbformat_reads():
    for path in sorted((ROOT / "exercises").glob("*.ipynb")):
        expected = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
        assert code_cells(read(path)) == expected


NON_ASCII = '{"cells": [{"cell_type": "code", "source": ["x = \'é\'\\n", "y = 1"]}, {"cell_type": "raw"}]}'


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252"]
)
def test_encodings(encoding):
    assert code_cells(NON_ASCII.encode(encoding)) == ["x = 'é'\ny = 1"]


def test_zeros_at_the_end_of_a_bad_copy_do_no_harm():
    assert code_cells(NON_ASCII.encode() + bytes(5000)) == ["x = 'é'\ny = 1"]


def test_older_formats_are_read():
    cells = [
        {"cell_type": "heading", "source": "x"},
        {"cell_type": "code", "input": ["x = 1\n", "x"], "outputs": [], "language": "python"},
        {"cell_type": "code", "input": "y"},
    ]
    old = {"nbformat": 3, "worksheets": [{"cells": cells}, {"cells": cells[2:]}]}
    assert code_cells(json.dumps(old).encode()) == ["x = 1\nx", "y", "y"]


def test_the_file_as_a_server_gives_it_to_programs_is_read():
    content = json.loads(written("x = 1"))
    assert code_cells(json.dumps({"type": "notebook", "content": content}).encode()) == ["x = 1"]


def as_json(data):
    return json.dumps(json.loads(data), indent=1).encode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "got an empty file"),
        (b" \n", "got an empty file"),
        (bytes(1000), "got a file of zeros"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:x\nsize 3\n", "got a pointer of Git LFS"),
        (as_json(NON_ASCII).replace(b' "cells"', b'<<<<<<< HEAD\n=======\n>>>>>>> x\n "cells"'), "a merge conflict"),
        (b"<!DOCTYPE html>\n<html><body>x</body></html>", "got a saved web page"),
        (b'\n<?xml version="1.0"?><html xmlns="x">', "got a saved web page"),
        (b"<?xml version='1.0'?><plist/>", "got an XML file"),
        (b"%PDF-1.7\n\xff", "got a PDF"),
        (b"PK\x03\x04" + bytes(30), "got a zip archive"),
        (b"PK\x03\x04" + bytes(30) + b"word/document.xml", "got a document of a word processor"),
        (b"\x1f\x8b\x08", "got an archive"),
        (b"Rar!\x1a", "got an archive"),
        (b"7z\xbc\xaf\x27\x1c", "got an archive"),
        (b"\x89PNG\r\n", "got a picture"),
        (b"\xff\xd8\xff\xe0", "got a picture"),
        (b"\0\0\0\x18ftypheic", "got a picture or film"),
        (b"https://colab.research.google.com/drive/1x\n", "got a link: download"),
        (b"[InternetShortcut]\nURL=x", "got a link: download"),
        (b'{"url": "https://x", "doc_id": "1"}', "got a link to a document in the cloud"),
        (as_json(NON_ASCII)[:-20], "got a notebook that is cut off before its end"),
        (NON_ASCII.encode("utf-16")[:-20], "got a notebook that is cut off before its end"),
        (as_json(NON_ASCII).replace(b":", b";"), "whose JSON is damaged"),
        (NON_ASCII.encode() * 2, "whose JSON is damaged"),
        (b"import numpy as np\nx = 1\n", "got a Python program"),
        (b"# %%\nx = 1\n", "got a Python program"),
        (b"#!/usr/bin/env python\n", "got a Python program"),
        (b"# What I did\n\n# and why\nfor x in y:\n    x", "got a Python program"),
        (b"# What I did\n\n  # and why\nfrom math import sin\n", "got a Python program"),
        (b"# Exercises\n\nThese are import and def.\n", "got a text"),
        (b"# Exercises\n", "got a text"),
        (b"# Course\n\n[![a picture](x.png)](y) = z\n", "got a text"),
        (b"My answers", "got a text"),
        (b"\x80\x81\0\xff" * 9, "got a file that is no text"),
        (b"[" * 1_000_000, "got lists within lists without end"),
        (b'{"cells": ' + b"[" * 1_000_000, "got lists within lists without end"),
        (b"[]", "with a list of cells, got JSON of another kind"),
        (b'{"cells": 3}', "with a list of cells"),
        (b'{"content": {"cells": 3}}', "with a list of cells"),
        (b'{"worksheets": [3, {"cells": 3}, {"cells": [3]}]}', "got a float among them"),
        (written(nbformat=5), "format 4, got 5"),
        (written(nbformat="x" * 99), "format 4, got xxxxxxxxxxxxxxxxxxxx$"),
        (b'{"cells": [3]}', "got a float among them"),
        (written(3), "source of a cell as text, got float"),
        (written(["x", None]), "source of a cell as text, got list"),
    ],
)
def test_what_is_no_notebook(data, message):
    with pytest.raises(UnreadableError, match=message):
        code_cells(data)


def test_oddities_that_do_no_harm():
    assert code_cells(written("\0", "\ud800", n=int("9" * 4000))) == ["\0", "\ud800"]
    assert code_cells(written("x", nbformat_minor=int("9" * 4000), metadata=3)) == ["x"]


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.binary() | st.text().map(str.encode))
@example(b"\xff\xfe")
def test_random_bytes_are_cells_or_unreadable(data):
    with contextlib.suppress(UnreadableError):
        assert all(isinstance(cell, str) for cell in code_cells(data))


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.data())
def test_a_damaged_notebook_is_cells_or_unreadable(data):
    whole = bytearray((ROOT / "exercises" / "neuron.ipynb").read_bytes())
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 50))] = data.draw(st.binary(max_size=20))
    with contextlib.suppress(UnreadableError):
        assert all(isinstance(cell, str) for cell in code_cells(bytes(whole)))


def test_only_ordinary_files_are_opened(tmp_path):
    file = tmp_path / "x.ipynb"
    file.write_bytes(b"abc")
    assert read(file) == b"abc"
    (tmp_path / "folder").mkdir()
    for name, message in (("folder", "ordinary file|can't be opened"), ("no\0name", "null"), ("missing", "No such")):
        with pytest.raises(UnreadableError, match=message):
            read(tmp_path / name)
    with file.open("wb") as opened:
        opened.truncate(LARGEST + 1)
    with pytest.raises(UnreadableError, match="expected at most 20,000,000 bytes without its outputs, got more"):
        read(file)


def test_outputs_cost_no_memory(tmp_path, monkeypatch, peak_memory):
    lines = json.dumps({"output_type": "stream", "text": ['"outputs": [1]\\\n'] * 40_000}).encode()
    source = json.dumps('y = {"outputs": [1]}\nz = "\\\\"')
    start = b'{"cells": [{"cell_type": "code", "source": "x", "outputs" : [{}'
    middle = b'], "n": "outputs"}, {"cell_type": "code", "outputs": [], "source": %s}' % source.encode()
    file = tmp_path / "x.ipynb"
    with file.open("wb") as opened:
        opened.write(start)
        for _ in range(30):
            opened.write(b"," + lines)
        opened.write(b',{"data": {"image/png": "')
        for _ in range(32):
            opened.write(b"A" * 1_000_000)
        opened.write(b'"}}' + middle + b"]}")
    assert file.stat().st_size > 60_000_000
    data, peak = peak_memory(lambda: read(file))
    assert peak < 10_000_000
    assert len(data) < 1000
    assert code_cells(data) == ["x", 'y = {"outputs": [1]}\nz = "\\\\"']
    monkeypatch.setattr(reading, "LARGEST_WITH_OUTPUTS", 60_000_000)
    with pytest.raises(UnreadableError, match="expected at most 60,000,000 bytes, got more"):
        read(file)


def test_many_outputs_take_a_time_that_grows_with_the_length_only():
    # where each is cut off what follows it, this takes an hour
    cell = b'{"cell_type": "markdown", "source": "", "outputs": [%s]},'
    start, end = b'{"cells": [', b'{"cell_type": "code", "source": "x"}]}'
    whole = start + cell % b'"text"' * 100_000 + end
    assert b"".join(outputs.without_outputs(io.BytesIO(whole))) == start + cell % b"" * 100_000 + end
    assert code_cells(whole) == ["x"]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.data())
def test_without_outputs_it_is_the_same_notebook_in_whatever_pieces_it_is_read(data):
    anything = st.recursive(
        st.none() | st.text('"\\[]{}:, outps', max_size=30) | st.just("outputs"),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["outputs", 'x"outputs', "a", "attachments"]), inner, max_size=3)
        ),
        max_leaves=20,
    )
    whole = {"cells": data.draw(anything), "end": "x"}

    def kept(item, key=""):
        if key in ("outputs", "attachments") and isinstance(item, list | dict):
            return type(item)()
        if isinstance(item, dict):
            return {name: kept(each, name) for name, each in item.items()}
        return [kept(each) for each in item] if isinstance(item, list) else item

    text = json.dumps(whole, indent=data.draw(st.sampled_from([None, 1]))).encode()
    outputs.PIECE, before = data.draw(st.integers(1, 60)), outputs.PIECE
    try:
        left = b"".join(outputs.without_outputs(io.BytesIO(text)))
    finally:
        outputs.PIECE = before
    assert json.loads(left) == kept(whole)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_links_and_pipes_are_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe.ipynb")
    with pytest.raises(UnreadableError, match="expected an ordinary file"):
        read(tmp_path / "pipe.ipynb")
    (tmp_path / "link.ipynb").symlink_to(ROOT / "exercises" / "neuron.ipynb")
    with pytest.raises(UnreadableError, match="a link"):
        read(tmp_path / "link.ipynb")


def test_what_an_exercise_gives_is_not_borrowed():
    for name in exercise_names():
        cells = code_cells(read(ROOT / "exercises" / f"{name}.ipynb"))
        assert borrowed(cells, load_exercise(name).given) == []
        # nothing is listed as given that the notebook doesn't take
        assert set(borrowed(cells, ())) == set(load_exercise(name).given)


@pytest.mark.parametrize(
    ("cell", "taken"),
    [
        ("from lecture_nn import softmax as s, sigmoid  # both", ["sigmoid", "softmax"]),
        ("from lecture_nn.losses import (\n    softmax,  # one\n    check,\n)", ["softmax"]),
        ("from lecture_nn import *", ["*"]),
        ("import numpy, lecture_nn\nlecture_nn.softmax(3)", ["softmax"]),
        ("import lecture_nn.losses as l\nl.softmax(3)", ["softmax"]),
        ("x = 3; import lecture_nn as l; l . losses . softmax", ["softmax"]),
        ("import lecture_nn\nf = getattr(lecture_nn, 'soft' + 'max')", ["lecture_nn"]),
        ("import lecture_nn\nlecture_nn.__dict__['softmax']", ["lecture_nn"]),
        ("import lecture_nn\nf'{lecture_nn.softmax(Z)}'", ["softmax"]),
        ("%%writefile helper.py\nfrom lecture_nn import softmax", ["softmax"]),
        ("%time from lecture_nn import softmax", ["softmax"]),
        (TQ + "\n# " + TQ + "; from lecture_nn import softmax", ["softmax"]),
        ("x = __import__('lecture_nn')", ["lecture_nn"]),
        ("# from lecture_nn import softmax", []),
        (TQ + "from lecture_nn import softmax" + TQ, []),
        ("print('lecture_nn')  # import lecture_nn as l; l.softmax", []),
        ("import lecture_nn\nprint(lecture_nn.__version__)", []),
        ("!pip install lecture_nn\n%pip install lecture_nn", []),
        ("from lecture_nn.figures import draw_net\nfrom lecture_nn.datasets import toy", []),
        ("from lecture_nn import figures, datasets\nimport lecture_nn.figures as f\nf.draw_net()", []),
        ("x = 1", []),
    ],
)
def test_what_is_borrowed(cell, taken):
    assert borrowed([cell], ()) == taken


@pytest.mark.parametrize(
    ("cell", "means"),
    [
        ("q = importlib.import_module('lecture' + '_nn')", ["import_module", "importlib"]),
        ("q = __import__('lecture' + '_nn').softmax", ["__import__"]),
        ("import sys\nq = sys.modules", ["sys.modules"]),
        ("eval('lecture' '_nn'); exec('')", ["eval", "exec"]),
        ("softmax = check.__globals__", ["__globals__"]),
        ("e = eval", ["eval"]),
        ("import builtins\nbuiltins.exec('')", ["exec"]),
        ("exec(open('/x/lecture_nn/losses.py').read())", ["exec"]),
        ("from importlib import import_module as load", ["import_module", "importlib"]),
        ("m = sys.modules['x']", ["sys.modules"]),
        ("evaluations = 3  # executed", []),
        ("model.eval()\ntable.eval('x')\ndef eval(x): pass", []),
        ("'eval(x)';" + TQ + "exec(x)" + TQ + "# eval(x)", []),
        ("IN_COLAB = 'google.colab' in sys.modules", []),
        ("import importlib\nimportlib.reload(helper)", []),
        ("import importlib.util\nimportlib.util.find_spec('torch')", []),
        ("exec(open('helper.py').read())", []),
    ],
)
def test_what_may_be_borrowed_without_a_name(cell, means):
    assert looked_up([cell]) == means


def test_no_solution_looks_code_up():
    for name in exercise_names():
        assert looked_up(code_cells(read(ROOT / "solutions" / f"{name}.ipynb"))) == []


def test_reading_takes_a_time_that_grows_with_the_length_only():
    # with a careless pattern, each of these takes hours
    for text in (
        "from lecture_nn import (",
        "from lecture_nn import (\n",
        "check(",
        "check('a",
        "from ",
        "from lecture_nn",
        "check(" + " " * 50,
        '"""',
        '"""\\',
        "'\\\n",
        "f'",
        "import lecture_nn as a;",
        "; import ",
        "eval(",
        "exec(open('a.py'",
        "lecture_nn .a",
    ):
        cells = [text * 40_000]
        borrowed(cells, ())
        looked_up(cells)


def test_what_a_notebook_defines_is_read_in_a_time_that_grows_with_the_length_only():
    # with a careless pattern, this takes half an hour
    lines = f"a{' ' * 300}!\n" * 50_000
    assert defined([f"{lines}x , y  : int = 3\n%time  z  = 4\nw == 5"]) == {"x", "y", "z"}
