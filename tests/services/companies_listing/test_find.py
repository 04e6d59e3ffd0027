"""Companies are found by what they are, and by what became of their cases."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest

from db.words import CaseState, OperatingState, SizeClass, Stage
from desktop.services.companies import listing
from desktop.services.companies.listing import CompanySort
from desktop.services.workspace import Workspace
from tests.factory import make_case, make_company, make_contact, make_deadline, make_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlmodel import Session


TODAY = date(2026, 7, 1)


def names(workspace: Workspace, query: str, **order: object) -> list[str]:
    """Return the names of the companies that `query` finds, in order."""

    def read(session: Session) -> list[str]:
        found = listing.find(session, query, today=TODAY, **order)  # type: ignore[arg-type]
        assert found.count == len(found.ids)
        return [row.name for row in listing.rows(session, found.ids)]

    return workspace.read(read)


def two_companies(session: Session) -> None:
    """Keep 대성정밀 with an open and a closed case, and 두리 without any."""
    company = make_company(
        session,
        name="(주)대성정밀",
        brn="1248100998",
        size_class=SizeClass.SMALL,
        complex_name="창원국가산업단지",
        employees=42,
    )
    make_contact(session, company, name="박담당")
    make_case(session, company, number="2022-GN-0007", state=CaseState.CLOSED)
    case = make_case(session, company, number="2026-GN-0417", stage=Stage.BUILDOUT)
    make_deadline(session, case, due=date(2026, 7, 5))
    other = make_company(
        session,
        name="두리",
        brn="",
        sido="26",
        sigungu="26440",
        ksic="10129",
        employees=None,
        operating_state=OperatingState.CLOSED,
    )
    make_site(session, other, sido="51", sigungu="51110", ksic="")


@pytest.fixture(scope="module")
def told(empty_workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Return one workspace with the story's rows, for all questions that change nothing."""
    folder = tmp_path_factory.mktemp("told") / "workspace"
    shutil.copytree(empty_workspace, folder)
    opened = Workspace.open(folder, centre="GN")
    opened.write(two_companies)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "query",
    [
        "대성", "ㄷㅅ", "eotjd", "124-81", "번호:0417", "번호:124-81", "지역:창원", "업종:자동차",
        "규모:소기업", "종업원:<50", "산단:창원", "연락처:박담당", "영업:정상", "단계:구축",
        "상태:종료", "단계:구축 상태:진행", "기한:<14일", "-지역:부산", "-단계:없음 대성",
        "중복:아니오 대성",
    ],
)  # fmt: skip
def test_given_two_companies_when_the_first_is_described_then_only_it_is_found(
    told: Workspace, query: str
) -> None:
    assert names(told, query) == ["(주)대성정밀"]


@pytest.mark.parametrize(
    "query",
    [
        "두리", "지역:부산", "지역:춘천", "업종:식료품", "영업:폐업", "종업원:없음",
        "규모:없음", "번호:없음", "-단계:구축", "-상태:종료", "연락처:없음", "산단:없음",
    ],
)  # fmt: skip
def test_given_two_companies_when_the_second_is_described_then_only_it_is_found(
    told: Workspace, query: str
) -> None:
    assert names(told, query) == ["두리"]


def test_given_two_things_about_cases_then_one_and_the_same_case_has_both(
    told: Workspace,
) -> None:
    assert names(told, "단계:구축 상태:종료") == []


@pytest.mark.parametrize("sort", CompanySort)
def test_given_an_order_then_what_is_empty_stands_last_both_ways(
    told: Workspace, sort: CompanySort
) -> None:
    up = names(told, "", sort=sort)
    down = names(told, "", sort=sort, descending=True)

    empty = {
        CompanySort.NUMBER, CompanySort.SIZE, CompanySort.EMPLOYEES, CompanySort.STAGE,
        CompanySort.COMPLEX,
    }  # fmt: skip
    assert (up == down == ["(주)대성정밀", "두리"]) if sort in empty else (up == down[::-1])


def test_given_a_page_then_its_lines_tell_what_became_of_the_cases(told: Workspace) -> None:
    found = told.read(lambda session: listing.find(session, "", today=TODAY))
    first, second = told.read(lambda session: listing.rows(session, found.ids))

    assert (first.cases, first.stage, first.state) == (2, Stage.BUILDOUT, CaseState.OPEN)
    assert (first.region, first.ksic_name) == ("경남 창원시", "자동차·트레일러")
    assert (second.cases, second.stage, second.case_id) == (0, None, None)


def test_given_a_number_registered_twice_then_the_twin_is_found(workspace: Workspace) -> None:
    def given(session: Session) -> None:
        kept = make_company(session, name="대성정밀")
        make_company(session, name="대성 정밀", duplicate_of=kept.id)

    workspace.write(given)

    assert names(workspace, "중복:예") == ["대성 정밀"]
