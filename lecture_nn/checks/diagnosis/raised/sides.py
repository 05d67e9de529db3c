"""The two arrays of a calculation that don't fit together, and what their shapes are called in sentences."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

SHAPE = re.compile(r"\((\d+(?:,\s*\d+)*),?\)")
TARGETS = ("T", "t", "Y", "y", "targets", "labels", "one_hot")
BY_ENTRY = {"*": "The operator * multiplies", "multiply": "np.multiply multiplies"}
SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
FROM_THE_RIGHT = "NumPy compares shapes from the right"


@dataclass(frozen=True)
class Side:
    """One of the two arrays: as the student wrote it, and its shape."""

    said: str
    shape: tuple[int, ...]
    node: ast.AST | None = None

    def __str__(self) -> str:
        return f"{self.said} has shape {self.shape}"


def shapes_in(text: str) -> list[tuple[int, ...]]:
    """Return the shapes that an error message names."""
    return [tuple(map(int, found.split(","))) for found in SHAPE.findall(text)]
