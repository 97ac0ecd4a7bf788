"""What was typed into a page that could not save it any more is shown to who wrote it, or waits for them."""

import pytest

from tests.unit.conftest import Office
from tests.unit.ui.reading import text_of
from wizard.services import cases, members

TYPED = "夜里之后写的"


@pytest.fixture
def facts(app, office: Office, case_id):
    """A page of the editor's that stood open over night."""
    return app.open(office.editor, "case_facts", case=case_id, part="shop")


def write(tab, case_id):
    return tab.text_input(key=f"f-{case_id[:8]}-shop.contact").input(TYPED)


def test_words_for_a_case_that_was_deleted_are_shown_as_long_as_the_page_is_open(facts, instance, office, case_id):
    cases.delete(instance, office.owner, case_id)
    write(facts, case_id).run()
    assert "没有这个案件" in text_of(facts) and TYPED in text_of(facts)
    assert TYPED in text_of(facts.run())


def test_a_comment_not_sent_in_a_case_that_was_deleted_is_shown(facts, instance, office, case_id):
    facts.session_state["comments-open"] = True
    facts.run().text_area(key=f"comments-text-{case_id[:8]}").input("写到一半的留言").run()
    cases.delete(instance, office.owner, case_id)
    assert "写到一半的留言" in text_of(facts.run())


def test_words_of_somebody_who_is_only_a_viewer_by_now_are_shown(facts, instance, office, case_id):
    members.change_role(instance, office.owner, office.editor.person_id, "viewer")
    write(facts, case_id).run()
    assert TYPED in text_of(facts) and "不能修改" in text_of(facts)


def test_words_of_somebody_who_left_the_team_meanwhile_are_shown_and_wait_for_them(
    facts, app, instance, office, case_id
):
    members.leave(instance, office.editor)
    write(facts, case_id).run()
    assert "不属于任何团队" in text_of(facts) and TYPED in text_of(facts)
    with instance.store.write() as work:
        work.people.join("t1", office.editor.person_id, "editor")
    again = app.open(office.editor, "case_facts", case=case_id, part="shop")
    assert TYPED in text_of(again)


def test_a_comment_not_sent_when_the_session_ended_is_put_back(facts, app, instance, office, case_id):
    facts.session_state["comments-open"] = True
    facts.run().text_area(key=f"comments-text-{case_id[:8]}").input("写到一半的留言").run()
    with instance.store.write() as work:
        work.sessions.close_all(office.editor.person_id)
    assert "登录已结束" in text_of(facts.run())
    again = app.open(office.editor, "case_facts", case=case_id, part="shop")
    assert "写到一半的留言" in text_of(again)
    again.session_state["comments-open"] = True
    assert again.run().text_area(key=f"comments-text-{case_id[:8]}").value == "写到一半的留言"


def test_words_put_aside_are_for_nobody_else(facts, app, instance, office, case_id):
    members.leave(instance, office.editor)
    write(facts, case_id).run()
    assert TYPED not in text_of(app.open(office.owner, "case_facts", case=case_id, part="shop"))
