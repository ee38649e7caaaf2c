#- part: Some
#- needs: T_co
#- uses: dataclasses:dataclass, typing:Generic
@dataclass(frozen=True, slots=True)
class Some(Generic[T_co]):
    """A value that is there, where it may itself be None."""

    value: T_co
#- part: Ok
#- needs: T_co
#- uses: dataclasses:dataclass, typing:Generic
@dataclass(frozen=True, slots=True)
class Ok(Generic[T_co]):
    """A result."""

    value: T_co
#- part: Err
#- needs: E_co
#- uses: dataclasses:dataclass, typing:Generic
@dataclass(frozen=True, slots=True)
class Err(Generic[E_co]):
    """What went wrong instead of a result."""

    error: E_co
