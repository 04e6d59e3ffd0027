"""The register of files carried out and in (반출입 대장), and its sheet for an auditor."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.views.labels import label
from desktop.views.shared import icons, look, sheets
from desktop.views.shared.case_words import moment
from desktop.views.shared.language import tr
from desktop.views.shared.row_model import RIGHT, Column, RowModel
from desktop.views.shared.sync_words import bytes_words
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import Space, Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.sync.register import FileLine
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations

AT_ONCE = 500
_SHORT = 12


def _way(line: FileLine) -> str:
    return tr("반출") if line.out else tr("반입")


def _state(line: FileLine) -> str:
    if line.failed:
        return tr("거절")
    if not line.out:
        return tr("반영")
    return tr("확인됨") if line.confirmed_at else tr("확인 전")


def _tone(line: FileLine) -> Tone:
    if line.failed:
        return Tone.DANGER
    return Tone.SUCCESS if line.confirmed_at or not line.out else Tone.NEUTRAL


def _state_tip(line: FileLine) -> str:
    if line.failed:
        return line.failed
    return moment(line.confirmed_at) if line.confirmed_at else ""


def _range(line: FileLine) -> str:
    if not line.last:
        return ""
    return f"{line.first:,}–{line.last:,}" if line.first != line.last else f"{line.last:,}"


COLUMNS: tuple[Column[Any], ...] = (
    Column("언제", lambda r: moment(r.at), key="at", width=146, sort=lambda r: r.at.isoformat()),
    Column("반출·반입", _way, key="way", width=84,
           icon=lambda r: "upload" if r.out else "download"),
    Column("방법", lambda r: label(r.carrier), key="carrier", width=96),
    Column("종류", lambda r: label(r.kind), key="kind", width=100),
    Column("파일", lambda r: r.name, key="name", width=190, tip=lambda r: r.name),
    Column("상대", lambda r: r.other_side, key="other", width=110, tip=lambda r: r.other_side),
    Column("번호", _range, key="range", width=96, align=RIGHT),
    Column("크기", lambda r: bytes_words(r.size), key="size", width=84, align=RIGHT,
           sort=lambda r: r.size),
    Column("누가", lambda r: r.person, key="person", width=90),
    Column("상태", _state, key="state", width=90, pill=_tone, tip=_state_tip),
    Column("비고", lambda r: r.note, key="note", width=140, tip=lambda r: r.note),
    Column("지문", lambda r: r.sha256[:_SHORT], key="digest", width=110, hidden=True,
           tip=lambda r: f"SHA-256\n{r.sha256}"),
)  # fmt: skip

# On paper the digest stands whole, and sizes are bytes.
_ON_PAPER = (*COLUMNS[:-1], Column("SHA-256", lambda r: r.sha256, key="sha256"))


class RegisterTab(QWidget):
    """The newest files first.

    Signals:
        said: a short sentence for a toast.
        older_wanted: the person wants to see more.
    """

    said = Signal(str)
    older_wanted = Signal()

    def __init__(self, operations: Operations, settings: Settings) -> None:
        super().__init__()
        self._operations = operations
        self.rows: RowModel[FileLine] = RowModel(COLUMNS)
        self.table = DataTable(tr("반출입 대장"))
        self.table.show_model(self.rows)
        self.table.set_compact(compact=settings.compact)
        self.table.remember(
            settings.lists.get("sync_files", {}),
            lambda chosen: settings.lists.__setitem__("sync_files", chosen),
        )
        self.table.set_empty_state(
            "inbox",
            tr("나가거나 들어온 파일이 없습니다"),
            explanation=tr(
                "파일로 주고받으면 언제, 누가, 무엇을 옮겼는지 지문과 함께 여기에 남습니다."
            ),
        )
        words = QLabel(tr("대장은 고치거나 지울 수 없습니다."))
        words.setProperty("role", "secondary")
        self.older = QPushButton(tr("더 오래된 기록 보기"))
        self.older.setProperty("kind", "ghost")
        self.older.clicked.connect(self.older_wanted)
        self.older.hide()
        self.export_button = QPushButton(tr("표로 내보내기"))
        icons.wear(self.export_button, "sheet")
        self.export_button.clicked.connect(self._ask)
        tools = QHBoxLayout()
        tools.setSpacing(look.px(Space.SMALL))
        tools.addWidget(words, 1)
        tools.addWidget(self.table.columns_button())
        tools.addWidget(self.export_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(Space.SMALL))
        column.addLayout(tools)
        column.addWidget(self.table, 1)
        column.addWidget(self.older)
        self.setFocusProxy(self.table)

    def show_files(self, files: Sequence[FileLine], *, limit: int) -> None:
        """Show a reading."""
        self.rows.show(files)
        self.older.setVisible(len(files) >= limit)
        self.export_button.setEnabled(bool(files))

    def export(self, path: Path) -> None:
        """Write what is shown as a sheet, off the screen's thread."""
        rows = list(self.rows.rows)
        self._operations.run(
            lambda: sheets.save_sheet(
                _ON_PAPER, rows, path, title=tr("반출입 대장"), source=tr("이음 · 동기화")
            ),
            owner=self,
            then=lambda made: self.said.emit(tr("내보냈습니다: {file}", file=made)),
        )

    def _ask(self) -> None:
        name = f"{tr('반출입 대장')}-{date.today().isoformat()}.xlsx"
        chosen, _ = QFileDialog.getSaveFileName(self, tr("표로 내보내기"), name, "XLSX (*.xlsx)")
        if chosen:
            self.export(Path(chosen).with_suffix(".xlsx"))
