"""Codes for types and checking."""

from __future__ import annotations

from vibee_compiler.diagnostics.code import Code
from vibee_compiler.diagnostics.model import Severity

_ERROR = Severity.ERROR

CODES: dict[str, Code] = {
    "VB0501": Code(
        "Types do not fit",
        _ERROR,
        "An expression has another type than its place needs. No conversion is implicit: neither "
        "from Int to Float, nor from a value to an option.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    body: |
      let y: Float = x; y
""",
    ),
    "VB0502": Code(
        "No such operation for these types",
        _ERROR,
        "The operator, function or index exists, but not for values of these types. Nothing is "
        "converted silently: `double(n)`, `int(x)` and `string(v)` do it.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    body: |
      x + 1.5
""",
    ),
    "VB0503": Code(
        "Wrong number of arguments",
        _ERROR,
        "A call has more or fewer arguments than the function takes. In a body all arguments are "
        "given.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    body: |
      math.pow(x)
""",
    ),
    "VB0504": Code(
        "Type not known yet",
        _ERROR,
        "A method or field is used on a value whose type nothing before it settles, such as the "
        "elements of an empty list. Give it a type with `let x: T = ...`.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    body: |
      [].map(e, e.size())
""",
    ),
    "VB0505": Code(
        "Type is not of the class needed",
        _ERROR,
        "The operation works for a class of types only: those that can be compared, that have an "
        "order, that can be keys. Sort by something that has an order: `xs.sortBy(x, x.name)`.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    body: |
      [x].map(e, optional.of(e)).sort()
""",
    ),
    "VB0506": Code(
        "No null",
        _ERROR,
        "There is no null. An absent value is `optional.none()`; `hasValue()`, `orValue(v)` or "
        "`match` ask for it.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    body: |
      null
""",
    ),
    "VB0507": Code(
        "No unsigned literals",
        _ERROR,
        "CEL's `1u` has no meaning here: write `1`. Sized types such as UInt64 are for fields, "
        "parameters and results.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    body: |
      1u
""",
    ),
    "VB0508": Code(
        "Out of range",
        _ERROR,
        "A constant is beyond the range of its type, or a literal list has another length than "
        "the array it is stored in.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    body: |
      let y: Int8 = 300; y
""",
    ),
    "VB0509": Code(
        "Type is not well formed",
        _ERROR,
        "A type has the wrong number of arguments, keys that cannot be keys, an option of an "
        "option, Void where a value is needed, or it contains itself without a List, Option, Map "
        "or variant between.",
        """\
name: demo
types:
  A: {fields: {a: A}}
""",
    ),
    "VB0510": Code(
        "Missing field",
        _ERROR,
        "A field without a default is not written. Write it, or give the field a default. Option "
        "fields may be left out: they are absent then.",
        """\
name: demo
types:
  P: {fields: {x: Int, y: Int}}
behaviors:
  - name: f
    params: {x: Int}
    body: |
      P{x: 1}.x
""",
    ),
    "VB0511": Code(
        "Field written wrongly",
        _ERROR,
        "A field is written twice, or with `?`, or in an update of a variant. An option field "
        "takes an option: `P{x: optional.none()}`.",
        """\
name: demo
types:
  P: {fields: {x: Int}}
behaviors:
  - name: f
    params: {x: Int}
    body: |
      P{x: 1, x: 2}.x
""",
    ),
    "VB0512": Code(
        "Result type needed",
        _ERROR,
        "A behaviour calls itself, directly or through others, so that its result cannot be "
        "inferred from its body. Write `returns`.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    body: |
      f(x)
""",
    ),
    "VB0513": Code(
        "Call of a stub",
        _ERROR,
        "A behaviour without a body is a stub. A body cannot use it: give it a body, or make the "
        "caller a stub too.",
        """\
name: demo
behaviors:
  - {name: f, params: {x: Int}, body: g(x)}
  - {name: g, params: {x: Int}, returns: Int, given: a number}
""",
    ),
    "VB0514": Code(
        "Wrong format",
        _ERROR,
        "The pattern of `format` is a constant and is checked against a literal list of "
        "arguments: %s %d %f %e %x %X %o %b, with a precision for %f and %e.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    body: |
      "%d".format(["a"])
""",
    ),
    "VB0515": Code(
        "Wrong regular expression",
        _ERROR,
        "A constant pattern of `matches` is no regular expression of RE2, which has neither "
        "look-around nor back-references.",
        """\
name: demo
behaviors:
  - name: f
    params: {s: String}
    body: |
      s.matches("(a")
""",
    ),
    "VB0516": Code(
        "Repeated key",
        _ERROR,
        "Two constant keys of a map literal are the same. Keep one of them.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    body: |
      {"a": 1, "a": 2}
""",
    ),
    "VB0517": Code(
        "Field is no option",
        _ERROR,
        "`has(e.f)` and `e.?f` ask whether a key of a map or an option field of a record is "
        "there. Another field always is: read it with `e.f`.",
        """\
name: demo
types:
  P: {fields: {x: Int}}
behaviors:
  - name: f
    params: {p: P}
    body: |
      has(p.x)
""",
    ),
    "VB0518": Code(
        "Function kept as a value",
        _ERROR,
        "Functions are parameters of behaviours only: there are none in variables, fields, lists "
        "or results.",
        """\
name: demo
behaviors:
  - name: f
    params: {h: Fn(Int) -> Int}
    body: |
      let g = h; 1
""",
    ),
    "VB0519": Code(
        "Literal needed",
        _ERROR,
        "The index of a tuple and the depth of `flatten` are literals, since the type depends on "
        "them.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    body: |
      (1, 2)[x]
""",
    ),
    "VB0520": Code(
        "Value does not fit its type",
        _ERROR,
        "A value in YAML (a constant, a default) is no value of its declared type. The section "
        '"Values in YAML and JSON" of the language reference says how each type is written.',
        """\
name: demo
constants:
  LIMIT: {type: Int, value: many}
""",
    ),
    "VB0521": Code(
        "Type nested too deeply",
        _ERROR,
        "A part of an expression has a type with more levels than the compiler takes, such as a "
        "hundred lists in lists. Use records or a recursive type.",
        "name: demo\nbehaviors:\n  - name: f\n    body: '"
        + "[" * 120
        + "1"
        + "]" * 120
        + ".size()'\n",
    ),
    "VB0522": Code(
        "Not a value",
        _ERROR,
        "A type or a module stands where a value is needed. A record is made by `Name{...}`, a "
        "value of an enum is `Name.value`.",
        """\
name: demo
types:
  P: {fields: {x: Int}}
behaviors:
  - name: f
    params: {x: Int}
    body: |
      P
""",
    ),
    "VB0523": Code(
        "Not a binder",
        _ERROR,
        "Where a macro or `let` binds names, only names, `_` and tuples of these may stand.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    body: |
      [x].map(e + 1, e)
""",
    ),
    "VB0524": Code(
        "Type needed",
        _ERROR,
        "A parameter or field of compiled code has no type, or a constant is empty or mixed so "
        "that its type cannot be told. Write it: `{type: ..., value: ...}`.",
        """\
name: demo
constants: {NOTHING: []}
""",
    ),
    "VB0525": Code(
        "Undeclared type in compiled code",
        _ERROR,
        "A behaviour with a body needs a type that nobody declares. Declare it under `types`, or "
        "import the spec that does.",
        """\
name: demo
behaviors:
  - {name: f, params: {p: Plan}, body: p}
""",
    ),
}
