"""Conditions, matches and blocks: as statements, as the end of a function, inside expressions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vibee_plugins.rust import comparisons, consumers, iterators, layout, literals, lookups
from vibee_plugins.rust.patterns import Arm, Shape
from vibee_plugins.rust.values import AND, CLOSURE, Form, Out, inner, unary, unsized, value

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.conditions import is_empty, is_not_empty
from vibee_compiler.lowering.walk import Mapper, count_uses, everything
from vibee_compiler.records import dataclass
from vibee_compiler.targets.layout import HARDLINE, Doc, concat, join, text

if TYPE_CHECKING:
    from vibee_plugins.rust.printer import RustPrinter


@dataclass(frozen=True, slots=True)
class Subject:
    """What is matched: its text and how its parts are reached."""

    doc: Doc
    form: Shape
    root: int | None


class Blocks:
    """Expressions that hold blocks; the statements themselves are in `statements`."""

    p: RustPrinter
    level = 1

    def body(self, block: s.Block, *, tail: bool) -> Doc:
        """The statements of a block; see `statements`."""
        raise NotImplementedError

    def condition(self, node: Any) -> Doc:
        """A condition; a struct literal in it would need parentheses."""
        return self.p.own(node).doc

    def oriented(self, cond: Any, then: Any, other: Any) -> tuple[Doc, Any, Any]:
        """A condition in print and its branches, turned where that saves a `!`."""
        if self.awkward(cond):
            cond, then, other = x.Op("bool.not", (cond,), t.BOOL), other, then
        head = self.condition(cond)
        if layout.starts_with(head, "!") and not isinstance(head, layout.Binary):
            return comparisons.negated(self.p, cond).doc, other, then
        return head, then, other

    @staticmethod
    def awkward(cond: Any) -> bool:
        """Whether a condition reads better the other way round when there is an else."""
        match cond:
            case x.Op(id="bool.not" | "ne"):
                return True
            case _:
                return False

    def if_expression(self, node: x.If) -> Out:
        """`if c { a } else { b }`, or `c.then_some(a)`."""
        p = self.p
        if (made := self._then_some(node) or lookups.chosen(p, node)) is not None:
            return made
        cond, then, other = node.cond, node.then, node.other
        if isinstance(then, x.Literal) and isinstance(other, x.Literal) and node.type == t.INT:
            if (then.value, other.value) == (1, 0):
                return value(layout.wrapped("i64::from", p.own(cond).doc), node.type)
            if (then.value, other.value) == (0, 1):
                turned = comparisons.negated(p, cond)
                return value(layout.wrapped("i64::from", turned.doc), node.type)
        if then == other:
            p.crate.allow("if_same_then_else")
        head, then, other = self.oriented(cond, then, other)
        if isinstance(other, x.If):
            docs = [self._branch(then), self._branch(other)]
            made_else = docs[1].doc
            if not layout.starts_with(made_else, "if "):
                made_else = layout.block(made_else)
            return value(
                concat(layout.if_head(head), layout.block(docs[0].doc), " else ", made_else),
                node.type,
                CLOSURE,
            )
        outs = [self._natural(then), self._natural(other)]
        form = self._common(outs, [then, other])
        if form is Form.CHAR:
            outs = [self._char(o, n) for o, n in zip(outs, [then, other], strict=True)]
        elif form is Form.VALUE:
            outs = [p.coerce.own(out) for out in outs]
        doc = layout.if_else(head, outs[0].doc, outs[1].doc, inline=True)
        made = replace(value(doc, node.type, CLOSURE), form=form)
        return replace(made, literal=all(out.literal for out in outs))

    def _branch(self, node: Any) -> Out:
        return self.p.own(node)

    def _natural(self, node: Any) -> Out:
        return self.p.out(node)

    @staticmethod
    def _common(outs: list[Out], nodes: list[Any]) -> Form:
        def is_char(out: Out, node: Any) -> bool:
            one = isinstance(node, x.Literal) and isinstance(node.value, str)
            return out.form is Form.CHAR or (one and len(node.value) == 1)

        if any(out.form is Form.CHAR for out in outs) and all(map(is_char, outs, nodes)):
            return Form.CHAR
        # Literals of octets are arrays, each of its own size.
        if all(out.form is Form.VIEW and out.literal and out.type != t.BYTES for out in outs):
            return Form.VIEW
        return Form.VALUE

    @staticmethod
    def _char(out: Out, node: Any) -> Out:
        if out.form is Form.CHAR:
            return out
        return value(literals.char(node.value), out.type)

    def _then_some(self, node: x.If) -> Out | None:
        match node:
            case x.If(cond, x.Op(id="optional.of", args=(some,)), x.Op(id="optional.none")):
                chosen, test, items = some, self.p.own(cond), is_not_empty(cond)
            case x.If(cond, x.Op(id="optional.none"), x.Op(id="optional.of", args=(some,))):
                chosen, test = some, comparisons.negated(self.p, cond)
                items = is_empty(cond)
            case _:
                return None
        if self.p.raises(chosen):
            return None
        if (found := consumers.if_any(self.p, items, chosen, node.type)) is not None:
            return found
        made = self.p.own(chosen).doc
        call = f".then_some{''}" if self.p.is_cheap(chosen) else ".then"
        arg = made if self.p.is_cheap(chosen) else concat("|| ", layout.closure_body(made))
        return test.then(concat(call, "(", arg, ")"), type_=node.type)

    def block_expression(self, node: s.BlockExpr) -> Out:
        """`{ ...; value }`."""
        with self.p.frame.block():
            docs = self.body_docs(node.block)
            docs.append(self.p.own(node.value).doc)
        return value(layout.block(join(HARDLINE, docs)), node.type, CLOSURE)

    def body_docs(self, block: s.Block) -> list[Doc]:
        """The statements of a block, none of them its value."""
        raise NotImplementedError

    def let_expression(self, node: x.Let) -> Out:
        """`{ let pattern = value; body }`."""
        return self.block_expression(
            s.BlockExpr((s.Destructure(node.pattern, node.value),), node.body, node.type)
        )

    def arm(self, pattern: Doc, body: Doc, *, block: bool = False) -> Doc:
        """`pattern => body,`."""
        if block:
            return concat(pattern, " => ", layout.block(body))
        return layout.arm(pattern, body, layout.LINE_WIDTH - 4 * (self.level + 1))

    def match_expression(self, node: x.Match) -> Out:
        """`match subject { ... }` as a value."""
        if (short := self.short_match(node)) is not None:
            return short
        p = self.p
        subject = self.subject(node.subject, [arm.pattern for arm in node.arms])
        printed: list[tuple[Doc, list[Doc], Out, Any]] = []
        for index, arm in enumerate(node.arms):
            with p.frame.block():
                pattern = used_pattern(arm.pattern, (arm.guard, arm.body))
                sure = is_last(arm, node.arms[index + 1 :])
                head, prelude = self.arm_head(pattern, arm.guard, subject, (arm.body,), sure=sure)
                printed.append((head, prelude, p.out(arm.body), arm.body))
        outs = [out for _, _, out, _ in printed]
        form = self._common(outs, [body for _, _, _, body in printed])
        self.note_lints(node.subject.type, [(arm.pattern, arm.body) for arm in node.arms])
        arms = []
        for head, prelude, out, body in printed:
            made = self._char(out, body) if form is Form.CHAR else out
            made = p.coerce.own(made) if form is Form.VALUE else made
            if prelude:
                arms.append(self.arm(head, join(HARDLINE, [*prelude, made.doc]), block=True))
            else:
                arms.append(self.arm(head, made.doc))
        doc = concat(layout.head("match ", subject.doc), layout.block(join(HARDLINE, arms)))
        made_match = replace(value(doc, node.type, CLOSURE), form=form)
        return replace(made_match, literal=form is Form.VIEW)

    def short_match(self, node: x.Match) -> Out | None:
        """`matches!(...)`, or `.unwrap_or(...)` of a result."""
        if len(node.arms) != 2 or node.arms[1].guard is not None:
            return None
        first, second = node.arms
        p = self.p
        match first, second:
            case x.Arm(x.POk(x.PBind(var)), None, body), x.Arm(x.PErr(x.PWild()), _, other) if (
                iterators.is_variable(body, var) and p.is_cheap(other)
            ):
                if isinstance(node.subject, x.Op) and node.subject.id.startswith("result."):
                    p.crate.allow("unnecessary_literal_unwrap")
                with p.typed():
                    found = p.own(node.subject)
                zero = isinstance(other, x.Literal) and not other.value and other.type != t.FLOAT
                call: Doc = text(".unwrap_or_default()")
                if not zero:
                    call = concat(".unwrap_or(", p.own(other).doc, ")")
                return found.then(call, type_=node.type)
            case (
                x.Arm(_, _, x.Literal(value=bool() as yes)),
                x.Arm(x.PWild(), None, x.Literal(value=bool() as no)),
            ) if yes != no:
                subject = self.subject(node.subject, [first.pattern, second.pattern])
                with p.frame.block():
                    pattern = used_pattern(first.pattern, (first.guard,))
                    head, _ = self.arm_head(pattern, first.guard, subject, (), sure=False)
                made = value(concat("matches!(", subject.doc, ", ", head, ")"), node.type)
                return made if yes else unary("!", made, Form.VALUE)
            case _:
                return None

    def note_lints(self, type_: t.Type, arms: list[tuple[Any, Any]]) -> None:
        """Notes what clippy would say of the author's cases."""
        bodies = [body for _, body in arms]
        if any(body in bodies[:index] for index, body in enumerate(bodies)):
            self.p.crate.allow("match_same_arms")
        if isinstance(type_, t.Named) and any(isinstance(p, x.PWild | x.PBind) for p, _ in arms):
            self.p.crate.allow("match_wildcard_for_single_variants")

    def subject(self, node: Any, patterns: list[Any]) -> Subject:
        """What is matched, in the form that the patterns need."""
        p = self.p
        if isinstance(node, x.TupleLit):
            parts = [
                self.subject(item, [q.items[i] for q in patterns if isinstance(q, x.PTuple)])
                for i, item in enumerate(node.items)
            ]
            whole = any(isinstance(q, x.PBind) for q in patterns)
            if not whole:
                doc = layout.arguments("(", [part.doc for part in parts], ")")
                roots = [part.root for part in parts if part.root is not None]
                for root in roots:
                    p.frame.lend(root)
                forms = tuple(self._single(part.form) for part in parts)
                return Subject(doc, forms, None)
        with p.opened(node):
            return self._subject_of(p.out(node), patterns)

    @staticmethod
    def _single(form: Shape) -> Form:
        return form if isinstance(form, Form) else Form.VALUE

    def _subject_of(self, out: Out, patterns: list[Any]) -> Subject:
        p = self.p
        if out.form is Form.CHAR:
            single = all(
                not isinstance(q, x.PLiteral) or (isinstance(q.value, str) and len(q.value) == 1)
                for q in patterns
            )
            if single:
                return Subject(out.doc, Form.CHAR, None)
            out = p.coerce.view(out)
        if p.coerce.is_copy(out.type):
            return Subject(p.coerce.own(out).doc, Form.VALUE, None)
        match out.type:
            case t.Prim("String") | t.Prim("Bytes") | t.ListT():
                made = p.coerce.view(out, strict=True)
                return Subject(made.doc, Form.VIEW, out.root)
            case t.OptionT(elem):
                deep = any(
                    isinstance(q, x.PSome) and not isinstance(q.inner, x.PBind | x.PWild)
                    for q in patterns
                )
                if out.form is Form.VALUE and out.root is None and not deep:
                    return Subject(out.doc, Form.VALUE, None)
                if out.form is Form.OPTREF and not unsized(elem):
                    return Subject(out.doc, Form.OPTREF, out.root)
                return Subject(p.coerce.view(out).doc, Form.VIEW, out.root)
            case _:
                boxed = isinstance(out.type, t.Named) and p.types.boxes(out.type)
                if out.form is Form.PAIR or (
                    out.form is Form.VALUE and out.root is None and not boxed
                ):
                    form = Form.REF if out.form is Form.PAIR else Form.VALUE
                    return Subject(out.doc, form, None)
                made = p.coerce.view(out, strict=True)
                return Subject(made.doc, Form.REF, out.root)

    def arm_head(
        self, pattern: Any, guard: Any, subject: Subject, body: tuple[Any, ...], *, sure: bool
    ) -> tuple[Doc, list[Doc]]:
        """`pattern if guard` and what the arm's body begins with.

        `sure`: what fits the outer pattern fits the whole, so that nothing is tested apart.
        """
        p = self.p
        p.frame.lend(subject.root)
        arm = Arm()
        head = p.pattern(pattern, subject.form, arm)
        tests = [] if sure else self._tests(arm)
        if guard is not None:
            opened = self._opened(arm, (guard,))
            asked = p.own(guard)
            tests.append(
                layout.block(join(HARDLINE, [*opened, asked.doc])) if opened else inner(asked, AND)
            )
        prelude = self._opened(arm, body)
        if tests:
            head = concat(head, " if ", join(" && ", tests))
        return head, prelude

    def _tests(self, arm: Arm) -> list[Doc]:
        """What Rust's pattern cannot test."""
        tests = list(arm.tests)
        for deep in arm.deep:
            if _refutable(deep.pattern):
                blind = Arm()
                shape = self.p.pattern(_blind(deep.pattern), deep.form, blind)
                more = self._tests(blind)
                asked = concat(" if ", join(" && ", more)) if more else text("")
                tests.append(concat("matches!(", deep.subject, ", ", shape, asked, ")"))
        return tests

    def _opened(self, arm: Arm, body: tuple[Any, ...]) -> list[Doc]:
        """What takes apart the values that the pattern could not enter, as far as it is used."""
        p = self.p
        opened: list[Doc] = []
        for deep in arm.deep:
            part = used_pattern(_binding_part(deep.pattern), body)
            if not any(isinstance(one, x.PBind) for one in everything((part,))):
                continue
            inside = Arm()
            made = p.pattern(part, deep.form, inside)
            if isinstance(deep.pattern, x.PBind):
                made = text(deep.name)
                p.frame.bindings[deep.pattern.var.uid].name = deep.name
            ending = " else { unreachable!() };" if _refutable(deep.pattern) else ";"
            opened.append(concat("let ", made, " = ", deep.subject, ending))
            opened += self._opened(inside, body)
        return opened


def used_pattern(pattern: Any, body: Any) -> Any:
    """The pattern with variables that are not read left out."""
    return _Used(body).pattern(pattern)


class _Used(Mapper):
    def __init__(self, body: Any) -> None:
        self.body = tuple(part for part in body if part is not None)

    def pattern(self, node: Any) -> Any:
        if isinstance(node, x.PBind) and not count_uses(self.body, node.var.uid):
            return x.PWild(node.type)
        return self.rebuild(node)


def is_last(arm: Any, later: Any) -> bool:
    """Whether no later arm takes what fits an arm's outer pattern.

    The checker has proved that every value fits some arm, so this one then needs no test.
    """
    return arm.guard is None and not any(_overlap(arm.pattern, one.pattern) for one in later)


def _overlap(a: Any, b: Any) -> bool:
    """Whether a value may fit both patterns, what Rust's patterns cannot enter left aside."""
    match a, b:
        case x.PLiteral(), x.PLiteral():
            return a.value == b.value or isinstance(a.value, str | bytes)
        case x.PEnum(), x.PEnum():
            return bool(a.member == b.member)
        case x.PVariant(), x.PVariant():
            other = dict(b.fields)
            return a.variant == b.variant and all(
                _overlap(part, other[name]) for name, part in a.fields if name in other
            )
        case (x.PSome(), x.PSome()) | (x.POk(), x.POk()) | (x.PErr(), x.PErr()):
            return _overlap(a.inner, b.inner)
        case x.PTuple(), x.PTuple():
            return all(map(_overlap, a.items, b.items))
        case (x.PNone(), x.PNone()) | (x.PList(), x.PList()):
            return True
        case _:
            free = (x.PBind, x.PWild)
            return isinstance(a, free) or isinstance(b, free)


class _BindingPart(Mapper):
    def pattern(self, node: Any) -> Any:
        if not any(isinstance(one, x.PBind) for one in everything((node,))):
            return x.PWild(node.type)
        return self.rebuild(node)


def _binding_part(pattern: Any) -> Any:
    """The pattern with all left out that has been tested and binds nothing."""
    return _BindingPart().pattern(pattern)


class _Blind(Mapper):
    def pattern(self, node: Any) -> Any:
        return x.PWild(node.type) if isinstance(node, x.PBind) else self.rebuild(node)


def _blind(pattern: Any) -> Any:
    """The pattern without its variables."""
    return _Blind().pattern(pattern)


def _refutable(pattern: Any) -> bool:
    """Whether a pattern may fail."""
    return any(
        not isinstance(one, x.PBind | x.PWild | x.PTuple | x.Var) for one in everything((pattern,))
    )
