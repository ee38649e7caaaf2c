"""Which expressions a target can print where they stand, and their printable form.

`Inliner.get` gives the printable form of a core expression, or None when it needs statements:
a `let`, a `match`, a macro that becomes a loop, a raising step where the profile wants those as
statements. Nothing is reordered: the form raises what the expression raises, in that order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from vibee_compiler.ir import expr as x
from vibee_compiler.ir.signatures import table
from vibee_compiler.lowering import sir as s
from vibee_compiler.lowering.patterns import Tests, projection
from vibee_compiler.lowering.profile import Lowering
from vibee_compiler.lowering.raising import Raising
from vibee_compiler.lowering.walk import Mapper, count_uses, everything, pieces, substitute

ATOMS = (x.Local, x.Literal, x.ConstRef, x.FnRef, x.EnumValue)
NUMBERS = frozenset({"list.indexed", "lists.range", "lists.range2"})
MOST_ARMS = 2
"""A match with more arms than this is statements rather than a chain of conditionals."""


def is_atom(node: Any) -> bool:
    """Whether a value can be written anywhere, and again, at no cost."""
    return isinstance(node, ATOMS)


def lazy_parts(node: x.Op) -> tuple[bool, ...]:
    """For each argument, whether it is evaluated only where the entry's definition says."""
    parts = table()[node.id].parts
    return tuple(i < len(parts) and parts[i].lazy for i in range(len(node.args)))


def is_key_sort(node: Any) -> bool:
    """`xs.sortBy((key, _), key)`: what every target that can sort prints, closures or not."""
    if not (isinstance(node, x.Op) and node.id == "list.sortBy"):
        return False
    match node.args[1]:
        case x.Lambda((x.PTuple((x.PBind(key), x.PWild())),), x.Local(var)):
            return key == var
    return False


def always_printed(node: x.Op) -> bool:
    """What patterns become, so that every target prints it: `pair[0]`, `e == Enum.value`."""
    if node.id == "tuple.at":
        return True
    return node.id == "enum.eq" and isinstance(node.args[1], x.EnumValue)


class Inliner:
    """`block_of` makes a `BlockExpr` of a `let`, where the profile has those."""

    def __init__(
        self,
        profile: Lowering,
        raising: Raising,
        stays_fold: Callable[[x.Op], bool],
        block_of: Callable[[x.Expr], Any],
    ) -> None:
        self.profile = profile
        self.raising = raising
        self.stays_fold = stays_fold
        self.block_of = block_of
        self._memo: dict[int, tuple[Any, Any]] = {}
        self._blocks: dict[int, tuple[Any, Any]] = {}

    def get(self, node: Any) -> Any | None:
        """The printable form, or None when there is none."""
        known = self._memo.get(id(node))
        if known is not None and known[0] is node:
            return known[1]
        found = self._get(node)
        self._memo[id(node)] = (node, found)
        return found

    def later(self, node: Any) -> Any | None:
        """The form of what is evaluated sometimes, or under binders: it may hold its `let`s."""
        form = self.get(node)
        if form is not None or not self.profile.block_expressions:
            return form
        known = self._blocks.get(id(node))
        if known is None or known[0] is not node:
            block = self.block_of(node)
            plain = all(isinstance(one, s.Declare | s.Destructure) for one in block.block)
            known = self._blocks[id(node)] = (node, block if plain else None)
        return known[1]

    def all(self, nodes: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """The printable forms of several, or None when one has none."""
        found = tuple(self.get(node) for node in nodes)
        return None if any(one is None for one in found) else found

    def spelled(self, node: Any) -> bool:
        """Whether the target spells every built-in of a printable expression."""
        ops = (one for one in everything((node,)) if isinstance(one, x.Op))
        return all(self.profile.spells(one) or always_printed(one) for one in ops)

    def _get(self, node: Any) -> Any | None:
        if is_atom(node):
            return node
        if not self.profile.raising_expressions and self.raising.step(node):
            return None
        match node:
            case x.Let():
                return self._let(node)
            case x.If():
                return self._if(node)
            case x.Match():
                return self._match(node)
            case x.Fail():
                return self.rebuilt(node) if self.profile.fail_expressions else None
            case x.Op():
                return self._op(node)
            case x.Lambda():
                body = self.later(node.body)
                return None if body is None else replace(node, body=body)
        return self.rebuilt(node)

    def rebuilt(self, node: Any) -> Any | None:
        """The node with printable parts, or None."""
        return self.filled(node, {id(p): self.get(p) for p in pieces(node) if not _is_binding(p)})

    def filled(self, node: Any, forms: dict[int, Any]) -> Any | None:
        """The node with these parts; None when one has no form."""
        if any(form is None for form in forms.values()):
            return None
        return _Parts(forms).rebuild(node)

    def lazy_ok(self, nodes: tuple[Any, ...]) -> bool:
        """Whether these may stand where they are evaluated only sometimes."""
        if self.profile.short_circuit_raises:
            return True
        return not any(self.raising.of(node) for node in nodes)

    def _let(self, node: x.Let) -> Any | None:
        body = self.dissolved(node)
        if body is not None:
            return self.get(body)
        if self.profile.let_expressions:
            return self.rebuilt(node)
        return None

    def dissolved(self, node: x.Let) -> x.Expr | None:
        """The body with the value in the place of the variable, where that is no loss."""
        match node.pattern:
            case x.PWild():
                return None if self.raising.of(node.value) else node.body
            case x.PBind(var):
                if is_atom(node.value):
                    return substitute(node.body, {var.uid: node.value})
                once = count_uses(node.body, var.uid) == 1 and not _under_lambda(node.body, var)
                if once and not self.raising.of(node.value):
                    return substitute(node.body, {var.uid: node.value})
            case x.PTuple(items):
                if isinstance(node.value, x.TupleLit):
                    inner = node.body
                    for item, value in reversed(list(zip(items, node.value.items, strict=True))):
                        inner = x.Let(item, value, inner, node.type, node.span)
                    return inner
        return None

    def _if(self, node: x.If) -> Any | None:
        if not self.profile.if_expressions or not self.lazy_ok((node.then, node.other)):
            return None
        cond, then, other = self.get(node.cond), self.later(node.then), self.later(node.other)
        if cond is None or then is None or other is None:
            return None
        return replace(node, cond=cond, then=then, other=other)

    def _match(self, node: x.Match) -> Any | None:
        if self.profile.match_expressions:
            bodies = {id(arm.body) for arm in node.arms}
            parts = [p for p in pieces(node) if not _is_binding(p)]
            forms = {id(p): self.later(p) if id(p) in bodies else self.get(p) for p in parts}
            return self.filled(node, forms)
        subject = self.get(node.subject)
        short = len(node.arms) <= MOST_ARMS and self.profile.if_expressions
        if not short or subject is None or not projection(subject):
            return None
        chain = Tests(self.spelled).as_conditionals(node, subject)
        return None if chain is None else self.get(chain)

    def _op(self, node: x.Op) -> Any | None:
        if not self.profile.spells(node) and not always_printed(node):
            return None
        lazy = tuple(a for a, is_lazy in zip(node.args, lazy_parts(node), strict=True) if is_lazy)
        if not self.lazy_ok(lazy):
            return None
        if any(isinstance(arg, x.Lambda) for arg in node.args) and not self.stays(node):
            return None
        sometimes = {id(arg) for arg in lazy}
        forms = {id(a): self.later(a) if id(a) in sometimes else self.get(a) for a in node.args}
        return self.filled(node, forms)

    def stays(self, node: x.Op) -> bool:
        """Whether a macro that the target spells may stay, as far as its parts can."""
        if is_key_sort(node):
            return True
        profile = self.profile
        if profile.closures == "none" or node.id not in profile.keep_macros:
            return False
        if profile.loops_over_numbers and getattr(node.args[0], "id", None) in NUMBERS:
            return False
        bodies = [arg.body for arg in node.args if isinstance(arg, x.Lambda)]
        quiet = profile.closures == "pure" and node.id not in profile.raising_macros
        if quiet and any(self.raising.of(body) for body in bodies):
            return False
        if not profile.fail_expressions and any(_jumps(self.get(body)) for body in bodies):
            return False
        return node.id != "list.fold" or self.stays_fold(node)


def _jumps(node: Any) -> bool:
    """Whether a printable form has statements that leave it, which a closure cannot hold."""
    return node is not None and any(
        isinstance(one, s.Return | s.Raise | s.Guard) for one in everything((node,))
    )


def _is_binding(piece: Any) -> bool:
    return type(piece) is x.Var or isinstance(
        piece,
        x.PWild | x.PBind | x.PLiteral | x.PEnum | x.PVariant | x.PList | x.PTuple
        | x.PSome | x.PNone | x.POk | x.PErr,
    )  # fmt: skip


def _under_lambda(node: Any, var: x.Var) -> bool:
    lambdas = (one for one in everything((node,)) if isinstance(one, x.Lambda))
    return any(count_uses(one, var.uid) for one in lambdas)


class _Parts(Mapper):
    def __init__(self, forms: dict[int, Any]) -> None:
        self.forms = forms

    def expr(self, node: Any) -> Any:
        return self.forms.get(id(node), node)
