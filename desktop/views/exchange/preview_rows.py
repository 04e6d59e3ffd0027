"""One row of the sheet as the preview shows it: what will happen with it, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.services.exchange.planning import Intent
from desktop.views.exchange.problem_words import say_problem, say_why
from desktop.views.field_labels import field_label
from desktop.views.shared.language import tr
from desktop.views.shared.row_model import RIGHT, Column
from desktop.views.shared.tokens import Tone

if TYPE_CHECKING:
    from desktop.services.exchange.planning import PlannedRow
    from desktop.services.exchange.rows import CheckedRow


@dataclass(frozen=True)
class PreviewRow:
    """One row of the sheet."""

    id: int  # the line of the sheet
    checked: CheckedRow
    planned: PlannedRow | None

    @property
    def is_refused(self) -> bool:
        """Return whether the row can't be taken in."""
        return self.planned is None

    @property
    def waits(self) -> bool:
        """Return whether a person should decide."""
        return self.planned is not None and self.planned.has_to_be_decided

    @property
    def is_taken(self) -> bool:
        """Return whether the row will be taken in."""
        return self.planned is not None and self.planned.intent is not Intent.SKIP


def columns() -> tuple[Column[PreviewRow], ...]:
    """Return the columns of the preview; what has to be looked at gets the room."""
    return (
        Column("행", lambda r: str(r.id), key="line", width=56, align=RIGHT, sort=lambda r: r.id),
        Column("기업", name_of, key="company", width=170),
        Column("처리", _fate, key="fate", width=112, pill=_tone),
        Column("확인할 내용", _remarks, key="remarks", width=300, stretch=True, tip=_tip),
    )


def name_of(row: PreviewRow) -> str:
    """Return the company as the sheet names it, or else its number."""
    named = row.checked.values.get("company.name") or row.checked.values.get("case.number")
    return str(named or row.checked.values.get("company.brn") or "")


def remarks_of(row: PreviewRow) -> list[str]:
    """Return every sentence about a row."""
    said = [say_problem(problem) for problem in (*row.checked.problems, *row.checked.warnings)]
    if row.planned is None:
        return said
    if row.planned.differences:
        names = ", ".join(field_label(one.field) for one in row.planned.differences)
        said.insert(0, tr("등록된 값과 다릅니다: {names}", names=names))
    if row.planned.why is not None:
        said.insert(0, say_why(row.planned.why))
    return said


def belongs(row: PreviewRow, group: str) -> bool:
    """Return whether a row is in a group of the filter: all, refused, decide, new."""
    if group == "all":
        return True
    if row.planned is None:
        return group == "refused"
    return {"decide": row.waits, "new": row.planned.intent is Intent.ADD}.get(group, False)


def _remarks(row: PreviewRow) -> str:
    return "  ".join(remarks_of(row))


def _tip(row: PreviewRow) -> str:
    return "\n".join(remarks_of(row))


def _fate(row: PreviewRow) -> str:
    if row.planned is None:
        return tr("제외(문제)")
    if row.waits:
        return tr("확인 필요")
    if row.planned.intent is Intent.SKIP:
        return tr("제외")
    return tr("새 기업") if row.planned.intent is Intent.ADD else tr("기존 기업")


def _tone(row: PreviewRow) -> Tone:
    if row.planned is None:
        return Tone.DANGER
    if row.waits:
        return Tone.WARNING
    if row.planned.intent is Intent.SKIP:
        return Tone.NEUTRAL
    return Tone.SUCCESS if row.planned.intent is Intent.ADD else Tone.INFORMATION
