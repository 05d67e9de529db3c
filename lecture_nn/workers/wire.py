"""Plain data as bytes: JSON for the structure, raw bytes for the arrays. Nothing that comes in is ever executed."""

from __future__ import annotations

import json
import math
import re
import struct
from typing import Any, BinaryIO

import numpy as np

LONGEST = 100_000_000
"""Bytes of one message, at most."""

LONGEST_REPLY = 16_000_000
"""Bytes of a worker's reply, at most: what the judge reads costs it several times as much memory."""

LONGEST_HEAD = 4_000_000
"""Bytes of its structure, at most: each takes the judge far longer than a byte of an array."""

MOST_ITEMS = 200_000
"""Lists, texts, and numbers outside of arrays in a reply, at most: each costs the judge some hundred bytes."""

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

    def add(self, value: Any) -> None:
        if isinstance(value, str):
            self.longest_text = max(self.longest_text, len(value))
        elif isinstance(value, np.ndarray):
            # an array of shape (100000000, 0) has no numbers, but its sums along the second axis are that many
            self.numbers += math.prod(max(n, 1) for n in value.shape)
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

    def plain(item: Any, depth: int) -> Any:
        if depth > DEEPEST:
            raise WireError(f"lists within lists, more than {DEEPEST} deep")
        if isinstance(item, str):
            texts.append(item)
        if item is None or isinstance(item, bool | int | str):
            return item
        if isinstance(item, np.ndarray | np.generic):
            array = np.ascontiguousarray(item)
            if array.dtype.kind == "U" and array.ndim == 0:
                return str(array)
            if array.dtype.kind not in KINDS:
                raise WireError(f"an array of {array.dtype}, expected numbers")
            arrays.append(array.astype(array.dtype.newbyteorder("="), copy=False))
            return {"array": len(arrays) - 1, "dtype": arrays[-1].dtype.str, "shape": list(np.shape(item))}
        if isinstance(item, float):
            return {"float": item.hex() if np.isfinite(item) else repr(item)}
        if isinstance(item, list | tuple):
            return {type(item).__name__: [plain(each, depth + 1) for each in item]}
        if isinstance(item, dict):
            return {"dict": [[str(key), plain(each, depth + 1)] for key, each in item.items()]}
        raise WireError(f"a {type(item).__name__}, expected plain data")

    head = json.dumps(plain(value, 0)).encode()
    if len(head) > longest_head:
        raise WireError(f"{len(head):,} bytes of lists and texts, expected at most {longest_head:,}: return arrays")
    if longest < LONGEST:
        cost = _Cost(head)
        for each in [*arrays, *texts]:
            cost.add(each)
    message = b"".join([struct.pack("<Q", len(head)), head, *(array.tobytes() for array in arrays)])
    if len(message) > longest:
        raise WireError(f"{len(message):,} bytes, expected at most {longest:,}")
    return message


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
        cost = _Cost(text) if longest_head < LONGEST else None
        value, end = _value(json.loads(text), message, 8 + length, 0, cost)
    except WireError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, struct.error, RecursionError) as error:
        raise WireError(f"no message: {type(error).__name__}") from None
    if end != len(message):
        raise WireError("bytes are left over")
    return value


def _value(head: Any, message: bytes, at: int, depth: int, cost: _Cost | None) -> tuple[Any, int]:
    if depth > DEEPEST:
        raise WireError("too deep")
    if head is None or isinstance(head, bool | int | str):
        if cost:
            cost.add(head)
        return head, at
    if not isinstance(head, dict) or not head:
        raise WireError("an unknown kind of value")
    if "array" in head:
        if not DTYPE.fullmatch(str(head["dtype"])):
            raise WireError("an array of another kind")
        dtype, shape = np.dtype(head["dtype"]), tuple(head["shape"])
        if len(shape) > 8 or not all(type(n) is int and 0 <= n <= LONGEST for n in shape):
            raise WireError("an array of another kind")
        size = math.prod(shape) * dtype.itemsize
        if size > len(message) - at:
            raise WireError("an array longer than the message")
        flat = np.frombuffer(message, dtype=dtype, count=size // dtype.itemsize, offset=at)
        if cost:
            cost.add(flat.reshape(shape))
        return flat.reshape(shape).copy(), at + size
    ((kind, content),) = head.items()
    if kind == "float":
        text = str(content)
        return (float.fromhex(text) if "x" in text else float(text)), at
    if kind in ("list", "tuple"):
        items = []
        for each in content:
            item, at = _value(each, message, at, depth + 1, cost)
            items.append(item)
        return (tuple(items) if kind == "tuple" else items), at
    if kind == "dict":
        made = {}
        for key, each in content:
            made[str(key)], at = _value(each, message, at, depth + 1, cost)
        return made, at
    raise WireError("an unknown kind of value")


def send(stream: BinaryIO, value: Any) -> None:
    """Write a message with its length before it."""
    message = encode(value)
    stream.write(struct.pack("<Q", len(message)) + message)
    stream.flush()


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
