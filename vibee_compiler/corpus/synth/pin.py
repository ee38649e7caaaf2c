"""Examples that pin a behaviour down: no small fault of its body passes them.

The faults are those of `vibee_compiler.mutants`. A mutant shares with the original all parts that
it does not change, so only the path from the body to the fault is compiled anew; and it runs no
further than the first input that tells it from the original.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from vibee_compiler.corpus.synth.values import Inputs
from vibee_compiler.frontend.literal_data import literal_data
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import module as m
from vibee_compiler.ir.interp import Budget, Interpreter, NotExecutable, OutOfBudget, Raised
from vibee_compiler.ir.interp.compiler import Code, ExprCompiler
from vibee_compiler.ir.value_expr import value_expr
from vibee_compiler.ir.value_json import JsonProblem, from_json, to_json
from vibee_compiler.ir.values import same
from vibee_compiler.mutants.inputs import rows
from vibee_compiler.mutants.operators import World as MutantWorld
from vibee_compiler.mutants.operators import replacements
from vibee_compiler.mutants.places import places, with_node
from vibee_compiler.records import dataclass

BUDGET = Budget(steps=20_000, depth=60, memory=2**20)
LEAST, MOST = 3, 8
FIRST, LATER = 14, 20
"""Inputs that every mutant meets, and more for those that are left then."""
_REMAINDER = "math.floorMod"
_ALIKE = frozenset({_REMAINDER, "list.filter"})
"""The same as `%` where nothing is negative; as `takeWhile` over sums that only grow."""
_SENSELESS = frozenset({"constant", "comparison", "left out", "logic", "branch"})
_UNPLEASANT = frozenset({"Overflow", "ContractViolation"})
NEAR = 90
LONGEST = 420


class NotPinned(Exception):
    """No few examples tell the behaviour from its mutants."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call gave: a value, the name of an error, or neither within the budget."""

    value: Any
    error: str | None

    def agrees(self, other: Outcome) -> bool:
        """Whether an example could not tell the two apart."""
        if self.error is not None or other.error is not None:
            return self.error == other.error
        return same(self.value, other.value)


@dataclass(slots=True, eq=False)
class Case:
    """An input with what the original gives for it."""

    data: dict[str, Any]
    values: list[Any]
    outcome: Outcome
    kills: set[int]
    weight: int
    first: bool = False


class _Compiler(ExprCompiler):
    """Compiles each node once, however many mutants hold it."""

    def __init__(self, linker: Interpreter) -> None:
        super().__init__(linker)
        self.known: dict[int, tuple[x.Expr, Code]] = {}

    def compile(self, node: x.Expr) -> Code:
        found = self.known.get(id(node))
        if found is None:
            found = self.known[id(node)] = (node, super().compile(node))
        return found[1]


class Pinned:
    """The examples of one behaviour after the other, in a program that has none yet."""

    def __init__(self, program: m.Program) -> None:
        self.program = program
        self.interpreter = Interpreter(program, 64, BUDGET)

    def examples(
        self, behaviour: m.Behaviour, inputs: Inputs, errors: list[str], *, strict: bool
    ) -> list[dict[str, Any]]:
        """Examples as plain data: `input` and `expected` or `raises`; raises NotPinned.

        `strict`: a body in which a bound or a step can be changed without any effect is refused;
        it does not mean what it says.
        """
        run = _Runner(self.interpreter, self.program.root.name, behaviour)
        self.interpreter._deep = False
        same = inputs.d.same
        alive = {
            key: code
            for key, code in enumerate(run.mutants(self.program))
            if run.operators[key] not in same
        }
        cases: list[Case] = []
        seen: list[Outcome] = []
        spare: list[Case] = []
        wanted = set(errors)
        for number in range(FIRST + LATER):
            if not alive and not wanted and (number >= FIRST or len(cases) + len(spare) > LEAST):
                break
            case = self._case(behaviour, run, inputs.row())
            if case is None:
                continue
            if case.outcome.error in _UNPLEASANT and number < FIRST:
                continue
            for key in [k for k, code in alive.items() if not run(code, case).agrees(case.outcome)]:
                case.kills.add(key)
                del alive[key]
            if case.kills or case.outcome.error in wanted:
                case.first = case.outcome.error in wanted
                wanted.discard(case.outcome.error or "")
                cases.append(case)
            elif len(spare) < 4 and not any(one.agrees(case.outcome) for one in seen):
                spare.append(case)
            seen.append(case.outcome)
        self._near(behaviour, run, inputs, alive, cases)
        if strict or any(run.operators[key] != _REMAINDER for key in alive):
            self._far(behaviour, run, alive, cases)
        if strict and any(run.operators[key] in _SENSELESS for key in alive):
            raise NotPinned
        if wanted:
            raise NotPinned
        self.left = len(alive)
        return self._chosen(behaviour, run, cases, spare)

    def _near(
        self,
        behaviour: m.Behaviour,
        run: _Runner,
        inputs: Inputs,
        alive: dict[int, Code],
        cases: list[Case],
    ) -> None:
        """Looks beside the inputs at hand for what tells the last mutants."""
        known: dict[int, list[dict[str, Any]]] = {}
        for number in range(NEAR if cases else 0):
            if not alive:
                return
            base = inputs.chance.pick(cases)
            if id(base) not in known:
                known[id(base)] = list(inputs.near(base.data))
            row = inputs.chance.pick(known[id(base)] or [base.data])
            if number % 3 == 2:
                row = inputs.chance.pick(list(inputs.near(row)) or [row])
            case = self._case(behaviour, run, row)
            if case is None or case.outcome.error in _UNPLEASANT:
                continue
            for key in [k for k in alive if not run(alive[k], case).agrees(case.outcome)]:
                case.kills.add(key)
                del alive[key]
            if case.kills:
                cases.append(case)

    def _far(
        self, behaviour: m.Behaviour, run: _Runner, alive: dict[int, Code], cases: list[Case]
    ) -> None:
        """The inputs that mutants are judged by elsewhere, for what is left now.

        Those that are hard to read are no examples: a spec that needs one is not made.
        """
        if not alive or not cases:
            return
        known = [
            tuple(
                value_expr(value, param.type, self.program)
                for value, param in zip(case.values, behaviour.params, strict=True)
            )
            for case in cases
        ]
        examples = tuple(m.Example(None, row, None, None) for row in known)
        module = self.program.root
        names = [param.var.name for param in behaviour.params]
        for row in rows(self.program, module, replace(behaviour, examples=examples), 64):
            if not alive:
                return
            data = dict(zip(names, map(literal_data, row), strict=True))
            case = self._case(behaviour, run, data)
            if case is None:
                continue
            for key in [k for k in alive if not run(alive[k], case).agrees(case.outcome)]:
                if case.outcome.error in _UNPLEASANT or not _readable(data):
                    raise NotPinned
                case.kills.add(key)
                del alive[key]
            if case.kills:
                cases.append(case)

    def _chosen(
        self, behaviour: m.Behaviour, run: _Runner, cases: list[Case], spare: list[Case]
    ) -> list[dict[str, Any]]:
        if len(cases) > 4:
            cases = _without_needless(run, cases)
        if len(cases) > MOST:
            raise NotPinned
        cases.extend(spare[: max(0, LEAST - len(cases))])
        if not cases:
            raise NotPinned
        cases.sort(key=lambda one: one.outcome.error is not None)
        return [self._written(behaviour, one) for one in cases]

    def _written(self, behaviour: m.Behaviour, case: Case) -> dict[str, Any]:
        if case.outcome.error is not None:
            return {"input": case.data, "raises": case.outcome.error}
        value = to_json(case.outcome.value, behaviour.returns, self.program)
        return {"input": case.data, "expected": value}

    def _case(self, behaviour: m.Behaviour, run: _Runner, data: dict[str, Any]) -> Case | None:
        interpreter = self.interpreter
        weight = len(repr(data))
        if weight > LONGEST:
            return None
        try:
            values = [
                from_json(data[param.var.name], param.type, self.program, "")
                for param in behaviour.params
            ]
            pairs = list(zip(values, behaviour.params, strict=True))
            values = interpreter.run(lambda: [interpreter.admit(v, p.type) for v, p in pairs])
            if not all(holds(values) for holds in run.requires):
                return None
            outcome = run.original(values)
        except (Raised, OutOfBudget, JsonProblem):
            return None
        return None if outcome is None else Case(data, values, outcome, set(), weight)


class _Runner:
    """Runs mutants of one body in the place of the original."""

    def __init__(self, interpreter: Interpreter, module: str, behaviour: m.Behaviour) -> None:
        assert behaviour.body is not None
        self.interpreter = interpreter
        self.runtime = interpreter.runtime
        self.behaviour = behaviour
        self.body = behaviour.body
        self.key = (module, behaviour.name)
        self.whole = interpreter.function(*self.key)
        self.compiler = _Compiler(interpreter)
        for param in behaviour.params:
            self.compiler.slot(param.var)
        self.current: Code | None = None
        self.codes: dict[int, Code] = {}
        self.operators: list[str] = []
        conditions = [c.expr for c in behaviour.requires if c.expr is not None]
        self.entry = [self.compiler.compile(one) for one in conditions]
        params = tuple(param.var for param in behaviour.params)
        self.requires = [
            _holds(interpreter, c.expr, params) for c in behaviour.requires if c.expr is not None
        ]

    def original(self, values: list[Any]) -> Outcome | None:
        """What the behaviour itself gives, contracts included; None out of the budget."""
        try:
            return Outcome(self.interpreter.run(lambda: self.whole(list(values))), None)
        except Raised as raised:
            return Outcome(None, raised.name)
        except (OutOfBudget, NotExecutable):
            return None

    def mutants(self, program: m.Program) -> Iterator[Code]:
        """The code of each mutant."""
        world = MutantWorld(program, self.behaviour)
        for path, node in places(self.body):
            for operator, after in replacements(node, world):
                body = with_node(self.body, path, after)
                if body is not None:
                    code = self.compiler.compile(body)
                    name = after.id if isinstance(after, x.Op) and operator == "sibling" else ""
                    self.operators.append(name if name in _ALIKE else operator)
                    self.codes[len(self.codes)] = code
                    yield code

    def __call__(self, code: Code, case: Case) -> Outcome:
        """What a mutant gives for a case; its calls of itself reach the mutant."""
        size, entry = self.compiler.size, self.entry
        values = case.values
        runtime = self.runtime

        def enter(args: list[Any]) -> Any:
            runtime.calls += 1
            runtime.steps -= 1
            if runtime.calls > runtime.limit or runtime.steps < 0:
                raise OutOfBudget("steps")
            env = args + [None] * (size - len(args))
            for holds in entry:
                if holds(env) is not True:
                    raise Raised("ContractViolation", "")
            result = code(env)
            runtime.calls -= 1
            return result

        compiled = self.interpreter._compiled
        before = compiled.get(self.key)
        compiled[self.key] = enter
        try:
            return Outcome(self.interpreter.run(lambda: enter(list(values))), None)
        except Raised as raised:
            return Outcome(None, raised.name)
        except OutOfBudget:
            return Outcome(None, "out of budget")
        finally:
            if before is None:
                del compiled[self.key]
            else:
                compiled[self.key] = before


def _readable(data: Any) -> bool:
    match data:
        case bool() | None:
            return True
        case int() | float():
            return abs(data) < 10**6
        case str():
            return data.isprintable() and len(data) < 30
        case dict():
            return all(map(_readable, data.values()))
        case _:
            return all(map(_readable, data))


def _holds(
    interpreter: Interpreter, condition: x.Expr, params: tuple[x.Var, ...]
) -> Callable[[list[Any]], bool]:
    holds = interpreter.prepare(condition, params)
    return lambda values: holds(*values) is True


def _without_needless(run: _Runner, cases: list[Case]) -> list[Case]:
    """The cases without those whose mutants others kill, too; greedy, the best first."""
    every = set[int]().union(*(case.kills for case in cases))
    kills = []
    for case in cases:
        kills.append({k for k in every if not run(run.codes[k], case).agrees(case.outcome)})
    chosen = [i for i, case in enumerate(cases) if case.first]
    left = every.difference(*(kills[i] for i in chosen))
    while left:
        best = max(range(len(cases)), key=lambda i: (len(kills[i] & left), -cases[i].weight, -i))
        chosen.append(best)
        left -= kills[best]
    return [cases[i] for i in sorted(chosen)]
