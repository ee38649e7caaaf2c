"""The example in a docstring: the first one that needs no declared type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vibee_plugins.python import values as v

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s

if TYPE_CHECKING:
    from vibee_plugins.python.printer import PythonPrinter

_ROOM = 84
_PLAIN = (t.INT, t.FLOAT, t.BOOL, t.STRING, t.BYTES)


class _NoRepr(Exception):
    """A value that has no simple text at the prompt."""


def python_value(node: Any) -> Any:
    """The value of a literal as the generated function gives it.

    Raises:
        _NoRepr: for what is not made of scalars, tuples, dicts and None.
    """
    match node:
        case x.Store(value, to) if not isinstance(to, t.Sized):
            return python_value(value)
        case x.Literal(value, type_) if type_ in _PLAIN:
            return value
        case x.ListLit(items, optional) if not any(optional):
            return tuple(map(python_value, items))
        case x.TupleLit(items):
            return tuple(map(python_value, items))
        case x.MapLit(entries, optional) if not any(optional):
            pairs = [(python_value(k), python_value(value)) for k, value in entries]
            return dict(sorted(pairs, key=lambda pair: pair[0]))
        case x.Op("optional.of", (inner,)):
            return python_value(inner)
    raise _NoRepr


def example(p: PythonPrinter, function: s.Function, examples: tuple[Any, ...]) -> str | None:
    """The lines of the example, or None where the first one does not fit the prompt."""
    if not examples or function.block is None:
        return None
    first = examples[0]
    if first.raises is not None or first.setup or first.tolerance is not None:
        return None
    if any(p.names_declared_type(arg) for arg in (*first.args, first.expected)):
        return None
    try:
        result = repr(python_value(first.expected))
    except _NoRepr:
        return None
    before = set(p.texts.uses)
    args = [
        p.test_argument(arg, param.type)
        for arg, param in zip(first.args, function.params, strict=True)
    ]
    call = v.flat(p.call(p.function_name(p.module, function.name), args).doc)
    shown = (call, result)
    p.texts.uses = before
    if any(len(line) > _ROOM or "\\" in line or '"""' in line for line in shown):
        return None
    return f">>> {call}\n{result}"
