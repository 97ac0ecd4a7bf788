"""Typing as people do it: with a Chinese input method, too much, and going elsewhere in the middle."""

import re

from playwright.sync_api import expect


def narrative(person):
    return person.field("narrative").locator("textarea").first


def status(person):
    return person.field("narrative").locator(".w-status")


def test_what_an_input_method_composes_is_saved_when_it_is_chosen(person):
    person.new_case()
    narrative(person).click()
    keyboard = person.page.context.new_cdp_session(person.page)
    keyboard.send("Input.imeSetComposition", {"text": "fa kuan", "selectionStart": 7, "selectionEnd": 7})
    person.page.wait_for_timeout(700)
    expect(status(person)).to_have_text("")
    keyboard.send("Input.insertText", {"text": "罚款"})
    expect(status(person)).to_have_text("已保存")
    person.page.reload()
    expect(narrative(person)).to_have_value("罚款")


def test_too_long_a_text_stays_in_the_box_unsaved_and_says_so(person):
    person.new_case()
    narrative(person).fill("长" * 20_003)
    expect(person.page.get_by_text("超过了 3 个字")).to_be_visible()
    expect(narrative(person)).to_have_value("长" * 20_003)
    narrative(person).fill("短")
    expect(status(person)).to_have_text("已保存")


def test_clicking_away_at_once_saves_and_clicking_back_stays(person):
    person.new_case()
    case_id = person.case_id
    narrative(person).fill("平台说我虚假发货，扣了三千元，我有揽收记录。")
    person.page.get_by_role("link", name="工作台").click()
    person.page.wait_for_url(re.compile(r"/$"))
    person.open(f"/scenario?case={case_id}")
    expect(narrative(person)).to_have_value(re.compile("揽收记录"))
    person.page.wait_for_timeout(5500)  # longer than a click waits for a server that does not answer
    assert "/scenario" in person.page.url


def test_two_colleagues_in_one_text_are_asked_which_stays(person):
    person.new_case()
    narrative(person).fill("第一稿")
    expect(status(person)).to_have_text("已保存")
    other = person.page.context.new_page()
    other.goto(person.page.url)
    second = other.locator("textarea").first
    expect(second).to_have_value("第一稿")
    second.fill("同事的第二稿")
    expect(other.locator(".w-status").first).to_have_text("已保存")
    narrative(person).fill("我的第二稿")
    expect(person.page.get_by_role("group", name="两份文字")).to_be_visible()
    person.page.get_by_role("button", name="用已保存的").click()
    expect(narrative(person)).to_have_value("同事的第二稿")
