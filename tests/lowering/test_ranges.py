"""Range analysis: what it proves, and that no error which it takes away is ever raised."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lowering.generated import INPUTS, behaviour
from tests.lowering.profiles import PROFILES, primitives
from tests.lowering.test_generated import BUDGET, outcome
from vibee_compiler.frontend.check.expand import Definitions
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.ir import expr as x
from vibee_compiler.ir.interp import Interpreter, Raised
from vibee_compiler.ir.interp.compiler import Code, ExprCompiler, Frame
from vibee_compiler.ir.module import Program
from vibee_compiler.ir.verify import verify
from vibee_compiler.lowering.context import Context
from vibee_compiler.lowering.expand import expand
from vibee_compiler.lowering.pipeline import lower
from vibee_compiler.lowering.profile import Lowering
from vibee_compiler.lowering.ranges import ranges
from vibee_compiler.lowering.walk import everything

RAISING = (x.Op, x.Fail, x.MapLit, x.RecordLit, x.RecordUpdate, x.VariantLit, x.Store)
Raising = x.Op | x.Fail | x.MapLit | x.RecordLit | x.RecordUpdate | x.VariantLit | x.Store


@contextmanager
def errors_are_checked() -> Iterator[None]:
    """While this holds, a step that raises what its `errors` do not list is an AssertionError."""
    original = dict(ExprCompiler.handlers)

    def checked(compiler: ExprCompiler, node: Raising) -> Code:
        code = original[type(node)](compiler, node)

        def run(env: Frame) -> object:
            try:
                return code(env)
            except Raised as raised:
                if not getattr(raised, "accounted", False):
                    raised.accounted = True  # type: ignore[attr-defined]
                    allowed = {node.error} if isinstance(node, x.Fail) else node.errors
                    assert raised.name in allowed, f"{raised.name} of {node}"
                raise

        return run

    for cls in RAISING:
        ExprCompiler.handlers[cls] = checked
    try:
        yield
    finally:
        ExprCompiler.handlers.update(original)


def analysed(program: Program, bits: int, *, expanded: bool = False) -> Program:
    ctx = Context(Lowering(spells=primitives, int_bits=bits), Definitions(program))
    program = ranges(program, ctx)
    return ranges(expand(program, ctx), ctx) if expanded else program


@pytest.mark.parametrize("expanded", [False, True], ids=["as written", "expanded"])
@pytest.mark.parametrize("bits", [64, 53, 32])
@settings(derandomize=True, deadline=None, max_examples=40)
@given(seed=st.integers(0, 2**32))
def test_errors_that_were_removed_are_never_raised(bits: int, expanded: bool, seed: int) -> None:
    original = behaviour(seed)
    if any(
        isinstance(n, x.Literal) and type(n.value) is int and abs(n.value) >= 2 ** (bits - 1)
        for n in everything((original.root.behaviours[0].body,))
    ):
        return
    program = analysed(original, bits, expanded=expanded)
    assert verify(program) == []
    with errors_are_checked():
        interpreter = Interpreter(program, bits, BUDGET)
        for args in INPUTS:
            outcome(interpreter, args)


def remaining(
    params: str, body: str, *, requires: str = "true", bits: int = 64, types: str = ""
) -> set[str]:
    """The errors that are left in a body."""
    text = f"name: t\n{types}\nbehaviors:\n  - name: f\n    params: {{{params}}}\n"
    text += f'    requires: ["{requires}"]\n    body: |\n      {body}\n'
    result = compile_spec("t.vibee", text, run_examples=False)
    assert result.program is not None, result.diagnostics
    new = analysed(result.program, bits).root.behaviours[0]
    return {e for n in everything((new.body,)) for e in getattr(n, "errors", ())}


LINE = """types:
  Line:
    fields:
      price: {type: Int, constraints: ["value >= 0 && value <= 10000000"]}
      qty: {type: Int, constraints: ["value >= 1", "value <= 10000"]}
      share: {type: Int8}
    constraints: ["self.share >= 1"]"""

PROVED = [
    ("a: Int, b: Int", "a + b", "a >= 0 && a < 100 && b > -5 && b <= 5"),
    ("a: Int, b: Int", "a / b", "b > 0"),
    ("a: Int, b: Int", "a % b", "b >= 2"),
    ("a: Int", "a / 100", "true"),
    ("a: Int", "-a", "a > -100"),
    ("a: Int8, b: Int32", "a * b + a", "true"),
    ("a: Int", "if a < 0 { 0 } else { a - 1 }", "true"),
    ("a: Int", "if a == 9223372036854775807 { a } else { a + 1 }", "true"),
    ("a: Int", "match a { 0 => 1, 5 => a + 1, _ => 2 }", "true"),
    ("xs: List<Int>, i: Int", "i >= 0 && i < xs.size() ? xs[i] : 0", "true"),
    ("xs: List<Int>", "lists.range(xs.size()).map(i, xs[i])", "true"),
    ("xs: List<Int>", "xs.indexed().map((i, v), xs[i])", "true"),
    ("xs: List<Int>", "xs.size() == 0 ? 0 : xs.first()", "true"),
    ("xs: List<Int>", "if xs.size() > 0 { xs.max() } else { 0 }", "true"),
    ("xs: List<Int>", "if xs == [] { 0 } else { xs.last() }", "true"),
    ("xs: List<Int>, n: Int", "xs.slice(0, math.least(n, xs.size()))", "n >= 0"),
    ("xs: List<Int>, n: Int", "xs.map(x, x).slice(0, math.least(n, xs.size()))", "n >= 0"),
    ("m: 'Map<String, Int>', n: Int", "m.entries().sortBy((k, v), v).slice(0, math.least(n, m.size()))", "n >= 0"),
    ("m: 'Map<String, Int>', k: String", "k in m ? m[k] : 0", "true"),
    ("m: 'Map<String, Int>', k: String", "if !(k in m) { 0 } else { m[k] }", "true"),
    ("o: Int?", "o.hasValue() ? o.value() : 0", "true"),
    ("s: String", "s.chars().map(c, c.codePoint())", "true"),
    ("s: String, n: Int", "s.repeat(n)", "n >= 0"),
    ("xs: List<Int8>", "xs.map(x, x * x)", "true"),
    ("xs: List<Int>", "xs.filter(x, x > 0 && x < 10).map(x, x * x)", "true"),
    ("xs: List<Int>", "xs.size() + 1", "true"),
    ("n: Int, k: Int", "lists.range(1, n, k).map(i, i + 1)", "n < 1000 && k > 0"),
    ("n: Int, k: Int", "lists.range(n, 1, k)", "n > 0 && k < -1"),
    ("xs: List<Int>", "xs.fold(n, x, 5, x > 0 ? n + 3 : n - 1)", "true"),
    ("xs: List<Int>", "xs.fold((i, j), x, (0, 0), x > 0 ? (i + 1, j) : (i, 1 + j))", "true"),
    ("xs: List<Int>", "xs.fold(n, x, 0, let m = x; match m { 0 => n, _ => n + 1 }) + 1", "true"),
    ("xs: List<List<Int>>", "xs.map(ys, ys.fold(n, y, 0, n + 1))", "true"),
    ("xs: List<Int>", "let n = xs.size(); lists.range(n).map(i, xs[n - 1 - i])", "true"),
    ("l: Line", "l.price * l.qty", "true"),
    ("l: Line", "l.price / l.share", "true"),
    ("xs: List<Line>", "xs.map(l, l.price * l.qty)", "true"),
    ("a: Int", "let b = a % 10; b * b", "true"),
    ("a: Int", "math.abs(a % 1000) + 1", "true"),
    ("a: Int", "let b = math.least(math.greatest(a, 0), 5); b * 1000", "true"),
    ("a: Int, b: Int", "a >= b && b >= 0 ? a - b : 0", "true"),
]  # fmt: skip


@pytest.mark.parametrize(("params", "body", "requires"), PROVED, ids=[p[1] for p in PROVED])
def test_proved(params: str, body: str, requires: str) -> None:
    assert remaining(params, body, requires=requires, types=LINE) == set()


OPEN = [
    ("a: Int, b: Int", "a + b", "a >= 0 && b >= 0", {"Overflow"}),
    ("a: Int, b: Int", "a / b", "b >= 0", {"DivisionByZero"}),
    ("a: Int, b: Int", "a / b", "b != 0", {"DivisionByZero", "Overflow"}),
    ("a: Int", "-a", "true", {"Overflow"}),
    ("xs: List<Int>, i: Int", "i < xs.size() ? xs[i] : 0", "true", {"IndexOutOfBounds"}),
    ("xs: List<Int>, i: Int", "i >= 0 && i <= xs.size() ? xs[i] : 0", "true", {"IndexOutOfBounds"}),
    ("xs: List<Int>, ys: List<Int>", "lists.range(xs.size()).map(i, ys[i])", "true", {"IndexOutOfBounds"}),
    ("xs: List<Int>", "xs.filter(x, x > 0).first()", "xs.size() > 0", {"EmptyList"}),
    ("m: 'Map<String, Int>', k: String, j: String", "k in m ? m[j] : 0", "true", {"NoSuchKey"}),
    ("m: 'Map<String, Int>', k: String", "k in m || k == '' ? m[k] : 0", "true", {"NoSuchKey"}),
    ("xs: List<Int>", "xs.sum()", "true", {"Overflow"}),
    ("xs: List<Int8>", "xs.fold(a, x, 0, a + x)", "true", {"Overflow"}),
    ("n: Int, k: Int", "lists.range(1, n, k)", "k >= 0", {"InvalidArgument"}),
    ("n: Int", "lists.range(-2, n, 1)", "true", {"Overflow"}),
    ("xs: List<Int>, a: Int", "xs.fold(n, x, a, n + 1)", "true", {"Overflow"}),
    ("xs: List<Int>", "xs.fold((i, j), x, (0, 1), (j + 1, i * 2))", "true", {"Overflow"}),
    ("xs: List<Int>", "xs.fold(n, x, 0, x > 0 ? n + 4096 : n)", "true", {"Overflow"}),
    ("s: String", "s.codePoint()", "true", {"InvalidArgument"}),
    ("xs: List<Int>", "xs.map(x, x + 1)", "true", {"Overflow"}),
    ("a: Int, n: Int", "math.pow(a, n)", "a == 2 && n == 2", {"InvalidArgument", "Overflow"}),
]  # fmt: skip


@pytest.mark.parametrize(("params", "body", "requires", "left"), OPEN, ids=[p[1] for p in OPEN])
def test_open(params: str, body: str, requires: str, left: set[str]) -> None:
    assert remaining(params, body, requires=requires) == left


def test_width_decides() -> None:
    assert remaining("a: Int32", "a + 1", bits=64) == set()
    assert remaining("a: Int32", "a + 1", bits=32) == {"Overflow"}
    assert remaining("a: Int", "-a", bits=53) == set()
    assert remaining("l: Line", "l.price * l.qty", bits=32, types=LINE) == {"Overflow"}


def test_shop_signatures() -> None:
    path = Path(__file__).parents[2] / "specs/examples/shop.vibee"
    source = compile_spec(path, run_examples=False).program
    assert source is not None
    contract, overflow = "ContractViolation", "Overflow"
    for profile in PROFILES.values():
        if profile.int_bits != 64 or profile.spells is primitives:
            continue
        lowered = lower(source, profile)
        raises = {b.function.name: b.function.raises for b in lowered.root.behaviours}
        assert raises == {
            "line_total": set(),
            "percent_of": {contract, overflow},
            "discount_on": {contract, overflow},
            "find_discount": {"UnknownCoupon"},
            "checkout": {contract, "EmptyOrder", overflow, "UnknownCoupon"},
            "sold_by_category": {overflow},
            "best_sellers": {contract, overflow},
            "page_of": {contract, "IndexOutOfBounds", overflow},
            "slug": set(),
            "recommend": set(),
        }
