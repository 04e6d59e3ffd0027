"""The columns of the company list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.words import OperatingState, Stage
from desktop.services.companies.numbers import format_brn
from desktop.views.labels import label
from desktop.views.shared import column_widths
from desktop.views.shared.case_tones import STAGE_TONES
from desktop.views.shared.day_words import day_text
from desktop.views.shared.language import tr
from desktop.views.shared.row_model import RIGHT, Column
from desktop.views.shared.tokens import Tone

if TYPE_CHECKING:
    from desktop.services.companies.listing import CompanyRow

_STATE_TONES = {
    OperatingState.OPERATING: None,
    OperatingState.SUSPENDED: Tone.WARNING,
    OperatingState.CLOSED: Tone.DANGER,
}


def columns(*, wide: bool = False) -> tuple[Column[CompanyRow], ...]:
    """Return the columns; keys are the words that the list is ordered by.

    wide: the screen has room for what only some want to see.
    """
    return (
        Column("기업명", lambda r: r.name, key="name", width=220, tip=lambda r: r.name),
        Column("사업자등록번호", lambda r: format_brn(r.brn), key="number", width=124),
        Column("지역", lambda r: r.region, key="region", width=150),
        Column("업종", lambda r: r.ksic_name, key="ksic", width=180),
        Column("규모", lambda r: label(r.size_class), key="size", width=84),
        Column("종업원", _employees, key="employees", width=76, align=RIGHT),
        Column("사례", _cases, key="cases", width=70, align=RIGHT),
        Column(
            "현재 단계",
            lambda r: label(r.stage),
            key="stage",
            width=column_widths.pills(Stage),
            pill=lambda r: STAGE_TONES.get(r.stage) if r.stage else None,
        ),
        Column(
            "휴·폐업",
            lambda r: label(r.operating_state),
            key="operating",
            width=column_widths.pills(OperatingState),
            pill=lambda r: _STATE_TONES[r.operating_state],
            tip=_state_tip,
        ),
        Column("산업단지", lambda r: r.complex_name, key="complex", width=190, hidden=not wide),
        Column(
            "대표자", lambda r: r.representative, key="representative", width=110, hidden=not wide
        ),
        Column("전화", lambda r: r.phone, key="phone", width=130, hidden=not wide),
    )


def _employees(row: CompanyRow) -> str:
    return "" if row.employees is None else f"{row.employees:,}"


def _cases(row: CompanyRow) -> str:
    return f"{row.cases:,}" if row.cases else ""


def _state_tip(row: CompanyRow) -> str:
    if row.operating_state_on is None:
        return ""
    return tr("{day} 기준", day=day_text(row.operating_state_on))
