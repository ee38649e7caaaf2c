"""Values as literal expressions: every result of the specs' examples, there and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.ir.interp import Interpreter
from vibee_compiler.ir.value_expr import value_expr
from vibee_compiler.ir.values import same
from vibee_compiler.ir.verify import Verifier

SPECS = sorted((Path(__file__).parents[2] / "specs").rglob("*.vibee"))


@pytest.mark.parametrize("path", SPECS, ids=[path.stem for path in SPECS])
def test_results_and_inputs_come_back(path: Path) -> None:
    program = compile_spec(path, run_examples=False).program
    assert program is not None
    interpreter = Interpreter(program)
    count = 0
    for one in program.root.behaviours:
        places = [
            (example.expected, one.returns)
            for example in one.examples
            if example.expected is not None
        ]
        places += [
            (arg, param.type)
            for example in one.examples
            if example.raises is None
            for arg, param in zip(example.args, one.params, strict=True)
        ]
        for node, declared in places:
            value = interpreter.evaluate(node)
            made = value_expr(value, declared, program)
            found: list[str] = []
            Verifier(program, one.name, found).stored(made, declared, {})
            assert found == []
            assert same(interpreter.evaluate(made), value)
            count += 1
    assert count
