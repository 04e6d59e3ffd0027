"""What a file would do before it is applied; nothing has been written yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton

from desktop.views.field_labels import field_label, table_label
from desktop.views.labels import label
from desktop.views.shared import look
from desktop.views.shared.card import Card
from desktop.views.shared.case_words import moment
from desktop.views.shared.language import tr
from desktop.views.shared.said import say_value
from desktop.views.shared.sync_words import bytes_words
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.sync.files import Preview

_MOST_FIELDS = 6


class PreviewCard(Card):
    """A dry run in words, and the two ways on; hidden while no file is looked into.

    Signals:
        applied: the person wants the file to be applied; carries its path.
    """

    applied = Signal(object)

    def __init__(self) -> None:
        super().__init__(tr("가져올 파일"))
        self._path: Path | None = None
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.fields = QLabel()
        self.fields.setWordWrap(True)
        self.fields.setProperty("role", "secondary")
        self.apply = QPushButton(tr("반영하기"))
        self.apply.setProperty("kind", "primary")
        self.apply.clicked.connect(self._apply)
        self.leave = QPushButton(tr("그만두기"))
        self.leave.clicked.connect(self.hide)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(Space.SMALL))
        buttons.addWidget(self.apply)
        buttons.addWidget(self.leave)
        buttons.addStretch(1)
        for widget in (self.words, self.fields):
            self.add(widget)
        self.body.addLayout(buttons)
        self.hide()

    def show_preview(self, path: Path, found: Preview) -> None:
        """Show what applying the file would do."""
        self._path = path
        self.title.setText(tr("가져올 파일: {name}", name=found.name))
        self.words.setText("\n".join(_lines(found)))
        self.fields.setText(_fields(found))
        self.fields.setVisible(bool(found.fields))
        self.apply.setVisible(not found.known and not found.missing)
        self.show()
        (self.leave if self.apply.isHidden() else self.apply).setFocus()

    def _apply(self) -> None:
        self.hide()
        self.applied.emit(self._path)


def _lines(found: Preview) -> list[str]:
    lines = [
        tr(
            "{kind} · {size} · {at}에 만듦",
            kind=label(found.kind),
            size=bytes_words(found.size),
            at=moment(found.made_at),
        )
    ]
    if found.known:
        return [*lines, tr("이 파일의 내용은 이미 모두 반영되어 있습니다.")]
    lines += [
        tr(
            "이 파일보다 먼저 와야 할 {first}번부터 {last}번까지가 없습니다. 그 파일을 먼저"
            " 가져와 주세요.",
            first=f"{gap.first:,}",
            last=f"{gap.last:,}",
        )
        for gap in found.missing
    ]
    lines.append(
        tr(
            "변경 {changes}건, {rows}행이 반영됩니다.",
            changes=f"{found.changes:,}",
            rows=f"{found.rows:,}",
        )
    )
    if found.conflicts:
        lines.append(
            tr("충돌 {count}칸이 생깁니다. 두 값이 모두 남습니다.", count=f"{found.conflicts:,}")
        )
    if found.settled:
        lines.append(tr("충돌 {count}칸이 정리됩니다.", count=f"{found.settled:,}"))
    if found.parked:
        lines.append(
            tr("이 프로그램이 모르는 {count}건은 따로 보관됩니다.", count=f"{found.parked:,}")
        )
    lines.append(tr("반영하기 전에 자료 전체의 사본을 남깁니다."))
    return lines


def _fields(found: Preview) -> str:
    lines = []
    for one in found.fields[:_MOST_FIELDS]:
        said = f"{table_label(one.table)} · {field_label(one.field)}:  "
        said += f"{say_value(one.old)} → {say_value(one.new)}"
        lines.append(f"{said}  ({tr('내 변경과 충돌')})" if one.own else said)
    more = len(found.fields) - _MOST_FIELDS
    if more > 0:
        lines.append(tr("… 그 밖에 {count}칸", count=f"{more:,}"))
    return "\n".join(lines)
