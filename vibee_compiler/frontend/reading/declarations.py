"""Types and constants."""

from __future__ import annotations

from collections.abc import Iterator

from vibee_compiler.diagnostics.model import Span
from vibee_compiler.frontend import keys
from vibee_compiler.frontend.document import (
    DocConstant,
    DocField,
    DocType,
    DocVariant,
    YMap,
    YNode,
    YScalar,
    YSeq,
)
from vibee_compiler.frontend.fragments import piece, stripped
from vibee_compiler.frontend.reading.context import Context, Entry, join
from vibee_compiler.frontend.reading.fields import read_field, read_fields, read_type
from vibee_compiler.frontend.source import Fragment

Named = tuple[Fragment, YNode, dict[str, Entry] | None, Span, str]


def named_items(context: Context, entry: Entry, kind: str, path: str) -> Iterator[Named]:
    """The items of a mapping name -> item, or of a list of {name: ..., ...}.

    Each as its name, its node, its known keys if it is a mapping, its span and its path. What has
    no name is reported. `kind` is the kind of mapping (see key_table.CONTEXTS).
    """
    node = entry.value
    here = join(path, entry.key.fragment.text)
    if isinstance(node, YMap):
        for key, value in node.entries:
            inner = Entry(key, value)
            below = join(here, key.fragment.text)
            known = _known(context, value, kind, below)
            if known is not None:
                context.other_name(known, key.fragment.text, below)
            yield stripped(key.fragment), value, known, inner.span, below
    elif isinstance(node, YSeq):
        for index, item in enumerate(node.items):
            found = _list_item(context, item, kind, f"{here}[{index}]")
            if found is not None:
                yield found
    elif not context.empty(node, here):
        context.wrong_shape(node, here, "a mapping, or a list of {name: ...}")


def _known(context: Context, node: YNode, kind: str, path: str) -> dict[str, Entry] | None:
    """The known keys of an item that is a mapping.

    A constant's value may itself be a mapping; `value` tells the two apart.
    """
    if not isinstance(node, YMap):
        return None
    if kind == "constant":
        found = (keys.lookup(kind, key.fragment.text) for key, _ in node.entries)
        if not any(one is not None and one.canonical == "value" for one in found):
            return None
    return context.keys(node, kind, path)


def _list_item(context: Context, item: YNode, kind: str, path: str) -> Named | None:
    if isinstance(item, YScalar):
        name = context.text(item, path)
        if name is None or not name.text:
            return None
        message = f"a name alone; read as `{{name: {name.text[:40]}}}`"
        context.report("VB0214", message, item.span, path)
        return name, item, {}, item.span, path
    if isinstance(item, YSeq):
        context.wrong_shape(item, path, "a mapping with `name`")
        return None
    found = [keys.lookup(kind, key.fragment.text) for key, _ in item.entries]
    if len(item.entries) == 1 and found[0] is None:  # `- User: {...}`
        key, value = item.entries[0]
        below = join(path, key.fragment.text)
        known = _known(context, value, kind, below)
        if known is not None:
            context.other_name(known, key.fragment.text, below)
        return stripped(key.fragment), value, known, item.span, below
    known = context.keys(item, kind, path)
    named = known.get("name") or known.get("scenario")
    if named is None:
        context.report("VB0201", "this item has no `name`", _head(item), path, expected="`name:`")
        return None
    name = context.text(named.value, join(path, "name"))
    if name is None:
        return None
    if not name.text:
        context.report("VB0201", "the name is empty", named.key.span, path, expected="a name")
        return None
    return name, item, known, item.span, path


def _head(node: YMap) -> Span:
    """A mapping's first key: short enough to underline."""
    return node.entries[0][0].span if node.entries else node.span


def read_types(context: Context, entry: Entry | None) -> tuple[DocType, ...]:
    """The declared types."""
    if entry is None:
        return ()
    found = (_read_type(context, *item) for item in named_items(context, entry, "type", ""))
    return tuple(one for one in found if one is not None)


def _declared(
    name: Fragment,
    kind: str,
    span: Span,
    *,
    fields: tuple[DocField, ...] = (),
    members: tuple[Fragment, ...] = (),
    variants: tuple[DocVariant, ...] = (),
    alias: Fragment | None = None,
) -> DocType:
    return DocType(name, kind, (), fields, members, variants, alias, (), None, span)


def _read_type(
    context: Context,
    name: Fragment,
    node: YNode,
    known: dict[str, Entry] | None,
    span: Span,
    path: str,
) -> DocType | None:
    if isinstance(node, YMap) and known is not None:
        return _long_type(context, name, node, known, span, path)
    if isinstance(node, YSeq):
        context.report("VB0214", "a list alone; read as `{enum: [...]}`", node.span, path)
        return _choice(context, name, node, span, path)
    if isinstance(node, YScalar) and (known is not None or node.kind == "null"):
        return _declared(name, "record", span)
    text = context.text(node, path)
    if text is None:
        return None
    context.report("VB0214", "a type alone; read as `{alias: ...}`", node.span, path)
    return _declared(name, "alias", span, alias=text)


def _long_type(
    context: Context,
    name: Fragment,
    node: YMap,
    known: dict[str, Entry],
    span: Span,
    path: str,
) -> DocType | None:
    kinds = [key for key in ("fields", "enum", "variants", "alias") if key in known]
    if len(kinds) > 1:
        kinds.sort(key=lambda key: known[key].key.span.start.offset)
        words = [known[key].key.fragment.text for key in kinds]
        context.report(
            "VB0207",
            f"a type has either `{words[0]}` or `{words[1]}`",
            known[kinds[1]].key.span,
            path,
        )
        return None
    core: DocType | None
    if not kinds:
        core = _declared(name, "record", span, fields=_bare_fields(context, node, known, path))
    elif kinds[0] == "fields":
        entry = known["fields"]
        fields = read_fields(context, entry.value, join(path, entry.key.fragment.text))
        core = _declared(name, "record", span, fields=fields)
    elif kinds[0] == "alias":
        target = read_type(context, known["alias"], path)
        core = _declared(name, "alias", span, alias=target) if target is not None else None
    else:
        entry = known[kinds[0]]
        core = _choice(context, name, entry.value, span, join(path, entry.key.fragment.text))
    if core is None:
        return None
    return DocType(
        name=core.name,
        kind=core.kind,
        params=_type_params(context, known.get("generic"), path),
        fields=core.fields,
        members=core.members,
        variants=core.variants,
        alias=core.alias,
        constraints=context.texts(known.get("constraints"), path),
        description=context.prose(known.get("description"), path),
        span=span,
    )


def _bare_fields(
    context: Context, node: YMap, known: dict[str, Entry], path: str
) -> tuple[DocField, ...]:
    """`User: {id: Int, email: String}`: the fields without `fields:`, where that is certain."""
    if known or not node.entries:
        return ()
    if not all(isinstance(v, YScalar) and v.kind == "str" for _, v in node.entries):
        return ()
    # They were taken for unknown keys, the last that were found.
    prefix = path + "."
    while context.extensions and context.extensions[-1][0].startswith(prefix):
        context.extensions.pop()
    while context.found and (context.found[-1].path or "").startswith(prefix):
        context.found.pop()
    context.report("VB0214", "fields without `fields:`", _head(node), path, hint="write `fields:`")
    return read_fields(context, node, path)


def _type_params(context: Context, entry: Entry | None, path: str) -> tuple[Fragment, ...]:
    if entry is None:
        return ()
    found: list[Fragment] = []
    for text in context.texts(entry, path, code=False):
        start = 0
        for part in text.text.split(","):
            one = stripped(piece(text, start, start + len(part)))
            if one.text:
                found.append(one)
            start += len(part) + 1
    return tuple(found)


def _choice(context: Context, name: Fragment, node: YNode, span: Span, path: str) -> DocType | None:
    """An enum (all names alone) or a sum type."""
    variants: list[DocVariant] = []
    if isinstance(node, YSeq):
        for index, item in context.items(node, path, angles=True):
            one = _variant(context, item, f"{path}[{index}]")
            if one is not None:
                variants.append(one)
    elif isinstance(node, YMap):
        for key, value in node.entries:
            below = join(path, key.fragment.text)
            variants.append(_variant_of(context, key.fragment, Entry(key, value), None, below))
    elif not context.empty(node, path):
        context.wrong_shape(node, path, "a list of names")
        return None
    if not variants:
        context.report("VB0203", "there is nothing to choose from", span, path, expected="a name")
        return None
    if any(one.fields for one in variants) or not all(one.description is None for one in variants):
        return _declared(name, "sum", span, variants=tuple(variants))
    return _declared(name, "enum", span, members=tuple(one.name for one in variants))


def _variant(context: Context, item: YNode, path: str) -> DocVariant | None:
    if isinstance(item, YScalar):
        if item.kind == "null" and item.fragment.text in ("", "~"):
            context.empty(item, path)
            return None
        return _bare(context, item, path)
    if isinstance(item, YSeq):
        context.wrong_shape(item, path, "a name, or a name with fields")
        return None
    entries = [Entry(key, value) for key, value in item.entries]
    long = _long_variant(context, item, path)
    if long is not None:
        return long
    described = None
    if len(entries) == 2:
        for index, entry in enumerate(entries):
            found = keys.lookup("type", entry.key.fragment.text)
            if found is not None and found.canonical == "description":
                described = entries.pop(index)
                break
    if len(entries) != 1:
        context.wrong_shape(item, path, "one variant an item: `- Circle: {radius: Float}`")
        return None
    entry = entries[0]
    return _variant_of(context, entry.key.fragment, entry, described, path)


def _long_variant(context: Context, item: YMap, path: str) -> DocVariant | None:
    """`{name: Circle, fields: {...}}`."""
    if len(item.entries) == 1 and not item.entries[0][0].fragment.text.islower():
        return None  # `- Name: String` is a variant
    canonical = [keys.lookup("variant", key.fragment.text) for key, _ in item.entries]
    names = {found.canonical if found is not None else "" for found in canonical}
    if "name" not in names or (len(item.entries) > 1 and not names & {"fields", "description"}):
        return None
    known = context.keys(item, "variant", path)
    name = context.text(known["name"].value, join(path, "name"))
    if name is None or not name.text:
        return None
    fields: tuple[DocField, ...] = ()
    if "fields" in known:
        fields = read_fields(context, known["fields"].value, join(path, "fields"))
    return DocVariant(name, fields, context.prose(known.get("description"), path))


def _bare(context: Context, item: YScalar, path: str) -> DocVariant | None:
    if item.kind == "null":  # the word `Null`
        context.report(
            "VB0206",
            f"YAML reads `{item.fragment.text}` as null; here it is taken for a name",
            item.span,
            path,
            expected="a name",
            hint=f'put it in quotes: "{item.fragment.text}"',
        )
        return DocVariant(stripped(item.fragment), (), None)
    name = context.text(item, path)
    return DocVariant(name, (), None) if name is not None and name.text else None


def _variant_of(
    context: Context, name: Fragment, entry: Entry, described: Entry | None, path: str
) -> DocVariant:
    value = entry.value
    fields: tuple[DocField, ...] = ()
    text = context.prose(described, path)
    if isinstance(value, YMap):
        inner = {key.fragment.text: node for key, node in value.entries}
        if isinstance(inner.get("fields"), YMap | YSeq) and inner.keys() <= _LONG_VARIANT:
            known = context.keys(value, "variant", path)
            fields = read_fields(context, known["fields"].value, join(path, "fields"))
            text = text or context.prose(known.get("description"), path)
        else:
            fields = read_fields(context, value, path)
    elif isinstance(value, YSeq):
        context.wrong_shape(value, path, "fields: `Circle: {radius: Float}`")
    elif value.kind == "str":
        # `Label: String` has one field, which is called `value`.
        called = Fragment("value", entry.key.fragment.source, ((0, entry.key.span.start.offset),))
        one = read_field(context, called, entry, path)
        fields = (one,) if one is not None else ()
    elif value.kind != "null":
        message = "the number of a value is not kept; values are ordered as declared"
        context.report("VB0214", message, value.span, path)
    return DocVariant(stripped(name), fields, text)


_LONG_VARIANT = frozenset({"fields", "description", "constraints"})


def read_constants(context: Context, entry: Entry | None) -> tuple[DocConstant, ...]:
    """The declared constants."""
    if entry is None:
        return ()
    found: list[DocConstant] = []
    for name, node, known, span, path in named_items(context, entry, "constant", ""):
        if known is None:
            found.append(DocConstant(name, None, node, None, span))
        elif "value" not in known:
            context.report("VB0203", "a constant without a value", span, path, expected="`value:`")
        else:
            type_ = read_type(context, known.get("type"), path)
            text = context.prose(known.get("description"), path)
            found.append(DocConstant(name, type_, known["value"].value, text, span))
    return tuple(found)
