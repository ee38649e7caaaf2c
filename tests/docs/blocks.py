"""The fenced blocks of a documentation page, and what the page says comes of them.

- `yaml`: a spec. `# file: NAME` lines make several files of one block, the last of which is
  compiled. A block without a name of its own is a part of a spec: keys of a document, or a list
  of behaviours. `# expect: CODE ...` lines name all errors and warnings that it gives, and the
  infos that they name.
- `vibee-eval`, `vibee-eval NAME`: lines `expression -> value` (JSON), `expression -> raises ERROR`
  or `expression -> CODE`, with the declarations of the spec `NAME` of the same page in scope. An
  expression may take several lines.
- `console`: commands (`$ vibee ...`) and what they print, run among the page's named specs; a line
  `...` stands for anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from vibee_compiler.frontend import keys

_FENCE = re.compile(r"(?ms)^```([^\n`]*)\n(.*?)^```$")
_EXPECT = re.compile(r"(?m)^ *# expect: (.+)$")
_FILE = re.compile(r"(?m)^# file: (\S+)\n")
_KEY = re.compile(r"(?m)^([^\s#:\-][^:\n]*):(?:\s|$)")
_CODE = re.compile(r"VB\d{4}")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its page, its first line, what stands behind the fence, its text."""

    page: Path
    line: int
    info: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.stem}:{self.line}"

    @property
    def name(self) -> str:
        """A name for a folder."""
        return f"{self.page.stem}_{self.line}"

    @property
    def files(self) -> list[tuple[str, str]]:
        """Names and texts of the specs in a yaml block, what is asked for last."""
        parts = _FILE.split(self.text)
        if len(parts) == 1:
            return [(f"{self.spec_name or 'page'}.vibee", whole(self.text))]
        return list(zip(parts[1::2], parts[2::2], strict=True))

    @property
    def spec_name(self) -> str | None:
        """The name that the spec gives itself."""
        return name_of(self.text)

    @property
    def expected(self) -> list[str]:
        """The codes that a yaml block is said to give, sorted."""
        return sorted(code for line in _EXPECT.findall(self.text) for code in _CODE.findall(line))

    @property
    def cases(self) -> list[tuple[str, str]]:
        """The expressions of a vibee-eval block and what comes of each."""
        found: list[tuple[str, str]] = []
        lines: list[str] = []
        for line in self.text.splitlines():
            head, arrow, outcome = line.rpartition(" -> ")
            lines.append(head if arrow else line)
            if arrow:
                found.append(("\n".join(lines).strip(), outcome.strip()))
                lines = []
        if any(line.strip() for line in lines):
            raise ValueError(f"{self}: no `->` behind {lines}")
        return found

    @property
    def session(self) -> list[tuple[str, str]]:
        """The commands of a console block and what each prints."""
        found: list[tuple[str, str]] = []
        for line in self.text.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], ""))
            else:
                command, printed = found.pop()
                found.append((command, f"{printed}{line}\n"))
        return found


def name_of(text: str) -> str | None:
    """The value of a document's `name`, in whatever spelling."""
    for match in _KEY.finditer(text):
        found = keys.lookup("document", match[1].strip("'\""))
        if found is not None and found.canonical == "name":
            return text[match.end() :].split("\n", 1)[0].split("#")[0].strip().strip("'\"")
    return None


def whole(text: str) -> str:
    """A part of a spec made a spec."""
    if name_of(text) is not None:
        return text
    if re.search(r"(?m)^- ", text):
        text = f"behaviors:\n{text}"
    return f"name: page\n{text}"


def blocks(page: Path) -> list[Block]:
    """All fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(page, text.count("\n", 0, match.start()) + 1, match[1].strip(), match[2])
        for match in _FENCE.finditer(text)
    ]
