"""Says an answer of an application as people read it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from desktop.services.companies.numbers import format_brn
from desktop.services.programmes.form_rules import FieldKind
from desktop.views.cases.case.values import value_words
from desktop.views.field_labels import field_label
from desktop.views.shared.case_words import plain, titled
from desktop.views.shared.language import tr
from desktop.views.shared.money_words import won

if TYPE_CHECKING:
    from desktop.services.applications.prefill import Carried
    from desktop.services.programmes.form_rules import FormField

_SUMS = {"total_cost", "requested_amount", "sales", "exports", "equity"}
_PERCENTS = {"operating_margin", "debt_ratio"}


def carried_name(one: Carried) -> str:
    """Return what the field is called."""
    return titled(one.rule.title) if one.rule is not None else field_label(one.column)


def carried_words(one: Carried, value: Any) -> str:
    """Return one of the two answers of a field, nothing where there is none."""
    if value is None:
        return ""
    if one.rule is not None:
        return answer_words(one.rule, value)
    if one.column in _SUMS:
        return tr("{amount}원", amount=won(value))
    if one.column in _PERCENTS:
        return f"{plain(value)} %"
    return value_words(value)


def answer_words(rule: FormField, value: Any) -> str:
    """Return the answer of a question with its unit, choices by their names."""
    names = {one.code: titled(one.title) for one in rule.choices}
    match rule.kind:
        case FieldKind.WON:
            return tr("{amount}원", amount=won(value))
        case FieldKind.CHOICE:
            return names.get(value, str(value))
        case FieldKind.CHOICES:
            return ", ".join(names.get(code, code) for code in value)
        case FieldKind.TABLE:
            return tr("{count}행", count=len(value))
        case FieldKind.BUSINESS_NUMBER:
            return format_brn(value)
        case FieldKind.COUNT | FieldKind.NUMBER | FieldKind.PERCENT:
            unit = rule.unit or ("%" if rule.kind is FieldKind.PERCENT else "")
            number = f"{value:,}" if isinstance(value, int | Decimal) else str(value)
            return f"{number} {unit}".strip()
        case _:
            return value_words(value)
