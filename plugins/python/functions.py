"""Functions of a module, with their contracts and documentation."""

from __future__ import annotations

from typing import Any

from vibee_plugins.python import doctests, literals
from vibee_plugins.python import values as v
from vibee_plugins.python.docstrings import Docstring, document
from vibee_plugins.python.errors import ERRORS
from vibee_plugins.python.package import PythonPackage
from vibee_plugins.python.printer import PythonPrinter
from vibee_plugins.python.spellings import spells
from vibee_plugins.python.statements import PythonStatements
from vibee_plugins.python.values import Form

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Constraint
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.conditions import lnot, negate
from vibee_compiler.lowering.walk import everything
from vibee_compiler.targets import prose
from vibee_compiler.targets.layout import HARDLINE, Doc, concat, lines, nest, text
from vibee_compiler.targets.usage import error_description

CONTRACT = "ContractViolation"


class Functions:
    """Prints the functions of one module."""

    def __init__(self, package: PythonPackage, module: s.LoweredModule) -> None:
        self.package = package
        self.module = module
        self.names = package.names[module.module.name]
        self.p = PythonPrinter(package, module.module.name)
        self.statements = PythonStatements(self.p)
        self.examples = {b.function.name: b.examples for b in module.behaviours}
        self.type_vars: set[str] = set()
        self._declared: set[str] = set()
        self.locals_seen: set[str] = set()

    # Checks of types

    def checks(self, checker: s.Checker, own: list[str]) -> Doc:
        """The body of `__post_init__`."""
        self._bind_fields(checker, [f"self.{name}" for name in own])
        texts = self._guard_texts(checker, own)
        self._bind_fields(checker, [f"self.{name}" for name in own])
        docs: list[Doc] = []
        for node in checker.block:
            if isinstance(node, s.Guard) and node.contract is not None:
                docs.append(self._check(node, texts.pop(0)))
            else:
                docs.append(self.statements.stmt(node))
        self.p.texts.uses.add(f"support:{CONTRACT}")
        return lines(docs)

    def _check(self, node: s.Guard, message: str) -> Doc:
        from vibee_plugins.python.statements import message_text

        test = self.statements._test(self.p.negation(node.cond))
        raised = self.statements.raised(node.error, message_text(message))
        return concat("if ", test, ":", nest(HARDLINE, raised))

    def _bind_fields(self, checker: s.Checker, texts: list[str]) -> None:
        self.p.frame = self.p.new_frame(frozenset({"self"}))
        for var, own in zip(checker.fields, texts, strict=True):
            self.p.frame.write_as(var, own)
        if checker.self_var is not None:
            self.p.frame.write_as(checker.self_var, "self")

    def _guard_texts(self, checker: s.Checker, own: list[str]) -> list[str]:
        self._bind_fields(checker, own)
        found: list[str] = []
        for node in checker.block:
            if isinstance(node, s.Guard) and node.contract is not None:
                found.append(self.statements.contract_text(node.cond))
            else:
                self.statements.stmt(node)
        return found

    def check_texts(self, checker: s.Checker) -> str:
        """What must hold of a value, in Python, as a part of a sentence."""
        return _conjunction(self._guard_texts(checker, self.field_names(checker)))

    def check_texts_of(self, checker: s.Checker, by: dict[int, str]) -> str:
        """The same with the names of variables given."""
        return _conjunction(
            self._guard_texts(checker, [by.get(var.uid, var.name) for var in checker.fields])
        )

    def field_names(self, checker: s.Checker) -> list[str]:
        """The identifiers of the fields that a checker looks at."""
        name = checker.type.name
        if checker.variant is not None:
            return [
                self.names.variant_field(name, checker.variant, var.name).text
                for var in checker.fields
            ]
        return [self.names.field(name, var.name).text for var in checker.fields]

    def prose_constraints(self, constraints: tuple[Constraint, ...]) -> list[str]:
        """Constraints in words."""
        return [prose.sentence(c.text) for c in constraints if c.expr is None]

    # Functions

    def function(self, function: s.Function) -> Doc:
        """A function with its docstring."""
        self.begin(function)
        name = self.package.function_name(self.module.module.name, function.name)
        params = [self.parameter(function, i) for i in range(len(function.params))]
        returns = self.p.texts.text(function.returns)
        said = self.docstring(function)
        head = concat(f"def {name}", self.p.brackets("(", params, ")"), f" -> {returns}:")
        body = [document(said, 1)]
        native = self.native_call(function)
        if native is not None:
            body.append(native)
        elif function.block is None:
            shown = literals.string(name)
            body.append(text(f"raise NotImplementedError({shown})"))
        else:
            body.append(self._body(function.block))
        self.locals_seen |= _all_names(self.p)
        return concat(head, nest(HARDLINE, lines(body)))

    def _body(self, block: s.Block) -> Doc:
        """A function's statements; an index that is too high is Python's own to notice."""
        self.statements.whole, self.statements.hints = block, {}
        bounds = self.package.bounds
        if not bounds.native:
            return self.statements.block(block)
        made = self.statements.inner(block)
        bounds.native = False
        message = text(literals.string("index out of bounds"))
        raised = concat(self.statements.raised("IndexOutOfBounds", message), " from None")
        caught = concat("except IndexError:", nest(HARDLINE, raised))
        return concat("try:", nest(HARDLINE, made), HARDLINE, caught)

    def begin(self, function: s.Function) -> None:
        """A new frame with the function's parameters, its contracts known."""
        self.p.frame = self.p.new_frame(self._avoided(function))
        for param in function.params:
            self.p.frame.parameter(param.var, _form(param.type))
        self.package.bounds.enter(function)

    def _avoided(self, function: s.Function) -> frozenset[str]:
        """What the function uses of the module, so that no local may hide it."""
        nodes: list[Any] = [function.block]
        if function.behaviour is not None:
            nodes += [c.expr for c in function.behaviour.ensures]
        found: set[str] = set()
        for one in everything(tuple(node for node in nodes if node is not None)):
            if isinstance(one, x.Call | x.FnRef):
                home = self.module.module.name
                if one.module == home:
                    found.add(self.package.function_name(home, one.name))
                else:
                    found.add(self.package.names.file(one.module).text)
        for param in function.params:
            found |= self._modules_of(param.type)
        return frozenset(found)

    def _modules_of(self, type_: t.Type) -> set[str]:
        found: set[str] = set()
        stack = [type_]
        while stack:
            one = stack.pop()
            other = isinstance(one, t.Named | t.Alias) and one.module != self.module.module.name
            if other and isinstance(one, t.Named | t.Alias):
                found.add(self.package.names.file(one.module).text)
            stack += t.children(one)
        return found

    def parameter(self, function: s.Function, index: int) -> Doc:
        """`name: type = default`."""
        param = function.params[index]
        own = self.p.frame[param.var].text
        line = text(f"{own}: {self.p.texts.param(param.type)}")
        if param.default is None or not self._all_defaults_from(function, index):
            return line
        return concat(line, " = ", self.p.expr(param.default))

    def _all_defaults_from(self, function: s.Function, index: int) -> bool:
        return all(param.default is not None for param in function.params[index:])

    def native_call(self, function: s.Function) -> Doc | None:
        """The call of a hand-written body, where one is in use."""
        behaviour = function.behaviour
        if behaviour is None or self.package.job.native(behaviour) is None:
            return None
        own = self.package.function_name(self.module.module.name, function.name).lstrip("_")
        self.p.texts.uses.add("native:native")
        args = ", ".join(self.p.frame[param.var].text for param in function.params)
        return text(f"return native.{own}({args})")

    # Documentation

    def docstring(self, function: s.Function) -> Docstring:
        """What a function says of itself."""
        behaviour = function.behaviour
        if behaviour is None:
            return Docstring(["Returns what its definition says."])
        about = prose.about(behaviour)
        said = Docstring(
            about or [f"Behaviour {prose.clean(behaviour.name)} of the specification."]
        )
        described = [
            f"{self.p.frame[p.var].text}: {prose.sentence(p.description)}"
            for p in function.params
            if p.description
        ]
        if described:
            # Either all parameters are described or none (D417).
            said.section(
                "Args",
                [
                    f"{self.p.frame[p.var].text}: {prose.sentence(p.description or p.var.name)}"
                    for p in function.params
                ],
            )
        said.section("Raises", self.raised(function))
        if self.package.is_public(self.module.module.name, function.name):
            shown = doctests.example(self.p, function, self.examples.get(function.name, ()))
            said.section("Examples", [shown] if shown else [])
        return said

    def raised(self, function: s.Function) -> list[str]:
        """An entry for each error, sorted by class."""
        if function.block is None:
            if self.native_call(function) is not None:
                return []
            return ["NotImplementedError: Always."]
        found = {self.package.names.error(e).text: e for e in function.raises}
        return [f"{own}: {self.reason(function, found[own])}" for own in sorted(found)]

    def reason(self, function: s.Function, error: str) -> str:
        """The sentence for one error of a function."""
        behaviour = function.behaviour
        assert behaviour is not None
        if error == CONTRACT and any(c.expr is not None for c in behaviour.requires):
            texts = [self.condition_shown(c) for c in behaviour.requires if c.expr is not None]
            return f"Unless {_conjunction(texts)}."
        condition = self.condition_of(function, error)
        if condition is not None:
            return f"If {condition}."
        callees = self.callees(function, error)
        if callees is not None:
            return f"From {prose.enumeration(callees)}."
        if error in ERRORS:
            return ERRORS[error].when
        described = error_description(self.package.job.source, error)
        if described:
            return prose.sentence(described)
        return "As its message says."

    def condition_shown(self, condition: Constraint) -> str:
        """A condition in Python, as written where Python has no such expression."""
        if not self.is_printable(condition.expr):
            return condition.text
        return self.condition_text(condition.expr)

    def is_printable(self, node: Any) -> bool:
        """Whether the target spells what the author wrote, without its definition."""
        return all(
            spells(one) if isinstance(one, x.Op) else not isinstance(one, x.Let | x.Match | x.Fail)
            for one in everything((node,))
        )

    def condition_text(self, node: Any) -> str:
        """A condition in Python, on one line."""
        return v.flat(self.p.expr(node))

    def condition_of(self, function: s.Function, error: str) -> str | None:
        """The condition above the only `fail` of that error, over parameters alone."""
        block = function.block or ()
        known = {param.var.uid for param in function.params}
        sites = [one for one in everything((block,)) if _fails(one, error)]
        if len(sites) != 1:
            return None
        path = _conditions_above(block, error)
        if path is None:
            return None
        used = [v for v in everything((path,)) if type(v) is x.Var]
        if not used or any(var.uid not in known for var in used):
            return None
        return self._in_words(path)

    def _in_words(self, node: Any) -> str:
        from vibee_compiler.lowering.conditions import is_empty

        node = _undoubled(node)
        if isinstance(node, x.Op) and node.id == "bool.not":
            turned = negate(node.args[0], self.package.equality_kind)
            if not (isinstance(turned, x.Op) and turned.id == "bool.not"):
                node = turned
        empty = is_empty(node)
        if empty is not None:
            return f"{self.condition_text(empty)} is empty"
        member = node.args[0] if isinstance(node, x.Op) and node.id == "bool.not" else None
        if isinstance(member, x.Op) and member.id in ("map.in", "set.in", "list.in"):
            what = self.condition_text(member.args[0])
            where = v.flat(self.p.loose(member.args[1]))
            return f"{what} is not in {where}"
        return v.flat(self.p.condition(node))

    def callees(self, function: s.Function, error: str) -> list[str] | None:
        """The public callees that raise an error, where nothing else in the function does."""
        found: list[str] = []
        for one in everything((function.block,)):
            if isinstance(one, x.Call):
                callee = self.package.functions[one.module, one.name]
                if error not in callee.raises:
                    continue
                if not self.package.is_public(one.module, one.name):
                    return None
                name = self.p.function_name(one.module, one.name)
                if name not in found:
                    found.append(name)
            elif _may(one, error) or self._makes(one, error) or isinstance(one, x.CallVar):
                return None
        return found or None

    def _makes(self, node: Any, error: str) -> bool:
        made = isinstance(node, x.RecordLit | x.RecordUpdate | x.VariantLit)
        if not made or error != CONTRACT:
            return False
        return self.package.is_checked(node) and bool(getattr(node, "errors", None))


def _form(type_: t.Type) -> Form:
    match type_:
        case t.ListT() | t.ArrayT():
            return Form.SEQUENCE
        case t.MapT() | t.SetT():
            return Form.LOOSE
        case t.Alias(_, _, _, target):
            # An alias is written as its own type, which is the kept one.
            return Form.LOOSE if isinstance(target, t.MapT | t.SetT) else Form.VALUE
        case _:
            return Form.VALUE


def _fails(node: Any, error: str) -> bool:
    if isinstance(node, s.Raise | x.Fail):
        return node.error == error
    return isinstance(node, s.Guard) and node.contract is None and node.error == error


def _may(node: Any, error: str) -> bool:
    if isinstance(node, s.Guard) and node.contract is not None:
        # A postcondition is expected to hold.
        return False
    return _fails(node, error) or error in getattr(node, "errors", ())


def _conditions_above(block: s.Block, error: str) -> Any | None:
    for node in block:
        if isinstance(node, s.Guard) and _fails(node, error):
            return lnot(node.cond)
        if isinstance(node, s.IfStmt):
            for part, cond in ((node.then, node.cond), (node.other, lnot(node.cond))):
                if part and _fails(part[-1], error) and isinstance(part[-1], s.Raise):
                    return cond
                inner = _conditions_above(part, error)
                if inner is not None:
                    return inner
        if isinstance(node, s.MatchStmt):
            return None
    return None


def _undoubled(node: Any) -> Any:
    while (
        isinstance(node, x.Op)
        and node.id == "bool.not"
        and isinstance(node.args[0], x.Op)
        and node.args[0].id == "bool.not"
    ):
        node = node.args[0].args[0]
    return node


def _conjunction(texts: list[str]) -> str:
    safe = [f"({one})" if " or " in one and len(texts) > 1 else one for one in texts]
    return " and ".join(safe)


def _all_names(p: PythonPrinter) -> set[str]:
    return {binding.text for binding in p.frame.bindings.values()}
