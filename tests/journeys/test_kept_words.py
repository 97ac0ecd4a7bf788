"""What stands in a box and was not sent or saved yet comes back: after a reload, a crash, the browser's way back."""

import os

import pytest
from playwright.sync_api import expect

from tests.journeys import accounts
from tests.journeys.conftest import new_page
from tests.journeys.driving import Person
from tests.journeys.test_nothing_is_lost import case_on
from wizard.services import cases

WIDTHS = pytest.mark.parametrize("width", ["desktop", "phone"])
WORDS = "这两单还要找快递核对，\n底单在小王那里。"
SENT = "写给同事的第二句"


def comment_box(person):
    """The box for a comment, its fold open."""
    box = person.page.get_by_label("写给同事")
    if not box.is_visible():
        person.page.get_by_text("经办和留言").click()
        person.settle()
    expect(box).to_be_visible()
    return box


def shot(person, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        person.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


@WIDTHS
def test_a_comment_not_sent_survives_a_reload_and_goes_once_it_is_sent(person, width):
    person.open_sample("罚款或处罚有争议")
    comment_box(person).fill(WORDS)
    person.page.reload()
    person.settle()
    expect(comment_box(person)).to_have_value(WORDS)
    shot(person, f"comment-{width}")
    person.step("channel")
    expect(comment_box(person)).to_have_value(WORDS)
    person.button("留言")
    expect(person.page.locator(".w-talk")).to_contain_text("底单在小王那里。")
    expect(comment_box(person)).to_have_value("")
    comment_box(person).fill(SENT)
    person.button("留言")
    expect(person.page.locator(".w-talk")).to_contain_text(SENT)
    person.page.reload()
    person.settle()
    expect(comment_box(person)).to_have_value("")
    person.page.wait_for_timeout(1500)  # longer than it takes to put something back
    expect(comment_box(person)).to_have_value("")


def test_a_comment_not_sent_stays_out_of_other_cases_and_goes_with_the_person(person):
    person.open_sample("罚款或处罚有争议")
    first = person.page.url
    comment_box(person).fill(WORDS)
    person.open("/")
    person.open_sample("结算或佣金有问题")
    expect(comment_box(person)).to_have_value("")
    person.open(first.removeprefix(person.address))
    expect(comment_box(person)).to_have_value(WORDS)
    person.page.get_by_role("button", name="退出").click()
    person.sign_in()
    assert not person.page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('wizard-text:'))")


def test_a_comment_not_sent_survives_a_killed_server(own_server, browser):
    accounts.add_team(own_server.folder, "laoban", "林晴", "晴川家居")
    page = new_page(browser)
    somebody = Person(page, own_server.address)
    somebody.open("/")
    somebody.sign_in("laoban", accounts.PASSWORD)
    somebody.open_sample("罚款或处罚有争议")
    comment_box(somebody).fill(WORDS)
    own_server.kill()
    own_server.start()
    expect(page.locator(".w-lost")).not_to_be_visible()
    somebody.settle()
    expect(comment_box(somebody)).to_have_value(WORDS)
    somebody.step("evidence")
    expect(comment_box(somebody)).to_have_value(WORDS)
    page.context.close()


def shop_box(person, path="shop.name"):
    return person.field(path).locator("input").first


def at_the_shop(person):
    """A new case at the boxes about the shop, reached from the board by clicks."""
    person.new_case()
    person.step("facts", "shop")
    return shop_box(person)


def saved_shop(person) -> dict:
    person.settle()
    return case_on(person, person)["shop"]


@WIDTHS
def test_what_was_typed_just_before_a_reload_is_saved(person, width):
    box = at_the_shop(person)
    box.fill("晴川家居旗舰店")
    person.page.reload()
    expect(box).to_have_value("晴川家居旗舰店")
    person.page.wait_for_timeout(1000)
    assert saved_shop(person)["name"] == "晴川家居旗舰店"
    expect(person.page.get_by_role("button", name="用我写的", exact=True)).to_have_count(0)
    box.fill("")
    person.page.reload()
    person.settle()
    person.page.wait_for_timeout(1000)
    assert not saved_shop(person)["name"], "what was emptied stays empty"
    shot(person, f"reload-{width}")


def test_what_was_typed_just_before_the_way_back_is_saved(person):
    case_id = at_the_shop_by_clicks(person)
    shop_box(person).fill("晴川家居旗舰店")
    person.page.go_back()
    expect(person.page.get_by_role("heading", level=1)).not_to_have_text("把事实写清楚")
    kept_on_server(person, case_id, "晴川家居旗舰店")
    person.page.go_forward()
    expect(shop_box(person)).to_have_value("晴川家居旗舰店")


def kept_on_server(person, case_id, name) -> None:
    """Wait until the server has it: it is given once the other page stands still."""
    for _ in range(20):
        person.settle()
        kept = person.page.request.get(f"{person.address}/api/cases/{case_id}/case.json").json()
        if kept["shop"]["name"] == name:
            return
        person.page.wait_for_timeout(500)
    raise AssertionError(kept["shop"])


def test_what_was_typed_just_before_going_back_to_the_board_is_saved(person):
    case_id, title = at_the_shop_by_clicks(person), person.page.get_by_role("heading", level=1)
    person.page.get_by_role("link", name="工作台").first.click()
    expect(title).to_have_text("工作台")
    person.settle()
    person.page.locator(f".w-cases a[data-case='{case_id}']").first.click()
    expect(title).to_have_text("把事实写清楚")
    person.settle()
    shop_box(person).fill("晨星二店")
    person.page.go_back()
    expect(title).to_have_text("工作台")
    kept_on_server(person, case_id, "晨星二店")


def at_the_shop_by_clicks(person) -> str:
    person.new_case()
    person.write("narrative", "平台说我虚假发货，扣了1860元，可是五单都真的发了。")
    person.go_on()
    person.at_step("facts")
    return person.case_id


def test_what_was_typed_just_before_the_tab_was_closed_is_offered_to_the_next(person):
    box = at_the_shop(person)
    address = person.page.url
    box.fill("晴川家居旗舰店")
    fresh = person.page.context.new_page()
    person.page.close()
    person.page = fresh
    fresh.goto(address)
    expect(shop_box(person)).to_have_value("晴川家居旗舰店", timeout=40_000)
    assert saved_shop(person)["name"] == "晴川家居旗舰店"


@WIDTHS
def test_when_a_colleague_wrote_there_meanwhile_it_is_asked_which_shall_stay(person, with_account, width):
    box = at_the_shop(person)
    address = person.page.url
    box.fill("我写的店名")
    person.page.goto("about:blank")
    owner = accounts.owner_of(with_account.folder, "laoban")
    with accounts.beside(with_account.folder) as instance:
        case_id = address.partition("case=")[2][:32]
        base = cases.read(instance, owner, case_id).case.shop.name
        cases.save(instance, owner, case_id, [cases.Change("shop.name", base, "同事写的店名")])
    person.page.goto(address)
    asked = person.page.get_by_role("button", name="用我写的", exact=True)
    expect(asked).to_be_visible()
    person.settle()
    shot(person, f"asked-{width}")
    person.page.wait_for_timeout(4000)  # as long as what was saved is kept on the device
    person.page.reload()
    expect(asked).to_be_visible()
    person.settle()
    asked.click()
    person.settle()
    assert saved_shop(person)["name"] == "我写的店名"
    person.page.wait_for_timeout(4000)
    assert not person.page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('wizard-text:'))")


def test_what_could_not_be_understood_is_still_there_after_a_reload(person):
    at_the_shop(person)
    person.step("facts", "story")
    person.button("写第一行")
    day = person.page.locator("[class*='-on'] input").first
    day.fill("那天晚上")
    expect(person.page.locator(".w-field-problem")).to_be_visible()
    person.page.wait_for_timeout(4500)
    person.page.reload()
    person.settle()
    if not day.is_visible():
        person.button("修改")
    expect(day).to_have_value("那天晚上")
    expect(person.page.locator(".w-field-problem")).to_be_visible()
