"""Two companies side by side; one absorbs the other, field by field, and undo parts them again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from db.words import Action
from desktop.services.companies import detail, merge
from desktop.services.companies.numbers import format_brn
from desktop.views.field_labels import field_label, table_label
from desktop.views.shared import look
from desktop.views.shared.language import tr
from desktop.views.shared.said import say_value
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.companies.merge import Difference, MergePreview
    from desktop.views.shared.operations import Operations


class MergeDialog(QDialog):
    """Shows where the two differ; a radio button each side.

    Signals:
        merged: the two are one; carries the id of the company that stays.
    """

    merged = Signal(object)

    def __init__(self, operations: Operations, keep: UUID, absorb: UUID, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("기업 합치기"))
        self.setMinimumWidth(look.px(640))
        self._operations = operations
        self._keep, self._absorb = keep, absorb
        self._choices: dict[str, merge.Side] = {}
        self._groups: list[QButtonGroup] = []
        self.words = QLabel()
        self.words.setWordWrap(True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.px(Space.LARGE))
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self.confirm = QPushButton(tr("합치기"))
        self.confirm.setProperty("kind", "primary")
        self.confirm.setEnabled(False)
        self.confirm.clicked.connect(self._merge)
        leave = QPushButton(tr("서로 다른 기업입니다"))
        leave.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(leave)
        buttons.addWidget(self.confirm)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(look.px(Space.LARGE),) * 4)
        column.setSpacing(look.px(Space.LARGE))
        column.addWidget(self.words)
        column.addLayout(self._grid)
        column.addStretch(1)
        column.addLayout(buttons)

    def start(self) -> None:
        """Read both and open."""
        self._operations.read(self._read, owner=self, then=self._show)

    def _read(self, session: Session) -> tuple[Any, Any, MergePreview]:
        return (
            detail.company_detail(session, self._keep),
            detail.company_detail(session, self._absorb),
            merge.preview(session, self._keep, self._absorb),
        )

    def _show(self, both: tuple[Any, Any, MergePreview]) -> None:
        keep, absorb, preview = both
        moves = ", ".join(
            f"{table_label(table)} {count:,}" for table, count in preview.moves.items() if count
        )
        self.words.setText(
            tr(
                "‘{absorb}’을(를) ‘{keep}’에 합칩니다. 옮길 자료: {moves}."
                " 나중에 되돌릴 수 있습니다.",
                absorb=absorb.name,
                keep=keep.name,
                moves=moves or tr("없음"),
            )
        )
        for at, (word, company) in enumerate(
            ((tr("남을 기업"), keep), (tr("합쳐질 기업"), absorb)), start=1
        ):
            title = QLabel(f"{word}\n{company.name}\n{format_brn(company.values['brn'])}")
            title.setProperty("role", "strong")
            title.setWordWrap(True)
            self._grid.addWidget(title, 0, at)
        for line, difference in enumerate(preview.differences, start=1):
            self._add_choice(line, difference)
        self.confirm.setEnabled(True)
        self.open()

    def _add_choice(self, line: int, difference: Difference) -> None:
        name = QLabel(field_label(difference.field))
        name.setProperty("role", "secondary")
        self._grid.addWidget(name, line, 0)
        group = QButtonGroup(self)
        sides: tuple[tuple[merge.Side, Any], ...] = (
            ("keep", difference.keep),
            ("absorb", difference.absorb),
        )
        self._choices[difference.field] = difference.chosen
        for at, (side, value) in enumerate(sides, start=1):
            button = QRadioButton(say_value(value))
            button.setAccessibleName(f"{name.text()}: {say_value(value)}")
            button.setToolTip(say_value(value))
            button.setChecked(difference.chosen == side)
            button.toggled.connect(
                lambda on, side=side, field=difference.field: self._choose(field, side, on=on)
            )
            group.addButton(button)
            self._grid.addWidget(button, line, at)
        self._groups.append(group)

    def _choose(self, field: str, side: merge.Side, *, on: bool) -> None:
        if on:
            self._choices[field] = side

    def _merge(self) -> None:
        choices = dict(self._choices)
        self._operations.write(
            lambda session: merge.merge(session, self._keep, self._absorb, choices=choices),
            action=Action.COMPANY_MERGE,
            owner=self,
            then=lambda _written: self._finish(),
        )

    def _finish(self) -> None:
        self.merged.emit(self._keep)
        self.accept()
