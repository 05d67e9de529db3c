"""What the student wrote, where its text is at hand: enough to take back a name that it plainly contradicts.

A name is found by results alone. Different mistakes may have the same results, so a variant of the right function can
explain an answer that was written quite differently: "you leave out T" of code in which T stands. The text is only read
here, never run, and may be anything.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from lecture_nn.checks.diagnosis.phrases import Claim, evidence_for, said_by
from lecture_nn.checks.diagnosis.signs import signs
from lecture_nn.checks.diagnosis.slips import called
from lecture_nn.checks.diagnosis.syntax import has_an_axis, has_sign, is_number
from lecture_nn.checks.model import PERHAPS, Misunderstanding

if TYPE_CHECKING:
    from lecture_nn.checks.answers import Answers

LONGEST = 20_000
"""Characters of a function that are read."""

LOOPS = (ast.For, ast.While, ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)
REPEATING = ("map", "reduce", "accumulate", "vectorize", "apply_along_axis", "fromfunction", "frompyfunc")
"""Functions that call another one again and again."""

CHOICES = (ast.If, ast.IfExp, ast.BoolOp, ast.Compare)

SUMS = {"sum", "mean", "nansum", "nanmean", "average", "einsum", "dot", "matmul", "inner", "tensordot", "outer", "prod"}
LARGEST = {"max", "min", "amax", "amin", "nanmax", "nanmin", "maximum", "minimum", "fmax", "sorted", "sort", "argmax"}
PRODUCTS = {"dot", "matmul", "inner", "vdot", "einsum", "tensordot"}
OTHER_WORDS = {
    **dict.fromkeys(("sum", "mean"), SUMS),
    **dict.fromkeys(("max", "min", "argmax", "argmin"), LARGEST | {"argmin", "argsort"}),
}
"""Functions that may be meant where one of these is named; they may be written as a loop or a product as well."""


@dataclass(frozen=True)
class Slipped(Misunderstanding):
    """A variant of the right function; `claims` tells what its sentence says of the code: "leaves out", "T"."""

    claims: Callable[[], Sequence[Claim]] = tuple


@dataclass(frozen=True)
class Written:
    """The definition of a function, as it was written."""

    function: ast.AST

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All that it consists of."""
        return list(ast.walk(self.function))

    @cached_property
    def words(self) -> Counter[str]:
        """How often the value of each name is used, not only its size, and each function or method called."""
        sized = [node.args[0] for node in self.nodes if called(node) == "len" and node.args]
        sized += [node.value for node in self.nodes if getattr(node, "attr", "") in ("shape", "size", "ndim")]
        of_size = set(map(id, sized))
        read = [
            node.id
            for node in self.nodes
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and id(node) not in of_size
        ]
        return Counter([*read, *(node.func.attr for node in self.nodes if _is_method(node))])

    @cached_property
    def stored(self) -> Counter[str]:
        """How often each name is set, by whatever statement or loop."""
        return Counter(
            each.id for each in self.nodes if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load)
        )

    def has(self, *kinds: type[ast.AST]) -> bool:
        """Whether there is a node of one of these kinds."""
        return any(isinstance(node, kinds) for node in self.nodes)

    def every_call(self, name: str, keyword: str) -> bool:
        """Whether this function is called, and never without this argument."""
        calls = [node for node in self.nodes if called(node) == name]
        return bool(calls) and all(
            has_an_axis(node) if keyword == "axis" else any(each.arg == keyword for each in node.keywords)
            for node in calls
        )

    def contradicts(self, claim: Claim) -> bool:
        """Whether it is plain to see that what was said isn't so."""
        kind, word = claim
        if kind == "leaves out":
            return all(self.words[each] for each in word.split())
        if kind == "calls":
            if word in OTHER_WORDS and (self.has(*LOOPS, ast.MatMult) or any(map(self.words.get, OTHER_WORDS[word]))):
                return False
            return not self.words[word]
        if kind == "without":
            return self.every_call(*word.split())
        if kind == "sums along an axis":
            summed = [node for node in self.nodes if called(node) in ("sum", "mean", "average")]
            whole = summed and not any(map(has_an_axis, summed)) and not self.has(ast.Subscript)
            return bool(whole) and not self.has(*LOOPS, ast.MatMult)
        if kind == "multiplies matrices":
            return not self.has(ast.MatMult) and not any(map(self.words.get, PRODUCTS))
        if kind == "loops":
            return not self.loops
        if kind in ("does", "never"):
            there = any(self.words[each] or each in self.kinds for each in word.split())
            return there == (kind == "never")
        if kind == "twice":
            return sum(self._counted[each] for each in word.split()) < 2 and not self.loops
        if kind == "calls itself":
            return not self.words[getattr(self.function, "name", "")]
        if kind == "loops in loops":
            return not self.loops or 0 < self.depth < int(word)
        if kind == "has the number":
            return abs(float(word)) not in self._numbers
        if kind == "has a small number":
            named = re.search("(?i)eps|tiny|small", " ".join(self.words))
            return not named and not any(0 < each <= 0.1 for each in self._numbers)
        if kind == "adds to a name":
            return not any(map(self.words.get, SUMS)) and not any(map(_adds_to_a_name, self.nodes))
        if kind == "applies twice":
            return self.words[word] == 1 and not self.words["exp"] and not self.has(*LOOPS)
        if kind == "ends in a loop":
            return not self.ends_in_a_loop
        if kind == "isn't there":
            return word in map(ast.unparse, self.nodes)
        if kind == "tries, by none of":
            return self.has(ast.While) and not set(word.split("\n")) & set(map(ast.unparse, self.nodes))
        if kind in ("adds", "subtracts"):
            found = set(signs(self.function, float(word)))
            return bool(found) and not found & {0, 1 if kind == "adds" else -1}
        if kind == "divides by":
            return word not in self._divided_by if word else not self._divided_by
        return kind == "treats all alike" and (self.has(*CHOICES) or self.words["where"] > 0)

    @property
    def loops(self) -> bool:
        """Whether anything may be done again and again: in a loop, or by a function that calls itself or others."""
        repeating = (getattr(self.function, "name", ""), *REPEATING)
        return self.has(*LOOPS) or any(self.words[each] for each in repeating)

    @property
    def ends_in_a_loop(self) -> bool:
        """Whether a loop may be left before its end."""
        ends = [each for loop in self.nodes if isinstance(loop, ast.For | ast.While) for each in ast.walk(loop)]
        return any(isinstance(each, ast.Return | ast.Break) for each in ends)

    @cached_property
    def depth(self) -> int:
        """How many loops there are inside of each other."""
        return max((loops_around(self.function, node) for node in self.nodes if isinstance(node, LOOPS)), default=0)

    @cached_property
    def _numbers(self) -> set[float]:
        """The numbers that are written in it, with their products and what they divide 1 into."""
        there = {abs(float(each.value)) for each in self.nodes if is_number(each)}
        there |= {1 / each for each in there if each}
        return there | {one * other for one in there for other in there}

    @cached_property
    def _counted(self) -> Counter[str]:
        """How often there is each kind of operation, and each function that is called."""
        return self.words + Counter(type(node).__name__ for node in self.nodes)

    @cached_property
    def kinds(self) -> set[str]:
        """What there is of operations, "loops", "far" numbers that may be limits, and "powers" of calculations."""
        far = any(is_number(node) and abs(node.value) >= 5 for node in self.nodes)
        powers = any(isinstance(getattr(node, "op", None), ast.Pow) and has_sign(node.left) for node in self.nodes)
        found = (("loops", self.has(*LOOPS)), ("far", far), ("powers", powers))
        more = {word for word, there in found if there}
        return {type(node).__name__ for node in self.nodes} | more

    @cached_property
    def divisors(self) -> list[ast.AST]:
        """What something is divided by, as b in a / b and in a /= b."""
        divisions = [node for node in self.nodes if isinstance(getattr(node, "op", None), ast.Div)]
        return [node.right if isinstance(node, ast.BinOp) else node.value for node in divisions]

    @cached_property
    def _divided_by(self) -> set[str]:
        """The names that stand below a fraction bar, all names if what is divided by what isn't plain."""
        below = self.divisors
        upside_down = any(
            isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and _is_negative(node.right)
            for node in self.nodes
        )
        if upside_down or self.has(ast.FloorDiv) or any(self.words[each] for each in ("divide", "power", "reciprocal")):
            below = self.nodes
        return {each.id for node in below for each in ast.walk(node) if isinstance(each, ast.Name)}


def _adds_to_a_name(node: ast.AST) -> bool:
    """Whether this is a sum with a name, or what stands at a place of it, as one of its terms: x + ..., x[i] += ..."""
    if isinstance(node, ast.AugAssign):
        return isinstance(node.op, ast.Add)
    terms = (node.left, node.right) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) else ()
    return any(isinstance(each, ast.Name | ast.Subscript) for each in terms)


def loops_around(function: ast.AST, node: ast.AST) -> int:
    """How many loops of a function there are around a part of it, which may be one of them."""
    around = [each for each in ast.walk(function) if isinstance(each, LOOPS)]
    around = [each for each in around if any(part is node for part in ast.walk(each))]
    return sum(len(getattr(each, "generators", "1")) for each in around)


def _is_negative(node: ast.AST) -> bool:
    return any(isinstance(each, ast.USub | ast.Sub) for each in ast.walk(node))


def _is_method(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)


@lru_cache(maxsize=64)
def parsed(text: str, name: str) -> Written | None:
    """Return the function of this name that a text begins with; None if it can't be read."""
    text = textwrap.dedent(text[:LONGEST])
    for part in (text, _block(text)):
        try:
            tree = ast.parse(part)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        found = [each for each in tree.body if isinstance(each, ast.FunctionDef) and each.name == name]
        if found:
            return Written(found[0])
    return None


def _block(text: str) -> str:
    """The first function of a text, up to the next line that isn't indented."""
    lines = text.splitlines()
    begin = next((n for n, line in enumerate(lines) if line.startswith("def ")), 0)
    end = next((n for n in range(begin + 1, len(lines)) if lines[n][:1] not in (" ", "\t", "", ")", "#")), len(lines))
    return "\n".join(lines[:end])


def of(answers: Answers, name: str) -> Written | None:
    """Return what was written as the answer of this name; None if it isn't known."""
    text = answers.text_of(name)
    return parsed(text, name) if isinstance(text, str) and text else None


def contradicts(answers: Answers, candidate: Misunderstanding) -> bool:
    """Whether the text of an answer plainly contradicts what would be said of it."""
    said = _said(candidate)
    if not said:
        return False
    return noted(answers, candidate.name, lambda own: any(map(own.contradicts, said)), False)


def _said(candidate: Misunderstanding) -> tuple[Claim, ...]:
    """What an explanation says of the code; of one that is listed, nothing but its function is known."""
    listed = candidate.source == "listed"
    return (*(() if listed else claimed(candidate)), *said_by(candidate.hint, listed))


def claimed(candidate: Misunderstanding) -> Sequence[Claim]:
    """What an explanation by a variant says of the code; nothing of another one."""
    return candidate.claims() if isinstance(candidate, Slipped) else ()


def borne_out(answers: Answers, candidates: list[Misunderstanding]) -> list[Misunderstanding]:
    """Return those of equally simple explanations that the text of the answer bears out; all if it does none."""
    found = []
    for each in candidates:
        words = evidence_for(each.hint)
        rivals = each.rank == candidates[0].rank and len(candidates) > 1

        def bears_it_out(own: Written, words: list[str] = words) -> bool:
            return any(map(own.words.get, words))

        if words and rivals and noted(answers, each.name, bears_it_out, False):
            found.append(each)
    return found or candidates


Question = tuple[str, Callable[[Written], Any], Any]
"""What is asked of the text of an answer: of which one, what, and what counts if it isn't known."""


def reply(answers: Answers, question: Question) -> Any:
    """Return what the text of an answer tells."""
    name, ask, unknown = question
    own = of(answers, name)
    return unknown if own is None else ask(own)


def noted(answers: Answers, *question: Any) -> Any:
    """Ask, and note question and reply where they are kept: other answers may be asked the same."""
    told = reply(answers, question)
    if isinstance(kept := vars(answers).get("read"), list):
        kept.append((question, told))
    return told


def as_result(candidate: Misunderstanding) -> Misunderstanding | None:
    """What can be said all the same: that the result is as if something were left out."""
    if candidate.source == "pair" or any(kind != "leaves out" for kind, _ in _said(candidate)):
        return None
    return replace(candidate, hint=f"your result is what comes out if {candidate.hint.removeprefix(PERHAPS)}")
