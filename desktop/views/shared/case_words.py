"""The sentences of the case page about what services answer with codes and facts."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from db.words import EligibilityState, FundingForm, FundingSource, MatchState, Severity
from desktop.services.aftercare.improvement import Unclear, rounded
from desktop.services.matching.funding_plan import MoneyCode, WhyNot
from desktop.services.matching.money import ReasonCode
from desktop.views.field_labels import field_label
from desktop.views.labels import label
from desktop.views.shared.day_words import day_text
from desktop.views.shared.language import Language, chosen, tr
from desktop.views.shared.money_words import spoken_won, won

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from desktop.services.aftercare.improvement import Figure
    from desktop.services.cases.stages import Blocker
    from desktop.services.matching.funding_plan import FundingPlan, Infeasible, MoneyFinding
    from desktop.services.matching.money import Reason
    from desktop.services.programmes.rule_shape import Title

_REASONS = {
    ReasonCode.MIN_SHARE: "총사업비의 {asked}만큼 냅니다(최소 비율).",
    ReasonCode.MAX_SHARE: "총사업비의 {asked}까지 냅니다(최대 비율, {limit}원).",
    ReasonCode.CAP: "한도 {limit}원까지 냅니다.",
    ReasonCode.GROUP_MIN: "{who} 몫이 총사업비의 {asked} 이상이 되도록 정했습니다.",
    ReasonCode.GROUP_MAX: "{who} 몫은 모두 합해 총사업비의 {asked}까지입니다.",
    ReasonCode.GROUP_CAP: "{who} 몫은 모두 합해 한도 {limit}원까지입니다.",
    ReasonCode.TAKES_REST: "다른 재원이 내고 남은 금액을 냅니다.",
    ReasonCode.FILLS_GAP: "다른 재원으로 모자라는 금액을 채웁니다.",
    ReasonCode.NOTHING_LEFT: "더 낼 금액이 남지 않았습니다.",
    ReasonCode.GIVEN: "직접 입력한 금액입니다.",
    ReasonCode.NOT_GIVEN: "담당자가 적어야 정해지는 금액입니다.",
    ReasonCode.ROUNDED_DOWN: "{unit}원 미만을 버려 {won}원 줄었습니다.",
    ReasonCode.TOOK_ROUNDING: "다른 재원에서 버린 {won}원을 더했습니다.",
    ReasonCode.KEPT: "저장된 금액입니다. 지금 규칙으로 계산하면 {amount}원입니다.",
}
_CAPPED = "총사업비의 {asked}는 {by_share}원이지만 한도 {limit}원까지만 냅니다."
_MONEY = {
    MoneyCode.SUM_DIFFERS: "재원의 합 {amount}원이 총사업비 {limit}원과 다릅니다.",
    MoneyCode.BELOW_MINIMUM: "{who} {amount}원은 최소 {limit}원({asked})보다 적습니다.",
    MoneyCode.ABOVE_MAXIMUM: "{who} {amount}원은 최대 {limit}원({asked})보다 많습니다.",
    MoneyCode.ABOVE_CAP: "{who} {amount}원은 한도 {limit}원보다 많습니다.",
    MoneyCode.GROUP_BELOW_MINIMUM: "{who} 합계 {amount}원은 최소 {limit}원({asked})보다 적습니다.",
    MoneyCode.GROUP_ABOVE_MAXIMUM: "{who} 합계 {amount}원은 최대 {limit}원({asked})보다 많습니다.",
    MoneyCode.GROUP_ABOVE_CAP: "{who} 합계 {amount}원은 한도 {limit}원보다 많습니다.",
    MoneyCode.ABOVE_PART_OF_SOURCE: "{who} {amount}원은 그 재원의 {asked}({limit}원)보다 많습니다.",
    MoneyCode.NOT_ROUNDED: "{who} {amount}원은 {unit}원 단위가 아닙니다.",
    MoneyCode.UNKNOWN_LINE: "{who}은(는) 이 유형에 없는 재원입니다.",
    MoneyCode.NEGATIVE: "{who} 금액이 0보다 적습니다.",
}
_WHY_NOT = {
    WhyNot.COST_LEFT: "총사업비 가운데 {amount}원은 어느 재원도 낼 수 없습니다.",
    WhyNot.MINIMA_EXCEED: "최소 부담의 합이 총사업비보다 {amount}원 많습니다.",
    WhyNot.BOUNDS_CONTRADICT: "최소 부담과 최대 부담이 서로 맞지 않습니다({amount}원).",
}
_UNCLEAR = {
    Unclear.NO_BASELINE: "구축 전 값이 없습니다.",
    Unclear.NO_TARGET: "목표가 없습니다.",
    Unclear.NOT_MEASURED: "아직 재지 않았습니다.",
    Unclear.NO_DIRECTION: "늘거나 주는 것이 좋은지 정해지지 않은 지표입니다.",
    Unclear.BASELINE_ZERO: "구축 전 값이 0이라 비율이 없습니다. 변화량을 보세요.",
    Unclear.BASELINE_NEGATIVE: "구축 전 값이 음수라 비율이 없습니다. 변화량을 보세요.",
    Unclear.TARGET_IS_BASELINE: "목표가 구축 전 값과 같습니다.",
    Unclear.TARGET_AGAINST_DIRECTION: "목표가 좋아지는 쪽의 반대에 있습니다. 목표를 확인해 주세요.",
    Unclear.WHOLE_IS_ZERO: "나눌 값이 0입니다.",
    Unclear.NO_WEIGHT: "가중치가 없습니다.",
    Unclear.NOTHING_KNOWN: "값이 있는 지표가 없습니다.",
}
_BLOCKERS = {
    "case.not_open": "진행 중인 사례가 아닙니다(지금: {state}).",
    "pack.missing": "사업 규칙 ‘{pack} {version}’이 이 컴퓨터에 없습니다.",
    "application.missing": "적을 것: {name}",
    "papers.missing": "받을 서류: {name}",
    "eligibility.failed": "요건 미충족: {clause}",
    "eligibility.unknown": "요건 확인 필요: {clause}",
    "eligibility.not_decided": "요건검토를 ‘적합’으로 판정해야 합니다(지금: {state}).",
    "supplier.missing": "공급기업이 정해지지 않았습니다.",
    "match.missing": "대기업을 골라 매칭을 제안해야 합니다.",
    "match.no_cost": "총사업비를 적어야 재원을 나눌 수 있습니다.",
    "match.not_confirmed": "매칭을 확정해야 합니다(지금: {state}).",
    "match.sum_differs": "재원의 합 {sum}원이 총사업비 {cost}원과 다릅니다.",
    "match.bounds": "재원의 비율이나 한도를 벗어났습니다.",
    "agreement.not_signed": "협약을 체결해야 합니다.",
    "inspection.final_missing": "최종 점검에서 ‘적정’ 판정을 받아야 합니다.",
    "milestone.completion_open": "구축 기간이 남았습니다. 완료일을 적어야 합니다.",
    "stage.last": "마지막 단계입니다.",
    "stage.first": "첫 단계입니다.",
}


_MILLION = 1_000_000


def titled(title: Title | None, otherwise: str = "") -> str:
    """Return a name of a pack in the chosen language."""
    if title is None:
        return otherwise
    return title.en if chosen() is Language.ENGLISH else title.ko


def percent(share: Any) -> str:
    """Return a share as people say it: 39 %, 33.3 %."""
    number = rounded(Fraction(share) * 100)
    return f"{number:f}".removesuffix(".0") + " %"


def moment(at: datetime) -> str:
    """Return when something happened, in the time of this computer."""
    return f"{day_text(at.astimezone().date())} {at.astimezone():%H:%M}"


def spoken(amount: int) -> str:
    """Return a sum for a headline, short: 1억 2,000만; in English 120M, without the unit."""
    if chosen() is Language.ENGLISH:
        return f"{amount / _MILLION:,.1f}".removesuffix(".0") + "M"
    return spoken_won(amount).removesuffix(tr("원")).rstrip()


def line_name(source: FundingSource, form: FundingForm = FundingForm.CASH) -> str:
    """Return what a funding line is called: the form is said where it is not cash."""
    name = label(source)
    return name if form is FundingForm.CASH else f"{name}({label(form)})"


def blocker_words(blocker: Blocker, papers: Mapping[str, str]) -> str:
    """Return the sentence of something in the way; papers: their names by code."""
    facts = dict(blocker.facts)
    field = str(facts.get("field", ""))
    named = papers.get(field, field) if blocker.jump.section == "papers" else _field(facts)
    facts["name"] = titled(facts.get("title")) or named
    state = facts.get("state")
    if isinstance(state, EligibilityState | MatchState) or hasattr(state, "value"):
        facts["state"] = label(state)
    for name in ("sum", "cost"):
        if isinstance(facts.get(name), int):
            facts[name] = won(facts[name])
    if not facts.get("clause"):
        facts["clause"] = str(facts.get("rule", ""))
    said = _BLOCKERS.get(blocker.code)
    return tr(said, **facts) if said is not None else blocker.code


def missing_words(section: str, field: str, papers: Mapping[str, str]) -> str:
    """Return the name of something that an application still needs."""
    return (
        papers.get(field, field)
        if section == "papers"
        else _field({"section": section, "field": field})
    )


def _field(facts: Mapping[str, Any]) -> str:
    field = str(facts.get("field", ""))
    if facts.get("section") == "contact":
        return tr("기업 연락처")
    return field_label(field)


def reason_words(reason: Reason) -> str:
    """Return one step of the way to an amount."""
    facts = dict(reason.facts)
    if reason.code is ReasonCode.RULE:
        mark = "" if facts.get("verified") else tr("공고 원문으로 검증 안 됨")
        parts = (str(facts.get("clause") or ""), *origin_words(facts), mark)
        return "\n".join(part for part in parts if part)
    if reason.code is ReasonCode.CAP and "by_share" in facts:
        return tr(_CAPPED, **_money_facts(facts))
    return tr(_REASONS[reason.code], **_money_facts(facts))


def origin_words(facts: Mapping[str, Any]) -> list[str]:
    """Return what is known of where a rule comes from: the note, and where it was read."""
    note, citation = str(facts.get("note") or ""), facts.get("citation")
    source = tr("출처: {source}", source=citation) if citation else ""
    return [part for part in (note, source) if part]


def money_words(finding: MoneyFinding) -> str:
    """Return what is wrong with amounts, or what should be known about them."""
    facts = dict(finding.facts)
    if finding.code is MoneyCode.CAP_MOVES_COST:
        return _moved(facts)
    return tr(_MONEY[finding.code], **_money_facts(facts))


def _moved(facts: Mapping[str, Any]) -> str:
    capped = ", ".join(label(source) for source in facts["capped"])
    said = tr(
        "{capped} 한도({cap}) 때문에 {source} 몫이 {usual}에서 {share}로 {difference} 늘었습니다.",
        capped=capped,
        cap=spoken(facts["cap"]),
        source=label(facts["source"]),
        usual=percent(facts["usual_share"]),
        share=percent(facts["share"]),
        difference=spoken(facts["difference"]),
    )
    if facts.get("shrink_to"):
        less = tr("총사업비를 {cost}까지 줄이면 늘지 않습니다.", cost=spoken(facts["shrink_to"]))
        said = f"{said} {less}"
    return said


def infeasible_words(why: Infeasible) -> str:
    """Return why nobody can pay the cost under the rules, and what could be paid."""
    said = tr(_WHY_NOT[why.why], amount=won(why.amount))
    for one in why.top_ups:
        who, more, whole = line_name(*one.key), spoken(one.more), spoken(one.amount)
        said += " " + tr(
            "{who} 몫을 {more} 늘려 {whole}을 내면 됩니다.", who=who, more=more, whole=whole
        )
    if why.shrink_to:
        said += " " + tr("총사업비를 {cost}까지 줄이면 됩니다.", cost=spoken(why.shrink_to))
    return said


def plan_words(plan: FundingPlan) -> list[tuple[Severity, str]]:
    """Return what should be known about a plan, the worst first."""
    said = [(finding.severity, money_words(finding)) for finding in plan.findings]
    if plan.infeasible is not None:
        said.insert(0, (Severity.BLOCKS, infeasible_words(plan.infeasible)))
    return said


def _money_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name, value in facts.items():
        if isinstance(value, Fraction):
            said[name] = percent(value)
        elif isinstance(value, int) and not isinstance(value, bool):
            said[name] = won(value)
        else:
            said[name] = value
    if "source" in facts:
        said["who"] = line_name(facts["source"], facts.get("form", FundingForm.CASH))
    elif "sources" in facts:
        said["who"] = "·".join(label(source) for source in facts["sources"])
    return said


def figure(number: Figure, unit: str = "%") -> str:
    """Return a figure, or that there is none; `unclear_words` says why."""
    return "—" if number.value is None else f"{number.value:,f} {unit}"


def unclear_words(number: Figure) -> str:
    """Return why a figure does not exist, nothing where it does."""
    return "" if number.unclear is None else tr(_UNCLEAR[number.unclear])


def plain(number: float | None) -> str:
    """Return a measured number without the zeros behind its point."""
    if number is None:
        return ""
    return f"{number:,.4f}".rstrip("0").rstrip(".")
