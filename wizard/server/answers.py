"""What routes answer: JSON with plain Chinese words, and files that browsers never open as active content."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from urllib.parse import quote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from wizard.input_problems import Problem
from wizard.server.middleware import protection
from wizard.services.errors import NotAllowed, NotFound, NotSignedIn, Refused, ServiceError, Unavailable
from wizard.services.logs import log
from wizard.settings import settings
from wizard.store.errors import StoreError, StoreUnavailable

Route = Callable[[Request], Awaitable[Response]]
NOT_SENT = "这次没有下载成功：服务器的磁盘或数据库暂时不能用，下载记录写不下。文件没有坏，请稍后再试，或联系管理员。"
_STATUS: tuple[tuple[type[Exception], int], ...] = (
    (NotSignedIn, 401),
    (NotAllowed, 403),
    (NotFound, 404),
    (Refused, 422),
    (Unavailable, 503),
    (StoreError, 503),
    (ServiceError, 400),
)


def problem_values(problem: Problem) -> dict[str, str]:
    """A problem as JSON values."""
    return {"field": problem.field, "message": problem.message, "mend": problem.mend}


def failure(error: Exception) -> JSONResponse:
    """The answer for something a service raised: status, `error` in words, `problems` one by one."""
    status = next(status for kind, status in _STATUS if isinstance(error, kind))
    body: dict[str, Any] = {"error": str(error)}
    if isinstance(error, Refused):
        body["problems"] = [problem_values(problem) for problem in error.problems]
    return JSONResponse(body, status, headers={"Cache-Control": "no-store"})


async def unexpected(_request: Request, error: Exception) -> JSONResponse:
    """The answer for a mistake of ours: no details leave the server; the log has the kind of error.

    Starlette gives it outside all middleware, so it carries the security headers itself.
    """
    log().error("request failed", kind=type(error).__name__)
    body = {"error": "服务器出错了，这次没有完成。请稍后再试；仍不行请联系管理员。"}
    return JSONResponse(body, 500, headers=protection(secure=settings().secure) | {"Cache-Control": "no-store"})


def plain_failures(route: Route) -> Route:
    """Turn what services raise into answers; nothing else is caught."""

    @functools.wraps(route)
    async def answered(request: Request) -> Response:
        try:
            return await route(request)
        except StoreUnavailable as error:
            return failure(StoreUnavailable(NOT_SENT) if request.method == "GET" else error)
        except (ServiceError, StoreError) as error:
            return failure(error)
        except ClientDisconnect:
            return Response(status_code=499)

    return answered


def attachment(file_name: str) -> str:
    """The Content-Disposition that saves a file under its name (RFC 5987), never opening it in the page."""
    plain = "".join(letter if letter.isascii() and letter.isalnum() or letter in "._-" else "_" for letter in file_name)
    return f"attachment; filename=\"{plain or 'file'}\"; filename*=UTF-8''{quote(file_name, safe='')}"


def download(content: bytes | Iterator[bytes], file_name: str, media_type: str) -> Response:
    """Bytes to be saved under a name; what comes piece by piece is sent so."""
    headers = {"Content-Disposition": attachment(file_name), "Cache-Control": "private, no-store"}
    if isinstance(content, bytes):
        return Response(content, media_type=media_type, headers=headers)
    return StreamingResponse(content, media_type=media_type, headers=headers)
