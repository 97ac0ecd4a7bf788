"""Brings a database to the newest schema at start. Alembic is imported only when there is something to do."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, inspect, text

HEAD = "0002"  # the newest migration in migrations/versions; a test compares it with the folder


def migrate(engine: Engine) -> None:
    """Create or upgrade the tables; nothing happens when they are up to date."""
    if schema_version(engine) == HEAD:
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect().execution_options(wizard_write=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)


def schema_version(engine: Engine) -> str | None:
    """The schema a database has; `None` for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
