"""What people are called: a name of one's own choice, told apart from colleagues' names, and what it was before.

The audit trail holds ids, which never change; a change of name is an event of its chain like any other. So a record
tells what somebody was called when it was made, and nothing in it is rewritten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from wizard.services.access import Actor, needs
from wizard.services.accounts import Person, person_of_row
from wizard.services.errors import NotFound, refused
from wizard.services.instance import Instance
from wizard.store.ports import Work
from wizard.store.rows import MOST_COUNTED, AuditEntry, AuditEvent, AuditQuery, AuditRow
from wizard.team import names
from wizard.team.roles import May


@dataclass(frozen=True)
class NamesThen:
    """What people of a team were called: by person, the number of each change of name and the name until then.

    Oldest change first.
    """

    changes: Mapping[str, Sequence[tuple[int, str]]] = field(default_factory=dict)

    def then(self, person_id: str, now_called: str, number: int) -> str:
        """What a person was called when the event of a number was recorded, if not as now; nothing otherwise."""
        until = (name for at, name in self.changes.get(person_id, ()) if at > number)
        name = next(until, now_called)
        return "" if name == now_called else name

    def who(self, row: AuditRow) -> str:
        """Whose deed an event tells: the name, and the one borne then."""
        return self.called(row.person_id, row.person_name, row.number)

    def called(self, person_id: str, now_called: str, number: int) -> str:
        """The name of somebody in an event of a number, and the one borne then."""
        then = self.then(person_id, now_called, number)
        return f"{now_called}（当时叫{then}）" if then else now_called


def names_then(work: Work, team_id: str) -> NamesThen:
    """What a team's trail tells of its people's names."""
    changes: dict[str, list[tuple[int, str]]] = {}
    for row in reversed(work.audit.find(team_id, AuditQuery((str(AuditEvent.NAME_CHANGED),), limit=MOST_COUNTED))):
        changes.setdefault(row.person_id, []).append((row.number, str(row.details["name_before"])))
    return NamesThen(changes)


@needs(May.READ)
def change_name(instance: Instance, actor: Actor, name: str) -> None:
    """Be called something else, in all of one's teams; each one's trail tells it. Raises `Refused`."""
    with instance.store.write() as work:
        row = work.people.get(actor.person_id)
        if row is None:
            raise NotFound("账号")
        rename(work, person_of_row(row), name)


def rename(work: Work, person: Person, name: str, joining: str = "") -> Person:
    """The person under another name, which nobody bears in their teams or the one they are `joining`; raises `Refused`.

    Former teams are told too: their trail shows the person's name as well.
    """
    name = name.strip()
    if words := names.name_problem(name):
        raise refused("name", *words)
    teams = {row.team_id for row in work.people.memberships(person.id)} | ({joining} if joining else set())
    for team_id in sorted(teams):  # in one order everywhere, so that two of them never wait for each other
        work.people.lock_team(team_id)
    stored = work.people.get(person.id)
    if stored is None or stored.name == name:
        return person
    for team_id in sorted(teams):
        told_apart(work, team_id, name, person.id)
    work.people.set_name(person.id, name)
    details = {"name_before": stored.name, "name_after": name}
    for team_id in work.people.teams_ever(person.id):
        work.audit.append(AuditEntry(team_id, AuditEvent.NAME_CHANGED, person.id, "", details))
    return replace(person, name=name)


def told_apart(work: Work, team_id: str, name: str, person_id: str) -> None:
    """Raise `Refused` for a name that another member of the team bears, or a former one: records are read by names."""
    for row in work.people.members(team_id):
        if row.person_id != person_id and names.seen_as(row.name) == names.seen_as(name):
            was = "已经有一位" if row.active else "有过一位"
            mend = "请加上分得清的字，例如加上岗位。"
            raise refused("name", f"团队「{row.team_name}」里{was}「{name.strip()}」。", mend)
