"""Stories of migrations: they stand alone, lead to the tables, go both ways, keep old rows."""

from __future__ import annotations

import ast
import shutil
import sqlite3
import sys
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from db import engine as engines
from db.base import metadata
from db.tables import Note
from desktop.services import history
from desktop.services.security.verify import verify
from desktop.services.workspace import Workspace
from tests.factory import make_note

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    Rows = dict[str, list[dict[str, Any]]]

SOMEBODYS_KEY = UUID("018f0000-0000-7000-8000-000000000001")


def _script() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(engines.MIGRATIONS))
    return ScriptDirectory.from_config(config)


def _revisions() -> list[str]:
    return [script.revision for script in _script().walk_revisions()][::-1]


STEPS = list(pairwise(["base", *_revisions()]))


def schema_of(database: Engine) -> dict[str, Any]:
    """Return all that the engine tells about its tables, comparable by ==."""
    inspector = sa.inspect(database)
    told = {}
    for table in inspector.get_table_names():
        told[table] = {
            "columns": [
                (c["name"], str(c["type"]), c["nullable"], c["default"])
                for c in inspector.get_columns(table)
            ],
            "key": inspector.get_pk_constraint(table),
            "indexes": sorted(map(repr, inspector.get_indexes(table))),
            "foreign": sorted(map(repr, inspector.get_foreign_keys(table))),
            "unique": sorted(map(repr, inspector.get_unique_constraints(table))),
            "checks": sorted(map(repr, inspector.get_check_constraints(table))),
        }
    told.pop("alembic_version", None)
    return told


def _value(column: sa.Column[Any]) -> Any:
    """Return a value that fits the column's type and means something to no rule."""
    values = {
        sa.Uuid: SOMEBODYS_KEY,
        sa.Boolean: True,
        sa.BigInteger: 2_100_000_000_000,
        sa.Integer: 1,
        sa.Float: 0.1 + 0.2,
        sa.Date: date(2026, 3, 2),
        sa.DateTime: datetime(2026, 3, 2, 9, tzinfo=UTC),
        sa.JSON: {"헤더": "name"},
        sa.Text: "가나",
        sa.LargeBinary: b"\x00",
    }
    if isinstance(column.type, sa.String) and column.type.length:
        return "가나"[: column.type.length]
    return next(value for kind, value in values.items() if isinstance(column.type, kind))


def fill(database: Engine) -> Rows:
    """Put one row into every table as the database has it now; return all rows as they are kept.

    Works for tables of any revision: everything is asked from the database itself.
    """
    found = sa.MetaData()
    found.reflect(database)
    if database.dialect.name == "sqlite":
        for table in found.tables.values():
            for column in table.columns:
                if str(column.type) == "CHAR(32)":  # what SQLite calls a key
                    column.type = sa.Uuid()
    with database.begin() as connection:
        for table in found.sorted_tables:
            if table.name != "alembic_version":
                row = {c.name: _value(c) for c in table.columns if c.name != "seq"}
                connection.execute(sa.insert(table).values(row))
    return rows_of(database)


def rows_of(database: Engine) -> Rows:
    """Return all rows of all tables, as the driver hands them over."""
    with database.connect() as connection:
        names = set(sa.inspect(connection).get_table_names()) - {"alembic_version"}
        return {
            name: [
                dict(row._mapping) for row in connection.execute(sa.text(f'SELECT * FROM "{name}"'))
            ]
            for name in names
        }


def lost(before: Rows, after: Rows) -> list[str]:
    """Return which tables, rows or values of `before` are not in `after` any more.

    A migration that means to drop or change something says so in `MEANT`.
    """
    complaints = []
    for table, rows in before.items():
        if len(after.get(table, [])) < len(rows):
            complaints.append(table)
            continue
        for old, new in zip(rows, after[table], strict=True):
            complaints += [f"{table}.{name}" for name in old if old[name] != new.get(name, new)]
    return complaints


# By revision: the table or table.column that the migration drops or changes on purpose.
MEANT: dict[str, set[str]] = {}


def test_given_the_migrations_then_they_are_one_line_that_ends_where_the_program_stands():
    script = _script()

    assert script.get_current_head() == engines.HEAD
    assert _revisions() == sorted(_revisions())
    assert all(revision.isdigit() and len(revision) == 4 for revision in _revisions())


def test_given_any_migration_then_it_imports_nothing_of_ours():
    files = [engines.MIGRATIONS / "env.py", *engines.MIGRATIONS.glob("versions/*.py")]

    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in getattr(node, "names", []) if alias]
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0
                names = [node.module or ""]
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                roots = {name.split(".")[0] for name in names}
                assert roots <= {"alembic", "sqlalchemy", *sys.stdlib_module_names}, file.name


def test_given_a_migrated_database_then_it_equals_the_tables(database: Engine):
    engines.migrate(database)

    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    inspector = sa.inspect(database)
    for name, table in metadata.tables.items():  # Alembic does not compare these
        checks = {c.name for c in table.constraints if isinstance(c, sa.CheckConstraint)}
        assert {c["name"] for c in inspector.get_check_constraints(name)} == checks


def test_given_a_migrated_database_when_down_and_up_again_then_the_schema_is_the_same(
    database: Engine,
):
    engines.migrate(database)
    before = schema_of(database)

    engines.migrate(database, to="base")
    assert schema_of(database) == {}
    engines.migrate(database)

    assert schema_of(database) == before


@pytest.mark.parametrize(("old", "new"), STEPS, ids=[new for _, new in STEPS])
def test_given_rows_of_an_older_version_when_migrated_then_they_survive_both_ways(
    database: Engine, old: str, new: str
):
    engines.migrate(database, to=old)
    before = fill(database)
    schema = schema_of(database)

    engines.migrate(database, to=new)
    assert set(lost(before, rows_of(database))) <= MEANT.get(new, set())
    engines.migrate(database, to=old)

    assert schema_of(database) == schema
    assert set(lost(before, rows_of(database))) <= MEANT.get(new, set())


def test_given_a_migrated_database_when_filled_then_every_table_takes_a_row(database: Engine):
    """The story above stands on this: `fill` must really reach every table."""
    engines.migrate(database)

    rows = fill(database)

    assert set(rows) == set(metadata.tables)
    assert {len(kept) for kept in rows.values()} == {1}
    assert lost(rows, rows) == []
    assert lost(rows, {name: [] for name in rows}) == list(rows)
    assert "company.name" in lost(rows, rows | {"company": [{"name": "다른 이름"}]})


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that a later version brought one more migration, which rebuilds a table."""
    folder = tmp_path / "migrations"
    shutil.copytree(engines.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "9998_later.py").write_text(
        f'''"""Notes learn how urgent they are."""

import sqlalchemy as sa
from alembic import op

revision = "9998"
down_revision = "{engines.HEAD}"


def upgrade() -> None:
    """Notes learn how urgent they are."""
    with op.batch_alter_table("note", recreate="always") as batch:
        batch.add_column(sa.Column("urgency", sa.Integer(), nullable=False, server_default="3"))


def downgrade() -> None:
    """Notes forget it."""
    with op.batch_alter_table("note") as batch:
        batch.drop_column("urgency")
''',
        encoding="utf-8",
    )
    monkeypatch.setattr(engines, "MIGRATIONS", folder)
    monkeypatch.setattr(engines, "HEAD", "9998")


@pytest.mark.usefixtures("next_version")
def test_given_a_later_migration_when_run_on_old_rows_then_the_story_holds_for_it_too(
    database: Engine,
):
    old = _revisions()[-2]
    engines.migrate(database, to=old)
    before, schema = fill(database), schema_of(database)

    engines.migrate(database)
    after = rows_of(database)
    engines.migrate(database, to=old)

    assert lost(before, after) == []
    assert after["note"][0]["urgency"] == 3
    assert lost(before, rows_of(database)) == []
    assert schema_of(database) == schema


@pytest.mark.usefixtures("next_version")
def test_given_an_older_workspace_when_opened_then_a_copy_is_kept_and_the_journal_goes_on(
    empty_workspace: Path, tmp_path: Path
):
    """Rebuilding a table drops its triggers; they must be back before anybody writes."""
    folder = tmp_path / "workspace"
    shutil.copytree(empty_workspace, folder)
    old = _revisions()[-2]

    workspace = Workspace.open(folder, centre="GN")
    note = workspace.write(lambda s: make_note(s).id)
    history.undo(workspace)
    history.redo(workspace)

    assert workspace.read(lambda s: s.get(Note, note.value)) is not None
    assert verify(workspace).is_clean
    workspace.close()
    copy = sqlite3.connect(folder / "snapshots" / f"before-migration-from-{old}.sqlite")
    assert engines.revision_of(copy) == old
    copy.close()
    again = Workspace.open(folder)  # nothing left to migrate
    assert again.read(lambda s: s.get(Note, note.value)) is not None
    again.close()
