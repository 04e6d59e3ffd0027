"""Writes sheets, leads them in, and tells what a workspace holds."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

from db.base import UNJOURNALED
from db.journal import journaled
from desktop.services.exchange import sheet, taking_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from uuid import UUID

    from db.words import ImportKind
    from desktop.services.exchange.sheet import Sheet
    from desktop.services.exchange.taken_in import Told
    from desktop.services.workspace import Workspace, Written

APPLICANTS = (
    "기업명",
    "사업자등록번호",
    "대표자",
    "담당자",
    "휴대폰",
    "총사업비(천원)",
    "신청일",
    "과제명",
    "공장주소",
    "유형",
    "공급기업",
    "대기업",
)
FACTORIES = (
    "시도명",
    "시군구명",
    "회사명",
    "단지명",
    "남자종업원",
    "여자종업원",
    "외국인남자종업원",
    "외국인여자종업원",
    "종업원합계",
    "업종코드",
    "법인주소",
    "공장주소",
    "공장관리번호",
)


def applicant(name: str, brn: str = "", project: str = "MES 구축", **more: object) -> list[object]:
    """Return a row under APPLICANTS; more: other cells by their heading."""
    cells: dict[str, object] = {
        "기업명": name,
        "사업자등록번호": brn,
        "대표자": "김가람",
        "담당자": "이나래",
        "휴대폰": "010-0000-1234",
        "총사업비(천원)": "120,000.5",
        "신청일": "2026. 3. 8.",
        "과제명": project,
        "공장주소": "경상남도 창원시 성산구 체험로 2",
    }
    return [(cells | more).get(heading, "") for heading in APPLICANTS]


def factory(name: str, number: str, address: str = "경상남도 창원시 체험로 1") -> list[object]:
    """Return a row under FACTORIES."""
    people = [8, 2, 1, 1, 12]
    return ["경상남도", "창원시", name, "", *people, "25931", address, "체험로 2", number]


def write_sheet(path: Path, header: Sequence[object], *rows: Sequence[object]) -> Path:
    """Write an .xlsx file with a header and rows."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for line, row in enumerate((header, *rows)):
            for column, cell in enumerate(row):
                if isinstance(cell, (date, datetime)):
                    page.write_datetime(line, column, cell)
                elif cell not in ("", None):
                    page.write(line, column, cell)
    return path


def looked_at(
    workspace: Workspace,
    path: Path,
    *,
    kind: ImportKind | None = None,
    call: UUID | None = None,
) -> Sheet:
    """Return a sheet that was read, checked and planned."""

    def look(session: Any) -> Sheet:
        found = sheet.look(session, path, kind=kind)
        found.announcement_id = call
        return sheet.check(session, found)

    return workspace.read(look)


def taken_in(
    workspace: Workspace, found: Sheet, *, told: Told | None = None
) -> Written[taking_in.TakenIn]:
    """Take a planned sheet in."""
    assert found.checked is not None
    return taking_in.take_in(
        workspace,
        found.planned,
        found.kind,
        file=found.path,
        refused=len(found.checked.refused),
        announcement_id=found.announcement_id,
        told=told,
    )


def everything(workspace: Workspace) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows that people can see, by table, as the database holds them."""

    def look(session: Any) -> dict[str, list[tuple[Any, ...]]]:
        found = {}
        for table, kept in journaled().items():
            names = [c.name for c in kept.__table__.columns if c.name not in UNJOURNALED]
            listed = ", ".join(f'"{name}"' for name in names)
            rows = session.connection().exec_driver_sql(
                f'SELECT {listed} FROM "{table}" WHERE deleted = 0 ORDER BY id'
            )
            found[table] = [tuple(row) for row in rows]
        return found

    return workspace.read(look)
