"""Stories about who pays how much of a project, and why."""

from __future__ import annotations

from fractions import Fraction

import pytest
from pydantic import ValidationError

from db.errors import RefusedValueError
from db.words import FundingForm, FundingSource, LegalRegime, Severity
from desktop.services.matching.funding_plan import Bound, MoneyCode, WhyNot
from desktop.services.matching.money import ReasonCode, check, explain, plan
from desktop.services.programmes.funding_rules import (
    FundingRules,
    GroupRule,
    LineKey,
    LineRule,
    Takes,
)

MAN = 10_000  # 만원
EOK = 100_000_000  # 억원

NATIONAL = LineKey(FundingSource.NATIONAL)
PROVINCE = LineKey(FundingSource.PROVINCE)
CITY = LineKey(FundingSource.CITY)
PARTNER = LineKey(FundingSource.PARTNER)
PARTNER_IN_KIND = LineKey(FundingSource.PARTNER, FundingForm.IN_KIND)
COMPANY = LineKey(FundingSource.COMPANY)

REGIME = {
    FundingSource.NATIONAL: LegalRegime.CONTRIBUTION,
    FundingSource.PROVINCE: LegalRegime.LOCAL_SUBSIDY,
    FundingSource.CITY: LegalRegime.LOCAL_SUBSIDY,
    FundingSource.PARTNER: LegalRegime.PRIVATE_CONTRIBUTION,
    FundingSource.COMPANY: LegalRegime.OWN,
}


def line(key: LineKey, takes: Takes, **limits: object) -> LineRule:
    shape = {"source": key.source, "form": key.form, "regime": REGIME[key.source], "takes": takes}
    return LineRule.model_validate(shape | limits)


def public(key: LineKey, share: str, cap: int | None = None) -> LineRule:
    return line(key, Takes.MOST, max_share=share, cap=cap, rounding_unit=1_000, clause="정부 30 %")


def shared_by_three(cap: int | None) -> FundingRules:
    """대·중소 상생형 유형1: 정부 30 이하, 대기업 30 이상, 도입기업 40 이하."""
    return FundingRules(
        line=(
            public(NATIONAL, "30%", cap),
            line(PARTNER, Takes.LEAST),
            line(PARTNER_IN_KIND, Takes.GIVEN, max_of_source="20%"),
            line(COMPANY, Takes.REST, max_share="40%"),
        ),
        group=(GroupRule(code="partner", sources=(FundingSource.PARTNER,), min_share="30%"),),
    )


BASIC = shared_by_three(4_200 * MAN)
ADVANCED_1 = shared_by_three(12_000 * MAN)
ADVANCED_2 = shared_by_three(24_000 * MAN)
SMALL = FundingRules(
    line=(
        public(NATIONAL, "50%", 1_000 * MAN),
        line(PARTNER, Takes.LEAST, min_share="50%", cap=1_000 * MAN),
        line(COMPANY, Takes.REST, max_share="0%"),
    )
)
GYEONGNAM_BASIC = FundingRules(
    line=(
        public(PROVINCE, "15%"),
        public(CITY, "15%"),
        line(PARTNER, Takes.LEAST, min_share="30%"),
        line(COMPANY, Takes.REST, max_share="40%"),
    )
)
GYEONGNAM_AUTONOMOUS = FundingRules(
    line=(
        public(NATIONAL, "50%", 60_000 * MAN),
        public(PROVINCE, "5%", 6_000 * MAN),
        public(CITY, "5%", 6_000 * MAN),
        line(COMPANY, Takes.REST),
    )
)


@pytest.mark.parametrize(
    ("rules", "cost", "public_won", "partner_won", "company_won"),
    [
        pytest.param(BASIC, EOK, 3_000 * MAN, 3_000 * MAN, 4_000 * MAN, id="기초 1.0억"),
        pytest.param(BASIC, 2 * EOK, 4_200 * MAN, 7_800 * MAN, 8_000 * MAN, id="기초 2.0억"),
        pytest.param(
            ADVANCED_1, 45_000 * MAN, 12_000 * MAN, 15_000 * MAN, 18_000 * MAN, id="고도화1 4.5억"
        ),
        pytest.param(
            ADVANCED_2, 8 * EOK, 24_000 * MAN, 24_000 * MAN, 32_000 * MAN, id="고도화2 8.0억"
        ),
        pytest.param(SMALL, 2_000 * MAN, 1_000 * MAN, 1_000 * MAN, 0, id="소기업 2,000만"),
        pytest.param(
            GYEONGNAM_BASIC, EOK, 3_000 * MAN, 3_000 * MAN, 4_000 * MAN, id="경남 2024 기초 1.0억"
        ),
    ],
)
def test_given_the_worked_cases_when_planned_then_each_pays_what_the_notice_says(
    rules: FundingRules, cost: int, public_won: int, partner_won: int, company_won: int
) -> None:
    found = plan(cost, rules)

    paid_publicly = sum(
        found.of(source)
        for source in (FundingSource.NATIONAL, FundingSource.PROVINCE, FundingSource.CITY)
    )
    assert found.is_whole
    assert (paid_publicly, found.of(FundingSource.PARTNER), found.of(FundingSource.COMPANY)) == (
        public_won,
        partner_won,
        company_won,
    )


def test_given_gyeongnam_basic_when_planned_then_province_and_city_pay_half_each() -> None:
    found = plan(EOK, GYEONGNAM_BASIC)

    assert found.amounts[PROVINCE] == found.amounts[CITY] == 1_500 * MAN


def test_given_gyeongnam_autonomous_when_planned_then_four_sources_pay_50_5_5_40() -> None:
    found = plan(10 * EOK, GYEONGNAM_AUTONOMOUS)

    assert found.amounts == {
        NATIONAL: 5 * EOK,
        PROVINCE: 5_000 * MAN,
        CITY: 5_000 * MAN,
        COMPANY: 4 * EOK,
    }


def test_given_a_cap_when_it_moves_cost_to_the_partner_then_the_plan_warns_with_the_way_out() -> (
    None
):
    found = plan(2 * EOK, BASIC)

    (warning,) = found.findings
    assert warning.code is MoneyCode.CAP_MOVES_COST
    assert warning.severity is Severity.WARNS
    assert warning.facts["source"] is FundingSource.PARTNER
    assert warning.facts["share"] == Fraction(39, 100)
    assert warning.facts["usual_share"] == Fraction(30, 100)
    assert warning.facts["capped"] == (FundingSource.NATIONAL,)
    assert warning.facts["cap"] == 4_200 * MAN
    assert warning.facts["shrink_to"] == 14_000 * MAN


def test_given_the_cost_that_was_advised_when_planned_then_nothing_is_left_to_warn_about() -> None:
    advised = plan(2 * EOK, BASIC).findings[0].facts["shrink_to"]
    assert isinstance(advised, int)

    assert plan(advised, BASIC).findings == ()
    assert plan(advised + 1_000_000, BASIC).findings != ()


def test_given_advanced_1_when_capped_then_the_partner_pays_a_third() -> None:
    found = plan(45_000 * MAN, ADVANCED_1)

    assert found.share_of(FundingSource.PARTNER) == Fraction(1, 3)
    assert found.findings[0].facts["shrink_to"] == 4 * EOK


def test_given_advanced_2_when_exactly_at_the_cap_then_nobody_is_warned() -> None:
    assert plan(8 * EOK, ADVANCED_2).findings == ()


def test_given_no_partner_when_capped_then_the_company_is_the_one_that_pays_more() -> None:
    found = plan(15 * EOK, GYEONGNAM_AUTONOMOUS)

    (warning,) = found.findings
    assert warning.facts["source"] is FundingSource.COMPANY
    assert found.amounts[COMPANY] == 78_000 * MAN
    assert warning.facts["usual_share"] == Fraction(40, 100)
    assert warning.facts["shrink_to"] == 12 * EOK


def test_given_a_partner_that_pays_30_percent_only_when_capped_then_the_gap_has_a_name() -> None:
    strict = BASIC.with_line(PARTNER, max_share="30%")

    found = plan(18_000 * MAN, strict)

    assert found.infeasible is not None
    assert found.infeasible.why is WhyNot.COST_LEFT
    assert found.infeasible.amount == 1_200 * MAN
    assert found.infeasible.shrink_to == 14_000 * MAN
    assert {(stop.key, stop.bound) for stop in found.infeasible.stops} == {
        (NATIONAL, Bound.CAP),
        (PARTNER, Bound.MAX_SHARE),
        (COMPANY, Bound.MAX_SHARE),
    }


def test_given_a_partner_whose_fund_runs_out_when_planned_then_the_payable_cost_is_named() -> None:
    found = plan(2 * EOK, BASIC, given={PARTNER: 6_000 * MAN})

    assert found.infeasible is not None
    assert found.infeasible.amount == 1_800 * MAN
    assert found.infeasible.shrink_to == 17_000 * MAN


def test_given_the_cap_example_when_planned_then_the_large_firm_tops_up_what_the_cap_cuts():
    """Domain 5.4: at 1.8억 the cap of 4,200만 binds; the rules let the large firm top up."""
    found = plan(18_000 * MAN, BASIC)

    assert found.amounts[NATIONAL] == 4_200 * MAN
    assert found.amounts[PARTNER] == 6_600 * MAN
    assert found.share_of(FundingSource.COMPANY) == Fraction(40, 100)
    assert found.findings[0].facts["shrink_to"] == 14_000 * MAN


def test_given_the_cap_example_with_a_firm_that_pays_30_percent_then_both_ways_out_are_named() -> (
    None
):
    """Domain 5.4: 대기업 5,400만 would leave 46.7 % to the company, above its 40 %."""
    found = plan(18_000 * MAN, BASIC, given={PARTNER: 5_400 * MAN})

    assert found.infeasible is not None
    assert found.infeasible.amount == 1_200 * MAN
    assert found.infeasible.shrink_to == 16_000 * MAN
    (firm,) = found.infeasible.top_ups
    assert (firm.key, firm.more, firm.amount) == (PARTNER, 1_200 * MAN, 6_600 * MAN)
    assert plan(18_000 * MAN, BASIC, given={PARTNER: firm.amount}).is_whole
    assert plan(found.infeasible.shrink_to, BASIC, given={PARTNER: 5_400 * MAN}).is_whole


def test_given_the_worked_example_when_planned_then_it_is_the_agreement_that_is_settled_later() -> (
    None
):
    """Domain 5.4: 2억 under 30/30/40 without a cap that binds: 6,000 / 6,000 / 8,000만."""
    found = plan(2 * EOK, ADVANCED_1)

    assert [found.of(source) for source in (NATIONAL.source, PARTNER.source, COMPANY.source)] == [
        6_000 * MAN,
        6_000 * MAN,
        8_000 * MAN,
    ]


def test_given_a_small_company_when_the_cost_passes_both_caps_then_nobody_may_pay_the_rest() -> (
    None
):
    found = plan(2_500 * MAN, SMALL)

    assert found.infeasible is not None
    assert found.infeasible.why is WhyNot.BOUNDS_CONTRADICT
    assert found.infeasible.shrink_to == 2_000 * MAN
    assert {stop.bound for stop in found.infeasible.stops} == {Bound.MIN_SHARE, Bound.CAP}


def test_given_minima_above_the_cost_when_planned_then_the_excess_is_named() -> None:
    greedy = GYEONGNAM_BASIC.with_line(COMPANY, min_share="40%").with_line(PARTNER, min_share="70%")

    found = plan(EOK, greedy)

    assert found.infeasible is not None
    assert found.infeasible.why is WhyNot.MINIMA_EXCEED
    assert found.infeasible.amount == 1_000 * MAN
    assert found.infeasible.shrink_to is None


def test_given_odd_won_when_planned_then_the_company_takes_what_rounding_cuts_off() -> None:
    found = plan(100_501_000, BASIC)

    assert found.amounts == {
        NATIONAL: 30_150_000,
        PARTNER: 30_150_300,
        PARTNER_IN_KIND: 0,
        COMPANY: 40_200_700,
    }
    assert check(found.cost, found.amounts, BASIC) == ()


def test_given_a_rounded_line_when_explained_then_share_rounding_and_clause_are_named() -> None:
    found = plan(100_501_000, BASIC)

    share, rounding, rule = explain(found.lines[0])

    assert (share.code, share.facts["asked"]) == (ReasonCode.MAX_SHARE, Fraction(3, 10))
    assert (rounding.code, rounding.facts) == (
        ReasonCode.ROUNDED_DOWN,
        {"unit": 1_000, "won": 300},
    )
    assert (rule.code, rule.facts["clause"]) == (ReasonCode.RULE, "정부 30 %")


def test_given_a_capped_line_when_explained_then_what_its_share_would_have_been_is_told() -> None:
    cap = explain(plan(2 * EOK, BASIC).lines[0])[0]

    assert cap.facts["asked"] == Fraction(30, 100)
    assert (cap.facts["by_share"], cap.facts["limit"]) == (6_000 * MAN, 4_200 * MAN)


def test_given_a_line_that_its_group_decides_when_explained_then_the_groups_rule_is_told() -> None:
    rules = FundingRules(
        line=BASIC.lines,
        group=(
            BASIC.groups[0].model_copy(update={"clause": "대기업 30 % 이상", "verified": False}),
        ),
    )

    first, *origins = explain(plan(EOK, rules).lines[1])

    assert (first.code, first.facts["asked"]) == (ReasonCode.GROUP_MIN, Fraction(30, 100))
    assert first.facts["sources"] == (FundingSource.PARTNER,)
    assert [(one.facts["clause"], one.facts["verified"]) for one in origins] == [
        ("대기업 30 % 이상", False)
    ]


@pytest.mark.parametrize(
    ("cost", "key", "code"),
    [
        (2 * EOK, NATIONAL, ReasonCode.CAP),
        (2 * EOK, PARTNER, ReasonCode.FILLS_GAP),
        (2 * EOK, COMPANY, ReasonCode.MAX_SHARE),
        (EOK, PARTNER, ReasonCode.GROUP_MIN),
        (EOK, PARTNER_IN_KIND, ReasonCode.NOT_GIVEN),
    ],
)
def test_given_a_plan_when_a_line_is_explained_then_the_limit_that_decided_comes_first(
    cost: int, key: LineKey, code: ReasonCode
) -> None:
    found = plan(cost, BASIC)

    (explained,) = [one for one in found.lines if one.key == key]

    assert explain(explained)[0].code is code


def test_given_hand_edited_amounts_when_checked_then_every_breach_is_named_at_once() -> None:
    edited = {NATIONAL: 54_000_500, PARTNER: 4_000 * MAN, COMPANY: 9_000 * MAN, CITY: 1}

    found = check(18_000 * MAN, edited, BASIC)

    assert [finding.code for finding in found] == [
        MoneyCode.SUM_DIFFERS,
        MoneyCode.UNKNOWN_LINE,
        MoneyCode.ABOVE_MAXIMUM,
        MoneyCode.ABOVE_CAP,
        MoneyCode.NOT_ROUNDED,
        MoneyCode.ABOVE_MAXIMUM,
        MoneyCode.GROUP_BELOW_MINIMUM,
    ]
    assert found[0].facts["difference"] == 54_000_500 + 13_000 * MAN + 1 - 18_000 * MAN


def test_given_the_company_above_40_percent_when_checked_then_the_share_is_a_fact() -> None:
    edited = {NATIONAL: 4_200 * MAN, PARTNER: 5_400 * MAN, COMPANY: 8_400 * MAN}

    (finding,) = check(18_000 * MAN, edited, BASIC)

    assert finding.code is MoneyCode.ABOVE_MAXIMUM
    assert finding.facts["share"] == Fraction(84, 180)
    assert finding.facts["asked"] == Fraction(4, 10)


def test_given_too_much_in_kind_when_checked_then_its_part_of_the_source_is_the_limit() -> None:
    planned = plan(EOK, BASIC, given={PARTNER_IN_KIND: 1_000 * MAN})

    (finding,) = planned.findings
    assert planned.amounts[PARTNER] == 2_000 * MAN
    assert finding.code is MoneyCode.ABOVE_PART_OF_SOURCE
    assert finding.facts["limit"] == 600 * MAN


def test_given_a_minimum_above_what_its_group_may_pay_when_planned_then_both_are_named() -> None:
    rules = FundingRules(
        line=(
            public(NATIONAL, "30%"),
            line(PARTNER, Takes.LEAST, min_share="40%"),
            line(COMPANY, Takes.REST),
        ),
        group=(GroupRule(code="partner", sources=(FundingSource.PARTNER,), max_share="30%"),),
    )

    found = plan(EOK, rules)

    assert found.infeasible is not None
    assert found.infeasible.why is WhyNot.BOUNDS_CONTRADICT
    assert found.infeasible.amount == 1_000 * MAN
    assert {stop.key for stop in found.infeasible.stops} == {PARTNER}


def test_given_a_group_of_public_lines_when_planned_then_they_share_one_bound() -> None:
    rules = FundingRules(
        line=(
            public(NATIONAL, "30%"),
            public(PROVINCE, "10%"),
            line(PARTNER, Takes.LEAST, min_share="30%"),
            line(COMPANY, Takes.REST, max_share="40%"),
        ),
        group=(
            GroupRule(
                code="public",
                sources=(FundingSource.NATIONAL, FundingSource.PROVINCE),
                max_share="30%",
                cap=2_000 * MAN,
            ),
        ),
    )

    found = plan(EOK, rules)

    assert (found.amounts[NATIONAL], found.amounts[PROVINCE]) == (2_000 * MAN, 0)
    assert found.lines[0].group is rules.groups[0]
    assert found.findings[0].facts["shrink_to"] == 66_666_000


def test_given_a_cost_of_nothing_when_planned_then_nobody_pays() -> None:
    found = plan(0, BASIC)

    assert found.is_whole
    assert set(found.amounts.values()) == {0}


def test_given_a_negative_cost_when_planned_then_it_is_refused() -> None:
    with pytest.raises(RefusedValueError):
        plan(-1, BASIC)


@pytest.mark.parametrize("share", [0.3, True, "a lot", "130%", -1])
def test_given_an_inexact_or_impossible_share_when_read_then_it_is_refused(share: object) -> None:
    with pytest.raises(ValidationError):
        line(NATIONAL, Takes.MOST, max_share=share)


def test_given_groups_that_cross_when_read_then_the_rules_are_refused() -> None:
    crossing = (
        GroupRule(code="one", sources=(FundingSource.NATIONAL, FundingSource.PARTNER)),
        GroupRule(code="two", sources=(FundingSource.PARTNER, FundingSource.COMPANY)),
    )

    with pytest.raises(ValidationError, match="groups_inside_each_other"):
        FundingRules(line=BASIC.lines, group=crossing)


@pytest.mark.parametrize(
    "lines",
    [
        (line(NATIONAL, Takes.MOST),),
        (line(COMPANY, Takes.REST), line(COMPANY, Takes.LEAST)),
        (line(COMPANY, Takes.REST, rounding_unit=1_000),),
    ],
)
def test_given_lines_without_one_unrounded_rest_when_read_then_the_rules_are_refused(
    lines: tuple[LineRule, ...],
) -> None:
    with pytest.raises(ValidationError):
        FundingRules(line=lines)
