"""VB0401 to VB0419: imports."""

from __future__ import annotations

from vibee_compiler.diagnostics.code import Code
from vibee_compiler.diagnostics.model import Severity

CODES: dict[str, Code] = {
    "VB0401": Code(
        "Import not found",
        Severity.ERROR,
        "No readable file is at the path, which is relative to the importing file. The hint "
        "names a spec beside it with nearly this name.",
        "name: shop\nimports: [money.vibee]\n",
    ),
    "VB0402": Code(
        "Import outside of the root",
        Severity.ERROR,
        "Imports stay below the root: the nearest folder with a `vibee.toml`, else the folder of "
        "the compiled file. Symbolic links do not lead out of it either.",
        "name: shop\nimports: [../money.vibee]\n",
    ),
    "VB0403": Code(
        "Import cycle",
        Severity.ERROR,
        "Specs import each other in a circle. Move what both need into a third one.",
        "# file: a.vibee\nname: a\nimports: [b.vibee]\n"
        "# file: b.vibee\nname: b\nimports: [a.vibee]\n",
    ),
    "VB0404": Code(
        "Two modules of one name",
        Severity.ERROR,
        "All specs that are compiled together have different names, since a module is called by "
        "its `name`. Rename one.",
        "# file: a.vibee\nname: shop\nimports: [b.vibee]\n# file: b.vibee\nname: shop\n",
    ),
    "VB0405": Code(
        "Import path",
        Severity.ERROR,
        "An import is a relative path with `/` between folders: not absolute, no drive, no URL.",
        "name: shop\nimports: [/etc/money.vibee]\n",
    ),
    "VB0406": Code(
        "Import without extension",
        Severity.WARNING,
        "The path names no file, but one with `.vibee` added.",
        "# file: shop.vibee\nname: shop\nimports: [money]\n# file: money.vibee\nname: money\n",
    ),
}
