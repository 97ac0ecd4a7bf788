"""Quick fingers: two presses in one moment, and several picks from one list."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.stories import SAMPLES

WIDTHS = pytest.mark.parametrize("width", ["desktop", "phone"])

TWICE = """() => {
  const press = () => document.querySelector(".st-key-actions [data-testid='stBaseButton-primary']").click()
  press()
  return new Promise((done) => setTimeout(() => { press(); done() }, 300))  // the next part stands there by then
}"""


def primary(person):
    return person.page.locator(".st-key-actions [data-testid='stBaseButton-primary']")


@WIDTHS
def test_two_presses_in_one_moment_open_the_next_part_and_not_the_one_after(person, width):
    person.new_case()
    person.write("narrative", "平台说我虚假发货，扣了1860元，可是五单都真的发了。")
    person.go_on()
    person.step("facts", part="shop")
    expect(primary(person)).to_be_enabled()
    person.page.evaluate(TWICE)
    person.settle()
    expect(person.page).to_have_url(re.compile("part=story"))
    person.go_on()
    expect(person.page).to_have_url(re.compile("part=key"))


@WIDTHS
def test_several_kinds_are_picked_in_one_go(person, width):
    person.new_case()
    person.write("narrative", "平台说我虚假发货，扣了1860元，可是五单都真的发了。")
    person.go_on()
    person.step("evidence", part="files")
    person.upload([SAMPLES / "fine_dispute" / "evidence" / "04-揽收底单.jpg"])
    person.button("说明这份证据")
    kinds = person.page.locator("[class*='-kinds']")
    kinds.scroll_into_view_if_needed()
    person.page.wait_for_timeout(300)  # a list that is opened while the page still scrolls shuts again
    kinds.locator("input").first.click()
    picked = []
    for _ in range(3):
        option = person.page.get_by_role("option").first
        picked.append(option.inner_text())
        option.click(timeout=2_000)
        person.page.wait_for_timeout(600)  # the answer to the pick is drawn, the list is not opened again
    for name in picked:
        expect(kinds).to_contain_text(name)
    person.settle()
    person.page.reload()
    person.settle()
    for name in picked:
        expect(person.page.locator("[data-testid='stMain']")).to_contain_text(name)
