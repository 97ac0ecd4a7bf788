"""Exchanging a ticket for the session cookie, and giving the cookie back."""

from __future__ import annotations

import json
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from wizard.server.answers import plain_failures
from wizard.server.guard import COOKIE, forged, instance, refuse_forged, token_of
from wizard.server.single_sign_on import forget_identity
from wizard.services import people
from wizard.services.errors import refused

LARGEST_BODY = 256 * 1024


async def json_body(request: Request, largest: int = LARGEST_BODY) -> dict[str, Any]:
    """The request's JSON object; raises `Refused` when it is too large or not one."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise refused("body", "请求内容太大。")
    try:
        values = _loaded(bytes(body))
    except (ValueError, RecursionError) as error:
        raise refused("body", "请求内容不是有效的 JSON。") from error
    if not isinstance(values, dict):
        raise refused("body", "请求内容应当是一个 JSON 对象。")
    return values


def _loaded(body: bytes) -> Any:
    """The JSON value; half an emoji, as a browser sends it while one is typed, is left out: it cannot be stored."""
    values = json.loads(body)
    if b"\\ud" in body.lower():
        return json.loads(json.dumps(values, ensure_ascii=False).encode(errors="ignore"))
    return values


COOKIE_DAYS = 30  # the server decides when a session ends; the cookie only has to last longer


def set_cookie(response: Response, token: str, *, secure: bool) -> None:
    """The session cookie: unreadable by scripts, never sent from other sites, only over TLS where there is TLS."""
    response.set_cookie(
        COOKIE, token, max_age=COOKIE_DAYS * 86400, path="/", httponly=True, samesite="strict", secure=secure
    )


@plain_failures
async def open_session(request: Request) -> Response:
    """POST /auth/session {ticket}: 204 with the cookie, 401 for a used or expired ticket."""
    if forged(request):
        return refuse_forged()
    ticket = str((await json_body(request)).get("ticket", ""))
    session = await run_in_threadpool(people.open_session, instance(), ticket)
    if session is None:
        return JSONResponse({"error": "登录凭证已失效，请重新登录。"}, 401)
    response = Response(status_code=204, headers={"Cache-Control": "no-store"})
    set_cookie(response, session.token, secure=_secure(request))
    forget_identity(request, response)
    return response


def _secure(request: Request) -> bool:
    return instance().settings.secure or request.url.scheme == "https"


@plain_failures
async def sign_out(request: Request) -> Response:
    """POST /auth/sign-out: ends all sessions of the person and clears the cookie."""
    if forged(request):
        return refuse_forged()
    await run_in_threadpool(people.sign_out, instance(), token_of(request))
    response = Response(status_code=204, headers={"Cache-Control": "no-store"})
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict", secure=_secure(request))
    forget_identity(request, response)
    return response
