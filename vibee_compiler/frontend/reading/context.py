"""What the parts of the document reader share: keys, texts, and where findings go."""

from __future__ import annotations

from collections.abc import Iterator

from vibee_compiler.diagnostics.catalogue import make
from vibee_compiler.diagnostics.model import Diagnostic, Severity, Span
from vibee_compiler.frontend import keys
from vibee_compiler.frontend.document import YMap, YNode, YScalar, YSeq
from vibee_compiler.frontend.fragments import stripped
from vibee_compiler.frontend.reading import traps
from vibee_compiler.frontend.source import Fragment, SourceFile
from vibee_compiler.records import dataclass

# Into how many pieces a comma may have cut a text; a bound, so that no list takes quadratic time.
MAX_PIECES = 20
# How many searches for such pieces may be in vain, for the same reason.
_MAX_SEARCHES = 200
# So many unknown keys are compared with the known ones; further ones are only kept.
_MAX_NEAR = 500

SHAPES = {YScalar: "a text", YSeq: "a list", YMap: "a mapping"}
_KINDS = {"int": "a number", "float": "a number", "bool": "a truth value", "null": "null"}

# A legacy spelling is the key only if its value has a shape that the key can have.
_LEGACY_SHAPES: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("types", "constants", "behaviors", "fields", "params"), (YMap, YSeq)),
    **dict.fromkeys(("test_cases", "properties", "imports", "enum", "variants"), (YSeq,)),
    **dict.fromkeys(("returns", "raises", "description", "language"), (YScalar,)),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A key as it is written, and its value."""

    key: YScalar
    value: YNode

    @property
    def span(self) -> Span:
        """From the key to the end of the value."""
        start, end = self.key.place
        return self.key.source.span(start, max(end, self.value.place[1]))


class Context:
    """One document being read."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self.found: list[Diagnostic] = []
        self.extensions: list[tuple[str, YNode]] = []
        self.searches = _MAX_SEARCHES

    def report(
        self,
        code: str,
        message: str,
        span: Span,
        path: str,
        *,
        expected: str | None = None,
        hint: str | None = None,
    ) -> None:
        """Take a finding in."""
        self.found.append(
            make(code, message, span=span, path=path or None, expected=expected, hint=hint)
        )

    def keys(self, node: YMap, context: str, path: str) -> dict[str, Entry]:
        """The known keys of a mapping by canonical name; the others become extensions."""
        known: dict[str, Entry] = {}
        weak: list[tuple[str, Entry]] = []
        for key, value in node.entries:
            entry = Entry(key, value)
            found = keys.lookup(context, key.fragment.text)
            if found is None or not (found.documented or _fits(found.canonical, value)):
                self._unknown(entry, context, path)
            elif found.weak:
                weak.append((found.canonical, entry))
            elif found.canonical in known:
                self._twice(known[found.canonical], entry, path)
            else:
                known[found.canonical] = entry
                if not found.documented:
                    self._other_spelling(entry, found.canonical, path)
        for canonical, entry in weak:
            if canonical in known or not _fits(canonical, entry.value):
                self._unknown(entry, context, path)
            else:
                known[canonical] = entry
        return known

    def _twice(self, first: Entry, entry: Entry, path: str) -> None:
        place = first.key.span.start
        one, other = first.key.fragment.text, entry.key.fragment.text
        self.report(
            "VB0110",
            f"`{other}` and `{one}` are spellings of one key",
            entry.key.span,
            join(path, other),
            hint=f"the first one is at {place.line}:{place.column}: keep one of them",
        )

    def _other_spelling(self, entry: Entry, canonical: str, path: str) -> None:
        text = entry.key.fragment.text
        self.report(
            "VB0205",
            f"`{text}` is read as `{canonical}`",
            entry.key.span,
            join(path, text),
            hint=f"write `{canonical}`",
        )

    def _unknown(self, entry: Entry, context: str, path: str) -> None:
        """Report an unknown key."""
        text = entry.key.fragment.text
        here = join(path, text)
        self.extensions.append((here, entry.value))
        near = None
        if len(self.extensions) <= _MAX_NEAR and keys.lookup(context, text) is None:
            near = keys.nearest(context, text)
        if near is None:
            message = f"`{text}` is no key of the language here; it is kept as data"
            self.report("VB0210", message, entry.key.span, here)
        else:
            message = f"`{text}` is no key of the language here"
            hint = f"did you mean `{near}`?"
            self.report("VB0204", message, entry.key.span, here, hint=hint)

    def other_name(self, known: dict[str, Entry], name: str, path: str) -> None:
        """A `name` inside of what has one already: kept as data where the two differ."""
        entry = known.pop("name", None)
        if entry is None:
            return
        value = entry.value
        if isinstance(value, YScalar) and value.fragment.text.strip() == name.strip():
            return
        here = join(path, entry.key.fragment.text)
        self.extensions.append((here, value))
        message = f"`{name}` has its name already; this one is kept as data"
        self.report("VB0210", message, entry.key.span, here)

    def wrong_shape(self, node: YNode, path: str, expected: str, hint: str | None = None) -> None:
        """A list, mapping or text where another is due."""
        what = SHAPES[type(node)]
        if isinstance(node, YScalar) and node.kind != "str":
            what = "nothing" if node.fragment.text in ("", "~") else _KINDS[node.kind]
        name = path.rsplit(".", 1)[-1] or "the document"
        message = f"`{name}` is {what}"
        self.report("VB0203", message, node.span, path, expected=expected, hint=hint)

    def empty(self, node: YNode, path: str) -> bool:
        """Whether a value is null, which is reported."""
        if not (isinstance(node, YScalar) and node.kind == "null"):
            return False
        name = path.rsplit(".", 1)[-1]
        self.report("VB0209", f"`{name}` has no value", node.span, path)
        return True

    def text(self, node: YNode, path: str, *, code: bool = False) -> Fragment | None:
        """A text, stripped; other scalars count by their source text, with a warning.

        With `code`, also a list or mapping on one line is the text that it was written as: an
        expression such as `[1, 2]` or `{a: b}`. None for what is no text, which is reported.
        """
        if not isinstance(node, YScalar):
            return self._source_text(node, path, code)
        if node.kind == "null" and self.empty(node, path):
            return None
        if node.kind != "str":
            self._not_text(node, path, _KINDS[node.kind])
        elif code and traps.cut_by_comment(node):
            self.cut_by_comment(node, path, Severity.WARNING)
        return stripped(node.fragment)

    def _not_text(self, node: YNode, path: str, what: str) -> None:
        hint = "put it in quotes"
        self.report(
            "VB0206", f"YAML reads {what} here", node.span, path, expected="a text", hint=hint
        )

    def _source_text(self, node: YSeq | YMap, path: str, code: bool) -> Fragment | None:
        start, end = node.span.start, node.span.end
        if start.line != end.line or not (code or isinstance(node, YMap)):
            self.wrong_shape(node, path, "a text", "a text with `: ` needs quotes or a block")
            return None
        self._not_text(node, path, SHAPES[type(node)])
        text = self.source.text[start.offset : end.offset]
        return stripped(Fragment(text, self.source, ((0, start.offset),)))

    def prose(self, entry: Entry | None, path: str) -> str | None:
        """The text of an optional key of prose; a list of texts is one text of several lines."""
        if entry is None:
            return None
        node = entry.value
        here = join(path, entry.key.fragment.text)
        if isinstance(node, YSeq) and all(isinstance(item, YScalar) for item in node.items):
            self._not_text(node, here, "a list")
            lines = [item.fragment.text for item in node.items if isinstance(item, YScalar)]
            return "\n".join(lines) or None
        if isinstance(node, YScalar) and node.kind == "null":
            self.empty(node, here)
            return None
        fragment = self.text(node, here)
        return None if fragment is None else fragment.text or None

    def texts(self, entry: Entry | None, path: str, *, code: bool = True) -> tuple[Fragment, ...]:
        """A text or a list of texts; items that are none are reported and left out."""
        if entry is None:
            return ()
        node = entry.value
        here = join(path, entry.key.fragment.text)
        if not isinstance(node, YSeq):
            if self.empty(node, here):
                return ()
            one = self.text(node, here, code=code)
            return () if one is None else (one,)
        found = []
        for index, item in self.items(node, here, angles=False):
            one = self.text(item, f"{here}[{index}]", code=code)
            if one is not None and one.text:
                found.append(one)
        return tuple(found)

    def items(self, node: YSeq, path: str, *, angles: bool) -> Iterator[tuple[int, YNode]]:
        """The items of a list; texts that a comma has cut into several items are reported."""
        index = 0
        while index < len(node.items):
            item = node.items[index]
            last = self._end_of_cut(node, index, angles)
            if last > index:
                end = node.items[last].span.end
                span = Span(item.span.file, item.span.start, end)
                whole = self.source.text[span.start.offset : end.offset]
                self.cut(whole, span, f"{path}[{index}]")
            else:
                yield index, item
            index = last + 1

    def _end_of_cut(self, node: YSeq, index: int, angles: bool) -> int:
        """The last item of a text that starts with an item, by its brackets."""
        text = _plain_text(node.items[index])
        if text is None or not self.searches or traps.balance(text, angles=angles) <= 0:
            return index
        for last in range(index + 1, min(len(node.items), index + MAX_PIECES)):
            more = _plain_text(node.items[last])
            if more is None:
                break
            text = f"{text},{more}"
            if traps.balance(text, angles=angles) == 0:
                return last
        self.searches -= 1
        return index

    def cut_by_comment(self, node: YScalar, path: str, severity: Severity) -> None:
        """A text that YAML has cut at a ` #`; in a condition, which may be prose, a warning."""
        self.found.append(
            make(
                "VB0212",
                "YAML takes the ` #` after this for the start of a comment",
                span=node.span,
                path=path,
                hint="write the expression as a block (`body: |`), or in quotes",
                severity=severity,
            )
        )

    def cut(self, text: str, span: Span, path: str) -> None:
        """A text that YAML has cut at its comma."""
        shown = text if len(text) <= 60 else text[:59] + "…"
        quoted = f"'{shown}'" if '"' in shown else f'"{shown}"'
        self.report(
            "VB0211",
            "YAML ends a text without quotes at the comma",
            span,
            path,
            hint=f"write it in quotes: `{quoted}`",
        )


def _plain_text(node: YNode) -> str | None:
    return node.fragment.text if isinstance(node, YScalar) and node.plain else None


def _fits(canonical: str, value: YNode) -> bool:
    shapes = _LEGACY_SHAPES.get(canonical)
    return shapes is None or isinstance(value, shapes)


def join(path: str, key: str) -> str:
    """A YAML path one step down."""
    return f"{path}.{key}" if path else key
