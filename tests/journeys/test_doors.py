"""Without a session there is one door, whatever the address; another team's things do not exist."""

import json
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.journeys import accounts
from tests.journeys.conftest import new_page
from tests.journeys.driving import Person
from tests.journeys.serving import Server

CASE = "0" * 32
PAGES = ["", "scenario", "facts", "evidence", "channel", "review", "sign", "followup", "team", "guide", "record"]
ROUTES = [
    "case.json",
    "record.jsonl",
    "preview.pdf",
    "packages/1",
    "followup.ics",
    "followup.xlsx",
    "exhibits/aaaa/original",
    "exhibits/aaaa/preview",
]


def status(address: str, method: str = "GET", body: bytes | None = None) -> int:
    request = urllib.request.Request(address, data=body, method=method, headers={"X-Wizard": "1"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


@pytest.fixture(scope="module")
def furnished(tmp_path_factory):
    """A data folder with an account in it, and no server yet."""
    folder = tmp_path_factory.mktemp("doors") / "data"
    accounts.add_team(folder, "laoban", "林晴", "晴川家居")
    return folder


@pytest.mark.parametrize("address", PAGES)
def test_an_address_opened_first_on_a_fresh_server_is_the_sign_in_form(address, furnished, browser):
    server = Server(furnished).start()
    try:
        opened = new_page(browser)
        opened.goto(f"{server.address}/{address}?case={CASE}")
        expect(opened.get_by_label("登录名", exact=True).first).to_be_visible(timeout=30_000)
        words = opened.locator("body").inner_text()
        assert "新建投诉" not in words
        assert "保存并继续" not in words
        opened.context.close()
    finally:
        server.stop()


def test_every_route_without_a_session_says_401(with_account):
    base = f"{with_account.address}/api/cases/{CASE}"
    assert {route: status(f"{base}/{route}") for route in ROUTES} == dict.fromkeys(ROUTES, 401)
    assert status(f"{base}/files?name=a.png", "PUT", b"x") == 401
    assert status(f"{base}/text", "PUT", json.dumps({"path": "narrative", "base": "", "value": "x"}).encode()) == 401


def test_another_team_sees_guesses_and_downloads_nothing(person, with_account, browser):
    person.open_sample("系统故障或漏洞")
    case_id = person.case_id
    accounts.add_team(with_account.folder, "beimu", "贝母", "别家店铺")
    page = new_page(browser)
    stranger = Person(page, with_account.address)
    stranger.open("/")
    stranger.sign_in("beimu", accounts.PASSWORD)
    expect(page.get_by_text("还没有案件")).to_be_visible()
    for step in ("scenario", "facts", "evidence", "channel", "review", "sign", "followup"):
        stranger.open(f"/{step}?case={case_id}")
        expect(page.get_by_text("没有这个案件")).to_be_visible()
    exhibit = person.page.request.get(f"{with_account.address}/api/cases/{case_id}/case.json").json()["exhibits"][0][
        "id"
    ]
    for route in (*ROUTES, f"exhibits/{exhibit}/original", f"exhibits/{exhibit}/preview"):
        answer = page.request.get(f"{with_account.address}/api/cases/{case_id}/{route}")
        assert answer.status == 404, route
    written = page.request.put(
        f"{with_account.address}/api/cases/{case_id}/text",
        data={"path": "narrative", "base": "", "value": "改掉"},
        headers={"X-Wizard": "1"},
    )
    assert written.status == 404
    page.context.close()


def test_signing_out_ends_the_session_in_every_tab(person, browser, with_account):
    person.new_case()
    case_id, second = person.case_id, person.page.context.new_page()
    second.goto(f"{with_account.address}/facts?case={case_id}")
    expect(second.get_by_role("heading", level=1)).to_be_visible()
    person.page.get_by_role("button", name="退出").click()
    expect(person.page.get_by_label("登录名", exact=True).first).to_be_visible()
    second.reload()
    expect(second.get_by_label("登录名", exact=True).first).to_be_visible()
    answer = second.request.get(f"{with_account.address}/api/cases/{case_id}/case.json")
    assert answer.status == 401
