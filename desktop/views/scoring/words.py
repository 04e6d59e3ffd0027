"""Says points, places and states of scoring as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.words import (
    BarReason,
    MeetingState,
    RoundState,
    ScorecardState,
    SelectionOutcome,
    VoteChoice,
)
from desktop.services.scoring.points import MILLI
from desktop.views.labels import label
from desktop.views.shared import language
from desktop.views.shared.language import Language, tr
from desktop.views.shared.tokens import Tone

if TYPE_CHECKING:
    from desktop.services.programmes.rule_shape import Title
    from desktop.services.scoring.ranking import RankRow
    from desktop.services.scoring.ties import Bar

ROUND_TONES = {
    RoundState.PREPARING: Tone.NEUTRAL,
    RoundState.SCORING: Tone.ACCENT,
    RoundState.CLOSED: Tone.SUCCESS,
}
CARD_TONES = {ScorecardState.OPEN: Tone.NEUTRAL, ScorecardState.SUBMITTED: Tone.SUCCESS}
MEETING_TONES = {
    MeetingState.PLANNED: Tone.NEUTRAL,
    MeetingState.OPEN: Tone.ACCENT,
    MeetingState.CLOSED: Tone.SUCCESS,
}
OUTCOME_TONES = {
    SelectionOutcome.SELECTED: Tone.SUCCESS,
    SelectionOutcome.RESERVE: Tone.WARNING,
    SelectionOutcome.REJECTED: Tone.DANGER,
}
VOTE_TONES = {
    VoteChoice.SELECT: Tone.SUCCESS,
    VoteChoice.RESERVE: Tone.WARNING,
    VoteChoice.REJECT: Tone.DANGER,
    VoteChoice.ABSTAIN: Tone.NEUTRAL,
}


def title(words: Title) -> str:
    """Return a name of a pack in the chosen language."""
    return words.en if language.chosen() is Language.ENGLISH else words.ko


def points(milli: int | None, *, places: int = 2) -> str:
    """Return 1/1000 points as people write them: 76.13; nothing for nothing."""
    if milli is None:
        return ""
    # Halves go up, as in the services; a float would let them go either way.
    unit = 10 ** (3 - places)
    rounded = (abs(milli) + unit // 2) // unit
    whole, rest = divmod(rounded, 10**places)
    sign = "-" if milli < 0 and rounded else ""
    return f"{sign}{whole:,}.{rest:0{places}d}" if places else f"{sign}{whole:,}"


def signed(milli: int) -> str:
    """Return a distance with its sign: +1.50."""
    return f"+{points(milli)}" if milli > 0 else points(milli)


def weight(milli: int) -> str:
    """Return a weight without a broken part where it has none: 12, 7.5."""
    return points(milli, places=0 if milli % MILLI == 0 else 2)


def interval(low: int, high: int) -> str:
    """Return from where to where points may still go."""
    return f"{points(low)} ~ {points(high)}"


def places_words(row: RankRow) -> str:
    """Return between which places a case stands under other weights."""
    if row.interval is None:
        return ""
    best, worst = row.interval.best, row.interval.worst
    return f"{best}" if best == worst else f"{best}–{worst}"


def bar_words(bar: Bar) -> str:
    """Return why a reviewer may not touch a case."""
    reason = label(bar.reason)
    if bar.reason is BarReason.REGION or not bar.firm:
        return reason
    return tr("{reason} · {firm}", reason=reason, firm=bar.firm)
