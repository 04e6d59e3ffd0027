"""Measures the program side by side with the least that could do the same, and prints a table.

python tests/benchmarks/run.py [--companies 30000] [--only starting,searching] [--json FILE]

Trust ratios, not seconds: both sides run in turn on the same machine. Not part of the tests.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.benchmarks import (
    capturing,
    checking,
    importing,
    searching,
    starting,
    syncing,
    table,
    using,
)
from tests.benchmarks.world import shared

MEASURES = {
    "starting": starting.measure,
    "searching": searching.measure,
    "using": using.measure,
    "importing": importing.measure,
    "checking": checking.measure,
    "capturing": capturing.measure,
    "syncing": syncing.measure,
}


def main() -> None:
    """Run the measures that were asked for."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--companies", type=int, default=30_000)
    asked.add_argument("--only", default=",".join(MEASURES))
    asked.add_argument("--json", type=Path)
    asked.add_argument("--nation", action="store_true", help="the first sync of 6 M rows, too")
    chosen = asked.parse_args()
    world = shared(chosen.companies)
    lines = [table.Line(f"making a world of {world.rows:,} rows", world.seconds)]
    if chosen.nation:
        lines += syncing.first_sync(30_000, goal=60.0)
    for name in chosen.only.split(","):
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        lines += MEASURES[name](world, date.today())
    print(table.show(lines))
    if chosen.json:
        chosen.json.write_text(json.dumps(table.as_plain(lines), indent=2), "utf-8")


if __name__ == "__main__":
    main()
