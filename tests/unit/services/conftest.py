"""Every test here runs twice: on SQLite with a folder, and on a real PostgreSQL with a real S3 server."""

import pytest


@pytest.fixture(params=["embedded", "grown"])
def place(request: pytest.FixtureRequest) -> str:
    return request.param
