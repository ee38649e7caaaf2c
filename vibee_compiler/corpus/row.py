"""One row of a corpus: a spec, a language, and what is known of the code."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from vibee_compiler.records import dataclass

if TYPE_CHECKING:
    import pyarrow


@dataclass(frozen=True, slots=True)
class Row:
    """The columns, in their order; docs/corpus.md says what each holds.

    id: `<spec_id>:<target>`, with `:<made>` where the spec is made from another one.
    spec_id: 16 hexadecimal digits of the SHA-256 of `spec`.
    parent: the spec_id that it is made from.
    ir_digest: SHA-256 of the canonical texts of the program's modules, which determine its IR.
    module, tests, docs: the generated texts.
    verified: one of `corpus.LEVELS`. toolchain: tools and versions that said so, None for syntax.
    stubs: behaviours without a body. score: 0 to 1, None where nobody has scored it.
    """

    id: str
    spec_id: str
    name: str
    source: str
    made: str
    parent: str | None
    domain: str | None
    spec: str
    canonical: str
    ir_digest: str
    target: str
    target_version: str
    human_language: str | None
    instruction: str
    module: str
    tests: str
    docs: str
    verified: str
    toolchain: str | None
    tests_run: int
    stubs: tuple[str, ...]
    score: float | None
    generator: str
    licence: str | None
    family: str
    split: str


@cache
def columns(kind: Any) -> tuple[str, ...]:
    """The columns of a kind of rows, in their order."""
    return tuple(one.name for one in fields(kind))


COLUMNS: Final = columns(Row)

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def as_data(row: Any) -> dict[str, Any]:
    """A row of any kind as plain data, keys in the order of its columns."""
    kind: Any = type(row)
    return {name: getattr(row, name) for name in columns(kind)}


def as_json(row: Any) -> bytes:
    """The row as a line of JSON, its end included."""
    return _encode(as_data(row)).encode("utf-8", "backslashreplace") + b"\n"


@cache
def schema(kind: Any = Row) -> pyarrow.Schema:
    """The Arrow schema of a kind of rows: nullable exactly where the row's field may be None."""
    import pyarrow as pa

    kinds = {
        "str": pa.string(),
        "int": pa.int32(),
        "bool": pa.bool_(),
        "float": pa.float64(),
        "tuple[str, ...]": pa.list_(pa.field("element", pa.string(), nullable=False)),
    }
    made = []
    for one in fields(kind):
        name, _, rest = str(one.type).partition(" | ")
        made.append(pa.field(one.name, kinds[name], nullable=rest == "None"))
    return pa.schema(made)


def as_table(rows: Sequence[Any]) -> pyarrow.Table:
    """Rows of one kind, at least one, as an Arrow table of `schema`."""
    import pyarrow as pa

    kind: Any = type(rows[0])
    found = schema(kind)
    arrays = [pa.array([getattr(row, one.name) for row in rows], type=one.type) for one in found]
    return pa.Table.from_arrays(arrays, schema=found)
