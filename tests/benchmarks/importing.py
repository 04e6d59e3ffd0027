"""Measures taking in a sheet of 30,000 rows, against pandas only reading it, and taking it back."""

from __future__ import annotations

import gc
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from db.words import ImportKind
from desktop.services import history
from desktop.services.demo.chance import synthetic_brn
from desktop.services.exchange import sheet as sheets
from desktop.services.exchange import taking_in
from tests.benchmarks.table import Line, median, timed
from tests.benchmarks.world import opened

if TYPE_CHECKING:
    from datetime import date

    from desktop.services.exchange.sheet import Sheet
    from desktop.services.workspace import Workspace
    from tests.benchmarks.world import World

ROWS = 30_000
RUNS = 3
BEYOND = 60_000  # numbers that no world of fewer companies has
HEADER = (
    "공장관리번호", "회사명", "사업자등록번호", "전화번호", "종업원합계", "업종코드", "생산품",
    "단지명", "시도명", "시군구명", "공장주소", "법인주소",
)  # fmt: skip


def measure(world: World, _day: date) -> list[Line]:
    """Return reading, checking, keeping and undoing; of several runs the middle one."""
    with tempfile.TemporaryDirectory() as room:
        file = write_sheet(Path(room) / "list.xlsx")
        copy = shutil.copytree(world.folder, Path(room) / "workspace")
        workspace = opened(copy)
        runs = []
        for _ in range(RUNS):
            baseline = timed(lambda: _read_with_pandas(file))
            runs.append((baseline, *_take_in_and_back(workspace, file)))
        workspace.close()
    pandas, read, checked, kept, undone = (median(list(one)) for one in zip(*runs, strict=True))
    return [
        Line(f"importing {ROWS:,} rows, all of it", read + checked + kept, pandas, 4,
             remark="baseline: pandas.read_excel alone"),
        Line("  reading the file", read, pandas),
        Line("  checking and comparing", checked, pandas),
        Line("  keeping, journal and undo ready", kept, pandas),
        Line("undo of that import", undone),
    ]  # fmt: skip


def write_sheet(file: Path) -> Path:
    """Write a list as a ministry hands it out."""
    import xlsxwriter

    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("목록")
        sheet.write_row(0, 0, HEADER)
        for number in range(ROWS):
            place = f"경상남도 창원시 성산구 체험로 {number}"
            sheet.write_row(
                number + 1, 0,
                (
                    f"{480_000_000_000_000 + number}", f"측정{number:05d}정밀",
                    synthetic_brn(BEYOND + number), _phone(number),
                    number % 200, "29299", "자동차 부품", "창원국가산업단지", "경상남도",
                    "창원시 성산구", place, place,
                ),
            )  # fmt: skip
    return file


def _phone(number: int) -> str:
    return f"055-{200 + number // 10_000}-{number % 10_000:04d}"


def _read_with_pandas(file: Path) -> object:
    import pandas as pd

    return pd.read_excel(file, engine="calamine", dtype=object)


def _take_in_and_back(workspace: Workspace, file: Path) -> tuple[float, float, float, float]:
    """Return the seconds of reading, checking, keeping and undoing."""
    found: list[Sheet] = []
    kind = ImportKind.COMPANIES
    gc.collect()
    read = timed(
        lambda: found.append(workspace.read(lambda session: sheets.look(session, file, kind=kind)))
    )
    checked = timed(lambda: workspace.read(lambda session: sheets.check(session, found[0])))
    planned = found[0].planned
    assert len(planned) == ROWS
    kept = timed(lambda: taking_in.take_in(workspace, planned, kind, file=file))
    undone = timed(lambda: history.undo(workspace))
    return read, checked, kept, undone
