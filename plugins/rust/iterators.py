"""Lists that are walked: chains of iterators, collected only where a list is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vibee_plugins.rust import certain, inference, layout
from vibee_plugins.rust.values import RANGE, Form, Out, inner, unsized, value

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import count_uses
from vibee_compiler.records import dataclass
from vibee_compiler.targets.layout import Doc, concat, join, text
from vibee_compiler.targets.printer import ATOM

if TYPE_CHECKING:
    from vibee_plugins.rust.printer import RustPrinter


@dataclass(frozen=True, slots=True)
class It:
    """An iterator in print: its items' form and type, and what they are borrowed from."""

    out: Out
    form: Form
    type: t.Type
    root: int | None = None
    base: Form | None = None
    source: Out | None = None

    def then(
        self, segment: Doc | str, *, form: Form | None = None, type_: t.Type | None = None
    ) -> It:
        """The iterator with an adapter behind it."""
        out = self.out.then(segment, type_=self.out.type)
        return It(out, form or self.form, type_ or self.type, self.root)


def elem(type_: t.Type) -> t.Type:
    """What a list or set consists of."""
    assert isinstance(type_, t.ListT | t.SetT)
    return type_.elem


def iterate(p: RustPrinter, node: Any) -> It:
    """The iterator over a list."""
    if isinstance(node, x.Op) and (make := ITERATORS.get(node.id) or _PARTS.get(node.id)):
        found = make(p, node)
        if found is not None:
            return found
    if isinstance(node, x.ListLit) and not any(node.optional) and node.items:
        with p.typed():
            items = [p.own(item).doc for item in node.items]
        listed = value(layout.arguments("[", items, "]"), node.type)
        return It(listed.then(".into_iter()", type_=node.type), Form.VALUE, elem(node.type))
    out = p.receiver(node)
    if isinstance(node, x.Local | s.Take) and p.frame.bindings[node.var.uid].chars:
        return It(out.then(".iter().copied()", type_=out.type), Form.CHAR, t.STRING, out.root)
    return over(out, elem(node.type))


def over(out: Out, item: t.Type) -> It:
    """The iterator over the items of a printed list."""
    if out.form is Form.VALUE and out.root is None:
        walked = out.then(".into_iter()", type_=out.type)
        return It(walked, Form.VALUE, item, source=out)
    walked = out.then(".iter()", type_=out.type)
    return It(walked, Form.REF, item, out.root, out.form, out)


def owned(p: RustPrinter, it: It) -> It:
    """The iterator with owned items."""
    match it.form:
        case Form.VALUE:
            return it
        case Form.REF:
            call = ".copied()" if p.coerce.is_copy(it.type) else ".cloned()"
            return it.then(call, form=Form.VALUE)
        case Form.CHAR:
            return it.then(".map(String::from)", form=Form.VALUE)
        case Form.VIEW:
            call = ".map(str::to_owned)" if it.type == t.STRING else ".map(ToOwned::to_owned)"
            return it.then(call, form=Form.VALUE)
        case _:
            assert isinstance(it.type, t.TupleT)
            names = ["key", "value"] if len(it.type.items) == 2 else []
            parts = []
            patterns = []
            for name, item in zip(names, it.type.items, strict=True):
                copied = p.coerce.is_copy(item)
                patterns.append(f"&{name}" if copied else name)
                parts.append(name if copied else f"{name}.clone()")
            call = f".map(|({', '.join(patterns)})| ({', '.join(parts)}))"
            return it.then(call, form=Form.VALUE)


def collect(p: RustPrinter, it: It, type_: t.Type, *, into: str = "Vec<_>") -> Out:
    """The list (or set) of the items."""
    made = owned(p, it)
    return made.out.then(f".collect::<{into}>()", type_=type_)


def used_part(pattern: Any, body: Any) -> Any:
    """The pattern with variables that the body does not read left out."""
    match pattern:
        case x.PBind(var, type_) if not count_uses((body,), var.uid):
            return x.PWild(type_)
        case x.PTuple(items, type_):
            return x.PTuple(tuple(used_part(item, body) for item in items), type_)
        case _:
            return pattern


def closure(
    p: RustPrinter,
    lam: x.Lambda,
    forms: list[Form],
    *,
    by_ref: bool = False,
    body: Callable[[Any], Doc] | None = None,
) -> Doc:
    """A closure over items in these forms; `by_ref` where it gets a reference to the item."""
    with p.frame.block(deeper=True):
        params = [
            p.closure_param(used_part(pattern, lam.body), form, by_ref)
            for pattern, form in zip(lam.params, forms, strict=True)
        ]
        printed = (body or p.filled_own)(lam.body)
    printed = layout.closure_body(printed)
    return concat("|", join(", ", params), "| ", printed)


def mapped(p: RustPrinter, it: It, lam: x.Lambda) -> It:
    """`.map(...)`, the items of the result owned, or still characters."""
    result = lam.body.type
    if isinstance(lam.params[0], x.PBind) and is_variable(lam.body, lam.params[0].var):
        return owned(p, it) if it.form is Form.REF else it
    path = eta(p, it, lam)
    if path is not None:
        return It(it.out.then(f".map({path})", type_=result), Form.VALUE, result)
    forms: list[Form] = []

    def body(node: Any) -> Doc:
        with p.typed() if inference.has_open_float(node) else p.filled(node):
            out = p.out(node)
        out = out if out.form is Form.CHAR else p.coerce.own(out)
        forms.append(out.form)
        return out.doc

    made = closure(p, lam, [it.form], body=body)
    return It(it.out.then(concat(".map(", made, ")"), type_=result), forms[0], result)


def is_variable(node: Any, var: x.Var) -> bool:
    """Whether an expression is just this variable."""
    return isinstance(node, x.Local | s.Take) and node.var == var


def of_entries(items: Any, pattern: Any, body: Any) -> tuple[Any, Any] | None:
    """The keys or the values, where a walk over the entries of a map only looks at those."""
    if (
        not isinstance(items, x.Op)
        or items.id != "map.entries"
        or not isinstance(pattern, x.PTuple)
    ):
        return None
    parts = [used_part(part, body) for part in pattern.items]
    wild = [isinstance(part, x.PWild) for part in parts]
    if wild == [True, True] or True not in wild:
        return None
    kept = parts[wild.index(False)]
    method = "map.values" if wild[0] else "map.keys"
    return x.Op(method, items.args, t.ListT(kept.type)), kept


def eta(p: RustPrinter, it: It, lam: x.Lambda) -> str | None:
    """The function that a closure only calls, where it takes the items as they come."""
    body, pattern = lam.body, lam.params[0]
    if not isinstance(body, x.Call) or not isinstance(pattern, x.PBind) or len(body.args) != 1:
        return None
    arg = body.args[0]
    is_item = getattr(arg, "var", None) == pattern.var
    function = p.crate.functions.get((body.module, body.name))
    if not is_item or function is None or function.raises or function.consumes:
        return None
    if p.crate.is_letter(body.module, function, function.params[0]):
        return p.function_path(body.module, body.name) if it.form is Form.CHAR else None
    copied = p.coerce.is_copy(it.type)
    fits = it.form is Form.VALUE if copied else it.form is Form.REF and not unsized(it.type)
    if isinstance(it.type, t.OptionT) or not fits:
        return None
    return p.function_path(body.module, body.name)


def _map(p: RustPrinter, op: x.Op) -> It:
    items, lam = op.args[0], lambda_of(op.args[1])
    if (found := of_entries(items, lam.params[0], lam.body)) is not None:
        items, lam = found[0], replace(lam, params=(found[1],))
    return mapped(p, iterate(p, items), lam)


def lambda_of(node: Any) -> x.Lambda:
    """The part of a macro."""
    assert isinstance(node, x.Lambda)
    return node


def filtered(p: RustPrinter, it: It, lam: x.Lambda, adapter: str = "filter") -> It:
    """`.filter(...)` and its kin, whose closures get references to the items."""
    made = closure(p, lam, [it.form], by_ref=True)
    return it.then(concat(f".{adapter}(", made, ")"))


def _filter(adapter: str) -> Callable[[RustPrinter, x.Op], It]:
    def make(p: RustPrinter, op: x.Op) -> It:
        return filtered(p, iterate(p, op.args[0]), lambda_of(op.args[1]), adapter)

    return make


def _map3(p: RustPrinter, op: x.Op) -> It:
    it = filtered(p, iterate(p, op.args[0]), lambda_of(op.args[1]))
    return mapped(p, it, lambda_of(op.args[2]))


def _flat_map(p: RustPrinter, op: x.Op) -> It:
    it = iterate(p, op.args[0])
    lam = lambda_of(op.args[1])
    path = eta(p, it, lam)
    made = closure(p, lam, [it.form]) if path is None else text(path)
    out = it.out.then(concat(".flat_map(", made, ")"), type_=op.type)
    return It(out, Form.VALUE, elem(op.type))


def _flatten(p: RustPrinter, op: x.Op) -> It:
    it = iterate(p, op.args[0])
    return it.then(".flatten()", type_=elem(op.type))


def _walk(method: str, form: Form) -> Callable[[RustPrinter, x.Op], It]:
    def make(p: RustPrinter, op: x.Op) -> It:
        base = p.receiver(op.args[0])
        if base.form is Form.VALUE and base.root is None and form is not Form.CHAR:
            method_ = {"iter": "into_iter", "keys": "into_keys", "values": "into_values"}[method]
            plain = base if method_ == "into_iter" else None
            walked = base.then(f".{method_}()", type_=op.type)
            return It(walked, Form.VALUE, elem(op.type), source=plain)
        out = base.then(f".{method}()", type_=op.type)
        return It(out, form, elem(op.type), base.root, base.form)

    return make


def _range(p: RustPrinter, op: x.Op) -> It | None:
    if len(op.args) == 1:
        doc = _between(p, x.Literal(0, t.INT), op.args[0])
    elif op.errors:
        return None
    else:
        doc = _between(p, *op.args)
    return It(value(doc, op.type, RANGE), Form.VALUE, t.INT)


def _between(p: RustPrinter, low: Any, high: Any) -> Doc:
    """`low..high`, or `low..=n` where the end is `n + 1`."""
    start = inner(p.own(low), RANGE + 1)
    match high:
        case x.Op(id="int.add", args=(last, x.Literal(value=1)), errors=raised) if not raised:
            return concat(start, "..=", inner(p.own(last), RANGE + 1))
        case _:
            return concat(start, "..", inner(p.own(high), RANGE + 1))


def _split(p: RustPrinter, op: x.Op) -> It:
    base, by = op.args
    out = p.view(base)
    if isinstance(by, x.Literal) and by.value:
        made = p.receiver(base).then(f".split({p.pattern_text(by)})", type_=op.type)
        return It(made, Form.VIEW, t.STRING, out.root)
    p.support("split")
    call = value(concat("split", p.arguments([out.doc, p.view(by).doc])), op.type)
    return It(call.then(".into_iter()", type_=op.type), Form.VIEW, t.STRING, out.root)


def _split_some(p: RustPrinter, op: x.Op) -> It:
    p.support("split_some")
    text_, by, limit = op.args
    args = [p.view(text_).doc, p.view(by).doc, p.own(limit).doc]
    call = value(concat("split_some", p.arguments(args)), op.type)
    return It(call.then(".into_iter()", type_=op.type), Form.VIEW, t.STRING, p.root_of(text_))


def _zip(p: RustPrinter, op: x.Op) -> It | None:
    a, b = (iterate(p, arg) for arg in op.args)
    if {a.form, b.form} == {Form.REF}:
        form = Form.PAIR
    else:
        a, b, form = owned(p, a), owned(p, b), Form.VALUE
    return It(a.then(concat(".zip(", b.out.doc, ")")).out, form, elem(op.type), a.root)


def _indexed(p: RustPrinter, op: x.Op) -> It:
    it = owned(p, iterate(p, op.args[0]))
    p.support("int")
    made = it.then(".enumerate()").then(".map(|(index, item)| (int(index), item))")
    return It(made.out, Form.VALUE, elem(op.type))


def _reverse(p: RustPrinter, op: x.Op) -> It:
    return iterate_reversible(p, op.args[0]).then(".rev()")


def iterate_reversible(p: RustPrinter, node: Any) -> It:
    """An iterator that can be walked from its end."""
    one_way = ("list.takeWhile", "list.dropWhile", "list.flatMap", "list.zip", "list.indexed")
    if isinstance(node, x.Op) and node.id in one_way:
        return over(p.own(node), elem(node.type))
    return iterate(p, node)


def _sort(p: RustPrinter, op: x.Op) -> It:
    it = owned(p, iterate(p, op.args[0]))
    if p.types.has_float(it.type):
        p.support("sorted_by_number")
        p.need("trait:SortedByNumber")
        item = "|&item| item" if p.coerce.is_copy(it.type) else "|item| item.clone()"
        made = it.then(f".sorted_by_number({item})")
    else:
        p.support("sorted")
        p.need("trait:Sorted")
        made = it.then(".sorted()")
    return made.then(".into_iter()")


def _sort_by(p: RustPrinter, op: x.Op) -> It:
    it = iterate(p, op.args[0])
    lam = lambda_of(op.args[1])
    raising = p.raises(lam.body)
    part, trait = "sorted_by_key", "SortedByKey"
    if p.types.has_float(lam.body.type):
        part, trait = "sorted_by_number", "SortedByNumber"
    if raising:
        part, trait = f"try_{part}", f"Try{trait}"
    p.support(part)
    p.need(f"trait:{trait}")
    lasting = it.form in (Form.REF, Form.PAIR, Form.VIEW)

    def key(node: Any) -> Doc:
        if not raising:
            return _key(p, node, lasting)
        bare = None if isinstance(node, x.TupleLit) else p.own(node).bare
        return layout.wrapped("Ok", _key(p, node, lasting)) if bare is None else bare.doc

    made = closure(p, lam, [it.form], by_ref=True, body=key)
    sorted_ = it.then(concat(f".{part}(", made, ")"))
    if raising:
        sorted_ = replace(sorted_, out=sorted_.out.question())
    return sorted_.then(".into_iter()")


def _key(p: RustPrinter, node: Any, lasting: bool) -> Doc:
    """A key to sort by: references stay where the items are references themselves."""
    if isinstance(node, x.TupleLit):
        parts = [_key(p, item, lasting) for item in node.items]
        return layout.arguments("(", parts, ")")
    out = p.out(node)
    if lasting and out.root is not None and not p.coerce.is_copy(out.type):
        if out.form in (Form.REF, Form.VIEW):
            return out.doc
        if out.form is Form.PLACE:
            return p.coerce.ref(out).doc
    return p.open_own(node)


def _optionals(p: RustPrinter, op: x.Op) -> It:
    it = owned(p, iterate(p, op.args[0]))
    last = it.out.segments[-1:]
    if last and layout.starts_with(last[0], ".map("):
        assert it.out.head is not None
        base = replace(it.out, segments=it.out.segments[:-1])
        fused = base.then(layout.with_start(last[0], ".map(", ".filter_map("), type_=op.type)
        return It(fused, Form.VALUE, elem(op.type), it.root)
    return it.then(".flatten()", type_=elem(op.type))


def is_walked(node: Any) -> bool:
    """Whether a list is made by walking another."""
    return isinstance(node, x.Op) and node.id in ITERATORS


def _slice(p: RustPrinter, op: x.Op) -> It | None:
    """`.take(high).skip(low)`, where a list is only made to be walked."""
    items, low, high = op.args
    if op.errors or not is_walked(items):
        return None
    made = iterate(p, items).then(concat(".take(", certain.position(p, items, high), ")"))
    if isinstance(low, x.Literal) and low.value == 0:
        return made
    return made.then(concat(".skip(", certain.position(p, items, low), ")"))


def _some(adapter: str) -> Callable[[RustPrinter, x.Op], It | None]:
    def make(p: RustPrinter, op: x.Op) -> It | None:
        items, count = op.args
        number = count.value if isinstance(count, x.Literal) else -1
        if not is_walked(items) or not isinstance(number, int) or number < 0:
            return None
        return iterate(p, items).then(f".{adapter}({number})")

    return make


_PARTS: dict[str, Callable[[Any, x.Op], It | None]] = {
    "list.slice": _slice,
    "list.take": _some("take"),
    "list.drop": _some("skip"),
}
"""Parts of lists that are walked."""


def part_of_walked(p: RustPrinter, op: x.Op) -> Out | None:
    """A part of a list that is made by walking another, as a value."""
    it = _PARTS[op.id](p, op)
    return None if it is None else collect(p, it, op.type)


ITERATORS: dict[str, Callable[[Any, x.Op], It | None]] = {
    "list.map": _map,
    "list.filter": _filter("filter"),
    "list.takeWhile": _filter("take_while"),
    "list.dropWhile": _filter("skip_while"),
    "list.map3": _map3,
    "list.flatMap": _flat_map,
    "list.flatten": _flatten,
    "list.reverse": _reverse,
    "list.zip": _zip,
    "list.indexed": _indexed,
    "list.sort": _sort,
    "list.sortBy": _sort_by,
    "optional.unwrap": _optionals,
    "lists.range": _range,
    "lists.range2": _range,
    "string.chars": _walk("chars", Form.CHAR),
    "string.split": _split,
    "string.split2": _split_some,
    "map.entries": _walk("iter", Form.PAIR),
    "map.keys": _walk("keys", Form.REF),
    "map.values": _walk("values", Form.REF),
    "set.toList": _walk("iter", Form.REF),
}
"""Lists that are made by walking others."""


def as_list(p: RustPrinter, op: x.Op) -> Out:
    """A list of the table above, as a value."""
    it = ITERATORS[op.id](p, op)
    if it is None:
        p.support("range")
        call = value(concat("range", p.arguments([p.own(arg).doc for arg in op.args])), op.type)
        failing = p.fallible(call, op, "Overflow")
        return failing.then(".collect::<Vec<_>>()", type_=op.type)
    made_here = op.id in ("list.sort", "list.sortBy") and it.form is Form.VALUE
    if made_here and it.out.segments[-1:] == (text(".into_iter()"),):
        head = it.out.head
        assert head is not None
        kept = it.out.segments[:-1]
        base = Out(head, ATOM, Form.VALUE, op.type, head, ())
        return base.then(*kept, type_=op.type) if kept else base
    return collect(p, it, op.type)
