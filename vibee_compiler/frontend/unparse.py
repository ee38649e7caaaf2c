"""From typed expressions back to surface syntax: for canonical text, documentation, messages.

The result reads back to the same expression. Names of variables stay the author's; one that
would be captured by an inner binding of the same name gets a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from vibee_compiler.frontend import ast as a
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import module as m
from vibee_compiler.ir import types as t
from vibee_compiler.ir.signatures import Spelling, table
from vibee_compiler.ir.value_text import duration_text, timestamp_text
from vibee_compiler.ir.walk import pattern_vars, walk

AT = (0, 0)
_TIME_TEXTS = {"Timestamp": timestamp_text, "Duration": duration_text}


def _ident(name: str) -> a.Ident:
    return a.Ident(name, AT)


def _dotted(*names: str) -> a.Expr:
    tree: a.Expr = _ident(names[0])
    for name in names[1:]:
        tree = a.Select(tree, name, AT, AT)
    return tree


def bare_variants(modules: Iterable[m.Module]) -> frozenset[tuple[str, str, str]]:
    """The variants without fields: module, sum type, variant."""
    return frozenset(
        (module.name, decl.name, variant.name)
        for module in modules
        for decl in module.types
        if isinstance(decl, m.Sum)
        for variant in decl.variants
        if not variant.fields
    )


def inferred_only(type_: t.Type) -> bool:
    """Whether a type has an option of an option, which can be inferred but not written."""
    if isinstance(type_, t.OptionT) and isinstance(t.erase(type_.elem), t.OptionT):
        return True
    return any(map(inferred_only, t.children(type_)))


def _is_open(node: x.Expr) -> bool:
    """Whether the value alone does not tell its type, so that a `let` has to say it."""
    match node:
        case x.ListLit(()) | x.MapLit(()) | x.Op("optional.none" | "result.ok" | "result.err"):
            return True
        case x.VariantLit(type=t.Named(args=args)) | x.RecordLit(type=t.Named(args=args)):
            return bool(args)
        case _:
            return False


class Unparser:
    """One expression's worth of names.

    `home` is the module whose names need no prefix; `bare` has the variants without fields.
    """

    def __init__(self, home: str, bare: frozenset[tuple[str, str, str]] = frozenset()) -> None:
        self.home = home
        self.bare = bare
        self.names: dict[int, str] = {}

    def expr(self, node: x.Expr) -> a.Expr:
        """The surface form of an expression."""
        method: Callable[[Any], a.Expr] = getattr(self, f"on_{type(node).__name__}")
        return method(node)

    def _bind(self, patterns: tuple[x.Pattern, ...], body: tuple[x.Expr, ...]) -> None:
        """Names the variables of patterns so that they capture nothing that `body` uses."""
        own = [var for p in patterns for var in pattern_vars(p)]
        uids = {var.uid for var in own}
        used = {
            self.names[n.var.uid]
            for part in body
            for n in walk(part)
            if isinstance(n, x.Local | x.CallVar)
            and n.var.uid not in uids
            and n.var.uid in self.names
        }
        for var in own:
            name, n = var.name, 2
            while name in used:
                name, n = f"{var.name}_{n}", n + 1
            self.names[var.uid] = name
            used.add(name)

    def _name(self, var: x.Var) -> str:
        return self.names.get(var.uid, var.name)

    def _qualified(self, module: str, name: str) -> a.Expr:
        return _ident(name) if module == self.home else _dotted(module, name)

    def _path(self, type_: t.Type, *more: str) -> tuple[a.Ident, ...]:
        if not isinstance(type_, t.Named):
            raise TypeError(f"no declared type: {type_}")
        prefix = () if type_.module == self.home else (type_.module,)
        return tuple(_ident(name) for name in (*prefix, type_.name, *more))

    def on_Literal(self, node: x.Literal) -> a.Expr:  # noqa: N802
        """A literal, or the call that makes what has no literal."""
        value = node.value
        match node.type:
            case t.Prim("Bool"):
                return a.BoolLit(bool(value), AT)
            case t.Prim("Int"):
                return a.IntLit(int(str(value)), AT)
            case t.Prim("Float") if isinstance(value, float):
                return _float(value)
            case t.Prim("Bytes") if isinstance(value, bytes):
                return a.BytesLit(value, AT)
            case t.Prim("Timestamp" | "Duration" as name):
                text = _TIME_TEXTS[name](int(str(value)))
                return a.CallExpr(None, name.lower(), AT, (a.StringLit(text, AT),), AT)
            case _:
                return a.StringLit(str(value), AT)

    def on_Local(self, node: x.Local) -> a.Expr:  # noqa: N802
        """A variable."""
        return _ident(self._name(node.var))

    def on_ConstRef(self, node: x.ConstRef) -> a.Expr:  # noqa: N802
        """A constant."""
        return self._qualified(node.module, node.name)

    def on_FnRef(self, node: x.FnRef) -> a.Expr:  # noqa: N802
        """A behaviour as a value."""
        return self._qualified(node.module, node.name)

    def on_Store(self, node: x.Store) -> a.Expr:  # noqa: N802
        """What is stored: storing has no syntax."""
        return self.expr(node.value)

    def on_Let(self, node: x.Let) -> a.Expr:  # noqa: N802
        """`let`, with the declared type where storing needs it."""
        value = self.expr(node.value)
        self._bind((node.pattern,), (node.body,))
        type_ = None
        if isinstance(node.value, x.Store):
            type_ = type_expr(node.value.to, self.home)
        elif any(map(_is_open, walk(node.value))) and not inferred_only(node.value.type):
            type_ = type_expr(node.value.type, self.home)
        return a.LetExpr(self.pattern(node.pattern), type_, value, self.expr(node.body), AT)

    def on_If(self, node: x.If) -> a.Expr:  # noqa: N802
        """`?:` or `if`, as the author wrote it."""
        parts = (self.expr(node.cond), self.expr(node.then), self.expr(node.other))
        return a.Ternary(*parts, AT) if node.ternary else a.IfExpr(*parts, AT)

    def on_Match(self, node: x.Match) -> a.Expr:  # noqa: N802
        """`match`."""
        subject = self.expr(node.subject)
        arms = []
        for arm in node.arms:
            inside = (arm.body,) if arm.guard is None else (arm.guard, arm.body)
            self._bind((arm.pattern,), inside)
            guard = None if arm.guard is None else self.expr(arm.guard)
            arms.append(a.ArmExpr(self.pattern(arm.pattern), guard, self.expr(arm.body), AT))
        return a.MatchExpr(subject, tuple(arms), AT)

    def on_Fail(self, node: x.Fail) -> a.Expr:  # noqa: N802
        """`fail`."""
        return a.FailExpr(_ident(node.error), self.expr(node.message), AT)

    def on_Call(self, node: x.Call) -> a.Expr:  # noqa: N802
        """A call of a behaviour; a name of another module stands behind the module's."""
        target = None if node.module == self.home else _ident(node.module)
        return a.CallExpr(target, node.name, AT, tuple(map(self.expr, node.args)), AT)

    def on_CallVar(self, node: x.CallVar) -> a.Expr:  # noqa: N802
        """A call of a function value."""
        args = tuple(map(self.expr, node.args))
        return a.CallExpr(None, self._name(node.var), AT, args, AT)

    def on_ListLit(self, node: x.ListLit) -> a.Expr:  # noqa: N802
        """A list."""
        pairs = zip(map(self.expr, node.items), node.optional, strict=True)
        return a.ListExpr(tuple(pairs), AT)

    def on_MapLit(self, node: x.MapLit) -> a.Expr:  # noqa: N802
        """A map."""
        entries = (
            (self.expr(k), self.expr(v), o)
            for (k, v), o in zip(node.entries, node.optional, strict=True)
        )
        return a.MapExpr(tuple(entries), AT)

    def on_SetLit(self, node: x.SetLit) -> a.Expr:  # noqa: N802
        """A set, through its list: there is no literal."""
        items = a.ListExpr(tuple((self.expr(item), False) for item in node.items), AT)
        return a.CallExpr(items, "toSet", AT, (), AT)

    def on_TupleLit(self, node: x.TupleLit) -> a.Expr:  # noqa: N802
        """A tuple."""
        return a.TupleExpr(tuple(map(self.expr, node.items)), AT)

    def on_EnumValue(self, node: x.EnumValue) -> a.Expr:  # noqa: N802
        """A value of an enum, behind its type's name."""
        return _dotted(*(i.name for i in self._path(node.type, node.member)))

    def _inits(self, fields: tuple[tuple[str, x.Expr], ...]) -> tuple[a.FieldInit, ...]:
        return tuple(a.FieldInit(name, self.expr(value), AT) for name, value in fields)

    def on_RecordLit(self, node: x.RecordLit) -> a.Expr:  # noqa: N802
        """A record, all fields written."""
        return a.RecordExpr(self._path(node.type), None, self._inits(node.fields), AT)

    def on_RecordUpdate(self, node: x.RecordUpdate) -> a.Expr:  # noqa: N802
        """An update."""
        base = self.expr(node.base)
        return a.RecordExpr(self._path(node.type), base, self._inits(node.fields), AT)

    def on_VariantLit(self, node: x.VariantLit) -> a.Expr:  # noqa: N802
        """A variant."""
        path = self._path(node.type, node.variant)
        if not node.fields:
            return _dotted(*(i.name for i in path))
        return a.RecordExpr(path, None, self._inits(node.fields), AT)

    def on_FieldGet(self, node: x.FieldGet) -> a.Expr:  # noqa: N802
        """A field."""
        return a.Select(self.expr(node.base), node.name, AT, AT)

    def on_Op(self, node: x.Op) -> a.Expr:  # noqa: N802
        """A built-in by its first spelling."""
        if node.id == "string.format":
            return self._format(node)
        if node.id == "tuple.at":
            return a.Index(self.expr(node.args[0]), a.IntLit(int(str(node.extra)), AT), AT)
        entry = table()[node.id]
        fits = [s for s in entry.spellings if s.kind != "literal"]
        lambdas = [arg for arg in node.args if isinstance(arg, x.Lambda)]
        for one in lambdas:
            self._bind(one.params, (one.body,))
        return self._spelled(node, fits[0], lambdas)

    def _spelled(self, node: x.Op, spelling: Spelling, lambdas: list[x.Lambda]) -> a.Expr:
        parts = [self.expr(p.body if isinstance(p, x.Lambda) else p) for p in node.args]
        binders = lambdas[0].params if lambdas else ()
        if node.id == "list.flattenDepth":
            parts.append(a.IntLit(int(str(node.extra)), AT))
        placed = tuple(
            parts[i] if i >= 0 else _binder(self.pattern(binders[-1 - i]))
            for i in spelling.layout
            if i < len(parts)  # of a variadic entry, parts may be missing
        )
        rest = parts[len(table()[node.id].parts) :]
        match spelling.kind:
            case "operator" if len(placed) == 1:
                return a.Unary(spelling.name, placed[0], AT)
            case "operator":
                return a.Binary(spelling.name, placed[0], placed[1], AT, AT)
            case "method":
                return a.CallExpr(parts[0], spelling.name, AT, placed, AT)
            case "function":
                path = spelling.name.split(".")
                target = _dotted(*path[:-1]) if len(path) > 1 else None
                return a.CallExpr(target, path[-1], AT, (*placed, *rest), AT)
            case "index" | "index?":
                return a.Index(parts[0], placed[0], AT, spelling.kind == "index?")
            case "field" | "field?":
                return a.Select(parts[0], str(node.extra), AT, AT, spelling.kind == "field?")
            case "has":
                inner = a.Select(parts[0], str(node.extra), AT, AT)
                return a.CallExpr(None, "has", AT, (inner,), AT)
            case "format":
                precision = "" if node.extra is None else f".{node.extra}"
                return _formatted(f"%{precision}{spelling.name}", [parts[0]])
            case kind:
                raise TypeError(f"{node.id} has no syntax of kind {kind}")

    def _format(self, node: x.Op) -> a.Expr:
        items = []
        for arg in node.args:
            inner = arg.args[0] if isinstance(arg, x.Op) and arg.id.startswith("format.") else arg
            items.append(self.expr(inner))
        return _formatted(str(node.extra), items)

    def pattern(self, node: x.Pattern) -> a.Pattern:
        """The surface form of a pattern."""
        match node:
            case x.PWild():
                return a.WildPat(AT)
            case x.PBind(var):
                return a.NamePat((_ident(self._name(var)),), AT)
            case x.PLiteral(value):
                return a.LiteralPat(_literal(value), AT)
            case x.PEnum(member, type_):
                return a.NamePat(self._path(type_, member), AT)
            case x.PVariant(variant, fields, type_):
                path = self._path(type_, variant)
                inits = tuple((_ident(name), self.pattern(inner)) for name, inner in fields)
                named = isinstance(type_, t.Named) and type_
                key = (named.module, named.name, variant) if named else ("", "", variant)
                return a.NamePat(path, AT) if key in self.bare else a.RecordPat(path, inits, AT)
            case x.PList(items, rest):
                tail = None if rest is None else self.pattern(rest)
                return a.ListPat(tuple(map(self.pattern, items)), tail, AT)
            case x.PTuple(items):
                return a.TuplePat(tuple(map(self.pattern, items)), AT)
            case x.PSome(inner):
                return a.CallPat((_ident("optional"), _ident("of")), (self.pattern(inner),), AT)
            case x.PNone():
                return a.CallPat((_ident("optional"), _ident("none")), (), AT)
            case x.POk(inner):
                return a.CallPat((_ident("result"), _ident("ok")), (self.pattern(inner),), AT)
            case x.PErr(inner):
                return a.CallPat((_ident("result"), _ident("err")), (self.pattern(inner),), AT)


def _formatted(pattern: str, items: list[a.Expr]) -> a.Expr:
    listed = a.ListExpr(tuple((item, False) for item in items), AT)
    return a.CallExpr(a.StringLit(pattern, AT), "format", AT, (listed,), AT)


def _binder(pattern: a.Pattern) -> a.Expr:
    """A binder as the expression that stands for it among a macro's arguments."""
    match pattern:
        case a.NamePat((name,)):
            return name
        case a.TuplePat(items):
            return a.TupleExpr(tuple(map(_binder, items)), AT)
        case _:
            return _ident("_")


def _float(value: float) -> a.Expr:
    if value == value and abs(value) != float("inf"):
        return a.FloatLit(value, AT)
    text = "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    return a.CallExpr(None, "double", AT, (a.StringLit(text, AT),), AT)


def _literal(value: object) -> a.IntLit | a.StringLit | a.BytesLit | a.BoolLit:
    match value:
        case bool():
            return a.BoolLit(value, AT)
        case int():
            return a.IntLit(value, AT)
        case bytes():
            return a.BytesLit(value, AT)
        case _:
            return a.StringLit(str(value), AT)


def type_expr(type_: t.Type, home: str) -> a.TypeExpr:
    """The surface form of a type, seen from a module."""

    def named(name: str, *args: t.Type, module: str | None = None) -> a.TypeExpr:
        prefix = () if module is None or module == home else (_ident(module),)
        return a.NameType((*prefix, _ident(name)), tuple(_each(args)), AT)

    def _each(args: tuple[t.Type, ...]) -> Iterator[a.TypeExpr]:
        return (type_expr(arg, home) for arg in args)

    match type_:
        case t.Prim(name) | t.Sized(name) | t.TypeVar(name) | t.Opaque(name):
            return named(name)
        case t.Named(module, name, args) | t.Alias(module, name, args):
            return named(name, *args, module=module)
        case t.ListT(elem):
            return named("List", elem)
        case t.SetT(elem):
            return named("Set", elem)
        case t.MapT(key, value):
            return named("Map", key, value)
        case t.OptionT(elem):
            return a.OptionType(type_expr(elem, home), AT)
        case t.ResultT(ok, err):
            return named("Result", ok, err)
        case t.ArrayT(size, elem):
            return a.ArrayType(size, type_expr(elem, home), AT)
        case t.TupleT(items):
            return a.TupleType(tuple(_each(items)), AT)
        case t.FnT(params, result):
            return a.FnType(tuple(_each(params)), type_expr(result, home), AT)
