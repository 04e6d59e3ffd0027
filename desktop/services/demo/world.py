"""Makes the demo world: a believable center with companies, partners and cases in every stage."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, select

from db.tables.staff import Staff
from db.words import (
    CaseState,
    CodeKind,
    Role,
    SizeClass,
    Stage,
)
from desktop.services.bulk import Bulk
from desktop.services.companies.names import initials, normalise_name
from desktop.services.demo import journey
from desktop.services.demo.chance import Chance, synthetic_brn

if TYPE_CHECKING:
    from collections.abc import Callable

_PARTNERS = (
    ("가람전자", "26,28,25", 2_400_000_000),
    ("누리자동차", "30,25,22", 3_000_000_000),
    ("다온중공업", "29,31,24", 1_800_000_000),
    ("라온제철", "24,25", 2_000_000_000),
    ("마루화학", "20,22", 1_200_000_000),
    ("바른전력공사", "28,29", 900_000_000),
    ("새빛통신", "26,27", 800_000_000),
    ("아라조선", "31,25,29", 1_500_000_000),
)
_SUPPLIERS = (
    *("나래", "다올", "미래", "새움", "이룸", "온빛"),
    *("지음", "한결", "두레", "바름", "세움", "아람"),
)
_SUPPLIER_CRAFTS = ["시스템", "소프트", "오토메이션", "테크", "데이터"]
_SOLUTIONS = ("MES", "ERP", "SCM", "PLM", "FEMS", "APS")
_STAFF = (
    ("이주영", Role.STAFF, "주임"),
    ("박다온", Role.STAFF, "주임"),
    ("최라온", Role.STAFF, "책임"),
    ("정마루", Role.STAFF, "연구원"),
    ("한나래", Role.HEAD, "센터장"),
)
_SIZES = (
    (SizeClass.MICRO, 25, (2, 9)),
    (SizeClass.SMALL, 45, (10, 49)),
    (SizeClass.MEDIUM, 27, (50, 199)),
    (SizeClass.MIDSIZE, 3, (200, 480)),
)
_CENTER = 10_000  # companies; a larger world is the nation
_COMPANIES_A_FUND = 1_000
_FATES = (
    # stage, state, share of all cases in percent, days since the application came in
    (Stage.APPLICATION, CaseState.OPEN, 11, (1, 60)),
    (Stage.MATCHING, CaseState.OPEN, 9, (40, 120)),
    (Stage.BUILDOUT, CaseState.OPEN, 22, (130, 300)),
    (Stage.AFTERCARE, CaseState.OPEN, 34, (480, 1500)),
    (Stage.AFTERCARE, CaseState.CLOSED, 16, (1600, 2700)),
    (Stage.APPLICATION, CaseState.REJECTED, 5, (90, 1500)),
    (Stage.MATCHING, CaseState.WITHDRAWN, 2, (150, 1500)),
    (Stage.BUILDOUT, CaseState.CANCELLED, 1, (300, 1500)),
)
_FATE_SHARES = [share for _, _, share, _ in _FATES]
_SIZE_SHARES = [share for _, share, _ in _SIZES]


@dataclass
class World:
    """What every case may refer to."""

    staff: list[str] = field(default_factory=list)
    partners: list[tuple[str, set[str]]] = field(default_factory=list)
    suppliers: list[str] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)  # year: cases so far
    announcements: dict[int, str] = field(default_factory=dict)  # year: key
    places: list[tuple[str, str, str, str]] = field(default_factory=list)  # 시도, 시군구, names


def make(
    session: Session,
    *,
    companies: int,
    seed: int,
    today: date,
    centre: str = "GN",
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Fill an empty workspace and return the number of rows; the same arguments, the same world.

    companies: 3,000 are a center, 30,000 the nation (with companies in every province).
    progress: told the companies done and all.
    """
    chance = Chance(seed, today)
    began = datetime.combine(today, time.max, UTC)  # whoever set the workspace up came first
    rows = Bulk(centre=centre, new_key=chance.key, created_at=began)
    world = _surroundings(session, rows, chance, companies=companies)
    written = rows.write(session)
    for number in range(companies):
        _company(rows, chance, world, number)
        if rows.is_full:
            written += rows.write(session)
            if progress is not None:
                progress(number, companies)
    written += rows.write(session)
    if progress is not None:
        progress(companies, companies)
    return written


def _surroundings(session: Session, rows: Bulk, chance: Chance, *, companies: int) -> World:
    from desktop.services import codes

    world = World(staff=[staff.id.hex for staff in session.exec(select(Staff)).all()])
    for name, role, title in _STAFF:
        world.staff.append(rows.add("staff", name=name, role=role, title=title))
    for name, industries, fund in _PARTNERS:
        key = rows.add("partner", name=name, industries=industries, synthetic=True)
        world.partners.append((key, set(industries.split(","))))
        rows.add(
            "contact", partner_id=key, name=chance.person(), title="상생협력팀", main=True,
            phone=chance.phone("02"),
        )  # fmt: skip
        scale = 1 + companies // _COMPANIES_A_FUND  # else every partner would have spent too much
        for year in range(chance.today.year - 4, chance.today.year + 1):
            rows.add(
                "pool", partner_id=key, year=year, government_amount=fund * scale,
                partner_amount=fund * scale,
                operating_fee=fund * scale // 20, quota_min=10,
                quota_max=60 * scale,
            )  # fmt: skip
    for stem in _SUPPLIERS:
        for craft in _SUPPLIER_CRAFTS:
            name = f"{stem}{craft}"
            closed = chance.often(0.04)
            world.suppliers.append(
                rows.add(
                    "supplier", name=name, name_key=normalise_name(name), synthetic=True,
                    solutions=",".join(chance.random.sample(_SOLUTIONS, 2)),
                    phone=chance.phone(), sido="48",
                    operating_state="closed" if closed else "operating",
                    operating_state_on=chance.days_ago(1, 400) if closed else None,
                )
            )  # fmt: skip
    programme = rows.add("programme", code="sangsaeng", name="대·중소 상생형 스마트공장")
    for year in range(chance.today.year - 8, chance.today.year + 1):
        world.announcements[year] = rows.add(
            "announcement", programme_id=programme, year=year, title=f"체험용 {year}년 상생형",
            opens=date(year, 2, 1), closes=date(year, 3, 15),
            pack=journey.PACK, pack_version=journey.pack_version(),
        )  # fmt: skip
    world.places = [
        (entry.parent, entry.code, codes.sido_name(entry.parent), entry.name)
        for entry in codes.entries(CodeKind.SIGUNGU)
        if companies > _CENTER or entry.parent == "48"
    ]
    return world


def _company(rows: Bulk, chance: Chance, world: World, number: int) -> None:
    division = chance.division()
    name = chance.company(division)
    size, _, (least, most) = chance.random.choices(_SIZES, _SIZE_SHARES)[0]
    sido, sigungu, sido_name, sigungu_name = chance.random.choice(world.places)
    closed = chance.often(0.015)
    place: dict[str, Any] = {
        "sido": sido,
        "sigungu": sigungu,
        "address": f"{sido_name} {sigungu_name} 체험로 {chance.random.randint(1, 400)}",
        "complex_name": f"{sigungu_name} 체험산단" if chance.often(0.4) else "",
        "employees": chance.random.randint(least, most),
        "phone": chance.phone(),
    }
    company = rows.add(
        "company", name=name, name_key=normalise_name(name), name_initials=initials(name),
        brn=synthetic_brn(number + 1), representative=chance.person(), ksic=division,
        ksic_revision="10", size_class=size, size_basis_date=date(chance.today.year - 1, 12, 31),
        founded=chance.day(date(1985, 1, 1), date(2018, 12, 31)), synthetic=True,
        operating_state="closed" if closed else "operating",
        operating_state_on=chance.days_ago(5, 500) if closed else None, **place,
    )  # fmt: skip
    site = rows.add("site", company_id=company, name="본사 공장", sub_number="0000", **place)
    rows.add(
        "contact", company_id=company, name=chance.person(), title="과장", department="생산관리",
        phone=place["phone"], mobile=chance.phone("010"), main=True,
    )  # fmt: skip
    for _ in range(chance.random.choices((0, 1, 2), (12, 76, 12))[0]):
        stage, state, _, span = chance.random.choices(_FATES, [share for _, _, share, _ in _FATES])[
            0
        ]
        journey.travel(
            rows, chance, world,
            journey.Plan(
                company=company, company_name=name, site=site, division=division, size=size,
                stage=stage, state=state, received=chance.days_ago(*span),
            ),
        )  # fmt: skip
