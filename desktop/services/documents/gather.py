"""Gathers what is known of a case under the names that templates use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from db.tables import (
    Announcement,
    Application,
    Case,
    Company,
    Contact,
    Partner,
    Programme,
    Site,
    Staff,
    Supplier,
)
from db.words import Role
from desktop.services import codes, parts, rows
from desktop.services.case_rules import CaseRules, rules_of
from desktop.services.companies.contacts import list_contacts
from desktop.services.companies.numbers import format_brn, format_crn
from desktop.services.documents import gather_checks, gather_money, gather_scores
from desktop.services.documents.fields import nested
from desktop.services.documents.words import said

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from sqlmodel import Session

    from db.words import DocumentKind

_HEAD_TITLE = "대표"  # what the title of a contact begins with who may sign


@dataclass(frozen=True)
class Subject:
    """A case with everything around it, loaded once for all groups of fields."""

    case: Case
    company: Company
    application: Application
    site: Site | None
    supplier: Supplier | None
    partner: Partner | None
    announcement: Announcement | None
    owner: Staff | None
    head: Staff | None
    rules: CaseRules


def gather(
    session: Session,
    case_id: UUID,
    kind: DocumentKind,
    *,
    number: str,
    today: date,
    about: UUID | None = None,
    given: Mapping[str, Any] | None = None,
) -> dict[str, object]:
    """Return the values of one document, nested by the dots of their names; unknown ones are None.

    about: the inspection, payment or visit that the document is about; the newest one of its kind
    if none is named. given: values by dotted name that a person typed for this document; they win.
    """
    subject = load(session, case_id)
    typed = dict(given or {})
    flat: dict[str, object] = {
        "문서.번호": number,
        "문서.작성일": today,
        **_centre(subject),
        **_programme(session, subject),
        **_case(subject),
        **_company(session, subject),
        **_supplier(session, subject),
    }
    known = flat | typed
    flat |= gather_money.funding(session, case_id)
    flat |= gather_money.agreement(
        session, case_id, subject.rules, _parties(session, subject, known)
    )
    flat |= gather_money.payment(session, case_id, about=about)
    flat |= gather_checks.eligibility_of(session, case_id, subject.rules, subject.head)
    flat |= gather_scores.scores_of(session, case_id, kind)
    flat |= gather_checks.kpis_of(session, case_id)
    flat |= gather_checks.visited(
        session, case_id, kind, about=about, solutions=_solutions(subject)
    )
    return nested(flat | typed)


def load(session: Session, case_id: UUID) -> Subject:
    """Return a case with everything around it."""
    case = rows.find(session, Case, case_id)

    def there(table: Any, key: UUID | None) -> Any:
        return session.get(table, key) if key is not None else None

    heads = select(Staff).where(Staff.role == Role.HEAD, col(Staff.active).is_(True))
    return Subject(
        case=case,
        company=rows.find(session, Company, case.company_id),
        application=parts.application_of(session, case_id),
        site=there(Site, case.site_id),
        supplier=there(Supplier, case.supplier_id),
        partner=there(Partner, case.partner_id),
        announcement=there(Announcement, case.announcement_id),
        owner=there(Staff, case.owner_id),
        head=session.exec(heads.order_by(col(Staff.id))).first(),
        rules=rules_of(case),
    )


def _centre(subject: Subject) -> dict[str, object]:
    owner, head = subject.owner, subject.head
    return {
        "센터.이름": codes.centre_name(subject.case.centre),
        "센터.대표자": head.name if head is not None else None,
        "센터.담당자": owner.name if owner is not None else None,
        "센터.담당자직위": owner.title if owner is not None else None,
        "센터.전화": owner.phone if owner is not None else None,
    }


def _programme(session: Session, subject: Subject) -> dict[str, object]:
    call, track, pack = subject.announcement, subject.rules.track, subject.rules.pack
    programme = session.get(Programme, call.programme_id) if call is not None else None
    usual = pack.title.ko if pack is not None else None
    return {
        "사업.이름": call.title if call is not None else programme.name if programme else usual,
        "사업.유형": track.title.ko if track is not None else None,
        "사업.연도": call.year if call is not None else pack.year if pack is not None else None,
    }


def _case(subject: Subject) -> dict[str, object]:
    case, asked = subject.case, subject.application
    return {
        "과제.번호": case.number,
        "과제.이름": asked.project_title or case.title,
        "과제.접수일": asked.received_on,
        "과제.개요": asked.summary,
        "과제.기존시스템": asked.existing_systems,
        "과제.도입시스템": ", ".join(_solutions(subject)),
        "과제.수준전": said("system_level", asked.current_level),
        "과제.목표수준": said("system_level", asked.target_level),
    }


def _company(session: Session, subject: Subject) -> dict[str, object]:
    company, site = subject.company, subject.site
    people = list_contacts(session, company_id=company.id)
    main = people[0] if people else None
    ksic = (site.ksic if site is not None else "") or company.ksic
    place = site.address if site is not None else ""
    return {
        "기업.이름": company.name,
        "기업.사업자번호": format_brn(company.brn),
        "기업.법인번호": format_crn(company.crn),
        "기업.종사업장번호": site.sub_number if site is not None else None,
        "기업.대표자": company.representative,
        "기업.규모": said("size_class", company.size_class),
        "기업.업종": codes.ksic_names(session, [ksic]).get(ksic) if ksic else None,
        "기업.업종코드": f"C{ksic}" if ksic else None,
        "기업.주소": company.address,
        "기업.공장주소": place or company.address,
        "기업.전화": company.phone,
        "기업.종업원": company.employees,
        "기업.주생산품": (site.products if site is not None else "") or company.products,
        "기업.담당자": main.name if main is not None else None,
        "기업.담당자직위": main.title if main is not None else None,
        "기업.담당자전화": (main.phone or main.mobile) if main is not None else None,
        "기업.담당자이메일": main.email if main is not None else None,
    }


def _supplier(session: Session, subject: Subject) -> dict[str, object]:
    supplier, partner = subject.supplier, subject.partner
    found: dict[str, object] = {
        "주관기관.이름": partner.name if partner is not None else None,
        "주관기관.대표자": _signs_for(session, Contact.partner_id, partner),
    }
    if supplier is None:
        return found
    people = list_contacts(session, supplier_id=supplier.id)
    return found | {
        "공급기업.이름": supplier.name,
        "공급기업.사업자번호": format_brn(supplier.brn),
        "공급기업.대표자": _signs_for(session, Contact.supplier_id, supplier),
        "공급기업.담당자": people[0].name if people else None,
        "공급기업.전화": supplier.phone,
    }


def _signs_for(session: Session, owner: Any, organisation: Supplier | Partner | None) -> str | None:
    """Return the contact who heads an organisation, by their title."""
    if organisation is None:
        return None
    statement = select(Contact.name).where(
        owner == organisation.id, col(Contact.title).startswith(_HEAD_TITLE)
    )
    return session.exec(statement.order_by(col(Contact.id))).first()


def _parties(
    session: Session, subject: Subject, known: Mapping[str, Any]
) -> list[gather_money.Party]:
    """Return who signs an agreement; the large firm and the supplier where the case has them."""
    company, supplier, partner = subject.company, subject.supplier, subject.partner
    party = gather_money.Party
    found = [
        party("centre", str(known.get("센터.이름") or ""), "", known.get("센터.대표자")),
        party(
            "company",
            company.name,
            format_brn(company.brn),
            company.representative,
            company.address,
        ),
    ]
    if supplier is not None:
        brn = format_brn(supplier.brn)
        found.append(party("supplier", supplier.name, brn, known.get("공급기업.대표자")))
    if partner is not None:
        brn = format_brn(partner.brn)
        found.append(party("partner", partner.name, brn, known.get("주관기관.대표자")))
    return found


def _solutions(subject: Subject) -> list[str]:
    """Return the names of the systems that were asked for, as they were separated by commas."""
    named = (part.strip() for part in subject.application.solutions.split(","))
    return [codes.solution_name(part) for part in named if part]
