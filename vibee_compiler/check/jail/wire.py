"""Frames between the caller and the jail: a JSON header and octets that belong to it."""

from __future__ import annotations

import json
import os
import struct
from typing import IO, Any

HEAD = struct.Struct("<IQ")

Frame = tuple[dict[str, Any], bytes]


def pack(header: dict[str, Any], body: bytes = b"") -> bytes:
    """A frame as octets."""
    head = json.dumps(header).encode()
    return HEAD.pack(len(head), len(body)) + head + body


def send(descriptor: int, header: dict[str, Any], body: bytes = b"") -> None:
    """Write a whole frame."""
    view = memoryview(pack(header, body))
    while view:
        view = view[os.write(descriptor, view) :]


def receive(stream: IO[bytes]) -> Frame | None:
    """The next frame, None at the end of the stream (or inside a frame)."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    header_size, body_size = HEAD.unpack(head)
    header, body = stream.read(header_size), stream.read(body_size)
    if len(header) < header_size or len(body) < body_size:
        return None
    return json.loads(header), body
