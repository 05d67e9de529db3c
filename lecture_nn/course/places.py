"""Where in a folder the course may write. Somebody else may have made the folder, and its notes may say anything."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lecture_nn.course.contents import FOLDERS

HIDDEN = ".lecture_nn"
"""The folder in a reader's copy that the notes are in."""

NOTEBOOK = re.compile(r'[^\x00-\x1f\x7f/\\:*?"<>|\ud800-\udfff]{1,180}\.ipynb')
VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+!_-]{0,59}")


class CourseFolderError(ValueError):
    """The folder can't hold a copy of the course, or can't be brought up to date; the message says what to do."""


def is_version(text: Any) -> bool:
    """Whether this can be the version of a course, and so the name of a folder."""
    return isinstance(text, str) and VERSION.fullmatch(text) is not None


def is_place(path: Any) -> bool:
    """Whether this is a notebook's place in a course: directly in one of its folders, on any system."""
    if not isinstance(path, str):
        return False
    folder, _, name = path.partition("/")
    return folder in FOLDERS and NOTEBOOK.fullmatch(name) is not None


def is_for_keeping(path: Any) -> bool:
    """Whether an old notebook is kept at such a place: beside the new one, or among the notes."""
    if not isinstance(path, str):
        return False
    hidden, _, rest = path.partition("/before/")
    version, _, place = rest.partition("/")
    return is_place(path) or (hidden == HIDDEN and is_version(version) and is_place(place))


def expect_own(folder: Path, places: Iterable[str]) -> None:
    """Expect files at these places, or nothing, and folders above them, all within the folder.

    Raises
    ------
    CourseFolderError
        If a link leads out of the folder or nowhere, or if something there is no file, or no folder, as it should be.
    """
    root = folder.resolve()
    files = {folder / place for place in places}
    folders = {each for file in files for each in file.parents if folder in each.parents}
    for each in sorted(folders | files):
        if not os.path.lexists(each):
            continue
        if not each.exists() or not each.resolve().is_relative_to(root):
            raise CourseFolderError(
                f"{each} is a link that leads out of the course's folder, where nothing is written: put the file or "
                "folder itself in its place, or name another folder for the course"
            )
        if each in folders and not each.is_dir():
            raise CourseFolderError(f"expected a folder, got the file {each}: give it another name, then try again")
        if each in files and not each.is_file():
            raise CourseFolderError(
                f"expected a file, got something else called {each}, such as a folder: give it another name, then "
                "try again"
            )
