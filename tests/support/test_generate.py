"""Random specs are the same for a seed, and say of themselves what the interpreter says."""

from __future__ import annotations

from tests.support.generate.specs import make
from vibee_compiler.frontend.pipeline import compile_spec


def test_a_spec_is_right_and_the_same_for_its_seed() -> None:
    first = make("generated", "seed", behaviours=3, examples=4)
    assert len(first.drafts) == 3
    result = compile_spec("generated.vibee", first.spec())
    assert [one for one in result.diagnostics if one.severity > 2] == []
    assert make("generated", "seed", behaviours=3, examples=4).spec() == first.spec()


def test_what_is_refused_has_no_type() -> None:
    refused = make("generated", "other", behaviours=3, examples=2).refused
    assert all(finding.split()[0] in {"VB0504", "VB0508", "VB0516"} for finding in refused)
