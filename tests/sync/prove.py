"""The long proof of the merge rule: as many histories as there is time for, from a seed.

Run it with the interpreter of the checkout:

    .venv/bin/python tests/sync/prove.py --seed 7 --histories 20000

It prints how often each situation came up, and the first history that goes wrong, made small.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync.machine import AtomicSync, Sync, happened


def main() -> None:
    """Run both machines."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--histories", type=int, default=20_000)
    asked.add_argument("--steps", type=int, default=40)
    given = asked.parse_args()
    for machine in (Sync, AtomicSync):
        happened.clear()
        begun = time.monotonic()
        run_state_machine_as_test(
            seed(given.seed)(machine),
            settings=settings(
                max_examples=given.histories,
                stateful_step_count=given.steps,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        print(f"{machine.__name__}: {happened['histories']:,} histories without a lost edit, "
              f"{time.monotonic() - begun:.0f} s")  # fmt: skip
        for name, times in sorted(happened.items(), key=lambda item: -item[1]):
            print(f"  {times:>10,}  {name}")


if __name__ == "__main__":
    main()
