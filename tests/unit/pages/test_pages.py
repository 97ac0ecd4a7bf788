"""The step pages: each runs for every scenario and for an empty case, and does what its buttons say."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.unit.ui.reading import text_of
from wizard.case import Case, Scenario
from wizard.services import cases
from wizard.services.cases import Change
from wizard.store.errors import StoreUnavailable

PAGES = ["case_scenario", "case_facts", "case_evidence", "case_channel", "case_review", "case_sign", "case_followup"]
PARTS = {
    "case_facts": ["shop", "story", "key", "numbers", "losses", "tried"],
    "case_evidence": ["wanted", "files", "bills"],
    "case_review": ["demands", "basis", "answers", "preview"],
    "case_followup": ["tasks", "record", "next"],
}
SCENARIOS = [str(scenario) for scenario in Scenario if scenario is not Scenario.OUT_OF_SCOPE]


def labels(tab: AppTest) -> list[str]:
    return [button.label for button in tab.button]


def set_fields(instance, actor, case_id, **values):
    changes = [Change(path.replace("__", "."), None, value) for path, value in values.items()]
    saved = cases.save(instance, actor, case_id, changes)
    assert not saved.conflicts
    return saved.stored.case


@pytest.mark.parametrize("step", PAGES)
def test_an_empty_case_breaks_no_page(app, office, case_id, step):
    for part in PARTS.get(step, [""]):
        tab = app.open(office.editor, step, case=case_id, part=part)
        assert not tab.exception, (part, tab.exception)
        assert len([button for button in tab.button if button.proto.type == "primary"]) == 1


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_page_runs_for_every_scenario(app, instance, office, scenario):
    case_id = cases.open_sample(instance, office.editor, scenario).case.id
    tab = app.open(office.editor, PAGES[0], case=case_id)
    for page in PAGES:
        tab.switch_page(f"../pages/{page}.py").run()
        assert not tab.exception, (page, tab.exception)
        assert "没有这个案件" not in text_of(tab)


def test_the_judgement_names_the_scenario_and_the_phrases(app, instance, office, case_id):
    set_fields(instance, office.editor, case_id, narrative="平台说我虚假发货，罚款三千元，申诉被驳回。")
    tab = app.open(office.editor, "case_scenario", case=case_id)
    assert "看起来是：" in text_of(tab)
    assert "<mark>" in text_of(tab)


def test_going_on_takes_the_likely_scenario(app, instance, office, case_id):
    set_fields(instance, office.editor, case_id, narrative="平台说我虚假发货，罚款三千元，申诉被驳回。")
    tab = app.open(office.editor, "case_scenario", case=case_id)
    tab.button(key="primary-scenario").click().run()
    assert not tab.exception
    assert cases.read(instance, office.editor, case_id).case.scenario == Scenario.FINE_DISPUTE


def test_another_scenario_keeps_the_answers_and_turns_the_respondent(instance, office, case_id, app):
    set_fields(
        instance,
        office.editor,
        case_id,
        narrative="同行盗用我的主图，还恶意刷差评。",
        scenario="fine_dispute",
        shop__name="晴川",
    )
    tab = app.open(office.editor, "case_scenario", case=case_id)
    tab.button(key="take.best").click().run()
    case = cases.read(instance, office.editor, case_id).case
    assert (case.scenario, case.respondent.kind, case.shop.name) == ("report_other_merchant", "merchant", "晴川")


def test_none_of_them_shows_where_to_go_and_can_still_go_on(app, instance, office, case_id):
    set_fields(instance, office.editor, case_id, scenario="out_of_scope")
    tab = app.open(office.editor, "case_scenario", case=case_id)
    assert "可以去这些地方" in text_of(tab)
    assert not tab.button(key="primary-scenario").disabled


def test_the_bill_check_has_a_small_door_where_it_is_not_shown(app, instance, office, case_id):
    set_fields(instance, office.editor, case_id, scenario="support_misconduct")
    tab = app.open(office.editor, "case_evidence", case=case_id, part="files")
    assert "账单核对" not in str(tab.get("button_group"))
    tab.button(key="bills.door").click().run()
    assert "bills" in tab.query_params["part"] and not tab.exception
    assert "把后台下载的账单" in text_of(tab)
    money = cases.open_sample(instance, office.editor, "settlement").case.id
    tab = app.open(office.editor, "case_evidence", case=money, part="files")
    assert "bills.door" not in [button.key for button in tab.button]


def test_a_line_of_the_timeline_is_added_moved_and_removed(app, instance, office, case_id):
    set_fields(instance, office.editor, case_id, scenario="fine_dispute")
    for what in ("第一件", "第二件"):
        cases.add_part(instance, office.editor, case_id, "timeline", {"what": what})
    tab = app.open(office.editor, "case_facts", case=case_id, part="story")
    first, second = [event.id for event in cases.read(instance, office.editor, case_id).case.timeline]
    tab.button(key=f"edit.timeline.{second}").click().run()
    tab.button(key=f"up.timeline.{second}").click().run()
    assert [event.id for event in cases.read(instance, office.editor, case_id).case.timeline] == [second, first]
    tab.button(key=f"remove.timeline.{second}").click().run()
    tab.button(key="add.timeline").click().run()
    assert not tab.exception
    kept = cases.read(instance, office.editor, case_id).case.timeline
    assert [event.id for event in kept][:1] == [first]
    assert len(kept) == 2


def test_the_browsers_way_back_opens_the_part_that_the_address_names(app, instance, office):
    case_id = cases.open_sample(instance, office.editor, "fine_dispute").case.id
    tab = app.open(office.editor, "case_review", case=case_id, part="preview")
    tab.session_state["part.review"] = "demands"
    tab.run()
    assert "诉求要具体" in text_of(tab), "a click on another part"
    tab.query_params["part"] = "preview"
    tab.run()
    assert "审核的人两分钟里会看到" in text_of(tab)


def test_a_deleted_line_can_be_taken_back_to_its_place(app, instance, office):
    case_id = cases.open_sample(instance, office.editor, "fine_dispute").case.id
    before = cases.read(instance, office.editor, case_id).case.timeline
    tab = app.open(office.editor, "case_facts", case=case_id, part="story")
    tab.button(key=f"edit.timeline.{before[1].id}").click().run()
    tab.button(key=f"remove.timeline.{before[1].id}").click().run()
    assert before[1] not in cases.read(instance, office.editor, case_id).case.timeline
    tab.button(key="undo.timeline").click().run()
    assert cases.read(instance, office.editor, case_id).case.timeline == before
    assert "撤销删除" not in labels(tab)


def test_the_second_kind_is_offered_before_going_on(app, instance, office, case_id):
    story = "推广经理保证投产比3，实际0.6，花了11890元。后来客服不理人，还罚款500说我图片违规。"
    set_fields(instance, office.editor, case_id, narrative=story)
    tab = app.open(office.editor, "case_scenario", case=case_id)
    assert "按「推广活动误导」" in tab.button(key="primary-scenario").label
    assert "材料里也写上" in [group.label for group in tab.get("button_group")]


def test_a_page_that_cannot_go_on_says_why_without_hovering(app, office, case_id):
    tab = app.open(office.editor, "case_scenario", case=case_id)
    assert tab.button(key="primary-scenario").disabled
    assert "先写几句发生了什么" in text_of(tab)


def test_the_review_shows_what_will_be_asked_for_and_which_words_are_angry(app, instance, office):
    case_id = cases.open_sample(instance, office.editor, "fine_dispute").case.id
    for demand in cases.read(instance, office.editor, case_id).case.demands:
        cases.remove_part(instance, office.editor, case_id, "demands", demand.id)
    cases.add_part(instance, office.editor, case_id, "timeline", {"on": "2026-11-03", "what": "一群骗子扣了我的钱"})
    assert "撤销" in text_of(app.open(office.editor, "case_review", case=case_id, part="answers"))
    preview = text_of(app.open(office.editor, "case_review", case=case_id, part="preview"))
    assert "换个平稳的说法" in preview and "“骗子”" in preview


def test_the_suggested_demands_are_adopted_once(app, instance, office):
    case_id = cases.open_sample(instance, office.editor, "fine_dispute").case.id
    for demand in cases.read(instance, office.editor, case_id).case.demands:
        cases.remove_part(instance, office.editor, case_id, "demands", demand.id)
    tab = app.open(office.editor, "case_review", case=case_id, part="demands")
    tab.button(key="take.suggested").click().run()
    adopted = cases.read(instance, office.editor, case_id).case.demands
    assert adopted
    assert "take.suggested" not in [button.key for button in tab.button]


def test_nothing_is_signed_without_the_declaration(app, instance, office):
    case_id = cases.open_sample(instance, office.editor, "fine_dispute").case.id
    tab = app.open(office.signer, "case_sign", case=case_id)
    assert tab.button(key="primary-sign").disabled
    tab.checkbox(key="sign.agreed").check().run()
    assert not tab.button(key="primary-sign").disabled


def test_dates_before_submitting_say_what_they_count_from(app, office, instance):
    case_id = cases.open_sample(instance, office.editor, "fine_dispute").case.id
    assert "日期先按今天提交算" in text_of(app.open(office.editor, "case_followup", case=case_id))
    receipt = {"channel": "pdd_ticket", "submitted_on": "2026-11-20"}
    cases.add_part(instance, office.editor, case_id, "receipts", receipt)
    assert "日期先按今天提交算" not in text_of(app.open(office.editor, "case_followup", case=case_id))


def test_a_task_is_ticked_off_and_back(app, instance, office):
    case_id = cases.open_sample(instance, office.editor, "fine_dispute").case.id
    tab = app.open(office.editor, "case_followup", case=case_id)
    key = next(button.key for button in tab.button if str(button.key).startswith("done."))
    tab.button(key=key).click().run()
    assert list(cases.read(instance, office.editor, case_id).case.tasks_done) == [key.removeprefix("done.")]


@pytest.mark.parametrize("step", PAGES)
def test_a_viewer_changes_nothing(app, instance, office, step):
    case_id = cases.open_sample(instance, office.editor, "settlement").case.id
    for part in PARTS.get(step, [""]):
        tab = app.open(office.viewer, step, case=case_id, part=part)
        assert not tab.exception
        forbidden = ("修改", "加上", "做完了", "不引用", "采用这", "加一行", "签署并生成材料包", "自己写一条")
        assert not [label for label in labels(tab) if label.startswith(forbidden)], part
        assert all(box.disabled for box in tab.text_input)


def test_a_change_link_leads_back_to_the_review(app, instance, office):
    case_id = cases.open_sample(instance, office.editor, "fine_dispute").case.id
    tab = app.open(office.editor, "case_facts", case=case_id, part="losses", **{"from": "review"})
    assert "保存并回到核对" in labels(tab)


def test_who_could_not_save_is_not_led_on(app, office, instance, monkeypatch):
    """A full disk: the words say so on the page that was not saved, and the next step waits."""

    def full(*_arguments, **_named):
        raise StoreUnavailable("服务器磁盘已满，这次没有保存。")

    case = cases.add(instance, office.editor, Case(narrative="平台以虚假发货为由扣了我1200元，没有说明理由。")).case
    tab = app.open(office.editor, "case_scenario", case=case.id)
    with monkeypatch.context() as patched:
        patched.setattr(cases, "save", full)
        tab.button(key="primary-scenario").click().run()
    assert "服务器磁盘已满，这次没有保存" in text_of(tab)
    assert tab.button(key="primary-scenario") and cases.read(instance, office.editor, case.id).case.scenario is None
    tab.button(key="primary-scenario").click().run()
    assert cases.read(instance, office.editor, case.id).case.scenario is not None
    assert tab.button(key="primary-facts")
