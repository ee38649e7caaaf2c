"""Types as other languages write them, each with the form that is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vibee_compiler.frontend.syntax.slip import Found

if TYPE_CHECKING:
    from collections.abc import Callable

    from vibee_compiler.frontend.syntax.spot import Spot

# By the token that cannot stand there: what it would be elsewhere, and what to write.
TOKENS = {
    "QUESTION": ("`?` comes after the type", "write `T?` for an optional value"),
    "STAR": ("there are no pointers", "leave the `*` out"),
    "STRING": ("a type is not quoted", "leave the quotes out; alternatives of text are an enum"),
    "LBRACE": ("a record cannot be written in place", "declare it under `types` and name it"),
    "COLON": ("there is no `:` in a type", "fields are declared under `types`"),
    "ASSIGN": (
        "a default is not part of a type",
        "a field takes it as `name: Type = value`, or as `default:`",
    ),
    "ARROW": ("a function type begins with `Fn`", "write `Fn(A, B) -> C`"),
    "FAT_ARROW": ("a function type is written with `Fn` and `->`", "write `Fn(A, B) -> C`"),
    "ELLIPSIS": ("there are no variadic types", "write `List<T>`"),
    "NOT": ("`!` has no meaning in a type", "an optional value is `T?`, a result `Result<T, E>`"),
}
CHARACTERS = {
    "|": ("there are no unions", "write `T?` for an optional value, or declare a sum type"),
    "&": ("`&` has no meaning in a type", "leave it out"),
}


def array(spot: Spot) -> Found | None:
    """`Option[T]`, `T[]`, `[]T`, `[T]`."""
    empty = spot.kind(1) == "RSQB"
    if spot.kind() == "LSQB" and "LT" in spot.accepted and not empty:
        return Found("type arguments stand in `<` `>`", "write `Name<T>`")
    if spot.kind() == "LSQB":
        return Found("a list is written `List<T>`", "write `List<T>`, or `[N]T`")
    if spot.kind(-1) == "LSQB":
        hint = "write `List<T>`; `[N]T` is an array of N elements"
        return Found("the size of the array is missing", hint, spot.at(-1))
    return None


def token(spot: Spot) -> Found | None:
    """A token that types do not have."""
    table, key = (CHARACTERS, spot.word()) if spot.kind() == "BAD" else (TOKENS, spot.kind())
    if key not in table:
        return None
    message, hint = table[key]
    return Found(message, hint)


def several_words(spot: Spot) -> Found | None:
    """`array of strings`: prose."""
    if spot.kind() == "NAME" and spot.kind(-1) in ("NAME", "GT", "RPAR"):
        hint = "write `List<T>`, `Map<K, V>` ...; a name with spaces stands in backticks"
        return Found(f"unexpected `{spot.word()}` in a type", hint, say_expected=True)
    return None


def not_a_function(spot: Spot) -> Found | None:
    """`Foo(A)`, and `Fn(A)` without a result."""
    if spot.accepted == {"ARROW"}:
        hint = "write `Fn(A, B) -> C` for a function, `Name<T>` for a generic type"
        return Found("a function type has a result", hint, say_expected=True)
    return None


SLIPS: tuple[Callable[[Spot], Found | None], ...] = (array, token, several_words, not_a_function)
