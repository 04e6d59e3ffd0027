"""The words of the search language: keys and values in both tongues, as data.

The first word of each tongue is the one that the program itself writes. This is grammar, not
wording: the labels on the screen stand in the views.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from db.words import (
    AgreementState,
    CaseState,
    DeadlineKind,
    FundingSource,
    MatchState,
    OperatingState,
    SizeClass,
    Stage,
    TicketState,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

NEAR_ENOUGH = 0.6  # of 1; two of three jamo right
_BETWEEN = re.compile(r"[\s\-_/·]+")


class Field(StrEnum):
    """What can stand before the colon."""

    COMPANY = "company"
    NUMBER = "number"
    STAGE = "stage"
    STATE = "state"
    DONE = "done"
    OWNER = "owner"
    DUE = "due"
    DUTY = "duty"
    REGION = "region"
    KSIC = "ksic"
    SIZE = "size"
    EMPLOYEES = "employees"
    OPERATING = "operating"
    COMPLEX = "complex"
    CONTACT = "contact"
    PARTNER = "partner"
    SUPPLIER = "supplier"
    TRACK = "track"
    ANNOUNCEMENT = "announcement"
    YEAR = "year"
    COST = "cost"
    FUNDING = "funding"
    MATCH = "match"
    AGREEMENT = "agreement"
    BUILD_END = "build_end"
    TICKET = "ticket"
    KPI = "kpi"
    TWIN = "twin"


class BuildEnd(StrEnum):
    """Whether a build-out ended by its day."""

    ON_TIME = "on_time"
    LATE = "late"
    RUNNING = "running"


class YesNo(StrEnum):
    """An answer."""

    YES = "yes"
    NO = "no"


class Spoken(NamedTuple):
    """The words for one thing in both tongues."""

    korean: tuple[str, ...]
    english: tuple[str, ...]


def _spoken(korean: str, english: str) -> Spoken:
    return Spoken(tuple(korean.split("|")), tuple(english.split("|")))


KEYS: dict[Field, Spoken] = {
    Field.COMPANY: _spoken("기업|기업명|회사|업체|도입기업", "company|name"),
    Field.NUMBER: _spoken("번호|과제번호|사업자번호|사업자등록번호", "number|no|brn"),
    Field.STAGE: _spoken("단계", "stage"),
    Field.STATE: _spoken("상태", "state|status"),
    Field.DONE: _spoken("완료", "done"),
    Field.OWNER: _spoken("담당|담당자", "owner|assignee"),
    Field.DUE: _spoken("기한|마감", "due|deadline"),
    Field.DUTY: _spoken("할일|기한종류", "duty|duekind"),
    Field.REGION: _spoken("지역|시도|시군구|소재지", "region|place"),
    Field.KSIC: _spoken("업종|산업", "ksic|industry"),
    Field.SIZE: _spoken("규모|기업규모", "size"),
    Field.EMPLOYEES: _spoken("종업원|종사자|직원", "employees|workers"),
    Field.OPERATING: _spoken("영업|휴폐업", "operating"),
    Field.COMPLEX: _spoken("산단|산업단지|단지", "complex|park"),
    Field.CONTACT: _spoken("연락처|대표|전화", "contact|phone"),
    Field.PARTNER: _spoken("대기업|주관|주관기관", "partner"),
    Field.SUPPLIER: _spoken("공급|공급기업", "supplier"),
    Field.TRACK: _spoken("유형|과제유형", "track|type"),
    Field.ANNOUNCEMENT: _spoken("공고|사업", "announcement|call|programme"),
    Field.YEAR: _spoken("연도|년도|년", "year"),
    Field.COST: _spoken("금액|사업비|총사업비", "cost|amount"),
    Field.FUNDING: _spoken("재원", "funding|source"),
    Field.MATCH: _spoken("매칭", "match"),
    Field.AGREEMENT: _spoken("협약", "agreement"),
    Field.BUILD_END: _spoken("준공|구축종료", "buildend|completion"),
    Field.TICKET: _spoken("티켓|as", "ticket"),
    Field.KPI: _spoken("지표|성과", "kpi|indicator"),
    Field.TWIN: _spoken("중복", "duplicate|twin"),
}

_STAGES: dict[StrEnum, Spoken] = {
    Stage.APPLICATION: _spoken("신청|접수", "application|apply"),
    Stage.MATCHING: _spoken("매칭|선정", "matching"),
    Stage.BUILDOUT: _spoken("구축|협약", "buildout|build-out"),
    Stage.AFTERCARE: _spoken("사후관리|사후", "aftercare|after-care"),
}

VALUES: dict[Field, dict[StrEnum, Spoken]] = {
    Field.STAGE: _STAGES,
    # Whoever has finished after-care has finished the case.
    Field.DONE: {**_STAGES, Stage.AFTERCARE: _spoken("사후관리|사후|예|전체", "aftercare|yes|all")},
    Field.STATE: {
        CaseState.OPEN: _spoken("진행|진행중", "open"),
        CaseState.ON_HOLD: _spoken("보류", "onhold|on-hold|hold"),
        CaseState.CLOSED: _spoken("종료|종결", "closed"),
        CaseState.WITHDRAWN: _spoken("포기", "withdrawn"),
        CaseState.REJECTED: _spoken("탈락", "rejected"),
        CaseState.CANCELLED: _spoken("협약취소|취소", "cancelled|canceled"),
    },
    Field.DUTY: {
        DeadlineKind.PAPERS: _spoken("서류제출|서류", "papers"),
        DeadlineKind.SUPPLEMENT: _spoken("보완제출|보완", "supplement"),
        DeadlineKind.PARTNER_ANSWER: _spoken("대기업회신|회신", "partner-answer"),
        DeadlineKind.AGREEMENT_SIGNING: _spoken("협약체결", "signing"),
        DeadlineKind.CHANGE_REQUEST: _spoken("협약변경|협약변경신청", "change-request|change"),
        DeadlineKind.MILESTONE: _spoken("추진일정|일정", "milestone"),
        DeadlineKind.BUILD_END: _spoken("구축종료|구축", "build-end"),
        DeadlineKind.FINAL_CHECK: _spoken("최종점검", "final-check"),
        DeadlineKind.SETTLEMENT: _spoken("정산", "settlement"),
        DeadlineKind.INTENSIVE_CARE_END: _spoken("집중as종료|집중as", "care-end"),
        DeadlineKind.LEVEL_CERTIFICATE: _spoken("수준확인", "certificate"),
        DeadlineKind.VISIT: _spoken("방문|사후관리방문", "visit"),
        DeadlineKind.KPI_SURVEY: _spoken("성과조사", "kpi-survey"),
        DeadlineKind.TICKET_ANSWER: _spoken("as회신", "ticket-answer"),
    },
    Field.SIZE: {
        SizeClass.MICRO: _spoken("소상공인|소공인", "micro"),
        SizeClass.SMALL: _spoken("소기업", "small"),
        SizeClass.MEDIUM: _spoken("중기업", "medium"),
        SizeClass.MIDSIZE: _spoken("중견기업|중견", "midsize|mid-size"),
        SizeClass.LARGE: _spoken("대기업", "large"),
    },
    Field.OPERATING: {
        OperatingState.OPERATING: _spoken("정상|영업", "operating"),
        OperatingState.SUSPENDED: _spoken("휴업", "suspended"),
        OperatingState.CLOSED: _spoken("폐업", "closed"),
    },
    Field.FUNDING: {
        FundingSource.NATIONAL: _spoken("국비", "national"),
        FundingSource.PROVINCE: _spoken("도비|시도비", "province"),
        FundingSource.CITY: _spoken("시군비|시비", "city"),
        FundingSource.PARTNER: _spoken("대기업", "partner"),
        FundingSource.COMPANY: _spoken("자부담|기업부담", "company"),
    },
    Field.MATCH: {
        MatchState.PROPOSED: _spoken("제안", "proposed"),
        MatchState.ACCEPTED: _spoken("채택", "accepted"),
        MatchState.HELD: _spoken("보류", "held"),
        MatchState.DECLINED: _spoken("거절", "declined"),
        MatchState.CONFIRMED: _spoken("확정", "confirmed"),
    },
    Field.AGREEMENT: {
        AgreementState.PAPERS: _spoken("서류제출|서류", "papers"),
        AgreementState.RECEIVED: _spoken("접수완료|접수", "received"),
        AgreementState.REVIEWED: _spoken("검토완료|검토", "reviewed"),
        AgreementState.SIGNED: _spoken("서명완료|서명|체결", "signed"),
        AgreementState.TERMINATED: _spoken("해지", "terminated"),
    },
    Field.BUILD_END: {
        BuildEnd.ON_TIME: _spoken("제때|적기", "on-time|ontime"),
        BuildEnd.LATE: _spoken("지연", "late"),
        BuildEnd.RUNNING: _spoken("진행|미완", "running"),
    },
    Field.TICKET: {
        TicketState.OPEN: _spoken("접수|미처리", "open"),
        TicketState.WITH_SUPPLIER: _spoken("처리중|공급기업", "with-supplier"),
        TicketState.SOLVED: _spoken("해결", "solved"),
        TicketState.CLOSED: _spoken("종결|종료", "closed"),
    },
    Field.TWIN: {
        YesNo.YES: _spoken("예|네", "yes"),
        YesNo.NO: _spoken("아니오|아니요", "no"),
    },
}

ME = _spoken("@나|나", "@me|me")
NOTHING = _spoken("없음|미정|미지정", "none|empty")
TODAY = _spoken("오늘", "today")
TOMORROW = _spoken("내일", "tomorrow")
OVERDUE = _spoken("지남|지연|경과", "overdue|late")

DAYS = frozenset({Field.DUE})
NUMBERS = frozenset({Field.EMPLOYEES, Field.YEAR, Field.COST})


def plain(word: str) -> str:
    """Return `word` as words are compared: without case, width, spaces and hyphens."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())
    return _BETWEEN.sub("", folded)


def says(spoken: Spoken, word: str) -> bool:
    """Say whether `word` is one of these words."""
    return plain(word) in map(plain, (*spoken.korean, *spoken.english))


@cache
def key_words() -> dict[str, Field]:
    """Return every word that can stand before the colon."""
    return {
        plain(word): field
        for field, spoken in KEYS.items()
        for word in (*spoken.korean, *spoken.english)
    }


@cache
def value_words(field: Field) -> dict[str, StrEnum]:
    """Return every word that can stand after the colon of a field with a closed list."""
    return {
        plain(word): member
        for member, spoken in VALUES.get(field, {}).items()
        for word in (*spoken.korean, *spoken.english)
    }


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that looks most like a mistyped one, None where none does.

    Syllables are taken apart, so that "단게" is near "단계".
    """
    taken_apart = unicodedata.normalize("NFD", plain(word))
    best, likeness = None, NEAR_ENOUGH
    for candidate in known:
        matcher = SequenceMatcher(None, taken_apart, unicodedata.normalize("NFD", candidate))
        if matcher.ratio() > likeness:
            best, likeness = candidate, matcher.ratio()
    return best
