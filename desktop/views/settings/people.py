"""Who works here now, and the people of the center whom cases can be handed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton

from db.errors import DeskError
from db.words import Action, Changed
from desktop.services import staff
from desktop.views.shared import icons, look
from desktop.views.shared.dialogs import ask_text, confirm
from desktop.views.shared.explain import explain
from desktop.views.shared.form import FormCard
from desktop.views.shared.language import tr
from desktop.views.shared.tokens import Space

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any
    from uuid import UUID

    from desktop.services.staff import StaffRow
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations


class PeopleCard(FormCard):
    """Chooses who works here; adds, renames and retires people."""

    def __init__(self, operations: Operations, settings: Settings) -> None:
        super().__init__(tr("지금 일하는 사람"))
        self._operations = operations
        self._settings = settings
        self._people: Sequence[StaffRow] = ()
        self.person = QComboBox()
        self.person.setAccessibleName(tr("지금 일하는 사람"))
        self.person.setPlaceholderText(tr("담당자 선택"))
        self.person.activated.connect(self._choose)
        self.add_field(
            "person",
            tr("이름"),
            self.person,
            help_text=tr("이 컴퓨터에서 저장하는 모든 변경에 이 이름이 남습니다."),
        )
        self.new = self._button(tr("담당자 추가"), "plus", self._add)
        self.rename = self._button(tr("이름 바꾸기"), "pencil", self._rename)
        self.retire = self._button(tr("근무 종료"), "x", self._retire)
        buttons = QHBoxLayout()
        buttons.setSpacing(look.px(Space.SMALL))
        for button in (self.new, self.rename, self.retire):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.body.addLayout(buttons)

    def show_people(self, people: Sequence[StaffRow]) -> None:
        """Offer these people; the one who works here is chosen."""
        self._people = people
        here = self._operations.workspace.person
        self.person.clear()
        for one in people:
            self.person.addItem(one.name)
        self.person.setCurrentIndex(next((i for i, p in enumerate(people) if p.id == here), -1))
        for button in (self.rename, self.retire):
            button.setEnabled(self._current() is not None)

    def add_person(self, name: str) -> None:
        """Add a person; the first one of all works here from then on."""
        self._operations.write(
            lambda session: staff.add(session, {"name": name}),
            action=Action.STAFF_EDIT,
            owner=self,
            then=lambda written: self._added(written.value),
            otherwise=self._refuse,
        )

    def _added(self, key: UUID) -> None:
        if self._operations.workspace.person is None:
            self._work_as(key)

    def _current(self) -> StaffRow | None:
        at = self.person.currentIndex()
        return self._people[at] if 0 <= at < len(self._people) else None

    def _button(self, words: str, icon: str, then: Callable[[], None]) -> QPushButton:
        button = QPushButton(words)
        icons.wear(button, icon)
        button.clicked.connect(lambda: then())
        return button

    def _choose(self) -> None:
        one = self._current()
        if one is not None:
            self._work_as(one.id)

    def _work_as(self, person: UUID) -> None:
        self._operations.workspace.person = person
        self._settings.person = str(person)
        # Everybody who shows "me" has to read again, though nothing was written.
        self._operations.changed.emit(frozenset({Changed.STAFF}))

    def _add(self) -> None:
        name = ask_text(self, tr("담당자 추가"), tr("추가할 담당자의 이름을 적어 주세요."))
        if name:
            self.add_person(name)

    def _rename(self) -> None:
        one = self._current()
        name = one and ask_text(
            self, tr("이름 바꾸기"), tr("새 이름을 적어 주세요."), text=one.name
        )
        if one is not None and name:
            self._edit(one, {"name": name})

    def _retire(self) -> None:
        one = self._current()
        if one is None:
            return
        sentence = tr(
            "{name} 담당자를 목록에서 뺍니다. 지난 기록은 그대로 남습니다. 맡은 사례 {count}건은"
            " 다른 담당자에게 넘겨 주세요.",
            name=one.name,
            count=f"{one.open_cases:,}",
        )
        if confirm(self, tr("근무 종료"), sentence, verb=tr("근무 종료")):
            self._edit(one, {"active": False})

    def _edit(self, one: StaffRow, changes: Mapping[str, Any]) -> None:
        self._operations.write(
            lambda session: staff.edit(session, one.id, changes),
            action=Action.STAFF_EDIT,
            owner=self,
            otherwise=self._refuse,
        )

    def _refuse(self, error: Exception) -> None:
        if isinstance(error, DeskError):
            self.set_error("person", explain(error))
        else:
            self._operations.broke.emit(error)
