"""Identifiers of a program: scopes, clashes, locals."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.ir import types as t
from vibee_compiler.ir.expr import Var
from vibee_compiler.ir.module import Module, Program
from vibee_compiler.targets.naming import NameRules, Rename
from vibee_compiler.targets.program_names import Locals, ProgramNames

RULES = NameRules(
    cases={
        "type": "pascal",
        "function": "snake",
        "variable": "snake",
        "parameter": "snake",
        "constant": "screaming",
        "field": "snake",
        "enum_member": "pascal",
        "variant": "pascal",
        "module": "snake",
        "error": "pascal",
    },
    reserved=frozenset({"match"}),
)

SPEC = """\
name: demo
types:
  Point: {fields: {xPos: Int, match: Int}}
  Level: {enum: [low, too high]}
  Shape: {variants: [Point: {xPos: Int, x_pos: Int}, None]}
constants:
  most: {type: Int, value: 3}
behaviors:
  - {name: addAll, params: {x: Int}, returns: Int}
  - {name: help_me, params: {x: Int}, returns: Int}
"""


@cache
def root() -> Module:
    made = compile_spec("demo.vibee", SPEC)
    assert made.program is not None, made.diagnostics
    return made.program.root


def names(rules: NameRules = RULES, *taken: str, one_file: bool = False) -> ProgramNames:
    """The names of two modules that declare the same things."""
    other = replace(root(), name="other", output_name="Other File")
    program = Program((other, root()))
    return ProgramNames(program, rules, frozenset(taken), one_file=one_file)


def test_declarations_follow_the_rules() -> None:
    made = names()["demo"]
    assert [
        made.type("Point").text,
        made.constant("most").text,
        made.function("addAll").text,
        made.field("Point", "xPos").text,
        made.field("Point", "match").text,
        made.member("Level", "too high").text,
        made.variant("Shape", "Point").text,
        made.variant_field("Shape", "Point", "xPos").text,
        made.variant_field("Shape", "Point", "x_pos").text,
    ] == ["Point", "MOST", "add_all", "x_pos", "match_", "TooHigh", "Point", "x_pos", "x_pos_2"]


@pytest.mark.parametrize(("beside", "text"), [(False, "Point"), (True, "Point2")])
def test_variants_beside_types_give_way_to_them(beside: bool, text: str) -> None:
    made = names(replace(RULES, variants_beside_types=beside))
    assert made["demo"].type("Point").text == "Point"
    assert made["demo"].variant("Shape", "Point").text == text
    assert (Rename("Point", "Point", text) in made.renames()) is beside


def test_what_a_file_takes_for_itself_is_free_no_more() -> None:
    assert names().renames() != ()
    assert names(RULES, "help_me")["demo"].function("help_me").text == "help_me_2"


@pytest.mark.parametrize(
    ("one_file", "demo", "other"), [(False, "add_all", "add_all"), (True, "add_all", "add_all_2")]
)
def test_modules_in_one_file_share_a_scope(one_file: bool, demo: str, other: str) -> None:
    made = names(one_file=one_file)
    assert made["demo"].function("addAll").text == demo
    assert made["other"].function("addAll").text == other


def test_files_are_called_after_the_output_name() -> None:
    made = names()
    assert (made.file("demo").text, made.file("other").text) == ("demo", "other_file")


@pytest.mark.parametrize(("beside", "text"), [(False, "Point"), (True, "Point2")])
def test_errors_beside_types_give_way_to_them(beside: bool, text: str) -> None:
    made = names(replace(RULES, errors_beside_types=beside))
    assert made.error("point").text == text
    assert made.error("point") == made.error("point")
    assert made.error("TooBig").text == "TooBig"


def test_a_rename_is_told_once() -> None:
    renames = names(one_file=True).renames()
    assert Rename("addAll", "add_all", "add_all_2") in renames
    assert len(renames) == len({id(rename) for rename in renames})


def var(name: str, uid: int) -> Var:
    return Var(name, uid, t.INT)


def test_locals_avoid_what_they_may_not_hide() -> None:
    scope = Locals(RULES, frozenset({"total"}))
    assert scope.parameter(var("Total", 1)).text == "total_2"
    assert scope.parameter(var("match", 2)).text == "match_"
    assert scope[var("anything", 1)].text == "total_2"


def test_blocks_nest_and_end() -> None:
    scope = Locals(RULES, frozenset())
    scope.parameter(var("x", 1))
    with scope.block():
        assert scope.declare(var("x", 2)).text == "x_2"
        assert scope.declare(var("y", 3)).text == "y"
        assert scope[var("x", 1)].text == "x"
    assert scope.declare(var("y", 4)).text == "y"
    with pytest.raises(KeyError):
        scope[var("x", 2)]


def test_a_block_ends_when_it_is_left_by_an_error() -> None:
    scope = Locals(RULES, frozenset())
    outer = scope.scope
    with pytest.raises(LookupError), scope.block():
        raise LookupError
    assert scope.scope is outer


def test_fresh_names_are_never_given_twice() -> None:
    scope = Locals(RULES, frozenset({"i"}))
    assert [scope.fresh("i").text for _ in range(3)] == ["i_2", "i_3", "i_4"]


@pytest.mark.parametrize(
    ("fold", "name", "hidden"),
    [(False, "xs", True), (False, "XS", False), (True, "XS", True), (True, "ys", False)],
)
def test_which_names_locals_hide(fold: bool, name: str, hidden: bool) -> None:
    scope = Locals(replace(RULES, fold_case=fold), frozenset())
    with scope.block():
        scope.declare(var("xs", 1))
    assert scope.hide([name]) is hidden
    assert scope.hide([]) is False
