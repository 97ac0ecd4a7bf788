"""Attacks on a running server, without its pages: other origins, raw websockets, Streamlit's own side doors."""

import asyncio
import contextlib
import http.client
import socket

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.asyncio.client import connect as connect_async
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.bench.streamlit_client import Tab
from tests.journeys import accounts
from tests.journeys.serving import Server
from tests.journeys.test_parts_alone import PASSWORD, opened
from wizard.awaiting import result_of
from wizard.services import cases, people

__all__ = ["opened"]


def stream(server: Server) -> str:
    return f"ws://127.0.0.1:{server.port}/_stcore/stream"


ELSEWHERE = [
    "https://evil.example", "http://127.0.0.1.evil.example", "null", "http://127.0.0.1:1", "http://localhost:8888",
    "http://127.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("origin", ELSEWHERE)
def test_a_websocket_from_another_origin_is_refused(with_account, origin):
    with pytest.raises(InvalidStatus) as refusal:
        connect(stream(with_account), origin=origin, subprotocols=["streamlit"])
    assert refusal.value.response.status_code == 403


def test_a_websocket_from_the_own_origin_is_taken(with_account):
    with connect(stream(with_account), origin=with_account.address, subprotocols=["streamlit"]) as socket_:
        assert socket_


@pytest.mark.parametrize(("megabytes", "most"), [(12, ""), (40, "32000000")])
def test_a_message_that_is_too_large_ends_its_page(with_account, megabytes, most):
    """Nobody has signed in yet: what is sent lies in memory until it is whole, and takes its time to read."""

    async def send() -> None:
        async with connect_async(stream(with_account), subprotocols=["streamlit"], max_size=None) as socket_:
            await socket_.send(b"\x00" * megabytes * 1_000_000)
            await socket_.recv()

    with pytest.raises(ConnectionClosed) as closed:
        result_of(asyncio.wait_for(send(), 60))
    assert closed.value.rcvd.code == 1009
    assert most in closed.value.rcvd.reason, "refused by its size, before it was read"


def nonsense():
    """What no page of ours sends, and what Streamlit takes from its own developers only."""
    yield b"\xff" * 100
    yield b""
    yield "text"
    for name in ("debug_shutdown_runtime", "debug_disconnect_websocket", "clear_cache", "set_run_on_save"):
        yield BackMsg(**{name: True}).SerializeToString()


def test_messages_that_no_page_sends_do_nothing(with_account):
    for message in nonsense():
        for session in ("", "x" * 200, "..%2f..%2fetc%2fpasswd"):
            protocols = ["streamlit", "none", session] if session else ["streamlit"]
            with contextlib.suppress(InvalidStatus), connect(stream(with_account), subprotocols=protocols) as socket_:
                socket_.send(message)
                with contextlib.suppress(ConnectionClosed, TimeoutError):
                    socket_.recv(timeout=0.3)
    said = with_account.said()
    assert "Traceback" not in said and "/site-packages/" not in said
    asked = http.client.HTTPConnection("127.0.0.1", with_account.port, timeout=20)
    asked.request("GET", "/health")
    assert asked.getresponse().status == 200


SIDE_DOORS = [
    "/_stcore/metrics", "/_stcore/upload_file/x/y", "/_stcore/agent/v1/apps", "/media/0123456789abcdef.png",
    "/component/../../etc/passwd", "/static/../../../etc/passwd", "/static/..%2f..%2f..%2fetc/passwd",
    "/assets/styles/..%2f..%2f..%2fapp.py", "/assets/styles/../../../app.py", "/assets/styles/%2e%2e/%2e%2e/app.py",
    "/app/static/../../var/wizard.sqlite3", "/assets/images//etc/passwd",
]  # fmt: skip


@pytest.mark.parametrize("path", SIDE_DOORS)
def test_side_doors_and_paths_lead_nowhere(with_account, path):
    """Sent as they are: a client that tidies paths would hide the attack."""
    asked = http.client.HTTPConnection("127.0.0.1", with_account.port, timeout=20)
    asked.request("GET", path)
    answer = asked.getresponse()
    content = answer.read()
    asked.close()
    assert b"root:" not in content
    assert b"st.App(" not in content
    assert b"SQLite format" not in content
    assert answer.status >= 400 or b"<title>" in content, "nothing, or the page's empty shell"


def test_broken_requests_do_not_stop_the_server(with_account):
    for junk in (b"GET / HTTP/1.1\r\nHost: x\r\nCookie: wizard_session=" + b"x" * 200_000 + b"\r\n\r\n", b"\x00" * 100):
        with socket.create_connection(("127.0.0.1", with_account.port), timeout=10) as raw:
            raw.sendall(junk)
            raw.settimeout(10)
            with contextlib.suppress(TimeoutError, ConnectionError):
                raw.recv(1000)
    asked = http.client.HTTPConnection("127.0.0.1", with_account.port, timeout=20)
    asked.request("GET", "/health")
    assert asked.getresponse().status == 200


class BehindProxy(Tab):
    """A tab whose proxy says where it comes from, as nginx does on the same machine."""

    def __init__(self, port: int, forwarded: str) -> None:
        super().__init__(port)
        self._forwarded = forwarded

    async def open(self) -> float:
        headers = {"X-Forwarded-For": self._forwarded}
        self._socket = await connect_async(
            f"ws://127.0.0.1:{self._port}/_stcore/stream", subprotocols=["streamlit"], additional_headers=headers,
            max_size=None, compression=None,
        )  # fmt: skip
        return await self.run()

    async def guess(self, username: str) -> None:
        """Fill in the form and send it off."""
        self._values[self._id_of("door-username")] = username
        self._values[self._id_of("door-password")] = "wrong password"
        await self.run(trigger=next(one for one in self.widgets if "door-sign-in" in one))
        await self.close()


def test_behind_a_proxy_attempts_count_for_the_clients_address(own_server):
    accounts.add_team(own_server.folder, "laoban", "林晴", "晴川家居")

    async def guess() -> None:
        tab = BehindProxy(own_server.port, "198.51.100.1, 203.0.113.7")
        await tab.open()
        await tab.guess("laoban")

    result_of(guess())
    with accounts.beside(own_server.folder) as instance, instance.store.read() as work:
        addresses = work._connection.exec_driver_sql("SELECT address FROM attempts").scalars().all()
    assert addresses == ["203.0.113.7"], "the nearest address that is not the proxy's: others can be made up"


@pytest.mark.parametrize("who", ["viewer", "stranger", "nobody"])
def test_what_is_not_on_ones_page_cannot_be_clicked(opened, who):
    """With the words of the live page: an owner's button, the part of the page it stands in, the page, the case."""
    instance, actor, case, cookie, port = opened
    cookies = {"viewer": viewer, "stranger": stranger, "nobody": lambda *_: ""}
    theirs = cookies[who](instance, actor)
    demand = case.demands[0]

    async def work() -> None:
        own = Tab(port, "review", f"case={case.id}", f"wizard_session={cookie}")
        await own.open()
        await own.click(f"edit.demands.{demand.id}")
        button = own._id_of(f"remove.demands.{demand.id}")
        tab = Tab(port, "review", f"case={case.id}", theirs and f"wizard_session={theirs}")
        await tab.open()
        await tab.run(trigger=button)
        assert who == "viewer" or (case.reference not in tab.shown and actor.team_name not in tab.shown)
        tab._page_hash = own._page_hash
        await tab.run(trigger=button)
        assert who == "viewer" or (case.reference not in tab.shown and actor.team_name not in tab.shown)
        tab._parts[button] = own._parts[button]
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(tab.run(trigger=button), 3)  # a part that is not on the page is never run
        assert demand in cases.read(instance, actor, case.id).case.demands
        await tab.close()
        await own.close()

    result_of(asyncio.wait_for(work(), 120))


def viewer(instance, actor):
    people.accept_invitation(instance, people.invite(instance, actor, "viewer").code, "li", "李四", PASSWORD)
    return session_of(instance, "li")


def stranger(instance, _actor):
    people.create_person(instance, "zhao", "赵六", PASSWORD)
    people.create_team(instance, "zhao", "别家")
    return session_of(instance, "zhao")


def session_of(instance, username):
    ticket = people.sign_in(instance, username, PASSWORD, "127.0.0.1")
    return people.open_session(instance, ticket.value).token
