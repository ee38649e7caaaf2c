"""The process that parses for `syntax.SyntaxGate`; run by path, it imports nothing of the package.

Requests come on standard input, in order, each a header (`HEADER`), the grammar and then the text.
Answers leave in the same order, each at once and with one write: when the process dies, the first
request without an answer is the one that killed it.

tree-sitter's binding has no time-out and keeps the interpreter locked while it parses, so the limit
is the kernel's: a profiling timer (processor time, which a busy machine does not shorten) whose
signal keeps its default action, the end of the process.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import signal
import struct
import sys
from importlib.machinery import ExtensionFileLoader, ModuleSpec
from typing import Any

HEADER = struct.Struct("<BHIH")
"""Mode, length of the grammar's name, of the text, and of the opaque kinds (NUL between them)."""

ANSWER = struct.Struct("<BI")
"""State and length of what follows (UTF-8 JSON, nothing for a clean file)."""

MODE_FAULTS, MODE_SHAPE = range(2)
STATE_PARSED, STATE_NO_GRAMMAR = range(2)

MAX_FAULTS = 100
MAX_EXCERPT = 40
PACK = "tree_sitter_language_pack"


def find_grammar(name: str) -> Any:
    """The capsule of a grammar: one of the language pack's, or a module `tree_sitter_*` of its own.

    The pack's package takes 15 ms to import, since it pulls in grammars that it does not carry;
    those that it does carry are loaded from their files.
    """
    if name.startswith("tree_sitter_"):
        return importlib.import_module(name).language()
    pack = importlib.util.find_spec(PACK)
    for folder in (pack.submodule_search_locations or ()) if pack else ():
        path = os.path.join(folder, "bindings", f"{name}.abi3.so")
        if name.isidentifier() and os.path.exists(path):
            # In full: one that calls itself `json` would take that module's place.
            full = f"{PACK}.bindings.{name}"
            loader = ExtensionFileLoader(full, path)
            module = importlib.util.module_from_spec(ModuleSpec(full, loader, origin=path))
            loader.exec_module(module)
            return module.language()
    return importlib.import_module(PACK).get_binding(name)


def point(source: bytes, offset: int, row: int, column: int) -> tuple[int, int]:
    """Line and column from 1, the column in code points (the binding counts octets)."""
    before = source[offset - column : offset]
    return row + 1, len(before.decode("utf-8", "replace")) + 1


def faults(tree: Any, source: bytes) -> list[list[object]]:
    """ERROR and MISSING nodes in the order of the text, at most `MAX_FAULTS`."""
    found: list[list[object]] = []
    stack = [tree.root_node]
    while stack and len(found) < MAX_FAULTS:
        node = stack.pop()
        if node.is_missing or node.is_error:
            line, column = point(source, node.start_byte, *node.start_point)
            excerpt = source[node.start_byte : node.end_byte][: 4 * MAX_EXCERPT]
            text = excerpt.decode("utf-8", "replace")[:MAX_EXCERPT]
            found.append([node.is_missing, "" if node.is_error else node.type, line, column, text])
        elif node.has_error:
            stack.extend(reversed(node.children))
    return found


def shape(tree: Any, opaque: frozenset[str]) -> list[tuple[int, str]]:
    """Depth and kind of each node, in preorder: two trees are alike if these are equal.

    Nothing below an opaque kind counts, and neighbours of the same opaque kind count once (a text
    of two lines may need two comments).
    """
    found: list[tuple[int, str]] = []
    cursor = tree.walk()
    depth = 0
    while True:
        kind = cursor.node.type
        hidden = kind in opaque
        if not (hidden and found and found[-1] == (depth, kind)):
            found.append((depth, kind))
        if not hidden and cursor.goto_first_child():
            depth += 1
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return found
            depth -= 1


class Worker:
    """Parsers by grammar, made when first asked for."""

    def __init__(self, seconds: float) -> None:
        from tree_sitter import Language, Parser

        self.seconds = seconds
        self.language, self.parser = Language, Parser
        self.parsers: dict[str, Any] = {}

    def parser_for(self, grammar: str) -> Any:
        """The parser of a grammar, None if there is no such grammar."""
        if grammar not in self.parsers:
            try:
                parser = self.parser(self.language(find_grammar(grammar)))
            except (ImportError, LookupError, AttributeError, ValueError, TypeError):
                parser = None
            self.parsers[grammar] = parser
        return self.parsers[grammar]

    def answer(self, mode: int, grammar: str, text: bytes, opaque: frozenset[str]) -> bytes:
        """The whole answer to one request, as octets."""
        parser = self.parser_for(grammar)
        if parser is None:
            return ANSWER.pack(STATE_NO_GRAMMAR, 0)
        tree = parser.parse(text)
        if mode == MODE_SHAPE:
            return pack_json(shape(tree, opaque))
        if tree.root_node.has_error:
            return pack_json(faults(tree, text))
        return ANSWER.pack(STATE_PARSED, 0)

    def serve(self, out: int) -> None:
        """Answer until standard input ends."""
        read = sys.stdin.buffer.read
        while len(head := read(HEADER.size)) == HEADER.size:
            mode, name_size, text_size, opaque_size = HEADER.unpack(head)
            grammar = read(name_size).decode()
            text = read(text_size)
            opaque = frozenset(filter(None, read(opaque_size).decode().split("\0")))
            arm(self.seconds)
            reply = self.answer(mode, grammar, text, opaque)
            arm(0)
            send(out, reply)


def arm(seconds: float) -> None:
    """Let the kernel end this process after so much processor time; 0 calls it off."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def send(out: int, data: bytes) -> None:
    """Write all of it."""
    view = memoryview(data)
    while view:
        view = view[os.write(out, view) :]


def pack_json(value: object) -> bytes:
    """An answer that carries something."""
    import json

    body = json.dumps(value).encode()
    return ANSWER.pack(STATE_PARSED, len(body)) + body


def limit_memory(octets: int) -> None:
    """A grammar that loops may also allocate without end; tree-sitter then aborts the process."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (octets, octets))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Arguments: seconds a file, octets of memory, then the folders to import from."""
    seconds, octets, *folders = sys.argv[1:]
    sys.path.extend(folders)
    out = os.dup(1)
    os.dup2(2, 1)  # some scanners print
    limit_memory(int(octets))
    Worker(float(seconds)).serve(out)


if __name__ == "__main__":
    main()
