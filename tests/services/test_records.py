"""Stories of editing in place: what is kept, what is refused, who was faster."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from db.errors import NotFoundError, RefusedValueError, StaleRecordError
from db.tables import Company
from db.words import Changed, SizeClass
from desktop.services import records, staff
from tests.factory import make_case, make_company, make_funding_line, make_match

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.workspace import Workspace


@pytest.fixture
def company(workspace: Workspace) -> UUID:
    return workspace.write(
        lambda s: make_company(s, name="(주)대성정밀", phone="055-000-0001").id
    ).value


def test_given_a_company_when_fields_are_saved_then_they_and_only_they_changed(
    workspace: Workspace, company: UUID
):
    written = workspace.write(
        lambda s: records.save_fields(
            s, "company", company, {"phone": " 055-000-0002 ", "size_class": "small", "sido": "48"}
        )
    )

    assert sorted(written.value) == ["phone", "size_class"]
    assert written.changed == {Changed.COMPANIES}
    kept = workspace.read(lambda s: s.get(Company, company))
    assert kept is not None
    assert (kept.phone, kept.size_class) == ("055-000-0002", SizeClass.SMALL)


def test_given_equal_values_when_saved_then_nothing_is_written(workspace: Workspace, company: UUID):
    written = workspace.write(
        lambda s: records.save_fields(s, Company, company, {"phone": "055-000-0001"})
    )

    assert written.value == []
    assert written.transaction is None


def test_given_a_new_name_when_saved_then_it_is_found_by_its_new_initials(
    workspace: Workspace, company: UUID
):
    workspace.write(lambda s: records.save_fields(s, Company, company, {"name": "한빛기공㈜"}))

    kept = workspace.read(lambda s: s.get(Company, company))
    assert kept is not None
    assert (kept.name_key, kept.name_initials) == ("한빛기공", "ㅎㅂㄱㄱ")


@pytest.mark.parametrize(
    ("changes", "field", "limit"),
    [
        ({"name": ""}, "name", "string_too_short"),
        ({"name": "   "}, "name", "string_too_short"),
        ({"phone": "0" * 41}, "phone", "string_too_long"),
        ({"employees": -1}, "employees", "greater_than_equal"),
        ({"employees": 2**60}, "employees", "number"),
        ({"founded": "gestern"}, "founded", "date_from_datetime_parsing"),
        ({"size_class": "huge"}, "size_class", "enum"),
        ({"brn": "124-81-00999"}, "brn", "check_digit"),
        ({"brn": "12-345"}, "brn", "digits"),
    ],
)
def test_given_a_value_beyond_its_limit_when_saved_then_field_and_limit_are_named(
    workspace: Workspace, company: UUID, changes: dict[str, object], field: str, limit: str
):
    with pytest.raises(RefusedValueError) as refused:
        workspace.write(
            lambda s: records.save_fields(s, Company, company, {"address": "새 주소", **changes})
        )

    assert (refused.value.field, refused.value.limit) == (field, limit)
    kept = workspace.read(lambda s: s.get(Company, company))
    assert kept is not None
    assert kept.address == ""


def test_given_somebody_saved_first_when_an_old_view_is_saved_then_field_person_and_time_are_named(
    workspace: Workspace, company: UUID
):
    lee = workspace.write(lambda s: staff.add(s, {"name": "이주임"})).value
    workspace.person = lee
    workspace.write(lambda s: records.save_fields(s, Company, company, {"phone": "055-000-0009"}))
    workspace.write(lambda s: records.save_fields(s, Company, company, {"address": "창원"}))
    workspace.person = None

    with pytest.raises(StaleRecordError) as stale:
        workspace.write(
            lambda s: records.save_fields(
                s,
                Company,
                company,
                {"phone": "055-000-0003", "employees": 30},
                expected={"phone": "055-000-0001", "employees": 24},
            )
        )

    assert stale.value.fields == ["phone"]
    assert stale.value.who == "이주임"
    assert stale.value.when.tzinfo is not None  # type: ignore[attr-defined]
    kept = workspace.read(lambda s: s.get(Company, company))
    assert kept is not None
    assert kept.employees == 24


def test_given_somebody_typed_the_same_value_when_saved_then_nobody_complains(
    workspace: Workspace, company: UUID
):
    workspace.write(lambda s: records.save_fields(s, Company, company, {"phone": "055-000-0009"}))

    saved = workspace.write(
        lambda s: records.save_fields(
            s, Company, company, {"phone": "055-000-0009"}, expected={"phone": "055-000-0001"}
        )
    )

    assert saved.value == []


def test_given_a_deleted_company_when_saved_then_it_is_not_found(
    workspace: Workspace, company: UUID
):
    def _delete(session: Session) -> Any:
        session.get(Company, company).deleted = True

    workspace.write(_delete)

    with pytest.raises(NotFoundError):
        workspace.write(lambda s: records.save_fields(s, Company, company, {"phone": "1"}))


def test_given_an_odd_old_value_when_another_field_is_saved_then_it_does_not_stand_in_the_way(
    workspace: Workspace,
):
    old = workspace.write(lambda s: make_company(s, phone="0" * 60).id).value

    workspace.write(lambda s: records.save_fields(s, Company, old, {"founded": date(2001, 2, 3)}))

    kept = workspace.read(lambda s: s.get(Company, old))
    assert kept is not None
    assert kept.founded == date(2001, 2, 3)


def test_given_a_field_that_is_none_when_saved_then_it_is_a_bug_and_loud(
    workspace: Workspace, company: UUID
):
    with pytest.raises(LookupError):
        workspace.write(lambda s: records.save_fields(s, Company, company, {"name_key": "x"}))


def test_given_money_lines_when_edited_as_fields_then_it_is_a_bug_and_loud(workspace: Workspace):
    line = workspace.write(lambda s: make_funding_line(s, make_match(s, make_case(s))).id).value

    with pytest.raises(TypeError):
        workspace.write(lambda s: records.save_fields(s, "funding_line", line, {"amount": 1}))
