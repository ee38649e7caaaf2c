"""Exit codes, the same for every command; `vibee --help` and docs/commands.md list them."""

from __future__ import annotations

OK = 0
FINDINGS = 1
USAGE = 2
MACHINE = 3
OUTPUT = 4
INTERRUPTED = 130

MEANINGS = {
    OK: "done",
    FINDINGS: "a spec has errors, a test failed, or --check found a difference",
    USAGE: "the command line is wrong: an unknown option, language or file",
    MACHINE: "the machine lacks something: a toolchain, or what the sandbox needs",
    OUTPUT: "output could not be written",
    INTERRUPTED: "interrupted; nothing is half-written",
}
