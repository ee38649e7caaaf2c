"""Python as data: names, comments, strategies."""

from __future__ import annotations

from vibee_plugins.python.modules import STANDARD
from vibee_plugins.python.spellings import KEPT_MACROS, spells

from vibee_compiler.lowering.profile import Lowering
from vibee_compiler.targets.naming import SNAKE_CASES, NameRules
from vibee_compiler.targets.profile import CommentSyntax, Profile

_KEYWORDS = frozenset(
    """False None True and as assert async await break class continue def del elif else except
    finally for from global if import in is lambda match nonlocal not or pass raise return try
    type while with yield case""".split()
) - {"match", "case", "type"}
# Soft keywords are legal names everywhere; `match` and `type` read badly only as statements.

BUILTINS = frozenset(
    """abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod
    compile complex copyright credits delattr dict dir divmod enumerate eval exec exit filter float
    format frozenset getattr globals hasattr hash help hex id input int isinstance issubclass iter
    len license list locals map max memoryview min next object oct open ord pow print property quit
    range repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars
    zip""".split()
)
_BUILTIN_TYPES = frozenset(
    """ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup
    BlockingIOError BrokenPipeError BufferError BytesWarning ChildProcessError
    ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError
    DeprecationWarning EOFError Ellipsis EncodingWarning EnvironmentError Exception ExceptionGroup
    FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError
    ImportError ImportWarning IndentationError IndexError InterruptedError IsADirectoryError
    KeyError KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError
    NotADirectoryError NotImplemented NotImplementedError OSError OverflowError
    PendingDeprecationWarning PermissionError ProcessLookupError RecursionError ReferenceError
    ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError
    SyntaxWarning SystemError SystemExit TabError TimeoutError TypeError UnboundLocalError
    UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning
    UserWarning ValueError Warning ZeroDivisionError""".split()
)
_OWN_TYPES = frozenset(
    """AbstractSet Callable Decimal Duration Enum Err Final Generic Mapping Ok Sequence Some
    SortedSet Timestamp TypeAlias TypeVar UUID""".split()
)
"""What the generated module imports by these names."""

_AMBIGUOUS = frozenset({"l", "O", "I"})
"""Names that look like digits."""

_ENUM_TAKEN = frozenset({"mro", "MRO"})
_FILES = frozenset("support tests test docs src conftest dist build".split())

PROFILE = Profile(
    id="python",
    name="Python",
    aliases=("py",),
    extension=".py",
    grammar="python",
    grammars={".toml": "toml", ".md": "markdown"},
    names=NameRules(
        cases={**SNAKE_CASES, "enum_member": "screaming"},
        reserved=_KEYWORDS,
        reserved_at={
            "variable": BUILTINS | {"self"} | _AMBIGUOUS,
            "parameter": BUILTINS | {"self"} | _AMBIGUOUS,
            "function": BUILTINS | {"pytest"},
            "field": frozenset({"self", "ns"}),
            "type": _BUILTIN_TYPES | _OWN_TYPES,
            "variant": _BUILTIN_TYPES | _OWN_TYPES,
            "error": _BUILTIN_TYPES | _OWN_TYPES,
            "enum_member": _ENUM_TAKEN,
            "module": _FILES | STANDARD,
        },
        variants_beside_types=True,
        errors_beside_types=True,
    ),
    lowering=Lowering(
        spells=spells,
        closures="raising",
        keep_macros=KEPT_MACROS,
        patterns="native",
        native_options=False,
        stepped_loops=True,
        sum_loops=True,
    ),
    comment=CommentSyntax(line="#"),
    width=100,
    indent="    ",
    unsupported={
        "computed_patterns": "the standard library has no RE2; constant patterns are translated",
    },
    toolchain={"python": "3.11"},
    encapsulation="full",
    fence="python",
)
