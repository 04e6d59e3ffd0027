"""Takes applications in: what was typed, what still misses, what the case shows of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import select

from db.tables import Application, Case, Company, Contact
from db.tables.application import ApplicationFields
from db.words import AgreementState, MatchState, Severity, Stage
from desktop.services import parts, rows
from desktop.services.applications import eligibility, papers
from desktop.services.applications.forms import application_forms
from desktop.services.case_rules import rules_of
from desktop.services.programmes.facts import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.applications.forms import FormView
    from desktop.services.programmes.facts import FactValue, Missing
    from desktop.services.programmes.rule_shape import Title

    Facts = Mapping[str, FactValue | Missing]

__all__ = [
    "ApplicationFields",
    "MissingItem",
    "as_stored",
    "completeness",
    "edit",
    "edit_of_case",
    "save",
]

COST_UNIT = 1_000  # won; what is applied for is cut to whole thousands (domain 0.7)
_CUT = ("total_cost", "requested_amount")
_NEEDED = (
    "project_title",
    "received_on",
    "total_cost",
    "requested_amount",
    "target_level",
    "solutions",
)
_NEEDED_WITHOUT_FORM = ("project_title", "requested_amount", "target_level", "solutions")
_NEEDED_OF_COMPANY = ("brn", "representative", "address", "ksic", "size_class")
_AGREED = (AgreementState.SIGNED,)


@dataclass(frozen=True)
class MissingItem:
    """Something that an application still needs.

    section: case, application, company, contact, form or papers; field: its column, the key of a
    question, or a paper's code. title: of a question of the pack's form.
    """

    section: str
    field: str
    title: Title | None = None


def save(
    session: Session, case_id: UUID, fields: ApplicationFields, *, version: int | None = None
) -> list[str]:
    """Store the answers of a form that was opened at `version`; return the fields that changed.

    Raises StaleRecordError when the stored application has moved on since.
    """
    application = parts.application_of(session, case_id)
    given = fields.model_dump(exclude_unset=True)
    if version is not None and version != application.version:
        moved = [name for name, value in given.items() if getattr(application, name) != value]
        raise rows.stale(session, application, moved)
    return edit(session, application.id, given)


def edit(
    session: Session,
    application_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store changed fields, amounts cut to whole 1,000 won; the cost of the case follows."""
    application, changed = rows.save(
        session, Application, application_id, as_stored(changes), expected=expected
    )
    if "total_cost" in changed:
        _follow_cost(session, application)
    return changed


def as_stored(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return checked answers, amounts cut to whole 1,000 won. Raises RefusedValueError."""
    whole = rows.checked(ApplicationFields, changes)
    return whole | {name: whole[name] - whole[name] % COST_UNIT for name in _CUT if name in whole}


def edit_of_case(
    session: Session,
    case_id: UUID,
    changes: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
) -> list[str]:
    """Store changed fields of the application of a case."""
    application = parts.application_of(session, case_id)
    return edit(session, application.id, changes, expected=expected)


def completeness(
    session: Session,
    case_id: UUID,
    *,
    known: Facts | None = None,
    forms: Sequence[FormView] | None = None,
) -> list[MissingItem]:
    """Return what an application still needs before it can be decided on, section by section.

    known, forms: the facts and the forms of the case, where the caller has them already.
    """
    case = rows.find(session, Case, case_id)
    if forms is None:
        forms = application_forms(session, case_id, known=known)
    found = _missing_fields(session, case, known)
    if forms:
        found = _by_forms(found, forms)
    return [*dict.fromkeys(found), *_missing_papers(session, case_id, known)]


def _by_forms(items: Iterable[MissingItem], forms: Sequence[FormView]) -> Iterator[MissingItem]:
    """Yield what the forms still need, then what the program needs and they don't ask."""
    fields = [field for form in forms for field in form.fields()]
    asked = {field.rule.keeps: field for field in fields if field.rule.keeps and field.is_shown}
    asked |= {f"application.{one.rule.fact}": one for one in fields if one.rule.fact}
    for field in fields:
        if field.is_missing:
            yield MissingItem("form", field.key, field.rule.title)
    for item in items:
        question = asked.get(f"{item.section}.{item.field}")
        if question is not None:
            yield MissingItem("form", question.key, question.rule.title)
        elif item.section != "application" or item.field not in _NEEDED_WITHOUT_FORM:
            yield item


def _missing_fields(session: Session, case: Case, given: Facts | None) -> Iterator[MissingItem]:
    application = parts.application_of(session, case.id)
    company = rows.find(session, Company, case.company_id)
    if not case.track:
        yield MissingItem("case", "track")
    for name in _NEEDED:
        if not getattr(application, name):
            yield MissingItem("application", name)
    asked = _asked_by_rules(case)
    known = given or (eligibility.facts(session, case.id) if asked else {})
    for name in asked:
        if known[name] is MISSING:  # a no or a zero is an answer
            yield MissingItem("application", name)
    for name in _NEEDED_OF_COMPANY:
        if not getattr(company, name):
            yield MissingItem("company", name)
    contact = select(Contact.id).where(Contact.company_id == company.id)
    if session.exec(contact).first() is None:
        yield MissingItem("contact", "name")


def _asked_by_rules(case: Case) -> list[str]:
    """Return the fields of the form that a blocking rule needs, unless something else tells."""
    asked = (
        name
        for rule in rules_of(case).eligibility
        if rule.severity is Severity.BLOCKS
        for name in rule.asks.names
    )
    names = dict.fromkeys(name for name in asked if name in ApplicationFields.model_fields)
    return [name for name in names if name not in _NEEDED]


def _missing_papers(session: Session, case_id: UUID, known: Facts | None) -> Iterator[MissingItem]:
    for paper in papers.list_papers(session, case_id, known=known):
        if paper.stage is Stage.APPLICATION and not paper.is_settled:
            yield MissingItem("papers", paper.code)


def _follow_cost(session: Session, application: Application) -> None:
    """Let the case show the applied cost until a match or an agreement fixes another one."""
    match = parts.match_of(session, application.case_id)
    agreement = parts.agreement_of(session, application.case_id)
    fixed = match is not None and match.state is MatchState.CONFIRMED
    if not fixed and (agreement is None or agreement.state not in _AGREED):
        rows.find(session, Case, application.case_id).total_cost = application.total_cost
