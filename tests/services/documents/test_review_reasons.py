"""Tells that the eligibility review prints every rule with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import select

from db.tables import Application, Case
from desktop.services.case_rules import rules_of
from desktop.services.documents.gather_checks import eligibility_of
from desktop.services.programmes import pack_library
from tests.services import road
from tests.services.programmes.test_what_changes import BEFORE

if TYPE_CHECKING:
    from sqlmodel import Session

    from desktop.services.workspace import Workspace

PACK = (
    BEFORE[: BEFORE.index("[[rule]]")]
    + """
[[paper]]
code = "tax_certificate"

[[paper]]
code = "restart_certificate"
title = { ko = "재창업자금 확인서", en = "Certificate of the restart fund" }
stage = "application"

[[rule]]
id = "tax"
expression = "not tax_arrears"
severity = "blocks"
paper = "tax_certificate"
clause = "체납이 없을 것"
verified = false

[rule.exception]
expression = "restart_fund"
paper = "restart_certificate"
clause = "재창업자금 지원 기업은 예외"

[[rule]]
id = "size"
expression = "size_class == 'micro' or employees < 5"
severity = "blocks"
clause = "소상공인"
"""
)


@pytest.fixture
def told(workspace: Workspace) -> Any:
    """Return how the review reads when the application says something else."""
    pack_library.keep_written(workspace.packs, PACK)
    case_id = workspace.write(lambda s: road.opened(s, pack="before-2026")).value

    def rows(**said: object) -> dict[str, dict[str, Any]]:
        def change(session: Session) -> None:
            found = session.exec(select(Application).where(Application.case_id == case_id)).one()
            found.sqlmodel_update(said)

        def read(session: Session) -> Any:
            case = session.get_one(Case, case_id)
            return eligibility_of(session, case_id, rules_of(case), None)["요건.항목"]

        workspace.write(change)
        tax, size = workspace.read(read)
        return {"tax": tax, "size": size}

    return rows


def test_given_a_rule_that_fails_then_the_values_that_were_seen_are_printed(told: Any) -> None:
    size = told()["size"]

    assert size["이름"] == "기업규모·종업원 수"
    assert size["기준"] == "소상공인"
    assert size["판정"] == "부적합"
    assert size["사유"].startswith("확인한 값: 기업규모 소기업, 종업원 수 ")


def test_given_a_fact_that_nobody_knows_then_it_and_its_paper_are_printed(told: Any) -> None:
    tax = told(tax_arrears=None)["tax"]

    assert tax["판정"] == "검토중"
    assert tax["사유"] == "확인되지 않음: 국세·지방세 / 서류 없음: 국세·지방세 완납증명"


def test_given_arrears_when_the_exception_is_open_then_its_clause_and_paper_are_printed(
    told: Any,
) -> None:
    tax = told(tax_arrears=True, restart_fund=None)["tax"]

    assert tax["기준"] == "체납이 없을 것 (공고 원문 미확인)"
    assert tax["자료"] == "국세·지방세 완납증명"
    assert "예외 여부 확인 필요: 재창업자금 지원 기업은 예외" in tax["사유"]
    assert "확인한 값: 국세·지방세 예, 재창업자금 모름" in tax["사유"]
    assert "서류 없음: 재창업자금 확인서" in tax["사유"]


def test_given_an_exception_without_its_paper_then_the_paper_is_asked_for(told: Any) -> None:
    tax = told(tax_arrears=True, restart_fund=True)["tax"]

    assert tax["판정"] == "검토중"
    assert "예외 증빙 필요: 재창업자금 지원 기업은 예외" in tax["사유"]
    assert "서류 없음: 재창업자금 확인서" in tax["사유"]
