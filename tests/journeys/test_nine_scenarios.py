"""From signing in to a checked package, typed and clicked in the browser, for every scenario and both widths."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys import packages
from tests.journeys.driving import Person
from tests.journeys.stories import SCENARIOS, Story
from wizard.ledger.layout import layout


@pytest.mark.parametrize("width", ["desktop", "phone"])
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_from_story_to_checked_package(scenario, width, newcomer, with_account, tmp_path):
    story, person = Story(scenario), newcomer
    person.new_case()
    tell(person, story)
    state_facts(person, story)
    give_evidence(person, story)
    choose_channel(person)
    review(person)
    sign(person, drawn=width == "desktop")
    text = packages.check(download(person, tmp_path), tmp_path / "unpacked", with_account.folder)
    compact = re.sub(r"\s", "", text)
    assert re.sub(r"\s", "", story.case.shop.name) in compact
    assert "证据1" in compact
    follow_up(person)


def tell(person: Person, story: Story) -> None:
    person.write("narrative", story.case.narrative)
    expect(person.page.get_by_text("看起来是：").first.or_(person.page.get_by_text("可能不是商家投诉"))).to_be_visible()
    if not person.page.get_by_role("button", name=re.compile(f"按「{re.escape(story.name)}」")).count():
        if not person.field("scenario").is_visible():
            person.page.get_by_text("从全部九种里选").click()
        person.choose("scenario", story.name)
    person.go_on()
    person.at_step("facts")


def state_facts(person: Person, story: Story) -> None:
    case = story.case
    for path in ("name", "shop_id", "contact", "phone"):
        person.type(f"shop.{path}", getattr(case.shop, path))
    if case.respondent.kind == "merchant":
        person.type("respondent.shop_name", case.respondent.shop_name)
    person.go_on()
    tell_event(person, case.timeline[0])
    person.go_on()
    answer_questions(person, story)
    add_number(person, case.identifiers[0] if case.identifiers else None)
    add_loss(person, case.losses[0] if case.losses else None)
    add_attempt(person, story)
    person.at_step("evidence")


def tell_event(person: Person, event) -> None:
    person.button("写第一行")
    path = open_row(person, "timeline")
    person.type(f"{path}.on", event.on.isoformat())
    person.type(f"{path}.where", event.where)
    person.type(f"{path}.who", event.who)
    person.write(f"{path}.what", event.what)
    person.write(f"{path}.result", event.result or "没有结果")
    person.button("收起")
    expect(person.page.get_by_text(event.what[:20]).first).to_be_visible()


def open_row(person: Person, name: str) -> str:
    """The path of the row that is open for editing."""
    row = person.page.locator(f"[class*='st-key-row-{name}-']").first
    expect(row).to_be_visible()
    part = re.search(rf"st-key-row-{name}-([A-Za-z0-9_-]+)", row.get_attribute("class"))[1]
    return f"{name}.{part}"


def answer_questions(person: Person, story: Story) -> None:
    wanted = {question.id: question for question in story.questions()}
    for _ in range(20):
        while name := next((name for name in wanted if person.field(f"answers.{name}").is_visible()), None):
            person.answer(wanted.pop(name), story.case.answers[name])
        if "part=numbers" in person.page.url:
            break
        person.go_on()
    assert "part=numbers" in person.page.url
    assert not wanted, f"never asked: {list(wanted)}"


def add_number(person: Person, identifier) -> None:
    if identifier is not None:
        person.button("加一个编号")
        person.type(f"{open_row(person, 'identifiers')}.value", identifier.value)
    person.go_on()


def add_loss(person: Person, loss) -> None:
    if loss is not None:
        person.button("加一项损失")
        path = open_row(person, "losses")
        person.type(f"{path}.what", loss.what)
        person.type(f"{path}.amount", loss.amount)
        expect(person.page.get_by_text(re.compile(f"合计.*{loss.amount:,.2f}")).first).to_be_visible()
    person.go_on()


def add_attempt(person: Person, story: Story) -> None:
    if story.case.attempts:
        attempt = story.case.attempts[0]
        person.button("加一次尝试")
        path = open_row(person, "attempts")
        person.choose(f"{path}.channel", story.pack.channels[attempt.channel].name)
        person.write(f"{path}.reply", attempt.reply or "没有答复")
    person.go_on()


def like_a_bill(file: Path) -> bool:
    return file.suffix in (".csv", ".xlsx") and layout().named_like_export(file.name)


def give_evidence(person: Person, story: Story) -> None:
    person.go_on()
    files = story.files()
    person.upload(files)
    expect(person.page.get_by_text(re.compile(r"^证据\d+ "))).to_have_count(len(files))
    for exhibit in story.case.exhibits[: len(files)]:
        describe(person, story, exhibit)
    person.go_on()
    if story.case.scenario in layout().shown_in or any(map(like_a_bill, files)):
        expect(person.page).to_have_url(re.compile("part=bills"))
        person.go_on()
    person.at_step("channel")


def describe(person: Person, story: Story, exhibit) -> None:
    person.button("说明这份证据")
    box = person.page.locator("[class*='st-key-exhibit-']").first
    expect(box).to_be_visible()
    part = re.search(r"st-key-exhibit-([A-Za-z0-9_-]+)", box.get_attribute("class"))[1]
    shown = story.pack.evidence_kinds
    person.choose(f"exhibits.{part}.kinds", *[shown[kind].name for kind in exhibit.kinds[:1]])
    person.button("采用建议")
    person.choose(f"exhibits.{part}.personal_data", "没有他人的个人信息")
    person.button("收起")


def choose_channel(person: Person) -> None:
    expect(person.page.get_by_text("建议先走：")).to_be_visible()
    person.go_on()
    person.at_step("review")


def review(person: Person) -> None:
    adopt = person.page.get_by_role("button", name=re.compile("^采用这"))
    if adopt.count():
        adopt.click()
        person.settle()
    for part in ("basis", "answers", "preview"):
        person.go_on()
        expect(person.page).to_have_url(re.compile(f"part={part}"))
    expect(person.page.locator(".w-paper")).to_be_visible()
    person.go_on()
    person.at_step("sign")


def sign(person: Person, *, drawn: bool) -> None:
    if person.field("missing_evidence_reason").count():
        person.write("missing_evidence_reason", "平台页面已经下架，已请平台提供，尚未收到。")
    if drawn:
        person.option("手写签名")
        draw(person)
    person.page.get_by_text("我已阅读并同意以上声明").click()
    person.settle()
    person.go_on()
    expect(person.page.get_by_text("第 1 版材料包")).to_be_visible(timeout=90_000)
    person.settle()


def draw(person: Person) -> None:
    canvas = person.page.locator("canvas").first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    mouse = person.page.mouse
    mouse.move(box["x"] + 30, box["y"] + 30)
    mouse.down()
    for step in range(12):
        mouse.move(box["x"] + 30 + step * 10, box["y"] + 30 + (step % 4) * 15)
    mouse.up()
    expect(person.page.get_by_text("已写下签名")).to_be_visible()
    person.settle()


def download(person: Person, folder):
    with person.page.expect_download() as started:
        person.page.get_by_role("link", name=re.compile("^下载材料包")).first.click()
    package = folder / started.value.suggested_filename
    started.value.save_as(package)
    assert re.fullmatch(r"投诉材料包-[0-9A-Z]{4}-[0-9A-Z]{4}-v1\.zip", package.name)
    return package


def follow_up(person: Person) -> None:
    person.go_on()
    person.at_step("followup")
    expect(person.page.get_by_role("button", name="做完了").first).to_be_visible()
