"""Makes the demo world: a believable center with companies, partners and cases in every stage."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, select

from db.tables.staff import Staff
from db.words import CodeKind, Role, SizeClass
from desktop.services import codes
from desktop.services.bulk import Bulk
from desktop.services.companies.names import initials, normalise_name
from desktop.services.demo import journey, judging, rules
from desktop.services.demo.chance import Chance, synthetic_brn
from desktop.services.demo.plan import draw

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
_HEAD = "대표이사"  # who signs an agreement
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
_SIZE_SHARES = [share for _, share, _ in _SIZES]
_CENTER = 10_000  # companies; a larger world is the nation
_OWN_PROVINCE = "48"  # 경남
_HALVES = (((1, 1), (6, 30)), ((7, 1), (12, 31)))  # when the two calls of a year open and close
_EOK = 100_000_000
_AREA_CODES = {
    "11": "02", "26": "051", "27": "053", "28": "032", "29": "062", "30": "042", "31": "052",
    "36": "044", "41": "031", "43": "043", "44": "041", "46": "061", "47": "054", "48": "055",
    "50": "064", "51": "033", "52": "063",
}  # fmt: skip


@dataclass(frozen=True)
class Call:
    """One announcement."""

    key: str
    closes: date


@dataclass
class Fund:
    """What the cases of one partner and year have come to, in won."""

    partner: int = 0
    government: int = 0
    cases: int = 0


@dataclass
class World:
    """What every case may refer to."""

    centre: str
    staff: list[str] = field(default_factory=list)
    partners: list[tuple[str, set[str]]] = field(default_factory=list)
    suppliers: list[str] = field(default_factory=list)
    places: list[tuple[str, str, str, str]] = field(default_factory=list)  # 시도, 시군구, names
    calls: dict[tuple[int, int], Call] = field(default_factory=dict)  # by year and half
    funds: dict[tuple[str, int], Fund] = field(default_factory=dict)  # by partner and year
    _numbers: dict[int, int] = field(default_factory=dict)  # year: cases so far

    def number(self, year: int) -> str:
        """Return the number of the next case of a year, as the program itself counts them."""
        self._numbers[year] = self._numbers.get(year, 0) + 1
        return f"{year}-{self.centre}-{self._numbers[year]:05d}"

    def call_of(self, received: date) -> Call:
        """Return the announcement that was open on a day."""
        return self.calls[received.year, (received.month - 1) // 6]

    def spend(self, partner: str, year: int, won: int, public: int) -> None:
        """Remember what a case takes from the fund of a partner."""
        fund = self.funds.setdefault((partner, year), Fund())
        fund.partner += won
        fund.government += public
        fund.cases += 1


def make(
    session: Session,
    *,
    companies: int,
    seed: int,
    today: date,
    centre: str = "GN",
    nation: bool | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Fill an empty workspace and return the number of rows; the same arguments, the same world.

    companies: 3,000 are a center, 30,000 the nation.
    nation: whether they lie in all provinces; told by their number unless it is said. A workspace
    belongs to one center, so the rows of the nation carry the code of that center all the same.
    progress: told the companies done and all.
    """
    chance = Chance(seed, today)
    began = datetime.combine(today, time.max, UTC)  # whoever set the workspace up came first
    rows = Bulk(centre=centre, new_key=chance.key, created_at=began)
    everywhere = companies > _CENTER if nation is None else nation
    world = _surroundings(session, rows, chance, centre=centre, everywhere=everywhere)
    written = rows.write(session)
    for number in range(companies):
        _company(rows, chance, world, number)
        if rows.is_full:
            written += rows.write(session)
            if progress is not None:
                progress(number, companies)
    _pools(rows, world, today.year)
    written += rows.write(session)
    judging.hold(session, rows, chance, [call.key for call in world.calls.values()])
    written += rows.write(session)
    if progress is not None:
        progress(companies, companies)
    return written


def _surroundings(
    session: Session, rows: Bulk, chance: Chance, *, centre: str, everywhere: bool
) -> World:
    world = World(centre, staff=[staff.id.hex for staff in session.exec(select(Staff)).all()])
    for name, role, title in _STAFF:
        world.staff.append(rows.add("staff", name=name, role=role, title=title))
    for name, industries, _ in _PARTNERS:
        key = rows.add("partner", name=name, industries=industries, synthetic=True)
        world.partners.append((key, set(industries.split(","))))
        rows.add(
            "contact", partner_id=key, name=chance.person(), title="상생협력팀", main=True,
            phone=chance.phone("02"),
        )  # fmt: skip
        rows.add("contact", partner_id=key, name=chance.person(), title=_HEAD)
    _suppliers(rows, chance, world)
    _calls(rows, world, chance.today.year)
    places = [
        (entry.parent, entry.code, codes.sido_name(entry.parent), entry.name)
        for entry in codes.entries(CodeKind.SIGUNGU)
        if everywhere or entry.parent == _OWN_PROVINCE
    ]
    world.places = chance.random.sample(places, len(places))
    return world


def _suppliers(rows: Bulk, chance: Chance, world: World) -> None:
    for stem in _SUPPLIERS:
        for craft in _SUPPLIER_CRAFTS:
            name = f"{stem}{craft}"
            closed = chance.often(0.04)
            supplier = rows.add(
                    "supplier", name=name, name_key=normalise_name(name), synthetic=True,
                    solutions=",".join(chance.random.sample(_SOLUTIONS, 2)),
                    phone=chance.phone(), sido=_OWN_PROVINCE,
                    operating_state="closed" if closed else "operating",
                    operating_state_on=chance.days_ago(1, 400) if closed else None,
                )  # fmt: skip
            world.suppliers.append(supplier)
            rows.add("contact", supplier_id=supplier, name=chance.person(), title=_HEAD)


def _calls(rows: Bulk, world: World, this_year: int) -> None:
    programme = rows.add("programme", code="sangsaeng", name="대·중소 상생형 스마트공장")
    for year in range(this_year - 8, this_year + 1):
        for half, (opens, closes) in enumerate(_HALVES):
            last = date(year, *closes)
            key = rows.add(
                "announcement", programme_id=programme, year=year, opens=date(year, *opens),
                closes=last, title=f"체험용 {year}년 {'하반기' if half else '상반기'} 상생형",
                pack=rules.PACK, pack_version=rules.pack_version(),
            )  # fmt: skip
            world.calls[year, half] = Call(key, last)


def _pools(rows: Bulk, world: World, this_year: int) -> None:
    """Add the funds; a large firm gives at least its usual sum, and what its cases have needed."""
    for (key, _), (_, _, usual) in zip(world.partners, _PARTNERS, strict=True):
        for year in range(this_year - 8, this_year + 1):
            spent = world.funds.get((key, year), Fund())
            given = max(usual, _rounded_up(spent.partner * 6 // 5))
            rows.add(
                "pool", partner_id=key, year=year, partner_amount=given,
                government_amount=max(given, _rounded_up(spent.government * 6 // 5)),
                operating_fee=given // 20, quota_min=10, quota_max=max(60, spent.cases * 6 // 5),
            )  # fmt: skip


def _rounded_up(won: int) -> int:
    return -(-won // _EOK) * _EOK


def _company(rows: Bulk, chance: Chance, world: World, number: int) -> None:
    division = chance.division()
    name = chance.company(division)
    size, _, (least, most) = chance.random.choices(_SIZES, _SIZE_SHARES)[0]
    closed_on = chance.days_ago(5, 500) if chance.often(0.015) else None
    place = _place(chance, world, number, chance.random.randint(least, most))
    company = rows.add(
        "company", name=name, name_key=normalise_name(name), name_initials=initials(name),
        brn=synthetic_brn(number + 1), representative=chance.person(), ksic=division,
        ksic_revision="10", size_class=size, size_basis_date=date(chance.today.year - 1, 12, 31),
        size_valid_to=date(chance.today.year + 1, 3, 31), synthetic=True,
        founded=chance.day(date(1985, 1, 1), date(2018, 12, 31)), operating_state_on=closed_on,
        operating_state="closed" if closed_on else "operating", **place,
    )  # fmt: skip
    site = rows.add("site", company_id=company, name="본사 공장", sub_number="0000", **place)
    rows.add(
        "contact", company_id=company, name=chance.person(), title="과장", department="생산관리",
        phone=place["phone"], mobile=chance.phone("010"), main=True,
    )  # fmt: skip
    for _ in range(chance.random.choices((0, 1, 2), (12, 76, 12))[0]):
        plan = draw(
            chance, company=company, company_name=name, site=site, division=division, size=size,
            closed_on=closed_on,
        )  # fmt: skip
        journey.travel(rows, chance, world, plan)


def _place(chance: Chance, world: World, number: int, employees: int) -> dict[str, Any]:
    """Return where a company works; the first ones make sure that every city has one."""
    first = number < len(world.places)
    chosen = world.places[number] if first else chance.random.choice(world.places)
    sido, sigungu, sido_name, sigungu_name = chosen
    street = f"체험로 {chance.random.randint(1, 400)}"
    return {
        "sido": sido,
        "sigungu": sigungu,
        "address": " ".join(dict.fromkeys((sido_name, sigungu_name, street))),
        "complex_name": f"{sigungu_name} 체험산단" if chance.often(0.4) else "",
        "employees": employees,
        "phone": chance.phone(_AREA_CODES[sido]),
    }
