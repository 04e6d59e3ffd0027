"""What can be wrong with what travels: each a type with facts; nothing is applied, nothing lost."""

from __future__ import annotations

from db.errors import DeskError


class SyncError(DeskError):
    """A failure of sync. Facts: name, the file or hub that it is about, where there is one."""


class BatchBrokenError(SyncError):
    """Half a file, flipped bits, or no file of ours. Facts: name, why (a code)."""


class BatchTooLargeError(SyncError):
    """More than may be unpacked; perhaps to fill the disk. Facts: name, size, limit (bytes)."""


class BatchTooNewError(SyncError):
    """A newer program wrote a form that this one can't read. Facts: name, found, known."""


class WrongSignatureError(SyncError):
    """Not signed by whom it says. Facts: name, signer (a device or "hub")."""


class NotForUsError(SyncError):
    """Sealed for, or addressed to, somebody else. Facts: name, to."""


class OtherCentreError(SyncError):
    """It belongs to another center. Facts: name, found, known."""


class OtherHubError(SyncError):
    """It comes from another hub than the one that this computer is enrolled with. Facts: name."""


class UnknownDeviceError(SyncError):
    """The hub does not know this computer, or has shut it out. Facts: device, name."""


class GapError(SyncError):
    """Something that comes before it has not arrived. Facts: name, have, first (numbers)."""


class HubRestoredError(SyncError):
    """The hub was restored from a backup; this computer has to send again. Facts: name."""


class ClonedError(SyncError):
    """Two computers use one identity; this one needs a new one. Facts: device, label."""


class FutureClockError(SyncError):
    """A clock that is more than a day ahead. Facts: name, at (moment), device."""


class HubUnreachableError(SyncError):
    """The hub does not answer, or its certificate is not the expected one. Facts: name, why."""


class HubBusyError(SyncError):
    """The hub asks to wait. Facts: name, seconds."""


class CodeRefusedError(SyncError):
    """The one-time code for enrolling is wrong, used or too old. Facts: name."""


class NotEnrolledError(SyncError):
    """No hub is known here yet. Facts: none."""


class ConflictMovedError(SyncError):
    """A conflict was settled, or grew, since it was shown. Facts: table, row, field."""


class SlateClosedError(SyncError):
    """A large firm's slate is over; what lay here of it is gone. Facts: centre, until (day)."""


class AnswerRefusedError(SyncError):
    """An answer can't be given like that. Facts: code.

    Codes: not_shown (no such case here), ended (its time is over), reason (a refusal needs one),
    text (nothing is written), moved (the case has changed since it was read).
    """


class ReplicationNotReadyError(SyncError):
    """A server can't publish or subscribe yet. Facts: name (of the server), code, found.

    Codes: wal_level, slots, senders, workers, rights, tables (one is missing, found names it).
    """


class ConflictUnconfirmedError(SyncError):
    """The hub has not said yet that it waits; until then nobody can settle it. Facts: none."""


class InsecureError(SyncError):
    """A hub was to speak unencrypted over a network. Facts: name (where it was to listen)."""


class HubNotEmptyError(SyncError):
    """A backup was to be restored over a hub that holds something. Facts: name."""


class NothingToCarryError(SyncError):
    """The hub has acknowledged everything; a file would be empty. Facts: none."""


class HubNotBegunError(SyncError):
    """There is no hub here yet. Facts: name."""
