"""Counts what a hub does, in the form that Prometheus reads; no names, no values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

if TYPE_CHECKING:
    from db.hub.receive import Taken


class Measures:
    """Counters of one hub."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        here = self.registry
        self._asked = Counter("ieum_hub_requests", "Requests", ["method", "status"], registry=here)
        self._failures = Counter("ieum_hub_failures", "Refusals by kind", ["kind"], registry=here)
        self._batches = Counter("ieum_hub_batches", "Merged batches", ["road"], registry=here)
        self._ops = Counter("ieum_hub_ops", "Merged ops", registry=here)
        self._refused = Counter("ieum_hub_changes_refused", "Not taken", ["code"], registry=here)
        self._conflicts = Counter("ieum_hub_conflicts", "Ops that met a conflict", registry=here)
        self._seconds = Histogram("ieum_hub_merge_seconds", "Time of a merge", registry=here)
        self.newest = Gauge("ieum_hub_newest", "Newest number of the order", registry=here)
        self.enrolled = Counter("ieum_hub_enrolled", "Computers let in", registry=here)
        self.fed = Counter("ieum_hub_feed_bytes", "Bytes of feeds and slates", registry=here)
        self.uploaded = Counter("ieum_hub_upload_bytes", "Bytes that came in pieces", registry=here)

    def asked(self, method: str, status: int, failure: str) -> None:
        """Count a request."""
        self._asked.labels(method, str(status)).inc()
        if failure:
            self._failures.labels(failure).inc()

    def merged(self, taken: Taken, seconds: float) -> None:
        """Count a batch."""
        self._batches.labels(taken.road).inc()
        self._ops.inc(taken.ops)
        self._conflicts.inc(taken.conflicts)
        self._seconds.observe(seconds)
        self.newest.set(taken.n)
        for one in taken.refused:
            self._refused.labels(one.code).inc()

    def told(self) -> tuple[bytes, str]:
        """Return all counts and their media type."""
        return generate_latest(self.registry), CONTENT_TYPE_LATEST
