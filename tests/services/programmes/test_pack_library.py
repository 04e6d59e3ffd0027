"""Stories about signed packs: taken in, refused, changed on the way, made by an enemy."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.errors import DeskError
from desktop.services.errors import FileUnreadableError
from desktop.services.programmes import (
    pack_archive,
    pack_folders,
    pack_library,
    pack_signing,
    packs,
)
from desktop.services.programmes.errors import (
    PackBrokenError,
    PackKeyError,
    PackMemberError,
    PackMissingError,
    PackNotZipError,
    PackShippedError,
    PackSignatureError,
    PackTestsFailedError,
    PackThereError,
    PackTooLargeError,
    PackUnsignedError,
    PackUntrustedError,
)
from desktop.services.programmes.packs import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEAD = """\
id = "trial-2030"
version = "1.0"
programme = "trial"
year = 2030
title = { ko = "시험", en = "Trial" }
"""
TRACKS = """\
[[track]]
code = "one"
title = { ko = "하나", en = "One" }

[[track.funding.line]]
source = "company"
regime = "own"
takes = "rest"
"""
RULES = """\
[[rule]]
id = "small"
expression = "employees < 50"
severity = "blocks"

[[test]]
id = "small firm"
track = "one"
facts = { employees = 12 }
findings = { small = "pass" }
total_cost = 1_000
amounts = { company = 1_000 }
"""


@dataclass(frozen=True)
class Desk:
    """Where packs are made, and where a workspace keeps those that it took in."""

    source: Path
    own: Path
    private: Path
    public: Path
    zip: Path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    source, own = tmp_path / "trial", tmp_path / "workspace" / "packs"
    source.mkdir()
    (source / "pack.toml").write_text(HEAD, "utf-8")
    (source / "tracks.toml").write_text(TRACKS, "utf-8")
    (source / "rules.toml").write_text(RULES, "utf-8")
    private, public = tmp_path / "centre.key", tmp_path / "centre.pub"
    pack_signing.make_keys(private, public)
    pack_library.trust(public, own)
    pack_folders.bring(own)
    made = Desk(source, own, private, public, tmp_path / "trial.zip")
    pack_library.sign(source, private, made.zip)
    yield made
    pack_folders.take_away(own)


def members(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewrite(file: Path, changed: dict[str, bytes]) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in changed.items():
            archive.writestr(name, content)


def kept(own: Path) -> set[str]:
    return {path.name for path in own.iterdir()} - {pack_library.KEYS}


def test_given_a_folder_of_several_files_when_read_then_they_are_one_pack(desk: Desk) -> None:
    pack = pack_library.check(desk.source)

    assert [rule.id for rule in pack.rules] == ["small"]
    assert pack == pack_library.check(desk.source / "pack.toml")


def test_given_a_mistake_in_one_of_the_files_when_read_then_that_file_is_named(
    desk: Desk,
) -> None:
    (desk.source / "rules.toml").write_text(RULES.replace("employees <", "employes <"), "utf-8")

    with pytest.raises(PackBrokenError) as broken:
        pack_library.check(desk.source)

    (mistake,) = broken.value.facts["mistakes"]  # type: ignore[misc]
    assert (mistake.facts["file"], mistake.facts["line"]) == ("rules.toml", 3)


def test_given_two_files_that_say_the_same_key_when_read_then_the_second_is_refused(
    desk: Desk,
) -> None:
    (desk.source / "rules.toml").write_text('version = "2.0"\n' + RULES, "utf-8")

    with pytest.raises(PackBrokenError) as broken:
        pack_library.check(desk.source)

    (mistake,) = broken.value.facts["mistakes"]  # type: ignore[misc]
    assert (mistake.facts["file"], mistake.facts["line"]) == ("rules.toml", 1)


def test_given_a_signed_zip_when_installed_then_it_is_a_pack_like_any_other(desk: Desk) -> None:
    row = pack_library.install(desk.zip, desk.own)

    assert (row.id, row.version, row.origin) == ("trial-2030", "1.0", Origin.SIGNED)
    assert packs.pack("trial-2030").rules[0].id == "small"
    assert row in packs.list_packs()
    assert pack_library.verify(row.path.parent, desk.own).signer == pack_signing.Signer(
        "centre", pack_signing.fingerprint(pack_signing.public_key(desk.public))
    )
    assert pack_library.install(desk.zip, desk.own) == row


def test_given_the_same_pack_when_signed_twice_then_both_zips_are_the_same(
    desk: Desk, tmp_path: Path
) -> None:
    again = tmp_path / "again.zip"

    pack_library.sign(desk.source, desk.private, again)

    assert again.read_bytes() == desk.zip.read_bytes()


def test_given_other_contents_of_the_same_version_when_installed_then_the_first_stays(
    desk: Desk,
) -> None:
    pack_library.install(desk.zip, desk.own)
    (desk.source / "tracks.toml").write_text(TRACKS.replace("하나", "다른"), "utf-8")
    pack_library.sign(desk.source, desk.private, desk.zip)

    with pytest.raises(PackThereError):
        pack_library.install(desk.zip, desk.own)

    assert packs.pack("trial-2030").tracks[0].title.ko == "하나"


def test_given_a_shipped_pack_when_signed_then_its_shared_files_travel_along(
    desk: Desk, tmp_path: Path
) -> None:
    row = packs.list_packs(packs.packs_folder())[0]
    out = tmp_path / "shipped.zip"

    pack = pack_library.sign(row.path, desk.private, out)

    assert {f"shared/{name}.toml" for name in pack.based_on} <= set(members(out))
    assert pack_library.verify(out, desk.own).pack == pack
    with pytest.raises(PackThereError):
        pack_library.install(out, desk.own)


def test_given_no_signature_or_a_strange_one_when_installed_then_nothing_is_kept(
    desk: Desk, tmp_path: Path
) -> None:
    whole = members(desk.zip)
    other, other_public = tmp_path / "other.key", tmp_path / "other.pub"
    pack_signing.make_keys(other, other_public)

    rewrite(desk.zip, {k: v for k, v in whole.items() if k != pack_signing.SIGNATURE})
    with pytest.raises(PackUnsignedError):
        pack_library.install(desk.zip, desk.own)
    pack_library.sign(desk.source, other, desk.zip)
    with pytest.raises(PackUntrustedError):
        pack_library.install(desk.zip, desk.own)
    forged = json.loads(whole[pack_signing.SIGNATURE])
    forged["signature"] = json.loads(members(desk.zip)[pack_signing.SIGNATURE])["signature"]
    rewrite(desk.zip, {**whole, pack_signing.SIGNATURE: json.dumps(forged).encode()})
    with pytest.raises(PackSignatureError):
        pack_library.install(desk.zip, desk.own)

    assert kept(desk.own) == set()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"rules.toml": RULES.replace("50", "500").encode()}, "changed"),
        ({"more.toml": b"note = 'x'"}, "unlisted"),
        ({"rules.toml": None}, "missing"),
        ({"../evil.toml": b""}, "outside"),
        ({"/etc/evil.toml": b""}, "outside"),
        ({"a\\..\\evil.toml": b""}, "outside"),
        ({"C:evil.toml": b""}, "outside"),
        ({"RULES.TOML": b""}, "twice"),
        ({"con.toml": b""}, "name"),
        ({"evil.exe": b""}, "name"),
        ({"shared/./a.toml": b""}, "name"),
        ({"a./b.toml": b""}, "name"),
    ],
    ids=str,
)
def test_given_a_zip_that_somebody_touched_when_installed_then_its_member_is_named(
    desk: Desk, change: dict[str, bytes | None], code: str
) -> None:
    whole: dict[str, bytes | None] = {**members(desk.zip), **change}
    rewrite(desk.zip, {name: one for name, one in whole.items() if one is not None})

    with pytest.raises(PackMemberError) as refused:
        pack_library.install(desk.zip, desk.own)

    assert refused.value.facts["code"] == code
    assert str(refused.value.facts["member"]).replace("/", "\\") in {
        name.replace("/", "\\") for name in change
    }
    assert kept(desk.own) == set()
    assert not (desk.own.parent / "evil.toml").exists()


def test_given_a_link_inside_a_zip_when_opened_then_it_is_refused(desk: Desk) -> None:
    entry = zipfile.ZipInfo("link.toml")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(desk.zip, "a") as archive:
        archive.writestr(entry, "/etc/passwd")

    with pytest.raises(PackMemberError) as refused:
        pack_library.check(desk.zip)

    assert refused.value.facts["code"] == "link"


def test_given_a_member_of_a_gigabyte_when_opened_then_it_is_not_unpacked(desk: Desk) -> None:
    with zipfile.ZipFile(desk.zip, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("huge.toml", b"#" * 1_000)
        archive.filelist[-1].file_size = 1024**3

    with pytest.raises(PackTooLargeError) as refused:
        pack_library.check(desk.zip)

    assert refused.value.facts["member"] == "huge.toml"
    assert refused.value.facts["limit"] == pack_archive.LARGEST_MEMBER


def test_given_many_large_members_when_opened_then_the_whole_has_a_limit_too(desk: Desk) -> None:
    with zipfile.ZipFile(desk.zip, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"{number}.toml", b"#" * pack_archive.LARGEST_MEMBER)
    assert desk.zip.stat().st_size < 1_000_000

    with pytest.raises(PackTooLargeError) as refused:
        pack_library.check(desk.zip)

    assert refused.value.facts["member"] in {"3.toml", "4.toml"}


def test_given_a_member_that_lies_about_its_size_when_read_then_it_stops_at_the_limit(
    desk: Desk,
) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pack.toml", b"#" * (pack_archive.LARGEST_MEMBER + 1))
    true_size = (pack_archive.LARGEST_MEMBER + 1).to_bytes(4, "little")
    desk.zip.write_bytes(content.getvalue().replace(true_size, (10).to_bytes(4, "little")))

    with pytest.raises((PackMemberError, PackTooLargeError, PackNotZipError)):
        pack_library.check(desk.zip)


def test_given_what_is_no_zip_when_opened_then_that_is_said(desk: Desk, tmp_path: Path) -> None:
    desk.zip.write_bytes(b"PK\x03\x04 not really")

    with pytest.raises(PackNotZipError):
        pack_library.check(desk.zip)
    with pytest.raises(FileUnreadableError):
        pack_library.check(tmp_path / "nowhere.zip")


def test_given_a_pack_that_breaks_its_own_test_when_signed_then_it_is_refused(
    desk: Desk, tmp_path: Path
) -> None:
    (desk.source / "rules.toml").write_text(RULES.replace("employees <", "employees >"), "utf-8")

    with pytest.raises(PackTestsFailedError) as refused:
        pack_library.sign(desk.source, desk.private, tmp_path / "out.zip")

    assert refused.value.facts["failed"] == ["small firm"]
    assert not (tmp_path / "out.zip").exists()


def test_given_a_file_without_a_key_when_used_as_one_then_it_is_named(desk: Desk) -> None:
    with pytest.raises(PackKeyError):
        pack_library.sign(desk.source, desk.public, desk.zip)
    with pytest.raises(PackKeyError):
        pack_library.trust(desk.private, desk.own)


def test_given_a_written_pack_when_kept_then_cases_can_use_it_until_it_is_removed(
    desk: Desk,
) -> None:
    row = pack_library.keep_written(desk.own, HEAD + TRACKS + RULES)

    assert (row.origin, packs.pack("trial-2030", "1.0").year) == (Origin.WRITTEN, 2030)
    with pytest.raises(PackThereError):
        pack_library.keep_written(desk.own, HEAD + TRACKS)
    with pytest.raises(PackBrokenError):
        pack_library.keep_written(desk.own, HEAD)
    assert kept(desk.own) == {"trial-2030-1.0"}
    pack_library.remove("trial-2030", "1.0")
    with pytest.raises(PackMissingError):
        packs.pack("trial-2030")


def test_given_a_shipped_pack_when_removed_then_it_stays(desk: Desk) -> None:
    row = packs.list_packs(packs.packs_folder())[0]

    with pytest.raises(PackShippedError):
        pack_library.remove(row.id, row.version)


def test_given_a_broken_pack_among_those_installed_when_listed_then_the_others_are_there(
    desk: Desk,
) -> None:
    pack_library.install(desk.zip, desk.own)
    (desk.own / "broken.toml").write_text("id = ", "utf-8")
    pack_folders.forget()

    assert "trial-2030" in {row.id for row in packs.list_packs()}
    assert [error.facts["file"] for error in packs.broken_packs()] == ["broken.toml"]


def test_given_the_same_version_twice_among_those_written_then_the_first_is_used_and_it_is_told(
    desk: Desk,
) -> None:
    pack_library.keep_written(desk.own, HEAD + TRACKS + RULES)
    (desk.own / "z-again.toml").write_text(HEAD + TRACKS, "utf-8")
    pack_folders.forget()

    assert packs.pack("trial-2030", "1.0").rules
    (twice,) = packs.broken_packs()
    assert twice.facts["files"] == ["pack.toml", "z-again.toml"]


@given(st.data())
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_given_any_bytes_of_a_signed_zip_changed_when_verified_then_it_is_whole_or_refused(
    desk: Desk, data: st.DataObject
) -> None:
    whole = desk.zip.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    length = data.draw(st.integers(0, 8))
    piece = data.draw(st.binary(max_size=8))
    touched = desk.zip.with_name("touched.zip")
    touched.write_bytes(whole[:at] + piece + whole[at + length :])

    try:
        checked = pack_library.verify(touched, desk.own)
    except DeskError:
        return
    assert checked.pack == pack_library.check(desk.zip)
