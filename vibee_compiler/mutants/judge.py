"""What the reference interpreter says about mutants.

A mutant *changes a result* when some valid input gives another value, or another error, than the
original (running out of the budget counts as another). It is *killed* when a generated test
fails: an example or a row of a property, of the behaviour or of one that calls it. Tests are
those of the targets: examples at the width of the target's integers, rows as `lowering` gets them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, partial
from typing import Any

from vibee_compiler.frontend.properties.check import Row, check_property
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import module as m
from vibee_compiler.ir.interp import Budget, Interpreter, NotExecutable, OutOfBudget, Raised
from vibee_compiler.ir.values import same
from vibee_compiler.ir.walk import walk
from vibee_compiler.mutants import inputs
from vibee_compiler.mutants.make import Mutant, mutants
from vibee_compiler.records import dataclass

BUDGET = Budget(steps=200_000, depth=2_000, memory=2**26)
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Result:
    """What a call gave: a value, an error, or that the budget ran out."""

    value: Any = None
    error: str | None = None
    endless: bool = False

    def agrees(self, other: Result) -> bool:
        """Whether a test could not tell the two apart."""
        if self.error is not None or other.error is not None or self.endless or other.endless:
            return self.error == other.error and self.endless == other.endless
        return same(self.value, other.value)


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A valid input, as expressions and as values, and what the original gives for it."""

    row: Row
    values: tuple[Any, ...]
    result: Result


@dataclass(frozen=True, slots=True)
class TestRef:
    """A generated test: `index` is the place of the example or property in its behaviour."""

    __test__ = False

    module: str
    behaviour: str
    kind: str
    index: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is known of one mutant.

    killed: the test that fails first, None if none does. changes: whether some input gives
    another result; `witness` is one that no test has, for a survivor. endless: whether it runs
    out of the budget in a test, so that a real program would hang or crash.
    """

    mutant: Mutant
    killed: TestRef | None
    changes: bool
    endless: bool = False
    witness: Row | None = None


class _Test:
    """A test that can be run in any program."""

    def __init__(self, ref: TestRef, run: Callable[[Interpreter], Result | bool]) -> None:
        self.ref = ref
        self.run = run


class Judge:
    """The interpreter's verdicts on the mutants of a program's root module."""

    def __init__(self, program: m.Program, bits: int = 64) -> None:
        self.program = program
        self.module = program.root
        self.bits = bits
        self.original = Interpreter(program, bits, BUDGET)

    @cached_property
    def behaviours(self) -> tuple[m.Behaviour, ...]:
        """What can be mutated."""
        return tuple(one for one in self.module.behaviours if one.body is not None)

    @cached_property
    def _callers(self) -> Mapping[str, tuple[str, ...]]:
        """For each behaviour itself and all whose calls may reach it, the nearest first."""
        direct: dict[str, list[str]] = {one.name: [] for one in self.behaviours}
        for one in self.behaviours:
            for name in _called(one, self.module.name):
                if one.name not in direct.get(name, [one.name]):
                    direct[name].append(one.name)
        found = {}
        for name in direct:
            order = dict.fromkeys([name])
            for known in (queue := [name]):
                queue.extend(c for c in direct[known] if c not in order)
                order.update(dict.fromkeys(direct[known]))
            found[name] = tuple(order)
        return found

    @cached_property
    def _tests(self) -> Mapping[str, tuple[_Test, ...]]:
        return {one.name: tuple(self._tests_of(one)) for one in self.behaviours}

    def _tests_of(self, one: m.Behaviour) -> Iterable[_Test]:
        for i, example in enumerate(one.examples):
            test = self._example(one, i, example)
            if test is not None:
                yield test
        for i, prop in enumerate(one.properties):
            found = check_property(self.program, self.module, one, prop, self.bits).rows
            if found:
                yield self._property(one, i, found)

    def _example(self, one: m.Behaviour, index: int, example: m.Example) -> _Test | None:
        """An example at this width; None if the original does not pass it anyhow."""
        module = self.module.name
        try:
            verdict = self.original.run_example(module, one.name, example)
        except NotExecutable:  # a function value that is a stub
            return None
        if not verdict.passed:
            if verdict.error is None:
                return None
            example = replace(example, expected=None, raises=verdict.error)

        def run(interpreter: Interpreter) -> Result | bool:
            try:
                got = interpreter.run_example(module, one.name, example)
            except NotExecutable:
                return False
            return Result(endless=True) if got.exhausted else got.passed

        return _Test(TestRef(module, one.name, "example", index), run)

    def _property(self, one: m.Behaviour, index: int, rows: Iterable[Row]) -> _Test:
        prop = one.properties[index]
        made = [tuple(self.original.evaluate(value) for value in row) for row in rows]

        def run(interpreter: Interpreter) -> Result | bool:
            assert prop.constraint.expr is not None
            holds = interpreter.prepare(prop.constraint.expr, prop.params)
            try:
                return all(holds(*row) is True for row in made)
            except (Raised, NotExecutable):
                return False
            except OutOfBudget:
                return Result(endless=True)

        return _Test(TestRef(self.module.name, one.name, "property", index), run)

    def all(self) -> Iterable[Judgement]:
        """The verdicts on every mutant, behaviour by behaviour."""
        for one in self.behaviours:
            for mutant in mutants(self.program, self.module, one):
                yield self.judge(one, mutant)

    def mutated(self, one: m.Behaviour, mutant: Mutant) -> Interpreter:
        """The program with the mutant, ready to run."""
        new = replace(one, body=mutant.body)
        behaviours = tuple(new if b is one else b for b in self.module.behaviours)
        module = replace(self.module, behaviours=behaviours)
        program = replace(self.program, modules=(*self.program.modules[:-1], module))
        return Interpreter(program, self.bits, BUDGET)

    def judge(self, one: m.Behaviour, mutant: Mutant) -> Judgement:
        """The verdict on one mutant of a behaviour."""
        interpreter = self.mutated(one, mutant)
        killed: TestRef | None = None
        endless = False
        for name in self._callers[one.name]:
            for test in self._tests[name]:
                got = test.run(interpreter)
                if got is True:
                    continue
                killed = killed or test.ref
                endless = endless or got is not False
                if got is False:
                    return Judgement(mutant, killed, True, endless)
        if killed:
            return Judgement(mutant, killed, True, endless)
        witness = self._witness(one, interpreter)
        return Judgement(mutant, None, witness is not None, False, witness)

    def _witness(self, one: m.Behaviour, interpreter: Interpreter) -> Row | None:
        return next((case.row for case in self.differing(one, interpreter)), None)

    def differing(self, one: m.Behaviour, interpreter: Interpreter) -> Iterator[Case]:
        """The cases on which a mutated program gives another result, in order."""
        mutated = interpreter.function(self.module.name, one.name)
        for case in self.cases(one):
            got = _outcome(interpreter, partial(mutated, list(case.values)))
            if not got.agrees(case.result):
                yield case

    def cases(self, one: m.Behaviour) -> list[Case]:
        """Valid inputs of a behaviour with the original's results."""
        found = self._cases.get(one.name)
        if found is None:
            found = self._cases[one.name] = list(self._made_cases(one))
        return found

    @cached_property
    def _cases(self) -> dict[str, list[Case]]:
        return {}

    def _made_cases(self, one: m.Behaviour) -> Iterator[Case]:
        original = self.original.function(self.module.name, one.name)
        requires = [c.expr for c in one.requires if c.expr is not None]
        params = tuple(param.var for param in one.params)
        for row in inputs.rows(self.program, self.module, one, self.bits):
            try:
                values = tuple(self.original.evaluate(value) for value in row)
                env = dict(zip(params, values, strict=True))
                if not all(self.original.evaluate(c, env) is True for c in requires):
                    continue
            except (Raised, OutOfBudget, NotExecutable):
                continue
            result = _outcome(self.original, partial(original, list(values)))
            if not result.endless:
                yield Case(row, values, result)


def _outcome(interpreter: Interpreter, call: Callable[[], Any]) -> Result:
    try:
        return Result(interpreter.run(call))
    except Raised as raised:
        return Result(error=raised.name)
    except OutOfBudget:
        return Result(endless=True)
    except NotExecutable:
        return Result(error="not implemented")


def _called(one: m.Behaviour, module: str) -> Iterable[str]:
    """The behaviours of the module that a behaviour's code names."""
    conditions = [*one.requires, *one.ensures, *(p.constraint for p in one.properties)]
    code = [one.body, *(c.expr for c in conditions), *(a for e in one.examples for a in e.args)]
    for root in code:
        if root is None:
            continue
        for node in walk(root):
            if isinstance(node, x.Call | x.FnRef) and node.module == module:
                yield node.name
