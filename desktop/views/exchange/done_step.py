"""The last step: what came in, and where to look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from db.words import ImportKind
from desktop.views.shared import look
from desktop.views.shared.icons import IconLabel
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from desktop.services.exchange.sheet import Sheet
    from desktop.services.exchange.taking_in import TakenIn

_MOST_WORDS = 5


class DoneStep(QFrame):
    """The outcome.

    Signals:
        again: the person wants to take in another sheet.
        cases_wanted: the person wants to see the cases; carries a search.
        page_wanted: the person wants another page, by its name.
    """

    again = Signal()
    cases_wanted = Signal(str)
    page_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._kind = ImportKind.APPLICANTS
        self.title = QLabel()
        self.title.setProperty("role", "card-title")
        self.words = QLabel()
        self.words.setProperty("role", "secondary")
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.see = QPushButton(tr("가져온 자료 보기"))
        self.see.setProperty("kind", "primary")
        self.see.clicked.connect(self._see)
        self.more = QPushButton(tr("다른 파일 가져오기"))
        self.more.clicked.connect(self.again)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(Space.SMALL))
        buttons.addStretch(1)
        buttons.addWidget(self.see)
        buttons.addWidget(self.more)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(look.px(Space.MEDIUM))
        column.addStretch(1)
        for widget in (
            IconLabel("circle-check", size=40, colour="success_text"),
            self.title,
            self.words,
        ):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(buttons)
        column.addStretch(1)
        self.setFocusProxy(self.see)

    def show_outcome(self, taken: TakenIn, sheet: Sheet) -> None:
        """Say what came in and what did not."""
        self._kind = sheet.kind
        assert sheet.checked is not None
        self.title.setText(tr("{name}을(를) 가져왔습니다", name=sheet.path.name))
        left = taken.skipped + len(sheet.checked.refused)
        ignored = sheet.checked.blank + sheet.checked.totals
        counted = (
            (taken.companies_added, tr("새 기업 {count}곳", count=f"{taken.companies_added:,}")),
            (
                taken.companies_changed,
                tr("고친 기업 {count}곳", count=f"{taken.companies_changed:,}"),
            ),
            (taken.cases_opened, tr("새 사례 {count}건", count=f"{taken.cases_opened:,}")),
            (taken.values_added, tr("성과 값 {count}건", count=f"{taken.values_added:,}")),
            (left, tr("가져오지 않은 행 {count}건", count=f"{left:,}")),
            (ignored, tr("빈 줄·합계 {count}줄", count=f"{ignored:,}")),
        )
        parts = [words for count, words in counted if count]
        lines = ["  ·  ".join(parts) or tr("새로 들어온 자료가 없습니다. 이미 모두 있습니다.")]
        if taken.unknown_words:
            words = ", ".join(f"‘{word}’" for word in taken.unknown_words[:_MOST_WORDS])
            lines.append(tr("등록되지 않아 비워 둔 대기업·사업유형: {words}", words=words))
        lines.append(tr("Ctrl+Z를 누르면 모두 되돌릴 수 있습니다."))
        self.words.setText("\n".join(lines))

    def _see(self) -> None:
        if self._kind is ImportKind.COMPANIES:
            self.page_wanted.emit("companies")
        else:
            self.cases_wanted.emit("")
