"""VB01xx: YAML and encoding."""

from __future__ import annotations

from vibee_compiler.diagnostics.code import Code
from vibee_compiler.diagnostics.model import Severity

CODES: dict[str, Code] = {
    "VB0101": Code(
        "Not UTF-8",
        Severity.ERROR,
        "A spec is UTF-8 text. The place is that of the first byte that does not fit.",
        "name: caf\udce9\n",
    ),
    "VB0102": Code(
        "Byte order mark",
        Severity.INFO,
        "The file starts with a byte order mark. It is skipped; UTF-8 needs none.",
        "\ufeffname: shop\n",
    ),
    "VB0103": Code(
        "Not a text file",
        Severity.ERROR,
        "The file looks like a program, an image or an archive: it has many bytes that text lacks.",
        "\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0\n",
    ),
    "VB0104": Code(
        "Control character",
        Severity.ERROR,
        "YAML text holds no control characters except tab and line ends. In a double-quoted text "
        'an escape stands for one: `"\\0"`, `"\\x1b"`.',
        "name: shop\ndescription: ring the \x07 bell\n",
    ),
    "VB0105": Code(
        "File too large",
        Severity.ERROR,
        "A spec has at most 4 MiB. Split it into modules that import each other.",
        "head -c 5000000 /dev/zero | tr '\\0' '#' > big.vibee && vibee check big.vibee",
        command=True,
    ),
    "VB0106": Code(
        "Empty file",
        Severity.ERROR,
        "There is no document in the file: it is empty or holds nothing but comments.",
        "# to be written\n",
    ),
    "VB0107": Code(
        "YAML syntax",
        Severity.ERROR,
        "The text is not YAML. Reading stops here, so that later mistakes show only after this one "
        "is mended. Text with `: `, ` #`, or a leading `[ { ! & * % @ \\` \" '` needs quotes.",
        "name: shop\ndescription: totals: with discounts\n",
    ),
    "VB0108": Code(
        "Several documents",
        Severity.ERROR,
        "A file holds one document. Put each spec into a file of its own.",
        "name: shop\n---\nname: bank\n",
    ),
    "VB0109": Code(
        "Tab as indentation",
        Severity.ERROR,
        "YAML indents with spaces only.",
        "name: shop\ntypes:\n\tLine: {fields: {qty: Int}}\n",
    ),
    "VB0110": Code(
        "Key written twice",
        Severity.ERROR,
        "A mapping has each key once. Two spellings of one key (`behaviors` and `поведения`) "
        "count as the same key.",
        "name: shop\ntypes:\n  Line: {fields: {qty: Int}}\n  Line: {fields: {sku: String}}\n",
    ),
    "VB0111": Code(
        "Nested too deeply",
        Severity.ERROR,
        "Lists and mappings may be nested 100 levels deep.",
        "name: shop\ndepths: " + "[" * 120 + "]" * 120 + "\n",
    ),
    "VB0112": Code(
        "Unknown anchor",
        Severity.ERROR,
        "An alias `*name` repeats what stands at the anchor `&name` further up. A text that starts "
        "with `*` needs quotes.",
        "name: shop\ncopy: *original\n",
    ),
    "VB0113": Code(
        "Anchor contains itself",
        Severity.ERROR,
        "An alias stands inside what its anchor marks, so that the value would never end.",
        "name: shop\nloop: &a [1, *a]\n",
    ),
    "VB0114": Code(
        "Aliases multiply",
        Severity.ERROR,
        "Written out, the aliases of this file would have more than 100,000 nodes.",
        "name: shop\na: &a [1,1,1,1,1,1,1,1,1,1]\n"
        + "".join(
            f"{n}: &{n} [{','.join('*' + p for _ in range(10))}]\n"
            for p, n in zip("abcde", "bcdef", strict=True)
        ),
    ),
    "VB0115": Code(
        "YAML tag",
        Severity.ERROR,
        "Only YAML's own tags are read (`!!str`, `!!int` ...). A text that starts with `!` needs "
        "quotes.",
        "name: shop\nbehaviors:\n  - name: closed\n    params: {open: Bool}\n    body: !open\n",
    ),
    "VB0116": Code(
        "Key is not a text",
        Severity.ERROR,
        "The key of a mapping is a single text or number, not a list or a mapping.",
        "name: shop\nprices:\n  [a, b]: 1\n",
    ),
    "VB0117": Code(
        "Merge key",
        Severity.WARNING,
        "`<<` merged mappings in YAML 1.1. YAML 1.2 has no such rule: here it is a key like any "
        "other. Write the keys out, or use an alias as a whole value.",
        "name: shop\nbase: &base {a: 1}\nmore: {<<: *base, b: 2}\n",
    ),
    "VB0118": Code(
        "Value does not fit its tag",
        Severity.ERROR,
        "The text after a tag such as `!!int` is not of that kind.",
        "name: shop\nsize: !!int large\n",
    ),
    "VB0119": Code(
        "File cannot be read",
        Severity.ERROR,
        "The file does not exist, is a folder, or may not be read.",
        "vibee check no_such_file.vibee",
        command=True,
    ),
    "VB0120": Code(
        "More findings",
        Severity.INFO,
        "A file has more than 100 findings; the gravest are shown. Mend those and check again.",
        "{name: shop, " + ", ".join(f"k{n}: {n}" for n in range(101)) + "}\n",
    ),
}
