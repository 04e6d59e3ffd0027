"""Stories of sheets that are taken in, again, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from db.errors import RefusedValueError
from db.tables import (
    Application,
    Case,
    Company,
    Contact,
    Deadline,
    EligibilityReview,
    Kpi,
    KpiValue,
    Paper,
    Site,
    StageChange,
)
from db.tables.exchange import ImportRun
from db.words import ImportKind
from desktop.services import history, partners
from desktop.services.cases.open import open_case
from desktop.services.exchange.planning import Intent, Why, look_for_same_cases
from desktop.services.security.errors import StoppedError
from tests.factory import make_brn, make_company
from tests.services import road
from tests.services.exchange.imports import (
    APPLICANTS,
    FACTORIES,
    applicant,
    everything,
    factory,
    looked_at,
    taken_in,
    write_sheet,
)

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.workspace import Workspace

_OWN = {"id", "case_id", "about_id", "company_id", "site_id", "number", "created_at", "version"}


@pytest.fixture
def call(workspace: Workspace) -> UUID:
    """Return an announcement that stands on a shipped pack."""
    return workspace.write(road.announced).value


def _like(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row.model_dump().items() if name not in _OWN | {"at"}}


def _parts(session: Session, case_id: UUID) -> dict[str, list[dict[str, Any]]]:
    case = session.get(Case, case_id)
    assert case is not None
    found = {"case": [_like(case)]}
    for table in (Application, Deadline, EligibilityReview, Paper, StageChange):
        rows = session.exec(select(table).where(table.case_id == case_id).order_by(col(table.id)))
        found[table.__name__] = [_like(row) for row in rows]
    return found


def test_given_applicants_when_taken_in_then_each_case_is_as_if_opened_by_hand(
    workspace: Workspace, call: UUID, tmp_path: Path
):
    rows = [applicant(f"새정밀{at}", make_brn(), 유형="유형1 기초") for at in range(3)]
    found = looked_at(workspace, write_sheet(tmp_path / "a.xlsx", APPLICANTS, *rows), call=call)

    taken = taken_in(workspace, found).value

    def by_hand(session: Session) -> UUID:
        answers = {
            "project_title": "MES 구축",
            "received_on": found.planned[0].values["application.received_on"],
            "total_cost": 120_000_500,
        }
        fields = {"title": "MES 구축", "track": "type1-basic"}
        company = make_company(session)
        return open_case(
            session, company.id, announcement_id=call, fields=fields, application=answers
        ).id

    own = workspace.write(by_hand).value
    cases = workspace.read(lambda s: s.exec(select(Case.id).order_by(col(Case.number))).all())
    assert (taken.cases_opened, taken.companies_added, taken.skipped) == (3, 3, 0)
    assert len(cases) == 4
    wanted = workspace.read(lambda s: _parts(s, own))
    assert wanted["Application"][0]["total_cost"] == 120_000_000
    assert len(wanted["Paper"]) > 5
    for case in cases:
        assert workspace.read(lambda s, case=case: _parts(s, case)) == wanted


def test_given_applicants_when_taken_in_then_numbers_sites_and_contacts_follow(
    workspace: Workspace, call: UUID, tmp_path: Path
):
    brn = make_brn()
    path = write_sheet(
        tmp_path / "a.xlsx",
        APPLICANTS,
        applicant("두리", brn, "MES"),
        applicant("(주)두리", brn, "ERP", 담당자="박보람"),
        applicant("나래", make_brn(), "APS"),
    )

    taken = taken_in(workspace, looked_at(workspace, path, call=call)).value

    def look(session: Session) -> Any:
        numbers = session.exec(select(Case.number).order_by(col(Case.number))).all()
        people = session.exec(
            select(Contact.name, Contact.main)
            .join(Company, col(Company.id) == Contact.company_id)
            .where(Company.brn == brn)
            .order_by(col(Contact.id))
        ).all()
        return numbers, people, len(session.exec(select(Site)).all())

    numbers, people, sites = workspace.read(look)
    assert taken.companies_added == 2
    assert list(numbers) == [f"2026-GN-{at:05d}" for at in (1, 2, 3)]
    assert [tuple(one) for one in people] == [("이나래", True), ("박보람", False)]
    assert sites == 2


def test_given_a_sheet_that_was_taken_in_when_it_comes_again_then_no_second_case_is_opened(
    workspace: Workspace, call: UUID, tmp_path: Path
):
    rows = [applicant(f"새정밀{at}", make_brn()) for at in range(3)]
    path = write_sheet(tmp_path / "a.xlsx", APPLICANTS, *rows)
    taken_in(workspace, looked_at(workspace, path, call=call))
    before = everything(workspace)

    again = looked_at(workspace, path, call=call)
    written = taken_in(workspace, again)

    assert {(row.intent, row.why, row.has_to_be_decided) for row in again.planned} == {
        (Intent.SKIP, Why.SAME_CASE, True)
    }
    assert (written.value.skipped, written.value.rows, written.transaction) == (3, 0, None)
    assert everything(workspace) == before


def test_given_the_same_project_under_another_announcement_then_it_is_a_case_of_its_own(
    workspace: Workspace, call: UUID, tmp_path: Path
):
    path = write_sheet(tmp_path / "a.xlsx", APPLICANTS, applicant("두리", make_brn()))
    taken_in(workspace, looked_at(workspace, path, call=call))
    other = workspace.write(lambda s: road.announced(s, year=2027)).value
    found = looked_at(workspace, path, call=other)
    assert [row.intent for row in found.planned] == [Intent.UPDATE]

    for chosen, intent in ((call, Intent.SKIP), (None, Intent.UPDATE), (call, Intent.SKIP)):
        workspace.read(
            lambda s, chosen=chosen: look_for_same_cases(s, found.planned, announcement_id=chosen)
        )
        assert [row.intent for row in found.planned] == [intent]

    found.planned[0].intent, found.planned[0].decided = Intent.UPDATE, True
    workspace.read(lambda s: look_for_same_cases(s, found.planned, announcement_id=call))
    assert found.planned[0].intent is Intent.UPDATE


def test_given_a_row_that_comes_twice_when_planned_then_the_second_waits(
    workspace: Workspace, tmp_path: Path
):
    path = write_sheet(
        tmp_path / "a.xlsx",
        APPLICANTS,
        applicant("두리", project="MES"),
        applicant("나래", project="MES"),
        applicant("두리", project="MES"),
    )

    found = looked_at(workspace, path)

    assert [row.why for row in found.planned] == [None, None, Why.TWICE]
    assert taken_in(workspace, found).value.cases_opened == 2


def test_given_the_list_of_factories_when_it_comes_again_then_nothing_is_doubled(
    workspace: Workspace, tmp_path: Path
):
    path = write_sheet(
        tmp_path / "f.xlsx",
        FACTORIES,
        factory("(주)가람", "481"),
        factory("가람 주식회사", "482"),
        factory("가람", "483", address="경상남도 김해시 다른로 3"),
        factory("두리", "484"),
        factory("두리", "484"),
    )
    found = looked_at(workspace, path)
    assert found.kind is ImportKind.COMPANIES

    first = taken_in(workspace, found).value
    before = everything(workspace)
    again = looked_at(workspace, path)
    second = taken_in(workspace, again).value

    assert (first.companies_added, first.rows, first.skipped) == (3, 4, 1)
    assert len(before["site"]) == 4
    assert (second.companies_added, second.companies_changed) == (0, 0)
    assert {row.why for row in again.planned} == {Why.FACTORY, Why.TWICE}
    after = everything(workspace)
    assert (after["company"], after["site"]) == (before["company"], before["site"])


def test_given_a_known_company_when_its_new_factory_comes_then_the_workplace_is_added(
    workspace: Workspace, tmp_path: Path
):
    address = "경상남도 창원시 체험로 1"
    workspace.write(lambda s: make_company(s, name="가람", address=address, phone=""))
    path = write_sheet(tmp_path / "f.xlsx", FACTORIES, factory("(주)가람", "481", address))

    found = looked_at(workspace, path)
    taken_in(workspace, found)

    assert found.planned[0].why is Why.NAME_ADDRESS
    kept = everything(workspace)
    assert (len(kept["company"]), len(kept["site"])) == (1, 1)


def test_given_a_row_that_breaks_a_limit_when_taken_in_then_nothing_is_kept(
    workspace: Workspace, call: UUID, tmp_path: Path
):
    rows = [applicant(f"새정밀{at}", make_brn()) for at in range(5)]
    found = looked_at(workspace, write_sheet(tmp_path / "a.xlsx", APPLICANTS, *rows), call=call)
    found.planned[-1].values["application.total_cost"] = -1
    before = everything(workspace)

    with pytest.raises(RefusedValueError):
        taken_in(workspace, found)

    assert everything(workspace) == before


@pytest.mark.parametrize("header", [APPLICANTS, FACTORIES])
def test_given_a_person_who_stops_when_half_is_done_then_nothing_is_kept(
    workspace: Workspace, tmp_path: Path, header: tuple[str, ...]
):
    is_list = header is FACTORIES
    rows = [factory(f"새{at}", f"9{at}") if is_list else applicant(f"새{at}") for at in range(600)]
    found = looked_at(workspace, write_sheet(tmp_path / "a.xlsx", header, *rows))
    before = everything(workspace)

    def stop(done: int, _of: int) -> None:
        if done >= 500:
            raise StoppedError

    with pytest.raises(StoppedError):
        taken_in(workspace, found, told=stop)

    assert everything(workspace) == before


@pytest.mark.parametrize("header", [APPLICANTS, FACTORIES])
def test_given_an_import_when_undone_and_redone_then_both_states_come_back_exactly(
    workspace: Workspace, tmp_path: Path, header: tuple[str, ...]
):
    workspace.write(lambda s: make_company(s, name="새0", address="", phone="", ksic=""))
    is_list = header is FACTORIES
    rows = [
        factory(f"새{at}", f"9{at}", "") if is_list else applicant(f"새{at}") for at in range(30)
    ]
    found = looked_at(workspace, write_sheet(tmp_path / "a.xlsx", header, *rows))
    found.planned[0].intent = Intent.UPDATE
    before = everything(workspace)
    taken_in(workspace, found)
    after = everything(workspace)

    history.undo(workspace)
    undone = everything(workspace)
    history.redo(workspace)

    assert before != after
    assert undone == before
    assert everything(workspace) == after


def test_given_words_that_nobody_knows_when_taken_in_then_they_are_told_and_left_out(
    workspace: Workspace, call: UUID, tmp_path: Path
):
    workspace.write(lambda s: partners.add(s, {"name": "(주)가람전자"}))
    path = write_sheet(
        tmp_path / "a.xlsx",
        APPLICANTS,
        applicant("하나", make_brn(), 유형="소기업", 대기업="가람전자", 공급기업="나래시스템"),
        applicant("두리", make_brn(), 유형="기초", 대기업="없는전자", 공급기업="(주)나래시스템"),
        applicant("세움", make_brn(), 유형="유형9", 대기업="없는전자"),
    )

    taken = taken_in(workspace, looked_at(workspace, path, call=call)).value

    def look(session: Session) -> Any:
        return session.exec(
            select(Case.track, Case.partner_id, Case.supplier_id).order_by(col(Case.number))
        ).all()

    found = workspace.read(look)
    assert taken.unknown_words == ("없는전자", "유형9")
    assert [track for track, _, _ in found] == ["type2-small", "type1-basic", ""]
    assert [partner is not None for _, partner, _ in found] == [True, False, False]
    assert found[0][2] == found[1][2]
    assert found[2][2] is None


def test_given_kpi_values_when_taken_in_twice_then_they_are_kept_once(
    workspace: Workspace, tmp_path: Path
):
    case_id = workspace.write(road.opened).value
    number = workspace.read(lambda s: s.get_one(Case, case_id).number)
    header = ("과제번호", "경과개월", "매출액(천원)", "상시근로자수")
    path = write_sheet(
        tmp_path / "k.xlsx",
        header,
        [number, 12, "1,000", 20],
        [number, 24, "1,200", 22],
        ["없는번호", 12, 1, 1],
    )

    found = looked_at(workspace, path, kind=ImportKind.KPI_VALUES)
    first = taken_in(workspace, found).value
    second = taken_in(workspace, looked_at(workspace, path, kind=ImportKind.KPI_VALUES)).value

    values = workspace.read(
        lambda s: s.exec(
            select(Kpi.code, KpiValue.period_months, KpiValue.value)
            .join(Kpi, col(Kpi.id) == KpiValue.kpi_id)
            .order_by(col(Kpi.code), col(KpiValue.period_months))
        ).all()
    )
    assert found.checked is not None
    assert [row.line for row in found.checked.refused] == [4]
    assert (first.values_added, first.rows, second.values_added) == (4, 2, 0)
    assert [tuple(one) for one in values] == [
        ("H01", 12, 20.0),
        ("H01", 24, 22.0),
        ("P05", 12, 1_000_000.0),
        ("P05", 24, 1_200_000.0),
    ]


def test_given_no_row_that_is_fine_when_taken_in_then_the_history_stays_empty(
    workspace: Workspace, tmp_path: Path
):
    rows = [applicant("", "12"), applicant("123", "34")]
    found = looked_at(workspace, write_sheet(tmp_path / "a.xlsx", APPLICANTS, *rows))

    written = taken_in(workspace, found)

    assert not found.planned
    assert written.transaction is None
    assert workspace.read(lambda s: s.exec(select(ImportRun)).all()) == []


CELL = st.one_of(
    st.sampled_from(["", "", "두리", "(주)두리", "합계", "소계", "-", "MES", "기업명", "※ 참고"]),
    st.integers(-5, 10**12),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.text(st.characters(min_codepoint=32, max_codepoint=0xD7A3), max_size=6),
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.lists(CELL, min_size=12, max_size=12), max_size=6))
def test_given_any_cells_when_taken_in_then_every_row_is_accounted_for(
    workspace: Workspace, tmp_path: Path, rows: list[list[object]]
):
    last = applicant("끝정밀", "", "마지막 과제")
    path = write_sheet(tmp_path / "any.xlsx", APPLICANTS, *rows, last)
    found = looked_at(workspace, path, kind=ImportKind.APPLICANTS)
    assert found.checked is not None

    taken = taken_in(workspace, found).value

    below = len(found.content.rows) - found.header.last - 1
    ignored = found.checked.blank + found.checked.totals
    assert below == taken.rows + taken.skipped + len(found.checked.refused) + ignored
    assert taken.rows == taken.cases_opened
