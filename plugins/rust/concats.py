"""Lists and octets one behind the other."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from vibee_plugins.rust import inference, iterators, layout
from vibee_plugins.rust.values import Form, Out, value

from vibee_compiler.ir import expr as x
from vibee_compiler.lowering.moves import taken_from
from vibee_compiler.targets.layout import Doc, concat

if TYPE_CHECKING:
    from vibee_plugins.rust.printer import RustPrinter


def concatenated(p: RustPrinter, op: x.Op) -> Out:
    """`[a, b].concat()`; what nobody else has is appended to."""
    if (made := _appended(p, op)) is not None:
        return made
    joined = _joined(op, op.id)
    with p.typed() if all(map(inference.is_open, joined)) else nullcontext():
        outs = [p.view(arg, strict=True) for arg in joined]
    docs = [out.doc for out in outs]
    for at, part in enumerate(joined[1:], 1):
        if isinstance(part, x.ListLit) and part.items and not any(part.optional):
            docs[at] = _slice(p, part.items)
    if op.id == "bytes.concat" and outs[0].literal:
        # Literals of octets are arrays, each of its own size: the first says what all are.
        docs[0] = outs[0].then(".as_slice()", type_=op.type).doc
    listed = value(layout.arguments("[", docs, "]"), op.type)
    return listed.then(".concat()", type_=op.type)


def _appended(p: RustPrinter, op: x.Op) -> Out | None:
    """A list that nobody else has, with the items of another behind its own."""
    first, more = op.args
    if op.id != "list.concat" or isinstance(first, x.ListLit) or inference.is_open(first):
        return None
    if len(_joined(op, op.id)) > 2 and taken_from(first) is None:
        return None
    base = p.out(first)
    if base.form is not Form.VALUE or base.root is not None:
        return None
    p.support("appended")
    items = iterators.owned(p, iterators.iterate(p, more))
    source = items.source or items.out
    if isinstance(more, x.ListLit) and not any(more.optional):
        source = value(layout.arguments("[", [p.own(one).doc for one in more.items], "]"), op.type)
    return value(concat("appended", p.arguments([base.doc, source.doc])), op.type)


def _joined(node: Any, name: str) -> list[Any]:
    """The operands of a chain of one operator."""
    if isinstance(node, x.Op) and node.id == name:
        return [part for arg in node.args for part in _joined(arg, name)]
    return [node]


def _slice(p: RustPrinter, items: tuple[Any, ...]) -> Doc:
    """Some items as a slice; one that is there already is not copied for that."""
    first = p.out(items[0])
    there = first.form in (Form.PLACE, Form.REF) and not p.coerce.is_copy(first.type)
    if len(items) == 1 and there:
        p.need("std::slice")
        return layout.wrapped("slice::from_ref", p.coerce.ref(first).doc)
    docs = [p.own(item).doc for item in items]
    return layout.arguments("&[", docs, "]", limit=layout.ARRAY_WIDTH)
