"""Documents from the command line: what there is, and what is wrong with a template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest

from db.words import DocumentKind
from desktop.services.documents import catalog
from tests.cli.runs import answer_of, run

if TYPE_CHECKING:
    from tests.cli.conftest import Run


def test_given_the_catalogue_then_every_kind_is_listed() -> None:
    listed = answer_of(run("docs", "list", "--json"))["documents"]

    assert {one["kind"] for one in listed} == set(DocumentKind)
    told = run("docs", "list").stdout
    assert all(one["title"] in told for one in listed)


def test_given_a_shipped_template_then_nothing_has_to_be_repaired(tmp_path: Path) -> None:
    file = tmp_path / "form.docx"
    file.write_bytes(catalog.template_bytes(DocumentKind.AGREEMENT))

    assert run("docs", "lint", file).exit_code == 0


def test_given_a_template_with_a_typo_then_the_field_and_what_was_meant_are_named(
    tmp_path: Path,
) -> None:
    file = tmp_path / "form.docx"
    document = docx.Document()
    document.add_paragraph("{{ 기업.이룸 }}")
    document.save(file)

    result = run("docs", "lint", file)

    assert result.exit_code == 1
    assert "기업.이룸" in result.stdout
    assert "기업.이름" in result.stdout


@pytest.mark.parametrize("kind", ["D08", "eligibility_review", "요건검토서"])
def test_given_a_case_when_a_document_is_made_then_it_lies_in_the_folder(
    ieum: Run, tmp_path: Path, kind: str
) -> None:
    number = answer_of(ieum("cases", "단계:구축", "--json", "--limit", 1))["cases"][0]["number"]

    made = answer_of(ieum("docs", "make", kind, number, "--out", tmp_path / "out", "--json"))

    file = Path(made["file"])
    assert file.parent == tmp_path / "out"
    assert docx.Document(str(file)).tables
    listed = answer_of(ieum("docs", "list", "--made", number, "--json"))["documents"]
    assert [one["file_name"] for one in listed] == [file.name]
    newest = answer_of(ieum("history", "--case", number, "--json"))["changes"][0]
    assert newest["action"] == "document.make"


def test_given_values_that_nobody_typed_then_they_are_named_and_nothing_is_written(
    ieum: Run, tmp_path: Path
) -> None:
    number = answer_of(ieum("cases", "단계:신청", "--json", "--limit", 1))["cases"][0]["number"]

    result = ieum("docs", "make", "aftercare_check", number, "--out", tmp_path / "out")

    assert result.exit_code == 1
    assert "점검.방문일" in result.stderr
    assert not (tmp_path / "out").exists()


def test_given_an_unknown_document_then_one_sentence_names_it(ieum: Run) -> None:
    result = ieum("docs", "make", "D99", "1")

    assert result.exit_code == 1
    assert "D99" in result.stderr


def test_given_a_file_that_is_not_there_then_one_sentence_names_it(tmp_path: Path) -> None:
    result = run("docs", "lint", tmp_path / "nothing.docx")

    assert result.exit_code == 1
    assert "nothing.docx" in result.stderr
