"""Documentation comments."""

from __future__ import annotations

from vibee_plugins.typescript.world import World

from vibee_compiler.lowering import sir as s
from vibee_compiler.targets import prose
from vibee_compiler.targets.layout import HARDLINE, Doc, join, text

CONTRACT = "ContractViolation"
NBSP = "\u00a0"
FENCE = "```"


def safe(value: str) -> str:
    """Prose that neither ends the comment nor is taken for a tag."""
    made = prose.clean(value).replace("*/", "*\\/")
    return made.replace("{@", "{\\@").replace("@", "\\@") if "@" in made else made


def comment(paragraphs: list[str], width: int = 80) -> list[str]:
    """The lines of a comment; none for no text."""
    if not paragraphs:
        return []
    if len(paragraphs) == 1 and FENCE not in paragraphs[0] and len(paragraphs[0]) + 7 <= width:
        return [f"/** {paragraphs[0].replace(NBSP, ' ')} */"]
    lines = ["/**"]
    for index, paragraph in enumerate(paragraphs):
        tags = paragraph.startswith("@") and paragraphs[index - 1].startswith("@")
        if index and (not tags or FENCE in paragraph):
            lines.append(" *")
        if FENCE in paragraph:
            lines += [f" * {line}".rstrip() for line in paragraph.split("\n")]
            continue
        made = prose.wrap(paragraph, width, first=" * ", rest=" * ")
        lines += [line.replace(NBSP, " ") for line in made]
    return [*lines, " */"]


def documented(paragraphs: list[str], doc: Doc, width: int = 80) -> Doc:
    """An item under its comment."""
    return join(HARDLINE, [*map(text, comment(paragraphs, width)), doc])


def throws(function: s.Function, error: str, required: list[str]) -> list[str]:
    """What a call may throw; `required` are the conditions that keep contracts."""
    if not function.raises:
        return []
    said = codes(required)
    items = []
    for name in sorted(function.raises):
        unless = f" unless {said}" if name == CONTRACT and said else ""
        items.append(f"`{name}`{unless}")
    return [f"@throws {{@link {error}}} {'; '.join(items)}"]


def codes(texts: list[str]) -> str:
    """Conditions as an enumeration of code; blanks in them do not break lines."""
    said = [safe(one).replace(" ", NBSP) for one in texts if "`" not in one]
    return prose.enumeration([f"`{one}`" for one in said])


def about_error(world: World, name: str) -> str:
    """What an error means."""
    from vibee_compiler.targets.usage import BUILT_IN_ERRORS, error_description, raised_by

    if name in BUILT_IN_ERRORS:
        return f"{BUILT_IN_ERRORS[name]}."
    if described := error_description(world.source, name):
        return prose.sentence(safe(described))
    for module, behaviour in raised_by(world.source, name):
        return f"Thrown by `{world.function(module.name, behaviour.name)}`."
    return "A rule of the specification is broken."
