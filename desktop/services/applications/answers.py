"""Keeps what forms ask and no column of ours holds: one row per case and field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid5

from sqlmodel import select

from db.tables import ApplicationAnswer, Case
from desktop.services import rows
from desktop.services.applications.answer_values import as_text, as_value
from desktop.services.case_rules import rules_of

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.programmes.form_rules import FormField

Key = tuple[str, str]  # form and field


def answers_of(session: Session, case_id: UUID) -> dict[Key, str]:
    """Return the kept text of every answer of a case, by form and field."""
    found = session.exec(select(ApplicationAnswer).where(ApplicationAnswer.case_id == case_id))
    return {(one.form_code, one.field_code): one.value for one in found}


def answered_facts(session: Session, case: Case) -> dict[str, Any]:
    """Return the facts that answers of the case's forms tell, where no column does."""
    rules = rules_of(case)
    asked = [
        (form.code, field)
        for form in (rules.pack.forms_for(case.track) if rules.pack is not None else ())
        for field in form.fields(case.track)
        if field.fact and not field.keeps
    ]
    if not asked:
        return {}
    kept = answers_of(session, case.id)
    known = {field.fact: as_value(field, kept.get((form, field.code), "")) for form, field in asked}
    return {fact: value for fact, value in known.items() if value is not None}


def keep_answer(
    session: Session,
    case_id: UUID,
    form_code: str,
    field: FormField,
    value: Any,
    *,
    expected: Any = None,
    overwrite: bool = False,
) -> bool:
    """Keep a checked answer and return whether that changed anything.

    expected: what the person saw; overwrite: keep it whatever is there.
    Raises StaleRecordError when somebody else answered since.
    """
    case = rows.find(session, Case, case_id)
    text = as_text(field, value)
    answer = _row(session, case_id, form_code, field.code)
    now = "" if answer is None or answer.deleted else answer.value
    if now == text:
        return False
    if answer is not None and not overwrite and now != as_text(field, expected):
        raise rows.stale(session, answer, ["value"])
    if answer is None:
        answer = ApplicationAnswer(
            id=answer_id(case_id, form_code, field.code),
            centre=case.centre,
            # Another computer that answers the same field has to write the very same row.
            created_at=case.created_at,
            case_id=case_id,
            form_code=form_code,
            field_code=field.code,
        )
    answer.value = text
    answer.deleted = False  # an undo may have put it away
    session.add(answer)
    session.flush()
    return True


def answer_id(case_id: UUID, form_code: str, field_code: str) -> UUID:
    """Return the key of an answer; the same on every computer."""
    return uuid5(case_id, f"{form_code}.{field_code}")


def _row(
    session: Session, case_id: UUID, form_code: str, field_code: str
) -> ApplicationAnswer | None:
    """Return the row of an answer, one that was put away too."""
    key = answer_id(case_id, form_code, field_code)
    statement = select(ApplicationAnswer).where(ApplicationAnswer.id == key)
    return session.exec(statement.execution_options(with_deleted=True)).first()
