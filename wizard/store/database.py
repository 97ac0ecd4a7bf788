"""The database: SQLite beside the data now, PostgreSQL by address; opened, migrated, and handed out as transactions."""

from __future__ import annotations

import select
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cached_property, partial
from typing import Any

from sqlalchemy import URL, Connection, Dialect, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from wizard.store.audit import SqlAudit
from wizard.store.builds import SqlBuilds
from wizard.store.cases import SqlCaseFiles, SqlCases
from wizard.store.colleagues import SqlComments, SqlPresence
from wizard.store.corrections import SqlCorrections
from wizard.store.errors import StoreUnavailable, plain_errors
from wizard.store.factors import SqlFactors, SqlIdentities
from wizard.store.people import SqlPeople
from wizard.store.sessions import SqlSessions
from wizard.store.signing_keys import SqlSigningKeys
from wizard.store.upload_links import SqlUploadLinks

BUSY_SECONDS = 15
CACHE = 8000
"""Kilobytes of a large database that each connection keeps: the indexes of the board then stay at hand."""
PRAGMAS = (
    "journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_SECONDS * 1000}", "foreign_keys=ON",
    f"cache_size=-{CACHE}",
)  # fmt: skip
_WRITE_SO = "请管理员写成 postgresql+psycopg://账号:口令@机器/数据库 的样子。"
QUIET_SECONDS = 30
"""A connection that was not used for so long is asked whether it is still there before it is handed out."""


class SqlWork:
    """One transaction over a connection; its parts are made when first used."""

    def __init__(self, connection: Connection) -> None:
        """Take a connection with a transaction begun."""
        self._connection = connection

    @cached_property
    def cases(self) -> SqlCases:
        """The cases."""
        return SqlCases(self._connection)

    @cached_property
    def files(self) -> SqlCaseFiles:
        """Which case holds which file."""
        return SqlCaseFiles(self._connection)

    @cached_property
    def people(self) -> SqlPeople:
        """People and teams."""
        return SqlPeople(self._connection)

    @cached_property
    def sessions(self) -> SqlSessions:
        """Sessions, codes, attempts."""
        return SqlSessions(self._connection)

    @cached_property
    def factors(self) -> SqlFactors:
        """Second factors."""
        return SqlFactors(self._connection)

    @cached_property
    def signing_keys(self) -> SqlSigningKeys:
        """Signing keys that people keep here."""
        return SqlSigningKeys(self._connection)

    @cached_property
    def identities(self) -> SqlIdentities:
        """Identities of a single sign-on."""
        return SqlIdentities(self._connection)

    @cached_property
    def comments(self) -> SqlComments:
        """Comments on cases."""
        return SqlComments(self._connection)

    @cached_property
    def presence(self) -> SqlPresence:
        """Who has which case open."""
        return SqlPresence(self._connection)

    @cached_property
    def audit(self) -> SqlAudit:
        """The audit trail."""
        return SqlAudit(self._connection)

    @cached_property
    def links(self) -> SqlUploadLinks:
        """Upload links of phones."""
        return SqlUploadLinks(self._connection)

    @cached_property
    def builds(self) -> SqlBuilds:
        """Package builds."""
        return SqlBuilds(self._connection)

    @cached_property
    def corrections(self) -> SqlCorrections:
        """Corrections of the knowledge packs."""
        return SqlCorrections(self._connection)


def _nobody(_words: str) -> None:
    """Hear nothing."""


class SqlStore:
    """The store over SQLAlchemy."""

    def __init__(self, url: str, tell: Callable[[str], None] = _nobody) -> None:
        """Open the database at `url`, creating and migrating it when needed; raises `StoreUnavailable`.

        `tell` hears when an upgrade begins and ends.
        """
        self.engine = engine_for(url)
        self._embedded = self.engine.dialect.name == "sqlite"
        # A server sees each statement's own moment anyhow (READ COMMITTED): no BEGIN and ROLLBACK around it, which
        # would cost two more trips and all prepared statements. SQLite neither: each of them lets go of the interpreter
        # lock, and with many people clicking others then hold that for milliseconds.
        singly = {"wizard_singly": True} if self._embedded else {"isolation_level": "AUTOCOMMIT"}
        self._reading = self.engine.execution_options(**singly)
        # SQLite has one writer; waiting here is fair and quick, waiting in SQLite sleeps in steps of 100 ms.
        self._writing = threading.Lock()
        with plain_errors():
            from wizard.store.migrate import migrate

            migrate(self.engine, tell)

    @contextmanager
    def read(self) -> Iterator[SqlWork]:
        """For reading, each statement at a moment of its own; see `moment` for more."""
        with plain_errors(), self._reading.connect() as connection:
            yield SqlWork(connection)

    @contextmanager
    def write(self) -> Iterator[SqlWork]:
        """A transaction; committed at the end, undone by any exception. Raises `StoreUnavailable`."""
        with self.transaction() as connection:
            yield SqlWork(connection)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """What `write` works on, for whole rows of any table (import); the audit trail is then the caller's duty."""
        turn: AbstractContextManager[Any] = self._writing if self._embedded else nullcontext()
        with plain_errors(), turn, self.engine.connect() as connection:
            connection = connection.execution_options(wizard_write=True)
            with connection.begin():
                yield connection

    @contextmanager
    def moment(self) -> Iterator[Connection]:
        """A connection that sees the database as it is now, however long it is read and whoever writes meanwhile."""
        level = {} if self._embedded else {"isolation_level": "REPEATABLE READ"}
        with plain_errors(), self.engine.connect().execution_options(**level) as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def engine_for(url: str) -> Engine:
    """An engine for an address; SQLite durable (WAL, synchronous FULL) and with real transactions.

    Raises `StoreUnavailable` for what is no address of a SQLite or PostgreSQL database.
    """
    address = _address(url)
    if address.get_backend_name() != "sqlite":
        return _server_engine(address)
    engine = create_engine(
        address, pool_size=8, max_overflow=32, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StoreUnavailable(f"不是数据库的地址，{_WRITE_SO}") from error
    if address.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreUnavailable(f"只能用 PostgreSQL，{_WRITE_SO}")
    return address


def _server_engine(address: URL) -> Engine:
    try:
        engine = create_engine(address, pool_size=10, max_overflow=20, skip_autocommit_rollback=True)
    except (ArgumentError, ModuleNotFoundError) as error:
        raise StoreUnavailable(
            '没有安装连接 PostgreSQL 的部分，请管理员运行 .venv/bin/pip install ".[postgres]"。'
        ) from error
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", partial(_look_whether_there, engine.dialect))
    return engine


def _note_use(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info["used"] = time.monotonic()


def _look_whether_there(dialect: Dialect, connection: Any, record: ConnectionPoolEntry, _handed_out: Any) -> None:
    """Let the pool make new connections instead of those that the server ended.

    A server that ends a connection says so, and that lies there to be read: looking costs no trip to the server, as
    asking at each use (`pool_pre_ping`) would.
    """
    used = record.info.get("used")  # not there on one that was just opened
    if used is None or (time.monotonic() - used < QUIET_SECONDS and not _something_to_read(connection)):
        return
    try:
        dialect.do_ping(connection)
    except dialect.loaded_dbapi.Error as error:
        raise InvalidatePoolError from error


def _something_to_read(connection: Any) -> bool:
    """Whether the server has said something unasked; always on Windows, which cannot look."""
    if not hasattr(select, "poll"):
        return True
    looking = select.poll()
    looking.register(connection.fileno(), select.POLLIN)
    return bool(looking.poll(0))


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    cursor = connection.cursor()
    for pragma in PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Writers lock from the start, so that what they read is still true when they write."""
    asked = connection.get_execution_options()
    if not asked.get("wizard_singly"):
        driver: Any = connection.connection.driver_connection
        driver.execute("BEGIN IMMEDIATE" if asked.get("wizard_write") else "BEGIN")
