"""Points to go back to: copies that were kept before every merge and import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.services.security import snapshots
from desktop.views.shared import icons, look
from desktop.views.shared.case_words import moment
from desktop.views.shared.dialogs import confirm
from desktop.views.shared.language import tr
from desktop.views.shared.row_model import RIGHT, Column, RowModel
from desktop.views.shared.sync_words import bytes_words
from desktop.views.shared.table import DataTable
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.services.security.snapshots import Snapshot
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations


def why_words(why: str) -> str:
    """Return what came after a copy was kept."""
    match why:
        case "sync" | "merge" | "feed":
            return tr("맞추기 전")
        case "import-file" | "file":
            return tr("파일을 가져오기 전")
        case "import":
            return tr("자료를 가져오기 전")
        case "rewind":
            return tr("되돌리기 전")
    return why


COLUMNS: tuple[Column[Any], ...] = (
    Column("언제", lambda r: moment(r.at), key="at", width=170, sort=lambda r: r.at.isoformat()),
    Column("무엇을 하기 전", lambda r: why_words(r.why), key="why", width=260),
    Column("크기", lambda r: bytes_words(r.size), key="size", width=110, align=RIGHT,
           sort=lambda r: r.size),
)  # fmt: skip


class PointsTab(QWidget):
    """The copies, the newest first, and the button that brings one back.

    Signals:
        rewind_wanted: the person wants everything as it was; carries the Snapshot.
    """

    rewind_wanted = Signal(object)

    def __init__(self, operations: Operations, settings: Settings) -> None:
        super().__init__()
        self._operations = operations
        self.rows: RowModel[Snapshot] = RowModel(COLUMNS, identity=lambda r: r.path)
        self.table = DataTable(tr("되돌리기 지점"))
        self.table.show_model(self.rows)
        self.table.set_compact(compact=settings.compact)
        self.table.set_empty_state(
            "history",
            tr("되돌리기 지점이 없습니다"),
            explanation=tr("맞추거나 자료를 가져오기 전에 자료 전체의 사본을 저절로 남깁니다."),
        )
        self.table.opened.connect(lambda _row: self.ask())
        words = QLabel(
            tr(
                "맞추거나 가져오기 전의 자료 전체입니다. 되돌려도 지금 상태의 사본이 남으므로 다시"
                " 돌아올 수 있습니다."
            )
        )
        words.setProperty("role", "secondary")
        words.setWordWrap(True)
        self.back = QPushButton(tr("이때로 되돌리기"))
        icons.wear(self.back, "undo-2")
        self.back.setEnabled(False)
        self.back.clicked.connect(self.ask)
        self.table.picked.connect(lambda row: self.back.setEnabled(row is not None))
        tools = QHBoxLayout()
        tools.setSpacing(look.px(Space.SMALL))
        tools.addWidget(words, 1)
        tools.addWidget(self.back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(Space.SMALL))
        column.addLayout(tools)
        column.addWidget(self.table, 1)
        self.setFocusProxy(self.table)

    def refresh(self) -> None:
        """Read what copies there are."""
        folder = self._operations.workspace.folder
        self._operations.run(
            lambda: snapshots.list_snapshots(folder), owner=self, then=self.show_points
        )

    def show_points(self, points: Sequence[Snapshot]) -> None:
        """Show a reading."""
        self.rows.show(points)
        self.back.setEnabled(self.table.current_row() is not None)

    def ask(self) -> None:
        """Ask once, because all that was typed since would be gone from sight."""
        point = self.table.current_row()
        if point is not None and confirm(
            self,
            tr("이때로 되돌릴까요?"),
            tr(
                "{at}의 자료로 돌아갑니다. 그 뒤에 적은 내용은 보이지 않게 되지만, 지금 상태의"
                " 사본을 먼저 남깁니다. 허브에 등록한 컴퓨터는 되돌린 뒤 다시 등록해야 합니다.",
                at=moment(point.at),
            ),
            verb=tr("이때로 되돌리기"),
            dangerous=True,
        ):
            self.rewind_wanted.emit(point)
