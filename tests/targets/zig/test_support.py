"""The support library: every part is compiled, tested, and as the formatter has it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from vibee_plugins.zig import single
from vibee_plugins.zig.plan import TOOLCHAIN
from vibee_plugins.zig.profile import PROFILE
from vibee_plugins.zig.target import ZigTarget

from tests.conftest import need
from vibee_compiler.check.toolchain import detect
from vibee_compiler.targets import support

HEAD = """\
const std = @import("std");
const Allocator = std.mem.Allocator;
const math = std.math;
const testing = std.testing;

"""


@pytest.fixture
def zig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    found = detect(TOOLCHAIN)
    need("zig", found.complete)
    monkeypatch.setenv("ZIG_GLOBAL_CACHE_DIR", str(tmp_path / "cache"))
    return str(found.found["zig"].path)


def test_every_part_passes_its_test(zig: str, tmp_path: Path) -> None:
    library = support.load(ZigTarget.folder / "support", ".zig", "//")
    texts = [text for part in library.parts.values() for text in (part.code, part.test) if text]
    every = "test {\n    testing.refAllDecls(@This());\n}\n"
    (tmp_path / "all.zig").write_text(HEAD + "\n\n".join([*texts, every]), encoding="utf-8")
    command = [zig, "test", "all.zig"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    tests = sum(
        part.test.count("\ntest ") + part.test.startswith("test ")
        for part in library.parts.values()
    )
    assert f"All {tests + 1} tests passed" in done.stderr


def test_no_name_of_a_file_disturbs_the_library_in_it(zig: str, tmp_path: Path) -> None:
    library = support.load(ZigTarget.folder / "support", ".zig", "//")
    code = "\n\n".join(t for part in library.parts.values() for t in (part.code, part.test) if t)
    words = set(re.findall(r"[A-Za-z_]\w*", code))
    kinds = {
        "constant": "pub const {}: i64 = 1;",
        "function": "pub fn {}() void {{}}",
        "type": "pub const {} = struct {{}};",
    }
    taken: dict[str, str] = {}
    for word in sorted(words):
        for kind, form in kinds.items():
            if PROFILE.names.mangle(word, kind) == word:
                taken.setdefault(word, form.format(word))
    assert len(taken) > 300
    inside = single.namespace("support", code, taken)
    every = "test {\n    testing.refAllDecls(support);\n}\n"
    text = "\n".join([HEAD, *taken.values(), inside, every])
    (tmp_path / "all.zig").write_text(text, encoding="utf-8")
    command = [zig, "test", "all.zig"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]


def test_parts_are_formatted(zig: str) -> None:
    folder = str(ZigTarget.folder / "support")
    command = [zig, "fmt", "--check", folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout == ""
