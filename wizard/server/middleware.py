"""Security headers on every answer, Chinese as the page's language, and Streamlit's public doors shut.

Pure ASGI: Starlette's BaseHTTPMiddleware would hold streamed uploads and downloads in memory.
"""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wizard.server import static_files

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' blob: data:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "frame-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "object-src 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TLS_ONLY = "max-age=31536000"
SHUT = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/upload_file")
_ENGLISH, _CHINESE = b'<html lang="en">', b'<html lang="zh-CN">'
_HEAD = b"<head>"
_ADDED = _HEAD + b'<script src="/zh.js" defer></script>' + static_files.links()
_REPLACED = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")


_OWN = "connect-src 'self'"
_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?")


def _policy_of_page(host: str, *, secure: bool) -> str:
    """The policy with the page's own live line and nobody else's: for older browsers 'self' leaves it out."""
    if not _HOST.fullmatch(host):
        return POLICY
    schemes = ("wss",) if secure else ("ws", "wss")
    return POLICY.replace(_OWN, " ".join([_OWN, *(f"{scheme}://{host}" for scheme in schemes)]))


def protection(*, secure: bool) -> dict[str, str]:
    """The security headers of an answer; `secure` adds the one that holds browsers to https."""
    return HEADERS | ({"Strict-Transport-Security": TLS_ONLY} if secure else {})


class Guardian:
    """The outermost layer around Streamlit and our routes."""

    def __init__(self, app: ASGIApp, *, secure: bool = False) -> None:
        """Take the application; `secure` adds the header that holds browsers to https."""
        self._app, self._secure = app, secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "websocket" and _from_elsewhere(scope):
            await send({"type": "websocket.close", "code": 1008})  # before it is accepted: the browser sees 403
        elif scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"].startswith(SHUT):
            await PlainTextResponse("404", 404)(scope, receive, self._with_headers(send))
        elif _is_page(scope):
            policy = _policy_of_page(Headers(scope=scope).get("host", ""), secure=self._secure)
            await self._app(_uncompressed(scope), receive, _Translated(self._with_headers(send, policy)))
        else:
            await self._app(scope, receive, self._with_headers(send))

    def _with_headers(self, send: Send, policy: str = POLICY) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", policy)
                for name, value in protection(secure=self._secure).items():
                    headers.setdefault(name, value)
                if self._secure:
                    message = {**message, "headers": [_over_tls_only(*header) for header in headers.raw]}
            await send(message)

        return sending


def _over_tls_only(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """A header as it is, but no cookie that a browser would send unencrypted: Streamlit's own say nothing of that."""
    if name.lower() != b"set-cookie" or b"; secure" in value.lower():
        return name, value
    return name, value + b"; Secure"


def _from_elsewhere(scope: Scope) -> bool:
    """Whether a page of another host or port asks for a live page.

    Streamlit lets every port of this machine's names ask, and the browser sends them the cookie: ports are one site.
    """
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2] != headers.get("host", "")


def _is_page(scope: Scope) -> bool:
    """Whether a browser asks for a page (the answer is Streamlit's index.html)."""
    wants_html = "text/html" in Headers(scope=scope).get("accept", "")
    return wants_html and not scope["path"].startswith(("/static/", "/api/", "/media/", "/component/"))


def _uncompressed(scope: Scope) -> Scope:
    """The request without what would make the answer compressed, partial or a mere 304."""
    headers = [(name, value) for name, value in scope["headers"] if name.lower() not in _REPLACED]
    return {**scope, "headers": headers}


class _Translated:
    """Rewrites the language of an HTML answer and adds the translations; passes everything else on unchanged."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if "text/html" in Headers(raw=message["headers"]).get("content-type", ""):
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self._start)
            return
        await self._send(message)

    async def _finish(self, start: Message) -> None:
        body = bytes(self._body).replace(_ENGLISH, _CHINESE, 1).replace(_HEAD, _ADDED, 1)
        headers = MutableHeaders(raw=list(start["headers"]))
        headers["Content-Length"] = str(len(body))
        headers["Content-Language"] = "zh-CN"
        headers["Cache-Control"] = "no-cache"
        for name in ("etag", "last-modified"):
            if name in headers:
                del headers[name]
        await self._send({**start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": body})
