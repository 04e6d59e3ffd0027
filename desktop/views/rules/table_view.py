"""Every rule of a pack as a table, with the one that is picked beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QSplitter, QVBoxLayout, QWidget

from db.words import Severity
from desktop.services.programmes.pack_lines import LineKind, lines_of
from desktop.views.labels import label
from desktop.views.rules.rule_form import RuleCard
from desktop.views.shared import look
from desktop.views.shared.case_words import titled
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.column_widths import pill, pills
from desktop.views.shared.flow_layout import FlowLayout
from desktop.views.shared.language import tr
from desktop.views.shared.row_model import Column, RowModel
from desktop.views.shared.rule_words import KINDS, kind_words, rule_name, says, track_words
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from desktop.services.programmes.pack import Pack
    from desktop.services.programmes.pack_drafts import KeyPath
    from desktop.services.programmes.pack_lines import PackLine

_TONES = {
    Severity.BLOCKS: Tone.DANGER,
    Severity.WARNS: Tone.WARNING,
    Severity.BONUS: Tone.SUCCESS,
}


def _severity(line: PackLine) -> str:
    return label(line.severity) if line.severity is not None else ""


def _mark(line: PackLine) -> str:
    return "" if line.rule.verified else tr("검증 안 됨")


def _order(line: PackLine) -> int:
    return list(LineKind).index(line.kind)


class RulesTable(QWidget):
    """The table, what narrows it down, and the card of one rule.

    Signals:
        changed: the person wants values of a rule changed; carries its PackLine and the values.
    """

    changed = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.pack: Pack | None = None
        self._drafting = False
        self._changed: frozenset[KeyPath] = frozenset()
        self.rows: RowModel[PackLine] = RowModel(
            self._columns(), identity=lambda line: (line.kind, line.place)
        )
        self.table = DataTable(tr("공고의 모든 규칙"))
        self.table.show_model(self.rows)
        self.table.picked.connect(self._pick)
        self.table.set_empty_state(
            "list-checks",
            tr("이 조건에 맞는 규칙이 없습니다."),
            explanation=tr("구분이나 유형을 바꿔 보세요."),
        )
        self.kind = ChoiceEdit(tr("구분"))
        self.track = ChoiceEdit(tr("유형"))
        self.unverified = QCheckBox(tr("검증 안 된 것만"))
        self.kind.value_chosen.connect(lambda _kind: self._narrow())
        self.track.value_chosen.connect(lambda _track: self._narrow())
        self.unverified.toggled.connect(lambda _on: self._narrow())
        self.card = RuleCard()
        self.card.changed.connect(self.changed)
        self._lay_out()

    def show_pack(self, pack: Pack, *, drafting: bool, changed: tuple[KeyPath, ...] = ()) -> None:
        """Show the rules of a pack; changed: the ways to those that a copy has otherwise."""
        kept = self.table.current_row()
        self.pack, self._drafting, self._changed = pack, drafting, frozenset(changed)
        self.kind.set_choices(
            [(None, tr("모든 규칙")), *((kind, tr(word)) for kind, word in KINDS.items())]
        )
        self.track.set_choices(
            [(None, tr("모든 유형")), *((one.code, titled(one.title)) for one in pack.tracks)]
        )
        self._narrow()
        lines = {(line.kind, line.place): line for line in self.rows.rows}
        again = (kept.kind, kept.place) if kept is not None else None
        if again not in lines and lines:
            again = next(iter(lines))
        if again is not None:
            self.table.select(again)
            self._pick(lines.get(again))

    def show_only(self, kind: LineKind | None) -> None:
        """Narrow the table down to one kind of rule."""
        self.kind.set_value(kind)
        self._narrow()

    # --- inside ---------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column[Any], ...]:
        return (
            Column("구분", kind_words, key="kind", width=92, sort=_order),
            Column(
                "규칙", rule_name, key="rule", width=190, tip=rule_name,
                icon=lambda line: "pencil" if line.place in self._changed else None,
            ),
            Column("내용", says, key="says", width=200, stretch=True, tip=says),
            Column(
                "세기", _severity, key="severity", width=pills(Severity),
                pill=lambda line: _TONES.get(line.severity),
            ),
            Column("유형", self._track_words, key="track", width=92, tip=self._track_words),
            Column(
                "검증", _mark, key="verified", width=pill(tr("검증 안 됨")),
                pill=lambda line: None if line.rule.verified else Tone.WARNING,
                tip=lambda line: line.rule.citation,
            ),
        )  # fmt: skip

    def _track_words(self, line: PackLine) -> str:
        return track_words(line, self.pack) if self.pack is not None else ""

    def _lay_out(self) -> None:
        tools = QWidget()
        tools.setProperty("ground", "none")
        flow = FlowLayout(tools)
        for choice in (self.kind, self.track):
            choice.setMinimumWidth(look.px(150))
            flow.addWidget(choice)
        self.unverified.setMinimumHeight(self.kind.sizeHint().height())
        flow.addWidget(self.unverified)
        left = QWidget()
        left.setProperty("ground", "none")
        inside = QVBoxLayout(left)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(look.px(Space.SMALL))
        inside.addWidget(tools)
        inside.addWidget(self.table, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setStyleSheet("QSplitter::handle { background: transparent; }")
        split.setHandleWidth(look.px(Space.LARGE))
        split.addWidget(left)
        split.addWidget(self.card)
        split.setSizes([look.px(860), look.px(320)])
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 0)
        split.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(split)

    def _narrow(self) -> None:
        if self.pack is None:
            return
        kind, track = self.kind.value(), self.track.value()
        self.rows.show(
            [
                line
                for line in lines_of(self.pack)
                if (kind is None or line.kind is kind)
                and (track is None or not line.tracks or track in line.tracks)
                and (not self.unverified.isChecked() or not line.rule.verified)
            ]
        )

    def _pick(self, line: PackLine | None) -> None:
        if self.pack is not None:
            self.card.show_rule(line, self.pack, drafting=self._drafting)
