"""Turns the mistakes of an expression into those of the pack that it stands in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.services.programmes.expressions import Expression, ExpressionError, compiled
from desktop.services.programmes.facts import FACTS, Fact, FactKind
from desktop.services.programmes.rule_shape import mistake

if TYPE_CHECKING:
    from collections.abc import Mapping


def compiled_or_mistake(
    text: str,
    *,
    names: Mapping[str, Fact] = FACTS,
    kind: FactKind = FactKind.FLAG,
    at: tuple[str | int, ...] = (),
) -> Expression:
    """Return an expression of a pack. Raises the mistake that says what is wrong in it, and where.

    at: the place of the expression, as seen from the part that is being looked at.
    """
    try:
        return compiled(text, names=names, kind=kind)
    except ExpressionError as error:
        raise mistake(
            error.expected,
            at=at,
            found=error.found,
            position=error.position,
            meant=error.meant,
            allowed=list(error.known),
        ) from None
