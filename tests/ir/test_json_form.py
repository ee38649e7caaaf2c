from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from typing import Any

import jsonschema
import pytest

from tests.ir.building import Text, module_of, typed
from tests.ir.declarations import MODULE, PROGRAM
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.json_form import FormatProblem, dump, load, schema, schema_text
from vibee_compiler.ir.module import Constant, Example, Module, Program

LITERALS = (
    x.Literal(2**63 - 1, t.INT),
    x.Literal(1.0, t.FLOAT),
    x.Literal(float("inf"), t.FLOAT),
    x.Literal(-0.0, t.FLOAT),
    x.Literal(True, t.BOOL),
    x.Literal("ß\u0000", t.STRING),
    x.Literal(b"\x00\xff", t.BYTES),
    x.Literal(10**9, t.TIMESTAMP),
    x.Literal("1.0", t.DECIMAL),
    x.Literal((("object", (("a", (1, 2.0, None)), ("b", "x")))), t.ANY),
    x.Literal(((),), t.ANY),
)


def rich() -> Program:
    """A program with many kinds of nodes."""
    body = """
        let (q, r) = (n / 2, n % 2);
        match [q, r] {
          [a, ...rest] if a > 0 => rest.map(v, v + a).sum(),
          [] => fail Empty("none"),
          _ => n in {1: "x"} ? 1 : f(n - 1),
        }
    """
    made = module_of((), f=Text({"n": t.INT}, t.Sized("Int8"), body, ("n > 0",), ("result >= 0",)))
    constants = tuple(Constant(f"C{i}", one.type, one) for i, one in enumerate(LITERALS))
    example = Example("one", (typed("1"),), typed("1"), None, 1e-9)
    first = replace(made.behaviours[0], examples=(example,))
    other = replace(MODULE, name="base")
    return Program((other, replace(made, constants=constants, behaviours=(first,))))


def test_there_and_back() -> None:
    program = rich()
    text = dump(program)
    read = load(text)
    assert read == program
    assert dump(read) == text
    values = [constant.value for constant in read.root.constants]
    assert [type(one.value) for one in values if isinstance(one, x.Literal)] == [
        type(one.value) for one in LITERALS
    ]


def test_schema_holds() -> None:
    document = schema()
    jsonschema.Draft202012Validator.check_schema(document)
    validator = jsonschema.Draft202012Validator(document)
    data = json.loads(dump(rich()))
    validator.validate(data)
    data["program"]["modules"][0]["kind"] = "Behaviour"
    assert not validator.is_valid(data)
    assert json.loads(schema_text()) == document


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.update(ir=99),
        lambda data: data.pop("program"),
        lambda data: data["program"].update(kind="Module"),
        lambda data: data["program"].update(more=1),
        lambda data: data["program"]["modules"].append(None),
        lambda data: data["program"]["modules"][0]["types"][0].update(kind="Nothing"),
        lambda data: data["program"]["modules"][0]["types"][0].pop("name"),
    ],
)
def test_other_documents_are_refused(change: Any) -> None:
    data = json.loads(dump(PROGRAM))
    change(data)
    with pytest.raises(FormatProblem):
        load(json.dumps(data))


@pytest.mark.parametrize("text", ["", "{", "[]", "1", '{"ir": 1}', "[" * 100_000])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(FormatProblem):
        load(text)


def test_deep_programs_are_written() -> None:
    deep: x.Expr = x.Literal(1, t.INT)
    for _ in range(3000):
        deep = x.Op("int.neg", (deep,), t.INT)
    program = Program((Module("m", "m.vibee", constants=(Constant("C", t.INT, deep),)),))
    assert dump(program).count("int.neg") == 3000


def test_writing_needs_no_pydantic() -> None:
    code = (
        "import sys; from vibee_compiler.ir import json_form, module;"
        "json_form.dump(module.Program(()));"
        "sys.exit('pydantic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
