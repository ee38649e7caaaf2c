"""The built-in errors as Python exceptions."""

from __future__ import annotations

from vibee_compiler.records import dataclass


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A built-in error.

    base: the exception of Python that callers may catch instead. about: the class's docstring.
    when: the sentence of a function that raises it. row: the cell of the page of documentation.
    """

    base: str
    about: str
    when: str
    row: str


ERRORS: dict[str, BuiltIn] = {
    "ContractViolation": BuiltIn(
        "ValueError",
        "The constraint, precondition or postcondition with this text does not hold.",
        "If a contract does not hold.",
        "a constraint, precondition or postcondition does not hold",
    ),
    "DivisionByZero": BuiltIn(
        "ZeroDivisionError",
        "An integer is divided by zero.",
        "If an integer is divided by zero.",
        "an integer is divided by zero",
    ),
    "EmptyList": BuiltIn(
        "ValueError",
        "A list has no first, last, least or greatest element.",
        "If a list is empty.",
        "a list has no first, last, least or greatest element",
    ),
    "IndexOutOfBounds": BuiltIn(
        "IndexError",
        "An index lies outside its list.",
        "If an index lies outside its list.",
        "an index lies outside its list",
    ),
    "InvalidArgument": BuiltIn(
        "ValueError",
        "An argument is outside of what a function takes.",
        "If an argument is outside of what a function takes.",
        "an argument is outside of what a function takes",
    ),
    "InvalidNumber": BuiltIn(
        "ValueError",
        "A text is no number.",
        "If a text is no number.",
        "a text is no number",
    ),
    "InvalidTime": BuiltIn(
        "ValueError",
        "A text is no time, span or zone.",
        "If a text is no time, span or zone.",
        "a text is no time, span or zone",
    ),
    "NoSuchKey": BuiltIn(
        "KeyError",
        "A map has no such key.",
        "If a map has no such key.",
        "a map has no such key",
    ),
    "NoValue": BuiltIn(
        "ValueError",
        "An option is empty.",
        "If an option is empty.",
        "an option is empty",
    ),
    "Overflow": BuiltIn(
        "OverflowError",
        "An integer does not fit in 64 bits.",
        "If an integer does not fit in 64 bits.",
        "an integer does not fit in 64 bits",
    ),
}
"""The errors of the language itself, by name."""
