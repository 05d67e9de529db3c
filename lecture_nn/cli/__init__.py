"""The command ``lecture-nn``: ``open`` the course, ``grade`` your own notebooks, or those of a class."""

from __future__ import annotations

import argparse
import difflib
import os
import shlex
import sys

import lecture_nn
from lecture_nn.cli import assemble, concepts, copy, gradescope, of_class, own, progress, terminal
from lecture_nn.cli.arguments import Parser


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0 if all went well, 2 if it was called wrongly."""
    terminal.take_any_sign()
    try:
        code = _run(sys.argv[1:] if arguments is None else arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:  # whoever read the output has had enough of it: lecture-nn grade exercises | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _run(arguments: list[str]) -> int:
    parser = Parser(
        prog="lecture-nn",
        description="A course on neural networks: lessons and exercises. In a terminal, `lecture-nn` alone opens it, "
        "as `lecture-nn open` does.",
        epilog="`lecture-nn COMMAND --help` tells more about one of them. Your own exercises: "
        "`lecture-nn grade exercises`.",
    )
    told = f"lecture-nn {lecture_nn.__version__}"
    parser.add_argument("--version", action="version", version=told, help="show which version this is and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    copy.add_commands(commands)
    own.add_command(commands)
    assemble.add_command(commands)
    of_class.add_command(commands)
    gradescope.add_command(commands)
    progress.add_command(commands)
    concepts.add_command(commands)
    if arguments[:1] == ["help"]:
        arguments = [*arguments[1:2], "--help"]
    _refuse_unknown_command(arguments, parser, commands.choices)
    _refuse_foreign_options(arguments, commands.choices)
    if not arguments and _somebody_is_there():
        arguments = ["open"]
    given, options = _for_jupyterlab(arguments)
    chosen, more = parser.parse_known_args(given)
    if more:
        _refuse(more, commands.choices.get(chosen.command, parser))
    if options:
        chosen.options = options
    if chosen.command is None:
        parser.print_help()
        return 0
    return chosen.run(chosen)


def _for_jupyterlab(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Split what is given to ``open`` at the two dashes that JupyterLab's own options follow."""
    if arguments[:1] != ["open"] or "--" not in arguments:
        return arguments, []
    end = arguments.index("--")
    return arguments[:end], arguments[end + 1 :]


def _somebody_is_there() -> bool:
    """Whether this is called from a terminal: a script that calls it shouldn't wait for a server that never ends."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def _refuse_unknown_command(
    arguments: list[str], parser: argparse.ArgumentParser, commands: dict[str, argparse.ArgumentParser]
) -> None:
    """End with a message that names what was probably meant if there is no such command."""
    if not arguments or arguments[0].startswith("-") or arguments[0] in commands:
        return
    called = arguments[0]
    if near := difflib.get_close_matches(called, commands, n=1):
        hint = f"did you mean `lecture-nn {near[0]}`?"
    elif os.path.isdir(called):
        hint = f"to open the course in that folder, `lecture-nn open {shlex.quote(called)}`"
    elif os.path.exists(called):
        hint = f"to grade that file, `lecture-nn grade {shlex.quote(called)}`"
    else:
        hint = f"there are {', '.join(commands)}"
    parser.error(f"there is no command {called!r}: {hint}")


def _refuse(more: list[str], called: argparse.ArgumentParser) -> None:
    """End with a message about what a command has no use for."""
    told = f"unrecognized arguments: {' '.join(more)}"
    if option := next((each for each in more if each.startswith("-")), ""):
        known = [each for action in called._actions for each in action.option_strings]
        near = difflib.get_close_matches(option.partition("=")[0], known, n=1)
        told += f" (did you mean {near[0]}?)" if near else ""
    else:
        told += " (a name with spaces in it goes between quotes)"
    called.error(told)


def _refuse_foreign_options(arguments: list[str], commands: dict[str, argparse.ArgumentParser]) -> None:
    """End with a message that names the right command if an option belongs to another one than was called."""
    if not arguments or arguments[0] not in commands:
        return
    called = commands[arguments[0]]
    for argument in arguments[1:]:
        if argument == "--":
            return
        option = argument.split("=")[0]
        if not option.startswith("--") or _takes(called, option):
            continue
        owners = [f"lecture-nn {name}" for name, parser in commands.items() if _takes(parser, option)]
        if owners:
            named = " and ".join(f"`{owner}`" for owner in owners)
            called.error(f"{option} is an option of {named}, not of `{called.prog}`")


def _takes(parser: argparse.ArgumentParser, option: str) -> bool:
    return any(option in action.option_strings for action in parser._actions)
