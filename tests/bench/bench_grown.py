"""The clicks of `clicks` on a grown instance: two processes behind nginx, PostgreSQL, an S3-compatible store.

The floor is an empty Streamlit page in two processes behind an nginx of the same configuration: what the database, the
file store and the wizard itself cost is counted in. At the end one of the two processes is killed while everybody
types.
"""

from __future__ import annotations

import asyncio
import os
import ssl
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx
from websockets.exceptions import WebSocketException

from tests.backing.objects import ObjectServer
from tests.backing.postgres import Cluster
from tests.backing.proxy import Proxy
from tests.bench import building
from tests.bench.clicking import HEAD, MIXED, STEPS, THINK, TOGETHER, line, measured, of_case, prepare
from tests.bench.servers import Server, empty_page, wizard
from tests.bench.streamlit_client import Tab
from wizard.bootstrap import open_instance
from wizard.services import cases
from wizard.services.access import Actor
from wizard.services.instance import Instance
from wizard.settings import Settings

MANY = (1, 10, 50, 100)
DURING_BUILDS = 50


@dataclass
class Pair:
    """Two servers behind a proxy, measured together."""

    servers: list[Server]
    port: int
    trust: ssl.SSLContext

    def megabytes(self) -> float:
        return sum(server.megabytes() for server in self.servers)

    def cpu_seconds(self) -> float:
        return sum(server.cpu_seconds() for server in self.servers)

    def own_cookie(self, cookie: str) -> str:
        """The session's cookie beside the one by which nginx chooses the process: each tab is another browser."""
        with httpx.Client(verify=self.trust) as browser:
            browser.get(f"https://127.0.0.1:{self.port}/_stcore/health")
            return f"{cookie}; _streamlit_xsrf={browser.cookies['_streamlit_xsrf']}"

    def empty(self, count: int) -> list[Tab]:
        """Tabs of different browsers on a page that needs no sign-in."""
        return [Tab(self.port, cookie=self.own_cookie("nobody=1"), trust=self.trust) for _ in range(count)]


@contextmanager
def pair_of(first: Server, second: Server) -> Iterator[Pair]:
    """Two servers with a proxy before them."""
    proxy = Proxy([first.port, second.port]).start()
    try:
        yield Pair([first, second], proxy.port, proxy.trust)
    finally:
        proxy.stop()


def tabs(pair: Pair, pages: tuple[str, ...], cookies: list[str], ids: list[str], count: int) -> list[Tab]:
    """Open pages of different cases in different browsers, the pages taken in turn."""
    turn = [(pages[n % len(pages)], ids[n], cookies[n]) for n in range(count)]
    return [Tab(pair.port, page, of_case(page, one), cookie, pair.trust) for page, one, cookie in turn]


async def report(instance: Instance, actor: Actor, floor: Pair, pair: Pair, cookie: str, ids: list[str]) -> None:
    """Print the table."""
    cookies = [pair.own_cookie(cookie) for _ in ids]
    for tab in (one for page in STEPS for one in tabs(pair, (page,), cookies, ids, 4)):  # both processes read all of it
        await tab.open()
        await tab.close()
    print(HEAD)
    for count in MANY:
        least = await measured(floor.empty(count), floor)
        print(line(f"{count} sessions: empty page", least), flush=True)
        for name, pages in (("facts, typing", ("facts",)), ("all steps mixed", MIXED)):
            print(line(f"  {name}", await measured(tabs(pair, pages, cookies, ids, count), pair), least), flush=True)
    least = await measured(floor.empty(DURING_BUILDS), floor)
    with building.ten_at_once(instance, actor, ids) as built:
        found = await measured(tabs(pair, MIXED, cookies, ids, DURING_BUILDS), pair)
    print(line(f"{DURING_BUILDS} sessions, 10 builds", found, least), f"  {built()} packages built meanwhile")
    print(await through_a_kill(instance, actor, pair, tabs(pair, ("facts",), cookies, ids, max(MANY)), ids))


async def through_a_kill(instance: Instance, actor: Actor, pair: Pair, open_tabs: list[Tab], ids: list[str]) -> str:
    """Everybody types their shop's name over and over; one process is killed. What it meant to them, in words.

    Raises `AssertionError` when what was acknowledged is not there.
    """
    for tab in open_tabs:
        await tab.open()
    typing = [asyncio.create_task(_type_on(tab, one)) for tab, one in zip(open_tabs, ids, strict=True)]
    await asyncio.sleep(THINK)
    pair.servers[0].process.kill()
    told = await asyncio.gather(*typing)
    for (said, _), one in zip(told, ids, strict=True):
        assert cases.read(instance, actor, one).case.shop.name == said, "lost"
    back = sorted(gone for _, gone in told if gone)
    away = (
        f"{len(back)} of {len(told)} were away, the median {statistics.median(back):.1f} s" if back else "nobody saw it"
    )
    return f"one of two processes killed: {away}, the last {max(back, default=0):.1f} s; nothing acknowledged was lost"


async def _type_on(tab: Tab, case_id: str) -> tuple[str, float]:
    """Type `TOGETHER` times, coming back as the browser does; what was acknowledged last, and seconds of being away."""
    away = 0.0
    for number in range(TOGETHER):
        while True:
            began = time.perf_counter()
            try:
                await tab.type(f"f-{case_id[:8]}-shop.name", f"店 {number}")
                break
            except (OSError, TimeoutError, WebSocketException):
                await _come_back(tab)
                away += time.perf_counter() - began
        await asyncio.sleep(THINK / 2)
    await tab.close()
    return f"店 {number}", away


async def _come_back(tab: Tab) -> None:
    for _ in range(100):
        try:
            await tab.open()
            return
        except (OSError, TimeoutError, WebSocketException):
            await asyncio.sleep(0.3)
    raise AssertionError("a page did not come back within 30 s")


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as ending:
        folder = Path(name)
        cluster, objects = Cluster(durable=True).start(), ObjectServer(folder / "objects").start()
        ending.callback(cluster.remove)
        ending.callback(objects.stop)
        address = {"WIZARD_DATABASE_URL": cluster.database(), "WIZARD_FILES_URL": objects.bucket()}
        os.environ.update(objects.environment | address)
        instance = open_instance(Settings(data_folder=folder / "data", _env_file=None))
        ending.callback(instance.close)
        actor, cookie, ids = prepare(instance, max(MANY))
        floor, pair = (
            ending.enter_context(pair_of(*(ending.enter_context(start()) for _ in range(2))))
            for start in (partial(empty_page, folder), partial(wizard, folder / "data"))
        )
        asyncio.run(report(instance, actor, floor, pair, cookie, ids))


if __name__ == "__main__":
    main()
