"""From a draft to its prose: what is given, when, what then, a description."""

from __future__ import annotations

from collections.abc import Mapping

from vibee_compiler.corpus.synth.chance import Chance
from vibee_compiler.corpus.synth.meaning import Name, Node, Part, Rows
from vibee_compiler.corpus.synth.speak import Speaker
from vibee_compiler.corpus.synth.world import Draft, Param
from vibee_compiler.records import dataclass

SCALARS = frozenset({"Int", "Float", "String", "Bool", "List<Int>"})


@dataclass(frozen=True, slots=True)
class Prose:
    """What a spec says of a behaviour; what is None is not said."""

    description: str | None
    given: str | None
    when: str | None
    then: str | None


@dataclass(frozen=True, slots=True)
class Manner:
    """The habits of the person who writes a spec."""

    stops: bool
    gherkin: float
    described: float


def manner(chance: Chance) -> Manner:
    """A writer."""
    return Manner(
        chance.chance(0.35), chance.pick((1.0, 0.9, 0.6, 0.3)), chance.pick((0.0, 0.2, 0.5))
    )


def narrate(d: Draft, speaker: Speaker, habits: Manner) -> Prose:
    """The prose of a behaviour: its whole meaning is in `then` or in the description."""
    chance = speaker.chance
    whole = habits.stops
    full = _text(speaker, _sentences(d, chance), stops=whole)
    given = _given(d, speaker) if d.params else None
    when = speaker.sentence(Node(d.occasion, "", "", {"topic": d.topic or Name("value")}), "when")
    if chance.chance(habits.gherkin):
        about = None
        if not d.guards and chance.chance(habits.described):
            about = _text(speaker, [_about(d)], stops=whole)
            return Prose(about, given, when, _text(speaker, [_short(d)], stops=whole))
        return Prose(about, given, when, full)
    if chance.chance(0.5):
        return Prose(full, given, None, None)
    if chance.chance(0.5):
        return Prose(None, None, None, full)
    return Prose(full, None, None, None)


def _text(speaker: Speaker, nodes: list[tuple[Node, str]], *, stops: bool) -> str:
    stop = speaker.language.stop
    texts = [speaker.sentence(node, form) for node, form in nodes]
    space = "" if len(stop.encode()) > 1 else " "
    joined = f"{stop}{space}".join(texts)
    return joined + stop if stops and not joined.endswith(stop) else joined


def _result(d: Draft) -> Mapping[str, Part]:
    assert d.result is not None
    return {"cond": d.result} if d.form == "clause" else {"value": d.result}


def _about(d: Draft) -> tuple[Node, str]:
    thing = d.returns not in SCALARS
    key = "about_condition" if d.form == "clause" else "about_thing" if thing else "about_value"
    return Node(key, "", "", _result(d)), "description"


def _short(d: Draft) -> tuple[Node, str]:
    assert isinstance(d.topic, Name)
    topic = d.topic
    key = "short_condition" if d.form == "clause" else "short"
    return Node(key, "", "", {"topic": topic}), "then"


def _sentences(d: Draft, chance: Chance) -> list[tuple[Node, str]]:
    frame = "tells" if d.form == "clause" else "returns"
    if frame == "returns" and d.returns not in SCALARS:
        frame = "hands"
    guards = [
        (Node("guard", "", "", {"cond": g.condition, "error": g.shown}), "then") for g in d.guards
    ]
    if guards and frame != "tells" and chance.chance(0.6):
        return [*guards, (Node("otherwise_returns", "", "", _result(d)), "then")]
    return [(Node(frame, "", "", _result(d)), "then"), *guards]


def _given(d: Draft, speaker: Speaker) -> str:
    items = tuple(_one_given(param) for param in d.params.values())
    speaker._chosen.clear()
    text = speaker.say(Rows(items))
    text = speaker.language.smooth(text)
    return text[:1].upper() + text[1:]


def _one_given(param: Param) -> Node:
    if param.type.startswith("List<") and param.type not in SCALARS:
        key = "given_things"
    elif param.type.startswith("Map<"):
        key = "given_table"
    elif param.type in SCALARS:
        key = "given_value"
    else:
        key = "given_thing"
    return Node(key, "", "", {"noun": param.part})
