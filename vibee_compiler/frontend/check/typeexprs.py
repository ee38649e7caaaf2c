"""Type expressions: from the AST to declared types of the IR."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Protocol

from vibee_compiler.diagnostics.model import Severity
from vibee_compiler.diagnostics.names import did_you_mean
from vibee_compiler.frontend import ast as a
from vibee_compiler.frontend.check.environment import Ambiguous, Env, Hit
from vibee_compiler.frontend.check.show import count, show
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import AliasDecl, Enum, TypeDecl
from vibee_compiler.records import dataclass

_SYNONYMS: Mapping[str, t.Type] = {
    "object": t.ANY,
    "int64": t.INT,
    "i64": t.INT,
    "isize": t.INT,
    "usize": t.Sized("UInt64"),
    "float64": t.FLOAT,
    "f64": t.FLOAT,
    "f32": t.Sized("Float32"),
    "float32": t.Sized("Float32"),
    **{f"i{bits}": t.Sized(f"Int{bits}") for bits in (8, 16, 32)},
    **{f"u{bits}": t.Sized(f"UInt{bits}") for bits in (8, 16, 32, 64)},
}
SCALARS: Mapping[str, t.Type] = {
    **{name.lower(): t.Prim(name) for name in t.PRIMS},
    **{name.lower(): t.Sized(name) for name in t.SIZED_RANGES},
    **_SYNONYMS,
}
_CONTAINERS: Mapping[str, tuple[int, Callable[..., t.Type]]] = {
    "list": (1, t.ListT),
    "set": (1, t.SetT),
    "option": (1, t.OptionT),
    "map": (2, t.MapT),
    "result": (2, t.ResultT),
}
_BARE: Mapping[str, t.Type] = {"list": t.ListT(t.ANY), "map": t.MapT(t.STRING, t.ANY)}
"""Containers that may be written without their types."""
_BUILT_IN_NAMES = (
    *t.PRIMS, *t.SIZED_RANGES, "Float32", "Object", "List", "Set", "Option", "Map", "Result",
    "Tuple",
)  # fmt: skip


class Report(Protocol):
    """How findings are reported; see `Ctx.report`."""

    def __call__(
        self,
        code: str,
        message: str,
        at: a.At | None,
        *,
        expected: str | None = None,
        hint: str | None = None,
        severity: Severity | None = None,
    ) -> None:
        """Take a finding in."""


@dataclass(slots=True)
class TypeReader:
    """Reads type expressions in one place of a spec.

    `variables` are the parameters of the declaration. An undeclared name becomes `Opaque`; where
    the type is `compiled`, because a body needs it, it is an error. `before` is called with the
    name of a local type before it is looked up, so that aliases can stand in whatever order.
    """

    env: Env
    report: Report
    variables: frozenset[str] = frozenset()
    compiled: bool = False
    before: Callable[[str], None] | None = None

    def read(self, e: a.TypeExpr, *, function: bool = False, void: bool = False) -> t.Type | None:
        """The declared type; None when an error has been reported."""
        match e:
            case a.OptionType(elem, at):
                inner = self.read(elem)
                return None if inner is None else self._option(inner, at)
            case a.TupleType(items):
                parts = [self.read(item) for item in items]
                return _all(parts, lambda *found: t.TupleT(tuple(found)))
            case a.ArrayType(size, elem):
                return _all([self.read(elem)], lambda elem: t.ArrayT(size, elem))
            case a.FnType(params, result, at):
                if not function:
                    self.report("VB0518", "only a parameter of a behaviour is a function", at)
                    return None
                parts = [self.read(p) for p in (*params, result)]
                return _all(parts, lambda *found: t.FnT(tuple(found[:-1]), found[-1]))
            case a.NameType():
                found = self._named(e)
                if found == t.VOID and not void:
                    self.report("VB0509", "Void has no values: only a stub returns it", e.at)
                    return None
                return found

    def _option(self, elem: t.Type, at: a.At) -> t.Type | None:
        if isinstance(elem, t.OptionT) or (
            isinstance(elem, t.Alias) and isinstance(t.erase(elem), t.OptionT)
        ):
            self.report("VB0509", "an option of an option cannot be written", at)
            return None
        return t.OptionT(elem)

    def _named(self, e: a.NameType) -> t.Type | None:
        if len(e.path) > 2:
            self.report("VB0422", "a type is called `Name` or `module.Name`", e.at)
            return t.Opaque(".".join(part.name for part in e.path))
        name = e.path[-1].name
        if len(e.path) == 2:
            return self._qualified(e, e.path[0].name, name)
        if name in self.variables and not e.args:
            return t.TypeVar(name)
        if self.before is not None:
            self.before(name)
        hit = self.env.types.bare(name)
        if isinstance(hit, Ambiguous):
            modules = ", ".join(f"`{module}`" for module in hit.modules)
            hint = f"write `{hit.modules[0]}.{name}`"
            self.report("VB0423", f"the type `{name}` is declared by {modules}", e.at, hint=hint)
            return None
        if hit is not None:
            return self._declared(e, hit)
        return self._built_in(e, name.lower())

    def _qualified(self, e: a.NameType, module: str, name: str) -> t.Type | None:
        if module == self.env.module and self.before is not None:
            self.before(name)
        decl = self.env.types.of(module, name)
        if decl is not None:
            return self._declared(e, Hit(module, decl))
        known = module in self.env.modules
        what = f"`{module}` declares no type `{name}`" if known else f"no import `{module}`"
        hint = did_you_mean(module, self.env.modules) if not known else None
        return self._unknown(f"{module}.{name}", what, hint, e)

    def _declared(self, e: a.NameType, hit: Hit[TypeDecl]) -> t.Type | None:
        decl = hit.value
        params = () if isinstance(decl, Enum) else decl.params
        if len(e.args) != len(params):
            wanted = count(len(params), "type argument")
            message = f"`{decl.name}` takes {wanted}, found {len(e.args)}"
            self.report("VB0509", message, e.at)
            return None
        args = [self.read(arg) for arg in e.args]
        if isinstance(decl, AliasDecl):
            by = dict(zip(params, args, strict=True))
            return _all(
                args,
                lambda *found: t.Alias(
                    hit.module,
                    decl.name,
                    tuple(found),
                    t.substitute(decl.target, {k: v for k, v in by.items() if v is not None}),
                ),
            )
        return _all(args, lambda *found: t.Named(hit.module, decl.name, tuple(found)))

    def _built_in(self, e: a.NameType, name: str) -> t.Type | None:
        if name in SCALARS:
            if e.args:
                self.report("VB0509", f"`{e.path[-1].name}` takes no type arguments", e.at)
                return None
            return SCALARS[name]
        if name == "tuple" and len(e.args) > 1:
            return self.read(a.TupleType(e.args, e.at))
        if name in _CONTAINERS:
            return self._container(e, name)
        written = e.path[-1].name
        candidates = (*self.env.types.all(), *_BUILT_IN_NAMES)
        hint = did_you_mean(written, candidates)
        return self._unknown(written, f"no type is called `{written}`", hint, e)

    def _container(self, e: a.NameType, name: str) -> t.Type | None:
        arity, make = _CONTAINERS[name]
        if not e.args and name in _BARE:
            return _BARE[name]
        if len(e.args) != arity:
            message = f"`{e.path[-1].name}` takes {count(arity, 'type argument')}"
            self.report("VB0509", f"{message}, found {len(e.args)}", e.at)
            return None
        parts = [self.read(arg) for arg in e.args]
        if name in ("set", "map") and parts[0] is not None:
            self._key(parts[0], e.args[0].at)
        if name == "option" and parts[0] is not None:
            return self._option(parts[0], e.at)
        return _all(parts, make)

    def _key(self, type_: t.Type, at: a.At) -> None:
        found = t.erase(type_)
        enum = isinstance(found, t.Named) and isinstance(self.env.decl(found), Enum)
        if found in (t.INT, t.BOOL, t.STRING) or enum or isinstance(found, t.TypeVar | t.Opaque):
            return
        message = f"keys and set elements are Int, Bool, String or an enum, not {show(type_)}"
        self.report("VB0509", message, at)

    def _unknown(self, name: str, message: str, hint: str | None, e: a.NameType) -> t.Type:
        for arg in e.args:
            self.read(arg)
        if self.compiled and re.fullmatch("[A-Z]", name):
            self.report("VB0714", f"behaviours are not generic: `{name}` is no type", e.at)
        else:
            self.report("VB0525" if self.compiled else "VB0422", message, e.at, hint=hint)
        return t.Opaque(name)


def declared_type(env: Env, e: a.TypeExpr, report: Report) -> t.Type | None:
    """A type that is written in a body, where an unknown name is an error."""
    return TypeReader(env, report, compiled=True).read(e)


def contains_opaque(type_: t.Type) -> str | None:
    """The first name in a type that nobody declares."""
    if isinstance(type_, t.Opaque):
        return type_.name
    return next(filter(None, map(contains_opaque, t.children(type_))), None)


def _all(parts: list[t.Type | None], make: Callable[..., t.Type]) -> t.Type | None:
    found = [part for part in parts if part is not None]
    return make(*found) if len(found) == len(parts) else None
