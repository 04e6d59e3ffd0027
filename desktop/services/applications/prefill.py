"""Compares an application with the last one of the same company, and takes answers over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from db.tables import Announcement, Application, Case
from db.tables.application import ApplicationFields
from desktop.services import parts, rows
from desktop.services.applications import intake
from desktop.services.applications.answer_values import as_value
from desktop.services.applications.answering import save_answers
from desktop.services.applications.answers import answers_of
from desktop.services.applications.forms import application_forms, column_of, shown_value
from desktop.services.programmes.form_rules import Prefill

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.applications.forms import FieldView
    from desktop.services.programmes.form_rules import FormField
    from desktop.services.programmes.terms import Facts

# What stays as it is from year to year, where no form of the pack says so itself.
_LASTING = frozenset(
    {
        "solutions", "existing_systems", "coordinator_wanted", "root_industry", "crisis_region",
        "disabled_owned",
    }
)  # fmt: skip
# What holds for one day only: to take it over would be to answer without looking.
_OF_THE_DAY = frozenset(
    {
        "received_on", "wanted_visit_on", "tax_arrears", "credit_default", "sanctioned",
        "sanctioned_until", "excluded_industry", "restart_fund", "target_exceeded",
        "previous_supports", "double_funding",
    }
)  # fmt: skip
_COLUMN = "application."
_NOTHING = (None, "", ())
_ZERO_IS_NOTHING = ("total_cost", "requested_amount")


@dataclass(frozen=True)
class Carried:
    """One field whose answer differs from last time; now is None where there is none yet.

    key: of the question ("d01.purpose"), or "application." and the column. rule: of the question.
    is_lasting: it may be taken over with the others.
    """

    key: str
    rule: FormField | None
    before: Any
    now: Any
    is_lasting: bool

    @property
    def id(self) -> str:
        """Return what tells it from the others."""
        return self.key

    @property
    def column(self) -> str:
        """Return the column of the application, empty for a question: a form may be called so."""
        return self.key.removeprefix(_COLUMN) if self.rule is None else ""

    @property
    def is_open(self) -> bool:
        """Return whether taking all over would fill it in."""
        return self.is_lasting and self.now in _NOTHING


@dataclass(frozen=True)
class LastApplication:
    """The application of the same company before this one, and where the two differ."""

    case_id: UUID
    number: str
    year: int | None
    received_on: date | None
    fields: tuple[Carried, ...]

    @property
    def open_fields(self) -> tuple[Carried, ...]:
        """Return what taking all over would fill in."""
        return tuple(one for one in self.fields if one.is_open)


def last_application(
    session: Session, case_id: UUID, *, known: Facts | None = None
) -> LastApplication | None:
    """Return the last application of the company before this one; None for a first one."""
    case = rows.find(session, Case, case_id)
    now = parts.application_of(session, case_id)
    found = _before(session, case, now)
    if found is None:
        return None
    last, before, year = found
    forms = application_forms(session, case_id, known=known)
    if forms:
        fields = [field for form in forms for field in form.fields() if field.is_shown]
        carried = _by_questions(session, fields, last, before)
    else:
        carried = _by_columns(now, before)
    return LastApplication(last.id, last.number, year, before.received_on, tuple(carried))


def take_over(session: Session, case_id: UUID, keys: Collection[str] | None = None) -> list[str]:
    """Write last time's answers into this application and return the keys that changed.

    keys: single fields, whatever stands in them now; None: everything lasting that is empty.
    """
    last = last_application(session, case_id)
    if last is None:
        return []
    wanted = [one for one in last.fields if (one.is_open if keys is None else one.key in keys)]
    answers = {one.key: one.before for one in wanted if not one.column}
    columns = {one.column: one.before for one in wanted if one.column}
    changed = save_answers(session, case_id, answers)
    if columns:
        names = intake.edit_of_case(session, case_id, columns)
        changed += [f"{_COLUMN}{name}" for name in names]
    return changed


def _before(
    session: Session, case: Case, now: Application
) -> tuple[Case, Application, int | None] | None:
    statement = (
        select(Case, Application, Announcement)
        .join(Application, col(Application.case_id) == col(Case.id))
        .outerjoin(Announcement, col(Announcement.id) == col(Case.announcement_id))
        .where(Case.company_id == case.company_id, Case.id != case.id)
    )
    earlier = [
        (other, asked, call)
        for other, asked, call in session.exec(statement)
        if now.received_on is None
        or asked.received_on is None
        or asked.received_on < now.received_on
        or (asked.received_on == now.received_on and other.id < case.id)
    ]
    if not earlier:
        return None
    other, asked, call = max(earlier, key=lambda row: (row[1].received_on or date.min, row[0].id))
    return other, asked, call.year if call is not None else None


def _by_questions(
    session: Session, fields: list[FieldView], last: Case, before: Application
) -> Iterator[Carried]:
    """Yield the questions of this year's form that were answered last time, and otherwise."""
    texts = answers_of(session, last.id)
    by_code = {code: text for (_, code), text in texts.items()}
    for field in fields:
        rule = field.rule
        column = column_of(rule)
        if column is None:
            form_code = field.key.partition(".")[0]
            text = texts.get((form_code, rule.code), by_code.get(rule.code, ""))
            value = as_value(rule, text)
        elif column[0] == "application" and column[1] not in _OF_THE_DAY:
            value = shown_value(rule, column[1], getattr(before, column[1]))
        else:
            continue  # the company, its site and its people are the same rows as last time
        if value not in _NOTHING and value != field.value:
            lasting = rule.prefill is Prefill.LAST_APPLICATION
            yield Carried(field.key, rule, value, field.value, lasting)


def _by_columns(now: Application, before: Application) -> Iterator[Carried]:
    for name in ApplicationFields.model_fields:
        value, own = getattr(before, name), getattr(now, name)
        if name in _ZERO_IS_NOTHING:
            value, own = value or None, own or None
        if name not in _OF_THE_DAY and value not in _NOTHING and value != own:
            now_shown = None if own in _NOTHING else own
            yield Carried(f"{_COLUMN}{name}", None, value, now_shown, name in _LASTING)
