"""``lecture-nn open`` and ``lecture-nn update``: a copy of the course of one's own."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lecture_nn.checks.words import count
from lecture_nn.cli import arguments

if TYPE_CHECKING:
    from lecture_nn.course import Report

FIRST = "notebooks/00_start_here.ipynb"


def add_commands(commands: Any) -> None:
    """Add the commands to the parser's."""
    opening = commands.add_parser(
        "open",
        help="open the course in JupyterLab, in a folder of your own",
        description="Open the course in JupyterLab, where you stopped the last time. The first time, the lessons and "
        "exercises are put into a folder, which is yours: nothing in it is ever overwritten.",
        epilog="Other options of JupyterLab's go behind two dashes: `lecture-nn open -- --ip 0.0.0.0`.",
        allow_abbrev=False,
    )
    _add_folder(opening)
    opening.add_argument("--no-browser", action="store_true", help="print the address in place of opening a browser")
    opening.add_argument("--no-lab", action="store_true", help="only make the folder, for those who use another editor")
    opening.add_argument(
        "--port", type=arguments.port, help="where JupyterLab listens (8888, or the next one that is free)"
    )
    opening.set_defaults(run=_open, options=[])
    updating = commands.add_parser(
        "update",
        help="bring your copy of the course up to date, with your answers kept",
        description="Bring your copy of the course up to the version of lecture-nn that is installed. Your answers, "
        "and cells that you have added, go into the new notebooks. What has no place in them stays beside them.",
        allow_abbrev=False,
    )
    _add_folder(updating)
    updating.set_defaults(run=_update)


def _add_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder",
        nargs="?",
        type=arguments.folder,
        metavar="FOLDER",
        help="where your copy is (the one that you are in, else lecture_nn_course in the current folder)",
    )


def _open(chosen: argparse.Namespace) -> int:
    """Lay out the course and run JupyterLab; return its exit code, or 2 if the folder can't be used."""
    from lecture_nn.course import installed, lab, last_worked_at, lay_out

    if not chosen.no_lab and not lab.is_there():
        print(
            "JupyterLab isn't installed beside this lecture-nn. Install both with `pip install lecture-nn`, or use "
            "`lecture-nn open --no-lab` to get the notebooks alone and open them in another editor.",
            file=sys.stderr,
        )
        return 2
    done = _in_folder(chosen, lambda folder: lay_out(folder, installed()))
    if isinstance(done, int):
        return done
    _tell_opened(done)
    if chosen.no_lab:
        return 0
    notebook = last_worked_at(done.folder) or FIRST
    if not (done.folder / notebook).is_file():
        notebook = ""
    print(f"Opening {notebook or 'the folder'} in JupyterLab. Press Ctrl-C here to end it.", flush=True)
    options = ["--no-browser"] * chosen.no_browser + ([] if chosen.port is None else [f"--port={chosen.port}"])
    return lab.start(done.folder, notebook, options + chosen.options)


def _update(chosen: argparse.Namespace) -> int:
    """Bring the folder up to date; return 0, or 2 if it can't be."""
    from lecture_nn.course import installed, update

    done = _in_folder(chosen, lambda folder: update(folder, installed()))
    if isinstance(done, int):
        return done
    _tell_updated(done)
    return 0


def _in_folder(chosen: argparse.Namespace, act: Callable[[Path], Report]) -> Report | int:
    """Do something in the chosen folder; return what was done, or 2 after saying why nothing was."""
    from lecture_nn.course import CourseFolderError, find

    here = Path.cwd()
    folder = find(here) if chosen.folder is None else Path(os.path.abspath(chosen.folder))
    try:
        return act(folder)
    except CourseFolderError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        print(
            f"{arguments.said(error)}. {_cure(error, folder)} None of your notebooks is lost: what was begun is "
            "finished, or taken back, the next time.",
            file=sys.stderr,
        )
    return 2


def _cure(error: OSError, folder: Path) -> str:
    """What to do about an error of the system's."""
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return "Make room on that disk, then try again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        begun = "copy the folder to a place of your own" if (folder / "notebooks").is_dir() else "name another folder"
        return f"Close the notebook if another program has it open; or, if you may not write there, {begun}."
    return "Is a notebook open in another program, or the disk away?"


def _tell_opened(done: Report) -> None:
    if done.added and not done.before:
        print(f"Put the lessons and exercises ({count(len(done.added), 'notebook')}) into {done.folder}")
    else:
        print(f"Your course is in {done.folder}")
        if done.added:
            print(f"Put back what was missing: {_listed(done.added)}")
    if done.newer:
        print(
            f"A newer version of the course is installed than the one in {done.folder}. `{_command('update')}` brings "
            "it, and keeps what you have written."
        )
    if done.older:
        print(
            f"Your folder was made with lecture-nn {done.version}, which is newer than the one that is installed: if "
            "something doesn't work, install the newer one."
        )


def _command(name: str) -> str:
    """How a command is called here: in a clone, by make."""
    from lecture_nn.course.contents import clone

    return f"make {name}" if clone() else f"lecture-nn {name}"


def _tell_updated(done: Report) -> None:
    told = [
        (done.added, "new"),
        (done.restored, "put back; if you gave yours another name, that one stays as it was"),
        (done.renewed, "renewed; you hadn't changed them"),
        (done.removed, "removed, because the course has none of that name any more; you hadn't changed them"),
    ]
    if not (done.merged or done.kept or any(paths for paths, _ in told)):
        print(f"{done.folder} is up to date.")
        return
    print(f"Updated {done.folder} to lecture-nn {done.version}.")
    for paths, what in told:
        if paths:
            print(f"\n{count(len(paths), 'notebook')} {what}:\n  {_lines(paths)}")
    if done.merged:
        print("\nRenewed, with what you have written:")
    for path, merged in done.merged.items():
        before = done.called_before.get(path)
        print(f"  {path}" + (f" (which was {before})" if before else ""))
        if merged.moved:
            print(f"    moved into the new notebook: {_listed(merged.moved)}")
        if merged.own:
            print(f"    cells of your own, kept: {len(merged.own)}")
        if merged.reread:
            print(f"    worded differently now, so please read again: {_listed(merged.reread)}")
        if merged.lost:
            print(f"    not moved: {merged.why or 'the new notebook has no place for ' + _listed(merged.lost)}")
            print(f"    your old notebook stands beside it: {done.beside[path]}")
    if done.kept:
        print(f"\nNo longer part of the course, but yours, so kept:\n  {_lines(done.kept)}")
    print("\nIf JupyterLab is open, close the notebooks there and open them again.")


def _listed(names: list[str]) -> str:
    return ", ".join(names)


def _lines(paths: list[str]) -> str:
    return "\n  ".join(paths)
