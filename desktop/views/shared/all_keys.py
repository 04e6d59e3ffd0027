"""Every key of the window and what it does, in one place for settings and help."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.views.shared import look
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Space


def all_keys() -> list[tuple[str, str]]:
    """Return every key and what it does, in the chosen language."""
    return [
        ("Ctrl+K", tr("기업·사례 찾기, 화면 이동")),
        ("Ctrl+1 … Ctrl+0", tr("왼쪽 메뉴의 화면으로")),
        ("Alt+← / Alt+→", tr("앞 화면으로 / 다음 화면으로")),
        ("Ctrl+F", tr("목록 안에서 찾기")),
        ("Ctrl+I", tr("자료 가져오기")),
        ("Ctrl+Z / Ctrl+Y", tr("되돌리기 / 다시 실행")),
        ("Enter", tr("목록에서 고른 것 열기")),
        ("Ctrl+C", tr("고른 행을 표로 복사")),
        ("Ctrl+→ / Ctrl+←", tr("사례를 다음 단계로 / 이전 단계로")),
        ("Alt+1 … Alt+4", tr("사례의 단계 보기")),
        ("Ctrl+W", tr("따로 연 창 닫기")),
        ("Ctrl+/", tr("모든 키 보기")),
    ]


def keys_grid() -> QWidget:
    """Return every key beside its words."""
    place = QWidget()
    grid = QGridLayout(place)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(look.px(Space.WIDE))
    grid.setVerticalSpacing(look.px(Space.SMALL))
    for row, (keys, what) in enumerate(all_keys()):
        grid.addLayout(_caps(keys), row, 0)
        words = QLabel(what)
        words.setAccessibleName(f"{keys}: {what}")
        grid.addWidget(words, row, 1)
    grid.setColumnStretch(1, 1)
    return place


def _caps(keys: str) -> QGridLayout:
    """Return the keys as caps: those that are pressed apart stand apart."""
    line = QGridLayout()
    line.setSpacing(look.px(Space.TINY))
    for at, part in enumerate(keys.split(" ")):
        label = QLabel(part)
        label.setProperty("role", "caption" if part in ("/", "…") else "key")
        line.addWidget(label, 0, at)
    line.setColumnStretch(len(keys.split(" ")), 1)
    return line


def show_keys(parent: QWidget) -> None:
    """Show every key in a window of its own, until the person has seen enough."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(tr("모든 키"))
    dialog.setProperty("ground", "card")
    title = QLabel(tr("모든 키"))
    title.setProperty("role", "card-title")
    close = QPushButton(tr("닫기"))
    close.setDefault(True)
    close.clicked.connect(dialog.accept)
    rows = QVBoxLayout(dialog)
    rows.setContentsMargins(*(look.px(Space.WIDE),) * 4)
    rows.setSpacing(look.px(Space.LARGE))
    rows.addWidget(title)
    rows.addWidget(keys_grid())
    rows.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
    dialog.open()
