"""The audit trail: a chain per team that shows every alteration, in a table that refuses them."""

from collections.abc import Iterator

import pytest
from sqlalchemy.exc import SQLAlchemyError

from tests.backing.tampering import tamper
from wizard.store.database import SqlStore
from wizard.store.rows import AuditEntry, AuditEvent


@pytest.fixture
def store(database: str) -> Iterator[SqlStore]:
    opened = SqlStore(database)
    with opened.write() as work:
        for number in range(5):
            work.audit.append(
                AuditEntry("t1", AuditEvent.CASE_CHANGED, "p1", f"c{number % 2}", {"版本": number}, "a", "b")
            )
        work.audit.append(AuditEntry("t2", AuditEvent.SET_UP))
    yield opened
    opened.close()


def test_each_team_has_its_own_whole_chain(store: SqlStore) -> None:
    with store.read() as work:
        assert work.audit.chains() == ["t1", "t2"]
        assert [row.number for row in work.audit.record("t1")] == [1, 2, 3, 4, 5]
        assert work.audit.check("t1").broken_at is None and work.audit.check("t2").broken_at is None


def test_a_cases_events_are_newest_first_and_the_teams_own(store: SqlStore) -> None:
    with store.read() as work:
        assert [row.number for row in work.audit.of_case("t1", "c0")] == [5, 3, 1]
        assert work.audit.of_case("t2", "c0") == []


@pytest.mark.parametrize("statement", ["DELETE FROM audit", "UPDATE audit SET event = 'x'", "TRUNCATE audit"])
def test_the_database_refuses_to_change_it(store: SqlStore, statement: str) -> None:
    if statement.startswith("TRUNCATE") and store.engine.dialect.name == "sqlite":
        statement = "DELETE FROM audit WHERE number = 1"  # SQLite has no TRUNCATE
    with pytest.raises(SQLAlchemyError, match="append-only"), store.write() as work:
        work._connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE audit SET event = 'case_deleted' WHERE number = 2 AND team_id = 't1'", 2),
        ("UPDATE audit SET details = '{}' WHERE number = 4 AND team_id = 't1'", 4),
        ("DELETE FROM audit WHERE number = 3 AND team_id = 't1'", 3),
        ("DELETE FROM audit WHERE number = 1 AND team_id = 't1'", 1),
        ("UPDATE audit SET at = at + 1 WHERE number = 5 AND team_id = 't1'", 5),
        ("UPDATE audit SET number = number + 90 WHERE number = 2 AND team_id = 't1'", 2),
    ],
)
def test_what_somebody_alters_behind_its_back_is_found(store: SqlStore, statement: str, broken_at: int) -> None:
    tamper(store, statement)
    with store.read() as work:
        assert work.audit.check("t1").broken_at == broken_at
        assert work.audit.check("t2").broken_at is None
