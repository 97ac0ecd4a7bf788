"""A tab that is still open when its session ends does nothing any more: not even the one click it can still send."""

import asyncio
from dataclasses import replace

import pytest

from tests.bench.streamlit_client import Tab
from tests.journeys.test_parts_alone import PASSWORD, opened
from wizard.awaiting import result_of
from wizard.case import now
from wizard.services import cases, keys, people
from wizard.store.rows import BuildRow

__all__ = ["opened"]


def signed_out(instance, cookie):
    people.sign_out(instance, cookie)


def expired(instance, _cookie):
    with instance.store.write() as work:
        work._connection.exec_driver_sql("UPDATE sessions SET expires_at = 1")


def rotated(instance, _cookie):
    keys.rotate(instance)


@pytest.mark.parametrize("end", [signed_out, expired, rotated])
def test_a_click_after_the_session_ended_does_nothing(opened, end):
    """Streamlit runs what a button does before it runs the page, which is where the session is asked for."""
    instance, actor, case, cookie, port = opened

    async def work() -> None:
        tab = Tab(port, "review", f"case={case.id}", f"wizard_session={cookie}")
        await tab.open()
        demand = cases.read(instance, actor, case.id).case.demands[0]
        await tab.click(f"edit.demands.{demand.id}")
        end(instance, cookie)
        await tab.click(f"remove.demands.{demand.id}")
        kept = cases.read(instance, actor, case.id).case.demands
        assert demand in kept, "the deed of a session that had ended was done"
        assert any("-door-" in one for one in tab.widgets), "the door is shown"
        await tab.close()

    result_of(asyncio.wait_for(work(), 120))


def test_a_part_that_looks_by_itself_stops_with_the_session(opened):
    instance, actor, case, cookie, port = opened
    build = BuildRow("b" * 32, actor.team_id, case.id, actor.person_id, "running", "排版", 0.5, "", None, now(), now())
    with instance.store.write() as work:
        work.builds.add(build)

    async def work() -> None:
        tab = Tab(port, "sign", f"case={case.id}", f"wizard_session={cookie}")
        await tab.open()
        with instance.store.write() as work:
            work.builds.update(replace(build, heard_at=now()))
        people.sign_out(instance, cookie)
        await tab.click("cancel.build")
        with instance.store.read() as work:
            assert work.builds.get(actor.team_id, build.id).state == "running", "cancelled from a session that ended"
        assert any("-door-" in one for one in tab.widgets), "the door is shown"
        await tab.close()

    result_of(asyncio.wait_for(work(), 120))


def test_a_tab_that_comes_back_with_somebody_elses_cookie_does_nothing_more_for_the_first(opened):
    """One computer, two people: the first signs out, the second signs in, and a tab of the first still stands open.

    When its line is cut, the browser connects it again with the cookie it has by now.
    """
    instance, actor, case, cookie, port = opened
    people.accept_invitation(instance, people.invite(instance, actor, "viewer").code, "li", "李四", PASSWORD)

    async def work() -> None:
        tab = Tab(port, "review", f"case={case.id}", f"wizard_session={cookie}")
        await tab.open()
        demand = cases.read(instance, actor, case.id).case.demands[0]
        await tab.click(f"edit.demands.{demand.id}")
        first = tab.session
        people.sign_out(instance, cookie)
        ticket = people.sign_in(instance, "li", PASSWORD, "127.0.0.1")
        await tab.connect_again(f"wizard_session={people.open_session(instance, ticket.value).token}")
        await tab.click(f"remove.demands.{demand.id}")
        assert tab.session == first, "Streamlit went on with the session of the first"
        assert demand in cases.read(instance, actor, case.id).case.demands, "done in the name of who has signed out"
        await tab.close()

    result_of(asyncio.wait_for(work(), 120))


def test_a_tab_that_was_somebody_elses_shows_the_next_person_nothing_of_theirs(opened):
    """Backup codes just made stand in the session until they are copied: Streamlit would go on with it."""
    instance, actor, _case, cookie, port = opened
    people.accept_invitation(instance, people.invite(instance, actor, "owner").code, "li", "李四", PASSWORD)

    async def work() -> None:
        tab = Tab(port, "team", "", f"wizard_session={cookie}")
        await tab.open()
        await tab.click("primary-team")
        assert "?invite=" in tab.shown
        people.sign_out(instance, cookie)
        ticket = people.sign_in(instance, "li", PASSWORD, "127.0.0.1")
        await tab.connect_again(f"wizard_session={people.open_session(instance, ticket.value).token}")
        await tab.run()
        assert "?invite=" not in tab.shown and "换了人登录" in tab.shown
        assert "primary-team" not in tab.shown, "no button of a place that is for owners"
        await tab.run()
        assert "换了人登录" in tab.shown, "it never becomes the next person's"
        await tab.close()

    result_of(asyncio.wait_for(work(), 120))
