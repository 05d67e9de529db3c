"""Slips of products that are added up: of which kind they are, and where something is added to them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from lecture_nn.checks.diagnosis.slips import Place, argument, called, calling, combined, number, slip, transposed

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


@slip("added before the product", ast.BinOp, rank=2.25)
def before_the_product(node: ast.BinOp, place: Place) -> Made:
    """A @ B + c as A @ (B + c), or as (A + c) @ B."""
    for left, right, term in _product_and_term(node):
        asks = f"What is {place.words.of(term)} multiplied by then, and should it be?"
        for factor, made in (
            (right, combined(left, ast.MatMult, combined(right, ast.Add, term))),
            (left, combined(combined(left, ast.Add, term), ast.MatMult, right)),
        ):
            did = f"you add {place.words.of(term)} to {place.words.of(factor)} before the product, not to the product"
            yield made, did, asks


@slip("added once for each input", ast.BinOp, rank=2.4)
def for_each_input(node: ast.BinOp, place: Place) -> Made:
    """A @ B + c with c as often as there are products in the sum."""
    for left, _, term in _product_and_term(node):
        often = combined(calling("size", left, number(-1)), ast.Mult, term)
        did = f"you add {place.words.of(term)} once for each input, not once for each unit"
        made = combined(node.left, ast.Add, often) if term is node.right else combined(often, ast.Add, node.right)
        yield made, did, "Is it added inside the loop over the inputs, or inside the sum?"


def _product_and_term(node: ast.BinOp) -> Iterator[tuple[ast.expr, ast.expr, ast.expr]]:
    """The two factors of a matrix product, and what is added to it."""
    for product, term in ((node.left, node.right), (node.right, node.left)):
        if not isinstance(node.op, ast.Add):
            return
        if isinstance(product, ast.BinOp) and isinstance(product.op, ast.MatMult):
            yield product.left, product.right, term
        elif called(product) in ("dot", "matmul") and len(product.args) == 2:
            yield *product.args, term
