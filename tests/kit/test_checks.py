"""Each check of the kit finds what it is there for, in a target that is made worse on purpose."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from vibee_compiler.check.syntax import SyntaxGate
from vibee_compiler.ir.module import Program
from vibee_compiler.ir.signatures import table
from vibee_compiler.kit import contract, hostile, specs
from vibee_compiler.kit.run import Kit
from vibee_compiler.targets import registry
from vibee_compiler.targets.package import Options, Package
from vibee_compiler.targets.profile import Profile

TARGET = sorted(registry.installed())[0]
GOOD = registry.load(TARGET)
SHOP = specs.compiled("shop", specs.own_folder() / "examples" / "shop.vibee")


@pytest.fixture(scope="module")
def gate() -> Iterator[SyntaxGate]:
    with SyntaxGate() as opened:
        yield opened


class Worse:
    """The good target with other data, or with its packages changed."""

    def __init__(
        self, change: Callable[[Package], Package] | None = None, profile: Profile = GOOD.profile
    ) -> None:
        self.profile = profile
        self.change = change or (lambda package: package)

    def generate(self, program: Program, options: Options) -> Package:
        return self.change(GOOD.generate(program, options))

    def test_plan(self, packages: list[tuple[str, Package]]) -> Any:
        return GOOD.test_plan(packages)


def of(**changes: Any) -> Worse:
    return Worse(profile=replace(GOOD.profile, **changes))


def test_the_good_one_has_none_of_these_faults(gate: SyntaxGate) -> None:
    package = GOOD.generate(SHOP.program, Options())
    assert contract.sound(Worse(), SHOP.program, package) == []
    assert contract.templates(GOOD, SHOP) == []
    assert hostile.problems(Worse(), "quotes", gate) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "other"}, {"name": ""}, {"extension": "x"}, {"toolchain": {}}, {"bodies": "L9"},
        {"encapsulation": "some"}, {"aliases": ("nowhere-to-be-found",)},
        {"lowering": replace(GOOD.profile.lowering, int_bits=16)},
    ],
)  # fmt: skip
def test_metadata(changes: dict[str, Any]) -> None:
    assert len(contract.metadata(of(**changes), TARGET)) == 1


def test_api() -> None:
    assert contract.api(of(api=99)) != []
    assert contract.api(object.__new__(type("No", (), {"profile": GOOD.profile}))) != []


def test_naming() -> None:
    rules = GOOD.profile.names
    few = replace(rules, cases={"type": "pascal"})
    assert contract.naming(replace(GOOD.profile, names=few)) != []
    kept = replace(rules, suffix="")
    assert any("for itself" in one for one in contract.naming(replace(GOOD.profile, names=kept)))
    spaced = replace(rules, suffix=" x")
    assert contract.naming(replace(GOOD.profile, names=spaced)) != []


def test_unsupported_features() -> None:
    assert contract.declared(of(unsupported={"flying": "no wings"})) != []
    assert contract.declared(of(unsupported={"named_zones": " "})) != []
    assert contract.declared(of(unsupported={"list.map": "no loops"})) == []


def first_file(package: Package, **changes: Any) -> Package:
    at = next(i for i, file in enumerate(package.files) if file.role == "module")
    made = replace(package.files[at], **changes)
    return replace(package, files=(*package.files[:at], made, *package.files[at + 1 :]))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda p: replace(p, stubs=()), "not said to be a stub"),
        (lambda p: replace(p, stubs=(*p.stubs, "slug")), "a stub without a word"),
        (lambda p: replace(p, tests=p.tests[1:]), "tests of"),
        (lambda p: replace(p, tests=(p.tests[1], *p.tests[1:])), "the same id"),
        (lambda p: first_file(p, role="thing"), "no role 'thing'"),
        (lambda p: first_file(p, path="../outside.x"), "outside"),
    ],
)
def test_packages(change: Callable[[Package], Package], said: str) -> None:
    worse = Worse(change)
    found = contract.sound(worse, SHOP.program, worse.generate(SHOP.program, Options()))
    assert any(said in one for one in found), found


def test_a_package_that_is_another_each_time() -> None:
    numbers = count()
    worse = Worse(lambda p: first_file(p, text=f"{next(numbers)}"))
    found = contract.sound(worse, SHOP.program, worse.generate(SHOP.program, Options()))
    assert any("second time" in one for one in found)


def test_syntax_and_hostile_text(gate: SyntaxGate) -> None:
    package = GOOD.generate(SHOP.program, Options())
    module = next(f for f in package.files if f.role == "module")
    assert contract.syntax(first_file(package, text=module.text + "\n((("), gate) != []

    def leaky(package: Package) -> Package:
        # As a target does that puts a description behind its comment unescaped.
        text = "\n".join(file.text for file in package.files)
        return first_file(package, text=module.text * (2 if "os.system" in text else 1))

    assert hostile.problems(Worse(leaky), "code", gate) != []
    assert hostile.problems(Worse(leaky), "quotes", gate) == []


def test_prose_and_options(gate: SyntaxGate) -> None:
    loud = Worse(lambda p: replace(p, stubs=()))
    assert contract.prose_only(loud, "calculator", gate) != []
    deaf = Worse(lambda p: replace(p, diagnostics=(), files=p.files * 2))
    assert contract.options(deaf, "single") != []
    mute = Worse(lambda p: replace(p, diagnostics=(), stubs=("f",)))
    assert contract.options(mute, "allow_native") != []


def test_the_specs_of_the_kit_use_every_built_in_but_named_zones() -> None:
    unused = set(table().entries) - set(Kit(TARGET, tests=False)._used())
    forms = {"list.newOptional", "map.empty", "map.newOptional"}  # other forms of literals
    assert {one for one in unused - forms if table()[one].feature != "named_zones"} == set()


def test_a_program_is_narrowed_to_what_a_behaviour_needs() -> None:
    narrow = contract.narrowed(SHOP.program, "checkout")
    names = {one.name for one in narrow.root.behaviours}
    assert {"checkout", "line_total", "find_discount"} <= names
    assert "slug" not in names


def test_what_a_target_raises_is_blamed_on_a_behaviour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = specs.own_folder() / "examples" / "shop.vibee"
    (tmp_path / "shop.vibee").write_bytes(source.read_bytes())

    class Raising(Worse):
        def generate(self, program: Program, options: Options) -> Package:
            if any(one.name == "slug" for one in program.root.behaviours):
                raise TypeError("no spelling for list.joinWith")
            return super().generate(program, options)

    kit = Kit(TARGET, tmp_path, tests=False)
    monkeypatch.setattr(kit, "target", Raising())
    found = {(f.check, f.level): f for f in kit.findings()}
    assert found["generate", "L0"].verdict == "failed"
    assert found["generate", "L0"].details == (
        "shop: `slug`: TypeError: no spelling for list.joinWith",
    )
    assert found["bodies", "L3"].verdict == "failed"
    assert kit.report_of(list(found.values())).level is None
