"""The page of one company: what is known, its workplaces, its people, its cases."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from db.words import AccessKind, Action, Changed
from desktop.services import announcements
from desktop.services.cases import open as opening
from desktop.services.companies import contacts, detail, sites
from desktop.services.companies.numbers import format_brn
from desktop.services.sync import disagreements, whereabouts
from desktop.views.companies.cards import CasesCard, CompanyCard, ContactsCard, SitesCard
from desktop.views.companies.merge_dialog import MergeDialog
from desktop.views.shared import icons, look
from desktop.views.shared.banner import Banner
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.in_place.asking import Asked, FieldsQuestion
from desktop.views.shared.in_place.editors import TextEdit
from desktop.views.shared.in_place.part import ScrolledPart
from desktop.views.shared.language import tr
from desktop.views.shared.page import Page
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.state_dot import StateDot
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.companies.detail import CompanyDetail
    from desktop.services.sync.disagreements import Disagreement
    from desktop.services.sync.whereabouts import Whereabouts
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations


class _Facts(ScrolledPart):
    """The cards; each is edited in place and saves by itself."""

    def __init__(self, page: CompanyPage, operations: Operations, settings: Settings) -> None:
        super().__init__(operations, settings)
        self.company = CompanyCard(self)
        self.cases = CasesCard()
        self.sites = SitesCard(self)
        self.contacts = ContactsCard(self)
        self.cases.case_wanted.connect(page.case_wanted)
        self.sites.add_wanted.connect(self._add_site)
        self.contacts.add_wanted.connect(self._add_contact)
        for card in (self.cases, self.company, self.sites, self.contacts):
            self.add_card(card)
        self.end()

    @override
    def read(self, session: Session, case_id: UUID) -> CompanyDetail:
        return detail.company_detail(session, case_id)

    @override
    def show_answer(self, answer: CompanyDetail) -> None:
        self.company.show_company(answer)
        self.cases.show_cases(answer.cases)
        self.sites.show_sites(answer.sites)
        self.contacts.show_contacts(answer.contacts)

    def _add_site(self) -> None:
        self._ask(
            tr("사업장 추가"),
            [
                Asked("name", tr("이름"), TextEdit(tr("이름")), required=True),
                Asked("address", tr("주소"), TextEdit(tr("주소"))),
            ],
            sites.add,
            Action.COMPANY_EDIT,
        )

    def _add_contact(self) -> None:
        self._ask(
            tr("연락처 추가"),
            [
                Asked("name", tr("이름"), TextEdit(tr("이름")), required=True),
                Asked("mobile", tr("휴대전화"), TextEdit(tr("휴대전화"))),
            ],
            lambda session, company, values: contacts.add(session, values, company_id=company),
            Action.CONTACT_EDIT,
        )

    def _ask(
        self,
        title: str,
        asked: list[Asked],
        add: Callable[[Session, UUID, dict[str, Any]], object],
        action: Action,
    ) -> None:
        company = self.case_id
        if company is None:
            return
        question = FieldsQuestion(title, "", tr("추가"), asked, parent=self)
        question.then_write(
            self.operations,
            lambda session, values: add(session, company, values),
            action=action,
        )


class CompanyPage(Page):
    """One company over all programmes and years."""

    LISTENS: ClassVar[frozenset[Changed]] = frozenset(
        {Changed.COMPANIES, Changed.CASES, Changed.MATCHES, Changed.PARTNERS, Changed.SYNC}
    )

    def __init__(
        self, operations: Operations, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(operations, settings, parent)
        self.company_id: UUID | None = None
        self._detail: CompanyDetail | None = None
        self.header = PageHeader("")
        self.open_button = QPushButton(tr("사례 등록"))
        self.open_button.setProperty("kind", "primary")
        icons.wear(self.open_button, "plus", "on_solid")
        self.open_button.clicked.connect(self._ask_case)
        self.dot = StateDot()
        self.header.add_action(self.dot)
        self.header.add_action(self.open_button)
        self.banner = Banner()
        self.banner.quiet()
        self.banner.acted.connect(self._compare)
        self.facts = _Facts(self, operations, settings)
        self.facts.reread.connect(self.refresh)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.WIDE),) * 4)
        column.setSpacing(look.px(Space.MEDIUM))
        column.addWidget(self.header)
        column.addWidget(self.banner)
        column.addWidget(self.facts, 1)

    @override
    def open(self, wanted: Any) -> None:
        """Show a company by its id."""
        self.company_id = wanted
        self.facts.open(wanted)
        self.refresh_when_seen()

    @override
    def refresh(self) -> None:
        company = self.company_id
        if company is not None:
            self.operations.read(
                lambda session: self._read(session, company),
                owner=self,
                then=lambda read: self._show(*read),
            )

    def _read(
        self, session: Session, company: UUID
    ) -> tuple[CompanyDetail, Whereabouts, list[Disagreement]]:
        found = self.facts.read(session, company)
        rows = [company, *(one.id for one in found.sites), *(one.id for one in found.contacts)]
        return (
            found,
            whereabouts.of_rows(session, "company", [company])[company],
            disagreements.of_rows(session, rows),
        )

    def _show(
        self, found: CompanyDetail, where: Whereabouts, in_conflict: Sequence[Disagreement]
    ) -> None:
        if found.id != self.company_id:
            return  # an answer about the company that was shown before
        if self._detail is None or self._detail.id != found.id:
            self.note_viewing(AccessKind.PERSONAL_DATA, "company", found.id)
        self._detail = found
        marks = [format_brn(str(found.values["brn"]))]
        if found.synthetic:
            marks.append(tr("체험 자료"))
        self.header.say(found.name, subtitle="  ·  ".join(mark for mark in marks if mark))
        self.facts.show_answer(found)
        self.facts.mark(disagreements.by_field(in_conflict))
        self.dot.show_row(where)
        if found.duplicates:
            names = ", ".join(candidate.name for candidate in found.duplicates[:3])
            self.banner.say(
                tr("같은 기업일 수 있습니다: {names}", names=names),
                Tone.WARNING,
                action=tr("나란히 비교하기"),
            )
        else:
            self.banner.quiet()

    def _compare(self) -> None:
        if self._detail is not None and self._detail.duplicates:
            other = self._detail.duplicates[0]
            dialog = MergeDialog(self.operations, self._detail.id, other.id, self)
            dialog.merged.connect(self.company_wanted)
            dialog.start()

    def _ask_case(self) -> None:
        self.operations.read(announcements.list_announcements, owner=self, then=self._open_case)

    def _open_case(self, calls: Sequence[Any]) -> None:
        choice = ChoiceEdit(tr("공고"), [(None, tr("공고 없이"))])
        choice.set_choices([(None, tr("공고 없이")), *((call.id, call.title) for call in calls)])
        if calls:
            choice.set_value(calls[0].id)
        company = self.company_id
        if company is None:
            return
        question = FieldsQuestion(
            tr("사례 등록"),
            tr("이 기업의 새 사례를 신청 단계에서 시작합니다."),
            tr("사례 등록"),
            [Asked("announcement", tr("공고"), choice)],
            parent=self,
        )
        question.then_write(
            self.operations,
            lambda session, values: opening.open_case(
                session,
                company,
                announcement_id=values["announcement"],
                today=date.today(),
            ),
            action=Action.CASE_OPEN,
            done=lambda opened: self.case_wanted.emit(opened.id),
        )
