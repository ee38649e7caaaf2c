"""Computed examples: few, only where they are needed, and true of the original."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.ir.interp import Interpreter
from vibee_compiler.ir.module import Program
from vibee_compiler.ir.verify import verify
from vibee_compiler.mutants.judge import Judge
from vibee_compiler.mutants.records import figures
from vibee_compiler.mutants.strengthen import with_examples
from vibee_compiler.targets import registry
from vibee_compiler.targets.package import Options

SPECS = Path(__file__).parents[2] / "specs"


def first_examples(path: Path, most: int) -> Program:
    program = compile_spec(path, run_examples=False).program
    assert program is not None
    fewer = tuple(replace(b, examples=b.examples[:most]) for b in program.root.behaviours)
    module = replace(program.root, behaviours=fewer)
    return replace(program, modules=(*program.modules[:-1], module))


@pytest.mark.parametrize(
    "path",
    ["examples/pricing.vibee", "examples/text_tools.vibee", "conformance/builtins_map.vibee"],
)
def test_they_kill_what_survived(path: str) -> None:
    program = first_examples(SPECS / path, 2)
    more = with_examples(program, 6)
    assert verify(more) == []
    before, after = figures(Judge(program).all()), figures(Judge(more).all())
    assert before.share < 92 < 97 < after.share
    interpreter = Interpreter(more)
    for one, old in zip(more.root.behaviours, program.root.behaviours, strict=True):
        assert one.examples[: len(old.examples)] == old.examples
        assert len(one.examples) <= len(old.examples) + 6
        for example in one.examples:
            assert interpreter.run_example(more.root.name, one.name, example).passed


def test_no_more_than_asked_for() -> None:
    program = first_examples(SPECS / "examples" / "text_tools.vibee", 0)
    more = with_examples(program, 1)
    counts = [len(one.examples) for one in more.root.behaviours]
    assert max(counts) == 1
    assert more.root.behaviours[0].examples[0].name == "computed 1"


def test_tests_that_bite_stay_as_they_are() -> None:
    program = compile_spec(SPECS / "examples" / "traffic_light.vibee").program
    assert program is not None
    assert with_examples(program, 6) == program


def test_a_target_takes_them_on_request() -> None:
    program = first_examples(SPECS / "examples" / "text_tools.vibee", 1)
    target = registry.load(next(iter(registry.installed())))
    plain = target.generate(program, Options())
    more = target.generate(program, Options(computed=4))
    assert len(more.tests) > len(plain.tests)
    assert set(plain.tests) <= set(more.tests)
