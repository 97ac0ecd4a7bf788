"""What was typed or uploaded is there after a reload, after a killed server, and for a colleague."""

import pytest
from playwright.sync_api import expect

from tests.journeys import accounts
from tests.journeys.conftest import new_page
from tests.journeys.driving import Person
from tests.journeys.stories import Story
from tests.journeys.test_nine_scenarios import open_row

STORY = "11月3日平台通知我的店铺虚假发货，扣了三千元。可是每一单都有揽收记录，申诉两次都是秒回材料不足。"


@pytest.fixture
def alone(own_server, browser):
    """Somebody at a server that may be killed."""
    accounts.add_team(own_server.folder, "laoban", "林晴", "晴川家居")
    page = new_page(browser)
    somebody = Person(page, own_server.address)
    somebody.open("/")
    somebody.sign_in("laoban", accounts.PASSWORD)
    somebody.new_case()
    somebody.write("narrative", STORY)
    somebody.go_on()
    somebody.at_step("facts")
    yield somebody
    page.context.close()


def test_a_reload_keeps_the_place_and_the_words(person):
    person.new_case()
    person.write("narrative", STORY)
    person.go_on()
    person.at_step("facts")
    person.type("shop.name", "晴川家居旗舰店")
    person.go_on()
    person.page.reload()
    person.settle()
    assert "part=story" in person.page.url
    person.step("facts", "shop")
    expect(person.field("shop.name").locator("input").first).to_have_value("晴川家居旗舰店")


def test_a_killed_server_in_the_facts_loses_nothing(alone, own_server):
    alone.type("shop.name", "晴川家居旗舰店")
    alone.step("facts", "story")
    alone.button("写第一行")
    path = open_row(alone, "timeline")
    alone.type(f"{path}.on", "2026-11-03")
    alone.write(f"{path}.what", "平台通知虚假发货，扣款三千元")
    own_server.kill()
    alone.field(f"{path}.result").locator("textarea").first.fill("断线以后写的结果")
    own_server.start()
    alone.step("facts", "story")
    expect(alone.page.get_by_text("平台通知虚假发货，扣款三千元").first).to_be_visible()
    alone.button("修改")
    kept = alone.field(f"{path}.result").locator("textarea").first
    expect(kept).to_have_value("断线以后写的结果")
    alone.settle()
    (event,) = case_on(own_server, alone)["timeline"]
    assert event["result"] == "断线以后写的结果"
    alone.step("facts", "shop")
    expect(alone.field("shop.name").locator("input").first).to_have_value("晴川家居旗舰店")


def test_a_lost_connection_is_said_and_what_stood_in_the_box_comes_back(alone, own_server):
    alone.type("shop.name", "晴川")
    box = alone.field("shop.name").locator("input").first
    box.press("End")
    box.type("家居")
    own_server.kill()
    note = alone.page.locator(".w-lost")
    expect(note).to_have_text("没连上服务器，正在重连。已保存的都在；连上以后再接着写。")
    dialog = alone.page.get_by_role("dialog")  # Streamlit's own, in English and with commands for its developers
    expect(dialog).to_contain_text("已保存的都在")
    expect(dialog).not_to_contain_text("treamlit")
    own_server.start()
    expect(note).not_to_be_visible()
    asked = alone.page.get_by_role("button", name="用我写的", exact=True)
    expect(box).to_be_enabled()
    alone.settle()
    if asked.is_visible():  # unless the last characters arrived before the power went
        alone.button("用我写的")
    alone.settle()
    assert case_on(own_server, alone)["shop"]["name"] == "晴川家居"


def test_a_killed_server_in_the_evidence_keeps_the_files(alone, own_server):
    files = Story("fine_dispute").files(2)
    alone.step("evidence", "files")
    alone.upload(files[:1])
    own_server.kill()
    own_server.start()
    alone.step("evidence", "files")
    expect(alone.page.get_by_text("证据1 ", exact=False).first).to_be_visible()
    alone.upload(files[1:])
    expect(alone.page.get_by_text("证据2 ", exact=False).first).to_be_visible()
    kept = case_on(own_server, alone)["exhibits"]
    assert [one["file_name"] for one in kept] == [file.name for file in files]


def case_on(server, person) -> dict:
    """The case as the server holds it."""
    return person.page.request.get(f"{server.address}/api/cases/{person.case_id}/case.json").json()


def test_a_colleague_who_may_only_look_sees_all_and_edits_nothing(person, with_account, browser):
    person.open_sample("罚款或处罚有争议")
    case_id = person.case_id
    owner = accounts.owner_of(with_account.folder, "laoban")
    accounts.add_colleague(with_account.folder, owner, "viewer", "kanke", "看客")
    page = new_page(browser)
    viewer = Person(page, with_account.address)
    viewer.open("/")
    viewer.sign_in("kanke", accounts.PASSWORD)
    for step in ("scenario", "facts", "evidence", "channel", "review", "sign", "followup"):
        viewer.open(f"/{step}?case={case_id}")
        expect(page.get_by_text("可以看和下载，不能改").first).to_be_visible()
        boxes = page.locator("[data-testid='stMain'] input:not([disabled]):not([type=radio]), textarea:not([disabled])")
        assert boxes.count() == 0, step
        for name in ("加一行", "修改", "加上", "签署并生成材料包", "做完了", "不引用", "选择文件"):
            assert page.get_by_role("button", name=name, exact=True).count() == 0, f"{step}: {name}"
    page.context.close()


def test_what_comes_back_on_the_page_shows_what_it_holds(person):
    """A row, a group of questions or a deleted line that is shown again never looks empty."""
    person.open("/")
    person.open_sample("结算或佣金有问题")
    person.step("facts", "story")
    row = person.page.locator("[class*='st-key-row-timeline-'] input")
    shown = []
    for act in ("修改", "修改", "删除这一条"):
        person.button(act)
        if act == "删除这一条":
            person.button("撤销删除")
        shown.append([box.input_value() for box in row.all()])
        if act == "修改" and len(shown) == 1:
            person.button("收起")
    assert shown[0][0] == "2026-10-08" and shown[0] == shown[1] == shown[2]
    person.step("facts", "key")
    person.option("金额 3/3")
    amount = person.field("answers.settlement_expected").locator("input")
    expect(amount).to_have_value("18642.35")
    person.option("哪段时间 2/2")
    person.option("金额 3/3")
    expect(amount).to_have_value("18642.35")


def test_what_is_typed_but_not_sent_yet_waits_for_its_case(person):
    """Numbers pasted and a comment begun are still there after a look at another step, and in no other case."""
    person.open_sample("罚款或处罚有争议")
    one = person.case_id
    person.step("facts", "numbers")
    person.page.get_by_text("一次粘贴很多编号").click()
    pasted = person.page.get_by_label("编号，用空格、逗号或换行隔开")
    pasted.fill("260401-111111111111111 260401-222222222222222")
    pasted.blur()
    person.settle()
    person.page.get_by_text("经办和留言").click()
    comment = person.page.get_by_label("写给同事")
    comment.fill("这两单还要核对")
    comment.blur()
    person.settle()
    person.option("损失")
    person.option("编号")
    if not pasted.is_visible():
        person.page.get_by_text("一次粘贴很多编号").click()
    expect(pasted).to_have_value("260401-111111111111111 260401-222222222222222")
    person.button("加入")
    expect(person.page.get_by_text("260401-222222222222222").first).to_be_visible()
    person.page.get_by_role("link", name="工作台").first.click()
    person.open_sample("结算或佣金有问题")
    assert person.case_id != one
    if not comment.is_visible():
        person.page.get_by_text("经办和留言").click()
    expect(comment).to_have_value("")
