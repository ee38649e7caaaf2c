"""Types of the language as types of Rust, and what is known of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import AliasDecl, Enum, Program, Record, Sum, TypeDecl
from vibee_compiler.targets.program_names import ProgramNames

_OWNED = {
    "Int": "i64",
    "Float": "f64",
    "Bool": "bool",
    "String": "String",
    "Bytes": "Vec<u8>",
    "Timestamp": "Timestamp",
    "Duration": "Duration",
    "Void": "()",
    "Decimal": "Decimal",
    "UUID": "Uuid",
    "Any": "Any",
}
_COPY = frozenset({"Int", "Float", "Bool", "Timestamp", "Duration", "Void", "UUID"})
SUPPORT_TYPES = {
    "Timestamp": "timestamp",
    "Duration": "duration",
    "Decimal": "decimal",
    "UUID": "uuid",
    "Any": "any",
}
"""Scalars that the support module defines, with their parts."""

Key = tuple[str, str]


class Types:
    """What is known of a program's types."""

    def __init__(
        self,
        program: Program,
        names: ProgramNames,
        values: Mapping[t.Type, frozenset[str]] | None = None,
    ) -> None:
        self.program = program
        self.names = names
        self.values = values or {}
        self.decls: dict[Key, TypeDecl] = {
            (module.name, decl.name): decl for module in program.modules for decl in module.types
        }

    def decl(self, type_: t.Named) -> TypeDecl:
        """The declaration of a named type."""
        return self.decls[type_.module, type_.name]

    def field_types(self, key: Key) -> Iterator[t.Type]:
        """The declared types of all fields of a type."""
        match self.decls[key]:
            case Record(_, fields):
                yield from (field.type for field in fields)
            case Sum(_, variants):
                yield from (field.type for variant in variants for field in variant.fields)
            case AliasDecl(_, target):
                yield target
            case Enum():
                pass

    @cached_property
    def _float(self) -> frozenset[Key]:
        return self._closure(_is_float)

    @cached_property
    def _not_copy(self) -> frozenset[Key]:
        return self._closure(_is_heap, {key for key, inside in self._boxed.items() if inside})

    def _closure(
        self, direct: Callable[[t.Type], bool], start: set[Key] | None = None
    ) -> frozenset[Key]:
        """The declared types that hold, at any depth, a type of which `direct` is true."""
        found: set[Key] = set(start or ())
        changed = True
        while changed:
            changed = False
            for key in self.decls:
                if key in found:
                    continue
                for part in self.field_types(key):
                    if self._holds(part, direct, found):
                        found.add(key)
                        changed = True
                        break
        return frozenset(found)

    def _holds(
        self, type_: t.Type, direct: Callable[[t.Type], bool], found: set[Key] | frozenset[Key]
    ) -> bool:
        if direct(type_):
            return True
        if isinstance(type_, t.Named) and (type_.module, type_.name) in found:
            return True
        inner = t.children(type_)
        return bool(inner) and any(self._holds(child, direct, found) for child in inner)

    def has_float(self, type_: t.Type) -> bool:
        """Whether a value may hold a Float (or a JSON number): it is neither Eq, Hash nor Ord."""
        return self._holds(type_, _is_float, self._float)

    def is_copy(self, type_: t.Type) -> bool:
        """Whether Rust copies the value instead of moving it."""
        return not self._holds(type_, _is_heap, self._not_copy)

    @cached_property
    def _boxed(self) -> dict[Key, frozenset[Key]]:
        """For each type, the types that it must box inside its fields: those that lead back."""
        edges = {
            key: {n for part in self.field_types(key) for n in _inline(part) if n in self.decls}
            for key in self.decls
        }
        reach = {key: _reach(edges, key) for key in self.decls}
        return {
            key: frozenset(n for n in edges[key] if key in reach[n] or n == key) for key in edges
        }

    def is_boxed(self, owner: Key, type_: t.Type) -> bool:
        """Whether a field of `owner` with this declared type holds its value in a box.

        The box is inside an option (`Option<Box<T>>`), else around the whole.
        """
        boxed = self._boxed[owner]
        return bool(boxed) and any(name in boxed for name in _inline(type_))

    def boxes(self, type_: t.Named) -> bool:
        """Whether a type has boxed fields."""
        return bool(self._boxed[type_.module, type_.name])

    def path(self, module: str, name: str, current: str) -> str:
        """The path of a declared type from a module."""
        own = self.names[module].type(name).text
        return own if module == current else f"{self.module_path(module, current)}::{own}"

    def module_path(self, module: str, current: str) -> str:
        """The path of another module: the root's modules are the package's."""
        root = self.program.root.name
        file = self.names.file(module).text
        if module == root:
            return "crate"
        return file if current == root else f"crate::{file}"

    def owned(self, type_: t.Type, current: str) -> str:
        """The type of an owned value."""
        owned = self.owned
        match type_:
            case t.Prim(name):
                return _OWNED[name]
            case t.Sized(name):
                return "f64" if name == "Float32" else "i64"
            case t.ListT(elem) | t.ArrayT(_, elem):
                return f"Vec<{owned(elem, current)}>"
            case t.SetT(elem):
                return f"BTreeSet<{owned(elem, current)}>"
            case t.MapT(key, value):
                return f"BTreeMap<{owned(key, current)}, {owned(value, current)}>"
            case t.OptionT(elem):
                return f"Option<{owned(elem, current)}>"
            case t.ResultT(ok, err):
                return f"std::result::Result<{owned(ok, current)}, {owned(err, current)}>"
            case t.TupleT(items):
                inner = ", ".join(owned(item, current) for item in items)
                return f"({inner},)" if len(items) == 1 else f"({inner})"
            case t.FnT():
                return self.view(type_, current)
            case t.Named(module, name, args):
                generic = ", ".join(owned(arg, current) for arg in args)
                path = self.path(module, name, current)
                return f"{path}<{generic}>" if generic else path
            case t.Alias():
                return self._alias(type_, current)
            case t.TypeVar(name):
                return self.type_var(name)
            case t.Opaque(name):
                return self.opaque(name)

    def _alias(self, type_: t.Alias, current: str) -> str:
        args = ", ".join(self.owned(arg, current) for arg in type_.args)
        path = self.path(type_.module, type_.name, current)
        return f"{path}<{args}>" if args else path

    def type_var(self, name: str) -> str:
        """A type parameter's identifier."""
        return self.names.rules.mangle(name, "type_parameter")

    def opaque(self, name: str) -> str:
        """The placeholder of a name that nobody declares."""
        return self.names.rules.mangle(name, "type")

    def field(self, owner: Key, type_: t.Type, current: str) -> str:
        """The type of a field."""
        if not self.is_boxed(owner, type_):
            return self.owned(type_, current)
        match type_:
            case t.OptionT(elem):
                return f"Option<Box<{self.owned(elem, current)}>>"
            case _:
                return f"Box<{self.owned(type_, current)}>"

    def value_raises(self, type_: t.Type) -> bool:
        """Whether a function value of the type may raise an error of the language."""
        return bool(self.values.get(t.erase(type_)))

    def view(self, type_: t.Type, current: str) -> str:
        """The type of a parameter: borrowed, or the value itself where that is copied."""
        if self.is_copy(type_) and not isinstance(type_, t.FnT):
            return self.owned(type_, current)
        match _seen(type_):
            case t.Prim("String"):
                return "&str"
            case t.Prim("Bytes"):
                return "&[u8]"
            case t.ListT(elem) | t.ArrayT(_, elem):
                return f"&[{self.owned(elem, current)}]"
            case t.OptionT(elem):
                return f"Option<{self.view(elem, current)}>"
            case t.FnT(params, result):
                inner = ", ".join(self.view(param, current) for param in params)
                returns = self.owned(result, current)
                if self.value_raises(type_):
                    returns = f"Result<{returns}>"
                return f"&dyn Fn({inner}) -> {returns}"
            case _:
                return f"&{self.owned(type_, current)}"


def _seen(type_: t.Type) -> t.Type:
    while isinstance(type_, t.Alias):
        type_ = type_.target
    return type_


def _is_float(type_: t.Type) -> bool:
    return isinstance(type_, t.Prim | t.Sized) and type_.name in _FLOATS


_FLOATS = ("Float", "Any", "Float32")


def _is_heap(type_: t.Type) -> bool:
    match type_:
        case t.Prim(name):
            return name not in _COPY
        case t.ListT() | t.ArrayT() | t.SetT() | t.MapT() | t.TypeVar() | t.FnT() | t.Opaque():
            return True
        case _:
            return False


def _inline(type_: t.Type) -> Iterator[Key]:
    """The declared types that a value holds inside itself rather than behind a pointer."""
    match type_:
        case t.Named(module, name, args):
            yield module, name
            for arg in args:
                yield from _inline(arg)
        case t.OptionT() | t.TupleT() | t.ResultT() | t.Alias():
            for child in t.children(type_):
                yield from _inline(child)
        case _:
            pass


def _reach(edges: dict[Key, set[Key]], start: Key) -> set[Key]:
    seen: set[Key] = set()
    todo = list(edges[start])
    while todo:
        key = todo.pop()
        if key not in seen:
            seen.add(key)
            todo.extend(edges[key])
    return seen
