"""Says with a small sign whether a row is only here, sent or confirmed; words are in the tip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.views.shared.icons import IconLabel
from desktop.views.shared.sync_words import ROW_ICONS, ROW_TONES, row_tip
from desktop.views.shared.tokens import Tone

if TYPE_CHECKING:
    from desktop.services.sync.whereabouts import Whereabouts

_SIZE = 16


class StateDot(IconLabel):
    """Out of sight on a computer that belongs to no hub, where it would say nothing."""

    def __init__(self) -> None:
        super().__init__("circle", size=_SIZE)
        self.hide()

    def show_row(self, found: Whereabouts | None) -> None:
        """Show where a row stands."""
        state = None if found is None else found.state
        self.setVisible(state is not None)
        if state is not None:
            tone = ROW_TONES[state]
            self.show_icon(ROW_ICONS[state], f"{tone}_text" if tone is not Tone.NEUTRAL else None)
            self.setToolTip(row_tip(found))
            self.setAccessibleName(row_tip(found))
