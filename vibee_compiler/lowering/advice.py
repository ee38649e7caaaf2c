"""Which bounds would make an `Overflow` impossible: notes for authors.

For each behaviour that may overflow in a step of its own, the range analysis runs again with
bounds on what nothing bounds yet: parameters of type Int, sizes of parameters, Int fields of
records and variants. The widest round bounds that help are told, those that are not needed left
out. Nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from vibee_compiler.diagnostics.catalogue import make
from vibee_compiler.diagnostics.model import Diagnostic
from vibee_compiler.frontend.check.depth import deep_recursion
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Behaviour, Module, Param, Program, Record, Sum, TypeDecl
from vibee_compiler.lowering import intervals as iv
from vibee_compiler.lowering.facts import Env
from vibee_compiler.lowering.intervals import Abstract, Dict, Num, Seq
from vibee_compiler.lowering.range_analysis import Analysis
from vibee_compiler.lowering.walk import everything

OVERFLOW = "Overflow"
BOUNDS = tuple(10**digits for digits in (18, 15, 12, 9, 6, 3))
SIZES = (10**6, 10**3)
_WIDE = 2**62
"""What reaches beyond this counts as not bounded by its author."""
_MOST = 12
"""So many unbounded things are looked at; a behaviour with more gets no advice."""


@dataclass(frozen=True, slots=True)
class Source:
    """Something without bounds: a parameter (`owner` is empty), its size, or a field."""

    kind: str
    owner: tuple[str, str, str | None]
    name: str


_PARAM = ("", "", None)


@dataclass(frozen=True, slots=True)
class _Limits:
    """A trial: the bound of numbers, that of sizes, and what is bounded."""

    bound: int
    size: int
    sources: frozenset[Source]


class _Bounded(Analysis):
    """The analysis of a program some of whose numbers are bounded."""

    def __init__(self, program: Program, limits: _Limits) -> None:
        super().__init__(program, 64)
        self.trial = limits

    def field(self, type_: t.Type, variant: str | None, name: str) -> Abstract:
        """As without the bounds, but within them."""
        known = super().field(type_, variant, name)
        if not isinstance(type_, t.Named):
            return known
        if Source("field", (type_.module, type_.name, variant), name) not in self.trial.sources:
            return known
        return iv.meet(self.num(known), Num(-self.trial.bound, self.trial.bound))

    def start(self, one: Behaviour) -> Env:
        """The facts on entry, within the bounds."""
        env = self.entry(one)
        for param in one.params:
            uid, name = param.var.uid, param.var.name
            if Source("param", _PARAM, name) in self.trial.sources:
                known = iv.meet(
                    self.num(env.value(param.var)), Num(-self.trial.bound, self.trial.bound)
                )
                env.values[uid] = known
            if Source("size", _PARAM, name) in self.trial.sources:
                _bound_size(self, env, param, self.trial.size)
        return env


def _bound_size(analysis: Analysis, env: Env, param: Param, most: int) -> None:
    known = env.value(param.var)
    size = iv.meet(analysis.size(known), Num(0, most))
    if isinstance(known, Dict):
        env.values[param.var.uid] = Dict(size, known.key, known.value)
    else:
        env.values[param.var.uid] = Seq(size, analysis.elem(known))


def advise(program: Program, module: Module) -> list[Diagnostic]:
    """A note for each behaviour of a module whose overflow some bounds would rule out."""
    with deep_recursion():
        return list(_notes(program, module))


def _notes(program: Program, module: Module) -> Iterator[Diagnostic]:
    for one in module.behaviours:
        if one.body is None or not _overflows(program, one, _Limits(0, 0, frozenset())):
            continue
        sources = frozenset(_sources(program, one))
        if not 0 < len(sources) <= _MOST:
            continue
        best = _widest(program, one, sources)
        if best is None:
            continue
        message = f"`{one.name}` may raise Overflow"
        hint = f"{'; '.join(_advice(program, one, best))} would rule it out"
        yield make("VB0718", message, span=one.span, hint=hint)


def _overflows(program: Program, one: Behaviour, limits: _Limits) -> bool:
    """Whether a step of the body itself may overflow; what it calls has advice of its own."""
    analysis = _Bounded(program, limits)
    _, body = analysis.ev(one.body, analysis.start(one))
    return any(OVERFLOW in getattr(node, "errors", ()) for node in everything((body,)))


def _widest(program: Program, one: Behaviour, sources: frozenset[Source]) -> _Limits | None:
    sizes = SIZES if any(source.kind == "size" for source in sources) else SIZES[:1]
    for size in sizes:
        for bound in BOUNDS:
            limits = _Limits(bound, size, sources)
            if not _overflows(program, one, limits):
                return _fewest(program, one, limits)
    return None


def _fewest(program: Program, one: Behaviour, limits: _Limits) -> _Limits:
    for source in sorted(limits.sources, key=repr):
        fewer = _Limits(limits.bound, limits.size, limits.sources - {source})
        if not _overflows(program, one, fewer):
            limits = fewer
    return limits


def _sources(program: Program, one: Behaviour) -> Iterator[Source]:
    analysis = Analysis(program, 64)
    env = analysis.entry(one)
    for param in one.params:
        erased = t.erase(param.type)
        if erased == t.INT and _wide(analysis.num(env.value(param.var))):
            yield Source("param", _PARAM, param.var.name)
        if isinstance(erased, t.ListT | t.SetT | t.MapT):
            yield Source("size", _PARAM, param.var.name)
    decls = {(m.name, d.name): d for m in program.modules for d in m.types}
    for module, name in sorted(_reached((p.type for p in one.params), decls)):
        decl = decls[module, name]
        for variant, fields in _fields(decl):
            for f in fields:
                known = analysis.field(t.Named(module, name), variant, f.name)
                if t.erase(f.type) == t.INT and _wide(analysis.num(known)):
                    yield Source("field", (module, name, variant), f.name)


def _wide(known: Num) -> bool:
    return known.lo < -_WIDE or known.hi > _WIDE


def _fields(decl: TypeDecl) -> list[tuple[str | None, tuple[Any, ...]]]:
    if isinstance(decl, Record):
        return [(None, decl.fields)]
    if isinstance(decl, Sum):
        return [(variant.name, variant.fields) for variant in decl.variants]
    return []


def _reached(
    types: Iterable[t.Type], decls: dict[tuple[str, str], TypeDecl]
) -> set[tuple[str, str]]:
    """The declared types inside of types, through their fields."""
    seen: set[tuple[str, str]] = set()
    stack = list(types)
    while stack:
        type_ = stack.pop()
        stack.extend(t.children(type_))
        if isinstance(type_, t.Alias):
            stack.append(type_.target)
        if isinstance(type_, t.Named) and (type_.module, type_.name) not in seen:
            key = (type_.module, type_.name)
            if key in decls:
                seen.add(key)
                stack.extend(f.type for _, fields in _fields(decls[key]) for f in fields)
    return seen


def _advice(program: Program, one: Behaviour, limits: _Limits) -> Iterator[str]:
    analysis = Analysis(program, 64)
    env = analysis.entry(one)
    variables = {param.var.name: param.var for param in one.params}
    conditions = []
    for source in sorted(limits.sources, key=lambda s: (s.kind != "param", s.name)):
        if source.kind == "param":
            known = analysis.num(env.value(variables[source.name]))
            conditions.append(_between(source.name, known, limits.bound))
        elif source.kind == "size":
            conditions.append(f"{source.name}.size() <= {limits.size}")
    if conditions:
        yield f'`requires: ["{" && ".join(conditions)}"]`'
    for source in sorted(limits.sources, key=repr):
        if source.kind == "field":
            module, name, variant = source.owner
            known = analysis.num(analysis.field(t.Named(module, name), variant, source.name))
            place = f"{variant or name}.{source.name}"
            yield f'`constraints: ["{_between("value", known, limits.bound)}"]` on `{place}`'


def _between(name: str, known: Num, bound: int) -> str:
    """The bounds in the language, those left out that hold already."""
    parts = []
    if known.lo < -bound:
        parts.append(f"{name} >= -{bound}")
    if known.hi > bound:
        parts.append(f"{name} <= {bound}")
    return " && ".join(parts)
