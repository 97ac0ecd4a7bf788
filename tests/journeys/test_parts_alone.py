"""A field of 事实 runs alone, and so does the body of each step, until something beside it on the page changes."""

import asyncio
import re

import pytest
from playwright.sync_api import expect

from tests.bench.streamlit_client import Tab
from tests.journeys.serving import Server
from wizard.awaiting import result_of
from wizard.bootstrap import open_instance
from wizard.changes import Change
from wizard.services import cases, evidence, people
from wizard.settings import Settings

PASSWORD = "correct horse battery"


@pytest.fixture
def opened(tmp_path):
    """An instance with a case, its server, and the cookie of a person."""
    instance = open_instance(Settings(_env_file=None, data_folder=tmp_path / "data"))
    people.set_up(instance, people.setup_code(instance), "wang", "王五", PASSWORD, "晨星")
    session = people.open_session(instance, people.sign_in(instance, "wang", PASSWORD, "127.0.0.1").value)
    actor = people.person_of(instance, session.token).actors[0]
    case = cases.open_sample(instance, actor, "fine_dispute").case
    server = Server(tmp_path / "data").start()
    yield instance, actor, case, session.token, server.port
    server.stop()
    instance.close()


async def pieces():
    yield "2026-04-18 15:05 扣款 300.00".encode()


def test_a_field_runs_alone_until_something_else_on_the_page_changes(opened):
    instance, actor, case, cookie, port = opened

    def shop():
        return cases.read(instance, actor, case.id).case.shop

    async def work() -> None:
        tab = Tab(port, "facts", f"case={case.id}", f"wizard_session={cookie}")
        await tab.open()
        name, phone = f"f-{case.id[:8]}-shop.name", f"f-{case.id[:8]}-shop.phone"
        await tab.type(name, "晨星家居")
        assert tab.alone and shop().name == "晨星家居"
        await tab.type(phone, "12")
        assert not tab.alone and shop().phone == "12", "a problem appears beside the field"
        await tab.type(phone, "13800138000")
        received = await evidence.receive(instance, actor, case.id, "说明.txt", pieces())
        await tab.type(name, "晨星家具")
        assert tab.alone and shop().name == "晨星家具", "evidence that arrives is nothing this page shows"
        assert received.exhibit in cases.read(instance, actor, case.id).case.exhibits
        before = shop()
        cases.save(instance, actor, case.id, [Change("shop.contact", before.contact, "赵六")])
        await tab.type(name, "晨星家居旗舰店")
        assert not tab.alone and (shop().name, shop().contact) == ("晨星家居旗舰店", "赵六"), "a colleague was here"
        people.sign_out(instance, cookie)
        await tab.type(name, "不该保存")
        assert shop().name == "晨星家居旗舰店" and any("-door-" in key for key in tab.widgets), "the door is shown"
        await tab.close()

    result_of(asyncio.wait_for(work(), 120))


def test_the_body_of_a_step_runs_alone_until_a_colleague_changes_the_case(opened):
    instance, actor, case, cookie, port = opened

    def now():
        return cases.read(instance, actor, case.id).case

    async def work() -> None:
        tab = Tab(port, "review", f"case={case.id}", f"wizard_session={cookie}")
        await tab.open()
        await tab.click("primary-review")
        assert tab.alone and any("part.review" in key for key in tab.widgets), "the next part opens in the body"
        await evidence.receive(instance, actor, case.id, "说明.txt", pieces())
        await tab.act(1)
        assert tab.alone, "evidence that arrives changes nothing but the body, the head and the panel, which follow"
        cases.save(instance, actor, case.id, [Change("shop.contact", now().shop.contact, "赵六")])
        await tab.act(2)
        assert not tab.alone, "a colleague was here: the head says so no longer"
        await tab.act(3)
        assert tab.alone
        await tab.close()

        tab = Tab(port, "scenario", f"case={case.id}", f"wizard_session={cookie}")
        await tab.open()
        chosen = []
        for turn in range(2):
            await tab.pick(turn)
            chosen.append(now().scenario)
            assert tab.alone, "the head follows without the whole page"
        assert chosen[0] != chosen[1]
        await tab.close()

        tab = Tab(port, "channel", f"case={case.id}", f"wizard_session={cookie}")
        await tab.open()
        chosen = []
        for turn in range(2):
            await tab.act(turn)
            chosen.append(now().channel)
        assert chosen[0] != chosen[1], "what is chosen in a body that runs alone is saved"
        people.sign_out(instance, cookie)
        await tab.act(2)
        assert not tab.alone and any("-door-" in key for key in tab.widgets), "the door is shown"
        await tab.close()

    result_of(asyncio.wait_for(work(), 120))


def test_a_click_counts_also_when_a_colleague_was_here(opened):
    """What was read in a file, or a colleague, makes the case newer: the button clicked then does what it says."""
    instance, actor, case, cookie, port = opened

    def change(path: str, value: object) -> None:
        before = cases.read(instance, actor, case.id).plain
        held = before["shop"]["contact"] if path == "shop.contact" else before[path]
        cases.save(instance, actor, case.id, [Change(path, held, value)])

    async def work() -> None:
        change("channel", None)
        tab = Tab(port, "channel", f"case={case.id}", f"wizard_session={cookie}")
        await tab.open()
        change("shop.contact", "赵六")
        await tab.click("primary-channel")
        await tab.close()

    result_of(asyncio.wait_for(work(), 120))
    assert cases.read(instance, actor, case.id).case.channel is not None


def test_the_head_follows_a_choice_in_the_body_of_a_step(person):
    """The steps that a scenario opens, the mark of what is done, the title: and back when it is taken back."""
    person.new_case()
    bar = person.page.get_by_role("navigation", name="办理步骤")
    facts = bar.get_by_role("link", name=re.compile("^2?事实"))
    expect(bar.get_by_text("事实")).to_be_visible()
    expect(facts).to_have_count(0)
    person.choose("scenario", "罚款或处罚有争议")
    expect(facts).to_have_attribute("href", re.compile(r"^/facts\?case="))
    expect(bar.locator("li").first).to_have_text(re.compile("已完成|当前步骤"))
    expect(person.page.locator(".w-case .w-words")).to_have_text(re.compile("罚款"))
    facts.click()
    person.at_step("facts")
