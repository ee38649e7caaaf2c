"""The generated tables: fresh, without conflicts, and the same names in both lexers."""

from __future__ import annotations

import importlib.util

import pytest

from tests.conftest import required
from vibee_compiler.frontend.syntax import build_tables
from vibee_compiler.frontend.syntax.driver import _steps
from vibee_compiler.frontend.syntax.lexer import BAD, _lexis, _matches, lex
from vibee_compiler.frontend.syntax.tables import tables


def test_the_tables_are_fresh() -> None:
    path = build_tables.grammar_folder() / "tables.py"
    assert path.read_text(encoding="utf-8") == build_tables.render(), (
        "run `python -m vibee_compiler.frontend.syntax.build_tables`"
    )


def test_the_grammar_has_no_conflicts() -> None:
    """lark settles conflicts silently unless it is strict, and that needs interegular."""
    if importlib.util.find_spec("interegular") is None:
        message = "interegular is not installed"
        if required():
            pytest.fail(message)
        pytest.skip(message)
    assert build_tables.load_grammar(strict=True).rules


def test_every_rule_has_its_builder_and_every_builder_its_rule() -> None:
    from vibee_compiler.frontend.syntax import (
        builder,
        expression_builder,
        pattern_builder,
        type_builder,
    )

    modules = (builder, expression_builder, pattern_builder, type_builder)
    assert len(_steps()) == len(tables().rules)
    built = [name for module in modules for name in module.ACTIONS]
    assert len(built) == len(set(built))
    assert set(built) == {rule.action for rule in tables().rules} - {""}


@pytest.mark.parametrize(
    "text",
    [
        "let x: List<List<Int>>= [1, 2u, 0x1F, .5, 1e-3]; x.?f[?i] // end",
        "'a' \"b\" '''c''' \"\"\"d\"\"\" r'\\' b'x' br'\\' `a b` rb Rx bX",
        "a&&b||!c?d:e<=f>=g!=h==i<j>k+l-m*n/o%p=>q->r...s",
        "if else match fail true false null in let _ _a a_1 iff",
        "' & ~ # $ @ ^ | \\ ` \x00 \x7f",
    ],
)
def test_both_engines_read_ascii_alike(text: str) -> None:
    assert list(_matches(text, _lexis(True))) == list(_matches(text, _lexis(False)))


@pytest.mark.parametrize("word", ["имя", "商品", "हिन्दी", "বাংলা", "e\u0301", "Ünï_1", "ª", "𝒳"])
def test_names_of_all_scripts(word: str) -> None:
    tokens = lex(word)
    assert [tables().terminals[kind] for kind in tokens.kinds] == ["NAME", "$END"]


@pytest.mark.parametrize("char", ["·x", "²", "\u0301", "☃", "\u200d"])
def test_no_names(char: str) -> None:
    assert BAD in lex(char).kinds
