"""A case is handed to who can work on it, beside the case and below the board; who leaves hears what is left over."""

import pytest

from tests.unit.ui.reading import text_of
from wizard.services import cases, members


@pytest.fixture(params=["case", "board"])
def box(request, app, office, case_id):
    """The box of both places, as the owner sees it."""

    def opened():
        if request.param == "case":
            tab = app.open(office.owner, "case_facts", case=case_id)
            tab.session_state["comments-open"] = True
        else:
            tab = app.open(office.owner)
            tab.session_state["admin"], tab.session_state["admin-case"] = True, case_id
        return next(one for one in tab.run().selectbox if case_id in str(one.key))

    return opened


def test_a_viewer_is_not_offered(box):
    assert set(box().options) == {"（没有人）", "王五（负责人）", "孙八（签署人）", "李四（编辑）"}


def test_who_has_it_is_shown_also_without_a_place_in_the_team(box, instance, office):
    members.deactivate(instance, office.owner, office.editor.person_id)
    assert box().value == office.editor.person_id
    assert "李四（已不在团队）" in box().options


def test_a_case_goes_to_the_colleague_chosen(box, instance, office, case_id):
    box().set_value(office.signer.person_id).run()
    assert cases.read(instance, office.owner, case_id).assignee == office.signer.person_id


def test_a_colleague_who_is_a_viewer_by_now_is_refused_in_words(box, instance, office, case_id):
    chosen = box().set_value(office.signer.person_id)
    members.change_role(instance, office.owner, office.signer.person_id, "viewer")
    assert "不能办理案件" in text_of(chosen.run())
    assert cases.read(instance, office.owner, case_id).assignee == office.editor.person_id


def test_who_leaves_is_told_of_the_cases_left_over(app, office, case_id):
    tab = app.open(office.editor, "team")
    tab.session_state["fold-leave"] = True
    assert "您还经办着 1 件案件" in text_of(tab.run())


def test_who_is_alone_in_a_team_is_told_what_to_do_instead_of_leaving(app, office):
    tab = app.open(office.stranger, "team")
    tab.session_state["fold-leave"] = True
    tab.run().checkbox(key="leave-sure").check().run()
    assert "只有您一个人" in text_of(tab.button(key="leave").click().run())
