"""A finding inside a fragment, before it has a place in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vibee_compiler.records import dataclass

if TYPE_CHECKING:
    from vibee_compiler.frontend.ast import At


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where: `at` counts code points of the fragment."""

    code: str
    at: At
    message: str
    expected: str | None = None
    hint: str | None = None


class ParseError(SyntaxError):
    """Text that is no expression or type; all that was found, the first one in the message."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.at = problems[0].at
        self.message = problems[0].message
        super().__init__(self.message)
