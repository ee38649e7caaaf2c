"""Writes `grammars/tables.py` from the lark grammars.

Run `python -m vibee_compiler.frontend.syntax.build_tables` after a change of a grammar; a test
fails while the file is stale. lark analyses the grammar (some 150 ms, and 50 ms for its import),
the compiler only loads the result: plain tuples that Python caches as bytecode. lark's own caches
are pickles or need lark to load.

States are numbered in the order in which a walk from the start states meets them, so that equal
grammars give equal bytes whatever lark's own numbering was.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lark import Lark
    from lark.grammar import Rule

STARTS = ("expression", "type_only")
END = "$END"
HEADER = '''# ruff: noqa: E501
# fmt: off
"""Parse tables of expression.lark, types.lark and lexis.lark. Generated: do not edit.

`python -m vibee_compiler.frontend.syntax.build_tables` writes this file anew.

TERMINALS: names of the tokens; a token is known by its place. The last is the end of the text.
PATTERNS: token and regular expression, to be tried in this order. KEYWORDS: names that are tokens
of their own. IGNORED: tokens that are skipped.
RULES: what to make ("" for the value of the first kept child), number of children, the symbol
that it gives, the children kept.
STARTS: first state of each start symbol.
ROWS: different rows of the table; symbol, action, symbol, action ... An action is n + 1 to go to
state n, -n - 1 to reduce by rule n, 0 to accept. STATES: the row of each state.
"""
'''


def grammar_folder() -> Path:
    """Where the grammars and their tables lie."""
    import vibee_grammars

    return Path(vibee_grammars.__path__[0])


def load_grammar(*, strict: bool = False) -> Lark:
    """The grammar as lark reads it; with `strict` a conflict is an error (needs interegular)."""
    from lark import Lark

    return Lark.open(
        str(grammar_folder() / "expression.lark"),
        parser="lalr",
        lexer="basic",
        regex=True,
        strict=strict,
        start=list(STARTS),
        maybe_placeholders=False,
    )


def _action_name(rule: Rule, kept: Sequence[int]) -> str:
    """The builder function of a rule, "" for one that only hands on a child."""
    if rule.alias:
        name = str(rule.alias).rpartition("__")[2]
        return "" if name == "grouped" else name
    origin = str(rule.origin.name)
    hands_on = rule.options.expand1 or origin in STARTS or origin.startswith("_")
    return "" if hands_on and len(kept) <= 1 else origin


def _kept(rule: Rule) -> tuple[int, ...]:
    return tuple(
        i
        for i, symbol in enumerate(rule.expansion)
        if symbol.name != "_comma" and not getattr(symbol, "filter_out", False)
    )


def _numbering(states: dict[Any, dict[str, Any]], starts: Iterable[Any]) -> dict[Any, int]:
    """Numbers of the states in the order of a breadth-first walk with sorted symbols."""
    from lark.parsers.lalr_analysis import Shift

    numbers: dict[Any, int] = {}
    queue = list(starts)
    for state in queue:
        if state in numbers:
            continue
        numbers[state] = len(numbers)
        row = states[state]
        queue += [row[name][1] for name in sorted(row) if row[name][0] is Shift]
    return numbers


def _lexer_parts(lark: Lark, terminals: Sequence[str]) -> dict[str, Any]:
    """Patterns in the order in which lark's basic lexer tries them, and the keywords."""
    import regex

    name = next(t for t in lark.terminals if t.name == "NAME")
    is_name = regex.compile(name.pattern.to_regexp()).fullmatch
    keywords = {
        t.pattern.value: t.name
        for t in lark.terminals
        if t.pattern.type == "str" and is_name(t.pattern.value)
    }
    order = sorted(
        (t for t in lark.terminals if t.name not in keywords.values()),
        key=lambda t: (-t.priority, -t.pattern.max_width, -len(t.pattern.value), t.name),
    )
    number = terminals.index
    return {
        "PATTERNS": [(number(t.name), t.pattern.to_regexp()) for t in order],
        "KEYWORDS": [(word, number(keywords[word])) for word in sorted(keywords)],
        "IGNORED": [number(n.rpartition("__")[2]) for n in sorted(lark.ignore_tokens)],
    }


def tables() -> dict[str, Any]:
    """The constants of the tables' module, by name."""
    from lark.parsers.lalr_analysis import Shift

    lark = load_grammar()
    table = lark.parser.parser._parse_table  # lark has no public way to the table
    states: dict[Any, dict[str, Any]] = table.states
    ends = set(table.end_states.values())
    rules = sorted(lark.rules, key=lambda r: (str(r.origin.name), str(r), str(r.alias)))
    rule_number = {rule: i for i, rule in enumerate(rules)}
    terminals = [*sorted(str(t.name) for t in lark.terminals), END]
    symbols = [*terminals, *sorted({str(r.origin.name) for r in rules})]
    symbol_number = {name: i for i, name in enumerate(symbols)}
    numbers = _numbering(states, (table.start_states[s] for s in STARTS))

    rows: dict[tuple[int, ...], int] = {}
    row_of_state = []
    for state in numbers:
        entries = {}
        for name, (action, arg) in states[state].items():
            if name not in symbol_number or (state in ends and name == END):
                continue
            entries[symbol_number[name]] = (
                numbers[arg] + 1 if action is Shift else -rule_number[arg] - 1
            )
        if state in ends:
            entries[symbol_number[END]] = 0
        flat = tuple(part for pair in sorted(entries.items()) for part in pair)
        row_of_state.append(rows.setdefault(flat, len(rows)))
    return {
        "TERMINALS": terminals,
        **_lexer_parts(lark, terminals),
        "RULES": [
            (_action_name(r, _kept(r)), len(r.expansion), symbol_number[r.origin.name], _kept(r))
            for r in rules
        ],
        "STARTS": [(s, numbers[table.start_states[s]]) for s in STARTS],
        "ROWS": list(rows),
        "STATES": row_of_state,
    }


def _wrapped(items: Iterable[str]) -> str:
    lines, line = [], "   "
    for item in items:
        if len(line) + len(item) + 2 > 100:
            lines.append(line)
            line = "   "
        line += f" {item},"
    return "\n".join([*lines, line])


def render() -> str:
    """The text of `grammars/tables.py`."""
    parts = [HEADER]
    for name, value in tables().items():
        if name == "PATTERNS":
            items = "\n".join(f"    ({token}, {pattern!r})," for token, pattern in value)
        elif name == "ROWS":
            items = "\n".join(
                f"    (\n{_wrapped(map(str, row)).replace('    ', '        ', 1)}\n    ),"
                for row in value
            )
        else:
            items = _wrapped(map(repr, value))
        parts.append(f"{name} = (\n{items}\n)\n")
    return "\n".join(parts)


def main() -> int:
    """Write the tables."""
    path = grammar_folder() / "tables.py"
    path.write_text(render(), encoding="utf-8")
    sys.stdout.write(f"{path.name}: written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
