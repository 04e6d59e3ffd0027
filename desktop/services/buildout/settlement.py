"""Computes what every payer keeps and gets back when a project is settled (정산)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from db.words import FundingSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class SpentItem:
    """One cost line (비목) in won, without VAT; `refused` is the part of `spent` not accepted."""

    agreed: int
    spent: int
    refused: int = 0


@dataclass(frozen=True)
class SettledShare:
    """One payer's account, in won.

    to_return: what goes back to the payer: paid out + interest - confirmed, never below 0.
    to_receive: what the payer still owes, where less was paid out than is confirmed.
    """

    source: FundingSource
    agreed: int
    paid_out: int
    interest: int
    confirmed: int
    to_return: int
    to_receive: int


@dataclass(frozen=True)
class Settlement:
    """The account of a project; the confirmed amounts add up to `accepted`.

    company_short: won that the company should have paid in and did not; the other payers' amounts
    are cut by the same proportion.
    """

    accepted: int
    shares: tuple[SettledShare, ...]
    company_short: int = 0

    def of(self, source: FundingSource) -> SettledShare:
        """Return one payer's account."""
        return next(share for share in self.shares if share.source is source)


@dataclass(frozen=True)
class ClawBack:
    """Money taken back as a sanction (환수): an account of its own, never netted with a return."""

    misused: int
    interest: int

    @property
    def total(self) -> int:
        """Return the won to pay back."""
        return self.misused + self.interest


def accepted_spending(items: Iterable[SpentItem], *, transfer_limit: Fraction | None = None) -> int:
    """Return E, the spending that counts, in won (domain 5.4).

    transfer_limit: how far a line may pass its agreed amount (전용한도), such as 1/10; None where
    the agreement limits no single line. It is set per agreement and not verified (domain 5.4).
    """
    return sum(_accepted(item, transfer_limit) for item in items)


def _accepted(item: SpentItem, transfer_limit: Fraction | None) -> int:
    counted = item.spent - item.refused
    if transfer_limit is None:
        return counted
    return min(counted, math.floor(item.agreed * (1 + transfer_limit)))


def settle(
    agreed: Mapping[FundingSource, int],
    accepted: int,
    *,
    paid_out: Mapping[FundingSource, int] | None = None,
    interest: Mapping[FundingSource, int] | None = None,
    caps: Mapping[FundingSource, int] | None = None,
    company_paid: int | None = None,
) -> Settlement:
    """Return every payer's confirmed amount and what goes back, in the order of `agreed`.

    agreed: won per source, together the agreed cost. accepted: E, from `accepted_spending`.
    paid_out: won that came in, as agreed where not named. caps: upper limits of confirmed amounts.
    company_paid: the company's own accepted cash; where it is below its share of E, the other
    payers' amounts shrink with it.

    Each payer keeps min(agreed, E x agreed / total, cap), cut to the won; the company's amount is
    what remains of E (비율법, domain 5.4; in use, not verified for every agreement).
    """
    total = sum(agreed.values())
    ratio = Fraction(min(accepted, total), total) if total else Fraction(0)
    short = 0
    own = agreed.get(FundingSource.COMPANY, 0)
    if company_paid is not None and own and company_paid < own * ratio:
        short = math.ceil(own * ratio) - company_paid
        ratio = Fraction(company_paid, own)
    confirmed = {
        source: min(amount, math.floor(amount * ratio), (caps or {}).get(source, amount))
        for source, amount in agreed.items()
    }
    others = sum(won for source, won in confirmed.items() if source is not FundingSource.COMPANY)
    confirmed[FundingSource.COMPANY] = accepted - others
    shares = tuple(
        _share(
            source,
            agreed.get(source, 0),
            confirmed[source],
            paid_out=(paid_out or {}).get(source, agreed.get(source, 0)),
            interest=(interest or {}).get(source, 0),
        )
        for source in confirmed
    )
    return Settlement(accepted, shares, short)


def _share(
    source: FundingSource, agreed: int, confirmed: int, *, paid_out: int, interest: int
) -> SettledShare:
    """Balance one account; nothing goes back to the company from itself."""
    balance = 0 if source is FundingSource.COMPANY else paid_out + interest - confirmed
    return SettledShare(
        source,
        agreed,
        paid_out,
        interest,
        confirmed,
        to_return=max(balance, 0),
        to_receive=max(-balance, 0),
    )
