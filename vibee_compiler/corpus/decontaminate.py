"""What of a corpus is too close to the tasks that models are measured with.

Task files are those of HumanEval (`prompt`, `entry_point`, `canonical_solution`) and of MBPP
(`text` or `prompt`, `code`, `test_list`), as JSON lines or a JSON array. A row is contaminated
when it defines a function of a task's name that is not an everyday one, or when it shares a run
of `N` words with a task's prose or solution. Thirteen words are what the evaluation of GPT-3 used
(Brown et al. 2020, appendix C); code is compared with punctuation as words of its own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from vibee_compiler.records import dataclass

N: Final = 13
"""Words of a run that counts."""
SPECIFIC: Final = 2
"""Words that a name needs so that sharing it says something: `add` is everybody's."""

_WORD: Final = re.compile(r"\w+|[^\w\s]", re.UNICODE)
_DEFINED: Final = re.compile(r"^\s*(?:async\s+)?def\s+(\w+)\s*\(", re.MULTILINE)
_PARTS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")


class TaskFileProblem(ValueError):
    """A task file that cannot be read; the text says where and why."""


@dataclass(frozen=True, slots=True)
class Task:
    """A task of a benchmark: its id, the functions that solve it, and its texts."""

    id: str
    names: frozenset[str]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Contact:
    """Why a row is contaminated: by a `name` or by an `ngram`, and what is shared."""

    task: str
    by: str
    shared: str


def read_tasks(path: Path) -> list[Task]:
    """The tasks of a file.

    Raises:
        OSError: when the file cannot be read.
        TaskFileProblem: when it is no task file.
    """
    text = path.read_text(encoding="utf-8")
    tasks = [_task(path, number, record) for number, record in _records(path, text)]
    if not tasks:
        raise TaskFileProblem(f"{path}: no task in it")
    return tasks


def _records(path: Path, text: str) -> Iterator[tuple[int, Any]]:
    if text.lstrip().startswith("["):
        try:
            yield from enumerate(json.loads(text), 1)
        except ValueError as error:
            raise TaskFileProblem(f"{path}: no JSON: {error}") from None
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except ValueError as error:
                raise TaskFileProblem(f"{path}:{number}: no JSON: {error}") from None


def _task(path: Path, number: int, record: Any) -> Task:
    if not isinstance(record, Mapping) or "task_id" not in record:
        raise TaskFileProblem(f"{path}:{number}: a task is an object with a `task_id`")
    keys = ("prompt", "text", "canonical_solution", "code")
    texts = [str(record[key]) for key in keys if isinstance(record.get(key), str)]
    if not texts:
        expected = "`prompt` or `text`, `canonical_solution` or `code`"
        raise TaskFileProblem(f"{path}:{number}: expected {expected}")
    names = {str(record["entry_point"])} if record.get("entry_point") else set()
    names.update(_DEFINED.findall(str(record.get("code", ""))))
    if "prompt" in record and "canonical_solution" in record:
        # A signature and its body are one text: runs of words may go over the seam.
        texts.append(f"{record['prompt']}{record['canonical_solution']}")
    return Task(str(record["task_id"]), frozenset(names), tuple(texts))


class Decontaminator:
    """Finds what texts share with tasks."""

    def __init__(self, tasks: Iterable[Task], n: int = N) -> None:
        self._n = n
        self._names: dict[tuple[str, ...], str] = {}
        self._runs: dict[tuple[str, ...], str] = {}
        for task in tasks:
            for name in sorted(task.names):
                words = _name_words(name)
                if len(words) >= SPECIFIC:
                    self._names.setdefault(words, task.id)
            for text in task.texts:
                for run in self._ngrams(text):
                    self._runs.setdefault(run, task.id)

    def contact(self, names: Iterable[str], texts: Iterable[str]) -> Contact | None:
        """The first contact of a row whose functions have `names` and that consists of `texts`.

        Names are compared by their words, so `has_close_elements` is `hasCloseElements`.
        """
        for name in names:
            task = self._names.get(_name_words(name))
            if task is not None:
                return Contact(task, "name", name)
        for text in texts:
            for run in self._ngrams(text):
                task = self._runs.get(run)
                if task is not None:
                    return Contact(task, "ngram", " ".join(run))
        return None

    def _ngrams(self, text: str) -> Iterator[tuple[str, ...]]:
        words = [word.lower() for word in _WORD.findall(text)]
        for start in range(len(words) - self._n + 1):
            run = tuple(words[start : start + self._n])
            # Rows of brackets and numbers are in every table of data.
            if sum(word.isalpha() for word in run) * 2 >= self._n:
                yield run


def _name_words(name: str) -> tuple[str, ...]:
    return tuple(part.lower() for part in _PARTS.findall(name))
