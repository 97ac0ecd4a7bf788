"""Alembic's entry: runs the migrations inside the connection that `wizard.store.migrate` opened."""

from __future__ import annotations

from alembic import context

from wizard.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=False)
context.run_migrations()
