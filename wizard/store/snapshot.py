"""The rows of a database as lines of JSON, the same for SQLite and PostgreSQL: one moment's state.

A line is `[table, {column: value}]`. What must not be taken along (sessions, codes, failed attempts) is left out.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, LargeBinary, MetaData, Table, inspect, select, true

from wizard.store import derived
from wizard.store.database import engine_for
from wizard.store.errors import plain_errors
from wizard.store.migrate import HEAD, upgrade

LEFT_OUT = ("alembic_version", "sessions", "codes", "attempts", "upload_links", *derived.TABLES)
BATCH = 500

Line = tuple[str, dict[str, Any]]
Wanted = Callable[[Table], ColumnElement[bool] | None]


def everything(_table: Table) -> ColumnElement[bool]:
    """All rows of all tables."""
    return true()


def tables_of(connection: Connection) -> list[Table]:
    """The tables of a database as they are in it, without those that are left out."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name not in LEFT_OUT]


def write_rows(
    connection: Connection,
    path: Path,
    wanted: Wanted = everything,
    instead: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
) -> dict[str, int]:
    """Write the wanted rows of each table to a file; how many of each. `None` from `wanted` leaves a table out.

    `instead` has the values that stand in the file in place of a table's own.
    """
    counted = {}
    with path.open("w", encoding="utf-8") as out:
        for table in tables_of(connection):
            condition = wanted(table)
            if condition is None:
                continue
            counted[table.name] = 0
            for row in connection.execute(select(table).where(condition).execution_options(yield_per=BATCH)):
                values = {**_plain(table, row._mapping), **instead.get(table.name, {})}
                out.write(json.dumps([table.name, values], ensure_ascii=False) + "\n")
                counted[table.name] += 1
    return counted


def read_rows(path: Path) -> Iterator[Line]:
    """The lines of such a file; raises `ValueError` for anything else."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            name, values = json.loads(line)
            if not isinstance(name, str) or not isinstance(values, dict):
                raise ValueError("数据库内容的格式不对")
            yield name, values


def insert_rows(connection: Connection, lines: Iterable[Line]) -> dict[str, int]:
    """Insert lines as they are; how many into each table. Raises `ValueError` for a table that is not there."""
    tables = {table.name: table for table in tables_of(connection)}
    counted: dict[str, int] = {}
    for name, group in groupby(lines, key=lambda line: line[0]):
        if name not in tables:
            raise ValueError(f"数据库里没有表 {name}")
        batch: list[dict[str, Any]] = []
        for _, values in group:
            batch.append(_typed(tables[name], values))
            counted[name] = counted.get(name, 0) + 1
            if len(batch) == BATCH:
                connection.execute(tables[name].insert(), batch)
                batch = []
        if batch:
            connection.execute(tables[name].insert(), batch)
    return counted


def fill(url: str, schema: str, lines: Iterable[Line]) -> dict[str, int]:
    """Make the tables of `schema` in the empty database at `url`, put the lines in, and bring it to today's schema.

    All of it or nothing; how many lines into each table. Raises `ValueError` for a database that is not empty,
    `StoreUnavailable` for a schema from a newer program.
    """
    engine = engine_for(url)
    writing = engine.connect().execution_options(wizard_write=True)
    try:
        with plain_errors(), writing as connection, connection.begin():
            if inspect(connection).get_table_names():
                raise ValueError("数据库不是空的")
            upgrade(connection, schema)
            counted = insert_rows(connection, lines)
            upgrade(connection)
            derived.rebuild(connection)
        return counted
    finally:
        engine.dispose()


def modern(path: Path, schema: str, folder: Path) -> Path:
    """The file itself when it was written by today's schema; otherwise another one with its rows brought up to date."""
    if schema == HEAD:
        return path
    database, renewed = folder / "older.sqlite3", folder / "renewed.jsonl"
    url = f"sqlite:///{database}"
    fill(url, schema, read_rows(path))
    engine = engine_for(url)
    try:
        with engine.connect() as connection:
            write_rows(connection, renewed)
    finally:
        engine.dispose()
    return renewed


def _plain(table: Table, values: Any) -> dict[str, Any]:
    return {column.name: _plain_value(values[column.name]) for column in table.columns}


def _plain_value(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode("ascii")
    return value.isoformat() if isinstance(value, dt.date) else value


def _typed(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    typed = {}
    for name, value in values.items():
        kind = table.c[name].type if name in table.c else None
        if kind is None:
            raise ValueError(f"表 {table.name} 没有列 {name}")
        if value is not None and isinstance(kind, Date):
            value = dt.date.fromisoformat(value)
        elif value is not None and isinstance(kind, LargeBinary):
            value = base64.b64decode(value)
        typed[name] = value
    return typed
