"""Time from a click to its answer for every step, as a multiple of an empty Streamlit page in the same run."""

from __future__ import annotations

import asyncio
import statistics
import tempfile
from pathlib import Path

from tests.bench.servers import Server, empty_page, wizard
from tests.bench.streamlit_client import Tab
from wizard.bootstrap import open_instance
from wizard.case import Scenario
from wizard.services import cases, people
from wizard.settings import Settings

STEPS = ("", "scenario", "facts", "evidence", "channel", "review", "sign", "followup", "guide", "team")
SESSIONS = (1, 10, 50, 100)
CLICKS, THINK = 8, 2.0
PASSWORD = "long-enough-for-a-bench"


def prepare(data: Path, sessions: int) -> tuple[str, list[str]]:
    """Set an instance up with one person and a case for each session; the cookie and the case ids."""
    instance = open_instance(Settings(data_folder=data, _env_file=None))
    code = people.setup_code(instance)
    people.set_up(instance, code or "", "bench", "压测员", PASSWORD, "压测队")
    session = people.open_session(instance, people.sign_in(instance, "bench", PASSWORD, "127.0.0.1").value)
    assert session is not None
    signed_in = people.person_of(instance, session.token)
    assert signed_in is not None
    actor = signed_in.actors[0]
    scenarios = [str(scenario) for scenario in Scenario if scenario is not Scenario.OUT_OF_SCOPE]
    ids = [cases.open_sample(instance, actor, scenarios[n % len(scenarios)]).case.id for n in range(sessions)]
    return f"wizard_session={session.token}", ids


async def clicks(tabs: list[Tab]) -> list[float]:
    """Each tab clicks with a pause to think; all answer times in seconds."""

    async def one(number: int, tab: Tab) -> list[float]:
        await asyncio.sleep(THINK * number / len(tabs))
        times = []
        for click in range(CLICKS):
            typed = await tab.type_into_first(f"试 {click}")
            times.append(typed if typed is not None else await tab.run())
            await asyncio.sleep(THINK if len(tabs) > 1 else 0.05)
        return times

    return [seconds for times in await asyncio.gather(*(one(*pair) for pair in enumerate(tabs))) for seconds in times]


async def measure(server: Server, make: list[Tab]) -> tuple[list[float], float]:
    """Open the tabs, click, close; answer times and the server's memory per open tab in MB."""
    before = server.megabytes()
    for tab in make:
        await tab.open()
    times = await clicks(make)
    per_tab = (server.megabytes() - before) / len(make)
    for tab in make:
        await tab.close()
    return times, per_tab


def line(name: str, times: list[float], floor: list[float] | None) -> str:
    median, high = statistics.median(times) * 1000, sorted(times)[int(len(times) * 0.95)] * 1000
    against = f"{statistics.median(times) / statistics.median(floor):5.1f} x" if floor else "  floor"
    return f"  {name:<22} median {median:7.1f} ms   p95 {high:7.1f} ms   {against}"


async def report(data: Path, folder: Path, cookie: str, ids: list[str]) -> None:
    """Print the table for an instance that is set up."""
    with empty_page(folder) as floor_server, wizard(data) as server:
        print(f"start-up: empty page {floor_server.started_in:.2f} s, wizard {server.started_in:.2f} s")
        print(f"memory at start: empty page {floor_server.megabytes():.0f} MB, wizard {server.megabytes():.0f} MB")
        for page in STEPS:  # the first run of a page reads its part of the knowledge pack
            await measure(server, [Tab(server.port, page, f"case={ids[0]}", cookie)])
        print(f"memory once every page was open: wizard {server.megabytes():.0f} MB")
        for sessions in SESSIONS:
            floor, _ = await measure(floor_server, [Tab(floor_server.port) for _ in range(sessions)])
            print(f"{sessions} session(s), {CLICKS} clicks each:")
            print(line("empty page", floor, None))
            for page in STEPS if sessions == 1 else ("facts",):
                tabs = [Tab(server.port, page, f"case={ids[n]}", cookie) for n in range(sessions)]
                times, per_tab = await measure(server, tabs)
                print(line(page or "board", times, floor) + f"   {per_tab:5.2f} MB/session")
            if sessions > 1:
                steps = STEPS[1:8]
                tabs = [Tab(server.port, steps[n % 7], f"case={ids[n]}", cookie) for n in range(sessions)]
                times, per_tab = await measure(server, tabs)
                print(line("all steps mixed", times, floor) + f"   {per_tab:5.2f} MB/session")


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        cookie, ids = prepare(data, max(SESSIONS))
        asyncio.run(report(data, Path(folder), cookie, ids))


if __name__ == "__main__":
    main()
