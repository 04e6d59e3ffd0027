"""Documents from the command line: what there is, and what is wrong with a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

import docx

from db.words import DocumentKind
from desktop.services.documents import catalog
from tests.cli.runs import answer_of, run

if TYPE_CHECKING:
    from pathlib import Path


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


def test_given_a_file_that_is_not_there_then_one_sentence_names_it(tmp_path: Path) -> None:
    result = run("docs", "lint", tmp_path / "nothing.docx")

    assert result.exit_code == 1
    assert "nothing.docx" in result.stderr
