"""Text with `code`, *emphasis* and simple $formulas$, as HTML and as plain text.

A question is shown in a notebook, on the web site and in plain text, and nothing typesets formulas in all of these
places. So the little that a question needs is written in Unicode: no display formulas, no markup of any other kind.
"""

from __future__ import annotations

import html
import re
from typing import NamedTuple

PARTS = re.compile(r"`([^`]+)`|\$([^$]+)\$|\*(?=\S)([^*]+)(?<=\S)\*")
TOKENS = re.compile(r"\\[A-Za-z]+|\\.|\d+(?:[.,]\d+)*|\s+|.")

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η", "theta": "θ", "lambda": "λ",
    "mu": "μ", "nu": "ν", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "omega": "ω",
    "Delta": "Δ", "Sigma": "Σ", "Phi": "Φ",
}  # fmt: skip
SIGNS = {"partial": "∂", "sum": "∑", "infty": "∞", "dots": "…", "ldots": "…", "nabla": "∇", "%": "%", ",": "\u2009"}
OPERATORS = {"+": "+", "-": "−", "=": "=", "<": "<", ">": ">"}
RELATIONS = {"cdot": "·", "times": "×", "le": "≤", "ge": "≥", "ne": "≠", "approx": "≈", "to": "→", "pm": "±"}
RELATIONS |= {"leq": "≤", "geq": "≥", "neq": "≠", "in": "∈"}
FUNCTIONS = {"tanh", "log", "exp", "max", "min", "sin", "cos"}
UPRIGHT = {"text", "mathrm"}
ONE_SIGN = {"1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾"}
LOW, LOWERED_TO = "0123456789+−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"
HIGH, RAISED_TO = "0123456789+−=()abcdefghijklmnoprstuvwxyzT", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ"
LOWERED = dict(zip(LOW, LOWERED_TO, strict=True))
RAISED = dict(zip(HIGH, RAISED_TO, strict=True))


class Text(NamedTuple):
    """The same words twice."""

    html: str
    plain: str

    def __add__(self, other: Text) -> Text:  # type: ignore[override]
        return Text(self.html + other.html, self.plain + other.plain)


def inline(text: str) -> Text:
    """Return the text as HTML and as plain text.

    Raises
    ------
    ValueError
        If a formula holds a command that is not known here, or a dollar sign has no other.
    """
    made, end = Text("", ""), 0
    for found in PARTS.finditer(text):
        code, formula, stressed = found.groups()
        made += _words(text[end : found.start()])
        if code:
            made += Text(f"<code>{html.escape(code)}</code>", code)
        elif formula:
            made += _Formula(formula).all()
        else:
            made += Text(f"<em>{html.escape(stressed)}</em>", stressed)
        end = found.end()
    return made + _words(text[end:])


def _words(text: str) -> Text:
    if "$" in text:
        raise ValueError(f"expected a second $ after the first in {text!r}")
    return Text(html.escape(text, quote=False), text)


class _Formula:
    """A reader of a formula, token by token."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = TOKENS.findall(source)
        self.at = 0

    def all(self) -> Text:
        made = self.sequence()
        if self.at < len(self.tokens):
            raise ValueError(f"expected no }} without a {{ in the formula {self.source!r}")
        return Text(f'<span class="lnnq-formula">{made.html}</span>', made.plain)

    def sequence(self) -> Text:
        made, shifted = Text("", ""), False
        while self.at < len(self.tokens) and (token := self.tokens[self.at]) != "}":
            atom = self.atom(made.plain)
            if shifted and (token.isalpha() or token[1:] in {*GREEK, *FUNCTIONS, "partial", "sum"}):
                made += _sign("\u2009")  # between factors, once the first has an index
            made += atom
            shifted = token in ("_", "^") or (shifted and token.isspace())
        return made

    def atom(self, before: str) -> Text:
        token = self.tokens[self.at]
        self.at += 1
        if token in ("_", "^"):
            return self.shifted(token)
        if token == "{":
            return self.group(opened=True)
        if token.isspace():
            return Text("", "")
        if token.startswith("\\"):
            return self.command(token[1:], before)
        if token in OPERATORS:
            sign = OPERATORS[token]
            binary = before.strip()[-1:] not in ("", "(", *OPERATORS.values(), *RELATIONS.values())
            return _sign(f" {sign} " if binary or sign not in "+−" else sign)
        if token == "'":
            return _sign("′")
        if token.isalpha():
            return Text(f"<i>{token}</i>", token)
        return _sign(f"{token} " if token == "," else token)

    def command(self, name: str, before: str) -> Text:
        if name in GREEK:
            return Text(f"<i>{GREEK[name]}</i>", GREEK[name])
        if name in SIGNS:
            return _sign(SIGNS[name])
        if name in RELATIONS:
            return _sign(f" {RELATIONS[name]} ")
        if name in FUNCTIONS:
            space = "\u2009" if self.tokens[self.at : self.at + 1] not in (["("], ["_"], ["^"], []) else ""
            return _sign(name + space)
        if name in UPRIGHT:
            inside = self.group()
            return _sign(inside.plain)
        if name in ("frac", "tfrac", "dfrac"):
            over, under = _bracketed(self.group()), _bracketed(self.group(), factors=True)
            made = over + _sign("/") + under
            if made.plain in ONE_SIGN:
                return _sign(ONE_SIGN[made.plain])
            return _sign("(") + made + _sign(")") if self.factor_follows() else made
        if name == "sqrt":
            return _sign("√") + _bracketed(self.group(), factors=True)
        if name in ("left", "right"):
            return Text("", "")
        known = ", ".join(sorted({*GREEK, *RELATIONS, *FUNCTIONS, *UPRIGHT, "frac", "sqrt", "partial", "sum"}))
        raise ValueError(f"formula {self.source!r}: expected one of {known}; got \\{name}")

    def factor_follows(self) -> bool:
        """Whether the rest goes on with a factor, which 1/2 before it would seem to be divided by."""
        token = next((token for token in self.tokens[self.at :] if not token.isspace()), "")
        return (
            token in ("(", "{")
            or token.isalnum()
            or token[1:] in {*GREEK, *FUNCTIONS, *UPRIGHT, "partial", "sum", "sqrt"}
        )

    def group(self, opened: bool = False) -> Text:
        """Return what stands in braces, or the one atom that stands there without."""
        if not opened:
            while self.tokens[self.at : self.at + 1] and self.tokens[self.at].isspace():
                self.at += 1
            if self.at >= len(self.tokens):
                raise ValueError(f"formula {self.source!r}: expected something at its end")
            if self.tokens[self.at] != "{":
                return self.atom("")
            self.at += 1
        made = self.sequence()
        if self.at >= len(self.tokens):
            raise ValueError(f"formula {self.source!r}: expected a }}")
        self.at += 1
        return made

    def shifted(self, token: str) -> Text:
        inside = self.group()
        tag, letters = ("sub", LOWERED) if token == "_" else ("sup", RAISED)
        tight = inside.plain.replace(" ", "")
        if all(letter in letters for letter in tight):
            plain = "".join(letters[letter] for letter in tight)
        else:
            plain = token + (tight if len(tight) == 1 else f"({tight})")
        return Text(f"<{tag}>{inside.html.replace(' ', '')}</{tag}>", plain)


def _bracketed(text: Text, factors: bool = False) -> Text:
    """Put a sum or a quotient into parentheses, and, if `factors`, also a product: 1/2n isn't 1/(2n)."""
    indices = {*LOWERED_TO, *RAISED_TO}
    letters = "".join(letter for letter in text.plain if letter not in indices).removeprefix("∂")
    one = len(letters) <= 1 or not re.search(r"[^\d.,]", letters)
    several = any(sign in text.plain for sign in " /\u2009") or (factors and not one)
    return _sign("(") + text + _sign(")") if several else text


def _sign(sign: str) -> Text:
    return Text(html.escape(sign, quote=False), sign)
