"""Says beside a field why its value was not saved, and what would be."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from db.errors import RefusedValueError
from desktop.services.errors import MatchRefusedError
from desktop.views.field_labels import field_label
from desktop.views.shared.case_words import infeasible_words, money_words
from desktop.views.shared.day_words import day_text
from desktop.views.shared.explain import explain
from desktop.views.shared.language import tr

if TYPE_CHECKING:
    from db.errors import DeskError

_LIMITS = {
    "greater_than_equal": "{bound} 이상이어야 합니다.",
    "greater_than": "{bound}보다 커야 합니다.",
    "less_than_equal": "{bound} 이하여야 합니다.",
    "less_than": "{bound}보다 작아야 합니다.",
    "string_too_long": "{bound}자까지 적을 수 있습니다. 줄여 주세요.",
    "string_too_short": "비워 둘 수 없습니다. 값을 적어 주세요.",
    "missing": "비워 둘 수 없습니다. 값을 적어 주세요.",
    "twice": "이미 있습니다. 다른 값을 골라 주세요.",
    "before": "{bound} 이후여야 합니다.",
    "derived": "다른 값에서 정해지는 날짜입니다. 그 값을 고쳐 주세요.",
    "after": "{bound} 이전이어야 합니다.",
    "too_many_rows": "{bound}행까지 적을 수 있습니다. 줄여 주세요.",
    "count": "숫자를 정수로 적어 주세요.",
    "percent": "숫자로 적어 주세요. 예: 12.5",
    "email": "이메일 주소가 아닙니다. 예: name@company.co.kr",
    "phone": "전화번호가 아닙니다. 예: 055-123-4567",
    "business_number": "사업자등록번호 열 자리가 맞지 않습니다. 확인해 주세요.",
    "choice": "고를 수 없는 값입니다. 목록에서 골라 주세요.",
    "choices": "고를 수 없는 값입니다. 목록에서 골라 주세요.",
    "number": "너무 큰 수입니다. 고쳐 주세요.",
}


def refusal(error: DeskError, *, naming: bool = False) -> str:
    """Return the sentence; naming: also which field, where it does not stand beside it."""
    if isinstance(error, MatchRefusedError) and error.facts.get("code") == "bounds":
        return _broken_bounds(error) or explain(error)
    if not isinstance(error, RefusedValueError):
        return explain(error)
    said = _LIMITS.get(str(error.facts.get("limit")))
    if said is None:
        return explain(error)
    sentence = tr(said, bound=_words(error.facts.get("bound"))) if "{" in said else tr(said)
    if naming:
        return f"{field_label(str(error.facts.get('field')))}: {sentence}"
    return sentence


def _broken_bounds(error: MatchRefusedError) -> str:
    """Return which shares and limits an amount breaks."""
    findings: Any = error.facts.get("findings") or ()
    infeasible: Any = error.facts.get("infeasible")
    said = [money_words(finding) for finding in findings]
    if infeasible is not None:
        said.append(infeasible_words(infeasible))
    return " ".join(said)


def _words(bound: Any) -> str:
    if isinstance(bound, date):
        return day_text(bound)
    return f"{bound:,}" if isinstance(bound, int) else str(bound)
