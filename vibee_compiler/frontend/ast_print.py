"""Surface syntax to canonical text: one way to write each tree, parentheses only where needed.

Parsing the text gives the same tree again, positions aside. It stands on one line.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

from vibee_compiler.frontend import ast as a

_WORDS = frozenset("true false null in let if else match fail".split())
_LEVELS = (("||",), ("&&",), ("==", "!=", "<", "<=", ">", ">=", "in"), ("+", "-"), ("*", "/", "%"))
_PRECEDENCE = {op: 2 + level for level, ops in enumerate(_LEVELS) for op in ops}

LET, TERNARY, UNARY, POSTFIX = 0, 1, 7, 8
"""How tightly forms bind; a binary operator lies between TERNARY and UNARY."""

_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_UNSAFE = set(range(0x202A, 0x202F)) | set(range(0x2066, 0x206A)) | {0x2028, 0x2029, 0x85, 0xFEFF}


def string_text(value: str) -> str:
    """A String literal in single quotes; control and bidi characters are escaped."""
    out = []
    for char in value:
        code = ord(char)
        if char in _ESCAPES:
            out.append(_ESCAPES[char])
        elif code < 32 or code == 127 or code in _UNSAFE:
            out.append(f"\\u{code:04x}")
        else:
            out.append(char)
    return f"'{''.join(out)}'"


def bytes_text(value: bytes) -> str:
    """A Bytes literal; octets beyond printable ASCII as `\\xNN`."""
    plain = {92: "\\\\", 39: "\\'"}
    inner = "".join(
        plain.get(octet) or (chr(octet) if 32 <= octet < 127 else f"\\x{octet:02x}")
        for octet in value
    )
    return f"b'{inner}'"


def float_text(value: float) -> str:
    """A Float literal: the shortest that reads back, always with a point or an exponent."""
    text = repr(value)
    if not math.isfinite(value):
        raise ValueError("infinities and NaN have no literal")
    return text if "." in text or "e" in text else f"{text}.0"


def name_text(name: str, *, quoted: bool = False, selector: bool = False) -> str:
    """A name, in backticks where it needs them; `selector` is a place where words are names."""
    if not quoted and name.isidentifier() and (selector or name not in _WORDS):
        return name
    return f"`{name}`"


def path_text(path: Iterable[a.Ident]) -> str:
    """A dotted name; CEL's leading dot is kept."""
    parts = list(path)
    return ("." if parts[0].root else "") + ".".join(
        name_text(part.name, quoted=part.quoted, selector=i > 0) for i, part in enumerate(parts)
    )


class _Printer:
    """Text of expressions; `head` is whether a brace would open a block here."""

    def __init__(self) -> None:
        self.head = False

    def at(self, node: a.Expr, least: int) -> str:
        """The text, in parentheses where it binds looser than `least`."""
        method: Callable[[Any], tuple[str, int]] = getattr(self, f"on_{type(node).__name__}")
        loose = self.head and isinstance(node, a.RecordExpr | a.MapExpr)
        if loose:
            return f"({self.free(node)})"
        text, precedence = method(node)
        return f"({self.free(node)})" if precedence < least else text

    def free(self, node: a.Expr) -> str:
        """The text inside brackets, where everything may stand."""
        before, self.head = self.head, False
        text = self.at(node, LET)
        self.head = before
        return text

    def in_head(self, node: a.Expr) -> str:
        """The text in the head of `if` or `match`."""
        before, self.head = self.head, True
        text = self.at(node, TERNARY)
        self.head = before
        return text

    def items(self, nodes: Iterable[a.Expr]) -> str:
        return ", ".join(map(self.free, nodes))

    def on_IntLit(self, node: a.IntLit) -> tuple[str, int]:  # noqa: N802
        return str(node.value), POSTFIX if node.value >= 0 else UNARY

    def on_UintLit(self, node: a.UintLit) -> tuple[str, int]:  # noqa: N802
        return f"{node.value}u", POSTFIX

    def on_FloatLit(self, node: a.FloatLit) -> tuple[str, int]:  # noqa: N802
        text = float_text(node.value)
        return text, UNARY if text.startswith("-") else POSTFIX

    def on_StringLit(self, node: a.StringLit) -> tuple[str, int]:  # noqa: N802
        return string_text(node.value), POSTFIX

    def on_BytesLit(self, node: a.BytesLit) -> tuple[str, int]:  # noqa: N802
        return bytes_text(node.value), POSTFIX

    def on_BoolLit(self, node: a.BoolLit) -> tuple[str, int]:  # noqa: N802
        return "true" if node.value else "false", POSTFIX

    def on_NullLit(self, _node: a.NullLit) -> tuple[str, int]:  # noqa: N802
        return "null", POSTFIX

    def on_Ident(self, node: a.Ident) -> tuple[str, int]:  # noqa: N802
        return path_text((node,)), POSTFIX

    def on_Select(self, node: a.Select) -> tuple[str, int]:  # noqa: N802
        dot = ".?" if node.optional else "."
        name = name_text(node.name, selector=True)
        return f"{self.at(node.operand, POSTFIX)}{dot}{name}", POSTFIX

    def on_Index(self, node: a.Index) -> tuple[str, int]:  # noqa: N802
        mark = "?" if node.optional else ""
        inside = self.bracket(node.index, TERNARY if node.optional else LET)
        return f"{self.at(node.operand, POSTFIX)}[{mark}{inside}]", POSTFIX

    def bracket(self, node: a.Expr, least: int) -> str:
        before, self.head = self.head, False
        text = self.at(node, least)
        self.head = before
        return text

    def on_CallExpr(self, node: a.CallExpr) -> tuple[str, int]:  # noqa: N802
        if node.target is None:
            dot = "." if node.root else ""
            callee = dot + name_text(node.name, quoted=node.quoted)
        else:
            name = name_text(node.name, quoted=node.quoted, selector=True)
            callee = f"{self.at(node.target, POSTFIX)}.{name}"
        return f"{callee}({self.items(node.args)})", POSTFIX

    def on_ListExpr(self, node: a.ListExpr) -> tuple[str, int]:  # noqa: N802
        parts = [
            f"?{self.bracket(item, TERNARY)}" if optional else self.free(item)
            for item, optional in node.items
        ]
        return f"[{', '.join(parts)}]", POSTFIX

    def on_MapExpr(self, node: a.MapExpr) -> tuple[str, int]:  # noqa: N802
        parts = []
        for key, value, optional in node.entries:
            # A ternary as a key would take the colon for its own.
            left = self.bracket(key, TERNARY + 1)
            parts.append(f"{'?' if optional else ''}{left}: {self.bracket(value, TERNARY)}")
        return "{" + ", ".join(parts) + "}", POSTFIX

    def on_RecordExpr(self, node: a.RecordExpr) -> tuple[str, int]:  # noqa: N802
        parts = [] if node.base is None else [f"...{self.bracket(node.base, TERNARY)}"]
        for init in node.fields:
            mark = "?" if init.optional else ""
            name = name_text(init.name, selector=True)
            parts.append(f"{mark}{name}: {self.bracket(init.value, TERNARY)}")
        return path_text(node.path) + "{" + ", ".join(parts) + "}", POSTFIX

    def on_TupleExpr(self, node: a.TupleExpr) -> tuple[str, int]:  # noqa: N802
        return f"({self.items(node.items)})", POSTFIX

    def on_Unary(self, node: a.Unary) -> tuple[str, int]:  # noqa: N802
        inner = self.at(node.operand, UNARY)
        # A minus in front of a digit would be the number's own: `-(5)`, `-(5.abs())`.
        number = isinstance(node.operand, a.IntLit | a.FloatLit)
        if node.op == "-" and (number or inner[0].isdigit()):
            inner = f"({inner})"
        return f"{node.op}{inner}", UNARY

    def on_Binary(self, node: a.Binary) -> tuple[str, int]:  # noqa: N802
        precedence = _PRECEDENCE[node.op]
        left = self.at(node.left, precedence)
        return f"{left} {node.op} {self.at(node.right, precedence + 1)}", precedence

    def on_Ternary(self, node: a.Ternary) -> tuple[str, int]:  # noqa: N802
        cond = self.at(node.cond, TERNARY + 1)
        return f"{cond} ? {self.at(node.then, LET)} : {self.at(node.other, LET)}", TERNARY

    def on_LetExpr(self, node: a.LetExpr) -> tuple[str, int]:  # noqa: N802
        type_ = "" if node.type is None else f": {type_text(node.type)}"
        value = self.at(node.value, TERNARY)
        text = f"let {pattern_text(node.binder)}{type_} = {value}; {self.at(node.body, LET)}"
        return text, LET

    def on_IfExpr(self, node: a.IfExpr) -> tuple[str, int]:  # noqa: N802
        text = f"if {self.in_head(node.cond)} {{ {self.free(node.then)} }} else "
        if isinstance(node.other, a.IfExpr):
            return text + self.free(node.other), POSTFIX
        return f"{text}{{ {self.free(node.other)} }}", POSTFIX

    def on_MatchExpr(self, node: a.MatchExpr) -> tuple[str, int]:  # noqa: N802
        arms = []
        for arm in node.arms:
            guard = "" if arm.guard is None else f" if {self.bracket(arm.guard, TERNARY)}"
            arms.append(f"{pattern_text(arm.pattern)}{guard} => {self.free(arm.body)}")
        return f"match {self.in_head(node.subject)} {{ {', '.join(arms)} }}", POSTFIX

    def on_FailExpr(self, node: a.FailExpr) -> tuple[str, int]:  # noqa: N802
        name = name_text(node.name.name, quoted=node.name.quoted)
        return f"fail {name}({self.free(node.message)})", POSTFIX


def expression_text(node: a.Expr) -> str:
    """The canonical text of an expression."""
    return _Printer().free(node)


def pattern_text(node: a.Pattern) -> str:
    """The canonical text of a pattern."""
    match node:
        case a.WildPat():
            return "_"
        case a.LiteralPat(literal):
            return expression_text(literal)
        case a.NamePat(path):
            return path_text(path)
        case a.RecordPat(path, fields):
            parts = [
                name_text(name.name, quoted=name.quoted, selector=True)
                + ("" if inner is None else f": {pattern_text(inner)}")
                for name, inner in fields
            ]
            return path_text(path) + "{" + ", ".join(parts) + "}"
        case a.CallPat(path, args):
            return f"{path_text(path)}({', '.join(map(pattern_text, args))})"
        case a.ListPat(items, rest):
            shown = [*map(pattern_text, items)]
            if rest is not None:
                shown.append(f"...{pattern_text(rest)}")
            return f"[{', '.join(shown)}]"
        case a.TuplePat(items):
            return f"({', '.join(map(pattern_text, items))})"


def type_text(node: a.TypeExpr) -> str:
    """The canonical text of a type."""
    match node:
        case a.NameType(path, args):
            inner = f"<{', '.join(map(type_text, args))}>" if args else ""
            return path_text(path) + inner
        case a.OptionType(elem):
            shown = type_text(elem)
            wrap = isinstance(elem, a.ArrayType | a.FnType)
            return f"({shown})?" if wrap else f"{shown}?"
        case a.TupleType(items):
            return f"({', '.join(map(type_text, items))})"
        case a.ArrayType(size, elem):
            return f"[{size}]{type_text(elem)}"
        case a.FnType(params, result):
            return f"Fn({', '.join(map(type_text, params))}) -> {type_text(result)}"


def renamed_text(text: str, old: str, new: str) -> str:
    """An expression's canonical text with one free name replaced; as it is if it does not parse."""
    from vibee_compiler.frontend.syntax.driver import parse

    tree, problems = parse(text, "expression")
    return text if problems else expression_text(_renamed(tree, old, new))


def _renamed(node: Any, old: str, new: str) -> Any:
    if isinstance(node, a.Ident):
        return a.Ident(new, node.at) if node.name == old else node
    if isinstance(node, tuple):
        return tuple(_renamed(item, old, new) for item in node)
    if not hasattr(node, "__slots__"):
        return node
    parts = {name: _renamed(getattr(node, name), old, new) for name in node.__slots__}
    return type(node)(**parts)
