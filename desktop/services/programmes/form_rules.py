"""The shape of a form: sections of fields, what each asks, when it is asked, what fills it in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import Field, model_validator

from desktop.services.programmes.facts import FACTS, FactKind
from desktop.services.programmes.form_conditions import compiled_conditions
from desktop.services.programmes.rule_shape import RuleShape, Strict, Title, mistake, unique

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop.services.programmes.expressions import Expression
    from desktop.services.programmes.terms import Facts

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Tracks = tuple[str, ...]


class FieldKind(StrEnum):
    """What a field takes; the answer's type stands behind it."""

    TEXT = "text"  # str, one line
    LONG_TEXT = "long_text"  # str, several lines
    COUNT = "count"  # int
    NUMBER = "number"  # Decimal
    WON = "won"  # int, without VAT
    PERCENT = "percent"  # Decimal, 50 is 50 %
    DAY = "day"  # date
    FLAG = "flag"  # bool
    CHOICE = "choice"  # code of one choice
    CHOICES = "choices"  # codes of any number of choices
    TABLE = "table"  # rows; each a value per column
    PHONE = "phone"  # str
    EMAIL = "email"  # str
    BUSINESS_NUMBER = "business_number"  # str of ten digits; the check digit is looked at


class Prefill(StrEnum):
    """Where the first answer comes from; the applicant sees what was filled in and what changed."""

    NONE = "none"
    REGISTER = "register"  # what the register knows of the company, its site and contacts
    LAST_APPLICATION = "last_application"  # what the company answered in the same field last time


_BOUNDED = {FieldKind.COUNT, FieldKind.NUMBER, FieldKind.WON, FieldKind.PERCENT}
_TEXTS = {FieldKind.TEXT, FieldKind.LONG_TEXT}
_CHOOSING = {FieldKind.CHOICE, FieldKind.CHOICES}
FACT_KINDS: dict[FieldKind, FactKind] = {
    FieldKind.TEXT: FactKind.TEXT,
    FieldKind.LONG_TEXT: FactKind.TEXT,
    FieldKind.PHONE: FactKind.TEXT,
    FieldKind.EMAIL: FactKind.TEXT,
    FieldKind.BUSINESS_NUMBER: FactKind.TEXT,
    FieldKind.COUNT: FactKind.COUNT,
    FieldKind.NUMBER: FactKind.NUMBER,
    FieldKind.PERCENT: FactKind.NUMBER,
    FieldKind.WON: FactKind.WON,
    FieldKind.DAY: FactKind.DAY,
    FieldKind.FLAG: FactKind.FLAG,
    FieldKind.CHOICE: FactKind.TEXT,
}
"""What an answer is to an expression; several choices and tables can't be asked for."""


class Choice(Strict):
    """One answer to choose."""

    code: Code
    title: Title


class Column(Strict):
    """One column of a table that the applicant fills in row by row."""

    code: Code
    title: Title
    kind: FieldKind
    unit: str = Field(default="", max_length=20)
    required: bool = False
    choices: tuple[Choice, ...] = Field(default=(), alias="choice")

    @model_validator(mode="after")
    def _is_one_value(self) -> Self:
        if self.kind in (FieldKind.TABLE, FieldKind.CHOICES):
            raise mistake("one_value_in_a_column", found=self.kind)
        if (self.kind is FieldKind.CHOICE) != bool(self.choices):
            raise mistake("choices_of_this_field", found=self.code)
        return self


class FormField(RuleShape):
    """One question.

    keeps: the column that holds the answer, as `application.total_cost`, `company.employees`; empty
    where the answer is kept with the form. fact: the fact that it answers, if rules ask for it.
    shown_if: an expression over other fields of the form and over facts; empty means always.
    lowest, highest: bounds of a number; longest: letters of a text, rows of a table.
    """

    code: Code
    title: Title
    kind: FieldKind
    help: Title | None = None
    unit: str = Field(default="", max_length=20)
    required: bool = False
    tracks: Tracks = ()
    keeps: str = Field(default="", pattern=r"^$|^[a-z_]+\.[a-z_]+$", max_length=80)
    fact: str = ""
    prefill: Prefill = Prefill.NONE
    shown_if: str = Field(default="", max_length=400)
    lowest: Decimal | None = None
    highest: Decimal | None = None
    earliest: date | None = None
    latest: date | None = None
    longest: int | None = Field(default=None, ge=1, le=20_000)
    choices: tuple[Choice, ...] = Field(default=(), alias="choice")
    columns: tuple[Column, ...] = Field(default=(), alias="column")

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Self:
        if (self.kind in _CHOOSING) != bool(self.choices):
            raise mistake("choices_of_this_field", found=self.code)
        if (self.kind is FieldKind.TABLE) != bool(self.columns):
            raise mistake("columns_of_this_table", found=self.code)
        unique("choice", (choice.code for choice in self.choices))
        unique("column", (column.code for column in self.columns))
        self._bounds_fit()
        if self.fact:
            self._answers_its_fact()
        return self

    def _bounds_fit(self) -> None:
        numbers = (self.lowest, self.highest)
        days = (self.earliest, self.latest)
        if numbers != (None, None) and self.kind not in _BOUNDED:
            raise mistake("bounds_of_a_number", found=self.kind)
        if days != (None, None) and self.kind is not FieldKind.DAY:
            raise mistake("bounds_of_a_day", found=self.kind)
        if self.longest is not None and self.kind not in _TEXTS | {FieldKind.TABLE}:
            raise mistake("length_of_a_text_or_table", found=self.kind)
        for low, high in (numbers, days):
            _in_order(low, high)

    def _answers_its_fact(self) -> None:
        known = FACTS.get(self.fact)
        if known is None:
            raise mistake("known_fact", found=self.fact)
        kind = FACT_KINDS.get(self.kind)
        if known.words is not None:
            words = {word.value for word in known.words}
            if self.kind is not FieldKind.CHOICE or not {one.code for one in self.choices} <= words:
                raise mistake("choices_of_this_fact", found=self.code, words=sorted(words))
        elif kind is not known.kind:
            raise mistake("field_of_this_fact", found=f"{self.fact} {self.kind}")

    @property
    def is_for_everybody(self) -> bool:
        """Return whether every applicant of every track is asked."""
        return not self.shown_if and not self.tracks


def _in_order(low: Any, high: Any) -> None:
    if low is not None and high is not None and low > high:
        raise mistake("lowest_and_highest", found=f"{low} > {high}")


class FormSection(Strict):
    """Fields that stand together under a heading."""

    code: Code
    title: Title
    help: Title | None = None
    fields: tuple[FormField, ...] = Field(alias="field", min_length=1)


class Form(RuleShape):
    """One form to fill in, such as the application (D01); step: code of the step it belongs to."""

    code: Code
    title: Title
    document: str = Field(default="", pattern=r"^$|^D\d\d[a-z]?$")
    step: str = ""
    tracks: Tracks = ()
    sections: tuple[FormSection, ...] = Field(alias="section", min_length=1)

    @model_validator(mode="after")
    def _has_each_field_once(self) -> Self:
        unique("section", (section.code for section in self.sections))
        unique("section", (one.code for one in self.fields()))
        kept = [one.keeps for one in self.fields() if one.keeps]
        unique("section", kept)
        compiled_conditions(self.sections, FACT_KINDS)
        return self

    @cached_property
    def conditions(self) -> dict[str, Expression]:
        """Return when each field is asked, by its code; a field that is not there always is."""
        return compiled_conditions(self.sections, FACT_KINDS)

    def is_shown(self, field: FormField, answers: Facts) -> bool:
        """Return whether a field is asked; `answers`: by code, with the facts that are known.

        What is unknown counts as no: a question waits until the answer that opens it is there.
        """
        condition = self.conditions.get(field.code)
        return condition is None or condition.value(answers) is True

    def fields(self, track: str | None = None) -> Iterator[FormField]:
        """Yield the fields in the order of reading; of one track if it is named."""
        for section in self.sections:
            for one in section.fields:
                if track is None or not one.tracks or track in one.tracks:
                    yield one

    def field(self, code: str) -> FormField | None:
        """Return one field, None if the form does not ask it."""
        return next((one for one in self.fields() if one.code == code), None)
