"""The lists of the command line find what the window finds, for people and for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.runs import answer_of

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def test_given_a_stage_when_cases_are_asked_for_then_only_that_stage_is_listed(ieum: Run) -> None:
    everything = answer_of(ieum("cases", "--json", "--limit", 0))
    found = answer_of(ieum("cases", "단계:사후관리", "--json", "--limit", 0))

    wanted = [row["number"] for row in everything["cases"] if row["stage"] == "aftercare"]
    assert [row["number"] for row in found["cases"]] == wanted
    assert found["count"] == len(wanted) > 0


def test_given_more_cases_than_the_limit_then_the_rest_is_counted(ieum: Run) -> None:
    result = ieum("cases", "--limit", 2)

    assert len(result.stdout.splitlines()) == 3  # the titles and two cases
    assert "--limit 0" in result.stderr


def test_given_a_misspelt_key_then_the_answer_stays_clean_and_the_word_is_named(ieum: Run) -> None:
    result = ieum("cases", "단게:구축", "--json")

    answer_of(result)
    assert "단계" in result.stderr


def test_given_a_negated_clause_behind_two_dashes_then_it_is_part_of_the_query(ieum: Run) -> None:
    everything = answer_of(ieum("cases", "--json", "--limit", 0))
    found = answer_of(ieum("cases", "--json", "--limit", 0, "--", "-단계:사후관리"))

    assert 0 < found["count"] < everything["count"]
    assert all(row["stage"] != "aftercare" for row in found["cases"])


def test_given_a_company_when_it_is_searched_then_it_is_in_the_answer(ieum: Run) -> None:
    first = answer_of(ieum("companies", "--json", "--limit", 1))["companies"][0]

    again = answer_of(ieum("companies", f"번호:{first['brn']}", "--json"))

    assert [row["id"] for row in again["companies"]] == [first["id"]]
    assert first["name"] in ieum("companies", f"번호:{first['brn']}").stdout


def test_given_a_case_when_it_is_shown_then_head_and_days_are_those_of_the_window(
    ieum: Run,
) -> None:
    row = answer_of(ieum("cases", "단계:구축", "상태:진행", "--json", "--limit", 1))["cases"][0]

    shown = answer_of(ieum("case", row["number"], "--json"))

    assert shown["case"]["id"] == row["id"]
    assert shown["case"]["total_cost"] == row["total_cost"]
    assert min(day["due"] for day in shown["deadlines"] if not day["done_on"]) == row["due"]
    told = ieum("case", row["number"]).stdout
    assert row["company"] in told
    assert row["due"] in told


def test_given_the_end_of_a_number_then_the_only_case_is_shown_or_the_choice_is_named(
    ieum: Run,
) -> None:
    number = answer_of(ieum("cases", "--json", "--limit", 1))["cases"][0]["number"]

    whole = ieum("case", number[2:])
    many = ieum("case", number[-1])
    none = ieum("case", "9999-XX-99999")

    assert number in whole.stdout
    assert (many.exit_code, none.exit_code) == (1, 1)
    assert "9999-XX-99999" in none.stderr
