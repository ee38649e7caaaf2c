"""Unification of expression types.

An open type is a `TypeVar` whose name begins with `?`; the variables of a generic declaration are
`TypeVar`s too, but rigid. `ERROR` is the type of what has been reported already: it fits
everything and binds nothing, so that one mistake gives one message.
"""

from __future__ import annotations

from vibee_compiler.ir import types as t

ERROR = t.TypeVar("?error")


def is_open(type_: t.Type) -> bool:
    """Whether a type is a variable of the solver that nothing is known about."""
    return isinstance(type_, t.TypeVar) and type_.name.startswith("?") and type_ is not ERROR


def is_error(type_: t.Type) -> bool:
    """Whether a type is that of something already reported."""
    return isinstance(type_, t.TypeVar) and type_.name == ERROR.name


MAX_DEPTH = 100
"""Levels that a type may have: each step over deeper ones costs as many, at every node."""


class TypeTooDeep(Exception):
    """A type has more than `MAX_DEPTH` levels."""


class Solver:
    """Bindings of open types, with a trail so that a trial can be undone."""

    def __init__(self) -> None:
        self._bound: dict[str, t.Type] = {}
        self._trail: list[str] = []
        self._count = 0

    def fresh(self) -> t.TypeVar:
        """A new open type."""
        self._count += 1
        return t.TypeVar(f"?{self._count}")

    def head(self, type_: t.Type) -> t.Type:
        """`type_`, or what it is bound to; its parts may still be variables."""
        while isinstance(type_, t.TypeVar) and type_.name in self._bound:
            type_ = self._bound[type_.name]
        return type_

    def resolve(self, type_: t.Type, default: t.Type | None = None) -> t.Type:
        """`type_` with all that is known put in; what stays open becomes `default`, if given."""
        found = self.head(type_)
        if isinstance(found, t.TypeVar):
            return default if default is not None and is_open(found) else found
        return rebuild(found, tuple(self.resolve(part, default) for part in t.children(found)))

    def unify(self, left: t.Type, right: t.Type) -> bool:
        """Make two types equal; False where they cannot be. A failure may leave bindings."""
        left, right = self.head(left), self.head(right)
        if left == right or is_error(left) or is_error(right):
            return True
        if is_open(left):
            return self._bind(left, right)
        if is_open(right):
            return self._bind(right, left)
        if not same_head(left, right):
            return False
        pairs = zip(t.children(left), t.children(right), strict=True)
        return all(self.unify(a, b) for a, b in pairs)

    def could(self, *pairs: tuple[t.Type, t.Type]) -> bool:
        """Whether all pairs could be unified together; binds nothing."""
        mark = len(self._trail)
        possible = all(self.unify(left, right) for left, right in pairs)
        for name in self._trail[mark:]:
            del self._bound[name]
        del self._trail[mark:]
        return possible

    def _bind(self, variable: t.Type, type_: t.Type) -> bool:
        assert isinstance(variable, t.TypeVar)
        if self._occurs(variable.name, type_, MAX_DEPTH):
            return False
        self._bound[variable.name] = type_
        self._trail.append(variable.name)
        return True

    def bounded(self, type_: t.Type) -> t.Type:
        """`type_`; raises TypeTooDeep."""
        self._occurs("", type_, MAX_DEPTH)
        return type_

    def _occurs(self, name: str, type_: t.Type, left: int) -> bool:
        found = self.head(type_)
        if isinstance(found, t.TypeVar):
            return found.name == name
        if left == 0:
            raise TypeTooDeep
        return any(self._occurs(name, part, left - 1) for part in t.children(found))


def same_head(left: t.Type, right: t.Type) -> bool:
    """Whether two types differ at most in their parts."""
    if type(left) is not type(right):
        return False
    if isinstance(left, t.Named) and isinstance(right, t.Named):
        return (left.module, left.name, len(left.args)) == (
            right.module,
            right.name,
            len(right.args),
        )
    if isinstance(left, t.FnT) and isinstance(right, t.FnT):
        return len(left.params) == len(right.params)
    if isinstance(left, t.TupleT) and isinstance(right, t.TupleT):
        return len(left.items) == len(right.items)
    if isinstance(left, t.Prim | t.Opaque | t.TypeVar | t.Sized):
        return left == right
    return True


def rebuild(type_: t.Type, parts: tuple[t.Type, ...]) -> t.Type:
    """A type of the same head with other parts, in the order of `ir.types.children`."""
    match type_:
        case t.ListT():
            return t.ListT(*parts)
        case t.SetT():
            return t.SetT(*parts)
        case t.OptionT():
            return t.OptionT(*parts)
        case t.MapT():
            return t.MapT(*parts)
        case t.ResultT():
            return t.ResultT(*parts)
        case t.TupleT():
            return t.TupleT(parts)
        case t.FnT():
            return t.FnT(parts[:-1], parts[-1])
        case t.Named(module, name):
            return t.Named(module, name, parts)
        case _:
            return type_
