"""Output is made anew when the plugin that made it has been edited since."""

from __future__ import annotations

from pathlib import Path

from tests.kit.conftest import entry
from tests.kit.test_broken import TARGET, run, spec
from vibee_compiler.cli import produce
from vibee_compiler.targets import registry
from vibee_compiler.targets.entries import folder_digest

PLUGIN = f"""\
from vibee_compiler.targets import registry
from vibee_compiler.targets.hookspecs import hookimpl


class Same:
    def __init__(self):
        from dataclasses import replace

        self.inner = registry.load({TARGET!r})
        self.profile = replace(self.inner.profile, id="edited")

    def generate(self, program, options):
        return self.inner.generate(program, options)


@hookimpl
def vibee_target():
    return Same()
"""


def test_an_edited_plugin_makes_its_output_again(site: Path, tmp_path: Path) -> None:
    package = site / "plugin_edited"
    package.mkdir()
    (package / "__init__.py").write_text(PLUGIN, encoding="utf-8")
    entry(site, "dist-edited", {registry.GROUP: {"edited": "plugin_edited"}})
    command = ["compile", spec(tmp_path), "-l", "edited", "-o", str(tmp_path / "out")]
    assert "changed" in run(*command).output
    assert "up to date" in run(*command).output
    (package / "__pycache__").mkdir(exist_ok=True)
    (package / "__pycache__" / "x.pyc").write_bytes(b"made by Python")
    produce.target_files.cache_clear()
    assert "up to date" in run(*command).output
    (package / "template.jinja").write_text("new", encoding="utf-8")
    produce.target_files.cache_clear()
    assert "up to date" not in run(*command).output
    assert "up to date" in run(*command).output


def test_the_digest_of_a_folder_is_that_of_its_paths_and_contents(tmp_path: Path) -> None:
    found = {folder_digest(str(tmp_path))}
    for name, text in [("a/b", "c"), ("a/b", "cd"), ("a-b", ""), ("a/bc", "d"), ("z", "x")]:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        found.add(folder_digest(str(tmp_path)))
    assert len(found) == 6
    (tmp_path / "z").unlink()
    assert folder_digest(str(tmp_path)) in found
