"""The environment of the templates: strict, typed, and a sandbox for a user's own.

Templates hold skeletons (a file, a type, a test); they receive finished text only. An output
expression that yields a plain `str` is an error, so that text from a spec cannot reach a file
unescaped. A user's folder of overrides is not trusted and runs in Jinja's sandbox; so does
everything else, since one environment serves both.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vibee_compiler import __version__
from vibee_compiler.caches import cache_folder
from vibee_compiler.patterns import postponed
from vibee_compiler.targets.text import Finished

if TYPE_CHECKING:
    from jinja2 import FileSystemBytecodeCache, Template
    from jinja2.bccache import Bucket
    from jinja2.sandbox import ImmutableSandboxedEnvironment


_TRAILING_BLANKS = re.compile(r"(?<![ \t])[ \t]+(?=\n|\Z)")


REMOVED = "safe escape e forceescape join random pprint xmlattr urlize".split()
"""Filters that make text of a plain string look finished, or leak the machine."""

ORIGINAL = "original"
"""Where a user's templates find those that they replace."""


_OF_DICT = frozenset(dir(dict))

ENVIRONMENT = 2
"""To be raised when the environment's settings change: compiled templates depend on them."""


class RawTextError(TypeError):
    """A template printed something that is not finished text."""


@cache
def _environment_class() -> type[ImmutableSandboxedEnvironment]:
    from jinja2.compiler import CodeGenerator
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from markupsafe import Markup

    class Generator(CodeGenerator):
        """Prints values by `finish` alone: what it lets through needs no escaping."""

        def _output_child_pre(self, node: Any, frame: Any, finalize: Any) -> None:
            self.write("environment.finish(")

        def _output_child_post(self, node: Any, frame: Any, finalize: Any) -> None:
            self.write(")")

    class Environment(ImmutableSandboxedEnvironment):
        """The sandbox, with a short way to what templates mostly read and print.

        Public attributes of dataclasses and entries of dicts are always safe; what is reached
        through them comes here again.
        """

        code_generator_class = Generator

        def __init__(self, **settings: Any) -> None:
            super().__init__(**settings)
            self.kept: dict[str, Template] = {}

        @staticmethod
        def finish(value: Any) -> str:
            """The text of a value that may be printed."""
            if isinstance(value, Finished):
                return value.text
            # Markup is what Jinja itself makes of macros and blocks, whose parts came through here.
            if isinstance(value, Markup) or type(value) is int:
                return str(value)
            raise RawTextError(
                f"a template printed {type(value).__name__} {value!r}: "
                "only finished text may be printed"
            )

        def getattr(self, obj: Any, attribute: str) -> Any:
            if attribute[:1] != "_":
                kind = type(obj)
                if kind is dict:
                    if attribute in obj and attribute not in _OF_DICT:
                        return obj[attribute]
                elif hasattr(kind, "__dataclass_fields__") and hasattr(obj, attribute):
                    value = getattr(obj, attribute)
                    if not callable(value):
                        return value
            return super().getattr(obj, attribute)

    return Environment


def _compiled() -> FileSystemBytecodeCache | None:
    """Compiled templates of earlier runs, as Python keeps its modules; None if there is no place.

    Only the installed ones are kept there: a file is found by its name and text, the folder by
    the versions that decide what is made of them.
    """
    import jinja2

    class Cache(jinja2.FileSystemBytecodeCache):
        """One that a full or read-only disk does not stop."""

        def dump_bytecode(self, bucket: Bucket) -> None:
            with suppress(OSError):
                super().dump_bytecode(bucket)

    folder = cache_folder() / "templates" / f"{__version__}-{jinja2.__version__}-{ENVIRONMENT}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mine = folder.stat().st_uid == os.getuid()
    except OSError:
        return None
    return Cache(str(folder)) if mine else None


@lru_cache(maxsize=64)
def environment(
    folders: tuple[Path, ...], overrides: Path | None = None
) -> ImmutableSandboxedEnvironment:
    """An environment over template folders, searched in order, the user's first.

    A user's template reaches the one that it replaces as `original/NAME`, to include or extend.
    Kept for the life of the process, since compiling a template costs more than the rest of a
    small package. The user's templates are looked at again for changes, the others are not.
    """
    with postponed():
        from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined

    own = FileSystemLoader([str(path) for path in folders], followlinks=False)
    loader: BaseLoader = own
    if overrides is not None:
        theirs = FileSystemLoader(str(overrides), followlinks=False)
        loader = ChoiceLoader([theirs, own, PrefixLoader({ORIGINAL: own})])
    kind: Any = _environment_class()
    env: ImmutableSandboxedEnvironment = kind(
        loader=loader,
        undefined=StrictUndefined,
        autoescape=True,
        finalize=kind.finish,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        newline_sequence="\n",
        auto_reload=overrides is not None,
        bytecode_cache=_compiled() if overrides is None else None,
    )
    for name in REMOVED:
        env.filters.pop(name, None)
    env.globals.clear()
    return env


def _template(env: ImmutableSandboxedEnvironment, name: str) -> Template:
    """A template by its name: at once where files are not looked at again for changes."""
    if env.auto_reload:
        return env.get_template(name)
    kept: dict[str, Template] = env.kept  # type: ignore[attr-defined]
    found = kept.get(name)
    if found is None:
        found = kept[name] = env.get_template(name)
    return found


def render(env: ImmutableSandboxedEnvironment, name: str, values: dict[str, Any]) -> str:
    """The text of a template, ending in exactly one line break (empty text stays empty).

    Raises:
        RawTextError: when the template prints something unfinished.
        jinja2.TemplateError: when a user's template is at fault.
    """
    template = _template(env, name)
    context = template.new_context(values, shared=True)  # there are no globals to add
    try:
        made = "".join(template.root_render_func(context))
    except Exception:
        env.handle_exception()
    if " \n" in made or "\t\n" in made or made.endswith((" ", "\t")):
        made = _TRAILING_BLANKS.sub("", made)
    stripped = made.strip("\n")
    return stripped + "\n" if stripped else ""
