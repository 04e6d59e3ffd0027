"""Says in a few words where the changes of this computer have come to, and what a sync did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.words import SyncState
from desktop.views.labels import label
from desktop.views.shared.day_words import near_day
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Tone

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.services.sync.run import SyncReport
    from desktop.services.sync.status import SyncStatus
    from desktop.services.sync.whereabouts import Whereabouts

SYNC_MINUTES = 15  # how often a computer syncs by itself once it belongs to a hub

ROW_TONES = {
    SyncState.HERE: Tone.WARNING,
    SyncState.SENT: Tone.INFORMATION,
    SyncState.CONFIRMED: Tone.SUCCESS,
}
ROW_ICONS = {
    SyncState.HERE: "circle-dot",
    SyncState.SENT: "circle",
    SyncState.CONFIRMED: "circle-check",
}


@dataclass(frozen=True)
class StateWords:
    """What the bar says: short words, the whole truth for the tip, an icon, a tone."""

    text: str
    tip: str
    icon: str
    tone: Tone


def state_words(status: SyncStatus, *, now: datetime, changes: int = 0) -> StateWords:
    """Return where the changes lie; what waits for a person comes first.

    changes: how many were ever made here, for a computer that belongs to no hub.
    """
    if not status.enrolled:
        tip = tr(
            "변경 {count}건이 모두 이 컴퓨터에 저장되어 있습니다. 다른 컴퓨터로는 보내지"
            " 않았습니다.",
            count=f"{changes:,}",
        )
        return StateWords(tr("이 PC에 저장됨"), tip, "cloud-off", Tone.NEUTRAL)
    tip = "\n".join(_lines(status, now))
    if status.conflicts:
        words = tr("충돌 {count}건", count=f"{status.conflicts:,}")
        return StateWords(words, tip, "triangle-alert", Tone.WARNING)
    if status.rejected:
        words = tr("받지 않은 변경 {count}건", count=f"{status.rejected:,}")
        return StateWords(words, tip, "triangle-alert", Tone.WARNING)
    if status.pending:
        words = tr("내 PC에만 {count}건", count=f"{status.pending:,}")
        return StateWords(words, tip, "circle-dot", Tone.NEUTRAL)
    if status.sent:
        words = tr("보냄 · 확인 전 {count}건", count=f"{status.sent:,}")
        return StateWords(words, tip, "upload", Tone.NEUTRAL)
    words = tr("모두 보냄")
    if status.confirmed_at is not None:
        words = f"{words} · {clock_words(status.confirmed_at, now=now)}"
    return StateWords(words, tip, "cloud-check", Tone.SUCCESS)


def clock_words(at: datetime, *, now: datetime) -> str:
    """Return the time of today, else the day."""
    local, today = at.astimezone(), now.astimezone().date()
    return f"{local:%H:%M}" if local.date() == today else near_day(local.date(), today=today)


def row_tip(found: Whereabouts | None) -> str:
    """Return where a row stands, for the tip of its dot."""
    if found is None or (found.state is None and not found.conflicts):
        return ""
    lines = []
    if found.conflicts:
        lines.append(tr("충돌 {count}칸", count=f"{found.conflicts:,}"))
    if found.state is not None:
        lines.append(_STATE_TIPS[found.state]())
    return "\n".join(lines)


def report_words(report: SyncReport) -> str:
    """Return what a sync did, for a toast."""
    if not (report.sent or report.received):
        return tr("이미 모두 맞춰져 있습니다.")
    said = tr(
        "맞췄습니다. 보냄 {sent}건 · 받음 {received}건",
        sent=f"{report.sent:,}",
        received=f"{report.received:,}",
    )
    if report.rejected:
        said = f"{said} · {tr('받지 않음 {count}건', count=f'{report.rejected:,}')}"
    return said


def bytes_words(size: int) -> str:
    """Return a size in the unit that people would take."""
    if size < 1_000:
        return f"{size:,} B"
    if size < 1_000_000:
        return f"{size / 1_000:,.0f} KB"
    return f"{size / 1_000_000:,.1f} MB"


def progress_words(sentence: str, done: int, of: int) -> str:
    """Return how far a work is, in bytes."""
    if not of and not done:
        return sentence
    if not of:
        return f"{sentence}  {bytes_words(done)}"
    return f"{sentence}  {bytes_words(done)} / {bytes_words(of)}"


_STATE_TIPS = {
    SyncState.HERE: lambda: tr(
        "{state}: 아직 보내지 않은 변경이 있습니다.", state=label(SyncState.HERE)
    ),
    SyncState.SENT: lambda: tr(
        "{state}: 보냈고, 허브의 확인을 기다립니다.", state=label(SyncState.SENT)
    ),
    SyncState.CONFIRMED: lambda: tr(
        "{state}: 허브가 모두 받았습니다.", state=label(SyncState.CONFIRMED)
    ),
}


def _lines(status: SyncStatus, now: datetime) -> list[str]:
    """Return everything that there is to say, a line each."""
    lines = [
        tr("내 PC에만 {count}건", count=f"{status.pending:,}"),
        tr("보냄 · 확인 전 {count}건", count=f"{status.sent:,}"),
    ]
    if status.conflicts:
        lines.append(tr("충돌 {count}건", count=f"{status.conflicts:,}"))
    if status.rejected:
        lines.append(tr("받지 않은 변경 {count}건", count=f"{status.rejected:,}"))
    if status.confirmed_at is not None:
        at = clock_words(status.confirmed_at, now=now)
        lines.append(tr("마지막 확인: {at}", at=at))
    else:
        lines.append(tr("아직 허브가 확인한 적이 없습니다."))
    return lines
