"""Runs the kit over a target."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import field, replace
from pathlib import Path

from vibee_compiler.check.syntax import SyntaxGate
from vibee_compiler.ir import expr as x
from vibee_compiler.ir.module import Behaviour
from vibee_compiler.ir.signatures import table
from vibee_compiler.ir.walk import walk
from vibee_compiler.kit import contract, digest, hostile, specs
from vibee_compiler.kit.report import Finding, Report, Verdict
from vibee_compiler.records import dataclass
from vibee_compiler.targets import registry
from vibee_compiler.targets.hookspecs import Target
from vibee_compiler.targets.levels import Levels
from vibee_compiler.targets.package import Options, Package
from vibee_compiler.targets.profile import LEVELS
from vibee_compiler.targets.unsupported import without_unsupported

SHOWN = 20
"""Breaches of one check that are kept."""

MIXED = "shop"
"""The spec of the kit that templates are tried on: it has something of everything."""

_FORMS: dict[type, str] = {
    x.If: "cond",
    x.EnumValue: "enum.value",
    x.RecordLit: "record.new",
    x.RecordUpdate: "record.update",
    x.FieldGet: "record.field",
    x.ListLit: "list.new",
    x.MapLit: "map.new",
    x.TupleLit: "tuple.new",
    x.VariantLit: "variant.new",
}
"""Built-ins that are kinds of nodes of their own."""

Progress = Callable[[str], None]
Key = tuple[str, str]


def _silent(_text: str) -> None:
    return


@dataclass(slots=True)
class _Made:
    """What the target made of the specs.

    packages: by spec; broken: why generation fails, by spec and behaviour; stubs: behaviours with a
    body that the output lacks although the profile does not say so.
    """

    packages: dict[str, Package] = field(default_factory=dict)
    broken: dict[Key, str] = field(default_factory=dict)
    breaches: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class Kit:
    """The checks of one target; `findings` gives them one by one, the quick ones first.

    folder: specs to use instead of the compiler's own. tests: whether the real toolchain runs.
    """

    def __init__(
        self,
        target_id: str,
        folder: Path | None = None,
        *,
        tests: bool = True,
        unsandboxed: bool = False,
        progress: Progress = _silent,
    ) -> None:
        self.target_id = target_id
        self.target: Target = registry.load(target_id)
        self.folder = folder
        self.tests = tests
        self.unsandboxed = unsandboxed
        self.progress = progress
        self.specs = specs.load(folder)
        self.levels: dict[Key, str] = {}
        for spec in self.specs:
            found = Levels(spec.program).of_program()
            root = spec.program.root
            for one in root.behaviours:
                if one.body is not None:
                    self.levels[spec.name, one.name] = found[root.name, one.name]

    def report(self) -> Report:
        """All findings."""
        return self.report_of(list(self.findings()))

    def report_of(self, findings: Sequence[Finding]) -> Report:
        """The report of findings that are already there."""
        return Report(
            self.target_id,
            registry.installed()[self.target_id].distribution,
            registry.version(self.target_id),
            self.target.profile.bodies,
            tuple(findings),
            None if self.folder is None else str(self.folder),
        )

    def findings(self) -> Iterator[Finding]:
        """Every check in turn."""
        target = self.target
        yield _judged("api", contract.api(target), "written for this plugin API")
        yield _judged("metadata", contract.metadata(target, self.target_id), "complete and unique")
        yield _judged("naming", contract.naming(target.profile), "every name becomes legal")
        yield _judged("unsupported", contract.declared(target), self._declared())
        with SyntaxGate() as gate:
            made = self._generate(gate)
            count = len(self.specs)
            broken = [f"{spec}: `{name}`: {why}" for (spec, name), why in made.broken.items()]
            yield _judged("generate", broken, f"{count} specs give packages")
            yield _judged("packages", made.breaches, "files, stubs and tests accounted for")
            yield _judged("syntax", made.faults, f"the grammars accept {count} packages")
            yield self._guarded("prose", "stubs where there is only prose", self._prose, gate)
            yield self._guarded("options", "served or refused", self._options, gate)
            yield self._guarded("hostile text", self._texts(), self._hostile, gate)
        yield self._guarded("templates", "typed text only, replaceable one by one", self._templates)
        self.progress("determinism")
        yield _judged(
            "determinism",
            digest.unlike(self.target_id, self.folder),
            "the same bytes in two processes of other surroundings",
        )
        yield from self._bodies(made)
        yield from self._results(made)

    # what the quick checks look at

    def _declared(self) -> str:
        lacks = sorted(self.target.profile.unsupported)
        return f"lacks {', '.join(lacks)}" if lacks else "lacks nothing"

    def _texts(self) -> str:
        return f"{len(hostile.HOSTILE)} texts keep the shape of the syntax tree"

    def _guarded(
        self, check: str, reason: str, find: Callable[..., list[str]], *args: object
    ) -> Finding:
        """A check that generates: what the plugin raises is a breach and no more."""
        self.progress(check)
        try:
            return _judged(check, find(*args), reason)
        except Exception as error:  # a plugin is foreign code: whatever it raises, it is named
            return _judged(check, [_said(error)], reason)

    def _prose(self, gate: SyntaxGate) -> list[str]:
        names = sorted(contract.PROSE_ONLY)
        return [one for name in names for one in contract.prose_only(self.target, name, gate)]

    def _options(self, _gate: SyntaxGate) -> list[str]:
        names = ("single", "allow_native")
        return [one for name in names for one in contract.options(self.target, name)]

    def _hostile(self, gate: SyntaxGate) -> list[str]:
        names = sorted(hostile.HOSTILE)
        return [one for name in names for one in hostile.problems(self.target, name, gate)]

    def _templates(self) -> list[str]:
        spec = next((s for s in self.specs if s.name == MIXED), self.specs[0])
        return contract.templates(self.target, spec)

    # generation

    def _generate(self, gate: SyntaxGate) -> _Made:
        made = _Made()
        for number, spec in enumerate(self.specs, 1):
            self.progress(f"generating {spec.name} ({number} of {len(self.specs)})")
            try:
                package = self.target.generate(spec.program, Options())
                found = contract.sound(self.target, spec.program, package)
            except Exception as error:  # foreign code, see `_guarded`
                made.broken.update(self._blamed(spec, _said(error)))
                continue
            made.packages[spec.name] = package
            made.breaches += [f"{spec.name}: {one}" for one in found]
            made.faults += [f"{spec.name}: {one}" for one in contract.syntax(package, gate)]
        return made

    def _blamed(self, spec: specs.KitSpec, said: str) -> dict[Key, str]:
        """The behaviours of a spec that cannot be generated even alone, with the reason."""
        found: dict[Key, str] = {}
        for one in spec.program.root.behaviours:
            try:
                self.target.generate(contract.narrowed(spec.program, one.name), Options())
            except Exception as error:  # foreign code, see `_guarded`
                found[spec.name, one.name] = _said(error)
        return found or {(spec.name, "*"): said}

    # levels

    def _lacking(self, made: _Made) -> set[Key]:
        """The behaviours with a body that the output lacks, features declared one by one aside."""
        whole = replace(self.target.profile, bodies=LEVELS[-1])
        lacking: set[Key] = set()
        for spec in self.specs:
            package = made.packages.get(spec.name)
            served, _ = without_unsupported(spec.program, whole)
            for one in served.root.behaviours:
                is_stub = package is None or one.name in package.stubs
                if one.body is not None and is_stub:
                    lacking.add((spec.name, one.name))
        return lacking

    def _bodies(self, made: _Made) -> Iterator[Finding]:
        """For each level, whether its behaviours and built-ins are all in the output."""
        lacking = self._lacking(made)
        used = self._used()
        for level in LEVELS[1:]:
            keys = [key for key, of in self.levels.items() if of == level]
            gone = [f"{spec}: `{name}` is a stub" for spec, name in keys if (spec, name) in lacking]
            said = f"{len(keys) - len(gone)} of {len(keys)} behaviours of this level have bodies"
            yield self._of_level("bodies", level, gone, said)
            own = {one: keys for one, (of, keys) in used.items() if of == level}
            bare = [f"`{table()[one].spelling}`" for one, keys in own.items() if keys <= lacking]
            said = f"{len(own) - len(bare)} of {len(own)} built-ins are written or derived"
            yield self._of_level("built-ins", level, bare, said)

    def _used(self) -> dict[str, tuple[str, set[Key]]]:
        """Each built-in that a spec uses: the level at which it is judged, and by what.

        That is its own level, or the least of the behaviours that use it; those of that level
        decide.
        """
        found: dict[str, tuple[str, set[Key]]] = {}
        for one, keys in sorted(self._uses().items()):
            level = max(table()[one].level, min(self.levels[key] for key in keys))
            found[one] = level, {key for key in keys if self.levels[key] <= level}
        return found

    def _uses(self) -> dict[str, set[Key]]:
        found: dict[str, set[Key]] = defaultdict(set)
        for spec in self.specs:
            for one in spec.program.root.behaviours:
                for node in _nodes(one) if one.body is not None else ():
                    id_ = node.id if isinstance(node, x.Op) else _FORMS.get(type(node))
                    if id_ is not None:
                        found[id_].add((spec.name, one.name))
        return found

    def _of_level(self, check: str, level: str, breaches: Sequence[str], said: str) -> Finding:
        if breaches and level > self.target.profile.bodies:
            said = f"the profile's bodies go up to {self.target.profile.bodies}: {said}"
            return Finding(check, level, "skipped", said)
        return _judged(check, breaches, said, level, said)

    def _results(self, made: _Made) -> Iterator[Finding]:
        """For each level, whether its tests pass in the real toolchain."""
        levels = [level for level in LEVELS[1:] if level <= self.target.profile.bodies]
        missing = self._unable(made) if levels else ""
        if missing:
            for level in levels:
                yield Finding("tests", level, "skipped", missing)
            return
        counts: Counter[tuple[str, bool]] = Counter()
        bad: dict[str, list[str]] = defaultdict(list)
        if levels:
            try:
                self._run(made, counts, bad)
            except Exception as error:  # foreign code, see `_guarded`
                bad[levels[0]].append(_said(error))
        for level in LEVELS[1:]:
            if level not in levels:
                yield self._of_level("tests", level, ["-"], "none are run")
                continue
            good, wrong = counts[level, True], counts[level, False]
            if good + wrong == 0 and not bad[level]:
                bad[level].append("there is no test of this level")
            said = f"{good} of {good + wrong} tests pass"
            yield _judged("tests", bad[level], said, level, said)

    def _unable(self, made: _Made) -> str:
        from vibee_compiler.check.toolchain import detect

        if not self.tests:
            return "not run (--no-tests)"
        batch = list(made.packages.items())[:1]
        if not batch:
            return "there is no package to test"
        try:
            found = detect(self.target.test_plan(batch).toolchain)
        except Exception as error:  # foreign code, see `_guarded`
            return f"the test plan fails: {_said(error)}"
        return "" if found.complete else found.explain()

    def _run(
        self, made: _Made, counts: Counter[tuple[str, bool]], bad: dict[str, list[str]]
    ) -> None:
        from vibee_compiler.check.runner import run_tests

        self.progress(f"building and testing {len(made.packages)} packages")
        records = run_tests(
            self.target.test_plan,
            list(made.packages.items()),
            allow_unsandboxed=self.unsandboxed,
        )
        for record in records:
            level = self.levels.get((record.spec, record.behaviour), LEVELS[-1])
            good = record.verdict == "passed"
            counts[level, good] += 1
            if not good:
                where = f"{record.spec}: `{record.behaviour}` {record.kind} {record.index}"
                first = record.message.strip().split("\n")[0][:200]
                bad[level].append(f"{where}: {record.verdict}: {first}")


def _nodes(behaviour: Behaviour) -> Iterator[object]:
    roots = [behaviour.body, *(c.expr for c in (*behaviour.requires, *behaviour.ensures))]
    for root in roots:
        if root is not None:
            yield from walk(root)


def _judged(
    check: str, breaches: Sequence[str], reason: str, level: str = LEVELS[0], summary: str = ""
) -> Finding:
    verdict: Verdict = "failed" if breaches else "passed"
    if breaches:
        reason = summary or f"{len(breaches)} breach{'es' if len(breaches) > 1 else ''}"
    return Finding(check, level, verdict, reason, tuple(breaches[:SHOWN]))


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
