"""What stands in the agenda: headings, items and what is folded away."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt

from desktop.services.agenda import AgendaItem, AgendaKind, Urgency
from desktop.services.agenda_lines import MOST_OF_A_KIND
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Tone

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Sequence

ENTRY: Final = Qt.ItemDataRole.UserRole + 1


class Part(StrEnum):
    """The parts of the list, from top to bottom."""

    OVERDUE = "overdue"
    TODAY = "today"
    THIS_WEEK = "this_week"
    LATER = "later"
    WAITING = "waiting"


# Folded: what was missed, and what waits without a day, must not hide what can still be done.
_SHOWN: Final = {Part.OVERDUE: 4, Part.TODAY: 20, Part.THIS_WEEK: 30, Part.LATER: 30}
_SHOWN_WAITING: Final = 6


@dataclass(frozen=True)
class Heading:
    """The line above a span of time; count: all that is in it, folded away or not."""

    word: str
    count: str
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True)
class Rest:
    """The line that unfolds a part."""

    part: Part
    hidden: int


Entry = Any  # Heading, AgendaItem or Rest; told apart where they are shown


def identity(entry: Entry) -> Hashable:
    """Return what makes two readings of an entry the same one."""
    return (entry.kind, entry.about_id, entry.case_id) if isinstance(entry, AgendaItem) else entry


def entries_of(items: Sequence[AgendaItem], unfolded: Collection[Part]) -> list[Entry]:
    """Return the lines of the list; a part without items has no heading."""
    parts: dict[Part, list[AgendaItem]] = {part: [] for part in Part}
    for item in items:
        parts[_part_of(item)].append(item)
    parts[Part.OVERDUE].reverse()  # what was missed last can be mended best
    entries: list[Entry] = []
    for part, found in parts.items():
        if not found:
            continue
        most = len(found) if part in unfolded else _SHOWN.get(part, _SHOWN_WAITING)
        entries += [_heading(part, len(found)), *found[:most]]
        if len(found) > most:
            entries.append(Rest(part, len(found) - most))
    return entries


def _part_of(item: AgendaItem) -> Part:
    if item.kind is AgendaKind.PAYMENT_WAITING:
        return Part.WAITING
    return {
        Urgency.OVERDUE: Part.OVERDUE,
        Urgency.TODAY: Part.TODAY,
        Urgency.THIS_WEEK: Part.THIS_WEEK,
        Urgency.LATER: Part.LATER,
    }[item.urgency]


def _heading(part: Part, count: int) -> Heading:
    word, tone = {
        Part.OVERDUE: (tr("지남"), Tone.DANGER),
        Part.TODAY: (tr("오늘"), Tone.DANGER),
        Part.THIS_WEEK: (tr("7일 안"), Tone.WARNING),
        Part.LATER: (tr("30일 안"), Tone.NEUTRAL),
        Part.WAITING: (tr("지급을 기다리는 사업비"), Tone.NEUTRAL),
    }[part]
    more = count >= MOST_OF_A_KIND  # the service reads no more of one kind
    return Heading(word, f"{count:,}" + ("+" if more else ""), tone)
