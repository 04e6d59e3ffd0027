"""Settings: how the program looks on this computer, who works here, all keys, backup."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from db.words import Changed
from desktop import __version__
from desktop.services import staff
from desktop.services.security import backup
from desktop.views.shared import look
from desktop.views.shared.card import Card
from desktop.views.shared.form import FormCard
from desktop.views.shared.language import Language, tr
from desktop.views.shared.page import Page
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from db.tables import Staff
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations

_SCALES = (80, 90, 100, 110, 125, 150, 175, 200)
_WIDEST = 860


class SettingsPage(Page):
    """The settings; a choice holds at once and is kept when the program closes."""

    LISTENS: ClassVar[frozenset[Changed]] = frozenset({Changed.STAFF})

    def __init__(
        self, operations: Operations, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(operations, settings, parent)
        inside = QWidget()
        inside.setMaximumWidth(look.px(_WIDEST))
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(Space.LARGE))
        for card in (self._looks(), self._people(), self._keeping(), self._keys()):
            column.addWidget(card)
        about = QLabel(tr("이음 {version} · Apache-2.0", version=__version__))
        about.setProperty("role", "secondary")
        column.addWidget(about)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QVBoxLayout(self)
        page.setContentsMargins(*(look.px(Space.WIDE),) * 4)
        page.setSpacing(look.px(Space.LARGE))
        page.addWidget(PageHeader(tr("설정")))
        page.addWidget(scroll, 1)

    @override
    def refresh(self) -> None:
        """Read who may work here."""
        self.operations.read(staff.list_staff, owner=self, then=self._show_staff)

    def _looks(self) -> Card:
        card = FormCard(tr("화면"))
        self.language = _choice(
            [(Language.KOREAN.value, "한국어"), (Language.ENGLISH.value, "English")],
            self.settings.language.value,
            tr("언어"),
        )
        self.theme = _choice(
            [
                ("system", tr("컴퓨터 설정에 따름")),
                ("light", tr("밝게")),
                ("dark", tr("어둡게")),
                ("high_contrast", tr("고대비")),
            ],
            self.settings.theme,
            tr("색"),
        )
        self.scale = _choice(
            [(str(scale), f"{scale} %") for scale in _SCALES],
            str(self.settings.scale),
            tr("크기"),
        )
        self.compact = QCheckBox(tr("목록의 줄 간격을 좁게"))
        self.compact.setChecked(self.settings.compact)
        card.add_field("language", tr("언어"), self.language)
        card.add_field("theme", tr("색"), self.theme)
        card.add_field("scale", tr("크기"), self.scale)
        card.add(self.compact)
        self.language.activated.connect(lambda: self._look(language=self.language.currentData()))
        self.theme.activated.connect(lambda: self._look(theme=self.theme.currentData()))
        self.scale.activated.connect(lambda: self._look(scale=int(self.scale.currentData())))
        self.compact.toggled.connect(lambda on: self._look(compact=on))
        return card

    def _people(self) -> Card:
        card = FormCard(tr("지금 일하는 사람"))
        self.person = QComboBox()
        self.person.setAccessibleName(tr("담당자"))
        self.person.activated.connect(self._choose_person)
        card.add_field(
            "person",
            tr("담당자"),
            self.person,
            help_text=tr("이 컴퓨터에서 저장하는 모든 변경에 이 이름이 남습니다."),
        )
        return card

    def _keeping(self) -> Card:
        card = Card(tr("자료와 백업"))
        where = QLabel(tr("자료 폴더: {folder}", folder=self.operations.workspace.folder))
        where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        where.setWordWrap(True)
        self.back_up = QPushButton(tr("백업 파일 만들기"))
        self.back_up.clicked.connect(self._back_up)
        card.add(where)
        card.add(self.back_up)
        return card

    def _keys(self) -> Card:
        card = Card(tr("모든 키"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.px(Space.WIDE))
        for row, (keys, what) in enumerate(all_keys()):
            key = QLabel(keys)
            key.setProperty("role", "key")
            grid.addWidget(key, row, 0)
            grid.addWidget(QLabel(what), row, 1)
        grid.setColumnStretch(1, 1)
        card.body.addLayout(grid)
        return card

    def _show_staff(self, people: list[Staff]) -> None:
        self.person.clear()
        for one in people:
            self.person.addItem(one.name, one.id)
        self.person.setCurrentIndex(self.person.findData(self.operations.workspace.person))

    def _choose_person(self) -> None:
        self.operations.workspace.person = self.person.currentData()
        self.settings.person = str(self.person.currentData())
        # Everybody who shows "me" has to read again, though nothing was written.
        self.operations.changed.emit(frozenset({Changed.STAFF}))

    def _look(self, **chosen: object) -> None:
        for name, value in chosen.items():
            setattr(self.settings, name, value)
        self.page_wanted.emit("rebuild")

    def _back_up(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, tr("백업 파일 만들기"), "ieum.ieum-backup", "*.ieum-backup"
        )
        if not chosen:
            return
        self.back_up.setEnabled(False)
        self.operations.run(
            lambda: backup.backup(self.operations.workspace, Path(chosen)),
            owner=self,
            then=self._backed_up,
            otherwise=self._not_backed_up,
        )

    def _backed_up(self, file: Path) -> None:
        self.back_up.setEnabled(True)
        self.said.emit(tr("백업했습니다: {file}", file=file.name))

    def _not_backed_up(self, error: Exception) -> None:
        self.back_up.setEnabled(True)
        self.operations.failed.emit(error)


def all_keys() -> list[tuple[str, str]]:
    """Return every key of the window and what it does."""
    return [
        ("Ctrl+K", tr("기업·사례 검색, 화면 이동")),
        ("Ctrl+1 … Ctrl+8", tr("왼쪽 메뉴의 화면으로")),
        ("Ctrl+F", tr("목록 안에서 검색")),
        ("Ctrl+I", tr("자료 가져오기")),
        ("Ctrl+Z / Ctrl+Y", tr("되돌리기 / 다시 실행")),
        ("Enter", tr("목록에서 고른 것 열기")),
        ("Ctrl+C", tr("고른 행을 표로 복사")),
        ("Ctrl+→ / Ctrl+←", tr("사례를 다음 단계로 / 이전 단계로")),
        ("Ctrl+/", tr("모든 키 보기")),
    ]


def _choice(options: list[tuple[str, str]], chosen: str, name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for code, words in options:
        box.addItem(words, code)
    box.setCurrentIndex(box.findData(chosen))
    return box
