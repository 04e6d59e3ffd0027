"""Sheets from the command line: taken in without asking, as one change, doubts left for people."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from desktop.cli.sheets import SOME_ROWS_LEFT
from tests.cli.runs import answer_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

HEADER = ["회사명", "사업자등록번호", "전화번호", "공장주소"]
GOOD = ["두리하나정밀", "124-81-00998", "055-000-0001", "경남 창원시 성산구 체험로 1"]
BAD = ["세나오나산업", "123-45-67890", "055-000-0002", "경남 김해시 체험로 2"]


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Return a file with one good row."""
    return write(tmp_path / "list.csv", GOOD)


def write(file: Path, *rows: list[str], header: list[str] = HEADER) -> Path:
    with file.open("w", encoding="utf-8-sig", newline="") as text:
        csv.writer(text).writerows([header, *rows])
    return file


def count(ieum: Run, name: str) -> int:
    return int(answer_of(ieum("companies", name, "--json"))["count"])


def test_given_a_list_of_companies_then_they_are_there_and_one_undo_takes_them_back(
    ieum: Run, sheet: Path
) -> None:
    done = ieum("import", sheet, "--kind", "companies")
    there = count(ieum, "두리하나정밀")

    ieum("undo")

    assert (done.exit_code, there) == (0, 1)
    assert count(ieum, "두리하나정밀") == 0


def test_given_a_dry_run_then_the_counts_are_told_and_nothing_is_kept(
    ieum: Run, sheet: Path
) -> None:
    before = answer_of(ieum("history", "--json"))["changes"][0]["id"]

    told = answer_of(ieum("import", sheet, "--kind", "companies", "--dry-run", "--json"))

    assert told["counts"]["add"] == 1
    assert told["taken"] is None
    assert answer_of(ieum("history", "--json"))["changes"][0]["id"] == before


def test_given_applicants_then_cases_are_opened_under_the_newest_announcement(
    ieum: Run, sheet: Path
) -> None:
    ieum("import", sheet, "--kind", "applicants")

    opened = answer_of(ieum("cases", "두리하나정밀", "--json"))["cases"]

    assert [row["stage"] for row in opened] == ["application"]
    assert "2026" in opened[0]["announcement"]


def test_given_an_unknown_announcement_then_nothing_is_kept(ieum: Run, sheet: Path) -> None:
    result = ieum("import", sheet, "--kind", "applicants", "--call", "없는 공고")

    assert result.exit_code == 1
    assert "없는 공고" in result.stderr
    assert count(ieum, "두리하나정밀") == 0


def test_given_a_row_that_cannot_be_read_then_the_rest_is_taken_and_it_is_handed_back(
    ieum: Run, tmp_path: Path
) -> None:
    report = tmp_path / "left.xlsx"

    result = ieum(
        "import", write(tmp_path / "list.csv", GOOD, BAD), "--kind", "companies", "--report", report
    )

    assert result.exit_code == SOME_ROWS_LEFT
    assert "123-45-67890" in result.stderr
    assert count(ieum, "두리하나정밀") == 1
    again = ieum("import", report, "--kind", "companies", "--dry-run", "--json")
    assert json.loads(again.stdout)["counts"]["refused"] == 1


def test_given_only_rows_that_cannot_be_read_then_the_exit_code_says_so(
    ieum: Run, tmp_path: Path
) -> None:
    file = write(tmp_path / "list.csv", BAD)

    assert ieum("import", file, "--kind", "companies").exit_code == 1


def test_given_a_name_that_is_there_then_it_is_left_for_a_person_unless_told_otherwise(
    ieum: Run, tmp_path: Path
) -> None:
    known = answer_of(ieum("companies", "--json", "--limit", 1))["companies"][0]["name"]
    file = write(tmp_path / "list.csv", [known, "", "", ""])

    left = ieum("import", file, "--kind", "companies")
    after_first = count(ieum, f'기업:"{known}"')
    ieum("import", file, "--kind", "companies", "--take-doubtful")

    assert left.exit_code == SOME_ROWS_LEFT
    assert count(ieum, f'기업:"{known}"') == after_first + 1


@pytest.mark.parametrize("ending", ["toml", "json"])
def test_given_a_mapping_then_strange_headings_find_their_fields(
    ieum: Run, tmp_path: Path, ending: str
) -> None:
    file = write(tmp_path / "list.csv", ["두리하나정밀"], header=["가나다"])
    mapping = tmp_path / f"mapping.{ending}"
    pair = ("가나다", "company.name")
    mapping.write_text(
        json.dumps(dict([pair])) if ending == "json" else '"{}" = "{}"'.format(*pair), "utf-8"
    )

    done = ieum("import", file, "--kind", "companies", "--mapping", mapping)

    assert done.exit_code == 0
    assert count(ieum, "두리하나정밀") == 1


@pytest.mark.parametrize("pair", [("없는 열", "company.name"), ("회사명", "company.nothing")])
def test_given_a_mapping_that_does_not_fit_then_one_sentence_says_where(
    ieum: Run, sheet: Path, tmp_path: Path, pair: tuple[str, str]
) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps(dict([pair])), "utf-8")

    result = ieum("import", sheet, "--kind", "companies", "--mapping", mapping)

    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1


def test_given_a_file_that_is_no_sheet_then_one_sentence_says_so(ieum: Run, tmp_path: Path) -> None:
    file = tmp_path / "letter.pdf"
    file.write_bytes(b"%PDF-1.7\n" * 100)

    result = ieum("import", file)

    assert result.exit_code == 1
    assert "letter.pdf" in result.stderr
    assert "Traceback" not in result.output
