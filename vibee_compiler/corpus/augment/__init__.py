"""Augmentation: other specs that mean the same, made from one; see docs/corpus.md.

Each way is a function from a program and a stream of choices to a program, or None where it finds
nothing to change; `apply.augmented` checks what comes out as its source was checked.
"""

from vibee_compiler.corpus.augment.apply import WAYS, augmented

__all__ = ["WAYS", "augmented"]
