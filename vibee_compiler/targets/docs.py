"""The page of documentation of a module: one layout for all targets.

A target subclasses `DocsWriter` and says how signatures, types, conditions and examples look in
its language; `page` puts them into the shared template `docs.md.jinja`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from vibee_compiler.frontend.ast_print import renamed_text
from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import (
    AliasDecl,
    Behaviour,
    Constant,
    Constraint,
    Enum,
    Field,
    Param,
    Record,
    Sum,
    TypeDecl,
    Variant,
)
from vibee_compiler.ir.walk import walk
from vibee_compiler.lowering.sir import LoweredBehaviour, LoweredModule
from vibee_compiler.targets import markdown as md
from vibee_compiler.targets.base import Job, notice
from vibee_compiler.targets.prose import clause, enumeration, fragment, paragraphs
from vibee_compiler.targets.text import Markdown
from vibee_compiler.targets.usage import returned_by


class DocsWriter:
    """What a target says about one module; texts are plain and get escaped by the page.

    fence: the language of code blocks. padded: whether table columns are lined up.
    raises: the head of the sentence that lists errors.
    """

    fence = ""
    padded = True
    raises = "Raises"

    def __init__(self, job: Job, module: LoweredModule) -> None:
        self.job = job
        self.module = module
        self.names = job.names[module.module.name]
        source = job.source.module(module.module.name)
        self.written = {one.name: one for one in source.behaviours}

    def type_text(self, type_: t.Type) -> str:
        """A type as it stands in a field."""
        raise NotImplementedError

    def constant(self, constant: Constant) -> str:
        """The value of a constant in code."""
        raise NotImplementedError

    def signature(self, behaviour: LoweredBehaviour) -> str:
        """The signature in code; may have several lines."""
        raise NotImplementedError

    def param_type(self, behaviour: LoweredBehaviour, param: Param) -> str:
        """The type of a parameter in code."""
        raise NotImplementedError

    def param_name(self, behaviour: LoweredBehaviour, param: Param) -> str:
        """The identifier of a parameter."""
        raise NotImplementedError

    def _written_requires(self, behaviour: LoweredBehaviour) -> list[tuple[str, set[int]]]:
        """The preconditions as written, and the variables of each."""
        made = behaviour.function.behaviour
        return [
            (one.text, {n.var.uid for n in walk(one.expr) if isinstance(n, x.Local)})
            for one in (made.requires if made is not None else ())
            if one.expr is not None
        ]

    def param_holds(self, behaviour: LoweredBehaviour, param: Param) -> list[str]:
        """The preconditions that speak of this parameter alone; as written by default."""
        return [text for text, uids in self._written_requires(behaviour) if uids == {param.var.uid}]

    def common_holds(self, behaviour: LoweredBehaviour) -> list[str]:
        """The other preconditions; as written by default."""
        return [text for text, uids in self._written_requires(behaviour) if len(uids) != 1]

    def ensures(self, behaviour: LoweredBehaviour) -> list[str]:
        """The postconditions; as written by default."""
        made = behaviour.function.behaviour
        return [c.text for c in made.ensures if c.expr is not None] if made is not None else []

    def type_holds(self, decl: TypeDecl) -> list[str]:
        """What must hold of a value of the type; as written, fields by their identifiers."""
        found: list[str] = []
        for field in decl.fields if isinstance(decl, Record) else ():
            texts = [c.text for c in field.constraints if c.expr is not None]
            if texts:
                own = self.names.field(decl.name, field.name).text
                found += [field_condition(text, own) for text in texts]
        whole = getattr(decl, "constraints", ())
        return found + [c.text.replace("self.", "") for c in whole if c.expr is not None]

    def default(self, field: Field) -> str | None:
        """A field's default in code; None where there is none worth a word."""
        return None

    def errors(self, behaviour: LoweredBehaviour) -> list[str]:
        """The errors of a call, by the identifiers that a caller sees, sorted."""
        return sorted(self.job.names.error(e).text for e in behaviour.function.raises)

    def examples(self, behaviour: LoweredBehaviour) -> list[str]:
        """The examples as code, one text each."""
        return []

    def error_section(self) -> tuple[str, list[tuple[str, str]]] | None:
        """A sentence and a row (name, sentence) for each error; None for no section."""
        return None

    def contract_note(self) -> str | None:
        """What happens when a type's constraints do not hold."""
        return None

    def stub_note(self, behaviour: LoweredBehaviour) -> str:
        """What a call of a stub does."""
        return "Not implemented."

    def type_title(self, decl: TypeDecl) -> str:
        """The type's name with its parameters, in code."""
        params = getattr(decl, "params", ())
        name = self.names.type(decl.name).text
        return f"{name}[{', '.join(params)}]" if params else name

    def field_line(self, name: str, type_: t.Type) -> str:
        """A field in the diagram."""
        return f"{name}: {self.type_text(type_)}"

    def variant_line(self, decl: Sum, variant: Variant) -> str:
        """A variant in the diagram."""
        inner = ", ".join(
            self.field_line(self.names.variant_field(decl.name, variant.name, f.name).text, f.type)
            for f in variant.fields
        )
        return f"{self.names.variant(decl.name, variant.name)}({inner})"


def field_condition(text: str, own: str) -> str:
    """The condition of a field, which calls it `value`, with the field's identifier."""
    return renamed_text(text, "value", own)


_IN_DIAGRAMS = str.maketrans('<>{}"', "~~()'")


def _diagram_texts(texts: list[str]) -> list[str]:
    """Lines for the inside of a class of a mermaid diagram, whose syntax has no escapes."""
    flat = [t if t.isprintable() and "  " not in t else " ".join(t.split()) for t in texts]
    return "\n".join(flat).translate(_IN_DIAGRAMS).split("\n") if flat else []


def _mentions(type_: t.Type, many: str = "") -> Iterator[tuple[t.Named | t.Alias, str]]:
    match type_:
        case t.Named() | t.Alias():
            yield type_, many
            for arg in type_.args:
                yield from _mentions(arg, many)
        case t.ListT() | t.SetT() | t.MapT() | t.ArrayT():
            for child in t.children(type_):
                yield from _mentions(child, "*")
        case _:
            for child in t.children(type_):
                yield from _mentions(child, many)


def _fields(decl: TypeDecl) -> list[t.Type]:
    match decl:
        case Record():
            return [field.type for field in decl.fields]
        case Sum():
            return [field.type for variant in decl.variants for field in variant.fields]
        case AliasDecl():
            return [decl.target]
        case _:
            return []


def _class(writer: DocsWriter, decl: TypeDecl) -> list[str]:
    names = writer.names
    match decl:
        case Enum():
            body = ["<<enumeration>>", *(names.member(decl.name, m).text for m in decl.members)]
        case Record():
            fields = [(names.field(decl.name, f.name).text, f.type) for f in decl.fields]
            body = _diagram_texts([writer.field_line(*one) for one in fields])
        case Sum():
            body = [
                "<<union>>",
                *_diagram_texts([writer.variant_line(decl, one) for one in decl.variants]),
            ]
        case AliasDecl():
            body = ["<<alias>>", *_diagram_texts([writer.type_text(decl.target)])]
    params = getattr(decl, "params", ())
    head = f"class {names.type(decl.name)}" + (f"~{', '.join(params)}~" if params else "")
    if not body:
        return [f"    {head}"]
    return [f"    {head} {{", *(f"        {line}" for line in body), "    }"]


def _links(writer: DocsWriter, decl: TypeDecl) -> list[str]:
    own = {d.name for d in writer.module.module.types}
    module = writer.module.module.name
    found: dict[str, str] = {}
    for type_ in _fields(decl):
        if type(type_) is t.Prim:
            continue
        for named, many in _mentions(type_):
            if named.module == module and named.name in own:
                found.setdefault(named.name, many)
    name = writer.names.type(decl.name)
    return [
        f"    {name} -->{f' {chr(34)}{many}{chr(34)}' if many else ''} {writer.names.type(other)}"
        for other, many in found.items()
    ]


def diagram(writer: DocsWriter) -> Markdown:
    """The types as a mermaid class diagram."""
    decls = writer.module.module.types
    lines = ["classDiagram"]
    for decl in decls:
        lines += _class(writer, decl)
    for decl in decls:
        lines += _links(writer, decl)
    return Markdown(md.fence("mermaid", "\n".join(lines)))


def _codes(items: Sequence[str]) -> str:
    return ", ".join(md.code(item, table=True) for item in items)


def _prose_conditions(constraints: Sequence[Constraint]) -> list[str]:
    return [md.escape(fragment(c.text)) for c in constraints if c.expr is None]


def _type_about(writer: DocsWriter, decl: TypeDecl) -> str:
    parts = [md.escape(fragment(decl.description))] if decl.description else []
    if not parts:
        by = returned_by(writer.job.source, writer.module.module.name, decl.name)
        names = [md.code(writer.names.function(b.name).text) for b in by[:3]]
        parts = [f"Returned by {enumeration(names)}"] if names else []
    if isinstance(decl, Record):
        described = [
            f"{md.code(writer.names.field(decl.name, f.name).text)}: "
            f"{md.escape(clause(f.description))}"
            for f in decl.fields
            if f.description
        ]
        if described:
            parts.append(", ".join(described))
    return "; ".join(part for part in parts if part)


def _type_holds(writer: DocsWriter, decl: TypeDecl) -> str:
    parts = [md.code(text, table=True) for text in writer.type_holds(decl)]
    if isinstance(decl, Record):
        for field in decl.fields:
            if field.constraints:
                parts += _prose_conditions(field.constraints)
            default = writer.default(field)
            if default is not None:
                name = md.code(writer.names.field(decl.name, field.name).text)
                value = default if default.isalnum() else md.code(default, table=True)
                described = f"{value} if not given"
                parts.append(described if len(decl.fields) < 3 else f"{name} {described}")
    if not isinstance(decl, Enum):
        parts += _prose_conditions(decl.constraints)
    return ", ".join(parts)


def _constants(writer: DocsWriter) -> Markdown:
    rows = [
        (
            md.code(writer.names.constant(c.name).text),
            _value(writer.constant(c)),
            md.escape(fragment(c.description or "")),
        )
        for c in writer.module.module.constants
    ]
    return md.table(("Name", "Value", ""), rows, padded=writer.padded)


def _value(text: str) -> str:
    return text if text.isalnum() else md.code(text, table=True)


def _types(writer: DocsWriter) -> Markdown:
    rows = [
        (
            md.code(writer.type_title(decl), table=True),
            _type_about(writer, decl),
            _type_holds(writer, decl),
        )
        for decl in writer.module.module.types
    ]
    return md.table(("Type", "", "Must hold"), rows, padded=writer.padded)


@lru_cache(maxsize=256)
def _prose(given: str | None, when: str | None, then: str | None) -> Markdown:
    rows = (("Given", given), ("When", when), ("Then", then))
    said = [(word, clause(text)) for word, text in rows if text]
    return Markdown("\n".join(f"- **{word}** {md.escape(text)}" for word, text in said if text))


def _params(writer: DocsWriter, lowered: LoweredBehaviour) -> Markdown:
    params = lowered.function.params
    described = any(param.description for param in params)
    head = ("Parameter", "Type", "Must hold") + (("",) if described else ())
    rows = []
    for param in params:
        row = (
            md.code(writer.param_name(lowered, param)),
            md.code(writer.param_type(lowered, param), table=True),
            _codes(writer.param_holds(lowered, param)),
        )
        about = (md.escape(fragment(param.description or "")),) if described else ()
        rows.append(row + about)
    return md.table(head, rows, padded=writer.padded)


def _result(behaviour: Behaviour) -> str:
    returns = behaviour.returns
    return returns.name.lower() if isinstance(returns, t.Named) else "result"


def as_written(writer: DocsWriter, behaviour: Behaviour) -> Behaviour:
    """The behaviour of the spec, with the contracts that passes may have proved and removed."""
    return writer.written.get(behaviour.name, behaviour)


def _notes(writer: DocsWriter, lowered: LoweredBehaviour, behaviour: Behaviour) -> list[Markdown]:
    notes: list[str] = []
    behaviour = as_written(writer, behaviour)
    common = writer.common_holds(lowered)
    if common:
        notes.append(f"Requires {enumeration([md.code(c) for c in common])}.")
    notes += [f"Requires: {md.escape(c)}." for c in _prose_of(behaviour.requires)]
    ensures = writer.ensures(lowered)
    if ensures:
        codes = enumeration([md.code(c) for c in ensures])
        notes.append(f"Ensures {codes} of the {_result(behaviour)}.")
    notes += [f"Ensures: {md.escape(c)}." for c in _prose_of(behaviour.ensures)]
    errors = writer.errors(lowered)
    if errors:
        notes.append(f"{writer.raises} {', '.join(md.code(e) for e in errors)}.")
    native = writer.job.native(behaviour) is not None
    if lowered.function.block is None and not native:
        notes.append(writer.stub_note(lowered))
    return [Markdown(note) for note in notes]


def _prose_of(constraints: Sequence[Constraint]) -> list[str]:
    return [fragment(c.text) for c in constraints if c.expr is None]


def _behaviour(writer: DocsWriter, lowered: LoweredBehaviour) -> dict[str, Any] | None:
    behaviour = lowered.function.behaviour
    if behaviour is None or behaviour.internal:
        return None
    about = [Markdown(md.escape(p)) for p in paragraphs(behaviour.description)]
    fence, told = writer.fence, behaviour.prose
    return {
        "title": Markdown(md.escape(writer.names.function(behaviour.name).text)),
        "about": about,
        "signature": Markdown(md.fence(fence, writer.signature(lowered))),
        "prose": _prose(told.given, told.when, told.then),
        "params": _params(writer, lowered) if lowered.function.params else None,
        "notes": _notes(writer, lowered, behaviour),
        "examples": [Markdown(md.fence(fence, code)) for code in writer.examples(lowered)],
    }


def _errors(writer: DocsWriter) -> dict[str, Markdown] | None:
    section = writer.error_section()
    if section is None or not section[1]:
        return None
    intro, rows = section
    made = md.table(
        ("Name", ""), [(md.code(name), text) for name, text in rows], padded=writer.padded
    )
    return {"intro": Markdown(intro), "table": made}


def page(writer: DocsWriter) -> str:
    """The whole page."""
    module = writer.module.module
    note = writer.contract_note()
    shown = [_behaviour(writer, lowered) for lowered in writer.module.behaviours]
    return writer.job.render(
        "docs.md.jinja",
        header=Markdown(f"<!-- {notice(module).replace('--', '- -')} -->"),
        title=Markdown(md.escape(module.name)),
        about=[Markdown(md.escape(p)) for p in paragraphs(module.description)],
        constants=_constants(writer) if module.constants else None,
        diagram=diagram(writer) if module.types else None,
        types=_types(writer) if module.types else None,
        contract_note=Markdown(note) if note else None,
        errors=_errors(writer),
        behaviours=[one for one in shown if one is not None],
    )
