"""Makes the tab of a stage when it is first looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.words import Stage

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from desktop.settings import Settings
    from desktop.views.shared.in_place.part import Part
    from desktop.views.shared.operations import Operations


def make_tab(
    stage: Stage, operations: Operations, settings: Settings, today: Callable[[], date]
) -> Part:
    """Return the tab of `stage`; its module is loaded when somebody looks at it."""
    return _kind_of(stage)(operations, settings, today=today)


def _kind_of(stage: Stage) -> type[Part]:
    match stage:
        case Stage.APPLICATION:
            from desktop.views.cases.case.application_tab import ApplicationTabPart

            return ApplicationTabPart
        case Stage.MATCHING:
            from desktop.views.cases.case.matching_tab import MatchingTabPart

            return MatchingTabPart
        case Stage.BUILDOUT:
            from desktop.views.cases.case.buildout_tab import BuildoutTabPart

            return BuildoutTabPart
        case Stage.AFTERCARE:
            from desktop.views.cases.case.aftercare_tab import AftercareTabPart

            return AftercareTabPart
