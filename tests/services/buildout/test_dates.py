"""Stories about the legal days of a project."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.words import DeadlineKind, LegalRegime
from desktop.services.buildout import dates
from desktop.services.buildout.errors import ExtensionRefusedError
from desktop.services.programmes.day_rules import DayRule, usual_day_rules

any_day = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2022, 8, 31), 6, date(2023, 2, 28)),
        (date(2023, 3, 31), -1, date(2023, 2, 28)),
        (date(2023, 12, 15), 1, date(2024, 1, 15)),
        (date(2023, 1, 15), -1, date(2022, 12, 15)),
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
    ],
)
def test_given_a_day_when_months_are_added_then_a_short_month_ends_early(
    day: date, months: int, then: date
) -> None:
    assert dates.add_months(day, months) == then


def test_given_nine_months_from_july_when_planned_then_the_build_ends_in_march() -> None:
    assert dates.planned_build_end(date(2022, 7, 1), 9) == date(2023, 3, 31)


def test_given_a_build_end_when_care_is_added_then_the_project_ends_six_months_later() -> None:
    end = dates.care_end(date(2023, 3, 31))

    assert (end.kind, end.due) == (DeadlineKind.INTENSIVE_CARE_END, date(2023, 9, 30))
    assert end.verified
    assert end.clause


def test_given_a_cause_on_24_june_when_the_change_day_is_asked_then_it_is_9_july() -> None:
    day = dates.change_request_day(date(2022, 6, 24), date(2022, 12, 31))

    assert day.due == date(2022, 7, 9)
    assert "15일" in day.clause


def test_given_a_cause_near_the_end_when_the_change_day_is_asked_then_the_end_decides() -> None:
    day = dates.change_request_day(date(2022, 11, 25), date(2022, 12, 31))

    assert day.due == date(2022, 11, 30)
    assert "1개월" in day.clause


def test_given_an_extension_of_three_months_when_granted_then_the_build_ends_later() -> None:
    assert dates.extended_build_end(date(2022, 11, 30), 3).due == date(2023, 2, 28)


@pytest.mark.parametrize(("months", "used"), [(4, 0), (0, 0), (1, 1)])
def test_given_too_long_or_second_extension_when_asked_then_it_is_refused_with_facts(
    months: int, used: int
) -> None:
    with pytest.raises(ExtensionRefusedError) as refused:
        dates.extended_build_end(date(2022, 11, 30), months, used=used)

    assert refused.value.facts["at_most"] == 3
    assert refused.value.facts["used"] == used


def test_given_a_certificate_when_issued_then_it_is_valid_three_years() -> None:
    assert dates.certificate_end(date(2022, 5, 10)).due == date(2025, 5, 10)


def test_given_a_build_end_when_after_care_is_planned_then_three_unverified_years_follow() -> None:
    days = dates.aftercare_days(date(2023, 2, 28))

    assert [day.due.year for day in days] == [2024, 2025, 2026]
    assert not any(day.verified for day in days)


@pytest.mark.parametrize("regime", list(LegalRegime))
def test_given_any_money_when_settled_then_only_a_national_subsidy_has_a_legal_day(
    regime: LegalRegime,
) -> None:
    day = dates.settlement_day(date(2023, 12, 31), regime)

    if regime is LegalRegime.NATIONAL_SUBSIDY:
        assert day is not None
        assert day.due == date(2024, 2, 29)
    else:
        assert day is None


def test_given_a_pack_with_its_own_span_when_days_are_asked_then_the_pack_wins() -> None:
    short = usual_day_rules().model_copy(update={"care_end": DayRule(months=3, clause="공고 5.2")})

    day = dates.care_end(date(2023, 3, 31), rules=short)

    assert (day.due, day.clause) == (date(2023, 6, 30), "공고 5.2")


@given(any_day, st.lists(st.sampled_from(list(LegalRegime))))
def test_given_any_build_end_when_all_days_are_asked_then_they_come_in_order(
    build_end: date, regimes: list[LegalRegime]
) -> None:
    days = dates.days_of_build(build_end, regimes=tuple(regimes))

    assert [day.due for day in days] == sorted(day.due for day in days)
    assert days[0].kind is DeadlineKind.CHANGE_REQUEST
    settled = [day for day in days if day.kind is DeadlineKind.SETTLEMENT]
    assert len(settled) == (LegalRegime.NATIONAL_SUBSIDY in regimes)


@given(any_day, any_day)
def test_given_any_cause_when_the_change_day_is_asked_then_neither_limit_is_passed(
    cause: date, build_end: date
) -> None:
    day = dates.change_request_day(cause, build_end)

    assert (day.due - cause).days <= 15
    assert day.due <= dates.add_months(build_end, -1)


@given(any_day, st.integers(-60, 60))
def test_given_any_day_when_months_are_added_then_only_the_end_of_a_month_moves_the_day(
    day: date, months: int
) -> None:
    moved = dates.add_months(day, months)

    passed = (moved.year - day.year) * 12 + moved.month - day.month
    assert passed == months
    assert moved.day <= day.day
    assert moved.day == day.day or dates.add_months(moved, 0).day >= 28
