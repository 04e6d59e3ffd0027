"""Opens many cases in one change, each with what `open_case` would give it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from db.base import UNJOURNALED, metadata
from db.tables.announcement import Announcement
from db.tables.case import Case, CaseFields
from desktop.services import rows
from desktop.services.applications import intake
from desktop.services.cases.open import numbers_from, open_case

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.bulk import Bulk

_PARTS = ("eligibility_review", "stage_change", "paper", "deadline")
_OWN = {"id", "centre", "case_id", "created_at", "deleted", *UNJOURNALED}


class CaseOpener:
    """Opens the cases of one announcement, or of none.

    The parts that a new case gets - papers, days, review, first step - follow from its announcement
    and its track. So the first case of a track is opened with all rules, and the others take over
    its parts, written in bulk.
    """

    def __init__(self, session: Session, bulk: Bulk, *, announcement_id: UUID | None) -> None:
        """Begin; companies and workplaces that `bulk` still holds are written when needed.

        Raises NotFoundError for a strange announcement.
        """
        self._session = session
        self._bulk = bulk
        self._announcement_id = announcement_id
        self._today = date.today()
        year = self._today.year
        if announcement_id is not None:
            year = rows.find(session, Announcement, announcement_id).year
        self._centre = str(session.info.get("centre") or "")
        self._numbers = numbers_from(session, centre=self._centre, year=year)
        self._models: dict[str, _Model] = {}

    def open(
        self,
        company_id: UUID,
        *,
        fields: Mapping[str, Any],
        application: Mapping[str, Any],
        site_id: UUID | None = None,
        partner_id: UUID | None = None,
    ) -> None:
        """Open a case of a company; it is there once the bulk is written.

        Raises RefusedValueError (an unknown track, a value that breaks a limit).
        """
        track = str(fields.get("track", ""))
        model = self._models.get(track)
        if model is not None and self._centre:
            self._open_alike(model, company_id, fields, application, site_id, partner_id)
            return
        self._bulk.write(self._session)
        opened = open_case(
            self._session,
            company_id,
            announcement_id=self._announcement_id,
            fields=fields,
            site_id=site_id,
            application=application,
            today=self._today,
            number=next(self._numbers) if self._centre else "",
        )
        if partner_id is not None:
            case = rows.find(self._session, Case, opened.id)
            rows.change(case, {"partner_id": partner_id})
        self._models[track] = _Model(self._session, opened.id)

    def _open_alike(
        self,
        model: _Model,
        company_id: UUID,
        fields: Mapping[str, Any],
        application: Mapping[str, Any],
        site_id: UUID | None,
        partner_id: UUID | None,
    ) -> None:
        answers = intake.as_stored({"received_on": self._today, **application})
        own = {"owner_id": rows.person(self._session), **fields}
        case_id = self._bulk.add(
            "case",
            **rows.checked_whole(CaseFields, own),
            **model.pack,
            number=next(self._numbers),
            company_id=company_id,
            site_id=site_id,
            announcement_id=self._announcement_id,
            partner_id=partner_id,
            total_cost=answers.get("total_cost", 0),
        )
        self._bulk.add("application", case_id=case_id, **answers)
        for table, part in model.parts:
            about = {"about_id": case_id} if part.get("about_id") == model.case_id else {}
            self._bulk.add(table, **{**part, **about, "case_id": case_id})


class _Model:
    """A case that was just opened, whose parts others take over."""

    def __init__(self, session: Session, case_id: UUID) -> None:
        session.flush()
        self.case_id = case_id.hex
        self.pack = _stored(session, "case", "id", self.case_id, only={"pack", "pack_version"})[0]
        self.parts = [
            (table, part)
            for table in _PARTS
            for part in _stored(session, table, "case_id", self.case_id)
        ]


def _stored(
    session: Session, table: str, key: str, value: str, *, only: set[str] | None = None
) -> list[dict[str, Any]]:
    """Return live rows as the database holds them, without what every row has of its own."""
    names = [one.name for one in metadata.tables[table].columns]
    wanted = [name for name in names if (name in only if only else name not in _OWN)]
    columns = ", ".join(f'"{name}"' for name in wanted)
    found = session.connection().exec_driver_sql(
        f'SELECT {columns} FROM "{table}" WHERE "{key}" = ? AND deleted = 0 ORDER BY id', (value,)
    )
    return [dict(zip(wanted, row, strict=True)) for row in found]
