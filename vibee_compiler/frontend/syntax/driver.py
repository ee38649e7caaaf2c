"""The LALR driver: tokens and tables to a node, without recursion."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from vibee_compiler.frontend.syntax import (
    builder,
    expression_builder,
    pattern_builder,
    type_builder,
)
from vibee_compiler.frontend.syntax.lexer import lex
from vibee_compiler.frontend.syntax.problem import Problem
from vibee_compiler.frontend.syntax.tables import Tables, tables

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_LENGTH = 131_072
"""The longest text, in code points."""

MAX_PROBLEMS = 20
"""Problems of one text that are reported."""

Step = tuple["Callable[..., Any] | None", int, int, tuple[int, ...]]


@cache
def _steps() -> tuple[Step, ...]:
    """The rules with their functions; a rule without one hands on its first kept child."""
    actions = {
        **builder.ACTIONS,
        **type_builder.ACTIONS,
        **pattern_builder.ACTIONS,
        **expression_builder.ACTIONS,
    }
    return tuple(
        (actions[rule.action] if rule.action else None, rule.size, rule.symbol, rule.kept)
        for rule in tables().rules
    )


def parse(text: str, start: str) -> tuple[Any, list[Problem]]:
    """The node of `text`, read as the start symbol `start`, and all that is wrong with it.

    The node is None where there is a problem. Slips with an obvious meaning (`and` for `&&`) are
    replaced as they are reported, so that what comes after them is looked at too.
    """
    if len(text) > MAX_LENGTH:
        what = f"{len(text)} characters are too many for one {_NOUNS[start]}"
        hint = f"the limit is {MAX_LENGTH}; split it into several behaviours"
        return None, [Problem("VB0309", (0, 0), what, hint=hint)]
    problems: list[Problem] = []
    tokens = lex(text)
    if len(tokens.kinds) == 1:
        what = f"there is no {_NOUNS[start]} here"
        return None, [
            Problem("VB0302", (0, len(text)), what, expected=f"{_ARTICLES[start]} {_NOUNS[start]}")
        ]
    node = _Run(tables(), builder.Site(tokens, problems), start).run()
    if problems:
        return None, problems[:MAX_PROBLEMS]
    from vibee_compiler.frontend.syntax.depth import too_deep

    deep = too_deep(node, len(tokens.kinds))
    return (None, [deep]) if deep else (node, [])


_NOUNS = {"expression": "expression", "type_only": "type"}
_ARTICLES = {"expression": "an", "type_only": "a"}


class _Run:
    """One parse: a stack of states, and beside it the values and where each began."""

    __slots__ = ("begins", "place", "site", "start", "states", "table", "values")

    def __init__(self, table: Tables, site: builder.Site, start: str) -> None:
        self.table = table
        self.site = site
        self.start = start
        self.states = [table.starts[start]]
        self.values: list[Any] = []
        self.begins: list[int] = []
        self.place = 0

    def run(self) -> Any:
        """The value of the whole text; None if the text makes none."""
        tokens = self.site.tokens
        kinds, starts = tokens.kinds, tokens.starts
        rows, states = self.table.states, self.states
        while True:
            kind = kinds[self.place]
            action = rows[states[-1]].get(kind)
            if action is None:
                if not self._mend():
                    return None
            elif action > 0:
                states.append(action - 1)
                self.values.append(self.place)
                self.begins.append(starts[self.place])
                self.place += 1
            elif action < 0:
                self._reduce(-action - 1)
            else:
                return self.values[0]

    def _reduce(self, number: int) -> None:
        function, size, symbol, kept = _steps()[number]
        states, values, begins = self.states, self.values, self.begins
        if size == 1 and function is None:
            del states[-1]
        elif size:
            children = values[-size:]
            begin = begins[-size]
            del states[-size:], values[-size:], begins[-size:]
            begins.append(begin)
            if function is None:
                values.append(children[kept[0]] if kept else None)
            else:
                at = (begin, self.site.tokens.ends[self.place - 1])
                values.append(function(self.site, at, *[children[i] for i in kept]))
        else:
            begin = self.site.tokens.starts[self.place]
            begins.append(begin)
            values.append(function(self.site, (begin, begin)) if function else None)
        states.append(self.table.states[states[-1]][symbol] - 1)

    def _mend(self) -> bool:
        """Report the token at hand; whether the parse can go on."""
        tokens, kinds = self.site.tokens, self.table.kinds
        # `List<Int>= x`: nothing but the end of type arguments takes `>` and not `>=`.
        is_ge = tokens.kinds[self.place] == kinds["GE"]
        if is_ge and self.table.settle(self.states.copy(), kinds["GT"]) is not None:
            tokens.split(self.place, kinds["GT"], kinds["ASSIGN"])
            return True
        if len(self.site.problems) >= MAX_PROBLEMS:
            return False
        from vibee_compiler.frontend.syntax.errors import explain

        stack = self.table.stack_after(self.start, tokens.kinds[: self.place])
        problem, repair = explain(self.table, tokens, self.place, stack, self.start)
        self.site.problems.append(problem)
        if repair is None:
            return False
        tokens.replace(self.place, *repair)
        return self.table.settle(self.states.copy(), tokens.kinds[self.place]) is not None
