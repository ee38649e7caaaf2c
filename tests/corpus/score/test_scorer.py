from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import need
from vibee_compiler.check.syntax import SyntaxGate
from vibee_compiler.check.toolchain import detect
from vibee_compiler.corpus.score import WEIGHTS, Part, Score, Scorer
from vibee_compiler.corpus.score.scorer import of_verified, score
from vibee_compiler.frontend.pipeline import compile_spec
from vibee_compiler.targets import registry
from vibee_compiler.targets.package import Options, Package

SHOP = Path(__file__).parents[3] / "specs" / "examples" / "shop.vibee"
TARGETS = sorted(registry.installed())


@pytest.fixture(scope="module")
def gate() -> Iterator[SyntaxGate]:
    with SyntaxGate() as made:
        yield made


@pytest.fixture(scope="module", params=TARGETS)
def scorer(request: pytest.FixtureRequest, gate: SyntaxGate) -> Scorer:
    return Scorer(registry.load(request.param), gate)


def package_of(scorer: Scorer) -> Package:
    program = compile_spec(SHOP).program
    assert program is not None
    return scorer.target.generate(program, Options())


def module_of(package: Package) -> str:
    return next(file.text for file in package.files if file.role == "module")


def need_toolchain(scorer: Scorer, package: Package) -> None:
    plan = scorer.target.test_plan([("p", package)])
    for toolchain in (plan.toolchain, *(lint.toolchain for lint in plan.lints)):
        need(f"toolchain of {plan.language}", detect(toolchain).complete)


def values(parts: list[Part]) -> dict[str, float | None]:
    return {part.name: part.value for part in parts}


def test_weights_are_shares() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)
    assert min(WEIGHTS.values()) > 0


def test_only_what_was_measured_counts() -> None:
    made = score([Part("grammar", 1.0, ""), Part("tests", 0.5, "")])
    assert [part.name for part in made.parts] == list(WEIGHTS)
    assert made.value == pytest.approx((0.15 + 0.15) / 0.45)
    assert made.coverage == pytest.approx(0.45)
    assert Score(()).value == 0


def test_generated_code_is_good(scorer: Scorer) -> None:
    text = module_of(package_of(scorer))
    found = values(scorer.of_text(text, text))
    assert found["grammar"] == 1.0
    assert found["length"] == 1.0
    assert found["naming"] is not None
    assert found["naming"] > 0.93
    assert found["documentation"] is not None
    assert found["documentation"] > 0.75


def test_what_is_no_code_is_bad(scorer: Scorer) -> None:
    found = values(scorer.of_text("Sure! Here is the code you asked for: )))", None))
    assert found["grammar"] is not None
    assert found["grammar"] < 1
    assert found["length"] is None


def test_nothing_is_nothing(scorer: Scorer) -> None:
    assert values(scorer.of_text("", "a"))["grammar"] == 0.0
    assert score(scorer.of_text("")).value == 0


@pytest.mark.parametrize(
    ("times", "value"), [(1.0, 1.0), (1.4, 1.0), (0.7, 1.0), (4.5, 0.0), (0.2, 0.0)]
)
def test_length(gate: SyntaxGate, times: float, value: float) -> None:
    scorer = Scorer(registry.load("python"), gate)
    found = values(scorer.of_text("x = 1\n" * round(300 * times), "x = 1\n" * 300))
    assert found["length"] == value


PYTHON = '''
def total_price(lines: list[int]) -> int:
    """The sum."""
    return sum(lines)


def {name}(value: int) -> int:
    {doc}
    return value
'''


@pytest.mark.parametrize(
    ("name", "doc", "naming", "documentation"),
    [
        ("next_one", '"""A text."""', 1.0, 1.0),
        ("nextOne", '"""A text."""', 0.75, 1.0),
        ("next_one", "pass", 1.0, 0.5),
        ("_next_one", "pass", 1.0, 1.0),
    ],
)
def test_names_and_comments(
    gate: SyntaxGate, name: str, doc: str, naming: float, documentation: float
) -> None:
    text = PYTHON.format(name=name, doc=doc)
    found = values(Scorer(registry.load("python"), gate).of_text(text))
    if naming < 1:
        assert found["naming"] is not None
        assert found["naming"] < 1
    else:
        assert found["naming"] == 1
    assert found["documentation"] == documentation


@pytest.mark.parametrize("language", ["python", "zig"])
def test_in_the_place_of_the_module(gate: SyntaxGate, language: str) -> None:
    scorer = Scorer(registry.load(language), gate)
    package = package_of(scorer)
    need_toolchain(scorer, package)
    text = module_of(package)
    good = scorer.of_package(text, package, lint=False)
    found = values(list(good.parts))
    assert (found["build"], found["tests"], found["linter"]) == (1.0, 1.0, None)
    assert good.value > 0.95
    wrong = scorer.of_package(text.replace(" >= ", " < "), package, lint=False)
    found = values(list(wrong.parts))
    assert found["build"] == 1.0
    assert found["tests"] is not None
    assert found["tests"] < 1
    broken = scorer.of_package(text + "\n)", package, lint=False)
    assert broken.value < wrong.value < good.value


def test_a_linter_has_something_to_say(gate: SyntaxGate) -> None:
    scorer = Scorer(registry.load("python"), gate)
    package = package_of(scorer)
    need_toolchain(scorer, package)
    text = module_of(package)
    plain = scorer.of_package(text, package, tests=False)
    untidy = scorer.of_package(text + "\n\nimport os\nx=1\n", package, tests=False)
    assert values(list(plain.parts))["linter"] == 1.0
    linted = values(list(untidy.parts))["linter"]
    assert linted is not None
    assert linted < 1
    assert values(list(plain.parts))["tests"] is None


def test_what_was_verified_counts(scorer: Scorer) -> None:
    text = module_of(package_of(scorer))
    syntax, run = (
        of_verified(scorer.target, text, "syntax", 0),
        of_verified(scorer.target, text, "run", 3),
    )
    assert syntax.coverage == pytest.approx(0.4)
    assert run.coverage == pytest.approx(0.9)
    assert 0.9 < syntax.value <= run.value <= 1
