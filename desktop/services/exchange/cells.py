"""What a cell can hold, what can be wrong with it, and how its text is tidied."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

Cell = str | int | float | bool | date | datetime | time | timedelta

BLANK_TEXTS = frozenset({"", "-", "--", "–", "—", "―", "－", "ㅡ", "─"})
LONGEST_QUOTE = 200  # letters of an original cell that a problem repeats

_SPACES = re.compile(r" {2,}")


class ProblemCode(StrEnum):
    """What is wrong with a cell or a row; its sentence stands in the views."""

    MISSING = "missing"
    KEY_MISSING = "key_missing"
    WRONG_KIND = "wrong_kind"
    NOT_A_NUMBER = "not_a_number"
    FRACTION = "fraction"
    NEGATIVE = "negative"
    TOO_LARGE = "too_large"
    AMBIGUOUS_AMOUNT = "ambiguous_amount"
    NOT_A_DATE = "not_a_date"
    DATE_INCOMPLETE = "date_incomplete"
    DATE_AMBIGUOUS = "date_ambiguous"
    DATE_OUT_OF_RANGE = "date_out_of_range"
    BRN_MALFORMED = "brn_malformed"
    BRN_CHECK_DIGIT = "brn_check_digit"
    CRN_MALFORMED = "crn_malformed"
    CRN_CHECK_DIGIT = "crn_check_digit"
    SUB_NUMBER_MALFORMED = "sub_number_malformed"
    NAME_WITHOUT_LETTERS = "name_without_letters"
    TOO_LONG = "too_long"
    PHONE_UNUSUAL = "phone_unusual"
    EMAIL_UNUSUAL = "email_unusual"
    KSIC_MALFORMED = "ksic_malformed"
    KSIC_SEVERAL = "ksic_several"
    NOT_YES_OR_NO = "not_yes_or_no"
    UNKNOWN_WORD = "unknown_word"
    PERCENT_FROM_RATIO = "percent_from_ratio"
    FORMULA_FAILED = "formula_failed"
    FORMULA_NOT_CALCULATED = "formula_not_calculated"
    DUPLICATE_IN_SHEET = "duplicate_in_sheet"


WARNINGS = frozenset(
    {
        ProblemCode.CRN_CHECK_DIGIT,
        ProblemCode.PHONE_UNUSUAL,
        ProblemCode.EMAIL_UNUSUAL,
        ProblemCode.KSIC_MALFORMED,
        ProblemCode.KSIC_SEVERAL,
        ProblemCode.UNKNOWN_WORD,
        ProblemCode.PERCENT_FROM_RATIO,
        ProblemCode.DUPLICATE_IN_SHEET,
    }
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where it stands and what stood there.

    `kept` is the value that a warning leaves usable; a problem that refuses the cell keeps None.
    `column` counts from 0; -1 means the whole row.
    """

    code: ProblemCode
    facts: Mapping[str, Any] = field(default_factory=dict)
    kept: Any = None
    field: str = ""
    column: int = -1
    heading: str = ""
    text: str = ""

    @property
    def is_warning(self) -> bool:
        """Say whether the row can be taken in all the same."""
        return self.code in WARNINGS

    def at(self, field: str, *, column: int, heading: str, cell: Cell) -> Problem:
        """Return the same problem with the place where it was met."""
        return replace(self, field=field, column=column, heading=heading, text=quote(cell))


def is_blank(cell: Cell | None) -> bool:
    """Say whether a cell says nothing; a lone dash is how sheets write nothing."""
    if type(cell) is str:
        return cell in BLANK_TEXTS or tidy(cell) in BLANK_TEXTS
    return cell is None


def tidy(text: str, *, lines: bool = False) -> str:
    """Return `text` composed, without control and invisible signs, spaces squeezed.

    lines: keep line breaks instead of turning them into spaces.
    """
    if text.isprintable() and "  " not in text and unicodedata.is_normalized("NFC", text):
        return text.strip()
    if lines:
        kept = (tidy(line) for line in text.splitlines())
        return "\n".join(kept).strip("\n")
    visible = "".join(map(_visible, unicodedata.normalize("NFC", text)))
    return unicodedata.normalize("NFC", _SPACES.sub(" ", visible)).strip()


def _visible(letter: str) -> str:
    if letter.isprintable():
        return letter
    return " " if letter.isspace() else ""


def text_of(cell: Cell | None) -> str:
    """Return what a person would read in the cell; 12.0 is "12"."""
    if type(cell) is str:
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"
    if isinstance(cell, datetime):
        midnight = cell.time() == time.min
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell)


def quote(cell: Cell | None) -> str:
    """Return the text of a cell, cut so that it fits into a sentence or a report."""
    text = text_of(cell)
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"
