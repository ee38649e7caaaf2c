"""One file with everything: the support module is a namespace at the end of the file.

Zig lets no name of an inner scope hide one of an outer scope, so what the support module calls
like a declaration of the file gives way: its own declarations are referred to by their path, its
parameters and variables get an underscore. Declarations of the file keep their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import field

from vibee_compiler.records import dataclass

_TOKEN = re.compile(
    r"""//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'|@?[A-Za-z_]\w*|\d[\w]*|\.\.\.?|\S"""
)
_CONTAINERS = ("struct", "union", "enum", "error", "opaque")
_DECLARES = ("fn", "const", "var")
_TOP = re.compile(r"(?m)^(?:pub )?(?:fn|const|var) (\w+)")


def declared(code: str) -> set[str]:
    """The names that a file's text declares at its top."""
    return set(_TOP.findall(code))


@dataclass(slots=True)
class _Reader:
    """The brackets that are open, and the tokens before the one at hand."""

    before: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)

    def see(self, token: str) -> None:
        """Goes over a token."""
        if token in ("(", "[", "{"):
            self.open.append(self._kind(token))
            self.heads.append(self.before[-1] if self.before else "")
        elif token in (")", "]", "}") and self.open:
            self.open.pop()
            head = self.heads.pop()
            # `union(enum)` and its like are one head of a container.
            token = head if token.startswith(")") and head in _CONTAINERS else token
        self.before.append(token)

    def _kind(self, token: str) -> str:
        head = self.before[-1] if self.before else ""
        return head if token.startswith("{") and head in _CONTAINERS else token

    def keeps(self, after: str) -> bool:
        """Whether a name here is a member, a field or a label: nothing that hides another."""
        last = self.before[-1] if self.before else ""
        inner = self.open[-1] if self.open else "struct"
        member = inner in _CONTAINERS
        # `[]const T` and `*const T` are types.
        declares = last in _DECLARES and self.before[-2:-1] not in (["]"], ["*"])
        if last == "." or (member and declares):
            return True
        if last == ":" and self.before[-2:-1] in (["break"], ["continue"]):
            return True
        if after == ":" and inner != "(" and not declares:
            return True
        return member and inner not in ("struct", "opaque") and last in ("{", ",", ";", "}")


def giving_way(code: str, taken: Iterable[str], namespace: str) -> str:
    """The text of a namespace without unqualified names of `taken`."""
    clashes = set(taken)
    own = declared(code)
    reader = _Reader()
    parts: list[str] = []
    at = 0
    tokens = list(_TOKEN.finditer(code))
    for index, found in enumerate(tokens):
        token = found[0]
        parts.append(code[at : found.start()])
        at = found.end()
        after = tokens[index + 1][0] if index + 1 < len(tokens) else ""
        parts.append(token)
        if token in clashes and not reader.keeps(after):
            parts[-1] = f"{namespace}.{token}" if token in own else f"{token}_"
            if reader.before[-1:] == ["test"]:
                parts[-1] = f'"{token}"'
        if not token.startswith("//"):
            reader.see(token)
    return "".join([*parts, code[at:]])


def namespace(name: str, code: str, taken: Iterable[str]) -> str:
    """The text of a file as a declaration in another one."""
    clashes = set(taken) & {found[0] for found in _TOKEN.finditer(code)}
    body = giving_way(code, clashes, name) if clashes else code
    lines = [f"    {line}" if line else "" for line in body.strip("\n").split("\n")]
    return "\n".join([f"const {name} = struct {{", *lines, "};"])
