"""The YAML tree of a spec to its document."""

from __future__ import annotations

from pathlib import PurePosixPath

from vibee_compiler.diagnostics.model import Diagnostic
from vibee_compiler.frontend.document import DocImport, SpecDoc, YMap, YNode, YScalar, YSeq
from vibee_compiler.frontend.reading.behaviours import read_behaviours, read_examples
from vibee_compiler.frontend.reading.context import SHAPES, Context, Entry, join
from vibee_compiler.frontend.reading.declarations import read_constants, read_types
from vibee_compiler.frontend.source import Fragment, SourceFile

EDITION = 1


def read_document(source: SourceFile, node: YNode) -> tuple[SpecDoc | None, list[Diagnostic]]:
    """The document of a spec and what is wrong with it; None if it is no mapping.

    A wrong item is left out and reported; the rest is read. A document without a name goes by
    that of its file, so that its other errors show in the same run.
    """
    context = Context(source)
    if not isinstance(node, YMap):
        message = f"the document is {SHAPES[type(node)]}, not a mapping"
        span = node.items[0].span if isinstance(node, YSeq) and node.items else node.span
        context.report("VB0202", message, span, "", expected="a mapping with `name:`")
        return None, context.found
    known = context.keys(node, "document", "")
    _edition(context, known.get("vibee"))
    language = _word(context, known.get("language"))
    document = SpecDoc(
        name=_name(context, node, known.get("name")),
        version=_version(context, known.get("version")),
        description=context.prose(known.get("description"), ""),
        language=language,
        module=_word(context, known.get("module")),
        human_language=_word(context, known.get("human_language")),
        imports=_imports(context, known.get("imports")),
        constants=read_constants(context, known.get("constants")),
        types=read_types(context, known.get("types")),
        behaviours=read_behaviours(context, known.get("behaviors"), language),
        test_cases=read_examples(context, known.get("test_cases"), ""),
        extensions=tuple(context.extensions),
        span=node.span,
    )
    return document, context.found


def _edition(context: Context, entry: Entry | None) -> None:
    if entry is None:
        return
    node = entry.value
    if isinstance(node, YScalar) and node.fragment.text.strip() == str(EDITION):
        return
    shown = node.fragment.text if isinstance(node, YScalar) else SHAPES[type(node)]
    message = f"edition `{shown[:40]}` of the language is not known"
    context.report("VB0208", message, node.span, "vibee", expected=str(EDITION))


def _name(context: Context, node: YMap, entry: Entry | None) -> Fragment:
    text = None
    span = node.entries[0][0].span if node.entries else node.span
    if entry is not None:
        span = entry.value.span
        if isinstance(entry.value, YScalar) and entry.value.kind == "null":
            context.report("VB0201", "the spec's name is empty", span, "name", expected="a name")
        else:
            text = context.text(entry.value, "name")
    else:
        context.report("VB0201", "the spec has no name", span, "", expected="`name:`")
    if text is not None and text.text:
        return text
    stem = PurePosixPath(context.source.name).stem or "spec"
    return Fragment(stem, context.source, ((0, span.start.offset),))


def _version(context: Context, entry: Entry | None) -> str | None:
    """The version as text: `1.10` stays `1.10`, quotes or not."""
    if entry is None:
        return None
    node = entry.value
    if isinstance(node, YScalar) and node.kind in ("int", "float"):
        return node.fragment.text
    return context.prose(entry, "")


def _word(context: Context, entry: Entry | None) -> str | None:
    text = context.prose(entry, "")
    return text.strip() or None if text is not None else None


def _imports(context: Context, entry: Entry | None) -> tuple[DocImport, ...]:
    if entry is None:
        return ()
    path = entry.key.fragment.text
    nodes = entry.value.items if isinstance(entry.value, YSeq) else (entry.value,)
    if isinstance(entry.value, YScalar) and context.empty(entry.value, path):
        return ()
    found: list[DocImport] = []
    for index, node in enumerate(nodes):
        here = f"{path}[{index}]"
        if isinstance(node, YMap):
            known = context.keys(node, "import", here)
            if "path" not in known:
                context.wrong_shape(node, here, "a path")
                continue
            node, here = known["path"].value, join(here, "path")
        text = context.text(node, here)
        if text is not None and text.text:
            found.append(DocImport(text))
    return tuple(found)
