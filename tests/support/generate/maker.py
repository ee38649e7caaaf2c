"""Expressions of a wanted type, from the signature table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache

from tests.support.generate.values import Values
from tests.support.generate.world import Known, World, satisfies
from vibee_compiler.frontend.properties.generate import Source
from vibee_compiler.ir import types as t
from vibee_compiler.ir.signatures import Entry, Part, Spelling, table

_KINDS = frozenset({"operator", "method", "function", "index", "index?"})
_BY_HAND = frozenset({"string.matches", "string.matchesComputed", "list.flattenDepth"})
_CLASSES = frozenset({"enum", "record", "sum", "carried", "tuple"})
_HUGE = frozenset({"string.repeat", "lists.range", "lists.range2", "lists.range3", "math.pow"})
"""What may make too much of too little: its numbers are small ones."""

_ATOM = re.compile(r"[\w.]+")
_NAMES = ("a", "b", "c", "x", "y", "item", "acc", "n", "key")

Scope = list[tuple[str, t.Type]]
Binding = dict[str, t.Type]


def atom(code: str) -> str:
    """The expression where only a primary may stand."""
    return code if _ATOM.fullmatch(code) and not code[0].isdigit() else f"({code})"


def match(pattern: t.Type, type_: t.Type, by: Binding) -> bool:
    """Whether a type is an instance of a signature's; `by` gets what its variables stand for."""
    if isinstance(pattern, t.TypeVar):
        return by.setdefault(pattern.name, type_) == type_
    if isinstance(pattern, t.Prim) or type(pattern) is not type(type_):
        return pattern == type_
    ours, theirs = t.children(pattern), t.children(type_)
    return len(ours) == len(theirs) and all(map(lambda a, b: match(a, b, by), ours, theirs))


class Maker(Values):
    """Makes expressions over the variables and behaviours in scope.

    forms: what there is beyond built-ins, each a method that takes the type and the fuel and
    gives None where it cannot make one.
    """

    def __init__(self, source: Source, world: World, known: Sequence[Known] = ()) -> None:
        super().__init__(source, world)
        self.known = list(known)
        self.scope: Scope = []
        self.errors: set[str] = set()
        self.forms: list[tuple[int, Callable[[t.Type, int], str | None]]] = [
            (10, self.built_in),
            (3, self.variable),
        ]
        self._usable = [one for one in table().entries.values() if _is_usable(one)]
        self._choices: dict[t.Type, list[tuple[Entry, Spelling, Binding]]] = {}

    # variables

    @contextmanager
    def bound(self, variables: Scope) -> Iterator[None]:
        """The variables are in scope, and hide those of their names."""
        before = self.scope
        names = {name for name, _ in variables}
        self.scope = [pair for pair in before if pair[0] not in names] + variables
        try:
            yield
        finally:
            self.scope = before

    def name(self) -> str:
        """A name for a variable, often one that is taken."""
        return self.source.pick(_NAMES)

    def variable(self, type_: t.Type, _fuel: int = 0) -> str | None:
        """A variable or constant of the type."""
        found = [name for name, of in self.scope if of == type_]
        if not found or self.chance(3):
            hidden = {name for name, _ in self.scope}
            found += [
                name for name, of in self.world.constants if of == type_ and name not in hidden
            ]
        return self.source.pick(found) if found else None

    # types

    def type(self, depth: int = 2) -> t.Type:
        """Any type."""
        kind = self.source.below(20) if depth > 0 else self.source.below(9)
        if kind < 8:
            return self.source.pick(self.world.scalars)
        if kind == 8:
            return self.source.pick(self.world.rare)
        if kind < 12:
            return self.source.pick(self.world.named_types)
        if kind < 15:
            return t.ListT(self.type(depth - 1))
        if kind == 15:
            return t.MapT(self.source.pick(self.world.keys), self.type(depth - 1))
        if kind == 16:
            return t.SetT(self.source.pick(self.world.keys))
        if kind == 17:
            return t.TupleT((self.type(depth - 1), self.type(depth - 1)))
        if kind == 18 and depth > 1:
            return t.ResultT(self.type(depth - 1), self.type(depth - 1))
        inner = self.type(depth - 1)
        return inner if isinstance(inner, t.OptionT) else t.OptionT(inner)

    def of_class(self, wanted: str) -> t.Type:
        """A type of a class of the signature table."""
        for _ in range(20):
            found = self.type(1)
            if satisfies(found, wanted, self.world):
                return found
        return t.INT

    # expressions

    def expr(self, type_: t.Type, fuel: int) -> str:
        """An expression of the type; `fuel` bounds its depth."""
        if fuel <= 0:
            return self.leaf(type_)
        total = sum(weight for weight, _ in self.forms)
        for _ in range(4):
            at = self.source.below(total)
            for weight, form in self.forms:
                at -= weight
                if at < 0:
                    made = form(type_, fuel - 1 - self.source.below(2))
                    if made is not None:
                        return made
                    break
        return self.leaf(type_)

    def leaf(self, type_: t.Type) -> str:
        """A variable, or else a literal."""
        found = self.variable(type_) if self.chance(75) else None
        return found if found is not None else self.literal(type_, 1)

    def built_in(self, type_: t.Type, fuel: int) -> str | None:
        """A use of an entry of the table."""
        if type_ not in self._choices:
            self._choices[type_] = list(self._entries(type_))
        choices = self._choices[type_]
        if not choices:
            return None
        entry, spelling, by = self.source.pick(choices)
        return self.use(entry, spelling, dict(by), fuel)

    def _entries(self, type_: t.Type) -> Iterator[tuple[Entry, Spelling, Binding]]:
        for entry in self._usable:
            by: Binding = {}
            if entry.result is None or not match(entry.result, type_, by):
                continue
            classes = _variables(entry)
            if all(satisfies(of, classes[name], self.world) for name, of in by.items()):
                for spelling in entry.spellings:
                    if spelling.kind in _KINDS:
                        yield entry, spelling, by

    def use(self, entry: Entry, spelling: Spelling, by: Binding, fuel: int) -> str:
        """A use of an entry in this spelling."""
        for name, wanted in _variables(entry).items():
            if name not in by:
                by[name] = self.of_class(wanted)
        names = {one: self.name() for one in entry.binders}
        if len(set(names.values())) < len(names):
            names = {one: f"{name}{at}" for at, (one, name) in enumerate(names.items())}
        types = {b: of for part in entry.parts for b, of in part.binders}
        shown: dict[str, str] = {}
        scopes: dict[str, Scope] = {}
        for binder, name in names.items():
            of = t.substitute(types[binder], by) if binder in types else t.INT
            shown[binder], scopes[binder] = self.binder(name, of, entry.tuple_binders)
        docs = [self._part(entry, part, by, scopes, fuel) for part in entry.parts]
        items = [docs[at] if at >= 0 else shown[entry.binders[-1 - at]] for at in spelling.layout]
        return _spelled(spelling, docs, items)

    def binder(self, name: str, type_: t.Type, tuples: bool) -> tuple[str, Scope]:
        """A binder and the variables that it makes."""
        if not tuples or not isinstance(type_, t.TupleT) or self.chance(30):
            return ("_", []) if self.chance(4) else (name, [(name, type_)])
        parts = [
            ("_", []) if self.chance(15) else self.binder(f"{name}{at}", of, tuples)
            for at, of in enumerate(type_.items)
        ]
        return f"({', '.join(code for code, _ in parts)})", [v for _, own in parts for v in own]

    def _part(
        self, entry: Entry, part: Part, by: Binding, scopes: dict[str, Scope], fuel: int
    ) -> str:
        type_ = t.substitute(part.type, by)
        if entry.id in _HUGE and type_ == t.INT:
            return str(self.source.below(6) - 1)
        if part.name == "z" and type_ == t.STRING:
            return self.source.pick(('"+02:00"', '"-11:30"', '"UTC"', '"x"'))
        with self.bound([v for b, _ in part.binders for v in scopes[b]]):
            return self.expr(type_, fuel)


def _is_usable(entry: Entry) -> bool:
    classes = {wanted for _, wanted in entry.constraints}
    by_hand = entry.schematic or entry.internal or entry.id in _BY_HAND
    return not by_hand and not classes & _CLASSES and not _open(entry)


def _open(entry: Entry) -> bool:
    """Whether a type of the entry has variables for records, sums or tuples."""
    named = {"R", "S", "E", "C", "Tuple"}
    return entry.kind == "constructor" or bool(named & set(_variables(entry)))


@cache
def _variables(entry: Entry) -> dict[str, str]:
    """The type variables of an entry with their classes."""
    classes = dict(entry.constraints)
    found: dict[str, str] = {}

    def walk(type_: t.Type) -> None:
        if isinstance(type_, t.TypeVar):
            found.setdefault(type_.name, classes.get(type_.name, "equatable"))
        if isinstance(type_, t.MapT) and isinstance(type_.key, t.TypeVar):
            found[type_.key.name] = "key"
        if isinstance(type_, t.SetT) and isinstance(type_.elem, t.TypeVar):
            found[type_.elem.name] = "key"
        for child in t.children(type_):
            walk(child)

    for part in entry.parts:
        walk(part.type)
        for _, of in part.binders:
            walk(of)
    if entry.result is not None:
        walk(entry.result)
    return found


def _spelled(spelling: Spelling, docs: list[str], items: list[str]) -> str:
    name = spelling.name
    match spelling.kind:
        case "operator" if name == "?:":
            return " ".join((atom(docs[0]), "?", atom(docs[1]), ":", atom(docs[2])))
        case "operator" if len(docs) == 1:
            return f"{name}{atom(docs[0])}"
        case "operator":
            return f"{atom(docs[0])} {name} {atom(docs[1])}"
        case "method":
            return f"{atom(docs[0])}.{name}({', '.join(items)})"
        case "function":
            return f"{name}({', '.join(items)})"
        case "index":
            return f"{atom(docs[0])}[{items[0]}]"
        case "index?":
            return f"{atom(docs[0])}[?{items[0]}]"
    raise ValueError(spelling.kind)
