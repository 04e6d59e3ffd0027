"""Stories of opening a case."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import select

from db.errors import NotFoundError, RefusedValueError
from db.tables import Application, Case, Company, Deadline, EligibilityReview, Paper, StageChange
from db.words import Changed, DeadlineKind, EligibilityState, PaperState, Stage
from desktop.services import records, staff
from desktop.services.cases.open import choose_site, next_number, open_case
from tests.factory import make_case, make_company, make_site
from tests.services import road

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.workspace import Workspace


def test_given_an_announcement_when_a_case_is_opened_then_everything_an_application_needs_is_there(
    workspace: Workspace,
):
    lee = workspace.write(lambda s: staff.add(s, {"name": "이주임"})).value
    workspace.person = lee

    written = workspace.write(road.opened)

    def look(session: Session) -> Any:
        case = session.get(Case, written.value)
        assert case is not None
        steps = session.exec(select(StageChange)).all()
        papers = session.exec(select(Paper)).all()
        return case, session.exec(select(Application)).one(), steps, papers

    case, application, steps, papers = workspace.read(look)
    assert (case.number, case.stage, case.owner_id) == ("2026-GN-00001", Stage.APPLICATION, lee)
    assert (case.pack, case.pack_version, case.centre) == ("sangsaeng-2022", "1.0", "GN")
    assert application.received_on == date(2026, 3, 2)
    assert case.total_cost == application.total_cost == 100_000_000
    assert [(step.from_stage, step.to_stage, step.by) for step in steps] == [
        (None, Stage.APPLICATION, lee)
    ]
    assert len(papers) == 17
    assert {paper.state for paper in papers} == {PaperState.MISSING}
    review = workspace.read(lambda s: s.exec(select(EligibilityReview)).one())
    assert review.state is EligibilityState.IN_REVIEW
    due = workspace.read(lambda s: s.exec(select(Deadline)).one())
    assert (due.kind, due.due, due.done_on) == (DeadlineKind.PAPERS, date(2026, 3, 31), None)
    assert Changed.CASES in written.changed
    assert Changed.APPLICATIONS in written.changed


def test_given_cases_of_a_year_when_numbered_then_numbers_grow_by_centre_and_are_never_used_twice(
    workspace: Workspace,
):
    def number(session: Session) -> list[str]:
        make_case(session, number="2026-GN-00011").deleted = True
        make_case(session, number="2026-GN-00002")
        make_case(session, number="2026-BS-00500")
        make_case(session, number="2026-GN-옛")
        return [
            next_number(session, centre="GN", year=2026),
            next_number(session, centre="GN", year=2027),
            next_number(session, centre="BS", year=2026),
        ]

    assert workspace.write(number).value == ["2026-GN-00012", "2027-GN-00001", "2026-BS-00501"]


def test_given_odd_amounts_when_opened_then_they_are_cut_to_whole_thousands(workspace: Workspace):
    case = workspace.write(
        lambda s: road.opened(s, total_cost=100_000_999, requested_amount=29_999_999)
    ).value

    kept = workspace.read(lambda s: s.exec(select(Application)).one())
    assert (kept.case_id, kept.total_cost, kept.requested_amount) == (case, 100_000_000, 29_999_000)


def test_given_a_track_that_the_pack_does_not_have_when_opened_then_nothing_is_kept(
    workspace: Workspace,
):
    with pytest.raises(RefusedValueError) as refused:
        workspace.write(lambda s: road.opened(s, track="type9"))

    assert refused.value.field == "track"
    assert workspace.read(lambda s: s.exec(select(Case)).all()) == []


def test_given_a_workplace_of_somebody_else_when_opened_then_it_is_refused(workspace: Workspace):
    company, site = workspace.write(lambda s: (make_company(s).id, make_site(s).id)).value

    with pytest.raises(RefusedValueError) as refused:
        workspace.write(lambda s: open_case(s, company, site_id=site))

    assert refused.value.limit == "other_company"


def test_given_no_such_company_when_opened_then_it_is_not_found(workspace: Workspace):
    gone = workspace.write(lambda s: make_site(s).id).value

    with pytest.raises(NotFoundError):
        workspace.write(lambda s: open_case(s, gone))


def test_given_no_announcement_when_opened_then_the_case_waits_without_papers(workspace: Workspace):
    company = workspace.write(lambda s: make_company(s).id).value

    opened = workspace.write(lambda s: open_case(s, company, today=date(2025, 5, 2))).value

    assert opened.number == "2025-GN-00001"
    assert workspace.read(lambda s: s.exec(select(Paper)).all()) == []


def test_given_papers_when_the_track_changes_then_untouched_ones_of_the_old_track_go(
    workspace: Workspace,
):
    case = workspace.write(lambda s: road.opened(s, track="")).value

    workspace.write(lambda s: records.save_fields(s, "case", case, {"track": "type2-small"}))

    assert len(workspace.read(lambda s: s.exec(select(Paper)).all())) == 17
    with pytest.raises(RefusedValueError):
        workspace.write(lambda s: records.save_fields(s, "case", case, {"track": "type9"}))


def test_given_a_workplace_when_chosen_later_then_it_has_to_be_one_of_the_company(
    workspace: Workspace,
):
    def prepare(session: Session) -> tuple[UUID, UUID, UUID]:
        case = make_case(session)
        own = make_site(session, session.get_one(Company, case.company_id))
        return case.id, own.id, make_site(session).id

    case, own, strange = workspace.write(prepare).value

    workspace.write(lambda s: choose_site(s, case, own))
    with pytest.raises(RefusedValueError):
        workspace.write(lambda s: choose_site(s, case, strange))

    assert workspace.read(lambda s: s.get_one(Case, case)).site_id == own
