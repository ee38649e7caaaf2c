"""Replacing a use of a derived built-in by its definition.

A definition is typed once for the types at hand, its parts being variables: a part under binders
is a function of them, `CallVar` in the typed template. A use then gets a copy with new variables.
Parts are evaluated once, in order, by `let`s before the definition, except lazy parts and parts
under binders, which are put where they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import field, replace

from vibee_compiler.frontend.check.context import Scope, Uids, Variable
from vibee_compiler.frontend.check.depth import deep_recursion
from vibee_compiler.frontend.check.environment import Env
from vibee_compiler.frontend.check.infer import context, elaborate
from vibee_compiler.frontend.check.parsing import expression
from vibee_compiler.frontend.check.schematic import RULES
from vibee_compiler.frontend.fragments import whole
from vibee_compiler.frontend.source import SourceFile
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Enum, Program
from vibee_compiler.ir.signatures import Entry, Part, table
from vibee_compiler.ir.walk import Renamer, Rewriter, pattern_vars, refreshed
from vibee_compiler.records import dataclass

Fresh = Callable[[], int]
_ATOMS = (x.Local, x.Literal, x.ConstRef, x.FnRef, x.EnumValue)
"""Expressions that need no variable to be used several times."""


@dataclass(frozen=True, slots=True)
class Template:
    """A typed definition: its parts' variables in order, and its expression."""

    parts: tuple[x.Var, ...]
    body: x.Expr


@dataclass(slots=True)
class Definitions:
    """The definitions of the table, typed for a program's types; typed ones are kept."""

    program: Program
    _env: Env = field(init=False)
    _typed: dict[tuple[object, ...], Template] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the surroundings of definitions: no names but the table's."""
        self._env = Env("", {module.name: module for module in self.program.modules})

    def expand(self, op: x.Op, fresh: Fresh) -> x.Expr:
        """What a use of a derived entry means, one step down.

        `fresh` gives numbers for variables that the surroundings do not use. Raises ValueError
        for a primitive entry.
        """
        entry = table()[op.id]
        if entry.primitive:
            raise ValueError(f"{op.id} is primitive")
        if entry.variadic and len(op.args) != len(entry.parts):
            if len(op.args) == 1:
                return op.args[0]
            op = replace(op, args=(replace(op, args=op.args[:-1]), op.args[-1]))
        return _instantiate(self.template(op), op, entry, fresh)

    def text(self, op: x.Op) -> str:
        """The definition of the entry for the types of a use, in the language."""
        rule = RULES.get(op.id)
        if rule is not None:
            return rule(self._env, op)
        definition = table()[op.id].definition
        if definition is None or isinstance(definition, str):
            return definition or ""
        return definition[self._head(op)]

    def _head(self, op: x.Op) -> str:
        """The key of a definition by type: what the constrained variable stands for."""
        type_ = op.args[0].type
        if isinstance(table()[op.id].parts[0].type, t.ListT) and isinstance(type_, t.ListT):
            type_ = type_.elem
        if isinstance(type_, t.Prim):
            return type_.name
        if isinstance(type_, t.Named) and isinstance(self._env.decl(type_), Enum):
            return "E"
        return type(type_).__name__.removesuffix("T")

    def template(self, op: x.Op) -> Template:
        """The typed definition for the types of a use."""
        entry = table()[op.id]
        signature = tuple(_signature(arg) for arg in op.args)
        key = (op.id, op.extra, signature, op.type)
        if key not in self._typed:
            self._typed[key] = self._type(op, entry)
        return self._typed[key]

    def _type(self, op: x.Op, entry: Entry) -> Template:
        parts = [
            (part.name, _signature(arg), tuple(name for name, _ in part.binders))
            for part, arg in zip(_parts(op, entry), op.args, strict=True)
        ]
        return self.typed(self.text(op), parts, op.type)

    def typed(
        self, text: str, parts: Iterable[tuple[str, t.Type, tuple[str, ...]]], result: t.Type
    ) -> Template:
        """A definition as a template; parts have a name, a type, and the binders they are under."""
        fragment = whole(SourceFile.of("definition", text))
        c = context(self._env, fragment, Uids(), internal=True)
        variables: dict[str, Variable] = {}
        for name, type_, binders in parts:
            variables[name] = c.bind(name, type_)
            variables[name].binders = binders or None
        tree = expression(fragment, c.diagnostics)
        assert tree is not None, (text, c.diagnostics)
        with deep_recursion():
            built, _ = elaborate(c, tree, Scope(variables), result)
        assert built is not None, (text, c.diagnostics)
        return Template(tuple(c.var(variable) for variable in variables.values()), built)

    @property
    def env(self) -> Env:
        """The declarations of the program."""
        return self._env


def _parts(op: x.Op, entry: Entry) -> tuple[Part, ...]:
    """The entry's parts; those of `format` are its pieces."""
    if entry.parts or not op.args:
        return entry.parts[: len(op.args)]
    return tuple(Part(f"x{i}", arg.type) for i, arg in enumerate(op.args))


def _signature(arg: x.Expr) -> t.Type:
    """The type of a part's variable in the definition."""
    if isinstance(arg, x.Lambda):
        return t.FnT(tuple(param.type for param in arg.params), arg.body.type)
    return arg.type


def instantiate_definition(
    entry_id: str,
    args: tuple[x.Expr, ...],
    extra: str | int | None,
    result: t.Type,
    fresh: Fresh,
    definitions: Definitions,
    errors: frozenset[str] | None = None,
) -> x.Expr:
    """The definition of an entry for these parts; see `Definitions.expand`.

    `errors` are those that the use may raise, the entry's own by default: steps inside cannot
    raise others, whatever their own entries say.
    """
    allowed = frozenset(table()[entry_id].errors) if errors is None else errors
    return definitions.expand(x.Op(entry_id, args, result, extra, allowed), fresh)


def _instantiate(template: Template, op: x.Op, entry: Entry, fresh: Fresh) -> x.Expr:
    lets: list[tuple[x.Var, x.Expr]] = []
    values: dict[int, x.Expr] = {}
    lambdas: dict[int, tuple[x.Lambda, tuple[str, ...]]] = {}
    for var, arg, part in zip(template.parts, op.args, _parts(op, entry), strict=True):
        if isinstance(arg, x.Lambda):
            lambdas[var.uid] = (arg, tuple(name for name, _ in part.binders))
        elif part.lazy or isinstance(arg, _ATOMS):
            values[var.uid] = arg
        else:
            new = x.Var(var.name, fresh(), var.type)
            lets.append((new, arg))
            values[var.uid] = x.Local(new, new.type)
    body = _Instance(entry, op.errors, values, lambdas, fresh).expr(template.body)
    for var, arg in reversed(lets):
        body = x.Let(x.PBind(var, var.type), arg, body, body.type, op.span)
    return body


class _Instance(Rewriter):
    """Copies a template: new variables, parts in their places, errors within the use's."""

    def __init__(
        self,
        entry: Entry,
        errors: frozenset[str],
        values: dict[int, x.Expr],
        lambdas: dict[int, tuple[x.Lambda, tuple[str, ...]]],
        fresh: Fresh,
    ) -> None:
        self.binders = frozenset(entry.binders)
        self.errors = errors
        self.values = values
        self.lambdas = lambdas
        self.fresh = fresh
        self.names: dict[int, x.Var] = {}
        self.bound: dict[int, _Binding] = {}

    def pattern(self, node: x.Pattern) -> x.Pattern:
        """A binder of the entry becomes what the author wrote there."""
        if isinstance(node, x.PBind) and node.var.name in self.binders:
            binding = _Binding(node.var, self.lambdas, self.fresh)
            self.bound[node.var.uid] = binding
            return binding.pattern
        return self.rebuild(node)

    def var(self, var: x.Var) -> x.Var:
        """A variable of the definition's own gets a new number."""
        if var.uid not in self.names:
            self.names[var.uid] = x.Var(var.name, self.fresh(), var.type)
        return self.names[var.uid]

    def expr(self, node: x.Expr) -> x.Expr:
        """Parts in the places of their variables."""
        if isinstance(node, x.Local) and node.var.uid in self.values:
            return self.values[node.var.uid]
        if isinstance(node, x.CallVar) and node.var.uid in self.lambdas:
            return self._applied(node)
        rebuilt = self.rebuild(node)
        if isinstance(rebuilt, x.Op | x.MapLit) and not rebuilt.errors <= self.errors:
            return replace(rebuilt, errors=rebuilt.errors & self.errors)
        return rebuilt

    def _applied(self, node: x.CallVar) -> x.Expr:
        part, _ = self.lambdas[node.var.uid]
        by: dict[int, x.Var] = {}
        wrapped: list[tuple[x.Pattern, x.Var]] = []
        for arg, param in zip(node.args, part.params, strict=True):
            assert isinstance(arg, x.Local)
            binding = self.bound[arg.var.uid]
            if not binding.rename(param, binding.pattern, by) and binding.whole is not None:
                wrapped.append((param, binding.whole))
        body = part.body
        for param, var in reversed(wrapped):
            body = x.Let(param, x.Local(var, var.type), body, body.type)
        return refreshed(body, self.fresh, by)


class _Binding:
    """What a binder of an entry is in one copy of its definition."""

    def __init__(
        self, var: x.Var, lambdas: dict[int, tuple[x.Lambda, tuple[str, ...]]], fresh: Fresh
    ) -> None:
        written = [
            part.params[names.index(var.name)]
            for part, names in lambdas.values()
            if var.name in names
        ]
        tuples = [p for p in written if isinstance(p, x.PTuple)]
        others = [p for p in written if isinstance(p, x.PBind)]
        self.whole: x.Var | None = None
        if tuples and not others:
            new = {v.uid: x.Var(v.name, fresh(), v.type) for v in pattern_vars(tuples[0])}
            self.pattern = _renamed(tuples[0], new)
            return
        name = others[0].var.name if others else var.name
        self.whole = x.Var(name, fresh(), var.type)
        used = bool(others or tuples)
        self.pattern = x.PBind(self.whole, var.type) if used else x.PWild(var.type)

    def rename(self, old: x.Pattern, new: x.Pattern, by: dict[int, x.Var]) -> bool:
        """Let the variables of a part's own pattern stand for those of the binding.

        False where the patterns differ: the part then takes the whole value apart itself.
        """
        match old, new:
            case x.PWild(), _:
                return True
            case x.PBind(var), x.PBind(other):
                by[var.uid] = other
                return True
            case x.PTuple(items), x.PTuple(others):
                pairs = zip(items, others, strict=True)
                return all(self.rename(a, b, by) for a, b in pairs)
            case _:
                return False


def _renamed(node: x.Pattern, by: dict[int, x.Var]) -> x.Pattern:
    return Renamer(by).pattern(node)


def expanded(node: x.Expr, definitions: Definitions, fresh: Fresh, depth: int = 50) -> x.Expr:
    """`node` with every derived operation replaced, down to primitives and recursive entries."""

    class Expander(Rewriter):
        def __init__(self, left: int) -> None:
            self.left = left

        def expr(self, node: x.Expr) -> x.Expr:
            if isinstance(node, x.Op) and self.left > 0:
                entry = table()[node.id]
                if not entry.primitive and not entry.recursive:
                    inner = definitions.expand(node, fresh)
                    return Expander(self.left - 1).expr(inner)
            return self.rebuild(node)

    return Expander(depth).expr(node)
