"""Attacks on the addresses beside Streamlit: fixed and stale cookies, other sites, roles that changed, odd requests."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from tests.unit.server.asking import OURS, addresses, case_id, signed_in, web
from wizard.server.guard import COOKIE
from wizard.server.middleware import HEADERS, Guardian
from wizard.server.routes import routes
from wizard.services import cases, keys, members, people
from wizard.services.instance import Instance

__all__ = ["case_id", "web"]
PRIVATE = "/api/cases/{}/case.json"


def test_a_cookie_fixed_before_signing_in_is_not_the_one_after(
    web: TestClient, instance: Instance, office, case_id: str
) -> None:
    """The attacker's own good cookie in the victim's browser: after signing in it is another one."""
    signed_in(web, instance, office.stranger)
    planted = str(web.cookies[COOKIE])
    signed_in(web, instance, office.owner)
    assert web.cookies[COOKIE] != planted
    web.cookies.clear()
    assert web.get(PRIVATE.format(case_id), cookies={COOKIE: planted}).status_code == 404, "still the attacker's alone"


def test_a_cookie_copied_before_a_new_password_is_stale(
    web: TestClient, instance: Instance, office, case_id: str
) -> None:
    signed_in(web, instance, office.editor)
    assert web.get(PRIVATE.format(case_id)).status_code == 200
    issued = people.reset_code(instance, office.owner, office.editor.person_id)
    people.reset_password(instance, issued.code, "another horse battery")
    assert web.get(PRIVATE.format(case_id)).status_code == 401


def test_a_cookie_is_stale_after_the_key_was_rotated(web: TestClient, instance: Instance, office, case_id: str) -> None:
    signed_in(web, instance, office.editor)
    keys.rotate(instance)
    assert web.get(PRIVATE.format(case_id)).status_code == 401


def test_deactivation_and_demotion_count_at_the_next_request(
    web: TestClient, instance: Instance, office, case_id: str
) -> None:
    signed_in(web, instance, office.editor)
    text = {"path": "narrative", "base": "", "value": "x"}
    members.change_role(instance, office.owner, office.editor.person_id, "viewer")
    assert web.put(f"/api/cases/{case_id}/text", json=text, headers=OURS).status_code == 403
    members.deactivate(instance, office.owner, office.editor.person_id)
    assert web.get(PRIVATE.format(case_id)).status_code == 401


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/x-www-form-urlencoded"])
def test_another_site_writes_nothing(web: TestClient, instance: Instance, office, case_id: str, kind: str) -> None:
    """With the cookie, which SameSite=Strict would not even send, but without the header that needs CORS."""
    signed_in(web, instance, office.owner)
    writes = [(method, path) for method, path in addresses(case_id) if method not in ("GET", "HEAD")]
    assert len(writes) > 4
    for method, path in [*writes, ("POST", "/auth/sign-out"), ("POST", "/auth/session"), ("POST", "/verify")]:
        headers = {"Content-Type": kind, "Origin": "https://evil.example"}
        assert web.request(method, path, content=b"{}", headers=headers).status_code == 403, path
    assert cases.read(instance, office.owner, case_id).version == 1


def test_no_other_site_is_allowed_to_read(web: TestClient, instance: Instance, office, case_id: str) -> None:
    signed_in(web, instance, office.owner)
    for path in (PRIVATE.format(case_id), "/health", "/zh.js"):
        answer = web.get(path, headers={"Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in answer.headers, path
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_the_team_in_an_address_must_be_ones_own(web: TestClient, instance: Instance, office) -> None:
    signed_in(web, instance, office.stranger)
    assert web.get("/api/teams/t1/record.csv").status_code == 404
    assert web.get("/api/teams/t2/record.csv").status_code == 200


@pytest.fixture
def bare(instance: Instance) -> Iterator[TestClient]:
    with TestClient(Starlette(routes=routes(), middleware=[Middleware(Guardian)])) as client:
        yield client


def test_the_headers_are_on_every_kind_of_answer(bare: TestClient, case_id: str) -> None:
    for method, path in [*addresses(case_id), ("GET", "/nowhere"), ("POST", "/auth/session"), ("GET", "/health")]:
        answer = bare.request(method, path)
        for name, value in HEADERS.items():
            assert answer.headers.get(name) == value, (path, name)


def test_the_headers_are_on_the_answer_to_a_mistake_of_ours(
    web: TestClient, instance: Instance, office, case_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Starlette answers it outside all middleware."""
    signed_in(web, instance, office.owner)
    monkeypatch.setattr(cases, "export_json", lambda *_: 1 / 0)
    answer = web.get(PRIVATE.format(case_id))
    assert answer.status_code == 500 and answer.headers["cache-control"] == "no-store"
    for name, value in HEADERS.items():
        assert answer.headers.get(name) == value, name


@pytest.mark.parametrize("digits", [10, 31, 5000])
def test_a_number_of_thousands_of_digits_is_no_address(
    web: TestClient, instance: Instance, office, case_id: str, digits: int
) -> None:
    """Python reads no number of over 4300 digits: a mistake of ours for everybody, signed in or not."""
    for path in (f"packages/{'9' * digits}", f"exhibits/x/pages/{'9' * digits}"):
        web.cookies.clear()
        assert web.get(f"/api/cases/{case_id}/{path}").status_code == 401
        signed_in(web, instance, office.owner)
        assert web.get(f"/api/cases/{case_id}/{path}").status_code == 404


def test_ids_cannot_be_guessed(instance: Instance, office) -> None:
    made = {cases.create(instance, office.owner).case.id for _ in range(50)}
    assert len(made) == 50 and all(len(one) == 32 and int(one, 16) for one in made)
    assert len({one[:6] for one in made}) > 45, "no counting up"
