"""What the story already says is offered where it belongs, filled by one click, and never by itself."""

import datetime as dt
from decimal import Decimal

import pytest

from tests.unit.ui.reading import text_of
from wizard.case import Case
from wizard.services import cases

STORY = "昨天平台突然扣了我3000块，11月3日申诉被驳回。工单号：GD20261103001"


@pytest.fixture
def told_case(instance, office):
    written = dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC)
    case = Case(scenario="fine_dispute", narrative=STORY, created_at=written)
    return cases.add(instance, office.editor, case).case.id


def stored(instance, office, case_id):
    return cases.read(instance, office.editor, case_id).case


def test_a_dated_sentence_becomes_a_line_of_the_timeline(app, instance, office, told_case):
    tab = app.open(office.editor, "case_facts", case=told_case, part="story")
    assert not stored(instance, office, told_case).timeline
    tab.button(key="told.timeline.0").click().run()
    (event,) = stored(instance, office, told_case).timeline
    assert (event.on, event.what) == (dt.date(2026, 11, 25), "平台突然扣了我3000块")
    assert "2026年11月3日" in text_of(tab) and tab.button(key="told.timeline.0")
    tab.button(key="told.timeline.0").click().run()
    assert not [button for button in tab.button if str(button.key).startswith("told.timeline")]


def test_a_number_is_added_with_its_kind(app, instance, office, told_case):
    tab = app.open(office.editor, "case_facts", case=told_case, part="numbers")
    tab.button(key="told.identifiers.0").click().run()
    (number,) = stored(instance, office, told_case).identifiers
    assert (number.kind, number.value) == ("ticket", "GD20261103001")


def test_an_amount_answers_the_question_it_is_clicked_under(app, instance, office, told_case):
    tab = app.open(office.editor, "case_facts", case=told_case, part="key")
    tab.session_state["part.questions"] = "金额"
    tab.run()
    tab.button(key="told.penalty_amount.3000.00").click().run()
    assert Decimal(str(stored(instance, office, told_case).answers["penalty_amount"])) == 3000
    assert not [button for button in tab.button if str(button.key).startswith("told.penalty_amount")]


def test_what_others_lost_is_not_filled_with_the_merchants_own_amount(app, office, told_case):
    tab = app.open(office.editor, "case_facts", case=told_case, part="key")
    tab.session_state["part.questions"] = "金额"
    tab.run()
    offered = [str(button.key) for button in tab.button if str(button.key).startswith("told.")]
    assert offered == ["told.penalty_amount.3000.00"]


def test_a_viewer_is_offered_nothing(app, office, told_case):
    tab = app.open(office.viewer, "case_facts", case=told_case, part="story")
    assert not [button for button in tab.button if str(button.key).startswith("told.")]


def test_a_deadline_still_to_come_answers_only_the_question_for_it(app, instance, office):
    written = dt.datetime(2026, 11, 26, 9, tzinfo=dt.UTC)
    story = "昨天说我虚假发货扣了3000块，页面写申诉到11月30号截止"
    case = cases.add(instance, office.editor, Case(scenario="fine_dispute", narrative=story, created_at=written)).case
    tab = app.open(office.editor, "case_facts", case=case.id, part="key")
    tab.session_state["part.questions"] = "申诉"
    tab.run()
    dates = [key for button in tab.button if "2026-" in (key := str(button.key))]
    assert [key for key in dates if key.startswith("told.appeal_deadline_on")] == ["told.appeal_deadline_on.2026-11-30"]
    tab.button(key="told.appeal_deadline_on.2026-11-30").click().run()
    assert stored(instance, office, case.id).answers["appeal_deadline_on"] == "2026-11-30"
