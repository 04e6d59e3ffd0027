"""Facts from other applications: plans that read alike, contacts that two have given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.services.applications.likeness import similar_plans
from desktop.services.applications.shared_contacts import Way, shared_contacts
from desktop.views.cases.case.fit_table import FitTable
from desktop.views.shared.card import Card
from desktop.views.shared.case_words import percent
from desktop.views.shared.in_place.facts import caption, widen
from desktop.views.shared.language import tr
from desktop.views.shared.row_model import Column, RowModel

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.applications.likeness import Likeness, SimilarPlan
    from desktop.services.applications.shared_contacts import SharedContact
    from desktop.views.shared.in_place.part import Part

    Compared = tuple[Likeness, tuple[SharedContact, ...]]


@dataclass(frozen=True)
class FactLine:
    """One fact; case_id is None where it is about a supplier only."""

    id: str
    words: str
    other: str
    case_id: UUID | None = None


COLUMNS: tuple[Column[Any], ...] = (
    Column("사실", lambda row: row.words, tip=lambda row: row.words, key="words", stretch=True),
    Column("상대", lambda row: row.other, tip=lambda row: row.other, key="other", width=240),
)  # fmt: skip


def compare(session: Session, folder: Path, case_id: UUID) -> Compared:
    """Return what the card shows; compares with all applications, so it may take a moment."""
    return similar_plans(session, folder, case_id), shared_contacts(session, case_id)


class LikenessCard(Card):
    """A list of facts, each with the other case behind it; they are told, never judged."""

    def __init__(self, part: Part) -> None:
        super().__init__(tr("다른 신청과 견준 사실"))
        widen(self)
        self.summary = caption(tr("다른 신청과 견주는 중입니다."), indented=True)
        self.table = FitTable(tr("다른 신청과 견준 사실"), RowModel(COLUMNS))
        self.table.opened.connect(
            lambda row: part.case_wanted.emit(row.case_id) if row.case_id is not None else None
        )
        self.table.hide()
        self.add(self.summary)
        self.add(self.table)

    def show_facts(self, compared: Compared) -> None:
        """Show what comparing has found, or that it found nothing."""
        likeness, contacts = compared
        lines = [*_plans(likeness), *_contacts(contacts)]
        self.table.show_rows(lines)
        self.table.setVisible(bool(lines))
        self.summary.setText(_summary(likeness, bool(lines)))
        self.say_source(
            tr("사실만 보여 줍니다. 같은 기업의 재신청이거나 공고의 문구를 옮긴 것일 수 있습니다.")
            if lines
            else ""
        )


def _summary(likeness: Likeness, has_lines: bool) -> str:
    if likeness.too_short:
        return tr("사업 내용이 짧아 다른 신청서와 견주지 않았습니다.")
    compared = tr(
        "사업 내용을 다른 신청서 {count}건과 견주었습니다.", count=f"{likeness.compared:,}"
    )
    if has_lines:
        return compared
    return f"{compared} {tr('비슷한 글이나 같은 연락처가 없습니다.')}"


def _plans(likeness: Likeness) -> Iterator[FactLine]:
    for plan in likeness.plans:
        yield FactLine(
            id=f"plan {plan.case_id}",
            words=tr("사업 내용의 표현 {share}가 같습니다.", share=percent(plan.share)),
            other=_other(plan),
            case_id=plan.case_id,
        )


def _other(plan: SimilarPlan) -> str:
    name = tr("같은 기업") if plan.same_company else plan.company
    return f"{plan.number} {name}"


def _contacts(contacts: tuple[SharedContact, ...]) -> Iterator[FactLine]:
    for one in contacts:
        what = tr("전화번호") if one.way is Way.PHONE else tr("이메일")
        if one.suppliers:
            name = ", ".join(one.suppliers)
            own = tr("{name} (이 사례의 공급기업)", name=name) if one.own_supplier else name
            yield FactLine(
                id=f"supplier {one.shown}",
                words=tr(
                    "{what} {shown}: 공급기업의 연락처와 같습니다.", what=what, shown=one.shown
                ),
                other=own,
            )
        for other in one.applicants:
            yield FactLine(
                id=f"applicant {one.shown} {other.case_id}",
                words=tr(
                    "{what} {shown}: 다른 신청기업의 연락처와 같습니다.", what=what, shown=one.shown
                ),
                other=f"{other.number} {other.company}",
                case_id=other.case_id,
            )
