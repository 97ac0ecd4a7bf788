"""Routes of the phone's upload page: no session, only a link that is good for one case and ten minutes."""

from __future__ import annotations

from html import escape
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from wizard.case import now
from wizard.knowledge.shown import shown_limit
from wizard.server.answers import plain_failures
from wizard.server.guard import address_of, forged, instance, refuse_forged
from wizard.server.uploads import rest_of, wanted
from wizard.services import evidence, phone, resumable_uploads
from wizard.services.errors import Unavailable, refused
from wizard.services.resumable_uploads import Unfinished

PAGE = Path(__file__).resolve().parents[2] / "assets" / "phone.html"
QUEUE = PAGE.parent / "scripts" / "upload_queue.js"
PRIVATE = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}
OVER = 410


async def _guest(request: Request, *, going_on: bool = False) -> phone.Guest:
    token, address = request.path_params["token"], address_of(request)
    return await run_in_threadpool(phone.guest, instance(), token, address, going_on=going_on)


async def page(request: Request) -> Response:
    """GET /u/{token}: the page for the phone; a dead link gets the same page with the words that say so."""
    try:
        visitor = await _guest(request)
    except (phone.LinkOver, Unavailable) as refusal:
        return HTMLResponse(_page("", 0, str(refusal), ""), OVER, headers=PRIVATE)
    left = int((visitor.expires - now()).total_seconds())
    room = await run_in_threadpool(phone.room_left, instance(), visitor)
    return HTMLResponse(_page(visitor.reference, left, "", shown_limit(room)), headers=PRIVATE)


def _page(reference: str, seconds: int, words: str, room: str) -> str:
    largest = evidence.limits(instance()).file_bytes
    values = {"reference": reference, "seconds": str(seconds), "words": words, "most": str(largest)}
    html = PAGE.read_text("utf-8").replace("{size}", shown_limit(largest)).replace("{room}", room)
    html = html.replace("{queue}", QUEUE.read_text("utf-8"))
    for name, value in values.items():
        html = html.replace(f"{{{name}}}", escape(value, quote=True))
    return html


@plain_failures
async def receive(request: Request) -> Response:
    """PUT /u/{token}/files?name=…: the raw body is streamed into the link's case; only that it arrived is told."""
    if forged(request):
        return refuse_forged()
    rest = rest_of(request)
    visitor = await _guest(request, going_on=rest is not None and rest.at > 0)
    name = evidence.plain_name(request.query_params.get("name", ""))
    try:
        received = await phone.receive(instance(), visitor, name, request.stream(), rest)
    except Unfinished as unfinished:
        return wanted(unfinished)
    return JSONResponse({"received": True, "duplicate": received.duplicate}, 201, headers=PRIVATE)


@plain_failures
async def arrived(request: Request) -> Response:
    """GET /u/{token}/files/arrived?mark=…&size=…: how many bytes of a large file are here already."""
    rest = rest_of(request)
    if rest is None:
        raise refused("mark", "请求里缺少文件的名字或大小。")
    visitor = await _guest(request, going_on=True)
    have = await run_in_threadpool(
        resumable_uploads.arrived, instance(), visitor.actor, visitor.case_id, rest.mark, rest.size
    )
    return JSONResponse({"have": have}, headers=PRIVATE)
