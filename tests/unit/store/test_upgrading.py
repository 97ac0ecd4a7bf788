"""A database of every schema that was ever released comes to today's with all that is in it, on both databases."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from wizard.case import Case
from wizard.store import words
from wizard.store.database import SqlStore, engine_for
from wizard.store.errors import StoreUnavailable
from wizard.store.migrate import HEAD, known_schemas
from wizard.store.rows import BoardQuery
from wizard.store.schema import metadata
from wizard.store.snapshot import fill, modern, read_rows, write_rows

STORED = Path(__file__).parents[2] / "fixtures" / "schemas"


def test_there_is_a_stored_database_of_every_schema() -> None:
    assert sorted(path.stem for path in STORED.glob("*.sqlite")) == known_schemas(), "tools/make_schema_fixture.py"
    assert known_schemas()[-1] == HEAD


def rows_of(schema: str, folder: Path) -> Path:
    path = folder / f"{schema}.jsonl"
    engine = create_engine(f"sqlite:///{STORED / schema}.sqlite")
    with engine.connect() as connection:
        write_rows(connection, path)
    engine.dispose()
    return path


@pytest.fixture(params=known_schemas())
def upgraded(request: pytest.FixtureRequest, place: str, tmp_path: Path) -> SqlStore:
    if place == "embedded":
        shutil.copyfile(STORED / f"{request.param}.sqlite", tmp_path / "old.sqlite")
        url = f"sqlite:///{tmp_path / 'old.sqlite'}"
    else:
        url = request.getfixturevalue("cluster").database()
        fill(url, request.param, read_rows(rows_of(request.param, tmp_path)))
    opened = SqlStore(url)
    yield opened
    opened.close()


def test_who_starts_the_program_hears_of_an_upgrade_and_of_its_end(tmp_path: Path) -> None:
    said: list[str] = []
    url = f"sqlite:///{shutil.copyfile(STORED / '0003.sqlite', tmp_path / 'old.sqlite')}"
    SqlStore(url, said.append).close()
    assert len(said) == 2 and f"从 0003 升级到 {HEAD}" in said[0] and "升级好了" in said[1]
    SqlStore(url, said.append).close()
    SqlStore(f"sqlite:///{tmp_path / 'new.sqlite'}", said.append).close()
    assert len(said) == 2


def test_everything_is_there_after_the_upgrade(upgraded: SqlStore) -> None:
    with upgraded.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    with upgraded.read() as work:
        ((team_id, team),) = work.people.teams()
        page = work.cases.board(team_id, BoardQuery(due_by=dt.date(2026, 12, 1)))
        stories = {
            Case.model_validate_json(work.cases.get(team_id, line.case_id).data).narrative for line in page.lines
        }
        assert team == "晨星" and page.total == 3 and "升级前写下的经过：𠮷" in stories
        assert work.people.by_username("wang").name == "王五"
        assert work.audit.check(team_id).broken_at is None
        assert len(work.audit.record(team_id)) >= 6
    with upgraded.engine.connect() as connection:
        assert words.counted(connection, team_id, "𠮷", 9) == [(1, "𠮷")], "single letters are in the index"
    with upgraded.write() as work:
        work.cases.remove(team_id, page.lines[0].case_id)


@pytest.mark.parametrize("schema", known_schemas())
def test_rows_of_an_older_program_are_brought_up_to_date(schema: str, tmp_path: Path, place: str) -> None:
    path = modern(rows_of(schema, tmp_path), schema, tmp_path)
    tables = {table for table, _ in read_rows(path)}
    assert {"cases", "people", "audit"} <= tables and (schema == HEAD) == (path.name == f"{HEAD}.jsonl")


def test_a_database_of_a_newer_program_is_left_alone(database: str) -> None:
    SqlStore(database).close()
    engine = engine_for(database)
    with engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreUnavailable, match="先升级程序"):
        SqlStore(database)
    engine.dispose()
