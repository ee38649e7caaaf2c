"""Expressions as TypeScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, ClassVar

from vibee_plugins.typescript import bigints, chains, layout, literals, prettier
from vibee_plugins.typescript import syntax as js
from vibee_plugins.typescript import values as v
from vibee_plugins.typescript.collections_ import TABLE
from vibee_plugins.typescript.constructors import Constructors
from vibee_plugins.typescript.equality import same
from vibee_plugins.typescript.spell_forms import may_raise
from vibee_plugins.typescript.syntax import Node
from vibee_plugins.typescript.types import Types
from vibee_plugins.typescript.widening import Tags, chosen, is_loose, is_partial, otherwise
from vibee_plugins.typescript.world import World

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import everything
from vibee_compiler.targets.layout import Doc
from vibee_compiler.targets.printer import ExprPrinter
from vibee_compiler.targets.program_names import Locals

SIMPLE = (t.INT, t.FLOAT, t.BOOL, t.STRING, t.BYTES, t.TIMESTAMP, t.DURATION)
"""Types whose values are inferred as what they are."""


class TypeScriptPrinter(Constructors, ExprPrinter):
    """Expressions of one module, as trees of `syntax`.

    uses: what the file imports: (module, identifier, whether it is a type); support parts have
        the module "support".
    referred: identifiers of the file's level that the current function mentions.
    facts: what control flow says, as (kind, expression): narrowed types, natural numbers.
    known: expressions that have a name already. parameters: of the current function.
    certain: variables that TypeScript takes for no more than certain values.
    mentioned: variables whose names have been printed.
    """

    spellings: ClassVar[dict[str, Any]] = TABLE

    def __init__(self, world: World, module: str) -> None:
        super().__init__()
        self.world = world
        self.module = module
        self.uses: set[tuple[str, str, bool]] = set()
        self.referred: set[str] = set()
        self.types = Types(world, self.refer, self.support, module)
        self.names: dict[int, str] = {}
        self.facts: set[v.Fact] = set()
        self.known: dict[Any, str] = {}
        self.parameters: set[int] = set()
        self.certain: dict[int, Tags] = {}
        self.mentioned: set[int] = set()
        self.locals = Locals(world.names.rules, frozenset())

    # names

    def refer(self, module: str, name: str, is_type: bool) -> str:
        """Notes that a name of a module is mentioned; how it is written here."""
        self.referred.add(name)
        if module != self.module:
            self.uses.add((module, name, is_type))
        return name

    def support(self, part: str) -> str:
        """Notes that a part of the support module is used; its name here."""
        self.needs.add(part)
        single = self.world.single
        taken = not single and part in self.world.names[self.module].scope.used
        name = self.world.error if part == "PackageError" else f"{part}_" if taken else part
        self.referred.add(name)
        return name

    def part(self, part: str, *args: Node) -> js.Call:
        """A call of a part of the support module."""
        return js.call(self.support(part), *args)

    def bind(self, var: x.Var, *, parameter: bool = False) -> str:
        """Names a variable."""
        declare = self.locals.parameter if parameter else self.locals.declare
        self.names[var.uid] = declare(var).text
        if parameter:
            self.parameters.add(var.uid)
        return self.names[var.uid]

    @contextmanager
    def scope(self) -> Iterator[None]:
        """A nested scope; what is learned inside is forgotten after it."""
        facts, known = set(self.facts), dict(self.known)
        with self.locals.block():
            yield
        self.facts, self.known = facts, known

    def forget(self, uid: int) -> None:
        """A variable has changed: what was known of it holds no more."""

        def about(node: Any) -> bool:
            return any(isinstance(one, x.Var) and one.uid == uid for one in everything(node))

        self.facts = {fact for fact in self.facts if not about(fact[1])}
        self.known = {node: name for node, name in self.known.items() if not about(node)}

    # shapes

    def node(self, node: Any) -> Node:
        """The tree of an expression."""
        if self.known and (name := self.known.get(node)) is not None:
            return js.Name(name)
        made: Node = self.printed(node)  # type: ignore[assignment]
        if isinstance(node, x.Op) and v.zeroish(node, self.facts, self.world):
            if isinstance(made, js.Unary):
                return js.Binary("-", js.ZERO, made.operand)
            return js.Binary("+", made, js.ZERO)
        return made

    def raw(self, node: Any) -> Node:
        """The tree of an Int where a negative zero does no harm."""
        if isinstance(node, x.Op) and not (self.known and node in self.known):
            return self.printed(node)  # type: ignore[return-value]
        return self.node(node)

    def all(self, nodes: Any) -> list[Node]:
        """The trees of expressions."""
        return [self.node(one) for one in nodes]

    def expr(self, node: Any, outer: int = 0) -> Doc:
        """The document of an expression."""
        return prettier.doc(self.node(node))

    def flat(self, node: Any) -> str:
        """An expression as text on one line."""
        return flat(self.node(node))

    def base(self, node: Any) -> Node:
        """An expression that a member is taken of; a literal is told its type where it needs it."""
        made = self.node(node)
        if isinstance(node, x.ListLit) and _loose_items(node) and isinstance(made, js.Items):
            return js.As(made, self.types.text(node.type))
        return self.told_type(node, made)

    def argument(self, node: Any) -> Node:
        """An argument that type arguments are inferred from."""
        made = self.node(node)
        return made if t.erase(node.type) in SIMPLE else self.told_type(node, made)

    def told_type(self, node: Any, made: Node) -> Node:
        """A value whose type cannot be inferred as it is, with that type."""
        steady = isinstance(made, js.Name) and made != js.UNDEFINED
        pair = isinstance(made, js.Items) and isinstance(t.erase(node.type), t.TupleT)
        never = isinstance(made, js.Call) and made.callee == js.Name("fail")
        if steady or isinstance(made, js.As) or (isinstance(made, js.Call) and made.types):
            return made
        loose = pair or never or made in (js.UNDEFINED, js.Items(())) or is_loose(node)
        return js.As(made, self.types.text(node.type)) if loose else made

    def optional(self, node: Any) -> Node:
        """An option that is asked whether it is there; a literal would be a silly question."""
        made = self.node(node)
        known = isinstance(made, js.Items | js.Object)
        return js.As(made, self.types.text(node.type)) if known else made

    def is_partial(self, node: Any) -> bool:
        """Whether TypeScript takes a value for less than its type allows."""
        return is_partial(node, self.world, self.certain)

    def widened(self, node: Any) -> Node:
        """A value as all that its type allows."""
        made = self.node(node)
        return js.As(made, self.types.text(node.type)) if self.is_partial(node) else made

    def method(self, base: Any, name: str, *args: Node) -> js.Call:
        """A call of a method of a value."""
        return js.method(self.base(base), name, *args)

    # conditions

    def print_Op(self, op: x.Op) -> Any:  # noqa: N802
        """A built-in; `a && b` knows in `b` what `a` says."""
        if op.id in ("bool.and", "bool.or"):
            ends = op.id == "bool.or"
            if (known := v.truth(op, self.facts)) is not None:
                return js.Name("true" if known else "false")
            if v.truth(op.args[0], self.facts) is not None:
                return self.node(op.args[1])
            first = self.node(op.args[0])
            facts = set(self.facts)
            self.facts |= self.learned(op.args[0], holds=op.id == "bool.and")
            second = self.node(op.args[1])
            known = v.truth(op.args[1], self.facts)
            self.facts = facts
            stop, go_on = (js.Name("true" if one else "false") for one in (ends, not ends))
            if first == stop or second == go_on or (known is not None and known is not ends):
                return first
            if first == go_on:
                return second
            return _chained_option(first, second) or js.Binary(
                "||" if ends else "&&", first, second
            )
        return (bigints.spelled(self, op) if self.world.big else None) or self.spell(op)

    def spell(self, op: x.Op) -> Any:
        """A built-in as the table says."""
        return super().print_Op(op)

    def print_AsNumber(self, node: bigints.AsNumber) -> Node:  # noqa: N802
        return bigints.print_number(self, node)

    def learned(self, cond: Any, *, holds: bool) -> set[v.Fact]:
        """What a condition says where it holds, or where it does not."""
        match cond:
            case x.Op("bool.not", (inner,)):
                return self.learned(inner, holds=not holds)
            case x.Op("bool.and", (a, b)) if holds:
                return self.learned(a, holds=True) | self.learned(b, holds=True)
            case x.Op("bool.or", (a, b)) if not holds:
                return self.learned(a, holds=False) | self.learned(b, holds=False)
            case x.Op("bool.and" | "bool.or" as kind, (a, b)) if v.truth(a, self.facts) is (
                kind == "bool.and"
            ):
                return self.learned(b, holds=holds)
            case s.IsSome(subject) | x.Op("option.hasValue", (subject,)):
                return {("some", subject)} if holds else set()
            case s.IsVariant(subject, variant) if not holds:
                other = self.world.other_variant(subject.type, variant)
                return {(f"is {other}", subject)} if other else set()
            case s.IsOk(subject):
                return {("ok" if holds else "err", subject)}
            case s.IsVariant(subject, variant):
                return {(f"is {variant}", subject)} if holds else set()
            case x.Op("int.lt", (a, b)) if not holds:
                cond = x.Op("ge", (a, b), t.BOOL)
            case x.Op("le", (a, b)) if not holds:
                cond = x.Op("gt", (a, b), t.BOOL)
            case _ if not holds:
                return set()
        return v.natural_where(cond, self.facts, self.world)

    def negation(self, node: Any) -> Node:
        """The opposite of a Bool."""
        match node:
            case x.Op("bool.not", (inner,)):
                return self.node(inner)
            case x.Op("int.lt" | "duration.lt" | "timestamp.lt", (a, b)):
                return js.Binary(">=", self.raw(a), self.raw(b))
            case x.Op("le" | "gt" | "ge" as kind, (a, b)) if a.type == t.INT:
                symbol = {"le": ">", "gt": "<=", "ge": "<"}[kind]
                return js.Binary(symbol, self.raw(a), self.raw(b))
            case s.IsSome(subject):
                return js.Binary("===", self.optional(subject), js.UNDEFINED)
        made = self.node(node)
        turned = {"===": "!==", "!==": "==="}
        if isinstance(made, js.Binary) and made.symbol in turned:
            return js.Binary(turned[made.symbol], made.left, made.right)
        if isinstance(made, js.Unary) and made.symbol == "!":
            return made.operand
        return js.Unary("!", made)

    def equality(self, left: Any, right: Any, *, equal: bool) -> Node:
        """`===`, or the comparison of all parts."""
        symbol = "===" if equal else "!=="
        for side, other in ((left, right), (right, left)):
            if isinstance(side, x.Literal) and side.type == t.BOOL:
                return self.node(other) if side.value == equal else self.negation(other)
            if isinstance(side, x.Op) and side.id == "optional.none":
                return js.Binary(symbol, self.optional(other), js.UNDEFINED)
        if self.world.scalar(left.type) and not (self.is_partial(left) and self.is_partial(right)):
            return js.Binary(symbol, self.raw(left), self.raw(right))
        made: Node = self.compared(left, right)
        return made if equal else js.Unary("!", made)

    def compared(self, left: Any, right: Any) -> Node:
        """A call that compares all parts."""
        return js.call(same(self, left.type), self.node(left), self.node(right))

    def natural(self, node: Any) -> bool:
        """Whether an Int is known not to be negative."""
        return v.natural(node, self.facts, self.world)

    # texts

    def text_of(self, op: x.Op) -> Node:
        """A template literal where some part is fixed, else `+`."""
        parts = _run(op)
        fixed = [p for p in parts if isinstance(p, x.Literal)]
        if not fixed or len(fixed) == len(parts):
            made = self.node(parts[0])
            for part in parts[1:]:
                made = js.Binary("+", made, self.node(part))
            return made
        return js.Template(
            (
                "`",
                *(
                    literals.template(str(p.value)) if isinstance(p, x.Literal) else self.node(p)
                    for p in parts
                ),
                "`",
            )
        )

    # nodes

    def print_Local(self, node: Any) -> Node:  # noqa: N802
        self.mentioned.add(node.var.uid)
        return js.Name(self.names[node.var.uid])

    print_Take = print_View = print_Local  # noqa: N815

    def print_Freeze(self, node: s.Freeze) -> Node:  # noqa: N802
        made = self.print_Local(node)
        if isinstance(node.type, t.MapT | t.SetT):
            elem = node.type.key if isinstance(node.type, t.MapT) else node.type.elem
            part = "inOrder" if isinstance(node.type, t.MapT) else "sortedSet"
            return self.part(part, made, self.types.comparator(elem))
        return made

    def print_ConstRef(self, node: x.ConstRef) -> Node:  # noqa: N802
        name = self.world.names[node.module].constant(node.name).text
        return js.Name(self.refer(node.module, name, False))

    def print_FnRef(self, node: Any) -> Node:  # noqa: N802
        name = self.world.function(node.module, node.name)
        return js.Name(self.refer(node.module, name, False))

    def print_Call(self, node: x.Call) -> Node:  # noqa: N802
        return js.call(self.print_FnRef(node), *map(self.typed, node.args))

    def print_CallVar(self, node: x.CallVar) -> Node:  # noqa: N802
        return js.call(self.names[node.var.uid], *self.all(node.args))

    def print_If(self, node: x.If) -> Node:  # noqa: N802
        match node.cond:
            case x.Op("bool.and", (a, b)) if v.truth(a, self.facts) is True:
                return self.node(replace(node, cond=b))
            case x.Op("bool.not", (there,)) if isinstance(there, s.IsSome):
                return self.node(replace(node, cond=there, then=node.other, other=node.then))
        if (found := self._looked_up(node)) is not None:
            return found
        if (known := v.truth(node.cond, self.facts)) is not None:
            return self.node(node.then if known else node.other)
        test = self.node(node.cond)
        facts = set(self.facts)
        self.facts = facts | self.learned(node.cond, holds=True)
        then = self._branch(node.then)
        self.facts = facts | self.learned(node.cond, holds=False)
        other = self._branch(node.other)
        self.facts = facts
        if (then, other) == (js.Name("true"), js.Name("false")):
            return test
        if (then, other) == (js.Name("false"), js.Name("true")):
            return self.negation(node.cond)
        if isinstance(node.cond, s.IsSome) and then == self.node(node.cond.subject):
            if not self.world.maybe_undefined(node.cond.subject.type.elem):
                return otherwise(then, other)
        return chosen(test, then, other)

    def _branch(self, node: Any) -> Node:
        """A branch; one that is a condition known beforehand is its value."""
        known = v.truth(node, self.facts) if node.type == t.BOOL else None
        return self.node(node) if known is None else js.Name("true" if known else "false")

    def _looked_up(self, node: x.If) -> Node | None:
        """`m.get(k) ?? other` for `k in m ? m[k] : other`."""
        match node:
            case x.If(x.Op("map.in", (key, m)), x.Op("map.at", (m2, key2)), other):
                if (m, key) == (m2, key2) and not self.world.maybe_undefined(node.then.type):
                    found = js.method(self.node(m), "get", self.node(key))
                    return otherwise(found, self.node(other))
            case x.If(s.IsSome(some), s.Unwrap(same), other):
                if some == same and not self.world.maybe_undefined(node.then.type):
                    return otherwise(self.node(some), self.node(other))
        return None

    def print_Fail(self, node: x.Fail) -> Node:  # noqa: N802
        self.world.raised.add(node.error)
        return self.part("fail", literals.string(node.error), self.node(node.message))

    def print_FieldGet(self, node: x.FieldGet) -> Node:  # noqa: N802
        type_ = node.base.type
        assert isinstance(type_, t.Named)
        if isinstance(node.base, x.RecordLit) and not may_raise(node.base):
            return self.node(dict(node.base.fields)[node.name])
        name = self.world.names[type_.module].field(type_.name, node.name).text
        return js.Member(self.node(node.base), name)

    def print_IsVariant(self, node: s.IsVariant) -> Node:  # noqa: N802
        type_: Any = node.subject.type
        kind = self.world.kind(type_.module, type_.name, node.variant)
        return js.Binary("===", js.Member(self.node(node.subject), "kind"), literals.string(kind))

    def print_IsSome(self, node: s.IsSome) -> Node:  # noqa: N802
        return js.Binary("!==", self.optional(node.subject), js.UNDEFINED)

    def print_IsOk(self, node: s.IsOk) -> Node:  # noqa: N802
        return js.Member(self.node(node.subject), "ok")

    def narrowed(self, subject: Any, kind: str, narrow: str) -> Node:
        """A value as the narrower type that it is known to have."""
        made = self.node(subject)
        steady = not isinstance(made, js.Call)
        return made if steady and (kind, subject) in self.facts else js.As(made, narrow)

    def print_VariantField(self, node: s.VariantField) -> Node:  # noqa: N802
        type_ = node.subject.type
        assert isinstance(type_, t.Named)
        kind = literals.quoted(self.world.kind(type_.module, type_.name, node.variant))
        narrow = f"Extract<{self.types.text(type_)}, {{ kind: {kind} }}>"
        name = self.world.variant_field(type_.module, type_.name, node.variant, node.name)
        return js.Member(self.narrowed(node.subject, f"is {node.variant}", narrow), name)

    def print_Unwrap(self, node: s.Unwrap) -> Node:  # noqa: N802
        option = node.subject.type
        if self.world.boxed(option):
            narrow = f"{{ readonly some: {self.types.text(node.type)} }}"
            return js.Member(self.narrowed(node.subject, "some", narrow), "some")
        if isinstance(option, t.OptionT) and option.elem == t.ANY:
            return self.node(node.subject)
        return self.narrowed(node.subject, "some", self.types.text(node.type))

    def print_UnwrapOk(self, node: s.UnwrapOk) -> Node:  # noqa: N802
        return self._side(node, "ok", "value")

    def print_UnwrapErr(self, node: s.UnwrapErr) -> Node:  # noqa: N802
        return self._side(node, "err", "error")

    def _side(self, node: Any, kind: str, name: str) -> Node:
        flag = "true" if kind == "ok" else "false"
        narrow = f"Extract<{self.types.text(node.subject.type)}, {{ ok: {flag} }}>"
        return js.Member(self.narrowed(node.subject, kind, narrow), name)


def flat(node: Node) -> str:
    """A tree as text on one line."""
    made = layout.render(chains.flattened(prettier.doc(node, prettier.Place.PLAIN)), width=100_000)
    # Only chains of calls have breaks of their own, before a dot.
    return re.sub(r"\n *", "", made)


def _chained_option(first: Node, second: Node) -> Node | None:
    """`o?.x === y` for `o !== undefined && o.x === y`."""
    match first, second:
        case (
            js.Binary("!==", option, js.Name("undefined")),
            js.Binary(
                "===", js.Member(base, name), (js.Lit() | js.Name("true" | "false")) as value
            ),
        ) if base == option:
            return js.Binary("===", js.Member(base, f"?.{name}"), value)
    return None


def _loose_items(node: x.ListLit) -> bool:
    """Whether a list literal, on its own, would get another type than it has."""
    assert isinstance(node.type, t.ListT)
    return not node.items or node.type.elem not in (t.INT, t.FLOAT, t.STRING, t.BOOL)


def _run(node: Any) -> list[Any]:
    if isinstance(node, x.Op) and node.id == "string.concat":
        return [*_run(node.args[0]), *_run(node.args[1])]
    return [node]
