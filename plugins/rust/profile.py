"""Rust as data: names, comments, strategies."""

from __future__ import annotations

from vibee_plugins.rust.spellings import KEPT_MACROS, spells

from vibee_compiler.lowering.profile import Lowering
from vibee_compiler.targets.naming import SNAKE_CASES, NameRules
from vibee_compiler.targets.profile import CommentSyntax, Profile

_KEYWORDS = frozenset(
    """as async await become box break const continue crate do dyn else enum extern false final fn
    for gen if impl in let loop macro match mod move mut override priv pub ref return self Self
    static struct super trait true try type typeof union unsafe unsized use virtual where while
    yield""".split()
)
_PRELUDE = frozenset(
    """AsMut AsRef BTreeMap BTreeSet Box Clone Copy Default Drop Eq Err Error Fn FnMut FnOnce From
    Hash Into Iterator LazyLock None Ok Option Ord PartialEq PartialOrd Result Send Sized Some
    String Sync ToOwned ToString Vec Any Decimal Duration Timestamp Uuid""".split()
)
_OWN_FUNCTIONS = frozenset("support tests main fmt native".split())
"""Names of the crate's own modules and imports, which a function or module must not take."""

_OWN_METHODS = frozenset({"new", "checked"})
"""Methods of records that hide their fields, beside which a getter would stand."""

PROFILE = Profile(
    id="rust",
    name="Rust",
    aliases=("rs",),
    extension=".rs",
    grammar="rust",
    grammars={".toml": "toml", ".md": "markdown"},
    names=NameRules(
        cases=SNAKE_CASES,
        reserved=_KEYWORDS,
        reserved_at={
            "type": _PRELUDE,
            "field": _OWN_METHODS,
            "type_parameter": _PRELUDE,
            "function": _OWN_FUNCTIONS,
            "module": _OWN_FUNCTIONS | {"lib", "std", "core", "alloc", "test", "proc_macro"},
            "file": _OWN_FUNCTIONS | {"lib", "std", "core", "alloc", "test", "proc_macro"},
        },
    ),
    lowering=Lowering(
        spells=spells,
        match_expressions=True,
        block_expressions=True,
        let_expressions=False,
        fail_expressions=True,
        closures="pure",
        keep_macros=KEPT_MACROS,
        raising_macros=frozenset({"list.sortBy"}),
        patterns="native",
        moves=True,
        late_sums=True,
    ),
    comment=CommentSyntax(line="//", escapes=()),
    width=100,
    indent="    ",
    unsupported={
        "named_zones": "std has no data on time zones; UTC and known offsets work",
        "computed_patterns": "std has no regular expressions; constant ones are compiled",
    },
    toolchain={"rustc": "1.85", "cargo": "1.85"},
    encapsulation="full",
    fence="rust",
)
