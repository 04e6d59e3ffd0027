"""Orders the rows of a RowModel the way a Korean reader expects, numbers by their worth."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt
from typing_extensions import override

from desktop.views.shared.row_model import SORT

_DIGITS = re.compile(r"(\d+)")


def natural_key(text: str) -> list[tuple[int, int, str]]:
    """Return an order in which "2호기" stands before "10호기".

    Hangul syllables lie in dictionary order by code point, so no collation is needed.
    """
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in _DIGITS.split(text.casefold())
        if part
    ]


def _is_empty(value: Any) -> bool:
    return value is None or value == ""


class SortProxy(QSortFilterProxyModel):
    """Orders by the SORT role; what is empty stands last, whichever way the order runs."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setSortRole(SORT)

    @override
    def lessThan(
        self, left: QModelIndex | QPersistentModelIndex, right: QModelIndex | QPersistentModelIndex
    ) -> bool:
        one, other = left.data(SORT), right.data(SORT)
        if _is_empty(one) or _is_empty(other):
            upwards = self.sortOrder() is Qt.SortOrder.AscendingOrder
            return _is_empty(one) != _is_empty(other) and _is_empty(other) == upwards
        if isinstance(one, str) and isinstance(other, str):
            return natural_key(one) < natural_key(other)
        try:
            return bool(one < other)
        except TypeError:  # a column that mixes kinds still has one order
            return natural_key(str(one)) < natural_key(str(other))
