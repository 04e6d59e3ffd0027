"""What the pack says about the invented cases, read once; they obey the real rules."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from db.words import Stage, Verdict
from desktop.services.aftercare.visits import months_after_build_end
from desktop.services.buildout.inspection_items import items_of
from desktop.services.matching import money
from desktop.services.programmes.indicators import indicators
from desktop.services.programmes.packs import pack

if TYPE_CHECKING:
    from db.words import InspectionKind
    from desktop.services.programmes.day_rules import DayRules
    from desktop.services.programmes.indicators import Indicator
    from desktop.services.programmes.pack import Pack, Paper

PACK = "sangsaeng-2022"
BASIC, STEP_1, SMALL = "type1-basic", "type1-advanced1", "type2-small"


@cache
def _pack() -> Pack:
    return pack(PACK)


@cache
def pack_version() -> str:
    """Return the version of the pack that the invented cases stand on."""
    return _pack().version


@cache
def days() -> DayRules:
    """Return the spans that decide legal days."""
    return _pack().days


@cache
def visit_months() -> tuple[int, ...]:
    """Return after how many months a factory is visited."""
    return months_after_build_end(days())


@cache
def papers(track: str, stage: Stage) -> tuple[Paper, ...]:
    """Return the papers that a case of `track` brings in `stage`."""
    return _pack().papers_for(track, stage)


@cache
def needed_papers(track: str) -> frozenset[str]:
    """Return the codes of the papers that an application has to bring."""
    return frozenset(paper.code for paper in papers(track, Stage.APPLICATION) if paper.required)


@cache
def key_indicators(number: int) -> tuple[tuple[Indicator, int], ...]:
    """Return the first key indicators, each with its weight; together the pack's whole."""
    need = _pack().kpi
    whole = need.weights_total if need is not None else 100
    chosen = [one for one in indicators() if one.key and (need is None or one.code in need.codes)]
    shares = [whole // number] * (number - 1)
    return tuple(zip(chosen[:number], [*shares, whole - sum(shares)], strict=True))


@cache
def found_in(kind: InspectionKind, verdict: Verdict) -> dict[str, str]:
    """Return what each item was found to be where the worst of them is `verdict`."""
    items = {item.code: Verdict.ADEQUATE.value for item in items_of(kind)}
    return items | dict.fromkeys(list(items)[:1], verdict.value)


@cache
def funding(track: str, cost: int) -> tuple[dict[str, Any], ...]:
    """Return the funding lines of a cost, as the rules of the pack compute them."""
    chosen = _pack().track(track)
    assert chosen is not None
    whole = money.plan(cost, chosen.funding)
    assert whole.is_whole, (track, cost, whole.infeasible)
    return tuple(
        {
            "source": line.rule.source,
            "form": line.rule.form,
            "regime": line.rule.regime,
            "amount": line.amount,
            "clause": line.rule.clause,
        }
        for line in whole.lines
    )
