"""What published studies found, to hold one's own figures against (domain 3.5).

The effect shrinks as the base grows, and a study's words are wider than an indicator's: show
study, base and years beside every figure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PRODUCTIVITY, QUALITY, COST, ACCIDENTS = "생산성", "불량률", "원가", "산재"

# Which indicator a study's word comes closest to; nobody said that they are the same.
_NEAR = {"P01": PRODUCTIVITY, "Q01": QUALITY, "Q02": QUALITY, "C03": COST, "S01": ACCIDENTS}


@dataclass(frozen=True)
class Study:
    """One published study; improvements in percent, better is positive."""

    name: str
    published: int  # year
    companies: int
    years: str  # in which the companies were built; empty where the study does not say
    source: str
    improvements: Mapping[str, float] = field(default_factory=dict)


STUDIES = (
    Study(
        "통계진흥원",
        2022,
        12_660,
        "2014–2019",
        "ktcb.ktab.kr 1698",
        {PRODUCTIVITY: 29.4, QUALITY: 42.8, COST: 15.9, ACCIDENTS: 4.9},
    ),
    Study(
        "산업연구원(KIET)",
        2020,
        7_903,
        "2014–2018",
        "iljarihub 7344",
        {PRODUCTIVITY: 28.5, QUALITY: 42.5, COST: 15.5, ACCIDENTS: 6.2},
    ),
    Study(
        "(주)윕스",
        2019,
        5_003,
        "2014–2017",
        "ihandler.co.kr pid=3504; anjunj 22844",
        {PRODUCTIVITY: 30.0, QUALITY: 43.5, COST: 15.9, ACCIDENTS: 18.3},
    ),
    Study(
        "포스코 상생형",
        2023,
        419,
        "",
        "wowtv 2023051061651",
        {PRODUCTIVITY: 17.5, QUALITY: 29.7},
    ),
)


@dataclass(frozen=True)
class Benchmark:
    """What one study found about the thing nearest to an indicator."""

    study: Study
    about: str
    improvement: float


def benchmarks(code: str) -> list[Benchmark]:
    """Return what the studies found near to this indicator, the largest base first."""
    about = _NEAR.get(code)
    if about is None:
        return []
    return [
        Benchmark(study, about, study.improvements[about])
        for study in STUDIES
        if about in study.improvements
    ]
