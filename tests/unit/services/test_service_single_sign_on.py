"""An identity from outside: fresh, used once, bound only by an invitation or a password."""

import dataclasses

import pytest

from tests.unit.services.test_service_people import HERE, PASSWORD, actor_of, owner, quick_hashes, token_of
from wizard.case import now
from wizard.services import members, people, single_sign_on
from wizard.services.access import Actor
from wizard.services.errors import Refused, SignInRefused
from wizard.services.instance import Instance
from wizard.services.single_sign_on import Identity
from wizard.team import passwords

__all__ = ["owner", "quick_hashes"]
ISSUER = "https://login.example.cn"


def identity(subject: str = "s1", email: str = "li@example.cn", **more: object) -> Identity:
    made = Identity(ISSUER, subject, email, "李四", int(now().timestamp()), "n1")
    return dataclasses.replace(made, **more)  # type: ignore[arg-type]


def joined(instance: Instance, owner: Actor, who: Identity, role: str = "viewer") -> str:
    """The cookie of somebody who joined with an identity."""
    ticket = single_sign_on.join_with(instance, who, people.invite(instance, owner, role).code)
    session = people.open_session(instance, ticket.value)
    assert session
    return session.token


def test_an_unknown_identity_opens_nothing(instance: Instance, owner: Actor) -> None:
    assert single_sign_on.recognise(instance, identity()) == single_sign_on.Known()
    with pytest.raises(Refused, match="邀请码不对"):
        single_sign_on.join_with(instance, identity(), "AAAA-BBBB-CCCC-DDDD-EEEE")
    with instance.store.read() as work:
        assert work.people.by_username("li@example.cn") is None


def test_who_joined_signs_in_by_issuer_and_subject(instance: Instance, owner: Actor) -> None:
    cookie = joined(instance, owner, identity())
    signed_in = people.person_of(instance, cookie)
    assert signed_in and (signed_in.person.name, signed_in.actors[0].role) == ("李四", "viewer")
    assert single_sign_on.recognise(instance, identity(nonce="n2", email="")).ticket
    assert single_sign_on.recognise(instance, identity(nonce="n3", issuer="https://evil.example")).ticket is None


def test_an_identity_is_good_once_and_for_minutes(instance: Instance, owner: Actor) -> None:
    joined(instance, owner, who := identity())
    for stale in (
        who,
        identity(nonce="n2", issued_at=int(now().timestamp()) - 601),
        identity(nonce="n3", issued_at=int(now().timestamp()) + 120),
        identity(nonce="n4", issued_at=0),
    ):
        with pytest.raises(SignInRefused, match="过期或已用过"):
            single_sign_on.recognise(instance, stale)


def test_a_name_that_somebody_chose_is_bound_by_its_password_only(instance: Instance, owner: Actor) -> None:
    people.create_person(instance, "li@example.cn", "李四", PASSWORD)
    assert single_sign_on.recognise(instance, identity()) == single_sign_on.Known(account="li@example.cn")
    with pytest.raises(SignInRefused, match="密码不对"):
        single_sign_on.bind(instance, identity(), "wrong", HERE)
    assert single_sign_on.bind(instance, identity(), PASSWORD, HERE)
    assert single_sign_on.recognise(instance, identity(nonce="n2")).ticket


def test_guessing_that_password_is_limited_too(instance: Instance, owner: Actor) -> None:
    people.create_person(instance, "li@example.cn", "李四", PASSWORD)
    for _ in range(5):
        with pytest.raises(SignInRefused, match="密码不对"):
            single_sign_on.bind(instance, identity(), "wrong", HERE)
    with pytest.raises(SignInRefused, match="分钟后再试"):
        single_sign_on.bind(instance, identity(), PASSWORD, HERE)


def test_an_invitation_never_takes_over_an_account_of_that_address(instance: Instance, owner: Actor) -> None:
    people.create_person(instance, "li@example.cn", "李四", PASSWORD)
    with pytest.raises(Refused, match="已经是一个账号的登录名"):
        joined(instance, owner, identity())


def test_a_deactivated_person_stays_out(instance: Instance, owner: Actor) -> None:
    cookie = joined(instance, owner, identity())
    signed_in = people.person_of(instance, cookie)
    assert signed_in
    members.deactivate(instance, owner, signed_in.person.id)
    assert people.person_of(instance, cookie) is None
    people.close_account(instance, "li@example.cn")
    with pytest.raises(SignInRefused, match="停用"):
        single_sign_on.recognise(instance, identity(nonce="n2"))


def test_an_account_without_a_password_has_none_that_fits(instance: Instance, owner: Actor) -> None:
    joined(instance, owner, identity())
    for guess in ("", passwords.NONE, "li@example.cn"):
        with pytest.raises(SignInRefused):
            people.sign_in(instance, "li@example.cn", guess, HERE)
    assert token_of(instance, "wang")


def test_nobody_from_outside_joins_under_a_colleagues_name(instance: Instance, owner: Actor) -> None:
    """The provider says what people are called, so another name is asked for here."""
    code, who = people.invite(instance, owner, "editor").code, identity(name="五", email="")
    with pytest.raises(Refused, match="已经有一位「五」") as refusal:
        single_sign_on.join_with(instance, who, code)
    assert refusal.value.problems[0].field == "name"
    with pytest.raises(Refused, match="看不见"):
        single_sign_on.join_with(instance, who, code, "五\u202e")
    assert single_sign_on.join_with(instance, who, code, "五（客服）")
    people.create_person(instance, "zhou", "周九", PASSWORD)
    people.create_team(instance, "zhou", "别家")
    zhou = actor_of(instance, "zhou")
    people.change_name(instance, zhou, "五（客服）")
    offer = people.invite(instance, zhou, "viewer").code
    known = dataclasses.replace(who, nonce="n2")
    with pytest.raises(Refused, match="「别家」里已经有一位"):
        single_sign_on.join_with(instance, known, offer)
    single_sign_on.join_with(instance, known, offer, "五（晨星）")
    assert "五（晨星）" in [one.name for one in members.members(instance, owner)]


@pytest.mark.parametrize("name", ["", "\x00", "甲" * 300, "a\u202eb"])
def test_odd_names_from_outside_make_no_odd_accounts(instance: Instance, owner: Actor, name: str) -> None:
    cookie = joined(instance, owner, identity(name=name, email=""))
    signed_in = people.person_of(instance, cookie)
    assert signed_in and signed_in.person.name == "同事" and signed_in.person.username.startswith("sso-")
