"""Fields of records and variants, and parameters: three ways of writing the same."""

from __future__ import annotations

from vibee_compiler.diagnostics.model import Span
from vibee_compiler.frontend import keys
from vibee_compiler.frontend.document import DocField, YMap, YNode, YScalar, YSeq
from vibee_compiler.frontend.fragments import piece, stripped
from vibee_compiler.frontend.reading import traps
from vibee_compiler.frontend.reading.context import MAX_PIECES, Context, Entry, join
from vibee_compiler.frontend.source import Fragment
from vibee_compiler.frontend.yamldoc import read_fragment
from vibee_compiler.records import dataclass


@dataclass(frozen=True, slots=True)
class _Typed:
    """A type text without the default in it."""

    type: Fragment | None
    default: YNode | None


def read_fields(context: Context, node: YNode, path: str) -> tuple[DocField, ...]:
    """The fields of a mapping name -> type or name -> {type, ...}, or of a list of {name, ...}."""
    if isinstance(node, YMap):
        return _from_map(context, node, path)
    if isinstance(node, YSeq):
        found: list[DocField] = []
        for index, item in enumerate(node.items):
            found.extend(_from_item(context, item, f"{path}[{index}]"))
        return tuple(found)
    if not context.empty(node, path):
        context.wrong_shape(node, path, "a mapping of names to types, or a list of {name, type}")
    return ()


def _from_map(context: Context, node: YMap, path: str) -> tuple[DocField, ...]:
    found: list[DocField] = []
    entries = [Entry(key, value) for key, value in node.entries]
    index = 0
    while index < len(entries):
        entry = entries[index]
        last = _end_of_cut(context, entries, index)
        here = join(path, entry.key.fragment.text)
        if last > index:
            start, end = entry.value.span.start, entries[last].key.span.end
            text = context.source.text[start.offset : end.offset]
            span = Span(entry.key.span.file, start, end)
            context.cut(text, span, here)
            # What is meant is plain; without the field, its uses would be reported as well.
            meant = Fragment(text, context.source, ((0, start.offset),))
            typed = _typed(context, meant, here)
            name = stripped(entry.key.fragment)
            found.append(DocField(name, typed.type, None, typed.default, (), span))
        else:
            one = read_field(context, entry.key.fragment, entry, here)
            if one is not None:
                found.append(one)
        index = last + 1
    return tuple(found)


def _end_of_cut(context: Context, entries: list[Entry], index: int) -> int:
    """`{a: Map<K, V>}` arrives as `a: Map<K` and `V>: null`: the last entry of such a text."""
    value = entries[index].value
    if not isinstance(value, YScalar) or not value.plain or not context.searches:
        return index
    text = value.fragment.text
    if traps.balance(text, angles=True) <= 0:
        return index
    for last in range(index + 1, min(len(entries), index + MAX_PIECES)):
        rest = entries[last].value
        if not isinstance(rest, YScalar) or rest.kind != "null":
            break
        text = f"{text},{entries[last].key.fragment.text}"
        if traps.balance(text, angles=True) == 0:
            return last
    context.searches -= 1
    return index


def _from_item(context: Context, node: YNode, path: str) -> list[DocField]:
    """An item of a list of fields."""
    if isinstance(node, YMap):
        return _from_item_map(context, node, path)
    if isinstance(node, YSeq):
        context.wrong_shape(node, path, "{name, type}")
        return []
    name = context.text(node, path)
    if name is None or not name.text:
        return []
    colon = name.text.find(":")
    if colon > 0:  # "- 'a: Int'", in quotes
        typed = _typed(context, stripped(piece(name, colon + 1, len(name.text))), path)
        name = stripped(piece(name, 0, colon))
        return [DocField(name, typed.type, None, typed.default, (), node.span)]
    return [DocField(name, None, None, None, (), node.span)]


def _from_item_map(context: Context, node: YMap, path: str) -> list[DocField]:
    canonical = {
        found.canonical
        for key, _ in node.entries
        if (found := keys.lookup("field", key.fragment.text)) is not None
    }
    if "name" not in canonical:  # `- a: Int`, perhaps with several to an item
        return list(_from_map(context, node, path))
    if canonical == {"name"} and _all_types(node):
        return list(_from_map(context, node, path))  # {name: String}: a field that is called `name`
    return _long_item(context, node, path)


def _all_types(node: YMap) -> bool:
    return all(
        isinstance(value, YScalar) and value.fragment.text[:1].isupper()
        for _, value in node.entries
    )


def _long_item(context: Context, node: YMap, path: str) -> list[DocField]:
    known = context.keys(node, "field", path)
    name = context.text(known["name"].value, join(path, "name"))
    if name is None or not name.text:
        return []
    return [_described(context, name, known, node.span, path)]


def read_field(context: Context, name: Fragment, entry: Entry, path: str) -> DocField | None:
    """A field from the value that stands at its name."""
    value = entry.value
    if isinstance(value, YMap):
        known = context.keys(value, "field", path)
        context.other_name(known, name.text, path)
        if "type" not in known:
            hint = "write the type as a text: `items: List<Item>`"
            context.wrong_shape(value, path, "a type, or a mapping with `type`", hint)
            return None
        return _described(context, name, known, entry.span, path)
    if isinstance(value, YSeq):
        inner = context.source.text[value.span.start.offset : value.span.end.offset]
        hint = "a type that starts with `[` needs quotes; a list is `List<T>`"
        if len(inner) > 80 or "\n" in inner:
            hint = "a list is `List<T>`"
        context.wrong_shape(value, path, "a type", hint)
        return None
    if value.kind == "null" and value.fragment.text == "":
        context.wrong_shape(value, path, "a type")
        return None
    typed = read_typed(context, value, path)
    return DocField(name, typed.type, None, typed.default, (), entry.span)


def _described(
    context: Context, name: Fragment, known: dict[str, Entry], span: Span, path: str
) -> DocField:
    typed = _Typed(None, None)
    if "type" in known:
        typed = read_typed(context, known["type"].value, join(path, "type"))
    default = typed.default
    if "default" in known:
        if default is not None:
            message = "there are two defaults: one in the type, one in `default`"
            context.report("VB0207", message, known["default"].key.span, path)
        default = known["default"].value
    return DocField(
        name=stripped(name),
        type=typed.type,
        description=context.prose(known.get("description"), path),
        default=default,
        constraints=context.texts(known.get("constraints"), path),
        span=span,
    )


def read_typed(context: Context, node: YNode, path: str) -> _Typed:
    """A type with the default that may follow it: `List<String> = []`."""
    if isinstance(node, YSeq):
        context.wrong_shape(node, path, "a type", "a type that starts with `[` needs quotes")
        return _Typed(None, None)
    text = context.text(node, path)
    if text is None or not text.text:
        return _Typed(None, None)
    return _typed(context, text, path)


def _typed(context: Context, text: Fragment, path: str) -> _Typed:
    at = traps.top_level_equals(text.text)
    if at < 0:
        return _Typed(text, None)
    type_ = stripped(piece(text, 0, at))
    value = stripped(piece(text, at + 1, len(text.text)))
    default, found = read_fragment(value) if value.text else (None, [])
    context.found.extend(found)
    if default is None and not found:
        message = "no value stands after the `=`"
        context.report("VB0203", message, text.span((at, at + 1)), path, expected="a value")
    return _Typed(type_ if type_.text else None, default)


def read_type(context: Context, entry: Entry | None, path: str) -> Fragment | None:
    """A type without a default."""
    if entry is None:
        return None
    here = join(path, entry.key.fragment.text)
    if isinstance(entry.value, YSeq):
        hint = "a type that starts with `[` needs quotes"
        context.wrong_shape(entry.value, here, "a type", hint)
        return None
    text = context.text(entry.value, here)
    return text if text is not None and text.text else None
