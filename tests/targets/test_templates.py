"""Templates print finished text and nothing else, in a sandbox."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jinja2 import TemplateError

from vibee_compiler.targets.templates import RawTextError, environment, render
from vibee_compiler.targets.text import Code, Comment, Finished, Ident, StringLiteral


def made(tmp_path: Path, source: str, overrides: Path | None = None, **values: Any) -> str:
    (tmp_path / "a.jinja").write_text(source, encoding="utf-8")
    return render(environment((tmp_path,), overrides), "a.jinja", values)


def test_finished_text_is_printed_as_it_is(tmp_path: Path) -> None:
    shown = made(
        tmp_path,
        "{{ name }} = {{ value }} # {{ note }}",
        name=Ident("a"),
        value=StringLiteral('"<&>"'),
        note=Comment("it's"),
    )
    assert shown == 'a = "<&>" # it\'s\n'


@pytest.mark.parametrize("value", ["text", b"octets", 1.5, None, True, ["a"], {"a": 1}])
def test_anything_else_is_refused(tmp_path: Path, value: object) -> None:
    with pytest.raises(RawTextError, match="only finished text"):
        made(tmp_path, "{{ value }}", value=value)


@pytest.mark.parametrize(
    "source",
    [
        "{{ name.text }}",
        "{{ name ~ 'x' }}",
        "{{ [name, 'x'] | join }}",
        "{{ name | string }}",
        "{{ name.text | upper }}",
    ],
)
def test_text_that_a_template_makes_is_not_finished(tmp_path: Path, source: str) -> None:
    with pytest.raises((RawTextError, TemplateError)):
        made(tmp_path, source, name=Ident("a"))


@pytest.mark.parametrize("name", ["safe", "escape", "e", "forceescape", "xmlattr", "pprint"])
def test_filters_that_finish_text_are_gone(tmp_path: Path, name: str) -> None:
    with pytest.raises(TemplateError, match=name):
        made(tmp_path, "{{ value | " + name + " }}", value="text")


@pytest.mark.parametrize(
    "source",
    [
        "{{ name.__class__ }}",
        "{{ name.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ missing }}",
        "{{ range(3) }}",
        "{{ cycler('a') }}",
        "{% set _ = names.append(name) %}",
    ],
)
def test_a_template_reaches_nothing_but_its_values(tmp_path: Path, source: str) -> None:
    with pytest.raises((RawTextError, TemplateError)):
        made(tmp_path, source, name=Ident("a"), names=[Ident("b")])


def test_macros_and_loops_pass_finished_text_on(tmp_path: Path) -> None:
    source = (
        "{% macro item(x) %}({{ x }}){% endmacro %}{% for x in items %}{{ item(x) }}{% endfor %}"
    )
    assert made(tmp_path, source, items=[Code("a"), Code("<b>")]) == "(a)(<b>)\n"


def test_lines_end_without_blanks_and_the_file_in_one_line_break(tmp_path: Path) -> None:
    assert made(tmp_path, "a  \n\tb\t\n\n\n") == "a\n\tb\n"


def test_a_template_that_prints_nothing_gives_nothing(tmp_path: Path) -> None:
    assert made(tmp_path, "\n\n") == ""


def test_a_users_template_replaces_and_includes_the_original(tmp_path: Path) -> None:
    own, theirs = tmp_path / "own", tmp_path / "theirs"
    own.mkdir()
    theirs.mkdir()
    (theirs / "a.jinja").write_text("before\n{% include 'original/a.jinja' %}", encoding="utf-8")
    assert made(own, "{{ name }}", theirs, name=Ident("x")) == "before\nx\n"


def test_empty_text_is_false_and_kinds_are_told_apart() -> None:
    assert not Comment("")
    assert Code("a")
    same: Finished = Ident("a")
    assert same != Code("a")
    assert isinstance(Ident("a"), Finished)
