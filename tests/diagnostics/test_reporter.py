from __future__ import annotations

from vibee_compiler.diagnostics.catalogue import make
from vibee_compiler.diagnostics.model import Severity
from vibee_compiler.diagnostics.reporter import MORE, MOST, Reporter
from vibee_compiler.frontend.source import SourceFile

SOURCE = SourceFile.of("a.vibee", "name: a\ntypes: {}\n")


def test_findings_are_ordered_by_place_and_each_is_kept_once() -> None:
    reporter = Reporter()
    later = make("VB0210", "later", span=SOURCE.span(8, 13))
    first = make("VB0204", "first", span=SOURCE.span(0, 4))
    nowhere = make("VB0119", "no place")
    reporter.extend([later, first, nowhere, later])
    assert reporter.all() == [nowhere, first, later]


def test_the_graver_comes_first_at_one_place() -> None:
    reporter = Reporter()
    span = SOURCE.span(0, 4)
    reporter.extend([make("VB0210", "info", span=span), make("VB0203", "error", span=span)])
    assert [one.severity for one in reporter.all()] == [Severity.ERROR, Severity.INFO]


def test_strict_makes_warnings_errors_and_leaves_infos() -> None:
    reporter = Reporter(strict=True)
    reporter.extend([make("VB0204", "warning"), make("VB0210", "info")])
    assert [reporter.count(one) for one in Severity] == [1, 0, 1]
    assert reporter.failed


def test_warnings_alone_are_no_failure() -> None:
    reporter = Reporter()
    reporter.add(make("VB0204", "warning"))
    assert not reporter.failed


def test_the_gravest_of_many_are_told_and_the_rest_is_counted() -> None:
    source = SourceFile.of("a.vibee", "x" * 500)
    reporter = Reporter()
    reporter.extend(make("VB0204", f"warning {i}", span=source.span(i, i + 1)) for i in range(300))
    reporter.add(make("VB0203", "the last one is an error", span=source.span(400, 401)))
    told = reporter.all()
    assert len(told) == MOST + 1
    assert told[-1].message == "the last one is an error"
    more = next(one for one in told if one.code == MORE)
    assert more.message == "201 more findings in this file are not shown"
    assert more.severity is Severity.WARNING
    again = Reporter()
    again.extend(told)
    assert again.all() == told


def test_each_file_has_its_own_limit() -> None:
    reporter = Reporter()
    for name in ("a.vibee", "b.vibee"):
        source = SourceFile.of(name, "x" * 100)
        reporter.extend(make("VB0204", f"{i}", span=source.span(i, i + 1)) for i in range(80))
    assert len(reporter.all()) == 160
