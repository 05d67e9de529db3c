"""Plain data as bytes: JSON for the structure, raw bytes for the arrays. Nothing that comes in is ever executed."""

from __future__ import annotations

import json
import math
import re
import struct
from collections.abc import Callable
from functools import lru_cache
from typing import Any, BinaryIO

import numpy as np

LONGEST = 100_000_000
"""Bytes of one message, at most."""

LONGEST_REPLY = 16_000_000
"""Bytes of a worker's reply, at most: what the judge reads costs it several times as much memory."""

LONGEST_HEAD = 4_000_000
"""Bytes of its structure, at most: each takes the judge far longer than a byte of an array."""

MOST_ITEMS = 20_000
"""Lists, texts, and numbers outside of arrays in a reply, at most: an explanation looks at each again and again."""

MOST_NUMBERS = 2_000_000
"""Numbers in the arrays of a reply, at most: checks compute in floats of 8 bytes, whatever the array was."""

MOST_CHARACTERS = 16_000_000
"""What all of them may take as texts as long as the longest, which is what NumPy makes of a list with a text in it."""

DEEPEST = 8
KINDS = "fiub"
"""Kinds of numbers that an array may hold: floats, signed and unsigned integers, booleans."""

DTYPE = re.compile(rf"[<>=|]?[{KINDS}]\d{{1,2}}")


class WireError(ValueError):
    """Bytes that are no message, or data that can't be sent."""


class _Cost:
    """What the parts of a reply cost whoever computes with them, however few bytes they are."""

    def __init__(self, head: bytes) -> None:
        self.items = sum(map(head.count, (b",", b"[", b"{")))
        if self.items > MOST_ITEMS:
            raise WireError(f"more than {MOST_ITEMS:,} numbers, texts and lists: return arrays")
        self.numbers = self.longest_text = 0

    def add_text(self, text: str) -> None:
        self.longest_text = max(self.longest_text, len(text))
        self._check()

    def add_array(self, shape: tuple[int, ...]) -> None:
        # an array of shape (100000000, 0) has no numbers, but its sums along the second axis are that many
        self.numbers += math.prod(n or 1 for n in shape)
        self._check()

    def _check(self) -> None:
        if self.numbers > MOST_NUMBERS:
            raise WireError(f"arrays of more than {MOST_NUMBERS:,} numbers")
        others = self.items + self.numbers
        if others > 100 and self.longest_text * others > MOST_CHARACTERS:
            raise WireError(f"a text of {self.longest_text:,} characters among {others:,} other things")


def encode(value: Any, longest: int = LONGEST, longest_head: int = LONGEST) -> bytes:
    """`value`, made of None, numbers, texts, lists, tuples, dictionaries and arrays, as bytes.

    With a shorter `longest` than a message may have, it is a reply, whose cost for the judge is bounded too.
    """
    arrays: list[np.ndarray] = []
    texts: list[str] = []

    def plain(item: Any, depth: int) -> Any:  # by the exact kind first: a notebook's questions are thousands of items
        if depth > DEEPEST:
            raise WireError(f"lists within lists, more than {DEEPEST} deep")
        kind = type(item)
        if kind is str:
            texts.append(item)
        if kind in _OF_JSON:
            return item
        if kind is np.ndarray:
            return array(item)
        if kind is list:
            return [plain(each, depth + 1) for each in item]
        if kind is tuple:
            return {"tuple": [plain(each, depth + 1) for each in item]}
        if kind is dict:
            return {"dict": [[str(key), plain(each, depth + 1)] for key, each in item.items()]}
        for wider, to_plain in _WIDER.items():
            if isinstance(item, wider):
                return plain(to_plain(item), depth)
        raise WireError(f"a {kind.__name__}, expected plain data")

    def array(item: np.ndarray) -> Any:
        if item.dtype.kind == "U" and item.ndim == 0:
            return plain(str(item), 0)
        if item.dtype.kind not in KINDS:
            raise WireError(f"an array of {item.dtype}, expected numbers")
        arrays.append(item if item.dtype.isnative else item.astype(item.dtype.newbyteorder("=")))
        return {"array": len(arrays) - 1, "dtype": arrays[-1].dtype.str, "shape": item.shape}

    head = _to_json(plain(value, 0)).encode()
    if len(head) > longest_head:
        raise WireError(f"{len(head):,} bytes of lists and texts, expected at most {longest_head:,}: return arrays")
    if longest < LONGEST:
        cost = _Cost(head)
        for each in arrays:
            cost.add_array(each.shape)
        for each in texts:
            cost.add_text(each)
    message = b"".join([struct.pack("<Q", len(head)), head, *(each.tobytes() for each in arrays)])
    if len(message) > longest:
        raise WireError(f"{len(message):,} bytes, expected at most {longest:,}")
    return message


_OF_JSON = frozenset({type(None), bool, int, float, str})
"""Kinds of items that JSON has too; it takes floats to their last bit, and knows NaN and infinity as Python does."""

_WIDER: dict[type, Callable[[Any], Any]] = {
    int: int,
    str: str,
    np.ndarray: np.asarray,
    np.generic: np.asarray,
    float: float,
    list: list,
    tuple: tuple,
    dict: dict,
}
"""What is made of an item of a kind derived from one of these: the first that fits."""

_to_json = json.JSONEncoder(check_circular=False).encode
_from_json = json.JSONDecoder().decode


def decode(message: bytes, longest_head: int = LONGEST) -> Any:
    """The plain data in a message; every length, shape and type is checked before anything is made of it.

    With a shorter `longest_head` than a message may have, it is a reply, whose cost is bounded too.
    """
    try:
        (length,) = struct.unpack_from("<Q", message)
        if length > len(message) - 8:
            raise WireError("the head is longer than the message")
        if length > longest_head:
            raise WireError(f"a structure of {length:,} bytes, expected at most {longest_head:,}")
        text = message[8 : 8 + length]
        parts = _Parts(message, 8 + length, _Cost(text) if longest_head < LONGEST else None)
        value = parts.value(_from_json(text.decode()), 0)
    except WireError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, struct.error, RecursionError) as error:
        raise WireError(f"no message: {type(error).__name__}") from None
    if parts.at != len(message):
        raise WireError("bytes are left over")
    return value


class _Parts:
    """Makes the values that a message's head describes; `at` is where the bytes of the next array begin."""

    def __init__(self, message: bytes, at: int, cost: _Cost | None) -> None:
        self._message, self.at, self._cost = message, at, cost

    def value(self, head: Any, depth: int) -> Any:
        if depth > DEEPEST:
            raise WireError("too deep")
        kind = type(head)
        if kind is list:
            return [self.value(each, depth + 1) for each in head]
        if kind is not dict:
            if kind is str and self._cost:
                self._cost.add_text(head)
            return head
        if "array" in head:
            return self._array(_dtype(head["dtype"]), tuple(head["shape"]))
        ((kind, content),) = head.items()
        if kind == "tuple":
            return tuple([self.value(each, depth + 1) for each in content])
        if kind == "dict":
            return {str(key): self.value(each, depth + 1) for key, each in content}
        raise WireError("an unknown kind of value")

    def _array(self, dtype: np.dtype, shape: tuple[int, ...]) -> np.ndarray:
        if len(shape) > 8 or not all(type(n) is int and 0 <= n <= LONGEST for n in shape):
            raise WireError("an array of another kind")
        size = math.prod(shape) * dtype.itemsize
        if size > len(self._message) - self.at:
            raise WireError("an array longer than the message")
        if self._cost:
            self._cost.add_array(shape)
        self.at += size
        return np.ndarray(shape, dtype, self._message, self.at - size).copy()


@lru_cache(maxsize=100)
def _dtype(name: str) -> np.dtype:
    if not DTYPE.fullmatch(name):
        raise WireError("an array of another kind")
    return np.dtype(name)


def framed(value: Any) -> bytes:
    """A message with its length before it, as it is sent."""
    message = encode(value)
    return struct.pack("<Q", len(message)) + message


def receive(stream: BinaryIO, longest: int = LONGEST, longest_head: int = LONGEST) -> Any:
    """Read one message of at most `longest` bytes; EOFError at the end of the stream."""
    head = _exactly(stream, 8)
    (length,) = struct.unpack("<Q", head)
    if length > longest:
        raise WireError(f"{length:,} bytes, expected at most {longest:,}")
    return decode(_exactly(stream, length), longest_head)


def _exactly(stream: BinaryIO, n: int) -> bytes:
    parts = []
    while n:
        part = stream.read(n)
        if not part:
            raise EOFError
        parts.append(part)
        n -= len(part)
    return b"".join(parts)
