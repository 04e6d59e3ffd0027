"""What a check of a workspace can find; never with the values of people or companies."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ProblemKind(StrEnum):
    """What is wrong."""

    DAMAGED = "damaged"  # the database file itself
    DANGLING = "dangling"  # a row refers to one that is not there
    DIFFERS = "differs"  # a field holds something else than the journal says
    NOT_JOURNALED = "not_journaled"  # a row that the journal does not know
    ROW_LOST = "row_lost"  # the journal knows a row that is not there
    NUMBERING = "numbering"  # the journal has a gap or an entry that belongs to no change
    CHAIN = "chain"  # a change that is not what was chained: altered, or one is missing before it
    FILE_MISSING = "file_missing"  # the bytes of an attachment
    FILE_CHANGED = "file_changed"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong and where; `row` is the stored key, `detail` what the engine said."""

    kind: ProblemKind
    table: str = ""
    row: str = ""
    field: str = ""
    detail: str = ""
