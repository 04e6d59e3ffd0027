"""Stories about the programmes that ship: their numbers, their own tests, and any cost at all."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.tables.application import ApplicationFields
from db.tables.company import CompanyFields
from db.words import FundingSource, Severity, Stage
from desktop.services.matching.money import check as check_money
from desktop.services.matching.money import explain, plan
from desktop.services.programmes import packs
from desktop.services.programmes.check import check, proposed_state
from desktop.services.programmes.funding_rules import LineKey
from tests.services.programmes import shipped_table

if TYPE_CHECKING:
    from desktop.services.programmes.pack import Pack
    from desktop.services.programmes.pack_tests import PackTest

MAN = 10_000
EOK = 100_000_000
GUIDE = Path(__file__).resolve().parents[3] / "docs" / "guide"
HALF, THIRTY = Fraction(1, 2), Fraction(3, 10)

SHIPPED = [packs.load_pack(path) for path in sorted(packs.packs_folder().glob("*.toml"))]
BY_ID = {pack.id: pack for pack in SHIPPED}
OWN_TESTS = [(pack, test) for pack in SHIPPED for test in pack.tests]
TRACKS = [(pack, track) for pack in SHIPPED for track in pack.tracks]

# Type × year × ratio × cap as public sources have it: 만원, the state's share, months to build.
KNOWN = [
    ("sangsaeng-2019", "small", 1_000, HALF, None),
    ("jeongbu-2021", "basic", 7_000, HALF, 9),
    ("jeongbu-2021", "advanced1", 20_000, HALF, 9),
    ("jeongbu-2021", "advanced2", 40_000, HALF, 9),
    ("sangsaeng-2021", "type1-basic", 4_200, THIRTY, 9),
    ("sangsaeng-2021", "type1-advanced1", 12_000, THIRTY, 9),
    ("sangsaeng-2021", "type2-small", 1_000, HALF, 9),
    ("jeongbu-2022", "basic", 5_000, HALF, None),
    ("jeongbu-2022", "advanced1", 20_000, HALF, None),
    ("jeongbu-2022", "advanced2", 40_000, HALF, None),
    ("jeongbu-2022", "same-level", 5_000, HALF, None),
    ("sangsaeng-2022", "type1-basic", 4_200, THIRTY, 9),
    ("sangsaeng-2022", "type1-advanced1", 12_000, THIRTY, 9),
    ("sangsaeng-2022", "type1-advanced2", 24_000, THIRTY, 9),
    ("sangsaeng-2022", "type2-small", 1_000, HALF, 9),
    ("jeongbu-2023", "advanced1", 20_000, HALF, 9),
    ("jeongbu-2023", "advanced1-same", 5_000, HALF, 6),
    ("sangsaeng-2023", "type1-basic-same", 3_000, THIRTY, 6),
    ("sangsaeng-2023", "type1-advanced1", 12_000, THIRTY, 9),
    ("sangsaeng-2023", "type2-small", 1_000, HALF, 6),
    ("ministries-2023", "advanced1", 20_000, HALF, 9),
    ("ministries-2023", "advanced1-same", 5_000, HALF, 6),
    ("carbon-2023", "advanced1", 20_000, HALF, None),
    ("carbon-2023", "advanced1-same", 5_000, HALF, None),
    ("autonomous-2025", "ai", 20_000, HALF, 9),
    ("jeongbu-2026", "first", 20_000, HALF, 9),
    ("jeongbu-2026", "second", 20_000, HALF, 9),
]


@pytest.mark.parametrize(("pack_id", "track_code", "cap", "share", "months"), KNOWN)
def test_given_a_programme_when_read_then_cap_share_and_months_are_those_that_were_found(
    pack_id: str, track_code: str, cap: int, share: Fraction, months: int | None
) -> None:
    track = BY_ID[pack_id].track(track_code)

    assert track is not None
    national = track.funding.line(LineKey(FundingSource.NATIONAL))
    assert national is not None
    assert (national.cap, national.max_share) == (cap * MAN, share)
    assert track.build_months == months


def test_given_the_programmes_then_all_that_were_asked_for_ship() -> None:
    assert set(BY_ID) == {
        "sangsaeng-2019", "jeongbu-2021", "sangsaeng-2021", "jeongbu-2022", "sangsaeng-2022",
        "jeongbu-2023", "sangsaeng-2023", "ministries-2023", "carbon-2023", "gyeongnam-2024",
        "autonomous-2025", "jeongbu-2026",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("pack", "test"), OWN_TESTS, ids=[f"{pack.id}: {test.id}" for pack, test in OWN_TESTS]
)
def test_given_the_own_tests_of_a_programme_when_run_then_each_comes_out_as_written(
    pack: Pack, test: PackTest
) -> None:
    track = pack.track(test.track)
    assert track is not None
    if test.total_cost is not None:
        found = plan(test.total_cost, track.funding)
        assert found.is_whole is test.payable
        if test.payable:
            paid = {source: found.of(source) for source in FundingSource if found.of(source)}
            assert paid == {source: won for source, won in test.amounts.items() if won}
    if test.findings or test.state:
        findings = check(test.facts, pack.rules_for(test.track), papers=test.papers)
        results = {one.rule_id: one.result for one in findings}
        assert {rule: results[rule] for rule in test.findings} == test.findings
        assert test.state in (None, proposed_state(findings))


@pytest.mark.parametrize(("pack", "track"), TRACKS, ids=[f"{p.id}/{t.code}" for p, t in TRACKS])
def test_given_a_track_then_an_example_of_its_own_says_who_pays(pack: Pack, track: object) -> None:
    examples = [test for test in pack.tests if test.track == track.code and test.amounts]  # type: ignore[attr-defined]

    assert examples


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(TRACKS), st.one_of(st.integers(0, 50_000), st.integers(0, 30 * EOK)))
def test_given_any_programme_and_cost_when_planned_then_it_adds_up_to_the_won_or_says_why(
    of_pack: tuple[Pack, object], cost: int
) -> None:
    rules = of_pack[1].funding  # type: ignore[attr-defined]

    found = plan(cost, rules)

    if found.infeasible is None:
        assert sum(found.amounts.values()) == cost
        assert check_money(cost, found.amounts, rules) == ()
    else:
        assert found.infeasible.amount > 0
        assert found.infeasible.stops
        fits = found.infeasible.shrink_to
        assert fits is None or plan(fits, rules).is_whole
    for line in found.lines:
        assert explain(line)[-1].facts["clause"]


@pytest.mark.parametrize("pack", SHIPPED, ids=lambda pack: pack.id)
def test_given_a_programme_then_every_part_of_it_is_filled_and_says_where_it_was_read(
    pack: Pack,
) -> None:
    assert pack.forms_for(pack.tracks[0].code)
    (card,) = pack.scorecards_for(pack.tracks[0].code)
    assert not card.verified  # a design; no official table could be read
    assert all(one.anchors for one in card.criteria())
    assert pack.kpi is not None
    assert pack.bonus is not None
    assert pack.documents
    assert {stage for stage in Stage if pack.steps_of(stage)} >= {
        Stage.APPLICATION,
        Stage.BUILDOUT,
        Stage.AFTERCARE,
    }
    for rule in (*pack.rules, *pack.bonus.items()):
        assert rule.citation or not rule.verified
        assert rule.note or rule.citation
    for track in pack.tracks:
        for line in (*track.funding.lines, *track.funding.groups):
            assert line.citation


@pytest.mark.parametrize("pack", SHIPPED, ids=lambda pack: pack.id)
def test_given_the_form_of_a_programme_then_what_it_keeps_has_a_column(pack: Pack) -> None:
    columns = {
        *(f"application.{name}" for name in ApplicationFields.model_fields),
        *(f"company.{name}" for name in CompanyFields.model_fields),
    }

    kept = {one.keeps for form in pack.forms for one in form.fields() if one.keeps}

    assert kept
    assert kept <= columns


def test_given_the_law_of_2023_then_only_later_programmes_stand_on_it_as_verified() -> None:
    barred = {
        pack.year: rule.verified for pack in SHIPPED for rule in pack.rules if rule.id == "sanction"
    }

    assert barred == {year: year > 2023 for year in (2019, 2021, 2022, 2023, 2024, 2025, 2026)}


def test_given_numbers_from_blogs_then_each_of_them_is_marked() -> None:
    pack = BY_ID["jeongbu-2026"]

    for track in pack.tracks:
        assert not track.verified
        assert not any(line.verified for line in track.funding.lines)
        assert all(line.note for line in track.funding.lines)


def test_given_two_rounds_then_the_second_asks_a_person_to_look_at_the_sum_of_both() -> None:
    second = BY_ID["jeongbu-2026"].rules_for("second")

    findings = {one.rule_id: one for one in check({"previous_supports": 1}, second)}

    assert findings["both-rounds"].severity is Severity.WARNS
    assert findings["both-rounds"].result.value == "fail"
    assert "2억 5,000만원" in findings["both-rounds"].clause


def test_given_the_guide_then_its_tables_say_what_the_packs_say() -> None:
    guide = (GUIDE / "shipped-packs.md").read_text("utf-8")

    assert shipped_table.money_table() in guide
    assert shipped_table.verified_table() in guide
