"""A tab that is still open when its session ends does nothing any more: not even the one click it can still send."""

import asyncio
from dataclasses import replace

import pytest

from tests.bench.streamlit_client import Tab
from tests.journeys.test_parts_alone import opened
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
