"""What each entry of the signature table does, one file an area."""

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
