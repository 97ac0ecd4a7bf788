"""Who asks: the session cookie, the header that other sites cannot send, and the team a case belongs to."""

from __future__ import annotations

import functools

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from wizard import bootstrap
from wizard.server.answers import Route, plain_failures
from wizard.services import cases, people
from wizard.services.access import Actor
from wizard.services.errors import NotFound, NotSignedIn
from wizard.services.instance import Instance
from wizard.services.people import SignedIn

COOKIE = "wizard_session"
HEADER = "x-wizard"
_SAFE = ("GET", "HEAD")


def instance() -> Instance:
    """The instance of this process."""
    return bootstrap.instance()


def token_of(request: Request) -> str:
    """The session token of a request; empty without one."""
    return request.cookies.get(COOKIE, "")


def address_of(request: Request) -> str:
    """The client's address, for the sign-in limiter."""
    return request.client.host if request.client else ""


def forged(request: Request) -> bool:
    """Whether a write lacks the header that only our own pages can send (beside SameSite=Strict)."""
    return request.method not in _SAFE and request.headers.get(HEADER) != "1"


def refuse_forged() -> JSONResponse:
    """The answer to such a write."""
    return JSONResponse({"error": "请求来源无法确认。请刷新页面后再试。"}, 403)


def signed_in_only(route: Route, *, in_use: bool = True) -> Route:
    """Let a route run only for a good session; `request.state.person` is who it is. Otherwise 401 and nothing else.

    `in_use` is False for what a page asks by itself: that nobody clicks must let the session end.
    """

    @functools.wraps(route)
    async def guarded(request: Request) -> Response:
        person = await run_in_threadpool(people.person_of, instance(), token_of(request), in_use=in_use)
        if person is None:
            raise NotSignedIn
        if forged(request):
            return refuse_forged()
        request.state.person = person
        return await route(request)

    return plain_failures(guarded)


watching_only = functools.partial(signed_in_only, in_use=False)


async def actor_for(request: Request) -> Actor:
    """The person in the team that owns the case of the address; raises `NotFound` for other teams' cases."""
    return await run_in_threadpool(_owner, request.state.person, request.path_params["case"])


def member_of(request: Request) -> Actor:
    """The person in the team of the address; raises `NotFound` for teams they are not in."""
    for actor in request.state.person.actors:
        if actor.team_id == request.path_params["team"]:
            found: Actor = actor
            return found
    raise NotFound("团队")


def _owner(person: SignedIn, case_id: str) -> Actor:
    for actor in person.actors:
        try:
            cases.version_of(instance(), actor, case_id)
        except NotFound:
            continue
        return actor
    raise NotFound("案件")
