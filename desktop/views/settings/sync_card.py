"""How often this computer meets its hub by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.sync import status
from desktop.views.shared.choice_edit import ChoiceEdit
from desktop.views.shared.form import FormCard
from desktop.views.shared.in_place.facts import caption
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from desktop.services.sync.status import SyncStatus
    from desktop.settings import Settings
    from desktop.views.shared.operations import Operations

_MINUTES = (5, 15, 30, 60, 240)


class SyncCard(FormCard):
    """The interval, and what the network is used for."""

    def __init__(self, operations: Operations, settings: Settings) -> None:
        super().__init__(tr("동기화"))
        self._operations = operations
        self._settings = settings
        self.every = ChoiceEdit(tr("저절로 맞추기"), _choices(settings.sync_minutes or 0))
        self.every.set_value(settings.sync_minutes or 0)
        self.every.value_chosen.connect(self._choose)
        self.add_field("every", tr("저절로 맞추기"), self.every)
        self.words = caption("", role="secondary")
        self.add(self.words)

    def refresh(self) -> None:
        """Read whether there is a hub at all."""
        self._operations.read(status.status, owner=self, then=self._show)

    def _show(self, found: SyncStatus) -> None:
        self.every.setEnabled(found.enrolled)
        self.every.set_value(self._settings.sync_minutes or 0)  # enrolling sets it
        if found.enrolled:
            said = tr(
                "네트워크는 등록한 허브({hub})에만 쓰며, 이음은 다른 어디에도 연결하지 않습니다.",
                hub=found.hub or tr("파일로만 주고받음"),
            )
        else:
            said = tr(
                "허브에 등록하기 전에는 네트워크를 쓰지 않습니다. 동기화 화면에서 등록합니다."
            )
        self.words.setText(said)

    def _choose(self, minutes: object) -> None:
        if isinstance(minutes, int):
            self._settings.sync_minutes = minutes


def _choices(chosen: int) -> list[tuple[object, str]]:
    choices: list[tuple[object, str]] = [(0, tr("직접 누를 때만"))]
    for minutes in sorted({*_MINUTES, chosen} - {0}):
        words = (
            tr("{hours}시간마다", hours=minutes // 60)
            if minutes % 60 == 0
            else tr("{minutes}분마다", minutes=minutes)
        )
        choices.append((minutes, words))
    return choices
