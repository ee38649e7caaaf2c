"""Real test runners in the sandbox: their tools work there, and the parsers read what they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from vibee_compiler.check.plan import Expected, Parser, Step, TestPlan, Verdict
from vibee_compiler.check.results import parse_counted, parse_junit, parse_libtest, parse_tap
from vibee_compiler.check.runner import run_tests
from vibee_compiler.check.sandbox import probe
from vibee_compiler.check.toolchain import Tool, Toolchain, detect

LIBTEST = """#[cfg(test)]
mod tests {
    #[test] fn right() { assert_eq!(1 + 1, 2); }
    #[test] fn wrong() { assert_eq!(1 + 1, 3); }
}
"""
TAP = """import test, {describe} from "node:test";
import assert from "node:assert/strict";
describe("sum", () => {
  test("right", () => assert.equal(1 + 1, 2));
  test("wrong", () => assert.equal(1 + 1, 3));
});
"""
JUNIT = """def test_right():
    assert 1 + 1 == 2

def test_wrong():
    assert 1 + 1 == 3
"""
COUNTED = """const std = @import("std");
test "right" { try std.testing.expectEqual(2, 1 + 1); }
test "wrong" { try std.testing.expectEqual(@as(i32, 3), 1 + 1); }
"""
MANIFEST = '[package]\nname = "a"\nversion = "0.1.0"\nedition = "2024"\n'
SYSROOT = ("rustc", "--print", "sysroot")


@dataclass(frozen=True)
class Case:
    tools: tuple[Tool, ...]
    files: dict[str, str]
    step: tuple[str, ...]
    parse: Parser
    ids: tuple[str, str]
    env: dict[str, str] = field(default_factory=dict)
    reports: tuple[str, ...] = ()


CASES = {
    "cargo": Case(
        (Tool("cargo", "1.85", home=SYSROOT), Tool("rustc", home=SYSROOT), Tool("cc")),
        {"a/Cargo.toml": MANIFEST, "a/src/lib.rs": LIBTEST},
        ("cargo", "test", "--offline", "--quiet", "--lib", "--", "--format=pretty"),
        lambda result: parse_libtest(result.stdout),
        ("tests::right", "tests::wrong"),
    ),
    "node": Case(
        (Tool("node", "20"),),
        {"a/a.test.mjs": TAP},
        ("node", "--test", "--test-reporter=tap", "a.test.mjs"),
        lambda result: parse_tap(result.stdout),
        ("sum > right", "sum > wrong"),
    ),
    "pytest": Case(
        (Tool("pytest", "8"), Tool("python3", "3.11")),
        {"a/test_a.py": JUNIT},
        ("pytest", "-q", "-p", "no:cacheprovider", "--junitxml=report.xml"),
        lambda result: parse_junit(result.reports.get("a/report.xml", b"")),
        ("test_a::test_right", "test_a::test_wrong"),
        reports=("a/report.xml",),
    ),
    "zig": Case(
        (Tool("zig", "0.17", version=("version",), levels=1, package="ziglang"),),
        {"a/a.zig": COUNTED},
        ("zig", "test", "a.zig"),
        lambda result: parse_counted(result.stderr),
        ("a.test.right", "a.test.wrong"),
        env={"ZIG_GLOBAL_CACHE_DIR": "{tmp}/zig", "ZIG_LOCAL_CACHE_DIR": "{tmp}/zig"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_runner(require: Callable[[str, bool], None], name: str) -> None:
    case = CASES[name]
    toolchain = Toolchain(name, case.tools)
    found = detect(toolchain)
    require(", ".join(found.missing), found.complete)
    require("sandbox", probe().available)
    step = Step("test", case.step, "a", case.env, "a", case.reports, seconds=120)
    plan = TestPlan(
        name,
        toolchain,
        case.files,
        (),
        (step,),
        case.parse,
        tuple(Expected("a", "a", "sum", "example", i, test) for i, test in enumerate(case.ids, 1)),
    )
    right, wrong = run_tests(lambda batch: plan, [("a", None)])
    verdicts: tuple[Verdict, Verdict] = (right.verdict, wrong.verdict)
    assert verdicts == ("passed", "failed"), (right, wrong)
    assert "3" in wrong.message
