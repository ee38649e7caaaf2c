"""Whether a text is a regular expression of RE2."""

from __future__ import annotations


def regex_error(pattern: str) -> str | None:
    """What is wrong with a pattern, or None.

    The interpreter's reader decides, so that the answer is the same on every machine.
    """
    from vibee_compiler.ir.regex.syntax import PatternError, parse

    try:
        parse(pattern)
    except PatternError as wrong:
        return str(wrong)
    return None
