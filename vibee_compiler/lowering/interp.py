"""Runs statement IR on the closures of the reference interpreter.

So a difference between the language and a target is bisected to a pass by running both sides.
Builders are Python's own mutable containers in a frame; a `View` copies.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.interp import Budget, Interpreter, OutOfBudget, Raised, Verdict
from vibee_compiler.ir.interp.compiler import Code, ExprCompiler, Frame, Invoke
from vibee_compiler.ir.interp.machine import NotExecutable
from vibee_compiler.ir.interp.making import fields_of, violation
from vibee_compiler.ir.interp.patterns import bind, test
from vibee_compiler.ir.module import AliasDecl, Enum, Program
from vibee_compiler.ir.value_maps import MapValue, SetValue
from vibee_compiler.ir.values import NOTHING, Ok, RecordValue, VariantValue, plain, same, shape
from vibee_compiler.lowering import sir as s

Run = Callable[[Frame], Any]
_BREAK, _CONTINUE = object(), object()


class _Returned:
    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class LoweredInterpreter(Interpreter):
    """Runs a lowered program; constraints are checked by its checkers."""

    def __init__(
        self, lowered: s.LoweredProgram, int_bits: int = 64, budget: Budget | None = None
    ) -> None:
        program = Program(tuple(module.module for module in lowered.modules))
        super().__init__(program, int_bits, budget)
        self._functions: dict[tuple[str, str], s.Function] = {}
        self._checkers: dict[tuple[str, str, str | None], s.Checker] = {}
        for module in lowered.modules:
            for one in (*(b.function for b in module.behaviours), *module.helpers):
                self._functions[module.module.name, one.name] = one
            for checker in module.checkers:
                key = (module.module.name, checker.type.name, checker.variant)
                self._checkers[key] = checker

    def function(self, module: str, name: str) -> Invoke:
        """What calls a function; compiled on its first call."""
        key = (module, name)

        def invoke(args: list[Any]) -> Any:
            if key not in self._compiled:
                self._compiled[key] = self._function(key)
            return self._compiled[key](args)

        return self._compiled.get(key, invoke)

    def _function(self, key: tuple[str, str]) -> Invoke:
        function = self._functions[key]
        if function.block is None:
            raise NotExecutable(f"{function.name} is not implemented")
        compiler = BlockCompiler(self)
        for param in function.params:
            compiler.slot(param.var)
        run = compiler.block(function.block)
        runtime, arity = self.runtime, len(function.params)

        def enter(args: list[Any]) -> Any:
            runtime.calls += 1
            runtime.tick()
            if runtime.calls > runtime.limit:
                raise OutOfBudget("depth")
            done = run(args + [None] * (compiler.size - arity))
            runtime.calls -= 1
            if not isinstance(done, _Returned):
                raise AssertionError(f"a path of {function.name} does not return")
            return done.value

        return enter

    def maker(self, type_: t.Type, variant: str | None) -> tuple[tuple[str, ...], Invoke]:
        """The fields of a record or variant, and what makes a value of them, checked."""
        assert isinstance(type_, t.Named)
        decl = self.declaration(type_)
        assert decl is not None and not isinstance(decl, Enum | AliasDecl)
        names = tuple(field.name for field in fields_of(decl, variant))
        made = shape(type_.module, type_.name, variant, names)
        cls = RecordValue if variant is None else VariantValue
        checker = self._checkers.get((type_.module, type_.name, variant))
        check: list[Run] = []

        def make(values: list[Any]) -> Any:
            value = cls(made, tuple(values))
            if checker is not None:
                if not check:
                    check.append(self._check(checker))
                check[0]([*values, value])
            return value

        return names, make

    def _check(self, checker: s.Checker) -> Run:
        compiler = BlockCompiler(self)
        for var in checker.fields:
            compiler.slot(var)
        compiler.slot(checker.self_var or x.Var("self", -1, t.VOID))
        run = compiler.block(checker.block)
        arity = len(checker.fields) + 1
        return lambda values: run(values + [None] * (compiler.size - arity))

    def run_lowered(self, module: str, behaviour: str, example: s.LoweredExample) -> Verdict:
        """Make the arguments of an example, call, and compare with what it expects."""
        compiler = BlockCompiler(self)
        setup = compiler.block(example.setup)
        codes = compiler.all(example.args)
        expected = None if example.expected is None else compiler.compile(example.expected)
        frame: list[Any] = []

        def call() -> Any:
            frame[:] = [None] * compiler.size
            setup(frame)
            return self.function(module, behaviour)([code(frame) for code in codes])

        try:
            got = self.run(call)
        except Raised as raised:
            return Verdict(raised.name == example.raises, None, raised.name, raised.message)
        except OutOfBudget as out:
            return Verdict(False, exhausted=out.what)
        if expected is None:
            return Verdict(False, got)
        wanted = self.run(lambda: expected(frame))
        return Verdict(same(wanted, got, example.tolerance), got)

    def holds(self, rows: s.PropertyRows) -> list[bool]:
        """The property on each of its rows."""
        compiler = BlockCompiler(self)
        slots = [compiler.slot(var) for var in rows.params]
        setup, check = compiler.block(rows.setup), compiler.compile(rows.check)

        def one(row: tuple[x.Expr, ...]) -> bool:
            frame: list[Any] = [None] * compiler.size
            for slot, node in zip(slots, row, strict=True):
                frame[slot] = self.evaluate(node)
            setup(frame)
            return bool(self.run(lambda: check(frame)))

        return [one(row) for row in rows.rows]


def _thaw(value: Any) -> Any:
    """A mutable copy of a list, map, set or text."""
    if isinstance(value, MapValue):
        return dict(value.items())
    if isinstance(value, SetValue):
        return set(value.items())
    return [value] if isinstance(value, str) else list(plain(value))


def _frozen(value: Any, type_: t.Type) -> Any:
    match type_:
        case t.MapT():
            return MapValue(dict(value))
        case t.SetT():
            return SetValue.of(list(value))
        case t.ListT():
            return tuple(value)
    return "".join(value)


def _changes() -> Mapping[str, Callable[..., Any]]:
    def at(items: Any, index: int, value: Any) -> None:
        items[index] = value

    return {
        "list.push": lambda items, value: items.append(value),
        "list.extend": lambda items, more: items.extend(plain(more)),
        "list.set": at,
        "map.put": lambda items, key, value: items.__setitem__(key, value),
        "map.remove": lambda items, key: items.pop(key, None),
        "set.put": lambda items, value: items.add(value),
        "set.remove": lambda items, value: items.discard(value),
        "string.append": lambda items, text: items.append(text),
    }


_CHANGES = _changes()


class BlockCompiler(ExprCompiler):
    """Statements beside expressions."""

    def view(self, node: s.View | s.Freeze) -> Code:
        slot, type_ = self.slot(node.var), node.var.type
        return lambda env: _frozen(env[slot], type_)

    def take(self, node: s.Take) -> Code:
        slot = self.slot(node.var)
        return lambda env: env[slot]

    def is_variant(self, node: s.IsVariant) -> Code:
        subject, name = self.compile(node.subject), node.variant
        return lambda env: subject(env).shape.variant == name

    def variant_field(self, node: s.VariantField) -> Code:
        subject = self.compile(node.subject)
        names, _ = self.linker.maker(node.subject.type, node.variant)
        place = names.index(node.name)
        return lambda env: subject(env).values[place]

    def is_some(self, node: s.IsSome) -> Code:
        subject = self.compile(node.subject)
        return lambda env: subject(env) is not NOTHING

    def is_ok(self, node: s.IsOk) -> Code:
        subject = self.compile(node.subject)
        return lambda env: type(subject(env)) is Ok

    def unwrap(self, node: s.Unwrap | s.UnwrapOk | s.UnwrapErr) -> Code:
        subject = self.compile(node.subject)
        return lambda env: subject(env).value

    def block_expr(self, node: s.BlockExpr) -> Code:
        run, value = self.block(node.block), self.compile(node.value)

        def evaluate(env: Frame) -> Any:
            run(env)
            return value(env)

        return evaluate

    handlers: ClassVar[dict[type, Callable[[Any, Any], Code]]] = {
        **ExprCompiler.handlers,
        s.View: view,
        s.Freeze: view,
        s.Take: take,
        s.IsVariant: is_variant,
        s.VariantField: variant_field,
        s.IsSome: is_some,
        s.IsOk: is_ok,
        s.Unwrap: unwrap,
        s.UnwrapOk: unwrap,
        s.UnwrapErr: unwrap,
        s.BlockExpr: block_expr,
    }

    # A statement gives None to go on, a `_Returned`, or a mark for the loop around it.

    def block(self, block: s.Block) -> Run:
        """What runs the statements in order."""
        runs = [self.statements[type(stmt)](self, stmt) for stmt in block]

        def run(env: Frame) -> Any:
            for one in runs:
                done = one(env)
                if done is not None:
                    return done
            return None

        return run

    def declare(self, node: s.Declare) -> Run:
        slot = self.slot(node.var)
        if node.value is None:
            return lambda env: None
        value = self.compile(node.value)
        if node.builder:
            return lambda env: env.__setitem__(slot, _thaw(value(env)))
        return lambda env: env.__setitem__(slot, value(env))

    def destructure(self, node: s.Destructure) -> Run:
        value, store = self.compile(node.value), bind(node.pattern, self.slot)
        return lambda env: store(env, value(env))

    def assign(self, node: s.Assign) -> Run:
        slot, value = self.slot(node.var), self.compile(node.value)
        return lambda env: env.__setitem__(slot, value(env))

    def add_late(self, node: s.AddLate) -> Run:
        slot, flag, value = self.slot(node.var), self.slot(node.flag), self.compile(node.value)
        least, greatest = self.runtime.least, self.runtime.greatest

        def run(env: Frame) -> None:
            total = env[slot] + value(env)
            if least <= total <= greatest:
                env[slot] = total
            else:
                env[flag] = True

        return run

    def change(self, node: s.Change) -> Run:
        slot, codes, change = self.slot(node.var), self.all(node.args), _CHANGES[node.op]

        def run(env: Frame) -> None:
            change(env[slot], *[code(env) for code in codes])

        return run

    def evaluate_(self, node: s.Evaluate) -> Run:
        value = self.compile(node.value)

        def run(env: Frame) -> None:
            value(env)

        return run

    def return_(self, node: s.Return) -> Run:
        value = self.compile(node.value)
        return lambda env: _Returned(value(env))

    def raise_(self, node: s.Raise) -> Run:
        message = self.compile(node.message)

        def run(env: Frame) -> None:
            raise Raised(node.error, message(env))

        return run

    def guard(self, node: s.Guard) -> Run:
        cond = self.compile(node.cond)
        message = None if node.message is None else self.compile(node.message)

        def run(env: Frame) -> None:
            if not cond(env):
                if message is None:
                    raise violation(node.contract or "")
                raise Raised(node.error, message(env))

        return run

    def if_stmt(self, node: s.IfStmt) -> Run:
        cond, then, other = self.compile(node.cond), self.block(node.then), self.block(node.other)
        return lambda env: then(env) if cond(env) else other(env)

    def match_stmt(self, node: s.MatchStmt) -> Run:
        subject = self.compile(node.subject)
        arms = []
        for arm in node.arms:
            fits = test(arm.pattern, self.slot, self.linker)
            guard = self.compile(arm.guard) if arm.guard is not None else None
            arms.append((fits, guard, self.block(arm.block)))

        def run(env: Frame) -> Any:
            value = subject(env)
            for fits, guard, block in arms:
                if (fits is None or fits(env, value)) and (guard is None or guard(env)):
                    return block(env)
            raise AssertionError("a match that is not exhaustive")

        return run

    def switch(self, node: s.Switch) -> Run:
        subject = self.compile(node.subject)
        cases: dict[Any, tuple[list[tuple[int, int]], Run]] = {}
        for case in node.cases:
            binds: list[tuple[int, int]] = []
            if case.binds:
                names, _ = self.linker.maker(node.subject.type, str(case.labels[0]))
                binds = [(names.index(field), self.slot(var)) for field, var in case.binds]
            block = self.block(case.block)
            for label in case.labels:
                cases[label] = (binds, block)
        default = None if node.default is None else self.block(node.default)

        def run(env: Frame) -> Any:
            value = subject(env)
            label = value
            if isinstance(value, VariantValue):
                label = value.shape.variant
            elif hasattr(value, "name"):
                label = value.name
            if label not in cases:
                assert default is not None, "a switch that is not exhaustive"
                return default(env)
            binds, block = cases[label]
            for place, slot in binds:
                env[slot] = value.values[place]
            return block(env)

        return run

    def for_each(self, node: s.ForEach) -> Run:
        items, store = self.compile(node.items), bind(node.pattern, self.slot)
        block, runtime = self.block(node.block), self.runtime

        def run(env: Frame) -> Any:
            for item in plain(items(env)):
                runtime.tick()
                store(env, item)
                done = block(env)
                if done is _BREAK:
                    break
                if isinstance(done, _Returned):
                    return done
            return None

        return run

    def while_(self, node: s.While) -> Run:
        cond, block, runtime = self.compile(node.cond), self.block(node.block), self.runtime

        def run(env: Frame) -> Any:
            while cond(env):
                runtime.tick()
                done = block(env)
                if done is _BREAK:
                    break
                if isinstance(done, _Returned):
                    return done
            return None

        return run

    statements: ClassVar[dict[type, Callable[[Any, Any], Run]]] = {
        s.Declare: declare,
        s.Destructure: destructure,
        s.Assign: assign,
        s.AddLate: add_late,
        s.Change: change,
        s.Evaluate: evaluate_,
        s.Return: return_,
        s.Raise: raise_,
        s.Guard: guard,
        s.IfStmt: if_stmt,
        s.MatchStmt: match_stmt,
        s.Switch: switch,
        s.ForEach: for_each,
        s.While: while_,
        s.Break: lambda self, node: lambda env: _BREAK,
        s.Continue: lambda self, node: lambda env: _CONTINUE,
    }
