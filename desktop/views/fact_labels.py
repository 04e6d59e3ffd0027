"""The Korean and English of every fact that rules may ask for, and of its values."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from desktop.services.programmes.facts import FACTS, MISSING
from desktop.views.labels import label
from desktop.views.shared.case_words import plain
from desktop.views.shared.day_words import day_text
from desktop.views.shared.language import Language, chosen, tr

_FACTS = {
    "ksic_division": ("업종(중분류)", "Industry (division)"),
    "size_class": ("기업규모", "Company size"),
    "size_valid_to": ("기업규모 확인서 유효기간", "Size certificate valid to"),
    "operating_state": ("휴·폐업 상태", "Operating state"),
    "operating_state_on": ("휴·폐업 조회일", "Operating state looked up on"),
    "founded": ("설립일", "Founded"),
    "employees": ("종업원 수", "Employees"),
    "sido": ("시·도", "Province"),
    "sigungu": ("시·군·구", "City or county"),
    "excluded_industry": ("지원제외 업종", "Excluded industry"),
    "received_on": ("접수일", "Received on"),
    "total_cost": ("총사업비", "Total cost"),
    "requested_amount": ("지원요청금액", "Requested amount"),
    "current_level": ("현재 수준", "Present level"),
    "target_level": ("목표 수준", "Target level"),
    "sales": ("매출액", "Sales"),
    "exports": ("수출액", "Exports"),
    "equity": ("자본총계", "Equity"),
    "operating_margin": ("영업이익률", "Operating margin"),
    "debt_ratio": ("부채비율", "Debt ratio"),
    "workers": ("상시근로자", "Regular workers"),
    "supplier_named": ("공급기업 정해짐", "Supplier named"),
    "partner_recommended": ("대기업 추천", "Recommended by a large firm"),
    "tax_arrears": ("국세·지방세 체납", "Tax arrears"),
    "tax_certificate_valid_to": ("납세증명서 유효기간", "Tax certificate valid to"),
    "restart_fund": ("재창업자금 지원", "Restart fund"),
    "credit_default": ("금융불량거래", "Credit default"),
    "sanctioned": ("참여제한", "Barred"),
    "double_funding": ("중복 지원", "Double funding"),
    "previous_supports": ("기 지원 횟수", "Earlier supports"),
    "new_build_registered": ("신규구축 등록", "Registered new build"),
    "same_level_before": ("동일수준 재신청", "Same level again"),
    "target_exceeded": ("목표초과달성", "Target exceeded"),
    "root_industry": ("뿌리기업", "Root industry"),
    "crisis_region": ("위기관리지역", "Crisis region"),
    "disabled_owned": ("장애인기업", "Owned by disabled people"),
}


def labelled_facts() -> frozenset[str]:
    """Return the names of the facts that have a label."""
    return frozenset(_FACTS)


def fact_label(name: str) -> str:
    """Return what a fact is called, or its name where nobody has called it anything."""
    korean, english = _FACTS.get(name, (name, name))
    return english if chosen() is Language.ENGLISH else korean


def fact_value(name: str, value: Any) -> str:
    """Return the value of a fact in words."""
    if value is MISSING:
        return tr("모름")
    fact = FACTS.get(name)
    if fact is not None and fact.words is not None and value in {one.value for one in fact.words}:
        return label(fact.words(value))
    if isinstance(value, bool):
        return tr("예") if value else tr("아니오")
    if isinstance(value, int):
        return f"{value:,}"
    if hasattr(value, "isoformat"):
        return day_text(value)
    return plain(float(value)) if isinstance(value, float | Decimal) else str(value)
