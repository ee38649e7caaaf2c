"""Behaviours and their examples."""

from __future__ import annotations

from vibee_compiler.diagnostics.model import Severity, Span
from vibee_compiler.frontend.document import (
    DocBehaviour,
    DocError,
    DocExample,
    YMap,
    YNode,
    YScalar,
    YSeq,
)
from vibee_compiler.frontend.fragments import stripped
from vibee_compiler.frontend.reading import traps
from vibee_compiler.frontend.reading.context import Context, Entry, join
from vibee_compiler.frontend.reading.declarations import named_items
from vibee_compiler.frontend.reading.fields import read_fields, read_type
from vibee_compiler.frontend.source import Fragment


def read_behaviours(
    context: Context, entry: Entry | None, language: str | None
) -> tuple[DocBehaviour, ...]:
    """The behaviours; `language` is the spec's own, for an `implementation` that is a text."""
    if entry is None:
        return ()
    found: list[DocBehaviour] = []
    for name, node, known, span, path in named_items(context, entry, "behavior", ""):
        if known is None and not (isinstance(node, YScalar) and node.kind == "null"):
            context.wrong_shape(node, path, "a mapping with given, when, then ...")
            continue
        found.append(_behaviour(context, name, known or {}, span, path, language))
    return tuple(found)


def _behaviour(
    context: Context,
    name: Fragment,
    known: dict[str, Entry],
    span: Span,
    path: str,
    language: str | None,
) -> DocBehaviour:
    description = context.prose(known.get("description"), path)
    scenario = known.get("scenario")
    if scenario is not None and "name" in known:
        if description is None:
            description = context.prose(scenario, path)
        else:
            context.extensions.append((join(path, scenario.key.fragment.text), scenario.value))
    params = None
    if "params" in known:
        entry = known["params"]
        params = read_fields(context, entry.value, join(path, entry.key.fragment.text))
    return DocBehaviour(
        name=name,
        description=description,
        given=context.prose(known.get("given"), path),
        when=context.prose(known.get("when"), path),
        then=context.prose(known.get("then"), path),
        params=params,
        returns=read_type(context, known.get("returns"), path),
        errors=_errors(context, known.get("errors"), path),
        requires=context.texts(known.get("requires"), path),
        ensures=context.texts(known.get("ensures"), path),
        body=_body(context, known.get("body"), path, params is not None and bool(params)),
        examples=read_examples(context, known.get("test_cases"), path),
        properties=context.texts(known.get("properties"), path),
        implementation=_implementation(context, known.get("implementation"), path, language),
        internal=_internal(context, known.get("internal"), path),
        span=span,
    )


def _body(context: Context, entry: Entry | None, path: str, has_params: bool) -> Fragment | None:
    if entry is None:
        return None
    here = join(path, entry.key.fragment.text)
    node = entry.value
    if isinstance(node, YScalar) and node.kind == "null" and node.fragment.text not in ("", "~"):
        # `body: null`: whatever is wrong with it, it is an expression.
        return stripped(node.fragment)
    if isinstance(node, YScalar) and traps.cut_by_comment(node):
        context.cut_by_comment(node, here, Severity.ERROR)
        return None
    text = context.text(node, here, code=True)
    if text is None:
        return None
    if not text.text:
        context.report("VB0209", "the body is empty", node.span, here)
        return None
    if isinstance(node, YScalar) and traps.lost_quotes(node) and not has_params:
        context.report(
            "VB0213",
            f"the quotes belong to YAML: the body is the name `{text.text}`, not a text",
            node.span,
            here,
            hint=f"for a text write `'\"{text.text}\"'`",
        )
    # Blanks in front of a body's first line are the author's layout.
    return node.fragment if isinstance(node, YScalar) and node.kind == "str" else text


def _errors(context: Context, entry: Entry | None, path: str) -> tuple[DocError, ...]:
    if entry is None:
        return ()
    here = join(path, entry.key.fragment.text)
    node = entry.value
    if isinstance(node, YScalar):
        if context.empty(node, here):
            return ()
        name = context.text(node, here)
        return (DocError(name, None),) if name is not None and name.text else ()
    found: list[DocError] = []
    if isinstance(node, YMap):
        for key, value in node.entries:
            found.append(_described_error(context, Entry(key, value), here))
        return tuple(found)
    for index, item in enumerate(node.items):
        below = f"{here}[{index}]"
        if isinstance(item, YMap):
            found.extend(_error_item(context, item, below))
            continue
        name = context.text(item, below)
        if name is not None and name.text:
            found.append(DocError(name, None))
    return tuple(found)


def _error_item(context: Context, item: YMap, path: str) -> list[DocError]:
    if len(item.entries) == 1 and item.get("name") is None:
        return [_described_error(context, Entry(*item.entries[0]), path)]
    known = context.keys(item, "error", path)
    if "name" not in known:
        context.report("VB0201", "this error has no `name`", item.span, path, expected="`name:`")
        return []
    name = context.text(known["name"].value, join(path, "name"))
    if name is None or not name.text:
        return []
    return [DocError(name, context.prose(known.get("description"), path))]


def _described_error(context: Context, entry: Entry, path: str) -> DocError:
    name = stripped(entry.key.fragment)
    if isinstance(entry.value, YScalar) and entry.value.kind == "null":
        return DocError(name, None)
    if isinstance(entry.value, YMap):
        known = context.keys(entry.value, "error", join(path, name.text))
        return DocError(name, context.prose(known.get("description"), path))
    return DocError(name, context.prose(entry, path))


def _implementation(
    context: Context, entry: Entry | None, path: str, language: str | None
) -> tuple[tuple[str, Fragment], ...]:
    if entry is None:
        return ()
    here = join(path, entry.key.fragment.text)
    node = entry.value
    if isinstance(node, YScalar):
        if context.empty(node, here):
            return ()
        if node.kind == "str" and language:
            return ((language, node.fragment),)
        context.extensions.append((here, node))
        message = "the code is of no language: the spec has no `language`; it is kept as data"
        context.report("VB0210", message, entry.key.span, here)
        return ()
    if isinstance(node, YSeq):
        context.wrong_shape(node, here, "a mapping of languages to code")
        return ()
    found: list[tuple[str, Fragment]] = []
    for key, value in node.entries:
        below = join(here, key.fragment.text)
        if isinstance(value, YScalar) and value.kind == "str":
            found.append((key.fragment.text.strip(), value.fragment))
        else:
            context.extensions.append((below, value))
            message = f"`{key.fragment.text}` is no code; it is kept as data"
            context.report("VB0210", message, key.span, below)
    return tuple(found)


_TRUTH = {
    **dict.fromkeys(("true", "yes", "on", "1"), True),
    **dict.fromkeys(("false", "no", "off", "0", ""), False),
}


def _internal(context: Context, entry: Entry | None, path: str) -> bool:
    if entry is None:
        return False
    here = join(path, entry.key.fragment.text)
    node = entry.value
    if not isinstance(node, YScalar):
        context.wrong_shape(node, here, "true or false")
        return False
    if node.kind == "bool":
        return node.value is True
    value = _TRUTH.get(node.fragment.text.strip().lower())
    if value is None:
        context.report("VB0203", "this is neither true nor false", node.span, here, expected="true")
        return False
    message = f"read as `{str(value).lower()}`"
    context.report("VB0206", message, node.span, here, expected="true or false")
    return value


def read_examples(context: Context, entry: Entry | None, path: str) -> tuple[DocExample, ...]:
    """Examples of a behaviour, or the module's own test cases."""
    if entry is None:
        return ()
    here = join(path, entry.key.fragment.text)
    node = entry.value
    items: list[tuple[str | None, YNode, Span, str]] = []
    if isinstance(node, YSeq):
        items = [
            (None, item, item.span, f"{here}[{index}]") for index, item in enumerate(node.items)
        ]
    elif isinstance(node, YMap):
        items = [
            (key.fragment.text, value, Entry(key, value).span, join(here, key.fragment.text))
            for key, value in node.entries
        ]
    elif not context.empty(node, here):
        context.wrong_shape(node, here, "a list of examples")
    found = (_example(context, *item) for item in items)
    return tuple(one for one in found if one is not None)


def _example(
    context: Context, name: str | None, node: YNode, span: Span, path: str
) -> DocExample | None:
    if not isinstance(node, YMap):
        context.wrong_shape(node, path, "a mapping with `input` and `expected`")
        return None
    known = context.keys(node, "example", path)
    behavior = _optional_text(context, known.get("behavior"), path)
    tolerance = known.get("tolerance")
    number: YScalar | None = None
    if tolerance is not None:
        if isinstance(tolerance.value, YScalar):
            number = tolerance.value
        else:
            context.wrong_shape(tolerance.value, join(path, "tolerance"), "a number")
    return DocExample(
        name=context.prose(known.get("name"), path) or name,
        behavior=behavior,
        inputs=known["input"].value if "input" in known else None,
        expected=known["expected"].value if "expected" in known else None,
        raises=_optional_text(context, known.get("raises"), path),
        tolerance=number,
        span=span,
    )


def _optional_text(context: Context, entry: Entry | None, path: str) -> Fragment | None:
    if entry is None:
        return None
    text = context.text(entry.value, join(path, entry.key.fragment.text))
    return text if text is not None and text.text else None
