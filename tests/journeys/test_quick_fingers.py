"""Quick fingers: two presses in one moment, several picks from one list, and a list on a page that moves."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.stories import SAMPLES

WIDTHS = pytest.mark.parametrize("width", ["desktop", "phone"])

# A press knows when the finger came down; a busy page hears of it later.
TWICE = """() => {
  const first = performance.now()
  const press = (after) => {
    const event = new MouseEvent("click", { bubbles: true, cancelable: true })
    Object.defineProperty(event, "timeStamp", { value: first + after })
    document.querySelector(".st-key-actions [data-testid='stBaseButton-primary']").dispatchEvent(event)
  }
  press(0)
  return new Promise((done) => setTimeout(() => { press(300); done() }, 300))  // the next part stands there by then
}"""
TOP = "document.querySelector('[data-testid=stMain]').scrollTop"
PUSHED_DOWN = f"""() => {{
  const before = {TOP}, line = document.createElement("div")
  line.style.height = "300px"
  document.querySelector("[data-testid='stMainBlockContainer']").prepend(line)
  return before
}}"""

BESIDE = """() => {
  const list = document.querySelector("[role='listbox']").getBoundingClientRect()
  const box = document.querySelector("[class*='-kinds'] [role='combobox']").getBoundingClientRect()
  return Math.min(Math.abs(list.top - box.bottom), Math.abs(box.top - list.bottom)) < 25
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


def open_kinds(person):
    """The list of what an exhibit may be, open; while its file is being read."""
    person.new_case()
    person.write("narrative", "平台说我虚假发货，扣了1860元，可是五单都真的发了。")
    person.go_on()
    person.step("evidence", part="files")
    person.upload([SAMPLES / "fine_dispute" / "evidence" / "04-揽收底单.jpg"])
    person.button("说明这份证据")
    kinds = person.page.locator("[class*='-kinds']")
    kinds.locator("input").first.click()
    return kinds


@WIDTHS
def test_a_list_stays_open_when_the_page_moves_by_itself_and_shuts_when_the_person_scrolls(person, width):
    open_kinds(person)
    listed = person.page.get_by_role("listbox")
    expect(listed).to_be_visible()
    before = person.page.evaluate(PUSHED_DOWN)
    person.page.wait_for_function(f"before => {TOP} > before", arg=before)  # the browser has made up for it
    person.page.wait_for_timeout(600)  # what shuts it comes a little after the page has moved
    expect(listed).to_be_visible()
    person.page.wait_for_function(BESIDE)  # it went along with its box
    person.page.mouse.move(150, 40)
    person.page.mouse.wheel(0, -120)
    expect(listed).to_be_hidden()


@WIDTHS
def test_several_kinds_are_picked_in_one_go(person, width):
    kinds = open_kinds(person)
    picked = []
    for _ in range(3):
        option = person.page.get_by_role("option").first
        picked.append(option.inner_text())
        option.click()
        person.page.wait_for_timeout(600)  # the answer to the pick is drawn, the list is not opened again
    for name in picked:
        expect(kinds).to_contain_text(name)
    person.settle()
    person.page.reload()
    person.settle()
    for name in picked:
        expect(person.page.locator("[data-testid='stMain']")).to_contain_text(name)
