"""What formatters and linters say about generated packages.

    tools/lint-output [TARGET...] [--spec FILE]... [--only] [--folder DIR] [--show RULE] [--diff]

Compiles the specs of `specs/examples` and `specs/conformance` (and FILE) to each target, by default
all, and prints a row a target: lines, lines that the language's formatter would change, findings of
its linters by rule. Installs nothing; tools that are missing are named. Exit code 1 if more than
2 % of the lines change or a linter has findings, 3 if a tool is missing.
"""

from __future__ import annotations

import argparse
import difflib
import json
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from batch import Batch, Run, compiled, missing, own_specs, write

from vibee_compiler.targets import registry

MOST = 2.0
"""Percent of lines that a formatter may change."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a linter found; `rule` as the linter calls it."""

    rule: str
    text: str


Parser = Callable[[Run], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Linter:
    """A command, run once in the batch's folder or beside each file of the name `beside`."""

    argv: tuple[str, ...]
    parse: Parser
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a language's own tools are.

    suffixes: of the files that count. formatter: a command that rewrites them in place.
    needs: the commands, each with the Python package that may carry it.
    config: files for the batch's folder, unless packages bring their own.
    """

    suffixes: tuple[str, ...]
    formatter: tuple[str, ...]
    linters: tuple[Linter, ...]
    needs: dict[str, str]
    config: dict[str, str] = field(default_factory=dict)


def _by_pattern(pattern: str) -> Parser:
    """Findings of a linter that prints one a line, with its rule as the group `rule`."""
    compiled_pattern = re.compile(pattern)

    def parse(run: Run) -> Iterator[Finding]:
        found = False
        for line in run.output.splitlines():
            if match := compiled_pattern.search(line):
                found = True
                yield Finding(match["rule"], line.strip())
        if run.status and not found:
            yield Finding("failed", run.output.strip()[-2000:])

    return parse


CLIPPY = ("cargo", "clippy", "--offline", "--workspace")


def _clippy(run: Run) -> Iterator[Finding]:
    failed = run.status != 0
    seen: set[str] = set()
    for line in run.stdout.splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        message = row.get("message") if row.get("reason") == "compiler-message" else None
        if not message or not message.get("spans"):
            continue
        failed = False
        text = message["rendered"].strip()
        if text not in seen:  # the library is built twice, once for its tests
            seen.add(text)
            yield Finding((message.get("code") or {}).get("code") or message["level"], text)
    if failed:
        yield Finding("failed", run.stderr.strip()[-2000:])


def _eslint(run: Run) -> Iterator[Finding]:
    try:
        rows = json.loads(run.stdout)
    except ValueError:
        yield Finding("failed", run.output.strip()[-2000:])
        return
    for row in rows:
        for message in row["messages"]:
            where = f"{row['filePath']}:{message.get('line')}"
            yield Finding(message.get("ruleId") or "parse", f"{where}: {message['message']}")


ESLINT = """\
import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  {
    files: ["**/*.ts"],
    extends: [
      js.configs.recommended,
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
    ],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
  },
  {
    files: ["**/test/**"],
    rules: {
      "@typescript-eslint/no-floating-promises": [
        "error",
        {
          allowForKnownSafeCalls: [
            { from: "package", package: "node:test", name: ["describe", "test"] },
          ],
        },
      ],
    },
  },
);
"""

TARGETS: dict[str, Tools] = {
    "python": Tools(
        (".py",),
        ("ruff", "format", "--no-cache", "."),
        (
            Linter(
                ("ruff", "check", "--no-cache", "--output-format=concise", "."),
                _by_pattern(r"^[^ ]+:\d+:\d+: (?P<rule>[A-Z]+\d+|invalid-syntax)"),
            ),
            Linter(
                ("mypy", "--no-color-output", "--cache-dir=../.mypy_cache"),
                _by_pattern(r"^\S+:\d+: (?:error|note): .*\[(?P<rule>[\w-]+)\]"),
                beside="pyproject.toml",
            ),
        ),
        {"ruff": "", "mypy": ""},
    ),
    "rust": Tools(
        (".rs",),
        ("cargo", "fmt", "--all"),
        (
            Linter(
                (*CLIPPY, "--all-targets", "--keep-going", "--message-format=json"),
                _clippy,
            ),
        ),
        {"cargo": "", "rustfmt": "", "cargo-clippy": ""},
    ),
    "typescript": Tools(
        (".ts",),
        ("prettier", "--write", "--log-level=warn", "**/*.ts"),
        (
            Linter(
                ("tsc", "--noEmit", "--pretty", "false"),
                _by_pattern(r"error (?P<rule>TS\d+):"),
                beside="tsconfig.json",
            ),
            Linter(("eslint", "--format=json", "."), _eslint),
        ),
        {"prettier": "", "tsc": "", "eslint": ""},
        {"eslint.config.js": ESLINT, "package.json": '{"private": true, "type": "module"}\n'},
    ),
    "zig": Tools(
        (".zig", ".zon"),
        ("zig", "fmt", "."),
        (
            Linter(
                ("sh", "-c", "find . -name '*.zig' -exec zig ast-check {} \\;"),
                _by_pattern(r"^\S+:\d+:\d+: error: (?P<rule>.*)"),
            ),
        ),
        {"zig": "ziglang"},
    ),
}


def _files(folder: Path, tools: Tools) -> dict[str, list[str]]:
    """The lines of each file that counts."""
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8").splitlines()
        for path in sorted(folder.rglob("*"))
        if path.suffix in tools.suffixes and path.is_file() and "node_modules" not in path.parts
    }


def changed_lines(before: list[str], after: list[str]) -> int:
    """How many lines are not as they were; of a block that grew or shrank, the longer side."""
    if before == after:
        return 0
    opcodes = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return sum(max(b - a, d - c) for tag, a, b, c, d in opcodes if tag != "equal")


def formatted(batch: Batch, tools: Tools) -> Iterator[tuple[str, list[str], list[str]]]:
    """Each file, its lines, and its lines after the formatter; the batch stays as it was."""
    before = _files(batch.folder, tools)
    copy = batch.folder.with_name(f"{batch.folder.name}-formatted")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(batch.folder, copy, symlinks=True)
    run = batch.run(tools.formatter, cwd=copy)
    if run.status:
        sys.stderr.write(run.output[-2000:])
    after = _files(copy, tools)
    yield from ((name, lines, after[name]) for name, lines in before.items())


def findings(batch: Batch, tools: Tools, env: dict[str, str]) -> Iterator[Finding]:
    """What all linters say."""
    for name, text in tools.config.items():
        if name not in batch.plan.files:
            (batch.folder / name).write_text(text, encoding="utf-8")
    for linter in tools.linters:
        if not linter.beside:
            yield from linter.parse(batch.run(linter.argv, **env))
            continue
        for place in batch.beside(linter.beside):
            found = linter.parse(batch.run(linter.argv, cwd=place, **env))
            yield from (Finding(one.rule, f"{place.name}/{one.text}") for one in found)


def report(target: str, options: argparse.Namespace, folder: Path) -> bool:
    """Print one target's row; whether it keeps the limits."""
    tools = TARGETS[target]
    batch = write(
        target,
        compiled(target, options.spec if options.only else own_specs(options.spec)),
        folder / target,
    )
    lines = changed = 0
    for name, before, after in formatted(batch, tools):
        lines += len(before)
        changed += changed_lines(before, after)
        if options.diff:
            shown = difflib.unified_diff(before, after, name, f"{name} formatted", lineterm="")
            print("\n".join(shown), end="\n" if before != after else "")
    env = {"CARGO_TARGET_DIR": str(folder / "cargo-target"), "CARGO_INCREMENTAL": "0"}
    found = list(findings(batch, tools, env))
    for one in found:
        if options.show and re.search(options.show, one.rule):
            print(one.text)
    percent = 100 * changed / max(lines, 1)
    rules = Counter(one.rule for one in found)
    shown = ", ".join(f"{rule} {n}" for rule, n in rules.most_common()) or "-"
    files = len(batch.packages)
    print(
        f"| {target} | {files} | {lines} | {changed} ({percent:.2f} %) | {len(found)} | {shown} |"
    )
    return percent < MOST and not found


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("target", nargs="*", help="default: all installed")
    parser.add_argument("--spec", action="append", type=Path, default=[], help="one more spec")
    parser.add_argument("--only", action="store_true", help="the specs of --spec only")
    parser.add_argument("--folder", type=Path, help="where to write; kept")
    parser.add_argument("--show", metavar="RULE", help="print findings whose rule matches")
    parser.add_argument("--diff", action="store_true", help="print what the formatter changes")
    options = parser.parse_args()
    targets = options.target or sorted(registry.installed())
    lacking = {name: missing(TARGETS[name].needs) for name in targets if name in TARGETS}
    sound = True
    with tempfile.TemporaryDirectory(prefix="lint-output-") as temporary:
        folder = (options.folder or Path(temporary)).resolve()
        print("| target | specs | lines | changed by the formatter | findings | by rule |")
        print("|---|---:|---:|---:|---:|---|")
        for target in targets:
            if target not in TARGETS:
                print(f"| {target} | | | | | no table row here |")
            elif lacking[target]:
                print(f"| {target} | | | | | missing: {', '.join(lacking[target])} |")
            else:
                sound = report(target, options, folder) and sound
    return 3 if any(lacking.values()) else 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
