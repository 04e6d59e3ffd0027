"""Stories of a ZIP with a folder for each company: matched, looked through, kept as one change."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from sqlmodel import select

from db.tables import Attachment, Paper
from db.words import PaperState, Stage
from desktop.services import attachments
from desktop.services.applications import papers
from desktop.services.applications.folders import archive
from desktop.services.applications.folders.errors import ArchiveRefusedError
from desktop.services.applications.folders.matching import FoundBy, OpenCases, brn_in, names_in
from desktop.services.applications.folders.plan import (
    FileState,
    choose_case,
    choose_paper,
    look,
    skip,
)
from desktop.services.applications.folders.taking import take_in
from desktop.services.companies.numbers import format_brn
from desktop.services.history.taking_back import undo
from desktop.services.security.errors import StoppedError
from tests.factory import make_brn, make_case, make_company
from tests.services import road

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from desktop.services.applications.folders.plan import Plan
    from desktop.services.workspace import Workspace

PDF = b"%PDF-1.7\n"


def _zip(file: Path, entries: dict[str, bytes], *, encoding: str = "") -> Path:
    """Write a ZIP; encoding: as a program writes that says nothing about it."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in entries.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(info, content)
    if encoding:
        raw = file.read_bytes()
        for name in entries:
            plain, meant = name.encode(), name.encode(encoding)
            assert len(plain) >= len(meant)
        file.write_bytes(_renamed(raw, entries, encoding))
    return file


def _renamed(raw: bytes, entries: dict[str, bytes], encoding: str) -> bytes:
    """Return a ZIP whose names are bytes of `encoding`, without the flag of UTF-8."""
    content = io.BytesIO()
    local, central, offset = [], [], 0
    with zipfile.ZipFile(io.BytesIO(raw)) as read:
        for name in entries:
            info = read.getinfo(name)
            packed = raw[info.header_offset + 30 + len(name.encode()) :][: info.compress_size]
            written = name.encode(encoding)
            common = struct.pack(
                "<HHHHHIIIHH", 20, 0, info.compress_type, 0, 33, info.CRC, info.compress_size,
                info.file_size, len(written), 0,
            )  # fmt: skip
            entry = b"PK\3\4" + common + written + packed
            central.append(
                b"PK\1\2"
                + struct.pack("<H", 20)
                + common
                + struct.pack("<HHHII", 0, 0, 0, 0, offset)
                + written
            )
            local.append(entry)
            offset += len(entry)
    directory = b"".join(central)
    content.write(b"".join(local) + directory)
    content.write(
        b"PK\5\6"
        + struct.pack("<HHHHIIH", 0, 0, len(central), len(central), len(directory), offset, 0)
    )
    return content.getvalue()


@pytest.fixture
def cases(workspace: Workspace) -> dict[str, UUID]:
    """Return cases of three companies; two companies have almost the same name."""

    def begin(session: Any) -> dict[str, UUID]:
        first = road.opened(session)  # 한빛정밀
        found = {"한빛정밀": first}
        for name in ("가온금속", "가온금형"):
            company = make_company(session, name=name)
            case = make_case(
                session, company, pack="sangsaeng-2022", pack_version="1.0", track="type1-basic"
            )
            papers.ensure(session, case.id)
            found[name] = case.id
        return found

    return workspace.write(begin).value


def _look(workspace: Workspace, file: Path) -> Plan:
    return workspace.read(lambda s: look(s, file))


def _brn(workspace: Workspace, name: str) -> str:
    from db.tables import Company

    return workspace.read(lambda s: s.exec(select(Company).where(Company.name == name)).one()).brn


def test_given_folders_when_looked_at_then_each_finds_its_case_and_each_file_its_paper(
    workspace: Workspace, cases: dict[str, UUID], tmp_path: Path
) -> None:
    number = format_brn(_brn(workspace, "한빛정밀"))
    file = _zip(
        tmp_path / "접수.zip",
        {
            f"2026 접수서류/01_{number}/사업자등록증 사본.pdf": PDF,
            f"2026 접수서류/01_{number}/[한빛] 사업계획서_최종.pdf": PDF,
            f"2026 접수서류/01_{number}/현장 사진.pdf": PDF,
            "2026 접수서류/(주)가온금속/견적서.pdf": PDF,
            "2026 접수서류/(주)가온금속/로그인.pdf": b"<html>login</html>",
            "2026 접수서류/가온금혐/사업계획서.pdf": PDF,
            "2026 접수서류/모르는 기업/a.pdf": PDF,
            "2026 접수서류/__MACOSX/._a": b"x",
            "2026 접수서류/(주)가온금속/Thumbs.db": b"x",
        },
    )

    plan = _look(workspace, file)

    found = {folder.name: folder for folder in plan.folders}
    first = found[f"01_{number}"]
    assert first.match.found_by is FoundBy.NUMBER
    assert first.case is not None
    assert first.case.case_id == cases["한빛정밀"]
    filed = {one.part.name: (one.state, one.paper.code if one.paper else "") for one in first.files}
    assert filed == {
        "사업자등록증 사본.pdf": (FileState.PAPER, "business_registration"),
        "[한빛] 사업계획서_최종.pdf": (FileState.PAPER, "business_plan"),
        "현장 사진.pdf": (FileState.ATTACHMENT, ""),
    }
    second = found["(주)가온금속"]
    assert second.match.found_by is FoundBy.NAME
    assert [one.state for one in second.files] == [FileState.PAPER, FileState.REFUSED]
    third = found["가온금혐"]  # a slip of the pen: two companies are almost called so
    assert third.match.found_by is FoundBy.SIMILAR
    assert third.is_asked
    assert found["모르는 기업"].match.found_by is FoundBy.NOTHING
    assert plan.asked == 2
    assert plan.count == 4


def test_given_a_plan_when_taken_in_then_papers_are_there_and_one_undo_takes_all_back(
    workspace: Workspace, cases: dict[str, UUID], tmp_path: Path
) -> None:
    file = _zip(
        tmp_path / "a.zip",
        {
            "한빛정밀/사업계획서.pdf": PDF,
            "한빛정밀/기타.pdf": PDF + b"2",
            "가온금속/견적서.pdf": PDF + b"3",
        },
    )
    plan = _look(workspace, file)
    steps: list[tuple[int, int]] = []

    taken = take_in(workspace, plan, told=lambda done, of: steps.append((done, of)))

    assert (taken.value.cases, taken.value.papers, taken.value.attachments) == (2, 2, 1)
    assert steps == [(0, 3), (1, 3), (2, 3), (3, 3)]
    listed = workspace.read(lambda s: papers.list_papers(s, cases["한빛정밀"]))
    paper = next(one for one in listed if one.code == "business_plan")
    assert (paper.state, paper.file_name) == (PaperState.RECEIVED, "사업계획서.pdf")
    key = paper.attachment_id
    assert key is not None
    path = workspace.read(lambda s: attachments.path_of(s, workspace.blobs, key))
    assert path.read_bytes() == PDF

    undo(workspace)

    assert workspace.read(lambda s: s.exec(select(Attachment)).all()) == []
    states = workspace.read(lambda s: s.exec(select(Paper.state)).all())
    assert set(states) == {PaperState.MISSING}


def test_given_a_person_who_stops_when_taking_in_then_nothing_is_named(
    workspace: Workspace, cases: dict[str, UUID], tmp_path: Path
) -> None:
    file = _zip(tmp_path / "a.zip", {"한빛정밀/사업계획서.pdf": PDF, "한빛정밀/기타.pdf": PDF})
    plan = _look(workspace, file)

    def stop(done: int, _of: int) -> None:
        if done == 1:
            raise StoppedError

    with pytest.raises(StoppedError):
        take_in(workspace, plan, told=stop)
    with pytest.raises(StoppedError):
        workspace.read(lambda s: look(s, file, told=stop))

    assert cases
    assert workspace.read(lambda s: s.exec(select(Attachment)).all()) == []


def test_given_a_plan_when_a_person_changes_it_then_that_is_what_is_kept(
    workspace: Workspace, cases: dict[str, UUID], tmp_path: Path
) -> None:
    file = _zip(
        tmp_path / "a.zip",
        {
            "가온금혐/사업계획서.pdf": PDF,
            "가온금혐/계획서 수정.pdf": PDF + b"2",
            "가온금혐/메모.pdf": PDF,
        },
    )
    plan = _look(workspace, file)
    (folder,) = plan.folders
    assert plan.count == 0
    mould = next(one for one in plan.choices if one.case_id == cases["가온금형"])

    workspace.read(lambda s: choose_case(s, folder, mould))
    first, second, memo = folder.files
    assert (first.state, second.state) == (FileState.PAPER, FileState.ATTACHMENT)
    choose_paper(folder, second, first.paper)
    skip(memo)

    assert first.state is FileState.ATTACHMENT
    assert second.state is FileState.PAPER
    take_in(workspace, plan)
    listed = workspace.read(lambda s: papers.list_papers(s, cases["가온금형"]))
    assert {one.file_name for one in listed if one.file_name} == {"계획서 수정.pdf"}


def test_given_a_paper_that_has_a_file_when_another_comes_then_the_old_one_stays(
    workspace: Workspace, cases: dict[str, UUID], tmp_path: Path
) -> None:
    file = _zip(tmp_path / "a.zip", {"한빛정밀/사업계획서.pdf": PDF})
    take_in(workspace, _look(workspace, file))

    (folder,) = _look(workspace, file).folders

    (again,) = folder.files
    assert again.taken
    assert again.state is FileState.SKIPPED
    assert cases


def test_given_a_company_with_two_open_cases_when_matched_then_it_is_asked(
    workspace: Workspace,
) -> None:
    def begin(session: Any) -> str:
        company = make_company(session, name="두리정공")
        make_case(session, company)
        make_case(session, company)
        done = make_case(session, make_company(session, name="세모산업"))
        done.stage = Stage.AFTERCARE
        return company.brn

    brn = workspace.write(begin).value

    by_number = workspace.read(lambda s: OpenCases(s).find(f"{brn} 두리정공"))
    assert by_number.found_by is FoundBy.NUMBER
    assert not by_number.certain
    assert len(by_number.choices) == 2
    by_case = workspace.read(lambda s: OpenCases(s).find(f"{by_number.choices[1].number} 두리"))
    assert (by_case.found_by, by_case.certain) == (FoundBy.CASE, True)
    assert workspace.read(lambda s: OpenCases(s).find("세모산업(주)")).certain


def test_given_names_of_korean_windows_and_of_macs_when_read_then_they_are_whole(
    tmp_path: Path,
) -> None:
    import unicodedata

    windows = _zip(tmp_path / "w.zip", {"가온금속/사업계획서.pdf": PDF}, encoding="cp949")
    mac = _zip(tmp_path / "m.zip", {unicodedata.normalize("NFD", "가온금속/견적서.pdf"): PDF})

    assert [part.shown for part in archive.parts_of(windows)] == ["가온금속/사업계획서.pdf"]
    assert [part.shown for part in archive.parts_of(mac)] == ["가온금속/견적서.pdf"]


@pytest.mark.parametrize(
    "name", ["../밖.pdf", "가/../../밖.pdf", "/etc/밖.pdf", "C:\\밖.pdf", "가\\..\\..\\밖.pdf"]
)
def test_given_a_name_that_leaves_the_zip_when_looked_at_then_nothing_of_it_is_taken(
    tmp_path: Path, name: str
) -> None:
    file = _zip(tmp_path / "a.zip", {"가온금속/견적서.pdf": PDF, name: PDF})

    with pytest.raises(ArchiveRefusedError) as refused:
        archive.parts_of(file)

    assert refused.value.code == "path"


def test_given_bombs_and_broken_files_when_looked_at_then_each_is_refused_with_its_reason(
    tmp_path: Path,
) -> None:
    bomb = _zip(tmp_path / "bomb.zip", {"가온금속/a.pdf": b"\0" * 60_000_000})
    whole = _zip(tmp_path / "whole.zip", {"가온금속/a.pdf": PDF * 2000}).read_bytes()
    cut, text, empty = tmp_path / "cut.zip", tmp_path / "text.zip", tmp_path / "empty.zip"
    cut.write_bytes(whole[:-30])
    text.write_bytes("안녕하세요".encode())
    _zip(empty, {"가온금속/Thumbs.db": b""})

    codes = {}
    for file in (bomb, cut, text, empty):
        with pytest.raises(ArchiveRefusedError) as refused:
            archive.parts_of(file)
        codes[file.stem] = refused.value.code
    assert codes == {"bomb": "inflates", "cut": "broken", "text": "not_zip", "empty": "empty"}


def test_given_a_file_that_lies_about_its_size_when_read_then_it_ends_at_its_promise(
    tmp_path: Path,
) -> None:
    file = _zip(tmp_path / "a.zip", {"가/a.pdf": PDF * 5000})
    (part,) = archive.parts_of(file)
    raw = bytearray(file.read_bytes())
    at = raw.index(b"PK\1\2") + 24
    raw[at : at + 4] = struct.pack("<I", 10)
    file.write_bytes(bytes(raw))
    (small,) = archive.parts_of(file)

    with archive.opened(file) as reader:
        for wanted in (part, small):
            with pytest.raises(ArchiveRefusedError) as refused:
                reader.content(wanted, limit=1_000_000)
            assert refused.value.code in ("changed", "broken", "inflates")


def test_given_a_zip_that_was_replaced_when_taken_in_then_it_is_noticed(
    workspace: Workspace, cases: dict[str, UUID], tmp_path: Path
) -> None:
    file = _zip(tmp_path / "a.zip", {"한빛정밀/사업계획서.pdf": PDF})
    plan = _look(workspace, file)
    _zip(file, {"한빛정밀/다른 것.pdf": PDF})

    with pytest.raises(ArchiveRefusedError) as refused:
        take_in(workspace, plan)

    assert refused.value.code == "changed"
    assert cases
    assert workspace.read(lambda s: s.exec(select(Attachment)).all()) == []


def test_given_names_of_folders_then_number_counter_and_brackets_are_told_apart() -> None:
    number = make_brn(31)

    assert brn_in(f"03_{format_brn(number)}_가온금속") == number
    assert brn_in(f"가온 {number}") == number
    assert brn_in("가온 1234567890") == ""
    assert "가온금속" in names_in("01. 가온금속")
    assert "가온금속" in names_in(f"가온금속_{format_brn(number)}")
    assert "가온금속" in names_in("가온금속 [창원] (신청서류)")
