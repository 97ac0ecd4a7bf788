"""The shell: nobody gets past the door, and everybody finds their case."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.unit.ui.reading import text_of
from wizard.services import members, people
from wizard.services.board import board_of

PAGES = Path(__file__).resolve().parents[3] / "pages"


def test_without_a_session_only_the_sign_in_page_runs(app, office, case_id):
    tab = app.open(None, case=case_id)
    assert not tab.exception
    assert "登录" in text_of(tab)
    assert "新建投诉" not in text_of(tab)


def test_a_new_instance_asks_for_the_set_up_code(app):
    assert "设置码" in text_of(app.open(None))


def test_a_forgotten_set_up_code_is_said_below_its_box(app):
    tab = app.open(None)
    tab.button(key="door-set-up").click().run()
    assert "设置码还没有填" in text_of(tab)


def test_the_board_is_what_a_signed_in_person_sees_first(app, office):
    tab = app.open(office.editor)
    assert not tab.exception
    assert "还没有案件" in text_of(tab)
    assert "新建投诉" in [button.label for button in tab.button]


def test_a_viewer_can_look_but_not_begin(app, office):
    assert "新建投诉" not in [button.label for button in app.open(office.viewer).button]


@pytest.mark.parametrize("page", ["case_scenario", "case_facts", "case_evidence", "case_channel", "case_review"])
def test_another_teams_case_is_answered_like_one_that_never_was(app, office, case_id, page):
    of_others = text_of(app.open(office.stranger, page, case=case_id))
    of_nobody = text_of(app.open(office.stranger, page, case="0" * 32))
    assert "没有这个案件" in of_others
    assert of_others == of_nobody


def test_new_complaint_opens_an_empty_case(app, instance, office):
    tab = app.open(office.editor)
    tab.button(key="primary-board").click().run()
    assert not tab.exception
    assert board_of(instance, office.editor).total == 1


@pytest.mark.parametrize("page", sorted(path.name for path in PAGES.glob("*.py") if path.name != "verify.py"))
def test_a_page_run_without_the_shell_shows_nothing(instance, page):
    tab = AppTest.from_file(str(PAGES / page), default_timeout=20).run()
    assert tab.exception
    assert not tab.get("html")
    assert not tab.button


def test_who_has_left_every_team_is_told_how_to_come_back(app, instance, office):
    members.leave(instance, office.editor)
    tab = app.open(office.editor)
    assert "不属于任何团队" in text_of(tab)
    assert "新建投诉" not in text_of(tab)
    code = people.invite(instance, office.owner, "viewer").code
    tab.text_input(key="door-invitation").input(f"http://x/?invite={code}")
    next(button for button in tab.button if button.label == "加入团队").click().run()
    tab.button(key="door-join-as").click().run()
    assert "工作台" in text_of(tab)
