"""How a rule of a pack is read aloud: what it asks, limits or wants, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from db.words import FundingForm, FundingSource
from desktop.services.programmes.eligibility_rules import Asks, Condition
from desktop.services.programmes.pack_lines import LineKind
from desktop.views.fact_labels import fact_label, fact_value
from desktop.views.labels import label
from desktop.views.shared.case_words import line_name, percent, titled
from desktop.views.shared.language import tr
from desktop.views.shared.money_words import won

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.programmes.day_rules import DayRule
    from desktop.services.programmes.pack import Pack
    from desktop.services.programmes.pack_lines import PackLine

KINDS = {
    LineKind.ELIGIBILITY: "요건",
    LineKind.BONUS: "우대 요건",
    LineKind.FUNDING: "재원",
    LineKind.GROUP: "재원 한도",
    LineKind.PAPER: "서류",
    LineKind.SCORE: "평가",
    LineKind.POINTS: "우대 배점",
    LineKind.COST: "비목",
    LineKind.DAY: "기한",
}
_DAYS = {
    "care_end": "집중AS기간",
    "change_request": "협약변경 신청",
    "change_request_end": "협약변경 마지막 날",
    "extension": "구축기간 연장",
    "level_certificate": "수준확인서 유효기간",
    "aftercare": "사후관리",
    "settlement_subsidy": "보조금 정산",
}
_SIGNS = {
    Asks.EQUALS: "=",
    Asks.AT_MOST: "≤",
    Asks.AT_LEAST: "≥",
    Asks.DATE_NOT_BEFORE: "≥",
}
FIELDS = {
    "expression": "수식",
    "value": "값",
    "severity": "세기",
    "points": "점수",
    "min_share": "최소 비율",
    "max_share": "최대 비율",
    "cap": "상한(원)",
    "max_of_source": "그 재원 안의 비율",
    "rounding_unit": "내림 단위(원)",
    "required": "꼭 내야 함",
    "valid_days": "유효기간(일)",
    "valid_months": "유효기간(개월)",
    "max_megabytes": "한 파일의 크기(MB)",
    "days": "일",
    "months": "개월",
    "times": "횟수",
    "clause": "조항",
    "citation": "출처",
    "verified": "공고 원문 확인함",
    "note": "메모",
}


def kind_words(line: PackLine) -> str:
    """Return what a rule is about."""
    return tr(KINDS[line.kind])


def rule_name(line: PackLine) -> str:
    """Return what a rule is called: its clause, its title, or its id."""
    rule: Any = line.rule
    if line.kind is LineKind.FUNDING:
        return line_name(FundingSource(rule.source), FundingForm(rule.form))
    if line.kind is LineKind.DAY:
        return tr(_DAYS[line.name]) if line.name in _DAYS else line.name
    if line.title is not None:
        return titled(line.title)
    if line.kind is LineKind.GROUP:
        return " · ".join(label(source) for source in rule.sources)
    return rule.clause or line.name


def track_words(line: PackLine, pack: Pack) -> str:
    """Return for which tracks a rule holds."""
    names = (pack.track(code) for code in line.tracks)
    return ", ".join(titled(one.title) for one in names if one is not None) or tr("모든 유형")


def says(line: PackLine) -> str:
    """Return what a rule says, in one line."""
    rule: Any = line.rule
    if isinstance(rule, Condition):
        said = condition_words(rule)
        excepted = getattr(rule, "exception", None)
        if excepted is not None:
            said += " · " + tr("예외 {condition}", condition=condition_words(excepted))
        return said
    return " · ".join(_DUTIES[line.kind](rule))


def condition_words(rule: Condition) -> str:
    """Return what is asked: an expression as it is written, a single question in words."""
    if rule.expression:
        return rule.expression
    name = fact_label(rule.fact)
    if rule.test in (Asks.IS_TRUE, Asks.IS_FALSE):
        return f"{name} = {tr('예') if rule.test is Asks.IS_TRUE else tr('아니오')}"
    if rule.other:
        return f"{name} {_SIGNS[rule.test or Asks.EQUALS]} {fact_label(rule.other)}"
    values = rule.value if isinstance(rule.value, list) else [rule.value]
    told = [fact_value(rule.fact, one) for one in values]
    if rule.test is Asks.BETWEEN:
        return f"{told[0]} ≤ {name} ≤ {told[1]}"
    if rule.test is Asks.NOT_IN:
        return f"{name} ≠ {', '.join(told)}"
    if rule.test is Asks.IN:
        return f"{name} = {', '.join(told)}"
    return f"{name} {_SIGNS[rule.test or Asks.EQUALS]} {told[0]}"


def _bounds(rule: Any) -> Iterator[str]:
    if getattr(rule, "min_share", None):
        yield tr("{share} 이상", share=percent(rule.min_share))
    if getattr(rule, "max_share", None) is not None:
        yield tr("{share} 이내", share=percent(rule.max_share))
    if getattr(rule, "cap", None) is not None:
        yield tr("최대 {amount}원", amount=won(rule.cap))
    if getattr(rule, "max_of_source", None) is not None:
        yield tr("그 재원의 {share} 이내", share=percent(rule.max_of_source))


def _of_line(rule: Any) -> Iterator[str]:
    takes = {"most": "낼 수 있는 만큼", "rest": "나머지", "least": "최소만", "given": "직접 입력"}
    yield tr(takes[rule.takes])
    yield from _bounds(rule)
    if rule.rounding_unit > 1:
        yield tr("{unit}원 미만 버림", unit=won(rule.rounding_unit))


def _of_paper(rule: Any) -> Iterator[str]:
    yield tr("필수") if rule.required else tr("선택")
    if rule.needed_if:
        yield rule.needed_if
    if rule.valid_days is not None:
        yield tr("발급일부터 {days}일", days=rule.valid_days)
    if rule.valid_months is not None:
        yield tr("발급일부터 {months}개월", months=rule.valid_months)
    yield tr("{size} MB까지", size=rule.max_megabytes)


def _of_score(rule: Any) -> Iterator[str]:
    yield tr("배점 {points}", points=f"{rule.weight:f}")
    yield tr("등급 0–{scale}", scale=rule.scale)


def _of_points(rule: Any) -> Iterator[str]:
    yield (
        tr("{points}점", points=f"{rule.points:f}") if rule.points is not None else tr("점수 모름")
    )


def _of_day(rule: DayRule) -> Iterator[str]:
    if rule.months:
        yield tr("{months}개월", months=rule.months)
    if rule.days:
        yield tr("{days}일", days=rule.days)
    if rule.times > 1:
        yield tr("{times}번", times=rule.times)


_DUTIES: dict[LineKind, Any] = {
    LineKind.FUNDING: _of_line,
    LineKind.GROUP: _bounds,
    LineKind.PAPER: _of_paper,
    LineKind.SCORE: _of_score,
    LineKind.POINTS: _of_points,
    LineKind.COST: _bounds,
    LineKind.DAY: _of_day,
}
