"""Stories of a large firm's stream: what it is told, what it is not, what it may answer."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest

from db.hub import firm_rights, projection, slates
from db.words import AnswerKind
from tests.factory import make_case, make_note, make_partner
from tests.hub.partner.conftest import writing
from tests.hub.partner.firms import (
    accept,
    answer_op,
    korean_day,
    make_disclosure,
    make_full_case,
)

if TYPE_CHECKING:
    from psycopg import Connection
    from sqlalchemy import Engine

DEVICE = UUID("0190a000-0000-7000-8000-00000000d001")


def told(hub: Connection, partner: UUID, after: int = 0, *, n: int = 1) -> slates.Slate:
    with hub.transaction():
        return slates.slate_after(hub, DEVICE, partner, after, n=n)


def test_given_the_allow_list_then_each_foreign_key_that_is_shown_leads_to_a_table_that_is_shown():
    from db.base import metadata

    shown = projection.allowed()

    for table in shown.values():
        for name in table.columns:
            for key in metadata.tables[table.name].columns[name].foreign_keys:
                assert key.column.table.name in shown, f"{table.name}.{name}"


@pytest.mark.parametrize(
    "column",
    [
        "company.phone", "company.email", "company.crn", "case.owner_id", "case.partner_id",
        "kpi.weight", "site.phone", "supplier.phone", "application.tax_arrears", "partner.note",
        "pool.government_amount", "pool.operating_fee", "inspection.inspector",
        "inspection.opinion", "agreement.bond_amount", "application.equity",
    ],
)  # fmt: skip
def test_given_the_allow_list_then_what_slates_never_show_is_not_in_it(column: str):
    table, name = column.split(".")

    assert name not in projection.allowed()[table].columns


def test_given_no_disclosure_then_the_stream_stays_empty_and_nothing_is_revoked(
    hub: Connection, engine: Engine
):
    with writing(engine) as session:
        partner = make_partner(session)
        make_full_case(session, partner)

    slate = told(hub, partner.id)

    assert (slate.m, slate.rows, slate.gone, slate.revoked) == (0, {}, {}, False)


def test_given_a_disclosure_when_asked_then_the_open_columns_of_the_case_come_and_no_others(
    hub: Connection, engine: Engine
):
    with writing(engine) as session:
        partner = make_partner(session)
        case = make_full_case(session, partner)
        make_disclosure(session, case, partner)

    slate = told(hub, partner.id)

    assert slate.m == 1
    assert slate.whole
    assert set(slate.rows) == {
        "announcement", "application", "case", "company", "disclosure", "funding_line", "kpi",
        "match", "partner", "site", "supplier",
    }  # fmt: skip
    shown = projection.allowed()["company"]
    company = dict(zip(shown.columns, slate.rows["company"][0], strict=True))
    assert company["name"].startswith("가나정밀")
    assert company["brn"] is None


def test_given_acceptance_when_asked_again_then_what_waited_for_it_comes_with_it(
    hub: Connection, engine: Engine
):
    with writing(engine) as session:
        partner = make_partner(session)
        case = make_full_case(session, partner)
        make_disclosure(session, case, partner)
    told(hub, partner.id)

    with writing(engine) as session:
        accept(session, case)
    slate = told(hub, partner.id, after=1)

    assert slate.m == 2
    assert not slate.whole
    assert {"agreement", "milestone", "inspection", "kpi_value", "payment"} <= set(slate.rows)
    assert len(slate.rows["payment"]) == 1  # the firm's own; not those of others
    shown = projection.allowed()["company"]
    assert dict(zip(shown.columns, slate.rows["company"][0], strict=True))["brn"]


def test_given_a_second_case_when_the_scope_widens_then_only_its_rows_come(
    hub: Connection, engine: Engine
):
    with writing(engine) as session:
        partner = make_partner(session)
        first, second = (make_full_case(session, partner) for _ in range(2))
        make_disclosure(session, first, partner)
    told(hub, partner.id)

    with writing(engine) as session:
        make_disclosure(session, second, partner)
    slate = told(hub, partner.id, after=1)

    assert [row[0] for row in slate.rows["case"]] == [second.id.hex]
    assert "partner" not in slate.rows
    assert slate.gone == {}


def test_given_two_cases_when_one_is_revoked_then_its_rows_are_told_to_be_gone(
    hub: Connection, engine: Engine
):
    with writing(engine) as session:
        partner = make_partner(session)
        first, second = (make_full_case(session, partner) for _ in range(2))
        make_disclosure(session, first, partner)
        taken = make_disclosure(session, second, partner)
    told(hub, partner.id)

    with writing(engine) as session:
        session.add(taken)
        taken.revoked_on = korean_day()
    slate = told(hub, partner.id, after=1)

    assert slate.rows == {}
    assert slate.gone["case"] == [second.id.hex]
    assert slate.gone["company"] == [second.company_id.hex]
    assert not slate.revoked


@pytest.mark.parametrize(
    "end", [{"revoked_on": korean_day()}, {"until_on": korean_day(-1)}, {"deleted": True}]
)
def test_given_the_last_case_when_its_time_is_over_then_file_and_key_are_told_to_go(
    hub: Connection, engine: Engine, end: dict[str, object]
):
    with writing(engine) as session:
        partner = make_partner(session)
        case = make_full_case(session, partner)
        only = make_disclosure(session, case, partner, from_on=korean_day(-5))
    told(hub, partner.id)

    with writing(engine) as session:
        session.add(only)
        for name, value in end.items():
            setattr(only, name, value)

    assert told(hub, partner.id, after=1).revoked
    assert told(hub, partner.id, after=0).revoked  # and again, when the first answer was lost


def test_given_hidden_work_when_asked_again_then_the_stream_does_not_move_by_a_byte(
    hub: Connection, engine: Engine
):
    from db.base import now

    with writing(engine) as session:
        partner, other = make_partner(session), make_partner(session, name="다른전자")
        case, hidden = make_full_case(session, partner), make_full_case(session, other)
        make_disclosure(session, case, partner)
        make_disclosure(session, hidden, other)
    moment = now()
    before = told(hub, partner.id, after=0, n=10)
    quiet = told(hub, partner.id, after=1, n=10)

    with writing(engine) as session:
        make_note(session, case, text="내부 메모")  # of the very case, but never shown
        session.add(case)
        case.owner_id = None
        accept(session, hidden)
        for _ in range(20):
            make_case(session)
    after = told(hub, partner.id, after=0, n=500)
    still = told(hub, partner.id, after=1, n=500)

    bodies = [
        slates.body_of(slate, partner=partner.id, now=moment, told={})
        for slate in (before, after, quiet, still)
    ]
    assert bodies[0] == bodies[1]
    assert bodies[2] == bodies[3]
    with hub.transaction():
        assert slates.seen_of(hub, DEVICE, 1) == 500


def test_given_a_lost_file_when_asked_from_an_earlier_number_then_it_comes_again(
    hub: Connection, engine: Engine
):
    with writing(engine) as session:
        partner = make_partner(session)
        case = make_full_case(session, partner)
        make_disclosure(session, case, partner)
    told(hub, partner.id)
    with writing(engine) as session:
        session.add(case)
        case.title = "새 제목"
    told(hub, partner.id, after=1)

    again = told(hub, partner.id, after=1)
    unknown = told(hub, partner.id, after=99)

    assert list(again.rows) == ["case"]
    assert unknown.whole
    assert "company" in unknown.rows


def admitted(hub: Connection, partner: UUID, *ops: object, seen: int = 1) -> str | None:
    with hub.transaction():
        refusal = firm_rights.admit(hub, DEVICE, partner, ops, seen=seen, n=5)  # type: ignore[arg-type]
    return None if refusal is None else refusal.code


def test_given_a_disclosed_case_when_the_firm_comments_then_it_is_taken_and_nothing_is_left(
    hub: Connection, engine: Engine
):
    with writing(engine) as session:
        partner = make_partner(session)
        case = make_full_case(session, partner)
        make_disclosure(session, case, partner)
    told(hub, partner.id)

    assert admitted(hub, partner.id, answer_op(case.id, partner.id)) is None
    assert hub.execute("SELECT count(*) FROM partner_answer").fetchone() == (0,)
    assert hub.execute("SELECT count(*) FROM slate.ticket").fetchone() == (0,)
    assert hub.execute("SELECT current_user").fetchone() == ("postgres",)


def test_given_what_a_firm_may_not_write_when_it_tries_then_each_is_refused_with_its_reason(
    hub: Connection, engine: Engine
):
    from dataclasses import replace

    with writing(engine) as session:
        partner, other = make_partner(session), make_partner(session, name="다른전자")
        case, hidden = make_full_case(session, partner), make_full_case(session, other)
        make_disclosure(session, case, partner)
    told(hub, partner.id)
    fine = answer_op(case.id, partner.id)

    assert admitted(hub, partner.id, answer_op(hidden.id, partner.id)) == "not_shown"
    assert admitted(hub, partner.id, answer_op(uuid4(), partner.id)) == "not_shown"
    assert admitted(hub, partner.id, answer_op(case.id, other.id)) == "not_allowed"
    assert admitted(hub, partner.id, replace(fine, kind="update")) == "not_allowed"
    assert admitted(hub, partner.id, replace(fine, kind="delete", fields={})) == "not_allowed"
    assert admitted(hub, partner.id, replace(fine, table="case")) == "not_allowed"
    more = {**fine.fields, "owner_id": uuid4().hex}
    assert admitted(hub, partner.id, replace(fine, fields=more)) == "not_allowed"
    assert admitted(hub, partner.id, answer_op(case.id, partner.id, kind="payment")) == "value"
    assert admitted(hub, partner.id, answer_op(case.id, partner.id, text="가" * 5_000)) == "value"
    assert admitted(hub, partner.id, answer_op(case.id, partner.id, deleted=1)) == "not_shown"
    assert admitted(hub, partner.id, answer_op(case.id, partner.id, centre="BS")) == "not_shown"
    assert admitted(hub, partner.id, fine, answer_op(hidden.id, partner.id)) == "not_shown"


def test_given_a_case_that_changed_when_decided_on_the_old_state_then_it_has_to_be_read_again(
    hub: Connection, engine: Engine
):
    with writing(engine) as session:
        partner = make_partner(session)
        case = make_full_case(session, partner)
        make_disclosure(session, case, partner)
    told(hub, partner.id)
    with writing(engine) as session:
        session.add(case)
        case.total_cost = 250_000_000
    decision = answer_op(case.id, partner.id, kind=AnswerKind.APPROVE.value)

    assert admitted(hub, partner.id, decision, seen=1) == "moved"
    assert admitted(hub, partner.id, answer_op(case.id, partner.id), seen=1) is None
    assert admitted(hub, partner.id, decision, seen=2) is None
