"""Results for Gradescope: the file results.json.

Its format is described at https://gradescope-autograders.readthedocs.io/en/latest/specs/. Whatever happens, a file is
written: without one, a student reads nothing but that the autograder failed.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from lecture_nn.checks import Exercise
from lecture_nn.files import write_whole
from lecture_nn.grading.pages import hint
from lecture_nn.grading.rows import LEVELS
from lecture_nn.grading.submissions import Submission


def of_one_student(handed_in: Iterable[Submission]) -> list[Submission]:
    """Return the submissions as those of one student; what is no notebook counts only where there is none."""
    everything = [replace(each, student="the student") for each in handed_in]
    return [each for each in everything if not each.missing] or everything


@contextlib.contextmanager
def written_always(file: Path | None) -> Iterator[None]:
    """Remove an old results.json before the block, and write one that says what went wrong if the block fails."""
    if file is None:
        yield
        return
    file.unlink(missing_ok=True)
    try:
        yield
    except BaseException as error:
        told = f"Nothing could be graded: {str(error) or type(error).__name__}"
        _write(file, {"score": 0, "output": f"{told}\nIf the mistake isn't yours, please tell your instructor."})
        raise


def write(
    file: Path, row: Mapping[str, Any], counted: Mapping[str, Mapping[str, Any]], wanted: Sequence[Exercise]
) -> None:
    """Write the results of one student.

    Parameters
    ----------
    file : Path
    row : mapping
        As `row_of` makes it.
    counted : mapping from an exercise's name to a record
    wanted : sequence of Exercise
        The exercises that are graded. Each check has its line, also of an exercise that isn't there, so that the
        points add up to the same total for everybody.
    """
    tests = []
    for exercise in wanted:
        if exercise.name in counted:
            tests += [_test(exercise.name, result) for result in counted[exercise.name]["results"]]
        else:
            tests += [
                {
                    "name": f"{exercise.name}: {check.title}",
                    "score": 0,
                    "max_score": check.points,
                    "status": "failed",
                    "output": "no notebook of this exercise was found",
                    "visibility": "visible",
                }
                for check in exercise.checks
            ]
    told = [*row["notes"], *row["flags"], *_errors(counted), *filter(None, [LEVELS.get(row["level"])])]
    _write(file, {"score": row["points"], "output": "\n".join(told), "tests": tests})


def _errors(counted: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return [f"{name}: {error}" for name, record in counted.items() for error in record.get("errors", [])]


def _test(exercise: str, result: Mapping[str, Any]) -> dict[str, Any]:
    right = result["status"] == "right"
    output = [result["found"], hint(result)]
    output += [f"Your code, cell {part['cell']}:\n{part['text']}" for part in result["code"]]
    return {
        "name": f"{exercise}: {result['title']}",
        "score": result["points"] if right else 0,
        "max_score": result["points"],
        "status": "passed" if right else "failed",
        "output": "\n".join(filter(None, output)),
        "visibility": "visible",
    }


def _write(file: Path, results: dict[str, Any]) -> None:
    # "text": Gradescope shows it as it is, whatever a student has written
    formats = {"output_format": "text", "test_output_format": "text", "test_name_format": "text"}
    write_whole(file, json.dumps({**results, **formats}, indent=1) + "\n")
