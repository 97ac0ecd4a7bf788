"""Several processes on one database: every change lands, no two win the same field, every chain stays whole."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pyotp
import pytest

from wizard.case import now
from wizard.changes import Change
from wizard.services import cases, packages, people, second_factor, signing_in
from wizard.services.access import Actor
from wizard.services.auditing import verify_audit
from wizard.services.board import board_of
from wizard.services.errors import NotAllowed, NotFound, Refused, SignInRefused
from wizard.services.instance import Instance
from wizard.store.database import SqlStore
from wizard.store.rows import INSTANCE, AuditEntry, AuditEvent


@pytest.fixture
def servers(instance: Instance) -> Iterator[list[Instance]]:
    """The instance and another process's view of it: connections and locks of its own."""
    second = SqlStore(instance.settings.database)
    yield [instance, replace(instance, store=second)]
    second.close()


def at_once(jobs: list[Callable[[], object]]) -> list[object]:
    results: list[object] = [None] * len(jobs)
    ready = threading.Barrier(len(jobs))

    def run(number: int) -> None:
        ready.wait()
        results[number] = jobs[number]()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_events_of_the_instance_itself_all_land(servers: list[Instance]) -> None:
    """They belong to no team: refused sign-ins, backups. Their chain must wait in turn like a team's."""

    def writer(number: int) -> Callable[[], object]:
        def write() -> bool:
            for _ in range(15):
                with servers[number % 2].store.write() as work:
                    work.audit.append(AuditEntry(INSTANCE, AuditEvent.SIGN_IN_REFUSED))
            return True

        return write

    assert all(at_once([writer(number) for number in range(6)])), "an event was lost"
    (chain,) = verify_audit(servers[0])
    assert (chain.team, chain.events, chain.broken_at) == (INSTANCE, 90, None)


def test_different_lines_all_land(servers: list[Instance], office) -> None:
    case_id = cases.create(servers[0], office.owner).case.id

    def writer(number: int) -> Callable[[], object]:
        mine = servers[number % 2]
        who = (office.owner, office.editor)[number % 2]

        def write() -> None:
            for line in range(10):
                values = {"id": f"n{number}-{line}", "value": str(line)}
                cases.add_part(mine, who, case_id, "identifiers", values)

        return write

    at_once([writer(number) for number in range(6)])
    stored = cases.read(servers[1], office.owner, case_id)
    assert len(stored.case.identifiers) == 60 and stored.version == 61
    assert all(chain.broken_at is None for chain in verify_audit(servers[0]))


def test_one_writer_wins_a_field_and_the_others_are_told(servers: list[Instance], office) -> None:
    case_id = cases.create(servers[0], office.owner).case.id

    def writer(number: int) -> Callable[[], object]:
        change = Change("shop.name", "", f"店铺{number}")
        return lambda: cases.save(servers[number % 2], office.owner, case_id, [change])

    saved = at_once([writer(number) for number in range(8)])
    winners = [one for one in saved if not one.conflicts]
    assert len(winners) == 1
    kept = cases.read(servers[0], office.owner, case_id).case.shop.name
    assert winners[0].stored.case.shop.name == kept
    assert {one.conflicts[0].theirs for one in saved if one.conflicts} == {kept}


def test_cases_made_at_once_share_one_chain(servers: list[Instance], office) -> None:
    at_once([lambda one=servers[number % 2]: cases.create(one, office.owner) for number in range(10)])
    assert board_of(servers[1], office.owner).total == 10
    assert all(chain.broken_at is None for chain in verify_audit(servers[0]))


def test_a_build_begun_in_one_process_is_seen_and_stopped_in_the_other(servers: list[Instance], office) -> None:
    case_id = cases.open_sample(servers[0], office.owner, "support_misconduct").case.id
    signer = packages.SignerChoice(name="王五", consent="同意")
    build = packages.start(servers[0], office.owner, case_id, signer=signer, reason="暂无")
    assert packages.running(servers[1], office.owner, case_id) == build
    with pytest.raises(Refused, match="正在生成"):
        packages.start(servers[1], office.owner, case_id, signer=signer, reason="暂无")
    packages.cancel(servers[1], office.owner, build)
    for _ in range(300):
        if not list(servers[0].settings.temporary.glob("build-*")):
            break
        time.sleep(0.1)
    assert packages.progress(servers[0], office.owner, build).cancelled
    assert cases.read(servers[0], office.owner, case_id).case.packages == []


def test_what_is_good_once_is_good_once_in_all_processes(servers: list[Instance], office) -> None:
    """Two browsers, two servers, the same code at the same moment: one gets in."""
    here = servers[0]
    for turn in range(3):
        invited = people.invite(here, office.owner, "viewer").code
        reset = people.reset_code(here, office.owner, office.viewer.person_id).code
        with here.store.write() as work:
            ticket = signing_in.ticket_for(work, office.viewer.person_id).value
        tries: dict[str, Callable[[Instance, int], object]] = {
            "invitation": lambda at, n, turn=turn, code=invited: people.accept_invitation(
                at, code, f"new-{turn}-{n}", f"新人 {turn} {n}", "correct horse battery"
            ),
            "reset": lambda at, n, code=reset: people.reset_password(at, code, f"another horse battery {n}"),
            "ticket": lambda at, _n, ticket=ticket: people.open_session(at, ticket),
        }
        for name in ("invitation", "ticket", "reset"):
            got = at_once([_attempt(tries[name], servers[n % 2], n) for n in range(4)])
            assert sum(one is not None for one in got) == 1, name
    assert len(people.members(here, office.owner)) == 4 + 3
    assert all(chain.broken_at is None for chain in verify_audit(here))


def test_a_code_of_the_second_factor_is_good_once_in_all_processes(servers: list[Instance], office) -> None:
    """The same number, and the same backup code, at the same moment at two servers: one gets in."""
    here, who = servers[0], office.viewer
    app = pyotp.TOTP(second_factor.begin(here, who).secret)
    backup = second_factor.confirm(here, who, app.now())[0]

    def halfway() -> str:
        with here.store.write() as work:
            return signing_in.admitted(work, who.person_id).value

    for code in (app.at(now(), counter_offset=1), backup):
        steps = [halfway() for _ in range(4)]
        tries = [
            _attempt(lambda at, n, code=code, steps=steps: people.second_step(at, steps[n], code, f"10.0.0.{n}"), at, n)
            for n, at in enumerate(servers * 2)
        ]
        assert sum(one is not None for one in at_once(tries)) == 1, code


def test_guesses_at_the_second_factor_are_counted_over_sessions_addresses_and_processes(
    servers: list[Instance], office
) -> None:
    """Somebody who knows the password signs in anew for each guess, from another address, at another server."""
    here, who = servers[0], office.viewer
    second_factor.confirm(here, who, pyotp.TOTP(second_factor.begin(here, who).secret).now())
    said = []
    for guess in range(14):
        with here.store.write() as work:
            half = signing_in.admitted(work, who.person_id).value
        with pytest.raises(SignInRefused) as refused:
            people.second_step(servers[guess % 2], half, f"{guess:06}", f"10.0.{guess}.1")
        said.append("分钟后" in str(refused.value))
    assert said == [False] * 10 + [True] * 4


def test_two_owners_who_demote_each_other_at_once_leave_one(servers: list[Instance], office) -> None:
    here, deputy = servers[0], replace(office.signer, role="owner")
    deeds: list[Callable[[Instance, Actor, str], object]] = [
        lambda at, who, whom: people.change_role(at, who, whom, "viewer") or True,
        lambda at, who, whom: people.deactivate(at, who, whom) or True,
    ]
    pairs = [(office.owner, deputy), (deputy, office.owner)]
    for turn in range(12):
        for one in (office.owner, deputy):
            with here.store.write() as work:
                work.people.join(one.team_id, one.person_id, "owner")
        tries = [
            _attempt(lambda at, n, deed=deeds[turn % 2]: deed(at, pairs[n][0], pairs[n][1].person_id), servers[n], n)
            for n in range(2)
        ]
        got = at_once(tries)
        with here.store.read() as work:
            active = [row for row in work.people.members(office.owner.team_id) if row.active and row.role == "owner"]
        assert len(active) == 1, (turn, got)


def _attempt(what: Callable[[Instance, int], object], at: Instance, number: int) -> Callable[[], object]:
    def attempt() -> object:
        try:
            return what(at, number)
        except (Refused, NotFound, NotAllowed):
            return None

    return attempt
