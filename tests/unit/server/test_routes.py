"""The addresses beside Streamlit: nothing without a session, nothing of another team, nothing half-received."""

import base64
import errno
import io
import re
from collections.abc import Iterator

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from wizard.case import new_case_id, now
from wizard.changes import Change
from wizard.server.answers import attachment, unexpected
from wizard.server.counting import Counting
from wizard.server.guard import COOKIE
from wizard.server.middleware import Guardian
from wizard.server.routes import routes
from wizard.services import cases
from wizard.services.access import Actor
from wizard.services.instance import Instance
from wizard.store.errors import StoreUnavailable
from wizard.team import tokens

OURS = {"X-Wizard": "1"}
TICKET_LIFE = 30


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


def test_viewers_write_nothing(web: TestClient, instance: Instance, office, case_id: str) -> None:
    signed_in(web, instance, office.viewer)
    text = web.put(f"/api/cases/{case_id}/text", json={"path": "narrative", "base": "", "value": "x"}, headers=OURS)
    file = web.put(f"/api/cases/{case_id}/files?name=a.png", content=picture(), headers=OURS)
    assert text.status_code == file.status_code == 403 and "查看" in text.json()["error"]


def test_a_file_goes_in_and_comes_out_as_an_attachment(
    web: TestClient, instance: Instance, office, case_id: str
) -> None:
    signed_in(web, instance, office.owner)
    content = picture()
    answer = web.put(f"/api/cases/{case_id}/files", params={"name": '违规"详情\r\n.png'}, content=content, headers=OURS)
    assert answer.status_code == 201 and answer.json()["number"] == 1
    exhibit = answer.json()["exhibit"]["id"]
    out = web.get(f"/api/cases/{case_id}/exhibits/{exhibit}/original")
    assert out.content == content and out.headers["content-type"] == "application/octet-stream"
    assert out.headers["content-disposition"].startswith("attachment; filename=")
    assert out.headers["x-content-type-options"] == "nosniff" and "no-store" in out.headers["cache-control"]
    shown = web.get(f"/api/cases/{case_id}/exhibits/{exhibit}/preview")
    assert shown.headers["content-type"] == "image/jpeg" and shown.content[:2] == b"\xff\xd8"


def test_a_page_or_a_drawing_is_never_opened_in_our_name(
    web: TestClient, instance: Instance, office, case_id: str
) -> None:
    signed_in(web, instance, office.owner)
    script = b"<html><script>alert(1)</script></html>"
    answer = web.put(f"/api/cases/{case_id}/files?name=a.html", content=script, headers=OURS)
    if answer.status_code == 201:
        out = web.get(f"/api/cases/{case_id}/exhibits/{answer.json()['exhibit']['id']}/original")
        assert out.headers["content-type"] == "application/octet-stream"
        assert out.headers["content-disposition"].startswith("attachment")
    else:
        assert answer.status_code == 422 and answer.json()["problems"]


def test_too_large_is_said_before_and_while_it_streams(
    web: TestClient, instance: Instance, office, case_id: str
) -> None:
    signed_in(web, instance, office.owner)
    instance.settings.max_file_bytes = 50_000
    declared = web.put(f"/api/cases/{case_id}/files?name=a.bin", content=bytes(60_000), headers=OURS)
    streamed = web.put(f"/api/cases/{case_id}/files?name=a.bin", content=(bytes(1000) for _ in range(60)), headers=OURS)
    assert declared.status_code == streamed.status_code == 422 and "上限" in streamed.json()["error"]
    assert cases.read(instance, office.owner, case_id).case.exhibits == []


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


def test_attachment_names_are_quoted() -> None:
    name = attachment('投诉"材料\r\nv1;x.zip')
    assert "\r" not in name and "\n" not in name and name.count('"') == 2
    assert name.endswith("filename*=UTF-8''%E6%8A%95%E8%AF%89%22%E6%9D%90%E6%96%99%0D%0Av1%3Bx.zip")


def test_certificate_and_revocation_list_are_for_everybody(web: TestClient, instance: Instance, tmp_path) -> None:
    from tests.unit.package.samples import request
    from wizard.package import build

    assert web.get("/authority/revoked.crl").status_code == 404
    build(request(tmp_path, instance.settings.authority, []))
    listed, root = web.get("/authority/revoked.crl"), web.get("/authority/certificate.pem")
    assert listed.headers["content-type"] == "application/pkix-crl"
    assert root.content.startswith(b"-----BEGIN CERTIFICATE-----") and b"PRIVATE" not in root.content


def test_reading_begins_with_the_upload(web: TestClient, instance: Instance, office, case_id, monkeypatch) -> None:
    signed_in(web, instance, office.owner)
    asked: list[str] = []
    monkeypatch.setattr(instance.queue, "add", lambda case, pieces: asked.append(case))
    text = "工单号 GD3449136470".encode()
    assert web.put(f"/api/cases/{case_id}/files?name=a.txt", content=text, headers=OURS).status_code == 201
    assert asked == [case_id]


def test_what_is_over_the_limit_says_how_large_it_may_be(web: TestClient, instance, office, case_id) -> None:
    signed_in(web, instance, office.owner)
    address = f"/api/cases/{case_id}/files?name=录屏.mp4"
    instance.settings.max_file_bytes = 2 * 1024 * 1024
    over = web.put(address, content=bytes(2 * 1024 * 1024 + 1), headers=OURS)
    assert over.status_code == 422 and over.json()["error"] == (
        "「录屏.mp4」超过单个文件 2 MB 的上限。请压缩、裁剪或分段后再上传。"
    )
    instance.settings.max_case_bytes = 1024 * 1024
    little = web.put(address, content=bytes(1024 * 1024 + 1), headers=OURS).json()["error"]
    assert "还能放 1 MB" in little and "请删去不需要的文件" in little
    instance.settings.max_case_bytes = 1
    full = web.put(address, content=b"x" * 2, headers=OURS).json()["error"]
    assert "还能放" in full
    instance.settings.max_case_bytes = 10**6
    assert web.put(f"/api/cases/{case_id}/files?name=a.txt", content="经过".encode(), headers=OURS).status_code == 201
    instance.settings.max_case_bytes = 6
    full = web.put(address, content=b"x", headers=OURS).json()["error"]
    assert "已达" in full and "放不下了" in full and "请删去不需要的文件" in full


def test_an_archive_is_sent_and_comes_back_byte_for_byte(web: TestClient, instance, office, case_id) -> None:
    from tests.unit.evidence.inspection.makers import zipped

    signed_in(web, instance, office.owner)
    monkey = zipped({"a.txt": "经过".encode()})
    answer = web.put(f"/api/cases/{case_id}/files?name=证据.zip", content=monkey, headers=OURS).json()
    assert answer["exhibit"] is None and answer["bundle"]["file_name"] == "证据.zip"
    back = web.get(f"/api/cases/{case_id}/bundles/{answer['bundle']['id']}/original")
    assert back.content == monkey and back.headers["content-type"] == "application/octet-stream"
    assert back.headers["content-disposition"].startswith("attachment")


def test_a_recording_is_played_piece_by_piece_and_nothing_else_is(web: TestClient, instance, office, case_id) -> None:
    from tests.unit.evidence.inspection.makers import wav

    signed_in(web, instance, office.owner)
    sound = wav(4)
    heard = web.put(f"/api/cases/{case_id}/files?name=通话.wav", content=sound, headers=OURS).json()["exhibit"]["id"]
    seen = web.put(f"/api/cases/{case_id}/files?name=a.png", content=picture(), headers=OURS).json()["exhibit"]["id"]
    part = web.get(f"/api/cases/{case_id}/exhibits/{heard}/play", headers={"Range": "bytes=10-19"})
    assert part.status_code == 206 and part.content == sound[10:20] and part.headers["content-type"] == "audio/wav"
    assert web.get(f"/api/cases/{case_id}/exhibits/{seen}/play").status_code == 404


def test_a_full_disk_while_sending_or_fetching_is_said(web: TestClient, instance, office, case_id, monkeypatch) -> None:
    signed_in(web, instance, office.owner)
    address = f"/api/cases/{case_id}/files?name=a.png"
    kept = web.put(address, content=picture(), headers=OURS).json()["exhibit"]["id"]

    async def full(*_arguments, **_options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(instance.files, "_stream", full)
    sending = web.put(address, content=b"x" * 1000, headers=OURS)
    assert sending.status_code == 503 and "磁盘已满" in sending.json()["error"]
    assert len(cases.read(instance, office.owner, case_id).case.exhibits) == 1

    def no_write(*_arguments, **_options):
        raise StoreUnavailable("服务器磁盘已满")

    monkeypatch.setattr(type(instance.store), "write", no_write)
    fetching = web.get(f"/api/cases/{case_id}/exhibits/{kept}/original")
    assert fetching.status_code == 503 and "没有下载成功" in fetching.json()["error"]
    assert "文件没有坏" in fetching.json()["error"]


def rest(begin: int, content: bytes, **more: str) -> dict[str, object]:
    """What the box sends of a large file from a byte on."""
    before = base64.b64encode(content[max(0, begin - 2048) : begin]).decode()
    params = {"name": "录屏.png", "mark": f"录屏.png|{len(content)}|1", "size": str(len(content)), "at": str(begin)}
    return {
        "params": params | more,
        "content": content[begin:],
        "headers": OURS | ({"X-Before": before} if begin else {}),
    }


def test_a_large_file_goes_on_where_it_broke_off(web: TestClient, instance: Instance, office, case_id: str) -> None:
    content, address = picture() + bytes(range(256)) * 40, f"/api/cases/{case_id}/files"
    signed_in(web, instance, office.owner)
    asked = {"mark": f"录屏.png|{len(content)}|1", "size": str(len(content))}
    assert web.get(f"{address}/arrived", params=asked).json() == {"have": 0}
    first = rest(0, content) | {"content": content[:4000]}
    assert (answer := web.put(address, **first)).status_code == 409 and answer.json() == {"have": 4000}
    assert web.get(f"{address}/arrived", params=asked).json() == {"have": 4000}
    answer = web.put(address, **rest(2000, content))
    assert answer.status_code == 409 and answer.json() == {"have": 4000}
    answer = web.put(address, **rest(4000, content))
    assert answer.status_code == 201 and answer.json()["exhibit"]["size"] == len(content)


@pytest.mark.parametrize(
    "more", [{"size": "x"}, {"size": "-1"}, {"at": "-5"}, {"at": "99999999"}, {"mark": ""}, {"mark": "x" * 1500}]
)
def test_a_rest_that_makes_no_sense_is_refused_in_words(web, instance, office, case_id, more: dict[str, str]) -> None:
    signed_in(web, instance, office.owner)
    answer = web.put(f"/api/cases/{case_id}/files", **rest(0, picture(), **more))
    assert answer.status_code == 422 and "请刷新页面" in answer.text
    headers = OURS | {"X-Before": "keine Basis"}
    wrong = rest(0, picture()) | {"headers": headers}
    assert web.put(f"/api/cases/{case_id}/files", **wrong).status_code == 422


def test_the_half_of_a_file_is_nobody_elses(web: TestClient, instance: Instance, office, case_id: str) -> None:
    content, address = picture() * 3, f"/api/cases/{case_id}/files"
    asked = {"mark": f"录屏.png|{len(content)}|1", "size": str(len(content))}
    assert web.get(f"{address}/arrived", params=asked).status_code == 401
    signed_in(web, instance, office.owner)
    web.put(address, **(rest(0, content) | {"content": content[:100]}))
    signed_in(web, instance, office.stranger)
    assert web.get(f"{address}/arrived", params=asked).status_code == 404
    assert web.put(address, **rest(100, content)).status_code == 404
    signed_in(web, instance, office.viewer)
    assert web.get(f"{address}/arrived", params=asked).status_code == 403
    assert web.put(address, **rest(100, content)).status_code == 403
    signed_in(web, instance, office.editor)
    assert web.get(f"{address}/arrived", params=asked).json() == {"have": 0}
