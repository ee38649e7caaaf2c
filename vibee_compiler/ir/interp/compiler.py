"""Expressions compiled to closures over a mutable frame.

A frame is a list with a slot for each variable of a behaviour; uids are unique there, and
evaluation is strict, so lambdas share the frame of their behaviour and a recursive call makes
one of its own. Statements can be compiled beside expressions (`lowering` does so): assigning to
a variable is a store into its slot, and `handlers` takes further node types.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar, Protocol

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.interp.budget import OBJECT, Raised, Runtime
from vibee_compiler.ir.interp.equality import Equality
from vibee_compiler.ir.interp.literals import literal_value
from vibee_compiler.ir.interp.patterns import bind, test
from vibee_compiler.ir.interp.registry import FORMS, NATIVES
from vibee_compiler.ir.value_maps import MapValue, SetValue
from vibee_compiler.ir.values import NOTHING, FnValue, plain

Frame = list[Any]
Code = Callable[[Frame], Any]
Invoke = Callable[[list[Any]], Any]


class UnknownOp(Exception):
    """An `Op` whose id nothing carries out."""


class Linker(Protocol):
    """What expressions refer to outside themselves; the `Interpreter` is one."""

    runtime: Runtime
    equality: Equality

    def function(self, module: str, name: str) -> Invoke:
        """What calls a behaviour; it may be compiled on its first call."""

    def constant(self, module: str, name: str) -> Callable[[], Any]:
        """What gives the value of a constant."""

    def enum(self, type_: t.Type, member: str) -> Any:
        """A value of an enum."""

    def maker(self, type_: t.Type, variant: str | None) -> tuple[tuple[str, ...], Invoke]:
        """The fields of a record or variant, and what makes a value of them, checked."""

    def storer(self, to: t.Type) -> Callable[[Any], Any] | None:
        """What makes a value fit for a declared type; None when there is nothing to do."""


class ExprCompiler:
    """Compiles the expressions of one behaviour, constraint or test."""

    def __init__(self, linker: Linker) -> None:
        self.linker = linker
        self.runtime = linker.runtime
        self.slots: dict[int, int] = {}
        self.linear: frozenset[int] = frozenset()
        """Variables that hold the only use of a growing text; see `ops.folds`."""

    def slot(self, var: x.Var) -> int:
        """The place of a variable in the frame."""
        return self.slots.setdefault(var.uid, len(self.slots))

    @property
    def size(self) -> int:
        """How long a frame has to be for what has been compiled."""
        return len(self.slots)

    def compile(self, node: x.Expr) -> Code:
        """The closure of an expression; raises `UnknownOp`."""
        handler = self.handlers.get(type(node))
        if handler is None:
            raise UnknownOp(f"an expression that cannot be evaluated: {type(node).__name__}")
        return handler(self, node)

    def all(self, nodes: tuple[x.Expr, ...]) -> list[Code]:
        """The closures of several."""
        return [self.compile(node) for node in nodes]

    def list_of(self, node: x.Expr) -> Code:
        """The closure of a list, which gives a tuple."""
        code = self.compile(node)
        if isinstance(node, x.ListLit) or not _may_grow(node):
            return code
        return lambda env: plain(code(env))

    def lambda1(self, node: x.Expr) -> Callable[[Frame, Any], Any]:
        """A part under one binder, as a function of the frame and the element; a step each."""
        assert isinstance(node, x.Lambda)
        body, runtime = self.compile_body(node)
        store = bind(node.params[0], self.slot)
        if isinstance(node.params[0], x.PBind):
            slot = self.slot(node.params[0].var)

            def call(env: Frame, value: Any) -> Any:
                runtime.steps -= 1
                if runtime.steps < 0:
                    runtime.tick()
                env[slot] = value
                return body(env)

            return call

        def call_pattern(env: Frame, value: Any) -> Any:
            runtime.tick()
            store(env, value)
            return body(env)

        return call_pattern

    def lambda2(self, node: x.Expr) -> Callable[[Frame, Any, Any], Any]:
        """A part under two binders."""
        assert isinstance(node, x.Lambda)
        body, runtime = self.compile_body(node)
        first, second = (bind(param, self.slot) for param in node.params)

        def call(env: Frame, one: Any, two: Any) -> Any:
            runtime.steps -= 1
            if runtime.steps < 0:
                runtime.tick()
            first(env, one)
            second(env, two)
            return body(env)

        return call

    def compile_body(self, node: x.Lambda) -> tuple[Code, Runtime]:
        """The body of a lambda; its variables get their slots first."""
        for param in node.params:
            bind(param, self.slot)
        return self.compile(node.body), self.runtime

    def _literal(self, node: x.Literal) -> Code:
        value = literal_value(node.value, node.type)
        if node.type == t.INT and not self.runtime.least <= value <= self.runtime.greatest:
            fit = self.runtime.fit
            return lambda env: fit(value)
        return lambda env: value

    def _local(self, node: x.Local) -> Code:
        slot = self.slot(node.var)
        return lambda env: env[slot]

    def _const_ref(self, node: x.ConstRef) -> Code:
        value = self.linker.constant(node.module, node.name)
        return lambda env: value()

    def _fn_ref(self, node: x.FnRef) -> Code:
        value = FnValue(node.module, node.name)
        return lambda env: value

    def _let(self, node: x.Let) -> Code:
        value = self.compile(node.value)
        if isinstance(node.pattern, x.PBind):
            slot = self.slot(node.pattern.var)
            body = self.compile(node.body)

            def let_name(env: Frame) -> Any:
                env[slot] = value(env)
                return body(env)

            return let_name
        store = bind(node.pattern, self.slot)
        body = self.compile(node.body)

        def let_pattern(env: Frame) -> Any:
            store(env, value(env))
            return body(env)

        return let_pattern

    def _if(self, node: x.If) -> Code:
        cond, then, other = self.all((node.cond, node.then, node.other))
        return lambda env: then(env) if cond(env) else other(env)

    def _match(self, node: x.Match) -> Code:
        subject = self.compile(node.subject)
        arms = []
        for arm in node.arms:
            fits = test(arm.pattern, self.slot, self.linker)
            guard = self.compile(arm.guard) if arm.guard is not None else None
            arms.append((fits, guard, self.compile(arm.body)))

        def match(env: Frame) -> Any:
            value = subject(env)
            for fits, guard, body in arms:
                if (fits is None or fits(env, value)) and (guard is None or guard(env)):
                    return body(env)
            raise AssertionError("a match that is not exhaustive")

        return match

    def _fail(self, node: x.Fail) -> Code:
        message, name = self.compile(node.message), node.error

        def fail(env: Frame) -> Any:
            raise Raised(name, message(env))

        return fail

    def _call(self, node: x.Call) -> Code:
        return call_code(self.linker.function(node.module, node.name), self.all(node.args))

    def _call_var(self, node: x.CallVar) -> Code:
        slot, args, function = self.slot(node.var), self.all(node.args), self.linker.function

        def call(env: Frame) -> Any:
            called = env[slot]
            return function(called.module, called.name)([arg(env) for arg in args])

        return call

    def _op(self, node: x.Op) -> Code:
        made = FORMS.get(node.id)
        if made is not None:
            return made(self, node)
        native = NATIVES.get(node.id)
        if native is None:
            raise UnknownOp(f"no operation {node.id!r}")
        compile_one = self.compile if native.grown else self.argument
        codes = [compile_one(arg) for arg in node.args]
        runtime = self.runtime
        return apply(
            partial(native.function, runtime) if native.runtime else native.function, codes
        )

    def argument(self, node: x.Expr) -> Code:
        """The closure of an argument; lists as tuples."""
        return self.list_of(node) if isinstance(node.type, t.ListT) else self.compile(node)

    def _list_lit(self, node: x.ListLit) -> Code:
        codes, runtime = self.all(node.items), self.runtime
        if not any(node.optional):
            return self.sequence(codes)
        parts = list(zip(codes, node.optional, strict=True))

        def build(env: Frame) -> Any:
            runtime.build(OBJECT + 8 * len(parts))
            values = [(code(env), optional) for code, optional in parts]
            return tuple([v.value if o else v for v, o in values if not o or v is not NOTHING])

        return build

    def _map_lit(self, node: x.MapLit) -> Code:
        codes = [(self.compile(k), self.compile(v)) for k, v in node.entries]
        parts = [(k, v, o) for (k, v), o in zip(codes, node.optional, strict=True)]
        runtime = self.runtime

        def build(env: Frame) -> Any:
            runtime.build(OBJECT * (1 + len(parts)))
            pairs = [(k(env), v(env), o) for k, v, o in parts]
            data: dict[Any, Any] = {}
            for key, value, optional in pairs:
                if optional:
                    if value is NOTHING:
                        continue
                    value = value.value
                if key in data:
                    raise Raised("InvalidArgument", "a key comes twice")
                data[key] = value
            return MapValue(data)

        return build

    def _set_lit(self, node: x.SetLit) -> Code:
        codes = self.all(node.items)
        return lambda env: SetValue.of([code(env) for code in codes])

    def _tuple_lit(self, node: x.TupleLit) -> Code:
        return self.sequence(self.all(node.items))

    def sequence(self, codes: list[Code]) -> Code:
        """The tuple of the values of some closures."""
        runtime, size = self.runtime, OBJECT + 8 * len(codes)

        def build(env: Frame) -> Any:
            runtime.memory -= size
            if runtime.memory < 0:
                runtime.build(0)
            return tuple([code(env) for code in codes])

        def pair(env: Frame) -> Any:
            runtime.memory -= size
            if runtime.memory < 0:
                runtime.build(0)
            return (first(env), second(env))

        if len(codes) != 2:
            return build
        first, second = codes
        return pair

    def _enum_value(self, node: x.EnumValue) -> Code:
        value = self.linker.enum(node.type, node.member)
        return lambda env: value

    def _record_lit(self, node: x.RecordLit) -> Code:
        return self.made(node.type, None, node.fields)

    def _variant_lit(self, node: x.VariantLit) -> Code:
        return self.made(node.type, node.variant, node.fields)

    def made(
        self, type_: t.Type, variant: str | None, given: tuple[tuple[str, x.Expr], ...]
    ) -> Code:
        """A record or variant; fields are evaluated as written and made in declared order."""
        names, make = self.linker.maker(type_, variant)
        codes = self.all(tuple(value for _, value in given))
        order = [[name for name, _ in given].index(name) for name in names]
        if order == list(range(len(codes))):
            return lambda env: make([code(env) for code in codes])

        def build(env: Frame) -> Any:
            values = [code(env) for code in codes]
            return make([values[i] for i in order])

        return build

    def _record_update(self, node: x.RecordUpdate) -> Code:
        names, make = self.linker.maker(node.type, None)
        base = self.compile(node.base)
        parts = [(names.index(name), self.compile(value)) for name, value in node.fields]

        def update(env: Frame) -> Any:
            values = list(base(env).values)
            given = [(i, code(env)) for i, code in parts]
            for i, value in given:
                values[i] = value
            return make(values)

        return update

    def _field_get(self, node: x.FieldGet) -> Code:
        base = self.compile(node.base)
        place = self.field_place(node.base.type, node.name)
        return lambda env: base(env).values[place]

    def field_place(self, type_: t.Type, name: str) -> int:
        """Where a record's field is among its values."""
        return self.linker.maker(type_, None)[0].index(name)

    def _store(self, node: x.Store) -> Code:
        value, storer = self.compile(node.value), self.linker.storer(node.to)
        return value if storer is None else apply(storer, [value])

    handlers: ClassVar[dict[type, Callable[[Any, Any], Code]]] = {
        x.Literal: _literal,
        x.Local: _local,
        x.ConstRef: _const_ref,
        x.FnRef: _fn_ref,
        x.Let: _let,
        x.If: _if,
        x.Match: _match,
        x.Fail: _fail,
        x.Call: _call,
        x.CallVar: _call_var,
        x.Op: _op,
        x.ListLit: _list_lit,
        x.MapLit: _map_lit,
        x.SetLit: _set_lit,
        x.TupleLit: _tuple_lit,
        x.EnumValue: _enum_value,
        x.RecordLit: _record_lit,
        x.VariantLit: _variant_lit,
        x.RecordUpdate: _record_update,
        x.FieldGet: _field_get,
        x.Store: _store,
    }


_NEVER_GROWN = frozenset(
    {"list.map", "list.filter", "list.sort", "list.sortBy", "list.indexed", "list.zip"}
    | {"list.reverse", "lists.range", "lists.range2", "lists.range3", "string.chars"}
    | {"map.keys", "map.values", "map.entries", "set.toList", "string.split", "string.split2"}
)


def _may_grow(node: x.Expr) -> bool:
    return not (isinstance(node, x.Op) and node.id in _NEVER_GROWN)


def call_code(invoke: Invoke, args: list[Code]) -> Code:
    """The closure of a call."""
    if len(args) == 1:
        only = args[0]
        return lambda env: invoke([only(env)])
    return lambda env: invoke([arg(env) for arg in args])


def apply(function: Callable[..., Any], codes: list[Code]) -> Code:
    """The closure that gives a function the values of others, from the left."""
    if len(codes) == 1:
        (a,) = codes
        return lambda env: function(a(env))
    if len(codes) == 2:
        a, b = codes
        return lambda env: function(a(env), b(env))
    if len(codes) == 3:
        a, b, c = codes
        return lambda env: function(a(env), b(env), c(env))
    return lambda env: function(*[code(env) for code in codes])
