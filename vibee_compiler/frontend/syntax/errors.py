"""What to say about a token that does not fit: what was expected, and what was probably meant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vibee_compiler.frontend.syntax.lexer import BAD, Tokens
from vibee_compiler.frontend.syntax.problem import Problem
from vibee_compiler.frontend.syntax.tables import Tables

Repair = tuple[int, list[int]]
"""How many tokens to replace, and by which kinds."""

_CODE = "VB0301"

_OPERATORS = frozenset("OR AND EQ NE LE GE LT GT PLUS MINUS STAR SLASH PERCENT IN QUESTION".split())
_NAMES = frozenset({"NAME", "QUOTED"})
_LITERALS = frozenset({"INT", "UINT", "FLOAT", "TRUE", "FALSE", "NULL"})
_OPERANDS = _NAMES | _LITERALS | {"STRING", "RAW_STRING", "BYTES", "RAW_BYTES"}
_WORDS = {
    "RPAR": "`)`",
    "RSQB": "`]`",
    "RBRACE": "`}`",
    "COMMA": "`,`",
    "SEMICOLON": "`;`",
    "COLON": "`:`",
    "ASSIGN": "`=`",
    "FAT_ARROW": "`=>`",
    "ARROW": "`->`",
    "LBRACE": "`{`",
    "LPAR": "`(`",
    "LSQB": "`[`",
    "ELSE": "`else`",
    "IF": "`if`",
    "DOT": "`.`",
    "ELLIPSIS": "`...`",
    "$END": "the end",
}

_REPLACED = {
    "and": ("AND", "`&&`"),
    "or": ("OR", "`||`"),
    "not": ("NOT", "`!`"),
}

_FOREIGN = {
    "elif": "write `else if`",
    "elsif": "write `else if`",
    "then": "write `if c { a } else { b }`, or `c ? a : b`",
    "return": "the value of a body is its last expression; there is no `return`",
    "for": "there are no loops; use `map`, `filter`, `fold` and the like",
    "while": "there are no loops; use `fold`, or a behaviour that calls itself",
    "var": "variables never change; use `let`",
    "const": "use `let`",
    "lambda": "a macro takes a name and an expression: `xs.map(x, x + 1)`",
    "is": "use `==`",
    "where": "use `filter`",
}


def expected_words(accepted: frozenset[str]) -> str:
    """Tokens in words: single ones by their text, families by their name."""
    parts: list[str] = []
    if accepted & _OPERANDS >= {"NAME", "INT", "STRING"}:
        parts.append("an expression")
    elif "NAME" in accepted:
        parts.append("a name")
    elif "INT" in accepted:
        parts.append("a number")
    if len(accepted & _OPERATORS) > 3:
        parts.append("an operator")
    hide = {"LPAR", "LSQB", "LBRACE", "IF", "DOT"} if len(parts) else set()
    parts += [_WORDS[name] for name in _WORDS if name in accepted and name not in hide]
    if not parts:
        parts = ["an operator"] if accepted & _OPERATORS else ["something else"]
    shown = parts[:5]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"


@dataclass(frozen=True, slots=True)
class Slip:
    """One place where a token does not fit."""

    table: Tables
    tokens: Tokens
    place: int
    accepted: frozenset[str]

    @property
    def word(self) -> str:
        """The text of the token."""
        return self.tokens.word(self.place)

    def kind(self, offset: int = 0) -> str:
        """The name of a token's kind, "" beyond the ends and for a bad character."""
        at = self.place + offset
        if not 0 <= at < len(self.tokens.kinds) or self.tokens.kinds[at] == BAD:
            return ""
        return self.table.terminals[self.tokens.kinds[at]]

    @property
    def glued(self) -> bool:
        """Whether the token before stands without a gap."""
        return self.tokens.ends[self.place - 1] == self.tokens.starts[self.place]

    def problem(self, message: str, hint: str | None = None, count: int = 1) -> Problem:
        """A finding at this token and those that belong to it."""
        start = self.tokens.starts[self.place]
        end = self.tokens.ends[min(self.place + count, len(self.tokens.ends)) - 1]
        return Problem(_CODE, (start, end), message, expected_words(self.accepted), hint)

    def kinds(self, *names: str) -> list[int]:
        """The numbers of kinds."""
        return [self.table.kinds[name] for name in names]


Found = tuple[Problem, Repair | None]


def _word_operator(slip: Slip) -> Found | None:
    if slip.kind() != "NAME" or slip.word.lower() not in _REPLACED:
        return None
    kind, text = _REPLACED[slip.word.lower()]
    if kind not in slip.accepted:
        return None
    problem = slip.problem(f"`{slip.word}` is no operator", f"write {text}")
    return problem, (1, slip.kinds(kind))


def _not_word(slip: Slip) -> Found | None:
    """`not x`: `not` was read as a name, and `x` does not fit behind it."""
    if slip.place == 0 or slip.tokens.word(slip.place - 1) != "not":
        return None
    if slip.kind() not in _OPERANDS | {"LPAR"}:
        return None
    start, end = slip.tokens.at(slip.place - 1)
    return Problem(_CODE, (start, end), "`not` is no operator", "an operator", "write `!`"), None


def _equals(slip: Slip) -> Found | None:
    if slip.kind() != "ASSIGN":
        return None
    if (
        slip.kind(-1) == "EQ"
        and slip.place
        and slip.tokens.ends[slip.place - 1] == slip.tokens.starts[slip.place]
    ):
        return slip.problem("`===` is no operator", "write `==`"), None
    if "EQ" not in slip.accepted:
        return None
    problem = slip.problem("`=` does not compare", "write `==`; a variable is made by `let x = e;`")
    return problem, (1, slip.kinds("EQ"))


def _arrows(slip: Slip) -> Found | None:
    if slip.kind() == "ARROW" and "FAT_ARROW" in slip.accepted:
        problem = slip.problem("an arm is written with `=>`", "write `pattern => value`")
        return problem, (1, slip.kinds("FAT_ARROW"))
    if slip.kind() == "FAT_ARROW" and "ARROW" in slip.accepted:
        problem = slip.problem("a function type is written with `->`")
        return problem, (1, slip.kinds("ARROW"))
    if slip.kind() == "FAT_ARROW":
        hint = "a macro takes a name and an expression: `xs.map(x, x + 1)`"
        return slip.problem("there are no lambdas", hint), None
    return None


def _let(slip: Slip) -> Found | None:
    if slip.kind() == "LET":
        hint = "put it into parentheses: `(let x = e; x + 1)`"
        return slip.problem("`let` cannot stand here", hint), None
    if "SEMICOLON" in slip.accepted and slip.kind() in _OPERANDS | {"LET", "IF", "MATCH", "$END"}:
        hint = "`let x = e;` ends in a semicolon, and a value follows"
        repair = (0, slip.kinds("SEMICOLON")) if slip.kind() != "$END" else None
        return slip.problem("a `;` is missing after `let`", hint), repair
    return None


def _semicolon(slip: Slip) -> Found | None:
    if slip.kind() != "SEMICOLON":
        return None
    if slip.kind(1) == "$END":
        return slip.problem(
            "a `;` at the end", "leave it out: the last expression is the value"
        ), None
    return slip.problem("a `;` stands only after `let x = e`"), None


def _foreign(slip: Slip) -> Found | None:
    words = [(slip.place, slip.word)]
    if slip.place:
        words.append((slip.place - 1, slip.tokens.word(slip.place - 1)))
    for place, word in words:
        if word in _FOREIGN:
            at = slip.tokens.at(place)
            what = expected_words(slip.accepted)
            return Problem(_CODE, at, f"`{word}` means nothing here", what, _FOREIGN[word]), None
    return None


def _ended(slip: Slip) -> Found | None:
    if slip.kind() != "$END":
        return None
    if "ELSE" in slip.accepted:
        return slip.problem(
            "the `else` is missing", "every `if` has a value, so it has an `else`"
        ), None
    opened = _unclosed(slip)
    if opened is not None:
        bracket, place = opened
        text = f"`{bracket}` is not closed"
        return Problem(_CODE, slip.tokens.at(place), text, expected_words(slip.accepted)), None
    return slip.problem("the expression stops too early"), None


_PAIRS = {"LPAR": ("RPAR", "("), "LSQB": ("RSQB", "["), "LBRACE": ("RBRACE", "{")}


def _unclosed(slip: Slip) -> tuple[str, int] | None:
    stack: list[tuple[str, str, int]] = []
    for number, kind in enumerate(slip.tokens.kinds[: slip.place]):
        name = slip.table.terminals[kind] if kind != BAD else ""
        if name in _PAIRS:
            stack.append((*_PAIRS[name], number))
        elif stack and name == stack[-1][0]:
            stack.pop()
    return (stack[-1][1], stack[-1][2]) if stack else None


_CHARACTERS = {
    "&": "`&&` is the operator; for bits there is `math.bitAnd`",
    "|": "`||` is the operator; a macro takes a name and an expression: `xs.map(x, x + 1)`",
    "^": "for powers there is `math.pow`, for bits `math.bitXor`",
    "~": "for bits there is `math.bitNot`",
    "'": "the text is not closed; a text over several lines stands in three quotes",
    '"': "the text is not closed; a text over several lines stands in three quotes",
    "`": "a name in backticks is closed by a backtick on the same line",
    "#": "a comment starts with `//`",
    "$": "texts are put together with `+` and `string(x)`",
    "@": "there are no annotations",
    "\\": "a backslash stands only inside a text",
    "“": "use straight quotes",
    "”": "use straight quotes",
    "‘": "use straight quotes",
    "’": "use straight quotes",
    "×": "write `*`",
    "÷": "write `/`",
    "≤": "write `<=`",
    "≥": "write `>=`",
    "≠": "write `!=`",
    "∧": "write `&&`",
    "∨": "write `||`",
    "¬": "write `!`",
    "−": "write `-`, the hyphen",
    "\u00a0": "this is a no-break space; write a plain one",
}


def _character(slip: Slip) -> Found | None:
    if slip.tokens.kinds[slip.place] != BAD:
        return None
    char = slip.word
    shown = f"`{char}`" if char.isprintable() else f"the character U+{ord(char):04X}"
    start, end = slip.tokens.at(slip.place)
    hint = _CHARACTERS.get(char)
    what = expected_words(slip.accepted)
    return Problem("VB0303", (start, end), f"{shown} cannot stand here", what, hint), None


def _doubled(slip: Slip) -> Found | None:
    before = slip.kind(-1)
    if slip.kind() == "STAR" and before == "STAR":
        return slip.problem("`**` is no operator", "use `math.pow(a, n)` for whole numbers"), None
    if slip.kind() in ("PLUS", "$END") and before == "PLUS":
        return slip.problem("`++` is no operator", "values never change; write `x + 1`"), None
    if (slip.kind() == "LT" and before == "LT") or (slip.kind() == "GT" and before == "GT"):
        hint = "use `math.bitShiftLeft` or `math.bitShiftRight`"
        return slip.problem("there is no shift operator", hint), None
    return None


_LOOKS: tuple[Callable[[Slip], Found | None], ...] = (
    _character,
    _word_operator,
    _not_word,
    _equals,
    _doubled,
    _foreign,
    _arrows,
    _let,
    _semicolon,
    _ended,
)


def explain(table: Tables, tokens: Tokens, place: int, stack: list[int], start: str) -> Found:
    """The finding for the token at `place`, and a repair where the meaning is obvious.

    `stack` is the parser's before any reduction that the token caused (`Tables.stack_after`),
    `start` the start symbol.
    """
    slip = Slip(table, tokens, place, table.accepted(stack))
    for look in _LOOKS:
        found = look(slip)
        if found is not None:
            return found
    word = slip.word if len(slip.word) <= 40 else slip.word[:37] + "..."
    hint = None
    if slip.kind() == "LBRACE" and start == "expression":
        hint = "in the head of `if` and `match`, a record or map stands in parentheses"
    elif slip.kind() in _OPERANDS and slip.kind(-1) in _OPERANDS:
        hint = "two values stand side by side; is an operator or a comma missing?"
    return slip.problem(f"`{word}` does not fit here", hint), None
