"""The generated parse tables, in the form in which lexer and driver use them."""

from __future__ import annotations

from functools import cache

from vibee_compiler.records import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """A production: what makes its node ("" hands on the first kept child), and its shape."""

    action: str
    size: int
    symbol: int
    kept: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """LALR(1) tables. An action is n + 1: go to state n; -n - 1: reduce by rule n; 0: accept."""

    terminals: tuple[str, ...]
    kinds: dict[str, int]
    rules: tuple[Rule, ...]
    starts: dict[str, int]
    states: tuple[dict[int, int], ...]

    def settle(self, stack: list[int], kind: int) -> int | None:
        """Reduce `stack` as the next token `kind` asks for; the action left, None for an error."""
        while True:
            action = self.states[stack[-1]].get(kind)
            if action is None or action >= 0:
                return action
            rule = self.rules[-action - 1]
            if rule.size:
                del stack[-rule.size :]
            stack.append(self.states[stack[-1]][rule.symbol] - 1)

    def stack_after(self, start: str, kinds: list[int]) -> list[int]:
        """The stack of states once `kinds`, a legal beginning, is read, before any reduction.

        LALR tables may reduce before they notice an error; what could have stood in its place
        is seen only from here.
        """
        stack = [self.starts[start]]
        for kind in kinds:
            action = self.settle(stack, kind)
            if not action:
                break
            stack.append(action - 1)
        return stack

    def accepted(self, stack: list[int]) -> frozenset[str]:
        """The names of all tokens that may come next."""
        return frozenset(
            name
            for kind, name in enumerate(self.terminals)
            if kind in self.states[stack[-1]] and self.settle(stack.copy(), kind) is not None
        )


@cache
def tables() -> Tables:
    """The tables of expressions and types."""
    from vibee_grammars import tables as raw

    rows = [dict(zip(row[::2], row[1::2], strict=True)) for row in raw.ROWS]
    return Tables(
        raw.TERMINALS,
        {name: i for i, name in enumerate(raw.TERMINALS)},
        tuple(Rule(*rule) for rule in raw.RULES),
        dict(raw.STARTS),
        tuple(rows[number] for number in raw.STATES),
    )
