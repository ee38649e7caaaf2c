"""Whole specs: random behaviours whose examples the reference interpreter computes.

`python -m tests.support.generate.specs --seed S --count N FOLDER` writes N specs. What the
checker refuses is counted by its first finding, for whoever looks for gaps of inference.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support.generate.forms import Forms
from tests.support.generate.world import DECLARATIONS, Known, World, text
from vibee_compiler.diagnostics.model import Severity
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.frontend.properties.generate import Generator, Source
from vibee_compiler.ir import types as t
from vibee_compiler.ir.interp import Budget, Interpreter, OutOfBudget, Raised
from vibee_compiler.ir.module import Behaviour, Program
from vibee_compiler.ir.value_json import JsonProblem, from_json, to_json

BUDGET = Budget(steps=100_000, memory=2**24)
MAX_BODY = 900


@dataclass
class Draft:
    """A behaviour as text."""

    name: str
    params: tuple[tuple[str, t.Type], ...]
    returns: t.Type
    body: str
    requires: list[str] = field(default_factory=list)
    ensures: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The behaviour in YAML."""
        params = ", ".join(f"{name}: {_quoted(text(of))}" for name, of in self.params)
        made = [f"  - name: {self.name}", f"    params: {{{params}}}"]
        made.append(f"    returns: {_quoted(text(self.returns))}")
        for key in ("requires", "ensures", "errors"):
            items = getattr(self, key)
            if items:
                made.append(f"    {key}: [{', '.join(map(_quoted, items))}]")
        made.append(f"    body: {_quoted(self.body)}")
        if self.examples:
            made += ["    examples:", *(f"      - {one}" for one in self.examples)]
        return made


def _quoted(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


class SpecMaker:
    """Makes one spec; `refused` counts what the checker did not take."""

    def __init__(self, name: str, seed: str, fuel: int = 5) -> None:
        self.world = World(name)
        self.source = Source(seed)
        self.fuel = fuel
        self.drafts: list[Draft] = []
        self.refused: Counter[str] = Counter()
        self.refusals: list[tuple[str, str]] = []

    def spec(self, extra: Draft | None = None) -> str:
        """The text of the spec."""
        drafts = [*self.drafts, extra] if extra is not None else self.drafts
        lines = [line for draft in drafts for line in draft.lines()]
        head = ["vibee: 1", f"name: {self.world.name}", DECLARATIONS.strip(), "behaviors:"]
        return "\n".join([*head, *lines]) + "\n"

    def add(self, examples: int, tries: int = 60) -> bool:
        """Adds one behaviour that has so many examples, some of them with values."""
        for _ in range(tries):
            draft = self.draft(f"f{len(self.drafts)}")
            if len(draft.body) > MAX_BODY:
                continue
            program = self.compiled(draft)
            if program is None:
                continue
            draft.examples = self.examples(program, draft, examples)
            if sum("expected" in one for one in draft.examples) * 2 >= examples:
                self.drafts.append(draft)
                return True
        return False

    def compiled(self, draft: Draft) -> Program | None:
        """The program with the draft, None where the checker refuses it."""
        result = compile_spec("random.vibee", self.spec(draft), run_examples=False)
        errors = [d for d in result.diagnostics if d.severity >= Severity.ERROR]
        if errors:
            self.refused[f"{errors[0].code} {errors[0].message[:60]}"] += 1
            self.refusals.append((f"{errors[0].code} {errors[0].message}", draft.body))
            return None
        return result.program

    # behaviours

    def known(self) -> list[Known]:
        """What a body may call: what holds no function, so that no call grows without bound."""
        return [Known(one.name, one.params, one.returns) for one in self.drafts]

    def draft(self, name: str) -> Draft:
        """A behaviour without examples."""
        forms = Forms(self.source, self.world, self.known())
        if self.source.below(8) == 0:
            return self.recursive(name, forms)
        params = []
        for letter in "pqrs"[: 1 + self.source.below(4)]:
            of = forms.type(2)
            if self.source.below(12) == 0 and (functions := self.functions()):
                of = self.source.pick(functions)
            params.append((letter, of))
        returns = forms.type(2)
        with forms.bound(list(params)):
            body = forms.expr(returns, self.fuel)
            made = Draft(name, tuple(params), returns, _bare(body), errors=sorted(forms.errors))
            if self.source.below(6) == 0:
                made.requires = [_bare(forms.expr(t.BOOL, 2))]
            if self.source.below(8) == 0:
                with forms.bound([("result", returns)]):
                    made.ensures = [_bare(forms.expr(t.BOOL, 2))]
        return made

    def recursive(self, name: str, forms: Forms) -> Draft:
        """A behaviour that calls itself with a smaller number, last or inside of something."""
        of = forms.type(1)
        params = (("n", t.INT), ("acc", of))
        with forms.bound(list(params)):
            step = forms.expr(of, 2)
            done = forms.expr(of, 2)
            if self.source.below(2):
                body = f"n <= 0 ? ({done}) : {name}(n - 1, {step})"
            else:
                with forms.bound([("r", of)]):
                    outer = forms.expr(of, 3)
                inner = f"let r = {name}(n - 1, {step}); {_bare(outer)}"
                body = f"if n <= 0 {{ {done} }} else {{ {inner} }}"
        limits = ["n <= 12"]
        return Draft(name, params, of, body, limits, errors=sorted(forms.errors))

    def functions(self) -> list[t.FnT]:
        """Types of functions of which there is a value."""
        plain = [
            one for one in self.drafts if not any(isinstance(of, t.FnT) for _, of in one.params)
        ]
        return [t.FnT(tuple(of for _, of in one.params), one.returns) for one in plain]

    # examples

    def examples(self, program: Program, draft: Draft, wanted: int) -> list[str]:
        """Calls and what comes of them, as YAML; few of those that raise the same."""
        run = Interpreter(program, 64, BUDGET)
        generator = Generator(program, self.source)
        behaviour = next(one for one in program.root.behaviours if one.name == draft.name)
        made: dict[str, str] = {}
        outcomes: Counter[str] = Counter()
        for size in range(wanted * 4):
            if len(made) == wanted:
                break
            found = self.example(run, generator, behaviour, 1 + size // 2)
            if found is None:
                continue
            given, outcome = found
            if outcome.startswith("raises") and outcomes[outcome] >= 2:
                continue
            outcomes[outcome] += 1
            made[given] = f"{{input: {given}, {outcome}}}"
        return list(made.values())

    def example(
        self, run: Interpreter, generator: Generator, behaviour: Behaviour, size: int
    ) -> tuple[str, str] | None:
        """One call: its input and `expected: ...` or `raises: ...`."""
        given: dict[str, Any] = {}
        values: list[Any] = []
        try:
            for param in behaviour.params:
                made = self.argument(run, generator, param.type, size)
                given[param.var.name] = made
                values.append(from_json(made, param.type, run.program, "", run.evaluate))
            got = run.call(self.world.name, behaviour.name, values)
            outcome = f"expected: {_quoted(to_json(got, behaviour.returns, run.program))}"
        except Raised as raised:
            if len(given) < len(behaviour.params):
                return None
            outcome = f"raises: {raised.name}"
        except (OutOfBudget, JsonProblem, RecursionError):
            return None
        shown = _quoted(given)
        return (shown, outcome) if len(shown) + len(outcome) < 1500 else None

    def argument(self, run: Interpreter, generator: Generator, type_: t.Type, size: int) -> Any:
        """A random argument as plain data."""
        if isinstance(type_, t.FnT):
            names = [
                one.name
                for one in self.drafts
                if tuple(of for _, of in one.params) == type_.params and one.returns == type_.result
            ]
            return self.source.pick(names)
        edges = generator.edges(type_)
        if edges and self.source.below(4) == 0:
            made = self.source.pick(edges)
        else:
            made = generator.value(type_, size)
        return to_json(run.evaluate(made), type_, run.program)


def _bare(code: str) -> str:
    """A whole body needs no parentheses around it."""
    if not (code.startswith("(") and code.endswith(")")):
        return code
    depth = 0
    quote = ""
    at = 0
    while at < len(code):
        char = code[at]
        if quote:
            if char == "\\":
                at += 1
            elif char == quote:
                quote = ""
        elif char in "\"'":
            quote = char
        else:
            depth += (char == "(") - (char == ")")
            if depth == 0 and at < len(code) - 1:
                return code
        at += 1
    inner = code[1:-1]
    return inner if inner.startswith(("let ", "if ", "match ")) else code


def make(name: str, seed: str, behaviours: int, examples: int, fuel: int = 5) -> SpecMaker:
    """A spec with at most so many behaviours."""
    maker = SpecMaker(name, seed, fuel)
    for _ in range(behaviours):
        maker.add(examples)
    return maker


def main() -> None:
    """Writes specs."""
    parser = argparse.ArgumentParser(description="Random specs with examples.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--behaviours", type=int, default=12)
    parser.add_argument("--examples", type=int, default=6)
    parser.add_argument("--fuel", type=int, default=5)
    parser.add_argument("--refusals", type=Path, help="a file for what the checker refused")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    refused: Counter[str] = Counter()
    refusals: list[tuple[str, str]] = []
    for number in range(args.count):
        name = f"random_{args.seed}_{number}"
        maker = make(name, f"{args.seed}/{number}", args.behaviours, args.examples, args.fuel)
        (args.folder / f"{name}.vibee").write_text(maker.spec(), encoding="utf-8")
        refused += maker.refused
        refusals += maker.refusals
        print(name, len(maker.drafts), "behaviours", flush=True)
    for finding, count in refused.most_common(30):
        print(f"{count:5} {finding}")
    if args.refusals is not None:
        lines = [f"{finding}\n    {body}" for finding, body in refusals]
        args.refusals.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
