"""Builds `specs/conformance/builtins_*.vibee` from the signature table.

    python tools/conformance.py [--check]

Each use of a built-in in the table's examples becomes a behaviour whose operands are parameters,
with the table's operands as its first examples and made-up ones after them; results are those of
the reference interpreter. With `--check` nothing is written, and stale files give exit code 1.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vibee_compiler.frontend.ast_print import expression_text, type_text
from vibee_compiler.frontend.canonical import flow, scalar
from vibee_compiler.frontend.check.definitions import check_expression
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.frontend.properties.generate import CannotGenerate, Generator, Source
from vibee_compiler.frontend.unparse import Unparser, bare_variants, type_expr
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.interp import Budget, Interpreter, OutOfBudget, Raised
from vibee_compiler.ir.module import Program
from vibee_compiler.ir.signatures import Entry, table
from vibee_compiler.ir.value_json import to_json
from vibee_compiler.ir.visit import free_vars
from vibee_compiler.mutants import mutants
from vibee_compiler.mutants.judge import Judge
from vibee_compiler.mutants.records import example_data, survivors
from vibee_compiler.mutants.strengthen import choose

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "specs" / "conformance"
MOST = 7
"""Examples of one behaviour, the table's own included (these are never left out)."""
MORE = 3
"""Examples more of one whose mutants go unnoticed."""

TYPES = """\
types:
  Point:
    fields: {x: Int, y: Int, note: String?}
  Gauge:
    fields:
      value: {type: Int8, constraints: ["value <= 100"]}
  Level: {enum: [low, mid, high]}
  Shape:
    variants:
      - Circle: {radius: {type: Float, constraints: ["value >= 0.0"]}}
      - Dots: {count: UInt8}
      - Empty
  Parcel:
    fields:
      weight: {type: Decimal, default: "1.0"}
      limit: {type: Decimal, default: "1.00"}
      first: {type: Any, default: 1}
      second: {type: Any, default: "1"}
"""

AREAS = {
    "bool": ("bool.", "cond", "ne", "le", "gt", "ge"),
    "int": ("int.", "math.floor", "math.pow", "math.abs.int", "math.sign.int", "math.bit"),
    "float": ("float.", "double.", "math."),
    "string": ("string.", "strings."),
    "record": ("record.", "enum.", "variant.", "tuple.", "carried.", "result."),
    "list": ("list.", "lists."),
    "map": ("map.",),
    "set": ("set.",),
    "option": ("option.", "optional."),
    "time": ("duration.", "timestamp."),
    "bytes": ("bytes.",),
    "format": ("format.",),
}


def area_of(entry_id: str) -> str:
    """The file that an entry belongs to: the longest prefix of `AREAS` decides."""
    hits = [
        (len(prefix), area)
        for area, prefixes in AREAS.items()
        for prefix in prefixes
        if entry_id.startswith(prefix)
    ]
    return max(hits)[1] if hits else "bool"


@dataclass
class Case:
    """One behaviour in the making."""

    name: str
    doc: str
    params: tuple[tuple[str, t.Type], ...]
    returns: t.Type
    body: str
    node: x.Expr
    vars: tuple[x.Var, ...]
    rows: list[tuple[x.Expr, ...]] = field(default_factory=list)


class Builder:
    """Cases from the table, with the interpreter over the table's own types."""

    def __init__(self) -> None:
        result = compile_spec("table.vibee", f"name: table\n{TYPES}")
        if result.program is None:
            raise SystemExit(f"the types of the table have errors: {result.diagnostics}")
        self.program: Program = result.program
        self.module = self.program.root
        self.bare = bare_variants(self.program.modules)
        self.interpreter = Interpreter(self.program, budget=Budget(steps=200_000))
        self.cases: dict[tuple[str, str], Case] = {}
        self.used: set[str] = set()

    def entry(self, entry: Entry) -> None:
        """Adds the cases of an entry's examples."""
        if entry.internal or entry.feature == "named_zones":
            return
        for example in entry.examples:
            text = re.split(r" -> ", example)[0]
            node, _ = check_expression(text, module=self.module)
            if node is None:
                continue
            self._case(entry, node)

    def _case(self, entry: Entry, node: x.Expr) -> None:
        target = self._find(entry, node)
        if target is None or _computed_pattern(target):
            return
        operands, shape, taken = self._abstracted(target)
        body_node = _replaced(node, target, shape)
        body = expression_text(Unparser(self.module.name, self.bare).expr(body_node))
        key = (entry.id, body + str([v.type for v in taken]))
        case = self.cases.get(key)
        if case is None:
            case = Case(
                self._name(entry.id),
                entry.doc,
                tuple((v.name, v.type) for v in taken),
                node.type,
                body,
                body_node,
                taken,
            )
            self.cases[key] = case
        case.rows.append(operands)

    def _find(self, entry: Entry, node: x.Expr) -> x.Expr | None:
        from vibee_compiler.ir.walk import walk

        return next((n for n in walk(node) if isinstance(n, x.Op) and n.id == entry.id), None)

    def _abstracted(self, op: x.Expr) -> tuple[tuple[x.Expr, ...], x.Expr, tuple[x.Var, ...]]:
        """The operands that can be parameters, the op over parameters, and these."""
        assert isinstance(op, x.Op)
        operands: list[x.Expr] = []
        taken: list[x.Var] = []
        args: list[x.Expr] = []
        for place, arg in enumerate(op.args):
            if not self._movable(op, place, arg):
                args.append(arg)
                continue
            var = x.Var("abcdefgh"[len(taken)], 9000 + len(taken), arg.type)
            taken.append(var)
            operands.append(arg)
            args.append(x.Local(var, arg.type))
        made = x.Op(op.id, tuple(args), op.type, op.extra, op.errors)
        return tuple(operands), made, tuple(taken)

    def _movable(self, op: x.Op, place: int, arg: x.Expr) -> bool:
        if isinstance(arg, x.Lambda) or free_vars(arg):
            return False
        if op.id == "string.format" or (op.id == "string.matches" and place == 1):
            return False
        if not _storable(arg.type):
            return False
        try:
            self.interpreter.evaluate(arg)
        except (Raised, OutOfBudget):
            return False
        return True

    def _name(self, entry_id: str) -> str:
        base = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", entry_id).replace(".", "_").lower()
        name, n = f"use_{base}", 2
        while name in self.used:
            name, n = f"use_{base}_{n}", n + 1
        self.used.add(name)
        return name

    def made_up(self, case: Case) -> Iterator[tuple[x.Expr, ...]]:
        """More operands for a case, edges first."""
        source = Source(case.name)
        generator = Generator(self.program, source)
        edges = [generator.edges(of) for _, of in case.params]
        for i in range(max(map(len, edges), default=0)):
            yield tuple(
                column[i % len(column)] if column else generator.value(of, 3)
                for column, (_, of) in zip(edges, case.params, strict=True)
            )
        for i in range(30):
            yield tuple(generator.value(of, 2 + i % 4) for _, of in case.params)

    def examples(self, case: Case) -> list[str]:
        """The lines of a case's examples."""
        seen: dict[str, None] = {}
        for row in case.rows:
            line = self.example(case, row)
            if line is not None:
                seen[line] = None
        if case.params:
            try:
                for row in self.made_up(case):
                    if len(seen) >= MOST:
                        break
                    line = self.example(case, row)
                    if line is not None:
                        seen[line] = None
            except CannotGenerate:
                pass
        return list(seen)

    def example(self, case: Case, row: tuple[x.Expr, ...]) -> str | None:
        """One example, None where its operands or result have no plain form."""
        try:
            values = [self.interpreter.evaluate(operand) for operand in row]
        except (Raised, OutOfBudget):
            return None
        data = {
            name: _plain(to_json(value, of, self.program), of)
            for (name, of), value in zip(case.params, values, strict=True)
        }
        text = f"{{input: {flow(data)}, "
        try:
            got = self.interpreter.evaluate(case.node, dict(zip(case.vars, values, strict=True)))
        except Raised as raised:
            return f"{text}raises: {raised.name}}}"
        except OutOfBudget:
            return None
        shown = flow(_plain(to_json(got, case.returns, self.program), case.returns))
        if len(text) + len(shown) > 600:
            return None
        return f"{text}expected: {shown}}}"

    def behaviour(self, case: Case) -> list[str]:
        """The lines of a behaviour."""
        examples = self.examples(case)
        if not examples:
            return []
        params = {name: type_text(type_expr(of, self.module.name)) for name, of in case.params}
        out = [
            f"  - name: {case.name}",
            f"    then: {scalar(case.doc)}",
            f"    params: {flow(params)}",
            f"    returns: {scalar(type_text(type_expr(case.returns, self.module.name)))}",
            "    body: |-",
            f"      {case.body}",
            "    examples:",
        ]
        return out + [f"      - {line}" for line in examples]

    def files(self) -> dict[Path, str]:
        """Every file with its text."""
        areas: dict[str, dict[str, list[str]]] = {}
        for (entry_id, _), case in self.cases.items():
            lines = self.behaviour(case)
            if lines:
                areas.setdefault(area_of(entry_id), {})[case.name] = lines
        return {
            FOLDER / f"builtins_{area}.vibee": self.text(area, behaviours)
            for area, behaviours in sorted(areas.items())
        }

    def text(self, area: str, behaviours: dict[str, list[str]]) -> str:
        """A file, with examples more where mutants of its bodies would go unnoticed."""
        plain = _document(area, behaviours)
        program = compile_spec(f"builtins_{area}.vibee", plain).program
        if program is None:
            return plain  # the findings tell why, wherever it is used
        judge = Judge(program)
        return _document(
            area, {name: [*lines, *more(judge, name)] for name, lines in behaviours.items()}
        )


def _document(area: str, behaviours: dict[str, list[str]]) -> str:
    head = [
        "# Generated by tools/conformance.py from the signature table.",
        "vibee: 1",
        f"name: builtins_{area}",
        f"description: Every built-in of the area {area}, on telling operands",
        "",
        TYPES,
        "behaviors:",
    ]
    return "\n".join([*head, *(line for lines in behaviours.values() for line in lines), ""])


def more(judge: Judge, name: str) -> list[str]:
    """The lines of examples that kill what survives of a behaviour's mutants."""
    program = judge.program
    behaviour = next(one for one in judge.behaviours if one.name == name)
    found = [judge.judge(behaviour, one) for one in mutants(program, program.root, behaviour)]
    cases = choose(judge, behaviour, survivors(found), MORE)
    made = (example_data(program, behaviour, case) for case in cases)
    lines = (f"      - {flow(dict(one))}" for one in made if one is not None)
    return [line for line in lines if len(line) < 600]


def _computed_pattern(op: x.Expr) -> bool:
    """Whether a regular expression is known only at run time: a feature that targets may lack."""
    return (
        isinstance(op, x.Op) and op.id == "string.matches" and not isinstance(op.args[1], x.Literal)
    )


def _storable(type_: t.Type) -> bool:
    """Whether a parameter can have the type: no function, no option of an option."""
    if isinstance(type_, t.FnT):
        return False
    if isinstance(type_, t.OptionT) and isinstance(type_.elem, t.OptionT):
        return False
    return all(map(_storable, t.children(type_)))


def _plain(data: Any, type_: t.Type) -> Any:
    """JSON data as YAML data: the three Floats without a number are numbers there."""
    names = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}
    match type_:
        case t.Prim("Float"):
            found = names.get(data, data) if isinstance(data, str) else data
            return float(found)
        case t.ListT(elem) | t.SetT(elem):
            return [_plain(item, elem) for item in data]
        case t.OptionT(elem):
            return None if data is None else _plain(data, elem)
        case t.TupleT(items):
            return [_plain(item, of) for item, of in zip(data, items, strict=True)]
        case t.MapT(_, value):
            return {key: _plain(item, value) for key, item in data.items()}
        case t.ResultT(ok, err):
            return {key: _plain(v, ok if key == "ok" else err) for key, v in data.items()}
        case _:
            return data


def _replaced(node: x.Expr, old: x.Expr, new: x.Expr) -> x.Expr:
    """`node` with one part put in the place of another."""
    from vibee_compiler.ir.walk import Rewriter

    class Replace(Rewriter):
        def expr(self, inner: x.Expr) -> x.Expr:
            return new if inner is old else self.rebuild(inner)

    return Replace().expr(node)


def main() -> int:
    """Writes or checks the files; the exit code."""
    builder = Builder()
    for entry in table().entries.values():
        builder.entry(entry)
    stale = 0
    for path, text in builder.files().items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if "--check" in sys.argv[1:]:
            print(f"{path.relative_to(ROOT)}: stale")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"{path.relative_to(ROOT)}: written")
    return 1 if stale and "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
