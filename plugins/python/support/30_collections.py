#- part: sort_key
#- uses: enum:Enum, import:math, typing:Any
def sort_key(value: object) -> Any:
    """Returns what value is ordered by: enums as declared, NaN behind all numbers."""
    if isinstance(value, Enum):
        return list(type(value)).index(value)
    if isinstance(value, float):
        return (True, 0.0) if math.isnan(value) else (False, value)
    if isinstance(value, tuple):
        return tuple(map(sort_key, value))
    return value
#- test
def test_sort_key_puts_nan_last() -> None:
    made = sorted([2.0, float("nan"), 1.0], key=sort_key)
    assert made[:2] == [1.0, 2.0]
#- part: rank
#- uses: enum:Enum
def rank(member: Enum) -> int:
    """Returns the place of a member among those of its enum, as declared."""
    return list(type(member)).index(member)
#- part: SortedSet
#- needs: T, sort_key
#- uses: collections.abc:Iterator
class SortedSet(frozenset[T]):
    """A frozenset that is walked in ascending order."""

    __slots__ = ()

    def __iter__(self) -> Iterator[T]:
        """Returns the elements, least first."""
        return iter(sorted(super().__iter__(), key=sort_key))
#- test
def test_sorted_set_is_walked_in_order() -> None:
    assert list(SortedSet([3, 1, 2, 1])) == [1, 2, 3]
    assert SortedSet([1, 2]) == frozenset({2, 1})
#- part: in_key_order
#- needs: K, V, sort_key
#- uses: collections.abc:Mapping
def in_key_order(mapping: Mapping[K, V]) -> dict[K, V]:
    """Returns the entries in ascending order of keys."""
    return {key: mapping[key] for key in sorted(mapping, key=sort_key)}
#- test
def test_in_key_order() -> None:
    assert list(in_key_order({"b": 1, "a": 2})) == ["a", "b"]
#- part: equal
#- uses: dataclasses:fields, dataclasses:is_dataclass
def equal(a: object, b: object) -> bool:
    """Returns whether two values are equal, part by part: NaN is not, a bool is no number."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, tuple | list) and isinstance(b, tuple | list):
        return len(a) == len(b) and all(map(equal, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(equal(a[key], b[key]) for key in a)
    if is_dataclass(a) and not isinstance(a, type):
        return type(a) is type(b) and all(
            equal(getattr(a, part.name), getattr(b, part.name)) for part in fields(a)
        )
    return a == b
#- test
def test_equal_looks_at_every_part() -> None:
    nan = float("nan")
    assert not equal((nan,), (nan,))
    assert equal({"a": (1, 2.0)}, {"a": (1, 2)})
    assert not equal(1, True)
#- part: is_element
#- needs: equal
#- uses: collections.abc:Iterable
def is_element(value: object, items: Iterable[object]) -> bool:
    """Returns whether an item is equal to value."""
    return any(equal(value, item) for item in items)
#- test
def test_is_element() -> None:
    nan = float("nan")
    assert is_element(1.0, [1.0])
    assert not is_element(nan, [nan])
#- part: index_of
#- needs: equal
#- uses: collections.abc:Iterable
def index_of(items: Iterable[object], value: object) -> int:
    """Returns the place of the first item that is equal to value, or -1."""
    return next((i for i, item in enumerate(items) if equal(item, value)), -1)
#- test
def test_index_of() -> None:
    assert index_of([5, 6, 6], 6) == 1
    assert index_of([5], 7) == -1
#- part: distinct
#- needs: T, equal
#- uses: collections.abc:Iterable
def distinct(items: Iterable[T]) -> list[T]:
    """Returns the items without those that are equal to an earlier one."""
    kept: list[T] = []
    for item in items:
        if not any(equal(item, other) for other in kept):
            kept.append(item)
    return kept
#- test
def test_distinct_keeps_every_nan() -> None:
    nan = float("nan")
    assert len(distinct([nan, nan, 1.0, 1.0])) == 3
#- part: sublist
#- needs: T
#- uses: collections.abc:Sequence
#- errors: IndexOutOfBounds
def sublist(items: Sequence[T], start: int, stop: int) -> Sequence[T]:
    """Returns the items from start up to but not including stop.

    Raises:
        IndexOutOfBounds: Unless 0 <= start <= stop <= len(items).
    """
    if not 0 <= start <= stop <= len(items):
        raise IndexOutOfBounds("index out of bounds")
    return items[start:stop]
#- test
@pytest.mark.parametrize(
    ("start", "stop", "expected"),
    [(0, 0, ()), (0, 3, (1, 2, 3)), (1, 2, (2,)), (3, 3, ())],
)
def test_sublist_returns_what_is_inside(start: int, stop: int, expected: tuple[int, ...]) -> None:
    assert sublist((1, 2, 3), start, stop) == expected


@pytest.mark.parametrize(("start", "stop"), [(-1, 1), (0, -1), (2, 1), (0, 4), (4, 4)])
def test_sublist_refuses_what_is_outside(start: int, stop: int) -> None:
    with pytest.raises(IndexOutOfBounds):
        sublist((1, 2, 3), start, stop)
#- part: item_at
#- needs: T
#- uses: collections.abc:Sequence
#- errors: IndexOutOfBounds
def item_at(items: Sequence[T], index: int) -> T:
    """Returns the item at an index.

    Raises:
        IndexOutOfBounds: Unless 0 <= index < len(items).
    """
    if not 0 <= index < len(items):
        raise IndexOutOfBounds("index out of bounds")
    return items[index]
#- test
def test_item_at_refuses_what_is_outside() -> None:
    assert item_at("ab", 1) == "b"
    with pytest.raises(IndexOutOfBounds):
        item_at("ab", -1)
#- part: item_if_any
#- needs: T
#- uses: collections.abc:Sequence
def item_if_any(items: Sequence[T], index: int) -> T | None:
    """Returns the item at an index, None outside."""
    return items[index] if 0 <= index < len(items) else None
#- test
def test_item_if_any() -> None:
    assert item_if_any([1, 2], 1) == 2
    assert item_if_any([1, 2], -1) is None
#- part: item_if_any_wrapped
#- needs: T, Some
#- uses: collections.abc:Sequence
def item_if_any_wrapped(items: Sequence[T], index: int) -> Some[T] | None:
    """Returns the item at an index, None outside."""
    return Some(items[index]) if 0 <= index < len(items) else None
#- test
def test_item_if_any_wrapped() -> None:
    assert item_if_any_wrapped([None], 0) == Some(None)
    assert item_if_any_wrapped([None], 1) is None
#- part: not_empty
#- needs: T
#- uses: collections.abc:Sequence
#- errors: EmptyList
def not_empty(items: Sequence[T]) -> Sequence[T]:
    """Returns the items.

    Raises:
        EmptyList: If there are none.
    """
    if not items:
        raise EmptyList("empty list")
    return items
#- test
def test_not_empty() -> None:
    assert not_empty([1]) == [1]
    with pytest.raises(EmptyList):
        not_empty([])
#- part: countable
#- errors: Overflow
def countable(numbers: range) -> range:
    """Returns numbers.

    Raises:
        Overflow: If there are more than 64 bits can count.
    """
    try:
        len(numbers)
    except OverflowError:
        raise Overflow("a range that is too long") from None
    return numbers
#- test
def test_countable_refuses_what_cannot_be_counted() -> None:
    assert countable(range(2, 5)) == range(2, 5)
    assert countable(range(2**63 - 1)) == range(2**63 - 1)
    with pytest.raises(Overflow):
        countable(range(-1, 2**63 - 1))
#- part: steps
#- needs: countable
#- errors: InvalidArgument
def steps(start: int, stop: int, step: int) -> range:
    """Returns the integers from start up to but not including stop.

    Raises:
        InvalidArgument: If step is 0.
        Overflow: If there are more than 64 bits can count.
    """
    if step == 0:
        raise InvalidArgument("a step of 0")
    return countable(range(start, stop, step))
#- test
def test_steps_refuses_0() -> None:
    assert list(steps(5, 0, -2)) == [5, 3, 1]
    with pytest.raises(InvalidArgument):
        steps(0, 1, 0)
#- part: value_at
#- needs: K, V
#- uses: collections.abc:Mapping
#- errors: NoSuchKey
def value_at(mapping: Mapping[K, V], key: K) -> V:
    """Returns the value of a key.

    Raises:
        NoSuchKey: If there is none.
    """
    if key not in mapping:
        raise NoSuchKey("no such key")
    return mapping[key]
#- test
def test_value_at() -> None:
    assert value_at({"a": 1}, "a") == 1
    with pytest.raises(NoSuchKey):
        value_at({"a": 1}, "b")
#- part: lookup
#- needs: K, V, Some
#- uses: collections.abc:Mapping
def lookup(mapping: Mapping[K, V], key: K) -> Some[V] | None:
    """Returns the value of a key, None where there is none."""
    return Some(mapping[key]) if key in mapping else None
#- test
def test_lookup_tells_none_from_absence() -> None:
    assert lookup({"a": None}, "a") == Some(None)
    assert lookup({"a": None}, "b") is None
#- part: without_key
#- needs: K, V
#- uses: collections.abc:Mapping
def without_key(mapping: Mapping[K, V], key: K) -> dict[K, V]:
    """Returns the entries of other keys."""
    return {other: value for other, value in mapping.items() if other != key}
#- test
def test_without_key() -> None:
    assert without_key({"a": 1, "b": 2}, "a") == {"b": 2}
#- part: distinct_keys
#- needs: K, V
#- uses: collections.abc:Iterable
#- errors: InvalidArgument
def distinct_keys(entries: Iterable[tuple[K, V]]) -> dict[K, V]:
    """Returns the entries as a dict.

    Raises:
        InvalidArgument: If a key comes twice.
    """
    made: dict[K, V] = {}
    for key, value in entries:
        if key in made:
            raise InvalidArgument("a key comes twice")
        made[key] = value
    return made
#- test
def test_distinct_keys() -> None:
    assert distinct_keys([("a", 1)]) == {"a": 1}
    with pytest.raises(InvalidArgument):
        distinct_keys([("a", 1), ("a", 2)])
#- part: of_length
#- needs: T
#- errors: ContractViolation
def of_length(items: tuple[T, ...], length: int) -> tuple[T, ...]:
    """Returns the items.

    Raises:
        ContractViolation: Unless there are that many.
    """
    if len(items) != length:
        raise ContractViolation(f"length == {length}")
    return items
#- test
def test_of_length() -> None:
    assert of_length((1, 2), 2) == (1, 2)
    with pytest.raises(ContractViolation):
        of_length((1, 2), 3)
#- part: apply
#- needs: A, T
#- uses: collections.abc:Callable
def apply(function: Callable[[A], T], value: A) -> T:
    """Returns what a function makes of a value."""
    return function(value)
#- test
def test_apply() -> None:
    assert apply(len, "abc") == 3
