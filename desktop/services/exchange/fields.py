"""The fields that a sheet can fill, with the words that centres write over their columns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from db.words import ImportKind
from desktop.services.programmes.indicators import indicators


class FieldKind(StrEnum):
    """How the cells of a field are read."""

    TEXT = "text"
    NAME = "name"
    BRN = "brn"
    CRN = "crn"
    SUB_NUMBER = "sub_number"
    PHONE = "phone"
    EMAIL = "email"
    COUNT = "count"
    NUMBER = "number"
    PERCENT = "percent"
    WON = "won"
    DATE = "date"
    FLAG = "flag"
    KSIC = "ksic"
    SIZE = "size"
    LEVEL = "level"


@dataclass(frozen=True)
class Field:
    """One field: `table.column`, how it is read, and the words that name it, the best first."""

    code: str
    kind: FieldKind
    words: tuple[str, ...]
    limit: int = 300
    signed: bool = False


def _field(
    code: str, kind: FieldKind, words: str, *, limit: int = 300, signed: bool = False
) -> Field:
    return Field(code, kind, tuple(words.split("|")), limit, signed)


_COMPANY = (
    _field(
        "company.name",
        FieldKind.NAME,
        "기업명|회사명|업체명|상호|상호명|법인명|도입기업|도입기업명|신청기업|신청기업명|기업체명|기업",
        limit=200,
    ),
    _field("company.brn", FieldKind.BRN, "사업자등록번호|사업자번호|사업자 등록번호|사업자No"),
    _field("company.crn", FieldKind.CRN, "법인등록번호|법인번호"),
    _field(
        "company.representative",
        FieldKind.TEXT,
        "대표자|대표자명|대표이사|대표자성명|대표",
        limit=60,
    ),
    _field("company.ksic", FieldKind.KSIC, "업종코드|표준산업분류|산업분류코드|KSIC|업종(KSIC)"),
    _field("company.size_class", FieldKind.SIZE, "기업규모|규모|기업구분|기업유형"),
    _field(
        "company.employees",
        FieldKind.COUNT,
        "종업원수|종업원합계|종업원|상시근로자수|상시근로자|근로자수|직원수|임직원수",
    ),
    _field("company.address", FieldKind.TEXT, "본사주소|법인주소|본사소재지|주소|소재지|기업주소"),
    _field("company.phone", FieldKind.PHONE, "전화번호|대표전화|회사전화|전화|연락처", limit=40),
    _field("company.email", FieldKind.EMAIL, "이메일|대표이메일|회사이메일|E-mail", limit=120),
    _field(
        "company.products",
        FieldKind.TEXT,
        "주생산품|생산품|주요생산품|생산품목|주생산품목",
        limit=500,
    ),
    _field("company.founded", FieldKind.DATE, "설립일|설립일자|설립년월일|개업일|창업일"),
    _field(
        "company.complex_name",
        FieldKind.TEXT,
        "산업단지|단지명|산단명|산업단지명|입주산단",
        limit=120,
    ),
)
_SITE = (
    _field(
        "site.address",
        FieldKind.TEXT,
        "공장주소|사업장주소|공장소재지|구축사업장주소|공장소재지주소",
    ),
    _field("site.sub_number", FieldKind.SUB_NUMBER, "종사업장번호|종사업자번호|종된사업장번호"),
)
_CONTACT = (
    _field(
        "contact.name", FieldKind.TEXT, "담당자|담당자명|실무자|실무담당자|담당자성명", limit=60
    ),
    _field("contact.title", FieldKind.TEXT, "직위|직급|담당자직위|직책", limit=60),
    _field("contact.department", FieldKind.TEXT, "부서|부서명|담당부서", limit=80),
    _field(
        "contact.mobile",
        FieldKind.PHONE,
        "휴대폰|휴대전화|핸드폰|담당자연락처|담당자휴대폰",
        limit=40,
    ),
    _field("contact.phone", FieldKind.PHONE, "담당자전화|담당자전화번호|직통전화", limit=40),
    _field("contact.email", FieldKind.EMAIL, "담당자이메일|담당자메일|실무자이메일", limit=120),
)
_APPLICATION = (
    _field(
        "application.project_title", FieldKind.TEXT, "과제명|사업명|과제 명칭|구축과제명|신청과제명"
    ),
    _field("case.track", FieldKind.TEXT, "사업유형|신청유형|유형|지원유형|과제구분", limit=60),
    _field(
        "application.total_cost", FieldKind.WON, "총사업비|총 사업비|사업비|사업비총액|총사업비합계"
    ),
    _field(
        "application.requested_amount",
        FieldKind.WON,
        "신청금액|정부지원금|지원금|신청지원금|지원신청액|지원요청금액|국비",
    ),
    _field("application.sales", FieldKind.WON, "매출액|매출|전년도매출액|최근매출액"),
    _field("application.exports", FieldKind.WON, "수출액|수출"),
    _field("application.operating_margin", FieldKind.PERCENT, "영업이익률", signed=True),
    _field("application.debt_ratio", FieldKind.PERCENT, "부채비율", signed=True),
    _field("application.received_on", FieldKind.DATE, "접수일|신청일|접수일자|신청일자|접수일시"),
    _field("application.current_level", FieldKind.LEVEL, "현재수준|구축전수준|현 수준"),
    _field("application.target_level", FieldKind.LEVEL, "목표수준|구축목표수준|목표 수준"),
    _field("application.solutions", FieldKind.TEXT, "솔루션|도입솔루션|도입시스템|구축시스템"),
    _field("application.summary", FieldKind.TEXT, "사업개요|과제개요|사업내용", limit=4000),
    _field("application.tax_arrears", FieldKind.FLAG, "체납여부|국세체납|체납"),
    _field("application.root_industry", FieldKind.FLAG, "뿌리기업|뿌리기업여부"),
    _field(
        "supplier.name",
        FieldKind.NAME,
        "공급기업|공급기업명|공급사|공급기업 기업명|공급기업 회사명|공급기업 업체명|공급기업 상호",
        limit=200,
    ),
    _field("partner.name", FieldKind.NAME, "대기업|주관기관|참여대기업|대기업명", limit=200),
)
# 전국등록공장현황 (data.go.kr 15105482); the header as domain 10 lists it.
_FACTORIES = (
    _field("company.name", FieldKind.NAME, "회사명", limit=200),
    _field("site.factory_number", FieldKind.TEXT, "공장관리번호", limit=30),
    _field("company.sido", FieldKind.TEXT, "시도명", limit=40),
    _field("company.sigungu", FieldKind.TEXT, "시군구명", limit=40),
    _field("company.complex_name", FieldKind.TEXT, "단지명", limit=120),
    _field("company.phone", FieldKind.PHONE, "전화번호", limit=40),
    _field("company.employees", FieldKind.COUNT, "종업원합계"),
    _field("company.products", FieldKind.TEXT, "생산품", limit=500),
    _field("company.ksic", FieldKind.KSIC, "업종코드|대표업종"),
    _field("company.ksic_revision", FieldKind.TEXT, "차수", limit=4),
    _field("company.address", FieldKind.TEXT, "법인주소"),
    _field("site.address", FieldKind.TEXT, "공장주소"),
    _field("company.brn", FieldKind.BRN, "사업자등록번호|사업자번호"),
)
_KPI_KEYS = (
    _field("company.brn", FieldKind.BRN, "사업자등록번호|사업자번호"),
    _field("case.number", FieldKind.TEXT, "과제번호|사업번호|과제No", limit=30),
    _field("company.name", FieldKind.NAME, "기업명|회사명|업체명|상호|사업장명", limit=200),
    _field("value.measured_on", FieldKind.DATE, "기준일|측정일|조사일|기준일자"),
    _field("value.period_months", FieldKind.COUNT, "경과개월|경과월|구축후개월"),
)
# What extracts of other offices call an indicator; 피보험자수 is the count of 고용보험.
_KPI_WORDS = {
    "H01": ("상시근로자수", "피보험자수", "고용보험 피보험자수", "근로자수"),
    "P05": ("매출액", "매출"),
}
# At least one field of every group has to be in the sheet, and filled in each row.
NEEDED: dict[ImportKind, tuple[tuple[str, ...], ...]] = {
    ImportKind.APPLICANTS: (("company.name",),),
    ImportKind.COMPANIES: (("company.name",),),
    ImportKind.KPI_VALUES: (("company.brn", "case.number"),),
}


@cache
def fields_of(kind: ImportKind) -> tuple[Field, ...]:
    """Return the fields that a sheet of `kind` can fill, in the order of a form."""
    match kind:
        case ImportKind.APPLICANTS:
            return (*_COMPANY, *_SITE, *_CONTACT, *_APPLICATION)
        case ImportKind.COMPANIES:
            return _FACTORIES
        case ImportKind.KPI_VALUES:
            measured = tuple(
                Field(
                    f"kpi.{one.code}",
                    FieldKind.WON if one.unit == "원" else FieldKind.NUMBER,
                    (one.title.ko, one.code, *_KPI_WORDS.get(one.code, ())),
                    signed=True,
                )
                for one in indicators()
            )
            return (*_KPI_KEYS, *measured)


def field_of(kind: ImportKind, code: str) -> Field:
    """Return one field. Raises KeyError for a code that the kind does not have."""
    return {field.code: field for field in fields_of(kind)}[code]
