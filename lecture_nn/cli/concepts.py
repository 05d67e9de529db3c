"""``lecture-nn concepts``: what the quiz before and after the course says of oneself, and of a class."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from lecture_nn.checks.words import count
from lecture_nn.cli import arguments


def add_command(commands: Any) -> None:
    """Add the command to the parser's."""
    parser = commands.add_parser(
        "concepts",
        help="compare your answers to the quiz before and after the course, or those of a class",
        description="Compare your answers to the quiz before and after the course. With a folder of files that "
        "students made by --export: what a class has gained, and which misconceptions survive.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "folder", nargs="?", type=arguments.folder, metavar="FOLDER", help="the files of a class, also in folders of it"
    )
    parser.add_argument("--out", type=arguments.file, metavar="FILE", help="the class table to write: .html or .csv")
    parser.add_argument(
        "--export",
        nargs="?",
        type=arguments.file,
        const=Path("concepts.json"),
        metavar="FILE",
        help="write your own answers, without your name, to a file to hand in (concepts.json)",
    )
    parser.add_argument("--forget", choices=("before", "after"), help="forget your answers, to take the quiz anew")
    parser.set_defaults(run=run, error=parser.error)


def run(chosen: argparse.Namespace) -> int:
    """Do what was asked; return 0, or 1 if files had to be left out, 2 for wrong use."""
    if (chosen.folder is None) != (chosen.out is None):
        chosen.error("FOLDER and --out FILE go together")
    if sum(each is not None for each in (chosen.folder, chosen.export, chosen.forget)) > 1:
        chosen.error("FOLDER, --export and --forget are different things to do: choose one")
    try:
        if chosen.folder is not None:
            return _of_class(chosen)
        if chosen.export is not None:
            return _export(chosen.export)
    except (ValueError, OSError) as error:
        print(arguments.said(error), file=sys.stderr)
        return 2
    if chosen.forget is not None:
        from lecture_nn.concepts.kept import forget

        forget(chosen.forget)
        print(f"Your answers from {chosen.forget} the course are forgotten.")
        return 0
    return _own()


def _own() -> int:
    from lecture_nn.concepts import inventory
    from lecture_nn.concepts.kept import result

    mine = result()
    print(mine)
    for concept in inventory().concepts:
        if concept.name in mine.after and mine.after[concept.name] != concept.right:
            print(f"  to read: lesson {concept.lesson[:2]}, on {concept.idea}")
    return 0


def _export(path: Path) -> int:
    from lecture_nn.concepts.kept import export

    number = export(path)
    print(f"Wrote {path}, with your answers to {count(number, 'question')} and a random number, without your name.")
    return 0


def _of_class(chosen: argparse.Namespace) -> int:
    from lecture_nn.concepts.class_table import class_table
    from lecture_nn.concepts.handed_in import read_folder
    from lecture_nn.files import write_whole

    if (kind := chosen.out.suffix.lower()) not in (".html", ".csv"):
        raise ValueError(f"--out: expected a file that ends in .html or .csv, got {chosen.out}")
    handed_in = read_folder(chosen.folder)
    table = class_table(handed_in.results)
    if kind == ".csv":
        write_whole(chosen.out, table.csv())
    else:
        from lecture_nn.concepts.page import page

        write_whole(chosen.out, page(table, len(handed_in.left_out)))
    for problem in handed_in.left_out:
        print(problem, file=sys.stderr)
    print(f"{count(table.students, 'student')}, {table.matched} of them before and after: see {chosen.out}")
    return 1 if handed_in.left_out else 0
