"""What all parts of the expression printer stand on: places, notes, calls."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from vibee_plugins.zig.frame import Frame, Needs, World
from vibee_plugins.zig.spellings import PREFIX
from vibee_plugins.zig.types import error_set

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Record, Sum
from vibee_compiler.targets.layout import Concat, Doc, Group, Text, bracketed, concat, text
from vibee_compiler.targets.printer import LOWEST, ExprPrinter, Printed

_PART = re.compile(r"support\.(\w+)")
_STD = re.compile(r"\b(math|std|testing)\.")


def pieces_of(node: x.MapLit | x.SetLit) -> Sequence[Any]:
    """The entries or items of a literal."""
    return node.entries if isinstance(node, x.MapLit) else node.items


def _first(doc: Doc) -> str:
    """The characters that a document begins with."""
    match doc:
        case Text(value):
            return value
        case Group(inner):
            return _first(inner)
        case Concat(docs):
            return _first(docs[0])
        case _:
            return ""


class Basis(ExprPrinter):
    """Prints expressions of one module.

    `typed` is for places whose type is known, `bare` for all others.
    """

    def __init__(self, world: World, module: str) -> None:
        super().__init__()
        self.world = world
        self.module = module
        self.wants = Needs()
        self.frame: Frame

    # kinds of places

    def typed(self, node: Any, outer: int = LOWEST) -> Doc:
        """An expression where its type is known."""
        return self.expr(node, outer)

    def placed(self, node: Any) -> Doc:
        """An expression where its type is known from the place, for conversions too."""
        raise NotImplementedError

    def bare(self, node: Any, outer: int = LOWEST) -> Doc:
        """An expression where nothing else says its type."""
        if not self.needs_type(node):
            return self.typed(node, outer)
        if isinstance(node, x.EnumValue):
            assert isinstance(node.type, t.Named)
            return concat(self.type(node.type), self.expr(node))
        if isinstance(node, x.MapLit | x.SetLit) and not pieces_of(node):
            return text(f"{self.type(node.type)}.empty")
        if isinstance(node, x.RecordLit | x.VariantLit) and self.is_checked(node):
            return concat("try ", self.refused(node))
        return self.arguments("@as", [text(self.type(node.type)), self.expr(node)])

    def needs_type(self, node: Any) -> bool:
        """Whether the printed form has no type of its own."""
        raise NotImplementedError

    def is_checked(self, node: Any) -> bool:
        """Whether making a value of a declared type checks something here."""
        raise NotImplementedError

    def refused(self, node: Any) -> Doc:
        """What making a value gives, its error not tried."""
        raise NotImplementedError

    def type(self, type_: t.Type) -> str:
        """The text of a type, what it needs noted."""
        self.note_type(type_)
        made = self.note(self.world.types.text(type_, self.module))
        return made

    def note_type(self, type_: t.Type) -> None:
        """Notes the imports that a type needs."""
        match type_:
            case t.Named(module):
                if module != self.module:
                    self.wants.modules.add(module)
            case t.FnT():
                raises = self.world.types.value_raises(type_)
                self.errors(error_set(raises=raises, allocates=True))
            case t.Opaque(name):
                self.wants.parts.add(f"opaque:{name}")
            case _:
                pass
        for child in t.children(type_):
            self.note_type(child)

    def note(self, code: str) -> str:
        """The code; parts of the support module and imports that it names are noted."""
        for part in _PART.findall(code):
            if not part.endswith("_"):
                self.wants.parts.add(part)
            self.wants.names.add("support")
        self.wants.names.update(_STD.findall(code))
        return code

    def errors(self, shown: str) -> str:
        """A set of errors as it is written; the names in it are noted."""
        if "Allocator" in shown:
            self.wants.names.add("Allocator")
        if shown not in ("", "Allocator.Error"):
            self.wants.names.add("Error")
        return shown

    def arena(self) -> str:
        """The allocator; the function needs one from now on."""
        self.frame.allocates = True
        return "arena"

    # layout

    def arguments(self, callee: Doc | str, args: Sequence[Doc | str]) -> Doc:
        """A call; a last argument that is a literal keeps its own brackets on the line."""
        if len(args) == 1 and not isinstance(args[0], str) and _first(args[0]) in (".{", "&"):
            return concat(callee, "(", args[0], ")")
        return concat(callee, bracketed("(", args, ")"))

    def call(self, callee: Doc, args: Sequence[Doc]) -> Printed:
        """A call."""
        return Printed(self.arguments(callee, args))

    def attempt(self, doc: Doc) -> Printed:
        """`try` of a call."""
        return Printed(concat("try ", doc), PREFIX)

    # declarations

    def record(self, type_: t.Named) -> Record:
        """The declaration of a record."""
        decl = self.world.types.decl(type_)
        assert isinstance(decl, Record)
        return decl

    def sum(self, type_: t.Named) -> Sum:
        """The declaration of a sum type."""
        decl = self.world.types.decl(type_)
        assert isinstance(decl, Sum)
        return decl
