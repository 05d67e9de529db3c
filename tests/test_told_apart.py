"""Mistakes that come out alike, or nearly: which of them an answer has is read in its code."""

import json
from pathlib import Path

import pytest
from diagnosed import told

ROWS = json.loads((Path(__file__).parent / "told_apart.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['function']}-{n}" for n, row in enumerate(ROWS)])
def test_what_is_said_is_true_of_this_code(row):
    said = told(row["exercise"], row["function"], row["code"])
    assert row["never"] not in said
    assert row["instead"] in said
