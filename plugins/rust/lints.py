"""Lints of clippy's that a specification, not its code, runs into.

The manifest allows them one by one, and only where they are met, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vibee_compiler.ir import types as t
from vibee_compiler.ir.module import Module, Record, Sum
from vibee_compiler.lowering.sir import LoweredProgram
from vibee_compiler.lowering.walk import bound

REASONS = {
    "assigning_clones": "the variable was moved out of: there is nothing to reuse",
    "approx_constant": "a number of the specification is near a known one",
    "disallowed_names": "the names are the author's",
    "doc_markdown": "the prose is the author's",
    "enum_variant_names": "the names are the author's",
    "eq_op": "the specification compares a value with itself",
    "float_cmp": "an equality of the specification is exact",
    "fn_params_excessive_bools": "the parameters are the author's",
    "if_same_then_else": "the cases are told apart as the author tells them apart",
    "comparison_to_empty": "the specification compares with the empty text",
    "manual_range_contains": "a range of texts is written as the specification has it",
    "many_single_char_names": "the names are the author's",
    "match_same_arms": "the cases are told apart as the author tells them apart",
    "match_wildcard_for_single_variants": "the author's case is for all others",
    "no_effect_underscore_binding": "the author names what nobody reads",
    "nonminimal_bool": "the condition is as the author wrote it",
    "neg_cmp_op_on_partial_ord": "NaN makes the opposite of `<` another thing than `>=`",
    "similar_names": "the names are the author's",
    "struct_excessive_bools": "the fields are the author's",
    "struct_field_names": "the names are the author's",
    "too_many_arguments": "the parameters are the author's",
    "unnecessary_wraps": "the signature lists what the language says may be raised",
    "unnecessary_literal_unwrap": "the specification opens what it has just made",
    "too_many_lines": "the length is the author's",
}

CONSTANTS = re.compile(
    r"-?(?:3\.14|2\.71|1\.41|0\.70|0\.69|2\.30|0\.31|1\.57|0\.78|1\.04|0\.52|0\.39|1\.12|0\.63|"
    r"6\.28|1\.44|0\.43|0\.30|3\.32)"
)
"""Beginnings of numbers that clippy takes for pi, e and their kin."""

_CODE_LIKE = re.compile(r"(?<=\w)(?:_|::)\w|[A-Z]\w*\(\)")
_HUMP = re.compile(r"[a-z][A-Z]")
_DISALLOWED = {"foo", "baz", "quux"}
MAX_BOOLS = 3
MAX_SINGLE = 4


def _prose(module: Module) -> Iterator[str | None]:
    yield module.description
    for decl in module.types:
        yield decl.description
        if isinstance(decl, Record):
            yield from (field.description for field in decl.fields)
    yield from (constant.description for constant in module.constants)
    for behaviour in module.behaviours:
        yield behaviour.description
        yield from (error.description for error in behaviour.errors)
        yield from (behaviour.prose.given, behaviour.prose.when, behaviour.prose.then)


def _is_code_like(text: str) -> bool:
    """Whether the linter wants something in the prose marked as code."""
    if _HUMP.search(text):
        return True
    marked = "_" in text or "::" in text or "()" in text
    return marked and _CODE_LIKE.search(text) is not None


def _bools(types: list[t.Type]) -> int:
    return sum(1 for type_ in types if t.erase(type_) == t.BOOL)


def of_program(program: LoweredProgram) -> set[str]:
    """The lints that names, prose and shapes of a program meet."""
    found: set[str] = set()
    for module in program.modules:
        if _is_code_like("\n".join(filter(None, _prose(module.module)))):
            found.add("doc_markdown")
        for decl in module.module.types:
            if isinstance(decl, Record):
                found |= _of_record(decl)
            elif isinstance(decl, Sum):
                found |= _shared([v.name for v in decl.variants], "enum_variant_names")
        for one in module.behaviours:
            if _bools([param.type for param in one.function.params]) > MAX_BOOLS:
                found.add("fn_params_excessive_bools")
            names = {var.name for var in bound(one.function.block or ())}
            names |= {param.var.name for param in one.function.params}
            if names & _DISALLOWED:
                found.add("disallowed_names")
            if sum(1 for name in names if len(name) == 1) > MAX_SINGLE:
                found.add("many_single_char_names")
            if any(_similar(a, b) for a in names for b in names if a < b):
                found.add("similar_names")
    return found


def _of_record(decl: Record) -> set[str]:
    found = _shared([field.name for field in decl.fields], "struct_field_names")
    if _bools([field.type for field in decl.fields]) > MAX_BOOLS:
        found.add("struct_excessive_bools")
    return found


def _shared(names: list[str], lint: str) -> set[str]:
    """The lint, if all names begin or end with one word."""
    if len(names) < 3:
        return set()
    words = [re.findall(r"[A-Z]?[a-z0-9]+", name) or [name] for name in names]
    for end in (0, -1):
        if len({parts[end].lower() for parts in words}) == 1:
            return {lint}
    return set()


def _similar(a: str, b: str) -> bool:
    """Whether two names differ in one character only."""
    if min(len(a), len(b)) < 3 or abs(len(a) - len(b)) > 1:
        return False
    if len(a) == len(b):
        return sum(1 for x, y in zip(a, b, strict=True) if x != y) == 1
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))
