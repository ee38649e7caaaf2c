"""Specs that people wrote: nearly all of them are documents."""

from __future__ import annotations

from collections import Counter

import yaml

from vibee_compiler.diagnostics.model import Severity
from vibee_compiler.frontend.load import read_text


def is_mapping(data: bytes) -> bool:
    try:
        return isinstance(yaml.load(data, Loader=yaml.CBaseLoader), dict)  # noqa: S506 (texts only)
    except (yaml.YAMLError, UnicodeDecodeError, TypeError):
        return False


def test_wild_specs_are_read(wild: dict[str, bytes]) -> None:
    refused: Counter[str] = Counter()
    for name, data in wild.items():
        _, doc, found = read_text(name, data)
        errors = [one.code for one in found if one.severity is Severity.ERROR]
        assert errors or doc is not None, name
        if not is_mapping(data):
            assert errors, name
        elif errors:
            refused[errors[0]] += 1
    assert len(wild) == 4517
    # Keys written twice, aliases of nothing, types in brackets: wrong by the language.
    assert set(refused) <= {"VB0110", "VB0112", "VB0116", "VB0203"}
    assert sum(refused.values()) <= 10
