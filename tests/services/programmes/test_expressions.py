"""Stories about expressions: what they mean, what is refused, and that nothing gets through."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.words import SizeClass, SystemLevel
from desktop.services.programmes.expression_text import LONGEST
from desktop.services.programmes.expressions import ExpressionError, compiled
from desktop.services.programmes.facts import MISSING, FactKind, FactValue, Missing

FACTS: dict[str, FactValue | Missing] = {
    "size_class": SizeClass.SMALL,
    "employees": 12,
    "workers": 0,
    "total_cost": 200_000_000,
    "requested_amount": 60_000_000,
    "debt_ratio": 0.1,
    "received_on": date(2026, 3, 31),
    "founded": date(2023, 4, 1),
    "current_level": SystemLevel.BASIC,
    "target_level": SystemLevel.MIDDLE_1,
    "tax_arrears": False,
    "restart_fund": MISSING,
    "sido": "48",
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("employees < 50 and size_class in ['micro', 'small']", True),
        ("10 <= employees <= 11", False),
        ("size_class not in ('micro', 'small')", False),
        ("size_class < 'medium'", True),
        ("target_level > current_level", True),
        ("not tax_arrears", True),
        ("tax_arrears == False", True),
        ("requested_amount <= total_cost * 0.3", True),
        ("requested_amount / total_cost == 0.3", True),
        ("debt_ratio <= 0.1", True),
        ("days_between(founded, received_on) == 1095", True),
        ("months_between(founded, received_on) >= 36", False),
        ("received_on - founded > 3 * 364", True),
        ("founded + 365 < day('2026-01-01')", True),
        ("min(employees, workers, 5) == 0", True),
        ("rounded_down(total_cost * 0.3, 1_000_000) == 60_000_000", True),
        ("(employees if employees > 10 else workers) == 12", True),
        ("known(restart_fund) or employees == 12", True),
        ("known(restart_fund)", False),
        ("-employees < 0", True),
        ("employees / workers > 1", None),
        ("founded + 9_999_999_999 > received_on", None),
        ("sido == '48'", True),
    ],
)  # fmt: skip
def test_given_facts_when_an_expression_is_asked_then_it_says_what_people_read_in_it(
    text: str, value: bool | None
) -> None:
    assert compiled(text).value(FACTS) is value


@pytest.mark.parametrize(
    ("text", "value", "missing"),
    [
        ("restart_fund", None, ("restart_fund",)),
        ("restart_fund or employees > 5", True, ()),
        ("restart_fund and employees > 50", False, ()),
        ("restart_fund and employees > 5", None, ("restart_fund",)),
        ("restart_fund or sanctioned or employees > 50", None, ("restart_fund", "sanctioned")),
        ("not restart_fund", None, ("restart_fund",)),
        ("sales > 0 if employees > 5 else exports > 0", None, ("sales",)),
        ("sales > 0 if restart_fund else exports > 0", None, ("restart_fund",)),
    ],
)
def test_given_a_missing_fact_when_asked_then_it_is_unknown_only_where_that_matters(
    text: str, value: bool | None, missing: tuple[str, ...]
) -> None:
    expression = compiled(text)

    assert expression.value(FACTS) is value
    assert expression.missing(FACTS) == missing


@pytest.mark.parametrize(
    ("text", "expected", "position", "found", "meant"),
    [
        ("tax_areas == False", "known_fact", 1, "tax_areas", "tax_arrears"),
        ("sido == '경남' and employes > 3", "known_fact", 18, "employes", "employees"),
        ("size_class in ['micro', 'smal']", "word_of_the_list", 25, "smal", "small"),
        ("employees = 5", "sign_of_the_grammar", 11, "=", "=="),
        ("employees > 5 && workers > 5", "sign_of_the_grammar", 15, "&&", "and"),
        ("tax_arrears == false", "word_of_the_grammar", 16, "false", "False"),
        ("employees > tax_arrears", "value_of_same_kind", 13,
         "employees (count), tax_arrears (flag)", ""),
        ("total_cost > employees", "value_of_same_kind", 14,
         "total_cost (won), employees (count)", ""),
        ("total_cost + employees > 5", "won_with_won", 14, "employees (count)", ""),
        ("total_cost * sales > 5", "won_times_a_number", 14, "sales (won)", ""),
        ("employees and workers > 3", "yes_or_no", 1, "employees (count)", ""),
        ("sido > '48'", "something_that_has_an_order", 1, "sido (text)", ""),
        ("size_class == current_level", "word_of_the_same_list", 1, "size_class (word)", ""),
        ("size_class == sido", "word_of_the_list", 15, "sido (text)", ""),
        ("founded + received_on > founded", "a_day_and_days", 11, "received_on (day)", ""),
        ("received_on > day('2026-02-30')", "values_of_this_function", 19, "2026-02-30 (text)", ""),
        ("minimum(employees, 3) > 1", "known_function", 1, "minimum", "min"),
        ("min(employees) > 1", "this_many_values", 1, 1, ""),
        ("employees", "value_of_kind_flag", 1, "employees (count)", ""),
        ("employees in 5", "a_list_of_values", 14, "5", ""),
        ("employees > ", "whole_expression", 13, "", ""),
        ("", "an_expression", 1, "", ""),
        ("employees.real > 1", "sign_of_the_grammar", 10, ".", ""),
        ("__import__('os')", "known_function", 1, "__import__", ""),
        ("[x for x in (1, 2)]", "part_of_the_grammar", 1, "[x for x in (1, 2)]", ""),
        ("employees is 5", "part_of_the_grammar", 1, "employees is 5", ""),
        ("employees ** 5 > 1", "part_of_the_grammar", 1, "employees ** 5", ""),
        ("employees > 99999999999999999999", "smaller_number", 13, None, ""),
    ],
)  # fmt: skip
def test_given_a_mistake_when_compiled_then_place_and_probable_meaning_are_told(
    text: str, expected: str, position: int | None, found: object, meant: str
) -> None:
    with pytest.raises(ExpressionError) as refused:
        compiled(text)

    error = refused.value
    assert error.expected == expected
    assert position is None or error.position == position
    assert found is None or error.found == found
    assert error.meant == meant


@pytest.mark.parametrize(
    "text",
    [
        "(" * 400 + "employees > 1" + ")" * 400,
        "not " * 200 + "tax_arrears",
        " and ".join(["tax_arrears"] * 80),
        "employees > 1" + " " * LONGEST,
        "-" * 100 + "employees > 1",
        "tax_arrears or " * 66 + "tax_arrears",
        f"employees in [{', '.join(map(str, range(250)))}]",
    ],
    ids=["brackets", "nots", "ands", "spaces", "minuses", "ors", "list"],
)
def test_given_an_expression_without_end_when_compiled_then_it_is_refused_or_bounded(
    text: str,
) -> None:
    said = _tried(text)

    assert said in {"simpler_expression", "shorter_expression", "whole_expression", "works"}


_WORDS = st.sampled_from(
    [
        *("employees", "total_cost", "size_class", "tax_arrears", "received_on", "restart_fund"),
        *("and", "or", "not", "in", "if", "else", "(", ")", "[", "]", ",", "+", "-", "*", "/"),
        *("<", "<=", "==", "!=", "'small'", "0.5", "3", "1_000", "min", "day", "known", "**"),
        *("lambda", ":", ".", "__class__", "가", "\\", "'", '"', "\n", "{", "}", "@", "#", "0x1f"),
        *("for", "is", "await", "yield", "f'{x}'", "...", "1e5", "\x00", "\u3000", "None", "True"),
    ]
)


@given(st.lists(_WORDS, max_size=40).map(" ".join) | st.text(max_size=200))
@settings(max_examples=600, deadline=None)
def test_given_any_text_when_compiled_then_it_works_or_says_where_it_does_not(text: str) -> None:
    assert _tried(text)


def _tried(text: str) -> str:
    """Return what a text is refused for, or that it works; anything else is raised."""
    try:
        expression = compiled(text)
    except ExpressionError as error:
        return error.expected if 1 <= error.position <= len(text) + 1 else ""
    answers = [expression.value(FACTS), expression.value({})]
    return "works" if all(one in (True, False, None) for one in answers) else ""


def _logic(depth: int) -> st.SearchStrategy[str]:
    flags = st.sampled_from(["tax_arrears", "restart_fund", "sanctioned", "employees > 5"])
    if not depth:
        return flags
    inner = _logic(depth - 1)
    return st.one_of(
        flags,
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("(not {})".format, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
    )


_FLAGS = ("tax_arrears", "restart_fund", "sanctioned")
_MAYBE = st.fixed_dictionaries(
    {name: st.sampled_from([True, False, MISSING]) for name in _FLAGS}
    | {"employees": st.sampled_from([3, 12, MISSING])}
)


@given(_logic(3), _MAYBE, st.data())
@settings(max_examples=300, deadline=None)
def test_given_an_answer_with_facts_missing_when_they_come_then_the_answer_stands(
    text: str, facts: dict[str, Any], data: st.DataObject
) -> None:
    expression = compiled(text)
    early = expression.value(facts)
    whole = {
        name: value
        if value is not MISSING
        else data.draw(st.sampled_from([3, 12] if name == "employees" else [True, False]))
        for name, value in facts.items()
    }

    late = expression.value(whole)

    assert isinstance(late, bool)
    assert early is None or early is late
    assert bool(expression.missing(facts)) is (early is None)
    assert late is _by_python(text, whole)


def _by_python(text: str, facts: dict[str, Any]) -> bool:
    """Return what Python makes of a text of flags; only ever given texts made above."""
    return bool(eval(text, {"__builtins__": {}}, facts))


@given(st.integers(0, 10**12), st.integers(0, 10**6), st.decimals(0, 10, places=3, allow_nan=False))
def test_given_numbers_when_reckoned_then_not_a_won_is_lost(
    cost: int, people: int, share: Any
) -> None:
    facts = {"total_cost": cost, "employees": people}
    expression = compiled(f"total_cost * {share} + 1", kind=FactKind.WON)

    assert expression.value(facts) == cost * Fraction(str(share)) + 1
