"""Shows rows in a table: a column says how one row becomes text, order, tip and pill."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from desktop.views.shared.tokens import Tone

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex

ROW: Final = Qt.ItemDataRole.UserRole + 1  # the object behind the row
SORT: Final = Qt.ItemDataRole.UserRole + 2  # what the column is ordered by
PILL: Final = Qt.ItemDataRole.UserRole + 3  # the Tone of the pill around the text, or None
ICON: Final = Qt.ItemDataRole.UserRole + 4  # the name of the icon before the text, or None
WAITING: Final = Qt.ItemDataRole.UserRole + 5  # True while the row has not arrived

LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE: Final = Qt.AlignmentFlag.AlignCenter

# More separate holes than this are cheaper to show anew than one by one.
_MOST_HOLES = 64


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column: its title (Korean source, translated when shown) and the text of a row.

    sort: the order of rows; the text where it is missing. pill: tone of a pill around the text.
    icon: name of an icon before the text (in a pill: instead of the one of its tone).
    key: the name under which width and order are remembered; the title where it is missing.
    width: px of the design, 0 for a fair default; `stretch` takes what is left over.
    """

    title: str
    text: Callable[[R], str]
    _: KW_ONLY
    sort: Callable[[R], Any] | None = None
    align: Qt.AlignmentFlag | None = None
    tip: Callable[[R], str] | None = None
    pill: Callable[[R], Tone | None] | None = None
    icon: Callable[[R], str | None] | None = None
    key: str = ""
    width: int = 0
    stretch: bool = False
    hidden: bool = False

    @property
    def name(self) -> str:
        """Return the key, or the title."""
        return self.key or self.title


def id_of(row: object) -> Hashable:
    """Return the `id` of a row, or the row itself where it has none."""
    found: Hashable = getattr(row, "id", row)
    return found


class ColumnModel(QAbstractTableModel, Generic[R]):
    """What models with columns have in common; a subclass knows its rows."""

    def __init__(
        self,
        columns: Sequence[Column[R]],
        parent: QObject | None = None,
        *,
        identity: Callable[[R], Hashable] = id_of,
    ) -> None:
        """Take columns; identity: what makes two readings of a row the same row."""
        super().__init__(parent)
        self.columns = tuple(columns)
        self.identity = identity

    def row_at(self, position: int) -> R | None:
        """Return the object behind a row, or None while it is not here."""
        raise NotImplementedError

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.columns)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return tr(column.title) if column.title else ""
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.align or LEFT
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.row_at(index.row())
        if role == WAITING:
            return row is None
        if row is None:
            return None
        if role == ROW:
            return row
        return self._cell(self.columns[index.column()], row, role)

    @staticmethod
    def _cell(column: Column[R], row: R, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(row)
            case Qt.ItemDataRole.TextAlignmentRole:
                return column.align or LEFT
            case Qt.ItemDataRole.AccessibleTextRole:  # a cell that is only a sign has its tip
                return column.text(row) or (column.tip(row) if column.tip else "")
            case Qt.ItemDataRole.ToolTipRole:
                return column.tip(row) if column.tip else None
            case _ if role == SORT:
                return column.sort(row) if column.sort else column.text(row)
            case _ if role == PILL:
                return column.pill(row) if column.pill else None
            case _ if role == ICON:
                return column.icon(row) if column.icon else None
        return None


class RowModel(ColumnModel[R]):
    """Rows that all lie in memory; new rows keep the selection and the place of the list.

    identity: what makes two readings of a row the same row; its `id` unless said otherwise.
    """

    def __init__(
        self,
        columns: Sequence[Column[R]],
        parent: QObject | None = None,
        *,
        identity: Callable[[R], Hashable] = id_of,
    ) -> None:
        super().__init__(columns, parent, identity=identity)
        self._rows: list[R] = []

    @property
    def rows(self) -> tuple[R, ...]:
        """Return the rows in the order in which they were set."""
        return tuple(self._rows)

    @override
    def row_at(self, position: int) -> R | None:
        return self._rows[position] if 0 <= position < len(self._rows) else None

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def position_of(self, identity: Hashable) -> int:
        """Return where the row with this id stands, or -1."""
        return next((at for at, row in enumerate(self._rows) if self.identity(row) == identity), -1)

    def set_rows(self, rows: Sequence[R]) -> None:
        """Show `rows`; what was selected stays selected, what stayed the same does not blink."""
        coming = {self.identity(row): row for row in rows}
        holes = self._holes(coming)
        if not self._rows or not rows or len(coming) != len(rows) or len(holes) > _MOST_HOLES:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()
            return
        self._take_out(holes)
        self._append_new(rows)
        self._reorder(rows)
        self._exchange(rows)

    def show(self, rows: Sequence[R]) -> None:
        """Show `rows`; the same as `set_rows`, for readings that arrive."""
        self.set_rows(rows)

    def _holes(self, coming: dict[Hashable, R]) -> list[tuple[int, int]]:
        """Return the runs of rows that go, each as first and last, from the end."""
        holes: list[tuple[int, int]] = []
        for at, row in enumerate(self._rows):
            if self.identity(row) in coming:
                continue
            if holes and holes[-1][1] == at - 1:
                holes[-1] = (holes[-1][0], at)
            else:
                holes.append((at, at))
        return holes[::-1]

    def _take_out(self, holes: list[tuple[int, int]]) -> None:
        for first, last in holes:
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()

    def _append_new(self, rows: Sequence[R]) -> None:
        known = {self.identity(row) for row in self._rows}
        new = [row for row in rows if self.identity(row) not in known]
        if new:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
            self._rows += new
            self.endInsertRows()

    def _reorder(self, rows: Sequence[R]) -> None:
        before = [self.identity(row) for row in self._rows]
        after = {self.identity(row): at for at, row in enumerate(rows)}
        if before == list(after):
            return
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        moved = [self.index(after[before[index.row()]], index.column()) for index in old]
        self._rows.sort(key=lambda row: after[self.identity(row)])
        self.changePersistentIndexList(old, moved)
        self.layoutChanged.emit()

    def _exchange(self, rows: Sequence[R]) -> None:
        changed = [
            at
            for at, (old, new) in enumerate(zip(self._rows, rows, strict=True))
            if old is not new and old != new
        ]
        self._rows = list(rows)
        if changed:
            last_column = len(self.columns) - 1
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], last_column))

    def empty_columns(self) -> set[int]:
        """Return the columns in which no row says anything; none while there are no rows."""
        if not self._rows:
            return set()
        return {
            at
            for at, column in enumerate(self.columns)
            if not any(column.text(row) for row in self._rows)
        }
