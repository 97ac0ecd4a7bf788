"""People as they meet the app: a second factor, a colleague who is deactivated while at work, two at one case."""

import re

import pyotp
import pytest
from playwright.sync_api import expect

from tests.journeys import accounts
from tests.journeys.conftest import new_page
from tests.journeys.driving import WAIT, Person
from wizard.services import members


@pytest.fixture
def colleague(with_account, browser):
    """Opens further browsers for colleagues of the first person, and closes them again."""
    opened = []

    def sign_in(username: str, name: str, role: str) -> Person:
        owner = accounts.owner_of(with_account.folder, "laoban")
        accounts.add_colleague(with_account.folder, owner, role, username, name)
        somebody = Person(new_page(browser), with_account.address)
        opened.append(somebody.page)
        somebody.open("/")
        somebody.sign_in(username, accounts.PASSWORD)
        return somebody

    yield sign_in
    for page in opened:
        page.context.close()


def test_a_second_factor_is_set_up_and_asked_for(colleague):
    clerk = colleague("factor", "小双", "editor")
    page = clerk.page
    clerk.open("/team")
    page.get_by_text("双重验证：没有开启").click()
    clerk.settle()
    clerk.button("开始设置")
    expect(page.get_by_alt_text("双重验证的二维码")).to_be_visible()
    secret = page.locator("[data-testid='stCode'] code").first.inner_text().strip()
    page.get_by_label("验证器现在显示的 6 位数字").fill(pyotp.TOTP(secret).now())
    clerk.button("开启双重验证")
    expect(page.get_by_text("只显示这一次")).to_be_visible()
    backup = page.locator("[data-testid='stCode'] code").first.inner_text().split()
    assert len(backup) == 8
    clerk.button("我抄好了")
    expect(page.get_by_text("双重验证：已开启")).to_be_visible()
    page.get_by_role("button", name="退出", exact=True).click()
    page.get_by_label("登录名", exact=True).first.fill("factor")
    page.get_by_label("密码", exact=True).first.fill(accounts.PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    code = page.get_by_label("验证码", exact=True).first
    code.fill("000000")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_text("验证码不对或已用过")).to_be_visible(timeout=WAIT)
    code.fill(backup[0])
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("button", name="退出", exact=True)).to_be_visible(timeout=WAIT)


def test_a_deactivated_person_gets_the_door_at_the_next_click(person, colleague, with_account):
    person.open_sample("系统故障或漏洞")
    clerk = colleague("gone", "小走", "editor")
    clerk.open(f"/facts?case={person.case_id}")
    expect(clerk.page.get_by_role("heading", level=1)).to_contain_text("把事实写清楚")
    owner = accounts.owner_of(with_account.folder, "laoban")
    with accounts.beside(with_account.folder) as instance:
        members.deactivate(instance, owner, accounts.owner_of(with_account.folder, "gone").person_id)
    clerk.page.get_by_role("link", name=re.compile("证据")).first.click()
    expect(clerk.page.get_by_label("登录名", exact=True).first).to_be_visible(timeout=WAIT)
    words = clerk.page.locator("body").inner_text()
    assert "证据" not in words and "库存" not in words
    answer = clerk.page.request.get(f"{with_account.address}/api/cases/{person.case_id}/case.json")
    assert answer.status == 401


def test_an_editor_is_told_who_signs(person, colleague):
    person.open_sample("系统故障或漏洞")
    clerk = colleague("bianji", "小编", "editor")
    clerk.open(f"/sign?case={person.case_id}")
    expect(clerk.page.get_by_text(re.compile("签署要由林晴.*来做"))).to_be_visible(timeout=WAIT)
    assert clerk.page.get_by_role("button", name="签署并生成材料包").count() == 0


def test_two_at_one_case_see_each_other_and_what_the_other_changed(person, colleague):
    person.open_sample("系统故障或漏洞")
    person.step("facts", "shop")
    clerk = colleague("tongshi", "小同", "editor")
    clerk.open(f"/facts?case={person.case_id}&part=shop")
    expect(clerk.page.get_by_text("林晴（事实）也在这件案件里")).to_be_visible(timeout=30_000)
    expect(person.page.get_by_text("小同（事实）也在这件案件里")).to_be_visible(timeout=30_000)
    clerk.type("shop.contact", "陈小同")
    stale = person.page.get_by_text(re.compile("小同 .* 改了这件案件"))
    expect(stale).to_be_visible(timeout=30_000)
    person.button("看最新内容")
    expect(person.field("shop.contact").locator("input")).to_have_value("陈小同")
    expect(stale).to_be_hidden()


def test_different_fields_merge_and_the_same_field_asks(person, colleague):
    person.open_sample("系统故障或漏洞")
    person.step("facts", "shop")
    clerk = colleague("tongxie", "小协", "editor")
    clerk.open(f"/facts?case={person.case_id}&part=shop")
    clerk.type("shop.contact", "协小姐")
    person.type("shop.phone", "13900001111")
    expect(person.field("shop.contact").locator("input")).to_have_value("协小姐")
    clerk.type("shop.address", "西湖路 1 号")
    person.type("shop.address", "东湖路 2 号")
    expect(person.page.get_by_text("小协 刚才也改了这里，请选一个")).to_be_visible()
    for words in ("西湖路 1 号", "东湖路 2 号"):
        expect(person.page.locator(".w-pairs dd", has_text=words)).to_be_visible()
    person.button("用我写的")
    clerk.open(f"/facts?case={person.case_id}&part=shop")
    assert clerk.field("shop.address").locator("input").input_value() == "东湖路 2 号"
    assert clerk.field("shop.phone").locator("input").input_value() == "13900001111"
    expect(clerk.page.locator(".w-saved")).to_contain_text(re.compile(r"已保存 \d\d:\d\d，林晴改的"))


def test_a_comment_reaches_the_colleague_and_stays_text(person, colleague):
    person.open_sample("系统故障或漏洞")
    person.page.get_by_text("经办和留言", exact=True).first.click()
    person.settle()
    person.page.get_by_label("写给同事").fill("<img src=x onerror=alert(1)> 金额核对一下 [链接](http://x)")
    person.page.get_by_label("写给同事").blur()
    person.settle()
    person.button("留言")
    expect(person.page.locator(".w-talk li")).to_contain_text("林晴")
    clerk = colleague("liuyan", "小言", "viewer")
    clerk.open(f"/facts?case={person.case_id}")
    clerk.page.get_by_text("经办和留言（1）").click()
    clerk.settle()
    expect(clerk.page.get_by_text("<img src=x onerror=alert(1)> 金额核对一下 [链接](http://x)")).to_be_visible()
    assert clerk.page.locator(".w-talk img, .w-talk a").count() == 0


def test_a_case_is_handed_over_from_inside(person, colleague):
    person.open_sample("系统故障或漏洞")
    colleague("jieban", "小接", "signer")
    person.step("facts", "shop")
    person.page.get_by_text("经办和留言", exact=True).first.click()
    person.settle()
    box = person.page.get_by_label("经办人").first
    box.click()
    person.page.get_by_role("option", name="小接（签署人）").click()
    person.settle()
    person.open("/")
    expect(person.page.get_by_text("经办：小接").first).to_be_visible()


def fold(person: Person, label: str) -> None:
    """Open a fold of 团队; what is in it is made when it is opened."""
    person.page.get_by_text(label, exact=True).first.click()
    person.settle()


def test_the_folds_of_the_team_page_do_what_they_say(person, colleague, with_account):
    clerk = colleague("zhedie", "小折", "editor")
    page = clerk.page
    clerk.open("/team")
    fold(clerk, "修改我的密码")
    for label, words in (("原密码", "not this one"), ("新密码", "Qingchuan-2027-ok"), ("再输一次新密码", "other")):
        page.get_by_label(label, exact=True).fill(words)
    clerk.button("修改密码")
    expect(page.get_by_text("两次输入的新密码不一样")).to_be_visible()
    page.get_by_label("再输一次新密码", exact=True).fill("Qingchuan-2027-ok")
    clerk.button("修改密码")
    expect(page.get_by_text("原密码不对")).to_be_visible()
    page.get_by_label("原密码", exact=True).fill(accounts.PASSWORD)
    with page.expect_navigation(timeout=WAIT):  # a new session for the new password
        page.get_by_role("button", name="修改密码", exact=True).click()
    clerk.settle()
    expect(page.get_by_role("button", name="退出", exact=True)).to_be_visible()
    person.open("/team")
    fold(person, "改角色、重设密码、交接案件或停用成员")
    person.pick(person.page.locator(".st-key-team-member"), "小折")
    person.button("给一个重设码")
    expect(person.page.get_by_text("请当面或打电话告诉本人")).to_be_visible()
    fold(clerk, "退出这个团队")
    page.get_by_text("我要退出「").click()
    clerk.settle()
    clerk.button("退出团队")
    expect(page.get_by_text("看不到这个团队")).not_to_be_visible(timeout=WAIT)
    with accounts.beside(with_account.folder) as instance:
        owner = accounts.owner_of(with_account.folder, "laoban")
        assert [one.active for one in members.members(instance, owner) if one.username == "zhedie"] == [False]


def test_words_for_an_exhibit_that_a_colleague_deletes_stay_with_their_writer(person, colleague):
    person.open_sample("系统故障或漏洞")
    clerk = colleague("xiezhe", "小写", "editor")
    for one in (person, clerk):
        one.open(f"/evidence?case={person.case_id}&part=files")
        one.page.get_by_role("button", name="打开", exact=True).nth(1).click()
        one.settle()
    person.button("删除")
    person.button(re.compile("^确定删除证据"))
    box = clerk.page.locator("textarea").first
    box.press("End")
    box.type("，写到一半的说明")
    left_over = clerk.page.locator(".w-left-over")
    expect(clerk.page.get_by_text(re.compile("没有地方存了")).first).to_be_visible()
    clerk.page.reload()
    clerk.settle()
    expect(left_over.locator("pre")).to_contain_text("，写到一半的说明")
    left_over.get_by_role("button", name="不要了").click()
    expect(left_over).not_to_be_visible()
