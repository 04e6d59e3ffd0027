"""Packs from the command line: what there is, what is wrong, signing and installing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.runs import answer_of, run

if TYPE_CHECKING:
    from pathlib import Path

PACK = """\
id = "trial-2030"
version = "1.0"
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

[[track.funding.line]]
source = "company"
regime = "own"
takes = "rest"

[[test]]
id = "thirty percent"
track = "one"
total_cost = 1_000
amounts = { national = 300, company = 700 }
"""


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    path = tmp_path / "trial.toml"
    path.write_text(PACK, encoding="utf-8")
    return path


def test_given_the_shipped_packs_then_they_are_listed_checked_and_tested() -> None:
    listed = answer_of(run("pack", "list", "--json"))

    assert {"sangsaeng-2022", "gyeongnam-2024"} <= {one["id"] for one in listed["packs"]}
    assert listed["broken"] == []
    for one in listed["packs"]:
        name = f"{one['id']}@{one['version']}"
        assert run("pack", "check", name).exit_code == 0
        assert run("pack", "test", name).exit_code == 0, one["id"]
        assert one["id"] in run("pack", "list").stdout


def test_given_mistakes_then_each_is_one_line_with_file_and_line(pack: Path) -> None:
    pack.write_text(PACK.replace("max_share", "max_shar").replace("2030\n", "1999\n"), "utf-8")

    result = run("pack", "check", pack)

    assert result.exit_code == 1
    year, share = result.stdout.splitlines()
    assert year.startswith("trial.toml 4행:")
    assert share.startswith("trial.toml 15행:")
    assert "max_share" in share


def test_given_a_test_that_is_not_kept_then_both_amounts_are_told(pack: Path) -> None:
    pack.write_text(PACK.replace("max_share = 0.3", "max_share = 0.4"), "utf-8")

    result = run("pack", "test", pack)

    assert result.exit_code == 1
    assert "국비: 기대 300, 결과 400" in result.stdout
    (told,) = answer_of_failed("pack", "test", pack, "--json")["tests"]
    assert told["differences"][0]["found"] == "400"


def answer_of_failed(*words: object) -> dict[str, list[dict[str, list[dict[str, str]]]]]:
    import json

    result = run(*words)
    assert result.exit_code == 1
    return json.loads(result.stdout)  # type: ignore[no-any-return]


def test_given_two_versions_then_only_what_differs_is_told(pack: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(PACK.replace("max_share = 0.3", "max_share = 0.25"), "utf-8")

    assert run("pack", "diff", pack, pack).stdout.strip() == "다른 곳이 없습니다."
    (told,) = answer_of(run("pack", "diff", pack, other, "--json"))["changes"]
    assert told == {
        "place": "track.one.funding.line.national.cash.max_share",
        "kind": "changed",
        "before": "30%",
        "after": "25%",
    }


def test_given_keys_when_a_pack_is_signed_then_whoever_trusts_them_can_install_it(
    pack: Path, tmp_path: Path
) -> None:
    desk = ("--workspace", tmp_path / "workspace")
    zipped = tmp_path / "trial.zip"
    assert run("pack", "keys", "centre", "--out", tmp_path).exit_code == 0
    assert run("pack", "keys", "centre", "--out", tmp_path).exit_code == 1

    signed = run("pack", "sign", pack, "--key", tmp_path / "centre.key", "--out", zipped)
    refused = run(*desk, "pack", "install", zipped)
    trusted = run(*desk, "pack", "trust", tmp_path / "centre.pub", "--name", "GN")
    installed = run(*desk, "pack", "install", zipped)

    assert signed.exit_code == trusted.exit_code == installed.exit_code == 0
    assert refused.exit_code == 1
    assert "공개키를 먼저 등록해" in refused.stderr
    listed = answer_of(run(*desk, "pack", "list", "--json"))["packs"]
    assert [one["origin"] for one in listed if one["id"] == "trial-2030"] == ["signed"]
    assert answer_of(run(*desk, "pack", "verify", "trial-2030", "--json"))["signer"]["name"] == "GN"
    (tmp_path / "workspace/packs/trial-2030-1.0/pack.toml").write_text(PACK + "\n", "utf-8")
    changed = run(*desk, "pack", "verify", "trial-2030")
    assert changed.exit_code == 1
    assert "pack.toml" in changed.stderr
    assert "trial-2030" not in run("pack", "list").stdout


def test_given_a_shipped_pack_when_copied_then_the_file_says_the_same_under_its_own_name(
    tmp_path: Path,
) -> None:
    out = tmp_path / "mine.toml"

    assert run("pack", "copy", "sangsaeng-2022", "--id", "mine-2026", "--out", out).exit_code == 0

    assert run("pack", "test", out).exit_code == 0
    told = answer_of(run("pack", "diff", "sangsaeng-2022", out, "--json"))["changes"]
    assert {one["place"] for one in told} <= {"id", "based_on"}
    again = run("pack", "copy", "sangsaeng-2022", "--out", out)
    assert again.exit_code == 1
    assert "이미 있습니다" in again.stderr
