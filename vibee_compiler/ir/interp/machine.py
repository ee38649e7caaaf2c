"""The interpreter: programs linked, calls within a budget, examples run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import vibee_compiler.ir.interp.builtins  # noqa: F401 (fills the registry)
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.deep import on_large_stack
from vibee_compiler.ir.interp.budget import Budget, OutOfBudget, Raised, Runtime
from vibee_compiler.ir.interp.compiler import Code, ExprCompiler, Invoke
from vibee_compiler.ir.interp.equality import Equality
from vibee_compiler.ir.interp.making import Storing, maker_of, violation
from vibee_compiler.ir.module import (
    Behaviour,
    Constant,
    Constraint,
    Enum,
    Example,
    Program,
    TypeDecl,
)
from vibee_compiler.ir.values import enum_members, same, settle
from vibee_compiler.records import dataclass

Result = TypeVar("Result")


class NotExecutable(Exception):
    """A call of what has no body: a stub, or a name that nothing declares."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of an example: a value (`got`), or an error of the language with its message.

    `exhausted` says what ran out when the budget did; the example has not passed then.
    """

    passed: bool
    got: Any = None
    error: str | None = None
    message: str | None = None
    exhausted: str | None = None


class Interpreter:
    """Runs a program. Not thread-safe: one evaluation at a time.

    `int_bits` is the width of Int: 64, 53 or 32. Every public method that evaluates may raise
    `Raised` (an error of the language), `OutOfBudget` and `NotExecutable`, and nothing else.
    """

    def __init__(self, program: Program, int_bits: int = 64, budget: Budget | None = None) -> None:
        self.program = program
        self.runtime = Runtime(int_bits, budget or Budget())
        self._decls: dict[tuple[str, str], TypeDecl] = {
            (module.name, decl.name): decl for module in program.modules for decl in module.types
        }
        self._behaviours: dict[tuple[str, str], Behaviour] = {
            (module.name, one.name): one for module in program.modules for one in module.behaviours
        }
        self._constants: dict[tuple[str, str], Constant] = {
            (module.name, one.name): one for module in program.modules for one in module.constants
        }
        self.equality = Equality(self.runtime, self.declaration)
        self._storing = Storing(self, self.declaration, admit=False)
        self._admitting = Storing(self, self.declaration, admit=True)
        self._compiled: dict[tuple[str, str], Invoke] = {}
        self._makers: dict[tuple[t.Type, str | None], tuple[tuple[str, ...], Invoke]] = {}
        self._values: dict[tuple[str, str], Any] = {}
        self._deep = False
        self._before = 0

    @property
    def spent(self) -> int:
        """The steps that all evaluations so far have taken."""
        steps = self.runtime.budget.steps
        return self._before + min(steps - self.runtime.steps, steps)

    def _reset(self) -> None:
        self._before = self.spent
        self.runtime.reset()

    def call(self, module: str, behaviour: str, args: Sequence[Any]) -> Any:
        """Call a behaviour with values, which are made fit for its parameters first."""
        found = self._behaviour((module, behaviour))
        if len(args) != len(found.params):
            wanted, given = len(found.params), len(args)
            raise NotExecutable(f"{behaviour} takes {wanted} arguments, not {given}")

        def run() -> Any:
            admitted = [self.admit(v, p.type) for v, p in zip(args, found.params, strict=True)]
            return self.function(module, behaviour)(admitted)

        return self.run(run)

    def evaluate(self, expr: x.Expr, env: Mapping[x.Var, Any] | None = None) -> Any:
        """The value of an expression whose free variables `env` gives."""
        given = env or {}
        return self.prepare(expr, tuple(given))(*given.values())

    def prepare(self, expr: x.Expr, params: tuple[x.Var, ...]) -> Callable[..., Any]:
        """An expression as a function of its free variables, compiled on the first call."""
        compiler = ExprCompiler(self)
        slots = [compiler.slot(var) for var in params]
        code: Code | None = None

        def call(*values: Any) -> Any:
            def run() -> Any:
                nonlocal code
                if code is None:
                    code = compiler.compile(expr)
                frame: list[Any] = [None] * compiler.size
                for slot, value in zip(slots, values, strict=True):
                    frame[slot] = value
                return code(frame)

            return self.run(run)

        return call

    def run_example(self, module: str, behaviour: str, example: Example) -> Verdict:
        """Make the arguments of an example, call, and compare with what it expects."""
        try:
            got = self.run(lambda: self._example(module, behaviour, example))
        except Raised as raised:
            return Verdict(raised.name == example.raises, None, raised.name, raised.message)
        except OutOfBudget as out:
            return Verdict(False, exhausted=out.what)
        if example.expected is None:
            return Verdict(False, got)
        try:
            expected = self.evaluate(example.expected)
        except (Raised, OutOfBudget):
            return Verdict(False, got)
        return Verdict(same(expected, got, example.tolerance), got)

    def _example(self, module: str, behaviour: str, example: Example) -> Any:
        compiler = ExprCompiler(self)
        codes = compiler.all(example.args)
        frame: list[Any] = [None] * compiler.size
        return self.function(module, behaviour)([code(frame) for code in codes])

    def run(self, thunk: Callable[[], Result]) -> Result:
        """Evaluate with a full budget; values come back settled.

        First on the stack at hand. Where that is too small, everything is done again on a large
        one: programs are pure.
        """
        if not self._deep:
            self._reset()
            try:
                return _settled(thunk)
            except RecursionError:
                self._deep = True
            except MemoryError:
                raise OutOfBudget("memory") from None
        self._reset()
        try:
            return on_large_stack(lambda: _settled(thunk))
        except RecursionError:
            raise OutOfBudget("depth") from None
        except MemoryError:
            raise OutOfBudget("memory") from None

    def admit(self, value: Any, to: t.Type) -> Any:
        """A value from outside made fit for a declared type; within `run` only.

        Raises Overflow and ContractViolation where it does not fit.
        """
        storer = self._admitting.storer(to)
        return value if storer is None else storer(value)

    def declaration(self, type_: t.Named | t.Alias) -> TypeDecl | None:
        """The declaration of a type."""
        return self._decls.get((type_.module, type_.name))

    def _behaviour(self, key: tuple[str, str]) -> Behaviour:
        found = self._behaviours.get(key)
        if found is None:
            raise NotExecutable(f"no behaviour {key[1]!r} in module {key[0]!r}")
        return found

    def function(self, module: str, name: str) -> Invoke:
        """What calls a behaviour; compiled on its first call."""
        key = (module, name)
        compiled = self._compiled

        def invoke(args: list[Any]) -> Any:
            if key not in compiled:
                compiled[key] = self._compile(self._behaviour(key))
            return compiled[key](args)

        return compiled.get(key, invoke)

    def _compile(self, behaviour: Behaviour) -> Invoke:
        if behaviour.body is None:
            raise NotExecutable(f"{behaviour.name} is not implemented")
        compiler = ExprCompiler(self)
        for param in behaviour.params:
            compiler.slot(param.var)
        requires = _conditions(compiler, behaviour.requires)
        body = compiler.compile(behaviour.body)
        results = {compiler.slot(one.var) for one in behaviour.ensures if one.var is not None}
        ensures = _conditions(compiler, behaviour.ensures)
        parts = (requires, body, ensures)
        arity = len(behaviour.params)
        return _entry(self.runtime, compiler, parts, tuple(sorted(results)), arity)

    def constant(self, module: str, name: str) -> Callable[[], Any]:
        """What gives the value of a constant, computed once."""
        key = (module, name)

        def value() -> Any:
            if key not in self._values:
                compiler = ExprCompiler(self)
                code = compiler.compile(self._constants[key].value)
                self._values[key] = settle(code([None] * compiler.size))
            return self._values[key]

        return value

    def enum(self, type_: t.Type, member: str) -> Any:
        """A value of an enum."""
        assert isinstance(type_, t.Named)
        decl = self.declaration(type_)
        assert isinstance(decl, Enum)
        return enum_members(type_.module, type_.name, decl.members)[member]

    def maker(self, type_: t.Type, variant: str | None) -> tuple[tuple[str, ...], Invoke]:
        """The fields of a record or variant, and what makes a value of them, checked."""
        assert isinstance(type_, t.Named)
        key = (t.Named(type_.module, type_.name), variant)
        if key not in self._makers:
            decl = self.declaration(type_)
            assert decl is not None
            self._makers[key] = maker_of(self, type_, decl, variant)
        return self._makers[key]

    def storer(self, to: t.Type) -> Callable[[Any], Any] | None:
        """What makes a value fit for a declared type; None when there is nothing to do."""
        return self._storing.storer(to)


Conditions = list[tuple[Code, str]]


def _conditions(compiler: ExprCompiler, constraints: tuple[Constraint, ...]) -> Conditions:
    return [(compiler.compile(c.expr), c.text) for c in constraints if c.expr is not None]


def _entry(
    runtime: Runtime,
    compiler: ExprCompiler,
    parts: tuple[Conditions, Code, Conditions],
    results: tuple[int, ...],
    arity: int,
) -> Invoke:
    """What enters a behaviour: counts, makes a frame, checks contracts around the body.

    Nothing in the language catches an error, so the depth is put right by the next `run`.
    """
    requires, body, ensures = parts
    contracts = bool(requires or ensures)
    room = [None] * (compiler.size - arity)

    def enter(args: list[Any]) -> Any:
        runtime.calls += 1
        runtime.steps -= 1
        if runtime.calls > runtime.limit:
            raise OutOfBudget("depth")
        if runtime.steps < 0:
            raise OutOfBudget("steps")
        env = args + room
        if contracts:
            for condition, text in requires:
                if not condition(env):
                    raise violation(text)
        value = body(env)
        if contracts:
            for slot in results:
                env[slot] = value
            for condition, text in ensures:
                if not condition(env):
                    raise violation(text)
        runtime.calls -= 1
        return value

    return enter


def _settled(thunk: Callable[[], Result]) -> Result:
    value: Result = settle(thunk())
    return value
