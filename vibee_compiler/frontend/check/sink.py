"""Where findings go, for what is not inside an expression."""

from __future__ import annotations

import unicodedata

from vibee_compiler.diagnostics.catalogue import make
from vibee_compiler.diagnostics.model import Diagnostic, Severity, Span
from vibee_compiler.frontend import ast as a
from vibee_compiler.frontend.check.typeexprs import Report
from vibee_compiler.frontend.source import Fragment


class Sink:
    """Collects the findings of a module."""

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []

    def report(
        self,
        code: str,
        message: str,
        span: Span | None,
        *,
        expected: str | None = None,
        hint: str | None = None,
        severity: Severity | None = None,
    ) -> None:
        """Take a finding in."""
        self.diagnostics.append(
            make(code, message, span=span, expected=expected, hint=hint, severity=severity)
        )

    def of(self, fragment: Fragment) -> Report:
        """The same for findings inside a fragment."""

        def report(
            code: str,
            message: str,
            at: a.At | None,
            *,
            expected: str | None = None,
            hint: str | None = None,
            severity: Severity | None = None,
        ) -> None:
            span = fragment.span(at)
            self.report(code, message, span, expected=expected, hint=hint, severity=severity)

        return report


def nfc(text: str) -> str:
    """A name in the form in which names are compared."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def name_of(fragment: Fragment) -> str:
    """The name that a scalar writes; backticks around it are quotes."""
    text = nfc(fragment.text.strip())
    if len(text) > 2 and text[0] == text[-1] == "`":
        return text[1:-1]
    return text
