"""A name of one's own: changed everywhere at once, told apart, and told in a trail that says who it was then."""

import csv
import io
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.unit.conftest import Office
from tests.unit.services.test_service_people import PASSWORD, actor_of, owner, quick_hashes, token_of
from wizard.services import auditing, cases, members, naming, people, together
from wizard.services.access import Actor
from wizard.services.auditing import Wanted, verify_audit
from wizard.services.errors import Refused
from wizard.services.instance import Instance
from wizard.ui.places.record_words import GROUPS, details_words

__all__ = ["owner", "quick_hashes"]


def names(instance: Instance, actor: Actor) -> set[str]:
    return {one.name for one in members.members(instance, actor)}


def changes(instance: Instance, actor: Actor) -> list[str]:
    rows = auditing.team_trail(instance, actor, Wanted(GROUPS["成员"])).rows
    return [details_words(row.details, {}) for row in rows if row.event == "name_changed"]


def test_a_new_name_is_seen_and_told_in_all_teams_of_the_person(instance: Instance, office: Office) -> None:
    with instance.store.write() as work:
        work.people.join("t2", office.editor.person_id, "viewer")
        work.people.add_team("t3", "旧家")
        work.people.join("t3", office.editor.person_id, "viewer")
        work.people.set_member_active("t3", office.editor.person_id, False)
        work.people.join("t3", office.stranger.person_id, "owner")
    naming.change_name(instance, office.editor, " 李思 ")
    assert "李思" in names(instance, office.owner) and "李四" not in names(instance, office.owner)
    there = Actor(office.stranger.person_id, "钱七", "t3", "旧家", "owner")
    for one in (office.owner, office.stranger, there):  # a former team's trail shows the new name, so it says so
        assert changes(instance, one) == ["从「李四」改成「李思」"]
    assert all(chain.broken_at is None for chain in verify_audit(instance))


def test_the_same_name_again_is_no_event(instance: Instance, office: Office) -> None:
    naming.change_name(instance, office.editor, "李四")
    assert changes(instance, office.owner) == []


def test_older_records_say_what_somebody_was_called_then(instance: Instance, office: Office) -> None:
    case_id = cases.create(instance, office.editor).case.id
    naming.change_name(instance, office.editor, "李思")
    together.comment(instance, office.editor, case_id, "看看")
    naming.change_name(instance, office.editor, "李想")
    members.change_role(instance, office.owner, office.editor.person_id, "signer")
    told = ["李想（当时叫李思）", "李想（当时叫李四）"]
    assert [line.who for line in cases.history(instance, office.owner, case_id)] == told
    trail = auditing.case_trail(instance, office.viewer, case_id)
    assert [trail.names.who(row) for row in trail.rows] == told
    lines = b"".join(auditing.case_record(instance, office.viewer, case_id)).decode().splitlines()
    assert [(one["who"], one["who_then"]) for one in map(json.loads, lines)] == [("李想", "李四"), ("李想", "李思")]
    assert auditing.check_record(lines) == []
    table = b"".join(auditing.team_record(instance, office.owner)).decode("utf-8-sig")
    who = [row[2] for row in csv.reader(io.StringIO(table))]
    assert who == ["谁", told[1], told[1].replace("李四", "李思"), told[0], "李想", "王五", "赵六"]
    assert all(chain.broken_at is None for chain in verify_audit(instance))


def test_a_name_taken_back_is_not_told_as_another(instance: Instance, office: Office) -> None:
    case_id = cases.create(instance, office.editor).case.id
    for name in ("李思", "李四"):
        naming.change_name(instance, office.editor, name)
    assert [line.who for line in cases.history(instance, office.owner, case_id)] == ["李四"]


@pytest.mark.parametrize(
    ("name", "words"),
    [("", "还没有填"), (" \u200b", "还没有填"), ("李" * 201, "太长"), ("李\u202e四", "看不见"), ("李\n四", "看不见")],
)
def test_a_name_is_bounded_as_at_sign_up(instance: Instance, office: Office, name: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        naming.change_name(instance, office.editor, name)
    assert "李四" in names(instance, office.owner)


@pytest.mark.parametrize("name", ["王五", " 王 五", "孙八", "钱七"])
def test_nobody_takes_a_colleagues_name(instance: Instance, office: Office, name: str) -> None:
    """Of any of one's teams; of former colleagues too, whose deeds are in the same record."""
    members.deactivate(instance, office.owner, office.signer.person_id)
    with instance.store.write() as work:
        work.people.join("t2", office.editor.person_id, "viewer")
    with pytest.raises(Refused, match="有过?一位「") as refusal:
        naming.change_name(instance, office.editor, name)
    assert refusal.value.problems[0].field == "name"
    assert "李四" in names(instance, office.owner) and changes(instance, office.owner) == []
    naming.change_name(instance, office.editor, "李 四")
    naming.change_name(instance, office.editor, f"{name}（客服）")


def test_two_who_want_one_name_at_once(instance: Instance, office: Office) -> None:
    def change(who: Actor) -> bool:
        try:
            naming.change_name(instance, who, "周九")
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(change, (office.owner, office.signer, office.editor, office.viewer)))
    assert done.count(True) == 1
    assert all(chain.broken_at is None for chain in verify_audit(instance))


def test_who_joins_one_more_team_is_told_apart_there(instance: Instance, owner: Actor) -> None:
    people.create_person(instance, "wang2", "五", PASSWORD)
    people.create_team(instance, "wang2", "别家")
    offer = people.invite(instance, owner, "editor")
    with pytest.raises(Refused, match="团队「晨星」里已经有一位「五」") as refusal:
        people.accept_invitation_as(instance, token_of(instance, "wang2"), offer.code)
    assert refusal.value.problems[0].field == "name"
    joined = people.accept_invitation_as(instance, token_of(instance, "wang2"), offer.code, "五（别家）")
    assert joined.name == "五（别家）" and names(instance, owner) == {"五", "五（别家）"}
    assert changes(instance, actor_of(instance, "wang2")) == ["从「五」改成「五（别家）」"]
    assert changes(instance, owner) == []


def test_a_name_for_a_team_that_one_cannot_join_is_not_taken(instance: Instance, owner: Actor) -> None:
    with pytest.raises(Refused, match="邀请码不对"):
        people.accept_invitation_as(instance, token_of(instance, "wang"), "AAAA-BBBB", "六")
    offer = people.invite(instance, owner, "viewer")
    with pytest.raises(Refused, match="已经是"):
        people.accept_invitation_as(instance, token_of(instance, "wang"), offer.code, "六")
    assert names(instance, owner) == {"五"}


def test_who_comes_back_keeps_the_name(instance: Instance, owner: Actor) -> None:
    people.accept_invitation(instance, people.invite(instance, owner, "editor").code, "li", "李四", PASSWORD)
    li = actor_of(instance, "li")
    people.create_team(instance, "li", "别家")
    members.deactivate(instance, owner, li.person_id)
    assert (
        people.accept_invitation_as(
            instance, token_of(instance, "li"), people.invite(instance, owner, "viewer").code
        ).team_id
        == owner.team_id
    )


def test_a_former_colleagues_name_is_nobodys_at_sign_up_either(instance: Instance, owner: Actor) -> None:
    people.accept_invitation(instance, people.invite(instance, owner, "editor").code, "li", "李四", PASSWORD)
    members.deactivate(instance, owner, actor_of(instance, "li").person_id)
    with pytest.raises(Refused, match="有过一位「李四」"):
        people.accept_invitation(instance, people.invite(instance, owner, "editor").code, "li2", "李四", PASSWORD)
