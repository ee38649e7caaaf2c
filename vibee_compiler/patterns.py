"""Regular expressions that are compiled when they are first used."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_compile = re.compile


class Later:
    """What `re.compile` would give, made at the first use of one of its methods."""

    def __init__(self, pattern: Any, flags: int = 0) -> None:
        self._given = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        value = getattr(_compile(*self._given), name)
        self.__dict__[name] = value
        return value


@contextmanager
def postponed() -> Iterator[None]:
    """Inside, modules that are imported get `Later` from `re.compile`.

    PyYAML and Jinja compile patterns on import that only their pure Python readers use: one of
    them, of all printable characters, takes longer than the rest of the import.
    """
    re.compile = Later  # type: ignore[assignment]
    try:
        yield
    finally:
        re.compile = _compile
