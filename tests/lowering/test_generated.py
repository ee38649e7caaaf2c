"""Random behaviours: every profile's statements give what the core gives, errors included."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lowering.generated import INPUTS, Inputs, behaviour
from tests.lowering.profiles import PROFILES
from vibee_compiler.ir.interp import Budget, Interpreter, OutOfBudget, Raised
from vibee_compiler.ir.values import NOTHING, Some, same
from vibee_compiler.ir.verify import verify as verify_core
from vibee_compiler.lowering.interp import LoweredInterpreter
from vibee_compiler.lowering.pipeline import lower
from vibee_compiler.lowering.profile import Lowering
from vibee_compiler.lowering.verify import verify

BUDGET = Budget(steps=200_000, memory=2**24)


def outcome(interpreter: Interpreter, args: Inputs) -> object:
    a, b, xs, o = args
    try:
        return interpreter.call("generated", "f", [a, b, xs, NOTHING if o is None else Some(o)])
    except Raised as raised:
        return ("raised", raised.name)
    except OutOfBudget:
        return None


@pytest.mark.parametrize("profile", PROFILES.values(), ids=PROFILES)
@settings(derandomize=True, deadline=None, max_examples=25)
@given(seed=st.integers(0, 2**32))
def test_all_profiles_agree_with_the_core(profile: Lowering, seed: int) -> None:
    program = behaviour(seed)
    assert verify_core(program) == []
    lowered = lower(program, profile)
    assert verify(lowered, profile) == []
    function = lowered.root.behaviours[0].function
    core = Interpreter(program, profile.int_bits, BUDGET)
    low = LoweredInterpreter(lowered, profile.int_bits, BUDGET)
    for args in INPUTS:
        wanted, got = outcome(core, args), outcome(low, args)
        if wanted is None or got is None:
            continue
        assert same(wanted, got) if not isinstance(wanted, tuple) else wanted == got, args
        if isinstance(wanted, tuple) and wanted[:1] == ("raised",):
            fits = all(abs(n) < 2**31 for n in (args[0], args[1], *args[2], args[3] or 0))
            assert wanted[1] in function.raises or not fits, args
