"""What a target is, as data."""

from __future__ import annotations

from dataclasses import field

from vibee_compiler import PLUGIN_API
from vibee_compiler.lowering.profile import Lowering
from vibee_compiler.records import dataclass
from vibee_compiler.targets.naming import NameRules

LEVELS = ("L0", "L1", "L2", "L3")

FEATURES = ("regular_expressions", "computed_patterns", "named_zones", "nul_in_text")
"""Single features beyond a level that a target declares one by one."""


@dataclass(frozen=True, slots=True)
class CommentSyntax:
    """How comments are written; `line` or both of `block` are set.

    `escapes` are replacements, in order, that make any text safe inside such a comment.
    """

    line: str | None = None
    block: tuple[str, str] | None = None
    escapes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """A target's data.

    id: the name for `--lang`; aliases are other ones.
    name: how the language writes itself.
    extension: of the module's file, with the dot.
    grammar: the tree-sitter grammar of that file; `grammars` has those of others by extension.
    names: the naming rules.
    lowering: the strategies of the passes.
    width, indent: of the language's formatter.
    bodies: the level up to which it writes bodies; what needs more becomes a stub, and the
        constraints of such types documentation. No claim: `vibee plugin check` computes the level.
    unsupported: features of `FEATURES`, or ids of built-ins, that the target lacks, with reasons.
    toolchain: least version of each tool that the output needs, for people to read.
    encapsulation: "full" when a value can only be made by its constructor, else "none".
    """

    id: str
    name: str
    extension: str
    grammar: str
    names: NameRules
    lowering: Lowering
    comment: CommentSyntax
    aliases: tuple[str, ...] = ()
    grammars: dict[str, str] = field(default_factory=dict)
    width: int = 80
    indent: str = "    "
    bodies: str = LEVELS[-1]
    unsupported: dict[str, str] = field(default_factory=dict)
    toolchain: dict[str, str] = field(default_factory=dict)
    encapsulation: str = "none"
    fence: str = ""
    api: int = PLUGIN_API
