"""Printed values and what they are in Rust: owned, a place, a reference, a borrowed view.

An expression of the language has one type; its Rust text may be an owned value (`String`), a
place that holds one (`order.note`), a reference to one (`&String`) or the view that parameters
take (`&str`, `&[T]`, `Option<&T>`). Every printer method returns an `Out` that says which, and
the functions here turn it into what the place around it needs; a clone is made only there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum

from vibee_plugins.rust import layout

from vibee_compiler.ir import types as t
from vibee_compiler.records import dataclass
from vibee_compiler.targets.layout import Doc, concat, text
from vibee_compiler.targets.printer import ATOM, Printed

UNARY = 90
CAST = 85
MUL = 80
ADD = 75
SHIFT = 70
BIT_AND = 65
BIT_XOR = 60
BIT_OR = 55
COMPARE = 50
AND = 40
OR = 35
RANGE = 30
CLOSURE = 10


class Form(Enum):
    """What the text of a value is in Rust."""

    VALUE = "an owned value that nobody else has"
    PLACE = "a place that holds an owned value"
    REF = "a reference to an owned value"
    VIEW = "the borrowed form of parameters: &str, &[T], Option<&T>"
    CHAR = "a char, for a text of one character"
    PAIR = "a tuple of references, as maps iterate"
    BOX = "a reference to a box"
    OPTREF = "an option of a reference, as `get` returns it"


@dataclass(frozen=True, slots=True)
class Out(Printed):
    """A printed value.

    head, segments: `doc` taken apart at its method calls and fields, to be continued.
    root: the number of the variable that a place or reference comes from.
    literal: whether it is a literal, which needs no borrowing.
    bare: the `Result` that this is the value of, before its `?`.
    """

    form: Form = Form.VALUE
    type: t.Type = t.VOID
    head: Doc | None = None
    segments: tuple[Doc, ...] = ()
    root: int | None = None
    literal: bool = False
    bare: Out | None = None

    def then(self, *segments: Doc | str, form: Form = Form.VALUE, type_: t.Type) -> Out:
        """This value with calls or fields behind it; the caller has seen to parentheses."""
        added = tuple(text(s) if isinstance(s, str) else s for s in segments)
        head = self.head
        before = self.segments
        if head is None:
            head = self.doc if self.prec >= ATOM else concat("(", self.doc, ")")
            before = ()
        parts = (*before, *added)
        doc = layout.chain(head, parts)
        return Out(doc, ATOM, form, type_, head, parts, self.root)

    def question(self) -> Out:
        """This value with `?` behind it."""
        return replace(self._suffixed("?"), form=Form.VALUE, bare=self)

    def _suffixed(self, suffix: str) -> Out:
        if not self.segments or self.head is None:
            doc = self.doc if self.prec >= ATOM else concat("(", self.doc, ")")
            return replace(self, doc=concat(doc, suffix), prec=ATOM, head=None, segments=())
        parts = (*self.segments[:-1], concat(self.segments[-1], suffix))
        return replace(self, doc=layout.chain(self.head, parts), segments=parts)


def value(doc: Doc | str, type_: t.Type, prec: int = ATOM) -> Out:
    """An owned value."""
    return Out(text(doc) if isinstance(doc, str) else doc, prec, Form.VALUE, type_)


def inner(out: Out, prec: int) -> Doc:
    """The document, in parentheses where it binds looser."""
    return out.doc if out.prec >= prec else concat("(", out.doc, ")")


def unary(symbol: str, out: Out, form: Form) -> Out:
    """`&x`, `*x`, `-x`."""
    return Out(concat(symbol, inner(out, UNARY)), UNARY, form, out.type, root=out.root)


class Coercions:
    """Turns an `Out` into the form that is needed; `is_copy` is that of `Types`."""

    def __init__(self, is_copy: Callable[[t.Type], bool]) -> None:
        self._copy = is_copy

    def is_copy(self, type_: t.Type) -> bool:
        """Whether values of the type are copied."""
        return self._copy(type_)

    def own(self, out: Out) -> Out:
        """An owned value."""
        match out.form:
            case Form.VALUE:
                return out
            case Form.CHAR:
                return value(concat("String::from(", out.doc, ")"), out.type)
            case Form.PLACE if self.is_copy(out.type):
                return replace(out, form=Form.VALUE)
            case Form.REF if self.is_copy(out.type):
                return unary("*", out, Form.VALUE)
            case Form.VIEW if out.literal and out.doc == text('""'):
                return value("String::new()", out.type)
            case Form.VIEW:
                return self._own_view(out)
            case Form.PAIR:
                return self._own_pair(out)
            case Form.OPTREF:
                return out.then(".cloned()", type_=out.type)
            case Form.BOX:
                return unary("**", out, Form.PLACE).then(".clone()", type_=out.type)
            case _:
                return out.then(".clone()", type_=out.type)

    def _own_view(self, out: Out) -> Out:
        match out.type:
            case t.Prim("String"):
                return out.then(".to_owned()", type_=out.type)
            case t.ListT() | t.Prim("Bytes"):
                return out.then(".to_vec()", type_=out.type)
            case t.OptionT(elem) if _unsized(elem):
                return out.then(".map(ToOwned::to_owned)", type_=out.type)
            case t.OptionT(t.OptionT()):
                return out.then(".map(|value| value.cloned())", type_=out.type)
            case t.OptionT():
                return out.then(".cloned()", type_=out.type)
            case _:
                return out.then(".clone()", type_=out.type)

    def _own_pair(self, out: Out) -> Out:
        assert isinstance(out.type, t.TupleT)
        parts = []
        for index, item in enumerate(out.type.items):
            read = out.then(f".{index}", form=Form.REF, type_=item)
            parts.append(self.own(read).doc)
        return value(concat("(", *_commas(parts), ")"), out.type)

    def view(self, out: Out, *, strict: bool = False) -> Out:
        """The form of a parameter; `strict` where nothing coerces `&String` to `&str`."""
        if isinstance(out.type, t.FnT):
            return out
        if self.is_copy(out.type):
            return self.own(out)
        if isinstance(out.type, t.OptionT):
            return self._view_option(out)
        match out.form:
            case Form.VIEW:
                return out
            case Form.CHAR:
                return self._view_char(out)
            case Form.PAIR:
                return unary("&", self.own(out), Form.VIEW)
            case _ if strict and _unsized(out.type):
                call = ".as_str()" if out.type == t.STRING else ".as_slice()"
                return replace(out.then(call, form=Form.VIEW, type_=out.type), root=out.root)
            case Form.BOX if strict:
                return unary("&**", out, Form.VIEW)
            case Form.REF | Form.BOX:
                return replace(out, form=Form.VIEW)
            case _:
                return unary("&", out, Form.VIEW)

    def _view_char(self, out: Out) -> Out:
        call = out.then(".encode_utf8(&mut [0; 4])", type_=out.type)
        return unary("&*", call, Form.VIEW)

    def _view_option(self, out: Out) -> Out:
        if out.form is Form.VIEW:
            return out
        assert isinstance(out.type, t.OptionT)
        if out.form is Form.OPTREF:
            name = "String::as_str" if out.type.elem == t.STRING else "Vec::as_slice"
            plain = not _unsized(out.type.elem)
            call = "" if plain else f".map({name})"
            made = out if plain else out.then(call, form=Form.VIEW, type_=out.type)
            return replace(made, form=Form.VIEW, root=out.root)
        call = ".as_deref()" if _unsized(out.type.elem) else ".as_ref()"
        made = out.then(call, form=Form.VIEW, type_=out.type)
        if isinstance(out.type.elem, t.OptionT):
            deep = (
                ".map(|value| value.as_deref())"
                if _unsized(out.type.elem.elem)
                else (".map(|value| value.as_ref())")
            )
            made = made.then(deep, form=Form.VIEW, type_=out.type)
        return made

    def ref(self, out: Out) -> Out:
        """A reference `&T`, or what acts like one where only methods are called on it."""
        match out.form:
            case Form.REF:
                return out
            case Form.BOX:
                return unary("&**", out, Form.REF)
            case Form.VIEW if not isinstance(out.type, t.OptionT):
                return out
            case Form.PLACE | Form.VALUE:
                return unary("&", out, Form.REF)
            case _:
                return unary("&", self.own(out), Form.REF)

    def receiver(self, out: Out) -> Out:
        """What a method may be called on, or a field read from."""
        if out.form is Form.CHAR:
            return self.own(out)
        return out

    def place(self, out: Out) -> Out:
        """A place of type `T` (or `str`, `[T]`), for comparisons."""
        match out.form:
            case Form.REF:
                return unary("*", out, Form.PLACE)
            case Form.BOX:
                return unary("**", out, Form.PLACE)
            case Form.VIEW if not isinstance(out.type, t.OptionT):
                if out.literal and out.type == t.STRING:
                    return out
                return unary("*", out, Form.PLACE)
            case _:
                return out


def _commas(parts: list[Doc]) -> list[Doc | str]:
    out: list[Doc | str] = []
    for part in parts:
        out += [", ", part] if out else [part]
    return out


def unsized(type_: t.Type) -> bool:
    """Whether the borrowed form of the type is `str` or a slice."""
    return _unsized(type_)


def _unsized(type_: t.Type) -> bool:
    return type_ in (t.STRING, t.BYTES) or isinstance(type_, t.ListT)
