"""What can be refused in scoring, as types with facts."""

from __future__ import annotations

from db.errors import DeskError


class BarredError(DeskError):
    """A reviewer may not touch a case. Facts: reason (BarReason); never what the case is."""


class NotAssignedError(DeskError):
    """A reviewer was not asked to judge a case."""


class StaffOnlyError(DeskError):
    """Only staff of the centre may do this."""


class ScoringRefusedError(DeskError):
    """A step of scoring breaks its rules. Facts: code, and what belongs to it.

    Codes: no_criterion, beyond_scale (most), not_scoring,
    closed, submitted, not_submitted, other_case (a file of another case), no_item, no_points,
    begun (a card that is begun keeps its reviewer), one_firm, opinion_missing (criteria).
    """


class MeetingRefusedError(DeskError):
    """A step of the committee breaks its rules. Facts: code, and what belongs to it.

    Codes: not_open, closed, not_a_member, not_there, recused, no_quorum (there, quorum),
    no_majority, not_scored.
    """


class AssignmentImpossibleError(DeskError):
    """No assignment keeps every limit. Facts: clashes (list of Clash)."""


class AssignmentStoppedError(DeskError):
    """Somebody stopped the assignment; nothing was changed."""
