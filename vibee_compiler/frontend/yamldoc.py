"""YAML text to a tree with exact positions.

PyYAML's C parser gives events; composing, scalar resolution (YAML 1.2 core schema) and all limits
are done here, without recursion, so that no input overflows a stack. Anchors and aliases are
legal. `<<` is a key like any other, as YAML 1.2 has it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import field
from functools import cache
from typing import Any

from vibee_compiler.diagnostics.catalogue import make
from vibee_compiler.diagnostics.model import Diagnostic, Span
from vibee_compiler.frontend import core_schema
from vibee_compiler.frontend.decode import decode
from vibee_compiler.frontend.document import YMap, YNode, YScalar, YSeq
from vibee_compiler.frontend.fragments import compose, whole
from vibee_compiler.frontend.scalars import anchors_of
from vibee_compiler.frontend.source import Fragment, SourceFile
from vibee_compiler.patterns import postponed
from vibee_compiler.records import dataclass

MAX_DEPTH = 100
MAX_ALIASED_NODES = 100_000
_HINT_WIDTH = 200

_CORE_TAG = "tag:yaml.org,2002:"
_COLLECTION_TAGS = {"seq", "map"}
_SCALAR_TAGS = {"str", "int", "float", "bool", "null"}

# libyaml keeps YAML 1.1's line breaks NEL, LS and PS, which are plain characters in YAML 1.2.
# They pass it in disguise.
_OLD_BREAKS = "\x85\u2028\u2029"
_HAS_OLD_BREAK = re.compile(f"[{_OLD_BREAKS}]")
# Tag and anchor in front of a scalar, with the white space and comments between them.
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*(?:\s+(?:#[^\n]*\n\s*)*)?)+")


def read_bytes(name: str, data: bytes) -> tuple[SourceFile, YNode | None, list[Diagnostic]]:
    """A file's source, its tree (None if it has none that can be read) and what is wrong with it.

    `name` is the path as the user wrote it. Never raises for any `data`.
    """
    source, readable, found = decode(name, data)
    if not readable:
        return source, None, found
    node, more = read_fragment(whole(source))
    if node is None and not more:
        message = "there is no document in this file"
        more = [make("VB0106", message, span=source.span(0, 0), expected="a mapping with `name:`")]
    return source, node, found + more


def read_fragment(fragment: Fragment) -> tuple[YNode | None, list[Diagnostic]]:
    """A piece of text as YAML (a whole file, or a value inside another scalar).

    Positions are those of the file that the fragment came from. None without a diagnostic means
    that there is nothing but comments.
    """
    builder = _Builder(fragment)
    builder.run()
    return builder.root, builder.found


class _StopReading(Exception):
    """Nothing sensible can follow."""


@dataclass(slots=True)
class _Frame:
    """A collection that is still open."""

    start: int
    anchor: str | None
    items: list[YNode] | None  # of a sequence
    entries: dict[str, tuple[YScalar, YNode]] = field(default_factory=dict)
    key: YScalar | None = None
    expects_value: bool = False
    size: int = 1
    height: int = 1


class _Builder:
    """One document: the open collections, the anchors, and the finished root."""

    def __init__(self, fragment: Fragment) -> None:
        self.fragment = fragment
        self.text = fragment.text
        self.identity = fragment.anchors == ((0, 0),)
        self.source = fragment.source
        self.found: list[Diagnostic] = []
        self.root: YNode | None = None
        self.stack: list[_Frame] = []
        self.anchors: dict[str, tuple[YNode, int, int]] = {}
        self.open_anchors: set[str] = set()
        self.documents = 0
        self.aliased = 0
        self.last_end = 0
        self.disguise: dict[int, int] = {}
        self.usual = self.identity  # the text is the file's, and libyaml gets it as it is

    def span(self, start: int, end: int) -> Span:
        """A stretch of the text as one of the file."""
        if self.identity:
            return self.fragment.source.span(start, end)
        return self.fragment.span((start, max(start, end)))

    def offsets(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the text as offsets into the file."""
        if self.identity:
            return start, end
        span = self.span(start, end)
        return span.start.offset, span.end.offset

    def report(
        self,
        code: str,
        message: str,
        start: int,
        end: int,
        *,
        expected: str | None = None,
        hint: str | None = None,
    ) -> None:
        """Note what is wrong."""
        span = self.span(start, end)
        self.found.append(make(code, message, span=span, expected=expected, hint=hint))

    def run(self) -> None:
        """Read the events."""
        parser_of, handlers, yaml_error = _reading()
        try:
            next_event = parser_of(self._disguised()).get_event
            while (event := next_event()) is not None:
                handler = handlers.get(type(event))
                if handler is not None:
                    handler(self, event)
        except _StopReading:
            self.root = None
        except yaml_error as error:
            self.root = None
            self._syntax_error(error)

    def _disguised(self) -> str:
        """The text with characters that libyaml takes for line breaks replaced, same length."""
        if not _HAS_OLD_BREAK.search(self.text):
            return self.text
        free = (chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in self.text)
        pairs = {ord(old): ord(new) for old, new in zip(_OLD_BREAKS, free, strict=False)}
        self.disguise = {new: old for old, new in pairs.items()}
        self.usual = False
        return self.text.translate(pairs)

    def document(self, event: Any) -> None:
        """A document starts, of which there may be one."""
        self.documents += 1
        if self.documents == 1:
            return
        at = event.start_mark.index
        self.report(
            "VB0108", "a second document starts here", at, at + 3, hint="one file holds one spec"
        )
        raise _StopReading

    def _syntax_error(self, error: Any) -> None:
        from vibee_compiler.frontend import yamlhints  # patterns that only a mistake needs

        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        if "expected ':'" in str(getattr(error, "problem", None)):
            # libyaml complains at the next line; the one without a colon is where it began.
            mark = getattr(error, "context_mark", None) or mark
        problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
        at = min(mark.index, len(self.text)) if mark is not None else 0
        if "nesting depth" in problem:  # libyaml looks ahead of its events
            self._too_deep(at, at + 1)
            return
        context = getattr(error, "context_mark", None)
        rows = [self._line(at)]
        if context is not None:
            rows.append(self._line(context.index))
        if at and not self.text[:at].rsplit("\n", 1)[-1].strip():
            rows.append(self._line(max(0, self.text.rfind("\n", 0, at))))
        start = self.text.rfind("\n", 0, at) + 1
        tab = "\t" in self.text[start : at + 1] and not self.text[start : at + 1].strip()
        report = yamlhints.describe(problem, tuple(rows), tab)
        end = at if at >= len(self.text) or self.text[at] == "\n" else at + 1
        self.report(
            report.code, report.message, at, end, expected=report.expected, hint=report.hint
        )

    def _line(self, at: int) -> str:
        """The line around a place, as far as hints look at it."""
        start = max(self.text.rfind("\n", 0, at) + 1, at - _HINT_WIDTH)
        end = self.text.find("\n", at)
        return self.text[start : end if end >= 0 else len(self.text)][: 2 * _HINT_WIDTH]

    def open(self, event: Any, items: list[YNode] | None) -> None:
        """A collection starts."""
        start = event.start_mark.index
        if len(self.stack) >= MAX_DEPTH:
            self._too_deep(start, start + 1)
            raise _StopReading
        tag = event.tag
        if tag is not None and tag.removeprefix(_CORE_TAG) not in _COLLECTION_TAGS:
            self._bad_tag(tag, start, start + 1)
        if event.anchor is not None:
            self.open_anchors.add(event.anchor)
        self.stack.append(_Frame(start, event.anchor, items))

    def _too_deep(self, start: int, end: int) -> None:
        message = f"lists and mappings are nested more than {MAX_DEPTH} levels deep"
        self.report("VB0111", message, start, end)

    def close(self, event: Any) -> None:
        """The innermost collection ends."""
        frame = self.stack.pop()
        place = self._collection_place(frame, event)
        node: YNode
        if frame.items is not None:
            node = YSeq(tuple(frame.items), self.source, place)
        else:
            node = YMap(tuple(frame.entries.values()), self.source, place)
        if frame.anchor is not None:
            self.open_anchors.discard(frame.anchor)
        self.place(node, frame.anchor, frame.size, frame.height)

    def _collection_place(self, frame: _Frame, event: Any) -> tuple[int, int]:
        end = event.end_mark.index
        if event.start_mark.index == end:
            # libyaml ends a block where the next token starts, which may be far below.
            end = max(frame.start, self.last_end)
        self.last_end = end
        return self.offsets(frame.start, end)

    def place(self, node: YNode, anchor: str | None, size: int, height: int) -> None:
        """A finished node goes into the collection around it."""
        if anchor is not None:
            self.anchors[anchor] = (node, size, height)
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        frame.size += size
        frame.height = max(frame.height, height + 1)
        if frame.items is not None:
            frame.items.append(node)
        elif frame.expects_value:
            self._entry(frame, node)
        else:
            self._key(frame, node)

    def _key(self, frame: _Frame, node: YNode) -> None:
        frame.expects_value = True
        if isinstance(node, YScalar):
            frame.key = node
            if node.plain and node.fragment.text == "<<":
                message = "`<<` is a key like any other in YAML 1.2"
                hint = "write the keys out, or use the alias as a whole value"
                self.found.append(make("VB0117", message, span=node.span, hint=hint))
            return
        frame.key = None
        self.found.append(
            make("VB0116", "a list or a mapping as a key", span=node.span, expected="a text")
        )

    def _entry(self, frame: _Frame, node: YNode) -> None:
        frame.expects_value = False
        key = frame.key
        if key is None:
            return
        text = key.fragment.text
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        before = frame.entries.get(text)
        if before is None:
            frame.entries[text] = (key, node)
            return
        place = before[0].span.start
        message = f"`{_short(text)}` is written twice; first in line {place.line}"
        hint = f"the first one is at {place.line}:{place.column}: rename or remove one of them"
        self.found.append(make("VB0110", message, span=key.span, hint=hint))

    def alias(self, event: Any) -> None:
        """`*name`."""
        name = event.anchor
        start, end = event.start_mark.index, event.end_mark.index
        self.last_end = end
        if name in self.open_anchors:
            self.report("VB0113", f"`*{name}` stands inside of `&{name}`", start, end)
            raise _StopReading
        known = self.anchors.get(name)
        if known is None:
            self.report(
                "VB0112",
                f"no anchor `&{_short(name)}` stands before this alias",
                start,
                end,
                hint="a text that starts with `*` needs quotes",
            )
            self.place(self._text_node(start, end), None, 1, 1)
            return
        node, size, height = known
        self.aliased += size
        if self.aliased > MAX_ALIASED_NODES:
            message = f"written out, the aliases have more than {MAX_ALIASED_NODES:,} nodes"
            self.report("VB0114", message, start, end)
            raise _StopReading
        if len(self.stack) + height - 1 > MAX_DEPTH:
            self._too_deep(start, end)
            raise _StopReading
        self.place(node, None, size, height)

    def _text_node(self, start: int, end: int) -> YScalar:
        text = self.text[start:end]
        fragment = self._fragment(text, ((0, start),))
        return YScalar(fragment, "str", text, self.offsets(start, end), plain=False)

    def _fragment(self, text: str, anchors: tuple[tuple[int, int], ...]) -> Fragment:
        if not self.identity:
            anchors = compose(self.fragment, anchors, len(text))
        return Fragment(text, self.fragment.source, anchors)

    def scalar(self, event: Any) -> None:
        """A scalar."""
        start, end = event.start_mark.index, event.end_mark.index
        value: str = event.value
        anchor = event.anchor
        if (
            self.usual
            and not event.style
            and anchor is None
            and event.tag is None
            and self.text[start:end] == value
        ):  # most scalars are as they stand in the file
            kind, resolved = core_schema.resolve(value)
            fragment = Fragment(value, self.source, ((0, start),))
            node = YScalar(fragment, kind, resolved, (start, end))
            self.last_end = end
        else:
            node = self._special(event, start, end, value)
        frame = self.stack[-1] if self.stack else None
        if frame is None or anchor is not None:
            self.place(node, anchor, 1, 1)
            return
        frame.size += 1
        if frame.height == 1:
            frame.height = 2
        if frame.items is not None:
            frame.items.append(node)
        elif frame.expects_value:
            self._entry(frame, node)
        else:
            self._key(frame, node)

    def _special(self, event: Any, start: int, end: int, value: str) -> YScalar:
        """A scalar with a style, a tag or an anchor, or one of several lines."""
        style = event.style or ""
        if self.disguise:
            value = value.translate(self.disguise)
        if event.anchor is not None or event.tag is not None:
            properties = _PROPERTIES.match(self.text, start, end)
            start = properties.end() if properties is not None else start
        raw = self.text[start:end]
        plain = style == ""
        anchors = ((0, start),) if raw == value and plain else anchors_of(raw, start, value, style)
        fragment = self._fragment(value, anchors)
        kind, resolved = core_schema.resolve(value) if plain else ("str", value)
        if event.tag is not None:
            tagged = self._tagged(event.tag, value, event.start_mark.index, end)
            if tagged is None:  # the source text is the likeliest meaning
                return self._text_node(event.start_mark.index, end)
            kind, resolved = tagged
        if style in ("|", ">"):
            end = start + len(raw.rstrip())
        self.last_end = end
        return YScalar(fragment, kind, resolved, self.offsets(start, end), plain)

    def _tagged(
        self, full_tag: str, value: str, start: int, end: int
    ) -> tuple[str, core_schema.Value] | None:
        """Kind and value by a tag; None (reported) for one that YAML itself does not have."""
        tag = full_tag.removeprefix(_CORE_TAG)
        if tag in ("!", "str"):
            return "str", value
        if tag not in _SCALAR_TAGS or tag == full_tag:
            self._bad_tag(full_tag, start, end)
            return None
        kind, resolved = core_schema.resolve(value)
        if tag == kind:
            return kind, resolved
        if tag == "float" and isinstance(resolved, int):
            try:
                return "float", float(resolved)
            except OverflowError:
                return "float", float("inf") if resolved > 0 else float("-inf")
        self.report("VB0118", f"`{_short(value)}` is no {tag}", start, end, expected=f"a {tag}")
        return "str", value

    def _bad_tag(self, tag: str, start: int, end: int) -> None:
        self.report(
            "VB0115",
            f"the tag `{_short(tag)}` means nothing here",
            start,
            end,
            hint="a text that starts with `!` needs quotes, or a block (`body: |`)",
        )


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


_HANDLERS = {
    "DocumentStartEvent": _Builder.document,
    "ScalarEvent": _Builder.scalar,
    "AliasEvent": _Builder.alias,
    "SequenceStartEvent": lambda builder, event: builder.open(event, []),
    "MappingStartEvent": lambda builder, event: builder.open(event, None),
    "SequenceEndEvent": _Builder.close,
    "MappingEndEvent": _Builder.close,
}


@cache
def _reading() -> tuple[Any, dict[type, Any], type[Exception]]:
    """The parser of libyaml, what to do with its events by class, and the error that it raises."""
    with postponed():
        from yaml import YAMLError, events
        from yaml._yaml import CParser

    handlers = {getattr(events, kind): handler for kind, handler in _HANDLERS.items()}
    return CParser, handlers, YAMLError
