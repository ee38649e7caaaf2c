"""Diagnostics: values with a severity, a place, a stable code, and a way out."""

from vibee_compiler.diagnostics.model import Diagnostic, Position, Severity, Span

__all__ = ["Diagnostic", "Position", "Severity", "Span"]
