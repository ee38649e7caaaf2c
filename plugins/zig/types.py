"""Types as Zig writes them, and what is asked of declarations."""

from __future__ import annotations

from collections.abc import Mapping

from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import AliasDecl, Enum, Program, Record, Sum, TypeDecl
from vibee_compiler.targets.naming import Scope
from vibee_compiler.targets.program_names import ProgramNames
from vibee_compiler.targets.usage import opaque_names

Key = tuple[str, str]

_PRIMS = {
    "Int": "i64",
    "Float": "f64",
    "Bool": "bool",
    "String": "[]const u8",
    "Bytes": "[]const u8",
    "Void": "void",
    "Timestamp": "support.Timestamp",
    "Duration": "support.Duration",
    "Decimal": "support.Decimal",
    "UUID": "support.Uuid",
    "Any": "support.Any",
}


def error_set(*, raises: bool, allocates: bool) -> str:
    """The errors of a function, for its result's type; empty where it cannot fail."""
    if raises and allocates:
        return "(Allocator.Error || Error)"
    return "Error" if raises else "Allocator.Error" if allocates else ""


class Types:
    """The declared types of a program by name, and their texts."""

    def __init__(
        self,
        source: Program,
        names: ProgramNames,
        values: Mapping[t.Type, frozenset[str]],
        *,
        one_file: bool,
    ) -> None:
        self.names = names
        self.values = values
        self.one_file = one_file
        self._decls: dict[Key, TypeDecl] = {
            (module.name, decl.name): decl for module in source.modules for decl in module.types
        }
        self._opaque = Scope(names.rules)
        for name in sorted({name for one in source.modules for name in opaque_names(one)}):
            self.opaque(name)
        self._boxes: dict[tuple[Key, t.Type], bool] = {}

    def decl(self, type_: t.Named) -> TypeDecl:
        """The declaration of a named type."""
        return self._decls[type_.module, type_.name]

    def is_enum(self, type_: t.Type) -> bool:
        """Whether it is an enum."""
        return isinstance(type_, t.Named) and isinstance(self.decl(type_), Enum)

    def is_plain(self, type_: t.Type) -> bool:
        """Whether `==` compares values of the type as the language does."""
        return type_ in (t.INT, t.FLOAT, t.BOOL) or self.is_enum(type_)

    def text(self, type_: t.Type, module: str) -> str:
        """The type as a module writes it; sized numbers are stored as they are computed with."""
        match type_:
            case t.Prim(name):
                return _PRIMS[name]
            case t.Sized("Float32"):
                return "f64"
            case t.Sized():
                return "i64"
            case t.ListT(elem) | t.ArrayT(_, elem):
                return f"[]const {self.text(elem, module)}"
            case t.SetT(elem):
                return f"support.Set({self.text(elem, module)})"
            case t.MapT(key, value):
                return f"support.Map({self.text(key, module)}, {self.text(value, module)})"
            case t.OptionT(elem):
                return f"?{self.text(elem, module)}"
            case t.ResultT(ok, err):
                return f"support.Result({self.text(ok, module)}, {self.text(err, module)})"
            case t.TupleT(items):
                inner = ", ".join(self.text(item, module) for item in items)
                return f"struct {{ {inner} }}" if inner else "struct {}"
            case t.FnT(params, result):
                inner = ", ".join(["Allocator", *(self.text(p, module) for p in params)])
                failing = error_set(raises=self.value_raises(type_), allocates=True)
                return f"*const fn ({inner}) {failing}!{self.text(result, module)}"
            case t.Named(own, name, args):
                made = self.path(own, name, module)
                if not args:
                    return made
                return f"{made}({', '.join(self.text(arg, module) for arg in args)})"
            case t.Alias(_, _, _, target):
                return self.text(target, module)
            case t.TypeVar(name):
                return self.type_parameter(name)
            case t.Opaque(name):
                return self.opaque(name)

    def value_raises(self, type_: t.FnT) -> bool:
        """Whether a function value of the type may raise an error of the language."""
        return bool(self.values.get(t.erase(type_)))

    def type_parameter(self, name: str) -> str:
        """A type parameter's identifier."""
        return self.names.rules.mangle(name, "type_parameter")

    def opaque(self, name: str) -> str:
        """The placeholder of a name that nobody declares; it lives in the support module."""
        return f"support.{self._opaque.declare(name, name, 'type')}_"

    def path(self, own: str, name: str, module: str) -> str:
        """A declared type's name as a module says it."""
        made = self.names[own].type(name).text
        return self.prefix(own, module) + made

    def prefix(self, own: str, module: str) -> str:
        """What a module puts before a name that another one declares."""
        return "" if own == module or self.one_file else f"{self.names.file(own)}."

    def is_boxed(self, owner: Key, declared: t.Type) -> bool:
        """Whether a field of the owner needs a pointer, since the owner is inside by value."""
        key = (owner, declared)
        if key not in self._boxes:
            self._boxes[key] = self._holds(declared, owner, set())
        return self._boxes[key]

    def _holds(self, type_: t.Type, owner: Key, seen: set[Key]) -> bool:
        match type_:
            case t.Named(module, name, args):
                here = (module, name)
                if here == owner:
                    return True
                if any(self._holds(arg, owner, seen) for arg in args):
                    return True
                if here in seen:
                    return False
                seen.add(here)
                return any(self._holds(f, owner, seen) for f in self._fields(here))
            case t.Alias(_, _, _, target):
                return self._holds(target, owner, seen)
            case t.OptionT(elem):
                return self._holds(elem, owner, seen)
            case t.TupleT(items):
                return any(self._holds(item, owner, seen) for item in items)
            case t.ResultT(ok, err):
                return self._holds(ok, owner, seen) or self._holds(err, owner, seen)
            case _:
                return False

    def _fields(self, key: Key) -> list[t.Type]:
        match self._decls.get(key):
            case Record(fields=fields):
                return [field.type for field in fields]
            case Sum(variants=variants):
                return [field.type for variant in variants for field in variant.fields]
            case AliasDecl(target=target):
                return [target]
            case _:
                return []

    def needs_same(self, type_: t.Type, seen: frozenset[Key] = frozenset()) -> bool:
        """Whether tests must compare with care: a Float or a Decimal is inside."""
        if type_ in (t.FLOAT, t.DECIMAL, t.ANY) or isinstance(type_, t.Sized):
            return True
        if isinstance(type_, t.Named):
            key = (type_.module, type_.name)
            if key in seen:
                return False
            seen |= {key}
            if any(self.needs_same(field, seen) for field in self._fields(key)):
                return True
        return any(self.needs_same(child, seen) for child in t.children(type_))
