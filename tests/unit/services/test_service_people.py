"""Set-up, sign-in, sessions, invitations, leaving: what people and attackers notice."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from wizard.case import now
from wizard.services import invitations, keys, members, people, signing_in
from wizard.services.access import Actor
from wizard.services.errors import NotAllowed, NotFound, Refused, SignInRefused, Unavailable
from wizard.services.instance import Instance
from wizard.store.schema import metadata
from wizard.team import passwords

PASSWORD = "correct horse battery"
HERE, THERE = "10.0.0.1", "10.9.9.9"


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hashed", lambda password: f"hash of {password}")
    monkeypatch.setattr(passwords, "matches", lambda password, secret: secret == f"hash of {password}")


@pytest.fixture
def owner(instance: Instance) -> Actor:
    code = people.setup_code(instance)
    assert code
    people.set_up(instance, code, "Wang", "五", PASSWORD, "晨星")
    return actor_of(instance, "wang")


def actor_of(instance: Instance, username: str, password: str = PASSWORD) -> Actor:
    signed_in = people.person_of(instance, token_of(instance, username, password))
    assert signed_in
    return signed_in.actors[0]


def token_of(instance: Instance, username: str, password: str = PASSWORD) -> str:
    session = people.open_session(instance, people.sign_in(instance, username, password, HERE).value)
    assert session
    return session.token


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[dt.timedelta], None]]:
    """Moves the services' clock."""
    shift = [dt.timedelta()]
    for module in (people, signing_in, invitations, members):
        monkeypatch.setattr(module, "now", lambda: now() + shift[0])

    def move(by: dt.timedelta) -> None:
        shift[0] += by

    yield move


def test_set_up_happens_once_and_by_the_code(instance: Instance) -> None:
    code = people.setup_code(instance)
    assert code and people.setup_needed(instance)
    with pytest.raises(Refused, match="设置码不对"):
        people.set_up(instance, "AAAA-AAAA-AAAA-AAAA-AAAA", "wang", "王五", PASSWORD, "晨星")
    people.set_up(instance, code.lower().replace("-", ""), "wang", "王五", PASSWORD, "晨星")
    assert not people.setup_needed(instance) and people.setup_code(instance) is None
    with pytest.raises(Refused, match="已经设置过"):
        people.set_up(instance, code, "li", "李四", PASSWORD, "别家")


def test_every_wrong_field_is_named_at_once(instance: Instance) -> None:
    with pytest.raises(Refused) as refusal:
        people.set_up(instance, "x", "王 五", " ", "short", "")
    assert [problem.field for problem in refusal.value.problems] == ["username", "name", "password", "team_name"]


def test_the_code_survives_a_mistyped_password(instance: Instance) -> None:
    code = people.setup_code(instance)
    assert code
    with pytest.raises(Refused):
        people.set_up(instance, code, "wang", "王五", "short", "晨星")
    people.set_up(instance, code, "wang", "王五", PASSWORD, "晨星")


def test_signing_in_ignores_case_and_blanks_of_the_name(instance: Instance, owner: Actor) -> None:
    assert actor_of(instance, " WANG ").person_id == owner.person_id


def test_a_ticket_opens_one_session_only_within_30_seconds(
    instance: Instance, owner: Actor, clock: Callable[[dt.timedelta], None]
) -> None:
    ticket = people.sign_in(instance, "wang", PASSWORD, HERE)
    assert people.open_session(instance, ticket.value) and people.open_session(instance, ticket.value) is None
    late = people.sign_in(instance, "wang", PASSWORD, HERE)
    clock(dt.timedelta(seconds=31))
    assert people.open_session(instance, late.value) is None
    assert people.open_session(instance, "forged") is None


@pytest.mark.parametrize("username", ["wang", "nobody"])
def test_wrong_names_and_wrong_passwords_sound_alike(instance: Instance, owner: Actor, username: str) -> None:
    with pytest.raises(SignInRefused, match="登录名或密码不对"):
        people.sign_in(instance, username, "wrong", HERE)


def test_five_wrong_tries_make_that_address_wait_but_nobody_else(
    instance: Instance, owner: Actor, clock: Callable[[dt.timedelta], None]
) -> None:
    for _ in range(5):
        with pytest.raises(SignInRefused, match="不对"):
            people.sign_in(instance, "wang", "wrong", HERE)
    with pytest.raises(SignInRefused, match="分钟后再试"):
        people.sign_in(instance, "wang", PASSWORD, HERE)
    assert people.sign_in(instance, "wang", PASSWORD, THERE)
    clock(dt.timedelta(minutes=16))
    assert people.sign_in(instance, "wang", PASSWORD, HERE)


def test_one_address_trying_many_names_has_to_wait(instance: Instance, owner: Actor) -> None:
    for number in range(30):
        with pytest.raises(SignInRefused):
            people.sign_in(instance, f"name{number}", "wrong", HERE)
    with pytest.raises(SignInRefused, match="分钟后再试"):
        people.sign_in(instance, "wang", PASSWORD, HERE)


def test_many_addresses_trying_one_name_make_that_name_wait(instance: Instance, owner: Actor) -> None:
    for number in range(50):
        with pytest.raises(SignInRefused, match="不对"):
            people.sign_in(instance, "wang", "wrong", f"10.1.{number}.1")
    with pytest.raises(SignInRefused, match="分钟后再试"):
        people.sign_in(instance, "wang", PASSWORD, HERE)
    assert join_as(instance, owner, "editor", "li"), "others sign in as before"


def test_one_ipv6_line_counts_as_one_address(instance: Instance, owner: Actor) -> None:
    """It has 2^64 of them: a new one for each guess."""
    for number in range(5):
        with pytest.raises(SignInRefused, match="不对"):
            people.sign_in(instance, "wang", "wrong", f"2001:db8:1:2::{number:x}")
    with pytest.raises(SignInRefused, match="分钟后再试"):
        people.sign_in(instance, "wang", PASSWORD, "2001:db8:1:2:ffff::1")
    assert people.sign_in(instance, "wang", PASSWORD, "2001:db8:1:3::1")


def test_good_sign_ins_are_not_counted(instance: Instance, owner: Actor) -> None:
    for _ in range(12):
        people.sign_in(instance, "wang", PASSWORD, HERE)


def test_signing_out_ends_every_session(instance: Instance, owner: Actor) -> None:
    one, other = token_of(instance, "wang"), token_of(instance, "wang")
    people.sign_out(instance, one)
    assert people.person_of(instance, one) is None and people.person_of(instance, other) is None


@pytest.mark.parametrize("token", [None, "", "forged", "x" * 10_000])
def test_no_or_a_forged_token_is_nobody(instance: Instance, owner: Actor, token: str | None) -> None:
    assert people.person_of(instance, token) is None


def test_tokens_and_codes_are_not_stored(instance: Instance, owner: Actor) -> None:
    token, code = token_of(instance, "wang"), people.invite(instance, owner, "editor").code
    content = b"".join(path.read_bytes() for path in instance.settings.data_folder.glob("wizard.sqlite3*"))
    with instance.store.engine.connect() as connection:
        content += "".join(str(connection.execute(select(table)).all()) for table in metadata.sorted_tables).encode()
    assert b"wang" in content
    assert (
        token.encode() not in content and code.encode() not in content and code.replace("-", "").encode() not in content
    )


def test_a_session_ends_when_unused_and_lasts_while_used(
    instance: Instance, owner: Actor, clock: Callable[[dt.timedelta], None]
) -> None:
    used, unused = token_of(instance, "wang"), token_of(instance, "wang")
    for _ in range(3):
        clock(dt.timedelta(hours=7))
        assert people.person_of(instance, used)
    assert people.person_of(instance, unused) is None


def test_a_page_that_is_merely_open_does_not_keep_the_session(
    instance: Instance, owner: Actor, clock: Callable[[dt.timedelta], None]
) -> None:
    token = token_of(instance, "wang")
    for _ in range(3):
        clock(dt.timedelta(hours=5))
        people.person_of(instance, token, in_use=False)
    assert people.person_of(instance, token) is None


def test_a_wrong_reset_code_costs_no_hash(instance: Instance, owner: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "hashed", lambda _: pytest.fail("hashed before looking at the code"))
    with pytest.raises(Refused, match="重设码不对"):
        people.reset_password(instance, "AAAA-BBBB-CCCC-DDDD-EEEE", "another horse battery")


def test_an_invitation_is_good_once(instance: Instance, owner: Actor) -> None:
    offer = people.invite(instance, owner, "viewer")
    seen = people.invitation(instance, offer.code)
    assert seen and (seen.team_name, seen.role) == ("晨星", "viewer")
    people.accept_invitation(instance, offer.code, "li", "李四", PASSWORD)
    assert actor_of(instance, "li").role == "viewer"
    with pytest.raises(Refused, match="邀请码不对"):
        people.accept_invitation(instance, offer.code, "zhao", "赵六", PASSWORD)
    with instance.store.read() as work:
        assert work.people.by_username("zhao") is None


def test_an_invitation_expires(instance: Instance, owner: Actor, clock: Callable[[dt.timedelta], None]) -> None:
    offer = people.invite(instance, owner, "viewer", days=1)
    clock(dt.timedelta(days=1, seconds=1))
    assert people.invitation(instance, offer.code) is None
    with pytest.raises(Refused, match="邀请码不对"):
        people.accept_invitation(instance, offer.code, "li", "李四", PASSWORD)
    with instance.store.read() as work:
        assert work.people.by_username("li") is None


def test_a_taken_name_does_not_use_up_the_invitation(instance: Instance, owner: Actor) -> None:
    offer = people.invite(instance, owner, "editor")
    with pytest.raises(Refused, match="已经有人用了"):
        people.accept_invitation(instance, offer.code, "WANG", "李四", PASSWORD)
    people.accept_invitation(instance, offer.code, "li", "李四", PASSWORD)


@pytest.mark.parametrize("name", ["五", " 五 ", "五\u3000"])
def test_nobody_joins_under_a_colleagues_name(instance: Instance, owner: Actor, name: str) -> None:
    """Who signed, who changed what: people read it by names."""
    offer = people.invite(instance, owner, "editor")
    with pytest.raises(Refused, match="已经有一位「五」") as refusal:
        people.accept_invitation(instance, offer.code, "li", name, PASSWORD)
    assert refusal.value.problems[0].field == "name"
    people.accept_invitation(instance, offer.code, "li", "五（客服）", PASSWORD)


def test_one_person_in_two_teams(instance: Instance, owner: Actor) -> None:
    people.create_person(instance, "li", "李四", PASSWORD)
    people.create_team(instance, "li", "别家")
    offer = people.invite(instance, actor_of(instance, "li"), "viewer")
    joined = people.accept_invitation_as(instance, token_of(instance, "wang"), offer.code)
    assert (joined.team_name, joined.role) == ("别家", "viewer")
    signed_in = people.person_of(instance, token_of(instance, "wang"))
    assert signed_in and {(actor.team_name, actor.role) for actor in signed_in.actors} == {
        ("晨星", "owner"),
        ("别家", "viewer"),
    }


def test_deactivation_ends_sessions_and_pages_that_are_open(instance: Instance, owner: Actor) -> None:
    people.accept_invitation(instance, people.invite(instance, owner, "editor").code, "li", "李四", PASSWORD)
    token, li = token_of(instance, "li"), actor_of(instance, "li")
    people.deactivate(instance, owner, li.person_id)
    assert people.person_of(instance, token) is None
    with pytest.raises(NotFound):
        people.members(instance, li)


def test_a_demoted_person_is_refused_at_once(instance: Instance, owner: Actor) -> None:
    people.accept_invitation(instance, people.invite(instance, owner, "owner").code, "li", "李四", PASSWORD)
    li = actor_of(instance, "li")
    people.change_role(instance, owner, li.person_id, "viewer")
    with pytest.raises(NotAllowed, match="查看"):
        people.invite(instance, li, "viewer")


def test_a_team_keeps_an_owner(instance: Instance, owner: Actor) -> None:
    for attempt in (
        lambda: people.change_role(instance, owner, owner.person_id, "viewer"),
        lambda: people.deactivate(instance, owner, owner.person_id),
        lambda: people.leave(instance, owner),
    ):
        with pytest.raises(Refused, match="至少要有一位负责人"):
            attempt()


def test_people_of_other_teams_cannot_be_touched(instance: Instance, owner: Actor) -> None:
    people.create_person(instance, "li", "李四", PASSWORD)
    people.create_team(instance, "li", "别家")
    li = actor_of(instance, "li")
    for attempt in (
        lambda: people.change_role(instance, owner, li.person_id, "viewer"),
        lambda: people.deactivate(instance, owner, li.person_id),
        lambda: people.reset_code(instance, owner, li.person_id),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_a_new_password_ends_sessions(instance: Instance, owner: Actor) -> None:
    token = token_of(instance, "wang")
    with pytest.raises(Refused, match="原密码不对"):
        people.change_password(instance, owner, "wrong", "another horse battery")
    with pytest.raises(Refused, match="太短"):
        people.change_password(instance, owner, PASSWORD, "short")
    people.change_password(instance, owner, PASSWORD, "another horse battery")
    assert people.person_of(instance, token) is None
    assert actor_of(instance, "wang", "another horse battery")


@pytest.mark.parametrize("change", ["new password", "closed account"])
def test_who_is_signing_in_while_the_password_changes_does_not_get_in_by_the_old_one(
    instance: Instance, owner: Actor, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    """Looking at a password takes half a second, in which all sessions may have been ended because of it."""
    matches = passwords.matches

    def meanwhile(password: str, secret: str | None) -> bool:
        monkeypatch.setattr(passwords, "matches", matches)
        if change == "new password":
            people.reset_password(instance, people.reset_code_for(instance, "wang").code, "another horse battery")
        else:
            people.close_account(instance, "wang")
        return matches(password, secret)

    monkeypatch.setattr(passwords, "matches", meanwhile)
    with pytest.raises(SignInRefused, match="不对"):
        people.sign_in(instance, "wang", PASSWORD, HERE)


def test_a_reset_code_is_good_once(instance: Instance, owner: Actor) -> None:
    issued = people.reset_code(instance, owner, owner.person_id)
    people.reset_password(instance, issued.code, "another horse battery")
    with pytest.raises(Refused, match="重设码不对"):
        people.reset_password(instance, issued.code, "a third horse battery")
    assert actor_of(instance, "wang", "another horse battery")


def join_as(instance: Instance, owner: Actor, role: str, username: str) -> Actor:
    """A colleague of the owner's, by invitation."""
    people.accept_invitation(instance, people.invite(instance, owner, role).code, username, username, PASSWORD)
    return actor_of(instance, username)


def test_leaving_ends_the_membership_and_nothing_else(instance: Instance, owner: Actor) -> None:
    li, token = join_as(instance, owner, "editor", "li"), token_of(instance, "li")
    people.create_team(instance, "li", "别家")
    people.leave(instance, li)
    signed_in = people.person_of(instance, token)
    assert signed_in and [actor.team_name for actor in signed_in.actors] == ["别家"]
    with pytest.raises(NotFound):
        people.members(instance, li)


def test_an_invitation_never_demotes_who_is_a_member_already(instance: Instance, owner: Actor) -> None:
    offer = people.invite(instance, owner, "viewer")
    with pytest.raises(Refused, match="已经是「晨星」的成员"):
        people.accept_invitation_as(instance, token_of(instance, "wang"), offer.code)
    assert actor_of(instance, "wang").role == "owner"
    people.accept_invitation(instance, offer.code, "li", "李四", PASSWORD)


def test_who_left_comes_back_by_invitation(instance: Instance, owner: Actor) -> None:
    li = join_as(instance, owner, "editor", "li")
    people.deactivate(instance, owner, li.person_id)
    offer = people.invite(instance, owner, "signer")
    assert people.accept_invitation_as(instance, token_of(instance, "li"), offer.code).role == "signer"


def test_invitations_are_listed_and_taken_back(instance: Instance, owner: Actor) -> None:
    offer = people.invite(instance, owner, "viewer")
    [waiting] = people.pending(instance, owner)
    assert (waiting.role, waiting.by) == ("viewer", "五") and offer.code not in str(waiting)
    people.revoke(instance, owner, waiting.id)
    assert people.pending(instance, owner) == [] and people.invitation(instance, offer.code) is None
    with pytest.raises(NotFound):
        people.revoke(instance, owner, waiting.id)


def test_another_teams_invitation_cannot_be_taken_back(instance: Instance, owner: Actor) -> None:
    people.create_person(instance, "li", "李四", PASSWORD)
    people.create_team(instance, "li", "别家")
    people.invite(instance, owner, "viewer")
    [waiting] = people.pending(instance, owner)
    with pytest.raises(NotFound):
        people.revoke(instance, actor_of(instance, "li"), waiting.id)
    assert people.pending(instance, owner) == [waiting]


@pytest.mark.parametrize("goes", ["deactivated", "left", "demoted", "closed"])
def test_what_an_owner_handed_out_ends_with_their_power(instance: Instance, owner: Actor, goes: str) -> None:
    """Otherwise they come back: as a new owner by the invitation, or as a colleague by that one's reset code."""
    second, li = join_as(instance, owner, "owner", "zhao"), join_as(instance, owner, "editor", "li")
    offer, issued = people.invite(instance, second, "owner"), people.reset_code(instance, second, li.person_id)
    mine = people.invite(instance, owner, "viewer")
    if goes == "deactivated":
        people.deactivate(instance, owner, second.person_id)
    elif goes == "left":
        people.leave(instance, second)
    elif goes == "demoted":
        people.change_role(instance, owner, second.person_id, "viewer")
    else:
        people.close_account(instance, "zhao")
    assert people.invitation(instance, offer.code) is None
    with pytest.raises(Refused, match="重设码不对"):
        people.reset_password(instance, issued.code, "another horse battery")
    assert people.invitation(instance, mine.code), "others' invitations stay good"


@pytest.mark.parametrize("leaves", [False, True])
def test_a_reset_code_does_not_follow_a_colleague_into_another_team(
    instance: Instance, owner: Actor, leaves: bool
) -> None:
    """An owner gives out the code, the colleague joins another team: with the code the owner would get in there."""
    li = join_as(instance, owner, "editor", "li")
    issued, by_command = people.reset_code(instance, owner, li.person_id), people.reset_code_for(instance, "li")
    people.create_team(instance, "li", "别家")
    if leaves:
        people.leave(instance, li)
    with pytest.raises(Refused, match="重设码不对"):
        people.reset_password(instance, issued.code, "another horse battery")
    people.reset_password(instance, by_command.code, "another horse battery")


def test_no_owner_gets_into_another_team_by_resetting_a_shared_colleague(instance: Instance, owner: Actor) -> None:
    li = join_as(instance, owner, "viewer", "li")
    people.create_team(instance, "li", "别家")
    with pytest.raises(Refused, match="还属于别的团队"):
        people.reset_code(instance, owner, li.person_id)
    assert people.reset_code_for(instance, "li").code


def test_a_cookie_is_good_only_with_the_signature_of_this_instance(instance: Instance, owner: Actor) -> None:
    cookie = token_of(instance, "wang")
    token, _, signature = cookie.partition(".")
    assert people.person_of(instance, cookie)
    without_database = replace(instance, store=None)  # type: ignore[arg-type]
    for forged in (token, f"{token}.", f"{token}.{'A' * 43}", f"x{token}.{signature}", f".{signature}", f"{cookie}x"):
        assert people.person_of(without_database, forged) is None, forged
        assert people.arrive(without_database, forged) is None, forged


def test_rotating_the_key_ends_every_session_at_once(instance: Instance, owner: Actor) -> None:
    cookie = token_of(instance, "wang")
    before = (instance.settings.keys / keys.FILE).read_text()
    assert keys.rotate(instance) == 2 and people.person_of(instance, cookie) is None
    after = (instance.settings.keys / keys.FILE).read_text()
    assert after != before and len(after.split()) == 1
    assert people.person_of(instance, token_of(instance, "wang"))


def test_the_key_is_made_once_and_readable_by_its_owner_only(instance: Instance) -> None:
    key = keys.for_cookies(instance.settings)
    assert key == keys.for_cookies(instance.settings) != keys.for_streamlit(instance.settings).encode()
    assert (instance.settings.keys / keys.FILE).stat().st_mode & 0o077 == 0
    assert [path.name for path in instance.settings.keys.iterdir()] == [keys.FILE]


def test_a_lost_key_is_said_in_words(instance: Instance) -> None:
    sealed = keys.seal(instance.settings, "secret")
    assert "secret" not in sealed and keys.unseal(instance.settings, sealed) == "secret"
    (instance.settings.keys / keys.FILE).unlink()
    with pytest.raises(Unavailable, match="keys 文件夹"):
        keys.unseal(instance.settings, sealed)
