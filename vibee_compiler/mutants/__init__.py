"""Mutants: programs with one small fault, to see whether the generated tests notice.

`make.mutants` lists them for a behaviour, `judge` says in the interpreter which of them change a
result and which of these the tests kill, `schemata` puts all of them into one program for a real
toolchain. See docs/mutants.md.
"""

from vibee_compiler.mutants.make import Mutant, mutants

__all__ = ["Mutant", "mutants"]
