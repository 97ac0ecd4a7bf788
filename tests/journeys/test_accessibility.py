"""Every screen at both widths: no rule of axe-core broken, nothing wider than the window, no complaint."""

from pathlib import Path

import axe_playwright_python
import pytest

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
SCREENS = [
    "/",
    "/guide",
    "/team",
    "/verify",
    "/scenario",
    "/facts?part=shop",
    "/facts?part=story",
    "/facts?part=key",
    "/facts?part=numbers",
    "/facts?part=losses",
    "/facts?part=tried",
    "/evidence?part=wanted",
    "/evidence?part=files",
    "/channel",
    "/review?part=demands",
    "/review?part=basis",
    "/review?part=answers",
    "/review?part=preview",
    "/sign",
    "/followup?part=tasks",
    "/followup?part=record",
    "/followup?part=next",
]
OPENED = {"/facts?part=story": "修改", "/evidence?part=files": "打开", "/review?part=demands": "修改"}
OUT_OF_SIGHT = """() => [...document.querySelectorAll('[data-testid="stButtonGroup"]')].flatMap(row =>
  [...row.querySelectorAll('button')].filter(option =>
    option.getBoundingClientRect().right > row.getBoundingClientRect().right + 1)
).map(option => option.innerText)"""


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_every_screen_can_be_used_by_everybody(width, person):
    person.open_sample("订单售后判得不公")
    case_id, found = person.case_id, {}
    for screen in SCREENS:
        person.open(screen + ("&" if "?" in screen else "?") + f"case={case_id}")
        look(person, screen, found)
        if button := OPENED.get(screen):
            person.button(button)
            look(person, f"{screen} (open)", found)
    assert not found, "\n".join(f"{screen}: {problems}" for screen, problems in found.items())


@pytest.mark.parametrize("width", ["phone"])
def test_no_option_of_a_question_is_out_of_sight(width, person):
    person.open_sample("罚款或处罚有争议")
    person.step("facts", "key")
    sections = person.page.locator("[data-testid='stButtonGroup']").nth(1).locator("button")
    hidden = []
    for place in range(sections.count()):
        sections.nth(place).click()
        person.settle()
        hidden += person.page.evaluate(OUT_OF_SIGHT)
    assert not hidden and sections.count() > 3


def look(person, screen: str, found: dict) -> None:
    """Note what is wrong with the screen as it is now."""
    problems = violations(person.page)
    if person.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        problems.append("wider than the window")
    problems += [f"an option out of sight: {option}" for option in person.page.evaluate(OUT_OF_SIGHT)]
    if problems:
        found[screen] = problems


def violations(page) -> list[str]:
    page.evaluate(AXE)
    result = page.evaluate("async () => (await axe.run(document)).violations")
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]} ×{len(one['nodes'])}" for one in result]


@pytest.mark.parametrize("width", ["phone"])
def test_whoever_is_led_on_begins_at_the_top(width, person):
    """The primary button stands at the end of a page: the next part must not be shown from its end too."""
    person.open_sample("订单售后判得不公")
    person.open(f"/facts?part=shop&case={person.case_id}")
    for _ in range(4):  # two parts, then two groups of questions within a part
        button = person.page.locator(".st-key-actions [data-testid='stBaseButton-primary']")
        label = button.inner_text()
        button.scroll_into_view_if_needed()
        person.go_on()
        assert person.page.locator("h1").is_visible()
        person.page.wait_for_function(f"""() => document.querySelector('[data-testid="stMain"]').scrollTop === 0
            && document.activeElement?.tagName === 'H1'
            && document.querySelector(".st-key-actions [kind='primary']").innerText !== {label!r}""")
