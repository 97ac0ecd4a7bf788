"""What one person takes care of goes to a colleague in one step, and to nobody who could not work on it."""

from dataclasses import replace

import pytest

from tests.unit.conftest import Office
from wizard.services import cases, handing_over, members
from wizard.services.auditing import verify_audit
from wizard.services.board import board_of
from wizard.services.errors import NotFound, Refused
from wizard.services.instance import Instance
from wizard.store.cases import SqlCases


def assignees(instance: Instance, office: Office) -> set[str]:
    return {row.assignee_name for row in board_of(instance, office.owner).lines}


def test_the_cases_of_somebody_who_left_go_to_a_colleague(
    instance: Instance, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing_over, "AT_ONCE", 2)
    for _ in range(5):
        cases.create(instance, office.editor)
    mine = cases.create(instance, office.owner)
    members.deactivate(instance, office.owner, office.editor.person_id)
    assert handing_over.cases_held(instance, office.owner, office.editor.person_id) == 5
    done = handing_over.hand_over_all(instance, office.owner, office.editor.person_id, office.signer.person_id)
    assert done == 5
    assert handing_over.cases_held(instance, office.owner, office.editor.person_id) == 0
    assert assignees(instance, office) == {"孙八", "王五"}
    assert cases.read(instance, office.owner, mine.case.id).assignee == office.owner.person_id
    assert all(chain.broken_at is None for chain in verify_audit(instance))


def test_cases_that_are_deleted_or_taken_in_that_moment_stop_nothing(
    instance: Instance, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look for the next ones and the lock on each, colleagues go on working."""
    monkeypatch.setattr(handing_over, "AT_ONCE", 2)
    made = [cases.create(instance, office.editor).case.id for _ in range(6)]
    look, seen = SqlCases.ids_of, list[str]()

    def ids_of(self: SqlCases, team_id: str, person_id: str, limit: int) -> list[str]:
        ids = look(self, team_id, person_id, limit)
        if len(seen) < 4:
            for case_id in ids:
                row = self.get(team_id, case_id)
                assert row
                if seen:
                    self.replace(replace(row, assignee=office.owner.person_id))
                else:
                    self.remove(team_id, case_id)
            seen.extend(ids)
        return ids

    monkeypatch.setattr(SqlCases, "ids_of", ids_of)
    done = handing_over.hand_over_all(instance, office.owner, office.editor.person_id, office.signer.person_id)
    assert done == 2 and handing_over.cases_held(instance, office.owner, office.editor.person_id) == 0
    taken, left = seen[2:], set(made) - set(seen)
    held = {one: cases.read(instance, office.owner, one).assignee for one in (*taken, *left)}
    assert held == dict.fromkeys(taken, office.owner.person_id) | dict.fromkeys(left, office.signer.person_id)


def test_they_go_to_nobody_who_could_not_work_on_them(instance: Instance, office: Office) -> None:
    cases.create(instance, office.editor)
    who = office.editor.person_id
    with pytest.raises(Refused, match="不能办理案件"):
        handing_over.hand_over_all(instance, office.owner, who, office.viewer.person_id)
    with pytest.raises(NotFound):
        handing_over.hand_over_all(instance, office.owner, who, office.stranger.person_id)
    assert handing_over.hand_over_all(instance, office.owner, who, who) == 0
    assert handing_over.cases_held(instance, office.stranger, who) == 0
    assert assignees(instance, office) == {"李四"}
