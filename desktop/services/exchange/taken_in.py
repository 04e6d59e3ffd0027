"""What a sheet brought, and what a company of it needs whatever the sheet is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.services.companies import register
from desktop.services.exchange.planning import region_of_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlmodel import Session

    from desktop.services.exchange.planning import PlannedRow

Told = Callable[[int, int], None]


@dataclass(frozen=True)
class TakenIn:
    """What a sheet brought; `rows` and `skipped` make up all rows that could be taken in.

    `unknown_words` are large firms and types of support that nobody knows; they stay empty.
    """

    companies_added: int = 0
    companies_changed: int = 0
    cases_opened: int = 0
    values_added: int = 0
    skipped: int = 0
    rows: int = 0
    unknown_words: tuple[str, ...] = ()


def part_of(cells: Mapping[str, Any], table: str) -> dict[str, Any]:
    """Return the fields of one table, by the names of its columns."""
    head = f"{table}."
    return {code[len(head) :]: value for code, value in cells.items() if code.startswith(head)}


def is_changed(row: PlannedRow) -> bool:
    """Return whether a row says anything new about a company that is there."""
    return bool(row.fills) or "theirs" in row.choices.values()


def change_company(session: Session, row: PlannedRow) -> int:
    """Fill empty fields and take over what the person chose; return 1 if that changed anything."""
    changes = dict(row.fills)
    changes.update(
        {
            difference.field: difference.theirs
            for difference in row.differences
            if row.choices.get(difference.field) == "theirs"
        }
    )
    if "address" in changes:
        changes.update(region_of_address(row))
    if not changes or row.company_id is None:
        return 0
    return 1 if register.edit(session, row.company_id, changes) else 0
