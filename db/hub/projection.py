"""What a large firm may see: the allow-list, and which rows of each table belong to it.

The columns stand in `projection.toml` with a reason each. The rows are conditions in SQL on the
cases that are disclosed to a firm and on those that it has accepted; `access.py` makes row-level
security of them. What is not named here is not shown.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from db.base import metadata

_FILE = Path(__file__).with_name("projection.toml")
_CLASSES = ("open", "accepted")

# The cases that a row may be about, by the class of columns; the query asks for them once.
CASES = {
    "open": "((SELECT slate.disclosed())::uuid[])",
    "accepted": "((SELECT slate.accepted())::uuid[])",
}
_SELF = "(SELECT slate.partner())"
_PARENT = "id = ANY ((SELECT slate.parents('{column}', {cases}))::uuid[])"

# Which rows of a table belong to a firm; any other table goes by its case alone.
_ROWS = {
    "partner": f"id = {_SELF} AND cardinality({{cases}}) > 0",
    "pool": f"partner_id = {_SELF} AND cardinality({{cases}}) > 0",
    "announcement": _PARENT.replace("{column}", "announcement_id"),
    "company": _PARENT.replace("{column}", "company_id"),
    "site": _PARENT.replace("{column}", "site_id"),
    "supplier": _PARENT.replace("{column}", "supplier_id"),
    "case": "id = ANY {cases}",
    "match": f"case_id = ANY {{cases}} AND partner_id = {_SELF}",
    "funding_line": "case_id = ANY {cases} AND match_id = ANY ((SELECT slate.matches())::uuid[])",
    "payment": "case_id = ANY {cases} AND source = 'partner'",
    "disclosure": f"case_id = ANY {{cases}} AND partner_id = {_SELF} "
    "AND slate.in_force(from_on, until_on, revoked_on)",
    "partner_answer": f"case_id = ANY {{cases}} AND partner_id = {_SELF}",
}
_BY_CASE = "case_id = ANY {cases}"

# What a firm's computer may add, and nothing else: table → columns.
WRITTEN = {
    "partner_answer": (
        "case_id", "partner_id", "kind", "reason", "text", "author", "slate_number", "answered_at",
    ),
    "slate_view": ("case_id", "partner_id", "reader", "viewed_at"),
}  # fmt: skip
KEPT = ("id", "centre", "version", "deleted", "created_at")  # of every row that is added


@dataclass(frozen=True)
class ShownTable:
    """One table of the projection; columns in the order of the list, `id` first.

    open: columns for every disclosed case. accepted: besides, for accepted ones. A table without
    open columns is shown for accepted cases only.
    """

    name: str
    open: tuple[str, ...]
    accepted: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Return all columns that may be shown, `id` first."""
        return ("id", *self.open, *self.accepted)

    def of(self, kind: str) -> tuple[str, ...]:
        """Return the columns of a class with the key, nothing where the class shows no rows."""
        named = self.open if kind == "open" else self.accepted
        return ("id", *named) if named else ()

    def rows(self, kind: str) -> str:
        """Return the condition for rows of a class, as SQL."""
        condition = _ROWS.get(self.name, _BY_CASE)
        return "NOT deleted AND " + condition.replace("{cases}", CASES[kind])


@cache
def allowed() -> dict[str, ShownTable]:
    """Return the projection by table, parents before children.

    Raises LookupError for a table or column that the program does not keep, or one without reason.
    """
    written = tomllib.loads(_FILE.read_text("utf-8"))
    found = {}
    for table in metadata.sorted_tables:
        classes = written.pop(table.name, None)
        if classes is None:
            continue
        for kind, columns in classes.items():
            odd = [name for name, why in columns.items() if name not in table.columns or not why]
            if odd or kind not in _CLASSES:
                raise LookupError(f"projection.toml: {table.name}.{kind}: {odd}")
        found[table.name] = ShownTable(
            table.name, tuple(classes.get("open", ())), tuple(classes.get("accepted", ()))
        )
    if written:
        raise LookupError(f"projection.toml: {sorted(written)}")
    return found
