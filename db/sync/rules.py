"""Finds the rule by which concurrent changes of a field meet, from the tables themselves."""

from __future__ import annotations

from functools import cache

from db import journal
from db.base import Merging
from db.sync.merge import GONE


@cache
def rule_of(table: str, field: str) -> Merging:
    """Return the rule of a field; what the tables don't know is decided by a person."""
    if field == GONE:
        return Merging.STAYS
    if field == "created_at":  # a shipped list that two computers laid; nobody types it
        return Merging.FOLLOWS
    if field == "created_at":  # nobody decides when a row was added; code lists ship with each one
        return Merging.FOLLOWS
    kept = journal.journaled().get(table)
    return Merging.PERSON if kept is None else kept.MERGING.get(field, Merging.PERSON)
