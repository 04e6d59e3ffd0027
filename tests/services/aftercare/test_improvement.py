"""Stories about how much better an indicator has become."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.words import KpiDirection
from desktop.services.aftercare import improvement as im
from desktop.services.aftercare.errors import UnitMismatchError
from desktop.services.aftercare.improvement import Figure, Unclear, WeightedRate
from desktop.services.programmes.indicators import Area, indicator, indicators

UP, DOWN = KpiDirection.UP, KpiDirection.DOWN


def test_given_a_defect_rate_from_2_to_1_13_when_compared_then_it_fell_by_43_5_percent() -> None:
    assert im.improvement_rate(DOWN, 2.0, 1.13).value == Decimal("43.5")


@pytest.mark.parametrize(
    ("direction", "baseline", "after", "percent"),
    [
        (UP, 100, 130, "30.0"),
        (UP, 100, 90, "-10.0"),
        (DOWN, 40, 50, "-25.0"),
        (DOWN, 0.3, 0.1, "66.7"),
        (UP, 0.1, 0.3, "200.0"),
    ],
)
def test_given_before_and_after_when_compared_then_better_is_positive(
    direction: KpiDirection, baseline: float, after: float, percent: str
) -> None:
    assert im.improvement_rate(direction, baseline, after).value == Decimal(percent)


@pytest.mark.parametrize(
    ("direction", "baseline", "after", "unclear"),
    [
        (UP, 0, 5, Unclear.BASELINE_ZERO),
        (UP, -2.0, 3.0, Unclear.BASELINE_NEGATIVE),
        (UP, None, 5, Unclear.NO_BASELINE),
        (UP, 5, None, Unclear.NOT_MEASURED),
        (None, 5, 6, Unclear.NO_DIRECTION),
    ],
)
def test_given_a_rate_that_means_nothing_when_asked_then_a_reason_comes_instead_of_a_number(
    direction: KpiDirection | None,
    baseline: float | None,
    after: float | None,
    unclear: Unclear,
) -> None:
    assert im.improvement_rate(direction, baseline, after) == Figure(None, unclear)


def test_given_a_baseline_of_zero_when_compared_then_the_absolute_change_still_speaks() -> None:
    found = im.outcome(UP, baseline=0, target=10, after=4)

    assert found.improvement.unclear is Unclear.BASELINE_ZERO
    assert found.change.value == Decimal("4.0")
    assert found.achievement.value == Decimal("40.0")


@pytest.mark.parametrize(
    ("direction", "baseline", "target", "after", "percent"),
    [
        (UP, 100, 120, 130, "150.0"),
        (DOWN, 20, 10, 12, "80.0"),
        (DOWN, 20, 10, 25, "-50.0"),
    ],
)
def test_given_a_target_when_measured_then_the_way_done_is_the_same_in_both_directions(
    direction: KpiDirection, baseline: int, target: int, after: int, percent: str
) -> None:
    found = im.achievement_rate(baseline, target, after, direction=direction)

    assert found.value == Decimal(percent)


@pytest.mark.parametrize(
    ("baseline", "target", "after", "unclear"),
    [
        (10, 10, 12, Unclear.TARGET_IS_BASELINE),
        (10, 8, 7, Unclear.TARGET_AGAINST_DIRECTION),
        (10, None, 7, Unclear.NO_TARGET),
        (10, 12, None, Unclear.NOT_MEASURED),
        (None, 12, 13, Unclear.NO_BASELINE),
    ],
)
def test_given_a_target_that_means_nothing_when_measured_then_a_reason_comes_instead(
    baseline: int | None, target: int | None, after: int | None, unclear: Unclear
) -> None:
    assert im.achievement_rate(baseline, target, after, direction=UP) == Figure(None, unclear)


def test_given_three_indicators_when_weighed_then_each_counts_up_to_the_cap() -> None:
    rates = [
        WeightedRate("P01", 50, Figure(Fraction(150))),
        WeightedRate("Q01", 30, Figure(Fraction(80))),
        WeightedRate("C01", 20, Figure(Fraction(-10))),
    ]

    assert im.overall_achievement(rates, cap=100).figure.value == Decimal("72.0")
    assert im.overall_achievement(rates, cap=None).figure.value == Decimal("97.0")


def test_given_an_indicator_not_measured_when_weighed_then_it_is_left_out_and_named() -> None:
    rates = [
        WeightedRate("P01", 60, Figure(Fraction(90))),
        WeightedRate("Q01", 40, Figure(None, Unclear.NOT_MEASURED)),
    ]

    found = im.overall_achievement(rates, cap=100)

    assert found.figure.value == Decimal("90.0")
    assert (found.counted, found.left_out, found.weight) == (("P01",), ("Q01",), 100)


def test_given_no_weight_or_no_figure_when_weighed_then_there_is_no_overall_figure() -> None:
    unknown = WeightedRate("P01", 60, Figure(None, Unclear.NOT_MEASURED))
    weightless = WeightedRate("Q01", 0, Figure(Fraction(90)))

    assert im.overall_achievement([], cap=100).figure.unclear is Unclear.NOTHING_KNOWN
    assert im.overall_achievement([unknown], cap=100).figure.unclear is Unclear.NOTHING_KNOWN
    assert im.overall_achievement([weightless], cap=100).figure.unclear is Unclear.NO_WEIGHT


def test_given_counts_when_a_rate_is_asked_then_the_base_is_named_by_the_caller() -> None:
    assert im.rate(3, 400).value == Decimal("0.8")
    assert im.rate(3, 400, per=im.PPM).exact == 7_500
    assert im.rate(1, 0).unclear is Unclear.WHOLE_IS_ZERO
    assert im.rate(None, 10).unclear is Unclear.NOT_MEASURED


def test_given_percent_and_ppm_when_converted_then_one_percent_is_ten_thousand_ppm() -> None:
    assert im.converted(1.13, found="%", expected="PPM") == 11_300
    assert im.converted(500, found="ppm", expected="%") == Fraction(1, 20)
    assert im.converted(0.1, found="시간", expected="시간") == Fraction(1, 10)


def test_given_units_that_do_not_fit_when_converted_then_it_is_refused_with_both() -> None:
    with pytest.raises(UnitMismatchError) as refused:
        im.converted(5, found="원", expected="%")

    assert refused.value.facts == {"found": "원", "expected": "%"}


def test_given_the_shipped_indicators_when_read_then_the_official_ones_come_in_order() -> None:
    official = [one.code for one in indicators() if one.verified]

    assert len(official) == 19
    assert official[:3] == ["P01", "P02", "P03"]
    assert {one.code for one in indicators() if one.key} == {"P01", "P02", "Q01", "Q02", "C01"}
    assert {one.area for one in indicators()} == set(Area)
    assert len({one.code for one in indicators()}) == len(indicators())


def test_given_a_code_when_asked_then_direction_and_unit_are_known() -> None:
    defects = indicator("Q01")

    assert defects is not None
    assert (defects.direction, defects.unit) == (DOWN, "PPM")
    assert indicator("X99") is None


# Invariants ----------------------------------------------------------------------------------

values = st.decimals(min_value=Decimal("0.01"), max_value=10**9, places=2)


@given(values, values)
def test_given_any_values_when_compared_then_up_and_down_are_mirror_images(
    baseline: Decimal, after: Decimal
) -> None:
    up = im.improvement_rate(UP, baseline, after).exact
    down = im.improvement_rate(DOWN, baseline, after).exact

    assert up is not None
    assert down is not None
    assert up == -down
    assert (up > 0) == (after > baseline)


@given(values, values)
def test_given_any_target_when_it_is_met_exactly_then_the_way_is_done(
    baseline: Decimal, target: Decimal
) -> None:
    found = im.achievement_rate(baseline, target, target)

    assert found.exact == 100 if baseline != target else found.exact is None


@given(values, values, st.integers(1, 10**6))
def test_given_any_values_when_the_unit_changes_then_rates_stay(
    baseline: Decimal, after: Decimal, factor: int
) -> None:
    assert im.improvement_rate(DOWN, baseline, after) == im.improvement_rate(
        DOWN, Fraction(baseline) * factor, Fraction(after) * factor
    )


@given(values)
def test_given_any_value_when_converted_there_and_back_then_it_is_the_same(value: Decimal) -> None:
    ppm = im.converted(value, found="%", expected="PPM")

    assert im.converted(ppm, found="PPM", expected="%") == Fraction(value)


weighted = st.builds(
    WeightedRate,
    code=st.sampled_from(["P01", "Q01", "C01"]),
    weight=st.integers(0, 100),
    achievement=st.one_of(
        st.just(Figure(None, Unclear.NOT_MEASURED)),
        st.fractions(min_value=-500, max_value=500).map(Figure),
    ),
)


@given(st.lists(weighted), st.integers(0, 200))
def test_given_any_rates_when_weighed_then_the_mean_lies_between_them_and_under_the_cap(
    rates: list[WeightedRate], cap: int
) -> None:
    found = im.overall_achievement(rates, cap=cap)

    known = [rate.achievement.exact for rate in rates if rate.achievement.exact is not None]
    if found.figure.exact is not None:
        assert min(min(known), cap) <= found.figure.exact <= min(max(known), cap)
    assert len(found.counted) + len(found.left_out) == len(rates)


@given(st.fractions(min_value=-(10**6), max_value=10**6))
def test_given_any_figure_when_shown_then_it_is_within_half_a_step_and_symmetric(
    number: Fraction,
) -> None:
    shown = im.rounded(number)

    assert abs(Fraction(shown) - number) <= Fraction(1, 20)
    assert im.rounded(-number) == -shown
