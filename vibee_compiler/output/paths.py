"""Paths of output files: relative, portable, and one file each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_RESERVED = {"con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10)}
_FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f]')


class PathError(ValueError):
    """A path that no package may contain."""


@lru_cache(maxsize=1024)
def check_path(path: str) -> tuple[str, ...]:
    """The parts of a relative `/` path.

    Raises:
        PathError: for what leaves the folder, or is no file name on some common system.
    """
    parts = tuple(path.split("/"))
    for part in parts:
        if part in ("", ".", ".."):
            raise PathError(f"the path {path!r} is not a plain relative one")
        if _FORBIDDEN.search(part):
            raise PathError(f"the path {path!r} has a character that file systems refuse")
        if part[-1] in ". " or part.split(".")[0].casefold() in _RESERVED:
            raise PathError(f"the path {path!r} is not a file name on every system")
        if len(part.encode("utf-8", "surrogatepass")) > 200:
            raise PathError(f"the path {path[:40]!r}... has a name of more than 200 octets")
    return parts


def check_all(paths: Iterable[str]) -> None:
    """Checks every path, and that no two are one file where case or composition is ignored.

    Raises:
        PathError: naming the path, or both.
    """
    seen: dict[str, str] = {}
    for path in paths:
        check_path(path)
        key = (path if path.isascii() else unicodedata.normalize("NFC", path)).casefold()
        if key in seen:
            raise PathError(f"{seen[key]!r} and {path!r} are one file on some systems")
        seen[key] = path
