"""Patterns, and what expressions ask of the printer around them."""

from __future__ import annotations

from dataclasses import field, replace
from typing import Any

from vibee_plugins.rust import errors, layout, literals
from vibee_plugins.rust.base import BasePrinter
from vibee_plugins.rust.values import Form, Out, unsized

from vibee_compiler.ir import expr as x
from vibee_compiler.ir import types as t
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.walk import everything
from vibee_compiler.records import dataclass
from vibee_compiler.targets.layout import Doc, concat, join, text

Shape = Form | tuple[Form, ...]
"""How what is matched can be reached: one form, or one for each item of a tuple literal."""


@dataclass(slots=True)
class Deep:
    """A pattern inside a box or a `Vec`, which Rust's patterns do not enter: tested apart.

    `name` is what the outer pattern binds.
    """

    subject: Doc
    pattern: Any
    form: Shape
    name: str


@dataclass(slots=True)
class Arm:
    """What printing a pattern brings up beside it."""

    tests: list[Doc] = field(default_factory=list)
    deep: list[Deep] = field(default_factory=list)


class Patterns(BasePrinter):
    """Patterns and small services of `RustPrinter`."""

    def passed(self, node: Any, mode: str) -> Doc:
        """An argument: `o` owned, `v` borrowed as parameters are, `r` a reference, `k` a key."""
        if mode == "o":
            return self.own(node).doc
        if mode == "v" or (mode == "k" and node.type == t.STRING):
            return self.view(node).doc
        return self.reference(node)

    def reference(self, node: Any) -> Doc:
        """A `&T` exactly, also of what is a view by nature."""
        out = self.out(node)
        if out.form is Form.VIEW and unsized(out.type):
            out = self.coerce.own(out)
        return self.coerce.ref(out).doc

    def root_of(self, node: Any) -> int | None:
        """The variable that a borrowed expression comes from, if it is borrowed."""
        out = self.out(node)
        return None if out.form is Form.VALUE else out.root

    def fallible(self, made: Out, op: x.Op, name: str) -> Out:
        """What is `None` on failure, as a value, the error named."""
        if op.errors:
            tried = made.then(errors.or_error(self, name, op.id), type_=op.type).question()
        else:
            said = '.unwrap_or_else(|| unreachable!("this cannot fail"))'
            tried = made.then(said, type_=op.type)
        return replace(tried, form=made.form, root=made.root)

    def settled(self, made: Out, op: x.Op) -> Out:
        """What is a `Result`, as a value; it may stand in a closure where it cannot fail."""
        if op.errors:
            return made.question()
        return made.then('.unwrap_or_else(|_| unreachable!("this cannot fail"))', type_=op.type)

    def raises(self, node: Any) -> bool:
        """Whether evaluating an expression may leave the function."""
        for one in everything((node,)):
            match one:
                case x.Fail() | s.Raise() | s.Guard() | s.Return():
                    return True
                case x.CallVar(var) if self.types.value_raises(var.type):
                    return True
                case x.Call(module, name) if self.crate.functions[module, name].raises:
                    return True
                case _ if getattr(one, "errors", None):
                    return True
        return False

    def is_cheap(self, node: Any) -> bool:
        """Whether evaluating an expression that may not be needed costs nothing."""
        match node:
            case x.Literal(type=type_):
                return type_ not in (t.STRING, t.BYTES)
            case x.Local(type=type_) | s.Take(type=type_) | x.ConstRef(type=type_):
                plain = type_ not in (t.STRING, t.BYTES) and not t.children(type_)
                return plain or self.coerce.is_copy(type_)
            case x.EnumValue():
                return True
            case x.FieldGet(base):
                return self.is_cheap(base)
            case x.Op(id="optional.none" | "map.empty"):
                return True
            case x.Op(id="optional.of", args=(inner_,)):
                return self.is_cheap(inner_)
            case _:
                return False

    def binary(self, left: Doc, symbol: str, right: Doc) -> Doc:
        """`left symbol right`."""
        return layout.binary(left, symbol, right)

    def pattern_text(self, node: Any) -> str:
        """A literal as std's searching methods take it: a char where it is one."""
        said = node.value
        return literals.char(said) if len(said) == 1 else literals.quoted(said)

    def closure_param(self, pattern: Any, form: Form, by_ref: bool) -> Doc:
        """A closure's parameter; `by_ref` where it gets a reference to the item."""
        match pattern:
            case x.PWild():
                return text("_")
            case x.PBind(var):
                return self._bound_param(var, form, by_ref)
            case _ if by_ref and form is Form.VALUE:
                return self._param_items(pattern, Form.REF, prefix="")
            case _:
                return self._param_items(pattern, form, prefix="&" if by_ref else "")

    def _bound_param(self, var: x.Var, form: Form, by_ref: bool) -> Doc:
        copied = self.coerce.is_copy(var.type)
        if form is Form.PAIR:
            name = self.frame.bind(var, Form.PAIR)
            return text(f"&{name}" if by_ref else name)
        if form is Form.CHAR:
            name = self.frame.bind(var, Form.CHAR)
            return text(f"&{name}" if by_ref else name)
        if copied:
            name = self.frame.bind(var, Form.VALUE)
            return text("&" * (by_ref + (form is Form.REF)) + name)
        if form is Form.VALUE:
            return text(self.frame.bind(var, Form.REF if by_ref else Form.VALUE))
        name = self.frame.bind(var, form)
        return text(f"&{name}" if by_ref else name)

    def _param_items(self, pattern: Any, form: Form, prefix: str) -> Doc:
        """A tuple pattern of a closure."""
        if isinstance(pattern, x.PTuple):
            if form is Form.REF and self._all_copied(pattern):
                prefix, form = prefix + "&", Form.VALUE
            inner_form = Form.REF if form is Form.PAIR else form
            exact = form is Form.PAIR
            items = [self._param_item(item, inner_form, exact) for item in pattern.items]
            return concat(prefix, "(", join(", ", items), ")")
        raise TypeError(f"no closure takes {type(pattern).__name__}")

    def _all_copied(self, pattern: Any) -> bool:
        binds = [one for one in everything((pattern,)) if isinstance(one, x.PBind)]
        return all(self.coerce.is_copy(one.type) for one in binds)

    def _param_item(self, pattern: Any, form: Form, exact: bool) -> Doc:
        """`exact`: the item is a reference by itself, so that `&x` may take it apart."""
        match pattern:
            case x.PWild():
                return text("_")
            case x.PBind(var):
                if form is Form.REF and exact and self.coerce.is_copy(var.type):
                    return text("&" + self.frame.bind(var, Form.VALUE))
                return text(self.frame.bind(var, form))
            case x.PTuple(items):
                parts = [self._param_item(item, form, False) for item in items]
                return concat("(", join(", ", parts), ")")
            case _:
                raise TypeError(f"no closure takes {type(pattern).__name__}")

    def pattern(self, node: Any, form: Shape, arm: Arm) -> Doc:
        """A pattern over what is reached in this form; binds its variables."""
        match node:
            case x.PWild():
                return text("_")
            case x.PBind(var):
                assert isinstance(form, Form)
                return text(self.frame.bind(var, form))
            case x.PLiteral():
                return self._literal_pattern(node, form, arm)
            case x.PEnum(member, t.Named() as type_):
                own = self.crate.names[type_.module].member(type_.name, member)
                return text(f"{self.type_path(type_)}::{own}")
            case x.PSome(inner_):
                return concat("Some(", self.pattern(inner_, self._inside(node, form), arm), ")")
            case x.PNone():
                return text("None")
            case x.POk(inner_):
                return concat("Ok(", self.pattern(inner_, form, arm), ")")
            case x.PErr(inner_):
                return concat("Err(", self.pattern(inner_, form, arm), ")")
            case x.PTuple(items):
                forms = form if isinstance(form, tuple) else tuple(form for _ in items)
                parts = [self.pattern(i, f, arm) for i, f in zip(items, forms, strict=True)]
                return concat("(", join(", ", parts), ")")
            case x.PList():
                return self._list_pattern(node, form, arm)
            case x.PVariant():
                return self._variant_pattern(node, form, arm)
            case _:
                raise TypeError(f"unknown pattern {type(node).__name__}")

    def _inside(self, node: x.PSome, form: Shape) -> Shape:
        assert isinstance(node.type, t.OptionT)
        if self.coerce.is_copy(node.type) and form is not Form.REF:
            return Form.VALUE
        if form is Form.VIEW:
            return Form.VIEW if unsized(node.type.elem) else Form.REF
        return Form.REF if form is Form.OPTREF else form

    def _literal_pattern(self, node: x.PLiteral, form: Shape, arm: Arm) -> Doc:
        if isinstance(node.value, bool):
            return text("true" if node.value else "false")
        if isinstance(node.value, int):
            return text(literals.integer(node.value))
        if form is Form.CHAR and isinstance(node.value, str):
            return text(literals.char(node.value))
        shown = (
            literals.quoted(node.value)
            if isinstance(node.value, str)
            else literals.octets(node.value)
        )
        if form is Form.VIEW:
            return text(shown)
        name = self.frame.names.fresh("text").text
        arm.tests.append(text(f"{name} == {shown}"))
        return text(name)

    def _list_pattern(self, node: x.PList, form: Shape, arm: Arm) -> Doc:
        if form is not Form.VIEW:
            name = self.frame.names.fresh("items").text
            arm.deep.append(Deep(text(f"{name}.as_slice()"), node, Form.VIEW, name))
            return text(name)
        parts = [self.pattern(item, Form.REF, arm) for item in node.items]
        match node.rest:
            case x.PBind(var):
                parts.append(text(f"{self.frame.bind(var, Form.VIEW)} @ .."))
            case x.PWild():
                parts.append(text(".."))
            case _:
                pass
        return concat("[", join(", ", parts), "]")

    def _variant_pattern(self, node: x.PVariant, form: Shape, arm: Arm) -> Doc:
        type_ = node.type
        assert isinstance(type_, t.Named)
        names = self.crate.names[type_.module]
        path = f"{self.type_path(type_)}::{names.variant(type_.name, node.variant)}"
        declared = self.crate.variant_fields(type_, node.variant)
        parts: list[Doc] = []
        for name, inner_ in node.fields:
            if isinstance(inner_, x.PWild):
                continue
            own = names.variant_field(type_.name, node.variant, name).text
            boxed = self.types.is_boxed((type_.module, type_.name), declared[name])
            made = self._boxed_pattern(inner_, arm) if boxed else self.pattern(inner_, form, arm)
            parts.append(text(own) if made == text(own) else concat(f"{own}: ", made))
        if not declared:
            return text(path)
        if len(parts) < len(declared):
            parts.append(text(".."))
        if parts == [text("..")]:
            return text(f"{path} {{ .. }}")
        return concat(path, layout.braced(parts, trailing=parts[-1] != text("..")))

    def _boxed_pattern(self, node: Any, arm: Arm) -> Doc:
        """A pattern for what is in a box: bound here, taken apart in the arm."""
        option = isinstance(node.type, t.OptionT)
        if isinstance(node, x.PBind) and not option:
            return text(self.frame.bind(node.var, Form.BOX))
        if isinstance(node, x.PBind):
            name = self.frame.bind(node.var, Form.OPTREF)
        else:
            name = self.frame.names.fresh("inner").text
        subject = f"{name}.as_deref()" if option else f"&**{name}"
        arm.deep.append(Deep(text(subject), node, Form.OPTREF if option else Form.REF, name))
        return text(name)
