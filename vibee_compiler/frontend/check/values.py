"""Values in YAML: from nodes of the document to expressions made of literals."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping

from vibee_compiler.diagnostics.names import did_you_mean
from vibee_compiler.frontend.check.environment import Env, Hit
from vibee_compiler.frontend.check.records import contract, field_default, find_variant
from vibee_compiler.frontend.check.show import count, show
from vibee_compiler.frontend.check.sink import Sink, name_of
from vibee_compiler.frontend.check.store import misfit_message, misfits, stored
from vibee_compiler.frontend.check.unify import is_error
from vibee_compiler.frontend.document import YMap, YNode, YScalar, YSeq
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir import value_text as texts
from vibee_compiler.ir.module import Enum, Field, Record, Sum, TypeDecl
from vibee_compiler.records import dataclass

_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_KINDS = {"str": "a text", "int": "an Int", "float": "a Float", "bool": "a Bool", "null": "null"}


@dataclass(slots=True)
class ValueReader:
    """Reads values of one place; what does not fit is reported under `code`.

    `strict_range`: a constant out of the range of its sized type is reported; in the inputs of
    an example it is not, since making the value is part of the call.
    """

    env: Env
    sink: Sink
    code: str = "VB0520"
    strict_range: bool = True

    def stored(self, node: YNode, declared: t.Type) -> x.Expr | None:
        """The value, ready for a place of a declared type; None when reported."""
        value = self.read(node, declared)
        if value is None:
            return None
        if self.strict_range:
            for found, type_ in misfits(value, declared):
                code, message = misfit_message(found, type_)
                self.sink.report(code, message, found.span)
        if isinstance(declared, t.OptionT) and isinstance(value, x.Op) and not value.args:
            return value  # nothing inside that could be unfit, as where it is left out
        return stored(self.env, value, declared)

    def read(self, node: YNode, declared: t.Type) -> x.Expr | None:
        """The value, of the expression type; None when reported."""
        type_ = t.erase(declared)
        match declared:
            case t.Alias(_, _, _, target):
                return self.read(node, target)
            case t.Prim(name):
                return self._scalar(node, name, type_)
            case t.Sized():
                return self._scalar(node, "Float" if type_ == t.FLOAT else "Int", type_)
            case t.ListT(elem) | t.ArrayT(_, elem):
                return self._list(node, elem, type_)
            case t.SetT(elem):
                return self._set(node, elem, type_)
            case t.OptionT(elem):
                return self._option(node, elem, type_)
            case t.MapT(key, value):
                return self._map(node, key, value, type_)
            case t.TupleT(items):
                return self._tuple(node, items, type_)
            case t.ResultT(ok, err):
                return self._result(node, ok, err, type_)
            case t.FnT():
                return self._function(node, type_)
            case t.Named():
                return self._named(node, declared, type_)
            case _:
                if not is_error(declared):
                    self._no(node, declared)
                return None

    def _no(self, node: YNode, declared: t.Type, hint: str | None = None) -> None:
        found = "a list" if isinstance(node, YSeq) else "a mapping"
        if isinstance(node, YScalar):
            found = _KINDS[node.kind]
            found = f"{found} ({_short(node.fragment.text)})" if node.kind != "null" else found
        wanted = show(declared)
        self.sink.report(
            self.code, f"{found} is no {wanted}", node.span, expected=wanted, hint=hint
        )

    def _scalar(self, node: YNode, name: str, type_: t.Type) -> x.Expr | None:
        if name == "Any":
            return x.Literal(json_value(node), type_, node.span)
        if not isinstance(node, YScalar):
            return self._none(node, type_)
        if name in ("Int", "Float") and node.kind == "int":
            return self._integer(node, type_)
        if name == "Float" and node.kind == "float":
            return x.Literal(_float(node), type_, node.span)
        if name == "Float" and node.kind == "str" and node.value in _JSON_FLOATS:
            return x.Literal(_JSON_FLOATS[str(node.value)], type_, node.span)
        if name == "Bool" and node.kind == "bool":
            return x.Literal(node.value, type_, node.span)
        if name == "String" and node.kind == "str":
            return x.Literal(node.value, type_, node.span)
        if name in _TEXTS:
            return self._text(node, name, type_)
        hint = None
        if name == "String":
            hint = f"quote it: '{_short(node.fragment.text)}'"
        elif name == "Float" and node.kind == "str":
            hint = "a Float is written like 1.5, .inf, -.inf or .nan"
        return self._none(node, type_, hint)

    def _none(self, node: YNode, type_: t.Type, hint: str | None = None) -> x.Expr | None:
        self._no(node, type_, hint)
        return None

    def _integer(self, node: YScalar, type_: t.Type) -> x.Expr | None:
        value = node.value
        assert isinstance(value, int)
        if not -(2**63) <= value < 2**63:
            message = f"{_short(node.fragment.text)} is beyond the 64 bits of Int"
            self.sink.report("VB0508", message, node.span)
            return None
        if type_ == t.INT:
            return x.Literal(value, type_, node.span)
        if int(float(value)) != value:
            return self._none(node, type_, "no Float is exactly this Int")
        return x.Literal(float(value), type_, node.span)

    def _text(self, node: YScalar, name: str, type_: t.Type) -> x.Expr | None:
        """A scalar that is written as text; Decimal also as a number."""
        if node.kind != "str" and not (name == "Decimal" and node.kind in ("int", "float")):
            return self._none(node, type_)
        text = node.fragment.text
        try:
            return x.Literal(_TEXTS[name](text), type_, node.span)
        except (ValueError, OverflowError, binascii.Error) as wrong:
            return self._none(node, type_, str(wrong) or None)

    def _items(self, node: YNode, declared: t.Type) -> tuple[YNode, ...] | None:
        if isinstance(node, YSeq):
            return node.items
        self._no(node, declared)
        return None

    def _list(self, node: YNode, elem: t.Type, type_: t.Type) -> x.Expr | None:
        items = self._items(node, type_)
        if items is None:
            return None
        read = [self.read(item, elem) for item in items]
        found = tuple(item for item in read if item is not None)
        if len(found) < len(read):
            return None
        return x.ListLit(found, (False,) * len(found), type_, node.span)

    def _set(self, node: YNode, elem: t.Type, type_: t.Type) -> x.Expr | None:
        items = self._items(node, type_)
        if items is None:
            return None
        found: dict[object, x.Expr] = {}
        for item in items:
            value = self.read(item, elem)
            if value is None:
                return None
            key = self._order(value)
            if key in found:
                self.sink.report(self.code, "this element stands in the set already", item.span)
                return None
            found[key] = value
        ordered = sorted(found.items(), key=lambda pair: pair[0])  # type: ignore[arg-type,return-value]
        return x.SetLit(tuple(value for _, value in ordered), type_, node.span)

    def _order(self, value: x.Expr) -> object:
        """What the elements of a set are ordered by."""
        if isinstance(value, x.EnumValue) and isinstance(value.type, t.Named):
            decl = self.env.decl(value.type)
            return decl.members.index(value.member) if isinstance(decl, Enum) else value.member
        return value.value if isinstance(value, x.Literal) else None

    def _option(self, node: YNode, elem: t.Type, type_: t.Type) -> x.Expr | None:
        if isinstance(node, YScalar) and node.kind == "null":
            return x.Op("optional.none", (), type_, span=node.span)
        value = self.read(node, elem)
        return None if value is None else x.Op("optional.of", (value,), type_, span=node.span)

    def _map(self, node: YNode, key: t.Type, value: t.Type, type_: t.Type) -> x.Expr | None:
        if not isinstance(node, YMap):
            return self._none(node, type_)
        entries: list[tuple[x.Expr, x.Expr]] = []
        seen: set[object] = set()
        for name, inner in node.entries:
            k, v = self._key(name, key), self.read(inner, value)
            if k is None or v is None:
                return None
            if self._order(k) in seen:
                self.sink.report(self.code, "this key stands in the map already", name.span)
                return None
            seen.add(self._order(k))
            entries.append((k, v))
        flags = (False,) * len(entries)
        return x.MapLit(tuple(entries), flags, type_, span=node.span)

    def _key(self, node: YScalar, declared: t.Type) -> x.Expr | None:
        """A key: Int and Bool keys may be text, and String keys need no quotes."""
        type_ = t.erase(declared)
        text = node.fragment.text
        if type_ == t.STRING:
            return x.Literal(text, type_, node.span)
        if type_ == t.INT and re.fullmatch(r"-?\d{1,19}", text, re.ASCII):
            number = YScalar(node.fragment, "int", int(text), node.place)
            return self._integer(number, type_)
        if type_ == t.BOOL and text in ("true", "false"):
            return x.Literal(text == "true", type_, node.span)
        return self.read(node, declared)

    def _tuple(self, node: YNode, parts: tuple[t.Type, ...], type_: t.Type) -> x.Expr | None:
        items = self._items(node, type_)
        if items is None:
            return None
        if len(items) != len(parts):
            message = f"{show(type_)} has {count(len(parts), 'element')}, not {len(items)}"
            self.sink.report(self.code, message, node.span)
            return None
        read = [self.read(item, part) for item, part in zip(items, parts, strict=True)]
        found = tuple(item for item in read if item is not None)
        return x.TupleLit(found, type_, node.span) if len(found) == len(read) else None

    def _result(self, node: YNode, ok: t.Type, err: t.Type, type_: t.Type) -> x.Expr | None:
        if isinstance(node, YMap) and len(node.entries) == 1:
            name, inner = node.entries[0]
            which = {"ok": ("result.ok", ok), "err": ("result.err", err)}.get(name.fragment.text)
            if which is not None:
                value = self.read(inner, which[1])
                return value and x.Op(which[0], (value,), type_, span=node.span)
        return self._none(node, type_, "a result is written as {ok: v} or {err: e}")

    def _function(self, node: YNode, type_: t.Type) -> x.Expr | None:
        if not isinstance(node, YScalar) or node.kind != "str":
            return self._none(node, type_, "a function is written as the name of a behaviour")
        text = name_of(node.fragment)
        module, _, name = text.rpartition(".")
        hit = self.env.behaviours.bare(name)
        found = self.env.behaviours.of(module, name) if module else None
        if found is None and isinstance(hit, Hit):
            found = hit.value
        if found is None:
            hint = did_you_mean(name, self.env.behaviours.all())
            return self._none(node, type_, hint)
        signature = found()
        if signature.stub or signature.function != type_:
            shape = signature.function
            hint = f"`{name}` is {show(shape)}" if shape is not None else None
            return self._none(node, type_, "it has no body" if signature.stub else hint)
        return x.FnRef(signature.module, signature.name, type_, node.span)

    def _named(self, node: YNode, declared: t.Named, type_: t.Type) -> x.Expr | None:
        decl = self.env.decl(declared)
        if isinstance(decl, Enum):
            return self._enum(node, decl, type_)
        if isinstance(decl, Record):
            hit: Hit[TypeDecl] = Hit(declared.module, decl)
            by = dict(zip(decl.params, declared.args, strict=True))
            fields = self._fields(node, hit, decl.fields, None, by, type_)
            if fields is None:
                return None
            errors = contract(self.env, hit, None)
            return x.RecordLit(fields, type_, errors, node.span)
        if isinstance(decl, Sum):
            return self._sum(node, decl, declared, type_)
        return self._none(node, type_)

    def _enum(self, node: YNode, decl: Enum, type_: t.Type) -> x.Expr | None:
        if not isinstance(node, YScalar):
            return self._none(node, type_)
        name = name_of(node.fragment).removeprefix(decl.name + ".")
        if name not in decl.members:
            listed = ", ".join(decl.members[:8])
            return self._none(node, type_, did_you_mean(name, decl.members) or f"one of {listed}")
        return x.EnumValue(name, type_, node.span)

    def _fields(
        self,
        node: YNode,
        hit: Hit[TypeDecl],
        fields: tuple[Field, ...],
        variant: str | None,
        by: Mapping[str, t.Type],
        type_: t.Type,
    ) -> tuple[tuple[str, x.Expr], ...] | None:
        """The fields of a record or variant: those written, then defaults."""
        if not isinstance(node, YMap):
            self._no(node, type_)
            return None
        declared = {one.name: one for one in fields}
        written: dict[str, x.Expr] = {}
        good = True
        for key, inner in node.entries:
            name = name_of(key.fragment)
            if name not in declared:
                hint = did_you_mean(name, declared)
                message = f"{show(type_)} has no field `{_short(name)}`"
                self.sink.report(self.code, message, key.span, hint=hint)
                good = False
                continue
            value = self.stored(inner, t.substitute(declared[name].type, dict(by)))
            if value is None:
                good = False
            else:
                written[name] = value
        left = [one for one in fields if one.name not in written]
        found = list(written.items())
        erased = {name: t.erase(arg) for name, arg in by.items()}
        missing: list[str] = []
        for one in left if good else ():
            default = field_default(self.env, hit, variant, one, erased)
            if default is not None:
                found.append((one.name, default))
            elif not self.env.has_default(hit, variant, one):
                missing.append(one.name)
            else:
                good = False
        if missing:
            listed = ", ".join(f"`{name}`" for name in missing)
            self.sink.report(self.code, f"{show(type_)} needs {listed}", node.span)
        return tuple(found) if good and not missing else None

    def _sum(self, node: YNode, decl: Sum, declared: t.Named, type_: t.Type) -> x.Expr | None:
        names = [variant.name for variant in decl.variants]
        inner: YNode | None = None
        if isinstance(node, YScalar):
            name = name_of(node.fragment).removeprefix(decl.name + ".")
        elif isinstance(node, YMap) and len(node.entries) == 1:
            key, inner = node.entries[0]
            name = name_of(key.fragment).removeprefix(decl.name + ".")
        else:
            return self._none(node, type_, "a variant is written as `Empty` or `{Circle: {...}}`")
        variant = find_variant(decl, name)
        if variant is None:
            hint = did_you_mean(name, names) or f"one of {', '.join(names)}"
            return self._none(node, type_, hint)
        hit: Hit[TypeDecl] = Hit(declared.module, decl)
        by = dict(zip(decl.params, declared.args, strict=True))
        empty = YMap((), node.source, node.place)
        if inner is None or (isinstance(inner, YScalar) and inner.kind == "null"):
            inner = empty
        elif len(variant.fields) == 1 and not isinstance(inner, YMap):
            return self._single(inner, hit, variant.fields[0], name, by, type_)
        fields = self._fields(inner, hit, variant.fields, name, by, type_)
        if fields is None:
            return None
        return x.VariantLit(name, fields, type_, contract(self.env, hit, name), node.span)

    def _single(
        self, node: YNode, hit: Hit[TypeDecl], one: Field, variant: str,
        by: Mapping[str, t.Type], type_: t.Type,
    ) -> x.Expr | None:  # fmt: skip
        """`{Label: text}`: the only field of a variant, without its name."""
        value = self.stored(node, t.substitute(one.type, dict(by)))
        if value is None:
            return None
        errors = contract(self.env, hit, variant)
        return x.VariantLit(variant, ((one.name, value),), type_, errors, node.span)


def _base64(text: str) -> bytes:
    return base64.b64decode("".join(text.split()), validate=True)


def _timestamp(text: str) -> int:
    found = texts.parse_timestamp(text)
    if found is None:
        raise ValueError("a Timestamp is written like 2024-05-01T12:00:00Z")
    if not texts.LEAST_INSTANT <= found <= texts.GREATEST_INSTANT:
        raise ValueError("a Timestamp lies in the years 1 to 9999")
    return found


def _duration(text: str) -> int:
    found = texts.parse_duration(text)
    if found is None:
        raise ValueError("a Duration is written like 1h30m or 1.5s")
    if not texts.LEAST_SPAN <= found <= texts.GREATEST_SPAN:
        raise ValueError("a Duration has at most 64 bits of nanoseconds")
    return found


def _decimal(text: str) -> str:
    if not _DECIMAL.fullmatch(text):
        raise ValueError("a Decimal is written like 12.50")
    return text


def _uuid(text: str) -> str:
    if not _UUID.fullmatch(text):
        raise ValueError("a UUID is written as 8-4-4-4-12 hexadecimal digits")
    return text.lower()


_TEXTS: Mapping[str, Callable[[str], object]] = {
    "Bytes": _base64,
    "Timestamp": _timestamp,
    "Duration": _duration,
    "Decimal": _decimal,
    "UUID": _uuid,
}
_JSON_FLOATS = {"Infinity": float("inf"), "-Infinity": float("-inf"), "NaN": float("nan")}


def _float(node: YScalar) -> float:
    assert isinstance(node.value, float)
    return node.value


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."


def json_value(node: YNode) -> object:
    """A node as the value of an Any literal; see `ir.expr.Literal`."""
    match node:
        case YScalar():
            return node.value
        case YSeq(items):
            return tuple(json_value(item) for item in items)
        case YMap(entries):
            pairs = tuple((key.fragment.text, json_value(value)) for key, value in entries)
            return ("object", pairs)


def guess_type(node: YNode) -> t.Type | None:
    """The type that a constant without one has; None where that is open or mixed."""
    match node:
        case YScalar(kind="null"):
            return None
        case YScalar(kind=kind):
            return {"str": t.STRING, "int": t.INT, "float": t.FLOAT, "bool": t.BOOL}[kind]
        case YSeq(items):
            types = {guess_type(item) for item in items}
            only = types.pop() if len(types) == 1 else None
            return t.ListT(only) if only is not None else None
        case YMap(entries):
            keys = {guess_type(key) for key, _ in entries}
            values = {guess_type(value) for _, value in entries}
            key = keys.pop() if len(keys) == 1 else None
            value = values.pop() if len(values) == 1 else None
            if key is None or value is None or key == t.FLOAT:
                return None
            return t.MapT(key, value)
