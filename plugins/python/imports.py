"""Import lines, sorted as ruff does."""

from __future__ import annotations

import re
from collections.abc import Iterable

WIDTH = 100
_DIGITS = re.compile(r"(\d+)")


def natural(name: str) -> tuple[object, ...]:
    """A key that orders digits by their value."""
    if _DIGITS.search(name) is None:
        return ((0, 0, name),) if name else ()
    return tuple(
        (1, int(part), "") if part.isdigit() else (0, 0, part)
        for part in _DIGITS.split(name)
        if part
    )


def kind(name: str) -> int:
    """Constants come first, then classes, then everything else."""
    if name.isupper() and len(name) > 1:
        return 0
    return 1 if name[:1].isupper() else 2


def member_key(name: str) -> tuple[object, ...]:
    """The order of names in one `from` import, and in `__all__`."""
    return (kind(name), natural(name.lower()), natural(name))


def export_key(name: str) -> tuple[object, ...]:
    """The order of names in `__all__`."""
    return (kind(name), natural(name))


def from_line(module: str, names: Iterable[str]) -> str:
    """`from module import a, b`, a name a line where it is too long."""
    listed = sorted(names, key=lambda one: member_key(one.split(" as ")[0]))
    flat = f"from {module} import {', '.join(listed)}"
    if len(flat) <= WIDTH:
        return flat
    return f"from {module} import (\n" + "".join(f"    {one},\n" for one in listed) + ")"


def lines(uses: Iterable[str]) -> list[str]:
    """Import lines for uses such as `import:re` and `collections.abc:Sequence`."""
    plain: set[str] = set()
    members: dict[str, set[str]] = {}
    for use in uses:
        module, _, name = use.partition(":")
        if module == "import":
            plain.add(name)
        else:
            members.setdefault(module, set()).add(name)
    renamed = {
        module: sorted(name for name in names if " as " in name)
        for module, names in members.items()
    }
    made = [f"import {name}" for name in sorted(plain, key=natural)]
    for module in sorted(members, key=natural):
        plainly = members[module] - set(renamed[module])
        if plainly:
            made.append(from_line(module, plainly))
        made += [f"from {module} import {name}" for name in renamed[module]]
    return made


def exported(names: Iterable[str]) -> str:
    """`__all__`."""
    listed = sorted(set(names), key=export_key)
    quoted = [f'"{name}"' for name in listed]
    flat = f"__all__ = [{', '.join(quoted)}]"
    if len(flat) <= WIDTH:
        return flat
    return "__all__ = [\n" + "".join(f"    {one},\n" for one in quoted) + "]"
