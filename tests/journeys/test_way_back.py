"""The browser's own buttons: one click is one step back, and a reload shows the same team and case again."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import accounts
from tests.journeys.driving import WAIT
from wizard.services import cases


@pytest.fixture
def in_two_teams(visitor, with_account):
    """Somebody who helps out in a second team."""
    folder = with_account.folder
    for username, name, team in (("liangbian", "小两", "甲店"), ("dianzhu", "店主", "乙店")):
        accounts.add_team(folder, username, name, team)
    me, other = accounts.owner_of(folder, "liangbian"), accounts.owner_of(folder, "dianzhu")
    with accounts.beside(folder) as instance:
        cases.open_sample(instance, me, "system_bug")
        with instance.store.write() as work:
            work.people.join(other.team_id, me.person_id, "editor")
    ticket = accounts.ticket_of(folder, "liangbian")
    visitor.page.request.post(f"{visitor.address}/auth/session", data={"ticket": ticket}, headers={"X-Wizard": "1"})
    visitor.open("/")
    return visitor


def test_back_and_reload_lead_where_one_was(in_two_teams):
    person, page = in_two_teams, in_two_teams.page
    title, lead = page.get_by_role("heading", level=1), page.locator(".w-lead").first
    team = page.locator(".w-team select")

    def stands(heading: str) -> None:
        expect(title).to_have_text(heading, timeout=WAIT)
        person.settle()

    page.locator(".w-cases a").first.click()
    stands("把事实写清楚")
    page.get_by_role("link", name=re.compile("证据")).first.click()
    stands("把证据放进来")
    page.get_by_role("link", name="工作台").first.click()
    stands("工作台")
    page.go_back()
    stands("把证据放进来")
    page.go_back()
    stands("把事实写清楚")
    box = person.field("shop.contact").locator("input")
    box.fill("换店之前写的")
    team.click()
    team.select_option(label="乙店")
    stands("工作台")
    expect(lead).to_contain_text("乙店的投诉案件")
    page.reload()
    stands("工作台")
    expect(lead).to_contain_text("乙店的投诉案件")
    page.go_back()
    stands("把事实写清楚")
    expect(box).to_have_value("换店之前写的")
    page.go_back()
    stands("工作台")
    expect(lead).to_contain_text("甲店的投诉案件")
