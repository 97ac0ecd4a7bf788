"""The administrator's page, and the records of the guide that can be browsed."""

import pytest

from tests.unit.ui.reading import text_of
from wizard.knowledge.checks.content import RECORD_TYPES
from wizard.knowledge.load import load
from wizard.ui.places import guide_entries, guide_records, upkeep


def test_an_administrator_corrects_a_number_and_takes_it_back(app, instance, office):
    tab = app.open(office.owner, "upkeep")
    tab.selectbox(key=f"{upkeep.PLACE}-0").select("channels:pdd_hotline#volatile.number").run()
    assert "以登录后的商家后台" in text_of(tab)
    next(one for one in tab.text_input if one.label == "改成").input("95013")
    tab.button(key="primary-upkeep").click().run()
    assert "「来源」还没有填" in text_of(tab)
    next(one for one in tab.text_input if one.label == "改成").input("95013")
    next(one for one in tab.text_input if one.label == "来源").input("商家后台-帮助中心")
    tab.button(key="primary-upkeep").click().run()
    assert not tab.exception
    assert "已更正" in text_of(tab)
    guide = app.open(office.viewer, "guide")
    guide.text_input(key="guide-query").input("95013").run()
    assert "核对更正，来源：商家后台-帮助中心" in text_of(guide)
    again = app.open(office.owner, "upkeep")
    next(button for button in again.button if button.label == "撤回").click().run()
    assert "已撤回" in text_of(again)
    assert "撤回的更正（1）" in text_of(again)


def test_others_are_told_who_may_correct(app, office):
    tab = app.open(office.editor, "upkeep")
    assert "只有最先建立的团队的负责人" in text_of(tab)
    assert not tab.selectbox


def test_the_administrators_page_runs_the_content_checks(app, office):
    tab = app.open(office.owner, "upkeep")
    tab.button(key="upkeep-check").click().run(timeout=60)
    assert not tab.exception
    assert "没有发现问题" in text_of(tab) or "发现 " in text_of(tab)


@pytest.mark.parametrize("topic", list(guide_records.TOPICS))
def test_every_record_of_every_topic_is_shown_with_its_sources(topic):
    assert topic in RECORD_TYPES
    entries = guide_entries.entries(load(), "records", topic)
    assert len(entries) == len(getattr(load(), topic))
    for entry in entries:
        assert "来源：" in entry.body
        assert entry.title
        assert "&lt;" not in entry.title


def test_every_topic_of_the_pack_can_be_browsed():
    assert set(guide_records.TOPICS) == set(RECORD_TYPES)


def test_a_kind_of_record_is_chosen_from_all(app, office):
    tab = app.open(office.viewer, "guide")
    tab.segmented_control(key="guide-chapter").set_value("records").run()
    tab.selectbox(key="guide-topic").select("citations").run()
    assert "什么时候" in text_of(tab)
