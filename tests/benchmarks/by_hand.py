"""The checks of the shipped programmes as a programmer would write them by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from db.words import FindingResult

PASS, FAIL = FindingResult.PASS, FindingResult.FAIL
UNKNOWN, EXCEPTION = FindingResult.UNKNOWN, FindingResult.EXCEPTION

Check = Callable[[Mapping[str, Any]], FindingResult]


def _flag(name: str, *, wanted: bool) -> Check:
    def check(facts: Mapping[str, Any]) -> FindingResult:
        value = facts.get(name)
        if value is None:
            return UNKNOWN
        return PASS if value is wanted else FAIL

    return check


def _among(name: str, allowed: tuple[str, ...]) -> Check:
    def check(facts: Mapping[str, Any]) -> FindingResult:
        value = facts.get(name)
        if value is None:
            return UNKNOWN
        return PASS if value in allowed else FAIL

    return check


def _valid_on_receipt(name: str) -> Check:
    def check(facts: Mapping[str, Any]) -> FindingResult:
        valid_to, received = facts.get(name), facts.get("received_on")
        if valid_to is None or received is None:
            return UNKNOWN
        return PASS if valid_to >= received else FAIL

    return check


def _unless(name: str, exception: str) -> Check:
    """Ask for a flag to be false, with an exception where another one is true."""

    def check(facts: Mapping[str, Any]) -> FindingResult:
        value = facts.get(name)
        if value is None:
            return UNKNOWN
        if not value:
            return PASS
        return EXCEPTION if facts.get(exception) is True else FAIL

    return check


def _manufacturing(facts: Mapping[str, Any]) -> FindingResult:
    division = facts.get("ksic_division")
    if division is None:
        return UNKNOWN
    return PASS if 10 <= division <= 34 else FAIL


def _at_most(name: str, most: int) -> Check:
    def check(facts: Mapping[str, Any]) -> FindingResult:
        value = facts.get(name)
        if value is None:
            return UNKNOWN
        return PASS if value <= most else FAIL

    return check


def _operating(facts: Mapping[str, Any]) -> FindingResult:
    state = facts.get("operating_state")
    if state is None:
        return UNKNOWN
    return PASS if state == "operating" else FAIL


CHECKS: dict[str, Check] = {
    "manufacturing": _manufacturing,
    "size": _among("size_class", ("micro", "small", "medium", "midsize")),
    "size-small": _among("size_class", ("micro", "small")),
    "size-valid": _valid_on_receipt("size_valid_to"),
    "operating": _operating,
    "tax": _unless("tax_arrears", "restart_fund"),
    "tax-valid": _valid_on_receipt("tax_certificate_valid_to"),
    "credit": _flag("credit_default", wanted=False),
    "sanction": _flag("sanctioned", wanted=False),
    "industry": _flag("excluded_industry", wanted=False),
    "double-funding": _flag("double_funding", wanted=False),
    "new-build": _flag("new_build_registered", wanted=False),
    "same-level": _unless("same_level_before", "target_exceeded"),
    "same-level-again": _flag("same_level_before", wanted=True),
    "partner": _flag("partner_recommended", wanted=True),
    "region": _among("sido", ("28", "29", "44", "46", "48", "50", "51")),
    "target": _among("target_level", ("middle_1", "middle_2", "advanced")),
    "rounds": _at_most("previous_supports", 1),
    "first-round": _at_most("previous_supports", 0),
    "both-rounds": _at_most("previous_supports", 0),
    "bonus-root": _flag("root_industry", wanted=True),
    "bonus-crisis": _flag("crisis_region", wanted=True),
    "bonus-disabled": _flag("disabled_owned", wanted=True),
}
"""What each rule of the shipped programmes asks, by its id, written once more in plain Python."""
