"""The document model: what a spec file says before names are resolved.

Spellings are canonical here (human languages, case variants and legacy keys are gone), scalars
keep their place. Nothing in it is trusted to be well-typed.
"""

from __future__ import annotations

from vibee_compiler.diagnostics.model import Span
from vibee_compiler.frontend.source import Fragment, SourceFile
from vibee_compiler.records import dataclass


@dataclass(frozen=True, slots=True)
class YScalar:
    """A YAML scalar. `kind` is the core-schema type: str int float bool null.

    `fragment.text` is the text after YAML's own unquoting; a plain scalar of another kind keeps
    its source text there (`0x10`, `1.10`) and has its value in `value`. `place` are offsets into
    the file, from which a span is made when somebody asks: few do.
    """

    fragment: Fragment
    kind: str
    value: str | int | float | bool | None
    place: tuple[int, int]
    plain: bool = True

    @property
    def source(self) -> SourceFile:
        """The file."""
        return self.fragment.source

    @property
    def span(self) -> Span:
        """Where it stands in the file, quotes included."""
        return self.fragment.source.span(*self.place)


@dataclass(frozen=True, slots=True)
class YSeq:
    """A YAML sequence."""

    items: tuple[YNode, ...]
    source: SourceFile
    place: tuple[int, int]

    @property
    def span(self) -> Span:
        """Where it stands in the file."""
        return self.source.span(*self.place)


@dataclass(frozen=True, slots=True)
class YMap:
    """A YAML mapping in document order; keys are unique (a repetition is a diagnostic)."""

    entries: tuple[tuple[YScalar, YNode], ...]
    source: SourceFile
    place: tuple[int, int]

    @property
    def span(self) -> Span:
        """Where it stands in the file."""
        return self.source.span(*self.place)

    def get(self, key: str) -> YNode | None:
        """The value of a key by its text."""
        for name, value in self.entries:
            if name.fragment.text == key:
                return value
        return None


YNode = YScalar | YSeq | YMap


@dataclass(frozen=True, slots=True)
class DocField:
    """A field, parameter or variant field.

    A default written in the type text (`List<String> = []`) arrives in `default`, read as YAML.
    """

    name: Fragment
    type: Fragment | None
    description: str | None
    default: YNode | None
    constraints: tuple[Fragment, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class DocVariant:
    """A variant: its fields are empty for a bare name."""

    name: Fragment
    fields: tuple[DocField, ...]
    description: str | None


@dataclass(frozen=True, slots=True)
class DocType:
    """A type declaration; `kind` is record, enum, sum or alias."""

    name: Fragment
    kind: str
    params: tuple[Fragment, ...]
    fields: tuple[DocField, ...]
    members: tuple[Fragment, ...]
    variants: tuple[DocVariant, ...]
    alias: Fragment | None
    constraints: tuple[Fragment, ...]
    description: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class DocConstant:
    """A constant."""

    name: Fragment
    type: Fragment | None
    value: YNode
    description: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class DocError:
    """A declared error."""

    name: Fragment
    description: str | None


@dataclass(frozen=True, slots=True)
class DocExample:
    """An example; `inputs` is the mapping or sequence as written, None when there is none.

    `behavior` is set for entries of the module's own `test_cases`.
    """

    name: str | None
    behavior: Fragment | None
    inputs: YNode | None
    expected: YNode | None
    raises: Fragment | None
    tolerance: YScalar | None
    span: Span


@dataclass(frozen=True, slots=True)
class DocBehaviour:
    """A behaviour."""

    name: Fragment
    description: str | None
    given: str | None
    when: str | None
    then: str | None
    params: tuple[DocField, ...] | None
    returns: Fragment | None
    errors: tuple[DocError, ...]
    requires: tuple[Fragment, ...]
    ensures: tuple[Fragment, ...]
    body: Fragment | None
    examples: tuple[DocExample, ...]
    properties: tuple[Fragment, ...]
    implementation: tuple[tuple[str, Fragment], ...]
    internal: bool
    span: Span


@dataclass(frozen=True, slots=True)
class DocImport:
    """An import by relative path."""

    path: Fragment


@dataclass(frozen=True, slots=True)
class SpecDoc:
    """A spec file."""

    name: Fragment
    version: str | None
    description: str | None
    language: str | None
    module: str | None
    human_language: str | None
    imports: tuple[DocImport, ...]
    constants: tuple[DocConstant, ...]
    types: tuple[DocType, ...]
    behaviours: tuple[DocBehaviour, ...]
    test_cases: tuple[DocExample, ...]
    extensions: tuple[tuple[str, YNode], ...]
    span: Span
