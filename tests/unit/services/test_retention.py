"""Cases go when their time is over: never without a warning, never while somebody needs them, and then for good."""

import datetime as dt
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest

from wizard.awaiting import result_of
from wizard.case import now
from wizard.services import cases, evidence, housekeeping, retention
from wizard.services.auditing import verify_audit
from wizard.services.board import board_of
from wizard.services.errors import NotAllowed, NotFound
from wizard.services.instance import Instance
from wizard.store import cases as store_cases

DAY = dt.timedelta(days=1)


async def pieces() -> AsyncIterator[bytes]:
    yield "说明\n".encode() * 30


@pytest.fixture
def keeping(instance: Instance) -> Iterator[Instance]:
    chosen = instance.settings.model_copy(update={"retention_days": 365, "retention_warning_days": 30})
    return replace(instance, settings=chosen)


@pytest.fixture
def standing(keeping: Instance, monkeypatch: pytest.MonkeyPatch) -> Instance:
    """The limit has held for long."""
    monkeypatch.setattr(retention, "_announced", lambda *_: now() - 400 * DAY)
    return keeping


def aged(instance: Instance, office, days: int, state: str = "draft") -> str:
    """A case that nobody has changed for so many days."""
    case_id = cases.create(instance, office.owner).case.id
    result_of(evidence.receive(instance, office.owner, case_id, "说明.txt", pieces()))
    with instance.store.write() as work:
        row = work.cases.get("t1", case_id)
        work.cases.replace(replace(row, updated_at=now() - days * DAY, state=state))
    return case_id


def test_without_a_limit_everything_stays(instance: Instance, office) -> None:
    aged(instance, office, 4000)
    housekeeping.sweep(instance)
    assert board_of(instance, office.owner).total == 1
    assert retention.due(instance, now()) == [] and retention.expiring(instance, office.owner).count == 0


def test_the_board_warns_and_only_of_the_own_team(standing: Instance, office) -> None:
    aged(standing, office, 340)
    aged(standing, office, 100)
    soon = retention.expiring(standing, office.viewer)
    assert (soon.count, soon.first_on) == (1, (now() + 25 * DAY).date())
    assert retention.expiring(standing, office.stranger).count == 0


def test_the_warning_counts_no_further_than_anybody_looks(
    standing: Instance, office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_cases, "MOST_COUNTED", 2)
    for days, state in ((340, "closed"), (341, "draft"), (342, "closed"), (350, "submitted")):
        aged(standing, office, days, state)
    soon = retention.expiring(standing, office.viewer)
    assert (soon.count, soon.first_on) == (2, (now() + 23 * DAY).date())


def test_the_team_sees_which_cases_are_about_to_go_soonest_first(
    standing: Instance, office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "PAGE", 2)
    ages = (340, 345, 339, 350, 341)
    made = {days: aged(standing, office, days, ("draft", "closed")[days % 2]) for days in ages}
    aged(standing, office, 350, "submitted")
    aged(standing, office, 300)
    shown = [retention.going(standing, office.viewer, page) for page in (1, 2, 3, 99)]
    soonest_first = sorted(ages, reverse=True)
    assert [row.case_id for page in shown[:3] for row, _ in page.lines] == [made[days] for days in soonest_first]
    assert [(on - now().date()).days for page in shown[:3] for _, on in page.lines] == [
        365 - days for days in soonest_first
    ]
    assert [(page.page, page.pages, page.at_least) for page in shown] == [
        (1, 3, False), (2, 3, False), (3, 3, False), (3, 3, False)
    ]  # fmt: skip
    assert retention.going(standing, office.stranger).lines == []


def test_of_very_many_the_first_are_listed(standing: Instance, office, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (store_cases, retention):
        monkeypatch.setattr(module, "MOST_COUNTED", 2)
    oldest = [aged(standing, office, days) for days in (360, 350, 340)]
    seen = retention.going(standing, office.viewer)
    assert [row.case_id for row, _ in seen.lines][:2] == oldest[:2] and seen.at_least


def test_what_is_kept_begins_anew_and_is_told(standing: Instance, office) -> None:
    mine, other = (aged(standing, office, days, "closed") for days in (350, 345))
    assert retention.keep(standing, office.editor, [mine, "no such case"]) == 1
    assert [row.case_id for row, _ in retention.going(standing, office.viewer).lines] == [other]
    seen = cases.read(standing, office.owner, mine)
    assert seen.version == cases.read(standing, office.owner, other).version
    assert cases.history(standing, office.owner, mine)[0].event == "case_kept"
    assert [row.case_id for row in board_of(standing, office.owner).lines] == [mine, other]
    housekeeping.sweep(standing)
    assert cases.read(standing, office.owner, mine)
    assert all(chain.broken_at is None for chain in verify_audit(standing))


def test_nobody_keeps_another_teams_case(standing: Instance, office) -> None:
    mine = aged(standing, office, 350, "closed")
    assert retention.keep(standing, office.stranger, [mine]) == 0
    with pytest.raises(NotAllowed):
        retention.keep(standing, office.viewer, [mine])
    assert retention.expiring(standing, office.owner).count == 1


def test_without_a_limit_nothing_is_listed(instance: Instance, office) -> None:
    aged(instance, office, 4000)
    assert retention.going(instance, office.owner).lines == []


def test_a_new_limit_waits_as_long_as_the_warning(keeping: Instance, office, monkeypatch: pytest.MonkeyPatch) -> None:
    old = aged(keeping, office, 500, "closed")
    waiting = [aged(keeping, office, 500, state) for state in ("packaged", "submitted", "answered")]
    fresh = aged(keeping, office, 300)
    for _ in range(2):
        housekeeping.sweep(keeping)
        assert cases.read(keeping, office.owner, old)
    monkeypatch.setattr(retention, "now", lambda: now() + 31 * DAY)
    housekeeping.sweep(keeping)
    with pytest.raises(NotFound):
        cases.read(keeping, office.owner, old)
    assert all(cases.read(keeping, office.owner, one) for one in (*waiting, fresh))
    with keeping.store.read() as work:
        assert work.audit.of_case("t1", old)[0].event == "case_expired"
        assert not work.files.holds("t1", old, cases.read(keeping, office.owner, fresh).case.exhibits[0].sha256)
    assert all(chain.broken_at is None for chain in verify_audit(keeping))


def test_the_board_names_the_day_on_which_a_new_limit_first_deletes(
    keeping: Instance, office, monkeypatch: pytest.MonkeyPatch
) -> None:
    aged(keeping, office, 500)
    for passed, left in ((0, 30), (10, 20), (40, 0)):  # days since the limit was set, until the first goes
        monkeypatch.setattr(retention, "now", lambda passed=passed: now() + passed * DAY)
        told = retention.expiring(keeping, office.viewer).first_on
        assert told == (now() + (passed + left) * DAY).date(), passed
        if not passed:
            housekeeping.sweep(keeping)


def test_what_is_due_is_listed_without_being_deleted(keeping: Instance, office) -> None:
    old = aged(keeping, office, 366)
    assert [one.case_id for one in retention.due(keeping, now())] == [old]
    assert [one.case_id for one in retention.due(keeping, now() - 10 * DAY)] == []
    assert retention.expire(keeping, now()) == 1 and retention.due(keeping, now()) == []
