"""What the catalogue says about one code."""

from __future__ import annotations

from vibee_compiler.diagnostics.model import Severity
from vibee_compiler.records import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding, as `vibee explain` prints it.

    `example` is the text of a spec that gives this code, or with `command` a shell command that
    does. A line `# file: NAME` in it starts a further file of the same folder; the first file is
    the one that is compiled. Lone surrogates stand for the bytes that are no UTF-8
    (`surrogateescape`).
    """

    title: str
    severity: Severity
    explanation: str
    example: str
    command: bool = False

    def example_files(self) -> dict[str, bytes]:
        """The files of the example by name; the first is the one to compile."""
        files: dict[str, list[str]] = {}
        name = "spec.vibee"
        for line in self.example.splitlines(keepends=True):
            if line.startswith("# file: "):
                name = line.removeprefix("# file: ").strip()
                files.setdefault(name, [])
            else:
                files.setdefault(name, []).append(line)
        if not files:
            files[name] = []
        return {
            name: "".join(lines).encode("utf-8", "surrogateescape") for name, lines in files.items()
        }
