from __future__ import annotations

import pytest

from vibee_compiler.frontend.check.prose import Mentions, words_of
from vibee_compiler.ir import types as t

NAMES = ("User", "OrderLine", "APIKey", "Пользователь", "用户")
TYPES: dict[str, t.Type] = {name: t.Named("demo", name) for name in NAMES}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("OrderLine", ("order", "line")),
        ("order_line", ("order", "line")),
        ("APIKey", ("api", "key")),
        ("Vec3", ("vec", "3")),
        ("用户", ("用户",)),
        ("__", ()),
    ],
)
def test_words(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("given", "params"),
    [
        ("Valid user data", {"user": TYPES["User"]}),
        ("A user and an order line", {"user": TYPES["User"], "order_line": TYPES["OrderLine"]}),
        ("Many users", {"users": t.ListT(TYPES["User"])}),
        ("Some OrderLines", {"order_lines": t.ListT(TYPES["OrderLine"])}),
        ("An API key", {"api_key": TYPES["APIKey"]}),
        ("The user, the same user", {"user": TYPES["User"]}),
        ("Два числа и пользователь", {"пользователь": TYPES["Пользователь"]}),
        ("Two numbers", {"a": t.INT, "b": t.INT}),
        ("a text", {"text": t.STRING}),
        ("Nothing in particular", {}),
        (None, {}),
    ],
)
def test_params(given: str | None, params: dict[str, t.Type]) -> None:
    assert dict(Mentions(TYPES).params(given)) == params


@pytest.mark.parametrize(
    ("then", "params", "result"),
    [
        ("Returns new user", [], TYPES["User"]),
        ("Returns all users", [], t.ListT(TYPES["User"])),
        ("Returns sum", [("a", t.INT), ("b", t.INT)], t.INT),
        ("Returns sum", [("a", t.INT), ("b", t.STRING)], t.VOID),
        ("Returns sum", [("user", TYPES["User"])], t.VOID),
        ("Tells whether it is open", [], t.BOOL),
        ("Возвращает пользователь", [], TYPES["Пользователь"]),
        ("The state is stored", [], t.VOID),
        (None, [], t.VOID),
    ],
)
def test_result(then: str | None, params: list[tuple[str, t.Type]], result: t.Type) -> None:
    assert Mentions(TYPES).result(then, params) == result
