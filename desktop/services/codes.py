"""Names codes: industries, regions, centers, complexes and solutions, from the lists that ship.

The lists lie in `db/seed/codes` and are read without a database. `load` copies them into the
table `code`, where the full KSIC table of the statistics office joins them by `import_ksic`.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from sqlmodel import col, select

from db.tables import Code
from db.words import CodeKind
from desktop import paths
from desktop.services.errors import FileUnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from uuid import UUID

    from sqlmodel import Session

DIVISION_DIGITS = 2
_NAMESPACE = uuid5(NAMESPACE_URL, "ieum:code")
_KSIC_CODE = re.compile(r"[A-U]?(\d{2,5})")
_FILES = {
    CodeKind.KSIC: "ksic_divisions",
    CodeKind.SIDO: "sido",
    CodeKind.SIGUNGU: "sigungu",
    CodeKind.CENTRE: "centres",
    CodeKind.COMPLEX: "complexes",
    CodeKind.SOLUTION: "solutions",
}


@dataclass(frozen=True)
class CodeEntry:
    """One line of a shipped list.

    `parent` is the region that it lies in; `short` and `english` are empty where a list has none;
    `complex_kind` is a word of ComplexKind.
    """

    kind: CodeKind
    code: str
    name: str
    short: str = ""
    english: str = ""
    parent: str = ""
    revision: str = ""
    complex_kind: str = ""
    source: str = ""


@cache
def entries(kind: CodeKind) -> tuple[CodeEntry, ...]:
    """Return the shipped list of `kind`, in the order of its file."""
    file = paths.seed() / "codes" / f"{_FILES[kind]}.csv"
    with file.open(encoding="utf-8", newline="") as lines:
        return tuple(_entry(kind, line) for line in csv.DictReader(lines))


def _entry(kind: CodeKind, line: dict[str, str]) -> CodeEntry:
    return CodeEntry(
        kind=kind,
        code=line["code"],
        name=line["name"],
        short=line.get("short", ""),
        english=line.get("english", ""),
        parent=line.get("sigungu") or line.get("sido", ""),
        revision=line.get("revision", ""),
        complex_kind=line.get("kind", ""),
        source=line["source"],
    )


@cache
def by_code(kind: CodeKind) -> dict[str, CodeEntry]:
    """Return the shipped entries of `kind` by their code."""
    return {entry.code: entry for entry in entries(kind)}


def _name(kind: CodeKind, code: str) -> str:
    entry = by_code(kind).get(code)
    return entry.name if entry else ""


def sido_name(code: str) -> str:
    """Return "경상남도" for "48", nothing for an unknown code."""
    return _name(CodeKind.SIDO, code)


def sido_short(code: str) -> str:
    """Return "경남" for "48", nothing for an unknown code."""
    entry = by_code(CodeKind.SIDO).get(code)
    return entry.short if entry else ""


def sigungu_name(code: str) -> str:
    """Return "창원시" for "48120", nothing for an unknown code."""
    return _name(CodeKind.SIGUNGU, code)


def region_name(sido: str, sigungu: str) -> str:
    """Return "경남 창원시" for "48" and "48120"; what is unknown is left out."""
    if sido_name(sido) == sigungu_name(sigungu):  # Sejong is both at once
        return sido_short(sido)
    return " ".join(filter(None, (sido_short(sido), sigungu_name(sigungu))))


def centre_name(code: str) -> str:
    """Return the name of the technopark that runs the center, nothing for an unknown code."""
    return _name(CodeKind.CENTRE, code)


def solution_name(code: str) -> str:
    """Return the name of a solution, or the code itself where the list does not know it."""
    return _name(CodeKind.SOLUTION, code) or code


def ksic_name(code: str) -> str:
    """Return the name of the division that a KSIC code of any length lies in."""
    return _name(CodeKind.KSIC, code[:DIVISION_DIGITS])


def ksic_names(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """Return each code's own name where the full table was imported, else its division's."""
    wanted = {code for code in codes if code}
    statement = select(Code.code, Code.name).where(
        Code.kind == CodeKind.KSIC, col(Code.code).in_(wanted)
    )
    known = {code: name for code, name in session.exec(statement) if len(code) > DIVISION_DIGITS}
    return {code: known.get(code) or ksic_name(code) for code in wanted}


def divisions_named(text: str) -> frozenset[str]:
    """Return the KSIC divisions whose Korean or English name contains `text`."""
    wanted = _plain(text)
    return frozenset(
        entry.code
        for entry in entries(CodeKind.KSIC)
        if wanted and (wanted in _plain(entry.name) or wanted in _plain(entry.english))
    )


@cache
def regions_named(text: str) -> frozenset[str]:
    """Return the codes of the regions that people call `text`: two digits or five.

    "경남", "경상남도", "Gyeongnam", "창원", "창원시", "경남 고성" and codes are understood; a name
    that stands in two provinces gives both.
    """
    wanted = _plain(text)
    if not wanted:
        return frozenset()
    found = {entry.code for entry in entries(CodeKind.SIDO) if wanted in _sido_spellings(entry)}
    for entry in entries(CodeKind.SIGUNGU):
        if entry.code == wanted or _is_called(entry, wanted):
            found.add(entry.code)
    return frozenset(found)


@cache
def regions_beginning(text: str) -> frozenset[str]:
    """Return the codes of the regions whose name begins like a word that is still being typed."""
    wanted = _plain(text)
    return frozenset(
        entry.code
        for kind in (CodeKind.SIDO, CodeKind.SIGUNGU)
        for entry in entries(kind)
        for spelling in (entry.name, entry.short, entry.english, *entry.name.split())
        if wanted and _plain(spelling).startswith(wanted)
    )


def region_words() -> list[str]:
    """Return the short names of the provinces and the names of the cities, to guess from."""
    places = {entry.name.split()[0] for entry in entries(CodeKind.SIGUNGU)}
    return [*(entry.short for entry in entries(CodeKind.SIDO)), *sorted(places)]


def _sido_spellings(entry: CodeEntry) -> set[str]:
    return {entry.code, *map(_plain, (entry.name, entry.short, entry.english))}


def _is_called(entry: CodeEntry, wanted: str) -> bool:
    """Say whether this 시군구 is meant; "창원" means its five districts too."""
    province = by_code(CodeKind.SIDO)[entry.parent]
    places = [wanted]
    places += [
        wanted.removeprefix(spelling)
        for spelling in map(_plain, (province.name, province.short))
        if wanted.startswith(spelling) and wanted != spelling
    ]
    city, *districts = entry.name.split()
    short = city[:-1] if len(city) > len("중구") else city
    names = {city, short, "".join((city, *districts)), "".join((short, *districts))}
    names |= {district for district in districts if len(district) > len("남구")}
    return any(place in names for place in places)


def _plain(text: str) -> str:
    return re.sub(r"[\s·,()]+", "", text).casefold()


def load(session: Session, *, centre: str | None = None) -> int:
    """Bring the shipped lists into the table `code` and return how many rows that touched.

    Running it again changes nothing; keys follow from the content, so that two computers of one
    center make the same rows. What a person deleted stays deleted.
    """
    shipped = [
        (entry.kind, entry.code, entry.name, entry.parent, entry.revision)
        for kind in CodeKind
        for entry in entries(kind)
    ]
    return _keep(session, shipped, centre=centre)


def import_ksic(session: Session, file: Path, *, revision: str, centre: str | None = None) -> int:
    """Bring the statistics office's table (CSV or XLSX) into `code`; return the rows touched.

    Takes every cell that looks like a code (two to five digits, with or without the section's
    letter) and the name in the cell after it. Raises FileUnreadableError.
    """
    found: dict[str, str] = {}
    for cells in _cells(file):
        for cell, following in pairwise(cells):
            code = _KSIC_CODE.fullmatch(cell.strip())
            name = following.strip()
            if code and name and not name.replace(".", "").isdigit():
                found.setdefault(code[1], name)
    if not found:
        raise FileUnreadableError(path=file)
    listed = [
        (CodeKind.KSIC, code, name, code[:-1] if len(code) > DIVISION_DIGITS else "", revision)
        for code, name in sorted(found.items())
    ]
    return _keep(session, listed, centre=centre)


def _keep(
    session: Session, listed: list[tuple[CodeKind, str, str, str, str]], *, centre: str | None
) -> int:
    owner = centre or str(session.info.get("centre") or "")
    every = select(Code).where(Code.centre == owner).execution_options(with_deleted=True)
    known = {row.id: row for row in session.exec(every)}
    touched = 0
    for kind, code, name, parent, revision in listed:
        key = _key(owner, kind, code, revision)
        row = known.get(key)
        if row is None:
            session.add(
                Code(
                    id=key,
                    centre=owner,
                    kind=kind,
                    code=code,
                    name=name,
                    parent=parent,
                    revision=revision,
                )
            )
            touched += 1
        elif (row.name, row.parent) != (name, parent):
            row.name, row.parent = name, parent
            touched += 1
    session.flush()
    return touched


def _key(centre: str, kind: CodeKind, code: str, revision: str) -> UUID:
    return uuid5(_NAMESPACE, f"{centre}/{kind.value}/{revision}/{code}")


def _cells(file: Path) -> Iterator[list[str]]:
    from python_calamine import CalamineError  # only for those who import the table

    try:
        yield from _csv_cells(file) if file.suffix.lower() == ".csv" else _sheet_cells(file)
    except (OSError, ValueError, csv.Error, CalamineError) as error:
        raise FileUnreadableError(path=file) from error


def _csv_cells(file: Path) -> Iterator[list[str]]:
    raw = file.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp949")  # what Korean offices still save
    yield from csv.reader(text.splitlines())


def _sheet_cells(file: Path) -> Iterator[list[str]]:
    from python_calamine import CalamineWorkbook

    workbook = CalamineWorkbook.from_path(file)
    for name in workbook.sheet_names:
        for row in workbook.get_sheet_by_name(name).to_python():
            yield [_text(cell) for cell in row]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():  # a spreadsheet keeps 10 as 10.0
        return str(int(cell))
    return str(cell)
