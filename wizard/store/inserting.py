"""Inserting a row unless it is already there, on each database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(connection: Connection, table: Table, values: dict[str, Any]) -> bool:
    """Insert a row; an existing one with the same key stays as it is. Whether a row was added."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).values(values).on_conflict_do_nothing()
    # Without the option SQLAlchemy tells -1 for an insert into PostgreSQL, whatever happened.
    return connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount > 0
