"""What one person takes care of goes to a colleague in one step, and to nobody who could not work on it."""

import pytest

from tests.unit.conftest import Office
from wizard.services import cases, handing_over, members
from wizard.services.auditing import verify_audit
from wizard.services.board import board_of
from wizard.services.errors import NotFound, Refused
from wizard.services.instance import Instance


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
