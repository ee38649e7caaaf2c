"""The built-ins, loaded: importing this fills the registry."""

from vibee_compiler.ir.interp.ops import (
    floats,
    folds,
    formats,
    ints,
    lists,
    logic,
    maps,
    octets,
    options,
    strings,
    times,
)

__all__ = [
    "floats",
    "folds",
    "formats",
    "ints",
    "lists",
    "logic",
    "maps",
    "octets",
    "options",
    "strings",
    "times",
]
