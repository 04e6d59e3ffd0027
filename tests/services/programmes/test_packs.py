"""Stories about the packs that ship, and about packs with mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from db.words import FundingSource, Stage
from desktop.services.matching.money import plan
from desktop.services.programmes import packs
from desktop.services.programmes.day_rules import usual_day_rules
from desktop.services.programmes.eligibility_rules import Asks
from desktop.services.programmes.errors import (
    MissingKeyError,
    PackBrokenError,
    PackMissingError,
    PackMistakeError,
    PackSyntaxError,
    PackTwiceError,
    UnknownKeyError,
    UnknownReferenceError,
    WrongValueError,
)
from desktop.services.programmes.facts import FACTS

if TYPE_CHECKING:
    from pathlib import Path

MAN = 10_000
EOK = 100_000_000
SHIPPED = sorted(packs.packs_folder().glob("*.toml"))

SMALL_PACK = """\
id = "trial-2030"
version = "1.2"
programme = "trial"
year = 2030
title = { ko = "시험", en = "Trial" }

[[track]]
code = "one"
title = { ko = "하나", en = "One" }

[[track.funding.line]]
source = "national"
regime = "contribution"
takes = "most"
max_share = 0.3
cap = 1_000_000

[[track.funding.line]]
source = "company"
regime = "own"
takes = "rest"

[[paper]]
code = "plan"
title = { ko = "계획서", en = "Plan" }
stage = "application"

[[rule]]
id = "small"
fact = "size_class"
test = "in"
value = ["micro", "small"]
severity = "blocks"
"""


def write(folder: Path, text: str, name: str = "trial.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def mistakes_in(path: Path) -> tuple[PackMistakeError, ...]:
    with pytest.raises(PackBrokenError) as broken:
        packs.load_pack(path)
    found = broken.value.facts["mistakes"]
    assert isinstance(found, tuple)
    return found


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_given_a_shipped_pack_when_read_then_every_rule_says_where_it_comes_from(
    path: Path,
) -> None:
    pack = packs.load_pack(path)

    assert pack.id == path.stem
    for rule in pack.rules:
        assert rule.clause
        assert rule.citation or not rule.verified
        assert rule.verified or rule.note or rule.citation
    for track in pack.tracks:
        for line in (*track.funding.lines, *track.funding.groups):
            assert line.clause
            assert line.citation
    for stage in Stage:
        assert pack.steps_of(stage) or stage is Stage.MATCHING
        assert pack.papers_for(pack.tracks[0].code, stage) or stage is Stage.MATCHING


def test_given_the_shipped_packs_when_listed_then_the_newest_year_comes_first() -> None:
    rows = packs.list_packs()

    assert [row.year for row in rows] == sorted((row.year for row in rows), reverse=True)
    assert (rows[0].year, rows[-1].year) == (2026, 2019)


@pytest.mark.parametrize(
    ("pack_id", "track", "cost", "public", "partner", "company"),
    [
        ("sangsaeng-2022", "type1-basic", EOK, 3_000, 3_000, 4_000),
        ("sangsaeng-2022", "type1-basic", 2 * EOK, 4_200, 7_800, 8_000),
        ("sangsaeng-2022", "type1-advanced1", 45_000 * MAN, 12_000, 15_000, 18_000),
        ("sangsaeng-2022", "type1-advanced2", 8 * EOK, 24_000, 24_000, 32_000),
        ("sangsaeng-2022", "type2-small", 2_000 * MAN, 1_000, 1_000, 0),
        ("gyeongnam-2024", "basic", EOK, 3_000, 3_000, 4_000),
        ("gyeongnam-2024", "autonomous", 12 * EOK, 72_000, 0, 48_000),
    ],
)
def test_given_a_worked_case_when_planned_by_its_pack_then_amounts_are_those_of_the_notice(
    pack_id: str, track: str, cost: int, public: int, partner: int, company: int
) -> None:
    rules = packs.pack(pack_id).track(track)
    assert rules is not None

    found = plan(cost, rules.funding)

    publicly = (FundingSource.NATIONAL, FundingSource.PROVINCE, FundingSource.CITY)
    assert found.is_whole
    assert sum(found.of(source) for source in publicly) == public * MAN
    assert found.of(FundingSource.PARTNER) == partner * MAN
    assert found.of(FundingSource.COMPANY) == company * MAN


def test_given_gyeongnam_basic_when_planned_then_two_public_lines_pay() -> None:
    track = packs.pack("gyeongnam-2024", "1.0").track("basic")
    assert track is not None

    found = plan(EOK, track.funding)

    assert found.of(FundingSource.PROVINCE) == found.of(FundingSource.CITY) == 1_500 * MAN


def test_given_a_pack_when_asked_twice_then_the_file_is_read_once() -> None:
    assert packs.pack("sangsaeng-2022") is packs.pack("sangsaeng-2022")


def test_given_rules_of_tracks_when_one_track_is_asked_then_only_its_rules_come() -> None:
    pack = packs.pack("sangsaeng-2022")

    small = {rule.id for rule in pack.rules_for("type2-small")}
    large = {rule.id for rule in pack.rules_for("type1-advanced2")}

    assert "size-small" in small - large
    assert "size" in large - small


def test_given_a_small_pack_when_read_then_what_it_leaves_out_is_usual(tmp_path: Path) -> None:
    pack = packs.load_pack(write(tmp_path, SMALL_PACK))

    assert pack.days == usual_day_rules()
    assert pack.track("one") is not None
    assert pack.track("two") is None
    assert pack.rules[0].test is Asks.IN


def test_given_a_pack_with_its_own_day_when_read_then_the_other_days_stay(tmp_path: Path) -> None:
    own = SMALL_PACK + '\n[days.care_end]\nmonths = 3\nclause = "공고 5.2"\n'

    days = packs.load_pack(write(tmp_path, own)).days

    assert (days.care_end.months, days.care_end.clause) == (3, "공고 5.2")
    assert days.extension == usual_day_rules().extension


def test_given_an_unknown_pack_when_asked_then_the_known_ones_are_named() -> None:
    with pytest.raises(PackMissingError) as missing:
        packs.pack("sangsaeng-2022", "9.9")

    assert {"gyeongnam-2024 1.0", "sangsaeng-2022 1.0"} <= set(missing.value.facts["known"])


def test_given_two_versions_when_none_is_named_then_the_higher_comes(tmp_path: Path) -> None:
    write(tmp_path, SMALL_PACK.replace('"1.2"', '"1.10"'), "new.toml")
    write(tmp_path, SMALL_PACK, "old.toml")

    assert packs.pack("trial-2030", folder=tmp_path).version == "1.10"
    assert packs.pack("trial-2030", "1.2", folder=tmp_path).version == "1.2"


def test_given_one_version_in_two_files_when_asked_then_both_are_named(tmp_path: Path) -> None:
    write(tmp_path, SMALL_PACK, "one.toml")
    write(tmp_path, SMALL_PACK, "two.toml")

    with pytest.raises(PackTwiceError) as twice:
        packs.pack("trial-2030", folder=tmp_path)

    assert twice.value.facts["files"] == ["one.toml", "two.toml"]


@pytest.mark.parametrize(
    ("was", "now", "kind", "line", "key", "expected"),
    [
        ("max_share = 0.3", "max_shar = 0.3", UnknownKeyError, 15,
         "track[1].funding.line[1].max_shar", "known_key"),
        ("year = 2030\n", "", MissingKeyError, None, "year", "key"),
        ("year = 2030", "year = 1999", WrongValueError, 4, "year", "greater_than_equal"),
        ("max_share = 0.3", "max_share = 1.3", WrongValueError, 15,
         "track[1].funding.line[1].max_share", "less_than_equal"),
        ("max_share = 0.3", 'max_share = "viel"', WrongValueError, 15,
         "track[1].funding.line[1].max_share", "share"),
        ("cap = 1_000_000", "cap = 1.5", WrongValueError, 16,
         "track[1].funding.line[1].cap", "int_type"),
        ('takes = "rest"', 'takes = "least"', WrongValueError, 7,
         "track[1].funding", "one_unrounded_line_takes_rest"),
        ('takes = "rest"', 'takes = "rest"\nmax_share = 0.6', WrongValueError, 18,
         "track[1].funding.line[2]", "maxima_that_reach_the_cost"),
        ("cap = 1_000_000", "min_share = 0.4", WrongValueError, 16,
         "track[1].funding.line[1].min_share", "lowest_and_highest"),
        ('takes = "rest"', 'takes = "rest"\nmin_share = 1.0\n\n[[track.funding.group]]\n'
         'code = "public"\nsources = ["national"]\nmin_share = 0.5', WrongValueError, 24,
         "track[1].funding.group[1]", "maxima_that_reach_the_group"),
        ('fact = "size_class"', 'fact = "size"', WrongValueError, 28, "rule[1]", "known_fact"),
        ('"micro", "small"', '"tiny"', WrongValueError, 28,
         "rule[1]", "list_of_values_of_this_fact"),
        ('test = "in"', 'test = "at_most"', WrongValueError, 28, "rule[1]", "test_for_this_fact"),
        ('severity = "blocks"', 'severity = "blocks"\npaper = "plann"', UnknownReferenceError, 34,
         "rule[1].paper", ["plan"]),
        ('id = "small"', 'id = "small"\ntracks = ["two"]', UnknownReferenceError, 30,
         "rule[1].tracks", ["one"]),
    ],
)  # fmt: skip
def test_given_a_mistake_in_a_pack_when_read_then_line_key_and_expectation_are_named(
    tmp_path: Path,
    was: str,
    now: str,
    kind: type[PackMistakeError],
    line: int | None,
    key: str,
    expected: object,
) -> None:
    assert was in SMALL_PACK

    (mistake,) = mistakes_in(write(tmp_path, SMALL_PACK.replace(was, now)))

    assert type(mistake) is kind
    assert mistake.facts["file"] == "trial.toml"
    assert mistake.facts["line"] == line
    assert mistake.facts["key"] == key
    assert mistake.facts["expected"] == expected


def test_given_a_number_beyond_its_limit_when_read_then_the_limit_is_named(tmp_path: Path) -> None:
    (mistake,) = mistakes_in(write(tmp_path, SMALL_PACK.replace("year = 2030", "year = 1999")))

    assert (mistake.facts["limit"], mistake.facts["found"]) == (2014, 1999)


def test_given_a_pack_without_tracks_when_read_then_one_is_asked_for(tmp_path: Path) -> None:
    start, end = SMALL_PACK.index("[[track]]"), SMALL_PACK.index("[[paper]]")

    (mistake,) = mistakes_in(
        write(tmp_path, "track = []\n" + SMALL_PACK[:start] + SMALL_PACK[end:])
    )

    assert (mistake.facts["expected"], mistake.facts["line"]) == ("at_least_one_track", 1)


def test_given_several_mistakes_when_read_then_all_come_in_the_order_of_lines(
    tmp_path: Path,
) -> None:
    broken = SMALL_PACK.replace("max_share", "share").replace('"application"', '"never"')

    found = mistakes_in(write(tmp_path, broken.replace('version = "1.2"', "version = 1")))

    assert [mistake.facts["line"] for mistake in found] == [2, 15, 26]


def test_given_a_file_that_is_no_toml_when_read_then_its_line_is_named(tmp_path: Path) -> None:
    (mistake,) = mistakes_in(write(tmp_path, SMALL_PACK.replace("year = 2030", "year = ")))

    assert isinstance(mistake, PackSyntaxError)
    assert (mistake.facts["line"], mistake.facts["expected"]) == (4, "toml")


def test_given_a_file_in_another_encoding_when_read_then_its_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "old.toml"
    path.write_bytes(SMALL_PACK.encode("cp949"))

    (mistake,) = mistakes_in(path)

    assert (mistake.facts["line"], mistake.facts["expected"]) == (5, "utf8")


def test_given_the_same_code_twice_when_read_then_it_is_refused(tmp_path: Path) -> None:
    paper = SMALL_PACK[SMALL_PACK.index("[[paper]]") : SMALL_PACK.index("[[rule]]")]

    (mistake,) = mistakes_in(write(tmp_path, SMALL_PACK + paper))

    assert (mistake.facts["expected"], mistake.facts["found"]) == ("code_once", ["plan"])


def test_given_the_facts_when_listed_then_each_has_its_own_name_and_label() -> None:
    assert len({fact.label for fact in FACTS.values()}) == len(FACTS)
    for fact in FACTS.values():
        assert fact.name.isidentifier()
        assert (fact.words is not None) == (fact.kind == "word")
