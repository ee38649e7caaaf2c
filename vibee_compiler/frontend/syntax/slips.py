"""Slips that people make who know other languages, each with what to write.

Tables first; then one function a kind of slip, tried in the order of `SLIPS`.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from vibee_compiler.frontend.syntax.slip import Found
from vibee_compiler.frontend.syntax.spot import OPERANDS, STARTERS, Spot

if TYPE_CHECKING:
    from collections.abc import Callable

OPERATOR_WORDS = {
    "and": ("AND", "&&"), "or": ("OR", "||"), "is": ("EQ", "=="), "equals": ("EQ", "=="),
    "xor": ("NE", "!="), "mod": ("PERCENT", "%"), "div": ("SLASH", "/"), "plus": ("PLUS", "+"),
    "minus": ("MINUS", "-"), "times": ("STAR", "*"),
}  # fmt: skip

# Two tokens in a row: what they are in other languages, and what to write.
PAIRS = {
    ("EQ", "ASSIGN"): ("`===` is written `==`", "values and types are always compared", ()),
    ("NE", "ASSIGN"): ("`!==` is written `!=`", "values and types are always compared", ()),
    ("LT", "GT"): ("`<>` is written `!=`", "write `a != b`", None),
    ("STAR", "STAR"): ("there is no operator `**`", "write `math.pow(x, n)`", None),
    ("PLUS", "PLUS"): ("there is no `++`", "values do not change; write `x + 1`", None),
    ("LT", "LT"): ("there is no operator `<<`", "write `math.bitShiftLeft(x, n)`", None),
    ("GT", "GT"): ("there is no operator `>>`", "write `math.bitShiftRight(x, n)`", None),
    ("QUESTION", "QUESTION"): ("there is no operator `??`", "write `x.orValue(y)`", None),
    ("QUESTION", "COLON"): ("there is no operator `?:`", "write `x.orValue(y)`", None),
    ("DOT", "DOT"): (
        "there is no operator `..`",
        "write `lists.range(from, to)`, `xs.slice(from, to)` or `...base`",
        None,
    ),
}
ASSIGNMENTS = {"PLUS", "MINUS", "STAR", "SLASH", "PERCENT"}

# A name that would be a keyword elsewhere, followed by something that a name cannot precede.
WORDS_BEFORE = {
    "not": ("`not` is written `!`", "write `!x`"),
    "return": ("there is no `return`", "the last expression is the value; leave `return` out"),
    "new": ("there is no `new`", "write `User{id: 1}`"),
    "const": ("`const` is written `let`", "write `let x = value; body`"),
    "var": ("`var` is written `let`", "write `let x = value; body`; values do not change"),
    "val": ("`val` is written `let`", "write `let x = value; body`"),
    "function": ("functions cannot be written inside a body", "declare another behaviour"),
    "def": ("functions cannot be written inside a body", "declare another behaviour"),
    "fn": ("functions cannot be written inside a body", "declare another behaviour"),
    "lambda": ("there are no lambdas", "macros take a name: `xs.map(x, x + 1)`"),
    "for": ("there are no loops", "write `xs.map(x, e)`, `xs.filter(x, p)` or `xs.fold(...)`"),
    "while": ("there are no loops", "write `xs.fold(acc, x, init, e)`, or call the behaviour"),
    "switch": ("`switch` is written `match`", "write `match x { a => 1, _ => 2 }`"),
    "case": ("there is no `case`", "arms are `pattern => value`, separated by commas"),
    "throw": ("`throw` is written `fail`", "write `fail Name(\"message\")`"),
    "raise": ("`raise` is written `fail`", "write `fail Name(\"message\")`"),
    "await": ("there is no `await`", "bodies are pure; leave it out"),
}  # fmt: skip

# A name where an operator or a bracket should be.
WORDS_AT = {
    "then": ("there is no `then`", "write `if c { a } else { b }` or `c ? a : b`"),
    "for": ("there are no comprehensions", "write `xs.map(x, e)` or `xs.filter(x, p)`"),
    "with": ("there is no `with`", "write `match x { ... }` or `User{...u, field: value}`"),
    "as": ("there is no `as`", "write a conversion: `int(x)`, `double(x)`, `string(x)`"),
    "instanceof": ("there is no `instanceof`", "write `match x { Circle{} => true, _ => false }`"),
    "not": ("there is no `not in`", "write `!(x in xs)`"),
    "unless": ("there is no `unless`", "write `if !c { a } else { b }`"),
    "end": ("there is no `end`", "blocks are closed with `}`"),
}

CHARACTERS = {
    "&": ("AND", "&&"), "|": ("OR", "||"), "\u2264": ("LE", "<="), "\u2265": ("GE", ">="),
    "\u2260": ("NE", "!="), "\u2227": ("AND", "&&"), "\u2228": ("OR", "||"),
    "\u00ac": ("NOT", "!"), "\u00d7": ("STAR", "*"), "\u00f7": ("SLASH", "/"),
    "\u2212": ("MINUS", "-"), "\u2013": ("MINUS", "-"), "\u2026": ("ELLIPSIS", "..."),
    "\u21d2": ("FAT_ARROW", "=>"), "\u2208": ("IN", "in"),
}  # fmt: skip
CHARACTER_HINTS = {
    "#": ("a comment begins with `//`", "in a one-line body YAML itself ends the text at ` #`"),
    "^": ("there is no operator `^`", "write `math.pow(x, n)` or `math.bitXor(a, b)`"),
    "~": ("there is no operator `~`", "write `math.bitNot(x)`"),
    "$": ("`$` has no meaning", "text is joined with `+`: `'no ' + string(n)`"),
    "@": ("`@` has no meaning", "a name with such a character is written in backticks"),
    "\\": ("`\\` has no meaning", "escapes stand inside strings; a line needs no continuation"),
    "`": ("this backtick is never closed", "a name in backticks stands on one line"),
}
QUOTES = "\u2018\u2019\u201c\u201d\u00ab\u00bb\u201e\u201a\u300c\u300d"

SINGLE = {
    "(": "LPAR", ")": "RPAR", "[": "LSQB", "]": "RSQB", "{": "LBRACE", "}": "RBRACE", ",": "COMMA",
    ":": "COLON", ";": "SEMICOLON", "!": "NOT", "?": "QUESTION", "=": "ASSIGN", "+": "PLUS",
    "-": "MINUS", "*": "STAR", "/": "SLASH", "%": "PERCENT", "<": "LT", ">": "GT", ".": "DOT",
}  # fmt: skip


def unclosed(spot: Spot) -> Found | None:
    """A quote without its other half; the whole rest of the line is marked."""
    word = spot.word()
    triple = spot.kind() in ("STRING", "BAD") and spot.kind(-1) == "STRING" and spot.touches()
    if triple and spot.word(-1) in ("''", '""') and word[0] == spot.word(-1)[0]:
        quotes = word[0] * 3
        return Found(
            f"this string in {quotes} is never closed",
            f"put {quotes} behind its last character",
            (spot.at(-1)[0], len(spot.tokens.text)),
            code="VB0304",
        )
    if spot.kind() != "BAD" or word not in ("'", '"'):
        return None
    start = spot.at()[0]
    line = spot.tokens.text[start:].split("\n", 1)[0].rstrip()
    return Found(
        "this string is not closed on its line",
        f"add the closing {word}; a text of several lines stands in {word * 3}",
        (start, start + len(line)),
        code="VB0304",
    )


def bad_character(spot: Spot) -> Found | None:
    """A character of another language's operators, or one that only looks right."""
    if spot.kind() != "BAD":
        return None
    char = spot.word()
    if char == "|" and spot.prefix_position():
        return Found("there are no lambdas", "macros take a name: `xs.map(x, x + 1)`")
    if char in CHARACTERS:
        kind, text = CHARACTERS[char]
        repair = (1, (kind,)) if kind in spot.accepted else None
        return Found(f"`{char}` is written `{text}`", f"write `{text}`", repair=repair)
    if char in CHARACTER_HINTS:
        message, hint = CHARACTER_HINTS[char]
        return Found(message, hint, code="VB0303")
    if char in QUOTES:
        message = f"`{char}` is no quote of this language"
        return Found(message, "strings stand in ' or \"", code="VB0303")
    plain = unicodedata.normalize("NFKC", char)
    if plain in SINGLE and SINGLE[plain] in spot.accepted:
        message = f"`{char}` (U+{ord(char):04X}) only looks like `{plain}`"
        return Found(message, f"write `{plain}`", repair=(1, (SINGLE[plain],)), code="VB0303")
    if unicodedata.category(char) in ("Zs", "Zl", "Zp", "Cf", "Cc"):
        message = f"the invisible character U+{ord(char):04X} has no meaning here"
        return Found(message, "replace it by an ordinary space", repair=(1, ()), code="VB0303")
    return None


def operator_word(spot: Spot) -> Found | None:
    """`a and b`."""
    if spot.kind() != "NAME" or spot.word().lower() not in OPERATOR_WORDS:
        return None
    kind, text = OPERATOR_WORDS[spot.word().lower()]
    if kind not in spot.accepted:
        return None
    return Found(f"`{spot.word()}` is written `{text}`", f"write `{text}`", repair=(1, (kind,)))


def pair(spot: Spot) -> Found | None:
    """`===`, `**`, `x += 1`: the second token of an operator that does not exist."""
    key = (spot.kind(-1), spot.kind())
    if spot.kind() == "COLON" and spot.kind(1) == "ASSIGN" and spot.touches(1):
        return Found("`:=` is written `=`", "write `let x = value; body`", spot.at(0, 1))
    if not spot.touches():
        return None
    if key == ("DOT", "FLOAT"):  # `0..10` is read as `0`, `.`, `.10`
        key = ("DOT", "DOT")
    if key in PAIRS:
        message, hint, drop = PAIRS[key]
        return Found(message, hint, spot.at(-1), repair=None if drop is None else (1, drop))
    if key[1] == "ASSIGN" and key[0] in ASSIGNMENTS:
        text = spot.word(-1)
        return Found(f"there is no `{text}=`", "values do not change; bind a new name", spot.at(-1))
    return None


def decrement(spot: Spot) -> Found | None:
    """`x--` at the end."""
    if spot.kind(-1) == spot.kind(-2) == "MINUS" and spot.touches(-1) and spot.prefix_position():
        return Found("there is no `--`", "values do not change; write `x - 1`", spot.at(-2, -1))
    return None


def unary_plus(spot: Spot) -> Found | None:
    """`+x`."""
    if spot.kind() == "PLUS" and spot.prefix_position():
        return Found("there is no unary `+`", "leave it out", repair=(1, ()))
    return None


def optional_chaining(spot: Spot) -> Found | None:
    """`a?.b`, read as the begin of `a ? .b : c`."""
    if "COLON" not in spot.accepted or not spot.infix_position():
        return None
    for offset in range(-1, -spot.place, -1):
        if spot.kind(offset) == "QUESTION":
            if spot.kind(offset + 1) == "DOT" and spot.touches(offset + 1):
                at = spot.at(offset, offset + 1)
                return Found("`?.` is written `.?`", "write `a.?b`", at)
            return None
    return None


def number_suffix(spot: Spot) -> Found | None:
    """`10L`, `1_000`, `1.`, `p.0`."""
    before = spot.kind(-1)
    if spot.kind() == "NAME" and before in ("INT", "FLOAT") and spot.touches():
        hint = "leave the `_` out" if spot.word().startswith("_") else "a name begins with a letter"
        return Found(f"`{spot.word(-1)}{spot.word()}` is no number", hint, spot.at(-1))
    if before == "DOT" and spot.kind(-2) == "INT" and spot.touches(-1):
        hint = f"write `{spot.word(-2)}.0`"
        return Found("a Float needs digits after its point", hint, spot.at(-2, -1))
    if spot.kind() == "FLOAT" and spot.word()[0] == "." and spot.touches() and spot.place:
        part = spot.word()[1:]
        return Found(f"`{spot.word()}` is no field", f"a part of a tuple is `p[{part}]`")
    return None


def string_prefix(spot: Spot) -> Found | None:
    """`f'{x}'`."""
    strings = ("STRING", "RAW_STRING", "BYTES", "RAW_BYTES")
    if spot.kind() in strings and spot.kind(-1) == "NAME" and spot.touches():
        message = f"a string has no prefix `{spot.word(-1)}`"
        hint = "prefixes are `r` (raw), `b` (bytes) and `br`; text is joined with `+`"
        return Found(message, hint, spot.at(-1))
    if spot.kind() in strings and spot.kind(-1) in strings:
        return Found("strings side by side are not joined", "write `+` between them")
    return None


def word_before(spot: Spot) -> Found | None:
    """`return x`, `not x`: a keyword of other languages that was read as a name."""
    name = spot.kind(-1) == "NAME" and spot.kind(-2) != "DOT"
    if not name or spot.word(-1) not in WORDS_BEFORE or spot.kind() not in STARTERS:
        return None
    message, hint = WORDS_BEFORE[spot.word(-1)]
    return Found(message, hint, spot.at(-1, -1))


def word_at(spot: Spot) -> Found | None:
    """`c then a`, `elif`, `x if c else y`."""
    word = spot.word()
    if word in ("elif", "elsif", "elseif") and "ELSE" in spot.accepted:
        return Found(f"`{word}` is written `else if`", "write it", repair=(1, ("ELSE", "IF")))
    if spot.kind() == "IF" and spot.infix_position():
        return Found("the condition comes first", "write `c ? a : b`")
    if spot.kind() == "NAME" and word in WORDS_AT and not spot.prefix_position():
        message, hint = WORDS_AT[word]
        return Found(message, hint)
    return None


def arrow(spot: Spot) -> Found | None:
    """`->` and `:` in an arm, `=>` and `->` elsewhere."""
    kind = spot.kind()
    if kind in ("ARROW", "COLON") and "FAT_ARROW" in spot.accepted:
        message = f"`{spot.word()}` in an arm of `match` is written `=>`"
        return Found(message, "write `=>`", repair=(1, ("FAT_ARROW",)))
    if kind in ("ARROW", "FAT_ARROW"):
        hint = "macros take a name: `xs.map(x, x + 1)`; at least is `>=`, at most is `<=`"
        return Found(f"`{spot.word()}` has no meaning here: there are no lambdas", hint)
    return None


def assign(spot: Spot) -> Found | None:
    """`a = b` as a comparison, `f(x = 1)`, `User{id = 1}`."""
    if spot.kind() != "ASSIGN":
        return None
    if spot.accepted == {"COLON"} or (spot.inside == "LBRACE" and "COLON" in spot.accepted):
        return Found("`=` in braces is written `:`", "write `:`", repair=(1, ("COLON",)))
    if "EQ" in spot.accepted:
        hint = "`==` compares; `let x = value; body` names a value"
        return Found("`=` is no operator", hint, repair=(1, ("EQ",)))
    return None


def colon(spot: Spot) -> Found | None:
    """`f(x: 1)`, `xs[1:2]`, a record literal in a head."""
    if spot.kind() != "COLON":
        return None
    if spot.inside == "LSQB":
        return Found("there are no slices with `:`", "write `xs.slice(from, to)`")
    if spot.inside == "LPAR":
        hint = "arguments go by their place; a record is `User{id: 1}`"
        return Found("an argument has no name", hint)
    if spot.inside == "LBRACE":
        hint = "in the head of `if` and `match` put a record in parentheses: `(User{id: 1})`"
        return Found("this brace opened a block, not a record or map", hint)
    return None


def missing_semicolon(spot: Spot) -> Found | None:
    """`let x = 1` and no `;`."""
    if "SEMICOLON" not in spot.accepted:
        return None
    if spot.kind() == "LET" or (spot.kind() in STARTERS | {"DOT"} and spot.on_new_line()):
        end = spot.at(-1, -1)[1]
        at = (max(end - 1, 0), end)
        repair = (1, ("SEMICOLON", spot.kind()))
        return Found("`;` is missing after the value of `let`", "add `;`", at, repair)
    if spot.kind() in ("$END", "RBRACE", "RPAR", "COMMA"):
        return Found(
            "a `let` without a body",
            "write `let x = value; body`: the body is the value of the whole",
            spot.at(-1, -1),
        )
    return None


def stray_semicolon(spot: Spot) -> Found | None:
    """`x;`, and a `let x = 1;` without what it is for."""
    if spot.kind() == "SEMICOLON":
        if spot.kind(1) in ("$END", "RBRACE"):
            return Found("no `;` at the end", "leave it out", repair=(1, ()))
        hint = "`;` only ends a `let`: `let x = value; body`"
        return Found("`;` has no meaning here", hint)
    if spot.kind(-1) == "SEMICOLON" and spot.kind() in ("$END", "RBRACE"):
        hint = "after the last `;` write the value of the whole"
        return Found("a `let` without a body", hint, spot.at(-1, -1))
    return None


def missing_else(spot: Spot) -> Found | None:
    """`if c { a }` alone."""
    if spot.accepted == {"ELSE"}:
        hint = "an `if` is a value: add `else { ... }`"
        return Found("this `if` has no `else`", hint, spot.at(-1, -1))
    return None


def missing_brace(spot: Spot) -> Found | None:
    """`if c a else b`, `else b`."""
    if spot.accepted <= {"LBRACE", "IF"} and spot.kind(-1) == "ELSE":
        return Found("the branches of `if` stand in braces", "write `else { ... }`")
    block = "LBRACE" in spot.accepted and spot.infix_position()
    if block and spot.kind() in STARTERS and _in_head(spot):
        hint = "write `if c { a } else { b }`, `match x { p => e }` or `c ? a : b`"
        return Found("a block in braces is missing", hint)
    return None


def _in_head(spot: Spot) -> bool:
    """Whether `if` or `match` stands before the spot with no brace opened since."""
    depth = 0
    for offset in range(-1, -spot.place - 1, -1):
        kind = spot.kind(offset)
        if kind in ("RPAR", "RSQB", "RBRACE"):
            depth += 1
        elif kind in ("LPAR", "LSQB", "LBRACE"):
            depth -= 1
        if depth < 0:
            return False
        if depth == 0 and kind in ("IF", "MATCH") and spot.kind(offset - 1) != "DOT":
            return True
    return False


def block_as_map(spot: Spot) -> Found | None:
    """`x => { a }`: braces of a block where they make a map."""
    if spot.kind() == "RBRACE" and spot.inside == "LBRACE" and "COLON" in spot.accepted:
        hint = "write the expression alone, or put it in parentheses"
        return Found("these braces make a map, not a block", hint, spot.at(spot.opener or 0))
    return None


def missing_comma(spot: Spot) -> Found | None:
    """Items or arms on lines of their own without a comma."""
    if "COMMA" in spot.accepted and spot.kind() in STARTERS and spot.on_new_line():
        end = spot.at(-1, -1)[1]
        repair = (1, ("COMMA", spot.kind()))
        return Found("`,` is missing", "add `,`", (max(end - 1, 0), end), repair)
    return None


def call_of_value(spot: Spot) -> Found | None:
    """`(f)(x)`, `xs[0](x)`."""
    if spot.kind() == "LPAR" and spot.infix_position() and spot.kind(-1) in ("RPAR", "RSQB"):
        hint = "a behaviour or a parameter of type Fn is called by its name: `f(x)`"
        return Found("only names can be called", hint)
    return None


def reserved(spot: Spot) -> Found | None:
    """A reserved word as a name, and `let` where it may not stand."""
    if spot.kind(-1) == "FAIL" and spot.accepted == {"NAME", "QUOTED"}:
        hint = 'write `fail Name("message")`'
        return Found("`fail` is followed by the name of an error", hint, spot.at(-1, -1))
    if spot.kind() == "LET" and spot.prefix_position():
        hint = "put it in parentheses: `(let x = value; body)`"
        return Found("`let` cannot stand here", hint)
    words = ("TRUE", "FALSE", "NULL", "IN", "LET", "IF", "ELSE", "MATCH", "FAIL")
    if spot.kind() in words and "NAME" in spot.accepted:
        hint = f"as a name it is written in backticks: `{spot.word()}`"
        return Found(f"`{spot.word()}` is a reserved word", hint, say_expected=True)
    return None


def too_few(spot: Spot) -> Found | None:
    """`()`, `(a,)`, `match x {}`, `let (a) = x`."""
    if spot.kind() == "RPAR" and spot.kind(-1) in ("LPAR", "COMMA") and spot.prefix_position():
        return Found(
            "a tuple has at least two parts", "there is no empty value; `Void` is a stub's"
        )
    if spot.kind() == "RBRACE" and spot.kind(-1) == "LBRACE" and "FAT_ARROW" not in spot.accepted:
        return Found("a `match` has at least one arm", "write `pattern => value`", spot.at(-1))
    if spot.accepted <= {"NAME", "QUOTED", "LPAR", "COMMA"} and _binds(spot):
        hint = (
            "`let` binds a name, `_`, or a tuple of them such as `(a, b)`; `match` takes the rest"
        )
        return Found("this cannot be bound by `let`", hint)
    return None


def _binds(spot: Spot) -> bool:
    """Whether nothing but names, commas and parentheses stands between `let` and the spot."""
    for offset in range(-1, -spot.place - 1, -1):
        if spot.kind(offset) == "LET":
            return spot.kind(offset - 1) != "DOT"
        if spot.kind(offset) not in ("NAME", "QUOTED", "LPAR", "RPAR", "COMMA"):
            return False
    return False


def base_not_first(spot: Spot) -> Found | None:
    """`User{id: 1, ...u}`, `f(...xs)`."""
    if spot.kind() != "ELLIPSIS":
        return None
    if spot.inside == "LBRACE":
        return Found("`...base` comes first in a record", "write `User{...u, id: 1}`")
    if spot.prefix_position():
        return Found("`...` spreads nothing here", "lists are joined with `+`: `[x] + xs`")
    return None


def operand_after_operand(spot: Spot) -> Found | None:
    """`a b`: most often an operator that is missing."""
    ends = OPERANDS | {"RPAR", "RSQB", "RBRACE"}
    if spot.kind() in OPERANDS and spot.kind(-1) in ends and spot.infix_position():
        return Found(
            f"something is missing between `{spot.word(-1)[:30]}` and `{spot.word()[:30]}`",
            say_expected=True,
        )
    return None


LEXICAL: tuple[Callable[[Spot], Found | None], ...] = (unclosed, bad_character)
"""Those that hold in types too."""

SLIPS: tuple[Callable[[Spot], Found | None], ...] = (
    *LEXICAL, pair, operator_word, decrement, unary_plus, number_suffix,
    string_prefix, word_before, word_at, arrow, assign, missing_else, missing_semicolon,
    stray_semicolon, optional_chaining, colon, missing_brace, block_as_map, missing_comma,
    call_of_value, reserved, too_few, base_not_first, operand_after_operand,
)  # fmt: skip
