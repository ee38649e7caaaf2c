"""What functions and values are called in other languages, and how they are written here.

Data for hints only. Names are compared without case and `_`; the kinds are those of `kind_of`.
"""

from __future__ import annotations

from collections.abc import Mapping

from vibee_compiler.ir import types as t

_SIZE = "write `x.size()`"
_APPEND = "values do not change: `xs + [x]` is the list with one more"
_IN = "write `v in xs`"
_FOLD = "write `xs.fold(acc, x, init, e)`"
_EMPTY = "write `x.size() == 0`"
_ALL = "write `xs.all(x, p)`"
_EXISTS = "write `xs.exists(x, p)`"
_KEY_IN = "write `k in m`"
_PUT = "values do not change: `m.put(k, v)` is the map with that entry"
_REMOVE = "values do not change: `m.remove(k)` is the map without that key"
_OR_DEFAULT = "write `m[?k].orValue(v)`"
_TO_STRING = "write `string(x)`"
_PURE = "bodies are pure: make it a parameter"
_NO_OUTPUT = "bodies are pure: they print nothing"
_PAD = "write `'0'.repeat(n - s.size()) + s`"

_METHODS: Mapping[str, Mapping[str, str]] = {
    "list": {
        "length len": _SIZE,
        "push append add": _APPEND,
        "concat extend addall": "write `xs + ys`",
        "contains includes has": _IN,
        "reduce foldleft inject aggregate": _FOLD,
        "foreach each collect select": "write `xs.map(x, e)`",
        "where reject": "write `xs.filter(x, p)`",
        "head": "write `xs.first()`, or `xs[?0]` for an option",
        "tail skip": "write `xs.drop(n)`",
        "limit": "write `xs.take(n)`",
        "get at nth": "write `xs[i]`, or `xs[?i]` for an option",
        "some any": _EXISTS,
        "every": _ALL,
        "sorted orderby": "write `xs.sort()` or `xs.sortBy(x, k)`",
        "isempty empty": _EMPTY,
        "unique uniq": "write `xs.distinct()`",
        "average mean avg": "write `xs.sum() / double(xs.size())`",
        "enumerate withindex zipwithindex": "write `xs.indexed()`",
        "pop": "write `xs.last()` and `xs.take(xs.size() - 1)`",
        "remove delete": "write `xs.filter(x, x != v)`",
        "sublist subarray": "write `xs.slice(from, to)`",
        "product": "write `xs.fold(acc, x, 1, acc * x)`",
        "tostring": "write `xs.map(x, string(x)).join(', ')`",
    },
    "set": {
        "length len": _SIZE,
        "contains includes has": _IN,
        "add insert": "values do not change: `s.put(v)` is the set with that element",
        "delete discard": "values do not change: `s.remove(v)` is the set without that element",
        "isempty empty": _EMPTY,
        "issubsetof issubset": "write `s.all(x, x in t)`",
        "sort sorted": "sets are in ascending order: write `s.toList()`",
    },
    "map": {
        "length len": _SIZE,
        "get": "write `m[k]`, or `m[?k]` for an option",
        "getordefault getorelse": _OR_DEFAULT,
        "set insert add": _PUT,
        "delete": _REMOVE,
        "has haskey containskey contains includes": _KEY_IN,
        "items": "write `m.entries()`",
        "isempty empty": _EMPTY,
        "mapvalues": "write `m.transformMap(k, v, e)`",
    },
    "text": {
        "length len": _SIZE,
        "upper uppercase toupper touppercase upcase": "write `s.upperAscii()`",
        "lower lowercase tolower tolowercase downcase": "write `s.lowerAscii()`",
        "strip": "write `s.trim()`",
        "includes has": "write `s.contains(t)`",
        "slice substr sub": "write `s.substring(from, to)`",
        "concat append": "write `s + t`",
        "isempty empty": _EMPTY,
        "toint parseint tointeger": "write `int(s)`",
        "tofloat todouble parsefloat": "write `double(s)`",
        "lines": "write `s.split('\\n')`",
        "words": "write `s.split(' ')`",
        "map filter all exists": "write `s.chars()` first: it is the list of the code points",
        "charcodeat ord codepointat": "write `s.charAt(i).codePoint()`",
        "padstart padleft zfill rjust": _PAD,
        "index": "write `s.indexOf(t)`",
        "match test search": "write `s.matches(pattern)`",
        "replaceall": "write `s.replace(a, b)`, which replaces every one",
    },
    "option": {
        "unwrap get": "write `o.value()`, or `o.orValue(v)`",
        "issome ispresent isdefined exists": "write `o.hasValue()`",
        "isnone isempty isnull": "write `!o.hasValue()`",
        "orelse unwrapor getorelse getordefault ordefault": "write `o.orValue(v)`",
        "map": "write `o.optMap(x, e)`",
        "flatmap andthen": "write `o.optFlatMap(x, e)`",
    },
    "number": {
        "tostring": _TO_STRING,
        "abs floor ceil round sqrt sign trunc": "write `math.{name}(x)`",
        "pow": "write `math.pow(x, n)`",
        "toint": "write `int(x)`",
        "tofloat todouble": "write `double(x)`",
        "tofixed": "write `'%.2f'.format([x])`",
    },
    "other": {"tostring": _TO_STRING},
}

_FUNCTIONS: Mapping[str, str] = {
    "len length count": "write `size(x)` or `x.size()`",
    "str tostring text": _TO_STRING,
    "float todouble parsefloat number": "write `double(x)`",
    "integer toint parseint": "write `int(x)`",
    "abs floor ceil round sqrt sign trunc": "write `math.{name}(x)`",
    "pow power": "write `math.pow(x, n)`",
    "min": "write `math.least(a, b)`, or `xs.min()` for a list",
    "max": "write `math.greatest(a, b)`, or `xs.max()` for a list",
    "range": "write `lists.range(n)` or `lists.range(from, to)`",
    "print println printf puts log echo": _NO_OUTPUT,
    "now today random rand uuid": _PURE,
    "some just": "write `optional.of(x)`",
    "ok": "write `result.ok(x)`",
    "err": "write `result.err(e)`",
    "throw raise error panic": "write `fail Name('message')`",
    "type dyn": "every type is known when the spec is compiled: CEL's `{name}` is left out",
    "uint": "there are no unsigned values; a field or parameter may be of the type UInt64",
    "list array vec": "write `[a, b]`",
    "set": "write `[a, b].toSet()`",
    "map dict": "a map is written `{{k: v}}`; a list is mapped by `xs.map(x, e)`",
    "tuple": "write `(a, b)`",
    "isnan isinf isfinite": "write `math.isNaN(x)`, `math.isInf(x)` or `math.isFinite(x)`",
    "ord": "write `s.codePoint()`",
    "chr": "write `strings.fromCodePoint(n)`",
    "not": "write `!x`",
}

_NAMES: Mapping[str, str] = {
    "none nil undefined nothing": "an absent value is `optional.none()`",
    "nan": "write `0.0 / 0.0`",
    "infinity inf": "write `1.0 / 0.0`",
    "true": "write `true`",
    "false": "write `false`",
    "this": "there are no objects: name the parameter",
}


def _spread(words: Mapping[str, str]) -> dict[str, str]:
    return {name: hint for names, hint in words.items() for name in names.split()}


def _folded(name: str) -> str:
    return name.replace("_", "").casefold()


def kind_of(type_: t.Type) -> str:
    """Which of the tables a type has."""
    match type_:
        case t.ListT() | t.ArrayT():
            return "list"
        case t.SetT():
            return "set"
        case t.MapT():
            return "map"
        case t.OptionT():
            return "option"
        case t.STRING:
            return "text"
        case t.INT | t.FLOAT:
            return "number"
    return "other"


def method_hint(type_: t.Type, name: str) -> str | None:
    """What a method of another language is called here, for a value of the type."""
    return _hint(_METHODS[kind_of(type_)], name)


def function_hint(name: str) -> str | None:
    """What a function of another language is called here."""
    return _hint(_FUNCTIONS, name)


def name_hint(name: str) -> str | None:
    """How a value is written that has this name in another language."""
    return _hint(_NAMES, name)


def _hint(words: Mapping[str, str], name: str) -> str | None:
    folded = _folded(name)
    found = _spread(words).get(folded)
    return None if found is None else found.format(name=folded)


def all_hints() -> list[str]:
    """Every hint there is."""
    words = [*_METHODS.values(), _FUNCTIONS, _NAMES]
    return [hint.format(name="abs") for one in words for hint in one.values()]
