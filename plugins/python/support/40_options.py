#- part: value_of
#- needs: T
#- errors: NoValue
def value_of(option: T | None) -> T:
    """Returns the value.

    Raises:
        NoValue: If there is none.
    """
    if option is None:
        raise NoValue("no value")
    return option
#- test
def test_value_of() -> None:
    assert value_of(0) == 0
    with pytest.raises(NoValue):
        value_of(None)
#- part: value_of_some
#- needs: T, Some
#- errors: NoValue
def value_of_some(option: Some[T] | None) -> T:
    """Returns the value.

    Raises:
        NoValue: If there is none.
    """
    if option is None:
        raise NoValue("no value")
    return option.value
#- test
def test_value_of_some() -> None:
    assert value_of_some(Some(0)) == 0
    with pytest.raises(NoValue):
        value_of_some(None)
#- part: optional_item
#- needs: T
def optional_item(option: T | None) -> tuple[T, ...]:
    """Returns the value as the only item, or no item."""
    return () if option is None else (option,)
#- test
def test_optional_item() -> None:
    assert optional_item(None) == ()
    assert optional_item(1) == (1,)
#- part: optional_item_wrapped
#- needs: T, Some
def optional_item_wrapped(option: Some[T] | None) -> tuple[T, ...]:
    """Returns the value as the only item, or no item."""
    return () if option is None else (option.value,)
#- test
def test_optional_item_wrapped() -> None:
    assert optional_item_wrapped(Some(1)) == (1,)
#- part: optional_entry
#- needs: K, V
def optional_entry(key: K, option: V | None) -> tuple[tuple[K, V], ...]:
    """Returns the entry as the only one, or none."""
    return () if option is None else ((key, option),)
#- test
def test_optional_entry() -> None:
    assert optional_entry("a", None) == ()
    assert optional_entry("a", 1) == (("a", 1),)
#- part: optional_entry_wrapped
#- needs: K, V, Some
def optional_entry_wrapped(key: K, option: Some[V] | None) -> tuple[tuple[K, V], ...]:
    """Returns the entry as the only one, or none."""
    return () if option is None else ((key, option.value),)
#- test
def test_optional_entry_wrapped() -> None:
    assert optional_entry_wrapped("a", Some(1)) == (("a", 1),)
#- part: map_option
#- needs: A, T
#- uses: collections.abc:Callable
def map_option(option: A | None, function: Callable[[A], T]) -> T | None:
    """Returns what a function makes of the value, if there is one."""
    return None if option is None else function(option)
#- test
def test_map_option() -> None:
    assert map_option(None, len) is None
    assert map_option("ab", len) == 2
#- part: map_some
#- needs: A, T, Some
#- uses: collections.abc:Callable
def map_some(option: Some[A] | None, function: Callable[[A], T]) -> Some[T] | None:
    """Returns what a function makes of the value, if there is one."""
    return None if option is None else Some(function(option.value))
#- test
def test_map_some() -> None:
    assert map_some(Some("ab"), len) == Some(2)
#- part: map_result
#- needs: A, T, E, V, Ok, Err
#- uses: collections.abc:Callable
def map_result(
    result: Ok[A] | Err[E], of_value: Callable[[A], T], of_error: Callable[[E], V]
) -> Ok[T] | Err[V]:
    """Returns what the functions make of the value or the error."""
    return Ok(of_value(result.value)) if isinstance(result, Ok) else Err(of_error(result.error))
#- test
def test_map_result() -> None:
    made: Ok[str] | Err[str] = Ok("ab")
    assert map_result(made, len, len) == Ok(2)
