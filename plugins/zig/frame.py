"""What is known of the whole program while it is printed, and of the function at hand."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property

from vibee_plugins.zig.types import Key, Types, error_set

from vibee_compiler.ir import types as t
from vibee_compiler.ir.expr import Var
from vibee_compiler.ir.module import Program
from vibee_compiler.lowering.range_analysis import Analysis
from vibee_compiler.lowering.regex_table import RegexProgram
from vibee_compiler.lowering.sir import Checker, Function, LoweredProgram
from vibee_compiler.records import dataclass
from vibee_compiler.targets.program_names import Locals, ProgramNames


class World:
    """The program, its names and types; the sets are filled by printing.

    allocating: functions, and checkers as `("init", type)`, that need an allocator. Printing finds
        them; it is repeated until there are no more.
    raised: errors in use. native: the author's own functions in use.
    """

    def __init__(
        self,
        source: Program,
        program: LoweredProgram,
        names: ProgramNames,
        *,
        one_file: bool = False,
    ) -> None:
        self.source = source
        self.program = program
        self.names = names
        self.one_file = one_file
        self.types = Types(source, names, dict(program.values), one_file=one_file)
        self.native: dict[Key, str] = {}
        self.allocating: set[Key] = set()
        self.raised: set[str] = set(program.errors)
        self.functions: dict[Key, Function] = {}
        self.checkers: dict[tuple[str, str, str | None], Checker] = {}
        self._helpers: dict[Key, str] = {}
        for module in program.modules:
            name = module.module.name
            for lowered in module.behaviours:
                self.functions[name, lowered.function.name] = lowered.function
            for helper in module.helpers:
                self.functions[name, helper.name] = helper
                scope = names[name].scope
                given = scope.declare((name, "helper", helper.name), helper.name, "function")
                self._helpers[name, helper.name] = given.text
            for checker in module.checkers:
                if checker.block:
                    self.checkers[name, checker.type.name, checker.variant] = checker

    @cached_property
    def ranges(self) -> Analysis:
        """What declarations say of numbers."""
        return Analysis(self.source, 64)

    def function_name(self, module: str, name: str) -> str:
        """The identifier of a behaviour or helper."""
        helper = self._helpers.get((module, name))
        return helper if helper is not None else self.names[module].function(name).text

    def file(self, module: str) -> str:
        """The name, without extension, of the file that a module is in."""
        own = self.program.root.module.name if self.one_file else module
        return self.names.file(own).text

    def error_set(self, key: Key) -> str:
        """The errors of a function as its result's type names them; empty where it has none."""
        allocates = key in self.allocating
        return error_set(raises=bool(self.functions[key].raises), allocates=allocates)

    def fails(self, key: Key) -> bool:
        """Whether a call of the function may fail, for want of memory too."""
        return bool(self.functions[key].raises) or key in self.allocating


@dataclass(slots=True)
class Needs:
    """What a module's text needs: parts, imports and checks that printing came across."""

    parts: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    modules: set[str] = field(default_factory=set)
    regexes: dict[str, tuple[str, RegexProgram]] = field(default_factory=dict)
    stores: dict[t.Type, str] = field(default_factory=dict)
    enum_names: set[Key] = field(default_factory=set)


@dataclass(slots=True)
class Frame:
    """The function at hand: names of its variables, and whether it allocates.

    `given` are texts that stand for variables (fields of a captured variant); `builders` the
    variables that hold one. In a test (`mode` "test") lists may live on the stack; what is
    "static" is a constant. `spare` are names given to what is no variable of the spec.
    Of lists that loops make, `slots` are the places of items, `roomy` those that have room,
    `buffers` what those that take turns are made in; `appended` are maps whose lists are appended
    to, `grown` variables with room behind them. `chars` are variables of one code point,
    `char_lists` lists of such texts, `parts` the texts that some of the variables are parts of,
    `places` those that are indices, in Zig's own type of them.
    """

    names: Locals
    mode: str = "body"
    allocates: bool = False
    given: dict[int, str] = field(default_factory=dict)
    builders: dict[int, str] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    spare: dict[str, str] = field(default_factory=dict)
    slots: dict[int, str] = field(default_factory=dict)
    roomy: set[int] = field(default_factory=set)
    appended: set[int] = field(default_factory=set)
    grown: set[int] = field(default_factory=set)
    chars: set[int] = field(default_factory=set)
    char_lists: set[int] = field(default_factory=set)
    parts: dict[int, str] = field(default_factory=dict)
    places: set[int] = field(default_factory=set)
    buffers: dict[int, str] = field(default_factory=dict)

    def name(self, var: Var) -> str:
        """What stands for a variable."""
        found = self.given.get(var.uid)
        return found if found is not None else self.names[var].text

    def spare_var(self, name: str, type_: t.Type) -> Var:
        """A variable that the spec does not have; it is named by `given`."""
        return Var(name, -1_000_000 - len(self.given), type_)

    def is_list(self, var: Var) -> bool:
        """Whether a variable holds a list that is being made, which reads as it is."""
        return self.builders.get(var.uid) in ("list", "slice")

    def is_used(self, var: Var) -> bool:
        """Whether the function reads a variable."""
        return var.uid in self.used
