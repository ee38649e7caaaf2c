"""The signature table: every operator and built-in of the language, once, as data.

`signatures.yaml` is what people edit; `signature_build` turns it into `signatures.json`, which is
quick to load. The checker, the interpreter, the documentation and the targets read the table
through this module, and name no built-in themselves where the table can say it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from vibee_compiler.ir.signature_types import parse_type
from vibee_compiler.ir.types import Type
from vibee_compiler.records import dataclass

COMPACT = Path(__file__).with_name("signatures.json")


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write an entry.

    `kind` and `name`: operator and its token, method or function and its (dotted) name, format
    and the letter of the clause; index, index?, field, field? and has with an empty name;
    literal for constructors with a syntax of their own. `argc` counts what stands in the
    parentheses, binders included (for an operator: the operands). `layout` has an item for each
    of these: an index into the entry's parts, or -1 - i for its binder i. The receiver of a
    method is part 0 and not in the layout.
    """

    kind: str
    name: str
    argc: int
    layout: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an entry: an argument of its `Op`.

    `binders` are the entry's binders that it is under, with their types: it is a `Lambda` then.
    """

    name: str
    type: Type
    binders: tuple[tuple[str, Type], ...] = ()
    lazy: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A row of the table. Entries are compared by identity; `id` is unique.

    Types hold `TypeVar`s, restricted by `constraints` (variable, class). `variadic`: the last
    part may come more often, or not at all beyond the first. `definition` is a text, or texts by
    the head of the first part's type (`E` for enums). See the head of `signatures.yaml`.
    """

    id: str
    kind: str
    spelling: str
    spellings: tuple[Spelling, ...]
    type_text: str
    parts: tuple[Part, ...]
    result: Type | None
    variadic: bool
    constraints: tuple[tuple[str, str], ...]
    binders: tuple[str, ...]
    tuple_binders: bool
    errors: Mapping[str, str]
    errors_for: Mapping[str, Mapping[str, Type]]
    level: str
    needs: str
    form: str
    definition: str | Mapping[str, str] | None
    native: bool
    recursive: bool
    schematic: bool
    schema: Mapping[str, str]
    feature: str | None
    feature_note: str | None
    internal: bool
    doc: str
    cel: str
    cel_note: str | None
    type_note: str | None
    examples: tuple[str, ...] = field(default=(), repr=False)

    @property
    def primitive(self) -> bool:
        """Whether each target spells it; a derived entry has a definition."""
        return self.form == "primitive"


class SignatureTable:
    """All entries, by id and by spelling."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.entries: Mapping[str, Entry] = {entry.id: entry for entry in entries}
        self._spelled: dict[tuple[str, str, int], tuple[tuple[Entry, Spelling], ...]] = {}
        self._variadic: dict[tuple[str, str], tuple[tuple[Entry, Spelling], ...]] = {}
        for entry in entries:
            for spelling in entry.spellings:
                key = (spelling.kind, spelling.name, spelling.argc)
                self._spelled[key] = (*self._spelled.get(key, ()), (entry, spelling))
                if entry.variadic:
                    name = key[:2]
                    self._variadic[name] = (*self._variadic.get(name, ()), (entry, spelling))

    def __getitem__(self, entry_id: str) -> Entry:
        """The entry of that id; KeyError if there is none."""
        return self.entries[entry_id]

    def spelled(self, kind: str, name: str, argc: int) -> tuple[tuple[Entry, Spelling], ...]:
        """The entries that this spelling may mean, in the table's order."""
        found = self._spelled.get((kind, name, argc), ())
        if argc < 1 or (kind, name) not in self._variadic:
            return found
        seen = {entry.id for entry, _ in found}
        more = self._variadic[kind, name]
        return found + tuple(pair for pair in more if pair[0].id not in seen)

    @cached_property
    def arities(self) -> Mapping[tuple[str, str], tuple[int, ...]]:
        """The numbers of arguments that a kind and a name may have, ascending."""
        found: dict[tuple[str, str], set[int]] = {}
        for kind, name, argc in self._spelled:
            found.setdefault((kind, name), set()).add(argc)
        return {key: tuple(sorted(found[key])) for key in sorted(found)}

    def names(self, kind: str) -> tuple[str, ...]:
        """All names of a kind of spelling, sorted."""
        return tuple(name for k, name in self.arities if k == kind)

    @cached_property
    def namespaces(self) -> frozenset[str]:
        """What stands before the dot in the names of functions: `math` and the like."""
        return frozenset(n.rpartition(".")[0] for n in self.names("function") if "." in n)

    @cached_property
    def built_in_errors(self) -> frozenset[str]:
        """The names of errors that built-ins raise."""
        return frozenset(name for entry in self.entries.values() for name in entry.errors)


def decode(row: Mapping[str, Any]) -> Entry:
    """An entry from a row of the compact form; raises KeyError or ValueError on a broken one."""
    get = row.get
    return Entry(
        id=row["id"],
        kind=row["kind"],
        spelling=row["spelling"],
        spellings=tuple(Spelling(k, n, a, tuple(lay)) for k, n, a, lay in row["spellings"]),
        type_text=row["type"],
        parts=tuple(_part(part) for part in row["parts"]),
        result=parse_type(row["result"]) if "result" in row else None,
        variadic=get("variadic", False),
        constraints=tuple((var, name) for var, name in get("constraints", ())),
        binders=tuple(get("binders", ())),
        tuple_binders=get("tuple_binders", False),
        errors=get("errors", {}),
        errors_for={
            error: {var: parse_type(text) for var, text in when.items()}
            for error, when in get("errors_for", {}).items()
        },
        level=row["level"],
        needs=get("needs", row["level"]),
        form=row["form"],
        definition=get("definition"),
        native=get("native", False),
        recursive=get("recursive", False),
        schematic=get("schematic", False),
        schema=get("schema", {}),
        feature=get("feature"),
        feature_note=get("feature_note"),
        internal=get("internal", False),
        doc=row["doc"],
        cel=row["cel"],
        cel_note=get("cel_note"),
        type_note=get("type_note"),
        examples=tuple(row["examples"]),
    )


def _part(part: list[Any]) -> Part:
    name, text, binders, lazy = part
    return Part(name, parse_type(text), tuple((b, parse_type(of)) for b, of in binders), lazy)


@lru_cache(maxsize=1)
def table() -> SignatureTable:
    """The table, loaded once."""
    import json

    rows = json.loads(COMPACT.read_bytes())["entries"]
    return SignatureTable(tuple(decode(row) for row in rows))
