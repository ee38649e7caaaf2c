from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cel.applicable import LEFT_OUT
from tests.cel.cases import EXTENSION, PROTO, Case
from tests.cel.conformance import run_case, run_file
from tests.cel.report import TARGET, report
from tests.cel.textproto import parse
from vibee_compiler.ir.signatures import table

FILES = (
    "basic",
    "comparisons",
    "conversions",
    "fp_math",
    "integer_math",
    "lists",
    "logic",
    "macros",
    "parse",
    "string",
)


@pytest.mark.parametrize("name", FILES)
def test_applicable_cases_pass(shared: Path, name: str) -> None:
    outcomes = run_file(shared / "cel" / f"{name}.textproto")
    assert any(one.passed for one in outcomes)
    failed = [
        f"{one.case.id}: {one.detail}" for one in outcomes if one.reason is None and not one.passed
    ]
    assert failed == []


def test_the_table_is_fresh(shared: Path) -> None:
    assert TARGET.read_text(encoding="utf-8") == report(shared / "cel")


def _case(expr: str, value: dict[str, list[str]] | None, unchecked: bool = False) -> Case:
    return Case("f", "s", "n", expr, "", unchecked, (), (), value, value is None)


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        (_case("1u == 1u", {"bool_value": ["true"]}), "`uint`"),
        (_case("[1, 'a'] == []", {"bool_value": ["false"]}), "`dyn` and mixed types"),
        (_case("1 / 0 == 0 || true", {"bool_value": ["true"]}), "error absorption"),
        (_case("x || true", {"bool_value": ["true"]}, True), "marked as unchecked, ill-typed here"),
        (_case("math.greatest(1, 1.0) == 1", {"bool_value": ["true"]}), "`dyn` and mixed types"),
        (
            _case("optional.none()[?0].hasValue()", {"bool_value": ["false"]}),
            "`dyn` and mixed types",
        ),
        (
            _case("base64.encode(b'a') == ''", {"bool_value": ["false"]}),
            EXTENSION,
        ),
        (_case("isIP('::1')", {"bool_value": ["true"]}), EXTENSION),
        (_case("regex.replace('a', 'a', 'b') == 'b'", {"bool_value": ["true"]}), EXTENSION),
        (_case("sets.contains([1], [1])", {"bool_value": ["true"]}), EXTENSION),
        (_case("cel.block([1], cel.index(0)) == 1", {"bool_value": ["true"]}), EXTENSION),
        (_case("proto.hasExt(1, 2)", {"bool_value": ["true"]}), PROTO),
        (
            _case("'%d'.format([1.0]) == ''", {"bool_value": ["false"]}),
            "a pattern of `format` that is no constant, `%d` of a Float",
        ),
        (_case("[0] < [1]", None), "order of lists and tuples: legal here, an error there"),
    ],
)
def test_reasons(case: Case, reason: str) -> None:
    assert run_case(case).reason == reason


@pytest.mark.parametrize(
    ("case", "detail"),
    [
        (_case("1 + 1", {"int64_value": ["3"]}), "2 instead of 3"),
        (_case("1 + 1", None), "no error but 2"),
        (_case("1 / 0 == 0 || 1 / 0 == 1", {"bool_value": ["true"]}), "DivisionByZero"),
        (_case("x || true", {"bool_value": ["true"]}), "refused"),
    ],
)
def test_what_is_wrong_does_not_pass(case: Case, detail: str) -> None:
    outcome = run_case(case)
    assert not outcome.passed
    assert outcome.detail is not None
    assert detail in outcome.detail


def test_text_format() -> None:
    text = """
        a: "x\\n" 'y\\303\\277' # comment
        b { c: -1.5e-3, d: [1, 2] } e <f: NAME>
        [type.googleapis.com/google.protobuf.Duration] { seconds: 1 }
    """
    assert parse(text) == {
        "a": [b"x\ny\xc3\xbf"],
        "b": [{"c": ["-1.5e-3"], "d": ["1", "2"]}],
        "e": [{"f": ["NAME"]}],
        "[type.googleapis.com/google.protobuf.Duration]": [{"seconds": ["1"]}],
    }


@pytest.mark.parametrize("text", ["a: }", "a {", "a: \x01"])
def test_broken_text_format(text: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        parse(text)


TAKEN_UP = ("Bindings", "Lists", "Math", "Strings", "TwoVarComprehensions")
"""The sections of CEL's page on extensions that the language page names, beside optional values."""


def _functions(page: str) -> Iterator[tuple[str, str]]:
    """Section and name of each function of CEL's page on extensions."""
    section = ""
    for mark, title in re.findall(r"(?m)^(##|###) (.+)$", page):
        if mark == "##":
            section = title
        else:
            name = title.rpartition(".")[2].replace(" ", "")
            yield section, name[0].lower() + name[1:]


def test_each_extension_is_taken_up_whole_or_left_out(shared: Path) -> None:
    spelled = [one for entry in table().entries.values() for one in entry.spellings]
    known = {one.name.rpartition(".")[2] for one in spelled}
    functions = list(_functions((shared / "cel" / "ext.md").read_text(encoding="utf-8")))
    assert len(functions) > 50
    lacking = {
        (section, name)
        for section, name in functions
        if section in TAKEN_UP and name not in known | {"bind"}
    }
    assert lacking == set()
    others = {section for section, _ in functions} - set(TAKEN_UP)
    assert others - {"Protos"} == set(LEFT_OUT) - {"Network"}


_TEXT = {"ident": [{"type": [{"primitive": ["STRING"]}]}]}


def _named(expr: str, container: str, names: tuple[str, ...], value: str) -> Case:
    types = tuple((name, _TEXT) for name in names)
    bindings = tuple((name, {"value": [{"string_value": [name.encode()]}]}) for name in names)
    wanted = {"string_value": [value.encode()]}
    return Case("f", "s", "n", expr, container, False, types, bindings, wanted, False)


@pytest.mark.parametrize(
    ("expr", "container", "names", "value"),
    [
        ("a.b.c", "", ("a.b.c",), "a.b.c"),
        ("c", "a.b", ("a.b.c", "c"), "a.b.c"),
        ("c", "a.b", ("a.c", "c"), "a.c"),
        (".c", "a.b", ("a.b.c", "c"), "c"),
        ("['x'].map(c, c)[0]", "a", ("a.c",), "x"),
        ("['x'].map(c, .c)[0]", "a", ("c",), "c"),
        ("cel.bind(c, c + '!', c)", "a", ("a.c",), "a.c!"),
        ("{'k': 'v'}.transformList(k, v, k + v + a.k)[0]", "", ("a.k",), "kva.k"),
    ],
)
def test_dotted_names(expr: str, container: str, names: tuple[str, ...], value: str) -> None:
    outcome = run_case(_named(expr, container, names, value))
    assert outcome.passed, outcome.detail


def test_deduced_types() -> None:
    case = _case("[1]", None)
    typed = dataclasses.replace(case, fails=False, deduced={"primitive": ["STRING"]})
    assert "instead of" in (run_case(typed).detail or "")
