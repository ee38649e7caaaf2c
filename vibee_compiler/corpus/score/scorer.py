"""Measures the parts of a score."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vibee_compiler.check.syntax import SyntaxGate, Unparsed
from vibee_compiler.corpus.score.declarations import Declared, declarations
from vibee_compiler.corpus.score.model import WEIGHTS, Part, Score
from vibee_compiler.targets import faults

if TYPE_CHECKING:
    from vibee_compiler.check.runner import PackageResult
    from vibee_compiler.targets.hookspecs import Target
    from vibee_compiler.targets.package import Package

FAULTS_HALVE: Final = 3
"""So many faults of the grammar halve its part."""
FINDINGS_HALVE: Final = 2.0
"""So many findings of a linter in 100 lines halve its part."""
SAME_LENGTH: Final = 1.5
"""Up to this ratio a file counts as long as its reference; at `NO_LENGTH` it gets nothing."""
NO_LENGTH: Final = 4.0
SHOWN: Final = 3

_TOKEN: Final = re.compile(r"\w+|[^\w\s]", re.UNICODE)
_STYLES: Final = {
    "snake": re.compile(r"_*[a-z0-9]+(?:_[a-z0-9]+)*_*"),
    "camel": re.compile(r"_*[a-z][a-zA-Z0-9]*_*"),
    "pascal": re.compile(r"_*[A-Z][a-zA-Z0-9]*_*"),
    "screaming": re.compile(r"_*[A-Z0-9]+(?:_[A-Z0-9]+)*_*"),
}
_ONE_LETTER: Final = frozenset({"parameter", "variable", "field"})
"""Where a name of one letter says little enough to count as half."""


class Scorer:
    """Scores files of one language; `gate` parses them."""

    def __init__(self, target: Target, gate: SyntaxGate) -> None:
        self.target = target
        self._gate = gate

    def of_text(self, text: str, reference: str | None = None) -> list[Part]:
        """The parts that need no toolchain: grammar, naming, documentation, length."""
        grammar, clean = self._grammar(text)
        parts = [grammar]
        if clean is None:
            parts += [Part(name, None, "it cannot be parsed") for name in _READ]
        else:
            parts += _read(self.target, text)
        parts.append(_length(text, reference))
        return parts

    def of_package(
        self,
        text: str,
        package: Package,
        *,
        tests: bool = True,
        lint: bool = True,
        allow_unsandboxed: bool = False,
    ) -> Score:
        """The score of a text in the place of a package's module, the reference.

        Raises:
            ToolchainMissing: when the language cannot be built here.
            SandboxUnavailable: when generated code cannot be run safely here.
            TargetFault: when the target's plan fails.
        """
        from vibee_compiler.check.runner import run_packages

        own = next(file for file in package.files if file.role == "module")
        files = tuple(replace(f, text=text) if f is own else f for f in package.files)
        placed = replace(package, files=files)
        parts = self.of_text(text, own.text)
        plan = faults.planner(self.target)
        batch = [("scored", placed)]
        result = next(run_packages(plan, batch, tests=tests, allow_unsandboxed=allow_unsandboxed))
        parts += _ran(result, tests)
        if lint:
            parts.append(self._linted(batch, text, allow_unsandboxed))
        return score(parts)

    def _grammar(self, text: str) -> tuple[Part, bool | None]:
        grammar = self.target.profile.grammar
        _, verdict = next(iter(self._gate.check([(0, grammar, text)])))
        if isinstance(verdict, Unparsed):
            return Part("grammar", 0.0, str(verdict)), None
        if not text.strip():
            return Part("grammar", 0.0, "there is nothing in it"), None
        if verdict:
            said = "; ".join(map(str, verdict[:SHOWN]))
            return Part("grammar", 0.5 ** (len(verdict) / FAULTS_HALVE), said), False
        return Part("grammar", 1.0, "no ERROR and no MISSING node"), True

    def _linted(self, batch: list[tuple[str, Package]], text: str, allow_unsandboxed: bool) -> Part:
        from vibee_compiler.check.linting import lint

        plan = faults.planner(self.target)(batch)
        results = list(lint(plan, allow_unsandboxed=allow_unsandboxed))
        worked = [one for one in results if not one.problem]
        if not worked:
            problems = "; ".join(one.problem.splitlines()[0] for one in results)
            return Part("linter", None, problems or "the target names no linter")
        findings = [finding for one in worked for finding in one.findings]
        density = 100 * len(findings) / max(1, text.count("\n"))
        names = ", ".join(one.name for one in worked)
        said = "; ".join(findings[:SHOWN]) or f"no finding of {names}"
        return Part("linter", 0.5 ** (density / FINDINGS_HALVE), said)


_READ: Final = ("naming", "documentation")


def of_verified(target: Target, text: str, level: str, tests: int) -> Score:
    """The score of a generated module of which a level of verification is known to hold.

    Its own text is the reference; a linter was not asked.
    """
    parts = [Part("grammar", 1.0, "it was parsed"), *_read(target, text), _length(text, text)]
    if level != "syntax":
        parts.append(Part("build", 1.0, "it was built"))
    if tests:
        parts.append(Part("tests", 1.0, f"{tests} of {tests} pass"))
    return score(parts)


def _read(target: Target, text: str) -> list[Part]:
    """Names and comments; a gate has parsed the text, so that this comes to an end."""
    from tree_sitter_language_pack import get_parser

    parser = get_parser(target.profile.grammar)  # type: ignore[arg-type]
    found = list(declarations(parser.parse(text.encode("utf-8", "replace"))))
    return [_naming(found, target.profile.names.cases), _documentation(found)]


def score(parts: Sequence[Part]) -> Score:
    """A score of these parts; the others count as not measured."""
    known = {part.name: part for part in parts}
    missing = "it was not asked for"
    return Score(tuple(known.get(name, Part(name, None, missing)) for name in WEIGHTS))


def _ran(result: PackageResult, tests: bool) -> list[Part]:
    if not result.built:
        last = result.message.strip().splitlines()[-SHOWN:]
        return [Part("build", 0.0, "; ".join(last)), Part("tests", 0.0, "it does not build")]
    built = Part("build", 1.0, "it builds")
    if not tests:
        return [built]
    if not result.records:
        return [built, Part("tests", None, "the spec has no examples")]
    passed = sum(record.verdict == "passed" for record in result.records)
    failed = [f"{r.behaviour} {r.kind} {r.index}" for r in result.records if r.verdict != "passed"]
    why = f"{passed} of {len(result.records)} pass"
    if failed:
        why += f", not {', '.join(failed[:SHOWN])}"
    return [built, Part("tests", passed / len(result.records), why)]


def _naming(found: Sequence[Declared], cases: dict[str, str]) -> Part:
    """The share of names in the language's case; names of one letter count half."""
    points, wrong = 0.0, []
    for one in found:
        # Immutable variables may be written as constants, and modules as what they hold.
        styles = {cases.get(one.position, "")}
        if one.position == "variable":
            styles |= {cases.get("constant", ""), cases.get("type", "")}
        patterns = [_STYLES[style] for style in styles if style in _STYLES]
        plain = one.name.strip("`@\"'?!")
        if patterns and plain.isascii() and not any(p.fullmatch(plain) for p in patterns):
            wrong.append(f"{one.name} (line {one.line})")
        elif len(plain) == 1 and one.position in _ONE_LETTER and plain != "_":
            points += 0.5
        else:
            points += 1
    if not found:
        return Part("naming", None, "no declaration was found")
    said = f"not in the language's case: {', '.join(wrong[:SHOWN])}" if wrong else "all in case"
    return Part("naming", points / len(found), said)


def _documentation(found: Sequence[Declared]) -> Part:
    wanted = [one for one in found if one.documented is not None and not one.name.startswith("_")]
    if not wanted:
        return Part("documentation", None, "no function or type was found")
    without = [one.name for one in wanted if not one.documented]
    said = f"without a comment: {', '.join(without[:SHOWN])}" if without else "all have comments"
    return Part("documentation", 1 - len(without) / len(wanted), said)


def _length(text: str, reference: str | None) -> Part:
    if reference is None:
        return Part("length", None, "there is no reference")
    own, theirs = (max(1, len(_TOKEN.findall(one))) for one in (text, reference))
    off = abs(math.log(own / theirs))
    slack, most = math.log(SAME_LENGTH), math.log(NO_LENGTH)
    value = min(1.0, max(0.0, (most - off) / (most - slack)))
    return Part("length", value, f"{own} tokens, the reference has {theirs}")
