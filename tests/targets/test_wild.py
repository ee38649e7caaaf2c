"""Specs that strangers wrote, through every target: nearly all of them are packages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from vibee_compiler.check.gated import gated
from vibee_compiler.check.syntax import SyntaxGate
from vibee_compiler.diagnostics.model import Severity
from vibee_compiler.frontend import compile_spec
from vibee_compiler.targets import registry
from vibee_compiler.targets.package import Options, Package


def test_wild_specs_are_packages_that_the_grammars_accept(wild: dict[str, bytes]) -> None:
    targets = [registry.load(name) for name in sorted(registry.installed())]
    refused: dict[str, list[str]] = {}

    def made() -> Iterator[tuple[str, Package]]:
        for name, data in wild.items():
            result = compile_spec(name, data.decode("utf-8", "surrogateescape"))
            errors = [d.code for d in result.diagnostics if d.severity is Severity.ERROR]
            if result.program is None:
                refused[name] = errors
                continue
            for target in targets:
                yield name, target.generate(result.program, Options())

    count: Counter[str] = Counter()
    with SyntaxGate() as gate:
        for name, package, faults in gated(gate, made()):
            assert faults == [], name
            count[package.target] += 1
    assert all(refused.values()), "a spec that is refused has an error"
    assert set(count.values()) == {len(wild) - len(refused)}
    # 49 are no mappings; imports of files that the collection lacks are most of the others.
    assert len(refused) <= 49 + len(wild) // 100
