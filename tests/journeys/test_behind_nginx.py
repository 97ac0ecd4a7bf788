"""Requests made to be read differently by nginx and by the server behind it, with the configuration that is shipped."""

import contextlib
import http.client
import socket
import ssl

import pytest
from websockets.sync.client import connect

from tests.backing.proxy import Proxy

HIDDEN = b"GET /health HTTP/1.1\r\nHost: localhost\r\nX-Hidden: 1\r\n\r\n"
PATIENCE = 60.0  # seconds: a busy machine is slow, not wrong
SILENCE = 2.0
CHUNKED = b"0\r\n\r\n" + HIDDEN


def head(*lines: str) -> bytes:
    return "\r\n".join(["POST /auth/session HTTP/1.1", "Host: localhost", *lines, "", ""]).encode()


SMUGGLED = {
    "length and chunks": head("Content-Length: 4", "Transfer-Encoding: chunked") + CHUNKED,
    "two lengths": head("Content-Length: 0", f"Content-Length: {len(HIDDEN)}") + HIDDEN,
    "a made-up encoding": head("Transfer-Encoding: xchunked", "Content-Length: 4") + CHUNKED,
    "two encodings": head("Transfer-Encoding: identity", "Transfer-Encoding: chunked") + CHUNKED,
    "a space before the colon": head("Content-Length: 4", "Transfer-Encoding : chunked") + CHUNKED,
    "a length with a sign": head(f"Content-Length: +{len(HIDDEN)}") + HIDDEN,
    "a bare newline": head("Content-Length: 4\nTransfer-Encoding: chunked") + CHUNKED,
    "another protocol": head("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAA") + HIDDEN,
}


@pytest.fixture(scope="module")
def proxy(server):
    started = Proxy([server.port]).start()
    yield started
    started.stop()


def answers(proxy: Proxy, request: bytes) -> bytes:
    """All that comes back on one connection, until it falls silent."""
    received = b""
    with (
        socket.create_connection(("127.0.0.1", proxy.port), timeout=PATIENCE) as raw,
        proxy.trust.wrap_socket(raw, server_hostname="localhost") as secure,
    ):
        secure.sendall(request)
        with contextlib.suppress(TimeoutError, ssl.SSLError, ConnectionError):
            while piece := secure.recv(65536):
                received += piece
                secure.settimeout(SILENCE)
    return received


def test_two_requests_on_one_connection_get_two_answers(proxy):
    """What the others are measured by."""
    both = answers(proxy, HIDDEN + HIDDEN)
    assert both.count(b'"database"') == 2, both


@pytest.mark.parametrize("name", ["length and chunks", "two lengths", "a made-up encoding", "two encodings",
                                  "a space before the colon", "a length with a sign", "a bare newline"])  # fmt: skip
def test_a_request_hidden_in_another_is_not_answered(proxy, name):
    said = answers(proxy, SMUGGLED[name])
    assert b'"database"' not in said, said
    assert said.split(b" ")[1] in (b"400", b"403", b"501"), said


def test_no_other_protocol_is_spoken_behind_its_back(proxy):
    said = answers(proxy, SMUGGLED["another protocol"])
    assert b" 101 " not in said, said


def test_a_live_page_is_for_the_own_address_alone(proxy):
    stream, own = f"wss://localhost:{proxy.port}/_stcore/stream", f"https://localhost:{proxy.port}"
    with connect(stream, origin=own, subprotocols=["streamlit"], ssl=proxy.trust, open_timeout=PATIENCE) as live:
        assert live
    # Asked by hand: now and then the library above misses a refusal that comes together with the end of the line.
    assert answers(proxy, handshake(proxy, own)).startswith(b"HTTP/1.1 101 ")
    for origin in ("https://localhost", f"http://localhost:{proxy.plain}", "https://evil.example", "http://["):
        assert answers(proxy, handshake(proxy, origin)).startswith(b"HTTP/1.1 403 "), origin


def handshake(proxy: Proxy, origin: str) -> bytes:
    """What a browser sends to open a live page from a page of `origin`."""
    asked = ["GET /_stcore/stream HTTP/1.1", f"Host: localhost:{proxy.port}", f"Origin: {origin}"]
    asked += ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Protocol: streamlit"]
    asked += ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="]
    return "\r\n".join([*asked, "", ""]).encode()


def test_the_way_to_tls_is_not_what_the_client_claims(proxy):
    asked = http.client.HTTPConnection("127.0.0.1", proxy.plain, timeout=PATIENCE)
    asked.request("GET", "/verify", headers={"Host": "evil.example"})
    answer = asked.getresponse()
    assert (answer.status, answer.getheader("Location")) == (301, "https://localhost/verify")
    asked.close()
