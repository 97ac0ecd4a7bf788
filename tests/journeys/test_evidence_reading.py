"""Reading and masking in the browser: a value confirmed with one click, a phone number gone from what is submitted."""

import io
import json
import re
import zipfile

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.fixtures import screens
from tests.journeys.driving import Person
from wizard.evidence.reading import can_read_pictures

pytestmark = pytest.mark.skipif(not can_read_pictures(), reason="the extra `ocr` is not installed")
READ = 120_000


def give(person: Person, tmp_path, picture: Image.Image, name: str) -> None:
    """Upload one picture into the open case and wait until it has been read."""
    picture.save(tmp_path / name)
    person.step("evidence", "files")
    person.upload([tmp_path / name])
    expect(person.page.get_by_text("正在读文件里的字")).to_have_count(0, timeout=READ)
    person.settle()


def open_exhibit(person: Person, title: str) -> None:
    row = person.page.locator("[class*='st-key-wrow-exhibit-']").filter(has_text=title)
    row.get_by_role("button").first.click()
    person.settle()


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_a_value_is_confirmed_with_one_click_and_a_declined_one_never_comes_back(person: Person, tmp_path, width):
    screen = screens.penalty_page(1)
    first, second, *_ = orders = sorted(screen.orders)
    person.new_case()
    give(person, tmp_path, screen.picture, "违规.png")
    person.page.get_by_text("看看读到了什么").click()
    person.settle()
    offer = person.page.locator("[class*='st-key-wrow-offer-']")
    offer.filter(has_text=first).get_by_role("button", name="填进编号").click()
    person.settle()
    expect(offer.filter(has_text=first)).to_have_count(0)
    offer.filter(has_text=second).get_by_role("button", name="不用").click()
    person.settle()
    expect(offer.filter(has_text=second)).to_have_count(0)
    person.step("facts", "numbers")
    expect(person.page.get_by_text(first).first).to_be_visible()
    assert not any(person.page.get_by_text(one).count() for one in orders if one != first)
    person.step("evidence", "files")
    person.page.get_by_text("看看读到了什么").click()
    person.settle()
    expect(offer.filter(has_text=orders[-1])).to_have_count(1)
    expect(offer.filter(has_text=second)).to_have_count(0)
    person.page.get_by_text("在证据里找一句话").click()
    person.page.get_by_label("找什么").fill("申诉截止")
    expect(person.page.locator("mark", has_text="申诉截止").first).to_be_visible()


def test_a_phone_number_is_covered_by_hand_and_by_click_and_leaves_with_no_package(person: Person, tmp_path):
    draft = screens.Draft(3, "receiver")
    draft.title("订单详情")
    draft.line("联系电话", "13812345678")
    draft.line("订单编号", draft.order())
    person.open_sample("罚款或处罚有争议")
    give(person, tmp_path, draft.screen.picture, "收货信息.png")
    open_exhibit(person, "收货信息")
    person.page.get_by_text("在图上遮住别人的信息").click()
    person.page.locator(".w-proposal").click()
    expect(person.page.locator(".w-mask")).to_have_count(1)
    person.settle()
    _drag_a_box(person)
    expect(person.page.locator(".w-mask")).to_have_count(2)
    person.settle()
    expect(person.page.get_by_role("button", name="不遮这一处")).to_have_count(2)
    person.page.reload()
    person.settle()
    open_exhibit(person, "收货信息")
    expect(person.page.get_by_text(re.compile("已遮 2 处"))).to_be_visible()
    _original, copy, row = _packed(person)
    assert row["masked_copy"] and row["original_sha256"] != row["sha256"]
    from wizard.evidence.reading import read_file

    (tmp_path / "copy.png").write_bytes(copy)
    text = read_file(tmp_path / "copy.png", "image/png").text
    assert "13812345678" not in text and next(iter(draft.screen.orders)) in text


def _drag_a_box(person: Person) -> None:
    stage = person.page.locator(".w-stage")
    stage.scroll_into_view_if_needed()
    box, mouse = stage.bounding_box(), person.page.mouse
    mouse.move(box["x"] + 40, box["y"] + 330)
    mouse.down()
    mouse.move(box["x"] + 120, box["y"] + 360, steps=6)
    mouse.move(box["x"] + 220, box["y"] + 390, steps=6)
    mouse.up()


def _packed(person: Person):
    """The package as the service builds it for this case, through the page's own download."""
    person.step("sign")
    person.page.get_by_text("我已阅读并同意以上声明").click()
    person.settle()
    person.go_on()
    expect(person.page.get_by_text("第 1 版材料包")).to_be_visible(timeout=90_000)
    with person.page.expect_download() as started:
        person.page.get_by_role("link", name=re.compile("^下载材料包")).first.click()
    archive = zipfile.ZipFile(io.BytesIO(started.value.path().read_bytes()))
    manifest = json.loads(archive.read("manifest.json"))
    rows = [row for row in manifest["files"] if row.get("masked_copy")]
    assert len(rows) == 1
    return archive, archive.read(rows[0]["name"]), rows[0]
