"""Lua as data: names, comments, strategies."""

from __future__ import annotations

from vibee_compiler.lowering.profile import Lowering
from vibee_compiler.targets.naming import NameRules
from vibee_compiler.targets.profile import CommentSyntax, Profile
from vibee_lua.spellings import KEPT_MACROS, spells

_KEYWORDS = frozenset(
    """and break do else elseif end false for function goto if in local nil not or repeat return
    then true until while""".split()
)
_GLOBALS = frozenset(
    """M assert coroutine debug error io ipairs load math native next os package pairs pcall print
    rawequal rawget rawset require select self setmetatable string support table tap tonumber
    tostring type utf8""".split()
)
"""Globals and the locals of every file, which no local may hide."""

_CASES = {
    "type": "pascal",
    "function": "snake",
    "variable": "snake",
    "constant": "screaming",
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

PROFILE = Profile(
    id="lua",
    name="Lua",
    extension=".lua",
    grammar="lua",
    grammars={".md": "markdown", ".rockspec": "lua"},
    names=NameRules(
        cases=_CASES,
        reserved=_KEYWORDS,
        reserved_at={
            "variable": _GLOBALS,
            "parameter": _GLOBALS,
            "module": _GLOBALS,
            "field": frozenset({"kind"}),
        },
    ),
    lowering=Lowering(
        spells=spells,
        fail_expressions=True,
        closures="raising",
        keep_macros=KEPT_MACROS,
        patterns="switch",
        native_options=False,
        rich_literals=False,
    ),
    comment=CommentSyntax(line="--"),
    width=100,
    indent="  ",
    unsupported={
        "named_zones": "Lua has no data on time zones",
        "computed_patterns": "Lua has no regular expressions; constant ones are compiled",
    },
    toolchain={"lua5.4": "5.4"},
    encapsulation="none",
    fence="lua",
)
