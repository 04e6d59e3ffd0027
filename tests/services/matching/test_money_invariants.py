"""Invariants of funding plans: whatever the rules, they add up within bounds or say why not."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from db.words import FundingForm, FundingSource, LegalRegime
from desktop.services.matching.filling import lowest, rounded_down
from desktop.services.matching.funding_plan import MoneyCode
from desktop.services.matching.money import ReasonCode, check, explain, plan
from desktop.services.programmes.funding_rules import (
    FundingRules,
    GroupRule,
    LineKey,
    LineRule,
    Takes,
)

EOK = 100_000_000  # 억원

NATIONAL = LineKey(FundingSource.NATIONAL)
PROVINCE = LineKey(FundingSource.PROVINCE)
CITY = LineKey(FundingSource.CITY)
PARTNER = LineKey(FundingSource.PARTNER)
PARTNER_KIND = LineKey(FundingSource.PARTNER, FundingForm.IN_KIND)
COMPANY = LineKey(FundingSource.COMPANY)
COMPANY_KIND = LineKey(FundingSource.COMPANY, FundingForm.IN_KIND)


def line(key: LineKey, takes: Takes, **limits: object) -> LineRule:
    shape = {"source": key.source, "form": key.form, "regime": LegalRegime.OWN, "takes": takes}
    return LineRule.model_validate(shape | limits)


percents = st.integers(0, 100).map(lambda number: f"{number}%")
costs = st.one_of(st.integers(0, 20_000), st.integers(0, 50 * EOK))
caps = st.none() | st.integers(0, 10 * EOK)


@st.composite
def rules_of_any_kind(draw: st.DrawFn) -> FundingRules:
    publics = [
        line(
            key,
            Takes.MOST,
            max_share=draw(percents),
            cap=draw(caps),
            rounding_unit=draw(st.sampled_from([1, 1_000, 10_000])),
        )
        for key in draw(st.sampled_from([[NATIONAL], [PROVINCE, CITY], [NATIONAL, PROVINCE, CITY]]))
    ]
    partner = line(
        PARTNER,
        Takes.LEAST,
        min_share=draw(percents),
        max_share=draw(st.none() | percents),
        cap=draw(caps),
    )
    company = line(
        COMPANY,
        Takes.REST,
        min_share=draw(st.just("0%") | percents),
        max_share=draw(st.none() | percents),
        cap=draw(st.just(None) | caps),
    )
    in_kind = [line(key, Takes.GIVEN, max_of_source="20%") for key in (PARTNER_KIND, COMPANY_KIND)]
    kinds = draw(st.lists(st.sampled_from(in_kind), unique_by=lambda one: one.key))
    local = tuple(one.source for one in publics if one.source is not FundingSource.NATIONAL)
    groups = [
        GroupRule(
            code="local", sources=local or (FundingSource.NATIONAL,), max_share=draw(percents)
        ),
        GroupRule(
            code="public",
            sources=tuple(one.source for one in publics),
            max_share=draw(st.none() | percents),
            cap=draw(caps),
        ),
        GroupRule(code="partner", sources=(FundingSource.PARTNER,), min_share=draw(percents)),
        GroupRule(code="company", sources=(FundingSource.COMPANY,), max_share=draw(percents)),
    ]
    kept = draw(st.lists(st.sampled_from(groups), unique_by=lambda group: group.code))
    return FundingRules(line=(*publics, partner, *kinds, company), group=tuple(kept))


@settings(max_examples=300, deadline=None)
@given(costs, rules_of_any_kind())
def test_given_any_cost_and_rules_when_planned_then_it_adds_up_within_bounds_or_says_why(
    cost: int, rules: FundingRules
) -> None:
    found = plan(cost, rules)

    assert all(won >= 0 for won in found.amounts.values())
    if found.infeasible is None:
        assert sum(found.amounts.values()) == cost
        assert check(cost, found.amounts, rules) == ()
    else:
        assert found.infeasible.amount > 0
        assert found.infeasible.stops


@settings(max_examples=150, deadline=None)
@given(costs, rules_of_any_kind())
def test_given_any_plan_when_explained_then_each_amount_has_a_reason_that_fits_it(
    cost: int, rules: FundingRules
) -> None:
    for planned in plan(cost, rules).lines:
        first, *rest = explain(planned)

        assert first.facts["amount"] == planned.amount
        cut = [one.facts["won"] for one in rest if one.code is ReasonCode.ROUNDED_DOWN]
        assert cut == ([planned.rounded_off] if planned.rounded_off else [])
        if first.code in (ReasonCode.CAP, ReasonCode.MAX_SHARE, ReasonCode.GROUP_CAP):
            assert planned.amount <= int(first.facts["limit"])  # type: ignore[call-overload]


@settings(max_examples=150, deadline=None)
@given(costs, rules_of_any_kind())
def test_given_a_cap_that_moves_cost_when_shrunk_as_advised_then_no_cap_moves_anything(
    cost: int, rules: FundingRules
) -> None:
    for warning in plan(cost, rules).findings:
        advised = warning.facts["shrink_to"]
        if isinstance(advised, int):
            assert advised < cost
            assert plan(advised, rules).findings == ()


@settings(max_examples=100, deadline=None)
@given(costs, rules_of_any_kind(), st.integers(0, EOK))
def test_given_a_fixed_amount_that_leaves_a_gap_when_topped_up_as_advised_then_it_is_whole(
    cost: int, rules: FundingRules, fixed: int
) -> None:
    infeasible = plan(cost, rules, given={PARTNER: fixed}).infeasible

    for one in infeasible.top_ups if infeasible is not None else ():
        assert one.amount == fixed + one.more
        assert plan(cost, rules, given={one.key: one.amount}).is_whole


@settings(max_examples=200, deadline=None)
@given(costs, rules_of_any_kind())
def test_given_an_infeasible_plan_when_shrunk_as_advised_then_it_can_be_paid(
    cost: int, rules: FundingRules
) -> None:
    found = plan(cost, rules)

    if found.infeasible is not None and found.infeasible.shrink_to is not None:
        assert 0 < found.infeasible.shrink_to < cost
        assert plan(found.infeasible.shrink_to, rules).is_whole


@settings(max_examples=200, deadline=None)
@given(costs, rules_of_any_kind())
def test_given_rules_without_groups_when_planned_then_a_way_is_found_wherever_one_exists(
    cost: int, rules: FundingRules
) -> None:
    alone = FundingRules(line=rules.lines)
    lows = [lowest(cost, one) for one in alone.lines]
    highs = [_highest(cost, one) for one in alone.lines]

    found = plan(cost, alone)

    left = cost - sum(lows)
    if left < 0 or any(low > high for low, high in zip(lows, highs, strict=True)):
        return
    for unit in (10_000, 1_000, 1):  # each divides the one before, so this reaches all there is
        lines = zip(alone.lines, lows, highs, strict=True)
        room = sum(high - low for one, low, high in lines if one.rounding_unit == unit)
        left -= min(room, left // unit * unit)
    if not left:
        assert found.is_whole


def test_given_a_line_in_whole_won_when_a_rounded_one_needs_a_step_then_it_gives_way() -> None:
    rules = FundingRules(
        line=(
            line(PROVINCE, Takes.MOST, max_share="19%"),
            line(CITY, Takes.MOST, max_share="82%", rounding_unit=1_000),
            line(COMPANY, Takes.REST, max_share="0%"),
        )
    )

    assert plan(6_098, rules).amounts == {PROVINCE: 1_098, CITY: 5_000, COMPANY: 0}
    assert plan(6_100, rules).amounts == {PROVINCE: 1_100, CITY: 5_000, COMPANY: 0}
    assert plan(6_159, rules).amounts == {PROVINCE: 1_159, CITY: 5_000, COMPANY: 0}


def _highest(cost: int, rule: LineRule) -> int:
    if rule.takes is Takes.GIVEN:
        return 0  # only a person raises it
    limits = [Fraction(cost)]
    if rule.max_share is not None:
        limits.append(rule.max_share * cost)
    if rule.cap is not None:
        limits.append(Fraction(rule.cap))
    return rounded_down(min(limits), rule.rounding_unit)


@settings(max_examples=200, deadline=None)
@given(
    costs,
    rules_of_any_kind(),
    st.dictionaries(st.sampled_from([NATIONAL, PARTNER, COMPANY]), st.integers(0, EOK)),
)
def test_given_fixed_lines_when_planned_then_they_stay_and_any_breach_is_named(
    cost: int, rules: FundingRules, fixed: dict[LineKey, int]
) -> None:
    known = {key: won for key, won in fixed.items() if rules.line(key)}

    found = plan(cost, rules, given=known)

    assert {key: found.amounts[key] for key in known} == known
    if found.is_whole:
        assert sum(found.amounts.values()) == cost
    if known:
        broken = {one.code for one in check(cost, found.amounts, rules)} - {MoneyCode.SUM_DIFFERS}
        assert broken <= {one.code for one in found.findings}


@given(rules_of_any_kind())
def test_given_rules_when_written_and_read_again_then_they_are_the_same(
    rules: FundingRules,
) -> None:
    assert FundingRules.model_validate(rules.model_dump(by_alias=True)) == rules
