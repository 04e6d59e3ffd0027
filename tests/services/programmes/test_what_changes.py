"""Stories about other rules: what they would change, and who would pass under them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlmodel import select

from db.errors import RefusedValueError
from db.tables import Announcement, Case, Paper
from db.words import (
    DeadlineKind,
    EligibilityState,
    FindingResult,
    FundingForm,
    FundingSource,
    Stage,
)
from desktop.services import parts
from desktop.services.errors import MatchRefusedError
from desktop.services.matching import matches
from desktop.services.programmes import pack_library, packs, policy_lab, what_changes
from desktop.services.programmes.pack_lines import LineKind
from desktop.services.security.errors import StoppedError
from tests.factory import make_partner
from tests.services import road

if TYPE_CHECKING:
    from uuid import UUID

    from sqlmodel import Session

    from desktop.services.workspace import Workspace

BEFORE = """\
id = "before-2026"
version = "1.0"
programme = "sangsaeng"
year = 2026
title = { ko = "처음 규칙", en = "First rules" }

[[track]]
code = "type1-basic"
title = { ko = "기초", en = "Basic" }

[[track.funding.line]]
source = "national"
regime = "contribution"
takes = "most"
max_share = 0.3

[[track.funding.line]]
source = "partner"
regime = "private_contribution"
takes = "least"
min_share = 0.3

[[track.funding.line]]
source = "company"
regime = "own"
takes = "rest"

[[paper]]
code = "business_plan"

[[rule]]
id = "size"
expression = "size_class in ['micro', 'small']"
severity = "blocks"

[[rule]]
id = "tax"
expression = "not tax_arrears"
severity = "blocks"
"""
OTHER = """\
id = "other-2031"
version = "1.0"
programme = "sangsaeng"
year = 2031
title = { ko = "다른 규칙", en = "Other rules" }

[[track]]
code = "type1-basic"
title = { ko = "기초", en = "Basic" }

[[track.funding.line]]
source = "national"
regime = "contribution"
takes = "most"
max_share = 0.5
cap = 40_000_000

[[track.funding.line]]
source = "company"
regime = "own"
takes = "rest"

[[paper]]
code = "safety_report"
title = { ko = "안전 진단서", en = "Safety report" }
stage = "application"

[[rule]]
id = "size"
expression = "size_class == 'micro'"
severity = "blocks"
clause = "소상공인만"
verified = false

[days.change_request_end]
months = 2
clause = "공고 9.1"
"""


@dataclass(frozen=True)
class Told:
    """A case in a workspace that also has the other rules."""

    workspace: Workspace
    case: UUID

    def changes(self) -> what_changes.WhatChanges:
        """Return what the other rules would change."""
        return self.workspace.read(
            lambda s: what_changes.what_changes(
                s, self.case, "other-2031", "1.0", "type1-basic", today=road.TODAY
            )
        )

    def change(self, track: str = "type1-basic") -> None:
        """Let the case stand on the other rules."""
        self.workspace.write(
            lambda s: what_changes.change_pack(s, self.case, "other-2031", "1.0", track)
        )


@pytest.fixture
def desk(workspace: Workspace) -> Workspace:
    """Return a workspace with both packs."""
    pack_library.keep_written(workspace.packs, BEFORE)
    pack_library.keep_written(workspace.packs, OTHER)
    return workspace


@pytest.fixture
def told(desk: Workspace) -> Told:
    return Told(desk, desk.write(lambda s: road.opened(s, pack="before-2026")).value)


def test_given_other_rules_when_asked_then_findings_money_and_papers_stand_side_by_side(
    told: Told,
) -> None:
    found = told.changes()

    rules = {one.rule_id: (one.before, one.after) for one in found.rules}
    assert rules["size"] == (FindingResult.PASS, FindingResult.FAIL)
    assert rules["tax"] == (FindingResult.PASS, None)
    assert not next(one for one in found.rules if one.rule_id == "size").verified
    money = {(one.source, one.form): (one.before, one.after) for one in found.money}
    cash = FundingForm.CASH
    assert money[FundingSource.NATIONAL, cash] == (30_000_000, 40_000_000)
    assert money[FundingSource.PARTNER, cash] == (30_000_000, None)
    assert money[FundingSource.COMPANY, cash] == (40_000_000, 60_000_000)
    papers = {one.code: one.wanted for one in found.papers}
    assert papers["safety_report"] is True
    assert papers["business_plan"] is False
    assert not found.is_nothing


def test_given_only_a_question_when_asked_then_nothing_is_kept(told: Told) -> None:
    told.changes()

    case = told.workspace.read(lambda s: s.get(Case, told.case))
    assert case is not None
    assert case.pack == "before-2026"


def test_given_the_same_rules_when_asked_then_nothing_changes(told: Told) -> None:
    case = told.workspace.read(lambda s: s.get(Case, told.case))
    assert case is not None

    same = told.workspace.read(
        lambda s: what_changes.what_changes(
            s, told.case, case.pack, case.pack_version, case.track, today=road.TODAY
        )
    )

    assert same.is_nothing


def test_given_a_signed_build_when_other_days_are_asked_then_they_move(
    desk: Workspace,
) -> None:
    case = desk.write(lambda s: road.signed(s, pack="before-2026")).value

    found = desk.read(
        lambda s: what_changes.what_changes(
            s, case, "other-2031", "1.0", "type1-basic", today=road.TODAY
        )
    )

    assert [one.kind for one in found.days] == [DeadlineKind.CHANGE_REQUEST]
    assert found.days[0].before != found.days[0].after
    assert found.days[0].clause == "공고 9.1"
    assert not {one.stage for one in found.papers} & {Stage.APPLICATION, Stage.MATCHING}


def test_given_a_change_of_rules_when_made_then_papers_follow_and_it_can_be_undone(
    told: Told,
) -> None:
    told.change()

    def look(session: Session) -> tuple[str, str, set[str]]:
        case = session.get(Case, told.case)
        assert case is not None
        codes = session.exec(select(Paper.code).where(Paper.case_id == told.case)).all()
        return case.pack, case.pack_version, set(codes)

    assert told.workspace.read(look) == ("other-2031", "1.0", {"safety_report"})


def test_given_a_track_that_the_rules_do_not_have_when_chosen_then_it_is_refused(
    told: Told,
) -> None:
    with pytest.raises(RefusedValueError):
        told.change("type9")


def test_given_a_confirmed_match_when_rules_should_change_then_its_lines_hold_them(
    desk: Workspace,
) -> None:
    case = desk.write(lambda s: road.matched(s, pack="before-2026")).value
    assert desk.read(lambda s: parts.match_of(s, case)) is not None

    with pytest.raises(MatchRefusedError):
        Told(desk, case).change()


def test_given_a_proposed_match_when_asked_then_its_own_lines_are_what_was_before(
    desk: Workspace,
) -> None:
    case = desk.write(lambda s: road.matching(s, pack="before-2026")).value
    desk.write(lambda s: matches.propose(s, case, make_partner(s).id))

    money = {one.source: one.before for one in Told(desk, case).changes().money}

    assert money[FundingSource.PARTNER] == 30_000_000


def test_given_an_announcement_when_other_rules_are_asked_then_its_cases_keep_theirs(
    told: Told,
) -> None:
    announcement = told.workspace.read(lambda s: s.exec(select(Announcement.id)).one())

    found = told.workspace.read(
        lambda s: what_changes.announcement_changes(
            s, announcement, "other-2031", "1.0", today=road.TODAY
        )
    )

    assert (found.kept, found.turned) == (1, 1)
    changed = {(one.told.kind, one.told.name): one for one in found.lines}
    size = changed[LineKind.ELIGIBILITY, "size"]
    assert size.before is not None
    assert size.after is not None
    assert changed[LineKind.PAPER, "safety_report"].before is None
    assert changed[LineKind.PAPER, "business_plan"].after is None
    assert (LineKind.DAY, "extension") not in changed


def test_given_the_applications_of_a_year_when_tried_under_a_draft_then_regions_tell(
    told: Told,
) -> None:
    draft = packs.pack("other-2031")
    seen: list[tuple[int, int]] = []

    lab = told.workspace.read(
        lambda s: policy_lab.run(
            s, draft, 2026, today=road.TODAY, progress=lambda *now: seen.append(now)
        )
    )

    assert told.workspace.read(policy_lab.years) == {2026: 1}
    assert (lab.cases, lab.passes_after) == (1, 0)
    (region,) = lab.regions
    assert (region.name, region.after) == ("경남", {EligibilityState.INELIGIBLE: 1})
    (turned,) = lab.turned
    assert (turned.company, turned.after) == ("한빛정밀", EligibilityState.INELIGIBLE)
    assert "size" in turned.rules
    assert seen[-1][0] == seen[-1][1]


def test_given_a_lab_that_somebody_stops_then_it_stops(told: Told) -> None:
    draft = packs.pack("other-2031")

    with pytest.raises(StoppedError):
        told.workspace.read(
            lambda s: policy_lab.run(s, draft, 2026, today=road.TODAY, cancelled=lambda: True)
        )
