"""Asking the addresses beside Streamlit: a client, somebody signed in, and what a browser sends."""

import base64
import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from wizard.case import now
from wizard.server.answers import unexpected
from wizard.server.middleware import Guardian
from wizard.server.routes import routes
from wizard.services import cases
from wizard.services.access import Actor
from wizard.services.instance import Instance
from wizard.team import tokens

OURS = {"X-Wizard": "1"}


@pytest.fixture
def web(instance: Instance) -> Iterator[TestClient]:
    app = Starlette(routes=routes(), middleware=[Middleware(Guardian)], exception_handlers={Exception: unexpected})
    with TestClient(app, base_url="http://testserver", raise_server_exceptions=False) as client:
        yield client


def signed_in(web: TestClient, instance: Instance, actor: Actor) -> TestClient:
    """The client with a session of `actor`, through a ticket as the browser gets it."""
    ticket = tokens.new_token()
    with instance.store.write() as work:
        expires = now().replace(year=now().year + 1)
        work.sessions.issue("ticket", tokens.digest(ticket), expires, person_id=actor.person_id)
    answer = web.post("/auth/session", json={"ticket": ticket}, headers=OURS)
    assert answer.status_code == 204
    return web


@pytest.fixture
def case_id(instance: Instance, office) -> str:
    return cases.create(instance, office.owner).case.id


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "green").save(out, "PNG")
    return out.getvalue()


def addresses(case_id: str) -> list[tuple[str, str]]:
    """Every address below /api, read from the routes themselves."""
    found = []
    for route in routes():
        path = re.sub(r"\{(\w+):\w+\}", lambda match: {"case": case_id, "version": "1", "kind": "ics"}.get(
            match[1], "x"), route.path)  # fmt: skip
        if path.startswith("/api/"):
            found += [(method, path) for method in route.methods if method != "HEAD"]
    return found


def rest(begin: int, content: bytes, **more: str) -> dict[str, object]:
    """What the box sends of a large file from a byte on."""
    before = base64.b64encode(content[max(0, begin - 2048) : begin]).decode()
    params = {"name": "录屏.png", "mark": f"录屏.png|{len(content)}|1", "size": str(len(content)), "at": str(begin)}
    return {
        "params": params | more,
        "content": content[begin:],
        "headers": OURS | ({"X-Before": before} if begin else {}),
    }
