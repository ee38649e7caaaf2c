"""What a user may replace of a target: its templates, and what each of them is given."""

from __future__ import annotations

from pathlib import Path

from vibee_compiler.records import dataclass
from vibee_compiler.targets.base import SHARED_TEMPLATES, TemplateTarget
from vibee_compiler.targets.hookspecs import Target


@dataclass(frozen=True, slots=True)
class Template:
    """A template: its name, its file, and the values that it reads, sorted."""

    name: str
    path: Path
    reads: tuple[str, ...]


def templates(target: Target) -> list[Template]:
    """The templates of a target by name, its own before those of all targets.

    None for a target that is no `TemplateTarget`.
    """
    if not isinstance(target, TemplateTarget):
        return []
    from jinja2.meta import find_undeclared_variables

    from vibee_compiler.targets.templates import environment

    folders = (target.folder / "templates", SHARED_TEMPLATES)
    env = environment(folders)
    found = []
    for name in env.list_templates():
        path = next(folder / name for folder in folders if (folder / name).is_file())
        tree = env.parse(path.read_text(encoding="utf-8"))
        found.append(Template(name, path, tuple(sorted(find_undeclared_variables(tree)))))
    return found


class Exists(OSError):
    """A file that a copy would overwrite."""


def copy(template: Template, folder: Path) -> Path:
    """Copies a template into a user's folder, to be changed there; the path of the copy.

    Raises:
        Exists: when there is one already.
        OSError: when it cannot be written.
    """
    path = folder / template.name
    if path.exists():
        raise Exists(f"{path} is there already")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(template.path.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")
    return path
