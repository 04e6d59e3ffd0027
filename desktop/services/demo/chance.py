"""Chance that repeats: keys, names, numbers and dates drawn from one seed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random

_FIRST = [
    "가온",
    "나래",
    "다온",
    "대성",
    "동해",
    "두리",
    "라온",
    "마루",
    "미르",
    "바른",
    "벼리",
    "보람",
    "빛가온",
    "새롬",
    "서림",
    "세림",
    "솔빛",
    "신우",
    "아라",
    "여울",
    "영진",
    "예담",
    "온누리",
    "우림",
    "윤슬",
    "은하",
    "이든",
    "재원",
    "정우",
    "진솔",
    "참빛",
    "청산",
    "초록",
    "태림",
    "푸름",
    "하늘",
    "하람",
    "한결",
    "한빛",
    "해솔",
    "현우",
    "혜성",
    "희망",
    "금강",
    "남도",
    "백두",
    "성원",
    "삼정",
    "유일",
    "창대",
    "천일",
    "태양",
    "평화",
    "풍림",
    "화신",
    "경동",
    "광명",
    "국제",
]
_CRAFT = {
    "10": "푸드 식품 농산 유업 제과",
    "11": "음료 주조 생수",
    "13": "섬유 직물 방적",
    "14": "어패럴 의류 패션",
    "15": "피혁 제화",
    "16": "목재 우드",
    "17": "제지 포장 지류",
    "18": "인쇄 프린팅",
    "20": "화학 케미칼 코팅",
    "21": "제약 바이오",
    "22": "플라스틱 고무 사출 폴리텍",
    "23": "세라믹 유리 요업",
    "24": "금속 주물 제강 압연",
    "25": "정밀 금형 열처리 도금 프레스 볼트",
    "26": "전자 반도체 센서 회로",
    "27": "광학 계측 의료기",
    "28": "전기 전선 배전 모터",
    "29": "기계 기공 유압 펌프 로보틱스",
    "30": "모터스 오토텍 자동차부품 브레이크",
    "31": "항공 조선기자재 철도",
    "32": "가구 인테리어",
    "33": "완구 공예 악기",
}
# How often each division is drawn: a guess that makes lists look alive, not a statistic.
_DIVISION_WEIGHT = {
    "25": 20,
    "29": 18,
    "30": 12,
    "22": 10,
    "10": 9,
    "28": 7,
    "26": 6,
    "24": 5,
    "20": 4,
    "31": 4,
}
_LEGAL_FORM = (("(주){}", 55), ("{}(주)", 10), ("㈜{}", 10), ("주식회사 {}", 10), ("{}", 15))
_FAMILY = [
    "김",
    "이",
    "박",
    "최",
    "정",
    "강",
    "조",
    "윤",
    "장",
    "임",
    "한",
    "오",
    "서",
    "신",
    "권",
    "황",
    "안",
    "송",
    "류",
    "홍",
]
_GIVEN = [
    "가람",
    "나래",
    "다솜",
    "도담",
    "라온",
    "마루",
    "보람",
    "빛나",
    "새봄",
    "소담",
    "슬기",
    "아름",
    "여름",
    "예솔",
    "온유",
    "우람",
    "이든",
    "잔디",
    "지음",
    "초롱",
    "하늘",
    "하람",
    "한별",
    "해솔",
    "누리",
    "두레",
    "미리",
    "봄내",
    "산들",
    "솔지",
]
_TOO_LONG = "대한민국경상남도창원정밀항공우주부품표면처리및열처리전문"
_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


class Chance:
    """Everything that is drawn; the same seed draws the same again."""

    def __init__(self, seed: int, today: date) -> None:
        self.random = Random(seed)
        self.today = today
        self._clock = int(datetime.combine(today, time(), UTC).timestamp() * 1000)
        self._names: set[str] = set()
        self._crafts = {division: crafts.split() for division, crafts in _CRAFT.items()}
        self._divisions = list(_CRAFT)
        self._division_weights = [_DIVISION_WEIGHT.get(code, 1.5) for code in self._divisions]

    def key(self) -> str:
        """Return a UUIDv7 in the form in which SQLite stores it; keys grow as they are drawn."""
        self._clock += 1
        bits = self.random.getrandbits(74)
        number = (self._clock & ((1 << 48) - 1)) << 80 | 0x7 << 76
        number |= (bits >> 62) << 64 | 0b10 << 62 | bits & ((1 << 62) - 1)
        return f"{number:032x}"

    def division(self) -> str:
        """Return a KSIC division (two digits)."""
        return self.random.choices(self._divisions, self._division_weights)[0]

    def company(self, division: str) -> str:
        """Return a company name that was not drawn before; one in 500 is very long."""
        if self.random.random() < 0.002:
            stem = f"{_TOO_LONG}{self.random.choice(self._crafts[division])}"
        else:
            stem = f"{self.random.choice(_FIRST)}{self.random.choice(self._crafts[division])}"
        while stem in self._names:
            stem = f"{self.random.choice(_FIRST)}{stem}"[-20:]
            if stem in self._names:
                stem = f"{stem}{self.random.randint(2, 99)}"
        self._names.add(stem)
        form = self.random.choices([f for f, _ in _LEGAL_FORM], [n for _, n in _LEGAL_FORM])[0]
        return form.format(stem)

    def person(self) -> str:
        """Return an invented name."""
        return self.random.choice(_FAMILY) + self.random.choice(_GIVEN)

    def phone(self, area: str = "055") -> str:
        """Return a number in the exchange 000, which is nobody's."""
        return f"{area}-000-{self.random.randint(0, 9999):04d}"

    def day(self, first: date, last: date) -> date:
        """Return a day from `first` to `last`; `first` where the span is empty."""
        return first + timedelta(days=self.random.randint(0, max(0, (last - first).days)))

    def days_ago(self, least: int, most: int) -> date:
        """Return a day that many days before today."""
        return self.today - timedelta(days=self.random.randint(least, most))

    def often(self, share: float) -> bool:
        """Return True in `share` of all draws."""
        return self.random.random() < share


def synthetic_brn(number: int) -> str:
    """Return the `number`-th invented 사업자등록번호: head 000-00, then 000-01 and so on.

    number: 0 to 99,999. The check digit is right, but no tax office has the number 000 (domain 10).
    """
    nine = f"0000{number // 10_000}{number % 10_000:04d}"
    digits = [int(c) for c in nine]
    total = sum(a * b for a, b in zip(digits, _WEIGHTS, strict=True)) + digits[8] * 5 // 10
    return f"{nine}{(10 - total % 10) % 10}"
