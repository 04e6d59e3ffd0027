"""How packs are spoken of: their names, where they come from, what their tests say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.words import EligibilityState, FindingResult, FundingSource
from desktop.services.programmes.packs import Origin
from desktop.services.programmes.paper_rules import usual_papers
from desktop.views.labels import label
from desktop.views.shared.language import Language, chosen, tr
from desktop.views.shared.money_words import won

if TYPE_CHECKING:
    from desktop.services.programmes.pack_testing import Difference
    from desktop.services.programmes.packs import PackRow

_ORIGINS = {
    Origin.SHIPPED: "프로그램에 있음",
    Origin.SIGNED: "서명된 묶음",
    Origin.WRITTEN: "여기에서 고침",
}


def pack_title(row: PackRow) -> str:
    """Return the name of a pack in the chosen language."""
    return row.title_en if chosen() is Language.ENGLISH else row.title_ko


def paper_word(code: str) -> str:
    """Return the name of a usual paper, or its code where only a pack knows it."""
    title = usual_papers().get(code, {}).get("title", {})
    return str(title.get("en" if chosen() is Language.ENGLISH else "ko", code))


def origin_words(origin: Origin) -> str:
    """Return how a pack came here."""
    return tr(_ORIGINS[origin])


def difference_words(difference: Difference) -> str:
    """Return what a test expected, and what came out instead."""
    expected, found = (_said(difference, one) for one in (difference.expected, difference.found))
    if difference.what == "amounts":
        name = label(FundingSource(difference.name))
    elif difference.what == "findings":
        name = difference.name
    else:
        name = {
            "state": tr("종합 판정"),
            "payable": tr("나눌 수 있음"),
            "bonus": tr("우대 점수"),
        }[difference.what]
    return tr("{name}: 기대 {expected}, 결과 {found}", name=name, expected=expected, found=found)


def _said(difference: Difference, value: str) -> str:
    if difference.what == "findings":
        return label(FindingResult(value)) if value else tr("해당 없음")
    if difference.what == "state":
        return label(EligibilityState(value))
    if difference.what == "amounts":
        return won(int(value))
    if difference.what == "payable":
        return tr("예") if value == "true" else tr("아니오")
    return value
