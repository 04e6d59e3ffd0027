"""Saves one answer of a form, wherever it is kept: in a column of ours or as a row of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from db.errors import NotFoundError, RefusedValueError
from db.tables import Case
from desktop.services import records, rows
from desktop.services.applications.answer_values import checked
from desktop.services.applications.answers import keep_answer
from desktop.services.applications.forms import column_of, column_value, field_of, kept_rows
from desktop.services.companies import contacts, sites

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from sqlmodel import Session


def save_answers(
    session: Session,
    case_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Keep changed answers of a case by their keys ("d01.purpose") and return those that changed.

    expected: what the person saw; None saves over whatever is there. Raises RefusedValueError with
    the key in `field`, StaleRecordError, and NotFoundError for what the pack does not ask.
    """
    return [
        key
        for key, value in changes.items()
        if _save(session, case_id, key, value, expected=expected)
    ]


def _save(
    session: Session, case_id: UUID, key: str, value: Any, *, expected: Mapping[str, Any] | None
) -> bool:
    case = rows.find(session, Case, case_id)
    found = field_of(case, key)
    if found is None:
        raise NotFoundError(table="application_answer", id=key)
    form_code, field = found
    seen = expected.get(key) if expected is not None else None
    try:
        answer = checked(field, value)
        column = column_of(field)
        if column is None:
            return keep_answer(
                session, case_id, form_code, field, answer,
                expected=seen, overwrite=expected is None,
            )  # fmt: skip
        return _save_column(session, case, column, answer, seen, overwrite=expected is None)
    except RefusedValueError as error:
        raise RefusedValueError(**{**error.facts, "field": key}) from error


def _save_column(
    session: Session,
    case: Case,
    column: tuple[str, str],
    answer: Any,
    seen: Any,
    *,
    overwrite: bool,
) -> bool:
    table, name = column
    row = kept_rows(session, case)[table]
    value = column_value(table, name, answer)
    if row is None:
        return _begin_row(session, case, table, {name: value})
    expected = None if overwrite else {name: column_value(table, name, seen)}
    return bool(records.save_fields(session, table, row.id, {name: value}, expected=expected))


def _begin_row(session: Session, case: Case, table: str, values: dict[str, Any]) -> bool:
    """Add the contact or the workplace that the first answer about it needs."""
    if table == "contact":
        contacts.add(session, values, company_id=case.company_id)
    else:
        case.site_id = sites.add(session, case.company_id, values)
    return True
