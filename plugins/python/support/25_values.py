#- part: Some
#- needs: T
#- uses: dataclasses:dataclass, typing:Generic
@dataclass(frozen=True, slots=True)
class Some(Generic[T]):
    """A value that is there, where it may itself be None."""

    value: T
#- part: Ok
#- needs: T
#- uses: dataclasses:dataclass, typing:Generic
@dataclass(frozen=True, slots=True)
class Ok(Generic[T]):
    """A result."""

    value: T
#- part: Err
#- needs: E
#- uses: dataclasses:dataclass, typing:Generic
@dataclass(frozen=True, slots=True)
class Err(Generic[E]):
    """What went wrong instead of a result."""

    error: E
