"""Texts put together: f-strings where the parts are simple, `+` elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vibee_plugins.python import literals
from vibee_plugins.python import values as v
from vibee_plugins.python.values import Out, out

from vibee_compiler.ir import expr as x
from vibee_compiler.targets.printer import ATOM

if TYPE_CHECKING:
    from vibee_plugins.python.printer import PythonPrinter


def parts_of(node: Any) -> list[Any]:
    """The operands of a run of concatenations, from left to right."""
    if isinstance(node, x.Op) and node.id == "string.concat":
        return [*parts_of(node.args[0]), *parts_of(node.args[1])]
    return [node]


def _is_text(node: Any) -> bool:
    return isinstance(node, x.Literal) and isinstance(node.value, str)


class FStrings:
    """The part of the printer that writes concatenations."""

    def text_of(self: PythonPrinter, op: x.Op) -> Out:
        """An f-string, or operands joined by `+`."""
        parts = parts_of(op)
        if any(map(_is_text, parts)) and not all(map(_is_text, parts)):
            made = self._fstring(parts)
            if made is not None:
                return made
        docs = [self.expr(part, v.ADD if i == 0 else v.ADD + 1) for i, part in enumerate(parts)]
        return self.broken_infix("+", v.ADD, docs)

    def _fstring(self: PythonPrinter, parts: list[Any]) -> Out | None:
        fixed = "".join(part.value for part in parts if _is_text(part))
        quote = literals.quote_for(fixed)
        made: list[str] = []
        for part in parts:
            if _is_text(part):
                # Braces by number: a doubled one would be a node of its own in the tree.
                body = literals.string_body(part.value, quote)
                made.append(body.replace("{", "\\x7b").replace("}", "\\x7d"))
                continue
            hole = self._hole(part)
            # Before Python 3.12 a hole holds neither the quote nor a backslash.
            if hole is None or any(c in hole for c in "\"'\\{}\n"):
                return None
            made.append(f"{{{hole}}}")
        return out(v.StringText(f"f{quote}{''.join(made)}{quote}"), ATOM)

    def _hole(self: PythonPrinter, node: Any) -> str | None:
        plain = isinstance(node, x.Op) and node.id in ("string.fromInt", "format.d")
        shown = node.args[0] if plain else node
        shown_doc = self.expr(shown, v.TERNARY + 1)
        printed = v.flat(shown_doc)
        return printed if v.nominal(shown_doc) <= 60 else None
