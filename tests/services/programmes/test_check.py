"""Stories about holding a case against the rules."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.words import EligibilityState, FindingResult, OperatingState, Severity, SizeClass
from desktop.services.programmes import packs
from desktop.services.programmes.check import (
    Prepared,
    check,
    counts,
    missing,
    needed_facts,
    proposed_state,
)
from desktop.services.programmes.eligibility_rules import EligibilityRule
from desktop.services.programmes.facts import FACTS, MISSING, FactKind, FactValue, Missing

GOOD: dict[str, FactValue | Missing] = {
    "ksic_division": 25,
    "size_class": SizeClass.SMALL,
    "size_valid_to": date(2023, 3, 31),
    "received_on": date(2022, 4, 20),
    "operating_state": OperatingState.OPERATING,
    "tax_arrears": False,
    "tax_certificate_valid_to": date(2022, 5, 20),
    "credit_default": False,
    "sanctioned": False,
    "excluded_industry": False,
    "double_funding": False,
    "new_build_registered": False,
    "same_level_before": False,
    "partner_recommended": True,
    "root_industry": True,
    "crisis_region": False,
    "disabled_owned": MISSING,
}
PAPERS = [paper.code for paper in packs.pack("sangsaeng-2022").papers]
RULES = packs.pack("sangsaeng-2022").rules_for("type1-basic")


def rule(**parts: Any) -> EligibilityRule:
    shape = {"id": "rule", "severity": "blocks", "clause": "공고 2.1"}
    return EligibilityRule.model_validate(shape | parts)


def test_given_a_good_case_when_checked_then_all_rules_answer_at_once() -> None:
    found = check(GOOD, RULES)

    assert [finding.rule_id for finding in found] == [one.id for one in RULES]
    assert {one.result for one in found if one.severity is not Severity.BONUS} == {
        FindingResult.PASS
    }
    assert proposed_state(found) is EligibilityState.ELIGIBLE
    assert counts(found) == {FindingResult.PASS: len(RULES) - 2}


def test_given_arrears_with_a_restart_fund_when_checked_then_the_exception_names_its_clause() -> (
    None
):
    found = check({**GOOD, "tax_arrears": True, "restart_fund": True}, RULES)

    tax = next(one for one in found if one.rule_id == "tax")
    assert tax.result is FindingResult.EXCEPTION
    assert "재창업자금" in tax.exception_clause
    assert tax.facts == {"tax_arrears": True, "restart_fund": True}
    assert not tax.verified


def test_given_arrears_and_no_word_of_a_restart_fund_when_checked_then_it_stays_open() -> None:
    found = check({**GOOD, "tax_arrears": True}, RULES)

    tax = next(one for one in found if one.rule_id == "tax")
    assert tax.result is FindingResult.FAIL
    assert tax.exception_open
    assert proposed_state(found) is EligibilityState.INELIGIBLE


def test_given_arrears_and_no_restart_fund_when_checked_then_it_fails_for_good() -> None:
    found = check({**GOOD, "tax_arrears": True, "restart_fund": False}, RULES)

    tax = next(one for one in found if one.rule_id == "tax")
    assert (tax.result, tax.exception_open) == (FindingResult.FAIL, False)
    assert tax.exception_clause == ""


def test_given_a_fact_that_nobody_knows_when_checked_then_the_paper_that_tells_is_named() -> None:
    unknown = {**GOOD, "tax_arrears": MISSING}

    found = check(unknown, RULES)

    tax = next(one for one in found if one.rule_id == "tax")
    assert tax.result is FindingResult.UNKNOWN
    assert tax.papers_missing == ("tax_certificate",)
    assert proposed_state(found) is EligibilityState.SUPPLEMENT_ASKED


def test_given_a_fact_without_its_paper_when_papers_are_looked_at_then_it_is_unproven() -> None:
    one = rule(fact="tax_arrears", test="is_false", paper="tax_certificate")

    (unproven,) = check({"tax_arrears": False}, [one], papers=[])
    (proven,) = check({"tax_arrears": False}, [one], papers=["tax_certificate"])
    (failed,) = check({"tax_arrears": True}, [one], papers=[])

    assert unproven.result is FindingResult.UNKNOWN
    assert unproven.papers_missing == ("tax_certificate",)
    assert proven.result is FindingResult.PASS
    assert failed.result is FindingResult.FAIL


@pytest.mark.parametrize(
    ("parts", "facts", "result"),
    [
        ({"fact": "total_cost", "test": "at_most", "value": 200}, {"total_cost": 200}, "pass"),
        ({"fact": "total_cost", "test": "at_most", "value": 200}, {"total_cost": 201}, "fail"),
        ({"fact": "workers", "test": "at_least", "value": 5}, {"workers": 4}, "fail"),
        ({"fact": "workers", "test": "at_least", "value": 5}, {"workers": 5}, "pass"),
        ({"fact": "ksic_division", "test": "between", "value": [10, 34]},
         {"ksic_division": 34}, "pass"),
        ({"fact": "ksic_division", "test": "between", "value": [10, 34]},
         {"ksic_division": 35}, "fail"),
        ({"fact": "sido", "test": "equals", "value": "48"}, {"sido": "48"}, "pass"),
        ({"fact": "sido", "test": "not_in", "value": ["48"]}, {"sido": "48"}, "fail"),
        ({"fact": "size_class", "test": "in", "value": ["small"]},
         {"size_class": SizeClass.SMALL}, "pass"),
        ({"fact": "root_industry", "test": "is_true"}, {"root_industry": False}, "fail"),
        ({"fact": "founded", "test": "date_not_before", "value": date(2020, 1, 1)},
         {"founded": date(2020, 1, 1)}, "pass"),
        ({"fact": "size_valid_to", "test": "date_not_before", "other": "received_on"},
         {"size_valid_to": date(2022, 4, 1), "received_on": date(2022, 4, 2)}, "fail"),
        ({"fact": "size_valid_to", "test": "date_not_before", "other": "received_on"},
         {"size_valid_to": date(2022, 4, 1)}, "unknown"),
        ({"fact": "debt_ratio", "test": "at_most", "value": 500}, {"debt_ratio": 499.9}, "pass"),
    ],
)  # fmt: skip
def test_given_any_test_when_checked_then_its_bounds_belong_to_it(
    parts: dict[str, Any], facts: dict[str, FactValue], result: str
) -> None:
    (finding,) = check(facts, [rule(**parts)])

    assert finding.result == result


@pytest.mark.parametrize(
    "parts",
    [
        {"fact": "nothing", "test": "is_true"},
        {"fact": "tax_arrears", "test": "at_most", "value": 3},
        {"fact": "total_cost", "test": "at_most", "value": "a lot"},
        {"fact": "total_cost", "test": "at_most"},
        {"fact": "total_cost", "test": "at_most", "value": True},
        {"fact": "tax_arrears", "test": "is_false", "value": 3},
        {"fact": "ksic_division", "test": "between", "value": [34, 10]},
        {"fact": "ksic_division", "test": "between", "value": [10]},
        {"fact": "ksic_division", "test": "in", "value": []},
        {"fact": "size_valid_to", "test": "date_not_before", "other": "total_cost"},
    ],
)
def test_given_a_rule_that_makes_no_sense_when_read_then_it_is_refused(
    parts: dict[str, Any],
) -> None:
    with pytest.raises(ValueError, match="pack"):
        rule(**parts)


def test_given_a_new_case_when_asked_what_is_missing_then_it_comes_in_the_order_of_the_rules() -> (
    None
):
    wanted = needed_facts(RULES)

    assert missing({}, wanted) == wanted
    assert missing(GOOD, wanted) == ("disabled_owned",)
    assert wanted.index("ksic_division") < wanted.index("tax_arrears")


# Invariants ----------------------------------------------------------------------------------


def _values(name: str) -> st.SearchStrategy[Any]:
    fact = FACTS[name]
    if fact.words is not None:
        return st.sampled_from(list(fact.words))
    return {
        FactKind.FLAG: st.booleans(),
        FactKind.COUNT: st.integers(0, 99),
        FactKind.DAY: st.integers(0, 900).map(lambda days: date(2021, 1, 1) + timedelta(days)),
    }[fact.kind]


ANY_CASE = st.fixed_dictionaries(
    {name: st.just(MISSING) | _values(name) for name in (*needed_facts(RULES), "restart_fund")}
)


@given(ANY_CASE)
def test_given_any_case_when_checked_then_nothing_unknown_is_ever_held_against_it(
    facts: dict[str, FactValue | Missing],
) -> None:
    found = check(facts, RULES)

    for one, asked in zip(found, RULES, strict=True):
        knows_nothing = facts[asked.fact] is MISSING
        assert (one.result is FindingResult.UNKNOWN) >= knows_nothing
        assert one.result is not FindingResult.EXCEPTION or one.exception_clause
        assert one.clause


@given(ANY_CASE, st.sets(st.sampled_from(PAPERS)))
def test_given_any_papers_when_looked_at_then_they_only_turn_passing_into_unknown(
    facts: dict[str, FactValue | Missing], papers: set[str]
) -> None:
    for without, having in zip(
        check(facts, RULES), check(facts, RULES, papers=papers), strict=True
    ):
        if without.result is not having.result:
            assert without.result in (FindingResult.PASS, FindingResult.EXCEPTION)
            assert having.result is FindingResult.UNKNOWN
            assert set(having.papers_missing).isdisjoint(papers)


def test_given_an_expression_when_checked_then_it_is_a_rule_like_any_other() -> None:
    one = rule(
        expression="not tax_arrears or restart_fund",
        paper="tax_certificate",
        proved_by={"restart_fund": "restart_certificate"},
    )

    (unknown,) = check({"tax_arrears": True}, [one])
    (proven,) = check({"tax_arrears": False}, [one], papers=["tax_certificate"])
    (excused,) = check({"tax_arrears": True, "restart_fund": True}, [one], papers=[])
    (failed,) = check({"tax_arrears": True, "restart_fund": False}, [one])

    assert unknown.result is FindingResult.UNKNOWN
    assert unknown.papers_missing == ("restart_certificate",)
    assert proven.result is FindingResult.PASS
    assert excused.result is FindingResult.UNKNOWN
    assert excused.papers_missing == ("restart_certificate",)
    assert failed.result is FindingResult.FAIL
    assert failed.facts == {"tax_arrears": True, "restart_fund": False}


def test_given_a_rule_of_another_time_when_checked_then_it_does_not_count() -> None:
    one = rule(expression="employees < 50", effective_from="2026-01-01", effective_to="2026-12-31")
    facts = {"employees": 80}

    assert check({**facts, "received_on": date(2025, 12, 31)}, [one]) == ()
    assert check({**facts, "received_on": date(2027, 1, 1)}, [one]) == ()
    assert [found.result for found in check(facts, [one])] == [FindingResult.FAIL]
    assert len(check({**facts, "received_on": date(2026, 12, 31)}, [one])) == 1


@pytest.mark.parametrize("one", RULES, ids=lambda one: one.id)
def test_given_a_shipped_rule_when_nothing_is_known_then_every_fact_of_it_is_asked_for(
    one: EligibilityRule,
) -> None:
    (found,) = check({}, [one])

    assert found.result is FindingResult.UNKNOWN
    assert set(one.asks.missing({})) == set(one.asks.names)


@given(
    st.fixed_dictionaries(
        {name: st.sampled_from([True, False, MISSING]) for name, fact in FACTS.items()
         if fact.kind is FactKind.FLAG}
    ),
    st.none() | st.sets(st.sampled_from(PAPERS)),
    st.dates(date(2022, 1, 1), date(2022, 12, 31)),
)  # fmt: skip
def test_given_any_case_when_only_results_are_asked_then_they_are_those_with_reasons(
    flags: dict[str, FactValue | Missing], papers: set[str] | None, day: date
) -> None:
    rules = [*RULES, rule(id="new", expression="employees < 50", effective_from="2022-06-01")]
    facts = {**GOOD, **flags, "received_on": day}
    prepared = Prepared(rules)

    found = check(facts, rules, papers=papers)

    quick = prepared.results(facts, papers=papers)
    assert quick == {one.rule_id: one.result for one in found}
    assert prepared.state(quick) is proposed_state(found)
