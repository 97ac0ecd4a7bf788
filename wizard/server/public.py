"""Routes that need no sign-in: verification of a package, translations of built-in texts, health."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from wizard.server.answers import download, plain_failures
from wizard.server.guard import address_of, forged, instance, refuse_forged
from wizard.server.sign_in import json_body
from wizard.services import authority, packages
from wizard.services import health as monitoring
from wizard.services.building import relations
from wizard.services.errors import Unavailable, refused
from wizard.services.resumable_uploads import lively
from wizard.store.errors import unavailable
from wizard.team import limiter

ASSETS = Path(__file__).resolve().parents[2] / "assets"
LARGEST_PACKAGE = 2 * 1024 * 1024 * 1024
LARGEST_FACTS = 200_000
MOST_AT_ONCE = 4
MOST_OF_ONE_ADDRESS = 2
SILENCE = 20.0  # seconds without a byte, after which a sender is taken to be gone
SLOWEST, AT_FIRST = 20_000, 30.0  # bytes a second on the whole, and seconds in which a line may be slower
_verifying: Counter[str] = Counter()


@plain_failures
async def verify(request: Request) -> Response:
    """POST /verify?name=…: the verdict on the file in the body. The file is deleted before the answer is sent."""
    if forged(request):
        return refuse_forged()
    name = Path(request.query_params.get("name", "")).name[:200]
    path = instance().settings.temporary / f"verify-{secrets.token_hex(16)}"
    with _one_of_few(limiter.place_of(address_of(request))):
        try:
            await _keep(_steady(request.stream()), path)
            verdict = await run_in_threadpool(packages.verify, instance(), path, name)
        finally:
            path.unlink(missing_ok=True)
    return JSONResponse(verdict.as_json(), headers={"Cache-Control": "no-store"})


@contextmanager
def _one_of_few(address: str) -> Iterator[None]:
    """A place among those whose file is received or verified; nobody has signed in, so one address never has all."""
    if _verifying.total() >= MOST_AT_ONCE or _verifying[address] >= MOST_OF_ONE_ADDRESS:
        raise Unavailable("正在校验的文件太多，请稍后再试。")
    _verifying[address] += 1
    try:
        yield
    finally:
        _verifying[address] -= 1
        if not _verifying[address]:
            del _verifying[address]


async def _steady(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The chunks as they come; raises `Refused` for a line so slow that it only takes up a place."""
    began, size = time.monotonic(), 0
    try:
        async for chunk in lively(chunks, SILENCE):
            size, taken = size + len(chunk), time.monotonic() - began
            if taken > AT_FIRST and size < SLOWEST * taken:
                raise TimeoutError
            yield chunk
    except TimeoutError as error:
        raise refused("file", "文件传得太慢，或者中断了。", "请换个网络再试，或用命令行校验。") from error


@plain_failures
async def verify_together(request: Request) -> Response:
    """POST /verify/together: how files belong together, by the verdicts the page was given; nothing is kept."""
    if forged(request):
        return refuse_forged()
    values = await json_body(request, LARGEST_FACTS)
    facts = values.get("verdicts")
    if not isinstance(facts, list) or not all(isinstance(one, dict) for one in facts):
        raise refused("verdicts", "请求里缺少校验结果。")
    return JSONResponse({"relations": relations(facts)}, headers={"Cache-Control": "no-store"})


async def _keep(chunks: AsyncIterator[bytes], path: Path) -> None:
    """Stream a body to a temporary file; raises `Refused` when it is empty or too large."""
    size = 0
    try:
        with path.open("wb") as out:
            async for chunk in chunks:
                size += len(chunk)
                if size > LARGEST_PACKAGE:
                    raise refused("file", "文件超过 2 GB。", "请用命令行校验：python -m wizard verify 文件。")
                await asyncio.to_thread(out.write, chunk)
    except OSError as error:
        raise unavailable(error) or error from error
    if size == 0:
        raise refused("file", "文件是空的。", "请选择材料包（ZIP）或其中的 PDF。")


@plain_failures
async def revocation_list(_request: Request) -> Response:
    """GET /authority/revoked.crl: which certificates of this instance are not good any more (RFC 5280, DER)."""
    content = await run_in_threadpool(authority.revocation_list, instance())
    return download(content, "revoked.crl", "application/pkix-crl")


@plain_failures
async def certificate(_request: Request) -> Response:
    """GET /authority/certificate.pem: the certificate that this instance issues under."""
    content = await run_in_threadpool(authority.certificate, instance())
    return download(content, "certificate.pem", "application/x-pem-file")


async def translations(_request: Request) -> Response:
    """GET /zh.js: Chinese words for Streamlit's own English texts."""
    headers = {"Cache-Control": "public, max-age=3600"}
    return FileResponse(ASSETS / "scripts" / "zh.js", media_type="text/javascript", headers=headers)


async def health(_request: Request) -> Response:
    """GET /health: the state of database, file store, workers and disk; 503 when people cannot work."""
    found = await run_in_threadpool(monitoring.health, instance())
    return JSONResponse({"status": found.status} | vars(found), 503 if found.status == monitoring.LOST else 200)
