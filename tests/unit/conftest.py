"""An instance on an empty folder, and two teams' people in it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from wizard.bootstrap import open_instance, use
from wizard.case import new_case_id, now
from wizard.services.access import Actor
from wizard.services.instance import Instance
from wizard.services.workers import Workers
from wizard.settings import Settings
from wizard.store.database import SqlStore
from wizard.store.rows import PersonRow


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


@pytest.fixture
def instance(tmp_path: Path, empty_database: Path, workers: Workers) -> Iterator[Instance]:
    (tmp_path / "var").mkdir()
    shutil.copyfile(empty_database, tmp_path / "var" / "wizard.sqlite3")
    opened = open_instance(Settings(_env_file=None, data_folder=tmp_path / "var", database_url="", public_address=""))
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
