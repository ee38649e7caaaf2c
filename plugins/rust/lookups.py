"""A test and the read that it guards, in one step.

`k in m ? f(m[k]) : other` asks a map twice; so does an option that is tested, then opened. In Rust
one `get` says both: `let Some(value) = m.get(k) else { ... }`, `m.get(k).ok_or_else(...)`,
`m.get(k).is_some_and(|value| ...)`, `m.get(k).map_or(other, |value| ...)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vibee_plugins.rust import iterators as it
from vibee_plugins.rust import layout
from vibee_plugins.rust.values import Form, Out, unsized

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import Mapper, everything
from vibee_compiler.records import dataclass
from vibee_compiler.targets.layout import Doc, concat, text

if TYPE_CHECKING:
    from vibee_plugins.rust.printer import RustPrinter

_NAME = "value"
"""What an entry or the inside of an option is called."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A test for an entry or a value: `subject` is the map, and `key` its key, or an option.

    negated: whether the test holds where there is none.
    """

    subject: Any
    key: Any | None
    type: t.Type
    negated: bool = False

    def reads(self, node: Any) -> bool:
        """Whether an expression reads just what the test asks for, and cannot fail."""
        if not isinstance(node, x.Op) or node.errors:
            return False
        if self.key is None:
            return node.id == "option.value" and plain(node.args[0]) == self.subject
        if node.id != "map.at":
            return False
        return (plain(node.args[0]), plain(node.args[1])) == (self.subject, self.key)


class _Plain(Mapper):
    """Without marks of last uses."""

    def expr(self, node: Any) -> Any:
        if isinstance(node, s.Take):
            return x.Local(node.var, node.type)
        return self.rebuild(node)


def plain(node: Any) -> Any:
    """An expression as it is compared."""
    return _Plain().expr(node)


def _steady(p: RustPrinter, node: Any) -> bool:
    """Whether an expression is a place that keeps its value."""
    match node:
        case x.Local(var):
            binding = p.frame.bindings.get(var.uid)
            return binding is not None and not binding.mutable and binding.form is not Form.CHAR
        case x.FieldGet(base):
            return _steady(p, base)
        case x.Literal() | x.ConstRef() | x.EnumValue():
            return True
        case _:
            return False


def tested(p: RustPrinter, cond: Any) -> Lookup | None:
    """The lookup that a condition is, if it is one."""
    match cond:
        case x.Op(id="bool.not", args=(inner,)):
            found = tested(p, inner)
            if found is None:
                return None
            return Lookup(found.subject, found.key, found.type, not found.negated)
        case x.Op(id="map.in", args=(key, keyed)):
            found = Lookup(plain(keyed), plain(key), _value_type(keyed.type))
        case x.Op(id="map.has", args=(keyed, key)):
            found = Lookup(plain(keyed), plain(key), _value_type(keyed.type))
        case x.Op(id="option.hasValue", args=(option,)):
            assert isinstance(option.type, t.OptionT)
            found = Lookup(plain(option), None, option.type.elem)
        case _:
            return None
    steady = _steady(p, found.subject) and (found.key is None or _steady(p, found.key))
    # The binder of an option of options would have to be taken apart once more.
    return found if steady and not isinstance(found.type, t.OptionT) else None


def _value_type(type_: t.Type) -> t.Type:
    assert isinstance(type_, t.MapT)
    return type_.value


def count_reads(lookup: Lookup, root: Any) -> int:
    """How often something reads what the test asks for."""
    return sum(1 for one in everything((root,)) if lookup.reads(one))


class _Named(Mapper):
    def __init__(self, lookup: Lookup, var: x.Var) -> None:
        self.lookup = lookup
        self.found = var

    def expr(self, node: Any) -> Any:
        if self.lookup.reads(node):
            return x.Local(self.found, node.type)
        return self.rebuild(node)


def with_name(lookup: Lookup, root: Any, var: x.Var) -> Any:
    """Statements or an expression with the reads replaced by a variable."""
    mapper = _Named(lookup, var)
    return mapper.block(root) if isinstance(root, tuple) else mapper.expr(root)


def fresh(p: RustPrinter, lookup: Lookup) -> x.Var:
    """The variable for what is found."""
    return x.Var(_NAME, -1 - len(p.frame.bindings), lookup.type)


def option(p: RustPrinter, lookup: Lookup) -> tuple[Out, Form]:
    """The option that a lookup is, and the form of what is inside."""
    if lookup.key is None:
        from vibee_plugins.rust.options import walked

        return walked(p, lookup.subject)
    made = p.receiver(lookup.subject).then(
        concat(".get", p.arguments([p.passed(lookup.key, "k")])), type_=t.OptionT(lookup.type)
    )
    return made, Form.REF


def let_else(p: RustPrinter, lookup: Lookup, var: x.Var, other: Doc) -> Doc:
    """`let Some(value) = m.get(k) else { ... };`; binds the variable."""
    return concat("let ", some(p, lookup, var), " else ", layout.block(other), ";")


def some(p: RustPrinter, lookup: Lookup, var: x.Var) -> Doc:
    """`Some(value) = m.get(k)`; binds the variable."""
    made, form = option(p, lookup)
    p.frame.lend(p.root_of(lookup.subject))
    return concat("Some(", binder(p, var, form), ") = ", made.doc)


def binder(p: RustPrinter, var: x.Var, form: Form) -> Doc:
    """A pattern for what is inside an option."""
    if p.coerce.is_copy(var.type) or form is Form.VALUE:
        name = p.frame.bind(var, Form.VALUE)
        return text(f"&{name}" if form is Form.REF else name)
    return text(p.frame.bind(var, Form.VIEW if unsized(var.type) and form is Form.VIEW else form))


def found_or(p: RustPrinter, lookup: Lookup) -> Out:
    """What is found as an option of an owned value, to be continued with `ok_or`."""
    made, form = option(p, lookup)
    if form is Form.REF:
        call = ".copied()" if p.coerce.is_copy(lookup.type) else ".cloned()"
        return made.then(call, type_=made.type)
    if form is Form.VIEW:
        return made.then(".map(ToOwned::to_owned)", type_=made.type)
    return made


def with_closure(p: RustPrinter, lookup: Lookup, head: Doc | str, body: Any) -> Out:
    """`m.get(k).HEAD|value| body)`."""
    made, form = option(p, lookup)
    var = fresh(p, lookup)
    lam = x.Lambda((x.PBind(var, var.type),), with_name(lookup, body, var), body.type)
    closure = it.closure(p, lam, [form])
    return made.then(concat(head, closure, ")"), type_=body.type)


def both(p: RustPrinter, op: x.Op) -> Out | None:
    """`k in m && f(m[k])`."""
    left, right = op.args
    lookup = tested(p, left)
    if lookup is None or lookup.negated or p.raises(right) or not count_reads(lookup, right):
        return None
    return with_closure(p, lookup, ".is_some_and(", right)


def _conjuncts(node: Any) -> list[Any]:
    if isinstance(node, x.Op) and node.id == "bool.and":
        return [term for arg in node.args for term in _conjuncts(arg)]
    return [node]


def _all_of(terms: list[Any]) -> Any:
    """The terms joined by `&&`, nested to the right."""
    made = terms[-1]
    for term in reversed(terms[:-1]):
        made = x.Op("bool.and", (term, made), t.BOOL)
    return made


def split(p: RustPrinter, op: x.Op) -> tuple[Any | None, Out] | None:
    """A chain of `&&` before a lookup, and the lookup with what reads its result."""
    terms = _conjuncts(op)
    for index in range(len(terms) - 1):
        found = both(p, x.Op("bool.and", (terms[index], _all_of(terms[index + 1 :])), t.BOOL))
        if found is not None:
            before = None
            for term in terms[:index]:
                before = term if before is None else x.Op("bool.and", (before, term), t.BOOL)
            return before, found
    return None


def chosen(p: RustPrinter, node: x.If) -> Out | None:
    """`k in m ? f(m[k]) : other`."""
    lookup = tested(p, node.cond)
    if lookup is None:
        return None
    there, other = (node.other, node.then) if lookup.negated else (node.then, node.other)
    if p.raises(there) or p.raises(other) or not count_reads(lookup, there):
        return None
    if lookup.reads(there):
        type_ = t.OptionT(lookup.type)
        get = (
            lookup.subject
            if lookup.key is None
            else x.Op("map.get", (lookup.subject, lookup.key), type_)
        )
        return p.out(x.Op("option.orValue", (get, other), node.type))
    if isinstance(other, x.Literal) and other.type == t.BOOL:
        return with_closure(p, lookup, ".is_none_or(" if other.value else ".is_some_and(", there)
    if not p.is_cheap(other):
        return None
    return with_closure(p, lookup, concat(".map_or(", p.own(other).doc, ", "), there)
