"""Which parts of a test's call get a line of their own.

A line that fits stays. Else a record inside that comes once gets its type's name, then arguments
in order, then the expected result, until the line fits.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from vibee_plugins.python import values as v

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.names import type_name
from vibee_compiler.lowering.walk import everything, parts
from vibee_compiler.records import dataclass
from vibee_compiler.targets.layout import Doc, concat, group, text

if TYPE_CHECKING:
    from vibee_plugins.python.tests import TestPrinter

_SHORT = 30
"""Arguments up to this width are not worth a line."""


@dataclass(slots=True)
class Call:
    """A call under test."""

    p: TestPrinter
    function: s.Function
    args: tuple[Any, ...]
    expected: Any | None

    def doc(self, replaced: dict[int, str], args: tuple[Any, ...]) -> Doc:
        """The call, with some arguments replaced by names."""
        made: list[Doc] = []
        for i, (arg, param) in enumerate(zip(args, self.function.params, strict=True)):
            made.append(
                text(replaced[i]) if i in replaced else self.p.test_argument(arg, param.type)
            )
        return self.p.call(self.p.function_name(self.p.module, self.function.name), made).doc


Show = Callable[[Any], Doc]
Check = Callable[[Doc, Doc], Doc]


def hoist(call: Call, show: Show, check: Check, room: int, *, enabled: bool = True) -> list[Doc]:
    """The statements: what gets a name, then the check."""
    expected = text("")

    def shown(expected_node: Any | None) -> Doc:
        return show(expected_node) if expected_node is not None else expected

    flat = check(call.doc({}, call.args), shown(call.expected))
    if _width(flat) <= room or not enabled:
        return [group(flat)]
    made: list[Doc] = []
    args, node = _records(call, made)
    replaced: dict[int, str] = {}
    for i, param in enumerate(call.function.params):
        now = check(call.doc(replaced, args), shown(node))
        if _width(now) <= room:
            break
        doc = call.p.test_argument(args[i], param.type)
        if _width(doc) <= _SHORT:
            continue
        name = call.p.frame.locals.fresh(param.var.name).text
        hint = _annotation(call.p, args[i], param.type)
        made.append(concat(f"{name}{hint} = ", group(doc)))
        replaced[i] = name
    now = check(call.doc(replaced, args), shown(node))
    if node is not None and _width(now) > room:
        doc = shown(node)
        if _width(doc) > _SHORT:
            made.append(concat("expected = ", group(doc)))
            now = check(call.doc(replaced, args), text("expected"))
    return [*made, group(now)]


def _annotation(p: TestPrinter, node: Any, declared: t.Type) -> str:
    empty = isinstance(node, x.MapLit) or isinstance(declared, t.MapT)
    if empty:
        return f": {p.texts.text(declared)}"
    if isinstance(declared, t.ListT) and p.types.is_sum(declared.elem):
        return f": list[{p.texts.text(declared.elem)}]"
    sums = {one for one in p.types.parts(declared) if isinstance(one, t.Named | t.OptionT)}
    if isinstance(declared, t.ListT) and any(isinstance(one, t.OptionT) for one in sums):
        return f": list[{p.texts.text(declared.elem)}]"
    return ""


def _records(call: Call, made: list[Doc]) -> tuple[tuple[Any, ...], Any | None]:
    """Gives a name to the one innermost record of its type in the arguments, if there is one."""
    args = call.args
    found: dict[t.Type, list[x.RecordLit]] = {}
    for one in everything(args):
        if isinstance(one, x.RecordLit):
            found.setdefault(one.type, []).append(one)
    inner = [
        records[0]
        for records in found.values()
        if len(records) == 1 and not _holds_record(records[0])
    ]
    whole = [arg.value if isinstance(arg, x.Store) else arg for arg in args]
    inner = [one for one in inner if not any(one is arg for arg in whole)]
    if not inner or len(found) < 2:
        return args, call.expected
    record = inner[0]
    doc = call.p.expr(record)
    base = type_name(record.type) or "value"
    name = call.p.frame.locals.fresh(base).text
    made.append(concat(f"{name} = ", group(doc)))
    var = x.Var(name, -1, record.type)
    call.p.frame.write_as(var, name)
    swap = _Swap(record, x.Local(var, record.type))
    return tuple(swap.expr(arg) for arg in args), call.expected


def _holds_record(node: x.RecordLit) -> bool:
    return any(isinstance(one, x.RecordLit) for _, f in node.fields for one in everything((f,)))


class _Swap:
    """Replaces one node by another."""

    def __init__(self, old: Any, new: Any) -> None:
        from vibee_compiler.lowering.walk import Mapper

        outer = self

        class Mapping(Mapper):
            def expr(self, node: Any) -> Any:
                return outer.new if node is outer.old else self.rebuild(node)

        self.old = old
        self.new = new
        self._mapper = Mapping()

    def expr(self, node: Any) -> Any:
        """The node with the replacement."""
        return self._mapper.expr(node)


def _width(doc: Doc) -> int:
    return v.nominal(doc)


def leaves_of(node: Any) -> tuple[str, ...]:
    """The names of the parts of a node, for tests of this module."""
    return parts(node)
