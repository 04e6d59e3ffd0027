"""Runs the hub's own migrations, in its schema, on the connection that the program hands over."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table_schema="hub",
    include_schemas=True,
    transactional_ddl=False,  # the caller's own transaction holds everything together
)
context.run_migrations()
