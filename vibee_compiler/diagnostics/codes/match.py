"""Codes for `match`."""

from __future__ import annotations

from vibee_compiler.diagnostics.code import Code
from vibee_compiler.diagnostics.model import Severity

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING

CODES: dict[str, Code] = {
    "VB0601": Code(
        "Match misses a case",
        _ERROR,
        "Some value of the matched type fits no arm. The message names one; an arm with a guard "
        "does not count. Add an arm for it, or `_ => ...` for all others.",
        """\
name: demo
types:
  Level: {enum: [low, high]}
behaviors:
  - name: f
    params: {l: Level}
    body: |
      match l { low => 1 }
""",
    ),
    "VB0602": Code(
        "Arm cannot be reached",
        _WARNING,
        "The arms before this one cover all of its cases. Leave it out, or move it up.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    body: |
      match x { _ => 1, 2 => 3 }
""",
    ),
    "VB0603": Code(
        "Pattern does not fit",
        _ERROR,
        "The pattern can never fit a value of the matched type. A record has no pattern: match "
        "on a tuple of its fields.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    body: |
      match x { "a" => 1, _ => 2 }
""",
    ),
    "VB0604": Code(
        "No such value in a pattern",
        _ERROR,
        "A name that is all of an arm's pattern on an enum or sum type must be one of its values: "
        "a slip must not become an arm for everything.",
        """\
name: demo
types:
  Level: {enum: [low, high]}
behaviors:
  - name: f
    params: {l: Level}
    body: |
      match l { low => 1, hihg => 2 }
""",
    ),
    "VB0605": Code(
        "Bound twice",
        _ERROR,
        "One name is bound twice in a pattern or binder. Use two names and compare them in a "
        "guard.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    body: |
      let (a, a) = (x, x); a
""",
    ),
    "VB0606": Code(
        "Variant with fields written bare",
        _ERROR,
        "A variant that has fields is matched as `Circle{radius}` or `Circle{}`.",
        """\
name: demo
types:
  S: {variants: [{Circle: {radius: Float}}, Empty]}
behaviors:
  - name: f
    params: {s: S}
    body: |
      match s { Circle => 1, Empty => 0 }
""",
    ),
    "VB0607": Code(
        "Nearly a value, but binds",
        _WARNING,
        "A name in a nested pattern is nearly a value of the type there, is none, and is not "
        "used: probably a slip.",
        """\
name: demo
types:
  Level: {enum: [low, high]}
behaviors:
  - name: f
    params: {l: Level}
    body: |
      match [l] { [hihg] => 1, _ => 2 }
""",
    ),
    "VB0608": Code(
        "Float in a pattern",
        _ERROR,
        "Floats are no patterns, since equality of Floats is seldom what is meant. Compare in a "
        "guard.",
        """\
name: demo
behaviors:
  - name: f
    params: {y: Float}
    body: |
      match y { 1.0 => 1, _ => 2 }
""",
    ),
}
