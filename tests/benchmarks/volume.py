"""Rows of the size of KMIC-30 (shared workload of sync.md 2.1) in the program's own tables.

200 rows a case: its company, the case itself, and 198 rows of what is written down about it. The
same seed gives the same rows; keys grow with time, as those of the program do.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

CENTRE = "GN"
CREATED = "2026-11-02 01:02:03.000004"
CHILDREN = {
    "note": 40, "kpi": 6, "kpi_value": 38, "visit": 16, "ticket": 20, "milestone": 10,
    "inspection": 12, "payment": 10, "deadline": 16, "paper": 20, "stage_change": 10,
}  # fmt: skip
ROWS_A_CASE = 2 + sum(CHILDREN.values())
assert ROWS_A_CASE == 200

_TEXT = """
스마트 제조 혁신 공정 개선 설비 도입 품질 검사 자동화 자료 수집 현장 점검
결과 보고 예산 집행 생산성 불량률 납기 원가 절감 협력사 심사 의견 보완 요청
승인 완료 진행 계획 변경 교육 훈련 기술 지원 센터 담당자 방문 기록 사진
첨부 견적서 계약서
"""
_WORDS = _TEXT.split()


@dataclass
class Volume:
    """Rows by table: `columns[table]` names the values of each of `rows[table]`, parents first."""

    columns: dict[str, list[str]] = field(default_factory=dict)
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: defaultdict(list))

    @property
    def size(self) -> int:
        """Return the number of all rows."""
        return sum(map(len, self.rows.values()))

    def insert_of(self, table: str) -> str:
        """Return the statement that inserts one row."""
        names = ", ".join(f'"{name}"' for name in self.columns[table])
        return (
            f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(self.columns[table]))})'
        )


class Writer:
    """Makes rows; `key` gives keys whose time grows."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self._moment = 1_790_000_000_000

    def key(self) -> str:
        """Return a UUIDv7 as SQLite keeps it."""
        self._moment += self.chance.randint(0, 40)
        value = (self._moment << 80) | (7 << 76) | (self.chance.getrandbits(12) << 64)
        return f"{value | (2 << 62) | self.chance.getrandbits(62):032x}"

    def words(self, least: int, most: int) -> str:
        """Return a text of that many words."""
        return " ".join(self.chance.choices(_WORDS, k=self.chance.randint(least, most)))

    def day(self) -> str:
        """Return a day of 2026."""
        return f"2026-{self.chance.randint(1, 12):02d}-{self.chance.randint(1, 28):02d}"

    def row(self, table: str, case: str, *, other: str = "") -> dict[str, Any]:
        """Return one row about a case; other: the indicator of a value."""
        made = _MADE[table](self)
        if table == "kpi_value":
            made["kpi_id"] = other
        return {"id": self.key(), "case_id": case, **_COMMON, **made}


_COMMON = {"centre": CENTRE, "version": 1, "deleted": 0, "created_at": CREATED}
_MADE: dict[str, Any] = {
    "note": lambda w: {"text": w.words(8, 18)},
    "kpi": lambda w: {
        "code": f"P{w.chance.randint(1, 6):02d}", "name": w.words(2, 3), "direction": "up",
        "unit": "개/h", "weight": 0.2, "baseline": round(w.chance.random() * 100, 2),
        "target": round(w.chance.random() * 200, 2), "key": 0,
    },
    "kpi_value": lambda w: {
        "period_months": w.chance.choice((0, 6, 12, 24)),
        "value": round(w.chance.random() * 100, 2), "measured_on": w.day(), "basis": "claimed",
        "evidence": w.words(3, 6),
    },
    "visit": lambda w: {
        "kind": "regular", "planned_on": w.day(), "visited_on": w.day(), "stopped_because": "",
        "operator_name": "", "difficulties": w.words(8, 18), "next_step": w.words(2, 4),
        "opinion": w.words(8, 18),
    },
    "ticket": lambda w: {
        "kind": "repair", "title": w.words(3, 6), "description": w.words(8, 18),
        "opened_on": w.day(), "cause": "", "resolution": w.words(2, 8), "state": "open",
    },
    "milestone": lambda w: {"kind": "design", "planned_on": w.day(), "note": w.words(3, 9)},
    "inspection": lambda w: {
        "kind": "midterm", "planned_on": w.day(), "inspector": "", "opinion": w.words(8, 18),
        "items": "{}",
    },
    "payment": lambda w: {
        "kind": "advance", "source": "national", "amount": w.chance.randint(0, 50_000_000),
        "note": w.words(3, 9), "state": "waiting",
    },
    "deadline": lambda w: {
        "kind": "visit", "due": w.day(), "clause": w.words(3, 6), "source": "", "verified": 1,
        "note": w.words(2, 5),
    },
    "paper": lambda w: {"code": w.chance.choice(("plan", "tax")), "state": "missing",
                        "note": w.words(3, 9)},
    "stage_change": lambda w: {"to_stage": "matching", "at": CREATED, "reason": w.words(3, 9)},
}  # fmt: skip


def make(cases: int, *, seed: int = 1) -> Volume:
    """Return the rows of `cases` cases: 200 each."""
    writer, volume = Writer(seed), Volume()
    for number in range(cases):
        company, case = writer.key(), writer.key()
        _add(volume, "company", _company(writer, company, number))
        _add(volume, "case", _case(writer, case, company, number))
        kpis = []
        for table, count in CHILDREN.items():
            for at in range(count):
                row = writer.row(table, case, other=kpis[at % len(kpis)] if kpis else "")
                if table == "kpi":
                    kpis.append(row["id"])
                _add(volume, table, row)
    return volume


def _add(volume: Volume, table: str, row: dict[str, Any]) -> None:
    volume.columns.setdefault(table, list(row))
    volume.rows[table].append(tuple(row.values()))


def _company(writer: Writer, key: str, number: int) -> dict[str, Any]:
    name = "".join(writer.chance.choices(_WORDS, k=2))
    return {
        "id": key, **_COMMON, "name": name, "name_key": name, "name_initials": "",
        "brn": f"{number:010d}", "crn": "", "representative": "", "ksic": "30399",
        "ksic_revision": "10", "operating_state": "operating",
        "employees": writer.chance.randint(5, 300), "sido": "48", "sigungu": "48120",
        "address": writer.words(4, 7), "complex_name": "", "products": writer.words(2, 5),
        "phone": "", "email": "", "homepage": "", "synthetic": 1,
    }  # fmt: skip


def _case(writer: Writer, key: str, company: str, number: int) -> dict[str, Any]:
    return {
        "id": key, **_COMMON, "number": f"2026-{CENTRE}-{number:05d}", "company_id": company,
        "title": writer.words(4, 8), "track": "", "pack": "", "pack_version": "",
        "stage": "buildout", "state": "open",
        "total_cost": writer.chance.randint(10**7, 5 * 10**8),
    }  # fmt: skip


_TEXTS = {"note": "text", "visit": "opinion", "ticket": "title", "milestone": "note",
          "inspection": "opinion", "payment": "note", "deadline": "note", "paper": "note",
          "kpi_value": "evidence"}  # fmt: skip
_NUMBERS = {"payment": "amount", "kpi_value": "value", "case": "total_cost"}

Edit = tuple[str, tuple[Any, ...]]


def edits(volume: Volume, count: int, *, seed: int = 7) -> list[Edit]:
    """Return statements with values: 70 % updates of one or two fields, 20 % new rows, 10 % gone.

    A row goes by its tombstone, as everywhere in the program.
    """
    writer = Writer(seed)
    chance = writer.chance
    cases = [row[0] for row in volume.rows["case"]]
    tables = [table for table in _TEXTS if table != "kpi_value"]
    weights = [CHILDREN[table] for table in tables]
    made: list[Edit] = []
    while len(made) < count:
        (table,) = chance.choices(tables, weights)
        key = chance.choice(volume.rows[table])[0]
        kind = chance.random()
        if kind < 0.7:
            fields = {_TEXTS[table]: writer.words(2, 12)}
            if table in _NUMBERS and chance.random() < 0.5:
                fields[_NUMBERS[table]] = chance.randint(0, 10**8)
            names = ", ".join(f'"{name}" = ?' for name in fields)
            made.append((f'UPDATE "{table}" SET {names} WHERE id = ?', (*fields.values(), key)))
        elif kind < 0.9:
            row = writer.row(table, chance.choice(cases))
            made.append((volume.insert_of(table), tuple(row[n] for n in volume.columns[table])))
        else:
            made.append((f'UPDATE "{table}" SET deleted = 1 WHERE id = ?', (key,)))
    return made


# Two fields of every row that is written down about a case, and of the case itself.
EVERYTHING = (
    *(f'UPDATE "{table}" SET "{name}" = "{name}" || \' 수정\', created_at = \'{CREATED[:-1]}5\''
      for table, name in _TEXTS.items()),
    'UPDATE "kpi" SET baseline = baseline + 1, target = target + 1',
    'UPDATE "stage_change" SET reason = reason || \' 수정\'',
    'UPDATE "case" SET total_cost = total_cost + 1000, title = title || \' 수정\'',
)  # fmt: skip
