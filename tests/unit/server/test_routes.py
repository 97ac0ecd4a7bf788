"""The addresses beside Streamlit: nothing without a session, nothing of another team, no details of what went wrong."""

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from tests.unit.server.asking import OURS, addresses, signed_in
from wizard.case import new_case_id, now
from wizard.changes import Change
from wizard.server.counting import Counting
from wizard.server.guard import COOKIE
from wizard.server.middleware import Guardian
from wizard.server.routes import routes
from wizard.services import cases, members
from wizard.services.instance import Instance
from wizard.store.errors import StoreUnavailable
from wizard.team import tokens


def test_every_address_without_a_session_says_401_and_nothing_else(web: TestClient, case_id: str) -> None:
    asked = addresses(case_id)
    assert len(asked) >= 8
    for method, path in asked:
        for cookies in ({}, {COOKIE: "forged"}, {COOKIE: ""}):
            answer = web.request(method, path, headers=OURS, cookies=cookies, content=b"x")
            assert (answer.status_code, answer.json()) == (401, {"error": "登录已结束，请重新登录。"}), path


def test_every_address_of_another_teams_case_is_not_found(
    web: TestClient, instance: Instance, office, case_id: str
) -> None:
    signed_in(web, instance, office.stranger)
    for method, path in addresses(case_id):
        theirs = web.request(method, path, headers=OURS, json={"path": "narrative", "base": "", "value": "x"})
        nowhere = web.request(method, path.replace(case_id, new_case_id()), headers=OURS, json={"path": "narrative"})
        assert theirs.status_code == nowhere.status_code == 404, path
        assert theirs.json() == nowhere.json(), "a stranger must not learn whether a case exists"


def test_an_open_page_learns_that_its_case_was_deleted_or_its_team_was_left(
    web: TestClient, instance: Instance, office, case_id: str
) -> None:
    signed_in(web, instance, office.editor)
    address = f"/api/cases/{case_id}/here"
    shown = {"step": "facts", "version": 1, "team": office.editor.team_id}
    assert web.post(address, json=shown, headers=OURS).json()["others"] == []
    cases.delete(instance, office.owner, case_id)
    assert (gone := web.post(address, json=shown, headers=OURS)).status_code == 404 and gone.json()["gone"] == "case"
    members.leave(instance, office.editor)
    assert (left := web.post(address, json=shown, headers=OURS)).status_code == 404 and left.json()["gone"] == "team"


def test_writes_need_our_own_header(web: TestClient, instance: Instance, office, case_id: str) -> None:
    signed_in(web, instance, office.owner)
    for method, path in addresses(case_id):
        if method != "GET":
            assert web.request(method, path, content=b"{}").status_code == 403, path
    assert web.post("/auth/session", json={"ticket": "x"}).status_code == 403
    assert web.post("/verify", content=b"x").status_code == 403
    assert web.post("/auth/sign-out").status_code == 403


def test_half_an_emoji_is_left_out_and_the_rest_is_kept(
    web: TestClient, instance: Instance, office, case_id: str
) -> None:
    """A browser sends half of a pair while the other half is being typed; with a conflict it would be sent back."""
    signed_in(web, instance, office.owner)
    address, broken = f"/api/cases/{case_id}/text", r'{"path": "narrative", "base": %s, "value": "%s\ud83d"}'
    assert web.put(address, content=broken % ('""', "经过"), headers=OURS).status_code == 200
    conflict = web.put(address, content=broken % ('"别的"', "另写"), headers=OURS)
    assert conflict.status_code == 200 and conflict.json()["conflict"]["mine"] == "另写"
    assert cases.read(instance, office.owner, case_id).case.narrative == "经过"
    assert web.post("/auth/session", content=rb'{"ticket": "\ud800"}', headers=OURS).status_code == 401


def test_an_unknown_address_below_api_is_never_a_page(web: TestClient, instance: Instance, office) -> None:
    assert web.get("/api/nothing/here").status_code == 401
    assert signed_in(web, instance, office.owner).get("/api/nothing/here").status_code == 404


def test_the_cookie_is_out_of_reach(web: TestClient, instance: Instance, office) -> None:
    ticket = tokens.new_token()
    with instance.store.write() as work:
        work.sessions.issue("ticket", tokens.digest(ticket), now().replace(year=2100), person_id=office.owner.person_id)
    first = web.post("/auth/session", json={"ticket": ticket}, headers=OURS)
    cookie = first.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Path=/" in cookie and "Secure" not in cookie
    assert web.post("/auth/session", json={"ticket": ticket}, headers=OURS).status_code == 401


def test_behind_tls_the_cookie_is_secure(instance: Instance, office) -> None:
    app = Starlette(routes=routes(), middleware=[Middleware(Guardian, secure=True)])
    with TestClient(app, base_url="https://testserver") as web:
        ticket = tokens.new_token()
        with instance.store.write() as work:
            work.sessions.issue(
                "ticket", tokens.digest(ticket), now().replace(year=2100), person_id=office.owner.person_id
            )
        answer = web.post("/auth/session", json={"ticket": ticket}, headers=OURS)
        assert "Secure" in answer.headers["set-cookie"] and "strict-transport-security" in answer.headers


def test_signing_out_ends_a_copied_cookie(web: TestClient, instance: Instance, office, case_id: str) -> None:
    signed_in(web, instance, office.owner)
    copied = web.cookies[COOKIE]
    assert web.post("/auth/sign-out", headers=OURS).status_code == 204
    web.cookies.clear()
    assert web.get(f"/api/cases/{case_id}/case.json", cookies={COOKIE: copied}).status_code == 401


def test_text_saves_itself_and_says_when(web: TestClient, instance: Instance, office, case_id: str) -> None:
    signed_in(web, instance, office.editor)
    address = f"/api/cases/{case_id}/text"
    saved = web.put(address, json={"path": "narrative", "base": "", "value": "第一稿"}, headers=OURS).json()
    assert saved["version"] == 2 and saved["saved_at"]
    cases.save(instance, office.owner, case_id, [Change("narrative", "第一稿", "同事的稿")])
    clash = web.put(address, json={"path": "narrative", "base": "第一稿", "value": "第二稿"}, headers=OURS).json()
    assert clash["conflict"] == {"path": "narrative", "mine": "第二稿", "theirs": "同事的稿", "by": "王五"}
    long = web.put(address, json={"path": "narrative", "base": "同事的稿", "value": "字" * 100_000}, headers=OURS)
    assert long.status_code == 422 and "最多 20000 个字" in long.json()["error"]
    assert cases.read(instance, office.owner, case_id).case.narrative == "同事的稿"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"{}", b'{"path": 5}', b"\xff\xfe", b"[" * 100_000])
def test_broken_bodies_are_refused_in_words(
    web: TestClient, instance: Instance, office, case_id: str, body: bytes
) -> None:
    signed_in(web, instance, office.owner)
    answer = web.put(f"/api/cases/{case_id}/text", content=body, headers=OURS)
    assert answer.status_code == 422 and answer.json()["error"]


@pytest.mark.parametrize(
    "tail", ["../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "exhibits/../../x/original", "packages/..%2f1"]
)
def test_paths_lead_nowhere_else(web: TestClient, instance: Instance, office, case_id: str, tail: str) -> None:
    signed_in(web, instance, office.owner)
    answer = web.get(f"/api/cases/{case_id}/{tail}")
    assert answer.status_code in (404, 405) and b"root:" not in answer.content


def test_the_case_comes_out_as_a_file(web: TestClient, instance: Instance, office, case_id: str) -> None:
    signed_in(web, instance, office.viewer)
    answer = web.get(f"/api/cases/{case_id}/case.json")
    assert answer.json()["id"] == case_id and answer.headers["content-disposition"].startswith("attachment")
    calendar = web.get(f"/api/cases/{case_id}/followup.ics")
    assert calendar.status_code == 200 and calendar.content.startswith(b"BEGIN:VCALENDAR")
    assert web.get(f"/api/cases/{case_id}/followup.exe").status_code == 404


def test_every_answer_has_the_headers(web: TestClient) -> None:
    for path in ("/health", "/zh.js", "/nowhere", "/_stcore/metrics", "/api/cases/x/case.json"):
        headers = web.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "same-origin"
        assert "unsafe-eval" not in headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/upload_file/x/y"])
def test_streamlits_public_doors_are_shut(web: TestClient, path: str) -> None:
    assert web.get(path).status_code == 404


def test_health_says_only_that_it_is_well(web: TestClient, instance: Instance) -> None:
    parts = ("status", "database", "files", "workers", "disk")
    assert web.get("/health").json() == dict.fromkeys(parts, "ok")


def test_a_lost_database_is_a_503(web: TestClient, instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost() -> None:
        raise StoreUnavailable("weg")

    monkeypatch.setattr(instance.store, "read", lost)
    answer = web.get("/health")
    assert (answer.status_code, answer.json()["database"]) == (503, "unavailable") and "weg" not in answer.text


def monitor(instance: Instance, address: str) -> TestClient:
    app = Starlette(routes=routes(), middleware=[Middleware(Counting), Middleware(Guardian)])
    return TestClient(app, base_url="http://testserver", client=(address, 5000))


def test_counters_are_for_this_machine_only(instance: Instance, office, case_id: str) -> None:
    here = monitor(instance, "127.0.0.1")
    here.get(f"/api/cases/{case_id}/case.json")
    told = here.get("/metrics").text
    assert 'wizard_requests_total{kind="api",status="4xx"}' in told and "wizard_cases 1.0" in told
    assert case_id not in told and office.owner.name not in told
    assert here.get("/metrics", headers={"X-Forwarded-For": "10.0.0.9"}).status_code == 404
    assert monitor(instance, "10.0.0.9").get("/metrics").status_code == 404


def test_another_machine_needs_the_token(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    web = monitor(instance, "10.0.0.9")
    monkeypatch.setattr(instance.settings, "metrics_token", "correct-horse")
    asked = [
        web.get("/metrics", headers={"Authorization": f"Bearer {token}"}) for token in ("", "wrong", "correct-horse")
    ]
    assert [answer.status_code for answer in asked] == [404, 404, 200]


def test_a_mistake_of_ours_shows_no_details(
    web: TestClient, instance: Instance, office, case_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(web, instance, office.owner)
    monkeypatch.setattr(cases, "export_json", lambda *_: 1 / 0)
    answer = web.get(f"/api/cases/{case_id}/case.json")
    assert answer.status_code == 500 and "出错" in answer.json()["error"] and "division" not in answer.text


def test_certificate_and_revocation_list_are_for_everybody(web: TestClient, instance: Instance, tmp_path) -> None:
    from tests.unit.package.samples import request
    from wizard.package import build

    assert web.get("/authority/revoked.crl").status_code == 404
    build(request(tmp_path, instance.settings.authority, []))
    listed, root = web.get("/authority/revoked.crl"), web.get("/authority/certificate.pem")
    assert listed.headers["content-type"] == "application/pkix-crl"
    assert root.content.startswith(b"-----BEGIN CERTIFICATE-----") and b"PRIVATE" not in root.content
