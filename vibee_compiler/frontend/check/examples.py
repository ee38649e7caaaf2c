"""Examples: a call with values from YAML, and what comes of it."""

from __future__ import annotations

from vibee_compiler.diagnostics.model import Severity, Span
from vibee_compiler.diagnostics.names import did_you_mean
from vibee_compiler.frontend.check.environment import Env
from vibee_compiler.frontend.check.show import count
from vibee_compiler.frontend.check.sink import Sink, name_of
from vibee_compiler.frontend.check.unify import is_error
from vibee_compiler.frontend.check.values import ValueReader
from vibee_compiler.frontend.document import DocExample, YMap, YNode, YScalar, YSeq
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Example, Param
from vibee_compiler.records import dataclass


@dataclass(slots=True)
class ExampleReader:
    """Reads the examples of one behaviour; those of a stub that do not fit are left out."""

    env: Env
    sink: Sink
    params: tuple[Param, ...]
    returns: t.Type
    stub: bool
    errors: frozenset[str]

    def read(self, doc: DocExample) -> Example | None:
        """The example, or None when it is left out or wrong."""
        if is_error(self.returns) or any(is_error(param.type) for param in self.params):
            return None
        if not self.stub:
            return self._read(doc)
        trial = Sink()
        found = ExampleReader(self.env, trial, self.params, self.returns, False, self.errors)._read(
            doc
        )
        worst = [one for one in trial.diagnostics if one.severity is Severity.ERROR]
        if worst:
            message = f"this example of a stub is left out: {worst[0].message}"
            self.sink.report("VB0713", message, worst[0].span or doc.span)
            return None
        self.sink.diagnostics.extend(trial.diagnostics)
        return found

    def _read(self, doc: DocExample) -> Example | None:
        outcome = self._outcome(doc)
        args = self._args(doc)
        tolerance = self._tolerance(doc)
        if outcome is None or args is None:
            return None
        expected, raises = outcome
        return Example(doc.name, args, expected, raises, tolerance, doc.span)

    def _outcome(self, doc: DocExample) -> tuple[x.Expr | None, str | None] | None:
        """The expected value or the error's name."""
        raises = None if doc.raises is None else name_of(doc.raises)
        span = doc.span if doc.raises is None else doc.raises.span()
        expected = doc.expected
        error = self._expected_error(expected)
        if raises is None and error is not None:
            raises, expected = error[0], None
            span = error[1]
        if (raises is None) == (expected is None):
            message = "an example says either what is `expected` or what it `raises`"
            self.sink.report("VB0708", message, doc.span)
            return None
        if raises is not None:
            if raises not in self.errors:
                hint = did_you_mean(raises, self.errors)
                message = f"no error is called `{raises}`"
                self.sink.report("VB0705", message, span, hint=hint)
            return None, raises
        assert expected is not None
        if self.returns == t.VOID:
            message = "the behaviour returns nothing"
            self.sink.report("VB0704", message, expected.span)
            return None
        value = ValueReader(self.env, self.sink, "VB0704").stored(expected, self.returns)
        return None if value is None else (value, None)

    def _expected_error(self, node: YNode | None) -> tuple[str, Span] | None:
        """`expected: {error: X}`, when X is the name of an error."""
        if isinstance(node, YMap) and len(node.entries) == 1:
            key, value = node.entries[0]
            if key.fragment.text == "error" and isinstance(value, YScalar):
                name = name_of(value.fragment)
                if name in self.errors:
                    return name, value.span
        return None

    def _args(self, doc: DocExample) -> tuple[x.Expr, ...] | None:
        """One argument a parameter: by name or by position, else the default."""
        given = self._given(doc)
        if given is None:
            return None
        reader = ValueReader(self.env, self.sink, "VB0704", strict_range=False)
        found: list[x.Expr | None] = []
        missing: list[str] = []
        for param in self.params:
            name = param.var.name
            if name in given:
                found.append(reader.stored(given[name], param.type))
            elif param.default is not None:
                found.append(param.default)
            else:
                missing.append(f"`{name}`")
        if missing:
            where = doc.inputs.span if doc.inputs is not None else doc.span
            self.sink.report("VB0703", f"no input for {', '.join(missing)}", where)
            return None
        args = tuple(arg for arg in found if arg is not None)
        return args if len(args) == len(found) else None

    def _given(self, doc: DocExample) -> dict[str, YNode] | None:
        names = [param.var.name for param in self.params]
        node = doc.inputs
        if node is None or (isinstance(node, YScalar) and node.kind == "null"):
            return {}
        if isinstance(node, YSeq):
            if len(node.items) > len(names):
                message = f"{count(len(names), 'parameter')}, but {count(len(node.items), 'input')}"
                self.sink.report("VB0703", message, node.span)
                return None
            return dict(zip(names, node.items, strict=False))
        if isinstance(node, YScalar):
            message = "inputs are a mapping by name or a sequence by position"
            self.sink.report("VB0703", message, node.span)
            return None
        given: dict[str, YNode] = {}
        for key, value in node.entries:
            name = name_of(key.fragment)
            if name not in names:
                hint = did_you_mean(name, names)
                self.sink.report("VB0703", f"no parameter is called `{name}`", key.span, hint=hint)
                return None
            given[name] = value
        return given

    def _tolerance(self, doc: DocExample) -> float | None:
        node = doc.tolerance
        if node is None:
            return None
        value = node.value
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e308:
            return float(value)
        self.sink.report("VB0711", "`tolerance` is a number that is not negative", node.span)
        return None
