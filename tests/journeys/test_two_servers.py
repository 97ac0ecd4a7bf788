"""Two processes behind nginx on PostgreSQL and S3; one is killed in the middle of people's work."""

import asyncio
import hashlib
import os

import httpx
import psutil
import pytest
from websockets.exceptions import WebSocketException

from tests.backing.objects import ObjectServer
from tests.backing.postgres import Cluster
from tests.backing.proxy import Proxy
from tests.bench.streamlit_client import Tab
from tests.journeys.serving import Server
from wizard.awaiting import result_of
from wizard.bootstrap import open_instance
from wizard.services import cases, people
from wizard.services.auditing import verify_audit
from wizard.settings import Settings

PASSWORD = "correct horse battery"
TABS = 8
FILE = b"%PDF-1.4 nothing to see\n" + os.urandom(6_000_000)


@pytest.fixture
def grown(tmp_path, monkeypatch):
    """The environment of an instance on PostgreSQL and S3."""
    cluster, objects = Cluster().start(), ObjectServer(tmp_path / "objects").start()
    settings = objects.environment | {"WIZARD_DATABASE_URL": cluster.database(), "WIZARD_FILES_URL": objects.bucket()}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    yield settings
    objects.stop()
    cluster.remove()


@pytest.fixture
def instance(grown, tmp_path):
    """A third process's view of the data: an administrator's."""
    opened = open_instance(Settings(_env_file=None, data_folder=tmp_path / "data"))
    yield opened
    opened.close()


@pytest.fixture
def pair(instance, grown, tmp_path):
    """Two running servers with nginx before them; they share the data folder (keys, authority), as on one machine."""
    servers = [Server(tmp_path / "data", **grown).start() for _ in range(2)]
    proxy = Proxy([server.port for server in servers]).start()
    yield servers, proxy
    proxy.stop()
    for server in servers:
        server.stop()


def signed_in(instance):
    """A person with a session; the actor and the cookie."""
    people.set_up(instance, people.setup_code(instance), "wang", "王五", PASSWORD, "晨星")
    session = people.open_session(instance, people.sign_in(instance, "wang", PASSWORD, "127.0.0.1").value)
    return people.person_of(instance, session.token).actors[0], f"wizard_session={session.token}"


def own_cookie(proxy, cookie: str) -> str:
    """The session's cookie beside the one that Streamlit gives to each browser, by which nginx chooses the process."""
    with httpx.Client(verify=proxy.trust) as browser:
        browser.get(f"{proxy.address}/_stcore/health")
        return f"{cookie}; _streamlit_xsrf={browser.cookies['_streamlit_xsrf']}"


def websockets_of(server) -> int:
    return sum(
        link.status == psutil.CONN_ESTABLISHED and link.laddr.port == server.port
        for link in psutil.Process(server.process.pid).net_connections("tcp")
    )


async def typed(tab: Tab, case_id: str, words: str) -> None:
    await tab.type(f"f-{case_id[:8]}-shop.name", words)


async def opened_again(tab: Tab, within: float = 15) -> None:
    """As the browser does: try until the page stands."""
    end = asyncio.get_running_loop().time() + within
    while True:
        try:
            await tab.open()
            return
        except (TimeoutError, OSError, WebSocketException) as error:
            if asyncio.get_running_loop().time() > end:
                raise AssertionError("the page did not come back") from error
            await asyncio.sleep(0.3)


def shop_of(instance, actor, case_id: str) -> str:
    return cases.read(instance, actor, case_id).case.shop.name


def test_people_go_on_when_one_of_two_processes_is_killed(instance, pair):
    servers, proxy = pair
    actor, cookie = signed_in(instance)
    ids = [cases.open_sample(instance, actor, "fine_dispute").case.id for _ in range(TABS)]

    async def work() -> None:
        tabs = [Tab(proxy.port, "facts", f"case={one}", own_cookie(proxy, cookie), proxy.trust) for one in ids]
        for tab in tabs:
            await tab.open()
        await asyncio.gather(*(typed(tab, one, f"店铺-{one[:4]}") for tab, one in zip(tabs, ids, strict=True)))
        assert all(websockets_of(server) for server in servers), "both processes have work"
        assert [shop_of(instance, actor, one) for one in ids] == [f"店铺-{one[:4]}" for one in ids]
        servers[0].kill()
        for tab in tabs:
            await opened_again(tab)
        await asyncio.gather(*(typed(tab, one, f"再来-{one[:4]}") for tab, one in zip(tabs, ids, strict=True)))
        for tab in tabs:
            await tab.close()

    result_of(work())
    assert [shop_of(instance, actor, one) for one in ids] == [f"再来-{one[:4]}" for one in ids]
    _files_pass_through_what_is_left(proxy, cookie, ids[0])
    servers[0].start()
    assert all(chain.broken_at is None for chain in verify_audit(instance))


def _files_pass_through_what_is_left(proxy, cookie: str, case_id: str) -> None:
    headers = {"Cookie": cookie, "X-Wizard": "1"}
    with httpx.Client(verify=proxy.trust, headers=headers, base_url=proxy.address, timeout=60) as browser:
        sent = browser.put(f"/api/cases/{case_id}/files?name=证明.pdf", content=FILE)
        assert sent.status_code == 201, sent.text
        exhibit = sent.json()["exhibit"]
        assert exhibit["sha256"] == hashlib.sha256(FILE).hexdigest()
        back = browser.get(f"/api/cases/{case_id}/exhibits/{exhibit['id']}/original")
        assert back.content == FILE
        assert browser.get("/health").json()["status"] == "ok"
        assert [browser.get(path).status_code for path in ("/metrics", "/_stcore/metrics")] == [404, 404]
