"""An order export in the browser: the columns with buyers' data starred with one click, and nothing of them packed."""

import io
import json
import re
import zipfile

import pytest
from playwright.sync_api import expect

from tests.journeys.driving import Person
from tests.journeys.test_evidence_reading import open_exhibit
from tests.unit.evidence.starring import makers

READ = 60_000


def give(person: Person, path) -> None:
    """Upload one file into the open case and wait until it has been looked through."""
    person.step("evidence", "files")
    person.upload([path])
    expect(person.page.get_by_text("正在读文件里的字")).to_have_count(0, timeout=READ)
    person.settle()


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_buyers_are_starred_with_a_click_one_is_left_out_and_the_package_holds_nothing_of_them(
    person: Person, tmp_path, width
):
    page = person.page
    person.open_sample("罚款或处罚有争议")
    give(person, makers.csv_file(tmp_path / "订单导出.csv"))
    open_exhibit(person, "订单导出")
    expect(page.get_by_text(re.compile("读到像是.*姓名"))).to_be_visible()
    page.get_by_text("遮住里面别人的信息").click()
    person.settle()
    expect(page.get_by_text(re.compile("「收货人」一列"))).to_be_visible()
    person.button(re.compile("^全部遮住"))
    expect(page.get_by_role("button", name="不遮这一项")).to_have_count(page.get_by_text("已遮：").count())
    expect(page.get_by_label("遮好以后的样子")).to_contain_text("138****5678")
    page.get_by_role("button", name="不遮这一项").first.click()
    person.settle()
    expect(page.get_by_text(re.compile("还没有遮（1 项）"))).to_be_visible()
    person.button(re.compile("^全部遮住"))
    page.get_by_label("还要遮的字").fill("要求换货")
    person.button("遮住写的这几个字")
    expect(page.get_by_text("已遮：要求换货")).to_be_visible()
    page.reload()
    person.settle()
    open_exhibit(person, "订单导出")
    expect(page.get_by_text(re.compile("提交的是遮挡稿，原件不放进材料包"))).to_be_visible()
    content = packed(person)
    assert makers.found_in(content) == []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        [row] = [one for one in json.loads(archive.read("manifest.json"))["files"] if one.get("masked_copy")]
        copy = archive.read(row["name"]).decode("gb18030")
    assert makers.ORDER in copy and "王**" in copy and "要求换货" not in copy and makers.AMOUNT in copy


def packed(person: Person) -> bytes:
    """The package as it is built and downloaded."""
    person.step("sign")
    person.page.get_by_text("我已阅读并同意以上声明").click()
    person.settle()
    person.go_on()
    expect(person.page.get_by_text("第 1 版材料包")).to_be_visible(timeout=120_000)
    with person.page.expect_download() as started:
        person.page.get_by_role("link", name=re.compile("^下载材料包")).first.click()
    return started.value.path().read_bytes()
