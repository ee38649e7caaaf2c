"""String: Python's are sequences of code points too."""

from __future__ import annotations

from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir.interp.budget import OBJECT, Raised, Runtime
from vibee_compiler.ir.interp.compiler import Code, ExprCompiler, Frame
from vibee_compiler.ir.interp.regex import compiled
from vibee_compiler.ir.interp.registry import form, op
from vibee_compiler.ir.regex.syntax import PatternError

_SPACES = (
    "\t\n\v\f\r \u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_LOWER = {code: code + 32 for code in range(65, 91)}
_UPPER = {code: code - 32 for code in range(97, 123)}
_QUOTED = str.maketrans(
    {"\a": "\\a", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r"}
    | {"\t": "\\t", "\v": "\\v", "\\": "\\\\", '"': '\\"'}
)
_BOOLS = dict.fromkeys(("1", "t", "true", "True", "TRUE"), True) | dict.fromkeys(
    ("0", "f", "false", "False", "FALSE"), False
)

op("string.size", "bytes.size")(len)


def out_of_bounds(what: str) -> Raised:
    """The error of a place that is not there."""
    return Raised("IndexOutOfBounds", what)


@form("string.concat")
def concat(c: ExprCompiler, e: x.Op) -> Code:
    """One after the other.

    Where the left side is the only use of a fold's state, that text is garbage afterwards, and
    only what is added counts.
    """
    a, b = c.all(e.args)
    left, runtime = e.args[0], c.runtime
    grows = isinstance(left, x.Local) and left.var.uid in c.linear

    def run(env: Frame) -> Any:
        one, two = a(env), b(env)
        runtime.build(OBJECT + len(two) if grows else OBJECT + len(one) + len(two))
        return one + two

    return run


@op("string.substring2", runtime=True)
def substring2(rt: Runtime, s: str, i: int, j: int) -> str:
    """The code points from i up to j."""
    if not 0 <= i <= j <= len(s):
        raise out_of_bounds("substring")
    rt.build(j - i)
    return s[i:j]


@op("string.substring", runtime=True)
def substring(rt: Runtime, s: str, i: int) -> str:
    """The code points from i on."""
    return substring2(rt, s, i, len(s))


@op("string.charAt")
def char_at(s: str, i: int) -> str:
    """The code point at i, or the empty text behind the last."""
    if not 0 <= i <= len(s):
        raise out_of_bounds("charAt")
    return s[i : i + 1]


@op("string.take", runtime=True)
def take(rt: Runtime, s: str, n: int) -> str:
    """The first n."""
    rt.build(min(max(n, 0), len(s)))
    return s[: max(n, 0)]


@op("string.drop", runtime=True)
def drop(rt: Runtime, s: str, n: int) -> str:
    """All but the first n."""
    rt.build(max(len(s) - max(n, 0), 0))
    return s[max(n, 0) :]


@op("string.startsWith")
def starts_with(s: str, t: str) -> bool:
    """Whether it begins with t."""
    return s.startswith(t)


@op("string.endsWith")
def ends_with(s: str, t: str) -> bool:
    """Whether it ends with t."""
    return s.endswith(t)


@op("string.contains", runtime=True)
def contains(rt: Runtime, s: str, t: str) -> bool:
    """Whether t occurs."""
    rt.work(len(s) // 64)
    return t in s


@op("string.indexOf", runtime=True)
def index_of(rt: Runtime, s: str, t: str) -> int:
    """The first occurrence, or -1."""
    rt.work(len(s) // 64)
    return s.find(t)


@op("string.indexOf2", runtime=True)
def index_of_from(rt: Runtime, s: str, t: str, i: int) -> int:
    """The first occurrence from i on."""
    if not 0 <= i <= len(s):
        raise out_of_bounds("offset")
    rt.work(len(s) // 64)
    return s.find(t, i)


@op("string.lastIndexOf", runtime=True)
def last_index_of(rt: Runtime, s: str, t: str) -> int:
    """The last occurrence, or -1."""
    rt.work(len(s) // 64)
    return s.rfind(t)


@op("string.lastIndexOf2", runtime=True)
def last_index_of_from(rt: Runtime, s: str, t: str, i: int) -> int:
    """The last occurrence that begins at i or earlier."""
    if not 0 <= i <= len(s):
        raise out_of_bounds("offset")
    rt.work(len(s) // 64)
    return s.rfind(t, 0, i + len(t))


@op("string.lowerAscii", runtime=True)
def lower(rt: Runtime, s: str) -> str:
    """All ASCII letters in lower case."""
    rt.build(len(s))
    return s.translate(_LOWER)


@op("string.upperAscii", runtime=True)
def upper(rt: Runtime, s: str) -> str:
    """All ASCII letters in upper case."""
    rt.build(len(s))
    return s.translate(_UPPER)


@op("string.trim", runtime=True)
def trim(rt: Runtime, s: str) -> str:
    """Without white space at both ends."""
    rt.build(len(s))
    return s.strip(_SPACES)


@op("string.repeat", runtime=True)
def repeat(rt: Runtime, s: str, n: int) -> str:
    """The text n times over."""
    if n < 0:
        raise Raised("InvalidArgument", "a negative count")
    # The definition goes round n times, also for the empty text.
    rt.work(n // 64 if s else 0)
    rt.build(len(s) * n)
    return s * n if s else ""


@op("string.reverse", runtime=True)
def reverse(rt: Runtime, s: str) -> str:
    """The code points in the opposite order."""
    rt.build(len(s))
    return s[::-1]


@op("string.replace", runtime=True)
def replace(rt: Runtime, s: str, a: str, b: str) -> str:
    """Every occurrence replaced."""
    return replace_first(rt, s, a, b, -1)


@op("string.replace3", runtime=True)
def replace_first(rt: Runtime, s: str, a: str, b: str, n: int) -> str:
    """The first n occurrences replaced; the empty text occurs before each code point."""
    rt.work(len(s) // 64)
    places = len(s) + 1 if not a else s.count(a)
    if 0 <= n < places:
        places = n
    rt.build(len(s) + max(0, places * (len(b) - len(a))))
    return s.replace(a, b, places)


@op("string.codePoint")
def code_point(s: str) -> int:
    """The number of the one code point."""
    if len(s) != 1:
        raise Raised("InvalidArgument", "not exactly one code point")
    return ord(s)


@op("strings.fromCodePoint")
def from_code_point(n: int) -> str:
    """The text of one code point."""
    if not 0 <= n <= 0x10FFFF or 0xD800 <= n <= 0xDFFF:
        raise Raised("InvalidArgument", "no Unicode scalar value")
    return chr(n)


@op("strings.quote", runtime=True)
def quote(rt: Runtime, s: str) -> str:
    """In double quotes, with escapes."""
    rt.build(2 * len(s) + 2)
    return f'"{s.translate(_QUOTED)}"'


@op("string.matches", runtime=True)
def matches(rt: Runtime, s: str, pattern: str) -> bool:
    """Whether some part matches."""
    try:
        regex = compiled(pattern)
    except PatternError as error:
        raise Raised("InvalidArgument", f"no regular expression: {error}") from None
    return regex.search(s, rt.tick)


@op("string.fromBool")
def from_bool(a: bool) -> str:
    """The word."""
    return "true" if a else "false"


@op("bool.fromString")
def to_bool(s: str) -> bool:
    """The truth value of a text."""
    if s not in _BOOLS:
        raise Raised("InvalidArgument", s)
    return _BOOLS[s]


@op("string.fromEnum")
def from_enum(member: Any) -> str:
    """The declared name."""
    return str(member.name)


@op("string.chars", runtime=True)
def chars(rt: Runtime, s: str) -> tuple[str, ...]:
    """Each code point as a text."""
    rt.items(len(s))
    return tuple(s)


@op("string.split", runtime=True)
def split(rt: Runtime, s: str, t: str) -> tuple[str, ...]:
    """All pieces."""
    return split_at_most(rt, s, t, -1)


@op("string.split2", runtime=True)
def split_at_most(rt: Runtime, s: str, t: str, n: int) -> tuple[str, ...]:
    """At most n pieces, the last with all that is left."""
    if n == 0:
        return ()
    if t == "":
        cut = len(s) if n < 0 or n > len(s) else n - 1
        rt.items(cut + 1)
        return (*s[:cut], s[cut:]) if cut < len(s) else tuple(s)
    rt.work(len(s) // 64)
    rt.items(1 + s.count(t))
    rt.build(len(s))
    return tuple(s.split(t, -1 if n < 0 else n - 1))


@op("list.join", runtime=True)
def join(rt: Runtime, items: tuple[str, ...]) -> str:
    """One after the other."""
    return join_with(rt, items, "")


@op("list.joinWith", runtime=True)
def join_with(rt: Runtime, items: tuple[str, ...], t: str) -> str:
    """With t between two."""
    rt.work(len(items) // 16)
    rt.build(sum(map(len, items)) + len(t) * max(0, len(items) - 1))
    return t.join(items)
