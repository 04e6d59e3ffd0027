"""Makes one company of two rows that turned out to be the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlmodel import col, select

from db.errors import RefusedValueError
from db.tables import Attachment, Case, Company, Contact, Note, Site
from db.tables.company import CompanyFields
from desktop.services import rows
from desktop.services.companies.names import initials, normalise_name
from desktop.services.errors import SameCompanyError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlmodel import Session

Side = Literal["keep", "absorb"]

# What belongs to a company by reference; cases bring along all that hangs on them.
_BELONGINGS = (Site, Contact, Case, Note, Attachment)


@dataclass(frozen=True)
class Difference:
    """One field in which the two rows differ; `chosen` is what happens if nobody decides."""

    field: str
    keep: Any
    absorb: Any
    chosen: Side


@dataclass(frozen=True)
class MergePreview:
    """What a merge would do: fields to choose, and how many rows would move per table."""

    differences: tuple[Difference, ...]
    moves: Mapping[str, int]


@dataclass(frozen=True)
class Merged:
    """What a merge did."""

    company_id: UUID
    moved: Mapping[str, int]
    changed: tuple[str, ...]


def preview(session: Session, keep_id: UUID, absorb_id: UUID) -> MergePreview:
    """Return what has to be decided before `absorb_id` becomes part of `keep_id`."""
    keep, absorb = _both(session, keep_id, absorb_id)
    differences = tuple(
        Difference(name, mine, theirs, "absorb" if _is_empty(mine) else "keep")
        for name in CompanyFields.model_fields
        if (mine := getattr(keep, name)) != (theirs := getattr(absorb, name))
        and not _is_empty(theirs)
    )
    moves = {
        str(table.__tablename__): len(_belongings(session, table, absorb_id))
        for table in _BELONGINGS
    }
    return MergePreview(differences, moves)


def merge(
    session: Session,
    keep_id: UUID,
    absorb_id: UUID,
    *,
    choices: Mapping[str, Side] | None = None,
) -> Merged:
    """Move everything of `absorb_id` to `keep_id` and hide the absorbed row.

    choices: per field whose value holds; without one a value beats an empty field, and the kept
    row beats the absorbed one. Undone like every change, from the journal.
    Raises SameCompanyError, NotFoundError, RefusedValueError for a choice that is none.
    """
    keep, absorb = _both(session, keep_id, absorb_id)
    chosen = {one.field: one.chosen for one in preview(session, keep_id, absorb_id).differences}
    for name, side in (choices or {}).items():
        if name not in CompanyFields.model_fields or side not in ("keep", "absorb"):
            raise RefusedValueError(table="company", field=name, value=side, limit="choice")
        chosen[name] = side
    taken = {name: getattr(absorb, name) for name, side in chosen.items() if side == "absorb"}
    changed = rows.change(keep, taken)
    rows.change(keep, {"name_key": normalise_name(keep.name), "name_initials": initials(keep.name)})
    moved = {str(table.__tablename__): _move(session, table, keep, absorb) for table in _BELONGINGS}
    for earlier in _absorbed_before(session, absorb_id):
        earlier.duplicate_of = keep_id
    absorb.duplicate_of = keep_id
    rows.remove(absorb)
    session.flush()
    return Merged(keep_id, moved, tuple(changed))


def _both(session: Session, keep_id: UUID, absorb_id: UUID) -> tuple[Company, Company]:
    if keep_id == absorb_id:
        raise SameCompanyError(id=keep_id)
    return rows.find(session, Company, keep_id), rows.find(session, Company, absorb_id)


def _is_empty(value: object) -> bool:
    return value is None or value == ""


def _belongings(session: Session, table: Any, company_id: UUID) -> list[Any]:
    return list(session.exec(select(table).where(table.company_id == company_id)))


def _move(session: Session, table: Any, keep: Company, absorb: Company) -> int:
    """Hand over what belongs to `absorb`, tombstones too, so that undeleting finds its place."""
    everything = select(table).where(table.company_id == absorb.id)
    has_main = table is Contact and any(c.main for c in _belongings(session, Contact, keep.id))
    count = 0
    for row in session.exec(everything.execution_options(with_deleted=True)):
        row.company_id = keep.id
        if has_main:
            row.main = False
        count += not row.deleted
    return count


def _absorbed_before(session: Session, company_id: UUID) -> list[Company]:
    statement = select(Company).where(col(Company.duplicate_of) == company_id)
    return list(session.exec(statement.execution_options(with_deleted=True)))
