"""The team page as its owner needs it: nothing by a slip, what was done is said, what is over is out of the way."""

from tests.unit.ui.reading import text_of
from wizard.services import people


def managing(app, office, member):
    """The team page with one member chosen."""
    tab = app.open(office.owner, "team")
    tab.session_state["fold-manage"] = True
    tab.run()
    return tab.selectbox(key="team-member").set_value(member.person_id).run()


def role_of(instance, office, member) -> str:
    found = people.members(instance, office.owner)
    return next(one.role for one in found if one.person_id == member.person_id)


def test_a_role_changes_by_the_button_and_not_by_a_slip_in_the_list(app, instance, office):
    tab = managing(app, office, office.editor)
    tab.selectbox(key=f"role-{office.editor.person_id}").set_value("owner").run()
    assert role_of(instance, office, office.editor) == "editor" and "能做一切" in text_of(tab)
    tab.button(key=f"role-do-{office.editor.person_id}").click().run()
    assert not tab.exception and "李四现在是「负责人」" in text_of(tab)
    assert role_of(instance, office, office.editor) == "owner"


def test_the_last_owner_is_told_once_and_stays(app, instance, office):
    tab = managing(app, office, office.owner)
    tab.selectbox(key=f"role-{office.owner.person_id}").set_value("viewer").run()
    assert "至少要有一位负责人" not in text_of(tab)
    tab.button(key=f"role-do-{office.owner.person_id}").click().run()
    assert "至少要有一位负责人" in text_of(tab) and role_of(instance, office, office.owner) == "owner"
    assert "至少要有一位负责人" not in text_of(tab.run())


def test_who_left_is_listed_apart_and_the_owner_is_told(app, instance, office):
    tab = managing(app, office, office.viewer)
    tab.checkbox(key=f"off-sure-{office.viewer.person_id}").check().run()
    tab.button(key=f"off-{office.viewer.person_id}").click().run()
    shown = text_of(tab)
    assert not tab.exception and "赵六已停用" in shown
    now, former = shown.split("以前的成员（1）")
    assert "<td>赵六</td>" not in now and "<td>赵六</td>" in former


def test_a_link_that_was_used_is_no_longer_offered(app, instance, office):
    tab = app.open(office.owner, "team")
    tab.button(key="primary-team").click().run()
    assert "把这个链接发给同事" in text_of(tab)
    code = tab.code[0].value.split("invite=")[1]
    people.accept_invitation(instance, code, "xiaosun", "小孙", "beihai-7391-xm")
    assert "把这个链接发给同事" not in text_of(tab.run()) and not tab.code
