"""Grading a notebook for each exercise that it answers; lessons and our own solutions for none."""

from __future__ import annotations

from typing import Any

from lecture_nn.grading.notebook import UnreadableError, code_cells
from lecture_nn.grading.one import grade_one, printable
from lecture_nn.grading.settings import Settings, exercises
from lecture_nn.grading.which import exercises_of, of_the_course


def grade_all(
    number: int, record: dict[str, Any], data: bytes, settings: Settings, files: dict[str, bytes] | None = None
) -> tuple[int, dict[str, Any]]:
    """Grade one notebook, in any process on any machine; return its number and the whole record. Nothing is raised.

    The record of a notebook with several exercises has "parts", one for each. `files` are those that it needs.
    """
    try:
        cells = code_cells(data)
        if ours := of_the_course(cells, record["named"]):
            return number, {**record, "status": "not an answer", "reason": ours}
        chosen = exercises_of(cells, record["named"], exercises(settings.private), settings.only)
    except UnreadableError as error:
        return number, {**record, "status": error.status, "reason": printable(str(error))}
    except Exception as error:  # a notebook of millions of names may take more memory than there is
        reason = f"it can't be read here ({type(error).__name__})"
        return number, {**record, "fingerprint": "", "status": "not graded", "reason": reason}
    parts = [grade_one(number, {**record, "exercise": each}, data, settings, files)[1] for each in chosen]
    if len(parts) == 1:
        return number, parts[0]
    if unfinished := [part for part in parts if part["status"] == "not graded"]:
        return number, {key: value for key, value in unfinished[0].items() if key != "exercise"}
    about = {key: record[key] for key in record if key != "exercise"}
    own = [{key: value for key, value in part.items() if key not in about} for part in parts]
    return number, {**about, "parts": own}
