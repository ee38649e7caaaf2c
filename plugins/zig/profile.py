"""Zig as data: names, comments, strategies."""

from __future__ import annotations

import re

from vibee_plugins.zig.spellings import spells

from vibee_compiler.lowering.profile import Lowering
from vibee_compiler.records import dataclass
from vibee_compiler.targets.naming import NameRules
from vibee_compiler.targets.profile import CommentSyntax, Profile

_KEYWORDS = frozenset(
    """addrspace align allowzero and anyframe anytype asm async await break callconv catch comptime
    const continue defer else enum errdefer error export extern fn for if inline linksection
    noalias noinline nosuspend opaque or orelse packed pub resume return struct suspend switch
    test threadlocal try union unreachable usingnamespace var volatile while""".split()
)
_PRIMITIVES = frozenset(
    """anyerror anyopaque bool c_char c_int c_long c_longdouble c_longlong c_short c_uint c_ulong
    c_ulonglong c_ushort comptime_float comptime_int f128 f16 f32 f64 f80 false isize noreturn
    null true type undefined usize void""".split()
)
_OWN = frozenset("std math testing support native arena init main root builtin".split())
"""Imports and conventions of every file, which no declaration or local may hide."""

_INTEGER = re.compile(r"[iu](0|[1-9]\d*)")

_CASES = {
    "type": "pascal",
    "function": "camel",
    "variable": "snake",
    "constant": "snake",
    "field": "snake",
    "parameter": "snake",
    "enum_member": "snake",
    "variant": "snake",
    "error": "pascal",
    "module": "snake",
    "test": "snake",
    "file": "snake",
    "type_parameter": "pascal",
}


@dataclass(frozen=True, slots=True)
class ZigNames(NameRules):
    """Zig's rules: `i7` and `u128` are types, whatever the number."""

    def taken(self, made: str, position: str) -> bool:
        """Whether the language has the word for itself."""
        # The base is named: `super()` does not reach through a class with slots.
        return bool(_INTEGER.fullmatch(made)) or NameRules.taken(self, made, position)


PROFILE = Profile(
    id="zig",
    name="Zig",
    extension=".zig",
    grammar="zig",
    grammars={".md": "markdown"},
    names=ZigNames(
        cases=_CASES,
        reserved=_KEYWORDS | _PRIMITIVES | _OWN,
        reserved_at={"type": frozenset({"Allocator", "Error", "Self"})},
    ),
    lowering=Lowering(
        spells=spells,
        match_expressions=False,
        block_expressions=False,
        let_expressions=False,
        fail_expressions=False,
        raising_expressions=True,
        closures="none",
        late_sums=True,
        patterns="switch",
        native_options=False,
    ),
    comment=CommentSyntax(line="//", escapes=()),
    width=100,
    indent="    ",
    unsupported={
        "named_zones": "std has no rules of named time zones; UTC and known offsets work",
        "computed_patterns": "std has no regular expressions; constant ones are compiled",
    },
    toolchain={"zig": "0.17.1"},
    encapsulation="none",
    fence="zig",
)
