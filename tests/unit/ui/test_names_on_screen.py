"""One's own name on the team page and at the door, and people of one name told apart."""

from tests.unit.conftest import member
from tests.unit.ui.reading import text_of
from wizard.services import cases, naming, people
from wizard.ui.places import team_people


def change_to(tab, name: str):
    """Open the fold and ask for another name."""
    tab.session_state["fold-name"] = True
    tab.run()
    next(one for one in tab.text_input if one.label == "姓名或称呼").input(name)
    return tab.button(key="name-change").click().run()


def test_everybody_changes_their_own_name_and_sees_the_name_for_signing_in(app, instance, office, case_id):
    tab = app.open(office.viewer, "team")
    tab.session_state["fold-name"] = True
    assert "登录名：<strong>viewer-t1</strong>" in text_of(tab.run())
    shown = text_of(change_to(tab, "赵柳"))
    assert not tab.exception and "同事看到的是「赵柳」" in shown and "<td>赵柳（您）</td>" in shown
    record = text_of(app.open(office.owner, "record"))
    assert "改姓名：从「赵六」改成「赵柳」" in record


def test_a_name_that_cannot_be_is_refused_below_the_box(app, office):
    tab = app.open(office.viewer, "team")
    shown = text_of(change_to(tab, "王五"))
    assert "团队「晨星」里已经有一位「王五」" in shown and "<td>赵六（您）</td>" in shown
    assert "姓名没有变" in text_of(change_to(tab, "赵六")) and "已经有一位" not in text_of(tab)


def test_the_record_says_what_somebody_was_called_then(app, instance, office, case_id):
    people.change_role(instance, office.owner, office.editor.person_id, "signer")
    naming.change_name(instance, office.editor, "李思")
    shown = text_of(app.open(office.owner, "record"))
    assert "<td>李思（当时叫李四）</td><td>新建案件" in shown
    assert "改角色：李思（当时叫李四），签署人" in shown
    assert "<td>李思</td><td>改姓名" in shown


def test_who_joins_with_an_account_is_asked_for_a_name_that_is_free(app, instance, office):
    li = member(instance, "t2", "别家", "editor", "李四", "li-t2")
    code = people.invite(instance, office.owner, "viewer").code
    door = app.open(li, invite=code)
    assert not door.text_input
    door.button(key="door-join-as").click().run()
    assert "团队「晨星」里已经有一位「李四」" in text_of(door)
    door.text_input(key="door-other-name").input("李四（别家）").run()
    door.button(key="door-join-as").click().run()
    assert not door.exception
    assert "李四（别家）" in [one.name for one in people.members(instance, office.owner)]


def test_people_of_one_name_from_before_are_told_apart(app, instance, office, case_id):
    other = member(instance, "t1", "晨星", "editor", "李 四", "li2")
    cases.create(instance, other)
    tab = app.open(office.owner, "team")
    assert "有几位成员都叫「李 四」、「李四」" in text_of(tab)
    tab.session_state["fold-manage"] = True
    tab.run()
    who = tab.selectbox(key=team_people._MEMBER)
    assert {"李四，editor-t1", "李 四，li2", "孙八"} <= set(who.options)
    who.set_value(office.signer.person_id).run()
    who.set_value(other.person_id).run()
    assert "李四，editor-t1" in tab.selectbox(key=f"handover-{other.person_id}").options
    naming.change_name(instance, other, "李四（客服）")
    assert "操作记录里分不清" not in text_of(app.open(office.owner, "team"))
