"""Every test here runs twice: on SQLite with a folder, and on a real PostgreSQL with a real S3 server."""

from collections.abc import Iterator

import pytest

from wizard.store.database import SqlStore


@pytest.fixture(params=["embedded", "grown"])
def place(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def store(database: str) -> Iterator[SqlStore]:
    """A store with nothing in it."""
    opened = SqlStore(database)
    yield opened
    opened.close()
