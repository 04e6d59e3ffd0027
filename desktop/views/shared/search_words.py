"""Says in words what a search did not understand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.search.query import FindingCode
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from desktop.services.search.query import Finding


def say(finding: Finding) -> str:
    """Return one sentence about a part of a search that has no effect."""
    text = finding.text
    match finding.code:
        case FindingCode.UNKNOWN_KEY:
            said = tr("‘{text}’은(는) 검색 항목이 아닙니다.", text=text)
        case FindingCode.MISSING_VALUE:
            said = tr("‘{text}’ 뒤에 찾을 값을 적어 주세요.", text=text)
        case FindingCode.BAD_DAY:
            said = tr("‘{text}’을(를) 날짜로 읽을 수 없습니다. 예: 기한:<14일", text=text)
        case FindingCode.BAD_NUMBER:
            said = tr("‘{text}’을(를) 금액으로 읽을 수 없습니다. 예: 금액:>1억", text=text)
        case FindingCode.UNCLOSED_QUOTE:
            said = tr("따옴표가 닫히지 않았습니다.")
        case FindingCode.NOBODY:
            said = tr("‘{text}’이(가) 없습니다.", text=text)
        case _:
            said = tr("‘{text}’을(를) 알 수 없습니다.", text=text)
    if finding.suggestion:
        return said + " " + tr("혹시 ‘{suggestion}’인가요?", suggestion=finding.suggestion)
    return said
