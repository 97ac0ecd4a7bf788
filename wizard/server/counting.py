"""Counters for monitors in Prometheus' text: requests by kind and status, and what `services.health` counts.

Only for this machine, or for who knows WIZARD_METRICS_TOKEN: a request that came through a proxy is told nothing.
"""

from __future__ import annotations

import secrets
import time

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wizard.server.guard import instance
from wizard.services.health import numbers
from wizard.store.errors import StoreError

KINDS = ("api", "auth", "verify", "health", "metrics", "static", "component", "media", "_stcore")
_requests = Counter("wizard_requests", "Requests answered", ["kind", "status"])
_seconds = Histogram("wizard_request_seconds", "Seconds until the answer began", ["kind"])
_LOCAL = ("127.0.0.1", "::1")


class Counting:
    """The outermost layer: counts what is answered, by kind of address and class of status, never by person."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        kind, began = kind_of(scope["path"]), time.perf_counter()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                _requests.labels(kind, f"{message['status'] // 100}xx").inc()
                _seconds.labels(kind).observe(time.perf_counter() - began)
            await send(message)

        await self._app(scope, receive, counted)


def kind_of(path: str) -> str:
    """The kind of an address: its first folder when it is one of ours, otherwise a page."""
    first = path.lstrip("/").partition("/")[0]
    return first if first in KINDS else "page"


async def metrics(request: Request) -> Response:
    """GET /metrics: the counters of this process and the numbers of the instance; 404 for everybody else."""
    if not _allowed(request):
        return PlainTextResponse("404", 404)
    try:
        counted = await run_in_threadpool(numbers, instance())
    except StoreError:
        counted = {}
    return Response(generate_latest() + _text(counted), media_type=CONTENT_TYPE_LATEST)


def _allowed(request: Request) -> bool:
    token = instance().settings.metrics_token
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token and secrets.compare_digest(given.encode(), token.encode()):
        return True
    forwarded = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    return request.client is not None and request.client.host in _LOCAL and not forwarded


def _text(counted: dict[str, float]) -> bytes:
    """Numbers as gauges in the same text."""
    from prometheus_client import CollectorRegistry

    class _Numbers:
        def collect(self) -> list[GaugeMetricFamily]:
            return [GaugeMetricFamily(f"wizard_{name}", name, value=value) for name, value in counted.items()]

    registry = CollectorRegistry()
    registry.register(_Numbers())
    return generate_latest(registry)
