"""What the benchmarks of clicks share: an instance with cases, tabs that click, and the line of the table.

A click is what a person does on that page, sent as the browser sends it: typing into its first field, else opening
another part of it or choosing; the part of the page runs (fragment) that this runs in the browser. Beside it, what it
costs to run the whole page (`anew`), as when a step is opened.
"""

from __future__ import annotations

import asyncio
import itertools
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tests.bench.streamlit_client import Tab
from wizard.case import Scenario
from wizard.services import cases, people
from wizard.services.access import Actor
from wizard.services.instance import Instance

STEPS = ("", "scenario", "facts", "evidence", "channel", "review", "sign", "followup", "guide", "team")
MIXED = STEPS[1:8]
ALONE, TOGETHER, THINK, THINK_LONGER = 25, 8, 2.0, 6.0
PASSWORD = "long-enough-for-a-bench"
HEAD = f"{'':<26}{'median ms':>10}{'p95 ms':>9}{'median ×':>10}{'p95 ×':>8}{'CPU ms/click':>14}{'MB/session':>12}"


def prepare(instance: Instance, sessions: int) -> tuple[Actor, str, list[str]]:
    """One person with a session and a case for each tab; who, the cookie and the case ids."""
    people.set_up(instance, people.setup_code(instance) or "", "bench", "压测员", PASSWORD, "压测队")
    session = people.open_session(instance, people.sign_in(instance, "bench", PASSWORD, "127.0.0.1").value)
    assert session is not None
    signed_in = people.person_of(instance, session.token)
    assert signed_in is not None
    actor = signed_in.actors[0]
    scenarios = [str(scenario) for scenario in Scenario if scenario is not Scenario.OUT_OF_SCOPE]
    ids = [cases.open_sample(instance, actor, scenarios[n % len(scenarios)]).case.id for n in range(sessions)]
    return actor, f"wizard_session={session.token}", ids


def of_case(page: str, case_id: str) -> str:
    """The query of a page's address."""
    return f"case={case_id}" if page in MIXED else ""


async def clicks(tabs: Sequence[Tab], *, anew: bool = False, think: float = THINK) -> list[float]:
    """Each tab clicks, many of them with `think` seconds between; all answer times in seconds. `anew`: whole pages."""

    async def one(number: int, tab: Tab) -> list[float]:
        await asyncio.sleep(think * number / len(tabs))
        times = []
        for click in range(TOGETHER if len(tabs) > 1 else ALONE):
            times.append(await (tab.run() if anew else tab.act(click)))
            await asyncio.sleep(think if len(tabs) > 1 else 0.05)
        return times

    return [*itertools.chain(*await asyncio.gather(*(one(*pair) for pair in enumerate(tabs))))]


class Servers(Protocol):
    """What is measured: memory in MB and processor time in seconds, of one process or several together."""

    def megabytes(self) -> float: ...

    def cpu_seconds(self) -> float: ...


@dataclass(frozen=True)
class Measured:
    """Answer times in seconds; memory per open tab in MB; processor time of the servers per click in seconds."""

    times: list[float]
    per_tab: float
    cpu: float

    @property
    def median(self) -> float:
        return statistics.median(self.times)

    @property
    def high(self) -> float:
        """The 95th percentile."""
        return sorted(self.times)[min(int(len(self.times) * 0.95), len(self.times) - 1)]


async def measured(tabs: Sequence[Tab], servers: Servers, *, anew: bool = False, think: float = THINK) -> Measured:
    """Open the tabs, click, close; see `clicks`. With `anew` whole pages run, as when a step is opened."""
    before = servers.megabytes()
    for tab in tabs:
        await tab.open()
    used = servers.cpu_seconds()
    times = await clicks(tabs, anew=anew, think=think)
    used, per_tab = servers.cpu_seconds() - used, (servers.megabytes() - before) / len(tabs)
    for tab in tabs:
        await tab.close()
    return Measured(times, per_tab, used / len(times))


def line(name: str, found: Measured, floor: Measured | None = None) -> str:
    """One row of the table; with the floor of the same run as multiples of it."""
    row = f"{name:<26}{found.median * 1000:>10.1f}{found.high * 1000:>9.1f}"
    against = f"{found.median / floor.median:>10.1f}{found.high / floor.high:>8.1f}" if floor else " " * 18
    return row + against + f"{found.cpu * 1000:>14.1f}{found.per_tab:>12.2f}"
