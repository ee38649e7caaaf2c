"""Packages on their way through the syntax gate."""

from __future__ import annotations

from vibee_compiler.check.gated import gated
from vibee_compiler.check.syntax import SyntaxGate
from vibee_compiler.targets.package import File, Package


def package(name: str, *texts: str | None) -> tuple[str, Package]:
    """A package of JSON files; None is one that no grammar checks."""
    files = tuple(
        File(f"{i}.json", text or "", "module", "json" if text is not None else None)
        for i, text in enumerate(texts)
    )
    return name, Package(target="demo", files=files)


def test_packages_come_back_in_order_with_their_own_faults() -> None:
    made = [
        package("nothing first"),
        package("good", "1", "[]"),
        package("bad", "1", "[", "2"),
        package("unchecked", None),
        package("good again", "1", "[]"),
        package("nothing last"),
    ]
    with SyntaxGate() as gate:
        found = [(work, len(faults)) for work, _, faults in gated(gate, iter(made))]
    assert [work for work, _ in found] == [name for name, _ in made]
    assert [count > 0 for _, count in found] == [False, False, True, False, False, False]


def test_a_fault_names_the_file() -> None:
    with SyntaxGate() as gate:
        [(_, _, faults)] = gated(gate, [package("bad", "1", "[")])
    assert faults
    assert all(one.startswith("demo: 1.json: 1:") for one in faults)
