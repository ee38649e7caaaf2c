"""Names of tests: every example and property of a module gets a unique one.

An example with a name is called by it; an unnamed one by the error that it expects, else by its
number if there are several. A property is called `property`, with its number if there are several.
"""

from __future__ import annotations

from vibee_compiler.lowering.sir import LoweredBehaviour, LoweredExample, LoweredModule
from vibee_compiler.records import dataclass
from vibee_compiler.targets.naming import NameRules, Scope
from vibee_compiler.targets.package import TestCase
from vibee_compiler.targets.prose import clean
from vibee_compiler.targets.text import Ident

MAX_LABEL = 60
"""Longer names of examples are cut at a word."""


@dataclass(frozen=True, slots=True)
class NamedTest:
    """A test's names.

    `label` says which of the behaviour's tests it is, for people ("" for the only one); `ident`
    is the identifier for `prefix`, behaviour and label together, unique in the module.
    """

    module: str
    behaviour: str
    kind: str
    index: int
    label: str
    ident: Ident

    def case(self, test_id: str) -> TestCase:
        """The entry of the package's table, under the id that the test runner prints."""
        return TestCase(self.module, self.behaviour, self.kind, self.index, test_id)


def _short(label: str) -> str:
    label = clean(label)
    if len(label) <= MAX_LABEL:
        return label
    return label[: MAX_LABEL + 1].rpartition(" ")[0] or label[:MAX_LABEL]


def _numbered(example: LoweredExample) -> bool:
    return not example.name and example.raises is None


def labels(behaviour: LoweredBehaviour) -> dict[tuple[str, int], str]:
    """The label of each test of a behaviour by kind and index, unique among them."""
    plain = [e.index for e in behaviour.examples if _numbered(e)]
    made: dict[tuple[str, int], str] = {}
    for example in behaviour.examples:
        if example.name and (short := _short(example.name)):
            label = short
        elif example.raises is not None:
            label = f"raises {example.raises}"
        else:
            label = str(plain.index(example.index) + 1) if len(plain) > 1 else ""
        made["example", example.index] = label
    for n, rows in enumerate(behaviour.properties, start=1):
        label = "property" if len(behaviour.properties) == 1 else f"property {n}"
        made["property", rows.index] = label
    return _distinct(made)


def _distinct(made: dict[tuple[str, int], str]) -> dict[tuple[str, int], str]:
    taken: set[str] = set()
    for key, label in made.items():
        given, n = label, 2
        while given.casefold() in taken:
            given, n = f"{label} {n}".strip(), n + 1
        taken.add(given.casefold())
        made[key] = given
    return made


Tests = dict[tuple[str, str, int], NamedTest]


def name_tests(module: LoweredModule, rules: NameRules, prefix: str = "") -> Tests:
    """The tests of a module by behaviour, kind and index."""
    scope = Scope(rules)
    found: Tests = {}
    for behaviour in module.behaviours:
        name = behaviour.function.name
        for (kind, index), label in labels(behaviour).items():
            key = (name, kind, index)
            ident = scope.declare(key, f"{prefix} {name} {label}".strip(), "test")
            found[key] = NamedTest(module.module.name, name, kind, index, label, ident)
    return found
