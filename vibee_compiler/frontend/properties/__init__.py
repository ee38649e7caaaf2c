"""Properties: inputs made up, checked by the interpreter, counterexamples shrunk."""

from vibee_compiler.frontend.properties.check import (
    Bench,
    Checked,
    Row,
    check_properties,
    check_property,
)

__all__ = ["Bench", "Checked", "Row", "check_properties", "check_property"]
