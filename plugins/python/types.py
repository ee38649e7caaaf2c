"""Types as Python writes them, and what printers ask about them."""

from __future__ import annotations

from collections.abc import Iterator

from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import AliasDecl, Enum, Program, Record, Sum, TypeDecl
from vibee_compiler.targets.program_names import ProgramNames

_PRIMS = {
    "Int": "int",
    "Float": "float",
    "Bool": "bool",
    "String": "str",
    "Bytes": "bytes",
    "Void": "None",
    "Any": "object",
}
_IMPORTED = {
    "Timestamp": "support:Timestamp",
    "Duration": "support:Duration",
    "Decimal": "decimal:Decimal",
    "UUID": "uuid:UUID",
}


class Types:
    """The declared types of a program."""

    def __init__(self, program: Program, names: ProgramNames) -> None:
        self.program = program
        self.names = names
        self.decls: dict[tuple[str, str], TypeDecl] = {
            (module.name, decl.name): decl for module in program.modules for decl in module.types
        }
        self.one_file = False

    def decl(self, type_: t.Named) -> TypeDecl:
        """The declaration of a type."""
        return self.decls[type_.module, type_.name]

    def enum(self, type_: t.Type) -> Enum | None:
        """The enum that a type is, if it is one."""
        if not isinstance(type_, t.Named):
            return None
        decl = self.decl(type_)
        return decl if isinstance(decl, Enum) else None

    def is_sum(self, type_: t.Type) -> bool:
        """Whether a type is a sum type."""
        return isinstance(type_, t.Named) and isinstance(self.decl(type_), Sum)

    def parts(self, type_: t.Type) -> Iterator[t.Type]:
        """A type and all that it is made of, fields of declared types included, each once."""
        seen: set[t.Type] = set()
        stack = [type_]
        while stack:
            one = stack.pop()
            if one in seen:
                continue
            seen.add(one)
            yield one
            if isinstance(one, t.Named):
                stack += self._field_types(one)
            stack += t.children(one)

    def _field_types(self, type_: t.Named) -> list[t.Type]:
        decl = self.decl(type_)
        match decl:
            case Record():
                found = [field.type for field in decl.fields]
            case Sum():
                found = [field.type for variant in decl.variants for field in variant.fields]
            case _:
                found = []
        return found

    def loose_equality(self, type_: t.Type) -> bool:
        """Whether `==` would see two NaN as one, or an integer as a bool, inside such values.

        Containers compare by identity first, and Any holds values of several types.
        """
        if type_ == t.FLOAT:
            return False
        return any(
            one in (t.FLOAT, t.ANY) or isinstance(one, t.TypeVar) or one == t.Sized("Float32")
            for one in self.parts(type_)
        )

    def needs_key(self, type_: t.Type) -> bool:
        """Whether sorting such values needs a key: NaN sorts last, enums as declared."""
        return any(
            one == t.FLOAT or self.enum(one) is not None for one in self.parts(t.erase(type_))
        )

    def hashable(self, type_: t.Type) -> bool:
        """Whether values can be keys of a dict with the language's own equality."""
        return all(
            not isinstance(one, t.MapT | t.TypeVar | t.Opaque) and one not in (t.FLOAT, t.ANY)
            for one in self.parts(t.erase(type_))
        )

    def wrapping(self, decl: TypeDecl | None) -> list[bool]:
        """For each type variable of a declaration whether its values stand in options only.

        There the argument is what such an option holds: `Some[int | None]` in the place of an
        `Int?`, since `T | None` could not tell the two kinds of None apart.
        """
        match decl:
            case Record(params=params):
                fields = [field.type for field in decl.fields]
            case Sum(params=params):
                fields = [field.type for variant in decl.variants for field in variant.fields]
            case _:
                return []
        bare = {name for type_ in fields for name in _bare(type_)}
        return [name not in bare for name in params]

    def wrapped(self, option: t.Type) -> bool:
        """Whether a present option is wrapped, since its value may itself be None."""
        if not isinstance(option, t.OptionT):
            return False
        elem = t.erase(option.elem)
        return isinstance(elem, t.OptionT) or elem == t.ANY


def _bare(type_: t.Type) -> Iterator[str]:
    """The type variables of a type that stand anywhere but directly in an option."""
    if isinstance(type_, t.TypeVar):
        yield type_.name
    elif not (isinstance(type_, t.OptionT) and isinstance(type_.elem, t.TypeVar)):
        for part in t.children(type_):
            yield from _bare(part)


class TypeTexts:
    """Type expressions of one module; `uses` collects imports as `module:name`."""

    def __init__(self, types: Types, module: str) -> None:
        self.types = types
        self.module = module
        self.uses: set[str] = set()
        self.opaque: dict[str, str] = {}
        self.in_tests = False

    def text(self, type_: t.Type) -> str:
        """A type as values of it are kept and returned."""
        match type_:
            case t.Prim(name):
                return self._prim(name)
            case t.Sized(name):
                return "float" if name == "Float32" else "int"
            case t.ListT(elem) | t.ArrayT(_, elem):
                return f"tuple[{self.text(elem)}, ...]"
            case t.SetT(elem):
                return f"frozenset[{self.text(elem)}]"
            case t.MapT(key, value):
                return f"dict[{self.text(key)}, {self.text(value)}]"
            case t.OptionT():
                return self._option(type_)
            case t.ResultT(ok, err):
                self.uses |= {"support:Ok", "support:Err"}
                return f"Ok[{self.text(ok)}] | Err[{self.text(err)}]"
            case t.TupleT(items):
                return f"tuple[{', '.join(map(self.text, items)) or '()'}]"
            case t.FnT(params, result):
                self.uses.add("collections.abc:Callable")
                return f"Callable[[{', '.join(map(self.text, params))}], {self.text(result)}]"
            case t.Named() | t.Alias():
                return self._named(type_)
            case t.TypeVar(name):
                return name
            case t.Opaque(name):
                return self.opaque.get(name, "object")

    def _prim(self, name: str) -> str:
        if name in _PRIMS:
            return _PRIMS[name]
        self.uses.add(_IMPORTED[name])
        return name

    def _option(self, type_: t.OptionT) -> str:
        inner = self.text(type_.elem)
        if self.types.wrapped(type_):
            self.uses.add("support:Some")
            return f"Some[{inner}] | None"
        if inner.endswith(" | None") or inner in ("None", "object"):
            return inner
        return f"{inner} | None"

    def _named(self, type_: t.Named | t.Alias) -> str:
        name = self.path(type_.module, type_.name)
        decl = self.types.decls.get((type_.module, type_.name))
        if not type_.args or (isinstance(decl, AliasDecl) and not decl.params):
            return name
        wraps = self.types.wrapping(decl)
        args = [
            self._option(t.OptionT(arg)).removesuffix(" | None")
            if wraps[i : i + 1] == [True] and self.types.wrapped(t.OptionT(arg))
            else self.text(arg)
            for i, arg in enumerate(type_.args)
        ]
        return f"{name}[{', '.join(args)}]"

    def path(self, module: str, name: str) -> str:
        """A declared type from this module."""
        own = self.types.names[module].type(name).text
        return self.own(own) if self.is_here(module) else f"{self.module_path(module)}.{own}"

    def is_here(self, module: str) -> bool:
        """Whether a module's names stand in this file."""
        return module == self.module or self.types.one_file

    def own(self, name: str) -> str:
        """A name of this module; tests import some under another."""
        return f"_{name}" if self.in_tests and name.startswith("Test") else name

    def variant_path(self, module: str, sum_type: str, variant: str) -> str:
        """The class of a variant from this module."""
        own = self.types.names[module].variant(sum_type, variant).text
        return self.own(own) if self.is_here(module) else f"{self.module_path(module)}.{own}"

    def module_path(self, module: str) -> str:
        """Another module of the package, which is imported by name."""
        self.uses.add(f"package:{module}")
        return self.types.names.file(module).text

    def param(self, type_: t.Type) -> str:
        """A type as a parameter takes it: any sequence, mapping or set at the outermost level."""
        match type_:
            case t.ListT(elem) | t.ArrayT(_, elem):
                self.uses.add("collections.abc:Sequence")
                return f"Sequence[{self.text(elem)}]"
            case t.MapT(key, value):
                self.uses.add("collections.abc:Mapping")
                return f"Mapping[{self.text(key)}, {self.text(value)}]"
            case t.SetT(elem):
                self.uses.add("collections.abc:Set as AbstractSet")
                return f"AbstractSet[{self.text(elem)}]"
            case _:
                return self.text(type_)
