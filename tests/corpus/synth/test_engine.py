"""Specs that the synthesiser makes: the same every time, clean, and pinned down."""

from __future__ import annotations

import pytest

from vibee_compiler.corpus.synth import engine
from vibee_compiler.corpus.synth.chance import Chance
from vibee_compiler.corpus.synth.goals import all_goals
from vibee_compiler.diagnostics.model import Severity
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.mutants.judge import Judge
from vibee_compiler.mutants.make import changed_text

LANGUAGES = ("en", "ru", "zh")
MANY = 25
"""Specs a language; the runs of whole thousands are in docs/log.md."""


def only(code: str) -> tuple[tuple[str, float], ...]:
    return ((code, 1.0),)


@pytest.fixture(scope="module", params=LANGUAGES)
def made(request: pytest.FixtureRequest) -> list[engine.Synthesised]:
    return [engine.make(3, index, only(request.param)) for index in range(MANY)]


def test_an_index_needs_no_other_and_gives_the_same_text() -> None:
    first = [engine.make(9, index) for index in range(12)]
    again = [engine.make(9, index) for index in reversed(range(12))]
    assert first == again[::-1]


def test_seeds_and_indices_give_different_specs() -> None:
    texts = {engine.make(seed, index).text for seed in range(4) for index in range(8)}
    assert len(texts) == 32


def test_a_known_spec_stays_as_it_is() -> None:
    """Where this fails, a corpus that was made from seeds cannot be made again."""
    assert [Chance(1, 2).below(1000) for _ in range(3)] == [Chance(1, 2).below(1000)] * 3
    stream = Chance("key")
    assert [stream.below(100) for _ in range(6)] == [86, 90, 93, 48, 39, 77]


def test_nothing_is_refused(made: list[engine.Synthesised]) -> None:
    for one in made:
        found = compile_spec("synth.vibee", one.text)
        bad = [str(d) for d in found.diagnostics if d.severity is not Severity.INFO]
        assert found.program is not None and not bad, (one.seed, one.index, bad, one.text)


def test_no_attempt_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """`make` would try anew; a refusal is a defect of a goal all the same."""
    compiled, refused = engine.compiled, []

    def watched(text: str) -> object:
        try:
            return compiled(text)
        except engine.Refused as problem:
            refused.append(str(problem))
            raise

    monkeypatch.setattr(engine, "compiled", watched)
    for index in range(40):
        engine.make(12, index)
    assert refused == []


def test_examples_are_few_and_every_behaviour_is_compiled(made: list[engine.Synthesised]) -> None:
    for one in made:
        program = engine.compiled(one.text)
        assert 1 <= len(program.root.behaviours) <= 6
        for behaviour in program.root.behaviours:
            assert behaviour.body is not None
            assert 2 <= len(behaviour.examples) <= 8, (one.index, behaviour.name)
            declared = {error.name for error in behaviour.errors}
            raised = {example.raises for example in behaviour.examples}
            assert declared <= raised, (one.index, behaviour.name)


def test_what_is_declared_is_used(made: list[engine.Synthesised]) -> None:
    for one in made:
        program = engine.compiled(one.text)
        for behaviour in program.root.behaviours:
            body = one.text
            for param in behaviour.params:
                assert body.count(param.var.name) > 1
        for constant in program.root.constants:
            assert one.text.count(constant.name) > 1


@pytest.mark.parametrize("start", range(0, 24, 6))
def test_no_mutant_that_changes_a_result_survives(start: int) -> None:
    survivors = []
    for index in range(start, start + 6):
        one = engine.make(17, index)
        found = compile_spec("synth.vibee", one.text)
        assert found.program is not None
        for verdict in Judge(found.program).all():
            if verdict.changes and verdict.killed is None:
                before, after = changed_text(verdict.mutant)
                survivors.append((index, verdict.mutant.behaviour, before, after))
    assert survivors == []


def test_levels_and_goals_vary() -> None:
    specs = [engine.make(5, index) for index in range(70)]
    assert {one.level for one in specs} == {1, 2, 3, 4, 5}
    assert len({goal for one in specs for goal in one.goals}) > 40
    assert len({one.domain for one in specs}) > 15
    sizes = {level: [len(s.goals) for s in specs if s.level == level] for level in (1, 5)}
    assert max(sizes[1]) <= 2 < min(sizes[5]) + 1


def test_goals_are_declared_once() -> None:
    names = [one.name for one in all_goals()]
    assert len(names) == len(set(names))
    assert all(1 <= one.low <= one.high <= 5 for one in all_goals())
