"""Whether a text is a regular expression of RE2.

A recursive descent over RE2's published syntax, the same on every machine; the tests compare it
with google-re2, which a plain installation lacks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_REPEAT = 1000
MAX_DEPTH = 500
_CLASSES = frozenset(
    ("alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct",
     "space", "upper", "word", "xdigit")
)  # fmt: skip
_ESCAPES = frozenset("aftnrvdDsSwWbBAzQECpPx") | frozenset("01234567")
_IN_CLASS = frozenset("aftnrvdDsSwWpPx") | frozenset("01234567")
_CONTROLS = {"a": "\a", "f": "\f", "t": "\t", "n": "\n", "r": "\r", "v": "\v"}
_FLAGS = re.compile(r"\?(?:[imsU]+(?:-[imsU]+)?|-[imsU]+|)([:)])")
_NAME = re.compile(r"\?P?<(\w+)>")
_COUNT = re.compile(r"\{(\d{1,9})(?:(,)(\d{0,9}))?\}")
_PROPERTY = re.compile(r"[pP](?:\{\^?([A-Za-z_]+)\}|([A-Z]))")
_HEX = re.compile(r"x(?:\{([0-9A-Fa-f]{1,8})\}|[0-9A-Fa-f]{2})")
_OCTAL = re.compile(r"0[0-7]{0,2}|[1-7][0-7][0-7]?")
_CATEGORIES = frozenset(
    ("Any", "C", "Cc", "Cf", "Co", "Cs", "L", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn",
     "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "S", "Sc", "Sk", "Sm",
     "So", "Z", "Zl", "Zp", "Zs")
)  # fmt: skip


class _Wrong(Exception):
    """What is wrong with a pattern."""


def regex_error(pattern: str) -> str | None:
    """What is wrong with a pattern, or None."""
    try:
        _Reader(pattern).whole()
    except _Wrong as wrong:
        return str(wrong)
    return None


@dataclass(slots=True)
class _Reader:
    text: str
    at: int = 0
    depth: int = 0
    names: frozenset[str] = frozenset()

    def whole(self) -> None:
        self.alternatives()
        if self.at < len(self.text):
            raise _Wrong("unexpected `)`")

    def alternatives(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _Wrong("nested too deeply")
        repeatable = False
        repeated = 0
        while self.at < len(self.text) and self.text[self.at] != ")":
            char = self.text[self.at]
            if char == "|":
                self.at += 1
                repeatable = False
            elif char in "*+?" or (char == "{" and _COUNT.match(self.text, self.at)):
                self.repetition(char, repeatable, repeated)
                repeated += 1
                continue
            else:
                repeatable = self.atom(char)
            repeated = 0
        self.depth -= 1

    def repetition(self, char: str, repeatable: bool, repeated: int) -> None:
        if not repeatable:
            raise _Wrong(f"nothing to repeat before `{char}`")
        if repeated:
            raise _Wrong(f"two repetitions in a row at `{char}`")
        found = _COUNT.match(self.text, self.at) if char == "{" else None
        if found is not None:
            least = int(found[1])
            most = int(found[3]) if found[3] else least
            if least > MAX_REPEAT or most > MAX_REPEAT or most < least:
                raise _Wrong(f"bad repetition `{found[0]}`")
            self.at = found.end()
        else:
            self.at += 1
        if self.text[self.at : self.at + 1] == "?":
            self.at += 1

    def atom(self, char: str) -> bool:
        """Read one; whether it can be repeated."""
        self.at += 1
        if char == "(":
            return self.group()
        if char == "[":
            self.brackets()
        elif char == "\\":
            return self.escape()
        return True

    def group(self) -> bool:
        if self.text.startswith("?", self.at):
            if found := _FLAGS.match(self.text, self.at):
                self.at = found.end()
                if found[1] == ")":
                    return False
            elif found := _NAME.match(self.text, self.at):
                if found[1] in self.names:
                    raise _Wrong(f"the group `{found[1]}` is named twice")
                self.names |= {found[1]}
                self.at = found.end()
            else:
                start = self.text[self.at - 1 : self.at + 3]
                raise _Wrong(f"RE2 has no `{start}`")
        self.alternatives()
        if self.at >= len(self.text):
            raise _Wrong("a `)` is missing")
        self.at += 1
        return True

    def escape(self) -> bool:
        if self.at >= len(self.text):
            raise _Wrong("a lone `\\` at the end")
        char = self.text[self.at]
        if char == "Q":
            end = self.text.find("\\E", self.at)
            self.at = len(self.text) if end < 0 else end + 2
            return True
        self.special(char, _ESCAPES)
        return True

    def special(self, char: str, known: frozenset[str]) -> int | None:
        """Read an escape; the code point, where it means one."""
        for pattern in (_HEX, _PROPERTY, _OCTAL):
            if found := pattern.match(self.text, self.at):
                return self._numeric(pattern, found)
        if char in "pPx" or char in "123456789" or (char.isascii() and char.isalpha()):
            if char not in known or char in "pPx123456789":
                raise _Wrong(f"RE2 has no `\\{char}`")
        elif not char.isascii() or char == "_":
            raise _Wrong(f"RE2 has no `\\{char}`")
        self.at += 1
        if char in "dDsSwW":
            return None
        return ord(_CONTROLS.get(char, char))

    def _numeric(self, pattern: re.Pattern[str], found: re.Match[str]) -> int | None:
        self.at = found.end()
        if pattern is _HEX:
            value = int(found[0][1:].strip("{}"), 16)
            if value > 0x10FFFF:
                raise _Wrong(f"`\\{found[0]}` is no code point")
            return value
        if pattern is _PROPERTY:
            name = found[1] or found[2]
            if name not in _CATEGORIES and (len(name) < 3 or not name[0].isupper()):
                raise _Wrong(f"no Unicode class `{name}`")
            return None
        return int(found[0], 8)

    def brackets(self) -> None:
        if self.text.startswith("^", self.at):
            self.at += 1
        first = True
        while first or not self.text.startswith("]", self.at):
            low = self.item()
            after = self.text[self.at + 1 : self.at + 2]
            if self.text.startswith("-", self.at) and after not in ("]", ""):
                self.at += 1
                high = self.item()
                if low is None or high is None or high < low:
                    raise _Wrong("bad range in `[...]`")
            first = False
        self.at += 1

    def item(self) -> int | None:
        if self.at >= len(self.text):
            raise _Wrong("a `]` is missing")
        char = self.text[self.at]
        if char == "[" and self.text.startswith("[:", self.at) and ":]" in self.text[self.at + 2 :]:
            end = self.text.index(":]", self.at + 2)
            name = self.text[self.at + 2 : end].removeprefix("^")
            if name not in _CLASSES:
                raise _Wrong(f"no class `[:{name}:]`")
            self.at = end + 2
            return None
        self.at += 1
        if char != "\\":
            return ord(char)
        if self.at >= len(self.text):
            raise _Wrong("a lone `\\` at the end")
        return self.special(self.text[self.at], _IN_CLASS)
