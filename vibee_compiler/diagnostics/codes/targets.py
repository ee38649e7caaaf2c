"""Codes for what happens on the way into a target language."""

from __future__ import annotations

from vibee_compiler.diagnostics.code import Code
from vibee_compiler.diagnostics.model import Severity

CODES: dict[str, Code] = {
    "VB0801": Code(
        "Name changed in the output",
        Severity.INFO,
        "Two names of the spec become the same identifier in the target language, or one is "
        "taken there; the later one got a number. The spec's own names are not affected.",
        "vibee compile accounts.vibee --lang rust  # behaviours `getUser` and `get_user`",
        command=True,
    ),
    "VB0802": Code(
        "Not supported by the target",
        Severity.WARNING,
        "The target declares that it lacks a feature which this behaviour needs, so the output "
        "has a stub there that fails loudly. Behaviours that call it become stubs too.",
        "vibee compile calendar.vibee --lang zig  # a behaviour reads the hour in Europe/Paris",
        command=True,
    ),
    "VB0803": Code(
        "Unknown setting of the target",
        Severity.WARNING,
        "The target has no setting of this name, or not with this value; its default is used. "
        "The message lists what there is.",
        "vibee compile shop.vibee --lang typescript --set int=huge",
        command=True,
    ),
    "VB0804": Code(
        "Hand-written body not used",
        Severity.INFO,
        "The behaviour has a body under `implementation:` for this language. It is used only "
        "with --allow-native, since it is code that the compiler cannot check.",
        "vibee compile legacy.vibee --lang rust  # without --allow-native",
        command=True,
    ),
    "VB0805": Code(
        "Option not served by the target",
        Severity.ERROR,
        "The target cannot do what this option of the command line asks for, and writing "
        "something else instead would be wrong. Leave the option out for this language.",
        "vibee compile shop.vibee --lang zig --single",
        command=True,
    ),
}
