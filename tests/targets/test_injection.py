"""Hostile text in every place of a spec that takes text: it stays data."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from vibee_compiler.check.syntax import SyntaxGate
from vibee_compiler.kit import hostile
from vibee_compiler.targets import registry


@pytest.fixture(scope="module")
def gate() -> Iterator[SyntaxGate]:
    with SyntaxGate() as opened:
        yield opened


@pytest.mark.parametrize("name", sorted(hostile.HOSTILE))
@pytest.mark.parametrize("target", sorted(registry.installed()))
def test_the_tree_keeps_its_shape(target: str, name: str, gate: SyntaxGate) -> None:
    assert hostile.problems(registry.load(target), name, gate) == []
