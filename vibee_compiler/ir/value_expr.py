"""From values of the interpreter to literal expressions of a declared type."""

from __future__ import annotations

from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import AliasDecl, Enum, Program, Record, Sum, TypeDecl
from vibee_compiler.ir.value_json import fields_by_name
from vibee_compiler.ir.values import NOTHING, AnyValue, DecimalValue, FnValue, Ok, UuidValue, plain

CONTRACT = frozenset({"ContractViolation"})


def value_expr(value: Any, declared: t.Type, program: Program) -> x.Expr:
    """The expression, made of literals and constructors, that has this value.

    As the checker makes it of data: a `Store` around the whole and around fields, where the
    declared type needs one. The value is one of the type, so making it raises nothing.

    Raises ValueError where the type has no values in data.
    """
    return _Writer(program).stored(value, declared)


class _Writer:
    def __init__(self, program: Program) -> None:
        self._decls = {(m.name, d.name): d for m in program.modules for d in m.types}

    def stored(self, value: Any, declared: t.Type) -> x.Expr:
        made = self.write(value, declared)
        if not self._needs_store(declared):
            return made
        errors = x.NO_ERRORS if isinstance(declared, t.Sized) else CONTRACT
        return x.Store(made, declared, t.erase(declared), errors)

    def _needs_store(self, declared: t.Type) -> bool:
        match declared:
            case t.Sized() | t.ArrayT():
                return True
            case t.FnT():
                return False
            case t.Alias(module, name):
                decl = self._decls.get((module, name))
                if isinstance(decl, AliasDecl) and any(c.expr for c in decl.constraints):
                    return True
        return any(map(self._needs_store, t.children(declared)))

    def write(self, value: Any, declared: t.Type) -> x.Expr:
        match declared:
            case t.Alias(_, _, _, target):
                return self.write(value, target)
            case t.Sized():
                return x.Literal(value, t.erase(declared))
            case t.Prim():
                return x.Literal(_scalar(value), declared)
            case t.Named():
                return self._named(value, declared)
            case t.FnT() if isinstance(value, FnValue):
                return x.FnRef(value.module, value.name, t.erase(declared))
            case _:
                return self._container(value, declared)

    def _container(self, value: Any, declared: t.Type) -> x.Expr:
        erased = t.erase(declared)
        match declared:
            case t.ListT(elem) | t.ArrayT(_, elem):
                items = tuple(self.write(one, elem) for one in plain(value))
                return x.ListLit(items, (False,) * len(items), erased)
            case t.SetT(elem):
                return x.SetLit(tuple(self.write(one, elem) for one in value.items()), erased)
            case t.TupleT(types):
                pairs = zip(value, types, strict=True)
                return x.TupleLit(tuple(self.write(one, of) for one, of in pairs), erased)
            case t.MapT(key, of):
                entries = tuple((self.write(k, key), self.write(v, of)) for k, v in value.items())
                return x.MapLit(entries, (False,) * len(entries), erased)
            case t.OptionT(elem):
                if value is NOTHING:
                    return x.Op("optional.none", (), erased)
                return x.Op("optional.of", (self.write(value.value, elem),), erased)
            case t.ResultT(ok, err):
                good = isinstance(value, Ok)
                inner = self.write(value.value, ok if good else err)
                return x.Op("result.ok" if good else "result.err", (inner,), erased)
            case _:
                raise ValueError(f"no literal of {declared}")

    def _named(self, value: Any, type_: t.Named) -> x.Expr:
        decl: TypeDecl | None = self._decls.get((type_.module, type_.name))
        erased = t.erase(type_)
        if isinstance(decl, Enum):
            return x.EnumValue(value.name, erased)
        if not isinstance(decl, Record | Sum):
            raise ValueError(f"no literal of {type_.name}")
        by = dict(zip(decl.params, type_.args, strict=False))
        variant = value.shape.variant
        fields = fields_by_name(decl, variant)
        made = tuple(
            (field.name, self.stored(one, t.substitute(field.type, by)))
            for field, one in zip(fields, value.values, strict=True)
        )
        conditions = [*decl.constraints, *(c for field in fields for c in field.constraints)]
        errors = CONTRACT if any(c.expr for c in conditions) else x.NO_ERRORS
        if variant is None:
            return x.RecordLit(made, erased, errors)
        return x.VariantLit(variant, made, erased, errors)


def _scalar(value: Any) -> Any:
    match value:
        case AnyValue(data):
            return data
        case DecimalValue(text=text) | UuidValue(text=text):
            return text
        case _:
            return value
