"""One person in two teams: what is typed, shown and handed out belongs to the team it was typed, shown and made in."""

import pytest

from tests.unit.ui.reading import text_of
from wizard.case import Case
from wizard.services import cases, people
from wizard.ui import heading, layout
from wizard.ui.places import board_list


@pytest.fixture
def both(instance, office):
    """The owner of one team is an editor in another, too."""
    with instance.store.write() as work:
        work.people.join("t2", office.owner.person_id, "editor")
    return office


def choose(tab, team_id):
    """What the masthead does when somebody chooses a team there."""
    tab.session_state[heading.TO_TEAM] = team_id
    tab.session_state[layout.GO_TO] = tab.session_state[heading.GO_CASE] = ""
    return tab.run()


def offers(tab):
    return [code.value for code in tab.code if "invite=" in code.value]


def test_choosing_another_team_inside_a_case_leads_to_that_teams_board(app, both, case_id):
    tab = app.open(both.owner, "case_facts", case=case_id, part="shop")
    shown = text_of(choose(tab, "t2"))
    assert "别家的投诉案件" in shown and "晨星" not in shown


def test_what_was_typed_last_is_saved_in_the_team_that_is_left(app, instance, both, case_id):
    tab = app.open(both.owner, "case_facts", case=case_id, part="shop")
    tab.text_input(key=f"f-{case_id[:8]}-shop.contact").input("刚写的名字")
    choose(tab, "t2")
    assert cases.read(instance, both.owner, case_id).case.shop.contact == "刚写的名字"


def test_what_was_typed_last_is_saved_when_an_address_leads_to_the_other_team(app, instance, both, case_id):
    tab = app.open(both.owner, "case_facts", case=case_id, part="shop")
    tab.text_input(key=f"f-{case_id[:8]}-shop.contact").input("刚写的名字")
    tab.query_params["case"] = foreign = cases.create(instance, both.stranger).case.id
    tab.run()
    assert cases.read(instance, both.owner, case_id).case.shop.contact == "刚写的名字"
    assert foreign[:8] in tab.text_input(key=f"f-{foreign[:8]}-shop.contact").key


def test_the_address_keeps_the_team_over_a_reload(app, both):
    assert "别家的投诉案件" in text_of(app.open(both.owner, team="t2"))
    assert "晨星的投诉案件" in text_of(app.open(both.owner, team="t1"))
    assert "的投诉案件" in text_of(app.open(both.owner, team="nobody"))


def test_the_way_back_leads_to_the_team_of_then(app, both):
    tab = choose(app.open(both.owner, team="t1"), "t2")
    tab.query_params["team"] = "t2"  # as masthead.js puts it there
    assert "别家的投诉案件" in text_of(tab.run())
    tab.query_params["team"] = "t1"
    assert "晨星的投诉案件" in text_of(tab.run())


def test_nobody_gets_into_a_team_by_its_address(app, office):
    assert "晨星" not in text_of(app.open(office.stranger, team="t1"))


def test_an_invitation_to_one_team_is_not_shown_on_the_page_of_the_other(app, instance, both):
    people.change_role(instance, both.stranger, both.owner.person_id, "owner")
    first = app.open(both.owner, "team", team="t1")
    first.button(key="primary-team").click().run()
    assert offers(first)
    second = app.open(both.owner, team="t2")  # the same tab, as AppTest would click the button in each run
    second.session_state["_offer"] = first.session_state["_offer"]
    second.switch_page("../pages/team.py").run()
    assert "别家的成员" in text_of(second) and not offers(second)


def test_the_trail_of_the_other_teams_case_opens_by_its_address(app, instance, both):
    foreign = cases.create(instance, both.stranger).case.id
    tab = app.open(both.owner, team="t1")
    tab.query_params["case"] = foreign
    shown = text_of(tab.switch_page("../pages/record.py").run())
    assert "新建" in shown and "找不到" not in shown


def test_who_is_signed_in_is_told_the_role_and_how_to_join_as_somebody_else(app, instance, office):
    code = people.invite(instance, office.owner, "viewer").code
    shown = text_of(app.open(office.stranger, invite=code))
    assert "您的角色是查看" in shown and "原来的团队都留着" in shown and "要用别的账号" in shown


def test_a_spent_invitation_leads_who_is_signed_in_back_to_the_board(app, office):
    assert "回到工作台" in text_of(app.open(office.editor, invite="AAAA-BBBB"))
    assert "去登录" in text_of(app.open(None, invite="AAAA-BBBB"))


def test_what_was_looked_for_in_one_team_is_not_looked_for_in_the_other(app, instance, both):
    cases.add(instance, both.signer, Case(narrative="这边的"))
    cases.add(instance, both.owner, Case(narrative="这边的"))
    cases.add(instance, both.stranger, Case(narrative="那边的"))
    tab = app.open(both.owner, team="t1")
    tab.selectbox(key=board_list.ASSIGNEE).set_value(both.signer.person_id).run()
    tab.text_input(key=board_list.QUERY).input("这边").run()
    choose(tab, "t2")
    assert "那边的" in text_of(tab) and tab.text_input(key=board_list.QUERY).value == ""
