"""Whether a `match` is complete, and which of its arms are reached.

Luc Maranget, "Warnings for pattern matching", Journal of Functional Programming 17 (2007): a
pattern is useful after others if some value fits it and none of them. The algorithm works on a
matrix of patterns, one row an arm; a missing case is a useful wildcard, given with a witness.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vibee_compiler.frontend.check.environment import Env
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Enum, Sum
from vibee_compiler.records import dataclass

Row = tuple[x.Pattern, ...]
BUDGET = 200_000
"""Steps after which a match counts as complete: hostile patterns are exponential."""


@dataclass(frozen=True, slots=True)
class Con:
    """A constructor with the types of its parts; `name` is how a witness writes it."""

    kind: str
    name: object
    parts: tuple[t.Type, ...] = ()
    labels: tuple[str, ...] = ()


class Usefulness:
    """The question for one match; `env` knows the declarations."""

    def __init__(self, env: Env) -> None:
        self.env = env
        self.steps = 0

    def missing(self, rows: Sequence[x.Pattern], type_: t.Type) -> str | None:
        """A case that no row covers, as the author would write it, or None."""
        witness = self._witness([(row,) for row in rows], (type_,))
        return None if witness is None else witness[0]

    def reached(self, rows: Sequence[x.Pattern], row: x.Pattern, type_: t.Type) -> bool:
        """Whether some value fits `row` and none of `rows`."""
        return self._useful([(one,) for one in rows], (row,), (type_,))

    def _useful(self, rows: list[Row], row: Row, types: tuple[t.Type, ...]) -> bool:
        self.steps += 1
        if self.steps > BUDGET:
            return True
        if not row:
            return not rows
        con = _con(row[0], types[0], self.env)
        used = _used(rows, types[0], self.env)
        if con is None:
            complete = self._complete(used, types[0])
            if complete is None:
                return self._useful(_default(rows), row[1:], types[1:])
        elif con.kind == "list+" and isinstance(types[0], t.ListT):
            complete = self._lists([*used, con], types[0]) or []
        else:
            complete = [con]
        return any(
            self._useful(_specialise(rows, one), mine, one.parts + types[1:])
            for one in complete
            for mine in _specialise([row], one)
        )

    def _witness(self, rows: list[Row], types: tuple[t.Type, ...]) -> list[str] | None:
        self.steps += 1
        if self.steps > BUDGET:
            return None
        if not types:
            return None if rows else []
        used = _used(rows, types[0], self.env)
        complete = self._complete(used, types[0])
        if complete is None:
            rest = self._witness(_default(rows), types[1:])
            return None if rest is None else [self._other(used, types[0]), *rest]
        for con in complete:
            found = self._witness(_specialise(rows, con), con.parts + types[1:])
            if found is not None:
                arity = len(con.parts)
                return [_write(con, found[:arity]), *found[arity:]]
        return None

    def _complete(self, used: list[Con], type_: t.Type) -> list[Con] | None:
        """All constructors of the type, when the rows use each of them; else None."""
        if isinstance(type_, t.ListT):
            return self._lists(used, type_)
        every = list(_constructors(type_, self.env))
        names = {(con.kind, con.name) for con in used}
        if not every or not used or any((con.kind, con.name) not in names for con in every):
            return None
        return every

    def _lists(self, used: list[Con], type_: t.ListT) -> list[Con] | None:
        """Lists by length: up to the longest in the rows, and one case for all longer ones."""
        lengths = [con.name for con in used if con.kind == "list"]
        open_from = [con.name for con in used if con.kind == "list+"]
        if not open_from:
            return None
        longest = max(int(str(n)) for n in (*lengths, *open_from))
        return [list_con(n, type_.elem) for n in range(longest + 2)]

    def _other(self, used: list[Con], type_: t.Type) -> str:
        """How to write a value that none of the constructors in use makes."""
        names = {(con.kind, con.name) for con in used}
        for con in _constructors(type_, self.env):
            if used and (con.kind, con.name) not in names:
                return _write(con, ["_"] * len(con.parts))
        if isinstance(type_, t.ListT) and used:
            lengths = {con.name for con in used if con.kind == "list"}
            length = next(n for n in range(len(lengths) + 1) if n not in lengths)
            return "[" + ", ".join(["_"] * length) + "]"
        return "_"


def list_con(length: int, elem: t.Type) -> Con:
    """The lists of one length."""
    return Con("list", length, (elem,) * length)


def _constructors(type_: t.Type, env: Env) -> Iterator[Con]:
    """The constructors of a type that has finitely many, in order."""
    match type_:
        case t.Prim("Bool"):
            yield from (Con("literal", False), Con("literal", True))
        case t.OptionT(elem):
            yield Con("some", "optional.of", (elem,))
            yield Con("none", "optional.none")
        case t.ResultT(ok, err):
            yield Con("ok", "result.ok", (ok,))
            yield Con("err", "result.err", (err,))
        case t.TupleT(items):
            yield Con("tuple", "", items)
        case t.Named():
            decl = env.decl(type_)
            if isinstance(decl, Enum):
                yield from (Con("enum", member) for member in decl.members)
            elif isinstance(decl, Sum):
                by = dict(zip(decl.params, type_.args, strict=True))
                for variant in decl.variants:
                    parts = tuple(t.erase(t.substitute(f.type, by)) for f in variant.fields)
                    labels = tuple(f.name for f in variant.fields)
                    yield Con("variant", variant.name, parts, labels)


def _con(p: x.Pattern, type_: t.Type, env: Env) -> Con | None:
    """The constructor of a pattern; None for a wildcard."""
    match p:
        case x.PWild() | x.PBind():
            return None
        case x.PLiteral(value):
            return Con("literal", value)
        case x.PEnum(member):
            return Con("enum", member)
        case x.PVariant(name):
            found = (con for con in _constructors(type_, env) if con.name == name)
            return next(found, Con("variant", name))
        case x.PList(items, None):
            return list_con(len(items), type_.elem if isinstance(type_, t.ListT) else type_)
        case x.PList(items):
            return Con("list+", len(items))
        case x.PTuple(items):
            parts = type_.items if isinstance(type_, t.TupleT) else ()
            return Con("tuple", "", parts)
        case x.PSome():
            return next(iter(_constructors(type_, env)))
        case x.PNone():
            return Con("none", "optional.none")
        case x.POk():
            return next(iter(_constructors(type_, env)))
        case x.PErr():
            return list(_constructors(type_, env))[1]


def _used(rows: list[Row], type_: t.Type, env: Env) -> list[Con]:
    found = [_con(row[0], type_, env) for row in rows]
    return [con for con in found if con is not None]


def _default(rows: list[Row]) -> list[Row]:
    return [row[1:] for row in rows if isinstance(row[0], x.PWild | x.PBind)]


def _specialise(rows: list[Row], con: Con) -> list[Row]:
    """The rows that fit values of a constructor, with its parts in front."""
    found = [(_parts(row[0], con), row[1:]) for row in rows]
    return [parts + rest for parts, rest in found if parts is not None]


def _parts(p: x.Pattern, con: Con) -> Row | None:
    """The patterns for the constructor's parts, None where the pattern does not fit it."""
    wild = tuple(x.PWild(part) for part in con.parts)
    match p:
        case x.PWild() | x.PBind():
            return wild
        case x.PLiteral(value):
            same = con.kind == "literal" and con.name == value and type(con.name) is type(value)
            return () if same else None
        case x.PEnum(member):
            return () if con.name == member else None
        case x.PVariant(name, fields):
            given = dict(fields)
            labelled = zip(con.labels, wild, strict=True)
            return tuple(given.get(k, w) for k, w in labelled) if con.name == name else None
        case x.PList(items, rest):
            fits = con.kind == "list" and (
                len(items) == con.name if rest is None else len(items) <= len(con.parts)
            )
            return items + wild[len(items) :] if fits else None
        case x.PTuple(items):
            return items
        case x.PSome(inner):
            return (inner,) if con.kind == "some" else None
        case x.PNone():
            return () if con.kind == "none" else None
        case x.POk(inner):
            return (inner,) if con.kind == "ok" else None
        case x.PErr(inner):
            return (inner,) if con.kind == "err" else None


def _write(con: Con, parts: list[str]) -> str:
    inside = ", ".join(parts)
    match con.kind:
        case "literal":
            return str(con.name).lower() if isinstance(con.name, bool) else repr(con.name)
        case "list":
            return f"[{inside}]"
        case "tuple":
            return f"({inside})"
        case "enum":
            return str(con.name)
        case "variant":
            pairs = [f"{k}: {v}" for k, v in zip(con.labels, parts, strict=True) if v != "_"]
            return f"{con.name}{{{', '.join(pairs)}}}" if con.labels else str(con.name)
        case _:
            return f"{con.name}({inside})"
