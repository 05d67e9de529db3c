"""What a reader has done so far, kept in one small file of their own on this machine."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from platformdirs import user_data_path

from lecture_nn.files import write_whole


def place() -> Path:
    """Return the file: where this system keeps a user's data, or what the variable LECTURE_NN_PROGRESS says."""
    named = os.environ.get("LECTURE_NN_PROGRESS")
    return Path(named) if named else user_data_path("lecture_nn") / "progress.json"


def recall(section: str) -> dict[str, Any]:
    """Return a section of the file by name; one that is missing or can't be read counts as empty."""
    return _section(_everything(), section)


def remember(section: str, change: Callable[[dict[str, Any]], None]) -> None:
    """Let `change` alter a section of the file in place; the other sections stay as they are.

    A lock keeps two notebooks from writing at once. If the file can't be written, the reader's work goes on without it.
    What isn't ours, a damaged file or a section of another version's, is kept beside.
    """
    path = place()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{path}.lock", timeout=2):
            everything = _everything()
            before = json.dumps(everything)
            if not isinstance(everything.get(section, {}), dict):
                everything[f"{section} of another version"] = everything[section]
            everything[section] = _section(everything, section)
            change(everything[section])
            if json.dumps(everything) != before:
                _keep_damaged(path)
                write_whole(path, json.dumps(everything, indent=1, sort_keys=True))
    except (OSError, Timeout):
        return


def _keep_damaged(path: Path) -> None:
    """Keep what can't be read: it may be another program's, or be repaired by hand."""
    try:
        found = path.read_bytes()
    except FileNotFoundError:
        return
    if found.strip() and not _is_ours(found):
        write_whole(path.with_name(f"{path.name}.damaged"), found)


def _is_ours(found: bytes) -> bool:
    try:
        return isinstance(json.loads(found), dict)
    except (ValueError, RecursionError):
        return False


def _everything() -> dict[str, Any]:
    try:
        kept = json.loads(place().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _section(everything: dict[str, Any], name: str) -> dict[str, Any]:
    found = everything.get(name)
    return found if isinstance(found, dict) else {}
