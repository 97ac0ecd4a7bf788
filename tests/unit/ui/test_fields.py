"""Fields save themselves, keep what cannot be saved, and never overwrite a colleague."""

import re

import pytest

from tests.unit.ui.reading import text_of
from wizard.changes import Change
from wizard.services import cases
from wizard.store.errors import StoreUnavailable


def box(tab, label):
    return next(one for one in tab.text_input if one.label == label)


@pytest.fixture
def facts(app, office, case_id):
    return app.open(office.editor, "case_facts", case=case_id)


def saved(instance, office, case_id):
    return cases.read(instance, office.editor, case_id).case


def test_a_line_is_saved_as_it_is_typed(facts, instance, office, case_id):
    assert not facts.exception
    box(facts, "店铺名称").input("好日子百货").run()
    assert saved(instance, office, case_id).shop.name == "好日子百货"
    assert box(facts, "店铺名称").value == "好日子百货"


def test_what_is_too_long_stays_in_the_box_with_the_mend(facts, instance, office, case_id):
    box(facts, "店铺名称").input("长" * 201).run()
    assert saved(instance, office, case_id).shop.name == ""
    assert box(facts, "店铺名称").value == "长" * 201
    assert "删去 1 个" in text_of(facts)


def test_on_a_full_disk_the_box_keeps_what_was_typed_and_saves_it_later(facts, instance, office, case_id, monkeypatch):
    def full(*_arguments, **_options):
        raise StoreUnavailable("服务器磁盘已满，这次没有保存。")

    with monkeypatch.context() as patched:
        patched.setattr(cases, "save", full)
        box(facts, "店铺名称").input("好日子百货").run()
        assert not facts.exception
        assert box(facts, "店铺名称").value == "好日子百货"
        assert "磁盘已满" in text_of(facts)
    box(facts, "店铺名称").input("好日子百货店").run()
    assert saved(instance, office, case_id).shop.name == "好日子百货店"


def test_a_colleagues_change_of_another_field_appears(facts, instance, office, case_id):
    cases.save(instance, office.owner, case_id, [Change("shop.contact", "", "王五")])
    box(facts, "店铺名称").input("好日子百货").run()
    assert box(facts, "联系人").value == "王五"
    assert saved(instance, office, case_id).shop.name == "好日子百货"


def test_the_same_field_changed_twice_is_asked_about(facts, instance, office, case_id):
    cases.save(instance, office.owner, case_id, [Change("shop.name", "", "同事写的")])
    box(facts, "店铺名称").input("我写的").run()
    assert saved(instance, office, case_id).shop.name == "同事写的"
    assert "王五 刚才也改了这里" in text_of(facts)
    next(button for button in facts.button if button.label == "用我写的").click().run()
    assert saved(instance, office, case_id).shop.name == "我写的"
    assert "刚才也改了这里" not in text_of(facts)


def test_the_other_version_can_be_taken(facts, instance, office, case_id):
    cases.save(instance, office.owner, case_id, [Change("shop.name", "", "同事写的")])
    box(facts, "店铺名称").input("我写的").run()
    next(button for button in facts.button if button.label == "用已保存的").click().run()
    assert box(facts, "店铺名称").value == "同事写的"
    assert saved(instance, office, case_id).shop.name == "同事写的"


def test_a_viewer_sees_the_fields_but_cannot_change_them(app, office, case_id):
    tab = app.open(office.viewer, "case_facts", case=case_id)
    assert box(tab, "店铺名称").disabled


def test_leaving_the_page_saves_what_was_typed_last(facts, instance, office, case_id):
    box(facts, "店铺名称").input("走之前写的")
    facts.switch_page("../pages/case_scenario.py").run()
    assert saved(instance, office, case_id).shop.name == "走之前写的"


def test_options_of_a_clash_are_told_by_their_words(app, instance, office):
    case_id = cases.open_sample(instance, office.editor, "system_bug").case.id
    tab = app.open(office.editor, "case_facts", case=case_id, part="key")
    kind = next(one for one in tab.radio if one.label == "出了哪一类问题？")
    cases.save(instance, office.owner, case_id, [Change("answers.bug_kind", kind.value, "settlement_delay")])
    kind.set_value("function").run()
    assert "后台功能用不了" in text_of(tab) and "结算或到账延迟" in text_of(tab)
    assert "settlement_delay" not in text_of(tab)


def test_an_option_that_is_hidden_now_is_no_clash(app, instance, office):
    """The other kind of complaint that became the main one is no longer offered beside it."""
    case_id = cases.open_sample(instance, office.editor, "system_bug").case.id
    secondary = ["fine_dispute", "support_misconduct"]
    before = saved(instance, office, case_id).secondary
    cases.save(instance, office.editor, case_id, [Change("secondary", [str(one) for one in before], secondary)])
    cases.save(instance, office.editor, case_id, [Change("scenario", "system_bug", "fine_dispute")])
    tab = app.open(office.editor, "case_scenario", case=case_id)
    assert not tab.exception and "请选一个" not in text_of(tab)
    tab.run()
    assert not tab.exception and "请选一个" not in text_of(tab)
    assert [str(one) for one in saved(instance, office, case_id).secondary] == secondary


def test_words_for_a_line_that_a_colleague_removed_are_told(app, instance, office):
    case_id = cases.open_sample(instance, office.editor, "system_bug").case.id
    tab = app.open(office.editor, "case_facts", case=case_id, part="losses")
    (loss,) = saved(instance, office, case_id).losses
    next(one for one in tab.button if one.label == "修改").click().run()
    cases.remove_part(instance, office.owner, case_id, "losses", loss.id)
    box(tab, "损失项目").input("我改的名目").run()
    assert re.search("这一项刚被同事删除。您在「[^」]+」里写的是：我改的名目", text_of(tab))


def test_the_next_part_waits_for_an_open_question(facts, instance, office, case_id):
    cases.save(instance, office.owner, case_id, [Change("shop.name", "", "同事写的")])
    box(facts, "店铺名称").input("我写的").run()
    facts.button(key="primary-facts").click().run()
    assert box(facts, "店铺名称").value == "我写的"
    assert "有的地方还没能保存" in text_of(facts)
    next(button for button in facts.button if button.label == "用我写的").click().run()
    assert "有的地方还没能保存" not in text_of(facts)
    facts.button(key="primary-facts").click().run()
    assert "店铺名称" not in [one.label for one in facts.text_input]


def test_what_was_typed_as_the_session_ended_is_offered_after_signing_in(app, instance, office, case_id):
    tab = app.open(office.editor, "case_facts", case=case_id)
    with instance.store.write() as work:
        work.sessions.close_all(office.editor.person_id)
    box(tab, "店铺名称").input("睡醒接着写的").run()
    assert "登录已结束" in text_of(tab)
    assert saved(instance, office, case_id).shop.name == ""
    assert "请选一个" not in text_of(app.open(office.owner, "case_facts", case=case_id))
    back = app.open(office.editor, "case_facts", case=case_id)
    assert box(back, "店铺名称").value == "睡醒接着写的"
    next(button for button in back.button if button.label == "用我写的").click().run()
    assert saved(instance, office, case_id).shop.name == "睡醒接着写的"
    assert "请选一个" not in text_of(app.open(office.editor, "case_facts", case=case_id))
