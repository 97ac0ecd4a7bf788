"""An instance on an empty folder, and two teams' people in it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as properties

from tests.backing.objects import ObjectServer
from tests.backing.postgres import Cluster
from wizard.bootstrap import open_instance, use
from wizard.case import new_case_id, now
from wizard.services.access import Actor
from wizard.services.instance import Instance
from wizard.services.workers import Workers
from wizard.settings import Settings
from wizard.store.database import SqlStore
from wizard.store.rows import PersonRow

properties.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
properties.load_profile("untimed")  # how fast it is, benchmarks show: no test fails because a machine is busy


@dataclass(frozen=True)
class Office:
    """One person of each role in one team, and the owner of another team."""

    owner: Actor
    signer: Actor
    editor: Actor
    viewer: Actor
    stranger: Actor


NO_PASSWORD = "$2b$04$" + "." * 53  # a well-formed hash that no password has


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without anything in it: copying it is quicker than migrating for every test."""
    path = tmp_path_factory.mktemp("database") / "wizard.sqlite3"
    store = SqlStore(f"sqlite:///{path}")
    with store.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    return path


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    """Worker processes for all tests of a session: starting one and importing PIL and PDFium costs seconds."""
    made = Workers(1)
    yield made
    made.close()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server for all tests of a session."""
    started = Cluster().start()
    yield started
    started.remove()


@pytest.fixture(scope="session")
def empty_postgres(cluster: Cluster) -> str:
    """The name of a migrated PostgreSQL database without anything in it, to be copied for each test."""
    url = cluster.database()
    SqlStore(url).close()
    return url.rsplit("/", 1)[1]


@pytest.fixture(scope="session")
def object_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ObjectServer]:
    """An S3 server for all tests of a session."""
    started = ObjectServer(tmp_path_factory.mktemp("objects")).start()
    yield started
    started.stop()


@pytest.fixture
def place() -> str:
    """Where an instance keeps its data: `embedded` (SQLite, a folder) or `grown` (PostgreSQL, S3).

    The tests of services and store run in both: their conftest.py gives this fixture two values.
    """
    return "embedded"


@pytest.fixture
def database(place: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database; removed afterwards."""
    if place == "embedded":
        path = tmp_path / "database.sqlite3"
        shutil.copyfile(request.getfixturevalue("empty_database"), path)
        yield f"sqlite:///{path}"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    url = cluster.database(request.getfixturevalue("empty_postgres"))
    yield url
    cluster.drop(url)


@pytest.fixture
def files_url(place: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty file store; nothing for a local folder."""
    if place == "embedded":
        return ""
    server: ObjectServer = request.getfixturevalue("object_server")
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)
    return server.bucket()


@pytest.fixture
def instance(
    place: str, database: str, files_url: str, empty_database: Path, tmp_path: Path, workers: Workers
) -> Iterator[Instance]:
    (tmp_path / "var").mkdir()
    if place == "embedded":
        shutil.copyfile(empty_database, tmp_path / "var" / "wizard.sqlite3")
    url = database if place == "grown" else ""
    data = {"data_folder": tmp_path / "var", "database_url": url, "files_url": files_url, "public_address": ""}
    opened = open_instance(Settings(_env_file=None, **data))
    shared = replace(opened, workers=workers)
    use(shared)
    yield shared
    use(None)
    opened.close()


@pytest.fixture
def office(instance: Instance) -> Office:
    with instance.store.write() as work:
        work.people.add_team("t1", "晨星")
        work.people.add_team("t2", "别家")
    names = {"owner": "王五", "signer": "孙八", "editor": "李四", "viewer": "赵六"}
    members = {role: member(instance, "t1", "晨星", role, name) for role, name in names.items()}
    return Office(**members, stranger=member(instance, "t2", "别家", "owner", "钱七"))


def member(instance: Instance, team_id: str, team_name: str, role: str, name: str, username: str = "") -> Actor:
    """A new account that is a member of a team; its password fits no hash."""
    person = PersonRow(new_case_id(), username or f"{role}-{team_id}", name, NO_PASSWORD, True, now())
    with instance.store.write() as work:
        work.people.add(person)
        work.people.join(team_id, person.id, role)
    return Actor(person.id, name, team_id, team_name, role)
