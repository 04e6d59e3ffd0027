"""Lets an announcement stand on other rules, after showing what differs from those of now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.errors import DeskError
from db.words import Action
from desktop.services import announcements
from desktop.services.programmes import what_changes
from desktop.views.labels import label
from desktop.views.shared import look
from desktop.views.shared.banner import Banner
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.explain import explain
from desktop.views.shared.form import FormField
from desktop.views.shared.language import tr
from desktop.views.shared.pack_words import pack_title
from desktop.views.shared.row_model import Column, RowModel
from desktop.views.shared.rule_words import kind_words, rule_name, says, track_words
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.services.announcements import AnnouncementRow
    from desktop.services.programmes.pack_lines import LineChange, PackLine
    from desktop.services.programmes.packs import PackRow
    from desktop.services.programmes.what_changes import AnnouncementChanges
    from desktop.views.shared.operations import Operations

_WIDTH, _HEIGHT = 960, 560


@dataclass(frozen=True)
class _Chosen:
    """The announcement that is chosen, and whether it stands on the rules already."""

    row: AnnouncementRow
    same: bool


def _side(change: LineChange, line: PackLine | None) -> str:
    """Return what a rule says on one side; where it says the same, its clause tells them apart."""
    if line is None:
        return "—"
    other = change.after if line is change.before else change.before
    said = _whole(line)
    same = other is not None and _whole(other) == said
    return " · ".join(part for part in (said, line.rule.clause if same else "") if part)


def _whole(line: PackLine) -> str:
    mark = "" if line.rule.verified else tr("검증 안 됨")
    return " · ".join(part for part in (label(line.severity), says(line), mark) if part)


def _name(change: LineChange) -> str:
    return rule_name(change.told)


def _before(change: LineChange) -> str:
    return _side(change, change.before)


def _after(change: LineChange) -> str:
    return _side(change, change.after)


class AnnouncementDialog(QDialog):
    """Offers the announcements; cases that are open keep the version that they began with.

    Signals:
        changed: an announcement stands on these rules now; carries its title (str).
    """

    changed = Signal(str)

    def __init__(
        self,
        operations: Operations,
        pack: PackRow,
        *,
        today: Callable[[], date] = date.today,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._operations, self._pack, self._today = operations, pack, today
        self._asked = 0
        self.setWindowTitle(tr("공고에 쓰기"))
        self.setAccessibleName(tr("공고에 쓰기"))
        self.setProperty("ground", "card")
        self.resize(look.px(_WIDTH), look.px(_HEIGHT))
        self.announcement = ChoiceEdit(tr("공고"))
        self.banner = Banner()
        self._found: AnnouncementChanges | None = None
        self.rows: RowModel[LineChange] = RowModel(
            self._columns(), identity=lambda one: (one.told.kind, one.told.name, one.told.tracks)
        )
        self.table = DataTable(tr("달라지는 규칙"))
        self.table.show_model(self.rows)
        self.table.set_empty_state("list-checks", tr("공고를 고르면 달라지는 규칙이 나옵니다."))
        self._lay_out()
        self.announcement.value_chosen.connect(lambda _row: self._look())
        operations.read(announcements.list_announcements, owner=self, then=self._offer)

    def _columns(self) -> tuple[Column[Any], ...]:
        return (
            Column("구분", lambda one: kind_words(one.told), key="kind", width=84),
            Column("규칙", _name, tip=_name, key="rule", width=190),
            Column("유형", self._tracks, tip=self._tracks, key="track", width=120),
            Column("지금", _before, tip=_before, key="before", width=200, stretch=True),
            Column("바꾼 뒤", _after, tip=_after, key="after", width=220),
        )

    def _tracks(self, change: LineChange) -> str:
        found = self._found
        pack = None if found is None else found.after if change.after else found.before
        return track_words(change.told, pack) if pack is not None else ""

    def _lay_out(self) -> None:
        title = QLabel(tr("공고에 쓰기"))
        title.setProperty("role", "card-title")
        name = f"{pack_title(self._pack)} · {self._pack.version}"
        words = QLabel(tr("‘{pack}’을(를) 쓸 공고를 골라 주세요.", pack=name))
        words.setProperty("role", "secondary")
        words.setWordWrap(True)
        self.cancel = QPushButton(tr("취소"))
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.go = QPushButton(tr("이 규칙 쓰기"))
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
        column.addWidget(words)
        column.addWidget(FormField(tr("공고"), self.announcement))
        column.addWidget(self.banner)
        column.addWidget(self.table, 1)
        column.addLayout(buttons)

    def _offer(self, rows: list[AnnouncementRow]) -> None:
        self.announcement.set_choices(
            (row, f"{row.title} · {row.pack} {row.pack_version}".strip(" ·")) for row in rows
        )
        self.announcement.setEnabled(bool(rows))
        if rows:
            self._look()
        else:
            self.table.set_empty_state("inbox", tr("공고가 없습니다."))

    def _look(self) -> None:
        """Ask what the rules would change for the chosen announcement."""
        row: Any = self.announcement.value()
        if row is None:
            return
        self._asked += 1
        asked, pack, today = self._asked, self._pack, self._today()
        self.go.setEnabled(False)
        chosen = _Chosen(row, (row.pack, row.pack_version) == (pack.id, pack.version))
        self._operations.read(
            lambda session: what_changes.announcement_changes(
                session, row.id, pack.id, pack.version, today=today
            ),
            owner=self,
            then=lambda found: self._show(chosen, found, asked),
            otherwise=self._say_wrong,
        )

    def _show(self, chosen: _Chosen, found: AnnouncementChanges, asked: int) -> None:
        if asked != self._asked:
            return  # an answer about another announcement
        self.table.set_empty_state("check", tr("달라지는 규칙이 없습니다."))
        self._found = found
        self.rows.show(list(found.lines))
        self.go.setEnabled(not chosen.same)
        if chosen.same:
            self.banner.say(tr("이 공고는 이미 이 규칙을 씁니다."))
        elif found.kept:
            self.banner.say(
                tr(
                    "진행 중인 사례 {kept}건은 시작할 때의 규칙을 지킵니다. 새 규칙이라면"
                    " {turned}건의 요건 결과가 달라집니다.",
                    kept=f"{found.kept:,}",
                    turned=f"{found.turned:,}",
                )
            )
        else:
            self.banner.quiet()

    def _change(self) -> None:
        row: Any = self.announcement.value()
        pack = self._pack
        values = {"pack": pack.id, "pack_version": pack.version}
        self.go.setEnabled(False)
        self._operations.write(
            lambda session: announcements.edit(session, row.id, values),
            action=Action.PROGRAMME_EDIT,
            owner=self,
            then=lambda _written: self._leave(row.title),
            otherwise=self._say_wrong,
        )

    def _leave(self, title: str) -> None:
        self.changed.emit(title)
        self.accept()

    def _say_wrong(self, error: Exception) -> None:
        if isinstance(error, DeskError):
            self.banner.say(explain(error), Tone.DANGER)
        else:
            self._operations.broke.emit(error)
