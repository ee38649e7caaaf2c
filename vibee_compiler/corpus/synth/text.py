"""The lines of a spec: its head with constants and types, its behaviours, their examples."""

from __future__ import annotations

from typing import Any

from vibee_compiler.corpus.synth.domains import FieldInfo
from vibee_compiler.corpus.synth.meaning import Name, Node
from vibee_compiler.corpus.synth.narrate import Manner, narrate
from vibee_compiler.corpus.synth.speak import Speaker
from vibee_compiler.corpus.synth.world import Draft, World
from vibee_compiler.corpus.synth.write import body_lines, flow, line, type_in_flow


class Sheet:
    """A spec being written down, with the choices of layout that hold for all of it."""

    def __init__(self, w: World, speaker: Speaker, habits: Manner) -> None:
        self.w = w
        self.speaker = speaker
        self.habits = habits
        chance = w.chance
        self.edition = chance.chance(0.5)
        self.version = chance.chance(0.4)
        self.about = chance.chance(0.7)
        self.bounded = chance.chance(0.75)
        self.topped = chance.chance(0.8)
        self.large = chance.pick(("100000", "1000000", "99999", "500000", "50000"))
        self.small = chance.pick(("1000", "500", "999", "2000", "10000"))
        self.described_types = chance.chance(0.35)
        self.named_examples = chance.chance(0.25)
        self.tell_language = speaker.language.code != "en" and chance.chance(0.5)
        self.block_params = chance.chance(0.15)

    def example_lines(self, examples: list[dict[str, Any]]) -> list[str]:
        """The examples of a behaviour."""
        lines = ["    examples:"]
        for one in examples:
            lines.append(f"      - input: {flow(one['input'])}")
            if "raises" in one:
                lines.append(f"        raises: {one['raises']}")
            else:
                lines.append(f"        expected: {flow(one['expected'])}")
        return lines


def head_lines(sheet: Sheet) -> list[str]:
    """Everything before the behaviours."""
    w, speaker = sheet.w, sheet.speaker
    lines = ["vibee: 1"] if sheet.edition else []
    lines.append(f"name: {w.module}")
    if sheet.version:
        major, minor = w.chance.between(0, 2), w.chance.between(0, 9)
        lines.append(f'version: "{major}.{minor}.{w.chance.between(0, 4)}"')
    if sheet.about:
        text = w.chance.pick(w.domain.about[speaker.language.code])
        lines.append(
            f"description: {line(text + (speaker.language.stop if sheet.habits.stops else ''))}"
        )
    if sheet.tell_language:
        lines.append(f"human_language: {speaker.language.code}")
    if w.constants:
        lines.extend(["", "constants:"])
        for name, (type_, value, _) in w.constants.items():
            lines.append(f"  {name}: {{type: {type_}, value: {value}}}")
    types = _types(sheet)
    if types:
        lines.extend(["", "types:", *types])
    lines.append("")
    return lines


def _types(sheet: Sheet) -> list[str]:
    w = sheet.w
    lines: list[str] = []
    _close(w)
    for name in w.domain.enums:
        if name in w.enums:
            lines.append(f"  {name}:")
            lines.extend(_described(sheet, w.domain.enums[name].noun))
            lines.append(f"    enum: [{', '.join(w.domain.enums[name].values)}]")
    for info in w.domain.sums:
        if info.name in w.sums:
            lines.append(f"  {info.name}:")
            lines.extend(_described(sheet, info.noun))
            lines.append("    variants:")
            for variant in info.variants:
                inside = ", ".join(_field(sheet, one) for one in variant.fields)
                lines.append(f"      - {variant.name}" + (f": {{{inside}}}" if inside else ""))
    for record in w.domain.records:
        if record.name in w.fields:
            lines.append(f"  {record.name}:")
            lines.extend(_described(sheet, record.noun))
            used = [one for one in record.fields if one.name in w.fields[record.name]]
            lines.append("    fields:")
            lines.extend(f"      {_field(sheet, one)}" for one in used)
    lines.extend(f"  {name}: {text}" for name, text in w.extra_types.items())
    return lines


def _close(w: World) -> None:
    """Notes what the types in use need; a record has two fields at least, one that names it."""
    for record in w.domain.records:
        used = w.fields.get(record.name)
        if used is None:
            continue
        if not any(
            one.kind in ("code", "name", "number") and one.name in used for one in record.fields
        ):
            for one in record.fields:
                if one.kind in ("code", "name", "number"):
                    w.use(record, one)
                    break
        for one in record.fields:
            if len(w.fields[record.name]) >= 2:
                break
            w.use(record, one)
    for record in w.domain.records:
        for one in record.fields:
            if one.name in w.fields.get(record.name, ()):
                w.use_type(one.base)
    for info in w.domain.sums:
        if info.name in w.sums:
            for variant in info.variants:
                for one in variant.fields:
                    w.use_type(one.base)


def _described(sheet: Sheet, noun: str) -> list[str]:
    if not sheet.described_types:
        return []
    text = sheet.speaker.sentence(Node("type_note", "", "", {"noun": Name(noun)}), "np")
    return [f"    description: {line(text)}"]


def _field(sheet: Sheet, one: FieldInfo) -> str:
    if sheet.bounded and one.type in ("Int", "Float") and one.low >= 0:
        least = "0" if one.low == 0 or one.low > 1 else repr(int(one.low))
        top = sheet.large if one.high > 100 else sheet.small
        if one.type == "Float":
            least, top = "0.0", "1000000.0"
        low = f"value >= {least}"
        if not sheet.topped:
            return f'{one.name}: {{type: {one.type}, constraints: ["{low}"]}}'
        return f'{one.name}: {{type: {one.type}, constraints: ["{low} && value <= {top}"]}}'
    return f"{one.name}: {type_in_flow(one.type)}"


def behaviour_lines(sheet: Sheet, d: Draft) -> list[str]:
    """A behaviour without its examples."""
    prose = narrate(d, sheet.speaker, sheet.habits)
    lines = [f"  - name: {d.name}"]
    for key in ("description", "given", "when", "then"):
        said = getattr(prose, key)
        if said is not None:
            lines.append(f"    {key}: {line(said)}")
    params = [(name, type_in_flow(param.type)) for name, param in d.params.items()]
    if sheet.block_params or sum(len(n) + len(t) for n, t in params) > 84:
        lines.append("    params:")
        lines.extend(f"      {name}: {type_}" for name, type_ in params)
    else:
        lines.append(f"    params: {{{', '.join(f'{n}: {t}' for n, t in params)}}}")
    lines.append(f"    returns: {type_in_flow(d.returns)}")
    if d.errors:
        lines.append(f"    errors: [{', '.join(d.errors)}]")
    for key, conditions in (("requires", d.requires), ("ensures", d.ensures)):
        if conditions:
            lines.append(f"    {key}: [{', '.join(flow_text(one) for one in conditions)}]")
    lines.extend(body_lines(d.body, "    "))
    return lines


def property_lines(d: Draft) -> list[str]:
    """The properties of a behaviour."""
    if not d.properties:
        return []
    return ["    properties:", *(f"      - {flow_text(one)}" for one in d.properties)]


def flow_text(text: str) -> str:
    """A condition in quotation marks."""
    import json

    return json.dumps(text, ensure_ascii=False)
