"""Finding targets: by entry point, imported only when asked for."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from vibee_compiler import PLUGIN_API
from vibee_compiler.records import dataclass
from vibee_compiler.targets.entries import Entry, entries, folder_digest, folder_of

if TYPE_CHECKING:
    from vibee_compiler.targets.hookspecs import Target

GROUP = "vibee.targets"
ALIASES = "vibee.target_aliases"


class UnknownTarget(LookupError):
    """No target of that name is installed; `near` has similar names."""

    def __init__(self, name: str, near: list[str]) -> None:
        super().__init__(name)
        self.name = name
        self.near = near


class BrokenTarget(RuntimeError):
    """A plugin could not be loaded, or does not keep the contract."""

    def __init__(self, name: str, distribution: str, reason: str) -> None:
        super().__init__(f"target '{name}' of {distribution} is broken: {reason}")
        self.name = name
        self.distribution = distribution
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Found:
    """An installed target, not imported yet."""

    id: str
    distribution: str
    entry: Entry


@cache
def version(target_id: str) -> str:
    """The version of the distribution that brings a target."""
    return installed()[target_id].entry.version


@lru_cache(maxsize=1)
def installed() -> dict[str, Found]:
    """Every installed target by id, sorted.

    Of two distributions that bring the same id, the first by name wins; `duplicates` tells.
    """
    found: dict[str, Found] = {}
    for entry in entries(GROUP):
        found.setdefault(entry.name, Found(entry.name, entry.distribution, entry))
    return found


def fingerprint(target_id: str) -> str:
    """A digest of the files of a target's plugin: what it makes may change when they do.

    Empty for a plugin that is no folder, or whose files cannot be read.
    """
    folder = folder_of(installed()[target_id].entry)
    try:
        return "" if folder is None else folder_digest(folder)
    except OSError:
        return ""


def duplicates() -> Iterator[Found]:
    """Targets that another distribution's target of the same id hides."""
    seen: set[str] = set()
    for entry in entries(GROUP):
        if entry.name in seen and installed()[entry.name].entry != entry:
            yield Found(entry.name, entry.distribution, entry)
        seen.add(entry.name)


@lru_cache(maxsize=1)
def aliases() -> dict[str, str]:
    """Other names of targets, from the entry points of the group `vibee.target_aliases`.

    The name is the alias, the value the module of the target it stands for. An alias yields to
    an id, and to the same alias of a distribution that comes first by name.
    """
    by_value = {found.entry.value: found.id for found in installed().values()}
    made: dict[str, str] = {}
    for entry in entries(ALIASES):
        if entry.value in by_value and entry.name not in installed():
            made.setdefault(entry.name, by_value[entry.value])
    return made


def hidden_aliases() -> Iterator[tuple[str, str]]:
    """Aliases that yield, as (alias, distribution)."""
    by_value = {found.entry.value: found.id for found in installed().values()}
    for entry in entries(ALIASES):
        owner = by_value.get(entry.value)
        if owner is not None and aliases().get(entry.name) != owner:
            yield entry.name, entry.distribution


def resolve(name: str) -> str:
    """The id of a target by id or alias, whatever the case.

    Raises:
        UnknownTarget: with near names.
    """
    wanted = name.strip().lower()
    known = {target.lower(): target for target in installed()}
    known.update({alias.lower(): target for alias, target in aliases().items()})
    if wanted in known:
        return known[wanted]
    import difflib

    raise UnknownTarget(name, difflib.get_close_matches(wanted, sorted(known), n=3, cutoff=0.5))


@cache
def load(target_id: str) -> Target:
    """The target of an id of `installed`.

    Raises:
        BrokenTarget: when its import or its hook fails, or it is written for another API.
    """
    import pluggy

    from vibee_compiler.targets import hookspecs
    from vibee_compiler.targets.profile import Profile

    found = installed()[target_id]
    try:
        module = importlib.import_module(found.entry.module)
        manager = pluggy.PluginManager("vibee")
        manager.add_hookspecs(hookspecs)
        manager.register(module, name=target_id)
        manager.check_pending()
        target: Target | None = manager.hook.vibee_target()
    except (Exception, SystemExit) as error:  # a plugin is foreign code: whatever it raises
        reason = f"{type(error).__name__}: {error}"
        raise BrokenTarget(target_id, found.distribution, reason) from error
    if target is None:
        raise BrokenTarget(target_id, found.distribution, "it has no hook vibee_target")
    if not isinstance(getattr(target, "profile", None), Profile):
        raise BrokenTarget(target_id, found.distribution, "it has no profile")
    if target.profile.api != PLUGIN_API:
        reason = f"it is written for plugin API {target.profile.api}, this is {PLUGIN_API}"
        raise BrokenTarget(target_id, found.distribution, reason)
    if target.profile.id != target_id:
        reason = f"its profile calls it '{target.profile.id}'"
        raise BrokenTarget(target_id, found.distribution, reason)
    return target
