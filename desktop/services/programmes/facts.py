"""The named values of a case that rules may ask for: their kinds, units and words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import TYPE_CHECKING, Final

from db.words import OperatingState, SizeClass, SystemLevel

if TYPE_CHECKING:
    from collections.abc import Mapping


class Missing(Enum):
    """Stands for a value that nobody knows; not the same as no, and not the same as 0."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING

FactValue = bool | int | float | Decimal | str | date


class FactKind(StrEnum):
    """What sort of value a fact is."""

    FLAG = "flag"
    COUNT = "count"
    NUMBER = "number"
    WON = "won"
    DAY = "day"
    WORD = "word"
    TEXT = "text"


@dataclass(frozen=True)
class Fact:
    """One named value; `words` are the allowed ones of a WORD. Its label has the code `label`."""

    name: str
    kind: FactKind
    unit: str = ""
    words: type[StrEnum] | None = None

    @property
    def label(self) -> str:
        """Return the code under which views keep the Korean and English name."""
        return f"fact.{self.name}"

    def takes(self, value: object) -> bool:
        """Return whether `value` is of this fact's kind."""
        if self.words is not None:
            return isinstance(value, str) and value in {word.value for word in self.words}
        if isinstance(value, bool):
            return self.kind is FactKind.FLAG
        return isinstance(value, _PYTHON[self.kind])


_PYTHON: dict[FactKind, type | tuple[type, ...]] = {
    FactKind.FLAG: bool,
    FactKind.COUNT: int,
    FactKind.WON: int,
    FactKind.NUMBER: (int, float, Decimal),
    FactKind.DAY: date,
    FactKind.TEXT: str,
    FactKind.WORD: str,
}

_ALL = (
    # The company
    Fact("ksic_division", FactKind.COUNT),  # first two digits of the factory's KSIC code
    Fact("size_class", FactKind.WORD, words=SizeClass),
    Fact("size_valid_to", FactKind.DAY),
    Fact("operating_state", FactKind.WORD, words=OperatingState),
    Fact("operating_state_on", FactKind.DAY),
    Fact("founded", FactKind.DAY),
    Fact("employees", FactKind.COUNT, "people"),
    Fact("sido", FactKind.TEXT),
    Fact("sigungu", FactKind.TEXT),
    Fact("excluded_industry", FactKind.FLAG),
    # The application
    Fact("received_on", FactKind.DAY),
    Fact("total_cost", FactKind.WON, "won"),
    Fact("requested_amount", FactKind.WON, "won"),
    Fact("current_level", FactKind.WORD, words=SystemLevel),
    Fact("target_level", FactKind.WORD, words=SystemLevel),
    Fact("sales", FactKind.WON, "won"),
    Fact("exports", FactKind.WON, "won"),
    Fact("equity", FactKind.WON, "won"),
    Fact("operating_margin", FactKind.NUMBER, "%"),
    Fact("debt_ratio", FactKind.NUMBER, "%"),
    Fact("workers", FactKind.COUNT, "people"),
    Fact("supplier_named", FactKind.FLAG),
    Fact("partner_recommended", FactKind.FLAG),  # 참여의향서 or 추천서 of a large firm
    # What would keep it out
    Fact("tax_arrears", FactKind.FLAG),
    Fact("tax_certificate_valid_to", FactKind.DAY),
    Fact("restart_fund", FactKind.FLAG),  # 재창업자금 지원
    Fact("credit_default", FactKind.FLAG),
    Fact("sanctioned", FactKind.FLAG),  # 참여제한 on the day of receipt
    Fact("double_funding", FactKind.FLAG),
    Fact("previous_supports", FactKind.COUNT, "times"),
    Fact("new_build_registered", FactKind.FLAG),  # 신규구축등록업체
    Fact("same_level_before", FactKind.FLAG),  # 동일수준 재신청
    Fact("target_exceeded", FactKind.FLAG),  # 목표초과달성
    # What brings points
    Fact("root_industry", FactKind.FLAG),
    Fact("crisis_region", FactKind.FLAG),
    Fact("disabled_owned", FactKind.FLAG),
)

FACTS: Mapping[str, Fact] = {fact.name: fact for fact in _ALL}
