"""Executing the cells of a notebook, and keeping the answers that stood: in the student's process."""

from __future__ import annotations

import ast
import builtins
import contextlib
import inspect
import linecache
import re
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from types import CodeType, FunctionType, ModuleType
from typing import Any

from lecture_nn.student_code import their_error
from lecture_nn.workers import salvage
from lecture_nn.workers.clock import Clock, OverTimeError
from lecture_nn.workers.magics import Inert, Shell
from lecture_nn.workers.versions import (
    Version,
    is_answer,
    is_helper,
    is_own_function,
    is_value,
    overwritten,
    read_by,
    taken_away,
)

FLAGS = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
_FUTURE = 0x1FF0000  # the bits of `from __future__ import ...`, which holds in all later cells


@dataclass
class Notebook:
    """The cells of a notebook, and what they leave behind.

    Attributes
    ----------
    sources : sequence of str
        The cells.
    functions, values : collection of str
        The names that are asked for: what such a name stood for is kept when a later cell overwrites it.
    begun : collection of (int, str)
        Cells, by their numbers from 1, that leave a name as the exercise's notebook begins: that counts only if there
        is nothing else of the name.
    careful, left_out : collection of int
        The numbers of cells, from 1, of which only the definitions are executed, or nothing: they took too long, or
        ended the process, before.
    errors : list of str
        One for each cell that had an error: the first one.
    stopped : list of int
        The cells that took too long.
    overwritten : dict
        For each name that is asked for and has lost its answer: what is to be told about it.
    """

    sources: Sequence[str]
    functions: Collection[str] = ()
    values: Collection[str] = ()
    begun: Collection[tuple[int, str]] = ()
    careful: Collection[int] = ()
    left_out: Collection[int] = ()
    errors: list[str] = field(default_factory=list)
    stopped: list[int] = field(default_factory=list)
    overwritten: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.module = ModuleType("__main__")
        self.space: dict[str, Any] = vars(self.module)
        self._shell = Shell(self.space, self._execute)
        self.space.update(
            __builtins__=builtins, get_ipython=lambda: self._shell, display=lambda *_, **__: Inert(), In=[], Out={}
        )
        self._versions: dict[str, list[Version]] = {name: [] for name in (*self.functions, *self.values)}
        self._begun = {(number, name) for number, name in self.begun}
        self._given_back: dict[str, Version] = {}
        self._helpers: dict[str, Version] = {}  # the functions and modules there have been
        self._lost: dict[str, str] = {}  # why a name isn't set
        self._again: list[tuple[int, list[ast.stmt]]] = []  # what needs a name that a later cell may define
        self._number = 0
        self._flags = FLAGS
        self._transform: Callable[[str], str] | None = None
        self._loop: Any = None

    # Executing

    def run(self, clock: Clock | None = None, told: Callable[[int], None] | None = None) -> None:
        """Execute the cells one after the other, as a notebook does: an error ends its cell, not the run.

        Parameters
        ----------
        clock : Clock, optional
            Stops a cell that takes too long.
        told : callable, optional
            Called with the number of each cell before it is executed.
        """
        clock = clock or Clock()
        for number, source in enumerate(self.sources, 1):
            self._number = number
            if told:
                told(number)
            if number in self.left_out or number in self.careful:
                self._lose(source, f"cell {number} took too long, or ended the notebook's process")
            if number in self.left_out:
                continue
            try:
                with clock:
                    self._execute(source, only_definitions=number in self.careful)
            except OverTimeError:  # while something else was being noted about the cell
                self.stopped.append(number)
            self._note()
        for number, statements in self._again:
            self._number = number
            with contextlib.suppress(OverTimeError), clock:
                self._run_again(statements)
        clock.stop()
        self._restore()

    def _execute(self, source: str, only_definitions: bool = False) -> None:
        """Execute the text of a cell."""
        filename = f"cell {self._number}"
        try:
            if "IPython" in source:
                self._stand_in_for_ipython()
            code, source = self._compiled(source, filename)
            linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
            if only_definitions:
                for statement in salvage.skeleton(ast.parse(source)):
                    with contextlib.suppress(Exception):
                        self._run_statement(statement)
            else:
                self._run_code(code)
        except BaseException as error:  # SystemExit and KeyboardInterrupt as well
            self._failed(error, source, filename)

    def _compiled(self, source: str, filename: str) -> tuple[CodeType, str]:
        """The code of a cell, and its text as plain Python."""
        try:  # most cells are plain Python, which is found out quickly
            code = compile(source, filename, "exec", self._flags, dont_inherit=True)
        except SyntaxError:
            if self._transform is None:
                from IPython.core.inputtransformer2 import TransformerManager

                self._transform = TransformerManager().transform_cell
            source = self._transform(source)
            code = compile(source, filename, "exec", self._flags, dont_inherit=True)
        self._flags |= code.co_flags & _FUTURE
        return code, source

    def _run_code(self, code: CodeType) -> None:
        if not code.co_flags & inspect.CO_COROUTINE:
            exec(code, self.space)
            return
        if self._loop is None:
            import asyncio

            self._loop = asyncio.new_event_loop()
        self._loop.run_until_complete(eval(code, self.space))

    def _run_statement(self, statement: ast.stmt) -> None:
        tree = ast.Module([statement], [])
        self._run_code(compile(tree, f"cell {self._number}", "exec", self._flags, dont_inherit=True))

    def _failed(self, error: BaseException, source: str, filename: str) -> None:
        """Note the error, and go on with what doesn't depend on the statement that it ended."""
        if isinstance(error, OverTimeError):
            self.stopped.append(self._number)
        told = f"{filename}: {their_error(error)}"
        self.errors.append(told)
        forget = salvage.lets_the_student_go_on(error)
        try:
            if isinstance(error, SyntaxError) and error.filename == filename:
                tree, failed = salvage.without_line(source, error), 0
            else:
                tree = ast.parse(source)
                failed = salvage.failed_statement(tree, error, filename)
        except Exception:  # the cell isn't Python, or can't be parsed in this process
            failed = None
        error.__traceback__ = error.__context__ = None  # what the failed code holds in memory is free again
        if failed is None or isinstance(error, SyntaxError):
            self._lose(source, told)
        if failed is None:
            return
        before, at = dict(self.space), len(self.errors) - 1
        missing, left, ended = set(), [], None
        with contextlib.suppress(BaseException):
            missing, left, ended = salvage.go_on(tree, failed, self._run_statement, self.space, forget)
        if isinstance(ended, OverTimeError):
            self.stopped.append(self._number)
            told = self.errors[at] = f"{told}; and then {their_error(ended)}"
        self._lost |= dict.fromkeys(missing, told)
        if isinstance(error, NameError):
            self._again.append((self._number, left))
        if not forget:  # the student's notebook stopped here, too: what had a value kept it
            self.space.update({name: value for name, value in before.items() if is_answer(value)})

    def _run_again(self, statements: list[ast.stmt]) -> None:
        """Run what failed, when all cells have run: they may have been run in another order. Nothing is overwritten."""
        before = dict(self.space)
        for statement in statements:
            with contextlib.suppress(Exception):
                self._run_statement(statement)
        self.space.update({name: value for name, value in before.items() if is_answer(value)})
        self._note()

    def _lose(self, source: str, told: str) -> None:
        """Note why the names that a cell should have set are missing; by its text alone."""
        for names in re.findall(r"^[ \t]*(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)|^(\w+)[ \t]*=", source, re.MULTILINE):
            self._lost["".join(names)] = told

    def _stand_in_for_ipython(self) -> None:
        """Let `from IPython import get_ipython` find the notebook's shell."""
        import IPython
        from IPython.core import display_functions, getipython

        IPython.get_ipython = getipython.get_ipython = self.space["get_ipython"]
        for name in ("display", "update_display", "clear_output"):
            for module in (display_functions, sys.modules.get("IPython.display"), IPython):
                if hasattr(module, name):
                    setattr(module, name, self.space["display"])

    # The answers that stood

    def _note(self) -> None:
        """Keep what the names that are asked for stand for after a cell; starting lines don't replace an answer."""
        for name, versions in self._versions.items():
            value = self.space.get(name, ...)
            given = self._given_back.get(name)
            if (given and given.value is value) or (versions and versions[-1].value is value):
                continue
            versions.append(Version(self._number, value))
            for of_earlier in (self._given_back, self.overwritten):
                of_earlier.pop(name, None)
            if (self._number, name) in self._begun:  # later cells may need the answer
                self._give_back(name, self._last(name, is_own_function if name in self.functions else is_value))
        for name, value in self.space.items():
            if is_helper(value):
                self._helpers[name] = Version(self._number, value)

    def _restore(self) -> None:
        """Give each name that is asked for the last answer it had, if something that is none came after it."""
        self.space["__builtins__"] = builtins
        for name in self.functions:
            own = self._last(name, is_own_function) or self._defined_within_a_cell(name)
            self._give_back(name, own or self._last(name, is_own_function, as_begun=True))
        for name in self.values:
            own = self._last(name, is_value)
            self._give_back(name, own or self._last(name, is_value, as_begun=True))
        lost = taken_away(self.space, self._helpers)
        looked_at: set[str] = set()
        ahead = [(name, name) for name in self.functions] if lost else []
        while ahead:  # what an answer needs must be a function or module, as it was when the answer was written
            name, answer = ahead.pop(0)
            for needed in read_by(self.space.get(name)) - looked_at:
                looked_at.add(needed)
                if needed in lost:
                    how = "overwritten" if needed in self.space else "deleted"
                    told = f"{needed}, which {answer} needs, was {how} by a later cell"
                    self.overwritten.setdefault(answer, told)
                    if needed in self._helpers:
                        self.space[needed] = self._helpers[needed].value
                    else:
                        del self.space[needed]  # the built-in function is there again
                ahead.append((needed, answer))

    def _last(self, name: str, is_answer: Callable[[Any], bool], as_begun: bool = False) -> Version | None:
        answers = (each for each in reversed(self._versions[name]) if is_answer(each.value))
        return next((each for each in answers if ((each.cell, name) in self._begun) == as_begun), None)

    def _give_back(self, name: str, answer: Version | None) -> None:
        now = self._versions[name][-1] if self._versions[name] else None
        if answer is None or now is None or answer.value is now.value:
            return
        as_begun = (now.cell, name) in self._begun
        self.overwritten[name] = overwritten(name, answer, now, name not in self.space, as_begun)
        self.space[name] = answer.value
        self._given_back[name] = answer

    def earlier(self, name: str) -> bool:
        """Go back to the answer before the one that `name` stands for now; return whether there is one."""
        versions = self._versions.get(name, [])
        now = next((n for n, each in enumerate(versions) if each.value is self.space.get(name)), 0)
        before = [each for each in reversed(versions[:now]) if is_own_function(each.value)]
        before.sort(key=lambda each: (each.cell, name) in self._begun)  # those that are answers first
        if before:
            self._give_back(name, before[0])
        return bool(before)

    def place(self, name: str) -> list[int]:
        """Return the cell and the line where the answer that `name` stands for begins; empty if nobody knows."""
        versions = self._versions.get(name, [])
        version = self._given_back.get(name) or (versions[-1] if versions else None)
        if version is None:
            return []
        code = version.value.__code__ if type(version.value) is FunctionType else None
        known = code is not None and code.co_filename == f"cell {version.cell}"
        return [version.cell, code.co_firstlineno if known else 0]

    def _defined_within_a_cell(self, name: str) -> Version | None:
        """The function `name` of a cell that goes on to use the name for something else."""
        if not any(re.search(rf"\b{name}\b", source) for source in self.sources):
            return None
        before = {name: self.space[name]} if name in self.space else {}
        for number in range(len(self.sources), 0, -1):
            source = self.sources[number - 1]
            defines = re.search(rf"\bdef[ \t]+{name}\b|\b{name}[ \t]*=[ \t]*lambda\b", source)
            if not defines or (number, name) in self._begun:
                continue
            self._number = number
            try:
                _, plain = self._compiled(source, f"cell {number}")
                if statement := salvage.definition(ast.parse(plain), name):
                    self._run_statement(statement)
            except BaseException:
                continue
            made = self.space.pop(name, ...)
            self.space.update(before)
            if is_own_function(made):
                return Version(number, made)
        return None

    # What is missing, and why

    def why(self, name: str) -> str:
        """Why there is no `name`: the cell that should have defined it, and its error; "" if none should have."""
        return self._lost.get(name, "")
