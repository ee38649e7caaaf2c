"""Every example gives the same through the core and through each profile's statements."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.lowering.profiles import PROFILES
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.ir.interp import Interpreter
from vibee_compiler.ir.module import Example, Program
from vibee_compiler.lowering.interp import LoweredInterpreter
from vibee_compiler.lowering.pipeline import lower
from vibee_compiler.lowering.profile import Lowering
from vibee_compiler.lowering.verify import verify

HERE = Path(__file__).parent
SPECS = [
    HERE / "constructs.vibee",
    *sorted((HERE.parents[1] / "specs/examples").glob("*.vibee")),
    *sorted((HERE.parents[1] / "specs/conformance").glob("*.vibee")),
]


@cache
def program(path: Path) -> Program:
    result = compile_spec(path, run_examples=False)
    assert result.program is not None, result.diagnostics
    return result.program


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_statements_mean_what_the_spec_says(path: Path, profile: Lowering) -> None:
    source = program(path)
    lowered = lower(source, profile)
    assert verify(lowered, profile) == []
    core = Interpreter(source, profile.int_bits)
    low = LoweredInterpreter(lowered, profile.int_bits)
    differences: list[tuple[object, ...]] = []
    for module in lowered.modules:
        for one in module.behaviours:
            original = one.function.behaviour
            assert original is not None
            if original.body is None:
                continue
            if "bit_shift" in original.name and profile is PROFILES["narrow"]:
                # The definitions of shifts are for 64 bits.
                assert one.function.block is None
                continue
            assert one.function.block is not None, f"{original.name} became a stub"
            for example, lowered_example in zip(original.examples, one.examples, strict=True):
                wanted = core.run_example(module.module.name, original.name, example)
                got = low.run_lowered(module.module.name, original.name, lowered_example)
                if (wanted.passed, wanted.error) != (got.passed, got.error) or not got.passed:
                    differences.append((original.name, lowered_example.index, wanted, got))
                if got.error is not None and not lowered_example.setup:
                    inputs = _made(core, example)
                    if inputs and got.error not in one.function.raises:
                        differences.append((original.name, "raises", got.error))
    assert differences == []


def _made(core: Interpreter, example: Example) -> bool:
    """Whether the inputs of an example can be made, so that an error comes from the call."""
    from vibee_compiler.ir.interp import Raised

    try:
        for arg in example.args:
            core.evaluate(arg)
    except Raised:
        return False
    return True


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
def test_lowering_is_deterministic(profile: Lowering) -> None:
    source = program(SPECS[0])
    assert lower(source, profile) == lower(source, profile)
