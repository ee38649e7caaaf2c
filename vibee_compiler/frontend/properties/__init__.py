"""Properties: inputs made up, checked by the interpreter, counterexamples shrunk."""

from vibee_compiler.frontend.properties.check import Checked, Row, check_property

__all__ = ["Checked", "Row", "check_property"]
