"""The base of the printer of expressions: forms, needs, names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from vibee_plugins.rust import inference, layout
from vibee_plugins.rust.frame import Frame
from vibee_plugins.rust.types import SUPPORT_TYPES, Types
from vibee_plugins.rust.values import Coercions, Form, Out, inner

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.targets.layout import Doc, concat, text
from vibee_compiler.targets.printer import ATOM, LOWEST, ExprPrinter, Printed

if TYPE_CHECKING:
    from vibee_plugins.rust.crate import Crate
    from vibee_plugins.rust.statements import RustStatements


class BasePrinter(ExprPrinter):
    """The forms of expressions and the needs of one module; what is printed is in subclasses.

    `needs` collects what the head of the file must bring in: `std::...` paths, names of support
    parts as `part:name`, `crate::Error`. `stmts` prints the blocks inside expressions.
    """

    def __init__(self, crate: Crate, module: str) -> None:
        super().__init__()
        self.crate = crate
        self.types: Types = crate.types
        self.coerce = Coercions(crate.types.is_copy)
        self.module = module
        self.frame: Frame
        self.typed_literals = False
        self.stmts: RustStatements

    def out(self, node: Any) -> Out:
        """The printed value of an expression, in the form that it has by nature."""
        printed = self.printed(node)
        if isinstance(printed, Out):
            return printed
        return Out(printed.doc, printed.prec, Form.VALUE, node.type)

    def own(self, node: Any) -> Out:
        """An owned value."""
        return self.coerce.own(self.out(node))

    def view(self, node: Any, *, strict: bool = False) -> Out:
        """The borrowed form, as parameters take it."""
        if not strict and (array := self.array(node)) is not None:
            return Out(concat("&", array.doc), ATOM, Form.VIEW, array.type)
        if not isinstance(node.type, t.OptionT):
            return self.coerce.view(self.out(node), strict=strict)
        if isinstance(node, x.Op) and node.id == "optional.none" and not self.typed_literals:
            return Out(text("None"), ATOM, Form.VIEW, node.type)
        with self.filled(node):
            return self.coerce.view(self.out(node), strict=strict)

    def ref(self, node: Any) -> Out:
        """A reference to the value."""
        return self.coerce.ref(self.out(node))

    def receiver(self, node: Any) -> Out:
        """What a method may be called on."""
        if (array := self.array(node)) is not None:
            return array
        if not inference.is_open(node):
            return self.coerce.receiver(self.out(node))
        with self.typed():
            return self.coerce.receiver(self.out(node))

    def opened(self, node: Any) -> AbstractContextManager[None]:
        """Where nothing around an expression tells its type, that of its literals is written."""
        return self.typed() if inference.is_open(node) else nullcontext()

    def filled(self, node: Any) -> AbstractContextManager[None]:
        """Where only a use tells the type of what is made, that of empty values is written."""
        return self.typed() if inference.is_hollow(node) else nullcontext()

    def filled_own(self, node: Any) -> Doc:
        """An owned value whose type only its use may tell."""
        with self.filled(node):
            return self.own(node).doc

    def open_own(self, node: Any) -> Doc:
        """An owned value where nothing around it tells its type."""
        with self.opened(node):
            return self.own(node).doc

    def array(self, node: Any) -> Out | None:
        """The items of a list literal that is only looked at."""
        if not isinstance(node, x.ListLit) or not node.items or any(node.optional):
            return None
        with self.typed():
            docs = [self.own(item).doc for item in node.items]
        listed = layout.arguments("[", docs, "]", limit=layout.ARRAY_WIDTH)
        return Out(listed, ATOM, Form.VALUE, node.type)

    @contextmanager
    def typed(self) -> Iterator[None]:
        """Numbers are written with their type: a method could not tell it."""
        before, self.typed_literals = self.typed_literals, True
        try:
            yield
        finally:
            self.typed_literals = before

    def place(self, node: Any) -> Out:
        """A place, for comparisons and matches."""
        return self.coerce.place(self.out(node))

    def expr(self, node: Any, outer: int = LOWEST) -> Doc:
        """An owned value's document (the kit's tables of spellings print through this)."""
        return inner(self.own(node), outer)

    def call(self, callee: Doc, args: Sequence[Doc]) -> Printed:
        """A call of a function."""
        return Printed(concat(callee, self.arguments(args)))

    def arguments(self, args: Sequence[Doc]) -> Doc:
        """The arguments of a call in parentheses."""
        hug = bool(args) and layout.starts_with(args[-1], "|")
        return layout.arguments("(", args, ")", hug=hug)

    def support(self, part: str) -> str:
        """Notes that a part of the support module is used; its name."""
        self.need(f"part:{part}")
        return part

    def owned_type(self, type_: t.Type) -> str:
        """The text of a type, its imports noted."""
        self.note_type(type_)
        return self.types.owned(type_, self.module)

    def view_type(self, type_: t.Type) -> str:
        """The text of a parameter's type, its imports noted."""
        self.note_type(type_)
        return self.types.view(type_, self.module)

    def note_type(self, type_: t.Type) -> None:
        """Notes the imports that a type needs."""
        match type_:
            case t.Prim(name) if name in SUPPORT_TYPES:
                self.need(f"type:{SUPPORT_TYPES[name]}")
            case t.SetT():
                self.need("std::collections::BTreeSet")
            case t.MapT():
                self.need("std::collections::BTreeMap")
            case t.FnT():
                if self.types.value_raises(type_):
                    self.need("crate::Result")
            case t.Opaque(name):
                self.crate.opaque.add(name)
                self.need(f"opaque:{name}")
            case t.Alias():
                return
        for child in t.children(type_):
            self.note_type(child)

    def module_path(self, module: str) -> str:
        """The path of another module."""
        return self.types.module_path(module, self.module)

    def function_path(self, module: str, name: str) -> str:
        """The path of a behaviour, or of a helper of this module."""
        own = self.crate.function_name(module, name)
        return own if module == self.module else f"{self.module_path(module)}::{own}"

    def type_path(self, type_: t.Named) -> str:
        """A declared type's path without arguments."""
        return self.types.path(type_.module, type_.name, self.module)
