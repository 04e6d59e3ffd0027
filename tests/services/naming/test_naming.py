"""What rows are called, and which case stands behind a changed row."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from desktop.services import history, naming, rows
from tests.factory import make_agreement, make_case, make_company, make_partner, make_staff

if TYPE_CHECKING:
    from sqlmodel import Session

    from desktop.services.workspace import Workspace


def test_given_rows_of_many_tables_when_named_then_each_says_what_people_call_it(
    workspace: Workspace,
) -> None:
    def given(session: Session) -> tuple[UUID, UUID, UUID, UUID]:
        company = make_company(session, name="가나정밀")
        case = make_case(session, company, number="2026-GN-00007")
        return (
            case.id,
            company.id,
            make_partner(session, name="가람전자").id,
            make_staff(session, name="이주임").id,
        )

    case, company, partner, person = workspace.write(given).value

    names = workspace.read(
        lambda s: naming.names_of(s, [case, company, partner, person, UUID(int=7)])
    )

    assert names == {
        case: "2026-GN-00007 가나정밀",
        company: "가나정밀",
        partner: "가람전자",
        person: "이주임",
    }


def test_given_a_deleted_row_when_named_then_its_name_is_still_known(workspace: Workspace) -> None:
    person = workspace.write(lambda s: make_staff(s, name="이주임").id).value

    from db.tables import Staff

    workspace.write(lambda s: rows.remove(rows.find(s, Staff, person)))

    assert workspace.read(lambda s: naming.names_of(s, [person])) == {person: "이주임"}


def test_given_a_change_of_a_case_and_a_person_then_only_the_parts_of_the_case_lead_to_it(
    workspace: Workspace,
) -> None:
    def given(session: Session) -> tuple[UUID, UUID, UUID]:
        case = make_case(session)
        return case.id, make_agreement(session, case).id, make_staff(session).id

    written = workspace.write(given)
    case, agreement, person = written.value
    assert written.transaction is not None
    number = written.transaction
    touched = [
        (part.table, part.row) for part in workspace.read(lambda s: history.ops_of(s, number))
    ]

    found = workspace.read(lambda s: naming.cases_of(s, number, touched))

    assert found[agreement] == case
    assert found[case] == case
    assert person not in found
