"""Cases are found by everything that people say about them."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest

from db.words import (
    CaseState,
    DeadlineKind,
    FundingSource,
    InspectionKind,
    MatchState,
    MilestoneKind,
    OperatingState,
    SizeClass,
    Stage,
    TicketState,
    Verdict,
)
from desktop.services import codes
from desktop.services.cases import listing
from desktop.services.cases.listing import CaseSort
from desktop.services.search.query import FindingCode
from desktop.services.workspace import Workspace
from tests.factory import (
    make_agreement,
    make_announcement,
    make_case,
    make_company,
    make_contact,
    make_deadline,
    make_funding_line,
    make_inspection,
    make_kpi,
    make_match,
    make_milestone,
    make_partner,
    make_site,
    make_staff,
    make_supplier,
    make_ticket,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from sqlmodel import Session


TODAY = date(2026, 7, 1)


def names(
    workspace: Workspace, query: str, *, me: UUID | None = None, **order: object
) -> list[str]:
    """Return the companies of the cases that `query` finds, in order."""

    def read(session: Session) -> list[str]:
        found = listing.find(session, query, today=TODAY, me=me, **order)  # type: ignore[arg-type]
        assert found.count == len(found.ids)
        return [row.company for row in listing.rows(session, found.ids)]

    return workspace.read(read)


def two_cases(session: Session) -> None:
    """Keep 대성정밀, far along and well described, and 두리, of which little is known."""
    owner = make_staff(session, name="이주임")
    partner = make_partner(session, name="가람전자")
    supplier = make_supplier(session, name="나래시스템")
    call = make_announcement(session, title="2025년 대·중소 상생형", year=2025)
    company = make_company(
        session,
        name="(주)대성정밀",
        brn="1248100998",
        representative="김대표",
        size_class=SizeClass.SMALL,
        complex_name="창원국가산업단지",
        employees=42,
    )
    make_contact(session, company, name="박담당", mobile="010-1234-5678")
    rich = make_case(
        session,
        company,
        number="2025-GN-0417",
        title="공정 실시간 MES 구축",
        stage=Stage.BUILDOUT,
        track="type1-basic",
        owner_id=owner.id,
        partner_id=partner.id,
        supplier_id=supplier.id,
        announcement_id=call.id,
        total_cost=150_000_000,
    )
    match = make_match(session, rich, state=MatchState.CONFIRMED)
    make_funding_line(session, match, source=FundingSource.PROVINCE)
    make_agreement(session, rich, build_end=date(2026, 6, 1))
    make_ticket(session, rich, state=TicketState.OPEN)
    make_kpi(session, rich, code="P01", name="시간당 생산량")
    make_deadline(session, rich, due=date(2026, 7, 5), kind=DeadlineKind.CHANGE_REQUEST)
    make_deadline(session, rich, due=date(2026, 9, 1), kind=DeadlineKind.SETTLEMENT)
    make_deadline(session, rich, due=date(2026, 1, 1), done_on=date(2026, 1, 1))
    poor = make_company(session, name="두리", sido="26", sigungu="26440", ksic="10129")
    poor.operating_state = OperatingState.CLOSED
    poor.employees = None
    make_case(session, poor, number="2026-GN-0001", state=CaseState.ON_HOLD, total_cost=20_000_000)


@pytest.fixture(scope="module")
def told(empty_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Return one workspace with the story's rows, for all questions that change nothing."""
    folder = tmp_path_factory.mktemp("told") / "workspace"
    shutil.copytree(empty_workspace, folder)
    opened = Workspace.open(folder, centre="GN")
    opened.write(two_cases)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "query",
    [
        "대성", "대성 정밀", '"대성 정밀"', "ㄷㅅㅈㅁ", "ㄷㅅ", "대ㅅ", "eotjd", "eotjdwjdalf",
        "(주)대성", "124-81", "0417", "mes", "MES", "기업:대성정밀", "번호:1248100998",
        "번호:0417", "단계:구축", "stage:buildout", "상태:진행", "완료:매칭", "담당:이주임",
        "담당:ㅇㅈㅇ", "기한:<14일", "기한:14일", "due:<14d", "기한:2026-07", "기한:<=2026-07-05",
        "할일:협약변경", "할일:정산", "기한:>30일 할일:정산", "지역:경남", "지역:창원",
        "region:Gyeongnam", "지역:경", "업종:30", "업종:자동차", "업종:C30", "규모:소기업",
        "종업원:>40", "영업:정상", "산단:창원", "연락처:박담당", "연락처:김대표",
        "연락처:1234-5678", "대기업:가람", "대기업:ㄱㄹㅈㅈ", "공급:나래", "유형:type1",
        "유형:유형1", "공고:상생", "연도:2025", "연도:<2026", "금액:>1억", "금액:1억..2억",
        "재원:도비", "매칭:확정", "협약:서류", "준공:지연", "티켓:접수", "지표:P01",
        "지표:생산량", "-두리", "-단계:신청", "-지역:부산", "-기한:없음", "-담당:없음",
        "-종업원:없음", "대성,세림", "단계:구축,매칭", "단게:신청 대성", "대성 ,", "- 대성",
    ],
)  # fmt: skip
def test_given_two_cases_when_the_first_is_described_then_only_it_is_found(
    told: Workspace, query: str
) -> None:
    assert names(told, query) == ["(주)대성정밀"]


@pytest.mark.parametrize(
    "query",
    [
        "두리", "enfl", "ㄷㄹ", "단계:신청", "상태:보류", "-대성", "담당:없음", "기한:없음",
        "지역:부산", "지역:강서구", "업종:식료품", "영업:폐업", "대기업:없음", "공급:없음",
        "공고:없음", "연도:2026", "금액:<5천만", "재원:없음", "규모:없음", "종업원:없음",
        "티켓:없음", "협약:없음", "-단계:구축", "-mes", "연락처:없음",
    ],
)  # fmt: skip
def test_given_two_cases_when_the_second_is_described_then_only_it_is_found(
    told: Workspace, query: str
) -> None:
    assert names(told, query) == ["두리"]


@pytest.mark.parametrize(
    ("query", "typed"),
    [("담당:김무명", "김무명"), ("대기업:어디전자", "어디전자"), ("지역:없는곳", "없는곳")],
)
def test_given_a_name_that_nobody_has_then_nothing_is_found_and_that_is_said(
    told: Workspace, query: str, typed: str
) -> None:
    found = told.read(lambda session: listing.find(session, query, today=TODAY))

    assert found.count == 0
    assert [(f.code, f.text) for f in found.findings] == [(FindingCode.NOBODY, typed)]


def test_given_a_mistyped_person_then_the_nearest_one_is_suggested(told: Workspace) -> None:
    found = told.read(lambda session: listing.find(session, "담당:이주인", today=TODAY))

    assert found.findings[0].suggestion == "이주임"


def test_given_me_then_my_cases_are_found(workspace: Workspace) -> None:
    workspace.write(two_cases)
    me = workspace.write(lambda session: make_staff(session, name="최과장").id).value
    workspace.write(lambda session: make_case(session, "세림정공", owner_id=me))

    assert names(workspace, "담당:@나", me=me) == ["세림정공"]
    assert names(workspace, "owner:@me") == []
    assert len(names(workspace, "-owner:@me", me=me)) == 2


def test_given_a_site_elsewhere_then_the_case_is_where_the_site_is(workspace: Workspace) -> None:
    def given(session: Session) -> None:
        company = make_company(session, name="한빛기공", sido="26", sigungu="26440")
        site = make_site(session, company, sido="48", sigungu="48730", ksic="25922")
        make_case(session, company, site_id=site.id)

    workspace.write(given)

    assert names(workspace, "지역:함안") == ["한빛기공"]
    assert names(workspace, "지역:부산") == []
    assert names(workspace, "-지역:부산") == ["한빛기공"]
    assert names(workspace, "업종:25") == ["한빛기공"]
    row = workspace.read(lambda s: listing.rows(s, listing.find(s, today=TODAY).ids))[0]
    assert (row.region, row.ksic) == ("경남 함안군", "25922")


@pytest.mark.parametrize(
    ("completed", "passed", "query"),
    [
        (date(2026, 6, 1), None, "준공:제때"),
        (date(2026, 6, 2), None, "준공:지연"),
        (None, date(2026, 5, 30), "준공:제때"),
        (None, None, "준공:지연"),
    ],
)
def test_given_a_build_end_then_being_late_is_told_from_being_done(
    workspace: Workspace, completed: date | None, passed: date | None, query: str
) -> None:
    def given(session: Session) -> None:
        case = make_case(session, "세림정공", stage=Stage.BUILDOUT)
        make_agreement(session, case, build_end=date(2026, 6, 1))
        make_milestone(session, case, kind=MilestoneKind.COMPLETION, done_on=completed)
        if passed:
            make_inspection(
                session,
                case,
                kind=InspectionKind.FINAL,
                visited_on=passed,
                verdict=Verdict.ADEQUATE,
            )
        running = make_case(session, "두리", stage=Stage.BUILDOUT)
        make_agreement(session, running, build_end=date(2026, 12, 31))

    workspace.write(given)

    assert names(workspace, query) == ["세림정공"]
    assert names(workspace, "준공:진행") == ["두리"]


def test_given_an_imported_industry_then_its_own_name_is_found(workspace: Workspace) -> None:
    def given(session: Session) -> None:
        codes._keep(
            session, [(codes.CodeKind.KSIC, "31322", "항공기용 부품", "3132", "10")], centre="GN"
        )
        make_case(session, make_company(session, name="사천항공", ksic="31322"))
        make_case(session, make_company(session, name="두리", ksic="31111"))

    workspace.write(given)

    assert names(workspace, "업종:항공기") == ["사천항공"]


@pytest.mark.parametrize("sort", CaseSort)
def test_given_an_order_then_what_is_empty_stands_last_both_ways(
    told: Workspace, sort: CaseSort
) -> None:
    up = names(told, "", sort=sort)
    down = names(told, "", sort=sort, descending=True)

    has_both = sort in {
        CaseSort.NUMBER, CaseSort.COMPANY, CaseSort.STAGE, CaseSort.STATE, CaseSort.REGION,
        CaseSort.KSIC, CaseSort.COST, CaseSort.YEAR, CaseSort.OPENED,
    }  # fmt: skip
    assert (up == down[::-1]) if has_both else (up == down == ["(주)대성정밀", "두리"])


def test_given_a_deleted_row_then_it_neither_counts_nor_finds(workspace: Workspace) -> None:
    def given(session: Session) -> None:
        case = make_case(session, "대성정밀", title="MES")
        deadline = make_deadline(session, case, due=date(2026, 7, 2))
        deadline.deleted = True
        make_case(session, "두리").deleted = True
        gone = make_staff(session, name="이주임")
        case.owner_id = gone.id
        gone.deleted = True

    workspace.write(given)

    assert names(workspace, "") == ["대성정밀"]
    assert names(workspace, "기한:없음") == ["대성정밀"]
    assert names(workspace, "두리") == []


def test_given_a_page_then_its_lines_tell_all_that_a_list_shows(told: Workspace) -> None:
    found = told.read(lambda s: listing.find(s, "대성", today=TODAY))
    row = told.read(lambda s: listing.rows(s, found.ids))[0]

    assert (row.number, row.title, row.brn) == (
        "2025-GN-0417",
        "공정 실시간 MES 구축",
        "1248100998",
    )
    assert (row.stage, row.state, row.year) == (Stage.BUILDOUT, CaseState.OPEN, 2025)
    assert (row.owner, row.partner, row.supplier) == ("이주임", "가람전자", "나래시스템")
    assert (row.region, row.ksic_name) == ("경남 창원시", "자동차·트레일러")
    assert (row.due, row.due_kind) == (date(2026, 7, 5), DeadlineKind.CHANGE_REQUEST)
    assert row.open_deadlines == 2


def test_given_keys_in_any_order_then_lines_come_in_that_order(workspace: Workspace) -> None:
    ids = workspace.write(lambda s: [make_case(s, f"가{n}").id for n in range(5)]).value
    wanted = [ids[3], ids[0], ids[4]]

    rows = workspace.read(lambda session: listing.rows(session, wanted))

    assert [row.id for row in rows] == wanted
