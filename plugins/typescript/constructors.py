"""Literals, constructors, functions and stored values as TypeScript."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vibee_plugins.typescript import literals
from vibee_plugins.typescript import values as v
from vibee_plugins.typescript.values import Out, out

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.targets.layout import Doc, concat, text
from vibee_compiler.targets.printer import ATOM

if TYPE_CHECKING:
    pass

_INFERRED = (t.INT, t.FLOAT, t.BOOL, t.STRING, t.BYTES, t.TIMESTAMP, t.DURATION)


def is_open(node: Any) -> bool:
    """Whether TypeScript would infer another type for a value than the language has."""
    if node.type in _INFERRED:
        return False
    match node:
        case x.Local() | x.FieldGet() | x.Call() | x.ConstRef() | s.VariantField() | s.Unwrap():
            return False
        case x.RecordLit() | x.RecordUpdate():
            return False
        case x.Op(name) if name in ("list.filter", "list.sort", "list.sortBy", "list.slice"):
            return is_open(node.args[0])
    return True


class Constructors:
    """Prints what makes values."""

    if TYPE_CHECKING:
        world: Any
        types: Any
        names: dict[int, str]
        facts: set[Any]
        support: Any
        refer: Any
        expr: Any
        out: Any
        call: Any
        scope: Any
        bind: Any

    def print_Literal(self, node: x.Literal) -> Out:  # noqa: N802
        value: Any = node.value
        match node.type:
            case t.Prim("Int"):
                if abs(value) > literals.MAX_SAFE:
                    wide = out(literals.integer(value))
                    checked: Out = self.call(text(self.support("safeInt")), [wide])
                    return checked
                made = literals.integer(value)
            case t.Prim("Float"):
                made = literals.number(value)
            case t.Prim("Bool"):
                made = "true" if value else "false"
            case t.Prim("Bytes"):
                made = literals.octets(value)
            case t.Prim("Timestamp" | "Duration"):
                made = literals.big(value)
            case t.Prim("Any"):
                made = literals.data(value)
            case _:
                return out(literals.quoted(value), ATOM, "text")
        return out(made, v.UNARY if made.startswith("-") else ATOM)

    def print_EnumValue(self, node: x.EnumValue) -> Out:  # noqa: N802
        return out(literals.quoted(node.member))

    def print_TupleLit(self, node: x.TupleLit) -> Out:  # noqa: N802
        items = [self.expr(item, v.ARROW) for item in node.items]
        return out(v.bracketed("[", items, "]"), ATOM, "object")

    def print_ListLit(self, node: x.ListLit) -> Out:  # noqa: N802
        items: list[Doc] = []
        for item, optional in zip(node.items, node.optional, strict=True):
            made = self.expr(item, v.ARROW)
            items.append(self._spliced(item, made) if optional else made)
        return out(v.bracketed("[", items, "]"), ATOM, "object")

    def _spliced(self, item: Any, made: Doc) -> Doc:
        boxed = self.world.boxed(item.type)
        part = self.support("optionalBoxed" if boxed else "optional")
        return concat("...", part, "(", made, ")")

    def print_SetLit(self, node: x.SetLit) -> Out:  # noqa: N802
        if not node.items:
            return out("new Set()")
        items = v.bracketed("[", [self.expr(item) for item in node.items], "]")
        return out(concat("new Set(", items, ")"))

    def print_MapLit(self, node: x.MapLit) -> Out:  # noqa: N802
        assert isinstance(node.type, t.MapT)
        if not node.entries:
            return out("new Map()")
        typed = f"<{self.types.text(node.type.key)}, {self.types.text(node.type.value)}>"
        pairs: list[Doc] = []
        for (key, item), optional in zip(node.entries, node.optional, strict=True):
            if optional:
                part = self.support("optionalEntry")
                get = self.support("optionalBoxed" if self.world.boxed(item.type) else "optional")
                inner = concat(get, "(", self.expr(item), ")")
                pairs.append(concat("...", part, "(", self.expr(key), ", ", inner, ")"))
            else:
                pairs.append(v.bracketed("[", [self.expr(key), self.expr(item)], "]"))
        listed = v.bracketed("[", pairs, "]")
        if self._in_order(node):
            return out(concat(f"new Map{typed}(", listed, ")"))
        compare = out(self.types.comparator(node.type.key))
        part = self.support("uniqueMap" if node.errors else "inOrder")
        args = [out(listed, ATOM, "object"), compare]
        made: Out = self.call(text(f"{part}{typed}"), args)
        return made

    def _in_order(self, node: x.MapLit) -> bool:
        if any(node.optional) or node.errors:
            return False
        keys: list[Any] = [key for key, _ in node.entries]
        if all(isinstance(key, x.Literal) for key in keys):
            found = [key.value for key in keys]
            return found == sorted(found)
        if all(isinstance(key, x.EnumValue) for key in keys):
            members = self.world.decl(keys[0].type).members
            places = [members.index(key.member) for key in keys]
            return places == sorted(places)
        return len(keys) == 1

    # records

    def _fields(self, pairs: list[tuple[str, Any]]) -> list[Doc]:
        made: list[Doc] = []
        for name, node in pairs:
            doc = self.expr(node, v.ARROW)
            made.append(text(name) if doc == text(name) else concat(f"{name}: ", doc))
        return made

    def print_RecordLit(self, node: x.RecordLit) -> Out:  # noqa: N802
        assert isinstance(node.type, t.Named)
        names = self.world.names[node.type.module]
        pairs = [(names.field(node.type.name, n).text, value) for n, value in node.fields]
        if not self.world.is_checked(node):
            return out(v.bracketed("{", self._fields(pairs), "}", " "), ATOM, "object")
        return self._made(node.type, self._fields(pairs))

    def _made(self, type_: t.Named, fields: list[Doc]) -> Out:
        name = self.refer(type_.module, self.world.names[type_.module].type(type_.name).text, False)
        if type_.args:
            name = f"{name}<{', '.join(map(self.types.text, type_.args))}>"
        return out(concat(f"new {name}(", v.bracketed("{", fields, "}", " "), ")"))

    def print_RecordUpdate(self, node: x.RecordUpdate) -> Out:  # noqa: N802
        assert isinstance(node.type, t.Named)
        names = self.world.names[node.type.module]
        pairs = [(names.field(node.type.name, n).text, value) for n, value in node.fields]
        fields = [concat("...", self.expr(node.base, v.ARROW)), *self._fields(pairs)]
        if not self.world.is_checked(node):
            return out(v.bracketed("{", fields, "}", " "), ATOM, "object")
        return self._made(node.type, fields)

    def print_VariantLit(self, node: x.VariantLit) -> Out:  # noqa: N802
        type_ = node.type
        assert isinstance(type_, t.Named)
        pairs = [
            (self.world.variant_field(type_.module, type_.name, node.variant, name), value)
            for name, value in node.fields
        ]
        fields = self._fields(pairs)
        if self.world.is_checked(node):
            name = self.world.checker_name(type_.module, type_.name, node.variant)
            made: Out = self.call(
                text(self.refer(type_.module, name, False)),
                [out(v.bracketed("{", fields, "}", " "), ATOM, "object")],
            )
            return made
        kind = literals.quoted(self.world.kind(type_.module, type_.name, node.variant))
        return out(v.bracketed("{", [text(f"kind: {kind}"), *fields], "}", " "), ATOM, "object")

    # functions

    def function_of(self: Any, lam: Any) -> Out:
        """A macro's part as a function: a behaviour by name, else an arrow function."""
        match lam:
            case x.Lambda((x.PBind(var),), x.Call(module, name, (x.Local(used),))) if used == var:
                function = self.world.functions[module, name]
                if len(function.params) == 1:
                    return self.print_FnRef(x.FnRef(module, name, lam.type))
        with self.scope():
            params = ", ".join(self.pattern(param, lam.body) for param in lam.params)
            body = self.out(lam.body)
            typed = f": {self.types.text(lam.body.type)}" if is_open(lam.body) else ""
            doc = body.doc
            if body.kind == "ternary" or (body.kind == "object" and _is_braced(lam.body)):
                doc = concat("(", doc, ")")
            return v.arrow(f"({params}){typed}", Out(doc, kind=body.kind))

    def pattern(self: Any, pattern: Any, body: Any) -> str:
        """A binder."""
        from vibee_compiler.lowering.walk import count_uses

        match pattern:
            case x.PBind(var):
                return str(self.bind(var))
            case x.PTuple(items):
                parts = []
                for item in items:
                    unused = isinstance(item, x.PWild) or (
                        isinstance(item, x.PBind) and not count_uses(body, item.var.uid)
                    )
                    parts.append("" if unused else self.pattern(item, body))
                while parts and not parts[-1]:
                    parts.pop()
                return f"[{', '.join(parts)}]"
            case _:
                return "_"

    # stored values

    def print_Store(self, node: x.Store) -> Out:  # noqa: N802
        made: Out = self.out(node.value)
        if not node.errors and not _rounds(node.to):
            return made
        return self.fit(made, node.to)

    def fit(self, made: Out, to: t.Type, depth: int = 0) -> Out:
        """A value made fit for a declared type, part by part."""
        name = f"item{depth or ''}"
        match to:
            case t.Sized("Float32"):
                return self._calling("Math.fround", made)
            case t.Sized(size):
                low, high = t.SIZED_RANGES[size]
                bounds = [max(low, -literals.MAX_SAFE), min(high, literals.MAX_SAFE)]
                args = [made, *(out(literals.integer(n)) for n in bounds)]
                return self._calling(self.support("inRange"), *args)
            case t.Alias(module, alias, _, target):
                inner = self.fit(made, target, depth) if _checks(target) else made
                if (module, alias, None) not in self.world.checkers:
                    return inner
                check = self.world.checker_name(module, alias, None)
                return self._calling(self.refer(module, check, False), inner)
            case t.ArrayT(size, elem):
                inner = self.fit(made, t.ListT(elem), depth)
                return self._calling(self.support("sized"), inner, out(str(size)))
            case t.ListT(elem) if _checks(elem):
                body = self.fit(out(name), elem, depth + 1)
                arrow = out(concat(f"({name}) => ", body.doc), v.ARROW, "arrow")
                return self._calling(concat(v.wrapped(made, ATOM), ".map"), arrow)
            case t.OptionT(elem) if _checks(elem):
                body = self.fit(out(name), elem, depth + 1)
                arrow = out(concat(f"({name}) => ", body.doc), v.ARROW, "arrow")
                return self._calling(self.support("mapOption"), made, arrow)
            case t.MapT(key, item) if _checks(key) or _checks(item):
                pair = concat(
                    "[",
                    self.fit(out("k"), key, depth + 1).doc,
                    ", ",
                    self.fit(out(name), item, depth + 1).doc,
                    "] as const",
                )
                arrow = out(concat(f"([k, {name}]) => ", pair), v.ARROW, "arrow")
                pairs = self._calling(concat("[...", made.doc, "].map"), arrow)
                return out(concat("new Map(", pairs.doc, ")"))
            case t.SetT(elem) if _checks(elem):
                body = self.fit(out(name), elem, depth + 1)
                arrow = out(concat(f"({name}) => ", body.doc), v.ARROW, "arrow")
                items = self._calling(concat("[...", made.doc, "].map"), arrow)
                return out(concat("new Set(", items.doc, ")"))
            case t.TupleT(items) if _checks(to):
                names = [f"item{depth or ''}{chr(97 + i)}" for i in range(len(items))]
                typed = ", ".join(self.types.text(t.erase(one)) for one in items)
                parts = [
                    self.fit(out(n), one, depth + 1).doc
                    for n, one in zip(names, items, strict=True)
                ]
                body_ = v.bracketed("[", parts, "]")
                head = f"(([{', '.join(names)}]: readonly [{typed}]): readonly [{typed}] => "
                return out(concat(head, body_, ")(", made.doc, ")"))
        return made

    def _calling(self, callee: Doc | str, *args: Out) -> Out:
        made: Out = self.call(text(callee) if isinstance(callee, str) else callee, list(args))
        return made


def _rounds(to: t.Type) -> bool:
    return to == t.Sized("Float32") or any(map(_rounds, t.children(to)))


def _checks(to: t.Type) -> bool:
    if isinstance(to, t.Sized | t.ArrayT | t.Alias):
        return True
    return not isinstance(to, t.Named) and any(map(_checks, t.children(to)))


def _is_braced(node: Any) -> bool:
    braced = isinstance(node, x.RecordLit | x.RecordUpdate | x.VariantLit)
    return braced or (
        isinstance(node, x.Op) and node.id in ("optional.of", "result.ok", "result.err")
    )
