"""Codes for names."""

from __future__ import annotations

from vibee_compiler.diagnostics.code import Code
from vibee_compiler.diagnostics.model import Severity

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

CODES: dict[str, Code] = {
    "VB0420": Code(
        "Unknown name",
        _ERROR,
        "No variable, constant or behaviour has this name. Variables come first, then constants "
        "of the module, then those of its imports. A value of an enum is written `Type.value`, a "
        "field of a record `self.field` in its constraints.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    body: |
      y + 1
""",
    ),
    "VB0421": Code(
        "Unknown function",
        _ERROR,
        "Neither a built-in nor a behaviour has this name. In call position only functions and "
        "parameters of a Fn type are looked up. docs/builtins.md lists the built-ins.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    body: |
      sqroot(x)
""",
    ),
    "VB0422": Code(
        "Undeclared type",
        _WARNING,
        "No type has this name. The target gets an opaque placeholder so that its output still "
        "compiles; where a compiled behaviour needs the type, and with --strict, it is an error.",
        """\
name: demo
types:
  User: {fields: {plan: Plan}}
""",
    ),
    "VB0423": Code(
        "Ambiguous name",
        _ERROR,
        "Two imports declare the name, so that its bare form could mean either. Write "
        "`module.name`.",
        """\
# file: demo.vibee
name: demo
imports: [a.vibee, b.vibee]
behaviors:
  - name: f
    body: LIMIT
# file: a.vibee
name: a
constants: {LIMIT: 1}
# file: b.vibee
name: b
constants: {LIMIT: 2}
""",
    ),
    "VB0424": Code(
        "Declared twice",
        _ERROR,
        "One name is declared twice where names must differ: types, constants, behaviours, "
        "parameters, fields, values of an enum, variants. Rename one of them.",
        """\
name: demo
behaviors:
  - {name: f, given: a}
  - {name: f, given: b}
""",
    ),
    "VB0425": Code(
        "Unknown member",
        _ERROR,
        "The type or module has no such member: no such value of an enum, no such variant, no "
        "such constant.",
        """\
name: demo
types:
  Level: {enum: [low, high]}
behaviors:
  - name: f
    params: {x: Int}
    body: |
      Level.hih
""",
    ),
    "VB0426": Code(
        "Behaviour named as a built-in",
        _WARNING,
        "A built-in function has the same name. A bare call means the built-in; the behaviour is "
        "called as `module.name`.",
        """\
name: demo
behaviors:
  - {name: size, params: {x: Int}, body: x}
""",
    ),
    "VB0428": Code(
        "Unknown field",
        _ERROR,
        "The record, variant or value has no field of this name. The fields of a variant are "
        "read by `match`, sizes and other functions are called with brackets: `xs.size()`.",
        """\
name: demo
types:
  P: {fields: {x: Int, y: Int}}
behaviors:
  - name: f
    params: {p: P}
    body: |
      p.z
""",
    ),
    "VB0429": Code(
        "Unknown method",
        _ERROR,
        "The type of the value has no built-in of this name. Only built-ins are called with a dot "
        "on a value.",
        """\
name: demo
behaviors:
  - name: f
    params: {s: String}
    body: |
      s.uppercase()
""",
    ),
}
