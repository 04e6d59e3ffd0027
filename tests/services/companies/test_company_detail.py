"""Stories of the page of a company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.tables import Case
from db.words import Stage
from desktop.services.companies import sites
from desktop.services.companies.detail import company_detail
from tests.factory import make_company
from tests.services import road

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.workspace import Workspace


def test_given_a_company_with_a_case_when_opened_then_its_money_people_and_doubles_are_there(
    workspace: Workspace,
):
    def prepare(session: Session) -> UUID:
        case = session.get_one(Case, road.signed(session))
        road.open_case(session, case.company_id, today=road.TODAY)
        sites.add(session, case.company_id, {"name": "2공장"})
        make_company(session, name="한빛정밀(주)", crn="1301110006247")
        return case.company_id

    company = workspace.write(prepare).value

    page = workspace.read(lambda s: company_detail(s, company))

    assert (page.name, page.values["representative"]) == ("한빛정밀", "박가온")
    assert [(case.stage, case.public_money) for case in page.cases] == [
        (Stage.APPLICATION, 0),
        (Stage.BUILDOUT, 30_000_000),
    ]
    assert (page.public_money, page.cases[1].partner) == (30_000_000, "가람전자")
    assert [site.name for site in page.sites] == ["2공장"]
    assert len(page.contacts) == 1
    (double,) = page.duplicates
    assert (double.name, double.why) == ("한빛정밀(주)", ("name",))
    assert not page.crn_is_odd
    assert workspace.read(lambda s: company_detail(s, double.id)).crn_is_odd
