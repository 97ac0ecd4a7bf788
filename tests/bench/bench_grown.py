"""The clicks of `clicks` on a grown instance: two processes behind nginx, PostgreSQL, an S3-compatible store.

The floor is the same empty page, without nginx: what two processes and a database cost is counted in.
"""

from __future__ import annotations

import asyncio
import os
import ssl
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.backing.objects import ObjectServer
from tests.backing.postgres import Cluster
from tests.backing.proxy import Proxy
from tests.bench import building
from tests.bench.clicking import HEAD, MIXED, STEPS, line, measured, of_case, prepare
from tests.bench.servers import Server, empty_page, wizard
from tests.bench.streamlit_client import Tab
from wizard.bootstrap import open_instance
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


def tabs(pair: Pair, pages: tuple[str, ...], cookies: list[str], ids: list[str], count: int) -> list[Tab]:
    """Open pages of different cases in different browsers, the pages taken in turn."""
    turn = [(pages[n % len(pages)], ids[n], cookies[n]) for n in range(count)]
    return [Tab(pair.port, page, of_case(page, one), cookie, pair.trust) for page, one, cookie in turn]


async def report(instance: Instance, actor: Actor, floor: Server, pair: Pair, cookie: str, ids: list[str]) -> None:
    """Print the table."""
    cookies = [pair.own_cookie(cookie) for _ in ids]
    for tab in (one for page in STEPS for one in tabs(pair, (page,), cookies, ids, 4)):  # both processes read all of it
        await tab.open()
        await tab.close()
    print(HEAD)
    for count in MANY:
        least = await measured([Tab(floor.port) for _ in range(count)], floor)
        print(line(f"{count} sessions: empty page", least), flush=True)
        for name, pages in (("facts, typing", ("facts",)), ("all steps mixed", MIXED)):
            print(line(f"  {name}", await measured(tabs(pair, pages, cookies, ids, count), pair), least), flush=True)
    least = await measured([Tab(floor.port) for _ in range(DURING_BUILDS)], floor)
    with building.ten_at_once(instance, actor, ids) as built:
        found = await measured(tabs(pair, MIXED, cookies, ids, DURING_BUILDS), pair)
    print(line(f"{DURING_BUILDS} sessions, 10 builds", found, least), f"  {built()} packages built meanwhile")


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
        floor = ending.enter_context(empty_page(folder))
        servers = [ending.enter_context(wizard(folder / "data")) for _ in range(2)]
        proxy = Proxy([server.port for server in servers]).start()
        ending.callback(proxy.stop)
        asyncio.run(report(instance, actor, floor, Pair(servers, proxy.port, proxy.trust), cookie, ids))


if __name__ == "__main__":
    main()
