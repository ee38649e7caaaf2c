"""How goals are declared."""

from __future__ import annotations

from collections.abc import Callable

from vibee_compiler.corpus.synth.meaning import Name, Node
from vibee_compiler.corpus.synth.world import Draft, World
from vibee_compiler.records import dataclass

Make = Callable[[World, Draft, int], None]


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal: the levels of difficulty that it suits, how often it is wanted, what makes it."""

    name: str
    low: int
    high: int
    weight: float
    make: Make


GOALS: list[Goal] = []


def goal(low: int, high: int, weight: float = 1.0) -> Callable[[Make], Make]:
    """Declares a goal for levels from `low` to `high`."""

    def declare(make: Make) -> Make:
        GOALS.append(Goal(make.__name__, low, high, weight, make))
        return make

    return declare


def give(d: Draft, node: Node, topic: str | Name, *names: str, occasion: str = "ask") -> None:
    """The draft returns a value; `topic` is a word for it, general or of the domain."""
    d.result = node
    d.names = names or node.name
    about = Name(topic, general=True) if isinstance(topic, str) else topic
    d.topic = about
    d.returns = node.type
    d.body = node.code
    d.occasion = occasion
    if occasion == "ask" and not about.general:
        d.occasion = "find"
    of = node.slots.get("field")
    d.about = of.key if isinstance(of, Name) else node.key
    d.form = "clause" if node.type == "Bool" else "np"
