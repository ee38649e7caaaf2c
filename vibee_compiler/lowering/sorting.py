"""Sorts by keys that need statements: keys first, then pairs are sorted by their first part."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering.inline import is_key_sort

if TYPE_CHECKING:
    from vibee_compiler.lowering.emit import Emitter

_PARTS = frozenset({"list.slice", "list.take", "list.drop"})


def sorted_pairs(em: Emitter, node: Any) -> x.Op | None:
    """A sort, or a part of one, as a `map` that drops the keys of what is sorted already.

    The statements before it are left in the current block. None where the sort can stay.
    """
    if isinstance(node, x.Op) and node.id in _PARTS and em.profile.spells(node):
        inner = sorted_pairs(em, node.args[0])
        if inner is None:
            return None
        ordered, strip = inner.args
        part = replace(node, args=(ordered, *node.args[1:]), type=ordered.type)
        return replace(inner, args=(part, strip))
    if not isinstance(node, x.Op) or node.id != "list.sortBy" or is_key_sort(node):
        return None
    if em.form(node) is not None or em.stays(node):
        return None
    return _by_pairs(em, node)


def _by_pairs(em: Emitter, op: x.Op) -> x.Op | None:
    from vibee_compiler.lowering.streams import named, whole_of

    part = op.args[1]
    assert isinstance(part, x.Lambda)
    elem = part.params[0].type
    pair = t.TupleT((part.type, elem))
    key, item = em.fresh.var("key", part.type), em.fresh.var("item", elem)
    first: x.Pattern = x.PTuple((x.PBind(key, part.type), x.PWild(elem)), pair)
    by_key = x.Lambda((first,), x.Local(key, part.type), part.type)
    sort = x.Op("list.sortBy", (op.args[0], by_key), t.ListT(pair), errors=op.errors)
    if not em.profile.spells(sort):
        return None
    binder = named(em, part.params[0])
    made = x.TupleLit((part.body, whole_of(binder)), pair)
    keyed = x.Op("list.map", (op.args[0], x.Lambda((binder,), made, pair)), t.ListT(pair))
    ordered = em.atom(replace(sort, args=(em.value(keyed, "keyed"), by_key)), "sorted")
    second: x.Pattern = x.PTuple((x.PWild(part.type), x.PBind(item, elem)), pair)
    strip = x.Lambda((second,), x.Local(item, elem), elem)
    return x.Op("list.map", (ordered, strip), op.type)
