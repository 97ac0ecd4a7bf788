"""Brings a database to the newest schema at start. Alembic is imported only when there is something to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from wizard.store.errors import StoreUnavailable

HEAD = "0011"  # the newest migration in migrations/versions; a test compares it with the folder
VERSIONS = Path(__file__).parent / "migrations" / "versions"
_LOCK = 7033204  # one number for all instances on a PostgreSQL server: a migration is short


def migrate(engine: Engine, tell: Callable[[str], None]) -> None:
    """Create or upgrade the tables; nothing happens when they are up to date. Raises `StoreUnavailable`.

    With many cases it takes minutes: `tell` is called before with what is done, and after it.
    """
    with engine.connect() as connection:
        before = schema_version(connection)
    if before == HEAD:
        return
    known = before in known_schemas()
    if known:
        tell(f"数据库正在从 {before} 升级到 {HEAD}，案件多时要几分钟，请不要中断。")
    _upgrade(engine)
    if known:
        tell("数据库升级好了。")


def _upgrade(engine: Engine) -> None:
    with engine.connect().execution_options(wizard_write=True) as connection, connection.begin():
        upgrade(connection)


def upgrade(connection: Connection, to: str = HEAD) -> None:
    """Bring the database of a transaction to a schema; processes that start at once take turns.

    Raises `StoreUnavailable` for a schema this program does not know: the database is from a newer one.
    """
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name != "sqlite":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
    for schema in (schema_version(connection), to):
        if schema is not None and schema not in known_schemas():
            raise StoreUnavailable(f"数据库的版本 {schema} 比程序新。请先升级程序。")
    config = Config()
    config.set_main_option("script_location", str(VERSIONS.parent))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def known_schemas() -> list[str]:
    """Every schema this program can upgrade from, oldest first."""
    return sorted(path.name[:4] for path in VERSIONS.glob("0*.py"))


def schema_version(connection: Connection) -> str | None:
    """The schema a database has; `None` for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
