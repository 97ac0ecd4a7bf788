"""What an upload says of itself in its address and headers, for the desktop's box and the phone's page alike."""

from __future__ import annotations

import base64
import binascii

from starlette.requests import Request
from starlette.responses import JSONResponse

from wizard.services.errors import refused
from wizard.services.resumable_uploads import Rest, Unfinished

BEFORE = "x-before"
PRIVATE = {"Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}


def rest_of(request: Request) -> Rest | None:
    """The rest of a large file that is sent, `None` for a file sent whole; raises `Refused` for what makes no sense."""
    asked = request.query_params
    if "mark" not in asked:
        return None
    try:
        before = base64.b64decode(request.headers.get(BEFORE, ""), validate=True)
        at, size = int(asked.get("at", "0")), int(asked["size"])
    except (binascii.Error, ValueError, KeyError) as error:
        raise refused("file", "请求里的文件位置不对。", "请刷新页面后重新选择文件。") from error
    if not 0 <= at <= size:
        raise refused("file", "请求里的文件位置不对。", "请刷新页面后重新选择文件。")
    return Rest(asked["mark"], size, at, before)


def wanted(unfinished: Unfinished) -> JSONResponse:
    """The answer while a file is not whole: how much of it is here."""
    return JSONResponse({"have": unfinished.have}, 409, headers=PRIVATE)
