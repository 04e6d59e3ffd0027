"""Reads the forms of a pack with the answers of one case: what is asked, what is still open."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from db.journal import journaled
from db.tables import Case, Company, Contact, Site
from db.words import Stage
from desktop.services import parts, rows
from desktop.services.applications.answer_values import as_value
from desktop.services.applications.answers import answers_of
from desktop.services.applications.case_facts import facts
from desktop.services.case_rules import rules_of
from desktop.services.programmes.facts import MISSING
from desktop.services.programmes.form_rules import FieldKind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from uuid import UUID

    from sqlmodel import Session

    from db.base import Record
    from desktop.services.programmes.form_rules import Form, FormField, FormSection
    from desktop.services.programmes.pack import Pack
    from desktop.services.programmes.rule_shape import Title
    from desktop.services.programmes.terms import Facts

KEEPERS = ("application", "company", "case", "site", "contact")  # tables that may hold an answer
_ZERO_IS_NOTHING = {"total_cost", "requested_amount"}


@dataclass(frozen=True)
class FieldView:
    """One question with its answer, None where there is none.

    key: form and field, "d01.purpose". is_kept_elsewhere: a column of ours holds it.
    """

    key: str
    rule: FormField
    value: Any
    is_shown: bool

    @property
    def is_kept_elsewhere(self) -> bool:
        """Return whether a column of ours holds the answer."""
        return bool(self.rule.keeps)

    @property
    def is_missing(self) -> bool:
        """Return whether it is asked, needed and not answered; a no and a zero are answers."""
        return self.is_shown and self.rule.required and self.value in (None, "", ())


@dataclass(frozen=True)
class SectionView:
    """Questions under one heading."""

    key: str
    rule: FormSection
    fields: tuple[FieldView, ...]


@dataclass(frozen=True)
class FormView:
    """One form of a case."""

    code: str
    title: Title
    verified: bool
    citation: str
    sections: tuple[SectionView, ...]

    def fields(self) -> Iterator[FieldView]:
        """Yield the questions in the order of reading."""
        for section in self.sections:
            yield from section.fields


def application_forms(
    session: Session, case_id: UUID, *, known: Facts | None = None
) -> tuple[FormView, ...]:
    """Return the forms that a case fills in for its application; none where the pack has none.

    known: the facts of the case, where the caller has them already.
    """
    case = rows.find(session, Case, case_id)
    rules = rules_of(case)
    if rules.pack is None:
        return ()
    asked = [form for form in rules.pack.forms_for(case.track) if _is_asked(rules.pack, form)]
    if not asked:
        return ()
    fields = [field for form in asked for field in form.fields(case.track)]
    tables = {column[0] for field in fields if (column := column_of(field)) is not None}
    kept, texts = kept_rows(session, case, tables), answers_of(session, case_id)
    found = facts(session, case_id) if known is None else known
    return tuple(_view(form, case.track, kept, texts, found) for form in asked)


def field_of(case: Case, key: str) -> tuple[str, FormField] | None:
    """Return the form's code and the rule of a question, None where the pack does not ask it."""
    form_code, _, code = key.partition(".")
    pack = rules_of(case).pack
    form = pack.form(form_code) if pack is not None else None
    field = form.field(code) if form is not None else None
    return (form_code, field) if field is not None else None


def kept_rows(
    session: Session, case: Case, tables: Collection[str] = KEEPERS
) -> dict[str, Record | None]:
    """Return the rows that may hold answers, by table; None where there is none yet."""
    found: dict[str, Callable[[], Record | None]] = {
        "application": lambda: parts.application_of(session, case.id),
        "company": lambda: rows.find(session, Company, case.company_id),
        "case": lambda: case,
        "site": lambda: session.get(Site, case.site_id) if case.site_id is not None else None,
        "contact": lambda: _first_contact(session, case.company_id),
    }
    return {table: found[table]() for table in tables}


def _first_contact(session: Session, company_id: UUID) -> Contact | None:
    statement = select(Contact).where(Contact.company_id == company_id)
    return session.exec(statement.order_by(col(Contact.main).desc(), col(Contact.id))).first()


def column_of(field: FormField) -> tuple[str, str] | None:
    """Return table and column that hold the answer; None where we have no such column."""
    table, _, column = field.keeps.partition(".")
    if table not in KEEPERS:
        return None
    shape = rows.shape_of(journaled()[table])
    return (table, column) if shape is not None and column in shape.model_fields else None


def _is_asked(pack: Pack, form: Form) -> bool:
    """Say whether a form belongs to the application; one without a step does."""
    stages = {step.code: step.stage for step in pack.steps}
    return stages.get(form.step, Stage.APPLICATION) is Stage.APPLICATION


def _view(
    form: Form,
    track: str,
    kept: Mapping[str, Record | None],
    texts: Mapping[tuple[str, str], str],
    known: Facts,
) -> FormView:
    values = {field.code: _value(form, field, kept, texts) for field in form.fields(track)}
    given = {code: MISSING if value is None else value for code, value in values.items()}
    asked = {field.code for field in form.fields(track)}
    sections = tuple(
        SectionView(
            key=f"{form.code}.{section.code}",
            rule=section,
            fields=tuple(
                FieldView(
                    key=f"{form.code}.{field.code}",
                    rule=field,
                    value=values[field.code],
                    is_shown=form.is_shown(field, {**known, **given}),
                )
                for field in section.fields
                if field.code in asked
            ),
        )
        for section in form.sections
    )
    filled = tuple(section for section in sections if section.fields)
    return FormView(form.code, form.title, form.verified, form.citation, filled)


def _value(
    form: Form,
    field: FormField,
    kept: Mapping[str, Record | None],
    texts: Mapping[tuple[str, str], str],
) -> Any:
    column = column_of(field)
    if column is None:
        return as_value(field, texts.get((form.code, field.code), ""))
    row = kept[column[0]]
    return shown_value(field, column[1], getattr(row, column[1]) if row is not None else None)


def shown_value(field: FormField, column: str, value: Any) -> Any:
    """Return what a column holds in the type of the question."""
    if value is None or value == "" or (value == 0 and column in _ZERO_IS_NOTHING):
        return None
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, float) and field.kind in (FieldKind.NUMBER, FieldKind.PERCENT):
        return Decimal(str(value))
    return value


def column_value(table: type[Record] | str, column: str, value: Any) -> Any:
    """Return an answer as a column takes it; nothing is what the column holds when it is new."""
    kept = journaled()[table] if isinstance(table, str) else table
    shape = rows.shape_of(kept)
    if value is None and shape is not None:
        field = shape.model_fields[column]
        return "" if field.is_required() else field.get_default(call_default_factory=True)
    return float(value) if isinstance(value, Decimal) else value
