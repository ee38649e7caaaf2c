from __future__ import annotations

import json
from pathlib import Path

import pytest

from vibee_compiler.corpus.decontaminate import Decontaminator, TaskFileProblem, read_tasks
from vibee_compiler.corpus.job import Job
from vibee_compiler.corpus.produce import Producer, Reading, Reject
from vibee_compiler.corpus.sources import Source

HUMAN_EVAL = {
    "task_id": "HumanEval/900",
    "prompt": (
        "def keep_even_digits(text: str) -> str:\n"
        '    """Gives the digits of a text that are even, in the order in which they stand,\n'
        '    joined by commas and without any of the spaces that were there before."""\n'
    ),
    "entry_point": "keep_even_digits",
    "canonical_solution": "    return ','.join(c for c in text if c in '02468')\n",
    "test": "def check(candidate):\n    assert candidate('123') == '2'\n",
}
MBPP = {
    "task_id": 901,
    "text": "Write a function to find the widest gap between two neighbours of a sorted list.",
    "code": "def widest_gap(xs):\n  return max(b - a for a, b in zip(xs, xs[1:]))",
    "test_list": ["assert widest_gap([1, 5, 6]) == 4"],
}


@pytest.fixture(params=["lines", "array"])
def tasks(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    records = [HUMAN_EVAL, MBPP]
    path = tmp_path / "tasks.json"
    lines = "\n".join(map(json.dumps, records)) + "\n"
    path.write_text(lines if request.param == "lines" else json.dumps(records))
    return path


@pytest.mark.parametrize(
    ("names", "texts", "found"),
    [
        (["keepEvenDigits"], [], ("HumanEval/900", "name")),
        (["widest_gap"], [], ("901", "name")),
        (["keep", "even", "digits"], [], None),
        (
            [],
            ["x; GIVES the digits of a text that are even, in the order in which they stand"],
            ("HumanEval/900", "ngram"),
        ),
        ([], ["gives the digits of a text that are odd, in the order in which they stand"], None),
        (
            [],
            ["return max(b - a for a, b in zip(xs, xs[1:]))"],
            ("901", "ngram"),
        ),
        ([], ["return max(b - a for a, b in ys)"], None),
        ([], ["", "a"], None),
    ],
)
def test_contacts(
    tasks: Path, names: list[str], texts: list[str], found: tuple[str, str] | None
) -> None:
    contact = Decontaminator(read_tasks(tasks)).contact(names, texts)
    assert (None if contact is None else (contact.task, contact.by)) == found


def test_runs_of_punctuation_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "t"
    path.write_text(json.dumps({"task_id": 1, "text": "t", "code": "x = [[1, 2], [3, 4], [5, 6]]"}))
    assert Decontaminator(read_tasks(path)).contact([], ["[[1, 2], [3, 4], [5, 6]]"]) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no task"),
        ("{", ":1: no JSON"),
        ("[", "no JSON"),
        ('{"task_id": 1}\n', ":1: expected"),
        ('{"task_id": 1, "text": "a"}\n{"text": "a"}\n', ":2: a task is"),
    ],
)
def test_what_is_no_task_file(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "tasks.jsonl"
    path.write_text(text)
    with pytest.raises(TaskFileProblem, match=said):
        read_tasks(path)


def test_a_corpus_refuses_specs_that_are_close_to_a_task(tasks: Path) -> None:
    pytest.importorskip("py3langid")
    text = (
        "name: digits\nbehaviors:\n  - name: {name}\n    params: {{text: String}}\n"
        "    returns: String\n    body: text\n"
    )
    producer = Producer(Job(("python",), tasks=tuple(read_tasks(tasks))))
    found = {}
    for name in ("keep_even_digits", "keep_odd_digits"):
        data = text.format(name=name).encode()
        found[name] = producer.read(Source(0, "digits.vibee", "digits.vibee", data))
    refused = found["keep_even_digits"]
    assert isinstance(refused, Reject)
    assert refused.reason == "contaminated"
    assert refused.message == "task HumanEval/900 by name: keep_even_digits"
    assert isinstance(found["keep_odd_digits"], Reading)
