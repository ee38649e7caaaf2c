"""Names: words, case styles, reserved words, scopes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibee_compiler.targets.naming import CASES, NameRules, Rename, Scope, words

RULES = NameRules(
    cases={
        "function": "snake",
        "variable": "camel",
        "type": "pascal",
        "constant": "screaming",
        "module": "kebab",
        "file": "flat",
    },
    reserved=frozenset({"return", "let"}),
    reserved_at={"type": frozenset({"String"})},
    avoid=frozenset({"len"}),
)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("foo_bar", ("foo", "bar")),
        ("fooBar", ("foo", "bar")),
        ("HTTPServer", ("http", "server")),
        ("x2y", ("x2y",)),
        ("a-b c.d", ("a", "b", "c", "d")),
        ("+", ("plus",)),
        (">=", ("greater", "equals")),
        ("Ünïcode", ("unicode",)),
        ("привет", ("privet",)),
    ],
)
def test_words(name: str, parts: tuple[str, ...]) -> None:
    assert words(name) == parts


@pytest.mark.parametrize("name", ["", "\ue000", "\x00"])
def test_a_name_with_nothing_left_is_stable(name: str) -> None:
    assert words(name)[0] == "name"
    assert words(name) == words(name)


def test_names_with_nothing_left_differ() -> None:
    assert words("\ue000") != words("\ue001")


@pytest.mark.parametrize(
    ("name", "position", "made"),
    [
        ("foo bar", "function", "foo_bar"),
        ("foo bar", "variable", "fooBar"),
        ("foo bar", "type", "FooBar"),
        ("foo bar", "constant", "FOO_BAR"),
        ("foo bar", "module", "foo-bar"),
        ("foo bar", "file", "foobar"),
        ("return", "function", "return_"),
        ("Let", "variable", "let_"),
        ("len", "function", "len_"),
        ("string", "type", "String_"),
        ("string", "function", "string"),
        ("2nd", "function", "n2nd"),
        ("v1 2", "type", "V1_2"),
    ],
)
def test_mangle(name: str, position: str, made: str) -> None:
    assert RULES.mangle(name, position) == made


def test_a_clash_gets_a_number_and_is_reported() -> None:
    scope = Scope(RULES)
    first = scope.declare(1, "foo_bar", "function")
    second = scope.declare(2, "fooBar", "function")
    assert (first.text, second.text) == ("foo_bar", "foo_bar_2")
    assert scope.renames == [Rename("fooBar", "foo_bar", "foo_bar_2")]
    assert scope.declare(1, "other", "function") is first


def test_a_child_keeps_off_its_parents_names_and_not_the_other_way_round() -> None:
    scope = Scope(RULES)
    child = scope.child()
    scope.declare("a", "total", "function")
    assert child.declare("b", "total", "function").text == "total_2"
    assert child["a"].text == "total"
    assert "b" not in scope
    with pytest.raises(KeyError):
        scope["b"]


def test_reserved_identifiers_are_not_given_out() -> None:
    scope = Scope(RULES)
    scope.reserve(["total"])
    assert scope.declare("a", "total", "function").text == "total_2"


def test_case_may_not_tell_names_apart() -> None:
    scope = Scope(NameRules(cases={"type": "pascal"}, fold_case=True))
    scope.declare(1, "Foobar", "type")
    assert scope.declare(2, "FooBar", "type").text == "FooBar2"


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.text(max_size=12), st.sampled_from(sorted(RULES.cases)))
def test_any_text_gives_an_identifier(name: str, position: str) -> None:
    made = RULES.mangle(name, position)
    assert made.isascii()
    assert made.replace("-", "_").isidentifier()
    assert made not in RULES.reserved


@settings(derandomize=True, deadline=None, max_examples=50)
@given(st.lists(st.text(max_size=6), max_size=8))
def test_a_scope_gives_each_name_its_own_identifier(names: list[str]) -> None:
    def declared() -> list[str]:
        scope = Scope(RULES)
        return [scope.declare(i, name, "function").text for i, name in enumerate(names)]

    made = declared()
    assert len(set(made)) == len(made)
    assert made == declared()


def test_every_style_keeps_the_words() -> None:
    for style in CASES.values():
        assert style(("foo", "bar")).lower().replace("_", "").replace("-", "") == "foobar"
