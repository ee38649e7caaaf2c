"""Maps and sets as persistent values with a mutable dict behind them.

A program that puts into a map once an element must stay linear, so `put` may not copy. The
newest version of a map holds a plain dict; an older one holds what undoes one change of its
successor (H. G. Baker, "Shallow Binding Makes Functional Arrays Fast", 1991). `put` on the
newest version is a dict store; an older version that is read again either takes the dict back,
change by change, or, when that has cost as much as a copy, gets a dict of its own. Keys are
sorted when somebody iterates, once a version. Hashing tries would bound the worst case by
a logarithm, at some twenty times the cost of what programs do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

_MISSING: Final = object()


class MapValue:
    """A map; iteration is in ascending order of keys."""

    __slots__ = ("_data", "_debt", "_keys", "_next", "_undo", "size")

    def __init__(self, data: dict[Any, Any], keys: tuple[Any, ...] | None = None) -> None:
        """A map over `data`, which it owns from now on."""
        self._data: dict[Any, Any] | None = data
        self._keys = keys
        self._next: MapValue | None = None
        self._undo: tuple[Any, Any] | None = None
        self._debt = 0
        self.size = len(data)

    @staticmethod
    def of(pairs: Iterable[tuple[Any, Any]]) -> MapValue:
        """The map of these pairs, a later one winning."""
        return MapValue(dict(pairs))

    def data(self) -> dict[Any, Any]:
        """The dict of this version; only to be read, and only until the next change."""
        return self._data if self._data is not None else self._take()

    def _take(self) -> dict[Any, Any]:
        path: list[MapValue] = []
        node: MapValue = self
        while node._data is None:
            path.append(node)
            assert node._next is not None
            node = node._next
        path.reverse()
        self._debt += len(path)
        if self._debt < len(node._data):
            return self._take_back(node, path)
        data = dict(node._data)
        for version in path:
            _restore(data, *_undo_of(version))
        self._data, self._next, self._undo, self._debt = data, None, None, 0
        return data

    def _take_back(self, owner: MapValue, path: list[MapValue]) -> dict[Any, Any]:
        data = owner.data()
        for version in path:
            key, value = _undo_of(version)
            owner._data, owner._next, owner._undo = None, version, (key, data.get(key, _MISSING))
            _restore(data, key, value)
            version._data, version._next, version._undo = data, None, None
            owner = version
        return data

    def _changed(self, data: dict[Any, Any], key: Any, old: Any, value: Any) -> MapValue:
        _restore(data, key, value)
        grew = (old is _MISSING) != (value is _MISSING)
        newer = MapValue(data, None if grew else self._keys)
        self._data, self._next, self._undo = None, newer, (key, old)
        return newer

    def put(self, key: Any, value: Any) -> MapValue:
        """The map with `value` at `key`."""
        data = self.data()
        return self._changed(data, key, data.get(key, _MISSING), value)

    def remove(self, key: Any) -> MapValue:
        """The map without `key`; itself when the key is not there."""
        data = self.data()
        old = data.get(key, _MISSING)
        return self if old is _MISSING else self._changed(data, key, old, _MISSING)

    def keys(self) -> tuple[Any, ...]:
        """The keys in ascending order."""
        if self._keys is None:
            self._keys = tuple(sorted(self.data()))
        return self._keys

    def values(self) -> tuple[Any, ...]:
        """The values in ascending order of their keys."""
        keys, data = self.keys(), self.data()
        return tuple([data[key] for key in keys])

    def items(self) -> tuple[tuple[Any, Any], ...]:
        """The pairs of key and value in ascending order of keys."""
        keys, data = self.keys(), self.data()
        return tuple([(key, data[key]) for key in keys])

    def map_values(self, by: Callable[[Any], Any]) -> MapValue:
        """The map with each value replaced by what `by` gives; itself when nothing changes."""
        data = self.data()
        changed = {key: by(value) for key, value in data.items()}
        if all(changed[key] is value for key, value in data.items()):
            return self
        return MapValue(changed, self._keys)

    def __len__(self) -> int:
        return self.size

    def __contains__(self, key: object) -> bool:
        return key in self.data()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, MapValue) or self.size != other.size:
            return False
        return self is other or self.items() == other.items()

    def __hash__(self) -> int:
        return hash(self.keys())

    def __repr__(self) -> str:
        return f"MapValue({dict(self.items())!r})"


def _undo_of(version: MapValue) -> tuple[Any, Any]:
    assert version._undo is not None
    return version._undo


def _restore(data: dict[Any, Any], key: Any, value: Any) -> None:
    if value is _MISSING:
        del data[key]
    else:
        data[key] = value


class SetValue:
    """A set; iteration is in ascending order."""

    __slots__ = ("_map",)

    def __init__(self, elements: MapValue) -> None:
        """The set of the keys of a map from elements to True."""
        self._map = elements

    @staticmethod
    def of(items: Iterable[Any]) -> SetValue:
        """The set of these elements."""
        return SetValue(MapValue(dict.fromkeys(items, True)))

    def put(self, item: Any) -> SetValue:
        """The set with `item`."""
        return self if item in self._map else SetValue(self._map.put(item, True))

    def remove(self, item: Any) -> SetValue:
        """The set without `item`."""
        return SetValue(self._map.remove(item)) if item in self._map else self

    def items(self) -> tuple[Any, ...]:
        """The elements in ascending order."""
        return self._map.keys()

    def __len__(self) -> int:
        return self._map.size

    def __contains__(self, item: object) -> bool:
        return item in self._map

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SetValue) and self._map == other._map

    def __hash__(self) -> int:
        return hash(self._map)

    def __repr__(self) -> str:
        return f"SetValue({list(self.items())!r})"
