"""Who stands on a pack: announcements and cases; and what that means for removing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func
from sqlmodel import col, select

from db.tables import Announcement, Case
from desktop.services.programmes import pack_library
from desktop.services.programmes.errors import PackInUseError

if TYPE_CHECKING:
    from sqlmodel import Session


@dataclass(frozen=True)
class PackUse:
    """How many announcements and cases stand on one version of a pack."""

    announcements: int
    cases: int

    @property
    def total(self) -> int:
        """Return how many stand on it in all."""
        return self.announcements + self.cases


def use_of(session: Session, pack_id: str, version: str) -> PackUse:
    """Return who stands on a version of a pack; an announcement without a version on any."""
    cases = session.scalar(
        select(func.count()).where(Case.pack == pack_id, Case.pack_version == version)
    )
    announcements = session.scalar(
        select(func.count()).where(
            Announcement.pack == pack_id, col(Announcement.pack_version).in_([version, ""])
        )
    )
    return PackUse(announcements or 0, cases or 0)


def remove(session: Session, pack_id: str, version: str) -> None:
    """Remove a pack that was installed or written, unless somebody stands on it.

    Raises PackInUseError, PackShippedError, PackMissingError.
    """
    use = use_of(session, pack_id, version)
    if use.total:
        raise PackInUseError(pack=pack_id, version=version, count=use.total)
    pack_library.remove(pack_id, version)
