"""Bytes of a spec file to text."""

from __future__ import annotations

import codecs
import re

from vibee_compiler.diagnostics.catalogue import make
from vibee_compiler.diagnostics.model import Diagnostic
from vibee_compiler.frontend.source import SourceFile

MAX_BYTES = 4 * 1024 * 1024

# What is not in YAML 1.2.2's c-printable; lone surrogates cannot come out of UTF-8. (The negated
# class of what is in it takes 5 ms to compile.)
_FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BINARY_SAMPLE = 8192
_BINARY_SHARE = 0.1
_TEXT_BYTES = bytes({*range(0x20, 0x7F), *range(0x80, 0x100), *b"\t\n\r\f\b\x1b"})


def decode(name: str, data: bytes) -> tuple[SourceFile, bool, list[Diagnostic]]:
    """The text of a file, whether it can be read as YAML, and what is wrong with it.

    A byte order mark is not part of the text: line 1, column 1 is what follows it.
    """
    if len(data) > MAX_BYTES:
        source = SourceFile.of(name, "")
        message = f"the file has {len(data):,} bytes; a spec has at most {MAX_BYTES:,}"
        return source, False, [make("VB0105", message, span=source.span(0, 0))]
    found: list[Diagnostic] = []
    marked = data.startswith(codecs.BOM_UTF8)
    body = data[3:] if marked else data
    try:
        text = body.decode("utf-8")
        broken = None
    except UnicodeDecodeError as error:
        text = body.decode("utf-8", "replace")
        broken = len(body[: error.start].decode("utf-8", "replace"))
    source = SourceFile.of(name, text)
    if _looks_binary(body):
        message = "this is no text file"
        return source, False, [make("VB0103", message, span=source.span(0, 0), expected="YAML")]
    if broken is not None:
        return source, False, [_not_utf8(source, data, broken)]
    if marked:
        message = "the file starts with a byte order mark, which is skipped"
        found.append(make("VB0102", message, span=source.span(0, 0)))
    bad = [
        make(
            "VB0104",
            f"control character U+{ord(match.group()):04X}",
            span=source.span(match.start(), match.end()),
            hint='in double quotes, an escape stands for it: "\\0", "\\x1b", "\\u0085"',
        )
        for match, _ in zip(_FORBIDDEN.finditer(text), range(10), strict=False)
    ]
    return source, not bad, found + bad


def _looks_binary(data: bytes) -> bool:
    if data.startswith(_UTF16):
        return False
    sample = data[:_BINARY_SAMPLE]
    control = len(sample.translate(None, _TEXT_BYTES))
    return control > 2 and control > len(sample) * _BINARY_SHARE


def _not_utf8(source: SourceFile, data: bytes, offset: int) -> Diagnostic:
    if data.startswith(_UTF16):
        message, hint = "the file is UTF-16", "save it as UTF-8"
    else:
        message, hint = "a byte here is not UTF-8", "save the file as UTF-8"
    span = source.span(offset, offset + 1)
    return make("VB0101", message, span=span, expected="UTF-8 text", hint=hint)
