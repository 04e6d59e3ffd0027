"""One case as a large firm may see it, and the buttons to answer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout
from PySide6.QtWidgets import QWidget as Widget

from db.words import AnswerKind, MatchState
from desktop.views.field_labels import field_label, table_label
from desktop.views.labels import label
from desktop.views.shared import look
from desktop.views.shared.card import Card
from desktop.views.shared.day_words import day_text
from desktop.views.shared.in_place.facts import FactCard, caption
from desktop.views.shared.language import tr
from desktop.views.shared.said import say_value
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop.services.sync.partner_slate import SlateCase
    from desktop.services.sync.slate_answers import OwnAnswer

_ORDER = (
    "application", "company", "site", "supplier", "match", "funding_line", "kpi", "agreement",
    "milestone", "inspection", "payment", "kpi_value",
)  # fmt: skip
_ANSWERS = (
    AnswerKind.APPROVE, AnswerKind.HOLD, AnswerKind.SUPPLEMENT, AnswerKind.COMMENT,
    AnswerKind.DECLINE,
)  # fmt: skip
_ACCEPTED = (MatchState.ACCEPTED, MatchState.CONFIRMED)
_WIDE = frozenset({"summary", "project_title", "title", "address", "clause"})


class CasePanel(Widget):
    """The right half of the window.

    Signals:
        answer_wanted: the person wants to answer; carries the AnswerKind.
    """

    answer_wanted = Signal(object)

    def __init__(self, parent: Widget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel()
        self.title.setProperty("role", "page-title")
        self.until = caption()
        self.buttons: dict[AnswerKind, QPushButton] = {}
        row = QHBoxLayout()
        row.setSpacing(look.px(Space.SMALL))
        for kind in _ANSWERS:
            button = QPushButton(label(kind))
            button.setProperty("kind", "primary" if kind is AnswerKind.APPROVE else "secondary")
            button.clicked.connect(lambda _down=False, kind=kind: self.answer_wanted.emit(kind))
            self.buttons[kind] = button
            row.addWidget(button)
        row.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(Space.MEDIUM), 0, 0, 0)
        column.setSpacing(look.px(Space.SMALL))
        column.addWidget(self.title)
        column.addWidget(self.until)
        column.addLayout(row)
        column.addWidget(self.area, 1)

    def show_case(self, case: SlateCase, answers: Sequence[OwnAnswer]) -> None:
        """Show what is known of the case, and what was answered."""
        company = case.parts["company"][0] if case.parts.get("company") else {}
        name = " · ".join(part for part in (company.get("name"), case.values["number"]) if part)
        self.title.setText(name)
        self.until.setText(
            tr(
                "{day}까지 볼 수 있습니다. 본 사람과 시각이 센터에 남습니다.",
                day=day_text(date.fromisoformat(case.until_on)),
            )
        )
        inside = Widget()
        inside.setProperty("ground", "none")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, look.px(Space.TINY), 0)
        column.setSpacing(look.px(Space.MEDIUM))
        if answers:
            column.addWidget(_answers_card(answers))
        accepted = case.state in _ACCEPTED
        column.addWidget(_part_card("case", [case.values], ()))
        for table in _ORDER:
            rows = case.parts.get(table, ())
            if rows:
                later = () if accepted else case.later.get(table, ())
                column.addWidget(_part_card(table, rows, later))
        column.addStretch(1)
        self.area.setWidget(inside)


def _part_card(table: str, rows: Sequence[Mapping[str, Any]], later: Sequence[str]) -> FactCard:
    """Return a card of one table; later: columns that are shown after acceptance."""
    card = FactCard(table_label(table), columns=3)
    for at, row in enumerate(rows):
        for name, value in row.items():
            if name == "id" or name.endswith("_id") or value is None or value == "":
                continue
            span = 3 if name in _WIDE else 1
            card.add_fact(f"{name}-{at}", field_label(name), span=span).say(say_value(value))
    if any(name in later for row in rows for name, value in row.items() if value is None):
        card.say_source(tr("나머지 항목은 채택한 뒤에 보입니다."))
    return card


def _answers_card(answers: Sequence[OwnAnswer]) -> Card:
    card = Card(tr("우리 회신"))
    for one in answers:
        reason = label(one.reason) if one.reason is not None else ""
        state = tr("보내기 전") if one.under_way else ""
        state = tr("센터가 받지 않음") if one.code else state
        parts = (label(one.kind), reason, one.text, one.author, state)
        card.add(caption(" · ".join(part for part in parts if part), role="secondary"))
    return card
