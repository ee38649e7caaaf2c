"""What is known at a point of a program, beside what types say.

Values are numbered by keys: equal keys mean equal values, so that a `let`, a field of a record
literal and the same expression elsewhere are one. Facts are about keys: an interval, upper bounds
by other keys ("at most the size of xs"), and what has been tested or has succeeded before.
"""

from __future__ import annotations

from dataclasses import field
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering.intervals import TOP, Abstract, Num
from vibee_compiler.records import dataclass

Bound = tuple[str, int]
"""A key and an offset: at most the key's value plus the offset."""

SAME_SIZE = frozenset(
    {
        "list.map", "list.sort", "list.sortBy", "list.reverse", "list.indexed", "map.entries",
        "map.keys", "map.values", "set.toList", "map.map", "map.transformList",
        "list.transformList", "map.transformMap", "list.scan", "string.chars", "set.map",
    }
)  # fmt: skip
"""What has as many elements as its first part."""

SIZES = frozenset({"list.size", "map.size", "set.size", "string.size"})
MAX_KEY = 200
"""Longer keys are not worth it."""
MAX_DEPTH = 16
"""Nor are those of deeper expressions."""


@dataclass(slots=True)
class Env:
    """The facts at one point; copied where paths part."""

    values: dict[int, Abstract] = field(default_factory=dict)
    aliases: dict[int, str] = field(default_factory=dict)
    sizes: dict[int, str] = field(default_factory=dict)
    records: dict[int, dict[str, str]] = field(default_factory=dict)
    terms: dict[str, Num] = field(default_factory=dict)
    uppers: dict[str, frozenset[Bound]] = field(default_factory=dict)
    holds: set[str] = field(default_factory=set)
    depth: int = 0

    def copy(self) -> Env:
        """The same facts, apart."""
        return Env(
            dict(self.values), dict(self.aliases), dict(self.sizes), dict(self.records),
            dict(self.terms), dict(self.uppers), set(self.holds),
        )  # fmt: skip

    def value(self, var: x.Var) -> Abstract:
        """What is known of a variable."""
        return self.values.get(var.uid, TOP)

    def key(self, node: Any) -> str | None:
        """The number of a value; None for what is not numbered."""
        if self.depth > MAX_DEPTH:
            return None
        self.depth += 1
        found = self._key(node)
        self.depth -= 1
        return found if found is not None and len(found) <= MAX_KEY else None

    def _key(self, node: Any) -> str | None:
        match node:
            case x.Local(var):
                return self.aliases.get(var.uid, f"v{var.uid}")
            case x.Literal(value, type_):
                return f"{value!r}:{type_.name}" if isinstance(type_, t.Prim) else None
            case x.ConstRef(module, name):
                return f"c:{module}.{name}"
            case x.EnumValue(member, type_):
                return f"e:{type_}.{member}"
            case x.Store(value) if not node.errors and node.type == t.INT:
                return self.key(value)
            case x.FieldGet(base, name):
                if isinstance(base, x.Local):
                    known = self.records.get(base.var.uid, {}).get(name)
                    if known is not None:
                        return known
                inner = self.key(base)
                return None if inner is None else f"{inner}.{name}"
            case x.Op():
                return self._op_key(node)
        return None

    def _op_key(self, node: x.Op) -> str | None:
        if node.id in SIZES:
            return self.size_key(node.args[0])
        keys = [self.key(arg) for arg in node.args]
        if any(key is None for key in keys) or len(keys) > 3:
            return None
        extra = "" if node.extra is None else f"[{node.extra}]"
        return f"{node.id}{extra}({','.join(str(key) for key in keys)})"

    def size_key(self, node: Any) -> str | None:
        """The number of the size of a container."""
        while isinstance(node, x.Op) and node.id in SAME_SIZE:
            node = node.args[0]
        if isinstance(node, x.Local) and node.var.uid in self.sizes:
            return self.sizes[node.var.uid]
        inner = self.key(node)
        return None if inner is None else f"#{inner}"

    def bounds(self, node: Any) -> frozenset[Bound]:
        """Upper bounds of an Int by keys, its own key included."""
        found: set[Bound] = set()
        match node:
            case x.Op(id="math.least", args=args):
                for arg in args:
                    found |= self.bounds(arg)
            case x.Op(id="int.sub", args=(a, x.Literal(int() as by))):
                found |= {(key, off - by) for key, off in self.bounds(a)}
            case x.Op(id="int.add", args=(a, x.Literal(int() as by))):
                found |= {(key, off + by) for key, off in self.bounds(a)}
            case x.Op(id="int.div", args=(a, x.Literal(int() as by))) if by >= 1:
                # A negative quotient is greater than what is divided, but no size is negative.
                found |= {(k, off) for k, off in self.bounds(a) if off >= 0 and k[0] == "#"}
        key = self.key(node)
        if key is not None:
            found.add((key, 0))
            found |= self.uppers.get(key, frozenset())
        return frozenset(found)

    def exact(self, node: Any) -> Bound | None:
        """An Int as a key and an offset, where it is one."""
        match node:
            case x.Op(id="int.sub", args=(a, x.Literal(int() as by))):
                inner = self.exact(a)
                return None if inner is None else (inner[0], inner[1] - by)
            case x.Op(id="int.add", args=(a, x.Literal(int() as by))):
                inner = self.exact(a)
                return None if inner is None else (inner[0], inner[1] + by)
        key = self.key(node)
        return None if key is None else (key, 0)

    def below(self, node: Any, other: Any, offset: int = 0) -> bool:
        """Whether an Int is known to be at most another plus an offset."""
        to = self.exact(other)
        keyed = self.at_most(node, self.key(other), offset)
        return keyed or (to is not None and self.at_most(node, to[0], to[1] + offset))

    def at_most(self, node: Any, key: str | None, offset: int) -> bool:
        """Whether an Int is known to be at most the key's value plus an offset."""
        if key is None:
            return False
        seen: set[Bound] = set()
        todo = list(self.bounds(node))
        while todo:
            one = todo.pop()
            if one in seen or len(seen) > 50:
                continue
            seen.add(one)
            if one[0] == key and one[1] <= offset:
                return True
            todo += [(k, one[1] + off) for k, off in self.uppers.get(one[0], frozenset())]
        return False

    def bound(self, key: str, bounds: frozenset[Bound]) -> None:
        """Note upper bounds of a key."""
        self.uppers[key] = self.uppers.get(key, frozenset()) | {b for b in bounds if b[0] != key}
