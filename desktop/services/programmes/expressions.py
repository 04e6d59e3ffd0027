"""Compiles the expressions of a pack: typed, over named facts, without ever running Python."""

from __future__ import annotations

import ast
import operator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from desktop.services.programmes import terms
from desktop.services.programmes.expression_errors import ExpressionError, nearest
from desktop.services.programmes.expression_text import Tree
from desktop.services.programmes.facts import FACTS, Fact, FactKind
from desktop.services.programmes.functions import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop.services.programmes.terms import Facts, Term

__all__ = ["Expression", "ExpressionError", "compiled"]

NUMBERS = {FactKind.COUNT, FactKind.NUMBER, FactKind.WON, None}
_LARGEST = 10**18
_ORDERED = NUMBERS | {FactKind.DAY}
_SIGNS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


@dataclass(frozen=True)
class Expression:
    """A compiled expression; names: the facts that it asks for, in the order of reading."""

    text: str
    term: Term
    names: tuple[str, ...]

    def value(self, facts: Facts) -> Any:
        """Return the value for these facts, None where it is unknown."""
        return self.term.run(facts)

    def missing(self, facts: Facts) -> tuple[str, ...]:
        """Return the missing facts that keep it unknown; none where its value is known."""
        return tuple(self.term.missing(facts))

    def grounds(self, facts: Facts) -> tuple[str, ...]:
        """Return the facts that the value rests on; of `a or b` the one that holds."""
        return tuple(self.term.grounds(facts))


def of_term(term: Term, text: str = "") -> Expression:
    """Return a term that was built without a text as an expression."""
    return Expression(text, term, tuple(term.names()))


def compiled(
    text: str, *, names: Mapping[str, Fact] = FACTS, kind: FactKind = FactKind.FLAG
) -> Expression:
    """Return an expression over `names` whose value is of `kind`.

    Raises ExpressionError with the letter at which the mistake stands.
    """
    tree = Tree(text)
    term = _Compiling(tree, names).term(tree.top)
    if not (term.kind is kind or (kind in NUMBERS and term.kind in NUMBERS)):
        raise ExpressionError(f"value_of_kind_{kind}", position=1, found=_spoken(term))
    return of_term(term, text)


class _Compiling:
    """One walk through a tree."""

    def __init__(self, tree: Tree, names: Mapping[str, Fact]) -> None:
        self._tree = tree
        self._names = names

    def term(self, part: ast.expr) -> Term:
        """Return the term of a part. Raises ExpressionError."""
        if isinstance(part, ast.Name):
            return self._fact(part)
        if isinstance(part, ast.Constant):
            return self._constant(part)
        if isinstance(part, ast.BoolOp):
            flags = [self._flag(one) for one in part.values]
            return terms.both(flags) if isinstance(part.op, ast.And) else terms.either(flags)
        if isinstance(part, ast.UnaryOp):
            return self._turned(part)
        if isinstance(part, ast.Compare):
            return self._compared(part)
        if isinstance(part, ast.BinOp):
            return self._reckoned(part)
        if isinstance(part, ast.IfExp):
            return self._chosen(part)
        if isinstance(part, ast.Call):
            return self._called(part)
        raise self._mistake("one_value", part)

    def _fact(self, part: ast.Name) -> Term:
        found = self._names.get(part.id)
        if found is None:
            known = sorted(self._names)
            raise self._mistake("known_fact", part, meant=nearest(part.id, known), known=known)
        return terms.fact(found.name, found.kind, found.words)

    def _constant(self, part: ast.Constant) -> Term:
        value = part.value
        if isinstance(value, bool):
            return terms.constant(FactKind.FLAG, value)
        if isinstance(value, str):
            return terms.constant(FactKind.TEXT, value)
        if not isinstance(value, int | float):
            raise self._mistake("one_value", part)
        number = Fraction(self._tree.source(part).replace("_", ""))
        if number > _LARGEST:
            raise self._mistake("smaller_number", part)
        return terms.constant(None, int(number) if number.denominator == 1 else number)

    def _flag(self, part: ast.expr) -> Term:
        term = self.term(part)
        if term.kind is not FactKind.FLAG:
            raise self._mistake("yes_or_no", part, found=_spoken(term))
        return term

    def _number(self, part: ast.expr) -> Term:
        term = self.term(part)
        if term.kind not in NUMBERS:
            raise self._mistake("a_number", part, found=_spoken(term))
        return term

    def _turned(self, part: ast.UnaryOp) -> Term:
        if isinstance(part.op, ast.Not):
            return terms.negated(self._flag(part.operand))
        term = self._number(part.operand)
        return terms.worked_out(term.kind, operator.neg, [term])

    def _compared(self, part: ast.Compare) -> Term:
        """Return a comparison; `10 <= x <= 34` is two of them."""
        found = []
        left = part.left
        for sign, right in zip(part.ops, part.comparators, strict=True):
            found.append(self._pair(left, sign, right))
            left = right
        return found[0] if len(found) == 1 else terms.both(found)

    def _pair(self, left: ast.expr, sign: ast.cmpop, right: ast.expr) -> Term:
        if isinstance(sign, ast.In | ast.NotIn):
            return self._among(left, right, wanted=isinstance(sign, ast.In))
        one, other = self.term(left), self.term(right)
        one, other = self._alike(one, left, other, right)
        compare = _SIGNS[type(sign)]
        if isinstance(sign, ast.Eq | ast.NotEq):
            return terms.compared(one, compare, other)
        if one.words is not None and one.kind is FactKind.WORD:
            return terms.compared(one, terms.in_order_of(one.words, compare), other)
        if one.kind not in _ORDERED:
            raise self._mistake("something_that_has_an_order", left, found=_spoken(one))
        return terms.compared(one, compare, other)

    def _among(self, left: ast.expr, right: ast.expr, *, wanted: bool) -> Term:
        if not isinstance(right, ast.List | ast.Tuple) or not right.elts:
            raise self._mistake("a_list_of_values", right)
        one = self.term(left)
        values = []
        for value in right.elts:
            one, other = self._alike(one, left, self.term(value), value)
            values.append(other)
        return terms.among(one, values, wanted=wanted)

    def _alike(self, one: Term, left: ast.expr, other: Term, right: ast.expr) -> tuple[Term, Term]:
        """Return two terms that may be compared. Raises ExpressionError where they may not."""
        if one.kind is FactKind.WORD or other.kind is FactKind.WORD:
            return self._as_words(one, left, other), self._as_words(other, right, one)
        if one.kind is not other.kind and not {one.kind, other.kind} <= NUMBERS:
            raise self._mistake(
                "value_of_same_kind", right, found=f"{_spoken(one)}, {_spoken(other)}"
            )
        if {one.kind, other.kind} in ({FactKind.WON, FactKind.COUNT},):
            raise self._mistake(
                "value_of_same_kind", right, found=f"{_spoken(one)}, {_spoken(other)}"
            )
        return one, other

    def _as_words(self, term: Term, part: ast.expr, like: Term) -> Term:
        """Return a term as a word of the list that the other one is of."""
        if term.kind is FactKind.WORD:
            words = like.words if like.kind is FactKind.WORD else term.words
            if term.words is not words:
                raise self._mistake("word_of_the_same_list", part, found=_spoken(term))
            return term
        known = [word.value for word in like.words or ()]
        if term.kind is not FactKind.TEXT or not term.is_constant:
            raise self._mistake("word_of_the_list", part, found=_spoken(term), known=known)
        if term.constant not in known:
            meant = nearest(term.constant, known)
            raise self._mistake(
                "word_of_the_list", part, found=term.constant, meant=meant, known=known
            )
        return terms.constant(FactKind.WORD, term.constant, like.words)

    def _reckoned(self, part: ast.BinOp) -> Term:
        one, other = self.term(part.left), self.term(part.right)
        if FactKind.DAY in (one.kind, other.kind):
            return self._of_days(part, one, other)
        for term, place in ((one, part.left), (other, part.right)):
            if term.kind not in NUMBERS:
                raise self._mistake("a_number", place, found=_spoken(term))
        kinds = {one.kind, other.kind}
        if isinstance(part.op, ast.Add | ast.Sub):
            if FactKind.WON in kinds and not kinds <= {FactKind.WON, None}:
                raise self._mistake("won_with_won", part.right, found=_spoken(other))
            work = operator.add if isinstance(part.op, ast.Add) else operator.sub
            return terms.worked_out(_wider(kinds), work, [one, other])
        if isinstance(part.op, ast.Mult):
            if one.kind is other.kind is FactKind.WON:
                raise self._mistake("won_times_a_number", part.right, found=_spoken(other))
            return terms.worked_out(_wider(kinds), operator.mul, [one, other])
        if other.kind is FactKind.WON and one.kind is not FactKind.WON:
            raise self._mistake("won_by_won_or_number", part.right, found=_spoken(other))
        is_won = one.kind is FactKind.WON and other.kind is not FactKind.WON
        kind = FactKind.WON if is_won else FactKind.NUMBER
        return terms.worked_out(kind, Fraction, [one, other])

    def _of_days(self, part: ast.BinOp, one: Term, other: Term) -> Term:
        """Return a day some days away, or the days between two days."""
        if one.kind is not FactKind.DAY or not isinstance(part.op, ast.Add | ast.Sub):
            raise self._mistake("a_day_and_days", part, found=_spoken(one))
        if other.kind is FactKind.DAY and isinstance(part.op, ast.Sub):
            return terms.worked_out(FactKind.COUNT, lambda a, b: (a - b).days, [one, other])
        if other.kind not in (FactKind.COUNT, None):
            raise self._mistake("a_day_and_days", part.right, found=_spoken(other))
        sign = 1 if isinstance(part.op, ast.Add) else -1
        return terms.worked_out(FactKind.DAY, lambda a, b: _moved(a, sign * b), [one, other])

    def _chosen(self, part: ast.IfExp) -> Term:
        one, other = self.term(part.body), self.term(part.orelse)
        one, other = self._alike(one, part.body, other, part.orelse)
        return terms.chosen(self._flag(part.test), one, other)

    def _called(self, part: ast.Call) -> Term:
        name = part.func.id if isinstance(part.func, ast.Name) else self._tree.source(part.func)
        function = FUNCTIONS.get(name)
        if function is None:
            known = sorted(FUNCTIONS)
            raise self._mistake(
                "known_function", part, found=name, meant=nearest(name, known), known=known
            )
        if not function.at_least <= len(part.args) <= function.at_most:
            raise self._mistake(
                "this_many_values", part, found=len(part.args), known=[function.shown]
            )
        given = [self.term(one) for one in part.args]
        for at, (term, place) in enumerate(zip(given, part.args, strict=True)):
            if not function.takes(term, at):
                raise self._mistake(
                    "values_of_this_function", place, found=_spoken(term), known=[function.shown]
                )
        return function.term(given)

    def _mistake(
        self, expected: str, part: ast.expr, *, found: object = None, **more: Any
    ) -> ExpressionError:
        shown = self._tree.source(part) if found is None else found
        raise ExpressionError(expected, position=self._tree.position(part), found=shown, **more)


def _wider(kinds: set[FactKind | None]) -> FactKind | None:
    """Return what a number becomes when it meets another."""
    order = (FactKind.WON, FactKind.NUMBER, FactKind.COUNT)
    return next((kind for kind in order if kind in kinds), None)


def _moved(day: date, days: int | Fraction) -> date:
    return day + timedelta(days=int(days))


def _spoken(term: Term) -> str:
    """Return the kind of a term as authors know it, with its name or value where it has one."""
    kind = "number" if term.kind is None else str(term.kind)
    return f"{term.name or term.constant} ({kind})" if term.name or term.is_constant else kind
