"""An instance on an empty folder, and two teams' people in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from wizard.bootstrap import open_instance, use
from wizard.case import new_case_id, now
from wizard.services.access import Actor
from wizard.services.instance import Instance
from wizard.settings import Settings
from wizard.store.rows import PersonRow


@dataclass(frozen=True)
class Office:
    """One person of each role in one team, and the owner of another team."""

    owner: Actor
    editor: Actor
    viewer: Actor
    stranger: Actor


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    opened = open_instance(Settings(_env_file=None, data_folder=tmp_path / "var", database_url="", public_address=""))
    use(opened)
    yield opened
    use(None)
    opened.close()


@pytest.fixture
def office(instance: Instance) -> Office:
    with instance.store.write() as work:
        work.people.add_team("t1", "晨星")
        work.people.add_team("t2", "别家")
    names = {"owner": "王五", "editor": "李四", "viewer": "赵六"}
    members = {role: member(instance, "t1", "晨星", role, name) for role, name in names.items()}
    return Office(**members, stranger=member(instance, "t2", "别家", "owner", "钱七"))


def member(instance: Instance, team_id: str, team_name: str, role: str, name: str) -> Actor:
    """A new account that is a member of a team; its password fits no hash."""
    person = PersonRow(new_case_id(), f"{role}-{team_id}", name, "*", True, now())
    with instance.store.write() as work:
        work.people.add(person)
        work.people.join(team_id, person.id, role)
    return Actor(person.id, name, team_id, team_name, role)
