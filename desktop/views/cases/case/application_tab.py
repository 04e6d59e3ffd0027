"""The tab of the application: what is asked for, by whom, with which papers, and may they ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget
from typing_extensions import override

from db.words import Action, Severity, SizeClass, SystemLevel
from desktop.services.applications.prefill import last_application
from desktop.services.applications.support_history import support_history
from desktop.services.cases import detail
from desktop.services.matching import explanations
from desktop.views.cases.case.eligibility_card import EligibilityCard
from desktop.views.cases.case.last_time_card import LastTimeCard
from desktop.views.cases.case.likeness_card import LikenessCard, compare
from desktop.views.cases.case.papers_card import PaperLine, PapersCard
from desktop.views.cases.case.questions import Questions
from desktop.views.cases.case.support_card import SupportCard
from desktop.views.cases.case.terms_line import TermsLine, build_terms
from desktop.views.shared import icons
from desktop.views.shared.banner import Banner
from desktop.views.shared.card import Card
from desktop.views.shared.case_words import missing_words, plan_words, titled
from desktop.views.shared.flow_layout import FlowLayout
from desktop.views.shared.funding_amounts import FundingAmounts
from desktop.views.shared.in_place.editors import (
    ChoiceEdit,
    DateEdit,
    LongText,
    MoneyEdit,
    NumberEdit,
    TextEdit,
    broken,
    flag_choice,
    typed_number,
    whole,
    won_or_nothing,
    won_or_zero,
    word_choice,
)
from desktop.views.shared.in_place.facts import FactCard, lead_to, small_button
from desktop.views.shared.in_place.part import ScrolledPart
from desktop.views.shared.language import tr
from desktop.views.shared.tab_order import walk_in_order
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.applications.forms import FormView
    from desktop.services.applications.intake import MissingItem
    from desktop.services.applications.prefill import LastApplication
    from desktop.services.applications.support_history import SupportHistory
    from desktop.services.cases.detail import ApplicationTab, CaseDetail
    from desktop.services.matching.funding_plan import FundingPlan
    from desktop.views.shared.in_place.editing import RowForm

    Answer = tuple[CaseDetail, ApplicationTab]


class MissingCard(Card):
    """남은 N건: everything that is still to be typed, each a door to its field.

    Signals:
        wanted: the person wants to mend something; carries section and field.
    """

    wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__(tr("남은 항목"))
        self._holder = QWidget()
        self._flow = FlowLayout(self._holder, gap=Space.TINY)  # buttons bring their own padding
        self.doors: dict[tuple[str, str], QPushButton] = {}
        self.add_wide(self._holder)

    def show_missing(self, missing: Sequence[MissingItem], papers: dict[str, str]) -> None:
        """Show what is missing; nothing at all when nothing is."""
        self.setVisible(bool(missing))
        self.title.setText(tr("남은 {count}건", count=len(missing)))
        words = {
            (item.section, item.field): titled(item.title)
            or missing_words(item.section, item.field, papers)
            for item in missing
        }
        keys = list(words)
        if keys == list(self.doors):
            return
        for button in self.doors.values():
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.doors = {}
        for section, field in keys:
            button = small_button(words[section, field])
            button.clicked.connect(
                lambda _on=False, section=section, field=field: self.wanted.emit(section, field)
            )
            icons.wear(button, "paperclip" if section == "papers" else "pencil", "accent_text")
            self._flow.addWidget(button)
            self.doors[section, field] = button


class ApplicationTabPart(ScrolledPart):
    """Cards of facts that save themselves; what the pack's form asks comes first."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case_form = self.form("case", Action.CASE_EDIT)
        self.application = self.form("application", Action.APPLICATION_EDIT)
        self.company = self.form("company", Action.COMPANY_EDIT)
        self._tracks: list[tuple[object, str]] = []
        self._kept_by: dict[str, str] = {}  # the question that asks for a column of ours
        self._facts: dict[str, str] = {}  # the question that answers a fact
        self.missing = MissingCard()
        self.missing.wanted.connect(lambda section, field: self.lead_to(section, field))
        self.papers = PapersCard(self)
        self.eligibility = EligibilityCard(self)
        self.eligibility.fact_wanted.connect(self._lead_to_fact)
        self._build_project()
        self._build_money()
        self._build_checks()
        self._build_company()
        self.questions = Questions(self)
        self.last_time = LastTimeCard(self)
        self.support = SupportCard(self)
        self.likeness = LikenessCard(self)
        self._cards: tuple[QWidget, ...] = (
            self.missing, self.project, self.money, self.last_time, self.questions,
            self.finances, self.company_card, self.papers, self.checks, self.eligibility,
            self.support, self.likeness,
        )  # fmt: skip
        for card in self._cards:
            self.add_card(card)
        self.end()

    # --- reading --------------------------------------------------------------------------------

    @override
    def read(self, session: Session, case_id: UUID) -> Answer:
        return (
            detail.case_detail(session, case_id, today=self.today()),
            detail.application_tab(session, case_id, today=self.today()),
        )

    @override
    def show_answer(self, answer: Answer) -> None:
        case, tab = answer
        tracks: list[tuple[object, str]] = [("", tr("아직 모름"))]
        tracks += [(code, titled(title)) for code, title in case.tracks]
        if case.track not in [code for code, _ in tracks]:
            tracks.append((case.track, case.track))
        if tracks != self._tracks:
            self._tracks = tracks
            self.track.set_choices(tracks)
        self.case_form.show(case.id, {"title": case.title, "track": case.track})
        self.application.show(tab.application_id, tab.values)
        self.company.show(tab.company_id, tab.company_values)
        self.announcement.say(case.announcement or "")
        contact = next((one for one in tab.contacts if one.main), None)
        contact = contact or next(iter(tab.contacts), None)
        self.contact.say(
            " · ".join(part for part in (contact.name, contact.mobile or contact.phone) if part)
            if contact
            else ""
        )
        names = {paper.code: titled(paper.title, paper.code) for paper in tab.papers}
        self.missing.show_missing(tab.missing, names)
        self._show_forms(case.id, tab.forms)
        self.papers.show_papers(tab.papers)
        self.eligibility.show_review(tab.eligibility)
        self._show_plan(tab.plan)
        self.terms.show_terms(build_terms(tab.rules))
        self._look_around(case.id)
        walk_in_order(*self._cards)  # doors, questions and lines come and go

    def _look_around(self, case_id: UUID) -> None:
        """Compare with other cases; the page does not wait for it."""
        folder = self.operations.workspace.folder

        def shown(show: Callable[[Any], object]) -> Callable[[Any], object]:
            return lambda found: show(found) if case_id == self.case_id else None

        self.operations.read(
            lambda session: (
                last_application(session, case_id), support_history(session, case_id),
            ),
            owner=self,
            then=shown(lambda found: self._show_past(*found)),
        )  # fmt: skip
        self.operations.read(
            lambda session: compare(session, folder, case_id),
            owner=self,
            then=shown(self.likeness.show_facts),
        )

    def _show_past(self, last: LastApplication | None, history: SupportHistory) -> None:
        self.last_time.show_last(last)
        self.support.show_history(history)
        walk_in_order(*self._cards)

    def _show_forms(self, case_id: UUID, forms: Sequence[FormView]) -> None:
        """Show the pack's questions, and of our own fields only those that it does not ask."""
        self.questions.show_forms(case_id, forms)
        fields = [field for form in forms for field in form.fields()]
        self._kept_by = {field.rule.keeps: field.key for field in fields if field.rule.keeps}
        self._facts = {field.rule.fact: field.key for field in fields if field.rule.fact}
        for table, card in (
            ("application", self.project), ("application", self.money),
            ("application", self.checks), ("application", self.finances),
            ("company", self.company_card),
        ):  # fmt: skip
            left = [
                name
                for name in card.fields
                if f"{table}.{name}" not in self._kept_by and name not in self._facts
            ]
            card.show_only(left)
            card.setVisible(bool(left) or card is self.money)

    def _show_plan(self, plan: FundingPlan | None) -> None:
        """Say already here what a cap does to the others."""
        self.preview.show_amounts(explanations.explained(plan) if plan is not None else ())
        if plan is None or not plan.cost:
            self.preview.say(tr("총사업비와 유형을 적으면 재원이 어떻게 나뉘는지 보입니다."))
            self.warning.quiet()
            return
        self.preview.say(tr("예상 재원"))
        said = plan_words(plan)
        if said:
            blocks = any(severity is Severity.BLOCKS for severity, _ in said)
            self.warning.say(
                "\n".join(words for _, words in said), Tone.DANGER if blocks else Tone.WARNING
            )
        else:
            self.warning.quiet()

    # --- mending --------------------------------------------------------------------------------

    @override
    def lead_to(self, section: str, field: str = "", row: UUID | None = None) -> bool:
        forms: dict[str, RowForm] = {
            "case": self.case_form,
            "application": self.application,
            "company": self.company,
        }
        target: QWidget | None
        key = field if section == "form" else self._kept_by.get(f"{section}.{field}", "")
        question = self.questions.field(key)
        if question is not None:
            target = question.editor
        elif section == "papers":
            line = self.papers.line_of(field)
            target = line.state if line is not None else None
        elif section == "deadline":
            first = next(iter(self.papers.grid.lines.values()), None)
            target = first.state if isinstance(first, PaperLine) else None
        elif section == "eligibility":
            self.eligibility.table.select(field)
            target = self.eligibility.accept if not field else self.eligibility.table
        elif section == "contact":
            target = self.company_card.fields["brn"].editor
        else:
            form = forms.get(section)
            names = form.names if form is not None else ()
            target = form.field(field).editor if form is not None and field in names else None
        if target is None:
            return False
        lead_to(target)
        return True

    def _lead_to_fact(self, name: str) -> None:
        if name in self._facts:
            self.lead_to("form", self._facts[name])
            return
        for section, form in (
            ("application", self.application), ("company", self.company), ("case", self.case_form),
        ):  # fmt: skip
            if name in form.names:
                self.lead_to(section, name)
                return

    # --- building -------------------------------------------------------------------------------

    def _build_project(self) -> None:
        card = self.project = FactCard(tr("과제"))
        form = self.application
        self.track = ChoiceEdit(tr("유형"))
        card.add(form, "project_title", TextEdit(), required=True, span=2)
        card.add(self.case_form, "track", self.track, required=True)
        card.add(self.case_form, "title", TextEdit(), word=tr("사례 제목"), span=2)
        self.announcement = card.add_fact("announcement", tr("공고"))
        card.add(form, "current_level", word_choice(SystemLevel, tr("현재 수준"), empty=True))
        card.add(
            form, "target_level", word_choice(SystemLevel, tr("목표 수준"), empty=True),
            required=True,
        )  # fmt: skip
        card.add(form, "received_on", DateEdit(today=self.today), required=True)
        card.add(form, "solutions", TextEdit(), required=True)
        card.add(form, "existing_systems", TextEdit())
        card.add(form, "wanted_visit_on", DateEdit(today=self.today))
        card.add(form, "summary", LongText(), span=3)
        self.terms = TermsLine(tr("구축기간 규칙"))
        card.body.addWidget(self.terms)

    def _build_money(self) -> None:
        card = self.money = FactCard(tr("금액"))
        for name in ("total_cost", "requested_amount"):
            card.add(
                self.application, name, MoneyEdit(), required=True, to_stored=won_or_zero,
                to_shown=won_or_nothing,
            )  # fmt: skip
        card.add(self.application, "coordinator_wanted", flag_choice(tr("코디네이터 신청")))
        card.say_source(tr("부가세를 뺀 금액이며 1,000원 미만은 버립니다."))
        self.preview = FundingAmounts()
        self.warning = Banner()
        card.body.addWidget(self.preview)
        card.body.addWidget(self.warning)

    def _build_checks(self) -> None:
        card = self.checks = FactCard(tr("확인 사항"), columns=4)
        form = self.application
        for name in (
            "tax_arrears", "restart_fund", "credit_default", "double_funding",
            "excluded_industry", "target_exceeded", "sanctioned",
        ):  # fmt: skip
            card.add(form, name, flag_choice(""))
        card.add(form, "sanctioned_until", DateEdit(today=self.today))
        card.add(
            form, "previous_supports", NumberEdit(unit=tr("회")), to_stored=whole,
            to_shown=typed_number,
        )  # fmt: skip
        for name in ("root_industry", "crisis_region", "disabled_owned"):
            card.add(form, name, flag_choice(""))
        money = self.finances = FactCard(tr("재무 (최근 결산)"), columns=3)
        for name in ("sales", "exports", "equity"):
            lowest = -(10**15) if name == "equity" else 0
            money.add(form, name, MoneyEdit(smallest=lowest))
        for name in ("operating_margin", "debt_ratio"):
            money.add(
                form, name, NumberEdit(unit="%", places=2, smallest=-10_000), to_stored=broken,
                to_shown=typed_number,
            )  # fmt: skip
        money.add(
            form, "workers", NumberEdit(unit=tr("명")), to_stored=whole, to_shown=typed_number
        )

    def _build_company(self) -> None:
        card = self.company_card = FactCard(tr("기업 정보"))
        card.add(self.company, "brn", TextEdit(), required=True)
        card.add(self.company, "representative", TextEdit(), required=True)
        card.add(
            self.company, "size_class", word_choice(SizeClass, tr("기업규모"), empty=True),
            required=True,
        )  # fmt: skip
        card.add(self.company, "ksic", TextEdit(), required=True)
        card.add(self.company, "address", TextEdit(), required=True, span=2)
        self.contact = card.add_fact("contact", tr("연락처"))
