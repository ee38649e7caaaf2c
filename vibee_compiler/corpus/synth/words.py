"""Nouns in several human languages: forms by number and case, as the data files hold them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vibee_compiler.records import dataclass


class DataError(ValueError):
    """A data file that does not keep to its schema; the message names the place."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun in one language: a form a case in each number."""

    gender: str
    singular: tuple[str, ...]
    plural: tuple[str, ...]

    def form(self, plural: bool, case: int) -> str:
        """The form for a number and a case; languages with one form ignore the case."""
        forms = self.plural if plural else self.singular
        return forms[case] if case < len(forms) else forms[0]


def noun_of(data: Any, cases: int, genders: tuple[str, ...], place: str) -> Noun:
    """A noun as written: one form, `[singular, plural]`, or `{gender, sg, pl}`.

    A list stands for a case each in `sg` and `pl`; a text there is the form of every case.
    """
    if isinstance(data, str):
        return Noun("", (data,), (data,))
    if isinstance(data, list) and len(data) == 2 and all(isinstance(one, str) for one in data):
        return Noun("", (data[0],), (data[1],))
    if not isinstance(data, Mapping):
        raise DataError(place, "expected a form, [singular, plural] or {gender, sg, pl}")
    check_keys(data, {"gender", "sg", "pl"}, place, required={"sg", "pl"})
    gender = data.get("gender", "")
    if (gender or genders) and gender not in genders:
        raise DataError(place, f"the gender is one of {', '.join(genders)}, not {gender!r}")
    return Noun(
        gender,
        _forms(data["sg"], cases, f"{place}.sg"),
        _forms(data["pl"], cases, f"{place}.pl"),
    )


def _forms(data: Any, cases: int, place: str) -> tuple[str, ...]:
    if isinstance(data, str):
        return (data,)
    if not isinstance(data, list) or not all(isinstance(one, str) and one for one in data):
        raise DataError(place, "expected a form or a list of forms")
    if len(data) != cases:
        raise DataError(place, f"expected {cases} forms, one a case, found {len(data)}")
    return tuple(data)


def check_keys(
    data: Any, known: set[str], place: str, required: set[str] | frozenset[str] = frozenset()
) -> None:
    """Raises DataError for what is no mapping, has unknown keys or lacks one."""
    if not isinstance(data, Mapping):
        raise DataError(place, "expected a mapping")
    for key in data:
        if key not in known:
            raise DataError(place, f"unknown key {key!r}; known: {', '.join(sorted(known))}")
    for key in sorted(required - set(data)):
        raise DataError(place, f"{key!r} is missing")


def mapping(data: Any, place: str) -> Mapping[str, Any]:
    """The data as a mapping with text keys; raises DataError otherwise."""
    if not isinstance(data, Mapping) or not all(isinstance(key, str) for key in data):
        raise DataError(place, "expected a mapping")
    return data


def strings(data: Any, place: str) -> tuple[str, ...]:
    """The data as a list of texts that is not empty; raises DataError otherwise."""
    if not isinstance(data, list) or not data or not all(isinstance(one, str) for one in data):
        raise DataError(place, "expected a list of texts")
    return tuple(data)
