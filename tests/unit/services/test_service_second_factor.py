"""The second factor: what it asks, what it refuses, and how it is got rid of."""

import datetime as dt

import pyotp
import pytest

from tests.unit.services.test_service_people import HERE, PASSWORD, THERE, join_as, owner, quick_hashes, token_of
from wizard.case import now
from wizard.services import people, second_factor, signing_in
from wizard.services.access import Actor
from wizard.services.errors import NotFound, Refused, SignInRefused
from wizard.services.instance import Instance

__all__ = ["owner", "quick_hashes"]


class Phone:
    """The authenticator app, and the clock everybody looks at."""

    def __init__(self, secret: str) -> None:
        self._app, self.at = pyotp.TOTP(secret), now()

    def code(self) -> str:
        return str(self._app.at(self.at))

    def later(self, seconds: int = 30) -> str:
        self.at += dt.timedelta(seconds=seconds)
        return self.code()


@pytest.fixture
def phone(instance: Instance, owner: Actor, monkeypatch: pytest.MonkeyPatch) -> Phone:
    """Wang's phone, enrolled a minute ago."""
    app = Phone(second_factor.begin(instance, owner).secret)
    monkeypatch.setattr(second_factor, "now", lambda: app.at)
    monkeypatch.setattr(signing_in, "now", lambda: app.at)
    app.codes = second_factor.confirm(instance, owner, app.code())  # type: ignore[attr-defined]
    app.later(60)
    return app


def pending(instance: Instance) -> str:
    ticket = people.sign_in(instance, "wang", PASSWORD, HERE)
    assert ticket.second_factor
    return ticket.value


def test_the_password_alone_opens_nothing(instance: Instance, phone: Phone) -> None:
    half = pending(instance)
    assert people.open_session(instance, half) is None
    ticket = people.second_step(instance, half, phone.code(), HERE)
    session = people.open_session(instance, ticket.value)
    assert session and people.person_of(instance, session.token)


def test_a_code_is_good_once(instance: Instance, phone: Phone) -> None:
    code = phone.code()
    people.second_step(instance, pending(instance), code, HERE)
    with pytest.raises(SignInRefused, match="不对或已用过"):
        people.second_step(instance, pending(instance), code, HERE)
    with pytest.raises(SignInRefused):  # an older one that was never used is refused too
        people.second_step(instance, pending(instance), str(phone._app.at(phone.at, counter_offset=-1)), HERE)
    assert people.second_step(instance, pending(instance), phone.later(), HERE)


def test_the_code_that_set_it_up_does_not_sign_in(instance: Instance, owner: Actor) -> None:
    app = Phone(second_factor.begin(instance, owner).secret)
    second_factor.confirm(instance, owner, app.code())
    with pytest.raises(SignInRefused):
        people.second_step(instance, pending(instance), app.code(), HERE)


@pytest.mark.parametrize("seconds", [-30, 30])
def test_a_clock_may_be_half_a_minute_wrong(instance: Instance, phone: Phone, seconds: int) -> None:
    shown = str(phone._app.at(phone.at + dt.timedelta(seconds=seconds)))
    assert people.second_step(instance, pending(instance), f" {shown[:3]} {shown[3:]} ", HERE)


@pytest.mark.parametrize("code", ["", "000000", "１２３４５６", "x" * 5000, "\x00", "12345", "1234567"])
def test_other_codes_are_refused(instance: Instance, phone: Phone, code: str) -> None:
    with pytest.raises(SignInRefused):
        people.second_step(instance, pending(instance), code, HERE)


def test_guessing_is_stopped_after_five_tries(instance: Instance, phone: Phone) -> None:
    half = pending(instance)
    for _ in range(5):
        with pytest.raises(SignInRefused, match="不对"):
            people.second_step(instance, half, "000000", HERE)
    with pytest.raises(SignInRefused, match="分钟后再试"):
        people.second_step(instance, half, phone.code(), HERE)
    assert people.second_step(instance, half, phone.code(), THERE)


def test_guessing_from_many_addresses_is_stopped_after_ten(instance: Instance, phone: Phone) -> None:
    half = pending(instance)
    for number in range(10):
        with pytest.raises(SignInRefused, match="不对"):
            people.second_step(instance, half, "000000", f"10.1.1.{number}")
    with pytest.raises(SignInRefused, match="分钟后再试"):
        people.second_step(instance, half, phone.code(), THERE)


def test_the_second_step_waits_five_minutes(instance: Instance, phone: Phone) -> None:
    half = pending(instance)
    phone.later(301)
    with pytest.raises(SignInRefused, match="等得太久"):
        people.second_step(instance, half, phone.code(), HERE)


def test_each_backup_code_is_good_once(instance: Instance, phone: Phone, owner: Actor) -> None:
    first, *rest = phone.codes  # type: ignore[attr-defined]
    assert len({first, *rest}) == 8
    people.second_step(instance, pending(instance), first.lower(), HERE)
    with pytest.raises(SignInRefused):
        people.second_step(instance, pending(instance), first, HERE)
    assert second_factor.status(instance, owner).backup_codes == 7


def test_a_backup_code_is_nobody_elses(instance: Instance, phone: Phone, owner: Actor) -> None:
    li = join_as(instance, owner, "editor", "li")
    theirs = Phone(second_factor.begin(instance, li).secret)
    theirs.at = phone.at
    codes = second_factor.confirm(instance, li, theirs.code())
    with pytest.raises(SignInRefused):
        people.second_step(instance, pending(instance), codes[0], HERE)
    assert second_factor.status(instance, li).backup_codes == 8


def test_it_is_turned_off_by_the_password_only(instance: Instance, phone: Phone, owner: Actor) -> None:
    with pytest.raises(Refused, match="密码不对"):
        second_factor.remove(instance, owner, "wrong")
    second_factor.remove(instance, owner, PASSWORD)
    assert not people.sign_in(instance, "wang", PASSWORD, HERE).second_factor
    assert second_factor.status(instance, owner).backup_codes == 0


def test_an_owner_takes_it_away_from_somebody_of_the_own_team_alone(instance: Instance, owner: Actor) -> None:
    li = join_as(instance, owner, "editor", "li")
    second_factor.confirm(instance, li, Phone(second_factor.begin(instance, li).secret).code())
    token = None
    assert second_factor.protected(instance, owner) == {li.person_id}
    people.create_team(instance, "li", "别家")
    with pytest.raises(Refused, match="别的团队"):
        second_factor.reset(instance, owner, li.person_id)
    second_factor.reset_for(instance, "li")
    token = token_of(instance, "li")
    assert people.person_of(instance, token)
    with pytest.raises(NotFound):
        second_factor.reset(instance, owner, owner.person_id)


def test_the_secret_lies_sealed_and_survives_a_new_key(instance: Instance, phone: Phone, owner: Actor) -> None:
    from wizard.services import keys

    content = b"".join(path.read_bytes() for path in instance.settings.data_folder.glob("wizard.sqlite3*"))
    assert phone._app.secret.encode() not in content
    keys.rotate(instance)
    assert people.second_step(instance, pending(instance), phone.code(), HERE)


def test_a_new_password_is_proved_by_the_old_one_a_few_times_only(instance: Instance, owner: Actor) -> None:
    for _ in range(5):
        with pytest.raises(Refused, match="原密码不对"):
            people.change_password(instance, owner, "wrong", "another horse battery")
    with pytest.raises(Refused, match="分钟后再试"):
        people.change_password(instance, owner, PASSWORD, "another horse battery")


def test_fresh_backup_codes_need_password_and_code_and_end_the_old_ones(
    instance: Instance, owner: Actor, phone: Phone
) -> None:
    old = phone.codes[0]  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="密码不对"):
        second_factor.renew(instance, owner, "not-the-password", phone.code())
    with pytest.raises(Refused, match="不对或已用过"):
        second_factor.renew(instance, owner, PASSWORD, "000000")
    fresh = second_factor.renew(instance, owner, PASSWORD, phone.code())
    assert second_factor.status(instance, owner).backup_codes == len(fresh) and old not in fresh
    with pytest.raises(SignInRefused):
        people.second_step(instance, pending(instance), old, HERE)
    assert people.second_step(instance, pending(instance), fresh[0], HERE)
