"""Stories of making documents: complete ones lie in the folder, others say what they need."""

from __future__ import annotations

import hashlib
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import select

from db.tables import Document, Visit
from db.words import (
    DocumentKind,
    EligibilityState,
    FundingSource,
    InspectionKind,
    KpiBasis,
    PaymentKind,
    Role,
    TicketKind,
    Verdict,
)
from desktop.services import staff
from desktop.services.aftercare import kpis, tickets, visits
from desktop.services.applications import eligibility
from desktop.services.buildout import inspections, payments
from desktop.services.documents import make
from desktop.services.errors import FieldsMissingError
from tests.services import road

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.workspace import Workspace

TODAY = date(2026, 4, 3)
SIGNERS = {"센터.대표자": "서도담", "공급기업.대표자": "정마루", "주관기관.대표자": "윤솔"}
ACCOUNT = {
    "지급.은행": "이음은행",
    "지급.계좌번호": "000-0000-1234",
    "지급.예금주": "나래시스템",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "documents"


def _text(path: Path) -> str:
    import docx

    document = docx.Document(BytesIO(path.read_bytes()))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def _make(
    workspace: Workspace, folder: Path, case: UUID, kind: DocumentKind, **more: Any
) -> make.DocumentMade:
    return workspace.write(lambda s: make.make(s, folder, case, kind, today=TODAY, **more)).value


def test_given_a_reviewed_case_when_the_review_is_made_then_every_requirement_stands_in_it(
    workspace: Workspace, folder: Path
):
    workspace.person = workspace.write(
        lambda s: staff.add(s, {"name": "김나래", "title": "선임연구원"})
    ).value
    case = workspace.write(road.eligible).value
    for step in (
        lambda s: eligibility.decide_eligibility(s, case, EligibilityState.IN_REVIEW),
        lambda s: eligibility.ask_supplement(s, case, due=TODAY, note="지방세 증명서 재발급"),
        lambda s: eligibility.decide_eligibility(
            s, case, EligibilityState.ELIGIBLE, opinion="보완을 확인함"
        ),
    ):
        workspace.write(step)

    made = _make(workspace, folder, case, DocumentKind.ELIGIBILITY_REVIEW)

    text = _text(made.path)
    assert made.path.name == "GN-2026-0001 요건검토서 한빛정밀.docx"
    for words in ("한빛정밀", "박가온", "국세·지방세", "적합", "지방세 증명서 재발급", "김나래"):
        assert words in text
    assert "참여제한" in text


def test_given_a_case_without_lines_when_the_agreement_is_made_then_what_misses_is_named_first(
    workspace: Workspace, folder: Path
):
    case = workspace.write(road.matching).value

    with pytest.raises(FieldsMissingError) as missing:
        _make(workspace, folder, case, DocumentKind.AGREEMENT)

    named = missing.value.fields
    assert {"협약.구축시작", "재원.항목", "센터.대표자", "공급기업.대표자"} <= set(named)  # type: ignore[call-overload]
    assert not folder.exists()
    assert workspace.read(lambda s: s.exec(select(Document)).all()) == []
    assert named == workspace.read(
        lambda s: make.missing(s, case, DocumentKind.AGREEMENT, today=TODAY)
    )


def test_given_a_matched_case_when_the_agreement_is_made_then_money_and_parties_are_right(
    workspace: Workspace, folder: Path
):
    workspace.write(lambda s: staff.add(s, {"name": "서도담", "role": Role.HEAD}))
    case = workspace.write(road.signed).value
    needed = workspace.read(lambda s: make.missing(s, case, DocumentKind.AGREEMENT))
    assert needed == ["공급기업.대표자", "주관기관.대표자"]

    made = _make(workspace, folder, case, DocumentKind.AGREEMENT, given=SIGNERS)

    text = _text(made.path)
    for words in ("30,000,000", "40,000,000", "100,000,000", "가람전자", "정마루", "윤솔"):
        assert words in text
    assert "2027" in text
    (row,) = workspace.read(lambda s: s.exec(select(Document)).all())
    assert row.file_sha256 == hashlib.sha256(made.path.read_bytes()).hexdigest()
    assert row.values["재원"]["합계"] == 100_000_000
    assert row.values["협약"]["구축종료"] == "2026-12-31"


def test_given_a_payment_when_its_request_is_made_then_the_account_number_is_not_kept(
    workspace: Workspace, folder: Path
):
    case = workspace.write(road.signed).value
    asked = {
        "kind": PaymentKind.ADVANCE,
        "source": FundingSource.NATIONAL,
        "amount": 15_000_000,
        "operating_checked_on": TODAY,
    }
    payment = workspace.write(lambda s: payments.add(s, case, asked)).value
    with pytest.raises(FieldsMissingError) as missing:
        _make(workspace, folder, case, DocumentKind.PAYMENT_REQUEST, about=payment)
    assert missing.value.fields == list(ACCOUNT)

    made = _make(
        workspace, folder, case, DocumentKind.PAYMENT_REQUEST, about=payment, given=ACCOUNT
    )

    text = _text(made.path)
    for words in ("선금", "15,000,000", "30,000,000", "000-0000-1234"):
        assert words in text
    (row,) = workspace.read(lambda s: s.exec(select(Document)).all())
    assert row.values["지급"]["계좌번호"] == "*********1234"
    assert row.values["지급"]["잔액"] == 15_000_000


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        (InspectionKind.SITE_CHECK, DocumentKind.SITE_CHECK),
        (InspectionKind.MIDTERM, DocumentKind.MIDTERM_CHECK),
        (InspectionKind.FINAL, DocumentKind.COMPLETION_CHECK),
    ],
)
def test_given_an_inspection_when_its_form_is_made_then_its_items_and_verdict_are_in_it(
    workspace: Workspace, folder: Path, kind: InspectionKind, document: DocumentKind
):
    case = workspace.write(road.signed).value
    items = {item.code: Verdict.ADEQUATE.value for item in inspections.items_of(kind)}
    found = {
        "kind": kind,
        "visited_on": TODAY,
        "inspector": "김나래",
        "verdict": Verdict.ADEQUATE,
        "opinion": "이상 없음",
        "items": items,
    }
    with pytest.raises(FieldsMissingError):
        _make(workspace, folder, case, document)
    workspace.write(lambda s: inspections.add(s, case, found))

    made = _make(workspace, folder, case, document)

    text = _text(made.path)
    assert inspections.items_of(kind)[0].title.ko in text
    for words in ("적정", "이상 없음", "김나래"):
        assert words in text


def test_given_a_visit_when_the_after_care_form_is_made_then_use_tickets_and_outcomes_are_in_it(
    workspace: Workspace, folder: Path
):
    def visit(session: Session) -> UUID:
        case = road.cared_for(session)
        first = session.exec(select(Visit).where(Visit.period_months == 12)).one()
        seen = {
            "visited_on": date(2027, 12, 20),
            "operation_state": "partial",
            "functions_built": 9,
            "functions_used": 8,
            "difficulties": "담당자 변경",
        }
        visits.edit(session, first.id, seen)
        broken = {"title": "통신 끊김", "kind": TicketKind.REPAIR, "opened_on": TODAY}
        tickets.open_ticket(session, case, broken)
        kpi = kpis.list_kpis(session, case)[0]
        kpis.edit(session, kpi.id, {"baseline": 100, "target": 120})
        value = {"period_months": 12, "value": 118, "basis": KpiBasis.MEASURED}
        kpis.add_value(session, kpi.id, value)
        return case

    case = workspace.write(visit).value

    made = _make(workspace, folder, case, DocumentKind.AFTERCARE_CHECK)

    text = _text(made.path)
    for words in (
        "부분",
        "88.9",
        "통신 끊김",
        "시간당 생산량",
        "실측",
        "90",
        "일부",
        "담당자 변경",
    ):
        assert words in text


def test_given_a_document_when_made_again_then_both_are_kept_under_their_own_number(
    workspace: Workspace, folder: Path
):
    case = workspace.write(road.eligible).value

    first = _make(workspace, folder, case, DocumentKind.ELIGIBILITY_REVIEW)
    second = _make(workspace, folder, case, DocumentKind.ELIGIBILITY_REVIEW)

    assert (first.number, second.number) == ("GN-2026-0001", "GN-2026-0002")
    assert first.path.is_file()
    assert second.path.is_file()
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [first.path.name, second.path.name]
    )
    listed = workspace.read(lambda s: make.list_made(s, case))
    assert [row.number for row in listed] == ["GN-2026-0002", "GN-2026-0001"]
    assert workspace.read(lambda s: make.path_of(s, folder, first.id)) == first.path
    first.path.unlink()
    assert workspace.read(lambda s: make.path_of(s, folder, first.id)) is None


def test_given_a_file_of_the_same_name_when_made_then_it_is_not_written_over(
    workspace: Workspace, folder: Path
):
    case = workspace.write(lambda s: road.eligible(s)).value
    folder.mkdir()
    taken = folder / "GN-2026-0001 요건검토서 한빛정밀.docx"
    taken.write_bytes(b"mine")

    made = _make(workspace, folder, case, DocumentKind.ELIGIBILITY_REVIEW)

    assert taken.read_bytes() == b"mine"
    assert made.path.name == "GN-2026-0001 요건검토서 한빛정밀 (2).docx"
