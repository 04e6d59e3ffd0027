"""Sends what is only here and applies what has come, over any carrier."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from db.sync_errors import GapError, HubRestoredError, SyncError
from db.words import Changed
from desktop.services.security.errors import StoppedError
from desktop.services.sync import blobs, enrolling, identities, receiving, sending
from desktop.services.sync.carriers.hub import HubLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.tables import SyncSelf
    from desktop.services.sync.carriers import Arrived, Carrier
    from desktop.services.workspace import Workspace


@dataclass(frozen=True)
class SyncReport:
    """What one run did; changes and fields counted, bytes as they travelled.

    sent, received: changes. conflicts, settled: fields that came into or out of conflict.
    rejected: own changes that the hub did not take. parked: ops for after an upgrade.
    seen: hub number up to which everything is applied now. changed: what pages have to read again.
    """

    sent: int = 0
    received: int = 0
    conflicts: int = 0
    settled: int = 0
    rejected: int = 0
    parked: int = 0
    bytes_out: int = 0
    bytes_in: int = 0
    seen: int = 0
    changed: frozenset[Changed] = frozenset()

    def with_taken(self, taken: receiving.Taken, size: int) -> SyncReport:
        """Return the report with one more file of the hub."""
        done = taken.applied
        return replace(
            self,
            received=self.received + done.received,
            conflicts=self.conflicts + done.conflicts,
            settled=self.settled + done.settled,
            rejected=self.rejected + done.rejected,
            parked=self.parked + done.parked,
            bytes_in=self.bytes_in + size,
            seen=max(self.seen, done.seen),
            changed=self.changed | taken.changed,
        )


def sync_once(
    workspace: Workspace,
    carrier: Carrier,
    *,
    progress: Callable[[int, int], object] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> SyncReport:
    """Bring this computer and the hub together once; what was done before a stop stays done.

    progress: is told (done, of) in bytes. Raises NotEnrolledError, HubUnreachableError,
    HubBusyError, GapError, ClonedError, HubRestoredError, StoppedError, and what is wrong with a
    file.
    """
    run = _Run(workspace, carrier, progress, cancelled, identities.enrolled(workspace))
    if isinstance(carrier, HubLine):
        if enrolling.first_sync(workspace, carrier, told=run.told):
            run.report = replace(run.report, changed=frozenset(Changed))
        run.send()
    run.take_what_came()
    if isinstance(carrier, HubLine):
        blobs.send(workspace, carrier, run.told)
    if run.has_to_send:
        run.here = identities.enrolled(workspace)
        run.send()
        run.take_what_came()
    workspace.lay_journal(told=lambda _ops: run.look())
    return run.report


@dataclass
class _Run:
    """One run; `report` grows with each file."""

    workspace: Workspace
    carrier: Carrier
    progress: Callable[[int, int], object] | None
    cancelled: Callable[[], bool] | None
    here: SyncSelf
    report: SyncReport = field(default_factory=SyncReport)
    is_copied: bool = False
    # What came over a slow carrier may acknowledge what would go out again, so it is taken first.
    has_to_send: bool = True

    def told(self, done: int, of: int) -> None:
        """Tell how far it is, and stop where somebody asked for it. Raises StoppedError."""
        if self.progress is not None:
            self.progress(done, of)
        self.look()

    def look(self) -> None:
        """Stop where somebody asked for it. Raises StoppedError."""
        if self.cancelled is not None and self.cancelled():
            raise StoppedError

    def send(self) -> None:
        """Send what was not acknowledged; what a folder still holds is not laid there again.

        `has_to_send` is set again where the hub turns out to be restored from a backup.
        """
        self.has_to_send = False
        sending.give_turns(self.workspace)
        after = self.here.acked
        for line in sending.unacknowledged(self.workspace):
            if line.first <= after + 1 and self.carrier.still_lies(line.name):
                after = max(after, line.last)
        batches = sending.batches(self.workspace, self.here, after=after, seal="age", told={})
        for batch in batches:
            self.look()
            sending.register(self.workspace, batch, self.carrier.word, self.carrier.other_side)
            try:
                receipt = self.carrier.send(batch.label.name, batch.content, self.told)
            except HubRestoredError:  # its feed says how far it was set back
                self.has_to_send = True
                return
            size = len(batch.content)
            self.report = replace(
                self.report,
                sent=self.report.sent + batch.changes,
                bytes_out=self.report.bytes_out + size,
            )
            if receipt is not None:
                self._take(receipt)

    def take_what_came(self) -> None:
        """Apply the hub's files; one that can't be applied is kept, and named in the end."""
        failure: SyncError | None = None
        try:
            for file in self.carrier.arrived(self._seen, self.told):
                self.look()
                failure = self._take_file(file) or failure
        except HubRestoredError as error:
            self._go_back(error)
        self.report = replace(self.report, seen=self._seen())
        if failure is not None:
            raise failure

    def _take_file(self, file: Arrived) -> SyncError | None:
        try:
            self._take(file.content)
        except GapError as error:
            return error  # what comes before it may still come
        except SyncError as error:
            self.carrier.refused(file)
            return error
        self.carrier.done(file)
        return None

    def _take(self, content: bytes) -> None:
        taken = receiving.take(
            self.workspace,
            self.here,
            content,
            self.carrier.word,
            other_side=self.carrier.other_side,
            copy_before=not self.is_copied,  # one copy a run: that is where a rewind leads
        )
        self.is_copied = self.is_copied or taken.copied
        self.report = self.report.with_taken(taken, len(content))

    def _go_back(self, error: HubRestoredError) -> None:
        """Go back to where the restored order is the one that was known, and ask again."""
        base = error.facts.get("base")
        if not isinstance(base, int) or base >= self._seen():
            raise error
        receiving.go_back(self.workspace, base)
        for file in self.carrier.arrived(self._seen, self.told):
            self._take(file.content)
        self.has_to_send = True

    def _seen(self) -> int:
        return self.workspace.read(lambda session: sending.seen_of(identities.driver(session)))
