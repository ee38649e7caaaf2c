"""The project's `dataclass` keeps the contract of the standard one."""

from __future__ import annotations

import copy
import dataclasses
import operator
import pickle
from collections.abc import Callable
from dataclasses import field
from typing import Any

import pytest

from vibee_compiler import records


def classes(decorator: Any) -> dict[str, Any]:
    """The same classes, made by a decorator."""

    @decorator(frozen=True, slots=True)
    class Point:
        x: int
        y: int = 2
        tags: list[str] = field(default_factory=list, compare=False)
        note: str = field(default="", repr=False)

    @decorator(slots=True)
    class Counter:
        start: int
        seen: list[int] = field(default_factory=list)
        total: int = field(init=False)

        def __post_init__(self) -> None:
            self.total = self.start + 1

    @decorator(frozen=True, slots=True)
    class One:
        value: float

    @decorator(frozen=True, slots=True)
    class Nothing:
        pass

    @decorator(frozen=True, slots=True)
    class Child(One):
        other: int = 0

    @decorator(slots=True)
    class Grown(Counter):
        more: int = 1

    @decorator(frozen=True, slots=True)
    class Shown:
        x: int

        def __repr__(self) -> str:
            return f"<{self.x}>"

    @decorator(frozen=True, slots=True, order=True)
    class Ordered:
        x: int
        y: float = 0.0

    made = (Point, Counter, One, Nothing, Child, Grown, Shown, Ordered)
    return {c.__name__: c for c in made}


OURS, THEIRS = classes(records.dataclass), classes(dataclasses.dataclass)
NAN = float("nan")

MADE: list[tuple[str, Callable[[Any], Any]]] = [
    ("Point", lambda cls: cls(1)),
    ("Point", lambda cls: cls(1, y=3, note="n")),
    ("Point", lambda cls: cls(y=5, x=4, tags=["a"])),
    ("Counter", lambda cls: cls(1)),
    ("Counter", lambda cls: cls(1, [2])),
    ("One", lambda cls: cls(NAN)),
    ("Nothing", lambda cls: cls()),
    ("Child", lambda cls: cls(1.5, 2)),
    ("Grown", lambda cls: cls(1, [2], more=3)),
    ("Shown", lambda cls: cls(3)),
]


@pytest.mark.parametrize(("name", "make"), MADE)
def test_instances_look_and_compare_as_the_standard_ones(
    name: str, make: Callable[[Any], Any]
) -> None:
    ours, theirs = make(OURS[name]), make(THEIRS[name])
    assert repr(ours).rpartition("<locals>.")[2] == repr(theirs).rpartition("<locals>.")[2]
    assert (ours == make(OURS[name])) == (theirs == make(THEIRS[name]))
    assert ours != theirs
    ours_fields, theirs_fields = dataclasses.fields(ours), dataclasses.fields(theirs)
    assert [f.name for f in ours_fields] == [f.name for f in theirs_fields]
    assert OURS[name].__match_args__ == THEIRS[name].__match_args__
    assert (OURS[name].__hash__ is None) == (THEIRS[name].__hash__ is None)
    assert not hasattr(ours, "__dict__")


def test_frozen_is_frozen() -> None:
    point = OURS["Point"](1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        point.x = 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        del point.x
    assert hash(point) == hash(OURS["Point"](1, tags=["other"]))
    assert len({point, OURS["Point"](1), OURS["Point"](2)}) == 2


def test_order_is_that_of_the_fields() -> None:
    for pair in [(1, 2.0), (1, 3.0), (2, 0.0), (1, NAN)]:
        for other in [(1, 2.0), (2, 1.0), (1, NAN)]:
            for compare in (operator.lt, operator.le, operator.gt, operator.ge):
                ours = compare(OURS["Ordered"](*pair), OURS["Ordered"](*other))
                assert ours == compare(THEIRS["Ordered"](*pair), THEIRS["Ordered"](*other))
    with pytest.raises(TypeError):
        _ = OURS["Ordered"](1) < OURS["One"](1)
    with pytest.raises(TypeError):
        _ = OURS["Point"](1) < OURS["Point"](2)


def test_replace_copies_and_takes_defaults_anew() -> None:
    point = OURS["Point"](1)
    assert dataclasses.replace(point, y=9) == OURS["Point"](1, 9)
    assert copy.deepcopy(point) == point
    assert point.tags is not OURS["Point"](1).tags


@records.dataclass(frozen=True, slots=True)
class Stored:
    """One that pickle can find."""

    x: int
    y: str = "y"


def test_pickle_keeps_it() -> None:
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(Stored(1), protocol)) == Stored(1)  # noqa: S301


@pytest.mark.parametrize("wrong", [{}, {"x": 1, "z": 2}])
def test_arguments_are_checked(wrong: dict[str, int]) -> None:
    with pytest.raises(TypeError, match=r"__init__\(\)"):
        OURS["Point"](**wrong)
