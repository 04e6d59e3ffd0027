"""Stories of the small registers: staff, large firms, suppliers, announcements."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from db.errors import RefusedValueError
from db.tables import Pool, Supplier
from db.words import Role
from desktop.services import announcements, partners, records, staff, suppliers
from desktop.services.errors import InUseError
from tests.factory import make_brn, make_case, make_match, make_partner, make_supplier
from tests.services import road

if TYPE_CHECKING:
    from sqlmodel import Session

    from desktop.services.workspace import Workspace


def test_given_staff_when_listed_then_those_who_left_are_hidden_and_cases_are_counted(
    workspace: Workspace,
):
    def people(session: Session) -> Any:
        lee = staff.add(session, {"name": "이주임"})
        staff.add(session, {"name": "김대리", "role": Role.HEAD, "active": False})
        make_case(session, owner_id=lee)
        make_case(session, owner_id=lee, state="closed")
        return lee

    lee = workspace.write(people).value

    listed = workspace.read(staff.list_staff)
    assert [(one.name, one.open_cases) for one in listed] == [("이주임", 1)]
    assert len(workspace.read(lambda s: staff.list_staff(s, active_only=False))) == 2
    workspace.write(lambda s: records.save_fields(s, "staff", lee, {"title": "주임연구원"}))
    me = workspace.read(lambda s: staff.me(s, lee))
    assert me is not None
    assert me.title == "주임연구원"
    assert workspace.read(staff.me) is None


def test_given_a_supplier_when_renamed_then_it_is_found_by_its_new_key_and_kept_while_in_use(
    workspace: Workspace,
):
    supplier = workspace.write(
        lambda s: suppliers.add(s, {"name": "㈜나래시스템", "brn": make_brn(9)})
    ).value
    workspace.write(lambda s: records.save_fields(s, "supplier", supplier, {"name": "두리(주)"}))
    kept = workspace.read(lambda s: s.get(Supplier, supplier))
    assert kept is not None
    assert kept.name_key == "두리"

    workspace.write(lambda s: make_case(s, supplier_id=supplier))
    assert workspace.read(suppliers.list_suppliers)[0].open_cases == 1
    with pytest.raises(InUseError):
        workspace.write(lambda s: suppliers.remove(s, supplier))
    other = workspace.write(lambda s: make_supplier(s).id).value
    workspace.write(lambda s: suppliers.remove(s, other))
    assert len(workspace.read(suppliers.list_suppliers)) == 1


def test_given_a_partner_when_its_fund_is_set_twice_then_a_year_has_one_fund(
    workspace: Workspace,
):
    partner = workspace.write(lambda s: partners.add(s, {"name": "가람전자"})).value
    fund = {"year": 2026, "partner_amount": 1_200_000_000}
    first = workspace.write(lambda s: partners.set_pool(s, partner, fund)).value
    second = workspace.write(
        lambda s: partners.set_pool(s, partner, {"year": 2026, "quota_max": 45})
    ).value

    assert first == second
    workspace.write(lambda s: records.save_fields(s, "pool", first, {"quota_min": 30}))
    with pytest.raises(RefusedValueError):
        workspace.write(lambda s: records.save_fields(s, "pool", first, {"partner_amount": -1}))

    def used(session: Session) -> None:
        case = make_case(session, partner_id=partner)
        make_match(session, case)

    workspace.write(used)
    assert workspace.read(partners.list_partners)[0].open_cases == 1
    with pytest.raises(InUseError):
        workspace.write(lambda s: partners.remove(s, partner))
    free = workspace.write(lambda s: make_partner(s, name="누리중공업").id).value
    workspace.write(lambda s: partners.remove(s, free))


def test_given_two_funds_when_one_is_moved_to_the_year_of_the_other_then_it_is_refused(
    workspace: Workspace,
):
    partner = workspace.write(lambda s: make_partner(s).id).value
    for year in (2025, 2026):
        fund = {"year": year, "partner_amount": 1}
        last = workspace.write(lambda s, one=fund: partners.set_pool(s, partner, one)).value

    with pytest.raises(RefusedValueError) as refused:
        workspace.write(lambda s: records.save_fields(s, "pool", last, {"year": 2025}))
    assert refused.value.limit == "twice"

    workspace.write(lambda s: records.save_fields(s, "pool", last, {"year": 2027}))
    assert workspace.read(lambda s: s.get_one(Pool, last).year) == 2027


def test_given_announcements_when_listed_then_the_newest_year_comes_first_with_its_cases(
    workspace: Workspace,
):
    def calls(session: Session) -> Any:
        road.announced(session, year=2025)
        newer = road.announced(session, year=2026)
        make_case(session, announcement_id=newer)
        return newer

    newer = workspace.write(calls).value

    listed = workspace.read(announcements.list_announcements)
    assert [(one.year, one.programme, one.cases) for one in listed] == [
        (2026, "대·중소 상생형", 1),
        (2025, "대·중소 상생형", 0),
    ]
    assert listed[0].is_open(date(2026, 3, 31))
    assert not listed[0].is_open(date(2026, 4, 1))
    assert len(workspace.read(lambda s: announcements.list_announcements(s, year=2025))) == 1
    with pytest.raises(InUseError):
        workspace.write(lambda s: announcements.remove(s, newer))
    workspace.write(lambda s: announcements.remove(s, listed[1].id))
    workspace.write(lambda s: records.save_fields(s, "announcement", newer, {"title": "1차"}))
    assert [one.title for one in workspace.read(announcements.list_announcements)] == ["1차"]
