"""Cases in SQL: teams apart, the board quick and right, nothing half-written."""

import datetime as dt
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from wizard.case import CHINA
from wizard.store.database import SqlStore
from wizard.store.errors import StoreUnavailable
from wizard.store.migrate import HEAD
from wizard.store.rows import BoardQuery, CaseRow, FileRow
from wizard.store.schema import metadata

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=CHINA)
TODAY = NOON.date()


@pytest.fixture
def embedded(empty_database: Path, tmp_path: Path) -> Iterator[SqlStore]:
    """For what SQLite alone does."""
    shutil.copyfile(empty_database, tmp_path / "one.sqlite3")
    opened = SqlStore(f"sqlite:///{tmp_path}/one.sqlite3")
    yield opened
    opened.close()


def row(case_id: str = "c1", team: str = "t1", **more: object) -> CaseRow:
    plain = CaseRow(
        case_id, team, 1, "{}", "AAAA-BBBB", "罚款争议", "fine_dispute", "晨星", "draft", Decimal("12.34"), None, "",
        None, NOON, "p1",
    )  # fmt: skip
    return replace(plain, **more)  # type: ignore[arg-type]


def test_a_case_comes_back_as_it_was_stored(store: SqlStore) -> None:
    stored = row(next_due=TODAY, data='{"narrative": "𠮷野家"}')
    with store.write() as work:
        work.cases.add(stored)
    with store.read() as work:
        assert work.cases.get("t1", "c1") == stored


def test_another_teams_case_is_not_there(store: SqlStore) -> None:
    with store.write() as work:
        work.cases.add(row())
    with store.write() as work:
        assert work.cases.get("t2", "c1") is None
        work.cases.remove("t2", "c1")
        work.cases.replace(row(team="t2", title="偷改"))
    with store.read() as work:
        assert work.cases.get("t1", "c1") == row()
        assert not work.cases.board("t2", BoardQuery(TODAY)).lines


def test_an_exception_undoes_everything(store: SqlStore) -> None:
    with pytest.raises(RuntimeError), store.write() as work:
        work.cases.add(row())
        raise RuntimeError
    with store.read() as work:
        assert work.cases.get("t1", "c1") is None


def test_the_board_counts_what_is_open_and_finds_by_words(store: SqlStore) -> None:
    rows = [
        row("c1", money=Decimal("100.50"), next_due=TODAY),
        row("c2", money=Decimal("50"), next_due=TODAY + dt.timedelta(days=30), shop="百分之百100%"),
        row("c3", money=Decimal("1000"), next_due=TODAY, state="closed", updated_at=NOON + dt.timedelta(hours=1)),
        row("c4", scenario="settlement", reference="K7M3-9RX2"),
    ]
    with store.write() as work:
        for one in rows:
            work.cases.add(one)
    with store.read() as work:
        page = work.cases.board("t1", BoardQuery(TODAY + dt.timedelta(days=3)))
        assert [line.case_id for line in page.lines] == ["c3", "c4", "c2", "c1"]
        assert (page.total, page.due_soon, page.money_at_stake) == (4, 1, Decimal("162.84"))
        find = lambda **asked: [line.case_id for line in work.cases.board("t1", BoardQuery(TODAY, **asked)).lines]  # noqa: E731
        assert find(text="k7m3") == ["c4"]
        assert find(text="100%") == ["c2"]
        assert find(text="%") == ["c2"]
        assert find(scenario="settlement") == ["c4"]
        assert find(state="closed") == ["c3"]
        assert find(offset=1, limit=2) == ["c4", "c2"]


def test_files_are_held_until_their_case_goes(store: SqlStore) -> None:
    with store.write() as work:
        work.cases.add(row())
        for purpose in ("exhibit", "exhibit", "snapshot-1"):
            work.files.hold(FileRow("c1", "t1", "a" * 64, purpose, 10))
        assert work.files.bytes_of("c1") == 10 and work.files.of_purpose("c1", "snapshot-1") == "a" * 64
        assert work.files.holds("t1", "c1", "a" * 64) and not work.files.holds("t2", "c1", "a" * 64)
        assert work.files.held(["a" * 64, "b" * 64]) == {"a" * 64}
        work.cases.remove("t1", "c1")
        assert work.files.held(["a" * 64]) == set()


def test_the_tables_are_what_the_migrations_make(store: SqlStore) -> None:
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    newest = sorted((Path(__file__).parents[3] / "wizard/store/migrations/versions").glob("0*.py"))[-1]
    assert newest.name.startswith(HEAD), "set migrate.HEAD to the newest migration"


def test_sqlite_is_durable(embedded: SqlStore) -> None:
    with embedded.engine.connect() as connection:
        ask = lambda name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()  # noqa: E731
        assert (ask("journal_mode"), ask("synchronous"), ask("foreign_keys")) == ("wal", 2, 1)


def test_a_full_disk_is_said_in_plain_words_and_leaves_nothing(embedded: SqlStore) -> None:
    store = embedded
    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    with pytest.raises(StoreUnavailable, match="磁盘已满"), store.write() as work:
        work._connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
        work.cases.add(row(data="长" * 200_000))
    store.close()
    with store.read() as work:
        assert work.cases.get("t1", "c1") is None


KILLED = """
import sys, os
from dataclasses import replace
from wizard.store.database import SqlStore
store = SqlStore(sys.argv[1])
number = int(sys.argv[2])
while True:
    number += 1
    with store.write() as work:
        held = work.cases.get("t1", "c1")
        work.cases.replace(replace(held, version=number, data=str(number) * 2000))
    os.write(1, f"{number}\\n".encode())
"""


@pytest.mark.parametrize("lines", [3, 17, 40])
def test_killed_in_the_middle_keeps_every_acknowledged_write(store: SqlStore, database: str, lines: int) -> None:
    with store.write() as work:
        work.cases.add(row())
    root = Path(__file__).parents[3]
    writer = subprocess.Popen([sys.executable, "-c", KILLED, database, "1"], stdout=subprocess.PIPE, cwd=root)
    assert writer.stdout
    acknowledged = [int(writer.stdout.readline()) for _ in range(lines)][-1]
    writer.kill()
    rest = writer.stdout.read().split()
    writer.stdout.close()
    writer.wait()
    acknowledged = max([acknowledged, *map(int, rest)])
    with store.read() as work:
        held = work.cases.get("t1", "c1")
    assert held and held.version in (acknowledged, acknowledged + 1)
    assert held.data == str(held.version) * 2000
