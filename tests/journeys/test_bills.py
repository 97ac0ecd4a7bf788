"""From bills as downloaded to an exhibit with losses and demands, in the browser."""

import os
from pathlib import Path

from playwright.sync_api import expect

BILLS = Path(__file__).parents[1] / "fixtures" / "bills"


def test_bills_become_an_exhibit_and_fill_the_loss_table(person):
    person.new_case()
    page = person.page
    person.open(f"/evidence?case={person.case_id}&part=bills")
    expect(page.get_by_text("需要哪些文件")).to_be_visible()
    files = [path for path in BILLS.iterdir() if path.suffix in (".csv", ".xlsx")]
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="选择文件").click()
    chooser.value.set_files(files)
    expect(page.get_by_text("对不上的有 14 笔，合计 539.01 元")).to_be_visible(timeout=60_000)
    shoot(page, "bills-result")
    person.settle()
    page.get_by_text("扣款没有订单号：1 笔，356.00 元").click()
    person.settle()
    expect(page.get_by_role("button", name="做成证据：1 笔，356.00 元")).to_be_visible()
    page.reload()
    person.settle()
    expect(page.get_by_role("checkbox", name="扣款没有订单号：1 笔，356.00 元")).to_be_checked()
    page.locator(".st-key-wrow-bills-duplicate_refund-sure").get_by_role("button", name="逐笔看").click()
    person.settle()
    expect(page.get_by_text("同一订单退款 2 次")).to_be_visible()
    page.get_by_text("260604-895524569239828，84.55 元").click()
    person.settle()
    page.get_by_role("button", name="做成证据：2 笔，440.55 元").click()
    expect(page.get_by_text("已做成证据4和证据5")).to_be_visible(timeout=60_000)
    shoot(page, "bills-made")
    person.open(f"/facts?case={person.case_id}&part=losses")
    expect(page.get_by_text("扣款没有订单号").first).to_be_visible()
    expect(page.get_by_text("440.55").first).to_be_visible()


def shoot(page, name):
    """Pictures to look at, where a folder for them is named."""
    if not (folder := os.environ.get("SHOTS")):
        return
    for suffix, width in (("", 1280), ("-phone", 390)):
        page.set_viewport_size({"width": width, "height": 2600})
        page.wait_for_timeout(700)
        page.screenshot(path=f"{folder}/{name}{suffix}.png")
    page.set_viewport_size({"width": 1280, "height": 900})
