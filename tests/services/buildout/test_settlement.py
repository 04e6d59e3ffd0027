"""Stories about the final account of a project."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from db.words import FundingSource
from desktop.services.buildout.settlement import (
    ClawBack,
    SpentItem,
    accepted_spending,
    settle,
)

NATIONAL, PARTNER, COMPANY = (
    FundingSource.NATIONAL,
    FundingSource.PARTNER,
    FundingSource.COMPANY,
)
AGREED = {NATIONAL: 60_000_000, PARTNER: 60_000_000, COMPANY: 80_000_000}
CAPPED = {NATIONAL: 42_000_000, PARTNER: 54_000_000, COMPANY: 84_000_000}


def test_given_the_worked_example_when_settled_then_the_state_gets_3641230_won_back() -> None:
    spent = accepted_spending([SpentItem(200_000_000, 190_000_000, refused=2_000_000)])

    account = settle(AGREED, spent, interest={NATIONAL: 41_230})

    assert spent == 188_000_000
    assert account.of(NATIONAL).confirmed == 56_400_000
    assert account.of(PARTNER).confirmed == 56_400_000
    assert account.of(COMPANY).confirmed == 75_200_000
    assert account.of(NATIONAL).to_return == 3_641_230
    assert account.of(PARTNER).to_return == 3_600_000
    assert account.of(COMPANY).to_return == 0


def test_given_the_cap_example_when_all_was_spent_then_each_keeps_what_was_agreed() -> None:
    account = settle(CAPPED, 180_000_000, caps={NATIONAL: 42_000_000})

    assert [share.confirmed for share in account.shares] == list(CAPPED.values())


def test_given_the_cap_example_when_less_was_spent_then_shares_shrink_from_the_agreed_ones() -> (
    None
):
    account = settle(CAPPED, 170_000_000)

    assert account.of(NATIONAL).confirmed == 39_666_666
    assert account.of(PARTNER).confirmed == 51_000_000
    assert account.of(COMPANY).confirmed == 79_333_334


def test_given_a_lower_cap_when_settled_then_the_company_carries_the_difference() -> None:
    account = settle(AGREED, 200_000_000, caps={NATIONAL: 50_000_000})

    assert account.of(NATIONAL).to_return == 10_000_000
    assert account.of(COMPANY).confirmed == 90_000_000


def test_given_lines_above_their_amount_when_accepted_then_the_transfer_limit_cuts() -> None:
    items = [SpentItem(100, 130, refused=5), SpentItem(100, 70)]

    assert accepted_spending(items) == 195
    assert accepted_spending(items, transfer_limit=Fraction(1, 10)) == 110 + 70


def test_given_a_company_that_paid_too_little_when_settled_then_the_others_shrink_with_it() -> None:
    account = settle(AGREED, 200_000_000, company_paid=40_000_000)

    assert account.company_short == 40_000_000
    assert account.of(NATIONAL).confirmed == 30_000_000
    assert account.of(PARTNER).to_return == 30_000_000


def test_given_less_paid_out_than_confirmed_when_settled_then_the_payer_still_owes() -> None:
    account = settle(AGREED, 200_000_000, paid_out={NATIONAL: 42_000_000})

    assert (account.of(NATIONAL).to_return, account.of(NATIONAL).to_receive) == (0, 18_000_000)


def test_given_misuse_when_clawed_back_then_it_stands_beside_the_account() -> None:
    assert ClawBack(misused=1_000_000, interest=23_456).total == 1_023_456


won = st.integers(0, 10**10)


@given(
    st.fixed_dictionaries({NATIONAL: won, PARTNER: won, COMPANY: won}),
    st.integers(0, 10**11),
    st.integers(0, 10**7),
)
def test_given_any_account_when_settled_then_confirmed_amounts_add_up_to_the_spending(
    agreed: dict[FundingSource, int], accepted: int, interest: int
) -> None:
    account = settle(agreed, accepted, interest={NATIONAL: interest})

    assert sum(share.confirmed for share in account.shares) == accepted
    for source in (NATIONAL, PARTNER):
        share = account.of(source)
        assert 0 <= share.confirmed <= agreed[source]
        assert share.to_return == share.paid_out + share.interest - share.confirmed
    if accepted <= sum(agreed.values()):
        # The company takes what cutting to the won leaves: less than one won per other payer.
        fair = Fraction(agreed[COMPANY] * accepted, sum(agreed.values()) or 1)
        assert 0 <= account.of(COMPANY).confirmed - fair < 2
