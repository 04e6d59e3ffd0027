"""The columns of the case list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from db.words import CaseState, OperatingState, Stage
from desktop.services.cases.listing import CaseRow
from desktop.views.labels import label
from desktop.views.shared import column_widths
from desktop.views.shared.case_tones import STAGE_ICONS, STAGE_TONES, STATE_TONES
from desktop.views.shared.day_words import day_text
from desktop.views.shared.deadline import deadline_words
from desktop.views.shared.language import tr
from desktop.views.shared.money_words import spoken_won, won
from desktop.views.shared.row_model import RIGHT, Column
from desktop.views.shared.sync_words import ROW_ICONS, ROW_TONES, row_tip
from desktop.views.shared.tokens import Tone

if TYPE_CHECKING:
    from desktop.services.sync.whereabouts import Whereabouts

SYNC = "sync"  # no order of the list: it is worked out for the rows in sight only


def _due(row: CaseRow) -> str:
    if row.due is None:
        return ""
    words = deadline_words(row.due, today=date.today())
    return f"{words.short} · {label(row.due_kind)}"


def _due_tone(row: CaseRow) -> Tone | None:
    if row.due is None or row.state is not CaseState.OPEN:
        return None
    tone = deadline_words(row.due, today=date.today()).tone
    return None if tone is Tone.NEUTRAL else tone


def _due_tip(row: CaseRow) -> str:
    if row.due is None:
        return ""
    lines = [day_text(row.due, weekday=True), row.due_clause]
    if not row.due_verified:
        lines.append(tr("공식 문서에서 확인하지 못한 기한입니다."))
    return "\n".join(line for line in lines if line)


@dataclass(frozen=True)
class CaseLine(CaseRow):
    """A line of the list with where its changes have come to."""

    whereabouts: Whereabouts | None = None


def _sign(row: CaseRow) -> str | None:
    found = row.whereabouts if isinstance(row, CaseLine) else None
    if found is None or (found.state is None and not found.conflicts):
        return None
    if found.conflicts or found.state is None:
        return "triangle-alert"
    return ROW_ICONS[found.state]


def _sign_tone(row: CaseRow) -> Tone | None:
    found = row.whereabouts if isinstance(row, CaseLine) else None
    if found is None:
        return None
    return Tone.WARNING if found.conflicts or found.state is None else ROW_TONES[found.state]


def _sign_tip(row: CaseRow) -> str:
    return row_tip(row.whereabouts) if isinstance(row, CaseLine) else ""


def _company_tip(row: CaseRow) -> str:
    if row.operating_state is OperatingState.OPERATING:
        return row.company
    return f"{row.company} ({label(row.operating_state)})"


def columns(*, wide: bool = False) -> tuple[Column[CaseRow], ...]:
    """Return the columns; keys are the words that the list is ordered by.

    wide: the screen has room for what only some want to see.
    """
    return (
        Column("기업명", lambda r: r.company, key="company", width=186, tip=_company_tip),
        Column("과제번호", lambda r: r.number, key="number", width=124),
        Column(
            "단계",
            lambda r: label(r.stage),
            key="stage",
            width=column_widths.pills(Stage),
            pill=lambda r: STAGE_TONES[r.stage],
            icon=lambda r: STAGE_ICONS[r.stage],
        ),
        Column(
            "상태",
            lambda r: label(r.state),
            key="state",
            width=column_widths.pills(CaseState),
            pill=lambda r: STATE_TONES[r.state],
        ),
        Column(
            "동기화",
            lambda _row: "",
            key=SYNC,
            width=66,
            icon=_sign,
            pill=_sign_tone,
            tip=_sign_tip,
        ),
        Column("다음 기한", _due, key="due", width=186, pill=_due_tone, tip=_due_tip),
        Column("담당", lambda r: r.owner, key="owner", width=76),
        Column("대기업", lambda r: r.partner, key="partner", width=106),
        Column(
            "총사업비",
            lambda r: won(r.total_cost),
            key="cost",
            width=112,
            align=RIGHT,
            tip=lambda r: spoken_won(r.total_cost),
        ),
        Column("지역", lambda r: r.region, key="region", width=140),
        Column("업종", lambda r: r.ksic_name, key="ksic", width=190, hidden=not wide),
        Column("과제명", lambda r: r.title, key="title", width=240, hidden=not wide),
        Column("공급기업", lambda r: r.supplier, key="supplier", width=120, hidden=True),
        Column("유형", lambda r: r.track, key="track", width=120, hidden=True),
        Column("연도", lambda r: str(r.year), key="year", width=70, hidden=True),
        Column(
            "등록일",
            lambda r: day_text(r.opened.astimezone().date()),
            key="opened",
            width=110,
            hidden=True,
        ),
    )
