"""Settings: how the program looks on this computer, who works here, backup, all keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
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
from desktop.views.settings.people import PeopleCard
from desktop.views.settings.safety import SafetyCard
from desktop.views.settings.sync_card import SyncCard
from desktop.views.shared import icons, look
from desktop.views.shared.all_keys import keys_grid
from desktop.views.shared.card import Card
from desktop.views.shared.form import FormCard
from desktop.views.shared.language import Language, tr
from desktop.views.shared.page import Page
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations

_SCALES = (80, 90, 100, 110, 125, 150, 175, 200)
_WIDEST = 860


class SettingsPage(Page):
    """The settings; a choice holds at once and is kept when the program closes."""

    LISTENS: ClassVar[frozenset[Changed]] = frozenset({Changed.STAFF, Changed.SYNC})

    def __init__(
        self, operations: Operations, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(operations, settings, parent)
        self.people = PeopleCard(operations, settings)
        self.sync = SyncCard(operations, settings)
        self.safety = SafetyCard(operations, settings)
        rules = self._rules()
        keys = Card(tr("모든 키"))
        keys.add(keys_grid())
        about = QLabel(tr("이음 {version} · Apache-2.0", version=__version__))
        about.setProperty("role", "caption")
        inside = QWidget()
        inside.setProperty("ground", "none")
        inside.setMaximumWidth(look.px(_WIDEST))
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, look.px(Space.SMALL), 0)
        column.setSpacing(look.px(Space.LARGE))
        for widget in (
            self._looks(), self.people, rules, self.sync, self.safety, keys, about,
        ):  # fmt: skip
            column.addWidget(widget)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidget(inside)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QVBoxLayout(self)
        page.setContentsMargins(*(look.px(Space.WIDE),) * 4)
        page.setSpacing(look.px(Space.MEDIUM))
        page.addWidget(PageHeader(tr("설정")))
        page.addWidget(self.area, 1)
        self.setFocusProxy(self.language)

    @override
    def refresh(self) -> None:
        """Read who may work here."""
        self.operations.read(staff.list_staff, owner=self, then=self.people.show_people)
        self.sync.refresh()

    @override
    def place(self) -> Any:
        chosen = (self.language, self.theme, self.scale, self.compact)
        focused = next((at for at, widget in enumerate(chosen) if widget.hasFocus()), None)
        return self.area.verticalScrollBar().value(), focused

    @override
    def return_to(self, place: Any) -> None:
        scrolled, focused = place
        self.area.verticalScrollBar().setValue(scrolled)
        if focused is not None:
            self.setFocusProxy((self.language, self.theme, self.scale, self.compact)[focused])

    def _rules(self) -> Card:
        """Return the way to the rules of announcements."""
        card = Card(tr("공고 규칙"))
        words = QLabel(
            tr("공고마다 다른 요건, 재원, 서류, 평가, 기한을 보고, 사본을 고치고, 시험합니다.")
        )
        words.setProperty("role", "secondary")
        words.setWordWrap(True)
        self.rules = QPushButton(tr("공고 규칙 보기"))
        icons.wear(self.rules, "list-checks")
        self.rules.clicked.connect(lambda: self.page_wanted.emit("rules"))
        row = QHBoxLayout()
        row.addWidget(self.rules)
        row.addStretch(1)
        card.add(words)
        card.body.addLayout(row)
        return card

    def _looks(self) -> Card:
        card = FormCard(tr("화면"))
        kept = self.settings
        self.language = _choice(
            [(Language.KOREAN.value, tr("한국어")), (Language.ENGLISH.value, "English")],
            kept.language.value,
            tr("언어"),
        )
        self.theme = _choice(
            [
                ("system", tr("컴퓨터 설정에 따름")),
                ("light", tr("밝게")),
                ("dark", tr("어둡게")),
                ("high_contrast", tr("고대비")),
            ],
            kept.theme,
            tr("밝기"),
        )
        scales = sorted({*_SCALES, kept.scale})
        self.scale = _choice(
            [(str(scale), f"{scale} %") for scale in scales], str(kept.scale), tr("글자와 칸 크기")
        )
        self.compact = QCheckBox(tr("목록의 줄 간격을 좁게"))
        self.compact.setChecked(kept.compact)
        card.add_field("language", tr("언어"), self.language)
        card.add_field("theme", tr("밝기"), self.theme)
        card.add_field("scale", tr("글자와 칸 크기"), self.scale)
        card.add(self.compact)
        self.language.activated.connect(
            lambda _at: self._look("language", self.language.currentData())
        )
        self.theme.activated.connect(lambda _at: self._look("theme", self.theme.currentData()))
        self.scale.activated.connect(lambda _at: self._look("scale", int(self.scale.currentData())))
        self.compact.toggled.connect(lambda on: self._look("compact", on))
        return card

    def _look(self, name: str, value: object) -> None:
        """Take a choice; choosing what already holds changes nothing."""
        if getattr(self.settings, name) != value:
            setattr(self.settings, name, value)
            self.page_wanted.emit("rebuild")


def _choice(options: list[tuple[str, str]], chosen: str, name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for code, words in options:
        box.addItem(words, code)
    box.setCurrentIndex(box.findData(chosen))
    return box
