"""The failures of the use cases that people can expect, as types with facts."""

from __future__ import annotations

from db.errors import DeskError


class BlockedError(DeskError):
    """A case may not go on yet. Facts: case_id, to (Stage or None), blockers (list of Blocker)."""


class ReasonNeededError(DeskError):
    """The step has to be explained. Facts: step."""


class InUseError(DeskError):
    """Other rows still stand on this one. Facts: table, id, by (name of a table), count."""


class SameCompanyError(DeskError):
    """A company can't be merged with itself. Facts: id."""


class MoveRefusedError(DeskError):
    """A state may not follow another. Facts: machine, now, then, allowed (states, maybe none)."""


class StillOpenError(DeskError):
    """Only one such thing may be on the road at a time. Facts: machine, state (of the other)."""


class MatchRefusedError(DeskError):
    """A match or one of its amounts breaks the rules. Facts: code, and what belongs to it.

    Codes: partner_not_wanted, partner_needed, no_cost, no_match, already_decided, not_accepted,
    signed, paid, bounds (findings: MoneyFindings, infeasible), pool (partner_id, year, left,
    wanted).
    """


class DisclosureRefusedError(DeskError):
    """A large firm can't be let in like that. Facts: code.

    Codes: days (from_on, until_on), past (until_on), already (until_on of the one in force),
    over (it was revoked or has ended).
    """


class AgreementRefusedError(DeskError):
    """An agreement can't be signed or changed like that. Facts: code.

    Codes: no_match, dates_missing, dates_order (start, end), lines_differ (cost, sum),
    signed (field), not_signed.
    """


class PaymentRefusedError(DeskError):
    """A payment breaks a rule of payments. Facts: code, source, and what belongs to it.

    Codes: over_line (amount, line, left), order (before), not_checked, not_operating (state),
    not_signed, not_approved, final_check (the final inspection is not passed yet), paid.
    """


class PaperRefusedError(DeskError):
    """A file can't stand for a required paper. Facts: code, name, and what belongs to it.

    Codes: several (count), folder, empty, size (size, limit in bytes), kind (found, a code such as
    html or binary; allowed, PaperFormats), drm, password, broken.
    """


class PaperNotValidError(DeskError):
    """A paper does not hold on the day that counts. Facts: code, name, day, limit (dates).

    Codes: issued_later (day: of issue), expired (day: valid until; limit: has to hold on that day),
    order (day: valid until; limit: day of issue).
    """


class FileUnreadableError(DeskError):
    """A chosen file is not there or can't be read. Facts: path."""


class FileTooLargeError(DeskError):
    """A chosen file is larger than the program keeps. Facts: path, size, limit (bytes)."""


class FileMissingError(DeskError):
    """The bytes of an attachment are not on this computer (yet). Facts: name, sha256."""


class FileChangedError(DeskError):
    """The bytes of an attachment are not those that were kept. Facts: name, sha256."""


class FieldsMissingError(DeskError):
    """A document needs values that nobody has typed in yet. Facts: kind, fields (list of names)."""
