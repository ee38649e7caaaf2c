"""The core of `vibee eval`: a behaviour called with JSON data, or an expression evaluated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.interp.budget import Budget, OutOfBudget, Raised
from vibee_compiler.ir.interp.machine import Interpreter, NotExecutable
from vibee_compiler.ir.module import Behaviour, Program
from vibee_compiler.ir.value_json import JsonProblem, display, from_json
from vibee_compiler.ir.values import NOTHING
from vibee_compiler.records import dataclass

RAISED, UNUSABLE = 1, 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: the value as JSON in `text`, or what went wrong in `problem`.

    `error` is the name of an error of the language. `exit_code` is 0 for a value, 1 for an
    error of the language and for an exhausted budget, 2 for input that cannot be used.
    """

    text: str | None = None
    problem: str | None = None
    error: str | None = None
    exit_code: int = 0


def evaluate(
    program: Program | None,
    behaviour: str | None = None,
    data: Any = None,
    *,
    expression: x.Expr | None = None,
    int_bits: int = 64,
    steps: int | None = None,
) -> Outcome:
    """Call `behaviour` (`name` or `module.name`) with `data`, or evaluate a typed expression.

    `data` is plain JSON: an object by the names of parameters, or an array by position; a
    parameter with a default may be left out. Nothing is raised.
    """
    budget = Budget() if steps is None else Budget(steps=steps)
    program = program or Program(())
    run = Interpreter(program, int_bits, budget)
    try:
        if expression is not None:
            return Outcome(display(run.evaluate(expression), expression.type, program))
        module, found = _find(program, behaviour or "")
        args = _arguments(run, found, data)
        return Outcome(display(run.call(module, found.name, args), found.returns, program))
    except Raised as raised:
        return Outcome(problem=str(raised), error=raised.name, exit_code=RAISED)
    except OutOfBudget as out:
        return Outcome(problem=str(out), exit_code=RAISED)
    except (JsonProblem, NotExecutable) as problem:
        return Outcome(problem=str(problem), exit_code=UNUSABLE)
    except RecursionError:
        return Outcome(problem="the input is nested too deeply", exit_code=UNUSABLE)


def _find(program: Program, name: str) -> tuple[str, Behaviour]:
    for module in reversed(program.modules):
        for one in module.behaviours:
            if name == f"{module.name}.{one.name}" or (name == one.name and module is program.root):
                return module.name, one
    raise NotExecutable(f"no behaviour is called {name!r}")


def _arguments(run: Interpreter, behaviour: Behaviour, data: Any) -> list[Any]:
    names = [param.var.name for param in behaviour.params]
    given: Mapping[str, Any]
    if data is None:
        given = {}
    elif isinstance(data, Mapping):
        given = data
    elif isinstance(data, Sequence) and not isinstance(data, str) and len(data) <= len(names):
        given = dict(zip(names, data, strict=False))
    else:
        raise JsonProblem("", f"the input is an object or an array of at most {len(names)}")
    for name in given:
        if name not in names:
            raise JsonProblem("", f"no parameter is called {name}; there are {', '.join(names)}")
    values = []
    for param in behaviour.params:
        name = param.var.name
        if name in given:
            read = from_json(given[name], param.type, run.program, name, run.evaluate)
            values.append(read)
        elif param.default is not None:
            values.append(run.evaluate(param.default))
        elif isinstance(t.erase(param.type), t.OptionT):
            values.append(NOTHING)
        else:
            raise JsonProblem(name, "the argument is missing")
    return values
