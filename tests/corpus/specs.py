"""Small specs for the tests beside it: good ones, and those that cannot become rows."""

from __future__ import annotations

from pathlib import Path

GOOD = """\
name: doubling_{n}
description: Doubles numbers and says so in plain words
behaviors:
  - name: twice
    given: a number
    when: it is doubled
    then: the double is returned
    params: {{n: Int}}
    returns: Int
    body: n * {n}
    examples:
      - input: {{n: 2}}
        expected: {result}
"""

STUB = """\
name: greeting_{n}
behaviors:
  - name: greet
    given: a name
    when: somebody comes in
    then: a friendly greeting is returned
"""

BAD = {
    "not_yaml.vibee": b"name: [\n",
    "not_text.vibee": b"name: a\xff\xfe\n",
    "of_later.vibee": b"vibee: 99\nname: later\n",
    "wrong.vibee": GOOD.format(n="'a'", result=1).encode(),
}


def good(n: int) -> str:
    """A spec with one body and one example."""
    return GOOD.format(n=n, result=2 * n)


def stub(n: int) -> str:
    """A spec of prose only."""
    return STUB.format(n=n)


def write(folder: Path, count: int, *, bad: bool = True) -> Path:
    """A folder of so many good specs, stubs among them, and the bad ones in the middle."""
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(count):
        text = stub(n) if n % 4 == 3 else good(n)
        (folder / f"{'a' if n < count // 2 else 'z'}_{n:04}.vibee").write_text(text)
    for name, data in BAD.items() if bad else ():
        (folder / name).write_bytes(data)
    return folder
