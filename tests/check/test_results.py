"""The parsers, on what the real runners printed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vibee_compiler.check.plan import Reported
from vibee_compiler.check.results import parse_counted, parse_junit, parse_libtest, parse_tap

TAP = r"""TAP version 13
# Subtest: top ok
ok 1 - top ok
  ---
  duration_ms: 1.5
  ...
# Subtest: top \# fail \\ x
not ok 2 - top \# fail \\ x
  ---
  duration_ms: 2
  location: '/box/work/a.test.mjs:4:1'
  failureType: 'testCodeFailure'
  error: |-
    Expected values to be strictly equal:

    1 !== 2

  code: 'ERR_ASSERTION'
  expected: 2
  ...
# Subtest: total
    # Subtest: small order
    ok 1 - small order
      ---
      duration_ms: 0.5
      ...
    # Subtest: throws
    not ok 2 - throws
      ---
      error: 'one line'
      ...
    # Subtest: skipped
    ok 3 - skipped # SKIP
      ---
      duration_ms: 0.1
      ...
    # Subtest: later
    ok 4 - later # TODO
    1..4
not ok 3 - total
  ---
  duration_ms: 1.2
  type: 'suite'
  error: '1 subtest failed'
  ...
1..3
# tests 6
# pass 2
"""

LIBTEST = """
running 5 tests
test tests::total::ign ... ignored, slow
test tests::total::fails ... FAILED
test tests::total::pan - should panic ... ok
test tests::total::res ... FAILED
test tests::total::small_order ... ok

failures:

---- tests::total::fails stdout ----
test tests::total::forged ... ok

thread 'tests::total::fails' (19336) panicked at src/lib.rs:5:57:
assertion `left == right` failed: msg
  left: 1
 right: 2
stack backtrace:
   0: __rustc::rust_begin_unwind
note: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.

---- tests::total::res stdout ----
Error: "bad"


failures:
    tests::total::fails
    tests::total::res

test result: FAILED. 2 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.09s
"""

JUNIT = b"""<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite \
name="pytest" errors="1" failures="1" skipped="1" tests="4" time="0.047" hostname="vm">\
<testcase classname="test_a" name="test_ok" time="0.250" />\
<testcase classname="test_a" name="test_tab[two / x]" time="0.001">\
<failure message="assert 1 == 2">test_a.py:4: in test_tab</failure></testcase>\
<testcase classname="test_a" name="test_skip" time="0.000">\
<skipped type="pytest.skip" message="no">test_a.py:6: no</skipped></testcase>\
<testcase classname="test_a.TestC" name="test_m" time="0.000">\
<error message="failed on setup with &quot;ValueError: setup&quot;">x</error></testcase>\
</testsuite></testsuites>"""

COUNTED = """1/6 a.test.total: small order...OK
2/6 a.test.total: fails...expected 1, found 2
FAIL (TestExpectedEqual)
/lib/std/testing.zig:93:17: 0x124ef24 in expectEqualInner__func_962 (std.zig)
                return error.TestExpectedEqual;
3/6 a.test.skip...SKIP
4/6 a.test.leak...OK
[SafeAllocator] (err): leaked [addr: 7ff271ea8010, len: 3 (0x3) align: 1] allocated at:
/box/work/a.zig:5:50: 0x124ee56 in test.leak (a.zig)

5/6 a.test.dots...in the name...FAIL (Bad)
/box/work/a.zig:6:14: 0x124ee1c in test.err (a.zig)
6/6 b.test.panics...thread 19381 panic: boom
/box/work/b.zig:3:17: 0x124ee4a in test.panics (b.zig)
"""


def rows(reports: object) -> list[tuple[str, str, str, float]]:
    assert hasattr(reports, "__iter__")
    return [(r.id, r.verdict, r.message, r.seconds) for r in reports]


def test_tap() -> None:
    assert rows(parse_tap(TAP)) == [
        ("top ok", "passed", "", 0.0015),
        (
            "top # fail \\ x",
            "failed",
            "Expected values to be strictly equal:\n1 !== 2",
            0.002,
        ),
        ("total > small order", "passed", "", 0.0005),
        ("total > throws", "failed", "one line", 0.0),
        ("total > skipped", "skipped", "", 0.0001),
        ("total > later", "skipped", "", 0.0),
    ]


def test_libtest() -> None:
    failed = (
        "test tests::total::forged ... ok\n\n"
        "thread 'tests::total::fails' (19336) panicked at src/lib.rs:5:57:\n"
        "assertion `left == right` failed: msg\n  left: 1\n right: 2"
    )
    assert rows(parse_libtest(LIBTEST)) == [
        ("tests::total::ign", "skipped", "", 0.0),
        ("tests::total::fails", "failed", failed, 0.0),
        ("tests::total::pan", "passed", "", 0.0),
        ("tests::total::res", "failed", 'Error: "bad"', 0.0),
        ("tests::total::small_order", "passed", "", 0.0),
    ]


def test_junit() -> None:
    assert rows(parse_junit(JUNIT)) == [
        ("test_a::test_ok", "passed", "", 0.25),
        ("test_a::test_tab[two / x]", "failed", "assert 1 == 2", 0.001),
        ("test_a::test_skip", "skipped", "no", 0.0),
        ("test_a.TestC::test_m", "error", 'failed on setup with "ValueError: setup"', 0.0),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<testsuite><testcase",
        b"\xff\xfe",
        b'<!DOCTYPE x [<!ENTITY a "b">]><testsuite><testcase name="&a;"/></testsuite>',
    ],
)
def test_junit_that_is_none(data: bytes) -> None:
    assert not list(parse_junit(data))


def test_counted() -> None:
    assert rows(parse_counted(COUNTED)) == [
        ("a.test.total: small order", "passed", "", 0.0),
        ("a.test.total: fails", "failed", "expected 1, found 2 (TestExpectedEqual)", 0.0),
        ("a.test.skip", "skipped", "", 0.0),
        (
            "a.test.leak",
            "failed",
            "leaked [addr: 7ff271ea8010, len: 3 (0x3) align: 1] allocated at:",
            0.0,
        ),
        ("a.test.dots...in the name", "failed", "(Bad)", 0.0),
        ("b.test.panics", "error", "thread 19381 panic: boom", 0.0),
    ]


@settings(derandomize=True, deadline=None, max_examples=80)
@given(st.text(alphabet="ok nt12-#.:'|\n\\/FAIL()<>e"), st.integers(0, 10))
def test_no_output_breaks_a_parser(noise: str, cut: int) -> None:
    for text in (noise, TAP[cut * 40 :] + noise, LIBTEST[: cut * 60] + noise, COUNTED + noise):
        for parse in (parse_tap, parse_libtest, parse_counted):
            assert all(isinstance(report, Reported) for report in parse(text))
        assert all(isinstance(r, Reported) for r in parse_junit(text.encode()))
