"""Syntax beyond built-ins: let, if, match, fail, records, variants, tuples, calls, format."""

from __future__ import annotations

from tests.support.generate.maker import Maker, Scope, atom
from tests.support.generate.world import text
from vibee_compiler.ir import module as m
from vibee_compiler.ir import types as t

_PATTERNS = ("^a", "b+$", "[0-9]+", "^$", "^(a|b)*$", "^.$", "\\\\d", "(?i)A", "[^a-z]", "é|😀")
_SIZED = ("Int8", "Int16", "UInt8", "Int32", "UInt32")
_CLAUSES: tuple[tuple[str, t.Type], ...] = (
    ("%d", t.INT),
    ("%s", t.INT),
    ("%s", t.STRING),
    ("%s", t.FLOAT),
    ("%.2f", t.FLOAT),
    ("%.3e", t.FLOAT),
    ("%x", t.INT),
    ("%X", t.STRING),
    ("%o", t.INT),
    ("%b", t.INT),
    ("%s", t.ListT(t.INT)),
    ("%s", t.BOOL),
    ("%.0f", t.FLOAT),
    ("%f", t.INT),
    ("%s", t.MapT(t.STRING, t.FLOAT)),
    ("%s", t.DURATION),
    ("%s", t.TIMESTAMP),
)
_ERRORS = ("Wrong", "Missing", "InvalidArgument")


class Forms(Maker):
    """Makes expressions of all forms."""

    def __init__(self, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.forms += [
            (3, self.let),
            (2, self.if_),
            (3, self.match),
            (1, self.literal_of),
            (3, self.accessed),
            (2, self.call),
            (1, self.made_of_parts),
            (1, self.text),
            (1, self.enum_name),
            (1, self.equality),
        ]

    def fail(self, type_: t.Type, fuel: int) -> str:
        """An error in place of a value."""
        name = self.source.pick(_ERRORS)
        self.errors.add(name)
        return f"fail {name}({self.expr(t.STRING, min(fuel, 1))})"

    def literal_of(self, type_: t.Type, fuel: int) -> str:
        """A list, map, tuple with computed parts."""
        match type_:
            case t.ListT(elem):
                parts = []
                for _ in range(self.source.below(4)):
                    if self.chance(15) and not isinstance(elem, t.OptionT):
                        parts.append("?" + self.expr(t.OptionT(elem), fuel))
                    else:
                        parts.append(self.expr(elem, fuel))
                return f"[{', '.join(parts)}]"
            case t.MapT(key, value):
                keys = [self.expr(key, fuel) for _ in range(self.source.below(3))]
                return "{" + ", ".join(f"{k}: {self.expr(value, fuel)}" for k in keys) + "}"
            case t.TupleT(items):
                return f"({', '.join(self.expr(one, fuel) for one in items)})"
        return self.leaf(type_)

    def let(self, type_: t.Type, fuel: int) -> str:
        """`let`, with a tuple, a type or a sized type now and then."""
        of = self.type(1)
        name = self.name()
        if self.chance(12):
            size = self.source.pick(_SIZED)
            value = self.expr(t.INT, fuel)
            with self.bound([(name, t.INT)]):
                return f"(let {name}: {size} = {value}; {self.expr(type_, fuel)})"
        value = self.expr(of, fuel)
        shown, variables = self.binder(name, of, True)
        if shown == "_" and self.chance(50):
            shown, variables = name, [(name, of)]
        typed = f": {text(of)}" if self.chance(60) and shown.isidentifier() and shown != "_" else ""
        if isinstance(of, t.OptionT) and isinstance(of.elem, t.OptionT):
            typed = ""
        with self.bound(variables):
            return f"(let {shown}{typed} = {value}; {self.expr(type_, fuel)})"

    def if_(self, type_: t.Type, fuel: int) -> str:
        """`if`, now and then with an error in a branch."""
        cond = self.expr(t.BOOL, fuel)
        then = self.fail(type_, fuel) if self.chance(8) else self.expr(type_, fuel)
        other = self.fail(type_, fuel) if self.chance(8) else self.expr(type_, fuel)
        if "fail " in then and "fail " in other:
            then = self.leaf(type_)
        if self.chance(25):
            middle = f"else if {atom(self.expr(t.BOOL, fuel))} {{ {self.expr(type_, fuel)} }} "
        else:
            middle = ""
        return f"(if {atom(cond)} {{ {then} }} {middle}else {{ {other} }})"

    # match

    def match(self, type_: t.Type, fuel: int) -> str:
        """A match that covers every case, with patterns of patterns and guards."""
        subjects = [of for _, of in self.scope if not isinstance(of, t.FnT)]
        of = self.source.pick(subjects) if subjects and self.chance(60) else self.type(2)
        subject = self.expr(of, min(fuel, 2))
        if not self._matchable(of):
            return self.let(type_, fuel)
        arms = []
        for pattern, variables in self.patterns(of):
            with self.bound(variables):
                guard = f" if {atom(self.expr(t.BOOL, 1))}" if self.chance(15) else ""
                arms.append(f"{pattern}{guard} => {self.expr(type_, fuel)}")
        last = self.fail(type_, fuel) if self.chance(10) else self.expr(type_, fuel)
        arms.append(f"_ => {last}")
        return f"(match {atom(subject)} {{ {', '.join(arms)} }})"

    def _matchable(self, of: t.Type) -> bool:
        if isinstance(of, t.Named):
            return not isinstance(self.world.decl(of), m.Record)
        if isinstance(of, t.MapT | t.SetT):
            return False
        return of not in (t.FLOAT, t.BYTES, t.TIMESTAMP, t.DURATION)

    def patterns(self, of: t.Type) -> list[tuple[str, Scope]]:
        """Some patterns of the type that leave something to others, in a sensible order."""
        match of:
            case t.OptionT(elem):
                return [self._wrapped("optional.of", elem)]
            case t.ResultT(ok, err):
                found = [self._wrapped("result.ok", ok), self._wrapped("result.err", err)]
                return found[: 1 + self.source.below(1)]
            case t.ListT(elem):
                one, own = self.pattern(elem, 1)
                rest = self.name() + "s"
                kinds = [
                    ("[]", []),
                    (f"[{one}]", own),
                    (f"[{one}, ...{rest}]", [*own, (rest, of)]),
                    (f"[_, {one}, ..._]", own),
                ]
                first = self.source.below(4)
                return kinds[first : first + 2] if first < 2 else kinds[first : first + 1]
            case t.TupleT():
                return [self.pattern(of, 2)] if self.chance(90) else []
            case t.Named() if isinstance(decl := self.world.decl(of), m.Enum):
                members = dict.fromkeys(self.source.pick(decl.members) for _ in range(2))
                prefix = f"{decl.name}." if self.chance(50) else ""
                return [(f"{prefix}{one}", []) for one in members]
            case t.Named():
                decl = self.world.decl(of)
                assert isinstance(decl, m.Sum)
                variant = self.source.pick(decl.variants)
                return [self._variant(of, variant)]
            case _:
                return [self._constant(of)]

    def _constant(self, of: t.Type) -> tuple[str, Scope]:
        return self._scalar(of.name) if isinstance(of, t.Prim) else "_", []

    def _wrapped(self, head: str, elem: t.Type) -> tuple[str, Scope]:
        inner, own = self.pattern(elem, 1)
        return f"{head}({inner})", own

    def _variant(self, of: t.Named, variant: m.Variant) -> tuple[str, Scope]:
        prefix = f"{of.name}." if self.chance(40) else ""
        if not variant.fields:
            return prefix + variant.name, []
        parts, scope = [], []
        for one in self.world.fields(of, variant.name):
            if self.chance(70):
                name = f"{one.name}_{self.source.below(3)}"
                parts.append(f"{one.name}: {name}")
                scope.append((name, t.erase(one.type)))
        return f"{prefix}{variant.name}{{{', '.join(parts)}}}", scope

    def pattern(self, of: t.Type, depth: int) -> tuple[str, Scope]:
        """A pattern inside another one."""
        if isinstance(of, t.TupleT) and depth > 0 and self.chance(70):
            parts = [self.pattern(one, depth - 1) for one in of.items]
            renamed, scope = [], []
            for at, (code, own) in enumerate(parts):
                for name, type_ in own:
                    fresh = f"{name}{at}"
                    code = code.replace(name, fresh)
                    scope.append((fresh, type_))
                renamed.append(code)
            return f"({', '.join(renamed)})", scope
        if depth > 0 and of in (t.INT, t.STRING, t.BOOL) and self.chance(25):
            return self._constant(of)
        if self.chance(15):
            return "_", []
        name = "p" + self.source.pick("qrstuv")
        return name, [(name, of)]

    # parts of things

    def accessed(self, type_: t.Type, fuel: int) -> str | None:
        """A field or element of something that has one of the type."""
        ways = []
        for name, of in self.scope:
            if isinstance(of, t.TupleT):
                ways += [f"{name}[{at}]" for at, one in enumerate(of.items) if one == type_]
            if isinstance(of, t.Named) and isinstance(self.world.decl(of), m.Record):
                fields = self.world.fields(of)
                ways += [f"{name}.{f.name}" for f in fields if t.erase(f.type) == type_]
            if type_ == t.BOOL and of == self.world.named("Point"):
                ways.append(f"has({name}.note)")
            if isinstance(of, t.MapT) and of.key == t.STRING and of.value == type_:
                ways += [f"{name}.ab", f"{name}.ab"]
            if isinstance(of, t.OptionT) and of.elem == self.world.named("Point"):
                if type_ == t.OptionT(t.INT):
                    ways.append(f"{name}.?x")
                if type_ == t.OptionT(t.STRING):
                    ways.append(f"{name}.?note")
        if ways:
            return self.source.pick(ways)
        if self.chance(30):
            other = self.type(1)
            at = self.source.below(2)
            pair = (type_, other) if at == 0 else (other, type_)
            return f"{atom(self.expr(t.TupleT(pair), fuel))}[{at}]"
        return None

    def made_of_parts(self, type_: t.Type, fuel: int) -> str | None:
        """A record, an updated record, a variant."""
        if not isinstance(type_, t.Named):
            return None
        decl = self.world.decl(type_)
        if isinstance(decl, m.Enum):
            return None
        if isinstance(decl, m.Record):
            if self.chance(40):
                fields = self.world.fields(type_)
                one = self.source.pick(fields)
                base, value = self.expr(type_, fuel), self.expr(t.erase(one.type), fuel)
                return f"{decl.name}{{...{atom(base)}, {one.name}: {value}}}"
            return self.made(type_, None, lambda of: self.expr(t.erase(of), fuel))
        assert isinstance(decl, m.Sum)
        variant = self.source.pick(decl.variants).name
        return self.made(type_, variant, lambda of: self.expr(t.erase(of), fuel))

    def call(self, type_: t.Type, fuel: int) -> str | None:
        """A call of a behaviour, or of a parameter that is a function."""
        found: list[tuple[str, tuple[t.Type, ...]]] = [
            (one.name, tuple(of for _, of in one.params))
            for one in self.known
            if one.returns == type_
        ]
        found += [
            (name, of.params)
            for name, of in self.scope
            if isinstance(of, t.FnT) and of.result == type_
        ]
        if not found:
            return None
        name, params = self.source.pick(found)
        args = []
        for of in params:
            made = self.function(of) if isinstance(of, t.FnT) else self.expr(of, fuel)
            if made is None:
                return None
            args.append(made)
        return f"{name}({', '.join(args)})"

    def function(self, of: t.FnT) -> str | None:
        """A function value: a behaviour or a parameter."""
        found = [
            one.name
            for one in self.known
            if one.returns == of.result and tuple(p for _, p in one.params) == of.params
        ]
        found += [name for name, own in self.scope if own == of]
        return self.source.pick(found) if found else None

    # texts

    def text(self, type_: t.Type, fuel: int) -> str | None:
        """`format` for a String, `matches` for a Bool."""
        if type_ == t.BOOL:
            pattern = self.source.pick(_PATTERNS)
            return f'{atom(self.expr(t.STRING, fuel))}.matches("{pattern}")'
        if type_ != t.STRING:
            return None
        clauses, args = [], []
        for _ in range(1 + self.source.below(2)):
            clause, of = self.source.pick(_CLAUSES)
            clauses.append(clause)
            args.append(self.expr(of, fuel))
        return f'"{"-".join(clauses)} %%".format([{", ".join(args)}])'

    def enum_name(self, type_: t.Type, fuel: int) -> str | None:
        """The name of an enum's value."""
        if type_ != t.STRING:
            return None
        return f"string({self.expr(self.world.named('Color'), fuel)})"

    def equality(self, type_: t.Type, fuel: int) -> str | None:
        """`==` or `!=` of values of any type, `<` of enums."""
        if type_ != t.BOOL:
            return None
        if self.chance(25):
            of: t.Type = self.world.named("Color")
            symbol = self.source.pick(("<", "<=", ">", ">="))
        else:
            of = self.type(2)
            symbol = self.source.pick(("==", "!="))
        return f"{atom(self.expr(of, fuel))} {symbol} {atom(self.expr(of, fuel))}"
