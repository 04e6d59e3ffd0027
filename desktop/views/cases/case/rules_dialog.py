"""Changes the pack of a case, after showing what would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.errors import DeskError
from db.words import Action
from desktop.services.programmes import what_changes
from desktop.services.programmes.packs import list_packs, pack
from desktop.views.labels import label
from desktop.views.shared import look
from desktop.views.shared.banner import Banner
from desktop.views.shared.case_words import infeasible_words, line_name, titled
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.day_words import day_text
from desktop.views.shared.form import FormField
from desktop.views.shared.in_place.refusals import refusal
from desktop.views.shared.language import tr
from desktop.views.shared.money_words import won
from desktop.views.shared.pack_words import pack_title
from desktop.views.shared.row_model import RIGHT, Column, RowModel
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from desktop.services.cases.detail import CaseDetail
    from desktop.services.programmes.pack import Track
    from desktop.services.programmes.packs import PackRow
    from desktop.services.programmes.what_changes import WhatChanges
    from desktop.views.shared.operations import Operations

_WIDTH, _HEIGHT = 860, 600


@dataclass(frozen=True)
class _Line:
    """One thing that would change, in words."""

    about: str
    name: str
    before: str
    after: str
    source: str = ""


COLUMNS: tuple[Column[Any], ...] = (
    Column("구분", lambda line: line.about, key="about", width=72),
    Column("항목", lambda line: line.name, tip=lambda line: line.name, key="name", stretch=True),
    Column("지금", lambda line: line.before, key="before", width=140, align=RIGHT),
    Column("바꾼 뒤", lambda line: line.after, key="after", width=140, align=RIGHT),
    Column("근거", lambda line: line.source, tip=lambda line: line.source, key="source", width=150),
)


class RulesDialog(QDialog):
    """Offers the packs that are here; nothing changes before the person has seen what would.

    Signals:
        changed: the case stands on other rules now.
    """

    changed = Signal()

    def __init__(
        self,
        operations: Operations,
        case: CaseDetail,
        *,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._operations, self._case, self._today = operations, case, today
        self._asked = 0
        self.setWindowTitle(tr("공고 규칙 바꾸기"))
        self.setAccessibleName(tr("공고 규칙 바꾸기"))
        self.setProperty("ground", "card")
        self.resize(look.px(_WIDTH), look.px(_HEIGHT))
        self.packs = ChoiceEdit(tr("바꿀 규칙"))
        self.track = ChoiceEdit(tr("유형"))
        self.banner = Banner()
        self.rows: RowModel[_Line] = RowModel(
            COLUMNS, identity=lambda line: (line.about, line.name)
        )
        self.table = DataTable(tr("바뀌는 것"))
        self.table.show_model(self.rows)
        self.table.set_empty_state("list-checks", tr("바꿀 규칙을 고르면 바뀌는 것이 나옵니다."))
        self._lay_out()
        self.packs.value_chosen.connect(lambda _row: self._choose())
        self.track.value_chosen.connect(lambda _code: self._look())
        operations.read(
            lambda session: (what_changes.choices(session, case.id), _name_of(case)),
            owner=self,
            then=lambda found: self._offer(*found),
        )

    def _lay_out(self) -> None:
        title = QLabel(tr("공고 규칙 바꾸기"))
        title.setProperty("role", "card-title")
        self.now = QLabel(" ")
        self.now.setProperty("role", "secondary")
        self.now.setWordWrap(True)
        choices = QHBoxLayout()
        choices.setSpacing(look.px(Space.MEDIUM))
        choices.addWidget(FormField(tr("바꿀 규칙"), self.packs), 3)
        choices.addWidget(FormField(tr("유형"), self.track), 2)
        self.cancel = QPushButton(tr("취소"))
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.go = QPushButton(tr("규칙 바꾸기"))
        self.go.setProperty("kind", "primary")
        self.go.setAutoDefault(False)
        self.go.setEnabled(False)
        self.go.clicked.connect(self._change)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(Space.SMALL))
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.WIDE),) * 4)
        column.setSpacing(look.px(Space.MEDIUM))
        column.addWidget(title)
        column.addWidget(self.now)
        column.addLayout(choices)
        column.addWidget(self.banner)
        column.addWidget(self.table, 1)
        column.addLayout(buttons)

    def _offer(self, rows: list[PackRow], now: str) -> None:
        words = tr("지금 규칙: {pack}. 사례는 시작할 때의 규칙을 지킵니다.", pack=now or tr("없음"))
        self.now.setText(words)
        self.packs.set_choices((row, f"{pack_title(row)} · {row.version}") for row in rows)
        self.packs.setEnabled(bool(rows))
        self._choose()

    def _choose(self) -> None:
        row: Any = self.packs.value()
        if row is None:
            return
        self._operations.run(
            lambda: pack(row.id, row.version).tracks,
            owner=self,
            then=self._offer_tracks,
            otherwise=self._say_wrong,
        )

    def _offer_tracks(self, tracks: tuple[Track, ...]) -> None:
        self.track.set_choices((one.code, titled(one.title)) for one in tracks)
        if self._case.track in {one.code for one in tracks}:
            self.track.set_value(self._case.track)
        self._look()

    def _look(self) -> None:
        """Ask what the chosen rules would change."""
        row: Any = self.packs.value()
        track = str(self.track.value() or "")
        if row is None:
            return
        self._asked += 1
        asked, case_id, today = self._asked, self._case.id, self._today
        self.go.setEnabled(False)
        self._operations.read(
            lambda session: what_changes.what_changes(
                session, case_id, row.id, row.version, track, today=today
            ),
            owner=self,
            then=lambda found: self._show(found, asked),
            otherwise=self._say_wrong,
        )

    def _show(self, found: WhatChanges, asked: int) -> None:
        if asked != self._asked:
            return  # an answer about rules that were chosen before
        self.table.set_empty_state(
            "check",
            tr("바뀌는 것이 없습니다."),
            explanation=tr("요건, 금액, 서류, 기한이 지금과 같습니다."),
        )
        self.rows.show(list(_lines(found)))
        if found.infeasible is not None:
            self.banner.say(infeasible_words(found.infeasible), Tone.WARNING)
        else:
            self.banner.quiet()
        self.go.setEnabled(True)

    def _change(self) -> None:
        row: Any = self.packs.value()
        track, case_id = str(self.track.value() or ""), self._case.id
        self.go.setEnabled(False)
        self._operations.write(
            lambda session: what_changes.change_pack(session, case_id, row.id, row.version, track),
            action=Action.CASE_EDIT,
            owner=self,
            then=lambda _written: self._leave(),
            otherwise=self._say_wrong,
        )

    def _leave(self) -> None:
        self.changed.emit()
        self.accept()

    def _say_wrong(self, error: Exception) -> None:
        if isinstance(error, DeskError):
            self.banner.say(refusal(error), Tone.DANGER)
        else:
            self._operations.broke.emit(error)


def _name_of(case: CaseDetail) -> str:
    """Return what the pack of a case is called, or its code where it is not here."""
    row = next(
        (one for one in list_packs() if (one.id, one.version) == (case.pack, case.pack_version)),
        None,
    )
    name = pack_title(row) if row is not None else case.pack
    return f"{name} · {case.pack_version}" if name else ""


def _lines(found: WhatChanges) -> Iterator[_Line]:
    """Yield everything that would change: requirements, money, papers, days."""
    nothing = "—"
    for rule in found.rules:
        source = "" if rule.verified else tr("검증 안 됨")
        before = label(rule.before) if rule.before else nothing
        after = label(rule.after) if rule.after else nothing
        yield _Line(tr("요건"), rule.clause or rule.rule_id, before, after, source)
    for one in found.money:
        before, after = (won(amount) if amount else nothing for amount in (one.before, one.after))
        yield _Line(tr("재원"), line_name(one.source, one.form), before, after)
    for paper in found.papers:
        two = (nothing, tr("필요"))
        before, after = two if paper.wanted else two[::-1]
        yield _Line(tr("서류"), titled(paper.title, paper.code), before, after, label(paper.stage))
    for day in found.days:
        before, after = (day_text(on) if on else nothing for on in (day.before, day.after))
        name = " ".join(part for part in (label(day.kind), day.note) if part)
        yield _Line(tr("기한"), name, before, after, day.clause)


def open_dialog(
    operations: Operations, case: CaseDetail, *, today: date, parent: QWidget
) -> RulesDialog:
    """Open the dialog beside what is shown; it goes away by itself."""
    dialog = RulesDialog(operations, case, today=today, parent=parent)
    dialog.open()
    dialog.finished.connect(dialog.deleteLater)
    return dialog


__all__ = ["RulesDialog", "open_dialog"]
