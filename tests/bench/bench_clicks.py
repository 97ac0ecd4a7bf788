"""Time from a click to its answer for every step, as a multiple of an empty Streamlit page in the same run.

One process on SQLite. The goals are 1.5 × for the median and 2 × for the 95th percentile, at 1 to 100 sessions.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from tests.bench import building
from tests.bench.clicking import HEAD, MIXED, STEPS, THINK, THINK_LONGER, line, measured, of_case, prepare
from tests.bench.servers import Server, empty_page, wizard
from tests.bench.streamlit_client import Tab
from wizard.bootstrap import open_instance
from wizard.services.access import Actor
from wizard.services.instance import Instance
from wizard.settings import Settings

MANY = (10, 50, 100)
DURING_BUILDS = 50


def tabs(server: Server, pages: tuple[str, ...], cookie: str, ids: list[str], count: int) -> list[Tab]:
    """Open pages of different cases, the pages taken in turn."""
    turn = [(pages[n % len(pages)], ids[n]) for n in range(count)]
    return [Tab(server.port, page, of_case(page, one), cookie) for page, one in turn]


async def alone(floor: Server, server: Server, cookie: str, ids: list[str]) -> None:
    """One session on every page."""
    least = await measured([Tab(floor.port)], floor)
    print(line("1 session: empty page", least), flush=True)
    for anew in (False, True):
        for page in STEPS:
            found = await measured(tabs(server, (page,), cookie, ids, 1), server, anew=anew)
            print(line(f"  {page or 'board'}{', whole page' if anew else ''}", found, least), flush=True)


async def together(
    floor: Server, server: Server, cookie: str, ids: list[str], count: int, think: float = THINK
) -> None:
    """Many sessions: all typing facts, then all steps mixed, then whole pages of them."""
    least = await measured([Tab(floor.port) for _ in range(count)], floor, think=think)
    print(line(f"{count} sessions: empty page", least), f"  a click each {think:g} s", flush=True)
    for name, pages in (("facts, typing", ("facts",)), ("all steps mixed", MIXED), ("whole pages, mixed", MIXED)):
        opened = tabs(server, pages, cookie, ids, count)
        found = await measured(opened, server, anew=name.startswith("whole"), think=think)
        print(line(f"  {name}", found, least), flush=True)


async def during_builds(
    instance: Instance, actor: Actor, floor: Server, server: Server, cookie: str, ids: list[str]
) -> None:
    """The mixed steps while ten packages are built, again and again until the clicks are over."""
    least = await measured([Tab(floor.port) for _ in range(DURING_BUILDS)], floor)
    with building.ten_at_once(instance, actor, ids) as built:
        found = await measured(tabs(server, MIXED, cookie, ids, DURING_BUILDS), server)
    print(line(f"{DURING_BUILDS} sessions, 10 builds", found, least), f"  {built()} packages built meanwhile")


async def report(instance: Instance, actor: Actor, data: Path, folder: Path, cookie: str, ids: list[str]) -> None:
    """Print the table for an instance that is set up."""
    with empty_page(folder) as floor, wizard(data) as server:
        print(f"start-up: empty page {floor.started_in:.2f} s, wizard {server.started_in:.2f} s")
        print(f"memory at start: empty page {floor.megabytes():.0f} MB, wizard {server.megabytes():.0f} MB")
        for page in STEPS:  # the first run of a page reads its part of the knowledge pack
            await measured(tabs(server, (page,), cookie, ids, 1), server)
        print(f"memory once every page was open: wizard {server.megabytes():.0f} MB\n{HEAD}")
        await alone(floor, server, cookie, ids)
        for count in MANY:
            await together(floor, server, cookie, ids, count)
        await together(floor, server, cookie, ids, max(MANY), THINK_LONGER)
        await during_builds(instance, actor, floor, server, cookie, ids)


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        instance = open_instance(Settings(data_folder=data, _env_file=None))
        actor, cookie, ids = prepare(instance, max(MANY))
        asyncio.run(report(instance, actor, data, Path(folder), cookie, ids))
        instance.close()


if __name__ == "__main__":
    main()
