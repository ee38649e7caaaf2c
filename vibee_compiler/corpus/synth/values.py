"""Inputs of behaviours: small, readable, from the domain, near the bounds that bodies speak of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from vibee_compiler.corpus.synth.chance import Chance
from vibee_compiler.corpus.synth.domains import FieldInfo, VariantInfo
from vibee_compiler.corpus.synth.world import Draft, Param, World

_INT = re.compile(r'(?<![\w."])(\d+)(?![\w."])')
_TEXT = re.compile(r'"([^"\\]*)"')
_ODD = (
    "",
    " ",
    "a",
    "level",
    "Anna",
    "12",
    "007",
    "x y",
    "two  words",
    "a=b",
    "k:v",
    "m@n",
    "abc def ghi",
    "=",
    "b=c=d",
)
_PIECES = frozenset({"prefix", "suffix", "part", "wanted_prefix", "wanted_suffix", "wanted_part"})
_SIZES = (3, 2, 3, 0, 1, 4, 2, 3, 1, 5)


class Inputs:
    """Makes rows of plain data for the parameters of a behaviour."""

    def __init__(self, w: World, d: Draft, code: str, chance: Chance, *, textual: bool) -> None:
        self.w = w
        self.d = d
        self.chance = chance
        self.textual = textual
        known = code + " ".join(value for _, value, _ in w.constants.values())
        self.numbers = sorted({int(found) for found in _INT.findall(known)})
        self.texts = sorted({found for found in _TEXT.findall(code) if found})
        self.words = frozenset(re.findall(r"\w+", code))
        self.members = {
            value: tuple(info.values)
            for name in w.enums
            for info in [w.domain.enums[name]]
            for value in info.values
        }
        self.at_hand: list[int] = []
        self.round = 0
        self.pool: dict[tuple[float, float], list[int]] = {}

    def row(self) -> dict[str, Any]:
        """The next row; early ones are typical, later ones odd."""
        self.pool = {}
        made = {name: self.param(param) for name, param in self.d.params.items()}
        self.round += 1
        return made

    def near(self, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Rows that differ from one in a single place: at the bounds of the body and beside."""
        self.at_hand = sorted(set(_ints(row)))
        for name in row:
            for changed in self._changed(row[name]):
                yield {**row, name: changed}

    def _changed(self, value: Any) -> Iterator[Any]:
        match value:
            case bool():
                yield not value
            case int():
                known = [n + step for n in self.numbers for step in (0, 1, -1)]
                yield from dict.fromkeys(
                    (
                        *known,
                        *self.at_hand,
                        value + 1,
                        value - 1,
                        0,
                        10 * value + 7,
                        1000 * value + 7,
                    )
                )
            case float():
                known_ = [n + step for n in self.numbers for step in (0.0, 0.5, -0.5)]
                yield from dict.fromkeys((*known_, value + 0.5))
            case str() if value in self.members:
                yield from (other for other in self.members[value] if other != value)
            case str():
                yield from self._texts(value)
            case list():
                for i, part in enumerate(value):
                    yield from ([*value[:i], one, *value[i + 1 :]] for one in self._changed(part))
                yield value[:-1]
                yield value[::-1]
                yield value + value[:1]
            case dict():
                for key, part in value.items():
                    yield from ({**value, key: one} for one in self._changed(part))

    def _texts(self, value: str) -> Iterator[str]:
        yield from (
            value + "x" * 6,
            value[:1],
            value[1:],
            f" {value}",
            f"{value}?",
            " ",
            value.swapcase(),
            value[::-1],
        )
        for known in self.texts:
            yield from (
                known,
                known + value,
                value + known,
                f"{known}{value}{value}",
                f"{value} {known}",
            )
            yield f"{value}{known}{value}{known}x"

    def param(self, param: Param) -> Any:
        """A value of a parameter."""
        if param.type == "Int":
            return self.int(param.low, param.high, param.field)
        if param.type == "List<Int>":
            return [self.int(param.low, param.high, None) for _ in range(self.size())]
        if param.type == "Float":
            return self.float(param.low, param.high)
        if param.type == "String":
            return self.piece(param) if param.name in _PIECES else self.text(param.field)
        if param.type == "Map<String, Int>":
            assert param.field is not None
            keys = self.chance.some(param.field.samples, self.size())
            return {key: self.int(param.low, param.high, None) for key in sorted(keys)}
        return self.value(param.type, 3)

    def piece(self, param: Param) -> str:
        """A part of a text: the head or the end of a sample."""
        text = self.text(param.field)
        count = self.chance.between(1, 2)
        return str(text[-count:] if "suffix" in param.name else text[:count])

    def size(self) -> int:
        """How long a list is: a few, at times none."""
        if self.round < len(_SIZES):
            return _SIZES[self.round]
        return self.chance.below(5)

    def value(self, type_: str, depth: int) -> Any:
        """A value of a declared type, a list of one, or an option."""
        if type_.startswith("List<"):
            return [self.value(type_[5:-1], depth - 1) for _ in range(self.size())]
        w = self.w
        if type_ in w.domain.enums:
            return self.chance.pick(tuple(w.domain.enums[type_].values))
        if type_ in w.nodes:
            return self.node(type_, depth)
        if type_ == "Formula":
            return self.formula(depth)
        if type_ in w.extra_types:
            return self.event()
        for info in w.domain.sums:
            if info.name == type_:
                return self.variant(self.chance.pick(info.variants))
        record = w.record_named(type_)
        used = w.fields[type_]
        return {one.name: self.field(one) for one in record.fields if one.name in used}

    def variant(self, variant: VariantInfo) -> Any:
        """An alternative of a sum type."""
        if not variant.fields:
            return variant.name
        return {variant.name: {one.name: self.field(one) for one in variant.fields}}

    def node(self, type_: str, depth: int) -> dict[str, Any]:
        """A tree, small."""
        one = self.w.nodes[type_]
        count = 0 if depth <= 0 else self.chance.below(3)
        parts = [self.node(type_, depth - 1) for _ in range(count)]
        return {one.name: self.int(one.low, one.high, None), "parts": parts}

    def formula(self, depth: int) -> dict[str, Any]:
        """A formula, small."""
        kind = 0 if depth <= 0 else self.chance.below(4)
        if kind == 0:
            return {"Value": {"amount": self.chance.between(0, 9)}}
        if kind == 1:
            return {"Sum": {"left": self.formula(depth - 1), "right": self.formula(depth - 2)}}
        word, high = ("Scaled", 4) if kind == 2 else ("Capped", 12)
        name = "factor" if kind == 2 else "limit"
        return {word: {"inner": self.formula(depth - 1), name: self.chance.between(0, high)}}

    def event(self) -> Any:
        """A change of an amount."""
        kind = self.chance.below(5)
        if kind == 4:
            return "Reset"
        return {("In", "Out")[kind % 2]: {"amount": self.chance.between(1, 40)}}

    def field(self, one: FieldInfo) -> Any:
        """A value of a field."""
        if one.type.endswith("?") and self.chance.chance(0.4):
            return None
        match one.base:
            case "Bool":
                return self.chance.chance(0.5)
            case "Int":
                return self.int(one.low, one.high, one)
            case "Float":
                return self.float(one.low, one.high)
            case "String":
                return self.text(one)
            case _:
                return self.value(one.base, 1)

    def int(self, low: float, high: float, one: FieldInfo | None) -> int:
        """A number: a bound of the body or beside it, one that was drawn before, or any."""
        low, high = int(low), int(high)
        if one is not None and one.kind == "number":
            return self.chance.between(low, min(high, low + 3))
        pool = self.pool.setdefault((low, high), [])
        if pool and self.chance.chance(0.3):
            return self.chance.pick(pool)
        near = [n for n in self.numbers if low - 1 <= n <= high + 1]
        if near and self.chance.chance(0.35):
            made = self.chance.pick(near) + self.chance.pick((0, 0, 1, -1))
            made = max(low, made)
        elif self.chance.chance(0.06):
            made = low
        else:
            span = high - low
            made = low + self.chance.between(0, span)
            if span >= 200 and self.chance.chance(0.7):
                made = made // 10 * 10
            made = max(low, made)
        pool.append(made)
        return made

    def float(self, low: float, high: float) -> float:
        """A number with at most one half after the point."""
        halves = self.pool.setdefault((low, high), [])
        if halves and self.chance.chance(0.3):
            return self.chance.pick(halves) / 2
        near = [n for n in self.numbers if low <= n <= high]
        if near and self.chance.chance(0.35):
            made = 2 * self.chance.pick(near) + self.chance.pick((0, 1, -1))
        else:
            made = self.chance.between(int(2 * low), int(2 * high))
        made = max(made, int(2 * low))
        halves.append(made)
        return made / 2

    def text(self, one: FieldInfo | None) -> str:
        """A sample, or where texts are worked on something less regular."""
        samples = one.samples if one is not None and one.samples else ("alpha", "beta", "gamma")
        spoken = one is None or one.name in self.words
        if self.textual and spoken:
            return self._odd(samples)
        return self.chance.pick(samples)

    def _odd(self, samples: tuple[str, ...]) -> str:
        chance = self.chance
        text: str = chance.pick(samples)
        match chance.below(13):
            case 0 | 1 | 2:
                return text
            case 3:
                return f" {text} "
            case 4:
                return text.upper()
            case 5:
                return text.lower()
            case 6:
                return f"{text} {chance.pick(samples)}"
            case 7:
                return text[: chance.between(0, 5)]
            case 8 if self.texts:
                return f"{chance.pick(self.texts)}{text}"
            case 11:
                head: str = text[:2]
                return head + head[::-1].swapcase()
            case 9 if self.texts:
                return f"{text}{chance.pick(self.texts)}{chance.pick(samples)}"
            case 10:
                return f"{chance.pick(samples)}  {text} {chance.pick(samples)}"
            case _:
                return chance.pick(_ODD)


def _ints(value: Any) -> Iterator[int]:
    match value:
        case bool():
            return
        case int():
            yield value
        case list():
            for part in value:
                yield from _ints(part)
        case dict():
            for part in value.values():
                yield from _ints(part)
