"""Properties checked on generated inputs, and the rows that every target checks again.

For each property: inputs within types, constraints and `requires`; a case that ends in a
declared error, or in a contract that a derived argument breaks, is discarded; any other error,
or a false result, is a counterexample, which is shrunk and reported. What is left are the rows.
Everything follows from the spec's text, so that the rows are the same on every machine.
"""

from __future__ import annotations

from collections.abc import Iterator

from vibee_compiler.diagnostics.catalogue import make
from vibee_compiler.diagnostics.model import Diagnostic
from vibee_compiler.frontend.allowance import LEAST, Allowance, unchecked
from vibee_compiler.frontend.properties.generate import (
    Bounds,
    CannotGenerate,
    Generator,
    Source,
    bounds_of,
    declarations,
)
from vibee_compiler.frontend.properties.shrink import smaller
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import module as m
from vibee_compiler.ir import types as t
from vibee_compiler.ir.interp import Budget, Interpreter, NotExecutable, OutOfBudget, Raised
from vibee_compiler.ir.walk import walk
from vibee_compiler.records import dataclass

ROWS = 20
TRIES = 200
SHRINKS = 300
BUDGET = Budget(steps=200_000, depth=2_000, memory=2**26)

Row = tuple[x.Expr, ...]

_HOLDS, _FAILS, _DISCARDED = "holds", "fails", "discarded"


@dataclass(frozen=True, slots=True)
class Checked:
    """The rows on which a property holds, how many cases were discarded, and what was found."""

    rows: tuple[Row, ...]
    discarded: int
    diagnostics: tuple[Diagnostic, ...]


class Bench:
    """What the properties of a module have in common, and what they may still cost."""

    def __init__(
        self,
        program: m.Program,
        module: m.Module,
        bits: int = 64,
        allowance: Allowance | None = None,
    ) -> None:
        self.program = program
        self.module = module
        self.bits = bits
        self.allowance = allowance or Allowance()
        self.interpreter = Interpreter(program, bits, BUDGET)
        self.declared = {error.name for one in module.behaviours for error in one.errors}
        self.decls = declarations(program)

    def check(self, behaviour: m.Behaviour, prop: m.Property) -> Checked:
        """Checks one property; see `check_property`."""
        before = self.interpreter.spent
        found = _checked(self, behaviour, prop)
        self.allowance.charge(self.interpreter, before)
        self.allowance.left -= LEAST * (len(found.rows) + found.discarded)
        return found


class _Trial:
    """One property under test."""

    def __init__(self, bench: Bench, behaviour: m.Behaviour, prop: m.Property) -> None:
        self.prop = prop
        self.behaviour = behaviour
        self.interpreter = bench.interpreter
        self.declared = bench.declared
        own = {var.uid for var in prop.params}
        self.requires = [
            one.expr
            for one in behaviour.requires
            if one.expr is not None and _free(one.expr) <= own
        ]
        self.types = {p.var.uid: p.type for p in behaviour.params}
        names = (bench.module.name, behaviour.name, prop.constraint.text, str(bench.bits))
        source = Source("\0".join(names))
        self.generator = Generator(bench.program, source, bench.bits, bench.decls)

    def outcome(self, row: Row) -> str:
        """What comes of a row; one that cannot be made, or is not wanted, is discarded."""
        try:
            env = {
                var: self.interpreter.evaluate(value)
                for var, value in zip(self.prop.params, row, strict=True)
            }
            if not all(self.interpreter.evaluate(one, env) for one in self.requires):
                return _DISCARDED
        except (Raised, OutOfBudget):
            return _DISCARDED
        condition = self.prop.constraint.expr
        if condition is None:
            return _DISCARDED
        try:
            return _HOLDS if self.interpreter.evaluate(condition, env) is True else _FAILS
        except Raised as raised:
            discard = raised.name in self.declared or raised.name == "ContractViolation"
            broken_promise = raised.name == "ContractViolation" and self._ensures(raised)
            return _DISCARDED if discard and not broken_promise else _FAILS
        except (OutOfBudget, NotExecutable):
            return _DISCARDED

    def _ensures(self, raised: Raised) -> bool:
        """Whether the contract that broke is an `ensures`: that is no fault of the input."""
        texts = [one.text for one in self.behaviour.ensures]
        return any(text in str(raised.message) for text in texts)

    def candidates(self) -> Iterator[Row]:
        """Rows to try: the edges of each parameter, then random ones of growing size."""
        known = [self._bounds(var) for var in self.prop.params]
        types = [self.types.get(var.uid, var.type) for var in self.prop.params]
        edges = [self.generator.edges(of, b) for of, b in zip(types, known, strict=True)]
        for i in range(max(map(len, edges), default=0)):
            yield tuple(
                column[i % len(column)] if column else self.generator.value(of, 2, b)
                for column, of, b in zip(edges, types, known, strict=True)
            )
        for i in range(TRIES):
            size = 1 + i // 12
            yield tuple(
                self.generator.value(of, size, b) for of, b in zip(types, known, strict=True)
            )

    def _bounds(self, var: x.Var) -> Bounds:
        known = Bounds()
        sized = var.type not in (t.INT, t.FLOAT)
        for one in self.requires:
            known = known.narrowed(bounds_of(one, var, sized=sized))
        return known

    def shrink(self, row: Row) -> Row:
        """A smaller row that still fails: greedily, one step at a time."""
        for _ in range(SHRINKS):
            smaller = next((r for r in _smaller_rows(row) if self.outcome(r) == _FAILS), None)
            if smaller is None:
                return row
            row = smaller
        return row


def _free(node: x.Expr) -> set[int]:
    """The variables that an expression reads and does not bind itself."""
    from vibee_compiler.ir.walk import bound_vars

    bound = {var.uid for var in bound_vars(node)}
    used = {n.var.uid for n in walk(node) if isinstance(n, x.Local | x.CallVar)}
    return used - bound


def _smaller_rows(row: Row) -> Iterator[Row]:
    for i, value in enumerate(row):
        for less in smaller(value):
            yield (*row[:i], less, *row[i + 1 :])


def check_property(
    program: m.Program,
    module: m.Module,
    behaviour: m.Behaviour,
    prop: m.Property,
    int_bits: int = 64,
) -> Checked:
    """Checks one property; without rows when nothing can be made up for its parameters."""
    return Bench(program, module, int_bits).check(behaviour, prop)


def check_properties(
    program: m.Program, module: m.Module, allowance: Allowance | None = None
) -> list[Diagnostic]:
    """What checking a module's properties finds, as far as the allowance goes."""
    bench = Bench(program, module, 64, allowance)
    found: list[Diagnostic] = []
    left_out: list[m.Property] = []
    for behaviour in module.behaviours:
        for prop in behaviour.properties:
            if bench.allowance.spent:
                left_out.append(prop)
            else:
                found += bench.check(behaviour, prop).diagnostics
    if left_out:
        found.append(unchecked("properties", len(left_out), left_out[0].constraint.span))
    return found


def _checked(bench: Bench, behaviour: m.Behaviour, prop: m.Property) -> Checked:
    if prop.constraint.expr is None:
        return Checked((), 0, ())
    trial = _Trial(bench, behaviour, prop)
    rows: dict[Row, None] = {}
    discarded = 0
    try:
        for row in trial.candidates():
            if row in rows:
                continue
            result = trial.outcome(row)
            if result == _FAILS:
                return Checked((), discarded, (_counterexample(trial, trial.shrink(row)),))
            if result == _DISCARDED:
                discarded += 1
                continue
            rows[row] = None
            if len(rows) == ROWS or not prop.params:
                break
    except CannotGenerate as reason:
        text = f"the property `{prop.constraint.text}` is not checked: {reason}"
        return Checked((), 0, (make("VB0716", text, span=prop.constraint.span),))
    found: tuple[Diagnostic, ...] = ()
    if not rows:
        text = f"no input was found on which `{prop.constraint.text}` could be checked"
        hint = f"all {discarded} generated cases end in a declared error or a broken contract"
        found = (make("VB0716", text, span=prop.constraint.span, hint=hint),)
    return Checked(tuple(_in_order(list(rows))), discarded, found)


def _in_order(rows: list[Row]) -> list[Row]:
    """Rows of numbers ascending, others as they came."""
    numbers: list[tuple[float, ...]] = []
    for row in rows:
        if not all(isinstance(v, x.Literal) and isinstance(v.value, int | float) for v in row):
            return rows
        numbers.append(tuple(v.value for v in row))  # type: ignore[union-attr, misc]
    return [row for _, row in sorted(zip(numbers, rows, strict=True), key=lambda pair: pair[0])]


def _counterexample(trial: _Trial, row: Row) -> Diagnostic:
    from vibee_compiler.frontend.canonical import flow
    from vibee_compiler.frontend.literal_data import literal_data

    inputs = {
        var.name: literal_data(value) for var, value in zip(trial.prop.params, row, strict=True)
    }
    text = f"the property `{trial.prop.constraint.text}` of `{trial.behaviour.name}` does not hold"
    hint = f"the smallest input found: {flow(inputs)}"
    return make("VB0717", text, span=trial.prop.constraint.span, hint=hint)
