"""Fields save themselves, keep what cannot be saved, and never overwrite a colleague."""

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
