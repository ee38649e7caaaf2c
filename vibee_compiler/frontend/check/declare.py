"""Type declarations of a module: shells first, then defaults and constraints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from vibee_compiler.diagnostics.model import Diagnostic, Severity
from vibee_compiler.frontend.check.conditions import Conditions
from vibee_compiler.frontend.check.context import Uids
from vibee_compiler.frontend.check.environment import Env, members
from vibee_compiler.frontend.check.parsing import condition, type_expression
from vibee_compiler.frontend.check.sink import Sink, name_of
from vibee_compiler.frontend.check.typeexprs import TypeReader
from vibee_compiler.frontend.check.unify import ERROR
from vibee_compiler.frontend.check.values import ValueReader
from vibee_compiler.frontend.document import DocField, DocType, YNode
from vibee_compiler.frontend.source import Fragment
from vibee_compiler.ir import types as t
from vibee_compiler.ir.expr import Expr
from vibee_compiler.ir.module import (
    AliasDecl,
    Constraint,
    Enum,
    Field,
    Record,
    Sum,
    TypeDecl,
    Variant,
)

MAX_CHAIN = 40
"""How many aliases may stand for one another in a row."""

Key = tuple[str, str | None, str]
"""A field: its type, its variant, its name."""


class TypeDeclarations:
    """The types that a module declares.

    `lenient` is for modules of prose only: a type that does not parse is a warning there, and a
    placeholder, like a name that nobody declares.
    """

    def __init__(self, env: Env, sink: Sink, *, lenient: bool) -> None:
        self.env = env
        self.sink = sink
        self.lenient = lenient
        self.docs: dict[str, DocType] = {}
        self._resolving: list[str] = []
        self._waiting: set[str] = set()
        self._defaults: dict[Key, tuple[YNode, t.Type]] = {}
        self._made: dict[Key, Expr | None] = {}
        self._making: set[Key] = set()
        self._known: dict[tuple[str, tuple[str, ...]], t.Type] = {}
        env.local_default = self._default

    def declare(self, docs: Iterable[DocType]) -> None:
        """Make all names known, then the types of all fields."""
        for doc in docs:
            name = name_of(doc.name)
            if name in self.docs:
                self.sink.report("VB0424", f"the type `{name}` is declared twice", doc.name.span())
                continue
            self.docs[name] = doc
            self._shell(name, doc)
        for name, doc in self.docs.items():
            if doc.kind == "alias":
                self._alias(name)
        for name, doc in self.docs.items():
            self._fill(name, doc)
        for name in self._suspects():
            self._recursion(name)

    def _shell(self, name: str, doc: DocType) -> None:
        params = tuple(name_of(param) for param in doc.params)
        text, span = doc.description, doc.span
        local = self.env.types.local
        if doc.kind == "enum":
            named = self._unique(doc.members, f"value of `{name}`")
            local[name] = Enum(name, named, text, span)
        elif doc.kind == "record":
            local[name] = Record(name, (), params, (), text, span)
        elif doc.kind == "sum":
            local[name] = Sum(name, (), params, (), text, span)
        else:
            self._waiting.add(name)
        self._constrained((name, None), doc.constraints)

    def _unique(self, names: Iterable[Fragment], what: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for fragment in names:
            name = name_of(fragment)
            if name in found:
                message = f"the {what} `{name}` is declared twice"
                self.sink.report("VB0424", message, fragment.span())
            found[name] = None
        return tuple(found)

    def _constrained(self, key: tuple[str, str | None], texts: Iterable[Fragment]) -> None:
        if any(condition(text)[0] is not None for text in texts):
            self.env.local_constrained.add(key)

    def reader(self, fragment: Fragment, params: tuple[str, ...]) -> TypeReader:
        """A reader for a type in a declaration."""
        report = self.sink.of(fragment)
        return TypeReader(self.env, report, frozenset(params), before=self._before)

    def read(self, fragment: Fragment | None, params: tuple[str, ...]) -> t.Type:
        """The type that a fragment writes; `ERROR` when that has been reported."""
        if fragment is None:
            return t.ANY
        key = (fragment.text, params)
        known = self._known.get(key)
        if known is None:
            mark = len(self.sink.diagnostics)
            known = self._read(fragment, params)
            if len(self.sink.diagnostics) == mark and not self._resolving:
                self._known[key] = known
        return known

    def _read(self, fragment: Fragment, params: tuple[str, ...]) -> t.Type:
        problems: list[Diagnostic] = []
        tree = type_expression(fragment, problems)
        if tree is None and self.lenient:
            problems = [replace(one, severity=Severity.WARNING) for one in problems]
        self.sink.diagnostics.extend(problems)
        if tree is None:
            return t.Opaque(" ".join(fragment.text.split())) if self.lenient else ERROR
        return self.reader(fragment, params).read(tree) or ERROR

    def _before(self, name: str) -> None:
        if name in self._waiting:
            self._alias(name)

    def _alias(self, name: str) -> None:
        """Resolve an alias, those that it stands for first."""
        if name not in self._waiting:
            return
        doc = self.docs[name]
        params = tuple(name_of(param) for param in doc.params)
        if name in self._resolving:
            cycle = " -> ".join((*self._resolving[self._resolving.index(name) :], name))
            message = f"the alias stands for itself: {cycle}"
            self.sink.report("VB0509", message, doc.name.span())
            target: t.Type = ERROR
        elif len(self._resolving) >= MAX_CHAIN:
            message = "too many aliases stand for one another"
            self.sink.report("VB0509", message, doc.name.span(), hint="name the type itself")
            target = ERROR
        else:
            self._resolving.append(name)
            target = self.read(doc.alias, params)
            self._resolving.pop()
        if name in self._waiting:
            self._waiting.discard(name)
            self.env.types.local[name] = AliasDecl(
                name, target, params, (), doc.description, doc.span
            )

    def _fill(self, name: str, doc: DocType) -> None:
        decl = self.env.types.local[name]
        if isinstance(decl, Record):
            fields = self._fields(name, None, doc.fields, decl.params)
            self.env.types.local[name] = Record(
                name, fields, decl.params, (), decl.description, decl.span
            )
        elif isinstance(decl, Sum):
            self._unique((v.name for v in doc.variants), f"variant of `{name}`")
            variants: dict[str, Variant] = {}
            for one in doc.variants:
                variant = name_of(one.name)
                fields = self._fields(name, variant, one.fields, decl.params)
                variants.setdefault(variant, Variant(variant, fields, one.description))
            self.env.types.local[name] = replace(decl, variants=tuple(variants.values()))

    def _fields(
        self, owner: str, variant: str | None, docs: tuple[DocField, ...], params: tuple[str, ...]
    ) -> tuple[Field, ...]:
        self._unique((doc.name for doc in docs), f"field of `{variant or owner}`")
        found: dict[str, Field] = {}
        for doc in docs:
            name = name_of(doc.name)
            type_ = self.read(doc.type, params)
            found.setdefault(name, Field(name, type_, doc.description))
            if doc.constraints:
                self._constrained((owner, variant), doc.constraints)
            if doc.default is not None:
                key = (owner, variant, name)
                self.env.local_defaulted.add(key)
                self._defaults[key] = (doc.default, type_)
        return tuple(found.values())

    def _default(self, owner: str, variant: str | None, name: str) -> Expr | None:
        """A default as an expression, read when first asked for: it may need others."""
        key = (owner, variant, name)
        if key not in self._defaults:
            return None
        if key not in self._made:
            node, type_ = self._defaults[key]
            if key in self._making:
                message = f"the default of `{name}` contains itself"
                self.sink.report("VB0520", message, node.span)
                return None
            self._making.add(key)
            made = ValueReader(self.env, self.sink).stored(node, type_)
            self._made.setdefault(key, made)
        return self._made[key]

    def _suspects(self) -> list[str]:
        """The types from which a circle of inlined fields can be reached, in order.

        Types whose fields hold nothing more are taken away, one after the other, so that a file
        of thousands of types needs one walk and not one for each.
        """
        held = {name: self._inlined(name) for name in self.docs}
        holders: dict[str, list[str]] = {}
        for name, inner in held.items():
            for one in inner:
                holders.setdefault(one, []).append(name)
        left = {name: len(inner) for name, inner in held.items()}
        done = [name for name, count in left.items() if not count]
        for name in done:
            for holder in holders.get(name, ()):
                left[holder] -= 1
                if not left[holder]:
                    done.append(holder)
        return [name for name in self.docs if left[name]]

    def _inlined(self, name: str) -> set[str]:
        """The declared types that a value of a type holds without a List, Option or Map between."""
        decl = self.env.types.local.get(name)
        found: set[str] = set()
        stack = [one.type for one in members(decl) if type(one.type) is not t.Prim] if decl else []
        while stack:
            type_ = stack.pop()
            if isinstance(type_, t.Named):
                if type_.module == self.env.module and type_.name in self.docs:
                    found.add(type_.name)
            elif isinstance(type_, t.TupleT | t.ResultT | t.ArrayT | t.Alias):
                stack.extend(t.children(type_))
        return found

    def _recursion(self, name: str) -> None:
        """A record reaches itself only through a List, Option, Map or variant."""
        decl = self.env.types.local[name]
        if not isinstance(decl, Record):
            return
        seen: set[str] = set()
        stack = [one.type for one in decl.fields]
        while stack:
            type_ = stack.pop()
            if isinstance(type_, t.Named) and type_.module == self.env.module:
                if type_.name == name:
                    hint = "put a List, an Option, a Map or a sum type between"
                    message = f"`{name}` contains itself, so that no value of it is finite"
                    self.sink.report("VB0509", message, self.docs[name].name.span(), hint=hint)
                    return
                if type_.name not in seen:
                    seen.add(type_.name)
                    inner = self.env.types.local.get(type_.name)
                    stack.extend(f.type for f in members(inner)) if inner else None
            elif isinstance(type_, t.TupleT | t.ResultT | t.ArrayT | t.Alias):
                stack.extend(t.children(type_))

    def finish(self) -> tuple[TypeDecl, ...]:
        """All declarations with defaults and constraints."""
        return tuple(self._finish(name, doc) for name, doc in self.docs.items())

    def _finish(self, name: str, doc: DocType) -> TypeDecl:
        decl = self.env.types.local[name]
        if isinstance(decl, Enum):
            return decl
        conditions = Conditions(self.env, self.sink, Uids())
        if isinstance(decl, AliasDecl):
            own = conditions.all(doc.constraints, "value", t.erase(decl.target))
            finished: TypeDecl = replace(decl, constraints=own)
        else:
            args = tuple(t.TypeVar(param) for param in decl.params)
            whole = t.Named(self.env.module, name, args)
            own = conditions.all(doc.constraints, "self", whole)
            if isinstance(decl, Record):
                fields = self._finish_fields(name, None, decl.fields, doc.fields, conditions)
                finished = Record(name, fields, decl.params, own, decl.description, decl.span)
            else:
                by_name = {name_of(one.name): one for one in reversed(doc.variants)}
                variants = tuple(
                    replace(
                        variant,
                        fields=self._finish_fields(
                            name,
                            variant.name,
                            variant.fields,
                            by_name[variant.name].fields,
                            conditions,
                        ),
                    )
                    for variant in decl.variants
                )
                finished = replace(decl, variants=variants, constraints=own)
        self.env.types.local[name] = finished
        return finished

    def _finish_fields(
        self,
        owner: str,
        variant: str | None,
        fields: tuple[Field, ...],
        docs: tuple[DocField, ...],
        conditions: Conditions,
    ) -> tuple[Field, ...]:
        if all(doc.default is None and not doc.constraints for doc in docs):
            return fields
        by_name = {name_of(doc.name): doc for doc in reversed(docs)}
        finished = []
        for one in fields:
            doc = by_name[one.name]
            constraints: tuple[Constraint, ...] = conditions.all(
                doc.constraints, "value", t.erase(one.type)
            )
            default = self._default(owner, variant, one.name)
            finished.append(replace(one, default=default, constraints=constraints))
        return tuple(finished)
