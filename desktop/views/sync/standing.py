"""Where this computer stands: who it is, how far its changes have come, what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.services import codes, history, naming
from desktop.services.sync import absent, rejected, status, whereabouts
from desktop.views.labels import label
from desktop.views.shared import look
from desktop.views.shared.card import Card
from desktop.views.shared.case_words import moment
from desktop.views.shared.icons import IconLabel
from desktop.views.shared.in_place.facts import caption, small_button
from desktop.views.shared.language import tr
from desktop.views.shared.sync_words import bytes_words, clock_words
from desktop.views.shared.tokens import Space
from desktop.views.sync.refusals import why_rejected

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.sync.absent import Absent
    from desktop.services.sync.rejected import Rejected
    from desktop.services.sync.status import SyncStatus

_MOST_LINES = 12
WIDEST = 900


@dataclass(frozen=True)
class Refused:
    """A change that the hub did not take, with what it was about."""

    line: Rejected
    what: str
    case_id: UUID | None
    company_id: UUID | None


@dataclass(frozen=True)
class Standing:
    """All that the tab shows."""

    status: SyncStatus
    device: str
    refused: tuple[Refused, ...]
    absent: tuple[Absent, ...]


def read(session: Session, blobs: Path, *, now: SyncStatus | None = None) -> Standing:
    """Return where this computer stands."""
    found = now or status.status(session)
    refused = tuple(_refused(session, line) for line in rejected.list_rejected(session)[:50])
    lacking = tuple(absent.absent_files(session, blobs)) if found.enrolled else ()
    return Standing(found, whereabouts.device_of(session), refused, lacking)


def _refused(session: Session, line: Rejected) -> Refused:
    change = None if line.change is None else history.change_of(session, line.change)
    if change is None:
        return Refused(line, tr("알 수 없는 변경"), None, None)
    rows = history.ops_of(session, change.id, limit=20)
    cases = set(naming.cases_of(session, change.id, [(r.table, r.row) for r in rows]).values())
    company = next((row.row for row in rows if row.table == "company"), None)
    names = naming.names_of(session, cases or ({company} if company else set()))
    what = "  ·  ".join([label(change.action), *names.values()])
    return Refused(line, what, next(iter(cases), None), company)


class StandingTab(QWidget):
    """The cards, below each other.

    Signals:
        enrol_wanted: the person wants to make this computer known to a hub.
        carry_wanted: the person wants to carry a file of another computer.
        case_wanted, company_wanted: the person wants to see what a refusal is about; carries an id.
        seen: the person has seen what was not taken; carries the ids.
    """

    enrol_wanted = Signal()
    carry_wanted = Signal()
    case_wanted = Signal(object)
    company_wanted = Signal(object)
    seen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.shown: Standing | None = None
        self.alone = Card(tr("아직 다른 컴퓨터와 맞추지 않습니다"))
        words = caption(
            tr(
                "이음은 네트워크 없이도 모든 일을 할 수 있고, 자료는 이 컴퓨터에만 있습니다."
                " 센터의 허브에 등록하면 여러 컴퓨터의 변경이 하나로 모입니다. 등록한 뒤에는"
                " 네트워크가 끊긴 곳에서도 파일(USB, 망연계, 메일)로 주고받을 수 있습니다."
            ),
            role="secondary",
        )
        self.enrol = QPushButton(tr("등록하기"))
        self.enrol.setProperty("kind", "primary")
        self.enrol.clicked.connect(self.enrol_wanted)
        self.carry = QPushButton(tr("다른 컴퓨터의 파일 대신 옮기기…"))
        self.carry.clicked.connect(self.carry_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(Space.SMALL))
        buttons.addWidget(self.enrol)
        buttons.addWidget(self.carry)
        buttons.addStretch(1)
        self.alone.add(words)
        self.alone.body.addLayout(buttons)
        self.changes = Card(tr("이 컴퓨터의 변경"))
        self.figures = [_Figure() for _ in range(3)]
        line = QHBoxLayout()
        line.setSpacing(look.px(Space.LARGE))
        for figure in self.figures:
            line.addWidget(figure, 1)
        self.changes.body.addLayout(line)
        self.attention = Card(tr("살펴볼 것"))
        self._attention = QVBoxLayout()
        self._attention.setSpacing(look.px(Space.SMALL))
        self.attention.body.addLayout(self._attention)
        self.identity = Card(tr("이 컴퓨터"))
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(look.px(Space.LARGE))
        self._facts.setVerticalSpacing(look.px(Space.SMALL))
        self._facts.setColumnStretch(1, 1)
        self.identity.body.addLayout(self._facts)
        self.links: list[QPushButton] = []
        self._lay_out()

    def show_standing(self, standing: Standing) -> None:
        """Show a reading; the same one again changes nothing."""
        if standing == self.shown:
            return
        self.shown = standing
        enrolled = standing.status.enrolled
        self.alone.setVisible(not enrolled)
        for card in (self.changes, self.identity):
            card.setVisible(enrolled)
        self._show_figures(standing.status)
        self._show_attention(standing)
        self._show_facts(standing)

    # --- inside ---------------------------------------------------------------------------------

    def _show_figures(self, found: SyncStatus) -> None:
        now = datetime.now(UTC)
        at = clock_words(found.confirmed_at, now=now) if found.confirmed_at else "—"
        here, sent, confirmed = self.figures
        here.say(tr("내 PC에만"), f"{found.pending:,}", tr("아직 보내지 않은 변경입니다."))
        sent.say(tr("보냄"), f"{found.sent:,}", tr("허브의 확인을 기다리는 변경입니다."))
        confirmed.say(tr("마지막 확인"), at, tr("허브가 여기까지 받았다고 알린 때입니다."))

    def _show_attention(self, standing: Standing) -> None:
        self.links = []
        _clear(self._attention)
        found = standing.status
        lines: list[QWidget] = []
        for gap in found.missing:
            said = tr(
                "허브의 변경 {first}번부터 {last}번까지가 빠졌습니다. 그 파일을 먼저 가져오거나"
                " 허브에 다시 내보내 달라고 하세요.",
                first=f"{gap.first:,}",
                last=f"{gap.last:,}",
            )
            lines.append(self._line("triangle-alert", said))
        lines += [self._refusal(one) for one in standing.refused[:_MOST_LINES]]
        if found.parked:
            said = tr(
                "더 새로운 프로그램이 보낸 변경 {count}건을 따로 보관하고 있습니다. 이 프로그램을"
                " 최신판으로 바꾸면 저절로 반영됩니다.",
                count=f"{found.parked:,}",
            )
            lines.append(self._line("clock", said))
        if standing.absent:
            size = sum(one.size for one in standing.absent)
            names = ", ".join(one.name for one in standing.absent[:3])
            said = tr(
                "첨부 {count}개({size})의 내용이 아직 오지 않았습니다: {names}",
                count=f"{len(standing.absent):,}",
                size=bytes_words(size),
                names=names,
            )
            lines.append(self._line("paperclip", said))
        for line in lines:
            self._attention.addWidget(line)
        nothing = not lines and found.enrolled
        if nothing:
            said = tr("빠진 것도, 거절된 것도 없습니다.")
            self._attention.addWidget(self._line("circle-check", said, colour="success_text"))
        self.attention.setVisible(bool(lines) or nothing)

    def _refusal(self, one: Refused) -> QWidget:
        said = tr(
            "허브가 받지 않음: {what} — {why} 적은 값은 이 컴퓨터에 그대로 있습니다.",
            what=one.what,
            why=why_rejected(one.line.code, one.line.facts),
        )
        acts: list[tuple[str, Callable[[], object]]] = []
        if one.case_id is not None:
            acts.append((tr("사례 열기"), lambda: self.case_wanted.emit(one.case_id)))
        elif one.company_id is not None:
            acts.append((tr("기업 열기"), lambda: self.company_wanted.emit(one.company_id)))
        if not one.line.is_read:
            acts.append((tr("확인했습니다"), lambda: self.seen.emit([one.line.id])))
        tone = "secondary_text" if one.line.is_read else "danger_text"
        return self._line("circle-x", said, tip=moment(one.line.at), acts=acts, colour=tone)

    def _line(
        self,
        icon: str,
        said: str,
        *,
        tip: str = "",
        acts: list[tuple[str, Callable[[], object]]] | None = None,
        colour: str = "warning_text",
    ) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(Space.SMALL))
        row.addWidget(IconLabel(icon, size=18, colour=colour), 0, Qt.AlignmentFlag.AlignTop)
        words = QLabel(said)
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        words.setToolTip(tip)
        row.addWidget(words, 1)
        for word, then in acts or ():
            button = small_button(word)
            button.setAccessibleName(f"{word}: {said}")
            button.clicked.connect(lambda _on=False, then=then: then())
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
            self.links.append(button)
        return line

    def _show_facts(self, standing: Standing) -> None:
        found = standing.status
        _clear(self._facts)
        facts = (
            (tr("이름"), found.label),
            (tr("센터"), codes.centre_name(found.centre)),
            (tr("허브"), found.hub or tr("파일로만 주고받음")),
            (tr("등록 식별자"), standing.device[:8]),
            (tr("여기까지 반영"), tr("허브 {number}번까지", number=f"{found.seen:,}")),
        )
        for at, (word, value) in enumerate(facts):
            name, said = QLabel(word), QLabel(value or "—")
            name.setProperty("role", "label")
            said.setTextFormat(Qt.TextFormat.PlainText)
            said.setWordWrap(True)
            said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._facts.addWidget(name, at, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(said, at, 1)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("ground", "none")
        inside.setMaximumWidth(look.px(WIDEST))
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, look.px(Space.SMALL), 0)
        column.setSpacing(look.px(Space.LARGE))
        for card in (self.alone, self.changes, self.attention, self.identity):
            column.addWidget(card)
            card.hide()
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)


class _Figure(QWidget):
    """A number in large letters under its word."""

    def __init__(self) -> None:
        super().__init__()
        self.word, self.number, self.words = QLabel(), QLabel(), QLabel()
        self.word.setProperty("role", "label")
        self.number.setProperty("role", "headline")
        self.words.setProperty("role", "caption")
        self.words.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.word, self.number, self.words):
            column.addWidget(widget)

    def say(self, word: str, number: str, words: str) -> None:
        self.word.setText(word)
        self.number.setText(number)
        self.words.setText(words)
        self.setAccessibleName(f"{word} {number}")


def _clear(place: QVBoxLayout | QGridLayout) -> None:
    while place.count():
        item = place.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
