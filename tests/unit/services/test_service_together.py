"""Comments, presence, stale pages."""

import datetime as dt

import pytest

from wizard.services import auditing, cases, members, together
from wizard.services.cases import Change
from wizard.services.errors import NotFound, Refused
from wizard.services.instance import Instance


@pytest.fixture
def case_id(instance: Instance, office) -> str:
    return cases.create(instance, office.editor).case.id


def test_everybody_of_the_team_may_say_something(instance: Instance, office, case_id: str) -> None:
    together.comment(instance, office.viewer, case_id, "  金额再核对一下 \x00", "facts")
    together.comment(instance, office.owner, case_id, "好")
    said = together.comments(instance, office.editor, case_id)
    assert [(one.name, one.step, one.text) for one in said] == [
        ("赵六", "facts", "金额再核对一下"), ("王五", "", "好"),
    ]  # fmt: skip
    assert cases.read(instance, office.owner, case_id).version == 1


@pytest.mark.parametrize("text", ["", "  \n", "\x00", "字" * 1001])
def test_empty_and_endless_comments_are_refused(instance: Instance, office, case_id: str, text: str) -> None:
    with pytest.raises(Refused) as refusal:
        together.comment(instance, office.editor, case_id, text)
    assert refusal.value.problems[0].mend


def test_one_takes_back_only_what_one_said(instance: Instance, office, case_id: str) -> None:
    together.comment(instance, office.viewer, case_id, "写错了")
    [said] = together.comments(instance, office.viewer, case_id)
    with pytest.raises(NotFound):
        together.withdraw(instance, office.owner, case_id, said.id)
    together.withdraw(instance, office.viewer, case_id, said.id)
    assert together.comments(instance, office.owner, case_id) == []


def test_the_trail_says_that_not_what(instance: Instance, office, case_id: str) -> None:
    together.comment(instance, office.viewer, case_id, "手机号 13800000000")
    events = cases.history(instance, office.owner, case_id)
    assert events[0].event == "commented" and "13800000000" not in str(events)
    assert all(chain.broken_at is None for chain in auditing.verify_audit(instance))


def test_comments_go_with_their_case(instance: Instance, office, case_id: str) -> None:
    together.comment(instance, office.viewer, case_id, "x")
    together.here(instance, office.viewer, case_id, "facts", 1)
    cases.delete(instance, office.owner, case_id)
    with instance.store.read() as work:
        assert work.comments.of_case("t1", case_id) == []


def test_colleagues_see_each_other_and_nobody_sees_who_left(
    instance: Instance, office, case_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert together.here(instance, office.editor, case_id, "facts", 1).others == []
    assert together.here(instance, office.owner, case_id, "evidence", 1).others == [("李四", "facts")]
    together.here(instance, office.editor, case_id, "channel", 1)
    assert together.here(instance, office.owner, case_id, "evidence", 1).others == [("李四", "channel")]
    members.deactivate(instance, office.owner, office.editor.person_id)
    assert together.here(instance, office.owner, case_id, "evidence", 1).others == []


def test_who_has_not_been_seen_for_a_minute_is_not_here(
    instance: Instance, office, case_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    together.here(instance, office.editor, case_id, "facts", 1)
    later = together.now() + dt.timedelta(seconds=61)
    monkeypatch.setattr(together, "now", lambda: later)
    assert together.here(instance, office.owner, case_id, "facts", 1).others == []


def test_a_page_is_stale_when_somebody_else_changed_the_case(instance: Instance, office, case_id: str) -> None:
    cases.save(instance, office.editor, case_id, [Change("narrative", "", "我写的")])
    assert together.here(instance, office.editor, case_id, "facts", 1).newer is None
    newer = together.here(instance, office.owner, case_id, "facts", 1).newer
    assert newer and newer.by == "李四"
    assert together.here(instance, office.owner, case_id, "facts", 2).newer is None
    cases.save(instance, office.owner, case_id, [Change("narrative", "我写的", "一起写的")])
    assert together.here(instance, office.owner, case_id, "facts", 1).newer is not None, "their change is still unseen"
