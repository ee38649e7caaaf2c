"""Variables and builders changed in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vibee_plugins.rust import iterators, layout, literals
from vibee_plugins.rust.frame import Binding
from vibee_plugins.rust.values import Form, Out, unsized, value

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.growth import base_of
from vibee_compiler.lowering.moves import taken_from
from vibee_compiler.lowering.walk import Mapper, count_uses, everything
from vibee_compiler.targets.layout import HARDLINE, Doc, concat, join, nest, text

if TYPE_CHECKING:
    from vibee_plugins.rust.printer import RustPrinter

_COMPOUND = {
    "int.add": "+=",
    "int.sub": "-=",
    "int.mul": "*=",
    "int.div": "/=",
    "int.rem": "%=",
    "float.add": "+=",
    "float.sub": "-=",
    "float.mul": "*=",
    "float.div": "/=",
}
_METHODS = {
    "list.push": ("push", "o"),
    "map.remove": ("remove", "k"),
    "set.put": ("insert", "o"),
    "set.remove": ("remove", "k"),
}


class Changes:
    """`Assign` and `Change`; `refilled` are variables that may have been moved out of."""

    p: RustPrinter
    refilled: frozenset[int]

    def assignment(self, left: str, right: Doc) -> Doc:
        """`left = right;`."""
        return concat(left, " = ", right, ";")

    def stmt_Assign(self, stmt: s.Assign) -> Doc:  # noqa: N802
        frame = self.p.frame
        binding = frame.bindings[stmt.var.uid]
        # A mutable variable may be moved out where it gets its next value at once.
        depth, binding.depth = binding.depth, frame.depth
        try:
            return self._assign(stmt, binding)
        finally:
            binding.depth = depth

    def stmt_AddLate(self, stmt: s.AddLate) -> Doc:  # noqa: N802
        bindings = self.p.frame.bindings
        total, flag = bindings[stmt.var.uid].name, bindings[stmt.flag.uid].name
        made = "sum" if str(total) != "sum" else "total"
        added = concat(f"match {total}.checked_add(", self.p.own(stmt.value).doc, ") {")
        arms = concat(f"Some({made}) => {total} = {made},", HARDLINE, f"None => {flag} = true,")
        return concat(added, nest(HARDLINE, arms), HARDLINE, "}")

    def _assign(self, stmt: s.Assign, binding: Binding) -> Doc:
        p = self.p
        match stmt.value:
            case x.Op(id=name, args=(left, right), errors=raised) if (
                not raised and name in _COMPOUND and getattr(left, "var", None) == stmt.var
            ):
                return concat(f"{binding.name} {_COMPOUND[name]} ", p.own(right).doc, ";")
        if (appended := self._appended(stmt)) is not None:
            return appended
        made = p.out(stmt.value)
        # What is borrowed from the variable itself cannot be copied into it in place.
        own = any(getattr(one, "var", None) == stmt.var for one in everything((stmt.value,)))
        gone = stmt.var.uid in self.refilled
        if own or gone or not binding.mutable or p.coerce.is_copy(made.type):
            if gone and made.form is not Form.VALUE and not made.literal:
                p.crate.allow("assigning_clones")
            return self.assignment(binding.name, p.coerce.own(made).doc)
        match made.form:
            case Form.PLACE | Form.REF:
                source = p.coerce.ref(made).doc
                return concat(f"{binding.name}.clone_from", p.arguments([source]), ";")
            case Form.VIEW if made.literal and made.doc == text('""'):
                return text(f"{binding.name}.clear();")
            case Form.VIEW if unsized(made.type) and not (made.literal and made.type == t.BYTES):
                into = text(f"(&mut {binding.name})")
                return concat(made.then(concat(".clone_into", into), type_=made.type).doc, ";")
            case _:
                return self.assignment(binding.name, p.coerce.own(made).doc)

    def _appended(self, stmt: s.Assign) -> Doc | None:
        """`text.push_str(..)` for `text = text + ..`, `list.push(..)` for `list = list + [..]`."""
        base, links = base_of(stmt.value)
        if not links or getattr(base, "var", None) != stmt.var:
            return None
        if any(link.id not in ("string.concat", "list.concat") for link in links):
            return None
        if count_uses(tuple(link.args[1] for link in links), stmt.var.uid):
            return None
        changes = [change for link in links for change in _growth(stmt.var, link)]
        return join(HARDLINE, [self.stmt_Change(one) for one in changes])

    def grown(self, stmt: s.Return) -> s.Block | None:
        """A list that is given up, with more behind it, as changes of that list."""
        base, links = base_of(stmt.value)
        var = taken_from(base)
        if var is None or not links or any(link.id != "list.concat" for link in links):
            return None
        frame = self.p.frame
        if not frame.may_move(var):
            return None
        name = base.name if isinstance(base, x.FieldGet) else var.name
        grows = x.Var(name, -1 - len(frame.bindings), base.type)
        own = frame.bindings[var.uid]
        if own.parameter and isinstance(base, s.Take):
            own.grows, grows = True, var
        changes = [change for link in links for change in _growth(grows, link)]
        declared = s.Declare(grows, base, mutable=True, builder=True)
        finished: Any = s.Freeze(grows, base.type)
        return (*(() if grows is var else (declared,)), *changes, s.Return(finished))

    def stmt_Change(self, stmt: s.Change) -> Doc:  # noqa: N802
        p = self.p
        name = p.frame.bindings[stmt.var.uid].name
        match stmt.op:
            case "map.put":
                return self._put(stmt, name)
            case "string.append":
                out = p.out(stmt.args[0])
                said = getattr(stmt.args[0], "value", None)
                if out.literal and isinstance(said, str) and len(said) == 1:
                    return text(f"{name}.push({literals.char(said)});")
                if out.form is Form.CHAR:
                    return concat(f"{name}.push(", out.doc, ");")
                return concat(f"{name}.push_str", p.arguments([p.coerce.view(out).doc]), ";")
            case "list.extend":
                out = p.out(stmt.args[0])
                if out.form is Form.VALUE and out.root is None:
                    it = iterators.iterate(p, stmt.args[0])
                    return concat(f"{name}.extend", p.arguments([plain(it).doc]), ";")
                viewed = p.coerce.view(out).doc
                return concat(f"{name}.extend_from_slice", p.arguments([viewed]), ";")
            case "list.set":
                p.support("set_at")
                args = [text(f"&mut {name}"), *(p.own(arg).doc for arg in stmt.args)]
                return concat("set_at", p.arguments(args), ";")
            case _:
                method, mode = _METHODS[stmt.op]
                args = [p.passed(arg, mode) for arg in stmt.args]
                return concat(f"{name}.{method}", p.arguments(args), ";")

    def _put(self, stmt: s.Change, name: str) -> Doc:
        p = self.p
        key, new = stmt.args
        found = _updated_entry(stmt)
        if found is None:
            args = [p.own(key).doc, p.own(new).doc]
            return concat(f"{name}.insert", p.arguments(args), ";")
        old, default = found
        entry = value(name, stmt.var.type).then(
            concat(".entry", p.arguments([p.own(key).doc])), type_=old.type
        )
        empty = untyped(default)
        pushed = _pushed(new, old)
        if pushed is not None and empty:
            push = concat(".push", p.arguments([p.own(pushed).doc]))
            return concat(entry.then(".or_default()", push, type_=old.type).doc, ";")
        fill = ".or_default()" if empty else concat(".or_insert(", p.own(default).doc, ")")
        with p.frame.block():
            var = x.Var("value", -1 - len(p.frame.bindings), old.type)
            slot = p.frame.bind(var, Form.REF)
            replaced = substitute_node(new, old, x.Local(var, old.type))
            head = concat(f"let {slot} = ", entry.then(fill, type_=old.type).doc, ";")
            sign = "="
            match replaced:
                case x.Op(id=name_, args=(x.Local(left), more), errors=errors) if (
                    left == var and not errors and name_ in _COMPOUND
                ):
                    sign, replaced = _COMPOUND[name_], more
            return join(HARDLINE, [head, concat(f"*{slot} {sign} ", p.own(replaced).doc, ";")])


def _growth(var: x.Var, link: x.Op) -> list[s.Change]:
    """What puts the second operand of a concatenation behind a variable that holds the first."""
    match link:
        case x.Op(id="string.concat", args=(_, part)):
            return [s.Change(var, "string.append", (part,))]
        case x.Op(args=(_, x.ListLit(items, optional))) if not any(optional):
            return [s.Change(var, "list.push", (item,)) for item in items]
        case _:
            return [s.Change(var, "list.extend", (link.args[1],))]


def plain(it: iterators.It) -> Out:
    """An iterator as `for` and `extend` take it: without the call that they make themselves."""
    out = it.out
    if out.head is None or not out.segments:
        return out
    if it.source is not None and it.form is Form.VALUE:
        return it.source
    last = out.segments[-1]
    if last not in (text(".iter()"), text(".into_iter()")):
        return out
    base = layout.chain(out.head, out.segments[:-1])
    if last == text(".into_iter()"):
        return value(base, out.type)
    borrowed = it.base in (Form.REF, Form.VIEW)
    if borrowed and it.source is not None and it.source.segments == out.segments[:-1]:
        return value(it.source.doc, out.type, it.source.prec)
    return value(base if borrowed else concat("&", base), out.type)


def untyped(node: Any) -> bool:
    """Whether rustc cannot tell the type of a value from itself."""
    match node:
        case x.ListLit(items=()) | x.MapLit(entries=()) | x.SetLit(items=()):
            return True
        case x.Op(id="map.empty" | "optional.none" | "result.ok" | "result.err"):
            return True
        case _:
            return False


def _updated_entry(stmt: s.Change) -> tuple[Any, Any] | None:
    """The one read of the entry that a `put` replaces, with its default."""
    key, new = stmt.args
    found: list[Any] = []
    reads = 0
    for one in everything((new,)):
        if isinstance(one, s.View) and one.var == stmt.var:
            reads += 1
        match one:
            case x.Op(id="option.orValue", args=(x.Op(id="map.get", args=(view, at)), _)):
                if getattr(view, "var", None) == stmt.var and _same_key(at, key):
                    found.append(one)
            case _:
                pass
    if len(found) != 1 or reads != 1 or count_reads(new, found[0]) != 1:
        return None
    return found[0], found[0].args[1]


def _same_key(a: Any, b: Any) -> bool:
    if isinstance(a, x.Local | s.Take) and isinstance(b, x.Local | s.Take):
        return a.var == b.var
    return bool(a == b)


def count_reads(root: Any, node: Any) -> int:
    """How often a node occurs."""
    return sum(1 for one in everything((root,)) if one == node)


def _pushed(new: Any, old: Any) -> Any:
    """The item, where the new value is the old list with it behind."""
    match new:
        case x.Op(id="list.concat", args=(first, x.ListLit(items=(item,), optional=(False,)))):
            return item if first == old else None
        case _:
            return None


def substitute_node(root: Any, node: Any, by: Any) -> Any:
    """`root` with a node replaced."""
    return _Replace(node, by).expr(root)


class _Replace(Mapper):
    def __init__(self, node: Any, by: Any) -> None:
        self.node = node
        self.by = by

    def expr(self, node: Any) -> Any:
        return self.by if node == self.node else self.rebuild(node)
