"""TypeScript as data: names, comments, strategies."""

from __future__ import annotations

from vibee_plugins.typescript.spellings import KEPT_MACROS, spells

from vibee_compiler.lowering.profile import Lowering
from vibee_compiler.targets.naming import NameRules
from vibee_compiler.targets.profile import CommentSyntax, Profile

_KEYWORDS = frozenset(
    """arguments async await break case catch class const continue debugger default delete do else
    enum eval export extends false finally for function if implements import in instanceof
    interface let new null of package private protected public require return static super switch
    this throw true try typeof undefined using var void while with yield""".split()
)
_GLOBALS = frozenset(
    """Array ArrayBuffer BigInt Boolean Date Error ErrorName Exclude Extract Fields Function
    Infinity Iterable Map Math NaN Number Object Omit Partial Pick Promise Readonly ReadonlyArray
    ReadonlyMap ReadonlySet Record RegExp Set String Symbol TextDecoder TextEncoder Uint8Array
    """.split()
)
_TESTING = frozenset({"assert", "describe", "test", "fail", "contract", "String", "Number"})

_CASES = {
    "type": "pascal",
    "function": "camel",
    "variable": "camel",
    "constant": "screaming",
    "field": "camel",
    "parameter": "camel",
    "enum_member": "snake",
    "variant": "camel",
    "error": "pascal",
    "module": "snake",
    "test": "snake",
    "file": "snake",
    "type_parameter": "pascal",
}

PROFILE = Profile(
    id="typescript",
    name="TypeScript",
    aliases=("ts",),
    extension=".ts",
    grammar="typescript",
    grammars={".json": "json", ".md": "markdown", ".js": "javascript"},
    names=NameRules(
        cases=_CASES,
        reserved=_KEYWORDS,
        reserved_at={
            "type": _GLOBALS,
            "type_parameter": _GLOBALS,
            "constant": _GLOBALS,
            "function": _TESTING,
            "field": frozenset({"constructor", "nominal"}),
            "module": frozenset({"index", "support"}),
            "file": frozenset({"index", "support"}),
        },
    ),
    lowering=Lowering(
        spells=spells,
        int_bits=53,
        fail_expressions=True,
        closures="raising",
        loops_over_numbers=True,
        late_sums=True,
        keep_macros=KEPT_MACROS,
        patterns="switch",
        native_options=False,
    ),
    comment=CommentSyntax(line="//", block=("/**", "*/"), escapes=(("*/", "*\u200b/"),)),
    width=80,
    indent="  ",
    unsupported={
        "named_zones": "Node may come without data on time zones; UTC and known offsets work",
        "computed_patterns": "constant patterns are translated when the spec is compiled",
    },
    toolchain={"node": "20", "typescript": "5.9"},
    encapsulation="full",
    fence="ts",
)
