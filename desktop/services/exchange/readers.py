"""Reads a sheet from whatever file a centre has: .xlsx, .xls, .ods, text or an HTML table."""

from __future__ import annotations

import io
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from desktop.services.exchange.archives import check_archive
from desktop.services.exchange.content import SheetContent, SheetFormat, squared
from desktop.services.exchange.delimited import decode, read_rows
from desktop.services.exchange.errors import (
    SheetBrokenError,
    SheetCancelledError,
    SheetEmptyError,
    SheetMissingError,
    SheetProtectedError,
)
from desktop.services.exchange.html_tables import read_tables
from desktop.services.exchange.old_workbooks import cleaned
from desktop.services.exchange.opendocument import refuse_if_locked, shapes_of_document
from desktop.services.exchange.shapes import SheetShape, shape_of_workbook
from desktop.services.exchange.sniffing import extension_differs, format_of, read_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from python_calamine import CalamineSheet, CalamineWorkbook

    from desktop.services.exchange.cells import Cell
    from desktop.services.exchange.content import Row


def read_sheet(
    path: Path, *, sheet: str | None = None, cancelled: Callable[[], bool] | None = None
) -> SheetContent:
    """Return one sheet of a file; without a name the first visible one that holds something.

    cancelled: asked now and then; True ends the reading with SheetCancelledError.
    Raises the children of SheetError, one for each way in which a file can fail.
    """

    def pause() -> None:
        if cancelled is not None and cancelled():
            raise SheetCancelledError(path=path)

    pause()
    content = read_bytes(path)
    kind = format_of(path, content)
    if kind in {SheetFormat.TEXT, SheetFormat.HTML}:
        return _read_text(path, content, kind, sheet, pause)
    if kind is SheetFormat.ODS:
        refuse_if_locked(path, content)
    shapes: list[SheetShape] = []
    if kind is SheetFormat.XLS:
        content, shapes = cleaned(path, content, pause=pause)
    else:
        check_archive(path, content, pause=pause)
    known = shapes_of_document(path, content) if kind is SheetFormat.ODS else {}
    with _workbook(path, content) as workbook:
        known = known or dict(zip(workbook.sheet_names, shapes, strict=False))
        shape_of = partial(_shape, path, content, kind, known)
        return _read_workbook(path, kind, workbook, sheet, shape_of, pause)


def _read_text(
    path: Path, content: bytes, kind: SheetFormat, sheet: str | None, pause: Callable[[], None]
) -> SheetContent:
    name = path.stem
    if sheet not in {None, name}:
        raise SheetMissingError(path=path, sheet=sheet, sheets=[name])
    text, encoding = decode(path, content)
    if kind is SheetFormat.HTML:
        lists, merges = read_tables(path, text, pause=pause)
    else:
        lists, merges = read_rows(path, text, pause=pause), []
    return SheetContent(
        path=path,
        format=kind,
        sheet=name,
        sheets=(name,),
        rows=_filled(path, squared(lists, merges)),
        merges=tuple(merges),
        encoding=encoding,
        extension_differs=extension_differs(path, kind),
    )


@contextmanager
def _workbook(path: Path, content: bytes) -> Iterator[CalamineWorkbook]:
    """Open a workbook and turn the parser's failures into ours."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            yield workbook
    except PasswordError as error:
        raise SheetProtectedError(path=path, how="password") from error
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise SheetBrokenError(path=path, detail=type(error).__name__) from error
    except BaseException as error:
        # the parser is written in Rust: its panics come as a type that is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise SheetBrokenError(path=path, detail="panic") from error


def _read_workbook(
    path: Path,
    kind: SheetFormat,
    workbook: CalamineWorkbook,
    sheet: str | None,
    shape_of: Callable[[str], SheetShape],
    pause: Callable[[], None],
) -> SheetContent:
    names = _visible_names(workbook)
    if sheet is not None and sheet not in workbook.sheet_names:
        raise SheetMissingError(path=path, sheet=sheet, sheets=names)
    for name in names if sheet is None else [sheet]:
        pause()
        shape = shape_of(name)
        shape.refuse_if_too_long(path)
        found = workbook.get_sheet_by_name(name)
        merges = [*(found.merged_cell_ranges or ()), *shape.merges]
        unread = shape.uncalculated | shape.failed
        rows = squared(_cells(path, found, pause), merges, keep=unread)
        if rows:
            return SheetContent(
                path=path,
                format=kind,
                sheet=name,
                sheets=tuple(names),
                rows=rows,
                merges=tuple(merges),
                uncalculated=frozenset(shape.uncalculated),
                failed=frozenset(shape.failed),
                extension_differs=extension_differs(path, kind),
            )
    raise SheetEmptyError(path=path)


def _visible_names(workbook: CalamineWorkbook) -> list[str]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    tables = [one for one in workbook.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    visible = [one.name for one in tables if one.visible == SheetVisibleEnum.Visible]
    return visible or [one.name for one in tables]


def _shape(
    path: Path, content: bytes, kind: SheetFormat, known: dict[str, SheetShape], sheet: str
) -> SheetShape:
    if kind is SheetFormat.XLSX:
        return shape_of_workbook(path, content, sheet)
    return known.get(sheet, SheetShape())


def _cells(path: Path, sheet: CalamineSheet, pause: Callable[[], None]) -> list[list[Cell]]:
    rows = sheet.to_python(skip_empty_area=False)
    pause()
    SheetShape(rows=len(rows), columns=len(rows[0]) if rows else 0).refuse_if_too_long(path)
    return rows


def _filled(path: Path, rows: list[Row]) -> list[Row]:
    if not rows:
        raise SheetEmptyError(path=path)
    return rows
