"""What turning a query into SQL needs to know, and the small pieces that both lists share.

Statements are written on the tables, not on the classes: a list of 30,000 must not make 30,000
objects. So they leave out tombstones themselves, with `live`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import ColumnElement, and_, false, or_, select, true, type_coerce
from sqlalchemy.types import String

import db.tables  # noqa: F401 - the tables are known once the classes are
from db.base import metadata
from desktop.services.companies.names import normalise_name
from desktop.services.search import words
from desktop.services.search.matching import called
from desktop.services.search.query import Finding, FindingCode
from desktop.services.search.values import Days, Nothing, Numbers, Text, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from uuid import UUID

    from sqlalchemy import FromClause, Select, Table
    from sqlmodel import Session

    from desktop.services.search.query import Choice, Clause, Query
    from desktop.services.search.values import Day

Condition = ColumnElement[bool]
T = TypeVar("T")

case = metadata.tables["case"]
company = metadata.tables["company"]
site = metadata.tables["site"]


@dataclass
class Asking:
    """One search: who asks, on which day, and what was not found on the way."""

    session: Session
    query: Query
    today: date
    me: UUID | None = None
    findings: list[Finding] = field(default_factory=list)

    def day(self, day: Day | None) -> date | None:
        """Return a day that was counted from today as a date."""
        return self.today + timedelta(days=day) if isinstance(day, int) else day

    def nobody(self, choice: Choice, typed: str, known: Iterable[str] = ()) -> None:
        """Remember that nothing is called like that."""
        suggestion = words.nearest(typed, known)
        found = Finding(FindingCode.NOBODY, choice.start, choice.end, typed, suggestion)
        if found not in self.findings:
            self.findings.append(found)


def table(name: str) -> Table:
    """Return a table by its name."""
    return metadata.tables[name]


def live(kept: FromClause) -> Condition:
    """Return the condition that a row was not deleted."""
    return kept.c.deleted.is_(False)


def key_of(kept: Table) -> ColumnElement[str]:
    """Return the key as the database wrote it, without making a UUID of it."""
    return type_coerce(kept.c.id, String)


def ids_where(kept: Table, *conditions: Condition) -> Select[tuple[UUID]]:
    """Return the keys of the live rows for which all conditions hold."""
    return select(kept.c.id).where(live(kept), *conditions)


def holds(clause: Clause, make: Callable[[Choice], Condition]) -> Condition:
    """Return the condition of a whole clause: any choice, or none of them where it is negated."""
    conditions = [make(choice) for choice in clause.choices]
    whole = or_(*conditions) if conditions else true()
    # What is unknown does not hold, so it has to be there when the clause is turned around.
    return whole.is_not(true()) if clause.negated else whole


def in_words(column: ColumnElement[object], choice: Choice) -> Condition:
    """Return the condition that a column holds one of the chosen words, or nothing."""
    if isinstance(choice.value, Words):
        return column.in_(choice.value.members)
    return column.is_(None)


def in_numbers(column: ColumnElement[int], choice: Choice) -> Condition:
    """Return the condition that a column lies between two numbers, or holds nothing."""
    if isinstance(choice.value, Nothing):
        return column.is_(None)
    if not isinstance(choice.value, Numbers):
        return false()
    return between(column, choice.value.low, choice.value.high)


def in_days(asking: Asking, column: ColumnElement[date], days: Days) -> Condition:
    """Return the condition that a column lies between two days."""
    return between(column, asking.day(days.low), asking.day(days.high))


def between(column: ColumnElement[T], low: T | None, high: T | None) -> Condition:
    """Return the condition that a column lies from `low` to `high`, both included."""
    bounds = []
    if low is not None:
        bounds.append(column >= low)
    if high is not None:
        bounds.append(column <= high)
    return and_(*bounds) if bounds else column.is_not(None)


def typed_in(choice: Choice) -> str:
    """Return the name that was typed, "" for anything else."""
    return choice.value.text if isinstance(choice.value, Text) else ""


def is_whole(choice: Choice) -> bool:
    """Say whether a whole name was typed, not a part of one."""
    return isinstance(choice.value, Text) and choice.value.whole


def among(
    asking: Asking,
    column: ColumnElement[UUID | None],
    choice: Choice,
    known: Iterable[tuple[UUID, str]],
) -> Condition:
    """Return the condition that a column refers to something called as it was typed."""
    if isinstance(choice.value, Nothing):
        return column.is_(None)
    typed = typed_in(choice)
    names = list(known)
    if is_whole(choice):
        found = [key for key, name in names if normalise_name(name) == normalise_name(typed)]
    else:
        found = [key for key, name in names if called(typed, name)]
    if not found:
        asking.nobody(choice, typed, (name for _, name in names))
        return false()
    return column.in_(found)
