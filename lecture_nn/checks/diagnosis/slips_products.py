"""Slips of products that are added up: a matrix product where entries should be multiplied one by one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lecture_nn.checks.diagnosis.slips import Place, argument, called, calling, combined, slip, transposed

Made = Iterator[tuple[object, str, str]]


@slip("a matrix product in a sum", ast.Call)
def matrix_product_in_a_sum(node: ast.Call, place: Place) -> Made:
    """(A * B).sum(axis=1).mean() with A.T @ B or A @ B.T in place of A * B, which fit together as well."""
    if place.ndim(node) != 0 or called(place.parent(node)) in ("sum", "mean"):
        return
    product: ast.AST | None = node
    while called(product) in ("sum", "mean"):
        product = argument(product)
    if product is node or not isinstance(product, ast.BinOp) or not isinstance(product.op, ast.Mult):
        return
    a, b = product.left, product.right
    if place.ndim(a) != 2 or place.ndim(b) != 2 or place.value(a).shape != place.value(b).shape:
        return
    words = place.words.of(a), place.words.of(b)
    of = f" of {words[0]} and {words[1]}" if words[0] != words[1] else ""
    did = f"you take a matrix product{of}, where the entries should be multiplied one by one"
    asks = "Which entries of the two belong together, and which pairs does a matrix product add up?"
    for crossed in (combined(transposed(a), ast.MatMult, b), combined(a, ast.MatMult, transposed(b))):
        whole = calling("sum", crossed)
        yield combined(whole, ast.Div, ast.Call(ast.Name("len", ast.Load()), [a], [])), did, asks
        yield calling("mean", crossed), did, asks
        yield whole, did, asks
