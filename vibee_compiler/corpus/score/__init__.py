"""How good a file of code is, between 0 and 1; see docs/score.md."""

from vibee_compiler.corpus.score.model import WEIGHTS, Part, Score
from vibee_compiler.corpus.score.scorer import Scorer

__all__ = ["WEIGHTS", "Part", "Score", "Scorer"]
