"""What constructors and declarations share: one module's printers, documentation, generics."""

from __future__ import annotations

from collections.abc import Sequence

from vibee_plugins.rust import docs
from vibee_plugins.rust.crate import Crate
from vibee_plugins.rust.frame import Frame
from vibee_plugins.rust.printer import RustPrinter
from vibee_plugins.rust.statements import RustStatements

from vibee_compiler.ir.module import AliasDecl, Module, Record, Sum
from vibee_compiler.lowering import sir as s
from vibee_compiler.targets.layout import HARDLINE, Doc, join, text
from vibee_compiler.targets.program_names import Locals


class Items:
    """Prints items of one module; `public` is how private fields are seen by other modules."""

    printer_class: type[RustPrinter] = RustPrinter

    def __init__(self, crate: Crate, module: s.LoweredModule) -> None:
        self.crate = crate
        self.lowered = module
        self.module: Module = module.module
        self.name = self.module.name
        self.names = crate.names[self.name]
        self.p = self.printer_class(crate, self.name)
        self.statements = RustStatements(self.p)
        self.public = "pub(crate) " if len(crate.program.modules) > 1 else ""

    def frame(self, *, raises: bool, avoid: frozenset[str] = frozenset()) -> Frame:
        """Starts a function; no local may have a name to `avoid`."""
        self.p.frame = Frame(Locals(self.crate.names.rules, avoid), raises)
        return self.p.frame

    def documented(
        self, paragraphs: Sequence[str], doc: Doc, attributes: Sequence[str] = ()
    ) -> Doc:
        """An item with its documentation and attributes."""
        lines = docs.comment(paragraphs)
        return join(HARDLINE, [*map(text, lines), *map(text, attributes), doc])

    def generic(self, decl: Record | Sum | AliasDecl) -> str:
        """`<T, U>`."""
        names = [self.crate.types.type_var(name) for name in decl.params]
        return f"<{', '.join(names)}>" if names else ""
