"""Bytes."""

from __future__ import annotations

import re

from vibee_compiler.ir.interp.budget import OBJECT, Raised, Runtime
from vibee_compiler.ir.interp.registry import op

_BROKEN = re.compile("[\udc80-\udcff]+")


@op("bytes.concat", runtime=True)
def concat(rt: Runtime, a: bytes, b: bytes) -> bytes:
    """One after the other."""
    rt.build(OBJECT + len(a) + len(b))
    return a + b


@op("bytes.fromString", runtime=True)
def from_string(rt: Runtime, s: str) -> bytes:
    """The UTF-8 octets."""
    rt.build(4 * len(s))
    return s.encode()


@op("string.fromBytes", runtime=True)
def to_string(rt: Runtime, b: bytes) -> str:
    """The text of UTF-8 octets."""
    rt.build(len(b))
    try:
        return b.decode()
    except UnicodeDecodeError:
        raise Raised("InvalidArgument", "not UTF-8") from None


@op("format.s.bytes", runtime=True)
def lenient(rt: Runtime, b: bytes) -> str:
    """The text of octets, each run of broken ones as one U+FFFD."""
    rt.build(3 * len(b))
    return _BROKEN.sub("\ufffd", b.decode("utf-8", "surrogateescape"))


@op("format.x.bytes", runtime=True)
def hexadecimal(rt: Runtime, b: bytes) -> str:
    """Two digits for each octet."""
    rt.build(2 * len(b))
    return b.hex()


@op("format.x.string", runtime=True)
def hexadecimal_text(rt: Runtime, s: str) -> str:
    """Two digits for each octet of the UTF-8 form."""
    return hexadecimal(rt, from_string(rt, s))
