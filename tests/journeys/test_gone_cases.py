"""A page whose case was deleted, or whose person left the team, says so by itself and keeps what stands on it."""

import pytest
from playwright.sync_api import expect

from tests.journeys import accounts
from tests.journeys.test_kept_words import WIDTHS, at_the_shop, shot
from wizard.services import cases

STORY = "平台说我虚假发货，扣了1860元，可是五单都真的发了。"
SOON = 45_000  # it asks every twenty seconds


def deleted(instance, owner, case_id):
    cases.delete(instance, owner, case_id)


def left(instance, owner, case_id):
    with instance.store.write() as work:
        work.people.set_member_active(owner.team_id, owner.person_id, False)


@WIDTHS
def test_a_page_whose_case_was_deleted_says_so_and_keeps_its_words(visitor, with_account, width):
    arrive(visitor, with_account, f"shanchu{width}")
    said_and_kept(visitor, with_account, f"shanchu{width}", deleted, "这件案件已经被删除", f"gone-{width}")


def test_a_page_of_somebody_who_left_the_team_says_so_and_keeps_its_words(visitor, with_account):
    arrive(visitor, with_account, "likai")
    said_and_kept(visitor, with_account, "likai", left, "您已经不在这个团队里", "left")


def arrive(visitor, with_account, username):
    """Somebody with a team of their own."""
    accounts.add_team(with_account.folder, username, "林小", f"{username}的店")
    ticket = accounts.ticket_of(with_account.folder, username)
    visitor.page.request.post(f"{visitor.address}/auth/session", data={"ticket": ticket}, headers={"X-Wizard": "1"})
    visitor.open("/")


def said_and_kept(person, with_account, username, happens, words, name):
    box = at_the_shop(person)
    box.fill("晴川家居旗舰店")
    box.press("Tab")
    person.settle()
    owner = accounts.owner_of(with_account.folder, username)
    with accounts.beside(with_account.folder) as instance:
        happens(instance, owner, person.case_id)
    note = person.page.locator(".w-gone")
    expect(note).to_contain_text(words, timeout=SOON)
    shot(person, name)
    expect(box).to_have_value("晴川家居旗舰店")
    box.click()
    person.page.keyboard.type("再写的")
    person.page.wait_for_timeout(1500)
    expect(note).to_be_visible()
    expect(box).to_have_value("晴川家居旗舰店")


@pytest.fixture
def seen():
    """The browser complains about the 404 by which the page learns it; nothing else is looked for here."""

    class Quiet(list):
        def append(self, line):
            if "/here" not in line:
                super().append(line)

    return Quiet()
