"""Stories about changing a copy of a pack."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from db.words import Severity
from desktop.services.programmes import pack_drafts, packs
from desktop.services.programmes.errors import PackBrokenError, PackThereError
from desktop.services.programmes.pack_diff import compare
from desktop.services.programmes.pack_lines import LineKind, editable, lines_of
from desktop.services.programmes.pack_reading import load_pack
from desktop.services.programmes.pack_testing import run_tests
from desktop.services.programmes.packs import Origin

if TYPE_CHECKING:
    from pathlib import Path

    from desktop.services.programmes.pack import Pack
    from desktop.services.programmes.pack_lines import PackLine
    from desktop.services.workspace import Workspace

SHIPPED = packs.list_packs(packs.packs_folder())


@pytest.fixture
def pack() -> Pack:
    return packs.pack("sangsaeng-2022")


def line(pack: Pack, kind: LineKind, name: str) -> PackLine:
    return next(one for one in lines_of(pack) if (one.kind, one.name) == (kind, name))


@pytest.mark.parametrize("row", SHIPPED, ids=lambda row: row.id)
def test_given_a_shipped_pack_when_written_out_then_it_says_the_same(
    row: packs.PackRow, tmp_path: Path
) -> None:
    pack = packs.pack(row.id, row.version)
    path = tmp_path / "copy.toml"
    path.write_text(pack_drafts.text_of(pack_drafts.as_content(pack)), encoding="utf-8")

    again = load_pack(path)

    assert [change for change in compare(pack, again) if change.place != "based_on"] == []


@pytest.mark.parametrize("row", SHIPPED, ids=lambda row: row.id)
def test_given_the_lines_of_a_pack_then_each_leads_to_its_rule(row: packs.PackRow) -> None:
    pack = packs.pack(row.id, row.version)
    content = pack_drafts.as_content(pack)

    for one in lines_of(pack):
        part = content
        for step in one.place:
            part = part[step]
        assert part.get("clause", "") == one.rule.clause
        assert set(editable(one)) <= set(type(one.rule).model_fields)
    assert {LineKind.ELIGIBILITY, LineKind.FUNDING, LineKind.DAY, LineKind.COST} <= {
        one.kind for one in lines_of(pack)
    }


def test_given_a_draft_when_a_rule_is_changed_then_the_pack_follows_and_the_first_stays(
    pack: Pack,
) -> None:
    draft = pack_drafts.begin(pack)

    tax = line(pack, LineKind.ELIGIBILITY, "tax")
    draft = pack_drafts.change(draft, tax.place, {"severity": Severity.WARNS, "clause": "공고 3"})
    national = line(pack, LineKind.FUNDING, "national.cash")
    draft = pack_drafts.change(draft, national.place, {"max_share": "35%", "cap": None})

    told = {change.place: change.after for change in compare(pack, draft.pack)}
    assert told["rule.tax.severity"] == "warns"
    assert told["track.type1-basic.funding.line.national.cash.max_share"] == "35%"
    assert told["track.type1-basic.funding.line.national.cash.cap"] == ""
    assert draft.pack.tracks[0].funding.lines[0].max_share == Fraction(35, 100)
    assert draft.changed == (tax.place, national.place)
    assert pack.tracks[0].funding.lines[0].cap == 42_000_000


def test_given_a_day_that_is_usual_when_changed_then_the_others_stay(pack: Pack) -> None:
    draft = pack_drafts.begin(pack)

    draft = pack_drafts.change(draft, ("days", "extension"), {"months": 2})

    assert draft.pack.days.extension.months == 2
    assert draft.pack.days.extension.clause == pack.days.extension.clause
    assert draft.pack.days.care_end == pack.days.care_end


def test_given_a_value_that_does_not_fit_when_changed_then_it_is_told_and_the_draft_stays(
    pack: Pack,
) -> None:
    draft = pack_drafts.begin(pack)
    size = line(pack, LineKind.ELIGIBILITY, "size")

    with pytest.raises(PackBrokenError) as broken:
        pack_drafts.change(draft, size.place, {"value": ["tiny"]})

    (mistake,) = broken.value.facts["mistakes"]  # type: ignore[misc]
    assert mistake.facts["expected"] == "list_of_values_of_this_fact"
    assert mistake.facts["line"] is None
    assert draft.pack == pack


def test_given_a_draft_when_saved_then_it_is_a_version_of_its_own(
    workspace: Workspace, pack: Pack
) -> None:
    draft = pack_drafts.begin(pack)
    tax = line(pack, LineKind.ELIGIBILITY, "tax")
    draft = pack_drafts.change(draft, tax.place, {"severity": "warns"})
    version = pack_drafts.next_version(pack)

    row = pack_drafts.save(draft, workspace.packs, version)

    assert (row.id, row.version, row.origin) == (pack.id, version, Origin.WRITTEN)
    assert packs.in_order(version) > packs.in_order(pack.version)
    assert packs.pack(pack.id, version).rules_for("type1-basic") != pack.rules_for("type1-basic")
    assert packs.pack(pack.id, pack.version) == pack
    assert run_tests(packs.pack(pack.id, version)) == run_tests(pack)
    assert packs.in_order(pack_drafts.next_version(pack)) > packs.in_order(version)
    with pytest.raises(PackThereError):
        pack_drafts.save(draft, workspace.packs, version)
    with pytest.raises(PackBrokenError):
        pack_drafts.save(draft, workspace.packs, "two")


def test_given_points_when_changed_then_they_stay_exact(pack: Pack) -> None:
    bonus = pack_drafts.begin(pack)
    rule = line(pack, LineKind.BONUS, "bonus-root")

    draft = pack_drafts.change(bonus, rule.place, {"points": 2})

    assert draft.pack.rules[rule.place[1]].points == Decimal(2)  # type: ignore[call-overload]
