"""The course's dictionary, held against the lessons."""

import re
from pathlib import Path

import glossary
import nbformat
import pytest
from rewritten import REWRITTEN

ROOT = Path(__file__).resolve().parent.parent
ENTRIES = glossary.terms()


def text_of(lesson):
    cells = nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def test_it_has_the_words_of_the_field():
    names = [name.lower() for entry in ENTRIES for name in (entry["term"], *entry.get("also", []))]
    assert len(ENTRIES) >= 150
    assert len(names) == len(set(names))
    words = "XOR, linearly separable, decision boundary, one-hot, logit, initialization, learning rate, overfitting"
    assert {word.lower() for word in words.split(", ")} <= set(names)
    lectures = {entry.get("lecture") for entry in ENTRIES}
    assert {"net input", "activity", "case", "same value", "1-of-K"} <= lectures


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["term"])
def test_a_definition_stands_alone_and_its_link_lands(entry):
    assert set(entry) <= {"term", "also", "lecture", "text", "lesson", "section", "more"}
    assert re.match(r"[A-Z]", entry["text"])
    assert entry["text"].endswith((".", ".)"))
    assert len(entry["text"].split()) >= 6
    assert re.search(rf"^#+ {re.escape(entry['section'])}$", text_of(entry["lesson"]), flags=re.MULTILINE)


@pytest.mark.parametrize("entry", [e for e in ENTRIES if e["lesson"] in REWRITTEN], ids=lambda entry: entry["term"])
def test_a_rewritten_lesson_sets_its_terms_in_bold(entry):
    names = [entry["term"], *entry.get("also", []), *re.split(r" and |, ", entry["term"])]
    text = re.sub(r"```.*?```|`[^`]*`", "", text_of(entry["lesson"]), flags=re.DOTALL)  # ** is a power in code
    bold = " ".join(re.findall(r"\*\*(.+?)\*\*", text, flags=re.DOTALL)).lower().replace("\n", " ")
    assert any(name.lower().rstrip("s") in bold for name in names), bold


def test_the_page_and_the_lists_are_made_from_it():
    page = glossary.page(lambda heading: "x")
    for entry in ENTRIES:
        assert f"\n{entry['term']}\n" in page
        assert f"`{entry['term']}`" in glossary.of_lesson(entry["lesson"])
    assert glossary.of_lesson("no_such_lesson") == ""
