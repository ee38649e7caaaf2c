"""One file with everything: other modules are functions that are called once, tests come last.

The tests run when the file is run as a program, not when it is required.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vibee_compiler.targets import prose
from vibee_compiler.targets.base import Job
from vibee_compiler.targets.text import Code, Comment
from vibee_lua.world import World

if TYPE_CHECKING:
    from vibee_lua.target import LuaTarget


def indented(text: str) -> str:
    """The lines one level deeper; no literal of ours has a line break."""
    return "\n".join(f"  {line}" if line else line for line in text.split("\n"))


def module(name: str, items: list[str]) -> Code:
    """`local NAME = (function() ... end)()`, a module inside the file."""
    inner = "\n\n".join(["local M = {}", *items, "return M"])
    return Code(f"local {name} = (function()\n{indented(inner)}\nend)()")


def write(target: LuaTarget, job: Job, world: World) -> None:
    """Adds the file."""
    from vibee_lua.declarations import comment
    from vibee_lua.target import native_bodies

    needs: set[str] = set()
    blocks: list[Code] = []
    items: list[Code] = []
    tests: list[Code] = []
    for one in job.program.modules:
        name = one.module.name
        texts, p = target.items(job, world, one)
        checks, q = target.test_items(job, world, one)
        needs |= p.needs | q.needs
        tests += checks
        bodies = native_bodies(world, name)
        native = [module("native", bodies)] if bodies else []
        if one is job.root:
            blocks += native
            items = texts
        else:
            inside = [text.text for text in (*native, *texts)]
            blocks.append(module(job.names.file(name).text, inside))
    parts, errors = target.parts(job, world, needs)
    support = module("support", [part.code for part in parts if part.code])
    root = job.names.file(job.root.module.name).text
    tap = job.render("tap.lua.jinja", header=Comment(""))
    harness = Code(f"local tap = (function()\n{indented(tap.strip())}\nend)()")
    inner = [harness.text, f"local {root} = M", *(text.text for text in tests), "tap.finish()"]
    run = Code("if not ... then\n" + indented("\n\n".join(inner)) + "\nend") if tests else Code("")
    text = job.render(
        "single.lua.jinja",
        header=job.header(),
        about=Comment("\n".join(comment(prose.paragraphs(job.root.module.description)))),
        errors=errors,
        blocks=[support, *blocks],
        items=items,
        tests=run,
    )
    job.add(f"{root}.lua", text, "module", module=job.root)
