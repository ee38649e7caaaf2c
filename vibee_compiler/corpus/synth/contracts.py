"""What holds of results: `ensures` and properties, where a meaning has something to promise."""

from __future__ import annotations

from vibee_compiler.corpus.synth.meaning import Node
from vibee_compiler.corpus.synth.world import Draft, World

SHARE = 0.2
"""Of the behaviours that have something to promise, so many do."""
_COUNTS = frozenset(
    "count distinct word_count long_words char_count vowels streak fit_count rises".split()
)
_PARTS = frozenset({"filter", "taken", "sorted_up", "sorted_down", "call_filter", "paged"})
_SETTLED = frozenset({"trimmed", "trimmed_lower", "trimmed_upper", "no_spaces", "dashed"})


def promise(w: World, d: Draft) -> None:
    """Adds what the result of a draft keeps to, at times."""
    node = d.result
    if node is None or not w.chance.chance(SHARE):
        return
    lists = [name for name, one in d.params.items() if one.type.startswith("List<")]
    if node.key in ("capped", "floored"):
        sign = "<=" if node.key == "capped" else ">="
        limit = node.slots["limit"]
        if isinstance(limit, Node):
            d.ensures.append(f"result {sign} {limit.code}")
    elif node.key in _COUNTS:
        if node.key == "count" and len(lists) == 1 and w.chance.chance(0.6):
            d.properties.append(f"{d.name}({', '.join(d.params)}) <= {lists[0]}.size()")
        else:
            d.ensures.append("result >= 0")
    elif node.key in _PARTS and len(lists) == 1:
        d.ensures.append(f"result.size() <= {lists[0]}.size()")
    elif node.key in _SETTLED and [one.type for one in d.params.values()] == ["String"]:
        (only,) = d.params
        d.properties.append(f"{d.name}({d.name}({only})) == {d.name}({only})")
    elif node.key == "masked" and [one.type for one in d.params.values()] == ["String"]:
        (only,) = d.params
        d.ensures.append(f"result.size() == {only}.size()")
    elif node.key == "clamped":
        low, high = node.slots["low"], node.slots["high"]
        if isinstance(low, Node) and isinstance(high, Node):
            d.ensures.append(f"result >= {low.code} && result <= {high.code}")
