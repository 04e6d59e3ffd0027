"""Stories of numbers that two organisations give: said as a fact, with both named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.services.applications.shared_contacts import Way, shared_contacts
from desktop.services.companies import contacts
from tests.factory import (
    make_application,
    make_case,
    make_company,
    make_contact,
    make_supplier,
)

if TYPE_CHECKING:
    from desktop.services.workspace import Workspace


def test_given_a_contact_of_the_supplier_when_it_is_the_applicants_too_then_it_is_told(
    workspace: Workspace,
) -> None:
    def begin(session: Any) -> Any:
        supplier = make_supplier(session, name="나래시스템")
        contacts.add(session, {"mobile": "010.2345.6789"}, supplier_id=supplier.id)
        company = make_company(session)
        make_contact(session, company, mobile="010-2345-6789", phone="", email="")
        case = make_case(session, company, supplier_id=supplier.id)
        return case.id

    case = workspace.write(begin).value

    (shared,) = workspace.read(lambda s: shared_contacts(s, case))

    assert (shared.way, shared.shown) == (Way.PHONE, "010-2345-6789")
    assert shared.suppliers == ("나래시스템",)
    assert shared.own_supplier
    assert shared.applicants == ()


def test_given_one_address_in_several_applications_then_the_other_cases_are_named(
    workspace: Workspace,
) -> None:
    def begin(session: Any) -> Any:
        cases = []
        for name, email in (
            ("가온금속", "Plan@Example.invalid"),
            ("누리정밀", " plan@example.invalid "),
            ("다솜테크", "other@example.invalid"),
        ):
            company = make_company(session, name=name)
            make_contact(session, company, email=email, mobile="", phone="")
            case = make_case(session, company)
            make_application(session, case)
            cases.append(case.id)
        return cases

    cases = workspace.write(begin).value

    (shared,) = workspace.read(lambda s: shared_contacts(s, cases[0]))

    assert shared.way is Way.EMAIL
    assert [one.case_id for one in shared.applicants] == [cases[1]]
    assert [one.company for one in shared.applicants] == ["누리정밀"]
    assert shared.applicant_count == 1
    assert workspace.read(lambda s: shared_contacts(s, cases[2])) == ()


def test_given_numbers_that_stand_for_nothing_then_nobody_shares_them(workspace: Workspace) -> None:
    def begin(session: Any) -> Any:
        cases = []
        for _ in range(2):
            company = make_company(session, phone="1234")
            make_contact(session, company, mobile="010-0000-0000", email="@")
            case = make_case(session, company)
            make_application(session, case)
            cases.append(case.id)
        return cases

    case, _ = workspace.write(begin).value

    assert workspace.read(lambda s: shared_contacts(s, case)) == ()
