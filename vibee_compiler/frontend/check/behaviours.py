"""Behaviours: signatures, bodies, contracts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field

from vibee_compiler.frontend.check.conditions import Conditions
from vibee_compiler.frontend.check.context import Ctx, Scope, Uids, Variable
from vibee_compiler.frontend.check.environment import Env, Signature
from vibee_compiler.frontend.check.examples import ExampleReader
from vibee_compiler.frontend.check.infer import context, elaborate
from vibee_compiler.frontend.check.parsing import expression, type_expression
from vibee_compiler.frontend.check.prose import Mentions
from vibee_compiler.frontend.check.sink import Sink, name_of
from vibee_compiler.frontend.check.store import misfit_message, misfits, stored
from vibee_compiler.frontend.check.typeexprs import TypeReader, contains_opaque
from vibee_compiler.frontend.check.unify import ERROR, is_error
from vibee_compiler.frontend.check.values import ValueReader
from vibee_compiler.frontend.document import DocBehaviour, DocExample, DocField
from vibee_compiler.frontend.source import Fragment
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import (
    AliasDecl,
    Behaviour,
    Constraint,
    ErrorDecl,
    Param,
    Property,
    Prose,
)
from vibee_compiler.ir.signatures import table
from vibee_compiler.ir.walk import walk
from vibee_compiler.records import dataclass

MAX_CHAIN = 40
"""Behaviours without `returns` that may wait for one another's inference."""


def mentions_of(env: Env) -> Mentions:
    """What prose may mention: the declared types without parameters."""
    found: dict[str, t.Type] = {}
    for name, decl in env.types.local.items():
        if isinstance(decl, AliasDecl) and not decl.params:
            found[name] = t.Alias(env.module, name, (), decl.target)
        elif not getattr(decl, "params", ()):
            found[name] = t.Named(env.module, name)
    return Mentions(found)


@dataclass(slots=True)
class BehaviourChecker:
    """One behaviour on its way to the IR.

    The signature is worked out when first asked for, which may be while another body is checked;
    then comes the body, and at the end everything that needs the names of all errors.
    """

    env: Env
    sink: Sink
    doc: DocBehaviour
    chain: list[str]
    mentions: Callable[[], Mentions]
    name: str = field(init=False)
    uids: Uids = field(init=False)
    params: tuple[Param, ...] = ()
    fails: tuple[str, ...] = ()
    _signature: Signature | None = None
    _returns: t.Type | None = None
    _body: x.Expr | None = None
    _checked: bool = False
    _inferred: bool = False

    def __post_init__(self) -> None:
        """Take the name, start numbering."""
        self.name = name_of(self.doc.name)
        self.uids = Uids()

    @property
    def compiled(self) -> bool:
        """Whether there is a body."""
        return self.doc.body is not None

    def declare(self) -> None:
        """Read the parameters and the result, as far as they are written."""
        self._warn_built_in()
        if self.doc.params is not None or self.compiled:
            self.params = self._written_params(self.doc.params or ())
        else:
            mentioned = self.mentions().params(self.doc.given)
            self.params = tuple(self._param(name, type_) for name, type_ in mentioned)
            self._inferred = True
        if self.doc.returns is not None:
            self._returns = self._type(self.doc.returns, void=True)
            self._no_function(self._returns, self.doc.returns)
        elif not self.compiled:
            named = tuple((param.var.name, param.type) for param in self.params)
            self._returns = self.mentions().result(self.doc.then, named)

    def _warn_built_in(self) -> None:
        if ("function", self.name) in table().arities:
            hint = f"it is called as `{self.env.module}.{self.name}(...)`"
            message = f"`{self.name}` is also a built-in function"
            self.sink.report("VB0426", message, self.doc.name.span(), hint=hint)

    def _written_params(self, docs: tuple[DocField, ...]) -> tuple[Param, ...]:
        found: dict[str, Param] = {}
        for doc in docs:
            name = name_of(doc.name)
            if name in found:
                message = f"the parameter `{name}` is declared twice"
                self.sink.report("VB0424", message, doc.name.span())
                continue
            found[name] = self._written_param(name, doc)
        return tuple(found.values())

    def _written_param(self, name: str, doc: DocField) -> Param:
        if doc.type is None:
            if self.compiled:
                message = f"the parameter `{name}` needs a type"
                self.sink.report("VB0524", message, doc.name.span())
                return self._param(name, ERROR)
            return self._param(name, t.ANY, doc.description)
        type_ = self._type(doc.type, function=True)
        default = None
        if doc.default is not None and not is_error(type_):
            default = ValueReader(self.env, self.sink).stored(doc.default, type_)
        return self._param(name, type_, doc.description, default)

    def _param(
        self, name: str, type_: t.Type, text: str | None = None, default: x.Expr | None = None
    ) -> Param:
        var = x.Var(name, self.uids.take(), t.erase(type_))
        return Param(var, type_, text, default)

    def _type(self, fragment: Fragment, *, function: bool = False, void: bool = False) -> t.Type:
        found = self.sink.diagnostics
        if not self.compiled:
            found = []
        tree = type_expression(fragment, found)
        if tree is None:
            return self._unreadable(fragment)
        report = self.sink.of(fragment)
        reader = TypeReader(self.env, report, compiled=self.compiled)
        type_ = reader.read(tree, function=function, void=void and not self.compiled)
        if type_ is None or (self.compiled and contains_opaque(type_) is not None):
            return ERROR
        return type_

    def _unreadable(self, fragment: Fragment) -> t.Type:
        """A type that does not parse: a placeholder for a stub, an error where it is compiled."""
        if self.compiled:
            return ERROR
        text = " ".join(fragment.text.split())
        self.sink.report("VB0422", f"`{text}` is no type", fragment.span())
        return t.Opaque(text)

    def _no_function(self, type_: t.Type, fragment: Fragment) -> None:
        if isinstance(type_, t.FnT):
            message = "only a parameter of a behaviour is a function"
            self.sink.report("VB0518", message, fragment.span())

    def signature(self) -> Signature:
        """What calls need to know; infers the result from the body if it must."""
        if self._signature is None:
            if self._returns is None and self.compiled:
                self._infer_returns()
            params = tuple((param.var.name, param.type) for param in self.params)
            returns = None if self._returns is None or is_error(self._returns) else self._returns
            stub = not self.compiled
            found = Signature(self.env.module, self.name, params, returns, stub)
            if not self.chain or returns is not None:
                self._signature = found
            return found
        return self._signature

    def _infer_returns(self) -> None:
        if self.name in self.chain or len(self.chain) >= MAX_CHAIN:
            message = f"the result of `{self.name}` cannot be inferred: it calls itself"
            if len(self.chain) >= MAX_CHAIN:
                message = "too many behaviours wait for one another's result"
            self.sink.report("VB0512", message, self.doc.name.span(), hint="write `returns: ...`")
            self._returns = ERROR
            return
        self.check_body()

    def check_body(self) -> None:
        """Check the body, once."""
        if self._checked or self.doc.body is None:
            return
        self._checked = True
        tree = expression(self.doc.body, self.sink.diagnostics)
        if tree is None:
            self._returns = self._returns or ERROR
            return
        self.chain.append(self.name)
        c = context(self.env, self.doc.body, self.uids)
        want = None if self._returns is None else t.erase(self._returns)
        built, type_ = elaborate(c, tree, self._scope(), want)
        self.chain.pop()
        if self._returns is None:
            self._returns = ERROR if c.failed else self._result_type(c, type_)
        if built is not None and not is_error(self._returns):
            self._body = self._store_result(c, built, self._returns)
        self._undeclared_fails(c)
        self.sink.diagnostics.extend(c.diagnostics)

    def _result_type(self, c: Ctx, type_: t.Type) -> t.Type:
        from vibee_compiler.frontend.check.basics import contains_function

        if contains_function(type_):
            c.report("VB0518", "a behaviour does not return a function", None)
            return ERROR
        return type_

    def _store_result(self, c: Ctx, built: x.Expr, returns: t.Type) -> x.Expr:
        for found, type_ in misfits(built, returns):
            code, message = misfit_message(found, type_)
            self.sink.report(code, message, found.span)
        return stored(self.env, built, returns)

    def _undeclared_fails(self, c: Ctx) -> None:
        declared = {name_of(error.name) for error in self.doc.errors}
        known = declared | table().built_in_errors | {"ContractViolation"}
        reported: set[str] = set()
        for name, at in c.fails:
            if name not in known and name not in reported:
                reported.add(name)
                hint = f"add `{name}` to `errors`"
                c.report("VB0702", f"`errors` does not declare `{name}`", at, hint=hint)
        self.fails = tuple(dict.fromkeys(name for name, _ in c.fails))

    def _variables(self) -> dict[str, Variable]:
        return {p.var.name: Variable(p.var.name, p.var.uid, p.var.type) for p in self.params}

    def _scope(self) -> Scope:
        return Scope(self._variables())

    def finish(self, examples: Mapping[str, list[DocExample]], errors: frozenset[str]) -> Behaviour:
        """The behaviour, with contracts, properties and examples."""
        doc = self.doc
        returns = self._returns or t.VOID
        variables = self._variables()
        conditions = Conditions(self.env, self.sink, self.uids)
        requires = self._conditions(conditions, doc.requires, None, None, variables)
        ensures = self._conditions(conditions, doc.ensures, "result", t.erase(returns), variables)
        reader = ExampleReader(self.env, self.sink, self.params, returns, not self.compiled, errors)
        given = (*doc.examples, *examples.get(self.name, ()))
        return Behaviour(
            name=self.name,
            params=self.params,
            returns=returns,
            prose=Prose(doc.given, doc.when, doc.then),
            description=doc.description,
            errors=self._errors(),
            requires=requires,
            ensures=ensures,
            body=self._body,
            examples=tuple(one for one in map(reader.read, given) if one is not None),
            properties=self._properties(conditions, variables),
            implementation=tuple((lang, code.text) for lang, code in doc.implementation),
            internal=doc.internal,
            span=doc.span,
        )

    def _errors(self) -> tuple[ErrorDecl, ...]:
        found = {name_of(one.name): one.description for one in reversed(self.doc.errors)}
        names = dict.fromkeys(name_of(one.name) for one in self.doc.errors)
        return tuple(ErrorDecl(name, found[name]) for name in names)

    def _conditions(
        self,
        conditions: Conditions,
        fragments: tuple[Fragment, ...],
        name: str | None,
        type_: t.Type | None,
        variables: Mapping[str, Variable],
    ) -> tuple[Constraint, ...]:
        """Contracts; those of an inferred signature are documentation, and may not fit it."""
        if self._inferred:
            return tuple(Constraint(one.text.strip(), None, None, one.span()) for one in fragments)
        return conditions.all(fragments, name, type_, variables)

    def _properties(
        self, conditions: Conditions, variables: Mapping[str, Variable]
    ) -> tuple[Property, ...]:
        found = []
        for fragment in self.doc.properties:
            if not self.compiled:
                prose = Constraint(fragment.text.strip(), None, None, fragment.span())
                found.append(Property(prose, ()))
                continue
            mark = len(self.sink.diagnostics)
            one = conditions.one(fragment, None, None, variables)
            self._other_variables(mark)
            used = (
                {n.var.uid for n in walk(one.expr) if isinstance(n, x.Local | x.CallVar)}
                if (one.expr is not None)
                else set()
            )
            found.append(Property(one, tuple(p.var for p in self.params if p.var.uid in used)))
        return tuple(found)

    def _other_variables(self, mark: int) -> None:
        """An unknown name in a property is a variable that is no parameter."""
        for i, one in enumerate(self.sink.diagnostics[mark:], mark):
            if one.code == "VB0420":
                expected = ", ".join(f"`{p.var.name}`" for p in self.params) or None
                self.sink.report("VB0707", one.message, one.span, expected=expected, hint=one.hint)
                self.sink.diagnostics[i] = self.sink.diagnostics.pop()
