"""The small part of Jinja that a form may use, and the closed room in which it runs.

A form needs values, rows, choices and a handful of filters. Calls, arithmetic, assignments and
everything else are refused while reading, so that a template from anywhere stays a form.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from typing_extensions import override

from desktop.services.documents.complaints import ComplaintCode, UnfitReason
from desktop.services.documents.errors import UnfitValueError
from desktop.services.documents.filters import FILTERS, number, tick, written_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jinja2 import Undefined

LOOP_WORDS = frozenset({"index", "index0", "revindex", "first", "last", "length"})
TESTS = frozenset({"none"})
MOST_NESTED_LOOPS = 2
LARGEST_ARGUMENT = 60


class FormEnvironment(ImmutableSandboxedEnvironment):
    """Looks names up in dictionaries only: no attribute or method of any object is reachable."""

    @override
    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)

    @override
    def getitem(self, obj: Any, argument: Any) -> Any | Undefined:
        if type(obj) is dict and argument in obj:
            return obj[argument]
        if isinstance(obj, LoopContext) and argument in LOOP_WORDS:
            return super().getattr(obj, argument)
        return self.undefined(obj=obj, name=argument)


def environment() -> FormEnvironment:
    """Return the room in which templates are read and filled: strict, escaping, own filters."""
    room = FormEnvironment(undefined=StrictUndefined, autoescape=True, finalize=_printed)
    room.globals.clear()
    room.filters = {name: _guarded(name, filter_) for name, filter_ in FILTERS.items()}
    room.tests = {name: test for name, test in room.tests.items() if name in TESTS}
    return room


def _printed(value: object) -> object:
    """Return how a value looks without a filter; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return tick(value)
    if isinstance(value, float):
        return number(value)
    if isinstance(value, date):
        return written_date(value)
    if isinstance(value, (list, dict)):
        raise UnfitValueError(field="", reason=UnfitReason.FORMAT, found=type(value).__name__)
    return value


def _guarded(name: str, filter_: Callable[..., object]) -> Callable[..., object]:
    """Return the filter with its refusals turned into UnfitValueError."""

    def filtered(value: object, *arguments: object) -> object:
        try:
            return filter_(value, *arguments)
        except (TypeError, ValueError) as error:
            found = type(value).__name__
            raise UnfitValueError(field=name, reason=UnfitReason.FORMAT, found=found) from error

    return filtered


class Purpose(Enum):
    """What a template does with a field."""

    PRINTS = auto()
    LOOPS = auto()
    ASKS = auto()
    """Only asks whether it is blank."""


@dataclass(frozen=True)
class FieldUse:
    """One place where a template asks for a field."""

    name: str
    """The name in the dictionary, with loop variables resolved: 요건.항목.판정."""
    written: str
    """The name as it stands in the template: 항.판정."""
    line: int
    purpose: Purpose = Purpose.PRINTS
    row_of: str = ""
    """The field whose rows the loop around this place goes through, if the name starts there."""


@dataclass(frozen=True)
class Offence:
    """One expression that the grammar does not know."""

    code: ComplaintCode
    written: str
    line: int


@dataclass
class Reading:
    """What a walk through one template found."""

    uses: list[FieldUse] = field(default_factory=list)
    offences: list[Offence] = field(default_factory=list)


def read(tree: nodes.Template) -> Reading:
    """Return the fields that a parsed template uses and what it must not do."""
    walk = _Walk()
    walk.statements(tree.body, {})
    return walk.found


class _Walk:
    """Goes through a syntax tree; `scope` maps each loop variable to the rows it goes through."""

    def __init__(self) -> None:
        self.found = Reading()

    def statements(self, body: Iterable[nodes.Node], scope: dict[str, str]) -> None:
        for node in body:
            if isinstance(node, nodes.Output):
                for part in node.nodes:
                    self._expression(part, scope)
            elif isinstance(node, nodes.If):
                self._if(node, scope)
            elif isinstance(node, nodes.For):
                self._for(node, scope)
            else:
                self._refuse(node)

    def _if(self, node: nodes.If, scope: dict[str, str]) -> None:
        self._condition(node.test, scope)
        self.statements(node.body, scope)
        self.statements(node.elif_, scope)
        self.statements(node.else_, scope)

    def _for(self, node: nodes.For, scope: dict[str, str]) -> None:
        rows = self._use(node.iter, scope, Purpose.LOOPS)
        inner_needs_outer = not scope or (rows is not None and bool(rows.row_of))
        simple = node.test is None and not node.recursive and isinstance(node.target, nodes.Name)
        if rows is None:
            return
        if not simple or not inner_needs_outer or len(scope) >= MOST_NESTED_LOOPS:
            self._refuse(node)
            return
        variable = node.target.name if isinstance(node.target, nodes.Name) else ""
        self.statements(node.body, {**scope, variable: rows.name})
        self.statements(node.else_, scope)

    def _condition(self, node: nodes.Node, scope: dict[str, str]) -> None:
        if isinstance(node, (nodes.And, nodes.Or, nodes.Not)):
            for child in node.iter_child_nodes():
                self._condition(child, scope)
        elif isinstance(node, (nodes.Name, nodes.Getattr, nodes.Getitem)):
            self._use(node, scope, Purpose.ASKS)
        else:
            self._expression(node, scope)

    def _expression(self, node: nodes.Node | None, scope: dict[str, str]) -> None:
        if node is None or isinstance(node, (nodes.TemplateData, nodes.Const)):
            return
        if isinstance(node, (nodes.Name, nodes.Getattr, nodes.Getitem)):
            self._use(node, scope, Purpose.PRINTS)
        elif isinstance(node, nodes.Filter):
            self._filter(node, scope)
        elif isinstance(node, nodes.CondExpr):
            self._condition(node.test, scope)
            self._expression(node.expr1, scope)
            self._expression(node.expr2, scope)
        elif self._is_choice(node):
            for child in node.iter_child_nodes():
                self._expression(child, scope)
        else:
            self._refuse(node)

    @staticmethod
    def _is_choice(node: nodes.Node) -> bool:
        if isinstance(node, nodes.Operand):
            return node.op in ("eq", "ne")
        if isinstance(node, nodes.Test):
            return node.name in TESTS and not node.args
        return isinstance(node, (nodes.And, nodes.Or, nodes.Not, nodes.Compare))

    def _filter(self, node: nodes.Filter, scope: dict[str, str]) -> None:
        self._expression(node.node, scope)
        if node.name not in FILTERS:
            self.found.offences.append(
                Offence(ComplaintCode.UNKNOWN_FILTER, node.name, node.lineno)
            )
        elif node.node is None or not _fits(node):
            self._refuse(node)

    def _use(self, node: nodes.Node, scope: dict[str, str], purpose: Purpose) -> FieldUse | None:
        """Note which field is meant; None for `loop.index` and for what is no name at all."""
        path = _path(node)
        if path is None:
            self._refuse(node)
            return None
        head, rest = path[0], path[1:]
        about_loop = head == "loop" and scope and len(rest) == 1 and rest[0] in LOOP_WORDS
        if about_loop and purpose is not Purpose.LOOPS:
            return None
        row_of = scope.get(head, "")
        name = ".".join([row_of or head, *rest])
        use = FieldUse(name, ".".join(path), node.lineno, purpose, row_of)
        self.found.uses.append(use)
        return use

    def _refuse(self, node: nodes.Node) -> None:
        written = type(node).__name__.lower()
        self.found.offences.append(Offence(ComplaintCode.FORBIDDEN, written, node.lineno))


def _path(node: nodes.Node) -> list[str] | None:
    """Return ["기업", "이름"] for 기업.이름; None for what is no dotted name."""
    if isinstance(node, nodes.Name):
        return [node.name]
    if isinstance(node, nodes.Getattr):
        base = _path(node.node)
        return None if base is None else [*base, node.attr]
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        base = _path(node.node)
        key = node.arg.value
        return None if base is None or not isinstance(key, str) else [*base, key]
    return None


def _fits(node: nodes.Filter) -> bool:
    """Say whether a filter gets the few plain arguments it knows."""
    if node.kwargs or node.dyn_args is not None or node.dyn_kwargs is not None:
        return False
    values = [arg.value for arg in node.args if isinstance(arg, nodes.Const)]
    if len(values) != len(node.args):
        return False
    if any(not isinstance(v, (int, str)) or len(str(v)) > LARGEST_ARGUMENT for v in values):
        return False
    if any(isinstance(v, int) and not 0 <= v <= LARGEST_ARGUMENT for v in values):
        return False
    try:
        inspect.signature(FILTERS[node.name]).bind(None, *values)
    except TypeError:
        return False
    return True
