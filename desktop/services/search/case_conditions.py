"""Turns clauses about cases into conditions on the table `case`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import and_, extract, false, func, or_, select

from db.words import CaseState, MatchState, Stage
from desktop.services.companies.names import normalise_name
from desktop.services.programmes.errors import PackBrokenError
from desktop.services.programmes.packs import list_packs, pack
from desktop.services.search.asking import (
    Asking,
    Condition,
    among,
    between,
    case,
    company,
    ids_where,
    in_numbers,
    in_words,
    is_whole,
    live,
    table,
    typed_in,
)
from desktop.services.search.build_ends import built_by
from desktop.services.search.company_conditions import free_word as company_called
from desktop.services.search.matching import called, name_matches, number_matches, text_matches
from desktop.services.search.values import Days, Me, Nothing, Numbers, Words
from desktop.services.search.words import BuildEnd, Field

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Column, Select, Table

    from desktop.services.search.company_conditions import Maker
    from desktop.services.search.query import Choice


def free_word(typed: str) -> Condition:
    """Return the condition that a case's company, number or title contains what was typed."""
    return or_(
        case.c.company_id.in_(ids_where(company, company_called(typed))),
        text_matches(typed, case.c.number, case.c.title),
    )


def _stage(_asking: Asking, choice: Choice) -> Condition:
    return in_words(case.c.stage, choice)


def _state(_asking: Asking, choice: Choice) -> Condition:
    return in_words(case.c.state, choice)


def _done(_asking: Asking, choice: Choice) -> Condition:
    """Return the condition that a stage lies behind a case; a closed one has all behind it."""
    stages = choice.value.members if isinstance(choice.value, Words) else ()
    behind = {
        later
        for stage in stages
        for later in Stage
        if isinstance(stage, Stage) and later.position > stage.position
    }
    return or_(case.c.state == CaseState.CLOSED, case.c.stage.in_(sorted(behind)))


def _number(_asking: Asking, choice: Choice) -> Condition:
    typed = typed_in(choice)
    numbered = ids_where(company, number_matches(typed, company.c.brn))
    return or_(text_matches(typed, case.c.number), case.c.company_id.in_(numbered))


def _owner(asking: Asking, choice: Choice) -> Condition:
    if isinstance(choice.value, Me):
        return false() if asking.me is None else case.c.owner_id == asking.me
    return among(asking, case.c.owner_id, choice, _names(asking, table("staff")))


def _partner(asking: Asking, choice: Choice) -> Condition:
    return among(asking, case.c.partner_id, choice, _names(asking, table("partner")))


def _supplier(_asking: Asking, choice: Choice) -> Condition:
    supplier = table("supplier")
    if isinstance(choice.value, Nothing):
        return case.c.supplier_id.is_(None)
    typed, key = typed_in(choice), supplier.c.name_key
    named = key == normalise_name(typed) if is_whole(choice) else name_matches(typed, key)
    return case.c.supplier_id.in_(ids_where(supplier, named))


def _announcement(asking: Asking, choice: Choice) -> Condition:
    call, programme = table("announcement"), table("programme")
    every_name = call.c.title + " " + programme.c.name
    statement = (
        select(call.c.id, call.c.title if is_whole(choice) else every_name)
        .join(programme, programme.c.id == call.c.programme_id)
        .where(live(call))
    )
    return among(asking, case.c.announcement_id, choice, _pairs(asking, statement))


def _names(asking: Asking, named: Table) -> Sequence[tuple[UUID, str]]:
    return _pairs(asking, select(named.c.id, named.c.name).where(live(named)))


def _pairs(asking: Asking, statement: Select[tuple[UUID, str]]) -> list[tuple[UUID, str]]:
    return [(key, name) for key, name in asking.session.execute(statement)]


@cache
def _tracks() -> tuple[tuple[str, str], ...]:
    """Return the code and the names of every track of the packs that ship."""
    try:
        packs = [pack(row.id, row.version) for row in list_packs()]
    except PackBrokenError:  # whoever opens the pack is told; searching by code still works
        return ()
    return tuple((t.code, f"{t.title.ko} {t.title.en}") for one in packs for t in one.tracks)


def _track(_asking: Asking, choice: Choice) -> Condition:
    if isinstance(choice.value, Nothing):
        return case.c.track == ""
    typed = typed_in(choice)
    if is_whole(choice):
        return case.c.track == typed
    named = sorted({code for code, name in _tracks() if called(typed, name)})
    return or_(text_matches(typed, case.c.track), case.c.track.in_(named))


def _year(_asking: Asking, choice: Choice) -> Condition:
    """Return the condition on the announcement's year; without one, on when the case was opened."""
    if not isinstance(choice.value, Numbers):
        return false()
    low, high = choice.value.low, choice.value.high
    call = table("announcement")
    called_in = ids_where(call, between(call.c.year, low, high))
    opened_in = between(extract("year", case.c.created_at), low, high)
    return or_(
        case.c.announcement_id.in_(called_in), and_(case.c.announcement_id.is_(None), opened_in)
    )


def _cost(_asking: Asking, choice: Choice) -> Condition:
    if isinstance(choice.value, Nothing):
        return case.c.total_cost == 0
    return in_numbers(case.c.total_cost, choice)


def _due(asking: Asking, choice: Choice) -> Condition:
    """Return the condition on the next open day; `할일:` narrows which days count."""
    deadline = table("deadline")
    open_days = select(deadline.c.case_id).where(live(deadline), deadline.c.done_on.is_(None))
    kinds = [
        kind
        for clause in asking.query.of(Field.DUTY)
        if not clause.negated
        for duty in clause.choices
        if isinstance(duty.value, Words)
        for kind in duty.value.members
    ]
    if kinds:
        open_days = open_days.where(deadline.c.kind.in_(kinds))
    if not isinstance(choice.value, Days):
        return case.c.id.not_in(open_days)
    low, high = asking.day(choice.value.low), asking.day(choice.value.high)
    return case.c.id.in_(_next_between(open_days, deadline, low, high))


def _next_between(
    open_days: Select[tuple[UUID]], deadline: Table, low: date | None, high: date | None
) -> Select[tuple[UUID]]:
    if low is None and high is not None:  # the first day is early when any day is
        return open_days.where(deadline.c.due <= high)
    first = func.min(deadline.c.due)
    return open_days.group_by(deadline.c.case_id).having(between(first, low, high))


def _duty(_asking: Asking, choice: Choice) -> Condition:
    deadline = table("deadline")
    open_days = select(deadline.c.case_id).where(live(deadline), deadline.c.done_on.is_(None))
    if isinstance(choice.value, Nothing):
        return case.c.id.not_in(open_days)
    return case.c.id.in_(open_days.where(in_words(deadline.c.kind, choice)))


def _funding(_asking: Asking, choice: Choice) -> Condition:
    line, match = table("funding_line"), table("match")
    counted = ids_where(match, match.c.state != MatchState.DECLINED)
    paid = select(line.c.case_id).where(live(line), line.c.amount > 0, line.c.match_id.in_(counted))
    if isinstance(choice.value, Nothing):
        return case.c.id.not_in(paid)
    return case.c.id.in_(paid.where(in_words(line.c.source, choice)))


def _match(_asking: Asking, choice: Choice) -> Condition:
    return _has(table("match"), table("match").c.state, choice)


def _agreement(_asking: Asking, choice: Choice) -> Condition:
    return _has(table("agreement"), table("agreement").c.state, choice)


def _ticket(_asking: Asking, choice: Choice) -> Condition:
    return _has(table("ticket"), table("ticket").c.state, choice)


def _has(part: Table, column: Column[object], choice: Choice) -> Condition:
    """Return the condition that a case has a part in one of the chosen states, or none at all."""
    parts = select(part.c.case_id).where(live(part))
    if isinstance(choice.value, Nothing):
        return case.c.id.not_in(parts)
    return case.c.id.in_(parts.where(in_words(column, choice)))


def _build_end(asking: Asking, choice: Choice) -> Condition:
    states = choice.value.members if isinstance(choice.value, Words) else ()
    planned = built_by()
    conditions = {
        BuildEnd.ON_TIME: planned.c.built_on <= planned.c.build_end,
        BuildEnd.LATE: func.coalesce(planned.c.built_on, asking.today) > planned.c.build_end,
        BuildEnd.RUNNING: and_(planned.c.built_on.is_(None), planned.c.build_end >= asking.today),
    }
    wanted = or_(false(), *(conditions[state] for state in states if isinstance(state, BuildEnd)))
    if isinstance(choice.value, Nothing):
        return case.c.id.not_in(select(planned.c.case_id))
    return case.c.id.in_(select(planned.c.case_id).where(wanted))


def _kpi(_asking: Asking, choice: Choice) -> Condition:
    kpi = table("kpi")
    there = select(kpi.c.case_id).where(live(kpi))
    if isinstance(choice.value, Nothing):
        return case.c.id.not_in(there)
    typed = typed_in(choice)
    named = kpi.c.code == typed.upper()
    if not is_whole(choice):
        named = or_(named, text_matches(typed, kpi.c.name))
    return case.c.id.in_(there.where(named))


MAKERS: dict[Field, Maker] = {
    Field.NUMBER: _number,
    Field.STAGE: _stage,
    Field.STATE: _state,
    Field.DONE: _done,
    Field.OWNER: _owner,
    Field.DUE: _due,
    Field.DUTY: _duty,
    Field.PARTNER: _partner,
    Field.SUPPLIER: _supplier,
    Field.TRACK: _track,
    Field.ANNOUNCEMENT: _announcement,
    Field.YEAR: _year,
    Field.COST: _cost,
    Field.FUNDING: _funding,
    Field.MATCH: _match,
    Field.AGREEMENT: _agreement,
    Field.BUILD_END: _build_end,
    Field.TICKET: _ticket,
    Field.KPI: _kpi,
}
