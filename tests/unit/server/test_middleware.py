"""Pages are Chinese, streams stay streams."""

from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from wizard.server.middleware import POLICY, Guardian

PAGE = '<!DOCTYPE html>\n<html lang="en">\n  <head>\n  </head><body>' + "x" * 2000 + "</body></html>"
BROWSER = {"Accept": "text/html,*/*", "Accept-Encoding": "gzip", "If-None-Match": '"x"', "Range": "bytes=0-5"}


async def page(_request: Request) -> Response:
    return HTMLResponse(PAGE, headers={"ETag": '"x"'})


async def stream(request: Request) -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield b"piece"

    return StreamingResponse(pieces(), media_type="application/octet-stream")


async def echo(request: Request) -> Response:
    return JSONResponse(dict(request.headers))


def web() -> TestClient:
    shown = [Route("/", page), Route("/facts", page), Route("/stream", stream), Route("/echo", echo)]
    return TestClient(Starlette(routes=shown, middleware=[Middleware(Guardian), Middleware(GZipMiddleware)]))


def test_a_page_is_chinese_and_brings_the_translations() -> None:
    for path in ("/", "/facts"):
        answer = web().get(path, headers=BROWSER)
        assert '<html lang="zh-CN">' in answer.text and '<script src="/zh.js" defer>' in answer.text
        assert int(answer.headers["content-length"]) == len(answer.content)
        assert "etag" not in answer.headers and answer.headers["cache-control"] == "no-cache"


def test_what_is_no_page_passes_unchanged() -> None:
    answer = web().get("/stream", headers={"Accept": "text/html"})
    assert answer.content == b"piecepiecepiece" and "content-length" not in answer.headers
    assert web().get("/echo", headers={"Accept": "application/json", "Range": "bytes=0-1"}).json()["range"]


async def cookies(_request: Request) -> Response:
    """As Streamlit sets its own, and as we set ours."""
    answer = Response()
    answer.set_cookie("_streamlit_xsrf", "x")
    answer.set_cookie("_streamlit_user", "x", httponly=True)
    answer.set_cookie("wizard_session", "x", httponly=True, secure=True)
    return answer


def test_under_https_no_cookie_is_sent_unencrypted() -> None:
    for secure in (True, False):
        app = Starlette(routes=[Route("/", cookies)], middleware=[Middleware(Guardian, secure=secure)])
        made = TestClient(app, base_url="https://testserver").get("/").headers.get_list("set-cookie")
        flags = [cookie.lower().count("; secure") for cookie in made]
        assert len(made) == 3 and flags == ([1, 1, 1] if secure else [0, 0, 1])


@pytest.mark.parametrize("secure", [False, True])
def test_a_page_may_speak_to_its_own_address_alone(secure: bool) -> None:
    """Otherwise a script that got in could send what it sees to any live line in the world."""
    app = Starlette(routes=[Route("/", page)], middleware=[Middleware(Guardian, secure=secure)])
    asked = TestClient(app).get("/", headers=BROWSER | {"Host": "tousu.example.cn:8443"})
    [connect] = [part for part in asked.headers["content-security-policy"].split("; ") if part.startswith("connect")]
    own = ["wss://tousu.example.cn:8443"] if secure else ["ws://tousu.example.cn:8443", "wss://tousu.example.cn:8443"]
    assert connect.split() == ["connect-src", "'self'", *own, "data:", "blob:"]


@pytest.mark.parametrize("host", ["x; script-src *", "*", "a b", "", "[::1]:8501", "evil.example:99999999"])
def test_no_made_up_host_gets_into_the_policy(host: str) -> None:
    answer = web().get("/", headers=BROWSER | {"Host": host})
    assert answer.headers["content-security-policy"] == POLICY
    assert not {"ws:", "wss:", "*"} & set(POLICY.split())
