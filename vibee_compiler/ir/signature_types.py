"""The type notation of the signature table, `Map<K, V>` and the like, read into `ir.types`.

One capital letter, alone or with a digit, is a variable. The open tuple `(A, B, ...)` is the
variable `Tuple`, which the table's constraint class `tuple` restricts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from vibee_compiler.ir import types as t

TUPLE_VARIABLE = "Tuple"
_TOKEN = re.compile(r"\s*(\.\.\.|[A-Za-z]\w*|[<>(),])")
_OPEN_TUPLE = re.compile(r"\(A, B, \.\.\.\)")
_GENERIC: dict[str, Callable[..., t.Type]] = {
    "List": t.ListT,
    "Set": t.SetT,
    "Option": t.OptionT,
    "Map": t.MapT,
    "Result": t.ResultT,
}


@cache
def parse_type(text: str) -> t.Type:
    """The type that `text` writes.

    Raises ValueError on anything that the notation does not have.
    """
    tokens = _TOKEN.findall(_OPEN_TUPLE.sub(TUPLE_VARIABLE, text))
    reader = _Reader(tokens, text)
    found = reader.type()
    if reader.peek() is not None:
        raise ValueError(f"text after the type: {text}")
    return found


class _Reader:
    def __init__(self, tokens: list[str], text: str) -> None:
        self.tokens = tokens
        self.text = text
        self.at = 0

    def peek(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, wanted: str | None = None) -> str:
        token = self.peek()
        if token is None or (wanted is not None and token != wanted):
            raise ValueError(f"not a type of the table: {self.text}")
        self.at += 1
        return token

    def many(self, close: str) -> tuple[t.Type, ...]:
        items = [self.type()]
        while self.peek() == ",":
            self.take(",")
            items.append(self.type())
        self.take(close)
        return tuple(items)

    def type(self) -> t.Type:
        name = self.take()
        if name == "(":
            return t.TupleT(self.many(")"))
        if name in t.PRIMS:
            return t.Prim(name)
        if self.peek() != "<":
            return t.TypeVar(name)
        self.take("<")
        args = self.many(">")
        if name not in _GENERIC:
            raise ValueError(f"not a type of the table: {self.text}")
        return _GENERIC[name](*args)
