"""The reference interpreter: the arbiter of what programs mean."""

from vibee_compiler.ir.interp.budget import Budget, OutOfBudget, Raised
from vibee_compiler.ir.interp.evaluation import Outcome, evaluate
from vibee_compiler.ir.interp.machine import Interpreter, NotExecutable, Verdict

__all__ = [
    "Budget",
    "Interpreter",
    "NotExecutable",
    "OutOfBudget",
    "Outcome",
    "Raised",
    "Verdict",
    "evaluate",
]
