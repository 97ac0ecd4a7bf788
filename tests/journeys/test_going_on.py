"""A large file goes on where it broke off: a server killed in mid-file, a page that was left, a phone's lost line."""

import hashlib
import os
import random
import re

import pytest
from playwright.sync_api import expect

from tests.journeys import accounts
from tests.journeys.conftest import new_page
from tests.journeys.driving import Person

SLOW = 6 * 1024 * 1024  # bytes a second
PERCENT = re.compile(r"正在上传 ([3-9]\d)%")
ONWARDS = re.compile(r"接着传，从 \d+% 开始|正在上传 [2-9]\d%")


@pytest.fixture
def alone(own_server, browser):
    """Somebody with a server and a large file of their own."""
    accounts.add_team(own_server.folder, "laoban", "林晴", "晴川家居")
    page = new_page(browser, "desktop")
    somebody = Person(page, own_server.address)
    somebody.open("/")
    somebody.sign_in("laoban", accounts.PASSWORD)
    yield somebody
    page.context.close()


@pytest.fixture
def recording(tmp_path):
    """40 MB that no two places of are alike."""
    path = tmp_path / "客服录音整理.txt"
    chance = random.Random(20261127)
    with path.open("w") as out:
        while out.tell() < 40 * 1024 * 1024:
            out.write("".join(f"{chance.getrandbits(64):020} 客服说还在核实\n" for _ in range(5000)))
    return path


def slowly(page) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    conditions = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": SLOW}
    session.send("Network.emulateNetworkConditions", conditions)


def beginnings(page) -> list[int]:
    """From which byte on the file was sent, each time."""
    found: list[int] = []

    def note(request) -> None:
        if request.method == "PUT" and (at := re.search(r"[?&]at=(\d+)", request.url)):
            found.append(int(at[1]))

    page.on("request", note)
    return found


def a_third_sent(person, path) -> list[int]:
    """A new case into which a third of the file was sent; its `beginnings`."""
    person.new_case()
    person.step("evidence", "files")
    slowly(person.page)
    begun = beginnings(person.page)
    person.page.locator("input.w-files").first.set_input_files(path)
    expect(person.page.get_by_text(PERCENT)).to_be_visible(timeout=30_000)
    return begun


def kept(folder, path) -> bool:
    """Whether the file store holds exactly this file, and no half of it is left."""
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    (found,) = (folder / "files").rglob(sha256)
    return found.read_bytes() == path.read_bytes() and not [
        one for one in (folder / "arriving").iterdir() if not one.suffix
    ]


def test_a_server_killed_in_mid_file_is_sent_only_the_rest(alone, own_server, recording):
    begun = a_third_sent(alone, recording)
    own_server.kill()
    expect(alone.page.get_by_text(re.compile("网络断了，没有传完.*自动接着传"))).to_be_visible()
    if folder := os.environ.get("SHOTS"):
        alone.page.screenshot(path=f"{folder}/going-on.png")
    own_server.start()
    expect(alone.page.get_by_text(ONWARDS)).to_be_visible(timeout=30_000)
    expect(alone.page.get_by_text("已收到 1 个文件")).to_be_visible(timeout=60_000)
    assert kept(own_server.folder, recording)
    assert begun[0] == 0 and begun[-1] > 8 * 1024 * 1024, begun


def test_a_page_that_was_left_in_mid_file_sends_only_the_rest_later(alone, own_server, recording):
    begun = a_third_sent(alone, recording)
    alone.page.on("dialog", lambda dialog: dialog.accept())
    alone.page.reload()
    alone.settle()
    slowly(alone.page)
    alone.page.locator("input.w-files").first.set_input_files(recording)
    expect(alone.page.get_by_text(ONWARDS)).to_be_visible(timeout=10_000)
    expect(alone.page.get_by_text("已收到 1 个文件")).to_be_visible(timeout=60_000)
    assert kept(own_server.folder, recording)
    assert begun[0] == 0 and begun[-1] > 8 * 1024 * 1024, begun


def test_a_phone_that_lost_its_line_sends_only_the_rest(alone, own_server, browser, recording):
    alone.new_case()
    alone.step("evidence", "files")
    alone.button(re.compile("用手机传"))
    alone.page.get_by_text("扫不了").click()
    address = alone.page.get_by_text(re.compile(r"/u/[\w-]{40,}")).inner_text()
    phone = new_page(browser, "phone")
    phone.goto(address)
    slowly(phone)
    begun = beginnings(phone)
    with phone.expect_file_chooser() as chooser:
        phone.get_by_role("button", name="从相册或文件里选").click()
    chooser.value.set_files(recording)
    expect(phone.get_by_text(PERCENT)).to_be_visible(timeout=30_000)
    own_server.kill()
    expect(phone.get_by_text(re.compile("自动接着传"))).to_be_visible()
    own_server.start()
    expect(phone.get_by_text(ONWARDS)).to_be_visible(timeout=30_000)
    expect(phone.get_by_text("已收到 1 个")).to_be_visible(timeout=60_000)
    phone.context.close()
    assert kept(own_server.folder, recording)
    assert begun[0] == 0 and begun[-1] > 8 * 1024 * 1024, begun
