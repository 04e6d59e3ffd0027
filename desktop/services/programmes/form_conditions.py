"""Compiles when the fields of a form are asked, and refuses fields that wait for each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.programmes.facts import FACTS, Fact, FactKind
from desktop.services.programmes.pack_expressions import compiled_or_mistake
from desktop.services.programmes.rule_shape import mistake

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop.services.programmes.expressions import Expression
    from desktop.services.programmes.form_rules import FieldKind, FormField, FormSection


def compiled_conditions(
    sections: Sequence[FormSection], kinds: Mapping[FieldKind, FactKind]
) -> dict[str, Expression]:
    """Return the expression of every field that is not always asked, by the field's code.

    kinds: what the answer of a field is to an expression, by the field's kind; a field whose kind
    is not there can't be asked for. An answer comes before a fact of the same name.
    Raises the mistake of the first expression that can't be used, or of fields in a circle.
    """
    names = {**FACTS, **_answers(sections, kinds)}
    found: dict[str, Expression] = {}
    places: dict[str, tuple[str | int, ...]] = {}
    for at, section in enumerate(sections):
        for field_at, field in enumerate(section.fields):
            if field.shown_if:
                place = ("section", at, "field", field_at, "shown_if")
                found[field.code] = compiled_or_mistake(field.shown_if, names=names, at=place)
                places[field.code] = place
    circle = _circle({code: one.names for code, one in found.items()})
    if circle:
        raise mistake("fields_without_a_circle", at=places[circle[0]], found=" → ".join(circle))
    return found


def _answers(
    sections: Sequence[FormSection], kinds: Mapping[FieldKind, FactKind]
) -> dict[str, Fact]:
    fields = [field for section in sections for field in section.fields if field.kind in kinds]
    return {field.code: _answer(field, kinds[field.kind]) for field in fields}


def _answer(field: FormField, kind: FactKind) -> Fact:
    """Return a field as expressions know it; one that answers a fact has that fact's words."""
    fact = FACTS.get(field.fact)
    if fact is not None and fact.words is not None:
        return Fact(field.code, fact.kind, words=fact.words)
    return Fact(field.code, kind)


def _circle(needs: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the fields of a circle in their order, the first again at the end; none if none."""
    done: set[str] = set()
    for start in needs:
        trail: list[str] = []
        waiting: list[tuple[str, int]] = [(start, 0)]
        while waiting:
            code, depth = waiting.pop()
            del trail[depth:]
            if code in trail:
                return [*trail[trail.index(code) :], code]
            if code in done or code not in needs:
                continue
            trail.append(code)
            waiting += [(name, depth + 1) for name in needs[code]]
        done.add(start)
    return []
