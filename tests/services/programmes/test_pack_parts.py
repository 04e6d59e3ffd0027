"""Stories about the parts of a pack: forms, papers, steps, scorecards, bonus, budget, tests."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from db.words import FindingResult, FundingSource, Stage
from desktop.services.programmes import packs
from desktop.services.programmes.budget_rules import Computation, usual_budget
from desktop.services.programmes.errors import (
    PackBrokenError,
    PackMistakeError,
    UnknownReferenceError,
    WrongValueError,
)
from desktop.services.programmes.form_rules import FieldKind, Prefill
from desktop.services.programmes.paper_rules import PaperFormat

if TYPE_CHECKING:
    from pathlib import Path

FULL_PACK = """\
id = "full-2030"
version = "1.0"
programme = "full"
year = 2030
title = { ko = "모두", en = "Full" }
effective_from = 2030-01-01

[[track]]
code = "one"
title = { ko = "하나", en = "One" }

[[track.funding.line]]
source = "company"
regime = "own"
takes = "rest"

[[paper]]
code = "business_plan"
formats = ["hwp", "pdf"]
step = "SB0600"

[[paper]]
code = "tax_certificate"
valid_days = 30
valid_on = "received_on"

[[step]]
code = "SB0400"
shown = true

[[step]]
code = "SX0100"
title = { ko = "우리 단계", en = "Our step" }
stage = "matching"

[[rule]]
id = "bonus-root"
fact = "root_industry"
test = "is_true"
severity = "bonus"

[[form]]
code = "application"
title = { ko = "신청서", en = "Application" }
document = "D01"
step = "SB0100"

[[form.section]]
code = "project"
title = { ko = "과제", en = "Project" }

[[form.section.field]]
code = "total_cost"
title = { ko = "총사업비", en = "Total cost" }
kind = "won"
unit = "원"
required = true
keeps = "application.total_cost"
fact = "total_cost"
lowest = 1000

[[form.section.field]]
code = "has_system"
title = { ko = "기구축 시스템", en = "Has a system" }
kind = "flag"

[[form.section.field]]
code = "systems"
title = { ko = "시스템 목록", en = "Systems" }
kind = "table"
shown_if = "has_system"
prefill = "last_application"

[[form.section.field.column]]
code = "name"
title = { ko = "이름", en = "Name" }
kind = "text"

[[scorecard]]
code = "technical"
title = { ko = "기술성평가", en = "Technical" }
step = "SC0100"
drop_extremes = true
passing = 60

[[scorecard.block]]
code = "need"
title = { ko = "필요성", en = "Need" }

[[scorecard.block.criterion]]
code = "gap"
title = { ko = "수준 차이", en = "Gap" }
weight = 62.5
evidence = ["business_plan"]

[[scorecard.block.criterion.anchor]]
grade = 5
title = { ko = "매우 우수", en = "Very good" }

[[scorecard.block.criterion]]
code = "plan"
title = { ko = "계획", en = "Plan" }
weight = 37.5

[bonus]
cap = 5

[[bonus.group]]
code = "policy"
title = { ko = "정책", en = "Policy" }
cap = 3

[[bonus.group.item]]
code = "root"
title = { ko = "뿌리기업", en = "Root industry" }
points = 1.5
rule = "bonus-root"

[budget]
[[budget.line]]
code = "hardware"
cap = 50_000_000

[[budget.line]]
code = "travel"
title = { ko = "여비", en = "Travel" }
computation = "amount"
max_share = 0.1

[[test]]
id = "root firm"
track = "one"
facts = { root_industry = true, total_cost = 100_000_000 }
findings = { bonus-root = "pass" }
total_cost = 100_000_000
amounts = { company = 100_000_000 }
bonus = 1.5
"""


def write(folder: Path, text: str = FULL_PACK) -> Path:
    path = folder / "full.toml"
    path.write_text(text, encoding="utf-8")
    return path


def mistake_in(path: Path) -> PackMistakeError:
    with pytest.raises(PackBrokenError) as broken:
        packs.load_pack(path)
    (found,) = broken.value.facts["mistakes"]  # type: ignore[misc]
    assert isinstance(found, PackMistakeError)
    return found


def test_given_a_pack_with_every_part_when_read_then_each_part_is_there(tmp_path: Path) -> None:
    pack = packs.load_pack(write(tmp_path))

    form = pack.form("application")
    assert form is not None
    assert [one.kind for one in form.fields()] == [
        FieldKind.WON,
        FieldKind.FLAG,
        FieldKind.TABLE,
    ]
    systems = form.field("systems")
    assert systems is not None
    assert systems.prefill is Prefill.LAST_APPLICATION
    assert not systems.is_for_everybody
    (card,) = pack.scorecards_for("one")
    assert [one.weight for one in card.criteria()] == [Decimal("62.5"), Decimal("37.5")]
    assert pack.bonus is not None
    assert [item.points for item in pack.bonus.items()] == [Decimal("1.5")]
    assert pack.tests[0].findings == {"bonus-root": FindingResult.PASS}
    assert pack.tests[0].amounts == {FundingSource.COMPANY: 100_000_000}


def test_given_a_usual_paper_when_named_by_its_code_then_title_and_stage_are_known(
    tmp_path: Path,
) -> None:
    plan, tax = packs.load_pack(write(tmp_path)).papers

    assert (plan.title.ko, plan.stage) == ("사업계획서", Stage.APPLICATION)
    assert plan.formats == (PaperFormat.HWP, PaperFormat.PDF)
    assert plan.endings == (".hwp", ".hwpx", ".pdf")
    assert plan.max_bytes == 20_000_000
    assert not tax.verified
    assert tax.valid_days == 30


def test_given_a_step_switched_on_when_read_then_the_other_official_steps_stay(
    tmp_path: Path,
) -> None:
    pack = packs.load_pack(write(tmp_path))

    shown = [step.code for step in pack.steps if step.shown]
    assert "SB0400" in shown
    assert "SB0300" not in shown
    assert "SB0200" in shown
    assert shown[-1] == "SX0100"
    assert [step.code for step in pack.steps_of(Stage.MATCHING)] == ["SX0100"]


def test_given_the_official_steps_when_a_pack_names_none_then_the_usual_ones_are_shown(
    tmp_path: Path,
) -> None:
    start, end = FULL_PACK.index("[[step]]"), FULL_PACK.index("[[rule]]")

    pack = packs.load_pack(write(tmp_path, FULL_PACK[:start] + FULL_PACK[end:]))

    assert len([step for step in pack.steps if not step.code.startswith("SK")]) == 31
    assert [step.code for step in pack.steps if step.shown] == [
        *("SB0200", "SB0500", "SC0100", "SC0400", "SD0200", "SG0200", "SG0500", "SH0300"),
        *("SK0100", "SK0200", "SK0300", "SK0400", "SK0500"),
    ]


def test_given_a_budget_when_a_usual_line_is_named_then_only_its_limit_changes(
    tmp_path: Path,
) -> None:
    budget = packs.load_pack(write(tmp_path)).budget

    hardware = budget.line("hardware")
    assert hardware is not None
    assert (hardware.computation, hardware.cap) == (Computation.QUANTITY, 50_000_000)
    assert budget.line("cloud") is None
    assert [line.code for line in usual_budget().lines][:2] == [
        "software_effort",
        "software_points",
    ]


@pytest.mark.parametrize(
    ("was", "now", "kind", "key", "expected"),
    [
        ("weight = 62.5", "weight = 60", WrongValueError, "scorecard[1]", "weights_that_add_up"),
        ("grade = 5", "grade = 6", WrongValueError,
         "scorecard[1].block[1].criterion[1].anchor", "grade_on_the_scale"),
        ("passing = 60", "passing = 101", WrongValueError,
         "scorecard[1].passing", "passing_within_the_weights"),
        ("drop_extremes = true", "drop_extremes = true\nreviewers = 2", WrongValueError,
         "scorecard[1].reviewers", "three_reviewers_to_drop_extremes"),
        ('evidence = ["business_plan"]', 'evidence = ["plan"]', UnknownReferenceError,
         "scorecard[1].block[1].criterion[1].evidence", ["business_plan", "tax_certificate"]),
        ('rule = "bonus-root"', 'rule = "root"', UnknownReferenceError,
         "bonus.group[1].item[1].rule", ["bonus-root"]),
        ("lowest = 1000", "lowest = 1000\nhighest = 10", WrongValueError,
         "form[1].section[1].field[1]", "lowest_and_highest"),
        ('fact = "total_cost"', 'fact = "employees"', WrongValueError,
         "form[1].section[1].field[1]", "field_of_this_fact"),
        ('kind = "table"', 'kind = "text"', WrongValueError,
         "form[1].section[1].field[3]", "columns_of_this_table"),
        ('step = "SB0100"', 'step = "SB0199"', UnknownReferenceError, "form[1].step", None),
        ("valid_days = 30", "valid_days = 30\nvalid_months = 1", WrongValueError,
         "paper[2]", "days_or_months"),
        ("[budget]", "[budget]\nrounding_unit = 0", WrongValueError,
         "budget.rounding_unit", "greater_than_equal"),
        ('computation = "amount"', 'computation = "effort"\nmax_of_source = 0.2', WrongValueError,
         "budget.line[2]", "share_and_source_together"),
        ('findings = { bonus-root = "pass" }', 'findings = { root = "pass" }',
         UnknownReferenceError, "test[1].findings", ["bonus-root"]),
        ("root_industry = true, ", "root_industri = true, ", WrongValueError,
         "test[1].facts.root_industri", "known_fact"),
        ("effective_from = 2030-01-01", "effective_from = 2030-01-01\neffective_to = 2029-01-01",
         WrongValueError, "effective_to", "lowest_and_highest"),
    ],
)  # fmt: skip
def test_given_a_mistake_in_a_part_when_read_then_its_key_and_expectation_are_named(
    tmp_path: Path, was: str, now: str, kind: type[PackMistakeError], key: str, expected: object
) -> None:
    assert was in FULL_PACK

    found = mistake_in(write(tmp_path, FULL_PACK.replace(was, now, 1)))

    assert type(found) is kind
    assert found.facts["key"] == key
    assert expected is None or found.facts["expected"] == expected
    assert isinstance(found.facts["line"], int)
