"""Stories about packs that stand on shared files: what they take over, change and leave out."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from db.words import FundingForm, FundingSource
from desktop.services.programmes import packs
from desktop.services.programmes.errors import (
    PackBrokenError,
    PackMistakeError,
    PackSyntaxError,
    UnknownKeyError,
    UnknownReferenceError,
    WrongValueError,
)
from desktop.services.programmes.funding_rules import LineKey

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.programmes.pack import Pack

SHARED = """\
[[paper]]
code = "plan"
title = { ko = "계획서", en = "Plan" }
stage = "application"

[[paper]]
code = "photo"
title = { ko = "사진", en = "Photo" }
stage = "application"

[[rule]]
id = "small"
fact = "size_class"
test = "in"
value = ["micro", "small"]
severity = "blocks"
paper = "plan"
clause = "소기업"

[[rule]]
id = "taxes"
fact = "tax_arrears"
test = "is_false"
severity = "blocks"
clause = "체납 없음"
"""

OWN = """\
id = "trial-2030"
version = "1.0"
programme = "trial"
year = 2030
title = { ko = "시험", en = "Trial" }
based_on = ["common-1"]

[[paper]]
code = "photo"
absent = true

[[rule]]
id = "small"
value = ["micro"]
clause = "소상공인"

[[rule]]
id = "root"
fact = "root_industry"
test = "is_true"
severity = "bonus"

[[track]]
code = "one"
title = { ko = "하나", en = "One" }
build_months = 9
note = "하나에서 확인"

[[track.funding.line]]
source = "national"
regime = "contribution"
takes = "most"
max_share = 0.3
cap = 1_000_000
clause = "국비"

[[track.funding.line]]
source = "partner"
regime = "private_contribution"
takes = "least"
min_share = 0.3

[[track.funding.line]]
source = "partner"
form = "in_kind"
regime = "private_contribution"
takes = "given"

[[track.funding.line]]
source = "company"
regime = "own"
takes = "rest"

[[track]]
code = "two"
like = "one"
title = { ko = "둘", en = "Two" }

[[track.funding.line]]
source = "national"
cap = 2_000_000

[[track.funding.line]]
source = "partner"
form = "in_kind"
absent = true
"""


def loaded(folder: Path, own: str = OWN, shared: str = SHARED) -> Pack:
    (folder / packs.SHARED).mkdir(exist_ok=True)
    (folder / packs.SHARED / "common-1.toml").write_text(shared, encoding="utf-8")
    path = folder / "trial.toml"
    path.write_text(own, encoding="utf-8")
    return packs.load_pack(path)


def only_mistake(folder: Path, own: str = OWN, shared: str = SHARED) -> PackMistakeError:
    with pytest.raises(PackBrokenError) as broken:
        loaded(folder, own, shared)
    mistakes = broken.value.facts["mistakes"]
    assert isinstance(mistakes, tuple)
    (mistake,) = mistakes
    return mistake  # type: ignore[no-any-return]


def test_given_a_shared_file_when_read_then_its_parts_come_first_and_the_pack_has_the_last_word(
    tmp_path: Path,
) -> None:
    pack = loaded(tmp_path)

    assert [rule.id for rule in pack.rules] == ["small", "taxes", "root"]
    small = pack.rules[0]
    assert (small.value, small.clause, small.paper) == (["micro"], "소상공인", "plan")
    assert [paper.code for paper in pack.papers] == ["plan"]
    assert pack.based_on == ("common-1",)


def test_given_a_track_like_another_when_read_then_only_what_differs_is_its_own(
    tmp_path: Path,
) -> None:
    one, two = loaded(tmp_path).tracks

    national = two.funding.line(LineKey(FundingSource.NATIONAL))
    assert national is not None
    assert (national.cap, national.max_share, national.clause) == (
        2_000_000,
        Fraction(3, 10),
        "국비",
    )
    assert (two.build_months, two.note) == (one.build_months, one.note)
    in_kind = LineKey(FundingSource.PARTNER, FundingForm.IN_KIND)
    assert one.funding.line(in_kind) is not None
    assert two.funding.line(in_kind) is None


def test_given_two_shared_files_when_read_then_the_later_one_lies_above(tmp_path: Path) -> None:
    (tmp_path / packs.SHARED).mkdir()
    later = '[[rule]]\nid = "taxes"\nclause = "국세·지방세"\n'
    (tmp_path / packs.SHARED / "later.toml").write_text(later, encoding="utf-8")

    pack = loaded(tmp_path, OWN.replace('["common-1"]', '["common-1", "later"]'))

    assert [rule.clause for rule in pack.rules[:2]] == ["소상공인", "국세·지방세"]


def test_given_a_mistake_in_a_shared_file_when_read_then_that_file_and_its_line_are_named(
    tmp_path: Path,
) -> None:
    mistake = only_mistake(tmp_path, shared=SHARED.replace('"is_false"', '"is_wrong"'))

    assert (mistake.facts["file"], mistake.facts["line"]) == ("common-1.toml", 23)
    assert mistake.facts["key"] == "rule[2].test"


def test_given_a_mistake_in_what_a_pack_changes_when_read_then_its_own_line_is_named(
    tmp_path: Path,
) -> None:
    wrong = only_mistake(tmp_path, OWN.replace('value = ["micro"]', 'value = ["tiny"]'))
    unknown = only_mistake(tmp_path, OWN.replace("cap = 2_000_000", "cup = 2_000_000"))

    assert isinstance(wrong, WrongValueError)
    assert (wrong.facts["file"], wrong.facts["line"]) == ("trial.toml", 12)
    assert isinstance(unknown, UnknownKeyError)
    assert (unknown.facts["key"], unknown.facts["line"]) == ("track[2].funding.line[1].cup", 61)


def test_given_a_mistake_that_a_track_hands_on_when_read_then_it_is_told_once(
    tmp_path: Path,
) -> None:
    mistake = only_mistake(tmp_path, OWN.replace("max_share = 0.3", "max_share = 1.3"))

    assert mistake.facts["key"] == "track[1].funding.line[1].max_share"


@pytest.mark.parametrize(
    ("old", "new", "line", "found", "known"),
    [
        ('["common-1"]', '["comon-1"]', 6, "comon-1", ["common-1"]),
        ('like = "one"', 'like = "three"', 56, "three", ["one"]),
        ('like = "one"', 'like = "two"', 56, "two", ["one"]),
        ('code = "photo"', 'code = "foto"', 8, "foto", ["photo", "plan"]),
    ],
)
def test_given_something_that_is_not_there_when_named_then_line_and_what_there_is_are_told(
    tmp_path: Path, old: str, new: str, line: int, found: str, known: list[str]
) -> None:
    mistake = only_mistake(tmp_path, OWN.replace(old, new))

    assert isinstance(mistake, UnknownReferenceError)
    assert (mistake.facts["line"], mistake.facts["found"]) == (line, found)
    assert set(known) <= set(mistake.facts["expected"])  # type: ignore[call-overload]


def test_given_a_name_that_leaves_the_folder_when_read_then_no_file_is_opened(
    tmp_path: Path,
) -> None:
    (tmp_path / "secret.toml").write_text("not toml at all", encoding="utf-8")

    mistake = only_mistake(tmp_path, OWN.replace('"common-1"', '"../secret"'))

    assert isinstance(mistake, UnknownReferenceError)


def test_given_a_shared_file_that_is_no_toml_when_read_then_it_is_the_one_named(
    tmp_path: Path,
) -> None:
    mistake = only_mistake(tmp_path, shared="[[rule]]\nid = \n")

    assert isinstance(mistake, PackSyntaxError)
    assert (mistake.facts["file"], mistake.facts["line"]) == ("common-1.toml", 2)


def test_given_the_same_code_twice_in_one_file_when_read_then_it_is_still_refused(
    tmp_path: Path,
) -> None:
    twice = (
        OWN
        + '\n[[rule]]\nid = "root"\nfact = "root_industry"\ntest = "is_true"\nseverity = "bonus"\n'
    )

    mistake = only_mistake(tmp_path, twice)

    assert (mistake.facts["expected"], mistake.facts["found"]) == ("code_once", ["root"])
