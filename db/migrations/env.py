"""Runs the migrations on the connection that the program hands over."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=context.config.attributes.get("metadata"),
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=False,  # the caller's own transaction holds everything together
)
context.run_migrations()
