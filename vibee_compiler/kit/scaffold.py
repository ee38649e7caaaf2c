"""`vibee plugin new`: a plugin that works as it stands, from the files of `skeleton/`."""

from __future__ import annotations

import re
from pathlib import Path

from vibee_compiler.targets import registry

SKELETON = Path(__file__).with_name("skeleton")
SUFFIX = ".in"
MODULE = "module"
"""The folder of the skeleton that becomes the plugin's package."""


class NameTaken(ValueError):
    """No plugin can have this name; the text says why."""


class FolderInUse(OSError):
    """The folder is there and not empty."""


def values(name: str) -> dict[str, str]:
    """What stands for the marks of the skeleton.

    Raises:
        NameTaken: when the name is no id of a target, or one that is installed.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*", name) or name == "all":
        raise NameTaken(f"'{name}' is no id: lower-case letters, digits, and - or _ between them")
    if name in registry.installed():
        found = registry.installed()[name].distribution
        raise NameTaken(f"there is a target '{name}' already, from {found}")
    if name in registry.aliases():
        raise NameTaken(f"'{name}' is another name of the target '{registry.aliases()[name]}'")
    parts = re.split("[-_]", name)
    return {
        "ID": name,
        "DIST": f"vibee-{'-'.join(parts)}",
        "MODULE": f"vibee_{'_'.join(parts)}",
        "CLASS": "".join(part.capitalize() for part in parts),
        "TITLE": " ".join(part.capitalize() for part in parts),
    }


def files(name: str) -> dict[str, str]:
    """The text of each file by its path in the plugin's folder; raises as `values` does."""
    marks = values(name)
    made: dict[str, str] = {}
    for path in sorted(SKELETON.rglob(f"*{SUFFIX}")):
        parts = path.relative_to(SKELETON).parts
        parts = (marks["MODULE"] if parts[0] == MODULE else parts[0], *parts[1:])
        text = path.read_text(encoding="utf-8")
        for mark, value in marks.items():
            text = text.replace(f"@{mark}@", value)
        made["/".join(parts).removesuffix(SUFFIX)] = text
    return made


def write(name: str, folder: Path) -> list[Path]:
    """Writes the plugin; the paths of its files.

    Raises:
        NameTaken: when no plugin can have the name.
        FolderInUse: when the folder is there and not empty; nothing is written then.
        OSError: when it cannot be written to.
    """
    made = files(name)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderInUse(f"{folder} is there already")
    written = []
    for inner, text in made.items():
        path = folder / inner
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    return written
