"""Reading a notebook without the outputs that are saved in it: they may be a hundred times as large as the rest.

The bytes are read piece by piece, and what stands under "outputs" is dropped before anything is made of it. So a
notebook costs memory in proportion to its code, whatever it has printed.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from typing import BinaryIO

PIECE = 1_000_000
"""Bytes that are read at a time."""

OVERLAP = 200
"""Bytes in which a key, its colon and the bracket after it stand, white space included."""

_KEY = re.compile(rb'(?<!\\)"(?:outputs|attachments|widgets)"\s*:\s*[\[{]')
"""Outputs, pictures in the text, and the state of sliders. In a text of JSON, a quotation mark has a backslash before
it, so that code about outputs is never taken for them."""

_SKIPPED = re.compile(rb'(?:[^"\[\]{}]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+', re.DOTALL)
_END_OF_TEXT = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)


def without_outputs(file: BinaryIO) -> Iterator[bytes]:
    """Yield the file's bytes, with an empty list or dictionary in the place of the outputs.

    What is no JSON comes out in some way, and isn't valid then either.
    """
    data, at = b"\n" + file.read(PIECE), 1  # what stands before `at` has been given already; there is always a byte
    while at < len(data):
        if found := _KEY.search(data, at):
            yield data[at : found.end()]
            data, at = yield from _after_value(file, data, found.end())
            if at == len(data):
                data, at = data[-1:] + file.read(PIECE), 1
            continue
        piece = file.read(PIECE)
        if not piece:
            yield data[at:]
            return
        given = max(len(data) - OVERLAP, at)
        yield data[at:given]
        data, at = data[given - 1 :] + piece, 1


def _after_value(file: BinaryIO, data: bytes, at: int) -> Generator[bytes, None, tuple[bytes, int]]:
    """Skip the rest of a list or dictionary; yield the bracket that ends it, and return the piece and where it goes on.

    Nothing is cut off there: a notebook may have a hundred thousand empty outputs in one piece.
    """
    depth, in_text = 1, False
    while True:
        while at < len(data):
            if in_text:
                if not (end := _END_OF_TEXT.match(data, at)):
                    break
                at, in_text = end.end(), False
                continue
            at = _SKIPPED.match(data, at).end()
            mark = data[at : at + 1]
            at += 1
            if mark == b'"':
                in_text = True
            elif mark:
                depth += 1 if mark in b"[{" else -1
            if depth == 0:
                yield mark
                return data, at
        left = b""
        if in_text and at < len(data):
            rest = data[at:]
            backslashes = len(rest) - len(rest.rstrip(b"\\"))
            left = b"\\" if backslashes % 2 else b""  # what it escapes is in the next piece
        piece = file.read(PIECE)
        if not piece:
            return b"", 0
        data, at = left + piece, 0
