"""Codes for contracts, examples and properties."""

from __future__ import annotations

from vibee_compiler.diagnostics.code import Code
from vibee_compiler.diagnostics.model import Severity

_ERROR = Severity.ERROR
_WARNING = Severity.WARNING
_INFO = Severity.INFO

CODES: dict[str, Code] = {
    "VB0701": Code(
        "Kept as documentation",
        _WARNING,
        "A constraint looks like an expression but does not parse, so that it is kept as prose "
        "and nothing is checked. Mend it; or, if it is prose, put it into other words.",
        """\
name: demo
types:
  A:
    fields: {n: Int}
    constraints: ['self.n > > 1']
""",
    ),
    "VB0702": Code(
        "Undeclared error",
        _WARNING,
        "The body raises an error that `errors` does not declare. Add it there, so that callers "
        "know of it.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    body: |
      fail Broken("no")
""",
    ),
    "VB0703": Code(
        "Example does not fit the parameters",
        _ERROR,
        "The inputs of an example are too many or too few, or one has no parameter of its name. "
        "Inputs are a mapping by name or a list by position.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    body: x
    examples:
      - {input: {y: 1}, expected: 1}
""",
    ),
    "VB0704": Code(
        "Example does not fit the types",
        _ERROR,
        "An input or the expected result of an example is no value of its type. The section "
        '"Values in YAML and JSON" of the language reference says how each type is written.',
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    body: x
    examples:
      - {input: {x: one}, expected: 1}
""",
    ),
    "VB0705": Code(
        "Unknown error name",
        _WARNING,
        "An example expects an error that is neither built in nor declared or raised anywhere. "
        "Declare it under `errors`, or mend its name.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    given: a number
    examples:
      - {input: {x: 1}, raises: Nonsense}
""",
    ),
    "VB0706": Code(
        "Example of no behaviour",
        _WARNING,
        "An entry of the module's `test_cases` names no behaviour of the module; it is left out.",
        """\
name: demo
test_cases:
  - {behavior: g, input: {}, expected: 1}
""",
    ),
    "VB0707": Code(
        "Property with other variables",
        _ERROR,
        "The free variables of a property are among the parameters of its behaviour. Constants "
        "and behaviours may be used as well.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    body: x
    properties: ['f(y) == y']
""",
    ),
    "VB0708": Code(
        "Example without a result",
        _WARNING,
        "An example says neither what is expected nor which error is raised (or both); it is "
        "left out. Write `expected:` or `raises:`.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    body: x
    examples:
      - {input: {x: 1}}
""",
    ),
    "VB0709": Code(
        "Example fails",
        _ERROR,
        "The body gives another result than the example expects. One of the two is wrong.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Int}
    body: x + 1
    examples:
      - {input: {x: 1}, expected: 3}
""",
    ),
    "VB0710": Code(
        "Value breaks its own constraint",
        _ERROR,
        "A default or a constant breaks a constraint of its type.",
        """\
name: demo
types:
  A:
    fields: {n: {type: Int, default: 0, constraints: ['value > 0']}}
""",
    ),
    "VB0711": Code(
        "Wrong tolerance",
        _ERROR,
        "`tolerance` is a number that is not negative.",
        """\
name: demo
behaviors:
  - name: f
    params: {x: Float}
    body: x
    examples:
      - {input: {x: 1.0}, expected: 1.0, tolerance: small}
""",
    ),
    "VB0712": Code(
        "Stub",
        _INFO,
        "The behaviour has only prose. Its output fails loudly with the behaviour's name when it "
        "is called, until a body is written.",
        """\
name: demo
behaviors:
  - {name: f, given: nothing}
""",
    ),
    "VB0713": Code(
        "Example of a stub left out",
        _WARNING,
        "An example of a behaviour without a body does not fit the signature that was inferred or "
        "declared; it is left out.",
        """\
name: demo
behaviors:
  - name: f
    given: nothing
    examples:
      - {input: {x: 1}, expected: 1}
""",
    ),
    "VB0715": Code(
        "Example not checked",
        _INFO,
        "The example ran out of its budget of steps, depth or memory when it was checked. It is "
        "part of the output all the same.",
        """\
name: demo
behaviors:
  - name: f
    params: {n: Int}
    returns: Int
    body: 'n < 2 ? n : f(n - 1) + f(n - 2)'
    examples:
      - {input: {n: 60}, expected: 1548008755920}
""",
    ),
    "VB0714": Code(
        "Behaviours are not generic",
        _ERROR,
        "A behaviour names a type variable. In this edition only types are generic: write one "
        "behaviour for each type that is needed.",
        """\
name: demo
behaviors:
  - {name: f, params: {xs: List<T>}, body: xs.size()}
""",
    ),
    "VB0716": Code(
        "Property not checked",
        _WARNING,
        "No input could be made up on which the property can be checked: every generated case "
        "ends in a declared error or a broken contract, or a parameter has a type without values "
        "that can be made up, such as a function. Its test in the output has no rows. Wider "
        "`requires` help, or a constraint that is easier to meet.",
        """\
name: demo
behaviors:
  - name: f
    params: {n: Int}
    returns: Int
    errors: [Never]
    body: 'n == n ? fail Never("always") : n'
    properties: ["f(n) == n"]
""",
    ),
    "VB0717": Code(
        "Property does not hold",
        _ERROR,
        "The property was checked on generated inputs, and one of them makes it false or raises "
        "an error that the behaviour does not declare. The hint shows the smallest such input.",
        """\
name: demo
behaviors:
  - name: double_of
    params: {n: Int}
    returns: Int
    requires: ["n >= 0 && n < 1000"]
    body: n * 2
    properties: ["double_of(n) < 1000"]
""",
    ),
    "VB0719": Code(
        "Too much to check",
        _WARNING,
        "The examples and properties of a file share a budget of four million steps of the "
        "reference interpreter. Those before took it all, so the others were not checked; they are "
        "part of the output, where properties that were not checked have no rows. Examples and "
        "properties with smaller inputs help, or several files.",
        """\
name: demo
behaviors:
  - name: slow
    params: {n: Int}
    returns: Int
    body: 'lists.range(n).fold(a, i, 0, a + 1)'
    examples:
      - {input: [600000], expected: 600000}
      - {input: [600001], expected: 600001}
      - {input: [600002], expected: 600002}
      - {input: [600003], expected: 600003}
      - {input: [600004], expected: 600004}
      - {input: [600005], expected: 600005}
      - {input: [600006], expected: 600006}
""",
    ),
    "VB0718": Code(
        "Overflow is possible",
        Severity.INFO,
        "A step of the body leaves the range of Int for some arguments. The hint names conditions "
        "on parameters (`requires`) and fields (`constraints`) that would rule it out: callers "
        "then have one error less to expect, and the output needs no check. Only "
        "`vibee check --verbose` looks for them.",
        "vibee check --verbose shop.vibee  # a behaviour multiplies two parameters",
        command=True,
    ),
}
