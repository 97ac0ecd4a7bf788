"""The phone's upload page: one case, ten minutes, nothing of the case but its reference."""

import datetime as dt

import pytest
from starlette.testclient import TestClient

from tests.unit.server.asking import OURS, picture, rest
from wizard.services import cases, phone
from wizard.services.access import Actor
from wizard.services.errors import NotAllowed, NotFound
from wizard.services.instance import Instance


@pytest.fixture(autouse=True)
def fresh_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone, "_wrong", phone._Window(phone.WRONG_TRIES))
    monkeypatch.setattr(phone, "_files", phone._Window(phone.FILES))


def put(web: TestClient, token: str, name: str = "照片.png", content: bytes | None = None, **headers: str):
    return web.put(f"/u/{token}/files", params={"name": name}, content=content or picture(), headers=headers or OURS)


def test_what_the_phone_sends_is_in_the_case_and_tells_nothing_of_it(web, instance: Instance, office, case_id) -> None:
    link = phone.open_link(instance, office.editor, case_id)
    page = web.get(f"/u/{link.token}")
    case = cases.read(instance, office.editor, case_id).case
    assert page.status_code == 200 and case.reference in page.text
    assert case_id not in page.text
    answer = put(web, link.token)
    assert answer.status_code == 201 and answer.json() == {"received": True, "duplicate": False}
    assert put(web, link.token).json()["duplicate"]
    exhibit = cases.read(instance, office.editor, case_id).case.exhibits[0]
    assert (exhibit.file_name, exhibit.media_type) == ("照片.png", "image/png")


def test_the_link_opens_nothing_else(web, instance: Instance, office, case_id) -> None:
    link = phone.open_link(instance, office.editor, case_id)
    for path in (f"/api/cases/{case_id}/case.json", f"/api/cases/{case_id}/preview.pdf"):
        assert web.get(path, headers={"Authorization": link.token}).status_code == 401
    assert web.get(f"/u/{link.token}/files").status_code == 405


@pytest.mark.parametrize("end", ["expired", "revoked", "renewed", "wrong"])
def test_a_dead_link_takes_nothing_and_says_what_to_do(web, instance, office, case_id, monkeypatch, end) -> None:
    link = phone.open_link(instance, office.editor, case_id)
    if end == "expired":
        later = phone.now() + phone.LIFE + dt.timedelta(seconds=1)
        monkeypatch.setattr(phone, "now", lambda: later)
    elif end == "revoked":
        phone.close_links(instance, office.editor, case_id)
    elif end == "renewed":
        phone.open_link(instance, office.editor, case_id)
    token = link.token if end != "wrong" else "x" * 43
    assert "重新生成二维码" in web.get(f"/u/{token}").text
    answer = put(web, token)
    assert answer.status_code == 400 and "重新生成二维码" in answer.json()["error"]
    assert not cases.read(instance, office.editor, case_id).case.exhibits


def test_guessing_is_slowed_down(web, instance: Instance, office, case_id) -> None:
    for number in range(phone.WRONG_TRIES):
        put(web, f"guess{number}")
    good = phone.open_link(instance, office.editor, case_id)
    answer = put(web, good.token)
    assert answer.status_code == 503 and "次数太多" in answer.json()["error"]


def test_another_site_cannot_send_through_a_known_link(web, instance: Instance, office, case_id) -> None:
    link = phone.open_link(instance, office.editor, case_id)
    assert put(web, link.token, **{"Content-Type": "image/png"}).status_code == 403


def test_who_may_not_write_makes_no_link_and_a_demoted_persons_link_is_dead(web, instance, office, case_id) -> None:
    with pytest.raises(NotAllowed):
        phone.open_link(instance, office.viewer, case_id)
    with pytest.raises(NotFound):
        phone.open_link(instance, office.stranger, case_id)
    link = phone.open_link(instance, office.editor, case_id)
    with instance.store.write() as work:
        work.people.set_role(office.editor.team_id, office.editor.person_id, "viewer")
    assert put(web, link.token).status_code == 403


def test_a_full_link_says_so(web, instance: Instance, office, case_id, monkeypatch) -> None:
    monkeypatch.setattr(phone, "_files", phone._Window(1))
    link = phone.open_link(instance, office.editor, case_id)
    assert put(web, link.token).status_code == 201
    assert "最多传" in put(web, link.token, name="b.png").json()["error"]


@pytest.mark.parametrize(
    ("public", "page", "near"),
    [
        ("https://tousu.example.cn/", "http://x/", False),
        ("", "http://192.168.1.5:8501/evidence?case=1", False),
        ("", "http://localhost:8501/evidence", True),
        ("", "http://127.0.0.1:8501/", True),
        ("http://[::1]:8501", "", True),
    ],
)
def test_the_address_is_the_public_one_and_a_near_one_is_known(public: str, page: str, near: bool) -> None:
    address = phone.address_of(public, page, "token")
    assert address.endswith("/u/token") and "//u" not in address
    assert phone.only_near(address) is near


def test_the_database_holds_only_the_hash(instance: Instance, office: Actor, case_id) -> None:
    link = phone.open_link(instance, office.editor, case_id)
    assert link.token.encode() not in (instance.settings.data_folder / "wizard.sqlite3").read_bytes()
    with instance.store.read() as work:
        assert work.links.find(link.token, phone.now()) is None


def test_what_was_begun_in_time_goes_on_after_the_link_is_over(web, instance, office, case_id, monkeypatch) -> None:
    link = phone.open_link(instance, office.editor, case_id)
    content, address = picture() + bytes(9000), f"/u/{link.token}/files"
    first = rest(0, content) | {"content": content[:5000]}
    assert web.put(address, **first).json() == {"have": 5000}
    later = phone.now() + dt.timedelta(minutes=30)
    monkeypatch.setattr(phone, "now", lambda: later)
    asked = {"mark": f"录屏.png|{len(content)}|1", "size": str(len(content))}
    assert web.get(f"{address}/arrived", params=asked).json() == {"have": 5000}
    assert web.put(address, **rest(0, content)).status_code == 400, "a file begun now is too late"
    assert web.put(address, **rest(5000, content)).json() == {"received": True, "duplicate": False}
    assert cases.read(instance, office.editor, case_id).case.exhibits[0].size == len(content)
    assert web.get(f"/u/{link.token}").status_code == 410
    monkeypatch.setattr(phone, "now", lambda: later + phone.GOING_ON)
    assert web.put(address, **rest(5000, content)).status_code == 400


def test_a_closed_link_ends_what_was_begun_too(web, instance: Instance, office, case_id) -> None:
    link = phone.open_link(instance, office.editor, case_id)
    content, address = picture() + bytes(9000), f"/u/{link.token}/files"
    web.put(address, **(rest(0, content) | {"content": content[:5000]}))
    phone.close_links(instance, office.editor, case_id)
    assert web.put(address, **rest(5000, content)).status_code == 400
